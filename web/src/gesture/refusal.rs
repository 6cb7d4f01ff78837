//! Why a wire was refused: said where the hand let go of it, until the hand or a command turns to something else.

use super::Gestures;
use crate::shell::elements;
use crate::shell::slices::Slices;
use editor::Selection;
use editor::view::RefusalView;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::EventTarget;

/// So long it is said why a wire was refused [ms]: enough to read the rule and its source twice.
const REFUSAL_MS: u32 = 15_000;
/// The words of that, which can be marked and copied while they stand.
const REFUSAL: &str = ".canvas__refusal";

/// Why a wire was refused, and where on the canvas to say so [CSS px].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    /// Where the pointer was.
    pub(crate) at: (f64, f64),
    /// The rule and the way around it.
    pub(crate) view: RefusalView,
}

/// A refusal, and what was there when it came: whether time plays, the text, the selection.
#[derive(Clone, PartialEq)]
struct Said {
    refusal: Refusal,
    at: (bool, Arc<str>, Arc<Selection>),
    /// Whether a command has turned to something else since.
    rests: bool,
}

/// The last refusal.
#[derive(Clone, Copy)]
pub(super) struct Refused {
    last: RwSignal<Option<Refusal>>,
    said: Memo<Option<Said>>,
    /// Takes it away after a while.
    end: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Refused {
    /// Begins with none, and follows what commands change.
    pub(super) fn new(slices: Slices) -> Self {
        let last = RwSignal::new(None::<Refusal>);
        let now =
            move || (slices.transport.with(|transport| transport.playing), slices.text.get(), slices.selection.get());
        // It is said of what was there when it came, and does not come back with it.
        let said = Memo::new(move |before: Option<&Option<Said>>| {
            let (refusal, now) = (last.get()?, now());
            match before.cloned().flatten().filter(|said| said.refusal == refusal) {
                Some(said) => Some(Said { rests: said.rests || said.at != now, ..said }),
                None => Some(Said { refusal, at: now, rests: false }),
            }
        });
        Self { last, said, end: StoredValue::new_local(None) }
    }

    fn shown(self) -> Option<Refusal> {
        self.said.get().filter(|said| !said.rests).map(|said| said.refusal)
    }

    /// Says it no longer. Returns whether it was said.
    pub(super) fn rest(self) -> bool {
        let was_shown = untrack(|| self.shown()).is_some();
        if self.last.with_untracked(Option::is_some) {
            self.last.set(None);
        }
        was_shown
    }
}

impl Gestures {
    /// Returns the refusal that is said.
    pub(crate) fn refusal(self) -> Option<Refusal> {
        self.refused.shown()
    }

    /// Says for a while why a wire is refused.
    pub(super) fn refuse(self, refusal: Refusal) {
        let Refused { last, end, .. } = self.refused;
        last.set(Some(refusal));
        let rest = Timeout::new(REFUSAL_MS, move || {
            last.try_set(None);
        });
        // Dropping the one before cancels it, so that another refusal gets its whole time.
        end.set_value(Some(rest));
    }

    /// Lets what was refused rest, once a hand turns to something else, wherever that is.
    pub(crate) fn rest_refusal(self, target: Option<EventTarget>) {
        if !elements::is_inside(target, REFUSAL) {
            self.refused.rest();
        }
    }
}
