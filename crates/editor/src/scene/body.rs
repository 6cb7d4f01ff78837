//! The living picture of a node: its snapshot as marks inside its card.

use super::{Align, Fill, Mark, Shape, Tone, letters};
use crate::geometry::{Point, Rect};
use aws::service::snapshot::{Armed, NodeSnapshot, Part, Slot, SlotState, Token};
use kernel::{SimDuration, SimTime};

/// Height of a card's head, above its body.
pub const HEAD: f32 = 48.0;
/// Room between the edge of a card and its body.
const MARGIN: f32 = 12.0;
const ROW: f32 = 22.0;
const SMALL: f32 = 11.0;
/// How far below its middle a small text stands.
const BASELINE: f32 = 4.0;
const SLOT: f32 = 14.0;
const SLOT_STEP: f32 = 17.5;
const SLOTS_SHOWN: usize = 20;
/// A tray in which messages lie: its height, and how far apart they lie.
const TRAY: f32 = 16.0;
const TOKEN_STEP: f32 = 12.0;
/// Room between words and what stands beside them.
const GAP: f32 = 6.0;
/// Height of a figure that stands before its name.
const LARGE: f32 = SMALL + 2.0;
/// A figure that would have to be smaller than this part of its own size runs into its neighbour instead.
const FIGURE_GROWTH_MIN: f32 = 0.75;
/// Shelves of a cache: how many stand beside each other, and how far apart.
const SHELVES_A_ROW: usize = 12;
const SHELF_STEP: f32 = 14.6;

/// How large the smallest text is on the screen at least, as far as cards have room for it, in parts of its own size.
const READABLE: f32 = 0.8;
/// By how much text in a card can grow.
const GROWTH_MAX: f32 = 1.35;
/// By how much text in a chip can grow, which is narrower.
const CHIP_GROWTH_MAX: f32 = 1.2;

/// The area of a part, with what drawing it needs to know beside.
#[derive(Clone, Copy)]
struct Place {
    area: Rect,
    now: SimTime,
    /// By how much text is larger than its own size.
    growth: f32,
    columns: Columns,
}

/// What stands on both sides of the trays of a card: they are all as wide and stand below each other.
#[derive(Clone, Copy, Default)]
struct Columns {
    /// How wide the widest name is.
    names: f32,
    /// How wide the widest count is, of three digits at least, so that trays seldom change their width.
    counts: f32,
}

/// Returns by how much text in cards is enlarged, so that it can still be read when the picture is small.
#[must_use]
pub fn growth(zoom: f32) -> f32 {
    growth_up_to(zoom, GROWTH_MAX)
}

/// Returns by how much text is enlarged that has more or less room than that in cards.
#[must_use]
pub(super) fn growth_up_to(zoom: f32, max: f32) -> f32 {
    (READABLE / zoom.max(f32::EPSILON)).clamp(1.0, max)
}

/// Returns the height that a card needs for the parts of its picture.
#[must_use]
pub fn card_height(snapshot: &NodeSnapshot) -> f32 {
    let parts: f32 = lines(&snapshot.parts).map(|line| height(&line[0])).sum();
    let body = if snapshot.parts.is_empty() { 0.0 } else { parts + MARGIN };
    ((HEAD + body) / 8.0).ceil() * 8.0
}

/// Adds the marks of a node's picture at an instant.
pub fn draw(card: &Rect, snapshot: &NodeSnapshot, now: SimTime, zoom: f32, marks: &mut Vec<Mark>) {
    draw_parts(card, &snapshot.parts, now, growth(zoom), marks);
}

