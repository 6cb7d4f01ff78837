//! Puts one frame together: the pictures of nodes, the messages on wires, what ended a moment ago.

use super::path::along;
use super::{Align, Fill, Mark, Scene, Shape, Target, Tone, body, flash, lit};
use crate::geometry::{Point, Rect};
use crate::playback::PlayTime;
use crate::runner::{Cargo, Flight, Runner};
use crate::view::told::lit::Lit;
use crate::view::{ChipPlace, GraphView, WireView};
use crate::words::grouped;
use kernel::{MessageId, NodeId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// From this many messages on a wire on, they are drawn as one stream with a figure.
const STREAM_FROM: usize = 60;
/// How long the end of something is seen, in microseconds.
pub const FLASH_MICROS: u64 = 1_200_000;
const DOT: f32 = 10.0;
/// How large the figure of a stream is, and how far its foot lies below its middle [world px].
const FIGURE: f32 = 12.0;
const FIGURE_FOOT: f32 = 4.0;
/// How far it keeps from the stream where a chip leaves no words beside it [world px].
const FIGURE_APART: f32 = 14.0;

/// How the nodes of a run lie in the graph: made once for each graph and run.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    /// The card of each node, by number; mappings have the chip on their wire.
    places: Vec<Option<Rect>>,
    /// Which nodes are chips.
    chips: Vec<bool>,
    /// The way of each hop.
    routes: BTreeMap<(NodeId, NodeId), Route>,
}

#[derive(Clone, Debug)]
struct Route {
    points: Arc<[Point]>,
    /// Which part of the wire, in the direction of travel: a chip on it is an end, too.
    from: f32,
    to: f32,
    tone: Tone,
    /// The middle of the figure of a stream; `None` where there is no room for it.
    figure: Option<Point>,
}

/// Size of the chip of a mapping, and of one that has to fit between two cards [world px].
const CHIP: (f32, f32) = (128.0, 72.0);
const SMALL_CHIP: (f32, f32) = (128.0, 28.0);

/// Returns the place of the chip on a wire, where a mapping sits on it.
#[must_use]
pub fn chip_on(wire: &WireView) -> Option<Rect> {
    wire.mapping.as_ref()?;
    Some(chip_at(&wire.points, wire.chip))
}

/// Returns the room that a chip takes at a place on its way.
#[must_use]
pub fn chip_at(points: &[Point], place: ChipPlace) -> Rect {
    let middle = along(points, place.part);
    let (width, height) = if place.small { SMALL_CHIP } else { CHIP };
    Rect::new(middle.x - width / 2.0, middle.y - height / 2.0, width, height)
}

impl Stage {
    /// Returns how far down there is room below a card: the upper edge of the next one, if any.
    pub(super) fn floor_below(&self, card: &Rect) -> f32 {
        let bottom = card.origin.y + card.height;
        let is_below = |other: &&Rect| {
            other.origin.y >= bottom
                && other.origin.x < card.origin.x + card.width
                && card.origin.x < other.origin.x + other.width
        };
        self.places.iter().flatten().filter(is_below).map(|other| other.origin.y).fold(f32::INFINITY, f32::min)
    }

    /// Finds the card, chip and wires of each node of a run. `ids` are the nodes' ids, by number.
    #[must_use]
    pub fn new(graph: &GraphView, ids: &[Arc<str>]) -> Self {
        let number = |id: &str| ids.iter().position(|other| &**other == id).map(|n| NodeId(n as u32));
        let mut stage = Self { places: vec![None; ids.len()], chips: vec![false; ids.len()], routes: BTreeMap::new() };
        for card in &graph.nodes {
            if let Some(node) = number(&card.id) {
                stage.places[node.0 as usize] = Some(card.rect);
            }
        }
        for wire in &graph.wires {
            let (Some(from), Some(to)) = (number(&wire.from), number(&wire.to)) else { continue };
            match wire.mapping.as_deref().and_then(number) {
                Some(chip) => stage.add_chip(wire, from, chip, to),
                None => stage.add_both_ways(wire, from, to, (0.0, 1.0)),
            }
        }
        stage
    }

    fn add_chip(&mut self, wire: &WireView, from: NodeId, chip: NodeId, to: NodeId) {
        self.places[chip.0 as usize] = chip_on(wire);
        self.chips[chip.0 as usize] = true;
        self.add_both_ways(wire, from, chip, (0.0, wire.chip.part));
        self.add_both_ways(wire, chip, to, (wire.chip.part, 1.0));
    }

