//! Ways around cards: corners of a path that keeps clear of what lies between two ports, with as few bends as that takes.
//!
//! Only cards that would be hit are looked at: the straight way's first, then those that the way around them meets. So a
//! card far away changes nothing, and the search stays small however many cards there are.

mod search;
mod shared;

pub(crate) use search::Known;

use super::path::Side;
use super::tiles::Tiles;
use crate::geometry::{Point, Rect};
use shared::Taken;

/// How far a way keeps from cards, and by how much more where another way runs there already [world px].
const CLEAR: f32 = 16.0;
const LANE: f32 = 9.0;
/// How many ways can run beside each other along a card.
const LANES: usize = 4;
/// How often the way is sought anew because of cards that it meets: each time there are more to go around.
const ROUNDS: usize = 8;
/// Ways that run on each other over this length look like one [world px].
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

/// What is there when a way is sought.
#[derive(Debug)]
pub(crate) struct Ground<'k> {
    /// The cards, by number.
    cards: Tiles<(usize, Rect)>,
    /// The ways that are there already.
    taken: Taken,
    known: &'k mut Known,
}

impl<'k> Ground<'k> {
    /// Begins with some cards and no ways. What was sought before is known, if it was not long ago.
    pub(crate) fn new(cards: &[Rect], known: &'k mut Known) -> Self {
        let world = cards.iter().copied().reduce(|all, one| all.union(&one)).unwrap_or_default();
        let mut tiles = Tiles::new(world);
        cards.iter().enumerate().for_each(|(n, card)| tiles.add(card, (n, *card)));
        known.begin();
        Self { cards: tiles, taken: Taken::default(), known }
    }

    /// Returns the corners of a way that passes through no card, as far as there is one, and beside the ways that are
    /// there already rather than on them. From now on it is there itself.
    pub(crate) fn lead(&mut self, trip: &Trip<'_>) -> Vec<Point> {
        let mut best: Option<(f32, Vec<Point>)> = None;
        for lane in 0..LANES {
            let way = self.clear_of(trip, CLEAR + LANE * lane as f32);
            let shared = self.taken.shared_with(&way);
            if best.as_ref().is_none_or(|(least, _)| shared < *least) {
                best = Some((shared, way));
            }
            if shared < SHARED {
                break;
            }
        }
        let way = best.map(|(_, way)| way).unwrap_or_default();
        self.taken.add(&way);
        way
    }

    /// Goes around what is met until nothing new is.
    fn clear_of(&mut self, trip: &Trip<'_>, clear: f32) -> Vec<Point> {
        let mut met = vec![*trip.cards.0, *trip.cards.1];
        let mut way = Vec::new();
        for _ in 0..ROUNDS {
            way = self.known.way(trip, &met, clear);
            let new: Vec<Rect> = self.on(&way, clear - 1.0).into_iter().filter(|card| !met.contains(card)).collect();
            if new.is_empty() {
                break;
            }
            met.extend(new);
        }
        way
    }

    /// Returns the cards that a way passes through or nearer than that.
    fn on(&self, way: &[Point], near: f32) -> Vec<Rect> {
        let mut found: Vec<(usize, Rect)> = Vec::new();
        for piece in way.windows(2).map(piece) {
            let room = piece.grown(near);
            let on = self.cards.near(&room).filter(|(_, card)| card.grown(near).intersects(&piece));
            found.extend(on);
        }
        found.sort_by_key(|(number, _)| *number);
        found.dedup_by_key(|(number, _)| *number);
        found.into_iter().map(|(_, card)| card).collect()
    }
}

/// Returns the rectangle that a straight piece is.
fn piece(pair: &[Point]) -> Rect {
    Rect::new(pair[0].x, pair[0].y, 0.0, 0.0).union(&Rect::new(pair[1].x, pair[1].y, 0.0, 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tells whether straight pieces between corners touch a rectangle.
    fn crosses(corners: &[Point], rect: &Rect) -> bool {
        corners.windows(2).any(|pair| piece(pair).intersects(rect))
    }

    use crate::geometry::Vector;
    use proptest::prelude::*;

    fn card(x: f32, y: f32) -> Rect {
        Rect::new(x, y, 200.0, 144.0)
    }

    fn way(from: &Rect, to: &Rect, cards: &[Rect], taken: &[Vec<Point>]) -> Vec<Point> {
        let start = from.origin + Vector::new(from.width, 24.0);
        let end = to.origin + Vector::new(0.0, 24.0);
        let mut known = Known::default();
        let mut ground = Ground::new(cards, &mut known);
        taken.iter().for_each(|way| ground.taken.add(way));
        ground.lead(&Trip { start, side: Side::Right, end, cards: (from, to) })
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
        let mut taken = Taken::default();
        taken.add(&first);
        assert!(taken.shared_with(&second) < SHARED, "{first:?} {second:?}");
    }

    #[test]
    fn where_there_is_no_way_around_there_still_is_one() {
        let (from, to) = (card(0.0, 0.0), card(200.0, 0.0));
        let corners = way(&from, &to, &[from, to, card(100.0, 20.0)], &[]);
        assert_eq!((corners[0], corners[corners.len() - 1]), (Point::new(200.0, 24.0), Point::new(200.0, 24.0)));
    }

    fn trips() -> impl Strategy<Value = Vec<(usize, usize)>> {
        proptest::collection::vec((0..9_usize, 0..9_usize), 1..12)
    }

    /// Leads ways between cards, one after the other.
    fn lead_all(cards: &[Rect], trips: &[(usize, usize)], known: &mut Known) -> Vec<Vec<Point>> {
        let mut ground = Ground::new(cards, known);
        let mut lead = |(from, to): &(usize, usize)| {
            let (from, to) = (&cards[*from], &cards[*to]);
            let start = from.origin + Vector::new(from.width, 24.0);
            let end = to.origin + Vector::new(0.0, 24.0);
            ground.lead(&Trip { start, side: Side::Right, end, cards: (from, to) })
        };
        trips.iter().map(&mut lead).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn whatever_was_sought_before_ways_are_those_of_a_first_search(
            places in proptest::collection::vec((0..6_u8, 0..6_u8), 9),
            trips in trips(),
            moves in proptest::collection::vec((0..9_usize, -3..4_i8, -3..4_i8), 1..6),
        ) {
            let mut cards: Vec<Rect> =
                places.iter().map(|(x, y)| card(f32::from(*x) * 120.0, f32::from(*y) * 90.0)).collect();
            let mut known = Known::default();
            for (moved, x, y) in moves {
                cards[moved].origin = cards[moved].origin + Vector::new(f32::from(x) * 40.0, f32::from(y) * 30.0);
                let first = lead_all(&cards, &trips, &mut Known::default());
                prop_assert_eq!(lead_all(&cards, &trips, &mut known), first);
            }
        }
    }
}
