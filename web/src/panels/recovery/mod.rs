//! What to do with a document that stopped the page twice.

use crate::shell::storage::{records, recovery};
use crate::shell::{files, start, use_desk, use_dispatch, use_shell};
use crate::widgets::dialog::Dialog;
use crate::widgets::icon::Icon;
use editor::command::{Command, FileCommand, PlaybackCommand};
use leptos::prelude::*;

/// The dialog, about the document of that id.
#[component]
pub(crate) fn Recovery(id: String) -> impl IntoView {
    let desk = use_desk();
    let shell = use_shell();
    let dispatch = use_dispatch();
    let close = move || desk.overlay.set(None);
    // A document that is gone has nothing to be told about.
    let record = StoredValue::new_local(records::read(&id).unwrap_or_default());
    let title = record.with_value(|record| record.title.clone());
    let stopped = move || {
        close();
        dispatch(Command::File(FileCommand::Reopen(record.with_value(|record| record.reopening("", "")))));
        dispatch(Command::Playback(PlaybackCommand::Pause));
    };
    let before = move || {
        close();
        record.with_value(|record| start::open_version_before(shell, record));
    };
    let other = move || {
        close();
        dispatch(Command::File(FileCommand::OpenGallery(0)));
    };
    let has_before = record.with_value(|record| records::versions(&record.id).before(&record.text).is_some());
    view! {
        <Dialog title="This document was not opened" on_close=close>
            <p>
                "The page stopped twice while it opened "<strong>{title}</strong>
                ". That is a mistake of ours. Nothing is lost: choose how to go on."
            </p>
            <ul class="recovery">
                <Choice icon="pause" words="Open it without playing" hint="Look at it and mend it; it plays only when you press play" on_choose=stopped />
                {has_before.then(|| view! {
                    <Choice icon="versions" words="Open the version before" hint="The last one stays among the earlier versions" on_choose=before />
                })}
                <Choice icon="save" words="Save it as a file" hint="The template's text, as it is" on_choose=move || record.with_value(files::save_record) />
                <Choice icon="gallery" words="Begin with something else" hint="It stays among your documents" on_choose=other />
            </ul>
            {recovery::last_crash().map(|text| view! {
                <details class="recovery__details">
                    <summary title="The text of the mistake, for a report">"What the program said"</summary>
                    <pre class="recovery__text" tabindex="0" role="region" aria-label="What the program said">{text}</pre>
                </details>
            })}
        </Dialog>
    }
}

/// A way to go on.
#[component]
fn Choice(
    icon: &'static str,
    words: &'static str,
    /// What comes of it.
    hint: &'static str,
    on_choose: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <li>
            <button class="recovery__choice" type="button" title=hint on:click=move |_| on_choose()>
                <Icon name=icon />
                <span>{words}</span>
            </button>
        </li>
    }
}
