//! Ways around cards: corners of a path that keeps clear of what lies between two ports, with as few bends as that takes.
//!
//! Only cards that would be hit are looked at: the straight way's first, then those that the way around them meets. So a
//! card far away changes nothing, and the search stays small however many cards there are.

use super::path::Side;
use crate::geometry::{Point, Rect, Vector};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How far a way keeps from cards, and by how much more where another way runs there already [world px].
const CLEAR: f32 = 16.0;
const LANE: f32 = 9.0;
/// How many ways can run beside each other along a card.
const LANES: usize = 4;
/// How long a detour is worth it to save a bend, and by how much a step through a card counts more than one beside it.
const BEND: u32 = 48;
const THROUGH: u32 = 12;
/// Level with a port other wires run already, so that a way leaves such a line soon and comes back to it late.
const PORT_ROW: f32 = 1.25;
/// How often the way is sought anew because of cards that it meets: each time there are more to go around.
const ROUNDS: usize = 8;
/// Ways this near to each other over this length look like one [world px].
const NEAR: f32 = 6.0;
const SHARED: f32 = 40.0;

/// A wire that needs a way: from where, to where.
#[derive(Clone, Copy, Debug)]
pub struct Trip<'a> {
    /// Where it begins.
    pub start: Point,
    /// At which edge of its card that is.
    pub side: Side,
    /// Where it ends, at the left edge of a card.
    pub end: Point,
    /// The cards where it begins and ends.
    pub cards: (&'a Rect, &'a Rect),
}

/// Returns the corners of a way that passes through no card, as far as there is one, and beside the ways that are there
/// already rather than on them.
#[must_use]
pub fn around(trip: &Trip<'_>, cards: &[Rect], taken: &[Vec<Point>]) -> Vec<Point> {
    let mut best: Option<(f32, Vec<Point>)> = None;
    for lane in 0..LANES {
        let way = clear_of(trip, cards, CLEAR + LANE * lane as f32);
        let shared: f32 = taken.iter().map(|other| shared_length(&way, other)).sum();
        if shared < SHARED {
            return way;
        }
        if best.as_ref().is_none_or(|(least, _)| shared < *least) {
            best = Some((shared, way));
        }
    }
    best.map(|(_, way)| way).unwrap_or_default()
}

/// Goes around what is met until nothing new is.
fn clear_of(trip: &Trip<'_>, cards: &[Rect], clear: f32) -> Vec<Point> {
    let mut met = vec![*trip.cards.0, *trip.cards.1];
    let mut way = Vec::new();
    for _ in 0..ROUNDS {
        way = Search::new(trip, &met, clear).run();
        let is_new = |card: &&Rect| !met.contains(card) && crosses(&way, &card.grown(clear - 1.0));
        let new: Vec<Rect> = cards.iter().filter(is_new).copied().collect();
        if new.is_empty() {
            break;
        }
        met.extend(new);
    }
    way
}

/// Tells whether straight pieces between corners touch a rectangle.
fn crosses(corners: &[Point], rect: &Rect) -> bool {
    corners.windows(2).any(|pair| {
        let piece = Rect::new(pair[0].x, pair[0].y, 0.0, 0.0).union(&Rect::new(pair[1].x, pair[1].y, 0.0, 0.0));
        piece.intersects(rect)
    })
}

/// Returns over which length two ways run on each other.
fn shared_length(way: &[Point], other: &[Point]) -> f32 {
    let mut sum = 0.0;
    for a in way.windows(2) {
        for b in other.windows(2) {
            sum += shared_piece((a[0], a[1]), (b[0], b[1]));
        }
    }
    sum
}

