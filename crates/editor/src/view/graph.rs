//! The graph view: cards and wires of a scenario.

use super::labels::Obstacles;
use super::{ChipPlace, GraphView, NodeView, WireView, labels, ways};
use crate::build::{CLIENT_TYPE, hook_of};
use crate::command::Dragged;
use crate::geometry::{Point, Rect};
use crate::graph::ports::{begin_of, ports_of};
use crate::scene::Tone;
use crate::scene::body::{HEAD, card_height};
use crate::scene::frame::chip_on;
use crate::scene::layout::{Box, LAYER_WIDTH, LAYER_WIDTH_WITH_CHIPS, layered};
use crate::scene::route::Known;
use aws::diagnostics::Severity;
use aws::service::wire::Carries;
pub use aws::service::wire::words_of;
use aws::service::{Style, Wire};
use aws::services::{DESCRIPTORS, descriptor_of};
use aws::stack::world::World;
use std::sync::Arc;
use template::{Role, Scenario};

/// Width of a card.
pub const CARD_WIDTH: f32 = 200.0;
const CLIENT_WIDTH: f32 = 160.0;
/// Height of a card that only says that it is not simulated.
const INERT_HEIGHT: f32 = 80.0;

/// Returns the smallest rectangle around all cards and the chips on wires between them.
fn bounds_of(nodes: &[NodeView], wires: &[WireView]) -> Rect {
    let chips = wires.iter().filter_map(chip_on);
    nodes.iter().map(|node| node.rect).chain(chips).reduce(|all, rect| all.union(&rect)).unwrap_or_default()
}

/// What was found out while pictures before this one were drawn. It spares work and changes no picture.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    ways: Known,
    words: labels::Before,
}

/// Makes the graph of a scenario. Heights come from what the nodes of its world show.
pub(crate) fn graph(scenario: &Scenario, world: &World, drawn: &mut Drawn) -> GraphView {
    let mut nodes: Vec<NodeView> = clients(scenario, world).chain(resources(scenario, world)).collect();
    let wires = drawn_wires(scenario);
    nodes.iter_mut().for_each(|node| give_ports(node, &wires));
    // What only failures lead to stands below its neighbours, where their wires leave their cards.
    nodes.sort_by_key(|node| takes_failures_only(&node.id, &wires));
    place(&mut nodes, &wires, scenario);
    nodes.sort_by(|a, b| a.rect.origin.x.total_cmp(&b.rect.origin.x).then(a.rect.origin.y.total_cmp(&b.rect.origin.y)));
    let mut views = wire_views(&nodes, &wires);
    ways::lay(&mut views, &nodes, &mut drawn.ways);
    let mut obstacles = Obstacles::of(&views, &nodes);
    labels::place_chips(&mut views, &mut obstacles);
    labels::place(&mut views, &nodes, &mut obstacles, &mut drawn.words);
    let bounds = bounds_of(&nodes, &views);
    GraphView { nodes, wires: views, bounds }
}

fn clients<'a>(scenario: &'a Scenario, world: &'a World) -> impl Iterator<Item = NodeView> + 'a {
    scenario.traffic.iter().map(|client| {
        let id = client.id();
        let height = card_height_of(&id, world);
        NodeView {
            id,
            title: client.name.clone(),
            kind: "Client".into(),
            type_name: CLIENT_TYPE.into(),
            icon: "client",
            rect: Rect::new(0.0, 0.0, CLIENT_WIDTH, height),
            simulated: true,
            client: true,
            takes: false,
            gives: false,
            ports: Vec::new(),
            problem: worst_problem(scenario, &client.path()),
        }
    })
}

/// Gives a card its ports. What is not simulated has one for the wires that there may be.
fn give_ports(node: &mut NodeView, wires: &[Wire]) {
    let type_name = if node.client { CLIENT_TYPE } else { &*node.type_name };
    let own: Vec<&Wire> = wires.iter().filter(|wire| wire.from.as_ref() == Some(&node.id)).collect();
    if let Some(descriptor) = descriptor_of(type_name).filter(|_| node.simulated) {
        node.ports = ports_of(descriptor, (node.rect.width, node.rect.height), &own);
        node.takes = node.ports.iter().any(|port| !port.outgoing);
        node.gives = node.ports.iter().any(|port| port.outgoing);
    }
}

/// Returns the height of a node's card: what it shows at the start decides it.
fn card_height_of(id: &str, world: &World) -> f32 {
    world.node(id).map_or(HEAD, |node| card_height(&world.snapshot(node)))
}

