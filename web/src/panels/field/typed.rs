//! What is typed and not set yet, with what would be wrong with it.

use crate::widgets::ids;
use editor::text::draft::Draft;
use editor::view::NoticeView;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

/// How long a person pauses in typing before what is typed is checked [ms].
const PAUSE_MS: u32 = 180;

/// What is typed over a value of the document.
pub(crate) struct Typed<V: Send + Sync + 'static, T: 'static = String> {
    /// Tells its control from all others of the page.
    number: u32,
    /// The value as it stands, nothing while there is none, and the how manieth it is: one that comes back, as by an undo,
    /// is another one, over which nobody has typed.
    value: Memo<(u32, Option<V>)>,
    draft: RwSignal<Option<Draft<u32, T>>>,
    told: RwSignal<Vec<NoticeView>>,
    pause: StoredValue<Option<Timeout>, LocalStorage>,
}

impl<V: Send + Sync, T> Clone for Typed<V, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Send + Sync, T> Copy for Typed<V, T> {}

impl<V: Clone + PartialEq + Send + Sync, T: Clone + Send + Sync> Typed<V, T> {
    /// Begins with nothing typed over a value, and follows that.
    pub(crate) fn over(value: impl Fn() -> Option<V> + Send + Sync + 'static) -> Self {
        let count = move |before: Option<&(u32, Option<V>)>| {
            let now = value();
            match before {
                Some((turn, old)) => (turn.wrapping_add(u32::from(*old != now)), now),
                None => (0, now),
            }
        };
        Self {
            number: ids::number(),
            value: Memo::new(count),
            draft: RwSignal::new(None),
            told: RwSignal::new(Vec::new()),
            pause: StoredValue::new_local(None),
        }
    }

    /// Names an element beside its control, by what that is.
    pub(crate) fn id(self, what: &str) -> String {
        format!("typed-{}-{what}", self.number)
    }

    /// Returns the value as it stands.
    pub(crate) fn value(self) -> Option<V> {
        self.value.with(|(_, value)| value.clone())
    }

    /// Returns what is typed, as long as the value that it was typed over stands there.
    pub(crate) fn get(self) -> Option<T> {
        self.value.with(|(turn, _)| self.draft.with(|draft| draft.as_ref()?.over(turn).cloned()))
    }

    /// Returns what would be wrong with what is typed.
    pub(crate) fn told(self) -> Vec<NoticeView> {
        if self.get().is_some() { self.told.get() } else { Vec::new() }
    }

    /// Goes on typing.
    pub(crate) fn set(self, typed: T) {
        let (turn, is_there) = self.value.with_untracked(|(turn, value)| (*turn, value.is_some()));
        self.draft.set(is_there.then(|| Draft::new(turn, typed)));
    }

    /// Goes on typing, and checks what is typed once the person pauses.
    pub(crate) fn set_and_check(self, typed: T, check: impl FnOnce() -> Option<Vec<NoticeView>> + 'static) {
        self.set(typed);
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
    pub(crate) fn keep(self, typed: T, reason: NoticeView) {
        self.pause.set_value(None);
        self.set(typed);
        self.told.set(vec![reason]);
    }

    /// Gives up what is typed.
    pub(crate) fn give_up(self) {
        self.pause.set_value(None);
        self.told.set(Vec::new());
        self.draft.set(None);
    }

    /// Escape gives up what is typed, and nothing else on the page hears of it.
    pub(crate) fn on_key(self, ev: &web_sys::KeyboardEvent) {
        if ev.key() == "Escape" && untrack(|| self.get()).is_some() {
            ev.stop_propagation();
            self.give_up();
        }
    }
}
