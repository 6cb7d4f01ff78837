//! Drawing a wire: from a port to a card or the other way round, by one drag or by two clicks. What AWS refuses is said
//! where the hand is, and what is dropped on nothing waits for what it is to lead to.

use super::{Gestures, Refusal};
use crate::shell::Shell;
use crate::shell::slices::Slices;
use editor::actions::Pointer;
use editor::command::{Command, GraphCommand};
use editor::geometry::Point;
use editor::graph::ports::{Fit, PortEnd, PortSide};
use leptos::prelude::*;
use std::sync::Arc;

/// A port this near takes the wire [CSS px].
const SNAP_PX: f32 = 26.0;
/// A place this near to the card of the loose end's own port is no place to drop it [world px].
const OWN_MARGIN: f32 = 12.0;

/// What a hand holds of a wire that is being drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Held {
    /// The port that it hangs on.
    end: PortEnd,
    /// What would take it.
    over: Option<Over>,
    /// Whether it stays in the hand without being held, after a click on the port.
    stays: bool,
}

/// The port that a wire hangs on, as it is now.
#[derive(Clone, Debug, PartialEq)]
struct Hung {
    end: PortEnd,
    start: (Point, PortSide),
    outgoing: bool,
    fits: Vec<Fit>,
}

/// A wire that is being drawn. Its loose end moves by itself, see [`Gestures::loose`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wiring {
    /// The port that it hangs on.
    pub(crate) end: PortEnd,
    /// Where that is, and at which edge of its card.
    pub(crate) start: (Point, PortSide),
    /// Whether it begins there.
    pub(crate) outgoing: bool,
    /// What would take it.
    pub(crate) over: Option<Over>,
    /// The ports that can take it.
    pub(crate) fits: Vec<Fit>,
    /// Whether it stays in the hand without being held, after a click on the port.
    pub(crate) stays: bool,
}

/// A card, or one of its ports, below the loose end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Over {
    /// The card.
    pub(crate) node: Arc<str>,
    /// The port; none where the card as a whole is meant, or where it has no fitting one.
    pub(crate) fit: Option<Fit>,
}

/// A wire that was dropped on nothing: what it may lead to can be added there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dropped {
    /// Where the pointer was on the canvas [CSS px].
    pub(crate) at: (f64, f64),
    /// The same in the world.
    pub(crate) world: Point,
    /// The port that the wire hangs on.
    pub(crate) end: PortEnd,
    /// Where that is, and at which edge of its card.
    pub(crate) start: (Point, PortSide),
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

impl Wiring {
    /// Returns what a card is for this wire: where it hangs, what takes it, what does not, what could, or nothing.
    pub(crate) fn role_of(&self, card: &str) -> &'static str {
        let fits = self.fits.iter().any(|fit| *fit.end.node == *card);
        let is_over = self.over.as_ref().is_some_and(|over| *over.node == *card);
        match () {
            () if *self.end.node == *card => "from",
            () if is_over && fits => "taken",
            () if is_over => "refused",
            () if fits => "fits",
            () => "dim",
        }
    }

    /// Returns the same of a port.
    pub(crate) fn role_of_port(&self, card: &str, port: &str) -> &'static str {
        let is_it = |end: &PortEnd| *end.node == *card && *end.port == *port;
        match () {
            () if is_it(&self.end) => "from",
            () if self.snapped().is_some_and(|fit| is_it(&fit.end)) => "taken",
            () if self.fits.iter().any(|fit| is_it(&fit.end)) => "fits",
            () => "dim",
        }
    }

    /// Returns the port at which the loose end has caught.
    pub(crate) fn snapped(&self) -> Option<&Fit> {
        self.over.as_ref()?.fit.as_ref()
    }
}

impl Gestures {
    /// Returns the port that a pointer means.
    pub(super) fn port_below(self, place: (f64, f64), pointer: Pointer) -> Option<PortEnd> {
        let world = self.world(place);
        self.shell.ask(|editor| editor.port_at(world, pointer))
    }

    /// Takes a wire out of a port.
    pub(super) fn begin_wire(self, end: PortEnd, place: (f64, f64)) {
        self.dropped.set(None);
        self.loose.set(self.world(place));
        self.held.set(Some(Held { end, over: None, stays: false }));
    }

    /// Moves the loose end.
    pub(super) fn aim(self, place: (f64, f64)) {
        let world = self.world(place);
        self.loose.set(world);
        let over = self.target_at(world);
        // Every port follows this signal, so it is written only where something changed for them.
        if self.held.with_untracked(|held| held.as_ref().is_some_and(|held| held.over != over)) {
            self.held.update(|held| {
                if let Some(held) = held {
                    held.over = over;
                }
            });
        }
    }

