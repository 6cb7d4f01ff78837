//! Which wire a pointer means where several lie within its reach.

use crate::editor::Editor;
use crate::geometry::Point;
use crate::scene::frame::{FAR_ZOOM, chip_on};
use crate::view::WireView;
use crate::view::labels::room_of;
use std::sync::Arc;

impl Editor {
    /// Returns the wire that a pointer at a place of the world means: the nearest within reach. Where the pointer points
    /// there `again`, it is the next one after the selected, farther and farther and then from the beginning.
    #[must_use]
    pub fn wire_at(&self, world: Point, reach: f32, again: bool) -> Option<Arc<str>> {
        // From far wires have no words.
        let reads = self.camera.zoom >= FAR_ZOOM;
        let distances = self.graph.wires.iter().map(|wire| (distance(wire, world, reads), wire));
        let mut near: Vec<(f32, &WireView)> = distances.filter(|it| it.0 <= reach).collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        let selected = self.selection.wire.as_ref().filter(|_| again);
        let picked = selected.and_then(|key| near.iter().position(|(_, wire)| wire.key == *key));
        let index = picked.map_or(0, |picked| picked + 1) % near.len().max(1);
        near.get(index).map(|(_, wire)| wire.key.clone())
    }
}

/// Returns how far a place is from a wire, from the chip on it, or from its words where they are there to be read.
fn distance(wire: &WireView, place: Point, reads: bool) -> f32 {
    let words = || wire.label_at.filter(|_| reads).map(|at| room_of(&wire.label, at));
    if words().is_some_and(|room| room.contains(place)) || chip_on(wire).is_some_and(|chip| chip.contains(place)) {
        return 0.0;
    }
    wire.points.windows(2).map(|pair| from_piece(pair[0], pair[1], place)).fold(f32::INFINITY, f32::min)
}

/// Returns how far a place is from a straight piece.
fn from_piece(a: Point, b: Point, place: Point) -> f32 {
    let (way, off) = (b - a, place - a);
    let length = way.x * way.x + way.y * way.y;
    let part = if length > 0.0 { ((off.x * way.x + off.y * way.y) / length).clamp(0.0, 1.0) } else { 0.0 };
    a.lerp(b, part).distance(place)
}
