//! The metrics of the selected card over time, as small multiples with one cursor, which is the timeline's.

mod plot;
mod pool;

use crate::shell::{use_shell, use_slices};
use editor::chart::series::Chart;
use editor::view::charts::Charts as View;
use leptos::prelude::*;
use plot::Plot;
use pool::PoolSplit;
use std::sync::Arc;

/// The charts.
#[component]
pub(crate) fn Charts() -> impl IntoView {
    let shell = use_shell();
    let slices = use_slices();
    let shown: Memo<Arc<View>> = Memo::new(move |_| {
        slices.beat.track();
        shell.ask(editor::Editor::charts_view)
    });
    let titles =
        Memo::new(move |_| shown.with(|view| view.charts.iter().map(|chart| chart.title.clone()).collect::<Vec<_>>()));
    let period = Memo::new(move |_| shown.with(|view| view.period.clone()));
    let quiet = Memo::new(move |_| shown.with(|view| view.quiet.clone()));
    let has_pool = Memo::new(move |_| shown.with(|view| view.pool.is_some()));
    let plot = move |title: Arc<str>| {
        let chart = Memo::new(move |_| {
            let found = |view: &Arc<View>| view.charts.iter().find(|chart| chart.title == title).cloned();
            shown.with(found).unwrap_or_else(Chart::default)
        });
        view! { <Plot chart=chart /> }
    };
    view! {
        <div class="charts">
            <p class="charts__period">{move || period.get().to_string()}</p>
            <For each=move || titles.get() key=Clone::clone children=plot />
            <Show when=move || titles.with(Vec::is_empty)>
                <p class="charts__none">"Nothing is measured here yet: play, or send something"</p>
            </Show>
            <Show when=move || !quiet.with(Vec::is_empty)>
                <p class="charts__quiet">"Nothing so far: "{move || quiet.get().join(", ")}</p>
            </Show>
            <Show when=move || has_pool.get()>
                <PoolSplit pool=Memo::new(move |_| shown.with(|view| view.pool.clone()).unwrap_or_default()) />
            </Show>
        </div>
    }
}
