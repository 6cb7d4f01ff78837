//! Templates to begin with, and what was worked on before.

use crate::shell::storage::{self, Work};
use crate::shell::{use_desk, use_dispatch};
use crate::widgets::dialog::Dialog;
use editor::command::{Command, FileCommand, PlaybackCommand};
use leptos::prelude::*;

/// How many earlier documents are offered.
const EARLIER_MAX: usize = 6;

/// The dialog.
#[component]
pub(crate) fn Gallery() -> impl IntoView {
    let desk = use_desk();
    let dispatch = use_dispatch();
    let close = move || desk.overlay.set(None);
    let open = move |command: Command| {
        close();
        dispatch(command);
        dispatch(Command::Playback(PlaybackCommand::Play));
    };
    let entries = editor::gallery::entries().into_iter().enumerate().map(move |(index, entry)| {
        view! {
            <Entry
                title=entry.title
                text=entry.description
                on_open=move || open(Command::File(FileCommand::OpenGallery(index)))
            />
        }
    });
    let earlier: Vec<Work> = storage::earlier_work().into_iter().take(EARLIER_MAX).collect();
    let some_earlier = !earlier.is_empty();
    let earlier = earlier.into_iter().map(move |work| {
        let reopening = work.reopening();
        let on_open = move || open(reopening.clone());
        view! { <Entry title=work.title text=storage::date_of(work.saved_ms) on_open /> }
    });
    view! {
        <Dialog title="Gallery" wide=true on_close=close>
            <ul class="gallery">{entries.collect_view()}</ul>
            {some_earlier.then(|| view! {
                <h3 class="gallery__subtitle">"Your earlier work in this browser"</h3>
                <ul class="gallery">{earlier.collect_view()}</ul>
            })}
        </Dialog>
    }
}

#[component]
fn Entry(#[prop(into)] title: String, #[prop(into)] text: String, on_open: impl Fn() + 'static) -> impl IntoView {
    view! {
        <li>
            <button class="gallery__entry" type="button" on:click=move |_| on_open()>
                <span class="gallery__title">{title}</span>
                <span class="gallery__text">{text}</span>
            </button>
        </li>
    }
}
