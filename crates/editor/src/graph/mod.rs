//! What can be done to the graph: commands that change cards and wires, and what helps a hand while it makes them.

pub mod arrange;
pub mod clip;
pub mod guides;
pub mod pick;
pub mod places;
pub mod ports;
pub mod quick;
pub(crate) mod rename;

use crate::actions::Pointer;
use crate::build::{self, Change, Outcome};
use crate::command::{Changed, Dispatched, Dragged, Effect, GraphCommand};
use crate::editor::{Editor, changing, effect, telling};
use crate::geometry::{Point, Rect, Vector};
use crate::view::diff::diff;
use crate::view::graph::has_chip;
use crate::view::{GraphView, NodeView, RefusalView, WireView};
use aws::stack::world::name_of;
use guides::{Snap, guides};
use ports::{Fit, PortEnd};
use quick::QuickEntry;
use std::sync::Arc;

impl Editor {
    /// Makes a change, and shows what it wrote where a hand drew it and did not see it written.
    pub(crate) fn change_graph(&mut self, command: GraphCommand) -> Dispatched {
        let is_drawn = !matches!(command, GraphCommand::Set { .. } | GraphCommand::Move { .. });
        let before = self.document.text();
        let mut dispatched = self.do_to_graph(command);
        let after = self.document.text();
        if let Some(step) = self.document.undo_label().filter(|_| is_drawn && *before != *after) {
            dispatched.effects.extend(diff(step, &before, &after).map(Effect::ShowDiff));
        }
        dispatched
    }

    fn do_to_graph(&mut self, command: GraphCommand) -> Dispatched {
        // What changes is the document, whatever a hand shows meanwhile.
        if self.dragged.take().is_some() {
            self.show_dragged();
        }
        let scenario = self.document.scenario().clone();
        let text = self.document.text();
        let graph = self.graph_view();
        // What comes where a hand put it is seen there; for the rest the view goes where it is.
        let is_put = match &command {
            GraphCommand::Add { at, .. } | GraphCommand::AddConnected { at, .. } | GraphCommand::Paste { at, .. } => {
                at.is_some()
            }
            GraphCommand::Duplicate { .. } => false,
            _ => true,
        };
        let outcome = match command {
            GraphCommand::Add { type_name, at } => {
                let at = at.unwrap_or_else(|| self.free_place());
                places::pinned(&graph, &text).and_then(|text| build::add(&text, &type_name, at))
            }
            GraphCommand::AddConnected { type_name, at, end, kind } => {
                self.add_connected(&type_name, at, &end, kind.as_deref())
            }
            GraphCommand::Move { ids, by, drag } => {
                places::move_cards(&graph, &text, &ids, by).map(|change| change.merging(drag, &ids))
            }
            GraphCommand::Connect { from, to, kind, port } => {
                let wire = ports::NewWire { from: &from, to: &to, kind: kind.as_deref(), port: port.as_deref() };
                ports::connect(&scenario, &graph, &text, &wire)
            }
            GraphCommand::Remove { ids } => build::remove(&scenario, &text, &ids),
            GraphCommand::Disconnect { key } => {
                let wire = graph.wires.iter().find(|wire| wire.key == key);
                let outcome = build::disconnect(&scenario, &text, wire);
                if let Some(gone) = wire.filter(|_| outcome.is_ok()) {
                    self.let_go_of_wires_like(&graph, gone);
                }
                outcome
            }
            GraphCommand::Set { id, property, value } => build::set(&scenario, &text, &id, &property, &value),
            GraphCommand::Rename { id, to } => rename::rename(&text, &id, to.trim()),
            GraphCommand::Duplicate { ids } => clip::duplicate(&graph, &text, &ids),
            GraphCommand::Copy { ids } => return self.copy_cards(&ids),
            GraphCommand::Cut { ids } => return self.cut_cards(&ids),
            GraphCommand::Paste { text: pasted, at } => {
                let at = at.unwrap_or_else(|| self.free_place());
                clip::paste(&graph, &text, &pasted, at)
            }
            GraphCommand::Align { ids, edge } => arrange::align(&graph, &text, &ids, edge),
            GraphCommand::Distribute { ids, axis } => arrange::distribute(&graph, &text, &ids, axis),
        };
        if is_put { self.edit(outcome) } else { self.edit_in_view(outcome) }
    }

    /// Lets go of a wire that is alike to one that goes: the keys of such wires are those of others then.
    fn let_go_of_wires_like(&mut self, graph: &GraphView, gone: &WireView) {
        let selected = graph.wires.iter().find(|wire| Some(&wire.key) == self.selection.wire.as_ref());
        if selected.is_some_and(|wire| wire.is_alike(gone)) {
            self.selection.wire = None;
        }
    }

