//! The time line: where time is, how far the run is known, and what is worth seeing.

use crate::shell::{elements, size, use_desk, use_dispatch, use_slices};
use crate::widgets::mark::Mark;
use crate::widgets::time_text;
use editor::SimTime;
use editor::command::{Command, PlaybackCommand};
use editor::geometry::apart;
use editor::view::Marker;
use leptos::html;
use leptos::prelude::*;

/// The slider counts in parts of the run so small, which is finer than a screen.
const STEPS: u64 = 10_000;
/// The room that a mark takes [CSS px].
const MARKER_PX: f32 = 15.0;

/// The slider with its marks.
#[component]
pub(super) fn Slider() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let duration = Memo::new(move |_| slices.transport.with(|it| it.duration));
    let place = Memo::new(move |_| slices.transport.with(|it| part(it.now, it.duration)));
    let known = Memo::new(move |_| slices.transport.with(|it| part(it.horizon, it.duration)));
    let line = NodeRef::<html::Div>::new();
    let width = RwSignal::new(0.0);
    line.on_load(move |line| size::follow_width(line.into(), width));
    let markers = Memo::new(move |_| slices.transport.with(|it| laid_out(&it.markers, it.duration, width.get())));
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
    let mark = move |(marker, place): (Marker, f32)| {
        let at = marker.at;
        let label = format!("{}, at {}", marker.label, time_text::instant(at));
        view! {
            <button
                class="transport__marker"
                type="button"
                title=label.clone()
                aria-label=label
                style:left=format!("{place}px")
                on:click=move |_| {
                    // Who goes to a mark wants to look at it.
                    dispatch(Command::Playback(PlaybackCommand::Pause));
                    seek(at);
                }
            >
                <Mark tone=marker.tone shape=marker.shape />
            </button>
        }
    };
    let desk = use_desk();
    let pointed = move || desk.cursor.get().map(|at| percent(part(at, duration.get())));
    let point = move |ev: leptos::ev::PointerEvent| {
        desk.cursor.set(Some(instant(elements::part_across(&ev), duration.get_untracked())));
    };
    view! {
        <div
            class="transport__slider"
            data-keys="timeline"
            on:pointermove=point
            on:pointerleave=move |_| desk.cursor.set(None)
            node_ref=line
            style:--transport-place=move || percent(place.get())
            style:--transport-known=move || percent(known.get())
        >
            <input
                class="transport__range"
                type="range"
                min="0"
                max=STEPS
                step="1"
                aria-label="Position in the run"
                title="Go to any instant of the run"
                aria-valuetext=said
                prop:value=move || place.get().to_string()
                on:input=on_input
            />
            {move || pointed().map(|place| view! { <span class="transport__cursor" style:--transport-cursor=place></span> })}
            <div class="transport__markers">{move || markers.get().into_iter().map(mark).collect_view()}</div>
        </div>
    }
}

/// Returns the marks with their places [CSS px]. Those of one instant stand beside each other, and of those with the same
/// words that would lie on each other only the first.
fn laid_out(markers: &[Marker], duration: SimTime, width: f32) -> Vec<(Marker, f32)> {
    #[expect(clippy::cast_precision_loss, reason = "at most ten thousand")]
    let place = |marker: &Marker| part(marker.at, duration) as f32 / STEPS as f32 * width;
    let mut shown: Vec<(Marker, f32)> = Vec::new();
    for marker in markers {
        let at = place(marker);
        let hides = |(other, place): &(Marker, f32)| other.label == marker.label && at - place < MARKER_PX;
        if !shown.iter().any(hides) {
            shown.push((marker.clone(), at));
        }
    }
    let places: Vec<f32> = shown.iter().map(|(_, at)| *at).collect();
    let moved = apart(&places, MARKER_PX, width);
    shown.into_iter().zip(moved).map(|((marker, _), place)| (marker, place)).collect()
}

/// Returns the instant at a part of the run, from 0 to 1.
pub(super) fn instant(part: f64, duration: SimTime) -> SimTime {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of it"
    )]
    let nanos = (duration.as_nanos() as f64 * part.clamp(0.0, 1.0)) as u64;
    SimTime::from_nanos(nanos)
}

/// Returns which part of the run an instant is at, in steps of the slider.
fn part(at: SimTime, duration: SimTime) -> u64 {
    let whole = u128::from(duration.as_nanos()).max(1);
    u64::try_from((u128::from(at.as_nanos()) * u128::from(STEPS) / whole).min(u128::from(STEPS))).unwrap_or(STEPS)
}
