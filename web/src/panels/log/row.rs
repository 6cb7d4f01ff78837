//! A line of the log with its parts: each but the time and the words keeps only lines like it.

use crate::shell::use_dispatch;
use crate::widgets::mark::Mark;
use editor::RecordId;
use editor::command::{Command, PlaybackCommand, ViewCommand};
use editor::text::time_text;
use editor::view::LogLine;
use editor::view::told::log::Chip;
use leptos::prelude::*;

/// A row of the list, at its place in it.
#[component]
pub(super) fn Row(
    /// What it says.
    line: LogLine,
    /// Its place among all lines, from 0.
    place: Memo<usize>,
    /// How high a row is [CSS px].
    row_px: Memo<usize>,
    /// The row that is in the order of the Tab key.
    reachable: Memo<Option<RecordId>>,
    /// The row that somebody was at last.
    visited: RwSignal<Option<RecordId>>,
) -> impl IntoView {
    let dispatch = use_dispatch();
    let record = line.record;
    let view = move |command: ViewCommand| dispatch(Command::View(command));
    let light = move || {
        visited.set(Some(record));
        view(ViewCommand::Light(Some(record)));
    };
    let seek = move |_| dispatch(Command::Playback(PlaybackCommand::SeekRecord(record)));
    let tab = move || if reachable.get() == Some(record) { "0" } else { "-1" };
    view! {
        <div
            class="log__row"
            role="row"
            aria-rowindex=move || place.get() + 1
            data-record=record.0
            data-row=place
            style:--log-top=move || format!("{}px", place.get() * row_px.get())
            on:pointerenter=move |_| light()
            on:focusin=move |_| light()
        >
            <button class="log__seek" type="button" role="gridcell" tabindex=tab title="Go to this instant" on:click=seek>
                {time_text::instant(line.at)}
            </button>
            <Ending line=line.clone() />
            <NodeChip line=line.clone() />
            <MessageChip line=line.clone() />
            <button class="log__what" type="button" role="gridcell" tabindex="-1" title="Go to this instant" on:click=seek>
                {line.text.to_string()}
            </button>
            <button
                class="log__why"
                type="button"
                role="gridcell"
                tabindex="-1"
                title=format!("Why? {}", line.reason)
                on:click=move |_| view(ViewCommand::Ask(Some(record)))
            >
                <span class="log__why-word">"Why?"</span>
                <span class="log__reason">{line.reason.to_string()}</span>
            </button>
        </div>
    }
}

#[component]
fn Ending(line: LogLine) -> impl IntoView {
    let dispatch = use_dispatch();
    let mark = view! { <Mark tone=line.tone shape=line.shape /> };
    let Some(outcome) = line.outcome else {
        return view! { <span class="log__ending" role="gridcell">{mark}</span> }.into_any();
    };
    let label = format!("Show only {}", outcome.label());
    let add = move |_| dispatch(Command::View(ViewCommand::AddChip(Chip::Outcome(outcome))));
    view! {
        <button class="log__ending" type="button" role="gridcell" tabindex="-1" title=label.clone() aria-label=label on:click=add>
            {mark}
        </button>
    }
    .into_any()
}

#[component]
fn NodeChip(line: LogLine) -> impl IntoView {
    let dispatch = use_dispatch();
    let chip = StoredValue::new(Chip::Node(line.id));
    let title = format!("Show only {}", line.node);
    view! {
        <button
            class="log__node"
            type="button"
            role="gridcell"
            tabindex="-1"
            title=title
            on:click=move |_| dispatch(Command::View(ViewCommand::AddChip(chip.get_value())))
        >
            {line.node.to_string()}
        </button>
    }
}

/// The message: a click follows it, and keeps only its lines.
#[component]
fn MessageChip(line: LogLine) -> impl IntoView {
    let dispatch = use_dispatch();
    let Some(message) = line.message else {
        return view! { <span class="log__message" role="gridcell"></span> }.into_any();
    };
    let follow = move |_| {
        dispatch(Command::View(ViewCommand::AddChip(Chip::Message(message))));
        dispatch(Command::View(ViewCommand::SelectMessage(Some(message))));
    };
    let title = format!("Show only m{}, and its life", message.0);
    view! {
        <button class="log__message" type="button" role="gridcell" tabindex="-1" title=title on:click=follow>
            {format!("m{}", message.0)}
        </button>
    }
    .into_any()
}
