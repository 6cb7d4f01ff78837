//! How things ended a moment ago: a shape at the card where it was, and what went wrong in a word, so that a throttle
//! among a hundred successes is not missed.

use super::frame::{FAR_ZOOM, FLASH_MICROS, Look, Stage, is_seen};
use super::{Align, Fill, Mark, Scene, Shape, Tone, body, letters};
use crate::geometry::{Point, Rect};
use crate::playback::PlayTime;
use crate::runner::Flash;
use crate::view::told::outcome::Outcome;
use kernel::NodeId;
use std::collections::BTreeMap;

const SHAPE: f32 = 16.0;
const TEXT: f32 = 12.0;
const BADGE_HEIGHT: f32 = 20.0;
/// Room between two badges.
const APART: f32 = 4.0;
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
        let entry = ended.entry((flash.node, rank(flash.ended))).or_insert((flash, 0));
        *entry = (flash, entry.1 + 1);
    }
    let ended: Vec<(NodeId, Flash, usize)> = ended.into_iter().map(|((node, _), (it, n))| (node, it, n)).collect();
    for of_node in ended.chunk_by(|a, b| a.0 == b.0) {
        if let Some(card) = stage.place(of_node[0].0).filter(|card| is_seen(card, look)) {
            draw_all(&card, stage.floor_below(&card), of_node, now, look, scene);
        }
    }
}

/// Draws all ways of ending at a card. From far there is room for the word of the worst only, and for shapes beside it.
fn draw_all(
    card: &Rect,
    floor: f32,
    ended: &[(NodeId, Flash, usize)],
    now: PlayTime,
    look: Look<'_>,
    scene: &mut Scene,
) {
    let mut pen = Pen::at(card, floor, BADGE_HEIGHT * body::growth_up_to(look.zoom, GROWTH_MAX));
    let mut draw =
        |(_, flash, count): &(NodeId, Flash, usize), has_word: bool| match word(flash.ended).filter(|_| has_word) {
            Some(word) => draw_badge(card, &mut pen, (*flash, word, *count), look, scene),
            None if pen.right > card.origin.x => draw_shape(&mut pen, *flash, now, look, scene),
            None => {}
        };
    if look.zoom < FAR_ZOOM {
        ended.iter().rev().enumerate().for_each(|(index, it)| draw(it, index == 0));
    } else {
        ended.iter().for_each(|it| draw(it, true));
    }
}

/// Where the next way of ending goes: its right end, and the middle of its line.
#[derive(Clone, Copy, Debug)]
struct Pen {
    right: f32,
    line: f32,
    /// The middle of the uppermost line so far.
    top: f32,
    /// What no line goes beyond: there the next card begins, whose name is to be read.
    floor: f32,
    /// Whether lines go up since there was no room below.
    rises: bool,
}

impl Pen {
    /// The first line is the lower edge of the card, as far as there is room below it.
    fn at(card: &Rect, floor: f32, height: f32) -> Self {
        let line = (card.origin.y + card.height).min(floor - height / 2.0);
        Self { right: card.origin.x + card.width, line, top: line, floor, rises: false }
    }

    /// Begins another line: below the one before, else above all.
    fn break_line(&mut self, card: &Rect, height: f32) {
        let (below, above) = (self.line + height + APART, self.top - height - APART);
        self.rises |= below + height / 2.0 > self.floor;
        self.line = if self.rises { above } else { below };
        self.top = self.top.min(self.line);
        self.right = card.origin.x + card.width;
    }
}

/// The order in which ways of ending stand at the edge of a card, from the right; what is alike stands there once.
fn rank(ended: Outcome) -> u8 {
    match ended {
        Outcome::Ok | Outcome::Deduplicated | Outcome::Removed | Outcome::Filtered => 0,
        Outcome::ColdStart | Outcome::Intervened => 1,
        Outcome::Throttled => 2,
        Outcome::Failed => 3,
        Outcome::Retried | Outcome::Duplicate => 4,
        Outcome::DeadLettered => 5,
        Outcome::Lost => 6,
    }
}

/// What went wrong, in a word; what went well needs none.
fn word(ended: Outcome) -> Option<&'static str> {
    match ended {
        Outcome::Throttled => Some("throttled"),
        Outcome::Failed => Some("failed"),
        Outcome::Retried | Outcome::Duplicate => Some("once more"),
        Outcome::DeadLettered => Some("dead letter"),
        Outcome::Lost => Some("lost"),
        Outcome::Ok | Outcome::Deduplicated | Outcome::Removed | Outcome::Filtered => None,
        Outcome::ColdStart | Outcome::Intervened => None,
    }
}

/// Draws a way of ending as a shape where the pen is, and moves the pen on.
fn draw_shape(pen: &mut Pen, flash: Flash, now: PlayTime, look: Look<'_>, scene: &mut Scene) {
    let age = (now.0 - flash.at.0) as f32 / FLASH_MICROS as f32;
    let growth = body::growth_up_to(look.zoom, GROWTH_MAX);
    let (size, at) = (SHAPE * growth * (1.0 - age * SHRINKS), Point::new(pen.right, pen.line));
    let (tone, shape) = flash.ended.look();
    scene.marks.push(Mark::Shape { at, size, shape, tone, filled: true });
    pen.right -= SHAPE * growth;
}

