//! What can be set: AWS's properties with unit, default and help.

use super::Shown;
use crate::shell::use_dispatch;
use crate::widgets::icon::Icon;
use editor::command::{Command, GraphCommand};
use editor::view::FieldView;
use leptos::prelude::*;
use std::sync::Arc;

/// All fields. They are kept while their node stays selected, so that typing is never disturbed by what moves.
#[component]
pub(super) fn Configure(shown: Shown) -> impl IntoView {
    let keys = Memo::new(move |_| {
        shown.with(|shown| {
            let shown = shown.as_ref()?;
            Some(shown.fields.iter().map(|field| (shown.id.clone(), field.name.clone())).collect::<Vec<_>>())
        })
    });
    view! {
        <Show when=move || keys.get().is_some_and(|keys| !keys.is_empty())>
            <p class="inspector__note">
                "A change here runs everything anew from the start, up to this instant. What you do under Interact happens from now on"
            </p>
        </Show>
        <div class="inspector__fields">
            <For
                each=move || keys.get().unwrap_or_default()
                key=Clone::clone
                children=move |(id, name)| view! { <Field shown id name /> }
            />
        </div>
        <Show when=move || keys.get().is_none_or(|keys| keys.is_empty())>
            <p class="inspector__none">"Nothing to set here"</p>
        </Show>
    }
}

#[component]
fn Field(shown: Shown, id: Arc<str>, name: Arc<str>) -> impl IntoView {
    let dispatch = use_dispatch();
    let (own_id, own_name) = (id.clone(), name.clone());
    let field = Memo::new(move |_| {
        shown.with(|shown| {
            let shown = shown.as_ref().filter(|shown| shown.id == own_id)?;
            shown.fields.iter().find(|field| field.name == own_name).cloned()
        })
    });
    let text = move |part: fn(&FieldView) -> String| field.with(|it| it.as_ref().map(part).unwrap_or_default());
    let changed = move || field.with(|it| it.as_ref().is_some_and(|it| it.changed));
    let problem = Memo::new(move |_| field.with(|it| it.as_ref().and_then(|it| it.problem.clone())));
    let property = name.clone();
    let set = move |value: String| {
        let (id, property) = (id.clone(), property.clone());
        dispatch(Command::Graph(GraphCommand::Set { id, property, value: value.into() }));
    };
    let reset = set.clone();
    let hint = move || {
        text(|it| {
            let range = match it.range {
                Some((low, i64::MAX)) => format!(" (from {low})"),
                Some((low, high)) => format!(" ({low} to {high})"),
                None => String::new(),
            };
            let default = if it.default.is_empty() { String::new() } else { format!(" Default: {}.", it.default) };
            format!("{}{range}.{default}", it.help.trim_end_matches('.'))
        })
    };
    view! {
        <div class="inspector__field" data-changed=move || changed().to_string() data-invalid=move || problem.get().is_some().to_string()>
            <div class="inspector__field-head">
                <span class="inspector__field-name" title=hint>{name.to_string()}</span>
                <span class="inspector__dot" title="Differs from AWS's default" aria-hidden="true"></span>
                <button
                    class="inspector__reset"
                    type="button"
                    aria-label=format!("Set {name} back to its default")
                    title="Back to the default"
                    on:click=move |_| reset(String::new())
                >
                    <Icon name="reset" />
                </button>
            </div>
            <Value field label=name.to_string() set />
            <p class="inspector__help">{hint}</p>
            {move || problem.get().map(|it| view! { <p class="inspector__problem">{it.to_string()}</p> })}
        </div>
    }
}

/// The control for a value: a choice, or a line of text with its unit.
#[component]
fn Value(
    field: Memo<Option<FieldView>>,
    label: String,
    set: impl Fn(String) + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let choices = Memo::new(move |_| field.with(|it| it.as_ref().map(|it| it.choices.clone()).unwrap_or_default()));
    let value = move || field.with(|it| it.as_ref().map(|it| it.value.to_string()).unwrap_or_default());
    let unit = move || field.with(|it| it.as_ref().map_or("", |it| it.unit));
    let numeric = move || field.with(|it| it.as_ref().is_some_and(|it| it.range.is_some()));
    move || {
        let set = set.clone();
        let label = label.clone();
        let on_change = move |ev| set(event_target_value(&ev));
        let choices = choices.get();
        if choices.is_empty() {
            view! {
                <span class="inspector__value">
                    <input
                        class="inspector__input"
                        type="text"
                        autocomplete="off"
                        inputmode=move || if numeric() { "numeric" } else { "text" }
                        aria-label=label
                        prop:value=value
                        on:change=on_change
                    />
                    <span class="inspector__unit">{unit}</span>
                </span>
            }
            .into_any()
        } else {
            let option = move |choice: Arc<str>| {
                let own = choice.to_string();
                let chosen = move || value() == own;
                view! { <option value=choice.to_string() prop:selected=chosen>{choice.to_string()}</option> }
            };
            view! {
                <select class="inspector__input" aria-label=label on:change=on_change>
                    {choices.into_iter().map(option).collect_view()}
                </select>
            }
            .into_any()
        }
    }
}
