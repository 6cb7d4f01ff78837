//! The control for a value, by its kind.

use super::Shown;
use crate::widgets::icon::Icon;
use editor::text::form;
use editor::view::{Entry, FieldView};
use leptos::prelude::*;
use std::sync::Arc;

/// What a control needs: the value, what is typed, and what to do with both.
#[derive(Clone, Copy)]
struct Control<S, T> {
    field: Shown,
    draft: RwSignal<Option<String>>,
    set: S,
    try_out: T,
}

impl<S, T> Control<S, T>
where
    S: Fn(String) + Copy + Send + Sync + 'static,
    T: Fn(String) + Copy + Send + Sync + 'static,
{
    /// Returns what the control shows: what is typed, else what is set.
    fn text(self) -> String {
        self.draft.get().unwrap_or_else(|| self.of(|it| it.value.to_string()))
    }

    fn of<R: Default>(self, part: impl Fn(&FieldView) -> R) -> R {
        self.field.with(|it| it.as_ref().map(&part).unwrap_or_default())
    }

    fn name(self) -> String {
        self.of(|it| it.label.to_string())
    }

    fn is_idle(self) -> bool {
        self.of(|it| it.idle.is_some())
    }

    /// Escape gives up what was typed, and nothing else on the page hears of it.
    fn on_key(self, ev: &web_sys::KeyboardEvent) {
        if ev.key() == "Escape" && self.draft.get_untracked().is_some() {
            ev.stop_propagation();
            self.draft.set(None);
        }
    }
}

/// The control.
#[component]
pub(super) fn Value<S, T>(
    /// What is set.
    field: Shown,
    /// What is typed and not set yet.
    draft: RwSignal<Option<String>>,
    /// Sets a value.
    set: S,
    /// Checks a value that is being typed.
    try_out: T,
) -> impl IntoView
where
    S: Fn(String) + Copy + Send + Sync + 'static,
    T: Fn(String) + Copy + Send + Sync + 'static,
{
    let control = Control { field, draft, set, try_out };
    let entry = Memo::new(move |_| field.with(|it| it.as_ref().map(|it| it.entry.clone())));
    move || match entry.get() {
        None => ().into_any(),
        Some(Entry::Number { unit, min, max }) => number(control, unit, (min, max)).into_any(),
        Some(Entry::Switch) => switch(control).into_any(),
        Some(Entry::Choice(choices)) => choice(control, choices).into_any(),
        Some(Entry::Json) => json(control).into_any(),
        Some(Entry::Reference) => reference(control).into_any(),
        Some(Entry::Text | Entry::Span) => line(control, "text").into_any(),
    }
}

fn line<S, T>(control: Control<S, T>, mode: &'static str) -> impl IntoView
where
    S: Fn(String) + Copy + Send + Sync + 'static,
    T: Fn(String) + Copy + Send + Sync + 'static,
{
    view! {
        <input
            class="field__input"
            type="text"
            autocomplete="off"
            spellcheck="false"
            inputmode=mode
            aria-label=move || control.name()
            disabled=move || control.is_idle()
            prop:value=move || control.text()
            on:input=move |ev| (control.try_out)(event_target_value(&ev))
            on:change=move |ev| (control.set)(event_target_value(&ev))
            on:keydown=move |ev| control.on_key(&ev)
        />
    }
}

fn number<S, T>(control: Control<S, T>, unit: &'static str, (min, max): (i64, i64)) -> impl IntoView
where
    S: Fn(String) + Copy + Send + Sync + 'static,
    T: Fn(String) + Copy + Send + Sync + 'static,
{
    let step = if unit == "MB" { 64 } else { 1 };
    let step_by = move |by: i64| {
        // From nothing the first step leads to the smallest.
        let now = control.text().trim().parse::<i64>().ok();
        let next = now.map_or(min, |now| now.saturating_add(by).clamp(min, max));
        (control.set)(next.to_string());
    };
    let button = move |by: i64, icon: &'static str, word: &'static str| {
        view! {
            <button
                class="field__step"
                type="button"
                tabindex="-1"
                disabled=move || control.is_idle()
                aria-label=move || format!("{word} {}", control.name())
                title=word
                on:click=move |_| step_by(by)
            >
                <Icon name=icon />
            </button>
        }
    };
    view! {
        <span class="field__value">
            <span class="field__number">
                {button(-step, "minus", "Less")}
                {line(control, "numeric")}
                {button(step, "plus", "More")}
            </span>
            <span class="field__unit">{unit}</span>
        </span>
    }
}

fn switch<S, T>(control: Control<S, T>) -> impl IntoView
where
    S: Fn(String) + Copy + Send + Sync + 'static,
    T: Fn(String) + Copy + Send + Sync + 'static,
{
    let is_on = move || control.text() == "true";
    let toggle = move |_| {
        let next = if is_on() { "false" } else { "true" };
        // What is the default anyway need not be written.
        let is_default = control.of(|it| &*it.default == next);
        (control.set)(if is_default { String::new() } else { next.to_owned() });
    };
    view! {
        <button
            class="field__switch"
            type="button"
            role="switch"
            aria-checked=move || is_on().to_string()
            aria-label=move || control.name()
            disabled=move || control.is_idle()
            on:click=toggle
        >
            <span class="field__knob" aria-hidden="true"></span>
            {move || if is_on() { "On" } else { "Off" }}
        </button>
    }
}

fn choice<S, T>(control: Control<S, T>, choices: Vec<Arc<str>>) -> impl IntoView
where
    S: Fn(String) + Copy + Send + Sync + 'static,
    T: Fn(String) + Copy + Send + Sync + 'static,
{
    let option = move |choice: Arc<str>| {
        let own = choice.to_string();
        let chosen = move || control.text() == own;
        let words = if choice.is_empty() { "Not set".to_owned() } else { choice.to_string() };
        view! { <option value=choice.to_string() prop:selected=chosen>{words}</option> }
    };
    view! {
        <select
            class="field__input"
            aria-label=move || control.name()
            disabled=move || control.is_idle()
            on:change=move |ev| (control.set)(event_target_value(&ev))
        >
            {choices.into_iter().map(option).collect_view()}
        </select>
    }
}

fn json<S, T>(control: Control<S, T>) -> impl IntoView
where
    S: Fn(String) + Copy + Send + Sync + 'static,
    T: Fn(String) + Copy + Send + Sync + 'static,
{
    let rows = move || control.text().lines().count().clamp(2, 12).to_string();
    view! {
        <span class="field__json">
            <textarea
                class="field__lines"
                rows=rows
                spellcheck="false"
                autocapitalize="off"
                placeholder="{ }"
                aria-label=move || control.name()
                disabled=move || control.is_idle()
                prop:value=move || control.text()
                on:input=move |ev| (control.try_out)(event_target_value(&ev))
                on:change=move |ev| (control.set)(event_target_value(&ev))
                on:keydown=move |ev| control.on_key(&ev)
            ></textarea>
            <button
                class="field__format"
                type="button"
                title="Puts the JSON on lines of its own"
                on:click=move |_| control.draft.set(Some(form::formatted(&control.text())))
            >
                "Format"
            </button>
        </span>
    }
}

fn reference<S, T>(control: Control<S, T>) -> impl IntoView
where
    S: Fn(String) + Copy + Send + Sync + 'static,
    T: Fn(String) + Copy + Send + Sync + 'static,
{
    let words = move || match control.text() {
        text if text.is_empty() => "None: draw a wire to set it".to_owned(),
        text => text,
    };
    view! {
        <output class="field__reference" aria-label=move || control.name() title="Drawn as a wire of the canvas">{words}</output>
    }
}
