//! How things ended a moment ago: a shape at the card where it was, and what went wrong in a word, so that a throttle
//! among a hundred successes is not missed.

use super::frame::{FLASH_MICROS, Look, Stage, is_seen};
use super::{Align, Fill, Mark, Scene, Shape, Tone, body};
use crate::geometry::{Point, Rect};
use crate::playback::PlayTime;
use crate::runner::Flash;
use kernel::NodeId;
use std::collections::BTreeMap;

const SHAPE: f32 = 16.0;
const TEXT: f32 = 12.0;
/// Width of a letter of the words.
const LETTER: f32 = 7.0;
const BADGE_HEIGHT: f32 = 20.0;
/// Words at the edge of a card may grow beyond it: from far they are all that can be read.
const GROWTH_MAX: f32 = 3.0;
/// In the last part of its time a flash shrinks.
const SHRINKS: f32 = 0.4;

/// Draws what ended within the last moment: for each card each way of ending once, with its count.
pub(super) fn draw(
    stage: &Stage,
    flashes: impl Iterator<Item = Flash>,
    now: PlayTime,
    look: Look<'_>,
    scene: &mut Scene,
) {
    let mut ended: BTreeMap<(NodeId, u8), (Flash, usize)> = BTreeMap::new();
    for flash in flashes {
        let entry = ended.entry((flash.node, rank(flash.shape))).or_insert((flash, 0));
        *entry = (flash, entry.1 + 1);
    }
    let mut right = (NodeId(u32::MAX), 0.0);
    for ((node, _), (flash, count)) in ended {
        let Some(card) = stage.place(node).filter(|card| is_seen(card, look)) else { continue };
        if right.0 != node {
            right = (node, card.origin.x + card.width);
        }
        right.1 = draw_one(&card, right.1, (flash, count), now, look, scene);
    }
}

/// The order in which ways of ending stand at the edge of a card, from the right.
fn rank(shape: Shape) -> u8 {
    match shape {
        Shape::Circle => 0,
        Shape::Triangle => 1,
        Shape::Star => 2,
        Shape::Diamond => 3,
        Shape::Square => 4,
    }
}

/// What went wrong, in a word; what went well needs none.
fn word(tone: Tone, shape: Shape) -> Option<&'static str> {
    match (tone, shape) {
        (_, Shape::Triangle) => Some("throttled"),
        (_, Shape::Star) => Some("failed"),
        (_, Shape::Diamond) => Some("once more"),
        (_, Shape::Square) => Some("dead letter"),
        (_, Shape::Circle) => None,
    }
}

/// Draws a way of ending, its right end at a place of the card's lower edge, and returns where the next may begin.
fn draw_one(
    card: &Rect,
    right: f32,
    (flash, count): (Flash, usize),
    now: PlayTime,
    look: Look<'_>,
    scene: &mut Scene,
) -> f32 {
    let age = (now.0 - flash.at.0) as f32 / FLASH_MICROS as f32;
    let growth = body::growth_up_to(look.zoom, GROWTH_MAX);
    let bottom = card.origin.y + card.height;
    let (tone, shape) = (flash.tone, flash.shape);
    let Some(word) = word(tone, shape) else {
        let size = SHAPE * growth * (1.0 - age * SHRINKS);
        scene.marks.push(Mark::Shape { at: Point::new(right, bottom), size, shape, tone, filled: true });
        return right - SHAPE * growth;
    };
    let text = if count > 1 { format!("{word} × {count}") } else { word.to_owned() };
    let height = BADGE_HEIGHT * growth;
    let width = (text.chars().count() as f32 * LETTER + SHAPE + 14.0) * growth;
    let rect = Rect::new(right - width, bottom - height / 2.0, width, height);
    if matches!(shape, Shape::Triangle | Shape::Star) {
        scene.marks.push(Mark::Block { rect: *card, corner: 10.0, tone, fill: Fill::Outline });
    }
    let ground = if shape == Shape::Square { Tone::DeadGround } else { Tone::Card };
    scene.marks.push(Mark::Block { rect, corner: height / 2.0, tone: ground, fill: Fill::Solid });
    scene.marks.push(Mark::Block { rect, corner: height / 2.0, tone, fill: Fill::Outline });
    let at = Point::new(rect.origin.x + 11.0 * growth, bottom);
    scene.marks.push(Mark::Shape { at, size: 10.0 * growth, shape, tone, filled: true });
    let at = Point::new(rect.origin.x + rect.width - 8.0 * growth, bottom + 4.0 * growth);
    let size = TEXT * growth;
    scene.marks.push(Mark::Text { at, text: text.into(), size, align: Align::End, tone, tabular: false });
    rect.origin.x - 4.0
}
