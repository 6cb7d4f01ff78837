//! The messages that the selected card has to do with; arrow keys go from one to the next.

use crate::shell::{elements, use_dispatch, use_shell, use_slices};
use crate::widgets::mark::Mark;
use editor::command::{Command, ViewCommand};
use editor::text::time_text;
use editor::view::LogLine;
use leptos::prelude::*;
use std::sync::Arc;

/// The list.
#[component]
pub(crate) fn Messages() -> impl IntoView {
    let shell = use_shell();
    let slices = use_slices();
    let shown: Memo<Arc<Vec<LogLine>>> = Memo::new(move |_| {
        slices.beat.track();
        shell.ask(editor::Editor::messages_view)
    });
    view! {
        <Show
            when=move || !shown.with(|lines| lines.is_empty())
            fallback=|| view! { <p class="messages__none">"No message has come here yet"</p> }
        >
            <ul class="messages" aria-label="Messages, the newest first" on:keydown=|ev| elements::move_up_and_down(&ev, ".messages__row")>
                <For
                    each=move || shown.get().to_vec()
                    key=|line| line.record
                    children=|line| view! { <li><Row line /></li> }
                />
            </ul>
        </Show>
    }
}

#[component]
fn Row(line: LogLine) -> impl IntoView {
    let dispatch = use_dispatch();
    let record = line.record;
    let view = move |command: ViewCommand| dispatch(Command::View(command));
    view! {
        <button
            class="messages__row"
            type="button"
            title="Its life, and what it carries"
            on:click=move |_| view(ViewCommand::SelectMessage(line.message))
            on:pointerenter=move |_| view(ViewCommand::Light(Some(record)))
            on:pointerleave=move |_| view(ViewCommand::Light(None))
            on:focus=move |_| view(ViewCommand::Light(Some(record)))
            on:blur=move |_| view(ViewCommand::Light(None))
        >
            <span class="messages__name">{line.message.map(|message| format!("m{}", message.0))}</span>
            <Mark tone=line.tone shape=line.shape />
            <span class="messages__text">{line.text.to_string()}</span>
            <span class="messages__time">{time_text::instant(line.at)}</span>
        </button>
    }
}
