//! The documents of the library: opened, named, copied, deleted and brought back.

mod entry;

use crate::shell::desk::Overlay;
use crate::shell::storage::library::Unwritten;
use crate::shell::storage::records::Record;
use crate::shell::{use_desk, use_dispatch, use_shell};
use crate::widgets::dialog::Dialog;
use crate::widgets::icon::Icon;
use editor::command::{Command, FileCommand};
use entry::Entry;
use leptos::prelude::*;

/// The dialog.
#[component]
pub(crate) fn Documents() -> impl IntoView {
    let desk = use_desk();
    let dispatch = use_dispatch();
    let library = use_shell().library();
    let close = move || desk.overlay.set(None);
    library.ask_around();
    let list = Memo::new(move |_| library.list());
    let outcome = Outcome::new();
    let fresh = move |_| {
        close();
        dispatch(Command::File(FileCommand::New));
    };
    view! {
        <Dialog title="Your documents" wide=true on_close=close>
            <p class="documents__intro">
                "They are kept in this browser, and nowhere else. To hand one on or to be safe, save it as a file."
            </p>
            <Show when=move || library.is_unkept()>
                <p class="documents__refused" role="alert">
                    <Icon name="warning" />
                    "The browser's storage is full or closed: your last changes are not kept. Save the template as a file."
                </p>
            </Show>
            <div role="alert">
                {move || outcome.failed.get().map(|why| view! {
                    <p class="documents__refused"><Icon name="warning" />{why.words()}</p>
                })}
            </div>
            <div class="documents__row">
                <button class="documents__button" type="button" title="Begin with an empty template; this one stays here" on:click=fresh>
                    <Icon name="new" />
                    "New document"
                </button>
                <button
                    class="documents__button"
                    type="button"
                    title="The open document as it was before, to look at and to go back to"
                    on:click=move |_| desk.overlay.set(Some(Overlay::Versions))
                >
                    <Icon name="versions" />
                    "Earlier versions…"
                </button>
            </div>
            <div role="status">
                {move || outcome.gone.get().map(|record| view! { <Deleted record outcome /> })}
            </div>
            <ul class="documents" aria-label="Documents">
                <For
                    each=move || list.get()
                    key=|record| (record.id.clone(), record.text.len(), record.title.clone(), record.saved_ms.to_bits())
                    children=move |record| view! { <Entry record outcome /> }
                />
            </ul>
            <Show when=move || !list.with(|list| list.iter().any(Record::is_own))>
                <p class="documents__none">"Nothing of yours yet: what you build or change is kept here by itself"</p>
            </Show>
            <Trash outcome />
        </Dialog>
    }
}

/// What came of the last thing that a person asked for.
#[derive(Clone, Copy)]
struct Outcome {
    /// What was deleted, so that it can be had back.
    gone: RwSignal<Option<Record>>,
    /// Why it was not done.
    failed: RwSignal<Option<Unwritten>>,
}

impl Outcome {
    fn new() -> Self {
        Self { gone: RwSignal::new(None), failed: RwSignal::new(None) }
    }

    /// Says what came of it; `gone` is what was deleted by it. Returns whether it was done.
    fn tell(self, outcome: Result<(), Unwritten>, gone: Option<Record>) -> bool {
        self.failed.set(outcome.err());
        if outcome.is_ok() {
            self.gone.set(gone);
        }
        outcome.is_ok()
    }
}

/// What was just deleted, and the way back.
#[component]
fn Deleted(record: Record, outcome: Outcome) -> impl IntoView {
    let shell = use_shell();
    let title = record.title.clone();
    let back = move |_| {
        outcome.tell(shell.library().bring_back(shell, &record.id), None);
    };
    view! {
        <p class="documents__deleted">
            <span>"Deleted "<strong>{title}</strong></span>
            <button class="documents__button" type="button" title="Bring this document back" on:click=back>
                <Icon name="undo" />
                "Undo"
            </button>
        </p>
    }
}

/// What was deleted in the last month.
#[component]
fn Trash(outcome: Outcome) -> impl IntoView {
    let shell = use_shell();
    let library = shell.library();
    let deleted = Memo::new(move |_| library.deleted());
    let row = move |record: Record| {
        let (title, when) = (record.title.clone(), crate::shell::storage::date_of(record.saved_ms));
        let (back, over) = (record.clone(), record);
        let bring_back = move |_| {
            outcome.tell(library.bring_back(shell, &back.id), None);
        };
        let forget = move |_| {
            library.forget(shell, &over);
            outcome.tell(Ok(()), None);
        };
        view! {
            <li class="documents__trash-row">
                <span class="documents__trash-title">{title}</span>
                <span class="documents__small">{when}</span>
                <button class="documents__button" type="button" title="Bring this document back" on:click=bring_back>"Bring back"</button>
                <button class="documents__button" type="button" title="Take it away for good" on:click=forget>"Delete for good"</button>
            </li>
        }
    };
    view! {
        <Show when=move || deleted.with(|list| !list.is_empty())>
            <details class="documents__trash">
                <summary class="documents__summary" title="What was deleted in the last month">
                    {move || format!("Deleted in the last month ({})", deleted.with(Vec::len))}
                </summary>
                <ul>{move || deleted.get().into_iter().map(row).collect_view()}</ul>
            </details>
        </Show>
    }
}
