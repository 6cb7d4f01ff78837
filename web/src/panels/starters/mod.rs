//! Beginnings for an empty canvas: a few cards that are wired already.

use crate::shell::use_dispatch;
use crate::widgets::icon::Icon;
use editor::command::{Command, FileCommand};
use editor::starters::{STARTERS, Starter};
use leptos::prelude::*;

/// All beginnings, each a button.
#[component]
pub(crate) fn Starters() -> impl IntoView {
    let dispatch = use_dispatch();
    let starter = move |(index, starter): (usize, &'static Starter)| {
        let begin = move |_| dispatch(Command::File(FileCommand::BeginWith(index)));
        view! {
            <li>
                <button class="starters__choice" type="button" title="Put these cards here, wired" on:click=begin>
                    <span class="starters__icons">
                        {starter.icons.iter().map(|name| view! { <Icon name=name /> }).collect_view()}
                    </span>
                    <span class="starters__title">{starter.title}</span>
                    <span class="starters__text">{starter.summary}</span>
                </button>
            </li>
        }
    };
    // The canvas takes hold of what is pressed on it, and a button would never be clicked.
    view! {
        <ul class="starters" aria-label="Beginnings" on:pointerdown=|ev| ev.stop_propagation()>
            {STARTERS.iter().enumerate().map(starter).collect_view()}
        </ul>
    }
}
