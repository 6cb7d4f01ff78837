//! What a form shows of a text that stands elsewhere: what somebody types over it, else what stands there.

use editor::text::draft::Draft;
use leptos::prelude::*;

/// The text of a form.
#[derive(Clone, Copy)]
pub(crate) struct FormText {
    written: Memo<String>,
    typed: RwSignal<Option<Draft<String>>>,
}

impl FormText {
    /// Begins with a text as it stands, and follows it but for what somebody types over it.
    pub(crate) fn over(written: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self { written: Memo::new(move |_| written()), typed: RwSignal::new(None) }
    }

    /// Returns what somebody typed, as long as the text that it was typed over stands there.
    fn typed(self) -> Option<String> {
        self.written.with(|written| self.typed.with(|typed| typed.as_ref()?.over(written).cloned()))
    }

    /// Returns what the form shows.
    pub(crate) fn get(self) -> String {
        self.typed().unwrap_or_else(|| self.written.get())
    }

    /// Returns what the form shows, for who does not follow it.
    pub(crate) fn get_untracked(self) -> String {
        untrack(|| self.get())
    }

    /// Types a text; one that stands there already is none.
    pub(crate) fn set(self, text: String) {
        let written = self.written.get_untracked();
        self.typed.set((written != text).then(|| Draft::new(written, text)));
    }

    /// Types what becomes of the text that is shown.
    pub(crate) fn change(self, change: impl FnOnce(&str) -> String) {
        self.set(change(&self.get_untracked()));
    }

    /// Hands what is typed over to where the text stands. What `take` refuses stays in the form.
    pub(crate) fn hand_over(self, take: impl FnOnce(&str) -> bool) {
        if untrack(|| self.typed()).is_some_and(|text| take(&text)) {
            self.typed.set(None);
        }
    }
}
