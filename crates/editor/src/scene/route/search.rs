//! The search of one way around some cards, and what was found by it before.

use super::Trip;
use crate::geometry::{Point, Rect, Vector};
use crate::scene::path::{Side, bends};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// How long a detour is worth it to save a bend, and by how much a step through a card counts more than one beside it.
const BEND: u32 = 48;
const THROUGH: u32 = 12;
/// Level with a port other wires run already, so that a way leaves such a line soon and comes back to it late.
const PORT_ROW: f32 = 1.25;
/// So many ways are remembered before those that were not asked for again are forgotten.
const KNOWN_MAX: usize = 4_096;

/// What was found before. A way follows from its trip and the cards that it goes around, so whoever asks for it again
/// gets what a search would give; a picture is the same with and without it.
#[derive(Debug, Default)]
pub(crate) struct Known {
    recent: BTreeMap<Box<[u32]>, Vec<Point>>,
    older: BTreeMap<Box<[u32]>, Vec<Point>>,
}

impl Known {
    /// Begins another picture. What neither this one nor the one before asks for is forgotten in time.
    pub(super) fn begin(&mut self) {
        if self.recent.len() > KNOWN_MAX {
            self.older = std::mem::take(&mut self.recent);
        }
    }

    /// Returns the corners of the best way around some cards.
    pub(super) fn way(&mut self, trip: &Trip<'_>, met: &[Rect], clear: f32) -> Vec<Point> {
        let key = key_of(trip, met, clear);
        if let Some(way) = self.recent.get(&key) {
            return way.clone();
        }
        let way = self.older.remove(&key).unwrap_or_else(|| Search::new(trip, met, clear).run());
        self.recent.insert(key, way.clone());
        way
    }
}

/// Returns all that a search depends on.
fn key_of(trip: &Trip<'_>, met: &[Rect], clear: f32) -> Box<[u32]> {
    let side = match trip.side {
        Side::Right => 0.0,
        Side::Bottom => 1.0,
    };
    let Trip { start, end, .. } = trip;
    let cards = met.iter().flat_map(|card| [card.origin.x, card.origin.y, card.width, card.height]);
    [start.x, start.y, end.x, end.y, side, clear].into_iter().chain(cards).map(f32::to_bits).collect()
}

/// The direction of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Along {
    Row,
    Column,
}

/// Returns through how many of some cards the steps to the right and down from each place of a grid lead.
fn through(columns: &[f32], rows: &[f32], cards: impl Iterator<Item = Rect>) -> Vec<[u32; 2]> {
    let mut counts = vec![[0; 2]; columns.len() * rows.len()];
    let middles = |lines: &[f32]| lines.windows(2).map(|pair| pair[0] + (pair[1] - pair[0]) * 0.5).collect::<Vec<_>>();
    let (between_columns, between_rows) = (middles(columns), middles(rows));
    // What lies in a range is found at once, because lines ascend.
    let inside = |lines: &[f32], low: f32, length: f32| {
        let from = lines.partition_point(|line| *line < low);
        from..lines.partition_point(|line| *line <= low + length).max(from)
    };
    for card in cards {
        let across = |lines: &[f32]| inside(lines, card.origin.x, card.width);
        let down = |lines: &[f32]| inside(lines, card.origin.y, card.height);
        for y in down(rows) {
            across(&between_columns).for_each(|x| counts[y * columns.len() + x][0] += 1);
        }
        for y in down(&between_rows) {
            across(columns).for_each(|x| counts[y * columns.len() + x][1] += 1);
        }
    }
    counts
}

/// A place where lines cross, and in which direction it was reached, by number: from left to right, then downwards.
type Place = u32;

/// What the cheapest way to a place costs that was found so far, and over which place it comes.
#[derive(Clone, Copy)]
struct Reached {
    cost: u32,
    before: Place,
}

/// The search of a way along the lines that pass beside cards.
struct Search<'a> {
    trip: &'a Trip<'a>,
    columns: Vec<f32>,
    rows: Vec<f32>,
    /// How long the steps to the right from each column are, elsewhere and level with a port, and those down from each row.
    across: Vec<[u32; 2]>,
    down: Vec<u32>,
    /// Through how many cards, with the room that is kept, the steps to the right and down from each place lead.
    through: Vec<[u32; 2]>,
    /// The places right after the begin and before the end.
    first: Point,
    last: Point,
}

