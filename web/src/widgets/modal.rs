//! What everything has in common that lies over the page: it is a `<dialog>` of the browser's, which keeps the keyboard
//! inside and closes on Escape, and a click beside it closes it, too.
//!
//! It gives the focus back by the page's own rule, which its `data-focus` asks for.

use crate::shell::elements;
use leptos::ev::{MouseEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;

/// A dialog from its opening on.
#[derive(Clone, Copy)]
pub(super) struct Modal {
    /// The dialog.
    pub(super) element: NodeRef<html::Dialog>,
    /// Whether the pointer went down beside what it shows.
    began_beside: StoredValue<bool>,
}

impl Modal {
    pub(super) fn open() -> Self {
        let element = NodeRef::<html::Dialog>::new();
        element.on_load(|dialog| elements::show_modal(&dialog));
        Self { element, began_beside: StoredValue::new(false) }
    }

    /// A pointer goes down.
    pub(super) fn press(self, ev: &PointerEvent) {
        self.began_beside.set_value(elements::is_own(ev));
    }

    /// Tells whether a click is meant to close it. One on the element itself is beside what it shows, which fills it; but
    /// not where it ends a drag that began inside, as of text that is being selected.
    pub(super) fn is_beside(self, ev: &MouseEvent) -> bool {
        elements::is_own(ev) && self.began_beside.get_value()
    }
}
