//! Undo in the fields of settings: what is typed and not set yet is taken back as text, and then the document's steps.
//!
//! A region says with `data-undo="document"` that its fields are of that kind. Others, as a search or the template's
//! text, keep the undo of the browser.

use crate::shell::elements::{has_selection, is_active, is_inside, set_typed, typed_text};
use editor::text::typing::{Edit, Typing, caret};
use leptos::ev;
use leptos::prelude::*;
use web_sys::{EventTarget, InputEvent};

/// The fields whose values are the document's.
const FIELDS: &str = "[data-undo=document] :is(input[type=text], textarea)";
/// Those of one line, which Enter sets; in the others it begins a new line.
const LINES: &str = "[data-undo=document] input[type=text]";

/// The field that is typed into.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    state: StoredValue<State, LocalStorage>,
}

#[derive(Debug, Default)]
struct State {
    field: Option<EventTarget>,
    typing: Typing,
    /// Whether the field shows what a step of undo put there. The browser does not know that this is to be set when the
    /// field is left.
    has_stepped: bool,
}

/// Which way to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Back,
    Again,
}

impl Fields {
    /// Listens to what is typed; `step` takes the document's steps where nothing typed is left.
    pub(super) fn listen(step: impl Fn(Way) + Copy + 'static) -> Self {
        let fields = Self { state: StoredValue::new_local(State::default()) };
        let edits = window_event_listener(ev::beforeinput, move |ev| fields.on_edit(&ev, step));
        let set = window_event_listener(ev::change, move |_| fields.settle());
        let entered = window_event_listener(ev::focusin, move |ev| fields.enter(ev.target()));
        let left = window_event_listener(ev::focusout, move |ev| fields.leave(ev.target()));
        on_cleanup(move || {
            edits.remove();
            set.remove();
            entered.remove();
            left.remove();
        });
        fields
    }

    /// Tells whether an event is of a field whose value is the document's.
    pub(super) fn has(target: Option<EventTarget>) -> bool {
        is_inside(target, FIELDS)
    }

    /// Tells whether an event is of such a field that Enter sets.
    pub(super) fn is_line(target: Option<EventTarget>) -> bool {
        is_inside(target, LINES)
    }

    /// Takes back, or does again, what was typed. Returns whether there was anything.
    pub(super) fn step(self, target: Option<EventTarget>, way: Way) -> bool {
        let Some(now) = typed_text(target.clone()) else { return false };
        let text = self.state.try_update_value(|state| {
            let text = if way == Way::Back { state.typing.undo(&now) } else { state.typing.redo(&now) };
            state.has_stepped |= text.is_some();
            text
        });
        let Some(text) = text.flatten() else {
            // What comes now is a step of the document, and what was taken back before is not done again after it; but
            // while something typed is there, nothing is done again.
            let is_typed = self.state.with_value(|state| state.typing.is_typed());
            if !is_typed {
                self.settle();
            }
            return is_typed;
        };
        set_typed(target, &text, caret(&now, &text), "input");
        true
    }

    /// Sets what a step of undo put into a field, as leaving it, or Enter in a line, sets what is typed.
    pub(super) fn set(self, target: Option<EventTarget>) {
        let has_stepped = self.state.try_update_value(|state| state.has_stepped) == Some(true);
        if let Some(now) = typed_text(target.clone()).filter(|_| has_stepped && Self::has(target.clone())) {
            set_typed(target, &now, caret("", &now), "change");
        }
        self.settle();
    }

    /// Begins with a field, unless it is the one that the person came back to with the whole window.
    fn enter(self, target: Option<EventTarget>) {
        if self.state.with_value(|state| state.field != target) {
            self.state.set_value(State { field: target, ..State::default() });
        }
    }

    fn leave(self, target: Option<EventTarget>) {
        // Where the window is left the field keeps the focus in it.
        if !is_active(target.as_ref()) {
            self.set(target);
            self.state.set_value(State::default());
        }
    }

    fn settle(self) {
        self.state.update_value(|state| *state = State { field: state.field.take(), ..State::default() });
    }

    fn on_edit(self, ev: &InputEvent, step: impl Fn(Way)) {
        if !Self::has(ev.target()) {
            return;
        }
        let input_type = ev.input_type();
        // From the browser's own menu.
        let way = match input_type.as_str() {
            "historyUndo" => Way::Back,
            "historyRedo" => Way::Again,
            _ => {
                let before = typed_text(ev.target()).unwrap_or_default();
                let edit = Edit::of(&input_type, ev.data().as_deref());
                let replaces = has_selection(ev.target().as_ref());
                self.state.update_value(|state| state.typing.note(&before, edit, replaces));
                return;
            }
        };
        ev.prevent_default();
        if !self.step(ev.target(), way) {
            step(way);
        }
    }
}
