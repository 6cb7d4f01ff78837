//! Play and its neighbours.

use crate::panels::tool::keys_of;
use crate::shell::{elements, use_desk, use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use editor::actions::{self, Action};
use editor::command::{Command, PlaybackCommand, StepTo};
use leptos::prelude::*;

/// What a step can go to, with the words of the choice.
const STEPS: [(Option<StepTo>, &str); 4] = [
    (None, "event"),
    (Some(StepTo::AtNode), "event at the selected card"),
    (Some(StepTo::OfMessage), "event of the followed message"),
    (Some(StepTo::Failure), "failure"),
];

/// Restart, step back, play or pause, step.
#[component]
pub(super) fn Buttons() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let playing = Memo::new(move |_| slices.transport.with(|it| it.playing));
    let play = move |command: PlaybackCommand| dispatch(Command::Playback(command));
    let desk = use_desk();
    let choose = move |ev| {
        let chosen = event_target_value(&ev);
        desk.step_to.set(STEPS.iter().find(|(_, words)| *words == chosen).and_then(|(to, _)| *to));
    };
    let keyboard = elements::keyboard();
    let hint = move |action: &Action| action.hint(keyboard);
    let word = move || if playing.get() { "Pause" } else { "Play" };
    view! {
        <div class="transport__buttons" role="group" aria-label="Playback">
            <button class="transport__button" type="button" title=hint(&actions::RESTART) aria-keyshortcuts=keys_of(&actions::RESTART) aria-label="Back to the start" on:click=move |_| play(PlaybackCommand::ToStart)>
                <Icon name="restart" />
            </button>
            <button class="transport__button" type="button" title=hint(&actions::STEP_BACK) aria-keyshortcuts=keys_of(&actions::STEP_BACK) aria-label="One event back" on:click=move |_| play(PlaybackCommand::StepBack)>
                <Icon name="step-back" />
            </button>
            <button
                class="transport__play"
                type="button"
                title=move || actions::PLAY.hint_as(word(), keyboard)
                aria-label=word
                aria-keyshortcuts=keys_of(&actions::PLAY)
                on:click=move |_| play(PlaybackCommand::Toggle)
            >
                {move || view! { <Icon name=if playing.get() { "pause" } else { "play" } /> }}
            </button>
            <button class="transport__button" type="button" title=hint(&actions::STEP) aria-keyshortcuts=keys_of(&actions::STEP) aria-label="To the next event" on:click=move |_| play(desk.step_to.get_untracked().map_or(PlaybackCommand::StepForward, PlaybackCommand::StepTo))>
                <Icon name="step" />
            </button>
            <select class="transport__step-to" title="What a step goes to" aria-label="What a step goes to" on:change=choose>
                {STEPS.iter().map(|(_, words)| view! { <option value=*words>{*words}</option> }).collect_view()}
            </select>
        </div>
    }
}