fn resources<'a>(scenario: &'a Scenario, world: &'a World) -> impl Iterator<Item = NodeView> + 'a {
    scenario.nodes.iter().filter(|node| node.role == Role::Node).map(|node| {
        let descriptor = descriptor_of(&node.type_name);
        let height = if node.is_simulated() { card_height_of(&node.id, world) } else { INERT_HEIGHT };
        NodeView {
            id: node.id.clone(),
            title: node.id.clone(),
            kind: descriptor.map_or_else(|| node.type_name.clone(), |descriptor| descriptor.title.into()),
            type_name: node.type_name.clone(),
            icon: descriptor.map_or("resource", |descriptor| descriptor.icon),
            rect: Rect::new(0.0, 0.0, CARD_WIDTH, height),
            simulated: node.is_simulated(),
            client: false,
            takes: false,
            gives: false,
            ports: Vec::new(),
            problem: worst_problem(scenario, &format!("Resources.{}", node.id)),
        }
    })
}

/// Returns the worst of what is wrong with what stands at a path or below it.
fn worst_problem(scenario: &Scenario, own: &str) -> Option<(Severity, Arc<str>)> {
    let concerns = |path: &str| path == own || path.strip_prefix(own).is_some_and(|rest| rest.starts_with('.'));
    let problems = scenario.diagnostics.iter().filter(|problem| concerns(&problem.path));
    let worst = problems.filter(|problem| problem.severity > Severity::Info).max_by_key(|problem| problem.severity)?;
    Some((worst.severity, worst.told().into()))
}

/// Returns the wires whose ends are both drawn: those of resources, and those of clients.
fn drawn_wires(scenario: &Scenario) -> Vec<Wire> {
    let sends = scenario.traffic.iter().flat_map(template::Client::wires);
    scenario.wires.iter().cloned().chain(sends).collect()
}

fn takes_failures_only(id: &str, wires: &[Wire]) -> bool {
    let mut coming = wires.iter().filter(|wire| wire.to.as_deref() == Some(id)).peekable();
    coming.peek().is_some() && coming.all(|wire| wire.carries().is_some_and(Carries::is_an_end))
}

/// Puts cards where the template says, and the others in layers: all of them where the template says nothing.
fn place(nodes: &mut [NodeView], wires: &[Wire], scenario: &Scenario) {
    let index = |id: &str| nodes.iter().position(|node| &*node.id == id);
    let ends = |wire: &Wire| Some((index(wire.from.as_deref()?)?, index(wire.to.as_deref()?)?));
    let pairs: Vec<(usize, usize)> = wires.iter().filter_map(ends).collect();
    let boxes: Vec<Box> = nodes.iter().map(|node| Box { id: node.id.clone(), height: node.rect.height }).collect();
    let has_chips = wires.iter().any(|wire| has_chip(wire.kind));
    let places = layered(&boxes, &pairs, if has_chips { LAYER_WIDTH_WITH_CHIPS } else { LAYER_WIDTH });
    let written = |node: &NodeView| match node.client {
        true => scenario.traffic.iter().find(|client| client.name == node.title).and_then(|client| client.position),
        false => scenario.node(&node.id).and_then(|node| node.position),
    };
    let any_written = nodes.iter().any(|node| written(node).is_some());
    let lowest = nodes.iter().filter_map(written).map(|position| position.y as f32).fold(0.0, f32::max);
    let fixed: Vec<Option<Point>> =
        nodes.iter().map(|node| written(node).map(|place| Point::new(place.x as f32, place.y as f32))).collect();
    for (n, node) in nodes.iter_mut().enumerate() {
        node.rect.origin = match fixed[n] {
            Some(place) => place,
            None if node.client && any_written => beside_target(n, &pairs, &fixed),
            None if any_written => Point::new(places[n].x, places[n].y + lowest + 200.0),
            None => places[n],
        };
    }
}

/// Puts a client to the left of what it sends to.
fn beside_target(client: usize, pairs: &[(usize, usize)], fixed: &[Option<Point>]) -> Point {
    let target = pairs.iter().find(|(from, _)| *from == client).map(|(_, to)| *to);
    let before = pairs.iter().take_while(|(from, _)| *from != client);
    let neighbours = before.filter(|(_, to)| Some(*to) == target).count();
    let place = target.and_then(|target| fixed[target]).unwrap_or_default();
    Point::new(place.x - CLIENT_WIDTH - 104.0, place.y + neighbours as f32 * 128.0)
}

