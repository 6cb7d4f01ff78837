//! The steps of a life, from top to bottom, with the waits between them.

use super::Shown;
use crate::panels::line::Line;
use editor::view::Step;
use leptos::prelude::*;

/// The steps.
#[component]
pub(super) fn Steps(shown: Shown) -> impl IntoView {
    let steps = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.steps.clone()).unwrap_or_default()));
    view! {
        <Show when=move || steps.with(Vec::is_empty)>
            <p class="story__none">"Nothing yet: at this instant it is not sent"</p>
        </Show>
        <ol class="story__steps">
            <For each=move || steps.get() key=|step| step.line.record children=|step| view! { <One step /> } />
        </ol>
    }
}

#[component]
fn One(step: Step) -> impl IntoView {
    let gap = step.gap.map(|gap| view! { <p class="story__gap">{gap.to_string()}" later"</p> });
    view! {
        <li class="story__step">
            {gap}
            <Line line=step.line plain=true />
        </li>
    }
}
