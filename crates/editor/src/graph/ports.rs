//! The ports of cards: where wires begin and end, and what can be drawn between them.

use super::card;
use super::places::pinned;
use crate::actions::Pointer;
use crate::build::{self, Change, Outcome, told};
use crate::geometry::{Point, Rect, Vector};
use crate::scene::frame::FAR_ZOOM;
use crate::view::{GraphView, NodeView, RefusalView, WireView};
use aws::service::wire::{WireKind, words_of};
use aws::service::{Descriptor, PortSpec, Wire};
use aws::stack::world::{client_name, name_of};
use std::sync::Arc;
use template::Scenario;
use template::connect;
use template::edit;

/// A port of a card, by names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortEnd {
    /// The card.
    pub node: Arc<str>,
    /// The port.
    pub port: Arc<str>,
}

impl PortEnd {
    /// Says how a wire goes on that hangs on it and stays in the hand; an outgoing one leads somewhere. Where no card fits,
    /// each of them says why.
    #[must_use]
    pub fn way_on(&self, outgoing: bool, fits: bool, pointer: Pointer) -> String {
        let (port, card, click) = (&self.port, name_of(&self.node), pointer.said("Click"));
        match (fits, outgoing) {
            (true, true) => format!("{click} the card that “{port}” of {card} leads to"),
            (true, false) => format!("{click} the card that “{port}” of {card} comes from"),
            (false, _) => format!("No card fits “{port}” of {card} yet: {} one to see why", click.to_lowercase()),
        }
    }
}

/// A port of a card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PortView {
    /// Its name: `in`, `out`, `on failure`.
    pub name: &'static str,
    /// What goes in or comes out here, for people.
    pub help: &'static str,
    /// Whether wires begin here.
    pub outgoing: bool,
    /// At which edge of the card it is.
    pub side: PortSide,
    /// Where it is, from the card's upper left corner.
    pub at: Vector,
    /// The kinds of wire that begin or end here; empty for any.
    pub kinds: &'static [&'static str],
    /// The hook of CloudFront that it stands for; empty for any other port.
    pub hook: &'static str,
}

/// An edge of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortSide {
    /// Where wires end.
    Left,
    /// Where most wires begin.
    Right,
    /// Where wires begin that tell how something ended.
    Bottom,
}

/// Ports at the sides stand at the height of a card's head, so that wires of cards of different heights are level.
const HEAD_Y: f32 = 24.0;
/// Distance of ports of one side.
const STEP: f32 = 24.0;

impl PortView {
    /// Returns where it is in the world.
    #[must_use]
    pub fn place(&self, card: &Rect) -> Point {
        card.origin + self.at
    }

    /// Tells whether wires of a kind begin or end here; those of CloudFront at the hook that they name.
    #[must_use]
    pub fn takes(&self, kind: &str, hook: Option<&str>) -> bool {
        let has_hook = self.hook.is_empty() || hook.is_none_or(|hook| hook == self.hook);
        has_hook && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }
}

/// Returns the ports of a card of that size. An outgoing one to which nothing can be connected is there only where a
/// wire of the template begins at it.
#[must_use]
pub fn ports_of(descriptor: &Descriptor, (width, height): (f32, f32), wires: &[&Wire]) -> Vec<PortView> {
    let is_used = |port: &PortSpec| {
        let begins = |wire: &&Wire| port.kinds.contains(&wire.kind);
        !port.outgoing || leads_somewhere(descriptor.type_name, port) || wires.iter().any(begins)
    };
    let shown: Vec<&PortSpec> = descriptor.ports.iter().filter(|port| is_used(port)).collect();
    let count = |side: PortSide| shown.iter().filter(|port| side_of(port) == side).count();
    let (right, bottom) = (count(PortSide::Right), count(PortSide::Bottom));
    let (mut nth_right, mut nth_bottom) = (0, 0);
    let view = |port: &&PortSpec| {
        let side = side_of(port);
        let at = match side {
            PortSide::Left => Vector::new(0.0, side_y(height, 1, 0)),
            PortSide::Right => {
                nth_right += 1;
                Vector::new(width, side_y(height, right, nth_right - 1))
            }
            PortSide::Bottom => {
                // From the right: what succeeded goes on to the right, and crosses no wire of what failed.
                nth_bottom += 1;
                Vector::new(width * (1.0 - (nth_bottom as f32 - 0.5) / bottom as f32), height)
            }
        };
        let PortSpec { name, outgoing, kinds, hook, help } = **port;
        PortView { name, help, outgoing, side, at, kinds, hook }
    };
    shown.iter().map(view).collect()
}

/// Returns the wires of a kind that begin at a card and are its own: what a mapping sends on after a function failed is the
/// mapping's.
fn own_wires<'g>(graph: &'g GraphView, from: &'g str, kind: &'g str) -> impl Iterator<Item = &'g WireView> {
    let is_of_end = tells_ends(kind);
    graph.wires.iter().filter(move |it| *it.from == *from && it.kind == kind && !(is_of_end && it.id.is_some()))
}

/// Tells whether two cards can have one wire of a kind at most.
fn is_single(kind: &str) -> bool {
    WireKind::named(kind).is_some_and(|kind| kind.single)
}

