//! The wires as a list, for the keyboard and for who does not see the canvas. It shows itself when it has the focus.

use crate::shell::{use_dispatch, use_slices};
use editor::command::{Command, ViewCommand};
use editor::scene::Tone;
use leptos::prelude::*;

/// All wires, each a button that selects it.
#[component]
pub(super) fn Outline() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let wires = move || slices.graph.get().wires.clone();
    view! {
        <nav class="canvas__outline" aria-label="Wires">
            <For
                each=wires
                key=|wire| wire.key.clone()
                children=move |wire| {
                    let key = wire.key.clone();
                    let text = format!("{} to {}: {}{}", wire.from.trim_start_matches('~'), wire.to, wire.label, way_of(wire.tone));
                    let select = move |_| dispatch(Command::View(ViewCommand::SelectWire(Some(key.clone()))));
                    view! { <button class="canvas__outline-wire" type="button" title="Select this wire" on:click=select>{text}</button> }
                }
            />
        </nav>
    }
}

/// Says in words how a wire invokes, which the canvas says by its colour and its dashes.
fn way_of(tone: Tone) -> &'static str {
    match tone {
        Tone::Sync => ", synchronous",
        Tone::Async => ", asynchronous",
        Tone::Polled => ", polled",
        Tone::Error => ", for failures",
        _ => "",
    }
}