    /// Lets go of the loose end. After a mere click on the port the wire stays in the hand until the next click.
    pub(super) fn release_wire(self, dragged: bool, place: (f64, f64)) {
        let Some(wiring) = self.wiring.get_untracked() else { return };
        let world = self.world(place);
        match self.target_at(world) {
            Some(over) => {
                self.held.set(None);
                self.connect(&wiring, &over, place);
            }
            // A finger takes a port from so far beside it that it can lie beside the card.
            None if !dragged && !wiring.stays => {
                self.held.set(Some(Held { end: wiring.end, over: wiring.over, stays: true }));
            }
            None if self.is_on(&wiring.end.node, world) => self.held.set(None),
            None => {
                self.held.set(None);
                let Wiring { end, start, .. } = wiring;
                self.dropped.set(Some(Dropped { at: place, world, end, start }));
            }
        }
    }

    /// Lets go of a wire that stays in the hand.
    pub(crate) fn drop_wire(self) {
        self.held.set(None);
    }

    /// Connects a port and a card, or says why they cannot be.
    fn connect(self, wiring: &Wiring, over: &Over, at: (f64, f64)) {
        let (own, other) = (wiring.end.node.clone(), over.node.clone());
        let (from, to) = if wiring.outgoing { (own, other) } else { (other, own) };
        let begin = if wiring.outgoing { Some(&wiring.end) } else { over.fit.as_ref().map(|fit| &fit.end) };
        match self.shell.ask(|editor| editor.can_connect_port(&wiring.end, &over.node)) {
            Ok(kinds) if kinds.len() > 1 && begin.is_none() => {
                self.choice.set(Some(Choice { at, from, to, kinds }));
            }
            Ok(_) => {
                let port = begin.map(|end| end.port.clone());
                self.dispatch(Command::Graph(GraphCommand::Connect { from, to, kind: None, port }));
            }
            Err(view) => self.refuse(Refusal { at, view }),
        }
    }

    /// Connects two cards by a kind of wire, or by the one that is usual.
    pub(crate) fn connect_as(self, from: &Arc<str>, to: &Arc<str>, kind: Option<&str>) {
        self.choice.set(None);
        let (from, to, kind) = (from.clone(), to.clone(), kind.map(Arc::from));
        self.dispatch(Command::Graph(GraphCommand::Connect { from, to, kind, port: None }));
    }

    /// Returns what is below the loose end: the nearest fitting port within reach, else the card with its own.
    fn target_at(self, world: Point) -> Option<Over> {
        let reach = SNAP_PX / self.camera().zoom;
        let nodes = self.shell.ask(editor::Editor::graph_view);
        self.wiring.with_untracked(|wiring| {
            let wiring = wiring.as_ref()?;
            let mut others = nodes.nodes.iter().filter(|node| node.id != wiring.end.node);
            let below = others.rfind(|node| node.rect.contains(world));
            // Who points at a card does not mean a port of the next one, however near that is.
            let meant = wiring.fits.iter().filter(|fit| below.is_none_or(|card| card.id == fit.end.node));
            let near = meant.map(|fit| (fit.at.distance(world), fit)).filter(|it| it.0 <= reach);
            if let Some((_, fit)) = near.min_by(|a, b| a.0.total_cmp(&b.0)) {
                return Some(Over { node: fit.end.node.clone(), fit: Some(fit.clone()) });
            }
            let below = below?;
            // Where a card has several that fit, the card as a whole is meant.
            let mut own = wiring.fits.iter().filter(|fit| fit.end.node == below.id);
            let only = own.next().filter(|_| own.next().is_none());
            Some(Over { node: below.id.clone(), fit: only.cloned() })
        })
    }

    /// Tells whether a place of the canvas lies on a card [CSS px].
    pub(super) fn is_over(self, id: &str, place: (f64, f64)) -> bool {
        let (world, graph) = (self.world(place), self.shell.ask(editor::Editor::graph_view));
        graph.nodes.iter().any(|node| &*node.id == id && node.rect.contains(world))
    }

    fn is_on(self, id: &str, world: Point) -> bool {
        let nodes = self.shell.ask(editor::Editor::graph_view);
        nodes.nodes.iter().any(|node| &*node.id == id && node.rect.grown(OWN_MARGIN).contains(world))
    }
}

/// Follows the wire that a hand holds: it hangs where its port is, also after cards have changed, and is gone without it.
pub(super) fn follow(shell: Shell, slices: Slices, held: RwSignal<Option<Held>>) -> Memo<Option<Wiring>> {
    let end = Memo::new(move |_| held.with(|held| held.as_ref().map(|held| held.end.clone())));
    let hung = Memo::new(move |_| {
        let end = end.get()?;
        let (start, outgoing) = slices.graph.with(|graph| {
            let card = graph.nodes.iter().find(|node| node.id == end.node)?;
            let port = card.ports.iter().find(|port| *port.name == *end.port)?;
            Some(((port.place(&card.rect), port.side), port.outgoing))
        })?;
        let fits = shell.ask(|editor| editor.fits(&end));
        Some(Hung { end, start, outgoing, fits })
    });
    Memo::new(move |_| {
        let Hung { end, start, outgoing, fits } = hung.get()?;
        let (over, stays) = held.with(|held| held.as_ref().map(|held| (held.over.clone(), held.stays)))?;
        Some(Wiring { end, start, outgoing, over, fits, stays })
    })
}