    fn add_both_ways(&mut self, wire: &WireView, from: NodeId, to: NodeId, (begin, end): (f32, f32)) {
        let points = wire.points.clone();
        let beside = along(&points, (begin + end) / 2.0);
        let figure = match wire.mapping {
            Some(_) => Some(Point::new(beside.x, beside.y - FIGURE_APART)),
            None => wire.figure_at,
        };
        let route = Route { points, from: begin, to: end, tone: wire.tone, figure };
        let back = Route { from: end, to: begin, ..route.clone() };
        self.routes.entry((from, to)).or_insert(route);
        self.routes.entry((to, from)).or_insert(back);
    }

    /// Returns the card or chip of a node.
    #[must_use]
    pub fn place(&self, node: NodeId) -> Option<Rect> {
        self.places.get(node.0 as usize).copied().flatten()
    }

    /// Returns the path of a hop, in the direction of the wire that it takes.
    pub(super) fn way(&self, from: NodeId, to: NodeId) -> Option<Arc<[Point]>> {
        let route = self.routes.get(&(from, to))?;
        Some(part_of(&route.points, route.from.min(route.to), route.from.max(route.to)))
    }

    /// Returns the nodes that are chips on wires.
    pub fn chips(&self) -> impl Iterator<Item = NodeId> {
        (0..).zip(&self.chips).filter(|(_, chip)| **chip).map(|(n, _)| NodeId(n))
    }
}

/// What a frame shows besides the run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look<'a> {
    /// Whether messages step from place to place instead of flying.
    pub reduced_motion: bool,
    /// The message that is followed.
    pub followed: Option<MessageId>,
    /// What a line of the log lights.
    pub lit: Option<&'a Lit>,
    /// The part of the world that is seen; `None` for all of it.
    pub seen: Option<Rect>,
    /// How large everything is.
    pub zoom: f32,
}

/// Below this zoom a card shows its name and one bar only, because nobody could read more.
pub const FAR_ZOOM: f32 = 0.46;

/// Below this zoom nobody could read what kind a card is: its icon says it, and its name has the room.
pub const SMALL_ZOOM: f32 = 0.7;

/// Below this zoom a name needs the whole card.
pub const VERY_FAR_ZOOM: f32 = 0.32;

/// Makes the frame at the playhead.
#[must_use]
pub fn frame(stage: &Stage, runner: &Runner, look: Look<'_>) -> Scene {
    let mut scene = Scene::default();
    let playhead = runner.playhead();
    if let Some(lit) = look.lit {
        lit::draw(stage, lit, look, &mut scene);
    }
    for node in (0..stage.places.len() as u32).map(NodeId) {
        if look.zoom < FAR_ZOOM {
            draw_far_node(stage, runner, node, look, &mut scene);
        } else {
            draw_node(stage, runner, node, look, &mut scene);
        }
    }
    let first = scene.marks.len();
    draw_flights(stage, runner.pacing().flights(playhead.play), playhead.play, look, &mut scene);
    enlarge(&mut scene.marks[first..], FAR_ZOOM / look.zoom);
    flash::draw(stage, runner.pacing().flashes(playhead.play, FLASH_MICROS), playhead.play, look, &mut scene);
    scene
}

/// Keeps messages large enough to be seen from far.
fn enlarge(marks: &mut [Mark], factor: f32) {
    for mark in marks {
        if let Mark::Shape { size, .. } = mark {
            *size *= factor.max(1.0);
        }
    }
}

pub(super) fn is_seen(rect: &Rect, look: Look<'_>) -> bool {
    look.seen.is_none_or(|seen| seen.intersects(rect))
}

fn draw_node(stage: &Stage, runner: &Runner, node: NodeId, look: Look<'_>, scene: &mut Scene) {
    let Some(card) = stage.place(node).filter(|card| is_seen(card, look)) else { return };
    let snapshot = runner.world().snapshot(node);
    if stage.chips[node.0 as usize] {
        scene.marks.push(Mark::Block { rect: card, corner: 8.0, tone: Tone::Card, fill: Fill::Solid });
        scene.marks.push(Mark::Block { rect: card, corner: 8.0, tone: Tone::Polled, fill: Fill::Outline });
        body::draw_chip(&card, &snapshot, runner.playhead().sim, look.zoom, &mut scene.marks);
        return;
    }
    body::draw(&card, &snapshot, runner.playhead().sim, look.zoom, &mut scene.marks);
    body::draw_armed(&card, &snapshot, look.zoom, &mut scene.marks);
    if let Some(status) = snapshot.status {
        let at = Point::new(card.origin.x + card.width - 12.0, card.origin.y + 18.0);
        let (text, size) = (status.into(), 11.0 * body::growth(look.zoom));
        scene.marks.push(Mark::Text { at, text, size, align: Align::End, tone: Tone::Error, tabular: false });
    }
}

