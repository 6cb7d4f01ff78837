//! Settings that are made of others: groups, names with values, and rows.

use super::control::{Control, Way};
use super::value::{json, line};
use super::{Field, Notices, Shown};
use crate::widgets::entry::{Add, Drop};
use editor::view::{Entry, FieldView};
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
    view! { <div class="field__group" role="group" aria-label=move || control.name()>{fields(control.field)}</div> }
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
    let (name, value) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let can_add = move || name.with(|it| !it.trim().is_empty());
    let add = move || {
        control.dispatch(|field| field.command_to_name(&name.get_untracked(), &value.get_untracked()));
        name.set(String::new());
        value.set(String::new());
    };
    // Enter adds; so does going on to something else, once there is a name and a value.
    let on_key = move |ev: web_sys::KeyboardEvent| {
        if ev.key() == "Enter" && can_add() {
            add();
        }
    };
    view! {
        <div class="field__pairs" role="group" aria-label=move || control.name()>
            <For each=move || keys.get() key=Clone::clone children=move |key| pair(part(control.field, key)) />
            <div class="field__pair">
                <input
                    class="entry"
                    type="text"
                    autocomplete="off"
                    placeholder="Name"
                    aria-label=move || format!("New name in {}", control.name())
                    prop:value=move || name.get()
                    on:input=move |ev| name.set(event_target_value(&ev))
                    on:keydown=on_key
                />
                <input
                    class="entry"
                    type="text"
                    autocomplete="off"
                    placeholder="Value"
                    aria-label=move || format!("New value in {}", control.name())
                    prop:value=move || value.get()
                    on:input=move |ev| value.set(event_target_value(&ev))
                    on:change=move |_| if can_add() && value.with_untracked(|it| !it.is_empty()) { add() }
                    on:keydown=on_key
                />
                <Add words="Add" title="Adds the name with its value (Enter)" on_add=move || if can_add() { add() } />
            </div>
        </div>
    }
    .into_any()
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
        <Notices notices />
    }
    .into_any()
}

/// A list: each item a sentence that opens into what it is made of.
pub(super) fn rows(control: Control, noun: &'static str) -> AnyView {
    let whole = control.field;
    let count = Memo::new(move |_| control.of(|it| it.entry.parts().len()));
    let new = Memo::new(move |_| {
        control.of(|it| if let Entry::Rows { new, .. } = &it.entry { new.clone() } else { Vec::new() })
    });
    // What was just added stands open, ready to be changed.
    let fresh = RwSignal::new(None::<usize>);
    let add = move |(words, json): (Arc<str>, Arc<str>)| {
        let on_add = move || {
            fresh.set(Some(count.get_untracked()));
            control.dispatch(|field| Some(field.command_to_add(&json)));
        };
        view! { <Add words=words.to_string() title=format!("Add a {noun}: {words}") on_add /> }
    };
    let row = move |index: usize| {
        let field = Memo::new(move |_| whole.with(|it| it.as_ref()?.entry.parts().get(index).cloned()));
        view! { <Row field noun is_open=fresh.get_untracked() == Some(index) /> }
    };
    view! {
        <ol class="field__rows">
            <For each=move || 0..count.get() key=|index| *index children=row />
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
                <summary class="field__row-words">{words}</summary>
                <div class="field__row-parts">
                    {fields(field)}
                    {move || is_bare.get().then(|| json(control))}
                </div>
            </details>
            <Drop name title="Remove it" on_drop=move || control.dispatch(|field| Some(field.command(""))) />
            <Notices notices />
        </li>
    }
}