fn shared_piece(a: (Point, Point), b: (Point, Point)) -> f32 {
    let overlap = |(a0, a1): (f32, f32), (b0, b1): (f32, f32)| a0.max(a1).min(b0.max(b1)) - a0.min(a1).max(b0.min(b1));
    let level = |(p, q): (Point, Point)| (p.y - q.y).abs() < 0.5;
    match (level(a), level(b)) {
        (true, true) if (a.0.y - b.0.y).abs() < NEAR => overlap((a.0.x, a.1.x), (b.0.x, b.1.x)).max(0.0),
        (false, false) if (a.0.x - b.0.x).abs() < NEAR => overlap((a.0.y, a.1.y), (b.0.y, b.1.y)).max(0.0),
        _ => 0.0,
    }
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

/// A place where lines cross, and how it was reached.
type Place = (usize, usize, Along);

/// The search of a way along the lines that pass beside cards.
struct Search<'a> {
    trip: &'a Trip<'a>,
    columns: Vec<f32>,
    rows: Vec<f32>,
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
        Self { trip, columns, rows, through, first, last }
    }

    /// Finds the cheapest way: the shortest, with bends and what lies in between counted as length.
    fn run(&self) -> Vec<Point> {
        let index = |lines: &[f32], at: f32| lines.iter().position(|line| *line == at).unwrap_or_default();
        let place = |point: Point| (index(&self.columns, point.x), index(&self.rows, point.y));
        let (from, goal) = (place(self.first), place(self.last));
        let begin = if self.trip.side == Side::Right { Along::Row } else { Along::Column };
        let number = |(x, y, along): Place| (y * self.columns.len() + x) * 2 + usize::from(along == Along::Column);
        let mut costs = vec![u32::MAX; self.columns.len() * self.rows.len() * 2];
        let mut before: Vec<Option<Place>> = vec![None; costs.len()];
        let mut open = BinaryHeap::new();
        let start = (from.0, from.1, begin);
        costs[number(start)] = 0;
        open.push(Reverse((0, start)));
        while let Some(Reverse((cost, at))) = open.pop() {
            if (at.0, at.1, at.2) == (goal.0, goal.1, Along::Row) {
                return self.corners(at, |place| before[number(place)]);
            }
            if cost > costs[number(at)] {
                continue;
            }
            for (next, step) in self.steps(at) {
                let cost = cost.saturating_add(step);
                if cost < costs[number(next)] {
                    costs[number(next)] = cost;
                    before[number(next)] = Some(at);
                    open.push(Reverse((cost, next)));
                }
            }
        }
        vec![self.trip.start, self.trip.end]
    }

    /// Returns where one can go from a place, and what that costs: to the next line, or around a corner.
    fn steps(&self, (x, y, along): Place) -> impl Iterator<Item = (Place, u32)> {
        let (turned, beside) = match along {
            Along::Row => (Along::Column, [(x.wrapping_sub(1), y), (x + 1, y)]),
            Along::Column => (Along::Row, [(x, y.wrapping_sub(1)), (x, y + 1)]),
        };
        let inside = move |(x, y): &(usize, usize)| *x < self.columns.len() && *y < self.rows.len();
        let ahead =
            beside.into_iter().filter(inside).map(move |next| ((next.0, next.1, along), self.cost((x, y), next)));
        ahead.chain([((x, y, turned), BEND)])
    }

    fn cost(&self, from: (usize, usize), to: (usize, usize)) -> u32 {
        let at = |(x, y): (usize, usize)| Point::new(self.columns[x], self.rows[y]);
        let (a, b) = (at(from), at(to));
        let is_at_port = a.y == b.y && (a.y == self.first.y || a.y == self.last.y);
        let length = (a.distance(b) * if is_at_port { PORT_ROW } else { 1.0 }).round() as u32;
        let (x, y) = (from.0.min(to.0), from.1.min(to.1));
        let through = self.through[y * self.columns.len() + x][usize::from(from.0 == to.0)];
        length * (1 + THROUGH * through)
    }

    /// Returns the corners of the way that led to the end, with its begin and end.
    fn corners(&self, end: Place, before: impl Fn(Place) -> Option<Place>) -> Vec<Point> {
        let places = std::iter::successors(Some(end), |at| before(*at));
        let inner = places.map(|(x, y, _)| Point::new(self.columns[x], self.rows[y]));
        let mut way: Vec<Point> = std::iter::once(self.trip.end).chain(inner).chain([self.trip.start]).collect();
        way.reverse();
        way.dedup();
        let mut corners: Vec<Point> = Vec::with_capacity(way.len());
        for point in way {
            // What lies on a straight line is no corner.
            if let [.., a, b] = corners[..]
                && (a.x == b.x && b.x == point.x || a.y == b.y && b.y == point.y)
            {
                corners.pop();
            }
            corners.push(point);
        }
        corners
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(x: f32, y: f32) -> Rect {
        Rect::new(x, y, 200.0, 144.0)
    }

    fn way(from: &Rect, to: &Rect, cards: &[Rect], taken: &[Vec<Point>]) -> Vec<Point> {
        let start = from.origin + Vector::new(from.width, 24.0);
        let end = to.origin + Vector::new(0.0, 24.0);
        around(&Trip { start, side: Side::Right, end, cards: (from, to) }, cards, taken)
    }

    #[test]
    fn a_way_goes_around_what_stands_in_between_with_few_bends() {
        let (from, to, between) = (card(0.0, 0.0), card(800.0, 0.0), card(400.0, 0.0));
        let corners = way(&from, &to, &[from, between, to], &[]);
        assert!(!crosses(&corners, &between.grown(CLEAR - 1.0)), "{corners:?}");
        // Right, up, right, down, right.
        assert_eq!(corners.len(), 6, "{corners:?}");
    }

    #[test]
    fn a_way_back_goes_around_both_ends() {
        let (from, to) = (card(400.0, 0.0), card(0.0, 40.0));
        let corners = way(&from, &to, &[from, to], &[]);
        for end in [from, to] {
            assert!(!crosses(&corners[1..corners.len() - 1], &end.grown(CLEAR - 1.0)), "{corners:?}");
        }
    }

    #[test]
    fn ways_that_would_lie_on_each_other_run_beside_each_other() {
        let (from, to, between) = (card(0.0, 0.0), card(800.0, 0.0), card(400.0, 0.0));
        let cards = [from, between, to];
        let first = way(&from, &to, &cards, &[]);
        let second = way(&from, &to, &cards, std::slice::from_ref(&first));
        assert!(shared_length(&first, &second) < SHARED, "{first:?} {second:?}");
    }

    #[test]
    fn where_there_is_no_way_around_there_still_is_one() {
        let (from, to) = (card(0.0, 0.0), card(200.0, 0.0));
        let corners = way(&from, &to, &[from, to, card(100.0, 20.0)], &[]);
        assert_eq!((corners[0], corners[corners.len() - 1]), (Point::new(200.0, 24.0), Point::new(200.0, 24.0)));
    }
}
