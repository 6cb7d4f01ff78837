//! Pointers that go down, move and go up: a drag is a pan, a move of cards or a wire; without a way it is a click.

use super::{Gestures, point};
use crate::shell::elements::{data_around, is_inside};
use editor::actions::Pointer;
use editor::command::{Command, Dragged, GraphCommand, ViewCommand};
use editor::geometry::{Point, Vector};
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::PointerEvent;

/// A way shorter than this is a click with an unsteady hand, or a tap with a finger, which rolls [CSS px].
const CLICK_PX: f64 = 4.0;
const TAP_PX: f64 = 12.0;
/// Cards this near to being in line catch there [CSS px].
const GUIDE_PX: f32 = 6.0;
/// A wire this near to a mouse, or to a finger, is meant [CSS px].
const WIRE_PX: f32 = 8.0;
const WIRE_TOUCH_PX: f32 = 16.0;
const MIDDLE_BUTTON: i16 = 1;
const RIGHT_BUTTON: i16 = 2;
/// What lies on the canvas and has hands of its own.
const CONTROLS: &str = "button, input, [role=toolbar], [data-hands=own]";

/// What a hand holds.
#[derive(Debug)]
pub(super) enum Grip {
    /// Nothing.
    None,
    /// The ground: it pans; or it clicks on what was there.
    Ground { from: (f64, f64), last: (f64, f64), moved: bool },
    /// Cards.
    Cards(CardsGrip),
    /// The end of a wire; `from` is where the pointer went down.
    Wire { from: (f64, f64) },
    /// A frame around cards, which are added to those that were selected.
    Frame { from: (f64, f64), kept: Vec<Arc<str>> },
    /// Two fingers: their distance and their middle.
    Pinch { distance: f64, middle: (f64, f64) },
}

/// Cards in a hand.
#[derive(Clone, Debug)]
pub(super) struct CardsGrip {
    /// The one under the pointer.
    clicked: Arc<str>,
    /// All that move.
    ids: Vec<Arc<str>>,
    /// Where the pointer went down, on the canvas and in the world.
    from: (f64, f64),
    from_world: Point,
    /// How far they have been moved.
    done: Vector,
    moved: bool,
    /// Which drag.
    drag: u32,
    /// Whether the click adds to the selection.
    adds: bool,
}

impl Gestures {
    /// A pointer goes down.
    pub(crate) fn on_down(self, ev: &PointerEvent) {
        if is_inside(ev.target(), CONTROLS) || ev.button() == RIGHT_BUTTON {
            return;
        }
        self.refused.rest();
        self.choice.set(None);
        self.dropped.set(None);
        self.on_leave();
        let place = self.place(ev.client_x(), ev.client_y());
        self.pointers.update_value(|pointers| {
            pointers.insert(ev.pointer_id(), place);
        });
        self.capture(ev.pointer_id());
        let touch = ev.pointer_type() == "touch";
        self.slack.set_value(if touch { TAP_PX } else { CLICK_PX });
        self.pressed.set_value(false);
        self.await_long_press(touch.then(|| (ev.client_x(), ev.client_y())));
        if let Some((distance, middle)) = self.pinch() {
            self.drop_wire();
            self.put_back();
            self.grip.set_value(Grip::Pinch { distance, middle });
            return;
        }
        if self.wiring.with_untracked(Option::is_some) {
            self.grip.set_value(Grip::Wire { from: place });
            self.aim(place);
            return;
        }
        let space = self.space.get_value().is_some();
        let grip = if ev.button() == MIDDLE_BUTTON || space {
            self.space.set_value(space.then_some(true));
            Grip::Ground { from: place, last: place, moved: true }
        } else {
            self.grip_at(ev, place)
        };
        self.grip.set_value(grip);
    }

    fn grip_at(self, ev: &PointerEvent, place: (f64, f64)) -> Grip {
        let pointer = if ev.pointer_type() == "touch" { Pointer::Finger } else { Pointer::Mouse };
        if let Some(end) = self.port_below(place, pointer) {
            self.begin_wire(end, place);
            return Grip::Wire { from: place };
        }
        let card = data_around(ev.target(), "data-node").map(Arc::<str>::from);
        // Beside a card a browser gives a finger that card, which is not meant where a frame is to begin.
        let frames = self.shell.desk().frame.get_untracked();
        let Some(id) = card.filter(|id| !frames || self.is_over(id, place)) else {
            return self.grip_ground(ev, place);
        };
        let selected = self.shell.ask(|editor| editor.selection().nodes.clone());
        let ids = if selected.contains(&id) { selected } else { vec![id.clone()] };
        self.drags.update_value(|drags| *drags += 1);
        Grip::Cards(CardsGrip {
            clicked: id,
            ids,
            from: place,
            from_world: self.world(place),
            done: Vector::default(),
            moved: false,
            drag: self.drags.get_value(),
            adds: ev.shift_key() || ev.ctrl_key() || ev.meta_key(),
        })
    }

