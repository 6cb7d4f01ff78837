//! What a control does, for who comes to it by keyboard: the browser shows a title to a resting mouse alone.

use crate::shell::elements::{self, Hint};
use gloo_timers::callback::Timeout;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// The focus rests on a control for so long before its hint comes [ms].
const REST_MS: u32 = 700;

/// The hint of whatever has the focus. Any key and any pointer takes it away.
#[component]
pub(crate) fn Tip() -> impl IntoView {
    let hint = RwSignal::new(None::<Hint>);
    let rest = StoredValue::new_local(None::<Timeout>);
    let element = NodeRef::<html::Div>::new();
    let leave = move || {
        rest.set_value(None);
        if hint.with_untracked(Option::is_some) {
            hint.set(None);
        }
    };
    // Where a click, or Enter on what went away by it, puts the focus, nobody went to look what is there.
    let goes = StoredValue::new(false);
    let come = move || {
        leave();
        if !goes.get_value() {
            return;
        }
        // Dropping the one before cancels it.
        rest.set_value(Some(Timeout::new(REST_MS, move || {
            hint.try_set(elements::hint_of_focus());
        })));
    };
    let handles = [
        window_event_listener(ev::focusin, move |_| come()),
        window_event_listener(ev::focusout, move |_| leave()),
        window_event_listener(ev::keydown, move |ev| {
            goes.set_value(!matches!(ev.key().as_str(), "Enter" | " "));
            leave();
        }),
        window_event_listener(ev::pointerdown, move |_| {
            goes.set_value(false);
            leave();
        }),
        window_event_listener(ev::wheel, move |_| leave()),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            elements::show_over_all(&element, hint.with(Option::is_some));
        }
    });
    let words = move || hint.with(|hint| hint.as_ref().map(|it| it.words.clone()));
    let part = move |part: fn(&Hint) -> f64| hint.with(|hint| format!("{}px", hint.as_ref().map_or(0.0, part)));
    view! {
        // A screen reader reads the title itself.
        <div
            class="tip"
            popover="manual"
            aria-hidden="true"
            data-place=move || if hint.with(|hint| hint.as_ref().is_some_and(|it| it.above)) { "above" } else { "below" }
            style:--tip-x=move || part(|it| it.place.0)
            style:--tip-y=move || part(|it| it.place.1)
            node_ref=element
        >
            {words}
        </div>
    }
}