/// Adds the marks of the picture of a mapping, whose chip has no head; of a small one the first line alone.
pub fn draw_chip(chip: &Rect, snapshot: &NodeSnapshot, now: SimTime, zoom: f32, marks: &mut Vec<Mark>) {
    let has_room = chip.height >= 2.0 * ROW;
    let has_row = snapshot.parts.iter().any(|part| matches!(part, Part::Row { .. }));
    let tells_wait = has_room && !has_row;
    let parts = if has_room { &snapshot.parts } else { lines(&snapshot.parts).next().unwrap_or_default() };
    let rows: f32 = lines(parts).map(|line| height(&line[0])).sum();
    let top = chip.origin.y + (chip.height - rows - if tells_wait { ROW } else { 0.0 }) / 2.0;
    let shifted = Rect::new(chip.origin.x - 4.0, top - HEAD, chip.width + 8.0, chip.height);
    draw_parts(&shifted, parts, now, growth_up_to(zoom, CHIP_GROWTH_MAX), marks);
    if tells_wait {
        let area = Rect::new(chip.origin.x + 8.0, top + rows, chip.width, ROW);
        let place = Place { area, now, growth: growth_up_to(zoom, CHIP_GROWTH_MAX), columns: Columns::default() };
        label(&place, snapshot.status.unwrap_or("no batch waiting"), Tone::Quiet, marks);
    }
}

fn draw_parts(card: &Rect, parts: &[Part], now: SimTime, growth: f32, marks: &mut Vec<Mark>) {
    let left = card.origin.x + MARGIN;
    let width = card.width - 2.0 * MARGIN;
    let figures = figure_growth(parts, width, growth);
    let columns = columns_of(parts);
    let mut y = card.origin.y + HEAD;
    for line in lines(parts) {
        let cell = width / line.len() as f32;
        for (column, part) in line.iter().enumerate() {
            let area = Rect::new(left + column as f32 * cell, y, cell, height(part));
            let growth = if let Part::Figure { .. } = part { figures } else { growth };
            draw_part(&Place { area, now, growth, columns }, part, parts, marks);
        }
        y += height(&line[0]);
    }
}

fn columns_of(parts: &[Part]) -> Columns {
    let rows = parts.iter().filter_map(|part| match part {
        Part::Row { name, count, .. } => Some((*name, *count)),
        _ => None,
    });
    let widest = |columns: Columns, (name, count): (&str, u64)| Columns {
        names: columns.names.max(letters::width(name, SMALL)),
        counts: columns.counts.max(letters::width(&count.max(100).to_string(), SMALL)),
    };
    rows.fold(Columns::default(), widest)
}

/// Returns by how much the figures of a card grow: all alike, and no more than those that share a line have room for.
fn figure_growth(parts: &[Part], width: f32, growth: f32) -> f32 {
    let room = lines(parts).flat_map(|line| {
        let cell = width / line.len() as f32;
        line.iter().filter_map(move |part| match part {
            Part::Figure { name, value } => {
                let words = letters::width(counted(name, *value), SMALL);
                Some(cell / (letters::width(&value.to_string(), LARGE) + words + GAP))
            }
            _ => None,
        })
    });
    room.fold(growth, f32::min).max(FIGURE_GROWTH_MIN)
}

/// Returns the parts by lines: two figures share one, everything else has its own.
fn lines(parts: &[Part]) -> impl Iterator<Item = &[Part]> {
    let is_figure = |part: Option<&Part>| matches!(part, Some(Part::Figure { .. }));
    let mut rest = parts;
    std::iter::from_fn(move || {
        let pair = is_figure(rest.first()) && is_figure(rest.get(1));
        let (line, after) = rest.split_at_checked(if pair { 2 } else { 1 })?;
        rest = after;
        Some(line)
    })
}

/// Returns how full a node is, from 0 to 1, and what that means: its bar against a limit, or else its first row.
#[must_use]
pub fn level(snapshot: &NodeSnapshot) -> Option<(f32, Tone)> {
    snapshot.parts.iter().find_map(|part| match part {
        Part::Bar { value, limit: Some(limit), .. } => {
            let tone = if value >= limit { Tone::Throttled } else { Tone::Success };
            Some(((*value as f32 / (*limit).max(1) as f32).min(1.0), tone))
        }
        // A queue has no limit that is ever seen: ten messages fill half of the bar, a hundred nearly all.
        Part::Row { name, count, .. } => Some((*count as f32 / (*count as f32 + 10.0), row_tone(name))),
        Part::Bar { .. } | Part::Slots { .. } | Part::Figure { .. } | Part::Ring { .. } | Part::Shelves { .. } => None,
    })
}

fn height(part: &Part) -> f32 {
    match part {
        Part::Slots { .. } => SLOT_STEP * 2.0 + 6.0,
        Part::Shelves { .. } => ROW * 2.0 - 4.0,
        Part::Bar { .. } | Part::Row { .. } | Part::Figure { .. } | Part::Ring { .. } => ROW,
    }
}