/// How large it is written on a card that is seen from far that it does not serve [world px].
const FAR_STATUS: f32 = 22.0;

/// Draws the one bar of a card that is seen from far.
fn draw_far_node(stage: &Stage, runner: &Runner, node: NodeId, look: Look<'_>, scene: &mut Scene) {
    let Some(card) = stage.place(node).filter(|card| is_seen(card, look)) else { return };
    if stage.chips[node.0 as usize] {
        scene.marks.push(Mark::Block { rect: card, corner: 8.0, tone: Tone::Card, fill: Fill::Solid });
        scene.marks.push(Mark::Block { rect: card, corner: 8.0, tone: Tone::Polled, fill: Fill::Outline });
    }
    let snapshot = runner.world().snapshot(node);
    if let Some(status) = snapshot.status {
        // As large as the name, in the place of the bar: what is gone does not look alive.
        let at = Point::new(card.origin.x + card.width / 2.0, card.origin.y + card.height - 14.0);
        let size = FAR_STATUS * (FAR_ZOOM / look.zoom).max(1.0);
        let (text, tone) = (status.into(), Tone::Error);
        scene.marks.push(Mark::Text { at, text, size, align: Align::Middle, tone, tabular: false });
        return;
    }
    let Some((part, tone)) = body::level(&snapshot) else { return };
    let width = card.width - 24.0;
    let rect = Rect::new(card.origin.x + 12.0, card.origin.y + card.height - 22.0, width, 10.0);
    scene.marks.push(Mark::Block { rect, corner: 5.0, tone: Tone::Line, fill: Fill::Solid });
    if part > 0.0 {
        let rect = Rect { width: (width * part).max(10.0), ..rect };
        scene.marks.push(Mark::Block { rect, corner: 5.0, tone, fill: Fill::Solid });
    }
}

fn draw_flights(
    stage: &Stage,
    flights: impl Iterator<Item = Flight>,
    now: PlayTime,
    look: Look<'_>,
    scene: &mut Scene,
) {
    let mut by_way: BTreeMap<(NodeId, NodeId), Vec<Flight>> = BTreeMap::new();
    for flight in flights {
        by_way.entry((flight.from, flight.to)).or_default().push(flight);
    }
    let streams: BTreeMap<(NodeId, NodeId), usize> =
        by_way.iter().map(|(way, flights)| (*way, flights.len())).filter(|(_, count)| *count > STREAM_FROM).collect();
    for (way, flights) in by_way {
        let Some(route) = stage.routes.get(&way) else { continue };
        if let Some(count) = streams.get(&way) {
            draw_stream(route, now, scene);
            // Both ways of a wire have one figure: it stands in one place.
            let back = streams.get(&(way.1, way.0)).filter(|_| way.0 != way.1);
            if back.is_none() || way.0 < way.1 {
                draw_figure(route, count + back.unwrap_or(&0), scene);
            }
        } else {
            flights.iter().for_each(|flight| draw_flight(route, flight, now, look, scene));
        }
    }
}

fn draw_stream(route: &Route, now: PlayTime, scene: &mut Scene) {
    let points = part_of(&route.points, route.from, route.to);
    let moved = (now.0 / 1_000 % 1_000_000) as f32 * 0.06;
    scene.marks.push(Mark::Line { points, width: 5.0, tone: route.tone, dash: Some(moved) });
}

fn draw_figure(route: &Route, count: usize, scene: &mut Scene) {
    let Some(middle) = route.figure else { return };
    let (at, text) = (Point::new(middle.x, middle.y + FIGURE_FOOT), format!("× {}", grouped(count as u64)).into());
    scene.marks.push(Mark::Text { at, text, size: FIGURE, align: Align::Middle, tone: route.tone, tabular: true });
}

/// Returns the points of a part of a path.
fn part_of(points: &Arc<[Point]>, from: f32, to: f32) -> Arc<[Point]> {
    if (from, to) == (0.0, 1.0) {
        return points.clone();
    }
    let steps = 16;
    (0..=steps).map(|step| along(points, from + (to - from) * step as f32 / steps as f32)).collect()
}

