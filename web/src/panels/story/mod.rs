//! The life of a message, and what it carries in all its wrappings.

use crate::panels::line::Line;
use crate::shell::{use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use editor::command::{Command, ViewCommand};
use leptos::prelude::*;
use std::sync::Arc;

/// The story of the selected message.
#[component]
pub(crate) fn Story() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let title = Memo::new(move |_| slices.story.with(|it| it.as_ref().map(|it| it.title.clone()).unwrap_or_default()));
    let lines = move || slices.story.with(|it| it.as_ref().map(|it| it.lines.clone()).unwrap_or_default());
    let contents =
        Memo::new(move |_| slices.story.with(|it| it.as_ref().map(|it| it.contents.clone()).unwrap_or_default()));
    let content = |(index, (name, json)): (usize, (Arc<str>, Arc<str>))| {
        view! {
            <details class="story__wrapping" open=index == 0>
                <summary class="story__wrapping-name">{name.to_string()}</summary>
                <pre class="story__json" tabindex="0">{json.to_string()}</pre>
            </details>
        }
    };
    view! {
        <div class="story">
            <header class="story__head">
                <h2 class="story__title">"Message "{move || title.get().to_string()}</h2>
                <button
                    class="story__close"
                    type="button"
                    aria-label="Stop following"
                    title="Stop following"
                    on:click=move |_| dispatch(Command::View(ViewCommand::SelectMessage(None)))
                >
                    <Icon name="close" />
                </button>
            </header>
            <ol class="story__lines">
                <For
                    each=lines
                    key=|line| line.record
                    children=|line| view! { <li class="story__step"><Line line plain=true /></li> }
                />
            </ol>
            <h3 class="story__subtitle">"What it carries"</h3>
            {move || contents.get().into_iter().enumerate().map(content).collect_view()}
        </div>
    }
}
