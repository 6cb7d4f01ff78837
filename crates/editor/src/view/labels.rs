//! Where the words of wires stand: near the middle of their wire, clear of cards, chips, words and other wires.

use super::{NodeView, WireView};
use crate::geometry::{Point, Rect, Vector};
use crate::scene::frame::chip_on;
use crate::scene::path::along;

/// Width of a letter, and height of a line, as words are drawn where the picture is small [world px].
const LETTER: f32 = 7.8;
const LINE: f32 = 16.0;
/// How far words keep from their wire [world px].
const GAP: f32 = 6.0;
/// The parts of a wire that are tried, the best first.
const PARTS: [f32; 9] = [0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.2, 0.8];
/// Wires are looked at in steps of this length [world px].
const STEP: f32 = 4.0;
/// What words would hide: what is written or drawn below them, a wire, their own wire. Far from the middle costs less
/// than any of these.
const ON_CARD: f32 = 100.0;
const ON_WIRE: f32 = 8.0;
const ON_OWN_WIRE: f32 = 4.0;

/// Gives every wire without a chip a place for its words, or none where there is no room for them.
pub(super) fn place(wires: &mut [WireView], nodes: &[NodeView]) {
    let cards = nodes.iter().map(|node| node.rect);
    let mut taken: Vec<Rect> = cards.chain(wires.iter().filter_map(chip_on)).collect();
    for index in 0..wires.len() {
        let best = best_of(wires, index, &taken);
        if let Some(rect) = best {
            taken.push(rect);
        }
        wires[index].label_at = best.map(|rect| rect.center());
    }
}

/// Returns the room that the words of a wire take around their middle.
#[must_use]
pub fn room_of(label: &str, middle: Point) -> Rect {
    let width = label.chars().count() as f32 * LETTER;
    Rect::new(middle.x - width / 2.0, middle.y - LINE / 2.0, width, LINE)
}

fn best_of(wires: &[WireView], index: usize, taken: &[Rect]) -> Option<Rect> {
    let wire = &wires[index];
    if wire.mapping.is_some() {
        return None;
    }
    let room = room_of(&wire.label, Point::default());
    let (beside, above) = (room.width / 2.0 + GAP, LINE / 2.0 + GAP);
    let ways = [(0.0, -above), (0.0, above), (beside, 0.0), (-beside, 0.0)];
    let places =
        PARTS.iter().flat_map(|part| ways.map(|(x, y)| (*part, along(&wire.points, *part) + Vector::new(x, y))));
    let costs = places.map(|(part, middle)| {
        let rect = room_of(&wire.label, middle);
        (cost(&rect, wires, index, taken) + (part - 0.5).abs(), rect)
    });
    let (cost, rect) = costs.min_by(|a, b| a.0.total_cmp(&b.0))?;
    (cost < ON_CARD).then_some(rect)
}

fn cost(rect: &Rect, wires: &[WireView], own: usize, taken: &[Rect]) -> f32 {
    let on_cards = taken.iter().filter(|other| other.intersects(rect)).count() as f32 * ON_CARD;
    let on_wires = wires.iter().enumerate().filter(|(_, wire)| crosses(&wire.points, rect));
    on_cards + on_wires.map(|(index, _)| if index == own { ON_OWN_WIRE } else { ON_WIRE }).sum::<f32>()
}

fn crosses(points: &[Point], rect: &Rect) -> bool {
    points.windows(2).any(|pair| {
        let steps = (pair[0].distance(pair[1]) / STEP).ceil().max(1.0);
        (0..=steps as u32).any(|step| rect.contains(pair[0].lerp(pair[1], step as f32 / steps)))
    })
}
