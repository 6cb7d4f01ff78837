//! What stands at the edges of the canvas: what the document shows, and how to look at it.

use crate::panels::tool::Tool;
use crate::shell::desk::{Overlay, Side};
use crate::shell::{use_desk, use_slices};
use crate::widgets::icon::Icon;
use editor::actions;
use leptos::prelude::*;

/// What the document shows, in one sentence, until it is put away.
#[component]
pub(super) fn Caption() -> impl IntoView {
    let slices = use_slices();
    let desk = use_desk();
    // The first steps have the room while they are there.
    let guided = move || desk.guide.get() && slices.run.with(|run| run.has_traffic);
    let description = Memo::new(move |_| slices.run.with(|run| run.description.clone()));
    let dismissed = RwSignal::new(String::new());
    let shown = move || description.with(|text| !text.is_empty() && **text != *dismissed.read());
    view! {
        <Show when=shown>
            <div class="canvas__caption" data-guided=move || guided().to_string()>
                <p class="canvas__caption-text">{move || description.get().to_string()}</p>
                <button
                    class="canvas__caption-close"
                    type="button"
                    aria-label="Hide the description"
                    title="Hide the description"
                    on:click=move |_| dismissed.set(description.get_untracked().to_string())
                >
                    <Icon name="close" />
                </button>
            </div>
        </Show>
    }
}

/// How to look at it.
#[component]
pub(super) fn Tools() -> impl IntoView {
    let slices = use_slices();
    let desk = use_desk();
    let percent = move || format!("{:.0} %", slices.camera.get().zoom * 100.0);
    view! {
        <div class="canvas__tools" role="toolbar" aria-label="View">
            <Tool class="canvas__tool canvas__tool--zoom" action=&actions::ZOOM_OUT />
            <span class="canvas__percent">{percent}</span>
            <Tool class="canvas__tool canvas__tool--zoom" action=&actions::ZOOM_IN />
            <Tool class="canvas__tool" action=&actions::FIT />
            <Tool class="canvas__tool" action=&actions::TIDY />
            <Tool class="canvas__tool" action=&actions::FRAME pressed=desk.frame />
            <button
                class="canvas__tool canvas__tool--wide"
                type="button"
                title="What wires, shapes and rings mean"
                on:click=move |_| desk.overlay.set(Some(Overlay::Legend))
            >
                <Icon name="legend" />
                "Legend"
            </button>
        </div>
    }
}

/// What is being skipped or computed, and how the run ended. It stands where no card is fitted and no line is read.
#[component]
pub(super) fn Notes() -> impl IntoView {
    let slices = use_slices();
    let desk = use_desk();
    let skipping = Memo::new(move |_| slices.transport.with(|it| it.skipping.clone().filter(|_| it.playing)));
    let catching_up = Memo::new(move |_| slices.transport.with(|it| it.catching_up));
    let ended = Memo::new(move |_| slices.summary.with(|it| it.as_ref().map(|it| it.headline.clone())));
    view! {
        <div class="canvas__notes">
            {move || skipping.get().map(|what| view! {
                <p class="canvas__note"><Icon name="skip" />{what.to_string()}</p>
            })}
            {move || (skipping.get().is_none() && catching_up.get()).then(|| view! {
                <p class="canvas__note canvas__note--quiet">"Catching up…"</p>
            })}
            {move || ended.get().map(|headline| view! {
                <button
                    class="canvas__note canvas__note--quiet canvas__note--end"
                    type="button"
                    title="Show what became of all messages"
                    on:click=move |_| desk.open_side(Side::Run)
                >
                    <span>"The end of the run. "<strong>{headline.to_string()}</strong></span>
                </button>
            })}
        </div>
    }
}
