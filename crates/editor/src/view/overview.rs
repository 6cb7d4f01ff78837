//! The whole graph at a glance: where some cards are, and the small map.

use super::GraphView;
use crate::geometry::{Camera, Point, Rect};
use std::sync::Arc;

impl GraphView {
    /// Returns the smallest rectangle around some cards; nothing where none of them is there.
    #[must_use]
    pub fn around(&self, ids: &[Arc<str>]) -> Option<Rect> {
        let rects = self.nodes.iter().filter(|node| ids.contains(&node.id)).map(|node| node.rect);
        rects.reduce(|all, rect| all.union(&rect))
    }

    /// Tells whether there is so much to find that a small map helps.
    #[must_use]
    pub fn is_large(&self) -> bool {
        self.nodes.len() > SEEN_AT_ONCE
    }
}

/// A graph of more cards has a small map by itself.
const SEEN_AT_ONCE: usize = 15;
/// Room around the cards on the small map [world px].
const MARGIN: f32 = 80.0;
/// The map is so many times as wide as it is high.
const SHAPE: f32 = 1.5;

/// The small map: which part of the world it shows, and what of that is seen on the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MapView {
    /// The part of the world that the map shows.
    pub world: Rect,
    /// The part of it that is seen.
    pub seen: Rect,
}

impl MapView {
    /// Makes the map of a graph, as a camera sees it on a canvas of a size [CSS px].
    #[must_use]
    pub fn new(bounds: &Rect, camera: Camera, (width, height): (f32, f32)) -> Self {
        let seen = Rect { origin: camera.origin, width: width / camera.zoom, height: height / camera.zoom };
        Self { world: widened(bounds.grown(MARGIN).union(&seen)), seen }
    }
}

/// Returns a rectangle with room at two sides, so that it has the shape of the map.
fn widened(world: Rect) -> Rect {
    let (width, height) = (world.width.max(world.height * SHAPE), world.height.max(world.width / SHAPE));
    let (x, y) = (world.origin.x - (width - world.width) / 2.0, world.origin.y - (height - world.height) / 2.0);
    Rect::new(x, y, width, height)
}

/// Returns the camera that looks at a point of the world in the middle of a canvas of a size [CSS px].
#[must_use]
pub fn centred(camera: Camera, at: Point, (width, height): (f32, f32)) -> Camera {
    let origin = Point::new(at.x - width / camera.zoom / 2.0, at.y - height / camera.zoom / 2.0);
    Camera { origin, ..camera }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_seen_at_once_has_a_map_by_itself() {
        let text = |count: usize| {
            let queues = (0..count).map(|n| format!("  Q{n}: {{ Type: AWS::SQS::Queue }}\n"));
            format!("Resources:\n{}", queues.collect::<String>())
        };
        for (count, is_large) in [(1, false), (15, false), (16, true)] {
            let mut editor = crate::Editor::default();
            editor.dispatch(crate::command::Command::File(crate::command::FileCommand::SetText(text(count).into())));
            assert_eq!(editor.graph_view().is_large(), is_large, "{count} cards");
        }
    }

    #[test]
    fn the_map_shows_all_cards_and_all_that_is_seen() {
        let camera = Camera { origin: Point::new(900.0, 0.0), zoom: 2.0 };
        let map = MapView::new(&Rect::new(0.0, 0.0, 1000.0, 500.0), camera, (800.0, 600.0));
        assert_eq!(map.seen, Rect::new(900.0, 0.0, 400.0, 300.0));
        let (width, height) = (1300.0 + MARGIN, (1300.0 + MARGIN) / SHAPE);
        assert_eq!(map.world, Rect::new(-MARGIN, 250.0 - height / 2.0, width, height));
        let middle = centred(camera, Point::new(500.0, 250.0), (800.0, 600.0));
        assert_eq!(middle.screen_from_world(Point::new(500.0, 250.0)), Point::new(400.0, 300.0));
    }
}
