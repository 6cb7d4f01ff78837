//! What is typed and not set yet, with what would be wrong with it.

use crate::widgets::ids;
use editor::text::draft::Draft;
use editor::view::NoticeView;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use std::borrow::Borrow;

/// How long a person pauses in typing before what is typed is checked [ms].
const PAUSE_MS: u32 = 180;

/// What is typed over a value of the document.
pub(crate) struct Typed<V: 'static, T: 'static = String> {
    /// Tells its control from all others of the page.
    number: u32,
    draft: RwSignal<Option<Draft<V, T>>>,
    told: RwSignal<Vec<NoticeView>>,
    pause: StoredValue<Option<Timeout>, LocalStorage>,
}

impl<V, T> Clone for Typed<V, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V, T> Copy for Typed<V, T> {}

impl<V: Send + Sync, T: Clone + Send + Sync> Typed<V, T> {
    pub(crate) fn new() -> Self {
        Self {
            number: ids::number(),
            draft: RwSignal::new(None),
            told: RwSignal::new(Vec::new()),
            pause: StoredValue::new_local(None),
        }
    }

    /// Names an element beside its control, by what that is.
    pub(crate) fn id(self, what: &str) -> String {
        format!("typed-{}-{what}", self.number)
    }

    /// Returns what is typed, as long as the value that it was typed over stands there.
    pub(crate) fn over<Q>(self, value: &Q) -> Option<T>
    where
        V: Borrow<Q>,
        Q: PartialEq + ?Sized,
    {
        self.draft.with(|it| it.as_ref()?.over(value).cloned())
    }

    /// Returns what would be wrong with what is typed over a value.
    pub(crate) fn told<Q>(self, value: &Q) -> Vec<NoticeView>
    where
        V: Borrow<Q>,
        Q: PartialEq + ?Sized,
    {
        if self.over(value).is_some() { self.told.get() } else { Vec::new() }
    }

    /// Goes on typing over a value, and checks it once the person pauses.
    pub(crate) fn type_over(self, value: V, typed: T, check: impl FnOnce() -> Option<Vec<NoticeView>> + 'static) {
        self.draft.set(Some(Draft::new(value, typed)));
        let told = self.told;
        let check = Timeout::new(PAUSE_MS, move || {
            if let Some(notices) = check() {
                told.try_set(notices);
            }
        });
        // Dropping the one before cancels it.
        self.pause.set_value(Some(check));
    }

    /// Keeps what cannot be set where it is typed, with the reason.
    pub(crate) fn keep(self, value: V, typed: T, reason: NoticeView) {
        self.pause.set_value(None);
        self.draft.set(Some(Draft::new(value, typed)));
        self.told.set(vec![reason]);
    }

    /// Gives up what is typed.
    pub(crate) fn give_up(self) {
        self.pause.set_value(None);
        self.told.set(Vec::new());
        self.draft.set(None);
    }

    /// Escape gives up what is typed over a value, and nothing else on the page hears of it.
    pub(crate) fn on_key<Q>(self, ev: &web_sys::KeyboardEvent, value: &Q)
    where
        V: Borrow<Q>,
        Q: PartialEq + ?Sized,
    {
        if ev.key() == "Escape" && untrack(|| self.over(value)).is_some() {
            ev.stop_propagation();
            self.give_up();
        }
    }
}
