//! What a line of the log lights: its cards and the wire that its message takes.

use super::frame::{Look, Stage, is_seen};
use super::{Fill, Mark, Scene, Tone};
use crate::view::told::lit::Lit;

/// How far the light stands out around a card, and how wide it is on a wire [world px].
const AROUND: f32 = 5.0;
const WIDTH: f32 = 5.0;

/// Draws the light below everything that moves.
pub(super) fn draw(stage: &Stage, lit: &Lit, look: Look<'_>, scene: &mut Scene) {
    if let Some(points) = lit.way.and_then(|(from, to)| stage.way(from, to)) {
        scene.marks.push(Mark::Line { points, width: WIDTH, tone: Tone::Accent, dash: None });
    }
    for card in lit.nodes.iter().filter_map(|node| stage.place(*node)).filter(|card| is_seen(card, look)) {
        let rect = card.grown(AROUND);
        scene.marks.push(Mark::Block { rect, corner: 10.0 + AROUND, tone: Tone::Accent, fill: Fill::Outline });
    }
}
