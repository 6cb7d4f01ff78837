//! From what a message was made, and what was made of it: a tree to walk.

use super::Shown;
use crate::shell::{elements, use_dispatch};
use editor::command::{Command, ViewCommand};
use editor::text::time_text;
use editor::view::told::family::Relative;
use leptos::prelude::*;

/// The family.
#[component]
pub(super) fn Family(shown: Shown) -> impl IntoView {
    let family = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.family.clone()).unwrap_or_default()));
    view! {
        <Show when=move || !family.with(Vec::is_empty)>
            <h3 class="story__subtitle">"Where it comes from, and what was made of it"</h3>
            <ul class="story__family" on:keydown=|ev| elements::move_up_and_down(&ev, ".story__relative")>
                <For
                    each=move || family.get()
                    key=|it| (it.message, it.depth, it.own, it.node.clone())
                    children=|relative| view! { <li><One relative /></li> }
                />
            </ul>
        </Show>
    }
}

#[component]
fn One(relative: Relative) -> impl IntoView {
    let dispatch = use_dispatch();
    let message = relative.message;
    view! {
        <button
            class="story__relative"
            type="button"
            aria-current=relative.own.then_some("true")
            title="The life of this message"
            style:--story-depth=relative.depth.to_string()
            on:click=move |_| dispatch(Command::View(ViewCommand::SelectMessage(Some(message))))
        >
            <span class="story__relative-name">{format!("m{}", message.0)}</span>
            <span class="story__relative-node">{relative.node.to_string()}</span>
            <span class="story__relative-time">{time_text::instant(relative.at)}</span>
        </button>
    }
}
