//! Putting several cards in line, or at equal distances.

use super::places::put;
use crate::build::{Change, Outcome};
use crate::geometry::{Point, Rect};
use crate::view::GraphView;
use std::sync::Arc;

/// A line on which cards can be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The left edge of the leftmost.
    Left,
    /// The middle between left and right.
    Center,
    /// The right edge of the rightmost.
    Right,
    /// The upper edge of the highest.
    Top,
    /// The middle between top and bottom.
    Middle,
    /// The lower edge of the lowest.
    Bottom,
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// From left to right.
    Horizontal,
    /// From top to bottom.
    Vertical,
}

/// Puts an edge, or the middle, of cards on one line.
pub fn align(graph: &GraphView, text: &str, ids: &[Arc<str>], edge: Edge) -> Outcome {
    let cards = cards(graph, ids);
    let Some(all) =
        cards.iter().map(|(_, rect)| *rect).reduce(|all, rect| all.union(&rect)).filter(|_| cards.len() > 1)
    else {
        return Err("select two cards or more to align them".into());
    };
    let place = |rect: &Rect| {
        let (right, bottom) = (all.origin.x + all.width, all.origin.y + all.height);
        match edge {
            Edge::Left => Point::new(all.origin.x, rect.origin.y),
            Edge::Center => Point::new(all.center().x - rect.width / 2.0, rect.origin.y),
            Edge::Right => Point::new(right - rect.width, rect.origin.y),
            Edge::Top => Point::new(rect.origin.x, all.origin.y),
            Edge::Middle => Point::new(rect.origin.x, all.center().y - rect.height / 2.0),
            Edge::Bottom => Point::new(rect.origin.x, bottom - rect.height),
        }
    };
    let places: Vec<_> = cards.iter().map(|(id, rect)| (id.clone(), place(rect))).collect();
    Ok(Change::new(format!("Align {} cards", cards.len()), put(graph, text, &places)?))
}

/// Puts cards at equal distances; the outermost two stay where they are.
pub fn distribute(graph: &GraphView, text: &str, ids: &[Arc<str>], axis: Axis) -> Outcome {
    let mut cards = cards(graph, ids);
    if cards.len() < 3 {
        return Err("select three cards or more to distribute them".into());
    }
    let start = |rect: &Rect| if axis == Axis::Horizontal { rect.origin.x } else { rect.origin.y };
    let length = |rect: &Rect| if axis == Axis::Horizontal { rect.width } else { rect.height };
    cards.sort_by(|(_, a), (_, b)| start(a).total_cmp(&start(b)));
    let first = start(&cards[0].1);
    let end = cards.iter().map(|(_, rect)| start(rect) + length(rect)).fold(f32::MIN, f32::max);
    let taken: f32 = cards.iter().map(|(_, rect)| length(rect)).sum();
    let gap = (end - first - taken) / (cards.len() - 1) as f32;
    let mut at = first;
    let mut places = Vec::new();
    for (id, rect) in &cards {
        let place = match axis {
            Axis::Horizontal => Point::new(at, rect.origin.y),
            Axis::Vertical => Point::new(rect.origin.x, at),
        };
        places.push((id.clone(), place));
        at += length(rect) + gap;
    }
    Ok(Change::new(format!("Distribute {} cards", cards.len()), put(graph, text, &places)?))
}

/// Returns the cards that are meant.
fn cards(graph: &GraphView, ids: &[Arc<str>]) -> Vec<(Arc<str>, Rect)> {
    let chosen = graph.nodes.iter().filter(|card| ids.contains(&card.id));
    chosen.map(|card| (card.id.clone(), card.rect)).collect()
}
