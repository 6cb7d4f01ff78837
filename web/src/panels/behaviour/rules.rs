//! Rules of failure: each a sentence that opens into what it is made of.

use crate::panels::field::Notices;
use crate::shell::{use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use editor::command::{Command, SetupCommand};
use editor::text::form;
use editor::view::inspect::behaviour::{FAILURES, NEW_RULES, RuleView, RulesView, rule_with};
use leptos::prelude::*;
use std::sync::Arc;

/// The parts of a rule that are a line each: key, words, what to write.
const LINES: [(&str, &str, &str); 5] = [
    ("Probability", "Part of all", "From 0 to 1: 0.1 is one in ten"),
    ("FirstAttempts", "First attempts", "How many attempts at each event fail"),
    ("From", "From", "An instant of the run: 30s"),
    ("Until", "Until", "An instant of the run: 1m"),
    ("After", "Fails after", "How long it takes to fail; as long as a success unless set"),
];

/// A list of rules; the first that holds decides.
#[component]
pub(super) fn Rules(list: Memo<Option<RulesView>>) -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let (key, title) = list.get_untracked().map_or(("Fails", ""), |list| (list.key, list.title));
    let sees_events = list.get_untracked().is_some_and(|list| list.sees_events);
    let set = move |index: usize, value: String| {
        if let Some(function) = slices.behaviour.with_untracked(|it| it.as_ref().map(|it| it.function.clone())) {
            let (path, value) = (format!("{key}.{index}").into(), value.into());
            dispatch(Command::Setup(SetupCommand::Behave { function, path, value }));
        }
    };
    let count = Memo::new(move |_| list.with(|list| list.as_ref().map_or(0, |list| list.rules.len())));
    let idle = Memo::new(move |_| list.with(|list| list.as_ref().and_then(|list| list.idle.clone())));
    let rule = move |index: usize| {
        let rule = Memo::new(move |_| list.with(|list| list.as_ref()?.rules.get(index).cloned()));
        view! { <Rule rule index list=key sees_events set=move |value| set(index, value) /> }
    };
    let add = move |(words, json, needs_event): (&'static str, &'static str, bool)| {
        (sees_events || !needs_event).then(|| view! {
            <button class="behaviour__add" type="button" title=format!("Add a rule: {json}") on:click=move |_| set(count.get_untracked(), json.to_owned())>
                <Icon name="plus" />
                {words}
            </button>
        })
    };
    // A list that says nothing, of what people seldom ask for, need not be seen.
    let folded = key != "Fails" && count.get_untracked() == 0;
    view! {
        <details class="behaviour__rules" open=!folded>
            <summary class="behaviour__rules-title" title=format!("{key} in Metadata.Lambdarium: the first rule that holds decides")>
                {title}
                <span class="behaviour__count">{move || match count.get() { 0 => "never".to_owned(), count => count.to_string() }}</span>
            </summary>
            {move || idle.get().map(|it| view! { <p class="behaviour__idle">{format!("No effect here: {}", it.reason)}</p> })}
            <ol class="behaviour__list">
                <For each=move || 0..count.get() key=|index| *index children=rule />
            </ol>
            <div class="behaviour__adds" role="group" aria-label=format!("Add a rule: {title}")>
                {NEW_RULES.map(add).into_iter().collect_view()}
            </div>
        </details>
    }
}

/// A rule as a sentence, open to change.
#[component]
fn Rule(
    rule: Memo<Option<RuleView>>,
    index: usize,
    list: &'static str,
    sees_events: bool,
    set: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let json = move || rule.with(|rule| rule.as_ref().map(|rule| rule.json.clone()).unwrap_or_else(|| Arc::from("{}")));
    let words = move || rule.with(|rule| rule.as_ref().map(|rule| rule.words.to_string()).unwrap_or_default());
    let notices =
        Memo::new(move |_| rule.with(|rule| rule.as_ref().map(|rule| rule.notices.clone()).unwrap_or_default()));
    let change = move |key: &'static str, text: String| set(rule_with(&json(), key, &text));
    let line = move |(key, words, help): (&'static str, &'static str, &'static str)| {
        (sees_events || key != "FirstAttempts").then(|| {
            view! {
                <label class="behaviour__part">
                    <span class="behaviour__part-name">{words}</span>
                    <input
                        class="behaviour__input"
                        type="text"
                        autocomplete="off"
                        title=help
                        placeholder="Any"
                        aria-label=format!("{key} of rule {} of {list}", index + 1)
                        prop:value=move || form::get(&json(), key)
                        on:change=move |ev| change(key, event_target_value(&ev))
                    />
                </label>
            }
        })
    };
    let failure = move |(name, words): (&'static str, &'static str)| {
        let chosen = move || {
            let how = form::get(&json(), "How");
            how == name || how.is_empty() && name == "Error"
        };
        view! { <option value=name prop:selected=chosen>{words}</option> }
    };
    view! {
        <li class="behaviour__rule">
            <details class="behaviour__rule-details">
                <summary class="behaviour__rule-words">{words}</summary>
                <div class="behaviour__rule-parts">
                    <label class="behaviour__part">
                        <span class="behaviour__part-name">"Then it"</span>
                        <select class="behaviour__input" aria-label=format!("How of rule {} of {list}", index + 1) on:change=move |ev| change("How", event_target_value(&ev))>
                            {FAILURES.map(failure).into_iter().collect_view()}
                        </select>
                    </label>
                    {LINES.map(line).into_iter().collect_view()}
                    {sees_events.then(|| view! {
                        <label class="behaviour__match">
                            <span class="behaviour__part-name">"Events that match"</span>
                            <textarea
                                class="behaviour__lines"
                                rows="4"
                                spellcheck="false"
                                placeholder="Any event"
                                title="An EventBridge pattern, asked of the event that the function receives"
                                aria-label=format!("Match of rule {} of {list}", index + 1)
                                prop:value=move || form::get(&json(), "Match")
                                on:change=move |ev| change("Match", event_target_value(&ev))
                            ></textarea>
                        </label>
                    })}
                </div>
            </details>
            <button
                class="behaviour__remove"
                type="button"
                aria-label=move || format!("Remove the rule: {}", words())
                title="Remove this rule"
                on:click=move |_| set(String::new())
            >
                <Icon name="close" />
            </button>
            <Notices notices />
        </li>
    }
}
