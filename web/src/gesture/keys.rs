//! Keys: each is looked up among the actions. Mere letters work only while nothing is being typed, and can be switched
//! off in the help.

use super::typing::{Fields, Way};
use super::{Gestures, use_gestures};
use crate::shell::elements::{self, data_around, has_selected_text, is_inside};
use crate::shell::{Shell, use_shell};
use editor::actions::{self, Action, Aim, KeyPress, Within, by_key};
use leptos::ev;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::KeyboardEvent;

/// Where letters are text.
const TYPING: &str = "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]";
/// What the space bar presses by itself.
const PRESSED: &str = "button, a, summary, input, [role=tab], [role=menuitem]";
/// What Enter does something with by itself.
const ENTERED: &str = "button, a, summary, [role=tab]";

/// Listens to the keyboard for as long as the page lives.
pub(crate) fn listen() {
    let gestures = use_gestures();
    let fields = Fields::listen(move |way| gestures.act(action_of_way(way), Aim::default()));
    let keys = Keys { shell: use_shell(), gestures, fields };
    let down = window_event_listener(ev::keydown, move |ev| keys.on_down(&ev));
    let up = window_event_listener(ev::keyup, move |ev| {
        if ev.code() == "Space" && keys.gestures.release_space() {
            keys.gestures.act(&actions::PLAY, Aim::default());
        }
    });
    // Keys that go up elsewhere are not heard of.
    let blur = window_event_listener(ev::blur, move |_| {
        keys.gestures.release_space();
    });
    on_cleanup(move || {
        down.remove();
        up.remove();
        blur.remove();
    });
}

#[derive(Clone, Copy)]
struct Keys {
    shell: Shell,
    gestures: Gestures,
    fields: Fields,
}

fn action_of_way(way: Way) -> &'static Action {
    match way {
        Way::Back => &actions::UNDO,
        Way::Again => &actions::REDO,
    }
}

impl Keys {
    fn on_down(self, ev: &KeyboardEvent) {
        let has_keys = self.shell.desk().has_keys;
        if !has_keys.get_untracked() && !is_inside(ev.target(), TYPING) {
            has_keys.set(true);
        }
        let has_overlay = self.shell.desk().overlay.with_untracked(Option::is_some)
            || self.gestures.dropped.with_untracked(Option::is_some)
            // The field of a name takes the focus in the next frame.
            || self.gestures.renaming.with_untracked(Option::is_some) && !Fields::has(ev.target());
        if has_overlay || ev.is_composing() || ev.default_prevented() {
            return;
        }
        if ev.key() == "Enter" && Fields::is_line(ev.target()) {
            self.fields.set(ev.target());
        }
        let Some(action) = self.action_of(ev) else { return };
        if self.takes_back_text(action, ev) {
            ev.prevent_default();
            return;
        }
        ev.prevent_default();
        if action.id == actions::PLAY.id {
            // A held space bar pans; a short press plays or pauses once it is let go.
            self.gestures.hold_space();
        } else {
            let before = self.selected();
            self.gestures.act(action, self.aim(ev));
            self.follow(ev, &before);
        }
    }

    fn selected(self) -> Vec<Arc<str>> {
        self.shell.ask(|editor| editor.selection().nodes.clone())
    }

    /// Has the focus go along from a card where an action selected others, as copies of it: the next key means these.
    fn follow(self, ev: &KeyboardEvent, before: &[Arc<str>]) {
        let Some(card) = data_around(ev.target(), "data-node").map(Arc::<str>::from) else { return };
        let selected = self.selected();
        if selected == before || selected.contains(&card) {
            return;
        }
        if let Some(first) = selected.into_iter().next() {
            // It is drawn in the next frame.
            request_animation_frame(move || elements::focus_data("data-node", &first));
        }
    }

    /// Returns the action of a key, unless the element that has the focus needs the key itself.
    fn action_of(self, ev: &KeyboardEvent) -> Option<&'static Action> {
        let press = press_of(ev)?;
        let (action, shortcut) = by_key(&press, within(ev))?;
        let native = match press.key.as_str() {
            " " => is_inside(ev.target(), PRESSED),
            "Enter" => is_inside(ev.target(), ENTERED),
            "c" | "x" if press.ctrl => has_selected_text(),
            // The browser hands the clipboard out with an event of its own.
            "v" if press.ctrl => true,
            _ => false,
        };
        let steps = [actions::UNDO.id, actions::REDO.id].contains(&action.id);
        let typed = is_inside(ev.target(), TYPING) && !shortcut.typing && !(steps && Fields::has(ev.target()));
        let switched_off = shortcut.is_single() && !self.shell.desk().single_keys.get_untracked();
        (!native && !typed && !switched_off).then_some(action)
    }

    /// Takes back what is typed and not set yet, before anything of the document.
    fn takes_back_text(self, action: &Action, ev: &KeyboardEvent) -> bool {
        let way = [Way::Back, Way::Again].into_iter().find(|way| action_of_way(*way).id == action.id);
        way.is_some_and(|way| Fields::has(ev.target()) && self.fields.step(ev.target(), way))
    }

    fn aim(self, ev: &KeyboardEvent) -> Aim {
        let card = data_around(ev.target(), "data-node").map(Arc::<str>::from);
        self.shell.ask(|editor| match card {
            Some(id) => Aim::card(editor, id),
            None => Aim::selected(editor),
        })
    }
}

/// Returns what was pressed. The third level of a keyboard is how its signs are typed, not a key held beside them.
fn press_of(ev: &KeyboardEvent) -> Option<KeyPress> {
    let third_level = ev.get_modifier_state("AltGraph");
    let ctrl = (ev.ctrl_key() || ev.meta_key()) && !third_level;
    (!ev.alt_key() || third_level).then(|| KeyPress { key: ev.key(), ctrl, shift: ev.shift_key() })
}

/// Returns where the focus is, the nearest place first.
fn within(ev: &KeyboardEvent) -> &'static [Within] {
    if is_inside(ev.target(), "[data-node]") {
        &[Within::Card, Within::Page]
    } else if is_inside(ev.target(), "[data-keys=timeline]") {
        &[Within::Timeline, Within::Page]
    } else if is_inside(ev.target(), "[data-keys=ground]") {
        &[Within::Ground, Within::Page]
    } else {
        &[Within::Page]
    }
}
