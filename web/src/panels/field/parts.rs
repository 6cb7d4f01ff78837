//! Settings that are made of others: groups, names with values, and rows.

use super::control::{Control, Way};
use super::value::{json, line};
use super::{Field, Notices, Shown};
use crate::shell::elements;
use crate::widgets::entry::{Add, Drop};
use editor::text::row_keys::RowKeys;
use editor::view::{Entry, FieldView, NoticeView};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// Returns a part of a setting by its name and label: a form and the setting that it is of have one name.
fn part(whole: Shown, key: (Arc<str>, Arc<str>)) -> Shown {
    Memo::new(move |_| {
        whole.with(|it| it.as_ref()?.entry.parts().iter().find(|it| it.name == key.0 && it.label == key.1).cloned())
    })
}

fn keys(whole: Shown) -> Memo<Vec<(Arc<str>, Arc<str>)>> {
    Memo::new(move |_| {
        let key = |it: &FieldView| (it.name.clone(), it.label.clone());
        whole.with(|it| it.iter().flat_map(|it| it.entry.parts().iter().map(key)).collect())
    })
}

/// Settings that belong together, each a field.
pub(super) fn group(control: Control) -> AnyView {
    let about = control.notices_id();
    view! { <div class="field__group" role="group" aria-label=move || control.name() aria-describedby=about>{fields(control.field)}</div> }
        .into_any()
}

fn fields(whole: Shown) -> AnyView {
    let keys = keys(whole);
    view! {
        <For each=move || keys.get() key=Clone::clone children=move |key| view! { <Field field=part(whole, key) is_part=true /> } />
    }
    .into_any()
}

/// Names with values, each a line, and a line for another.
pub(super) fn pairs(control: Control) -> AnyView {
    let keys = keys(control.field);
    view! {
        <div class="field__pairs" role="group" aria-label=move || control.name()>
            <For each=move || keys.get() key=Clone::clone children=move |key| pair(part(control.field, key)) />
            {new_pair(control)}
        </div>
    }
    .into_any()
}

/// The line for another name with its value. What cannot be added stays there, with the reason.
fn new_pair(control: Control) -> impl IntoView {
    let (name, value) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let value_field = NodeRef::<html::Input>::new();
    let why = RwSignal::new(None::<Arc<str>>);
    let notices = Memo::new(move |_| why.get().map(NoticeView::error).into_iter().collect::<Vec<_>>());
    let add = move || {
        let Some(field) = control.field.get_untracked() else { return };
        let command = field.command_to_name(&name.get_untracked(), &value.get_untracked());
        match command.and_then(|command| control.set_part(command)) {
            Ok(()) => {
                name.set(String::new());
                value.set(String::new());
                why.set(None);
            }
            Err(reason) => why.set(Some(reason)),
        }
    };
    let on_name = move |ev| {
        name.set(event_target_value(&ev));
        why.set(None);
    };
    // A name is on its way to others until it is left.
    let on_name_left = move |_| {
        why.set(name.with_untracked(|name| control.field.with_untracked(|it| it.as_ref()?.why_not_named(name))));
    };
    // A name alone is not all that is meant, so Enter goes on to its value.
    let on_name_key = move |ev: web_sys::KeyboardEvent| match value.with_untracked(String::is_empty) {
        true if ev.key() == "Enter" => {
            if let Some(field) = value_field.get_untracked() {
                elements::focus_field(&field);
            }
        }
        false if ev.key() == "Enter" => add(),
        _ => {}
    };
    view! {
        <div class="field__pair">
            <input
                class="entry"
                type="text"
                autocomplete="off"
                placeholder="Name"
                aria-label=move || format!("New name in {}", control.name())
                aria-describedby=control.new_id()
                aria-invalid=move || why.with(Option::is_some).to_string()
                prop:value=move || name.get()
                on:input=on_name
                on:change=on_name_left
                on:keydown=on_name_key
            />
            <input
                class="entry"
                type="text"
                autocomplete="off"
                placeholder="Value"
                aria-label=move || format!("New value in {}", control.name())
                prop:value=move || value.get()
                node_ref=value_field
                on:input=move |ev| value.set(event_target_value(&ev))
                // Who goes on to something else after both has said what is meant.
                on:change=move |_| if value.with_untracked(|it| !it.is_empty()) { add() }
                on:keydown=move |ev| if ev.key() == "Enter" { add() }
            />
            <Add words="Add" title="Adds the name with its value (Enter)" on_add=add />
        </div>
        <Notices notices id=control.new_id() />
    }
}

