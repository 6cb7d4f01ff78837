//! Play and its neighbours.

use crate::shell::{use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use editor::command::{Command, PlaybackCommand};
use leptos::prelude::*;

/// Restart, step back, play or pause, step.
#[component]
pub(super) fn Buttons() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let playing = Memo::new(move |_| slices.transport.with(|it| it.playing));
    let play = move |command: PlaybackCommand| dispatch(Command::Playback(command));
    let word = move || if playing.get() { "Pause" } else { "Play" };
    view! {
        <div class="transport__buttons" role="group" aria-label="Playback">
            <button class="transport__button" type="button" title="Back to the start (Home)" aria-label="Back to the start" on:click=move |_| play(PlaybackCommand::Restart)>
                <Icon name="restart" />
            </button>
            <button class="transport__button" type="button" title="One event back (,)" aria-label="One event back" on:click=move |_| play(PlaybackCommand::StepBack)>
                <Icon name="step-back" />
            </button>
            <button
                class="transport__play"
                type="button"
                title=move || format!("{} (Space)", word())
                aria-label=word
                on:click=move |_| play(PlaybackCommand::Toggle)
            >
                {move || view! { <Icon name=if playing.get() { "pause" } else { "play" } /> }}
            </button>
            <button class="transport__button" type="button" title="To the next event (.)" aria-label="To the next event" on:click=move |_| play(PlaybackCommand::StepForward)>
                <Icon name="step" />
            </button>
        </div>
    }
}