/// Draws a way of ending with its word where the pen is, and moves the pen on.
fn draw_badge(
    card: &Rect,
    pen: &mut Pen,
    (flash, word, count): (Flash, &str, usize),
    look: Look<'_>,
    scene: &mut Scene,
) {
    let (tone, shape) = flash.ended.look();
    let text = if count > 1 { format!("{word} × {count}") } else { word.to_owned() };
    let plain = letters::width(&text, TEXT) + SHAPE + 14.0;
    // No wider than the card, so that it is seen whose it is.
    let growth = body::growth_up_to(look.zoom, GROWTH_MAX).min(card.width / plain);
    let (width, height) = (plain * growth, BADGE_HEIGHT * growth);
    if pen.right - width < card.origin.x - 0.5 {
        pen.break_line(card, height);
    }
    let rect = Rect::new(pen.right - width, pen.line - height / 2.0, width, height);
    if matches!(shape, Shape::Triangle | Shape::Star) {
        scene.marks.push(Mark::Block { rect: *card, corner: 10.0, tone, fill: Fill::Outline });
    }
    let ground = if shape == Shape::Square { Tone::DeadGround } else { Tone::Card };
    scene.marks.push(Mark::Block { rect, corner: height / 2.0, tone: ground, fill: Fill::Solid });
    scene.marks.push(Mark::Block { rect, corner: height / 2.0, tone, fill: Fill::Outline });
    let at = Point::new(rect.origin.x + 11.0 * growth, pen.line);
    scene.marks.push(Mark::Shape { at, size: 10.0 * growth, shape, tone, filled: true });
    let at = Point::new(rect.origin.x + rect.width - 8.0 * growth, pen.line + 4.0 * growth);
    let size = TEXT * growth;
    scene.marks.push(Mark::Text { at, text: text.into(), size, align: Align::End, tone, tabular: false });
    pen.right = rect.origin.x - APART;
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::MessageId;

    #[test]
    fn what_ended_is_told_within_the_width_of_its_card() {
        let card = Rect::new(100.0, 100.0, 200.0, 144.0);
        let ends = [
            Outcome::Ok,
            Outcome::Throttled,
            Outcome::Failed,
            Outcome::Duplicate,
            Outcome::DeadLettered,
            Outcome::Lost,
        ];
        let flash = |ended| (NodeId(0), Flash { at: PlayTime(0), node: NodeId(0), message: MessageId(0), ended }, 12);
        for (zoom, words) in [(1.0, 5), (0.5, 5), (0.4, 1), (0.25, 1)] {
            let (look, mut scene) = (Look { zoom, ..Look::default() }, Scene::default());
            draw_all(&card, f32::INFINITY, &ends.map(flash), PlayTime(0), look, &mut scene);
            let badges: Vec<Rect> = scene.marks.iter().filter_map(badge).collect();
            assert_eq!(badges.len(), words, "at {zoom}");
            // The name stands above.
            assert!(badges.iter().all(|rect| rect.origin.y > card.center().y + 20.0), "at {zoom}: {badges:?}");
            for (n, rect) in badges.iter().enumerate() {
                let (left, right) = (rect.origin.x, rect.origin.x + rect.width);
                assert!(left >= card.origin.x - 0.1 && right <= 300.1, "at {zoom}: {rect:?}");
                assert!(badges[n + 1..].iter().all(|other| !other.intersects(rect)), "at {zoom}: {badges:?}");
            }
        }
    }

    #[test]
    fn what_ended_hides_no_name_of_the_card_below() {
        let card = Rect::new(100.0, 100.0, 200.0, 144.0);
        let ends = [Outcome::Failed, Outcome::Duplicate, Outcome::Lost];
        let flash = |ended| (NodeId(0), Flash { at: PlayTime(0), node: NodeId(0), message: MessageId(0), ended }, 12);
        for (zoom, floor) in [(1.0, 250.0), (0.46, 268.0), (0.3, 246.0)] {
            let (look, mut scene) = (Look { zoom, ..Look::default() }, Scene::default());
            draw_all(&card, floor, &ends.map(flash), PlayTime(0), look, &mut scene);
            let badges: Vec<Rect> = scene.marks.iter().filter_map(badge).collect();
            assert!(
                !badges.is_empty() && badges.iter().all(|it| it.origin.y + it.height <= floor + 0.1),
                "at {zoom}: {badges:?}"
            );
            let apart = |n: usize, it: &Rect| badges[n + 1..].iter().all(|other| !other.intersects(it));
            assert!(badges.iter().enumerate().all(|(n, it)| apart(n, it)), "at {zoom}: {badges:?}");
        }
    }

    fn badge(mark: &Mark) -> Option<Rect> {
        match mark {
            Mark::Block { rect, fill: Fill::Solid, .. } => Some(*rect),
            _ => None,
        }
    }
}