fn tells_ends(kind: &str) -> bool {
    WireKind::named(kind).is_some_and(|kind| kind.carries.is_an_end())
}

fn side_of(port: &PortSpec) -> PortSide {
    match port.outgoing {
        false => PortSide::Left,
        true if port.kinds.iter().any(|kind| tells_ends(kind)) => PortSide::Bottom,
        true => PortSide::Right,
    }
}

/// Returns the height of one of several ports of a side, below the upper edge of a card.
fn side_y(height: f32, count: usize, index: usize) -> f32 {
    let first = (height / 2.0).min(HEAD_Y);
    let room = (height - first - HEAD_Y / 2.0).max(0.0);
    let step = if count > 1 { STEP.min(room / (count - 1) as f32) } else { 0.0 };
    first + step * index as f32
}

/// Tells whether there is anything to which a wire from this port can lead.
fn leads_somewhere(type_name: &str, port: &PortSpec) -> bool {
    if type_name == build::CLIENT_TYPE {
        return true;
    }
    let takes = |other: &Descriptor| {
        let ends = (connect::End::of_type(type_name), connect::End::of_type(other.type_name));
        let kinds = connect::can_connect(ends.0, ends.1).unwrap_or_default();
        kinds.iter().any(|kind| port.kinds.contains(&kind.kind))
    };
    aws::services::DESCRIPTORS.iter().any(|other| takes(other))
}

/// Returns the port at which a wire begins.
#[must_use]
pub fn begin_of<'n>(card: &'n NodeView, kind: &str, hook: Option<&str>) -> Option<&'n PortView> {
    let mut outgoing = card.ports.iter().filter(|port| port.outgoing);
    outgoing.clone().find(|port| port.takes(kind, hook)).or_else(|| outgoing.next())
}

/// Returns the port at which a wire ends.
#[must_use]
pub fn end_of<'n>(card: &'n NodeView, kind: &str) -> Option<&'n PortView> {
    let mut incoming = card.ports.iter().filter(|port| !port.outgoing);
    incoming.clone().find(|port| port.takes(kind, None)).or_else(|| incoming.next())
}

/// Returns the kinds of wire that can be drawn from a port to a card, or from a card to an incoming port.
///
/// # Errors
/// The reason why there can be none, and the way around it.
pub fn can_join(
    scenario: &Scenario,
    graph: &GraphView,
    end: &PortEnd,
    other: &str,
) -> Result<Vec<&'static str>, RefusalView> {
    let known = card(graph, &end.node).and_then(|card| Some((card, port_of(card, &end.port)?)));
    let Some((own, port)) = known else {
        return Err(refusal("this card is gone", "draw the wire from another one"));
    };
    let (from, to) = if port.outgoing { (&*end.node, other) } else { (other, &*end.node) };
    let possible = build::possible_kinds(scenario, from, to)?;
    let unready = |kind: &str| connect::unready(scenario, from, to, kind);
    let (kinds, missing): (Vec<_>, Vec<_>) = possible.into_iter().partition(|kind| unready(kind).is_none());
    let mut fitting: Vec<_> = kinds.iter().copied().filter(|kind| port.takes(kind, None)).collect();
    // Such a wire would only come to the one that is there, or be refused for the sake of it.
    let is_drawn = |kind: &str| own_wires(graph, from, kind).any(|it| *it.to == *to);
    let drawn = fitting.extract_if(.., |kind| is_single(kind) && is_drawn(kind)).next();
    if !fitting.is_empty() {
        return Ok(fitting);
    }
    if let Some(kind) = drawn {
        let reason = format!("{} and {} have this wire: {}", name_of(from), name_of(to), words_of(kind));
        return Err(refusal(&reason, "click on that one to change it"));
    }
    if let Some(reason) = missing.iter().filter(|kind| port.takes(kind, None)).find_map(|kind| unready(kind)) {
        return Err(refusal(&reason.to_string(), "a queue for that stands at the subscriptions of a topic"));
    }
    let verb = if port.outgoing { "leads to" } else { "comes from" };
    let title = card(graph, other).map_or("this", |card| &*card.kind);
    let reason = format!("no wire at \"{}\" {verb} {}", port.name, connect::with_article(title));
    let other_port = kinds.iter().find_map(|kind| if port.outgoing { begin_of(own, kind, None) } else { None });
    let way = match (other_port, kinds.first()) {
        (Some(other), Some(kind)) => {
            format!("draw it from \"{}\", for a wire of the kind \"{}\"", other.name, words_of(kind))
        }
        _ => "draw it from another card".to_owned(),
    };
    Err(refusal(&reason, &way))
}

/// A port so near to a mouse is meant [world px; at small zooms as much on screen as at the smallest at which all ports are
/// seen].
const GRIP: f32 = 12.0;
/// The same for a finger [CSS px]: that of a card which was chosen before, and that of any other.
const TOUCH: f32 = 22.0;
const TOUCH_OTHER: f32 = 12.0;
/// A finger on a card means the card, so that it can be chosen and moved, but for this part of its smaller side around its
/// own ports.
const RIM: f32 = 0.25;

