//! One metric: its lines, the cursor, what it says there, and the same as a table.

use crate::shell::{elements, use_desk, use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use editor::SimTime;
use editor::chart::series::{Chart, Drawing};
use editor::command::{Command, PlaybackCommand, ViewCommand};
use editor::text::time_text;
use leptos::prelude::*;
use std::sync::Arc;

/// The size of a picture, in its own units.
const WIDTH: f64 = 312.0;
const HEIGHT: f64 = 92.0;
/// Half of the room of an instant's name, in the same units.
const NAME_HALF: f64 = 14.0;

/// A chart.
#[component]
pub(super) fn Plot(
    /// What it shows.
    chart: Memo<Chart>,
) -> impl IntoView {
    let slices = use_slices();
    let desk = use_desk();
    let dispatch = use_dispatch();
    let drawing = Memo::new(move |_| chart.with(|chart| chart.draw(WIDTH, HEIGHT)));
    let now = Memo::new(move |_| slices.transport.with(|it| it.now));
    let place = Memo::new(move |_| {
        let end = chart.with(|chart| chart.end);
        drawing.with(|drawing| drawing.place_of(desk.cursor.get().unwrap_or(now.get()), end))
    });
    let said = Memo::new(move |_| chart.with(|chart| chart.said(desk.cursor.get())));
    let at = move |ev: &leptos::ev::PointerEvent| {
        let (place, end) = (elements::part_across(ev) * WIDTH, chart.with_untracked(|chart| chart.end));
        drawing.with_untracked(|drawing| drawing.instant_at(place, end))
    };
    let seek = move |_| {
        if let Some(at) = desk.cursor.get_untracked() {
            dispatch(Command::Playback(PlaybackCommand::Seek(at)));
        }
    };
    view! {
        <figure class="charts__plot">
            <figcaption class="charts__head">
                <span class="charts__title" title=move || chart.with(|chart| chart.help)>{move || chart.with(|chart| chart.title.to_string())}</span>
                <span class="charts__unit">{move || chart.with(Chart::axis)}</span>
                <span class="charts__said">{move || said.get()}</span>
            </figcaption>
            <svg
                class="charts__picture"
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                role="img"
                aria-label=move || chart.with(|chart| format!("{}: {}. {}", chart.title, said.get(), chart.help))
                on:pointermove=move |ev| desk.cursor.set(Some(at(&ev)))
                on:pointerleave=move |_| desk.cursor.set(None)
                on:click=seek
            >
                <Axes drawing />
                <path class="charts__area" d=move || drawing.with(|it| it.area.clone())></path>
                {move || drawing.with(|it| it.lines.iter().enumerate().rev().map(|(n, path)| view! {
                    <path class="charts__line" data-line=n d=path.clone()></path>
                }).collect_view())}
                <path class="charts__cursor" d=move || drawing.with(|it| format!("M{:.1} {}V{}", place.get(), it.rise.0, it.rise.1))></path>
            </svg>
            <Names chart />
            <Table chart />
        </figure>
    }
}

/// Named values and instants, and the limit.
#[component]
fn Axes(drawing: Memo<Drawing>) -> impl IntoView {
    let picture = move |it: &Drawing| {
        let (left, right) = it.span;
        let values = it.values.iter().map(|tick| view! {
            <path class="charts__grid" d=format!("M{left} {:.1}H{right}", tick.at)></path>
            <text class="charts__tick" text-anchor="end" x=left - 4.0 y=format!("{:.1}", tick.at + 3.5)>{tick.label.clone()}</text>
        });
        let times = it.times.iter().map(|tick| view! {
            <text class="charts__tick" text-anchor=anchor(tick.at) x=format!("{:.1}", tick.at) y=it.rise.0 + 12.0>{tick.label.clone()}</text>
        });
        let limit =
            it.limit.map(|limit| view! { <path class="charts__limit" d=format!("M{left} {limit:.1}H{right}")></path> });
        view! { {values.collect_view()} {times.collect_view()} {limit} }
    };
    move || drawing.with(picture)
}

/// Returns which part of an instant's name stands at its place: at the right edge there is no room beyond it.
fn anchor(place: f64) -> &'static str {
    if place + NAME_HALF > WIDTH { "end" } else { "middle" }
}

/// Which line is which, where there are several.
#[component]
fn Names(chart: Memo<Chart>) -> impl IntoView {
    let names =
        Memo::new(move |_| chart.with(|chart| chart.lines.iter().map(|line| line.name.clone()).collect::<Vec<_>>()));
    let name = |(n, name): (usize, Arc<str>)| view! { <li class="charts__name" data-line=n>{name.to_string()}</li> };
    view! {
        <Show when=move || names.with(|names| names.len() > 1)>
            <ul class="charts__names">{move || names.get().into_iter().enumerate().map(name).collect_view()}</ul>
        </Show>
    }
}

/// The same figures as a table, made when it is opened.
#[component]
fn Table(chart: Memo<Chart>) -> impl IntoView {
    let dispatch = use_dispatch();
    let open = RwSignal::new(false);
    let copy =
        move |_| dispatch(Command::View(ViewCommand::CopyChart(chart.with_untracked(|chart| chart.title.clone()))));
    let rows = move || {
        let row = |(at, values): (SimTime, Vec<Option<f64>>)| {
            let cell = |value: Option<f64>| view! { <td class="charts__cell">{value.map(editor::chart::scale::number_text)}</td> };
            view! { <tr><th class="charts__cell" scope="row">{time_text::span(at)}</th>{values.into_iter().map(cell).collect_view()}</tr> }
        };
        chart.with(Chart::rows).into_iter().map(row).collect_view()
    };
    let heads = move || {
        chart.with(|chart| {
            chart
                .lines
                .iter()
                .map(|line| view! { <th class="charts__cell" scope="col">{line.name.to_string()}</th> })
                .collect_view()
        })
    };
    view! {
        <details class="charts__table" on:toggle=move |ev| open.set(elements::is_details_open(&ev))>
            <summary class="charts__table-title">"Table"</summary>
            <Show when=move || open.get()>
                <div class="charts__rows" tabindex="0">
                    <table class="charts__figures">
                        <thead><tr><th class="charts__cell" scope="col">"From"</th>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <button class="charts__copy" type="button" title="Copy this table as CSV" on:click=copy>
                    <Icon name="copy" />
                    "Copy as CSV"
                </button>
            </Show>
        </details>
    }
}
