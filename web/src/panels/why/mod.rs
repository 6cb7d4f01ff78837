//! The answer to "Why?": the rule that decided, with the numbers of this very case, where it stands, and what led to it.

use crate::panels::line::Line;
use crate::shell::{elements, use_desk, use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use crate::widgets::told::Told;
use editor::actions;
use editor::command::{Command, PlaybackCommand, ViewCommand};
use editor::text::time_text;
use editor::view::WhyView;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// The card, while something is asked.
#[component]
pub(crate) fn Why() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let desk = use_desk();
    let close = move |_| dispatch(Command::View(ViewCommand::Ask(None)));
    let is_asked = Memo::new(move |_| slices.why.with(Option::is_some));
    let told =
        Signal::derive(move || slices.why.with(|why| why.as_ref().map(|it| it.what.to_string()).unwrap_or_default()));
    view! {
        <Told words=told />
        <Show when=move || is_asked.get()>
            <section class="why" aria-label="Why?" data-focus="back" data-tall=move || desk.sheet_tall.get().to_string()>
                <header class="why__head">
                    {move || slices.why.get().map(|why| view! { <Asked why /> })}
                    <button class="why__close" type="button" aria-label="Close" title=actions::LET_GO.hint_as("Close", elements::keyboard()) on:click=close>
                        <Icon name="close" />
                    </button>
                </header>
                {move || slices.why.get().map(|why| view! { <Answer why=WhyView::clone(&why) /> })}
            </section>
        </Show>
    }
}

/// What is asked about. Who asks by keyboard reads on from here.
#[component]
fn Asked(why: Arc<WhyView>) -> impl IntoView {
    let heading = NodeRef::<html::H2>::new();
    heading.on_load(|heading| {
        if elements::is_by_keyboard() {
            elements::focus_on(&heading);
        }
    });
    view! {
        <div>
            <p class="why__at">{time_text::instant(why.at)}</p>
            <h2 class="why__what" tabindex="-1" node_ref=heading>{why.what.to_string()}</h2>
        </div>
    }
}

#[component]
fn Answer(why: WhyView) -> impl IntoView {
    let dispatch = use_dispatch();
    let shown =
        |text: &str, class: &'static str| (!text.is_empty()).then(|| view! { <p class=class>{text.to_owned()}</p> });
    let follow = why.message.map(|message| {
        view! {
            <button
                class="why__message"
                type="button"
                title="Its life, and what it carries"
                on:click=move |_| dispatch(Command::View(ViewCommand::SelectMessage(Some(message))))
            >
                {format!("The whole life of m{}", message.0)}
            </button>
        }
    });
    view! {
        {why.deed.clone().map(|deed| view! {
            <button
                class="why__deed"
                type="button"
                title="Go to the instant at which it was done"
                on:click=move |_| dispatch(Command::Playback(PlaybackCommand::SeekRecord(deed.record)))
            >
                {deed.text.to_string()}
            </button>
        })}
        {shown(&why.numbers, "why__numbers")}
        {(!why.tries.is_empty()).then(|| view! {
            <h3 class="why__causes-title">"What came of it before"</h3>
            <ol class="why__causes">
                {why.tries.iter().cloned().map(|line| view! { <li><Line line plain=true /></li> }).collect_view()}
            </ol>
        })}
        {shown(&why.rule, "why__rule")}
        <Source why=why.clone() />
        {(!why.causes.is_empty()).then(|| view! {
            <h3 class="why__causes-title">"What led to it"</h3>
            <ol class="why__causes">
                {why.causes.iter().cloned().map(|line| view! { <li><Line line /></li> }).collect_view()}
            </ol>
        })}
        {follow}
    }
}

/// Where the rule stands, and how sure it is.
#[component]
fn Source(why: WhyView) -> impl IntoView {
    (!why.rule_id.is_empty()).then(|| {
        view! {
            <p class="why__source">
                {why.assumed.then(|| view! { <span class="why__assumed">"Assumed: AWS does not publish this"</span> })}
                <span>{why.rule_id.to_string()}" · "{why.source.to_string()}</span>
                {why.link.as_ref().map(|link| view! {
                    <a class="why__link" href=link.to_string() target="_blank" rel="noopener noreferrer">
                        "Read AWS's page, as it is today"
                    </a>
                })}
            </p>
        }
    })
}
