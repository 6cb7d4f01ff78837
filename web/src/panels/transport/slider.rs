//! The time line: where time is, how far the run is known, and what is worth seeing.

use crate::shell::{elements, size, use_desk, use_dispatch, use_slices};
use crate::widgets::mark::Mark;
use editor::SimTime;
use editor::chart::timeline::{STEPS, instant, instant_of_steps, laid_out, percent_of_steps, steps_at};
use editor::command::{Command, PlaybackCommand};
use editor::text::time_text;
use editor::view::Marker;
use leptos::html;
use leptos::prelude::*;

/// The slider with its marks.
#[component]
pub(super) fn Slider() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let duration = Memo::new(move |_| slices.transport.with(|it| it.duration));
    let place = Memo::new(move |_| slices.transport.with(|it| steps_at(it.now, it.duration)));
    let known = Memo::new(move |_| slices.transport.with(|it| steps_at(it.horizon, it.duration)));
    let line = NodeRef::<html::Div>::new();
    let width = RwSignal::new(0.0);
    line.on_load(move |line| size::follow_width(line.into(), width));
    let markers = Memo::new(move |_| slices.transport.with(|it| laid_out(&it.markers, it.duration, width.get())));
    let said = move || slices.transport.with(|it| time_text::instant(it.now));
    let seek = move |at: SimTime| dispatch(Command::Playback(PlaybackCommand::Seek(at)));
    let on_input = move |ev| {
        if let Ok(steps) = event_target_value(&ev).parse::<u64>() {
            seek(instant_of_steps(steps, duration.get_untracked()));
        }
    };
    let percent = |steps: u64| format!("{}%", percent_of_steps(steps));
    let mark = move |(marker, place): (Marker, f32)| {
        let record = marker.record;
        let label = format!("{}, at {}", marker.label, time_text::instant(marker.at));
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
                    dispatch(Command::Playback(PlaybackCommand::SeekRecord(record)));
                }
            >
                <Mark tone=marker.tone shape=marker.shape />
            </button>
        }
    };
    let desk = use_desk();
    let pointed = move || desk.cursor.get().map(|at| percent(steps_at(at, duration.get())));
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
