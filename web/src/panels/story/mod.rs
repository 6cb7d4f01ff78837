//! The life of a message: where it stands, what happened when, its family, and what it carries in all its wrappings.

mod contents;
mod family;
mod steps;

use crate::shell::{use_dispatch, use_shell, use_slices};
use crate::widgets::icon::Icon;
use contents::Contents;
use editor::MessageId;
use editor::command::{ActCommand, Command, ViewCommand};
use editor::view::told::log::Chip;
use editor::view::{ActionView, StoryView};
use family::Family;
use leptos::prelude::*;
use std::sync::Arc;
use steps::Steps;

/// What is shown, where a message is followed.
type Shown = Signal<Option<Arc<StoryView>>>;

/// The story of the selected message.
#[component]
pub(crate) fn Story() -> impl IntoView {
    let shown: Shown = use_slices().story.into();
    view! {
        <div class="story" data-focus="back">
            <Head shown />
            <Facts shown />
            <Acts shown />
            <h3 class="story__subtitle">"What happened to it"</h3>
            <Steps shown />
            <Family shown />
            <Contents shown />
        </div>
    }
}

#[component]
fn Head(shown: Shown) -> impl IntoView {
    let slices = use_slices();
    let shell = use_shell();
    let dispatch = use_dispatch();
    let title = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.title.clone()).unwrap_or_default()));
    let message = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.message)));
    let follows = Memo::new(move |_| {
        slices.beat.track();
        message.get().is_some_and(|message| shell.ask(|editor| editor.follows(message)))
    });
    let follow = move |_| {
        if let Some(message) = message.get_untracked() {
            dispatch(Command::View(ViewCommand::Follow { message, on: !follows.get_untracked() }));
        }
    };
    let close = move |_| {
        drop_chip(dispatch, message.get_untracked());
        dispatch(Command::View(ViewCommand::SelectMessage(None)));
    };
    view! {
        <header class="story__head">
            <h2 class="story__title">"Message "{move || title.get().to_string()}</h2>
            <button
                class="story__follow"
                type="button"
                aria-pressed=move || follows.get().to_string()
                title="Keep the log and the canvas on this message"
                on:click=follow
            >
                "Follow"
            </button>
            <button class="story__close" type="button" aria-label="Close the message" title="Close the message" on:click=close>
                <Icon name="close" />
            </button>
        </header>
    }
}

/// A log that keeps only a message shows all again once the message is put away.
fn drop_chip(dispatch: impl Fn(Command), message: Option<MessageId>) {
    if let Some(message) = message {
        dispatch(Command::View(ViewCommand::RemoveChip(Chip::Message(message))));
    }
}

/// Where it stands.
#[component]
fn Facts(shown: Shown) -> impl IntoView {
    let facts = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.facts.clone()).unwrap_or_default()));
    let fact = |(name, text): (&'static str, Arc<str>)| {
        view! {
            <div class="story__fact">
                <dt class="story__fact-name">{name}</dt>
                <dd>{text.to_string()}</dd>
            </div>
        }
    };
    view! { <dl class="story__facts">{move || facts.get().into_iter().map(fact).collect_view()}</dl> }
}

/// What can be done to it where it is.
#[component]
fn Acts(shown: Shown) -> impl IntoView {
    let dispatch = use_dispatch();
    let actions = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.actions.clone()).unwrap_or_default()));
    let button = move |(on, action): (Arc<str>, ActionView)| {
        let label = action.label.to_string();
        let act = ActCommand::Intervene { on, name: action.name, value: action.input };
        view! {
            <button
                class="story__act"
                type="button"
                title="Done now, and recorded with this instant"
                on:click=move |_| dispatch(Command::Act(act.clone()))
            >
                {label}
            </button>
        }
    };
    view! { <div class="story__acts">{move || actions.get().into_iter().map(button).collect_view()}</div> }
}
