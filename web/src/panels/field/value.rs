//! The control for a value, by its kind.

use super::control::Control;
use super::filter::filter;
use super::parts::{group, pairs, rows};
use crate::widgets::icon::Icon;
use editor::text::form;
use editor::view::{Entry, Writing};
use leptos::prelude::*;
use std::sync::Arc;

/// The control.
#[component]
pub(super) fn Value(
    /// What is set.
    control: Control,
) -> impl IntoView {
    let entry = Memo::new(move |_| control.field.with(|it| it.as_ref().map(|it| kind_of(&it.entry))));
    move || match entry.get() {
        None => ().into_any(),
        Some(entry @ Entry::Number { unit, .. }) => number(control, unit, entry).into_any(),
        Some(Entry::Switch) => switch(control).into_any(),
        Some(Entry::Choice(choices)) => choice(control, choices).into_any(),
        Some(Entry::Content) => lines(control, "").into_any(),
        Some(Entry::Json) => json(control).into_any(),
        Some(Entry::Reference) => reference(control).into_any(),
        Some(Entry::Text | Entry::Span) => line(control, "text").into_any(),
        Some(Entry::Group(_)) => group(control),
        Some(Entry::Pairs { .. }) => pairs(control),
        Some(Entry::Filter(_)) => filter(control),
        Some(Entry::Rows { noun, .. }) => rows(control, noun),
    }
}

/// Returns how something is entered, without what it is made of: that changes more often than the control.
fn kind_of(entry: &Entry) -> Entry {
    match entry {
        Entry::Group(_) => Entry::Group(Vec::new()),
        Entry::Filter(_) => Entry::Filter(Vec::new()),
        Entry::Pairs { .. } => Entry::Pairs { fields: Vec::new(), writing: Writing::Typed },
        Entry::Rows { noun, .. } => Entry::Rows { rows: Vec::new(), noun, new: Vec::new() },
        single => single.clone(),
    }
}

pub(super) fn line(control: Control, mode: &'static str) -> impl IntoView {
    view! {
        <input
            class="entry"
            type="text"
            autocomplete="off"
            spellcheck="false"
            inputmode=mode
            aria-label=move || control.name()
            aria-describedby=move || control.described_by()
            disabled=move || control.is_idle()
            aria-invalid=move || control.is_wrong().to_string()
            prop:value=move || control.text()
            on:input=move |ev| control.try_out(event_target_value(&ev))
            on:change=move |ev| control.set(event_target_value(&ev))
            on:keydown=move |ev| control.on_key(&ev)
        />
    }
}

fn number(control: Control, unit: &'static str, entry: Entry) -> impl IntoView {
    let button = |steps: i64, icon: &'static str, word: &'static str| {
        let entry = entry.clone();
        let step = move |_| {
            if let Some(next) = entry.stepped(&control.text(), steps) {
                control.set(next);
            }
        };
        view! {
            <button
                class="field__step"
                type="button"
                tabindex="-1"
                disabled=move || control.is_idle()
                aria-label=move || format!("{word} {}", control.name())
                title=word
                on:click=step
            >
                <Icon name=icon />
            </button>
        }
    };
    view! {
        <span class="field__number">
            {button(-1, "minus", "Less")}
            {line(control, "numeric")}
            <span class="field__unit">{unit}</span>
            {button(1, "plus", "More")}
        </span>
    }
}

fn switch(control: Control) -> impl IntoView {
    let is_on = move || control.text() == "true";
    let toggle = move |_| {
        let next = if is_on() { "false" } else { "true" };
        // What is the default anyway need not be written.
        let is_default = control.of(|it| &*it.default == next);
        control.set(if is_default { String::new() } else { next.to_owned() });
    };
    view! {
        <button
            class="field__switch"
            type="button"
            role="switch"
            aria-checked=move || is_on().to_string()
            aria-label=move || control.name()
            aria-describedby=move || control.described_by()
            disabled=move || control.is_idle()
            on:click=toggle
        >
            <span class="field__knob" aria-hidden="true"></span>
            {move || if is_on() { "On" } else { "Off" }}
        </button>
    }
}

fn choice(control: Control, choices: Vec<Arc<str>>) -> impl IntoView {
    let option = move |choice: Arc<str>| {
        let own = choice.to_string();
        let chosen = move || control.text() == own;
        let words = if choice.is_empty() { "Not set".to_owned() } else { choice.to_string() };
        view! { <option value=choice.to_string() prop:selected=chosen>{words}</option> }
    };
    view! {
        <select
            class="entry"
            aria-label=move || control.name()
            aria-describedby=move || control.described_by()
            aria-invalid=move || control.is_wrong().to_string()
            disabled=move || control.is_idle()
            on:change=move |ev| control.set(event_target_value(&ev))
        >
            {choices.into_iter().map(option).collect_view()}
        </select>
    }
}

/// Several lines, as many as there are.
fn lines(control: Control, placeholder: &'static str) -> impl IntoView {
    let rows = move || control.text().lines().count().clamp(2, 12).to_string();
    view! {
        <textarea
            class="entry--lines"
            rows=rows
            spellcheck="false"
            autocapitalize="off"
            placeholder=placeholder
            aria-label=move || control.name()
            aria-describedby=move || control.described_by()
            aria-invalid=move || control.is_wrong().to_string()
            disabled=move || control.is_idle()
            prop:value=move || control.text()
            on:input=move |ev| control.try_out(event_target_value(&ev))
            on:change=move |ev| control.set(event_target_value(&ev))
            on:keydown=move |ev| control.on_key(&ev)
        ></textarea>
    }
}

pub(super) fn json(control: Control) -> impl IntoView {
    view! {
        <span class="field__json">
            {lines(control, "{ }")}
            <button
                class="field__format"
                type="button"
                title="Puts the JSON on lines of its own"
                disabled=move || control.is_idle()
                on:click=move |_| control.set(form::formatted(&control.text()))
            >
                "Format"
            </button>
        </span>
    }
}

fn reference(control: Control) -> impl IntoView {
    let words = move || match control.text() {
        text if text.is_empty() => "None: draw a wire to set it".to_owned(),
        text => text,
    };
    view! {
        <span class="field__reference" title="Changed by its wire, or in the text">{words}</span>
    }
}
