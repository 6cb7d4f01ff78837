//! Where the chips and the words of wires stand: near the middle of their wire, clear of cards, chips, words and other
//! wires.

mod before;

pub(crate) use before::Before;

use super::ways::bounds_of;
use super::{ChipPlace, NodeView, WireView};
use crate::geometry::{Point, Rect, Vector};
use crate::scene::frame::chip_at;
use crate::scene::path::along;
use crate::scene::tiles::Tiles;
use before::{Changes, Thing};
use std::sync::Arc;

/// Width of a letter, and height of a line, as words are drawn where the picture is small [world px].
const LETTER: f32 = 7.8;
const LINE: f32 = 16.0;
/// How far words keep from their wire [world px].
const GAP: f32 = 6.0;
/// The parts of a wire that are tried, the best first.
const PARTS: [f32; 9] = [0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.2, 0.8];
/// The longest figure of a stream of messages that room is kept for.
const FIGURE: &str = "× 9,999";
/// What words would hide: what is written or drawn below them, a wire, their own wire. Far from the middle costs less
/// than any of these.
const ON_CARD: f32 = 100.0;
const ON_WIRE: f32 = 8.0;
const ON_OWN_WIRE: f32 = 4.0;

/// So many pieces of a path are looked for as one.
const STRETCH: usize = 4;

/// What words must keep clear of.
pub(super) struct Obstacles {
    /// All of the world that something lies in.
    world: Rect,
    /// Cards, chips and words.
    taken: Tiles<Rect>,
    /// The paths of all wires, and where the stretches of each lie: the wire's number and the stretch's first point.
    paths: Vec<Arc<[Point]>>,
    stretches: Tiles<(usize, usize)>,
}

/// A place that is considered for something of a wire.
struct Try {
    rect: Rect,
    /// The wire, by number.
    own: usize,
    /// What it costs to be so far from the wire's middle.
    far: f32,
}

/// Gives every wire without a chip a place for its words, and one for the figure of what is on it, or none where there is
/// no room for them. No wire loses its words to the figure of another. Where nothing is otherwise than before, neither are
/// these places.
pub(super) fn place(wires: &mut [WireView], nodes: &[NodeView], obstacles: &mut Obstacles, before: &mut Before) {
    let mut changes = Changes::between(before, wires, nodes, obstacles.world);
    let words = obstacles.place_all(Thing::Words, wires, &mut changes);
    let figures = obstacles.place_all(Thing::Figure, wires, &mut changes);
    let rooms: Vec<(Option<Rect>, Option<Rect>)> = words.into_iter().zip(figures).collect();
    for (wire, (words, figure)) in wires.iter_mut().zip(&rooms) {
        (wire.label_at, wire.figure_at) = (words.map(|rect| rect.center()), figure.map(|rect| rect.center()));
    }
    *before = Before::of(wires, nodes, &rooms);
}

/// Returns the room that is kept for the figure of a wire.
#[must_use]
pub fn room_of_figure(middle: Point) -> Rect {
    room_of(FIGURE, middle)
}

