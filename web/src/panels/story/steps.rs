//! The steps of a life, from top to bottom, with the waits between them.

use super::Shown;
use crate::panels::line::Line;
use editor::view::Step;
use leptos::prelude::*;

/// The steps.
#[component]
pub(super) fn Steps(shown: Shown) -> impl IntoView {
    let steps = move || shown.with(|it| it.as_ref().map(|it| it.steps.clone()).unwrap_or_default());
    view! {
        <ol class="story__steps">
            <For each=steps key=|step| step.line.record children=|step| view! { <One step /> } />
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
