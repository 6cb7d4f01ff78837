//! What the page opens with, and what it listens to from then on.

use super::desk::Overlay;
use super::storage::records::{self, Record};
use super::storage::{Left, library, recovery};
use super::{Shell, crash, files, storage};
use editor::command::{Command, FileCommand, PlaybackCommand};
use gloo_timers::callback::Timeout;
use leptos::ev;
use leptos::prelude::*;

/// Opens this tab's document, or the link's, or the one that was worked on last, or the first template of the gallery.
pub(crate) fn open(shell: Shell) {
    shell.library().listen(shell);
    let fragment = storage::fragment();
    match storage::opened_before() {
        Some((record, left)) if record.fragment == fragment && record.deleted_ms.is_none() => {
            reopen(shell, &record, &left);
        }
        _ if !fragment.is_empty() => open_link(shell, &fragment),
        _ if records::list().is_empty() => begin(shell, Command::File(FileCommand::OpenGallery(0))),
        // The other tabs have been asked what they have open, and have this long to answer.
        _ => {
            Timeout::new(library::ANSWER_MS, move || open_last(shell)).forget();
        }
    }
}

/// Opens the document that was worked on last and that no other tab has open.
fn open_last(shell: Shell) {
    let elsewhere = shell.library().elsewhere.get_untracked();
    match records::list().into_iter().find(|record| !elsewhere.contains(&record.id)) {
        Some(record) => reopen(shell, &record, &Left::default()),
        None => begin(shell, Command::File(FileCommand::OpenGallery(0))),
    }
}

/// Opens a document again, unless that went wrong twice in a row.
fn reopen(shell: Shell, record: &Record, left: &Left) {
    let takes_version_before = recovery::takes_version_before();
    if takes_version_before {
        recovery::has_opened(&record.id);
    }
    if !recovery::may_open(&record.id) {
        shell.desk().overlay.set(Some(Overlay::Recovery(record.id.clone())));
        return;
    }
    if takes_version_before {
        open_version_before(shell, record);
    } else {
        let reopening = Command::File(FileCommand::Reopen(record.reopening(&left.steps, &left.place)));
        if left.place.is_empty() {
            begin(shell, reopening);
        } else {
            // Who was here before a reload finds everything as it was, time included.
            shell.dispatch(reopening);
            files::reveal_errors(shell);
        }
    }
    let id = record.id.clone();
    Timeout::new(recovery::ALIVE_MS, move || {
        if !crash::has_crashed() {
            recovery::has_opened(&id);
        }
    })
    .forget();
}

/// Opens a document as it was before its last step. The document itself is not read: it may be what broke the page.
pub(crate) fn open_version_before(shell: Shell, record: &Record) {
    let versions = records::versions_with(record);
    let version = versions.before(&record.text).map_or_else(|| record.text.clone(), |it| it.text.to_string());
    let before = Record { text: version, ..record.clone() };
    shell.library().reads(&record.id);
    begin(shell, Command::File(FileCommand::Reopen(before.reopening("", ""))));
    shell.desk().tell("This is the version before; the last one is among the earlier versions".into());
}

/// Opens something and plays it.
fn begin(shell: Shell, command: Command) {
    shell.dispatch(command);
    files::reveal_errors(shell);
    shell.dispatch(Command::Playback(PlaybackCommand::Play));
}

/// Listens to the window for as long as the page lives.
pub(crate) fn listen(shell: Shell) {
    let handles = [
        window_event_listener(ev::hashchange, move |_| {
            open_link(shell, &storage::fragment());
        }),
        window_event_listener_untyped("pagehide", move |_| leave(shell)),
        window_event_listener_untyped("pageshow", move |ev| {
            if super::elements::is_shown_again(&ev) {
                storage::forget_place();
                shell.library().reclaim(shell);
            }
        }),
        window_event_listener_untyped("storage", move |_| shell.library().changes.update(|count| *count += 1)),
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

/// Leaves the page in order: what was open did open, unless the program broke.
fn leave(shell: Shell) {
    if !crash::has_crashed() {
        recovery::has_opened(&shell.library().current.get_untracked());
        shell.library().release(shell);
        storage::leave_place(&shell.ask(editor::Editor::packed_place));
        shell.desk().leave();
    }
}

/// Returns a link to this page with a document in its fragment.
pub(super) fn link_to(fragment: &str) -> String {
    let address = window().location().href().unwrap_or_default();
    let page = address.split('#').next().unwrap_or_default();
    format!("{page}#{fragment}")
}

fn open_link(shell: Shell, fragment: &str) {
    if !fragment.is_empty() {
        begin(shell, Command::File(FileCommand::OpenLink(fragment.into())));
    }
}