    /// Takes hold of the ground: to move it, or to draw a frame.
    fn grip_ground(self, ev: &PointerEvent, place: (f64, f64)) -> Grip {
        let frames = self.shell.desk().frame.get_untracked();
        if !ev.shift_key() && !frames {
            return Grip::Ground { from: place, last: place, moved: false };
        }
        let adds = ev.shift_key() || ev.ctrl_key() || ev.meta_key();
        let kept = if adds { self.shell.ask(|editor| editor.selection().nodes.clone()) } else { Vec::new() };
        Grip::Frame { from: place, kept }
    }

    /// A pointer moves.
    pub(crate) fn on_move(self, ev: &PointerEvent) {
        let place = self.place(ev.client_x(), ev.client_y());
        let down = self
            .pointers
            .try_update_value(|pointers| pointers.get_mut(&ev.pointer_id()).map(|known| *known = place).is_some());
        if down == Some(true) {
            self.leave_long_press(place);
        }
        if self.wiring.with_untracked(Option::is_some) {
            self.aim(place);
            return;
        }
        if down != Some(true) {
            self.hover(ev, place);
            return;
        }
        let grip = self.grip.try_update_value(|grip| std::mem::replace(grip, Grip::None)).unwrap_or(Grip::None);
        let grip = self.moved(grip, place);
        self.grip.set_value(grip);
    }

    fn moved(self, grip: Grip, place: (f64, f64)) -> Grip {
        match grip {
            Grip::Ground { from, last, moved } => {
                let moved = moved || self.is_way(from, place);
                if moved {
                    self.pan((place.0 - last.0, place.1 - last.1));
                }
                Grip::Ground { from, last: place, moved }
            }
            Grip::Cards(cards) => Grip::Cards(self.move_cards(cards, place)),
            Grip::Frame { from, kept } => {
                self.draw_frame(from, place, &kept);
                Grip::Frame { from, kept }
            }
            Grip::Pinch { distance, middle } => self.move_pinch(distance, middle),
            other @ (Grip::None | Grip::Wire { .. }) => other,
        }
    }

    fn move_cards(self, mut cards: CardsGrip, place: (f64, f64)) -> CardsGrip {
        cards.moved |= self.is_way(cards.from, place);
        if cards.moved {
            let way = self.world(place) - cards.from_world;
            let reach = GUIDE_PX / self.camera().zoom;
            let snap = self.shell.ask(|editor| editor.guides(&cards.ids, way, reach));
            if snap.by != cards.done {
                let dragged = Dragged { ids: cards.ids.clone(), by: snap.by };
                self.dispatch(Command::View(ViewCommand::Drag(Some(dragged))));
                cards.done = snap.by;
            }
            self.guides.set(snap.lines);
        }
        cards
    }

    fn move_pinch(self, distance: f64, middle: (f64, f64)) -> Grip {
        let Some((now_distance, now_middle)) = self.pinch() else { return Grip::None };
        self.pan((now_middle.0 - middle.0, now_middle.1 - middle.1));
        self.zoom(now_distance / distance.max(1.0), now_middle);
        Grip::Pinch { distance: now_distance, middle: now_middle }
    }

    /// A pointer goes up.
    pub(crate) fn on_up(self, ev: &PointerEvent) {
        let place = self.place(ev.client_x(), ev.client_y());
        self.pointers.update_value(|pointers| {
            pointers.remove(&ev.pointer_id());
        });
        self.await_long_press(None);
        self.frame.set(None);
        let grip = self.grip.try_update_value(|grip| std::mem::replace(grip, Grip::None)).unwrap_or(Grip::None);
        match grip {
            Grip::Frame { from, kept } if !self.is_way(from, place) => self.click_beside(place, &kept),
            Grip::Ground { moved: false, .. } => self.click_ground(place),
            Grip::Cards(cards) if !cards.moved => self.click_card(place, &cards),
            Grip::Cards(cards) => self.drop_cards(cards),
            Grip::Wire { from } => self.release_wire(self.is_way(from, place), place),
            Grip::None | Grip::Ground { .. } | Grip::Frame { .. } | Grip::Pinch { .. } => {}
        }
    }

    /// Lets go of cards: only now the template says where they are.
    fn drop_cards(self, cards: CardsGrip) {
        self.guides.set(Vec::new());
        let CardsGrip { ids, done: by, drag, .. } = cards;
        self.dispatch(match by == Vector::default() {
            true => Command::View(ViewCommand::Drag(None)),
            false => Command::Graph(GraphCommand::Move { ids, by, drag }),
        });
    }