fn draw_part(place: &Place, part: &Part, all: &[Part], marks: &mut Vec<Mark>) {
    match part {
        Part::Row { name, count, tokens } => row(place, name, *count, tokens, marks),
        Part::Slots { slots, count } => environments(place, slots, *count, places_for(all), marks),
        Part::Bar { name, value, limit } => bar(place, name, *value, *limit, marks),
        Part::Figure { name, value } => figure(place, name, *value, marks),
        Part::Ring { name, span } => ring(place, name, *span, marks),
        Part::Shelves { entries, count } => shelves(place, entries, *count, marks),
    }
}

/// Draws messages that wait: in a tray, so that what is empty looks empty and not missing.
fn row(place: &Place, name: &str, count: u64, tokens: &[Token], marks: &mut Vec<Mark>) {
    let Place { area, now, growth, .. } = *place;
    label(place, name, Tone::Quiet, marks);
    let middle = area.origin.y + area.height / 2.0;
    let right = area.origin.x + area.width;
    number(place, middle, &count.to_string(), if count == 0 { Tone::Quiet } else { Tone::Text }, marks);
    let Columns { names, counts } = place.columns;
    let first = area.origin.x + (names + GAP) * growth;
    let width = right - (counts + GAP) * growth - first;
    if width < TRAY {
        return;
    }
    let tray = Rect::new(first, middle - TRAY / 2.0, width, TRAY);
    marks.push(Mark::Block { rect: tray, corner: TRAY / 2.0, tone: Tone::Tray, fill: Fill::Solid });
    let tone = row_tone(name);
    let room = ((width - TRAY) / TOKEN_STEP) as usize + 1;
    for (index, token) in tokens.iter().take(room).enumerate() {
        let at = Point::new(first + TRAY / 2.0 + index as f32 * TOKEN_STEP, middle);
        match token.span {
            Some(span) => {
                marks.push(Mark::Shape { at, size: 4.5, shape: Shape::Circle, tone, filled: true });
                marks.push(Mark::Ring { at, radius: 5.0, left: left_of(span, now), tone });
            }
            None => marks.push(Mark::Shape { at, size: 9.0, shape: row_shape(name), tone, filled: true }),
        }
    }
}

/// Dead letters look like dead letters wherever they lie.
fn row_tone(name: &str) -> Tone {
    match name {
        "dead letters" => Tone::Dead,
        "throttled" => Tone::Throttled,
        "retries" | "refused" => Tone::Error,
        "events" | "notifications" => Tone::Async,
        _ => Tone::Polled,
    }
}

fn row_shape(name: &str) -> Shape {
    if name == "dead letters" { Shape::Square } else { Shape::Circle }
}

/// Returns for how many environments a function has room, as far as they are drawn.
fn places_for(parts: &[Part]) -> usize {
    let limit = parts.iter().find_map(|part| match part {
        Part::Bar { limit, .. } => *limit,
        _ => None,
    });
    limit.map_or(SLOTS_SHOWN, |limit| usize::try_from(limit).unwrap_or(SLOTS_SHOWN).min(SLOTS_SHOWN))
}

/// Draws environments in their slots. Slots that are free stand there too: a limit can be seen before it is met.
fn environments(place: &Place, slots: &[Slot], count: u64, places: usize, marks: &mut Vec<Mark>) {
    let Place { area, now, .. } = *place;
    let a_row = SLOTS_SHOWN / 2;
    // A crowd leaves room for the count of those that are not drawn.
    let room = if count > SLOTS_SHOWN as u64 { SLOTS_SHOWN - 3 } else { SLOTS_SHOWN };
    let shown = slots.len().min(room);
    for index in 0..places.max(shown).min(room) {
        let x = area.origin.x + (index % a_row) as f32 * SLOT_STEP;
        let y = area.origin.y + 4.0 + (index / a_row) as f32 * SLOT_STEP;
        let rect = Rect::new(x, y, SLOT, SLOT);
        let Some(slot) = slots.get(index) else {
            marks.push(Mark::Block { rect, corner: 4.0, tone: Tone::Tray, fill: Fill::Solid });
            continue;
        };
        let (tone, fill) = slot_look(slot, now);
        marks.push(Mark::Block { rect, corner: 4.0, tone, fill });
        if slot.state == SlotState::Busy {
            marks.push(Mark::Block { rect, corner: 4.0, tone, fill: Fill::Outline });
        }
    }
    let rest = count.saturating_sub(shown as u64);
    if rest > 0 {
        number(place, area.origin.y + area.height - 12.0, &format!("+{rest}"), Tone::Quiet, marks);
    }
}

