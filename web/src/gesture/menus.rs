//! What asks what can be done: the right button, a finger that lies still, a double click; and frames around cards.

use super::{Gestures, point};
use crate::shell::desk::{Menu, Overlay};
use crate::shell::elements::{at_place, data_around, is_inside};
use editor::actions::{self, Aim};
use editor::command::{Command, ViewCommand};
use editor::geometry::Rect;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::{EventTarget, MouseEvent, TouchEvent};

/// A finger that lies still for so long asks for the menu [ms].
const LONG_PRESS_MS: u32 = 500;
/// Where a double click means something else than adding a card.
const OCCUPIED: &str = "[data-wire], [data-hands=own], button, input, [role=toolbar]";

/// A finger that lies still.
#[derive(Debug)]
pub(super) struct LongPress {
    /// Where it went down on the canvas [CSS px].
    from: (f64, f64),
    /// Dropping it gives up.
    _timer: Timeout,
}

impl Gestures {
    /// Opens the menu of what lies under the pointer. The one of a finger comes by its own clock, and the one of a key by
    /// its own action.
    pub(crate) fn on_context_menu(self, ev: &MouseEvent) {
        if is_inside(ev.target(), "input, textarea") {
            return;
        }
        ev.prevent_default();
        let by_mouse = ev.button() == 2 || ev.ctrl_key();
        if by_mouse && !self.shell.desk().overlay.with_untracked(Option::is_some) {
            self.open_menu(ev.target(), (ev.client_x(), ev.client_y()));
        }
    }

    /// Renames the card under the pointer, or asks what to add where there is none.
    pub(crate) fn on_double_click(self, ev: &MouseEvent) {
        let (x, y) = (ev.client_x(), ev.client_y());
        let target = at_place(x, y);
        let card = data_around(target.clone(), "data-node").map(Arc::<str>::from);
        let aim = Aim::default().at(self.world_at(x, y));
        match card {
            Some(id) if is_inside(target.clone(), "[data-part=title]") => {
                let aim = self.shell.ask(|editor| Aim::card(editor, id));
                self.act(&actions::RENAME, aim);
            }
            None if !is_inside(target, OCCUPIED) && self.message_at(self.place(x, y)).is_none() => {
                self.act(&actions::ADD, aim);
            }
            Some(_) | None => {}
        }
    }

    /// Waits whether a finger that went down at a place of the window stays there; or waits no longer.
    pub(super) fn await_long_press(self, at: Option<(i32, i32)>) {
        let press = at.map(|(x, y)| {
            let open = move || {
                self.let_go();
                self.pointers.update_value(std::collections::BTreeMap::clear);
                self.pressed.set_value(true);
                self.open_menu(at_place(x, y), (x, y));
            };
            LongPress { from: self.place(x, y), _timer: Timeout::new(LONG_PRESS_MS, open) }
        });
        self.press.set_value(press);
    }

    /// A finger is lifted. The one that opened a menu clicks nothing by that, least of all what lies under it in the menu.
    pub(crate) fn on_lift(self, ev: &TouchEvent) {
        if self.pressed.get_value() {
            ev.prevent_default();
            self.pressed.set_value(false);
        }
    }

    /// Gives up waiting where the finger has moved.
    pub(super) fn leave_long_press(self, place: (f64, f64)) {
        let from = self.press.with_value(|press| press.as_ref().map(|press| press.from));
        if from.is_some_and(|from| self.is_way(from, place)) {
            self.press.set_value(None);
        }
    }

    fn open_menu(self, target: Option<EventTarget>, (x, y): (i32, i32)) {
        let place = self.place(x, y);
        let world = self.world(place);
        let card = data_around(target, "data-node").map(Arc::<str>::from);
        let wire = if card.is_none() { self.wire_at(place, false) } else { None };
        let aim = match (self.message_at(place), card, wire) {
            (Some(message), ..) => Aim::message(message),
            (None, Some(id), _) => self.shell.ask(|editor| Aim::card(editor, id)),
            (None, None, Some(key)) => Aim::wire(key),
            (None, None, None) => Aim::default(),
        };
        self.select(&aim);
        let at = (f64::from(x), f64::from(y));
        self.shell.desk().overlay.set(Some(Overlay::Menu(Menu { at, aim: aim.at(world) })));
    }

    /// Selects what a menu is for, so that it is seen.
    fn select(self, aim: &Aim) {
        let selection = self.shell.ask(|editor| editor.selection().clone());
        let wanted = match (&*aim.nodes, &aim.wire) {
            ([], Some(key)) if selection.wire.as_ref() != Some(key) => ViewCommand::SelectWire(Some(key.clone())),
            ([_, ..], _) if selection.nodes != aim.nodes => ViewCommand::Select(aim.nodes.clone()),
            _ => return,
        };
        self.dispatch(Command::View(wanted));
    }

    /// Draws a frame between two places of the canvas, and selects the cards that it touches beside those kept.
    pub(super) fn draw_frame(self, from: (f64, f64), to: (f64, f64), kept: &[Arc<str>]) {
        let (a, b) = (point(from), point(to));
        let frame = Rect { origin: a, width: 0.0, height: 0.0 }.union(&Rect { origin: b, width: 0.0, height: 0.0 });
        self.frame.set(Some(frame));
        let (start, end) = (self.world(from), self.world(to));
        let area =
            Rect { origin: start, width: 0.0, height: 0.0 }.union(&Rect { origin: end, width: 0.0, height: 0.0 });
        self.dispatch(Command::View(ViewCommand::SelectIn { area, kept: kept.to_vec() }));
    }
}
