//! The invocations of the selected function: its environments over time, and a table.

mod gantt;

use crate::shell::{use_dispatch, use_shell, use_slices};
use crate::widgets::mark::Mark;
use editor::SimDuration;
use editor::command::{Command, PlaybackCommand, ViewCommand};
use editor::text::time_text;
use editor::view::told::invocations::{Invocation, InvocationsView};
use editor::words::grouped;
use gantt::Environments;
use leptos::prelude::*;
use std::sync::Arc;

/// Spans that the picture may have, with their words [s].
const SPANS: [(u64, &str); 4] = [(10, "10 s"), (60, "1 min"), (600, "10 min"), (86_400, "all")];

/// What is said of each invocation: four in a line, and below them the last.
const HEADS: [&str; 9] = ["Start", "Outcome", "Duration", "Billed", "Message", "Try", "Init", "Env.", "Request id"];

/// The invocations.
#[component]
pub(crate) fn Invocations() -> impl IntoView {
    let shell = use_shell();
    let slices = use_slices();
    let seconds = RwSignal::new(60_u64);
    let shown: Memo<Arc<InvocationsView>> = Memo::new(move |_| {
        slices.beat.track();
        let span = SimDuration::from_secs(seconds.get());
        shell.ask(|editor| editor.invocations_view(span))
    });
    let rows = Memo::new(move |_| shown.with(|view| view.rows.clone()));
    let choose = move |ev| {
        if let Ok(chosen) = event_target_value(&ev).parse() {
            seconds.set(chosen);
        }
    };
    view! {
        <div class="invocations">
            <div class="invocations__head">
                <h3 class="invocations__title">"Environments"</h3>
                <label class="invocations__span">
                    "Last "
                    <select class="invocations__choice" title="How much of the past the picture shows" on:change=choose>
                        {SPANS.map(|(value, words)| view! { <option value=value.to_string() selected=value == 60>{words}</option> }).into_iter().collect_view()}
                    </select>
                </label>
            </div>
            <Show when=move || !rows.with(Vec::is_empty) fallback=|| view! { <p class="invocations__none">"It has not run yet"</p> }>
                <Environments shown />
                <p class="invocations__legend">"hatched: init · filled: busy, by outcome · thin: idle"</p>
                <div class="invocations__rows" tabindex="0">
                    // A row takes several lines, so that nothing is cut: what a table is by itself has to be said then.
                    <table class="invocations__table" role="table" aria-label="Invocations, the newest first">
                        <thead role="rowgroup"><tr class="invocations__row" role="row">
                            {HEADS.map(|name| view! { <th class="invocations__cell" role="columnheader" scope="col">{name}</th> }).into_iter().collect_view()}
                        </tr></thead>
                        <tbody role="rowgroup">
                            <For each=move || rows.get() key=|row| (row.record, row.duration) children=|row| view! { <TableRow row /> } />
                        </tbody>
                    </table>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn TableRow(row: Invocation) -> impl IntoView {
    let dispatch = use_dispatch();
    let (record, message) = (row.record, row.message);
    let seek = move |_| dispatch(Command::Playback(PlaybackCommand::SeekRecord(record)));
    let follow = move |_| dispatch(Command::View(ViewCommand::SelectMessage(Some(message))));
    let (tone, shape) = row.look();
    let cell = |text: String| view! { <td class="invocations__cell" role="cell">{text}</td> };
    let span = |span: Option<SimDuration>| span.map(|span| span.to_string()).unwrap_or_default();
    view! {
        <tr class="invocations__row" role="row">
            <td class="invocations__cell" role="cell">
                <button class="invocations__go" type="button" title="Go to the start of this invocation" on:click=seek>{time_text::instant(row.start)}</button>
            </td>
            <td class="invocations__cell" role="cell"><span class="invocations__outcome"><Mark tone shape />{row.outcome_words()}</span></td>
            {cell(span(row.duration))}
            {cell(row.billed_ms.map(|ms| format!("{} ms", grouped(ms.into()))).unwrap_or_default())}
            <td class="invocations__cell" role="cell">
                <button class="invocations__go" type="button" title="The life of this message" on:click=follow>{format!("m{}", message.0)}</button>
            </td>
            {cell(row.attempt.to_string())}
            {cell(span(row.init))}
            {cell(row.environment.to_string())}
            {cell(row.request.to_string())}
        </tr>
    }
}
