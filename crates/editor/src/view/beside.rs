//! Where something stands that belongs to cards: beside them and upon no card, as far as the canvas has room.

use crate::geometry::{Point, Rect};

/// So far it stays away from cards, whose ports stand out a little [CSS px].
const GAP: f32 = 12.0;
/// So far it stays away from the edges of the canvas [CSS px].
const MARGIN: f32 = 8.0;

/// Returns the upper left corner of a bar of some size that belongs to cards on a canvas of some size: above all of them,
/// else below, else where it covers least of them. All is in CSS px of the canvas.
#[must_use]
pub fn beside(cards: &[Rect], (width, height): (f32, f32), (canvas_width, canvas_height): (f32, f32)) -> Point {
    let Some(frame) = cards.iter().copied().reduce(|all, card| all.union(&card)) else { return Point::default() };
    let last = |size: f32, canvas: f32| (canvas - size - MARGIN).max(MARGIN);
    let (right, foot) = (last(width, canvas_width), last(height, canvas_height));
    let middle = (frame.center().x - width / 2.0).clamp(MARGIN, right);
    let near = [frame.origin.y - GAP - height, frame.origin.y + frame.height + GAP];
    let near = near.into_iter().filter(|y| (MARGIN..=foot).contains(y)).map(|y| Point::new(middle, y));
    let at_edges = [MARGIN, foot].into_iter().flat_map(|y| [middle, MARGIN, right].map(|x| Point::new(x, y)));
    let covered = |at: &Point| {
        let bar = Rect::new(at.x, at.y, width, height);
        cards.iter().map(|card| shared(card, &bar)).sum::<f32>()
    };
    // Of equals the first is taken, which stands nearest.
    let best = near.chain(at_edges).min_by(|one, other| covered(one).total_cmp(&covered(other)));
    best.unwrap_or_default()
}

/// At which side of its card something points at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// At its right, below its upper edge.
    Beside,
    /// Above it, up to its right edge.
    Above,
    /// Below it, up to its right edge.
    Below,
}

/// Returns at which of some sides words that point at a card hide no other card and are seen whole; `None` where the card
/// itself is to be marked instead. All is in CSS px of the canvas.
#[must_use]
pub fn pointed_from(
    sides: &[Side],
    card: &Rect,
    others: &[Rect],
    (width, height): (f32, f32),
    room: (f32, f32),
) -> Option<Side> {
    let right = card.origin.x + card.width;
    let canvas = Rect::new(0.0, 0.0, room.0, room.1);
    let is_free = |side: &Side| {
        let at = match side {
            Side::Beside => Point::new(right + GAP, card.origin.y + MARGIN),
            Side::Above => Point::new(right - width, card.origin.y - MARGIN - height),
            Side::Below => Point::new(right - width, card.origin.y + card.height + MARGIN),
        };
        let words = Rect::new(at.x, at.y, width, height);
        canvas.holds(&words) && others.iter().all(|other| shared(other, &words) == 0.0)
    };
    sides.iter().copied().find(is_free)
}

/// Returns how large the part is that two rectangles share.
fn shared(one: &Rect, other: &Rect) -> f32 {
    let both = one.union(other);
    let (width, height) = (one.width + other.width - both.width, one.height + other.height - both.height);
    width.max(0.0) * height.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BAR: (f32, f32) = (430.0, 40.0);
    const CANVAS: (f32, f32) = (880.0, 400.0);

    fn at(cards: &[Rect]) -> (f32, f32) {
        let Point { x, y } = beside(cards, BAR, CANVAS);
        (x, y)
    }

    #[test]
    fn it_stands_above_its_cards_or_below_them_and_within_the_canvas() {
        let card = |x: f32, y: f32| Rect::new(x, y, 150.0, 90.0);
        assert_eq!(at(&[card(300.0, 200.0), card(500.0, 200.0)]), (260.0, 148.0));
        assert_eq!(at(&[card(300.0, 30.0), card(500.0, 90.0)]), (260.0, 192.0));
        assert_eq!(at(&[card(0.0, 200.0), card(20.0, 200.0)]).0, MARGIN);
        assert_eq!(at(&[card(700.0, 200.0), card(730.0, 200.0)]).0, 880.0 - 430.0 - MARGIN);
    }

    #[test]
    fn words_that_point_at_a_card_hide_no_other_one() {
        let card = Rect::new(300.0, 100.0, 150.0, 90.0);
        let side = |sides: &[Side], others: &[Rect]| pointed_from(sides, &card, others, (110.0, 22.0), CANVAS);
        let all = [Side::Beside, Side::Above, Side::Below];
        assert_eq!(side(&all, &[]), Some(Side::Beside));
        let beside = Rect::new(470.0, 100.0, 150.0, 90.0);
        assert_eq!(side(&all, &[beside]), Some(Side::Above));
        let above = Rect::new(300.0, 0.0, 150.0, 90.0);
        assert_eq!(side(&all, &[beside, above]), Some(Side::Below));
        let below = Rect::new(300.0, 200.0, 150.0, 90.0);
        assert_eq!(side(&all, &[beside, above, below]), None);
        // What would stand beyond the edge is not seen.
        let low = Rect::new(300.0, 380.0, 150.0, 20.0);
        assert_eq!(pointed_from(&[Side::Below], &low, &[], (110.0, 22.0), CANVAS), None);
    }

    #[test]
    fn where_cards_reach_from_edge_to_edge_it_stands_at_one_of_them_beside_all_cards() {
        let cards = [Rect::new(40.0, 20.0, 200.0, 60.0), Rect::new(600.0, 300.0, 200.0, 80.0)];
        assert_eq!(at(&cards), (880.0 - 430.0 - MARGIN, MARGIN));
        // Without any room it covers as little as it can.
        let cards = [Rect::new(0.0, 0.0, 880.0, 380.0), Rect::new(0.0, 20.0, 10.0, 380.0)];
        assert_eq!(at(&cards).1, 400.0 - 40.0 - MARGIN);
    }
}
