//! A document as a small picture: its cards and wires, without words.

use super::GraphView;
use super::graph::{Drawn, graph};
use crate::geometry::{Point, Rect};
use crate::scene::Tone;
use aws::stack::world::{Recording, World};
use kernel::Keep;
use std::sync::Arc;
use template::{Scenario, ScenarioOptions, compile};

/// Room around the cards, and the least that a picture shows, so that one card does not fill it [world px].
const MARGIN: f32 = 24.0;
const LEAST: (f32, f32) = (480.0, 270.0);
/// More wires than this are a blur in a picture of that size.
const WIRES_MAX: usize = 120;
/// Of a wire every so manieth point is enough.
const POINTS_STEP: usize = 4;

/// The picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thumbnail {
    /// What of the world is seen.
    pub seen: Rect,
    /// The cards.
    pub cards: Vec<ThumbnailCard>,
    /// The wires: points, and what they mean.
    pub wires: Vec<(Vec<Point>, Tone)>,
}

/// A card of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct ThumbnailCard {
    /// Where it is.
    pub rect: Rect,
    /// The name of its icon.
    pub icon: &'static str,
    /// Whether it is simulated.
    pub simulated: bool,
}

/// Pictures a graph.
#[must_use]
pub fn of_graph(graph: &GraphView) -> Thumbnail {
    if graph.nodes.is_empty() {
        return Thumbnail::default();
    }
    let room = graph.bounds.grown(MARGIN);
    let (width, height) = (room.width.max(LEAST.0), room.height.max(LEAST.1));
    let middle = room.center();
    let card = |node: &super::NodeView| ThumbnailCard { rect: node.rect, icon: node.icon, simulated: node.simulated };
    let wire = |wire: &super::WireView| (sparse(&wire.points), wire.tone);
    Thumbnail {
        seen: Rect::new(middle.x - width / 2.0, middle.y - height / 2.0, width, height),
        cards: graph.nodes.iter().map(card).collect(),
        wires: graph.wires.iter().take(WIRES_MAX).map(wire).collect(),
    }
}

/// Pictures a template's text.
#[must_use]
pub fn of_text(text: &str) -> Arc<Thumbnail> {
    let scenario = Scenario::read(text, &ScenarioOptions::default());
    let world = World::new(&compile(&scenario), Recording { keep: Keep::Nothing, hash: false });
    Arc::new(of_graph(&graph(&scenario, &world, &mut Drawn::default())))
}

fn sparse(points: &[Point]) -> Vec<Point> {
    let last = points.last().copied();
    points.iter().step_by(POINTS_STEP).copied().chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::EMPTY;
    use crate::gallery::TEMPLATES;

    #[test]
    fn every_template_has_a_picture_with_all_its_cards_inside() {
        for (name, text) in TEMPLATES {
            let picture = of_text(text);
            assert!(picture.cards.len() >= 3 && !picture.wires.is_empty(), "{name}");
            assert!(picture.cards.iter().all(|card| picture.seen.contains(card.rect.center())), "{name}");
            let is_inside = |point: &Point| picture.seen.grown(200.0).contains(*point);
            assert!(
                picture.wires.iter().all(|(points, _)| points.len() >= 2 && points.iter().all(is_inside)),
                "{name}"
            );
        }
    }

    #[test]
    fn nothing_has_an_empty_picture_and_one_card_does_not_fill_its_own() {
        for text in [EMPTY, "", "{{{"] {
            assert_eq!(*of_text(text), Thumbnail::default());
        }
        let one = of_text("Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n");
        assert!(one.cards[0].rect.width * 2.0 < one.seen.width, "{one:?}");
    }
}
