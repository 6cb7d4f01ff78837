//! What the run is set to, and a ready send for every way in.

mod settings;

use crate::panels::deeds::Deeds;
use crate::panels::send::Send;
use crate::shell::{elements, use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use editor::actions;
use editor::command::{Command, PlaybackCommand};
use leptos::prelude::*;
use settings::Settings;
use std::sync::Arc;

/// The panel.
#[component]
pub(crate) fn RunPanel() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let title = Memo::new(move |_| slices.run.with(|run| run.title.clone()));
    let description = Memo::new(move |_| slices.run.with(|run| run.description.clone()));
    let deeds = Memo::new(move |_| slices.run.with(|run| run.deeds.clone()));
    view! {
        <div class="run-panel">
            <h2 class="run-panel__title">{move || title.get().to_string()}</h2>
            <p class="run-panel__description">{move || description.get().to_string()}</p>
            <EntryPoints />
            <Deeds deeds names=true />
            <Settings />
            <button
                class="run-panel__again"
                type="button"
                title=actions::RUN_AGAIN.hint(elements::keyboard())
                on:click=move |_| dispatch(Command::Playback(PlaybackCommand::Restart))
            >
                <Icon name="restart" />
                "Run again"
            </button>
        </div>
    }
}

/// What can be sent by hand: first of all where nothing sends by itself.
#[component]
fn EntryPoints() -> impl IntoView {
    let slices = use_slices();
    let points = Memo::new(move |_| slices.run.with(|run| run.entry_points.clone()));
    let quiet = Memo::new(move |_| slices.run.with(|run| !run.has_traffic && !run.entry_points.is_empty()));
    view! {
        <Show when=move || quiet.get()>
            <p class="run-panel__quiet">"This template has no traffic of its own: send something"</p>
        </Show>
        <Show when=move || !points.get().is_empty()>
            <section class="run-panel__section" aria-label="Send something">
                <For
                    each=move || points.get()
                    key=|(id, action)| (id.clone(), action.name.clone())
                    children=|(id, action)| view! {
                        <h3 class="run-panel__entry">{id.to_string()}</h3>
                        <Send id=Arc::clone(&id) action />
                    }
                />
            </section>
        </Show>
    }
}