    /// Lets go of everything, as if the hand had never taken it. Returns whether there was anything.
    pub(super) fn let_go(self) -> bool {
        self.await_long_press(None);
        let grip = self.grip.try_update_value(|grip| std::mem::replace(grip, Grip::None)).unwrap_or(Grip::None);
        if matches!(grip, Grip::Cards(_)) {
            self.put_back();
        }
        // Each of them, and not only up to the first that was there.
        let had = [
            take(self.held),
            take(self.dropped),
            self.refused.rest(),
            take(self.choice),
            take(self.renaming),
            take(self.frame),
            !matches!(grip, Grip::None),
        ];
        had.contains(&true)
    }

    /// Puts cards that a hand holds back where they were.
    fn put_back(self) {
        self.guides.set(Vec::new());
        self.dispatch(Command::View(ViewCommand::Drag(None)));
    }

    /// The browser takes a pointer away.
    pub(crate) fn on_cancel(self, ev: &PointerEvent) {
        self.pointers.update_value(|pointers| {
            pointers.remove(&ev.pointer_id());
        });
        self.let_go();
    }

    /// Holds the space bar.
    pub(super) fn hold_space(self) {
        self.space.update_value(|space| *space = Some(space.unwrap_or(false)));
    }

    /// Lets go of the space bar. Returns true where it was a short press, not a pan.
    pub(super) fn release_space(self) -> bool {
        self.space.try_update_value(Option::take).flatten() == Some(false)
    }

    fn click_ground(self, place: (f64, f64)) {
        let again = self.clicked.get_value().is_some_and(|before| !self.is_way(before, place));
        self.clicked.set_value(Some(place));
        let command = match (self.message_at(place), self.wire_at(place, again)) {
            (Some(message), _) => ViewCommand::SelectMessage(Some(message)),
            (None, Some(key)) => ViewCommand::SelectWire(Some(key)),
            (None, None) => ViewCommand::Select(Vec::new()),
        };
        self.dispatch(Command::View(command));
    }

    /// Clicks where a frame could have been drawn: on what is there; on nothing, and the cards that were to be added to
    /// stay selected.
    fn click_beside(self, place: (f64, f64), kept: &[Arc<str>]) {
        if kept.is_empty() || self.message_at(place).is_some() || self.wire_at(place, false).is_some() {
            self.click_ground(place);
        }
    }

    /// Shows which wire a click would pick.
    fn hover(self, ev: &PointerEvent, place: (f64, f64)) {
        let is_near = ev.pointer_type() == "mouse" && is_inside(ev.target(), "[data-wire]");
        let wire = if is_near { self.wire_at(place, false) } else { None };
        if self.hovered.with_untracked(|hovered| *hovered != wire) {
            self.hovered.set(wire);
        }
    }

    /// Nothing is pointed at any more.
    pub(crate) fn on_leave(self) {
        take(self.hovered);
    }

    /// Returns the wire at a place of the canvas; where that was clicked already, the next one there.
    pub(super) fn wire_at(self, place: (f64, f64), again: bool) -> Option<Arc<str>> {
        // The pointer that went down last says how steady it is, and so how near it has to be.
        let is_touch = self.slack.get_value() > CLICK_PX;
        let reach = if is_touch { WIRE_TOUCH_PX } else { WIRE_PX } / self.camera().zoom;
        let world = self.world(place);
        self.shell.ask(|editor| editor.wire_at(world, reach, again))
    }

    fn click_card(self, place: (f64, f64), cards: &CardsGrip) {
        if let Some(message) = self.message_at(place) {
            self.dispatch(Command::View(ViewCommand::SelectMessage(Some(message))));
            return;
        }
        let ids = vec![cards.clicked.clone()];
        self.dispatch(Command::View(if cards.adds { ViewCommand::Toggle(ids) } else { ViewCommand::Select(ids) }));
    }

    pub(super) fn message_at(self, place: (f64, f64)) -> Option<editor::MessageId> {
        let world = self.world(place);
        self.shell.ask(|editor| editor.hit_message(world))
    }

    fn capture(self, pointer: i32) {
        self.canvas.with_value(|canvas| {
            if let Some(canvas) = canvas {
                // A pointer that is already up cannot be captured, and needs not be.
                let _ = canvas.set_pointer_capture(pointer);
            }
        });
    }

    pub(super) fn is_way(self, from: (f64, f64), to: (f64, f64)) -> bool {
        f64::from(point(from).distance(point(to))) >= self.slack.get_value()
    }

    /// Returns distance and middle of two fingers, if there are two.
    fn pinch(self) -> Option<(f64, (f64, f64))> {
        self.pointers.with_value(|pointers| {
            let [a, b] = <[(f64, f64); 2]>::try_from(pointers.values().copied().collect::<Vec<_>>()).ok()?;
            let distance = f64::from(point(a).distance(point(b)));
            Some((distance, ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0)))
        })
    }
}

/// Empties a signal, and tells whether there was anything in it.
fn take<T: Send + Sync + 'static>(signal: RwSignal<Option<T>>) -> bool {
    let had = signal.with_untracked(Option::is_some);
    if had {
        signal.set(None);
    }
    had
}
