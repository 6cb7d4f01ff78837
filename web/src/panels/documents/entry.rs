//! A document of the list.

use super::Outcome;
use crate::shell::storage::records::Record;
use crate::shell::{elements, storage, use_desk, use_shell};
use crate::widgets::icon::Icon;
use crate::widgets::thumbnail::Thumbnail;
use editor::view::thumbnail;
use leptos::html;
use leptos::prelude::*;

/// A document with its picture and what can be done with it.
#[component]
pub(super) fn Entry(
    /// The document.
    record: Record,
    /// What came of what was asked for.
    outcome: Outcome,
) -> impl IntoView {
    let shell = use_shell();
    let desk = use_desk();
    let library = shell.library();
    let naming = RwSignal::new(false);
    let record = StoredValue::new_local(record);
    let read = move |part: fn(&Record) -> String| record.with_value(part);
    let is_open = move || record.with_value(|record| library.current.with(|id| *id == record.id));
    let is_elsewhere =
        move || !is_open() && record.with_value(|record| library.elsewhere.with(|ids| ids.contains(&record.id)));
    let is_own = record.with_value(Record::is_own);
    let off = move || is_elsewhere().then_some("This document is open in another tab: do it there");
    let off_delete = move || if is_own { off() } else { Some("There is nothing of yours in it to delete") };
    let open = move |_| {
        desk.overlay.set(None);
        record.with_value(|record| library.open(shell, record));
    };
    let delete = move || {
        outcome.tell(record.with_value(|record| library.delete(shell, &record.id)), Some(record.get_value()));
    };
    let duplicate = move || {
        outcome.tell(record.with_value(|record| library.duplicate(shell, record)), None);
    };
    let facts = move || {
        if !is_own {
            return "Unchanged: kept here once you change it".to_owned();
        }
        record.with_value(|record| format!("{} · {}", storage::date_of(record.saved_ms), size_of(&record.text)))
    };
    let save = move || record.with_value(|record| library.save(shell, &record.id));
    let state = move || {
        if is_open() {
            "Open here"
        } else if is_elsewhere() {
            "Open in another tab"
        } else if record.with_value(|record| library.has_refused(&record.id)) {
            "Not kept: save it as a file"
        } else {
            ""
        }
    };
    let picture = record.with_value(|record| thumbnail::of_text(&record.text));
    let title = read(|record| record.title.clone());
    let named = move |what: &str| format!("{what} {}", read(|record| record.title.clone()));
    view! {
        <li class="documents__entry" data-open=move || is_open().to_string()>
            <button class="documents__open" type="button" title="Open this document" on:click=open>
                <Thumbnail picture />
                <span class="documents__title">{title}</span>
                <span class="documents__small">{facts}</span>
            </button>
            <p class="documents__state">{state}</p>
            <div class="documents__tools">
                <Tool icon="rename" label="Rename" about=named("Rename") off on_click=move || naming.set(true) />
                <Tool icon="copy" label="Duplicate" about=named("Duplicate") off=|| None on_click=duplicate />
                <Tool icon="save" label="Save as a file" about=named("Save as a file:") off=|| None on_click=save />
                <Tool icon="trash" label="Delete" about=named("Delete") off=off_delete on_click=delete />
            </div>
            <Show when=move || naming.get()>
                <Naming record naming outcome />
            </Show>
        </li>
    }
}

/// The field for another name.
#[component]
fn Naming(record: StoredValue<Record, LocalStorage>, naming: RwSignal<bool>, outcome: Outcome) -> impl IntoView {
    let shell = use_shell();
    let field = NodeRef::<html::Input>::new();
    field.on_load(|field| request_animation_frame(move || elements::focus_field(&field)));
    let title = record.with_value(|record| record.title.clone());
    let rename = move || {
        let Some(title) = field.get_untracked().map(|field| field.value()) else { return };
        // What was not done leaves the name where it was typed.
        if outcome.tell(record.with_value(|record| shell.library().rename(shell, &record.id, &title)), None) {
            naming.set(false);
        }
    };
    let on_key = move |ev: leptos::ev::KeyboardEvent| match ev.key().as_str() {
        "Enter" => rename(),
        "Escape" => {
            // Only the field closes, not the dialog around it.
            ev.prevent_default();
            ev.stop_propagation();
            naming.set(false);
        }
        _ => {}
    };
    view! {
        <div class="documents__naming" data-focus="back">
            <input
                class="documents__field"
                type="text"
                aria-label="New name"
                title="New name: Enter takes it, Escape leaves the old one"
                maxlength=editor::keep::names::LENGTH_MAX.to_string()
                prop:value=title
                node_ref=field
                on:keydown=on_key
            />
            <button class="documents__button" type="button" title="Take the new name" on:click=move |_| rename()>"Rename"</button>
        </div>
    }
}

#[component]
fn Tool(
    /// Its icon.
    icon: &'static str,
    /// What it does, on hover.
    label: &'static str,
    /// The same with the document's name, for who does not see beside what it stands.
    about: String,
    /// Why it cannot be done, where it cannot.
    off: impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static,
    /// What to do.
    on_click: impl Fn() + 'static,
) -> impl IntoView {
    let title = move || off().unwrap_or(label);
    view! {
        <button class="documents__tool" type="button" aria-label=about title=title disabled=move || off().is_some() on:click=move |_| on_click()>
            <Icon name=icon />
        </button>
    }
}

/// Writes the size of a text.
fn size_of(text: &str) -> String {
    match text.len() {
        bytes @ 0..1_000 => format!("{bytes} bytes"),
        bytes => format!("{:.1} kB", bytes as f64 / 1_000.0),
    }
}
