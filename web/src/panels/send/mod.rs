//! A message by hand: with its input open to change, one, ten or a hundred times.

pub(crate) mod form;
pub(crate) mod form_text;

use crate::shell::use_dispatch;
use crate::widgets::icon::Icon;
use editor::command::{ActCommand, Command, PlaybackCommand};
use editor::view::ActionView;
use form::Form;
use form_text::FormText;
use leptos::prelude::*;
use std::sync::Arc;

/// How many a person sends with one click.
const COUNTS: [u32; 3] = [1, 10, 100];

/// A send, one, ten or a hundred times, with its input open to change.
#[component]
pub(crate) fn Send(
    /// The node that receives.
    id: Arc<str>,
    /// What to send.
    action: ActionView,
) -> impl IntoView {
    let dispatch = use_dispatch();
    let begun = action.input.clone();
    let input = FormText::over(move || begun.to_string());
    let name = action.name.clone();
    let (shown, shown_name) = (action.clone(), action.name.clone());
    // What a click would send, in one line.
    let summary = move || {
        let input = input.get();
        let one_line = input.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{shown_name} {one_line}")
    };
    let send = move |count: u32| {
        let (to, action, input) = (id.clone(), name.clone(), input.get_untracked().into());
        dispatch(Command::Act(ActCommand::Send { to, action, input, count }));
        // Who sends wants to see it go.
        dispatch(Command::Playback(PlaybackCommand::Play));
    };
    let label = action.label.to_string();
    let button = |count: u32| {
        let send = send.clone();
        let text = format!("×{count}");
        let title = format!("{label}: {count}");
        view! {
            <button class="send__count" type="button" title=title.clone() aria-label=title on:click=move |_| send(count)>
                {text}
            </button>
        }
    };
    view! {
        <div class="send">
            <div class="send__row">
                <span class="send__label"><Icon name="send" />{action.label.to_string()}</span>
                {COUNTS.map(button).into_iter().collect_view()}
            </div>
            <details class="send__more">
                <summary class="send__input-name">{summary}</summary>
                <Form action=shown input />
            </details>
        </div>
    }
}
