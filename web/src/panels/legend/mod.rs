//! What wires, shapes and rings mean, in words.

use crate::shell::use_desk;
use crate::widgets::dialog::Dialog;
use crate::widgets::mark::Mark;
use editor::scene::{Shape, Tone};
use leptos::prelude::*;

const WIRES: [(&str, &str, &str); 5] = [
    ("sync", "Synchronous", "The caller waits, and the answer travels back on the wire"),
    ("async", "Asynchronous", "The event is queued at the function's door; the sender goes on at once"),
    ("polled", "Polled", "An event source mapping pulls batches; it sits on the wire as a chip"),
    ("error", "When it goes wrong", "Dead letters, redrive, the destination on failure"),
    ("quiet", "Anything else", "What no invocation goes along"),
];

const SHAPES: [(Tone, Shape, &str, &str); 6] = [
    (Tone::Async, Shape::Circle, "On its way", "In the colour of how it was invoked"),
    (Tone::Success, Shape::Circle, "Success", "Done, or delivered"),
    (Tone::Error, Shape::Star, "Error or time-out", "The function failed, or took too long"),
    (Tone::Throttled, Shape::Triangle, "Throttled", "No environment was free within the limits"),
    (Tone::Dead, Shape::Square, "Dead letter", "Given up, and kept aside"),
    (Tone::Duplicate, Shape::Diamond, "Once more", "The same message again: a retry, or a second delivery"),
];

const SLOTS: [(&str, &str, &str); 8] = [
    ("hatched", "Hatched slot", "An environment that is being initialised: a cold start"),
    ("filled", "Filled slot", "A busy environment, filled as far as its run has come; it runs one request at a time"),
    ("outlined", "Outlined slot", "A warm environment that waits for the next request"),
    ("gone", "Fading slot", "An environment that AWS has just taken away"),
    (
        "bar",
        "Bar",
        "How much of a limit is used: concurrency, or the batches that may run at once; full, it turns amber",
    ),
    ("row", "Row of dots", "Messages that lie there: visible, in flight, delayed, waiting for a retry"),
    ("ring", "Ring", "Time that runs out: visibility, a retry, a delay, a batch window"),
    ("shelf", "Shelf", "A cached answer: green while it is fresh, grey when it is stale"),
];

/// The dialog.
#[component]
pub(crate) fn Legend() -> impl IntoView {
    let desk = use_desk();
    let wire = |(tone, name, text): (&'static str, &'static str, &'static str)| {
        view! {
            <li class="legend__row">
                <svg class="legend__wire" data-tone=tone viewBox="0 0 48 12" aria-hidden="true">
                    <path d="M1 6H38"></path>
                    <path class="legend__arrow" d="M46 6 37 1.500v9z"></path>
                </svg>
                <Words name text />
            </li>
        }
    };
    let shape = |(tone, shape, name, text): (Tone, Shape, &'static str, &'static str)| {
        view! { <li class="legend__row"><span class="legend__mark"><Mark tone shape /></span><Words name text /></li> }
    };
    let slot = |(kind, name, text): (&'static str, &'static str, &'static str)| {
        view! { <li class="legend__row"><span class="legend__slot" data-kind=kind></span><Words name text /></li> }
    };
    view! {
        <Dialog title="Legend" reading=true on_close=move || desk.overlay.set(None)>
            <h3 class="legend__subtitle">"Wires: how a function is invoked"</h3>
            <ul class="legend">{WIRES.map(wire).into_iter().collect_view()}</ul>
            <h3 class="legend__subtitle">"Shapes: how it ended"</h3>
            <ul class="legend">{SHAPES.map(shape).into_iter().collect_view()}</ul>
            <h3 class="legend__subtitle">"Inside the cards"</h3>
            <ul class="legend">{SLOTS.map(slot).into_iter().collect_view()}</ul>
            <p class="legend__note">"A crowd on a wire is drawn as one stream with its count. Cards with a dashed edge are kept, but not simulated."</p>
        </Dialog>
    }
}

#[component]
fn Words(name: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <span class="legend__words">
            <strong>{name}</strong>
            <span class="legend__text">{text}</span>
        </span>
    }
}
