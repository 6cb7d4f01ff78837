//! How the account's concurrency is divided, now and over time.

use super::plot::Plot;
use editor::view::charts::Pool;
use leptos::prelude::*;

/// A bar of what is reserved, what runs of the rest, and what is free; below it every function's concurrency.
#[component]
pub(super) fn PoolSplit(
    /// What it shows.
    pool: Memo<Pool>,
) -> impl IntoView {
    let percent = move |part: fn(&Pool) -> u32| {
        pool.with(|pool| format!("{}%", f64::from(part(pool)) / f64::from(pool.limit.max(1)) * 100.0))
    };
    let words = move || {
        pool.with(|pool| {
            format!(
                "{} of {} reserved, {} of the {} others in use",
                pool.reserved, pool.limit, pool.running, pool.unreserved
            )
        })
    };
    let chart = Memo::new(move |_| pool.with(|pool| pool.chart.clone()));
    view! {
        <section class="charts__pool" aria-label="The account's concurrency">
            <h3 class="charts__subtitle">"The account's concurrency"</h3>
            <div
                class="charts__split"
                aria-hidden="true"
                style:--charts-reserved=move || percent(|pool| pool.reserved)
                style:--charts-running=move || percent(|pool| pool.running)
            >
                <span class="charts__reserved"></span>
                <span class="charts__running"></span>
            </div>
            <p class="charts__words">{words}</p>
            <Plot chart />
        </section>
    }
}
