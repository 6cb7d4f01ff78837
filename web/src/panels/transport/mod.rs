//! Time: playing, stepping, seeking, speed.

mod buttons;
mod lanes;
mod slider;

use crate::panels::tool::keys_of;
use crate::shell::{elements, use_desk, use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use buttons::Buttons;
use editor::actions;
use editor::command::{Command, PlaybackCommand};
use editor::playback::next_speed;
use editor::text::time_text;
use lanes::{Lanes, LanesButton};
use leptos::prelude::*;
use slider::Slider;

/// The bar at the bottom.
#[component]
pub(crate) fn Transport() -> impl IntoView {
    let slices = use_slices();
    let desk = use_desk();
    // What is seldom needed is folded where there is little room.
    let more = RwSignal::new(false);
    let now = Memo::new(move |_| slices.transport.with(|it| time_text::instant(it.now)));
    let whole = Memo::new(move |_| slices.transport.with(|it| time_text::span(it.duration)));
    view! {
        <section class="transport" aria-label="Time" data-lanes=move || if desk.lanes_open.get() { "open" } else { "folded" } data-more=move || more.get().to_string()>
            <Buttons />
            <div class="transport__clock">
                // A timer is read where it is asked, and never tells its time by itself.
                <span class="transport__now" role="timer" aria-label="Simulated time">{move || now.get()}</span>
                <span class="transport__whole">"of "{move || whole.get()}</span>
            </div>
            <div class="transport__line">
                <Slider />
                <Lanes />
            </div>
            <button
                class="transport__more"
                type="button"
                aria-expanded=move || more.get().to_string()
                aria-label="Speed and lanes"
                title="Speed and lanes"
                on:click=move |_| more.update(|more| *more = !*more)
            >
                <Icon name="sliders" />
            </button>
            <LanesButton />
            <Speed />
        </section>
    }
}

/// How fast time goes.
#[component]
fn Speed() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let speed = Memo::new(move |_| slices.transport.with(|it| it.speed_permille));
    let smart = Memo::new(move |_| slices.transport.with(|it| it.smart));
    let set = move |command: PlaybackCommand| dispatch(Command::Playback(command));
    let change = move |faster: bool| set(PlaybackCommand::SetSpeed(next_speed(speed.get_untracked(), faster)));
    view! {
        <div class="transport__speed" role="group" aria-label="Speed">
            <button class="transport__button" type="button" title=actions::SLOWER.hint(elements::keyboard()) aria-label="Slower" aria-keyshortcuts=keys_of(&actions::SLOWER) on:click=move |_| change(false)>
                <Icon name="minus" />
            </button>
            <output class="transport__factor" title="Speed">{move || factor(speed.get())}</output>
            <button class="transport__button" type="button" title=actions::FASTER.hint(elements::keyboard()) aria-label="Faster" aria-keyshortcuts=keys_of(&actions::FASTER) on:click=move |_| change(true)>
                <Icon name="plus" />
            </button>
        </div>
        <button
            class="transport__smart"
            type="button"
            aria-pressed=move || smart.get().to_string()
            title="Smart time: every hop takes long enough to be seen, and idle stretches are skipped; where only you send, nothing is skipped while nothing is under way"
            on:click=move |_| set(PlaybackCommand::SetSmart(!smart.get_untracked()))
        >
            <Icon name="smart" />
            "Smart time"
        </button>
    }
}

/// Writes a speed: `0.25×`, `16×`, `1,000×`.
fn factor(permille: u32) -> String {
    match (permille / 1_000, permille % 1_000) {
        (whole, 0) if whole >= 1_000 => format!("{},{:03}×", whole / 1_000, whole % 1_000),
        (whole, 0) => format!("{whole}×"),
        (whole, rest) => format!("{whole}.{}×", format!("{rest:03}").trim_end_matches('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::factor;

    #[test]
    fn speeds_read_as_factors() {
        let cases = [(250, "0.25×"), (1_000, "1×"), (16_000, "16×"), (1_000_000, "1,000×")];
        for (permille, text) in cases {
            assert_eq!(factor(permille), text);
        }
    }
}
