//! The answer to "Why?": the rule that decided, with the numbers of this very case, and where it stands.

use crate::panels::line::Line;
use crate::shell::{use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use editor::command::{Command, ViewCommand};
use editor::view::WhyView;
use leptos::prelude::*;

/// The card, while something is asked.
#[component]
pub(crate) fn Why() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let close = move |_| dispatch(Command::View(ViewCommand::Ask(None)));
    view! {
        {move || slices.why.get().map(|why| view! {
            <section class="why" aria-label="Why?" aria-live="polite">
                <header class="why__head">
                    <h2 class="why__what">{why.what.to_string()}</h2>
                    <button class="why__close" type="button" aria-label="Close" title="Close (Esc)" on:click=close>
                        <Icon name="close" />
                    </button>
                </header>
                <Answer why=WhyView::clone(&why) />
            </section>
        })}
    }
}

#[component]
fn Answer(why: WhyView) -> impl IntoView {
    let shown =
        |text: &str, class: &'static str| (!text.is_empty()).then(|| view! { <p class=class>{text.to_owned()}</p> });
    view! {
        {shown(&why.rule, "why__rule")}
        {shown(&why.numbers, "why__numbers")}
        <p class="why__source">
            {why.assumed.then(|| view! { <span class="why__assumed">"Assumed: AWS does not publish this"</span> })}
            <span>{why.rule_id.to_string()}" "{why.source.to_string()}</span>
        </p>
        {(!why.causes.is_empty()).then(|| view! {
            <h3 class="why__causes-title">"What led to it"</h3>
            <ol class="why__causes">
                {why.causes.iter().cloned().map(|line| view! { <li><Line line /></li> }).collect_view()}
            </ol>
        })}
    }
}
