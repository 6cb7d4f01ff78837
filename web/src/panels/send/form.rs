//! The form of an action, with its JSON as the other way to write the same.

use super::form_text::FormText;
use crate::widgets::entry::{Add, Drop, Idle};
use crate::widgets::ids;
use crate::widgets::told::Told;
use editor::text::broken;
use editor::text::form::{self, Kind};
use editor::text::rows::Rows;
use editor::view::{ActionView, InputEntry, InputView};
use leptos::prelude::*;

/// Of a name that a row above has as well.
const TWICE: &str = "This name stands twice: only the first is sent";

/// The fields of an action's input, those that people fill in first before the folded rest, and its JSON.
#[component]
pub(crate) fn Form(
    /// The action.
    action: ActionView,
    /// Its input, as JSON.
    input: FormText,
) -> impl IntoView {
    let (first, others): (Vec<_>, Vec<_>) = action.inputs.iter().cloned().partition(|field| field.first);
    // What the input names already is seen, whether or not people fill it in first.
    let is_used = |field: &InputView| !form::get(&input.get_untracked(), field.key).is_empty();
    let (used, others): (Vec<_>, Vec<_>) = others.into_iter().partition(is_used);
    let field = move |field: InputView| view! { <Input field input /> };
    let problem = move || broken::problem(&input.get());
    let about = ids::unique("send-problem");
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
            <Told words=Signal::derive(move || problem().unwrap_or_default()) />
            // Above the text, whose end may lie out of sight.
            <div id=about.clone()>{move || problem().map(|it| view! { <p class="send__problem">{it}</p> })}</div>
            <details class="send__raw">
                <summary class="send__others-title">"As JSON"</summary>
                <textarea
                    class="entry--lines"
                    rows="7"
                    spellcheck="false"
                    aria-label=format!("Input of {}, as JSON", action.name)
                    aria-describedby=about
                    aria-invalid=move || problem().is_some().to_string()
                    prop:value=move || input.get()
                    on:input=move |ev| input.set(event_target_value(&ev))
                ></textarea>
            </details>
        </div>
    }
}

/// A field of the form.
#[component]
fn Input(field: InputView, input: FormText) -> impl IntoView {
    let InputView { key, entry, help, idle, .. } = field;
    let get = move || form::get(&input.get(), key);
    let put = move |kind: Kind, text: String| input.change(|json| form::with(json, key, kind, &text));
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
        InputEntry::Rows { typed } => view! { <RowList key typed input help /> }.into_any(),
    };
    view! {
        <div class="send__field">
            <span class="send__field-name" title=help>{key}<span class="send__unit">{unit}</span></span>
            {control}
            {idle.map(|it| view! { <Idle it /> })}
        </div>
    }
}

/// Rows of names and values: headers, attributes.
#[component]
fn RowList(key: &'static str, typed: bool, input: FormText, help: &'static str) -> impl IntoView {
    // The rows as somebody edited them, with the JSON that they became.
    let edited = RwSignal::new(None::<(String, Rows)>);
    let rows = Memo::new(move |before: Option<&Rows>| {
        let json = input.get();
        let edited = edited.with(|it| it.as_ref().filter(|(of, _)| *of == json).map(|(_, rows)| rows.clone()));
        edited.unwrap_or_else(|| Rows::after(before, &json, key, typed))
    });
    let edit = move |change: &dyn Fn(&mut Rows)| {
        let mut rows = rows.get_untracked();
        change(&mut rows);
        let json = rows.written(&input.get_untracked());
        edited.set(Some((json.clone(), rows)));
        input.set(json);
    };
    let count = Memo::new(move |_| rows.with(Rows::count));
    let row = move |index: usize| view! { <RowFields key index rows edit /> };
    view! {
        <div class="send__rows" role="group" aria-label=key title=help>
            <For each=move || 0..count.get() key=|index| *index children=row />
            <Add words="Add" title=format!("Add a row to {key}") on_add=move || edit(&Rows::add) />
        </div>
    }
}

/// One row: its name and its value.
#[component]
fn RowFields(
    key: &'static str,
    index: usize,
    rows: Memo<Rows>,
    edit: impl Fn(&dyn Fn(&mut Rows)) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let name = move || rows.with(|rows| rows.row(index).map(|row| row.name().to_owned()).unwrap_or_default());
    let value = move || rows.with(|rows| rows.row(index).map(|row| row.text().to_owned()).unwrap_or_default());
    let is_twice = Memo::new(move |_| rows.with(|rows| rows.is_twice(index)));
    let about = ids::unique("send-row");
    let set_name = move |ev| edit(&|rows| rows.set_name(index, &event_target_value(&ev)));
    let set_value = move |ev| edit(&|rows| rows.set_text(index, &event_target_value(&ev)));
    view! {
        <div class="send__pair">
            <input class="entry" type="text" autocomplete="off" placeholder="Name" aria-label=format!("Name {} of {key}", index + 1) aria-invalid=move || is_twice.get().to_string() aria-describedby=about.clone() prop:value=name on:input=set_name />
            <input class="entry" type="text" autocomplete="off" placeholder="Value" aria-label=format!("Value {} of {key}", index + 1) prop:value=value on:input=set_value />
            <Drop name=format!("Remove row {} of {key}", index + 1) title="Remove this row" on_drop=move || edit(&|rows| rows.remove(index)) />
            <Told words=Signal::derive(move || if is_twice.get() { TWICE.to_owned() } else { String::new() }) />
            <div class="send__problem-row" id=about>{move || is_twice.get().then(|| view! { <p class="send__problem">{TWICE}</p> })}</div>
        </div>
    }
}