fn draw_flight(route: &Route, flight: &Flight, now: PlayTime, look: Look<'_>, scene: &mut Scene) {
    let whole = (flight.arrives.0 - flight.departs.0).max(1) as f32;
    let done = (now.0 - flight.departs.0) as f32 / whole;
    // Without motion a message waits where it left, and is there when it arrives.
    let done = if look.reduced_motion { 0.5 } else { done };
    let at = along(&route.points, route.from + (route.to - route.from) * done);
    let seen = Rect::new(at.x - DOT, at.y - DOT, 2.0 * DOT, 2.0 * DOT);
    if !is_seen(&seen, look) {
        return;
    }
    let is_lit = look.lit.is_some_and(|lit| lit.message == Some(flight.message));
    if is_lit || look.followed == Some(flight.message) {
        scene.marks.push(Mark::Ring { at, radius: DOT, left: 1.0, tone: Tone::Accent });
    }
    draw_cargo(at, flight.cargo, route.tone, scene);
    scene.targets.push(Target { at, message: flight.message });
}

fn draw_cargo(at: Point, cargo: Cargo, tone: Tone, scene: &mut Scene) {
    let marks = &mut scene.marks;
    match cargo {
        Cargo::Message => marks.push(Mark::Shape { at, size: DOT, shape: Shape::Circle, tone, filled: true }),
        Cargo::Batch(count) => draw_tray(at, count, tone, marks),
        Cargo::Answer(status) => {
            let (tone, shape) = answer_look(status);
            marks.push(Mark::Shape { at, size: DOT * 0.8, shape, tone, filled: false });
        }
        Cargo::DeadLetter => {
            marks.push(Mark::Shape { at, size: DOT * 1.5, shape: Shape::Square, tone: Tone::DeadGround, filled: true });
            marks.push(Mark::Shape { at, size: DOT, shape: Shape::Square, tone: Tone::Dead, filled: true });
        }
    }
}

fn answer_look(status: u16) -> (Tone, Shape) {
    match status {
        200..=399 => (Tone::Success, Shape::Circle),
        429 => (Tone::Throttled, Shape::Triangle),
        _ => (Tone::Error, Shape::Star),
    }
}

/// A batch is a tray with its messages in it.
fn draw_tray(at: Point, count: u32, tone: Tone, marks: &mut Vec<Mark>) {
    let shown = count.min(5);
    let width = shown as f32 * 8.0 + 6.0;
    let rect = Rect::new(at.x - width / 2.0, at.y - 7.0, width, 14.0);
    marks.push(Mark::Block { rect, corner: 4.0, tone: Tone::Card, fill: Fill::Solid });
    marks.push(Mark::Block { rect, corner: 4.0, tone, fill: Fill::Outline });
    for n in 0..shown {
        let at = Point::new(rect.origin.x + 7.0 + n as f32 * 8.0, at.y);
        marks.push(Mark::Shape { at, size: 6.0, shape: Shape::Circle, tone, filled: true });
    }
    if count > shown {
        let at = Point::new(at.x, rect.origin.y - 3.0);
        let text = count.to_string().into();
        marks.push(Mark::Text { at, text, size: 10.0, align: Align::Middle, tone, tabular: true });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_says_once_how_many_are_on_its_wire_and_where_its_words_are_not() {
        let points: Arc<[Point]> = [Point::new(0.0, 0.0), Point::new(200.0, 0.0)].into();
        let figure = Some(Point::new(100.0, 14.0));
        let route = |from: f32, to: f32| Route { points: points.clone(), from, to, tone: Tone::Sync, figure };
        let (a, b) = (NodeId(0), NodeId(1));
        let routes = BTreeMap::from([((a, b), route(0.0, 1.0)), ((b, a), route(1.0, 0.0))]);
        let stage = Stage { places: vec![None; 2], chips: vec![false; 2], routes };
        let flight = |(from, to)| Flight {
            from,
            to,
            message: MessageId(1),
            departs: PlayTime(0),
            arrives: PlayTime(10),
            cargo: Cargo::Message,
        };
        let figures = |there: usize, back: usize| {
            let flights = std::iter::repeat_n((a, b), there).chain(std::iter::repeat_n((b, a), back)).map(flight);
            let mut scene = Scene::default();
            draw_flights(&stage, flights, PlayTime(5), Look::default(), &mut scene);
            let texts = scene.marks.into_iter().filter_map(|mark| match mark {
                Mark::Text { at, text, .. } => Some((at, text.to_string())),
                _ => None,
            });
            texts.collect::<Vec<_>>()
        };
        let at = Point::new(100.0, 14.0 + FIGURE_FOOT);
        assert_eq!(figures(STREAM_FROM, STREAM_FROM), []);
        assert_eq!(figures(1_018, 3), [(at, "× 1,018".to_owned())]);
        assert_eq!(figures(3, 61), [(at, "× 61".to_owned())]);
        assert_eq!(figures(1_000, 500), [(at, "× 1,500".to_owned())]);
    }
}
