//! The wires as a list, for the keyboard and for who does not see the canvas. It shows itself when it has the focus.

use crate::shell::{use_dispatch, use_slices};
use editor::command::{Command, ViewCommand};
use editor::name_of;
use editor::scene::Tone;
use editor::view::WireView;
use leptos::prelude::*;
use std::sync::Arc;

/// All wires, each a button that selects it.
#[component]
pub(super) fn Outline() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let keys = Memo::new(move |_| {
        slices.graph.with(|graph| graph.wires.iter().map(|wire| wire.key.clone()).collect::<Vec<_>>())
    });
    // What a wire says can change while it stays the same wire.
    let words_of = move |key: Arc<str>| {
        Memo::new(move |_| {
            slices.graph.with(|graph| graph.wires.iter().find(|wire| wire.key == key).map(words).unwrap_or_default())
        })
    };
    view! {
        <nav class="canvas__outline" aria-label="Wires">
            <For
                each=move || keys.get()
                key=Clone::clone
                children=move |key| {
                    let words = words_of(key.clone());
                    let select = move |_| dispatch(Command::View(ViewCommand::SelectWire(Some(key.clone()))));
                    view! { <button class="canvas__outline-wire" type="button" title="Select this wire" on:click=select>{words}</button> }
                }
            />
        </nav>
    }
}

fn words(wire: &WireView) -> String {
    format!("{} to {}: {}{}", name_of(&wire.from), wire.to, wire.label, way_of(wire.tone))
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
