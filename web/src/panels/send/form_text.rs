//! What a form shows of a text that stands elsewhere: what somebody types over it, else what stands there.

use crate::panels::field::Typed;
use leptos::prelude::*;

/// The text of a form.
#[derive(Clone, Copy)]
pub(crate) struct FormText {
    typed: Typed<String>,
}

impl FormText {
    /// Begins with a text as it stands, and follows it but for what somebody types over it.
    pub(crate) fn over(written: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self { typed: Typed::over(move || Some(written())) }
    }

    /// Returns what the form shows.
    pub(crate) fn get(self) -> String {
        self.typed.get().or_else(|| self.typed.value()).unwrap_or_default()
    }

    /// Returns what the form shows, for who does not follow it.
    pub(crate) fn get_untracked(self) -> String {
        untrack(|| self.get())
    }

    /// Types a text; one that stands there already is none.
    pub(crate) fn set(self, text: String) {
        match untrack(|| self.typed.value()).is_some_and(|written| written == text) {
            true => self.typed.give_up(),
            false => self.typed.set(text),
        }
    }

    /// Types what becomes of the text that is shown.
    pub(crate) fn change(self, change: impl FnOnce(&str) -> String) {
        self.set(change(&self.get_untracked()));
    }

    /// Hands what is typed over to where the text stands. What `take` refuses stays in the form.
    pub(crate) fn hand_over(self, take: impl FnOnce(&str) -> bool) {
        if untrack(|| self.typed.get()).is_some_and(|text| take(&text)) {
            self.typed.give_up();
        }
    }
}
