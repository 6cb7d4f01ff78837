//! Templates to begin with, and the way to one's own documents.

use crate::shell::desk::Overlay;
use crate::shell::{use_desk, use_dispatch};
use crate::widgets::dialog::Dialog;
use crate::widgets::icon::Icon;
use crate::widgets::thumbnail::Thumbnail;
use editor::command::{Command, FileCommand, PlaybackCommand};
use editor::view::thumbnail;
use leptos::prelude::*;

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
        let on_open = move || open(Command::File(FileCommand::OpenGallery(index)));
        view! { <Entry title=entry.title text=entry.description template=entry.text on_open /> }
    });
    view! {
        <Dialog title="Gallery" wide=true on_close=close>
            <button
                class="gallery__documents"
                type="button"
                title="What you built or changed in this browser"
                on:click=move |_| desk.overlay.set(Some(Overlay::Documents))
            >
                <Icon name="documents" />
                "Your documents…"
            </button>
            <ul class="gallery">{entries.collect_view()}</ul>
        </Dialog>
    }
}

#[component]
fn Entry(
    title: &'static str,
    text: &'static str,
    template: &'static str,
    on_open: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <li>
            <button class="gallery__entry" type="button" title="Open this template and play it" on:click=move |_| on_open()>
                <Thumbnail picture=thumbnail::of_text(template) />
                <span class="gallery__title">{title}</span>
                <span class="gallery__text">{text}</span>
            </button>
        </li>
    }
}
