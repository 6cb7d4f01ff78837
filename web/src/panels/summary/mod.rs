//! The end of a run, in words with their figures.

use crate::shell::use_slices;
use crate::widgets::mark::Mark;
use crate::widgets::told::Told;
use editor::view::SummaryRow;
use editor::words::grouped;
use leptos::prelude::*;

/// The summary, once the run has ended.
#[component]
pub(crate) fn Summary() -> impl IntoView {
    let slices = use_slices();
    let row = |row: &SummaryRow| {
        view! {
            <li class="summary__row">
                <Mark tone=row.tone shape=row.shape />
                <span class="summary__count">{grouped(row.count)}</span>
                <span class="summary__label">{row.label.to_string()}</span>
                <span class="summary__why">{row.why.to_string()}</span>
            </li>
        }
    };
    let headline = Signal::derive(move || {
        slices.summary.with(|it| it.as_ref().map(|it| it.headline.to_string()).unwrap_or_default())
    });
    view! {
        <Told words=headline />
        {move || slices.summary.get().map(|summary| view! {
            <section class="summary" aria-label="The end of the run">
                <h2 class="summary__headline">{summary.headline.to_string()}</h2>
                {(!summary.counted.is_empty()).then(|| view! { <p class="summary__counted">{summary.counted}</p> })}
                <ul class="summary__rows">{summary.rows.iter().map(row).collect_view()}</ul>
            </section>
        })}
    }
}