/// Returns the port that is meant by pointing at a place of the world. From far only the ports of chosen cards are seen, so
/// no other is meant.
#[must_use]
pub fn meant(graph: &GraphView, world: Point, chosen: &[Arc<str>], (zoom, pointer): (f32, Pointer)) -> Option<PortEnd> {
    let below = graph.nodes.iter().rfind(|card| card.rect.contains(world));
    let reach = |card: &NodeView| {
        let is_chosen = chosen.contains(&card.id);
        match pointer {
            _ if zoom < FAR_ZOOM && !is_chosen => 0.0,
            Pointer::Mouse => GRIP * (FAR_ZOOM / zoom).max(1.0),
            Pointer::Finger => {
                let free = if is_chosen { TOUCH } else { TOUCH_OTHER } / zoom;
                match below {
                    Some(below) if below.id == card.id => free.min(card.rect.width.min(card.rect.height) * RIM),
                    Some(_) => 0.0,
                    None => free,
                }
            }
        }
    };
    let near = graph.nodes.iter().flat_map(|card| {
        let reach = reach(card);
        let distance = move |port: &PortView| (port.place(&card.rect).distance(world), port.name, &card.id);
        card.ports.iter().map(distance).filter(move |(distance, ..)| *distance < reach)
    });
    let (_, port, node) = near.min_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(PortEnd { node: node.clone(), port: port.into() })
}

fn port_of<'n>(card: &'n NodeView, name: &str) -> Option<&'n PortView> {
    card.ports.iter().find(|port| *port.name == *name)
}

fn refusal(reason: &str, way: &str) -> RefusalView {
    RefusalView { reason: reason.into(), way: way.into(), source: "".into() }
}

/// A port that a wire from another can end at, or come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The port.
    pub end: PortEnd,
    /// Where it is, in the world.
    pub at: Point,
}

/// Returns the ports of other cards that a wire from or to a port fits.
#[must_use]
pub fn fits(scenario: &Scenario, graph: &GraphView, end: &PortEnd) -> Vec<Fit> {
    let is_outgoing = card(graph, &end.node).and_then(|own| port_of(own, &end.port)).is_some_and(|it| it.outgoing);
    let mut found = Vec::new();
    for other in graph.nodes.iter().filter(|other| other.id != end.node) {
        let Ok(kinds) = can_join(scenario, graph, end, &other.id) else { continue };
        let takes = |port: &&PortView| kinds.iter().any(|kind| port.takes(kind, None));
        let opposite = other.ports.iter().filter(|port| port.outgoing != is_outgoing);
        found.extend(opposite.filter(takes).map(|port| Fit {
            end: PortEnd { node: other.id.clone(), port: port.name.into() },
            at: port.place(&other.rect),
        }));
    }
    found
}

/// A wire that is to be drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewWire<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) kind: Option<&'a str>,
    pub(super) port: Option<&'a str>,
}

/// Says what is connected, by which port where that tells how something ends, and what that takes the place of.
fn label_of(graph: &GraphView, wire: &NewWire<'_>, kind: &'static str) -> String {
    let label = format!("Connect {} to {}", name_of(wire.from), wire.to);
    if !tells_ends(kind) {
        return label;
    }
    // Of these there is one at a card, but for those that its subscriptions or mappings make.
    let is_single = is_single(kind) || kind == "DeadLetter";
    let mut others = own_wires(graph, wire.from, kind).filter(|it| is_single && it.id.is_none() && *it.to != *wire.to);
    let before = others.next().map(|it| format!(" instead of {}", it.to)).unwrap_or_default();
    format!("{label}{before}, {}", words_of(kind))
}

/// Connects two cards. Where several kinds of wire are possible and none is named, it is the first.
pub(super) fn connect(scenario: &Scenario, graph: &GraphView, text: &str, wire: &NewWire<'_>) -> Outcome {
    let found = match wire.port {
        Some(port) => {
            let end = PortEnd { node: wire.from.into(), port: port.into() };
            can_join(scenario, graph, &end, wire.to)
        }
        None => build::kinds(scenario, wire.from, wire.to),
    };
    let kinds = found.map_err(|refusal| Arc::<str>::from(format!("{}: {}", refusal.reason, refusal.way)))?;
    let kind = match wire.kind {
        Some(kind) => kinds.iter().find(|it| **it == kind).copied().ok_or("no such wire can be drawn here")?,
        None => kinds.first().copied().ok_or("no wire can be drawn here")?,
    };
    let label = label_of(graph, wire, kind);
    let text = pinned(graph, text)?;
    if client_name(wire.from).is_some() {
        return Ok(Change::new(label, build::send_to(scenario, &text, wire.from, wire.to)?));
    }
    let port = wire.port.and_then(|port| port_of(card(graph, wire.from)?, port));
    let hook = port.map_or("", |port| port.hook);
    let new = connect::NewWire { from: wire.from, to: wire.to, kind, hook };
    let edits = connect::connect_edits(&text, &new).map_err(|error| told(&error))?;
    Ok(Change::new(label, edit::apply(&text, &edits)))
}