/// A name with its value.
fn pair(field: Shown) -> AnyView {
    let control = Control::new(field, Way::Value);
    let notices = Memo::new(move |_| control.notices());
    let name = Signal::derive(move || format!("Remove {}", control.name()));
    view! {
        <div class="field__pair">
            <span class="field__pair-name" title=move || control.of(|it| it.name.to_string())>{move || control.of(|it| it.label.to_string())}</span>
            {line(control, "text")}
            <Drop name title="Remove it" on_drop=move || control.set(String::new()) />
        </div>
        <Notices notices id=control.notices_id() />
    }
    .into_any()
}

/// A list: each item a sentence that opens into what it is made of.
pub(super) fn rows(control: Control, noun: &'static str) -> AnyView {
    let whole = control.field;
    let keys = Memo::new(move |before: Option<&RowKeys>| {
        let mut keys = before.cloned().unwrap_or_default();
        keys.follow(&control.of(|it| it.entry.parts().iter().map(|row| row.value.clone()).collect::<Vec<_>>()));
        keys
    });
    let new = Memo::new(move |_| {
        control.of(|it| if let Entry::Rows { new, .. } = &it.entry { new.clone() } else { Vec::new() })
    });
    // What was just added stands open, ready to be changed.
    let fresh = RwSignal::new(None::<usize>);
    let add = move |(words, json): (Arc<str>, Arc<str>)| {
        let on_add = move || {
            fresh.set(Some(keys.with_untracked(|keys| keys.keys().len())));
            control.dispatch(|field| Some(field.command_to_add(&json)));
        };
        view! { <Add words=words.to_string() title=format!("Add a {noun}: {words}") on_add /> }
    };
    let row = move |key: u32| {
        let place = move || keys.with(|keys| keys.place(key));
        let field = Memo::new(move |_| {
            let place = place()?;
            whole.with(|it| it.as_ref()?.entry.parts().get(place).cloned())
        });
        view! { <Row field noun is_open=fresh.get_untracked().is_some_and(|fresh| untrack(place) == Some(fresh)) /> }
    };
    view! {
        <ol class="field__rows">
            <For each=move || keys.with(RowKeys::keys) key=|key| *key children=row />
        </ol>
        <Show when=move || !new.with(Vec::is_empty)>
            <div class="entry__adds" role="group" aria-label=move || format!("Add a {noun}: {}", control.of(|it| it.label.to_string()))>
                {move || new.get().into_iter().map(add).collect_view()}
            </div>
        </Show>
    }
    .into_any()
}

/// An item of a list.
#[component]
fn Row(
    /// The item.
    field: Shown,
    /// What a person calls it.
    noun: &'static str,
    /// Whether it stands open to begin with.
    is_open: bool,
) -> impl IntoView {
    let control = Control::new(field, Way::Value);
    let words = move || control.of(|it| it.label.to_string());
    let notices = Memo::new(move |_| control.notices());
    let name = Signal::derive(move || format!("Remove the {noun}: {}", words()));
    // An item that no form can hold is shown as it is.
    let is_bare = Memo::new(move |_| control.of(|it| !it.entry.is_made_of_others()));
    let worst = move || control.of(|it| it.worst().map(|it| it.word()).unwrap_or_default());
    view! {
        <li class="field__row" data-worst=worst>
            <details class="field__row-details" open=is_open>
                <summary class="field__row-words" aria-describedby=control.notices_id()>{words}</summary>
                <div class="field__row-parts">
                    {fields(field)}
                    {move || is_bare.get().then(|| json(control))}
                </div>
            </details>
            <Drop name title="Remove it" on_drop=move || control.dispatch(|field| Some(field.command(""))) />
            <Notices notices id=control.notices_id() />
        </li>
    }
}
