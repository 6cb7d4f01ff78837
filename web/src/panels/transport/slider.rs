//! The time line: where time is, how far the run is known, and what is worth seeing.

use crate::shell::{use_dispatch, use_slices};
use crate::widgets::mark::Mark;
use crate::widgets::time_text;
use editor::SimTime;
use editor::command::{Command, PlaybackCommand};
use editor::view::Marker;
use leptos::prelude::*;

/// The slider counts in thousandths of the run, which is finer than a screen.
const STEPS: u64 = 10_000;

/// The slider with its marks.
#[component]
pub(super) fn Slider() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let duration = Memo::new(move |_| slices.transport.with(|it| it.duration));
    let place = Memo::new(move |_| slices.transport.with(|it| part(it.now, it.duration)));
    let known = Memo::new(move |_| slices.transport.with(|it| part(it.horizon, it.duration)));
    let markers = Memo::new(move |_| slices.transport.with(|it| it.markers.clone()));
    let said = move || slices.transport.with(|it| time_text::instant(it.now));
    let seek = move |at: SimTime| dispatch(Command::Playback(PlaybackCommand::Seek(at)));
    let on_input = move |ev| {
        if let Ok(steps) = event_target_value(&ev).parse::<u64>() {
            let nanos = u128::from(duration.get_untracked().as_nanos()) * u128::from(steps) / u128::from(STEPS);
            seek(SimTime::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)));
        }
    };
    let percent = |steps: u64| {
        #[expect(clippy::cast_precision_loss, reason = "at most ten thousand")]
        let percent = steps as f64 / STEPS as f64 * 100.0;
        format!("{percent}%")
    };
    let mark = move |marker: Marker| {
        let at = marker.at;
        let label = format!("{}, at {}", marker.label, time_text::instant(at));
        view! {
            <button
                class="transport__marker"
                type="button"
                title=label.clone()
                aria-label=label
                style:left=percent(part(at, duration.get_untracked()))
                on:click=move |_| seek(at)
            >
                <Mark tone=marker.tone shape=marker.shape />
            </button>
        }
    };
    view! {
        <div class="transport__slider" style:--transport-place=move || percent(place.get()) style:--transport-known=move || percent(known.get())>
            <input
                class="transport__range"
                type="range"
                min="0"
                max=STEPS
                step="1"
                aria-label="Position in the run"
                aria-valuetext=said
                prop:value=move || place.get().to_string()
                on:input=on_input
            />
            <div class="transport__markers">{move || markers.get().into_iter().map(mark).collect_view()}</div>
        </div>
    }
}

/// Returns which part of the run an instant is at, in steps of the slider.
fn part(at: SimTime, duration: SimTime) -> u64 {
    let whole = u128::from(duration.as_nanos()).max(1);
    u64::try_from((u128::from(at.as_nanos()) * u128::from(STEPS) / whole).min(u128::from(STEPS))).unwrap_or(STEPS)
}
