//! Lines at which cards catch while a hand moves them.

use super::places::GRID;
use crate::geometry::{Point, Rect, Vector};
use crate::view::GraphView;
use std::sync::Arc;

/// How a move ends up, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snap {
    /// By how much the cards move.
    pub by: Vector,
    /// What they line up with.
    pub lines: Vec<Guide>,
}

/// A line at which cards line up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide {
    /// Where it begins.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
}

/// Three places of a span at which it can line up with others: its begin, its middle, its end.
type Places = [f32; 3];

/// Returns by how much cards may move: so that an edge or the middle of what moves lines up with that of another card
/// within reach, else so that it lies on the grid. `reach` is in world units.
#[must_use]
pub fn guides(graph: &GraphView, ids: &[Arc<str>], by: Vector, reach: f32) -> Snap {
    let held = graph.nodes.iter().filter(|node| ids.contains(&node.id));
    let Some(group) = held.map(|node| node.rect).reduce(|all, rect| all.union(&rect)) else {
        return Snap { by, lines: Vec::new() };
    };
    let moved = Rect { origin: group.origin + by, ..group };
    let others: Vec<Rect> = graph.nodes.iter().filter(|node| !ids.contains(&node.id)).map(|node| node.rect).collect();
    let across = nearest(across_of(&moved), others.iter().map(across_of), reach);
    let along = nearest(along_of(&moved), others.iter().map(along_of), reach);
    let to_grid = |place: f32| (place / GRID).round() * GRID - place;
    let x = across.unwrap_or_else(|| to_grid(moved.origin.x));
    let y = along.unwrap_or_else(|| to_grid(moved.origin.y));
    let ends = Rect { origin: moved.origin + Vector::new(x, y), ..moved };
    let mut lines = Vec::new();
    if across.is_some() {
        lines.extend(upright(&ends, &others));
    }
    if along.is_some() {
        lines.extend(level(&ends, &others));
    }
    Snap { by: Vector::new(by.x + x, by.y + y), lines }
}

fn across_of(rect: &Rect) -> Places {
    [rect.origin.x, rect.center().x, rect.origin.x + rect.width]
}

fn along_of(rect: &Rect) -> Places {
    [rect.origin.y, rect.center().y, rect.origin.y + rect.height]
}

/// Returns the shortest way to a place of another card, if one is within reach: begin to begin, middle to middle, and
/// begin or end to begin or end.
fn nearest(own: Places, others: impl Iterator<Item = Places>, reach: f32) -> Option<f32> {
    let ways = others.flat_map(|other| {
        let middle = other[1] - own[1];
        let ends = [(0, 0), (0, 2), (2, 0), (2, 2)].map(|(a, b): (usize, usize)| other[b] - own[a]);
        ends.into_iter().chain([middle])
    });
    ways.filter(|way| way.abs() <= reach).min_by(|a, b| a.abs().total_cmp(&b.abs()))
}

/// Whether two places are one, but for rounding.
fn is_same(a: f32, b: f32) -> bool {
    (a - b).abs() < 0.5
}

/// Returns the upright lines on which a card and others have an edge or their middle.
fn upright(card: &Rect, others: &[Rect]) -> Vec<Guide> {
    let lines = across_of(card).into_iter().filter_map(|x| {
        let on_it = others.iter().filter(|other| across_of(other).iter().any(|place| is_same(*place, x)));
        let all = on_it.copied().reduce(|all, rect| all.union(&rect))?.union(card);
        Some(Guide { from: Point::new(x, all.origin.y), to: Point::new(x, all.origin.y + all.height) })
    });
    lines.collect()
}

/// Returns the level lines on which a card and others have an edge or their middle.
fn level(card: &Rect, others: &[Rect]) -> Vec<Guide> {
    let lines = along_of(card).into_iter().filter_map(|y| {
        let on_it = others.iter().filter(|other| along_of(other).iter().any(|place| is_same(*place, y)));
        let all = on_it.copied().reduce(|all, rect| all.union(&rect))?.union(card);
        Some(Guide { from: Point::new(all.origin.x, y), to: Point::new(all.origin.x + all.width, y) })
    });
    lines.collect()
}
