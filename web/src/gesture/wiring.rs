//! Drawing a wire: from a port to a card, by one drag or by two clicks. What AWS refuses is said where the hand is.

use super::{Gestures, Refusal};
use editor::command::{Command, GraphCommand};
use editor::geometry::{Point, Rect};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A port this near takes the wire [CSS px].
const SNAP_PX: f32 = 24.0;
/// Height of the ports below the upper edge of a card.
pub(crate) const PORT_Y: f32 = 24.0;

/// A wire that is being drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wiring {
    /// Where it begins.
    pub(crate) from: Arc<str>,
    /// Where its loose end is, in the world.
    pub(crate) end: Point,
    /// The card that would take it.
    pub(crate) over: Option<Arc<str>>,
    /// The cards that can take it.
    pub(crate) fits: BTreeSet<Arc<str>>,
}

/// Two cards between which several kinds of wire are possible, and where on the canvas to ask [CSS px].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Choice {
    /// Where the pointer was.
    pub(crate) at: (f64, f64),
    /// Where the wire begins.
    pub(crate) from: Arc<str>,
    /// Where it ends.
    pub(crate) to: Arc<str>,
    /// What it can be, the most usual first.
    pub(crate) kinds: Vec<&'static str>,
}

impl Gestures {
    /// Takes a wire out of a card.
    pub(super) fn begin_wire(self, from: &Arc<str>, place: (f64, f64)) {
        let fits = self.shell.ask(|editor| {
            let nodes = editor.graph_view();
            let others = nodes.nodes.iter().filter(|node| node.id != *from);
            others.filter(|node| editor.can_connect(from, &node.id).is_ok()).map(|node| node.id.clone()).collect()
        });
        self.wiring.set(Some(Wiring { from: from.clone(), end: self.world(place), over: None, fits }));
    }

    /// Moves the loose end.
    pub(super) fn aim(self, place: (f64, f64)) {
        let end = self.world(place);
        let over = self.target_at(end);
        self.wiring.update(|wiring| {
            if let Some(wiring) = wiring {
                wiring.over = over;
                wiring.end = end;
            }
        });
    }

    /// Lets go of the loose end. After a mere click on the port the wire stays in the hand until the next click.
    pub(super) fn release_wire(self, dragged: bool, place: (f64, f64)) {
        let Some(wiring) = self.wiring.get_untracked() else { return };
        let over = self.target_at(self.world(place)).filter(|over| *over != wiring.from);
        match over {
            Some(to) => {
                self.wiring.set(None);
                self.connect(&wiring.from, &to, place);
            }
            None if dragged || !self.is_on(&wiring.from, place) => self.wiring.set(None),
            None => {}
        }
    }

    /// Connects two cards, or says why they cannot be.
    fn connect(self, from: &Arc<str>, to: &Arc<str>, at: (f64, f64)) {
        match self.shell.ask(|editor| editor.can_connect(from, to)) {
            Ok(kinds) if kinds.len() > 1 => {
                self.choice.set(Some(Choice { at, from: from.clone(), to: to.clone(), kinds }));
            }
            Ok(_) => self.connect_as(from, to, None),
            Err(view) => self.refusal.set(Some(Refusal { at, view })),
        }
    }

    /// Connects two cards by a kind of wire, or by the one that is usual.
    pub(crate) fn connect_as(self, from: &Arc<str>, to: &Arc<str>, kind: Option<&str>) {
        self.choice.set(None);
        let (from, to, kind) = (from.clone(), to.clone(), kind.map(Arc::from));
        self.dispatch(Command::Graph(GraphCommand::Connect { from, to, kind, port: None }));
    }

    fn target_at(self, world: Point) -> Option<Arc<str>> {
        let reach = SNAP_PX / self.camera().zoom;
        let from = self.wiring.with_untracked(|wiring| wiring.as_ref().map(|wiring| wiring.from.clone()));
        let nodes = self.shell.ask(editor::Editor::graph_view);
        let others = || nodes.nodes.iter().filter(|node| Some(&node.id) != from.as_ref());
        let near = others()
            .map(|node| (in_port(&node.rect).distance(world), node))
            .filter(|(distance, _)| *distance <= reach)
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let inside = || others().find(|node| node.rect.contains(world));
        near.map(|(_, node)| node).or_else(inside).map(|node| node.id.clone())
    }

    fn is_on(self, id: &str, place: (f64, f64)) -> bool {
        let world = self.world(place);
        let nodes = self.shell.ask(editor::Editor::graph_view);
        nodes.nodes.iter().any(|node| &*node.id == id && node.rect.grown(12.0).contains(world))
    }
}

/// Where wires end at a card.
pub(crate) fn in_port(card: &Rect) -> Point {
    Point::new(card.origin.x, card.origin.y + PORT_Y)
}

/// Where wires begin at a card.
pub(crate) fn out_port(card: &Rect) -> Point {
    Point::new(card.origin.x + card.width, card.origin.y + PORT_Y)
}