/// Returns the wires whose ends are there; their ways come after.
fn wire_views(nodes: &[NodeView], wires: &[Wire]) -> Vec<WireView> {
    let find = |id: &str| nodes.iter().find(|node| &*node.id == id);
    let mut views: Vec<WireView> = Vec::new();
    for wire in wires {
        let (Some(from), Some(to)) = (wire.from.clone(), wire.to.clone()) else { continue };
        let (Some(begin), Some(_)) = (find(&from), find(&to)) else { continue };
        let hook = hook_of(wire);
        let tone = tone(wire);
        let id = wire.id.as_deref().unwrap_or("");
        // Counted among its own kind alone, so that it is still selected after another wire came or went.
        let alike =
            |other: &&WireView| other.from == from && other.to == to && other.kind == wire.kind && other.id == wire.id;
        let place = views.iter().filter(alike).count();
        views.push(WireView {
            key: format!("{from}>{to}:{}:{id}:{place}", wire.kind).into(),
            place,
            kind: wire.kind,
            port: begin_of(begin, wire.kind, hook).map_or("", |port| port.name),
            hook: hook.map(Arc::from),
            id: wire.id.clone(),
            label: label(wire),
            label_at: None,
            figure_at: None,
            tone,
            dashed: tone != Tone::Sync && tone != Tone::Polled,
            mapping: has_chip(wire.kind).then(|| wire.id.clone()).flatten(),
            chip: ChipPlace { part: 0.5, small: false },
            points: Arc::default(),
            from,
            to,
        });
    }
    views
}

/// Returns a graph with some of its cards elsewhere: wires follow, and words of those that changed wait until the cards
/// are let go of.
pub(crate) fn displaced(graph: &GraphView, dragged: &Dragged, drawn: &mut Drawn) -> GraphView {
    let mut graph = graph.clone();
    for node in graph.nodes.iter_mut().filter(|node| dragged.ids.contains(&node.id)) {
        node.rect.origin = node.rect.origin + dragged.by;
    }
    let before: Vec<Arc<[Point]>> = graph.wires.iter().map(|wire| wire.points.clone()).collect();
    ways::lay(&mut graph.wires, &graph.nodes, &mut drawn.ways);
    let mut obstacles = Obstacles::of(&graph.wires, &graph.nodes);
    labels::place_chips(&mut graph.wires, &mut obstacles);
    let is_held = |id: &Arc<str>| dragged.ids.contains(id);
    for (wire, before) in graph.wires.iter_mut().zip(before).filter(|(wire, before)| wire.points != *before) {
        let whole = is_held(&wire.from) && is_held(&wire.to) && wire.points.len() == before.len();
        for words in [&mut wire.label_at, &mut wire.figure_at] {
            *words = words.filter(|_| whole).map(|at| at + dragged.by);
        }
    }
    graph.bounds = bounds_of(&graph.nodes, &graph.wires);
    graph
}

fn tone(wire: &Wire) -> Tone {
    let carries = wire.carries();
    match (carries, wire.invocation) {
        (Some(carries), _) if carries.is_a_failure() => Tone::Error,
        (_, Some(Style::Sync)) | (Some(Carries::Requests), None) => Tone::Sync,
        (_, Some(Style::Async)) | (Some(Carries::Events | Carries::Successes), None) => Tone::Async,
        (_, Some(Style::Polled)) | (Some(Carries::Records), None) => Tone::Polled,
        (_, None) => Tone::Quiet,
    }
}

fn label(wire: &Wire) -> Arc<str> {
    wire.extra.get("event_type").and_then(|event| event.as_str()).unwrap_or(words_of(wire.kind)).into()
}

/// Tells whether something sits on wires of a kind that can be set.
#[must_use]
pub fn has_chip(kind: &str) -> bool {
    DESCRIPTORS.iter().any(|descriptor| descriptor.sits_on == kind)
}

/// Returns the ids of the mappings of a scenario with the ids of what they poll and of what they hand it to.
#[must_use]
pub fn polled_sources(scenario: &Scenario) -> Vec<(Arc<str>, Arc<str>, Arc<str>)> {
    let mapping =
        |wire: &Wire| has_chip(wire.kind).then(|| Some((wire.id.clone()?, wire.from.clone()?, wire.to.clone()?)));
    scenario.wires.iter().filter_map(mapping).flatten().collect()
}
