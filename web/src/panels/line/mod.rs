//! One line of what happened, as the log, a story and an answer to "Why?" show it.

use crate::shell::use_dispatch;
use crate::widgets::mark::Mark;
use editor::command::{Command, PlaybackCommand, ViewCommand};
use editor::text::time_text;
use editor::view::LogLine;
use leptos::prelude::*;

/// A line: when, where, which message, what; and "Why?" where a rule has the answer.
#[component]
pub(crate) fn Line(
    /// What to show.
    line: LogLine,
    /// Whether the message is left out, because all lines around are about it.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    let dispatch = use_dispatch();
    let record = line.record;
    let message = line.message.filter(|_| !plain);
    let seek = move |_| dispatch(Command::Playback(PlaybackCommand::SeekRecord(record)));
    let follow = move |message| dispatch(Command::View(ViewCommand::SelectMessage(Some(message))));
    let ask = move |_| dispatch(Command::View(ViewCommand::Ask(Some(record))));
    view! {
        <div class="line">
            <button class="line__seek" type="button" title="Go to this instant" on:click=seek>
                <span class="line__time">{time_text::instant(line.at)}</span>
                <Mark tone=line.tone shape=line.shape />
                <span class="line__node">{line.node.to_string()}</span>
                <span class="line__text">{line.text.to_string()}</span>
            </button>
            {message.map(|message| view! {
                <button class="line__message" type="button" title="Follow this message" on:click=move |_| follow(message)>
                    {format!("m{}", message.0)}
                </button>
            })}
            {(!line.reason.is_empty()).then(|| view! {
                <button class="line__why" type="button" title=format!("Why? {}", line.reason) on:click=ask>"Why?"</button>
            })}
        </div>
    }
}