    fn add_connected(&self, type_name: &str, at: Option<Point>, end: &PortEnd, kind: Option<&str>) -> Outcome {
        let graph = self.graph_view();
        let at = at.unwrap_or_else(|| self.place_beside(end, kind));
        quick::add_connected(self.document.scenario(), &graph, &self.document.text(), (type_name, at), (end, kind))
    }

    fn copy_cards(&self, ids: &[Arc<str>]) -> Dispatched {
        match clip::copied(&self.graph, &self.document.text(), ids) {
            Ok(text) => effect(Effect::CopyText { text, done: format!("{} copied", counted(ids)).into() }),
            Err(reason) => telling(reason),
        }
    }

    fn cut_cards(&mut self, ids: &[Arc<str>]) -> Dispatched {
        let text = self.document.text();
        let copied = clip::copied(&self.graph, &text, ids);
        let removed = build::remove(self.document.scenario(), &text, ids);
        match (copied, removed) {
            (Ok(copied), Ok(change)) => {
                let label = format!("Cut {}", counted(ids));
                let mut dispatched = self.edit(Ok(Change { label, ..change }));
                let done = format!("{} cut", counted(ids)).into();
                dispatched.effects.push(Effect::CopyText { text: copied, done });
                dispatched
            }
            (Err(reason), _) | (_, Err(reason)) => telling(reason),
        }
    }

    /// Shows cards as if they were moved, while a hand holds them: nothing is written until it lets go.
    pub(crate) fn drag(&mut self, dragged: Option<Dragged>) -> Dispatched {
        self.dragged = dragged;
        self.show_dragged();
        changing(Changed::PLACES)
    }

    /// Returns by how much cards may move so that they line up with others, or lie on the grid, and the lines to show.
    #[must_use]
    pub fn guides(&self, ids: &[Arc<str>], by: Vector, reach: f32) -> Snap {
        guides(&self.settled, ids, by, reach)
    }

    /// Returns the kinds of wire that can be drawn from a port to a card, or from a card to an incoming port, the most
    /// usual first.
    ///
    /// # Errors
    /// The reason why there can be none, and the way around it.
    pub fn can_connect_port(&self, end: &PortEnd, other: &str) -> Result<Vec<&'static str>, RefusalView> {
        ports::can_join(self.document.scenario(), &self.graph, end, other)
    }

    /// Returns the ports of other cards that a wire from or to a port fits.
    #[must_use]
    pub fn fits(&self, end: &PortEnd) -> Vec<Fit> {
        ports::fits(self.document.scenario(), &self.graph, end)
    }

    /// Returns the port that somebody means who points at a place of the world.
    #[must_use]
    pub fn port_at(&self, world: Point, pointer: Pointer) -> Option<PortEnd> {
        ports::meant(&self.graph, world, &self.selection.nodes, (self.camera.zoom, pointer))
    }

    /// Returns what can be added: everything, or what a wire from or to a port can lead to or come from. A query keeps
    /// what has its words.
    #[must_use]
    pub fn quick_add(&self, end: Option<&PortEnd>, query: &str) -> Vec<QuickEntry> {
        quick::entries(self.document.scenario(), &self.graph, end, query)
    }

    /// Returns the cards that a rectangle of the world touches.
    #[must_use]
    pub fn nodes_in(&self, area: &Rect) -> Vec<Arc<str>> {
        self.graph.nodes.iter().filter(|node| node.rect.intersects(area)).map(|node| node.id.clone()).collect()
    }

    /// Finds room for a new card: beside the others where all of them are seen, else in the part that is seen. What it will
    /// be wired to is not known yet, so that it gets the room for a chip.
    pub(crate) fn free_place(&self) -> Point {
        let in_rows = if self.is_whole() { places::free_in_rows(&self.graph, self.free_size()) } else { None };
        in_rows.unwrap_or_else(|| places::free_in(&self.graph, &self.free_part().grown(-places::NEW_CARD.1 / 2.0)))
    }

    /// Finds room beside a card for one that is to be connected to it by a kind of wire.
    fn place_beside(&self, end: &PortEnd, kind: Option<&str>) -> Point {
        let Some(card) = card(&self.graph, &end.node) else { return self.free_place() };
        let port = card.ports.iter().find(|port| *port.name == *end.port);
        let room = if kind.is_some_and(has_chip) { places::BESIDE_CHIP } else { places::BESIDE };
        let x = match port.is_none_or(|port| port.outgoing) {
            true => card.rect.origin.x + card.rect.width + room,
            false => card.rect.origin.x - room - places::NEW_CARD.0,
        };
        places::free_near(&self.graph, Point::new(x, card.rect.origin.y), room)
    }
}

fn card<'g>(graph: &'g GraphView, id: &str) -> Option<&'g NodeView> {
    graph.nodes.iter().find(|node| *node.id == *id)
}

/// Says how many things or which one: `Uploads`, `3 cards`.
fn counted(ids: &[Arc<str>]) -> String {
    match ids {
        [id] => name_of(id).to_owned(),
        _ => format!("{} cards", ids.len()),
    }
}
