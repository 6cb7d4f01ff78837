//! What a form shows of a text that stands elsewhere: what somebody types over it, else what stands there.

use leptos::prelude::*;

/// The text of a form.
#[derive(Clone, Copy)]
pub(crate) struct Draft {
    written: Memo<String>,
    typed: RwSignal<Option<String>>,
}

impl Draft {
    /// Begins with a text as it stands, and follows it until somebody types.
    pub(crate) fn over(written: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self { written: Memo::new(move |_| written()), typed: RwSignal::new(None) }
    }

    /// Returns what the form shows.
    pub(crate) fn get(self) -> String {
        self.typed.get().unwrap_or_else(|| self.written.get())
    }

    /// Returns what the form shows, for who does not follow it.
    pub(crate) fn get_untracked(self) -> String {
        self.typed.get_untracked().unwrap_or_else(|| self.written.get_untracked())
    }

    /// Types a text; one that stands there already is none.
    pub(crate) fn set(self, text: String) {
        let is_new = self.written.with_untracked(|written| *written != text);
        self.typed.set(is_new.then_some(text));
    }

    /// Types what becomes of the text that is shown.
    pub(crate) fn change(self, change: impl FnOnce(&str) -> String) {
        self.set(change(&self.get_untracked()));
    }

    /// Hands what is typed over to where the text stands. Where it is not taken, it stays in the form.
    pub(crate) fn hand_over(self, take: impl FnOnce(&str)) {
        let Some(text) = self.typed.get_untracked() else { return };
        let before = self.written.get_untracked();
        take(&text);
        if self.written.get_untracked() != before {
            self.typed.set(None);
        }
    }
}