impl<'a> Search<'a> {
    fn new(trip: &'a Trip<'a>, met: &[Rect], clear: f32) -> Self {
        let away = match trip.side {
            Side::Right => Vector::new(clear, 0.0),
            Side::Bottom => Vector::new(0.0, clear),
        };
        let (first, last) = (trip.start + away, trip.end + Vector::new(-clear, 0.0));
        let sides = |card: &Rect| {
            let room = card.grown(clear);
            ([room.origin.x, room.origin.x + room.width], [room.origin.y, room.origin.y + room.height])
        };
        let lines = |ends: [f32; 2], of_cards: Vec<[f32; 2]>| {
            let mut all: Vec<f32> = ends.into_iter().chain(of_cards.into_iter().flatten()).collect();
            all.sort_by(f32::total_cmp);
            all.dedup();
            all
        };
        let (across, down): (Vec<_>, Vec<_>) = met.iter().map(sides).unzip();
        let (columns, rows) = (lines([first.x, last.x], across), lines([first.y, last.y], down));
        // A way may run on the border of the room.
        let through = through(&columns, &rows, met.iter().map(|card| card.grown(clear - 0.5)));
        let gaps = |lines: &[f32]| lines.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>();
        let across = gaps(&columns).into_iter().map(|gap| [gap, gap * PORT_ROW].map(|length| length.round() as u32));
        let (across, down) = (across.collect(), gaps(&rows).into_iter().map(|gap| gap.round() as u32).collect());
        Self { trip, columns, rows, across, down, through, first, last }
    }

    /// Finds the cheapest way: the shortest, with bends and what lies in between counted as length. Where two lead to a
    /// place at the same cost, it is the one over the place that is cheaper to reach, or else farther left or up; so it is
    /// the same in whichever order places are looked at.
    fn run(&self) -> Vec<Point> {
        let index = |lines: &[f32], at: f32| lines.iter().position(|line| *line == at).unwrap_or_default();
        let number =
            |point: Point, along| self.number(index(&self.columns, point.x), index(&self.rows, point.y), along);
        let begin = if self.trip.side == Side::Right { Along::Row } else { Along::Column };
        let (start, end) = (number(self.first, begin), number(self.last, Along::Row));
        let unknown = Reached { cost: u32::MAX, before: start };
        let mut reached = vec![unknown; self.columns.len() * self.rows.len() * 2];
        let left = self.left(end);
        let mut open = BinaryHeap::from([Reverse((left(start), start))]);
        reached[start as usize].cost = 0;
        while let Some(Reverse((expected, at))) = open.pop() {
            if expected > reached[end as usize].cost {
                break;
            }
            let cost = reached[at as usize].cost;
            if expected > cost.saturating_add(left(at)) {
                continue;
            }
            for (next, step) in self.steps(at) {
                let known = reached[next as usize];
                let new = Reached { cost: cost.saturating_add(step), before: at };
                // A step of no length leads nowhere: two of them must not lead to each other.
                let is_alike = new.cost == known.cost && step > 0;
                let is_before = || (cost, at) < (reached[known.before as usize].cost, known.before);
                if new.cost < known.cost {
                    open.push(Reverse((new.cost.saturating_add(left(next)), next)));
                }
                if new.cost < known.cost || is_alike && is_before() {
                    reached[next as usize] = new;
                }
            }
        }
        let before = |at: &Place| (*at != start).then(|| reached[*at as usize].before);
        match reached[end as usize].cost {
            u32::MAX => vec![self.trip.start, self.trip.end],
            _ => self.corners(std::iter::successors(Some(end), before)),
        }
    }

    fn number(&self, x: usize, y: usize, along: Along) -> Place {
        ((x * self.rows.len() + y) * 2 + usize::from(along == Along::Column)) as Place
    }