/// Puts every chip where it hides as little as can be: in the middle of its wire, or else nearer to one of its ends. Where
/// all of it would lie on a card wherever it is, it gets small.
pub(super) fn place_chips(wires: &mut [WireView], obstacles: &mut Obstacles) {
    for (index, wire) in wires.iter_mut().enumerate().filter(|(_, wire)| wire.mapping.is_some()) {
        wire.chip = obstacles.best_chip(wire, index);
        obstacles.take([chip_at(&wire.points, wire.chip)]);
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
    pub(super) fn of(wires: &[WireView], nodes: &[NodeView]) -> Self {
        let paths: Vec<Arc<[Point]>> = wires.iter().map(|wire| wire.points.clone()).collect();
        let parts: Vec<(Rect, (usize, usize))> = paths.iter().enumerate().flat_map(stretches_of).collect();
        let cards = nodes.iter().map(|node| node.rect);
        let all = cards.clone().chain(parts.iter().map(|(rect, _)| *rect));
        let world = all.reduce(|all, one| all.union(&one)).unwrap_or_default();
        let mut stretches = Tiles::new(world);
        parts.iter().for_each(|(rect, stretch)| stretches.add(rect, *stretch));
        let mut obstacles = Self { world, taken: Tiles::new(world), paths, stretches };
        obstacles.take(cards);
        obstacles
    }

    /// Keeps whatever comes clear of some rectangles, too.
    fn take(&mut self, rects: impl IntoIterator<Item = Rect>) {
        rects.into_iter().for_each(|rect| self.taken.add(&rect, rect));
    }

    fn best_chip(&self, wire: &WireView, own: usize) -> ChipPlace {
        let whole = self.best_part(wire, own, false);
        if whole.0 < ON_CARD {
            return whole.1;
        }
        let small = self.best_part(wire, own, true);
        if small.0 < ON_CARD { small.1 } else { whole.1 }
    }

    /// Returns the best place for a chip of one of the two sizes, and what it costs.
    fn best_part(&self, wire: &WireView, own: usize, small: bool) -> (f32, ChipPlace) {
        // A small one is for the room between two cards that a layout leaves, and keeps less far.
        let gap = if small { 1.0 } else { GAP };
        let mut best = (f32::INFINITY, ChipPlace { part: PARTS[0], small });
        for part in PARTS {
            let far = (part - 0.5).abs();
            if best.0 <= far + ON_OWN_WIRE {
                // A chip always lies on its own wire, and whatever comes now is no better.
                break;
            }
            let place = ChipPlace { part, small };
            let rect = chip_at(&wire.points, place).grown(gap);
            let cost = self.cost(&Try { rect, own, far }, best.0);
            if cost < best.0 {
                best = (cost, place);
            }
        }
        best
    }

    /// Finds rooms for one thing of each wire, in their order.
    fn place_all(&mut self, thing: Thing, wires: &[WireView], changes: &mut Option<Changes<'_>>) -> Vec<Option<Rect>> {
        let mut rooms = Vec::with_capacity(wires.len());
        for (index, wire) in wires.iter().enumerate() {
            let words = thing.text(wire);
            let still = || changes.as_ref()?.still(thing, wire, reach_of(words, wire));
            let room = match wire.mapping {
                Some(_) => None,
                None => still().unwrap_or_else(|| self.best_for(words, wire, index)),
            };
            if let Some(changes) = changes {
                changes.note(thing, wire, room);
            }
            self.take(room);
            rooms.push(room);
        }
        rooms
    }

    fn best_for(&self, words: &str, wire: &WireView, own: usize) -> Option<Rect> {
        let ways = ways_beside(words);
        let mut best = (ON_CARD, None);
        for part in PARTS {
            let far = (part - 0.5).abs();
            if best.0 <= far {
                // Whatever comes now is no better.
                break;
            }
            for way in ways {
                let rect = room_of(words, along(&wire.points, part) + way);
                let cost = self.cost(&Try { rect, own, far }, best.0);
                if cost < best.0 {
                    best = (cost, Some(rect));
                }
            }
        }
        best.1
    }

    /// Returns what a place costs, as far as it can still be better than the best one.
    fn cost(&self, Try { rect, own, far }: &Try, best: f32) -> f32 {
        if self.taken.near(rect).any(|other| other.intersects(rect)) {
            return far + ON_CARD;
        }
        let mut hit: Vec<usize> = Vec::new();
        let mut on_wires = 0.0;
        for (wire, first) in self.stretches.near(rect) {
            if far + on_wires >= best {
                break;
            }
            if !hit.contains(&wire) && crosses(stretch(&self.paths[wire], first), rect) {
                hit.push(wire);
                on_wires += if wire == *own { ON_OWN_WIRE } else { ON_WIRE };
            }
        }
        far + on_wires
    }
}

/// Returns how far from a place on a wire the middles of words are that stand beside it.
fn ways_beside(words: &str) -> [Vector; 4] {
    let room = room_of(words, Point::default());
    let (beside, above) = (room.width / 2.0 + GAP, LINE / 2.0 + GAP);
    [(0.0, -above), (0.0, above), (beside, 0.0), (-beside, 0.0)].map(|(x, y)| Vector::new(x, y))
}

/// Returns rectangles around wherever words of a wire could stand.
fn reach_of(words: &str, wire: &WireView) -> impl Iterator<Item = Rect> {
    let ways = ways_beside(words);
    PARTS.into_iter().map(move |part| {
        let middle = along(&wire.points, part);
        let rooms = ways.map(|way| room_of(words, middle + way));
        rooms.into_iter().reduce(|all, one| all.union(&one)).unwrap_or_default().grown(1.0)
    })
}

/// Returns the stretches of a wire's path with the rectangles around them.
fn stretches_of((wire, path): (usize, &Arc<[Point]>)) -> impl Iterator<Item = (Rect, (usize, usize))> {
    let begins = (0..path.len().saturating_sub(1)).step_by(STRETCH);
    begins.map(move |first| (bounds_of(stretch(path, first)), (wire, first)))
}

/// Returns the points of the stretch of a path that begins there.
fn stretch(path: &[Point], first: usize) -> &[Point] {
    &path[first..path.len().min(first + STRETCH + 1)]
}

/// Tells whether a path touches a rectangle.
fn crosses(points: &[Point], rect: &Rect) -> bool {
    points.windows(2).any(|pair| piece_crosses((pair[0], pair[1]), rect))
}

/// Tells the same of a straight piece: what of it lies between the left and the right edge, and what between the upper
/// and the lower one, has a point in common.
fn piece_crosses((a, b): (Point, Point), rect: &Rect) -> bool {
    let across = within((a.x, b.x), (rect.origin.x, rect.origin.x + rect.width));
    let down = within((a.y, b.y), (rect.origin.y, rect.origin.y + rect.height));
    matches!((across, down), (Some(x), Some(y)) if x.0.max(y.0) <= x.1.min(y.1))
}

/// Returns from which part of the way between two numbers on, and up to which, it lies in a range.
fn within((a, b): (f32, f32), (low, high): (f32, f32)) -> Option<(f32, f32)> {
    if a.max(b) < low || a.min(b) > high {
        return None;
    }
    if a == b {
        return Some((0.0, 1.0));
    }
    let (first, last) = ((low - a) / (b - a), (high - a) / (b - a));
    Some((first.min(last).max(0.0), first.max(last).min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_crosses_what_it_runs_through_and_not_what_it_passes() {
        let rect = Rect::new(10.0, 10.0, 20.0, 10.0);
        let point = Point::new;
        let cases = [
            ("through it", point(0.0, 15.0), point(100.0, 15.0), true),
            ("down through it", point(20.0, 0.0), point(20.0, 100.0), true),
            ("aslant through it", point(0.0, 5.0), point(40.0, 25.0), true),
            ("inside", point(12.0, 12.0), point(14.0, 14.0), true),
            ("along its edge", point(0.0, 10.0), point(100.0, 10.0), true),
            ("over a corner", point(28.0, 9.0), point(31.0, 12.0), true),
            ("past a corner", point(28.0, 5.0), point(36.0, 13.0), false),
            ("above", point(0.0, 5.0), point(100.0, 5.0), false),
            ("ends before it", point(0.0, 15.0), point(9.0, 15.0), false),
        ];
        for (name, a, b, crosses) in cases {
            assert_eq!(piece_crosses((a, b), &rect), crosses, "{name}");
            assert_eq!(piece_crosses((b, a), &rect), crosses, "{name}, backwards");
        }
    }
}
