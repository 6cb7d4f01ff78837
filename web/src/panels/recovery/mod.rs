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
    let stopped = move |_| {
        close();
        dispatch(Command::File(FileCommand::Reopen(record.with_value(|record| record.reopening("")))));
        dispatch(Command::Playback(PlaybackCommand::Pause));
    };
    let before = move |_| {
        close();
        record.with_value(|record| start::open_version_before(shell, record));
    };
    let other = move |_| {
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
                <li>
                    <button class="recovery__choice" type="button" title="Look at it and mend it; it plays only when you press play" on:click=stopped>
                        <Icon name="pause" />
                        <span>"Open it without playing"</span>
                    </button>
                </li>
                {has_before.then(|| view! {
                    <li>
                        <button class="recovery__choice" type="button" title="The last one stays among the earlier versions" on:click=before>
                            <Icon name="versions" />
                            <span>"Open the version before"</span>
                        </button>
                    </li>
                })}
                <li>
                    <button class="recovery__choice" type="button" title="The template's text, as it is" on:click=move |_| record.with_value(files::save_record)>
                        <Icon name="save" />
                        <span>"Save it as a file"</span>
                    </button>
                </li>
                <li>
                    <button class="recovery__choice" type="button" title="It stays among your documents" on:click=other>
                        <Icon name="gallery" />
                        <span>"Begin with something else"</span>
                    </button>
                </li>
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
