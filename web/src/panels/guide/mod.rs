//! The first minute: three short steps over the canvas, which follow what the person does and can be put away.

use crate::shell::{use_desk, use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use editor::command::{ActCommand, Command, PlaybackCommand};
use editor::guide::GuideStep;
use leptos::prelude::*;
use std::sync::Arc;

/// The steps, until they are put away. They begin with something to watch, so they wait for traffic: an empty canvas
/// has its own invitation, and one that is being built does not move away from under the hand.
#[component]
pub(crate) fn GuideSteps() -> impl IntoView {
    let desk = use_desk();
    let slices = use_slices();
    let some = Memo::new(move |_| slices.run.with(|run| run.has_traffic));
    let over = Memo::new(move |_| slices.guide.with(|guide| guide.now.is_none()));
    view! {
        <Show when=move || desk.guide.get() && some.get()>
            <section class="guide" aria-label="First steps" data-over=move || over.get().to_string()>
                <Show when=move || over.get() fallback=|| view! { <Steps /> }>
                    <p class="guide__end" role="status">
                        <Icon name="check" />
                        "That is all it takes. Build your own with New, or try another template of the gallery."
                    </p>
                </Show>
                <button
                    class="guide__close"
                    type="button"
                    aria-label="Put the first steps away"
                    title="Put the first steps away; Help brings them back"
                    on:click=move |_| desk.show_guide(false)
                >
                    <Icon name="close" />
                </button>
            </section>
        </Show>
    }
}

#[component]
fn Steps() -> impl IntoView {
    let slices = use_slices();
    let row = move |(number, (step, title, text, done)): (usize, (GuideStep, &'static str, Arc<str>, bool))| {
        let is_now = move || slices.guide.with(|guide| guide.now == Some(step));
        view! {
            <li
                class="guide__step"
                data-done=done.to_string()
                aria-current=move || is_now().then_some("step")
            >
                <span class="guide__number" aria-hidden="true">
                    {if done { view! { <Icon name="check" /> }.into_any() } else { (number + 1).to_string().into_any() }}
                </span>
                <span class="guide__words">
                    <strong class="guide__title">{title}{done.then(|| view! { <span class="guide__hidden">", done"</span> })}</strong>
                    <span class="guide__text">{text.to_string()}</span>
                </span>
                <Show when=move || step == GuideStep::Act && is_now()><Deeds /></Show>
            </li>
        }
    };
    view! {
        <ol class="guide__steps">
            {move || slices.guide.get().steps.iter().cloned().enumerate().map(row).collect_view()}
        </ol>
    }
}

/// What can be done at once.
#[component]
fn Deeds() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let deed = move |(label, command): (Arc<str>, ActCommand), title: &'static str| {
        let act = move |_| {
            dispatch(Command::Act(command.clone()));
            dispatch(Command::Playback(PlaybackCommand::Play));
        };
        view! { <button class="guide__deed" type="button" title=title on:click=act>{label.to_string()}</button> }
    };
    view! {
        <span class="guide__deeds">
            {move || slices.guide.with(|guide| guide.send.clone()).map(|it| deed(it, "Send it now; more of it under the card's own actions"))}
            {move || slices.guide.with(|guide| guide.fail.clone()).map(|it| deed(it, "Its next run fails, and you see what AWS does about it"))}
        </span>
    }
}

/// Points at the card that is to be clicked.
#[component]
pub(crate) fn GuidePointer() -> impl IntoView {
    let desk = use_desk();
    let slices = use_slices();
    let place = Memo::new(move |_| {
        let id = slices.guide.with(|guide| guide.at.clone())?;
        let rect = slices.graph.with(|graph| graph.nodes.iter().find(|node| node.id == id).map(|node| node.rect))?;
        // Beside the head: above and below stand other cards, and over the body its picture is drawn.
        Some((rect.origin.x + rect.width, rect.origin.y))
    });
    view! {
        {move || place.get().filter(|_| desk.guide.get()).map(|(x, y)| view! {
            <span
                class="guide__pointer"
                aria-hidden="true"
                style:left=format!("{x}px")
                style:top=format!("{y}px")
            >
                "Click this card"
            </span>
        })}
    }
}