fn slot_look(slot: &Slot, now: SimTime) -> (Tone, Fill) {
    match slot.state {
        SlotState::Init => (Tone::Async, Fill::Hatched),
        SlotState::Busy => {
            let done = slot.until.map_or(1.0, |until| 1.0 - left_of((slot.since, until), now));
            (Tone::Success, Fill::Part(done.clamp(0.08, 1.0)))
        }
        SlotState::Idle => (Tone::Quiet, Fill::Outline),
        SlotState::Gone => (Tone::Quiet, Fill::Fading(0.3)),
    }
}

fn bar(place: &Place, name: &str, value: u64, limit: Option<u64>, marks: &mut Vec<Mark>) {
    let area = place.area;
    // The words leave room for the bar below them.
    let words = Place { area: Rect { height: area.height - 4.0, ..area }, ..*place };
    label(&words, name, Tone::Quiet, marks);
    let text = limit.map_or_else(|| value.to_string(), |limit| format!("{value} / {limit}"));
    let full = limit.is_some_and(|limit| value >= limit);
    let tone = if full { Tone::Throttled } else { Tone::Text };
    number(place, area.origin.y + 8.0, &text, tone, marks);
    let rect = Rect::new(area.origin.x, area.origin.y + area.height - 4.0, area.width, 3.0);
    let part = match limit {
        Some(0) => 1.0,
        Some(limit) => (value as f32 / limit as f32).min(1.0),
        None => 0.0,
    };
    marks.push(Mark::Block { rect, corner: 1.5, tone: Tone::Line, fill: Fill::Solid });
    if part > 0.0 {
        let tone = if full { Tone::Throttled } else { Tone::Success };
        let rect = Rect { width: (rect.width * part).max(3.0), ..rect };
        marks.push(Mark::Block { rect, corner: 1.5, tone, fill: Fill::Solid });
    }
}

/// Draws a figure before its name, as one says it.
fn figure(place: &Place, name: &str, value: u64, marks: &mut Vec<Mark>) {
    let Place { area, growth, .. } = *place;
    let (text, size) = (value.to_string(), LARGE * growth);
    let y = area.origin.y + area.height / 2.0 + BASELINE * growth;
    let tone = if value == 0 { Tone::Quiet } else { Tone::Text };
    let after = area.origin.x + letters::width(&text, size) + GAP / 2.0 * growth;
    let at = Point::new(area.origin.x, y);
    marks.push(Mark::Text { at, text: text.into(), size, align: Align::Start, tone, tabular: true });
    let (at, size) = (Point::new(after, y), SMALL * growth);
    let text = counted(name, value).into();
    marks.push(Mark::Text { at, text, size, align: Align::Start, tone: Tone::Quiet, tabular: false });
}

/// Returns what is counted, as one says it of so many.
fn counted(name: &str, count: u64) -> &str {
    match (name, count) {
        ("objects", 1) => "object",
        ("requests", 1) => "request",
        ("hits", 1) => "hit",
        ("misses", 1) => "miss",
        _ => name,
    }
}

/// Draws a wait with what is left of it, as a number and as a ring.
fn ring(place: &Place, name: &str, span: (SimTime, SimTime), marks: &mut Vec<Mark>) {
    let area = place.area;
    let left = left_in_words(span.1, place.now);
    // A chip has little room: there both are smaller rather than on each other.
    let room = (area.width - 16.0 - GAP) / (letters::width(name, SMALL) + letters::width(&left, SMALL));
    let place = &Place { growth: place.growth.min(room), ..*place };
    label(place, name, Tone::Quiet, marks);
    let beside = Place { area: Rect { width: area.width - 16.0, ..area }, ..*place };
    let middle = area.origin.y + area.height / 2.0;
    number(&beside, middle, &left, Tone::Text, marks);
    let at = Point::new(area.origin.x + area.width - 8.0, area.origin.y + area.height / 2.0);
    marks.push(Mark::Ring { at, radius: 6.0, left: left_of(span, place.now), tone: Tone::Polled });
}

