//! The environments over time: hatched while they are made, filled while they work, thin while they are idle.

use crate::shell::{elements, use_desk, use_dispatch};
use crate::widgets::mark::tone_name;
use editor::chart::gantt::{BarKind, Block, Gantt};
use editor::command::{Command, PlaybackCommand};
use editor::text::time_text;
use editor::view::told::invocations::InvocationsView;
use editor::{RecordId, SimTime};
use leptos::prelude::*;
use std::sync::Arc;

/// How wide the picture is, in its own units.
const WIDTH: f64 = 312.0;

/// The picture.
#[component]
pub(super) fn Environments(shown: Memo<Arc<InvocationsView>>) -> impl IntoView {
    let desk = use_desk();
    let dispatch = use_dispatch();
    let gantt = Memo::new(move |_| shown.with(|view| view.gantt.clone()));
    let height = Memo::new(move |_| gantt.with(Gantt::height));
    let seek = move |ev: leptos::ev::MouseEvent| {
        let record = elements::data_around(ev.target(), "data-record").and_then(|record| record.parse().ok());
        let command = match (record, desk.cursor.get_untracked()) {
            (Some(record), _) => PlaybackCommand::SeekRecord(RecordId(record)),
            (None, Some(at)) => PlaybackCommand::Seek(at),
            (None, None) => return,
        };
        dispatch(Command::Playback(command));
    };
    let cursor = move || {
        let at = desk.cursor.get()?;
        let place = gantt.with(|gantt| {
            let (from, to) = gantt.span;
            (from <= at && at <= to).then(|| gantt.scale(WIDTH).place(seconds(at)))
        })?;
        Some(view! { <path class="invocations__cursor" d=format!("M{place:.1} 0V{}", height.get() - 14.0)></path> })
    };
    let point = move |ev: leptos::ev::PointerEvent| {
        let place = elements::part_across(&ev) * WIDTH;
        desk.cursor.set(Some(gantt.with_untracked(|gantt| instant(gantt.scale(WIDTH).value(place)))));
    };
    let hidden = move || gantt.with(|gantt| gantt.hidden);
    let forgotten = move || {
        let at = gantt.with(|gantt| gantt.forgotten)?;
        Some(format!(
            "What they did before {} is not remembered here: play through it to see it",
            time_text::instant(at)
        ))
    };
    view! {
        <svg
            class="invocations__gantt"
            viewBox=move || format!("0 0 {WIDTH} {}", height.get())
            role="img"
            aria-label="What each environment did when; the table below says the same"
            on:pointermove=point
            on:pointerleave=move |_| desk.cursor.set(None)
            on:click=seek
        >
            <defs>
                <pattern id="invocations-hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <path class="invocations__hatch" d="M0 0V4"></path>
                </pattern>
            </defs>
            {move || gantt.with(|gantt| gantt.names().into_iter().map(|name| view! {
                <text class="invocations__tick" text-anchor="end" x="22" y=name.at + 3.5>{name.label}</text>
            }).collect_view())}
            {move || gantt.with(|gantt| gantt.blocks(WIDTH).into_iter().map(block).collect_view())}
            {move || gantt.with(|gantt| gantt.times(WIDTH).into_iter().zip(["start", "middle", "end"]).map(|(tick, anchor)| view! {
                <text class="invocations__tick" text-anchor=anchor x=tick.at y=height.get() - 3.0>{tick.label}</text>
            }).collect_view())}
            {cursor}
        </svg>
        {move || forgotten().map(|words| view! { <p class="invocations__none">{words}</p> })}
        <Show when=move || { hidden() > 0 }>
            <p class="invocations__none">{hidden}" more environments did something before"</p>
        </Show>
    }
}

fn block(block: Block) -> impl IntoView {
    let (kind, tone) = match block.bar.kind {
        BarKind::Init => ("init", "async"),
        BarKind::Busy(outcome) => ("busy", outcome.map_or("sync", |outcome| tone_name(outcome.look().0))),
        BarKind::Idle => ("idle", "quiet"),
    };
    let record = (block.bar.record != RecordId::NONE).then_some(block.bar.record.0);
    view! {
        <rect
            class="invocations__bar"
            data-kind=kind
            data-tone=tone
            fill=(kind == "init").then_some("url(#invocations-hatch)")
            data-record=record
            x=block.x
            y=block.y
            width=block.width
            height=block.height
            rx="1.5"
        ></rect>
    }
}

#[expect(clippy::cast_precision_loss, reason = "only a place on a screen")]
fn seconds(at: SimTime) -> f64 {
    at.as_nanos() as f64 / 1e9
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an instant of the run")]
fn instant(seconds: f64) -> SimTime {
    SimTime::from_nanos((seconds * 1e9) as u64)
}
