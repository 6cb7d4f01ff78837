//! What the page opens with, and what it listens to from then on.

use super::{Shell, crash, files, storage};
use editor::command::{Command, FileCommand, PlaybackCommand};
use leptos::ev;
use leptos::prelude::*;

/// Opens this tab's work, or the link's document, or the first template of the gallery; the latter two play.
pub(crate) fn open(shell: Shell) {
    let earlier = storage::claim();
    let fragment = storage::fragment();
    match earlier {
        Some(work) if work.fragment == fragment => shell.dispatch(work.reopening()),
        _ if !fragment.is_empty() => open_link(shell, &fragment),
        _ => shell.dispatch(Command::File(FileCommand::OpenGallery(0))),
    }
    files::reveal_errors(shell);
    shell.dispatch(Command::Playback(PlaybackCommand::Play));
}

/// Listens to the window for as long as the page lives.
pub(crate) fn listen(shell: Shell) {
    let handles = [
        window_event_listener(ev::hashchange, move |_| {
            open_link(shell, &storage::fragment());
            files::reveal_errors(shell);
        }),
        window_event_listener_untyped("pagehide", |_| storage::release()),
        window_event_listener_untyped("pageshow", |_| storage::reclaim()),
        window_event_listener(ev::visibilitychange, move |_| shell.wake()),
        window_event_listener(ev::dragover, |ev| ev.prevent_default()),
        window_event_listener(ev::drop, move |ev| {
            ev.prevent_default();
            if let Some(data) = ev.data_transfer() {
                files::open_dropped(shell, &data);
            }
        }),
        window_event_listener(ev::paste, move |ev| {
            let editable = super::elements::is_inside(ev.target(), "input, textarea, select");
            if let Some(data) = ev.clipboard_data().filter(|_| !editable && !crash::has_crashed())
                && files::open_pasted(shell, &data)
            {
                ev.prevent_default();
            }
        }),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
}

/// Returns a link to this page with a document in its fragment.
pub(super) fn link_to(fragment: &str) -> String {
    let address = window().location().href().unwrap_or_default();
    let page = address.split('#').next().unwrap_or_default();
    format!("{page}#{fragment}")
}

fn open_link(shell: Shell, fragment: &str) {
    if !fragment.is_empty() {
        shell.dispatch(Command::File(FileCommand::OpenLink(fragment.into())));
    }
}
