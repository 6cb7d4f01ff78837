//! The marks on the timeline.

use crate::runner::Runner;
use crate::runner::milestones::{Found, Milestone};
use crate::scene::{Shape, Tone};
use crate::view::Marker;

/// Returns the marks on the timeline.
#[must_use]
pub fn markers(runner: &Runner) -> Vec<Marker> {
    let marker = |found: &Found| {
        let (label, tone, shape) = look(found.kind);
        Marker { record: found.record, at: found.at, label: label.into(), tone, shape }
    };
    runner.milestones().list().iter().map(marker).collect()
}

fn look(kind: Milestone) -> (&'static str, Tone, Shape) {
    match kind {
        Milestone::Error => ("First error", Tone::Error, Shape::Star),
        Milestone::Throttle => ("First throttle", Tone::Throttled, Shape::Triangle),
        Milestone::Retry => ("First retry", Tone::Async, Shape::Circle),
        Milestone::DeadLetter => ("First dead letter", Tone::Dead, Shape::Square),
        Milestone::Duplicate => ("First message received again", Tone::Duplicate, Shape::Diamond),
        Milestone::Loop => ("Loop stopped", Tone::Error, Shape::Star),
        Milestone::Drop => ("First loss", Tone::Error, Shape::Star),
        Milestone::Intervention => ("Done in this run", Tone::Accent, Shape::Diamond),
    }
}
