//! The form of an action, with its JSON as the other way to write the same.

use crate::widgets::entry::{Add, Drop, Idle};
use editor::text::form::{self, Kind};
use editor::view::{ActionView, InputEntry, InputView};
use leptos::prelude::*;

/// The fields of an action's input, those that people fill in first before the folded rest, and its JSON.
#[component]
pub(crate) fn Form(
    /// The action.
    action: ActionView,
    /// Its input, as JSON.
    input: RwSignal<String>,
) -> impl IntoView {
    let (first, others): (Vec<_>, Vec<_>) = action.inputs.iter().cloned().partition(|field| field.first);
    // What the input names already is seen, whether or not people fill it in first.
    let is_used = |field: &InputView| !form::get(&input.get_untracked(), field.key).is_empty();
    let (used, others): (Vec<_>, Vec<_>) = others.into_iter().partition(is_used);
    let field = move |field: InputView| view! { <Input field input /> };
    let problem = move || input.with(|input| form::problem(input));
    let has_others = !others.is_empty();
    view! {
        <div class="send__form">
            {first.into_iter().chain(used).map(field).collect_view()}
            {has_others.then(|| view! {
                <details class="send__others">
                    <summary class="send__others-title">"More parameters"</summary>
                    <div class="send__form">{others.into_iter().map(field).collect_view()}</div>
                </details>
            })}
            <details class="send__raw">
                <summary class="send__others-title">"As JSON"</summary>
                <textarea
                    class="entry--lines"
                    rows="7"
                    spellcheck="false"
                    aria-label=format!("Input of {}, as JSON", action.name)
                    prop:value=move || input.get()
                    on:input=move |ev| input.set(event_target_value(&ev))
                ></textarea>
            </details>
            {move || problem().map(|it| view! { <p class="send__problem" role="status">{it}</p> })}
        </div>
    }
}

/// A field of the form.
#[component]
fn Input(field: InputView, input: RwSignal<String>) -> impl IntoView {
    let InputView { key, entry, help, idle, .. } = field;
    let get = move || input.with(|json| form::get(json, key));
    let put = move |kind: Kind, text: String| input.update(|json| *json = form::with(json, key, kind, &text));
    let (is_idle, unit) = (idle.is_some(), if let InputEntry::Number(unit) = entry { unit } else { "" });
    let control = match entry {
        InputEntry::Line(kind) => view! {
            <input class="entry" type="text" autocomplete="off" aria-label=key title=help disabled=is_idle prop:value=get on:input=move |ev| put(kind, event_target_value(&ev)) />
        }
        .into_any(),
        InputEntry::Number(_) => view! {
            <input class="entry" type="text" inputmode="numeric" autocomplete="off" aria-label=key title=help disabled=is_idle prop:value=get on:input=move |ev| put(Kind::Number, event_target_value(&ev)) />
        }
        .into_any(),
        InputEntry::Lines(kind) => view! {
            <textarea class="entry--lines" rows=move || get().lines().count().clamp(2, 8).to_string() spellcheck="false" aria-label=key title=help disabled=is_idle prop:value=get on:input=move |ev| put(kind, event_target_value(&ev))></textarea>
        }
        .into_any(),
        InputEntry::Switch => view! {
            <input class="send__check" type="checkbox" aria-label=key title=help disabled=is_idle prop:checked=move || get() == "true" on:change=move |ev| put(Kind::Flag, event_target_checked(&ev).to_string()) />
        }
        .into_any(),
        InputEntry::Choice(choices) => {
            let option = move |choice: &'static str| {
                view! { <option value=choice prop:selected=move || get() == choice>{if choice.is_empty() { "Not set" } else { choice }}</option> }
            };
            let unset = (!choices.contains(&"")).then(|| option(""));
            view! {
                <select class="entry" aria-label=key title=help disabled=is_idle on:change=move |ev| put(Kind::Text, event_target_value(&ev))>
                    {unset}
                    {choices.iter().copied().map(option).collect_view()}
                </select>
            }
            .into_any()
        }
        InputEntry::Rows { typed } => view! { <Rows key typed input help /> }.into_any(),
    };
    view! {
        <div class="send__field">
            <span class="send__field-name" title=help>{key}<span class="send__unit">{unit}</span></span>
            {control}
            {idle.map(|it| view! { <Idle it /> })}
        </div>
    }
}

/// Names with their values, as rows.
type Pairs = Vec<(String, String)>;

/// Rows of names and values: headers, attributes.
#[component]
fn Rows(key: &'static str, typed: bool, input: RwSignal<String>, help: &'static str) -> impl IntoView {
    // A row without a name is not in the JSON yet, so that the rows are kept beside it.
    let rows = RwSignal::new(form::rows(&input.get_untracked(), key));
    Effect::new(move |_| {
        let written = input.with(|json| form::rows(json, key));
        let named =
            rows.with_untracked(|rows| rows.iter().filter(|row| !row.0.is_empty()).cloned().collect::<Vec<_>>());
        if written != named {
            rows.set(written);
        }
    });
    let count = Memo::new(move |_| rows.with(Vec::len));
    let change = move |change: &dyn Fn(&mut Pairs)| {
        rows.update(|rows| change(rows));
        input.update(|json| *json = rows.with_untracked(|rows| form::with_rows(json, key, typed, rows)));
    };
    let row = move |index: usize| {
        let name = move || rows.with(|rows| rows.get(index).map(|row| row.0.clone()).unwrap_or_default());
        let value = move || rows.with(|rows| rows.get(index).map(|row| row.1.clone()).unwrap_or_default());
        let set_name = move |text: String| {
            change(&|rows| {
                if let Some(row) = rows.get_mut(index) {
                    row.0.clone_from(&text);
                }
            });
        };
        let set_value = move |text: String| {
            change(&|rows| {
                if let Some(row) = rows.get_mut(index) {
                    row.1.clone_from(&text);
                }
            });
        };
        let remove = move || {
            change(&|rows| {
                if index < rows.len() {
                    rows.remove(index);
                }
            });
        };
        view! {
            <div class="send__pair">
                <input class="entry" type="text" autocomplete="off" placeholder="Name" aria-label=format!("Name {} of {key}", index + 1) prop:value=name on:input=move |ev| set_name(event_target_value(&ev)) />
                <input class="entry" type="text" autocomplete="off" placeholder="Value" aria-label=format!("Value {} of {key}", index + 1) prop:value=value on:input=move |ev| set_value(event_target_value(&ev)) />
                <Drop name=format!("Remove row {} of {key}", index + 1) title="Remove this row" on_drop=remove />
            </div>
        }
    };
    view! {
        <div class="send__rows" role="group" aria-label=key title=help>
            <For each=move || 0..count.get() key=|index| *index children=row />
            <Add words="Add" title=format!("Add a row to {key}") on_add=move || rows.update(|rows| rows.push(Default::default())) />
        </div>
    }
}
