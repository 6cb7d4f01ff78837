//! Where cards stand, as the template's text says it.

use crate::build::{Change, Outcome, told};
use crate::geometry::{Point, Rect, Vector};
use crate::scene::layout;
use crate::view::GraphView;
use aws::stack::world::name_of;
use std::collections::BTreeSet;
use std::sync::Arc;
use template::connect;
use template::edit::{self, EditError};
use template::metadata::Position;

/// Cards stand on a grid of this many pixels.
pub const GRID: f32 = 8.0;
/// About how large a new card is.
pub(crate) const NEW_CARD: (f32, f32) = (200.0, 144.0);
/// The room that a layout leaves beside a card for wires with their words, and for wires with a chip on them [world px].
pub(super) const BESIDE: f32 = layout::LAYER_WIDTH - NEW_CARD.0;
pub(super) const BESIDE_CHIP: f32 = layout::LAYER_WIDTH_WITH_CHIPS - NEW_CARD.0;
/// A picture of a single column would have all its wires lead back, so that a narrow one is looked at as if it were wider.
const WIDTH_MIN: f32 = 2.0 * NEW_CARD.0 + BESIDE_CHIP;
const LAYOUT: [&str; 3] = ["Metadata", "Lambdarium", "Layout"];

/// Moves cards.
pub fn move_cards(graph: &GraphView, text: &str, ids: &[Arc<str>], by: Vector) -> Outcome {
    let held = graph.nodes.iter().filter(|card| ids.contains(&card.id));
    let places: Vec<_> = held.map(|card| (card.id.clone(), card.rect.origin + by)).collect();
    let label = match ids {
        [id] => format!("Move {}", name_of(id)),
        _ => format!("Move {} cards", ids.len()),
    };
    Ok(Change::new(label, put(graph, text, &places)?))
}

/// Says where cards stand. The places of all cards are written, so that the others stay where they are.
///
/// # Errors
/// The reason why the text cannot be changed.
pub fn put(graph: &GraphView, text: &str, places: &[(Arc<str>, Point)]) -> Result<String, Arc<str>> {
    let written = written(text);
    let all: Vec<(&str, Position)> = graph
        .nodes
        .iter()
        .filter_map(|card| match places.iter().find(|(id, _)| *id == card.id) {
            Some((_, place)) => Some((&*card.id, position(*place))),
            None if written.contains(&card.id) => None,
            None => Some((&*card.id, position(card.rect.origin))),
        })
        .collect();
    if all.is_empty() {
        return Ok(text.to_owned());
    }
    let edits = connect::place(text, &all).map_err(|error| told(&error))?;
    Ok(edit::apply(text, &edits))
}

/// Writes the places of cards that have none yet, so that what is added next moves none of them.
///
/// # Errors
/// The reason why the text cannot be changed.
pub fn pinned(graph: &GraphView, text: &str) -> Result<String, Arc<str>> {
    put(graph, text, &[])
}

/// Takes all written places away, so that cards go in layers from left to right.
pub fn tidy(text: &str) -> Outcome {
    let edits = edit::remove(text, &LAYOUT).map_err(|error| match error {
        EditError::Missing(_) => "everything is tidy already".into(),
        other => told(&other),
    })?;
    Ok(Change::new("Tidy up", edit::apply(text, &edits)))
}

/// Returns a place near a wish where a new card has room: there, or below. `beside` is what it needs at its sides [world
/// px].
#[must_use]
pub(super) fn free_near(graph: &GraphView, wish: Point, beside: f32) -> Point {
    let wish = on_grid(wish);
    let below = (0..=graph.nodes.len() * 4).map(|n| Point::new(wish.x, wish.y + n as f32 * 48.0));
    below.into_iter().find(|place| has_room(graph, *place, beside)).unwrap_or(wish)
}