fn shelves(place: &Place, entries: &[(std::sync::Arc<str>, SimTime)], count: u64, marks: &mut Vec<Mark>) {
    let Place { area, now, .. } = *place;
    for index in 0..2 * SHELVES_A_ROW {
        let x = area.origin.x + (index % SHELVES_A_ROW) as f32 * SHELF_STEP;
        let y = area.origin.y + 4.0 + (index / SHELVES_A_ROW) as f32 * 17.0;
        let rect = Rect::new(x, y, 11.0, 13.0);
        let Some((_, until)) = entries.get(index) else {
            marks.push(Mark::Block { rect, corner: 3.0, tone: Tone::Tray, fill: Fill::Solid });
            continue;
        };
        let tone = if *until > now { Tone::Success } else { Tone::Quiet };
        marks.push(Mark::Block { rect, corner: 3.0, tone, fill: Fill::Tint });
        marks.push(Mark::Block { rect, corner: 3.0, tone, fill: Fill::Outline });
    }
    let rest = count.saturating_sub(2 * SHELVES_A_ROW as u64);
    if rest > 0 {
        number(place, area.origin.y + area.height - 8.0, &format!("+{rest}"), Tone::Quiet, marks);
    }
}

/// Says how long it is until an instant, to the second from ten seconds on: what counts down is read at a glance.
fn left_in_words(until: SimTime, now: SimTime) -> String {
    const FINE: SimDuration = SimDuration::from_secs(10);
    let left = until.since(now);
    let step = if left < FINE { 100 } else { 1_000 };
    let millis = left.as_nanos().div_ceil(1_000_000).next_multiple_of(step);
    SimDuration::from_micros(millis * 1_000).to_string()
}

/// Returns how much of a span is left, from 1 to 0.
fn left_of((from, until): (SimTime, SimTime), now: SimTime) -> f32 {
    let whole = until.since(from).as_nanos().max(1) as f32;
    (until.since(now).as_nanos() as f32 / whole).clamp(0.0, 1.0)
}

/// Writes words at the left of a place, in the middle of its first row.
fn label(place: &Place, text: &str, tone: Tone, marks: &mut Vec<Mark>) {
    let Place { area, growth, .. } = *place;
    let at = Point::new(area.origin.x, area.origin.y + area.height.min(ROW) / 2.0 + BASELINE * growth);
    let size = SMALL * growth;
    marks.push(Mark::Text { at, text: text.into(), size, align: Align::Start, tone, tabular: false });
}

/// Writes a figure at the right of a place, around a height.
fn number(place: &Place, middle: f32, text: &str, tone: Tone, marks: &mut Vec<Mark>) {
    let Place { area, growth, .. } = *place;
    let at = Point::new(area.origin.x + area.width, middle + BASELINE * growth);
    let size = SMALL * growth;
    marks.push(Mark::Text { at, text: text.into(), size, align: Align::End, tone, tabular: true });
}

/// Returns the state of a node in words, for those who do not see the picture.
#[must_use]
pub fn in_words(snapshot: &NodeSnapshot, now: SimTime) -> String {
    let words = snapshot.parts.iter().map(|part| match part {
        Part::Row { name, count, .. } => format!("{count} {name}"),
        Part::Slots { slots, count } => slots_in_words(slots, *count),
        Part::Bar { name, value, limit: Some(limit) } => format!("{name} {value} of {limit}"),
        Part::Bar { name, value, limit: None } => format!("{name} {value}"),
        Part::Figure { name, value } => format!("{value} {}", counted(name, *value)),
        Part::Shelves { count, .. } => format!("{count} cached"),
        Part::Ring { name, span } => format!("{name} in {}", left_in_words(span.1, now)),
    });
    let armed = snapshot.armed.iter().map(armed_in_words);
    snapshot.status.map(str::to_owned).into_iter().chain(armed).chain(words).collect::<Vec<_>>().join(", ")
}

