//! Where the chips and the words of wires stand: near the middle of their wire, clear of cards, chips, words and other
//! wires.

use super::ways::bounds_of;
use super::{NodeView, WireView};
use crate::geometry::{Point, Rect, Vector};
use crate::scene::frame::{chip_around, chip_on};
use crate::scene::path::along;
use std::sync::Arc;

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

/// What words must keep clear of.
struct Obstacles {
    /// Cards, chips and words.
    taken: Vec<Rect>,
    /// The paths of all wires, each with the rectangle around it.
    paths: Vec<(Rect, Arc<[Point]>)>,
}

/// Gives every wire without a chip a place for its words, or none where there is no room for them.
pub(super) fn place(wires: &mut [WireView], nodes: &[NodeView]) {
    let mut obstacles = Obstacles::of(wires, nodes);
    obstacles.taken.extend(wires.iter().filter_map(chip_on));
    for (index, wire) in wires.iter_mut().enumerate().filter(|(_, wire)| wire.mapping.is_none()) {
        let best = obstacles.best_for(wire, index);
        obstacles.taken.extend(best);
        wire.label_at = best.map(|rect| rect.center());
    }
}

/// Puts every chip where it hides as little as can be: in the middle of its wire, or else nearer to one of its ends.
pub(super) fn place_chips(wires: &mut [WireView], nodes: &[NodeView]) {
    let mut obstacles = Obstacles::of(wires, nodes);
    for (index, wire) in wires.iter_mut().enumerate().filter(|(_, wire)| wire.mapping.is_some()) {
        let best = obstacles.best_part(wire, index);
        let rect = chip_around(along(&wire.points, best));
        wire.chip_part = best;
        obstacles.taken.push(rect);
    }
}

/// Returns the room that the words of a wire take around their middle.
#[must_use]
pub fn room_of(label: &str, middle: Point) -> Rect {
    let width = label.chars().count() as f32 * LETTER;
    Rect::new(middle.x - width / 2.0, middle.y - LINE / 2.0, width, LINE)
}

impl Obstacles {
    /// All cards and wires.
    fn of(wires: &[WireView], nodes: &[NodeView]) -> Self {
        let paths = wires.iter().map(|wire| (bounds_of(&wire.points), wire.points.clone())).collect();
        Self { taken: nodes.iter().map(|node| node.rect).collect(), paths }
    }

    fn best_part(&self, wire: &WireView, own: usize) -> f32 {
        let mut best = (f32::INFINITY, PARTS[0]);
        for part in PARTS {
            let far = (part - 0.5).abs();
            if best.0 <= far + ON_OWN_WIRE {
                // A chip always lies on its own wire, and whatever comes now is no better.
                break;
            }
            let cost = far + self.cost(&chip_around(along(&wire.points, part)).grown(GAP), own);
            if cost < best.0 {
                best = (cost, part);
            }
        }
        best.1
    }

    fn best_for(&self, wire: &WireView, own: usize) -> Option<Rect> {
        let room = room_of(&wire.label, Point::default());
        let (beside, above) = (room.width / 2.0 + GAP, LINE / 2.0 + GAP);
        let ways = [(0.0, -above), (0.0, above), (beside, 0.0), (-beside, 0.0)];
        let mut best = (ON_CARD, None);
        for part in PARTS {
            let far = (part - 0.5).abs();
            if best.0 <= far {
                // Whatever comes now is no better.
                break;
            }
            for (x, y) in ways {
                let rect = room_of(&wire.label, along(&wire.points, part) + Vector::new(x, y));
                let cost = far + self.cost(&rect, own);
                if cost < best.0 {
                    best = (cost, Some(rect));
                }
            }
        }
        best.1
    }

    fn cost(&self, rect: &Rect, own: usize) -> f32 {
        if self.taken.iter().any(|other| other.intersects(rect)) {
            return ON_CARD;
        }
        let hit =
            |(_, (around, points)): &(usize, &(Rect, Arc<[Point]>))| around.intersects(rect) && crosses(points, rect);
        let on_wires = self.paths.iter().enumerate().filter(hit);
        on_wires.map(|(index, _)| if index == own { ON_OWN_WIRE } else { ON_WIRE }).sum()
    }
}

fn crosses(points: &[Point], rect: &Rect) -> bool {
    points.windows(2).any(|pair| {
        let steps = (pair[0].distance(pair[1]) / STEP).ceil().max(1.0);
        (0..=steps as u32).any(|step| rect.contains(pair[0].lerp(pair[1], step as f32 / steps)))
    })
}