/// Finds room for a new card where the picture as a whole is seen on a canvas of a size: at the end of a row of cards, or
/// as the begin of a row below them, whichever leaves everything larger. Without cards there is no such place.
#[must_use]
pub(super) fn free_in_rows(graph: &GraphView, (width, height): (f32, f32)) -> Option<Point> {
    let width = width.max(WIDTH_MIN);
    let zoom = |place: &Point| {
        let all = graph.bounds.union(&card_at(*place));
        (width / all.width).min(height / all.height).min(1.0)
    };
    let free = in_rows(graph).into_iter().filter(|place| has_room(graph, *place, BESIDE_CHIP));
    // Of those that are alike the first.
    free.map(|place| (zoom(&place), place))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|it| it.1)
}

/// Finds room for a new card in the part of the picture that is seen: at the end of a row of cards, as the begin of a new
/// row, or anywhere; else beside everything.
#[must_use]
pub(super) fn free_in(graph: &GraphView, seen: &Rect) -> Point {
    let start = on_grid(seen.origin);
    let steps = |room: f32, card: f32| (0..).map(|n| n as f32 * GRID).take_while(move |at| at + card <= room);
    let width = seen.width.max(WIDTH_MIN);
    let rows = steps(seen.height, NEW_CARD.1);
    let anywhere = rows.flat_map(|y| steps(width, NEW_CARD.0).map(move |x| Point::new(start.x + x, start.y + y)));
    let room = Rect { width, ..*seen };
    let is_seen = |place: &Point| room.holds(&card_at(*place));
    let mut places = in_rows(graph).into_iter().filter(is_seen).chain(anywhere);
    let all = graph.bounds;
    let beside = || on_grid(Point::new(all.origin.x + all.width + BESIDE_CHIP, all.origin.y));
    places.find(|place| has_room(graph, *place, BESIDE_CHIP)).unwrap_or_else(beside)
}

/// Returns the places that go on with the rows in which cards stand, from top to bottom, and the begin of a row below them.
fn in_rows(graph: &GraphView) -> Vec<Point> {
    let mut cards: Vec<Rect> = graph.nodes.iter().map(|node| node.rect).collect();
    cards.sort_by(|a, b| a.origin.y.total_cmp(&b.origin.y).then(b.origin.x.total_cmp(&a.origin.x)));
    let right_of = |card: &Rect| Point::new(card.origin.x + card.width + BESIDE_CHIP, card.origin.y);
    let left = cards.iter().map(|card| card.origin.x).min_by(f32::total_cmp);
    let bottom = cards.iter().map(|card| card.origin.y + card.height).max_by(f32::total_cmp);
    let below = left.zip(bottom).map(|(x, y)| Point::new(x, y + layout::GAP));
    cards.iter().map(right_of).chain(below).map(on_grid).collect()
}

fn card_at(place: Point) -> Rect {
    Rect::new(place.x, place.y, NEW_CARD.0, NEW_CARD.1)
}

/// Tells whether a new card at a place has at least as much room around it as a layout gives it.
fn has_room(graph: &GraphView, place: Point, beside: f32) -> bool {
    // What keeps exactly that far touches no more.
    let (x, y) = (beside - 1.0, layout::GAP - 1.0);
    let room = Rect::new(place.x - x, place.y - y, NEW_CARD.0 + 2.0 * x, NEW_CARD.1 + 2.0 * y);
    !graph.nodes.iter().any(|node| node.rect.intersects(&room))
}

/// Returns a place on the grid.
#[must_use]
pub fn on_grid(place: Point) -> Point {
    Point::new((place.x / GRID).round() * GRID, (place.y / GRID).round() * GRID)
}

pub(crate) fn position(place: Point) -> Position {
    Position { x: place.x.into(), y: place.y.into() }
}

fn written(text: &str) -> BTreeSet<Arc<str>> {
    let (root, ..) = template::source::parse(text);
    let layout = root.at_path(&LAYOUT);
    layout.map(|layout| layout.entries().iter().map(|entry| entry.key.text.clone()).collect()).unwrap_or_default()
}
