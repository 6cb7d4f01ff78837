//! What deploys and is surprising all the same. One rule is one file.

mod idle_timeout;
mod match_below_text;
mod memory_used;
mod no_subscription;
mod properties;

use crate::scenario::Scenario;
use aws::diagnostics::Diagnostic;

/// Returns what there is to say about a template that was read.
pub(crate) fn of(scenario: &Scenario) -> Vec<Diagnostic> {
    [
        properties::check(scenario),
        match_below_text::check(scenario),
        memory_used::check(scenario),
        idle_timeout::check(scenario),
        no_subscription::check(scenario),
    ]
    .concat()
}
