//! Above the lines: the chips, a field for a text, and what else can be done with the log.

use crate::shell::{elements, use_dispatch};
use crate::widgets::icon::Icon;
use crate::widgets::mark::Mark;
use editor::command::{Command, ViewCommand};
use editor::view::told::log::{Chip, LogHead};
use editor::view::told::outcome::Outcome;
use editor::{LogForm, name_of};
use leptos::prelude::*;

/// The bar.
#[component]
pub(super) fn Bar(
    /// How much log there is.
    head: Memo<LogHead>,
    /// Whether the list stays at its end.
    follows: RwSignal<bool>,
) -> impl IntoView {
    let dispatch = use_dispatch();
    let view = move |command: ViewCommand| dispatch(Command::View(command));
    let filter = move |ev| view(ViewCommand::FilterLog(event_target_value(&ev).into()));
    let copy = move |form: LogForm, words: &'static str, title: &'static str| {
        view! {
            <button class="log__tool" type="button" title=title aria-label=title on:click=move |_| view(ViewCommand::CopyLog(form))>
                {words}
            </button>
        }
    };
    let count = move || head.with(counted);
    view! {
        <div class="log__bar">
            <span class="log__count" title=move || head.with(forgotten)>{count}</span>
            <Outcomes />
            <label class="log__field">
                <Icon name="search" />
                <input
                    class="log__filter"
                    type="search"
                    placeholder="Filter"
                    title="Show only lines that contain this; a message by its name: m17"
                    aria-label="Show only lines that contain this"
                    on:input=filter
                />
            </label>
            <button
                class="log__tool"
                type="button"
                aria-pressed=move || follows.get().to_string()
                title="Stay at the newest line while time goes on"
                on:click=move |_| follows.update(|follows| *follows = !*follows)
            >
                "Follow"
            </button>
            {copy(LogForm::Jsonl, "Copy JSON", "Copy these lines as JSON, one object a line")}
            {copy(LogForm::Csv, "Copy CSV", "Copy these lines as CSV")}
        </div>
    }
}

/// The chips, where any are set, in a row of their own.
#[component]
pub(super) fn Chips(
    /// How much log there is.
    head: Memo<LogHead>,
) -> impl IntoView {
    let dispatch = use_dispatch();
    let chips = Memo::new(move |_| head.with(|head| head.filter.chips.clone()));
    let clear = move |_| dispatch(Command::View(ViewCommand::ClearChips));
    view! {
        <Show when=move || !chips.with(Vec::is_empty)>
            <div class="log__chosen">
                <span class="log__only">"Only"</span>
                <ul class="log__chips" aria-label="Only lines with">
                    <For each=move || chips.get() key=Chip::clone children=|chip| view! { <li><Chosen chip /></li> } />
                </ul>
                <button class="log__tool" type="button" title="Show all lines again" on:click=clear>"Clear"</button>
            </div>
        </Show>
    }
}

/// A chip that is set; a click, Enter or Delete takes it away.
#[component]
fn Chosen(chip: Chip) -> impl IntoView {
    let dispatch = use_dispatch();
    let words = chip_words(&chip);
    let mark = if let Chip::Outcome(outcome) = &chip { Some(outcome.look()) } else { None };
    let label = format!("Stop showing only {words}");
    let remove = StoredValue::new(ViewCommand::RemoveChip(chip));
    let remove = move || {
        dispatch(Command::View(remove.get_value()));
        // The chip is gone: the focus stays among the filters.
        request_animation_frame(|| elements::focus(".log__filter"));
    };
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        if matches!(ev.key().as_str(), "Delete" | "Backspace") {
            ev.stop_propagation();
            remove();
        }
    };
    view! {
        <button class="log__chip" type="button" title=label.clone() aria-label=label on:click=move |_| remove() on:keydown=on_key>
            {mark.map(|(tone, shape)| view! { <Mark tone shape /> })}
            <span>{words}</span>
            <Icon name="close" />
        </button>
    }
}

/// The menu of outcomes.
#[component]
fn Outcomes() -> impl IntoView {
    let dispatch = use_dispatch();
    let choose = move |ev: leptos::ev::Event| {
        let chosen = event_target_value(&ev);
        if let Some(outcome) = Outcome::ALL.into_iter().find(|outcome| outcome.label() == chosen) {
            dispatch(Command::View(ViewCommand::AddChip(Chip::Outcome(outcome))));
        }
    };
    view! {
        <select class="log__outcomes" aria-label="Show only lines with an outcome" title="Show only lines with an outcome" prop:value="" on:change=move |ev| {
            choose(ev.clone());
            elements::choose_first(&ev);
        }>
            <option value="">"Outcome"</option>
            {Outcome::ALL.map(|outcome| view! { <option value=outcome.label()>{outcome.label()}</option> }).into_iter().collect_view()}
        </select>
    }
}

fn chip_words(chip: &Chip) -> String {
    match chip {
        Chip::Node(id) => name_of(id).to_owned(),
        Chip::Message(message) => format!("m{}", message.0),
        Chip::Outcome(outcome) => outcome.label().to_owned(),
    }
}

fn counted(head: &LogHead) -> String {
    let lines = editor::words::grouped(head.lines as u64);
    let more = if head.forgotten || head.dropped > 0 { "+" } else { "" };
    format!("{lines}{more} {}", if head.lines == 1 { "line" } else { "lines" })
}

fn forgotten(head: &LogHead) -> &'static str {
    if head.forgotten || head.dropped > 0 {
        "Earlier lines are not kept: go back in time to see them"
    } else {
        "All that has happened"
    }
}
