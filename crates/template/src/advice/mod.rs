//! What deploys and is surprising all the same. One rule is one file.

mod match_below_text;

use crate::scenario::Scenario;
use aws::diagnostics::Diagnostic;

/// Returns what there is to say about a template that was read.
pub(crate) fn of(scenario: &Scenario) -> Vec<Diagnostic> {
    match_below_text::check(scenario)
}