    fn place(&self, number: Place) -> (usize, usize, Along) {
        let (at, along) = (number as usize / 2, if number.is_multiple_of(2) { Along::Row } else { Along::Column });
        (at / self.rows.len(), at % self.rows.len(), along)
    }

    /// Returns what the rest of a way costs at least: its length, and the bends that it cannot do without.
    fn left(&self, end: Place) -> impl Fn(Place) -> u32 {
        let sums = |steps: Vec<u32>| -> Vec<u32> {
            let add = |sum: &mut u32, step| {
                *sum = sum.saturating_add(step);
                Some(*sum)
            };
            std::iter::once(0).chain(steps.into_iter().scan(0, add)).collect()
        };
        let (columns, rows) = (sums(self.across.iter().map(|[length, _]| *length).collect()), sums(self.down.clone()));
        let (goal_x, goal_y, _) = self.place(end);
        move |at| {
            let (x, y, along) = self.place(at);
            let bends = match along {
                Along::Column => BEND,
                Along::Row if y != goal_y => 2 * BEND,
                Along::Row => 0,
            };
            columns[x].abs_diff(columns[goal_x]).saturating_add(rows[y].abs_diff(rows[goal_y])).saturating_add(bends)
        }
    }

    /// Returns where one can go from a place, and what that costs: to the next line, or around a corner.
    fn steps(&self, at: Place) -> impl Iterator<Item = (Place, u32)> {
        let (x, y, along) = self.place(at);
        let row = 2 * self.rows.len() as Place;
        let (back, ahead) = match along {
            Along::Row => {
                let cost = |x: usize| self.cost_across(x, y);
                ((x > 0).then(|| (at - row, cost(x - 1))), (x + 1 < self.columns.len()).then(|| (at + row, cost(x))))
            }
            Along::Column => {
                let cost = |y: usize| self.cost_down(x, y);
                ((y > 0).then(|| (at - 2, cost(y - 1))), (y + 1 < self.rows.len()).then(|| (at + 2, cost(y))))
            }
        };
        [back, ahead, Some((at ^ 1, BEND))].into_iter().flatten()
    }

    fn cost_across(&self, x: usize, y: usize) -> u32 {
        let is_at_port = self.rows[y] == self.first.y || self.rows[y] == self.last.y;
        cost(self.across[x][usize::from(is_at_port)], self.through[y * self.columns.len() + x][0])
    }

    fn cost_down(&self, x: usize, y: usize) -> u32 {
        cost(self.down[y], self.through[y * self.columns.len() + x][1])
    }

    /// Returns the corners of the way that led to the end, with its begin and end.
    fn corners(&self, backwards: impl Iterator<Item = Place>) -> Vec<Point> {
        let point = |(x, y, _): (usize, usize, Along)| Point::new(self.columns[x], self.rows[y]);
        let inner = backwards.map(|at| point(self.place(at)));
        let mut way: Vec<Point> = std::iter::once(self.trip.end).chain(inner).chain([self.trip.start]).collect();
        way.reverse();
        way.dedup();
        bends(way)
    }
}

/// Returns what a step costs that leads through some cards.
fn cost(length: u32, through: u32) -> u32 {
    length.saturating_mul(1 + THROUGH * through)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_asked_for_again_is_forgotten() {
        let mut known = Known::default();
        let ask = |known: &mut Known, y: usize| {
            let (from, to) = (Rect::new(0.0, 0.0, 200.0, 144.0), Rect::new(400.0, y as f32, 200.0, 144.0));
            let (start, end) = (Point::new(200.0, 24.0), Point::new(400.0, y as f32 + 24.0));
            known.way(&Trip { start, side: Side::Right, end, cards: (&from, &to) }, &[from, to], 16.0)
        };
        let first = ask(&mut known, 0);
        for _ in 0..2 {
            (1..=KNOWN_MAX + 1).for_each(|y| drop(ask(&mut known, y)));
            known.begin();
        }
        let count = |known: &Known| known.recent.len() + known.older.len();
        assert_eq!(count(&known), KNOWN_MAX + 1);
        assert_eq!(ask(&mut known, 0), first);
        assert_eq!(count(&known), KNOWN_MAX + 2);
    }
}
