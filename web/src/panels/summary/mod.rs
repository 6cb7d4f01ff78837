//! The end of a run, in words with their figures.

use crate::shell::use_slices;
use crate::widgets::mark::Mark;
use editor::view::SummaryRow;
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
    view! {
        {move || slices.summary.get().map(|summary| view! {
            <section class="summary" aria-label="The end of the run" aria-live="polite">
                <h2 class="summary__headline">{summary.headline.to_string()}</h2>
                {(!summary.counted.is_empty()).then(|| view! { <p class="summary__counted">{summary.counted}</p> })}
                <ul class="summary__rows">{summary.rows.iter().map(row).collect_view()}</ul>
            </section>
        })}
    }
}

/// Writes a count with its thousands apart: `12,345`.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart() {
        for (count, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (12_345_678, "12,345,678")] {
            assert_eq!(grouped(count), text);
        }
    }
}