/// Says what was ordered and has not happened yet: `the next fails`, `the next 3: each fails`.
fn armed_in_words(armed: &Armed) -> String {
    match armed.count {
        1 => format!("the next {}", armed.what),
        count => format!("the next {count}: each {}", armed.what),
    }
}

/// Adds a badge above a card for what was ordered and has not happened yet.
pub(super) fn draw_armed(card: &Rect, snapshot: &NodeSnapshot, zoom: f32, marks: &mut Vec<Mark>) {
    const HEIGHT: f32 = 20.0;
    /// Clear of the frame of the card, which is drawn over it.
    const GAP: f32 = 4.0;
    let growth = growth(zoom);
    let mut right = card.origin.x + card.width - MARGIN;
    for armed in &snapshot.armed {
        let words = armed_in_words(armed);
        let (size, height) = (SMALL * growth, HEIGHT * growth);
        let width = letters::width(&words, size) + 30.0 * growth;
        let rect = Rect::new(right - width, card.origin.y - GAP - height, width, height);
        let middle = rect.origin.y + height / 2.0;
        let corner = height / 2.0;
        marks.push(Mark::Block { rect, corner, tone: Tone::Card, fill: Fill::Solid });
        marks.push(Mark::Block { rect, corner, tone: Tone::Error, fill: Fill::Outline });
        let at = Point::new(rect.origin.x + 11.0 * growth, middle);
        marks.push(Mark::Shape { at, size: 10.0 * growth, shape: Shape::Star, tone: Tone::Error, filled: true });
        let at = Point::new(rect.origin.x + 20.0 * growth, middle + BASELINE * growth);
        marks.push(Mark::Text { at, text: words.into(), size, align: Align::Start, tone: Tone::Text, tabular: false });
        right -= width + 4.0;
    }
}

fn slots_in_words(slots: &[Slot], count: u64) -> String {
    let number = |state| slots.iter().filter(|slot| slot.state == state).count();
    match count {
        0 => "no environment".to_owned(),
        1 => format!("1 environment, {} busy", number(SlotState::Busy)),
        _ => format!("{count} environments, {} busy, {} starting", number(SlotState::Busy), number(SlotState::Init)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &'static str, count: u64) -> Part {
        Part::Row { name, count, tokens: Vec::new() }
    }

    fn marks(parts: Vec<Part>, width: f32, zoom: f32) -> Vec<Mark> {
        let (mut marks, snapshot) = (Vec::new(), NodeSnapshot { parts, ..NodeSnapshot::default() });
        draw(&Rect::new(0.0, 0.0, width, 200.0), &snapshot, SimTime::ZERO, zoom, &mut marks);
        marks
    }

    #[test]
    fn the_trays_of_a_card_stand_below_each_other() {
        for zoom in [1.0, 0.5] {
            let marks = marks(vec![row("dead letters", 2_400), row("in flight", 0)], 200.0, zoom);
            let trays = marks.iter().filter_map(|mark| match mark {
                Mark::Block { rect, tone: Tone::Tray, .. } => Some((rect.origin.x, rect.width)),
                _ => None,
            });
            let trays: Vec<_> = trays.collect();
            assert_eq!(trays.len(), 2, "at {zoom}");
            assert_eq!(trays[0], trays[1], "at {zoom}");
        }
    }

    #[test]
    fn what_is_left_of_a_wait_is_not_written_over_its_name() {
        let span = (SimTime::ZERO, SimTime::ZERO + SimDuration::from_millis(1_400));
        let marks = marks(vec![Part::Ring { name: "visible again", span }], 140.0, 0.5);
        let ends = |mark: &Mark| match mark {
            Mark::Text { at, text, size, align: Align::Start, .. } => Some(at.x + letters::width(text, *size)),
            _ => None,
        };
        let begins = |mark: &Mark| match mark {
            Mark::Text { at, text, size, align: Align::End, .. } => Some(at.x - letters::width(text, *size)),
            _ => None,
        };
        let (name, left) = (marks.iter().find_map(ends), marks.iter().find_map(begins));
        assert!(name.is_some() && name < left, "{name:?} {left:?}");
    }
}
