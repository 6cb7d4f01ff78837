//! The lanes below the timeline: for each node, what ended how and when, over the whole run as far as it is known.

use super::told::outcome::Outcome;
use crate::actions::Pointer;
use crate::runner::Runner;
use crate::runner::chronicle::Counts;
use crate::text::time_text::instant;
use crate::words::grouped;
use kernel::{NodeId, SimDuration, SimTime};
use std::sync::Arc;

/// Outcomes by how much they matter: where several fall on one place, the first is drawn.
const BY_WEIGHT: [Outcome; 11] = [
    Outcome::Lost,
    Outcome::DeadLettered,
    Outcome::Failed,
    Outcome::Throttled,
    Outcome::Duplicate,
    Outcome::Retried,
    Outcome::Intervened,
    Outcome::Removed,
    Outcome::Deduplicated,
    Outcome::Filtered,
    Outcome::Ok,
];

/// A node's lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// The node, by id.
    pub id: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Its ticks, in order.
    pub ticks: Vec<LaneTick>,
}

/// What ended at a node in a short stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneTick {
    /// Where its middle is, from 0 to 1 of the run.
    pub place: f32,
    /// When the stretch begins.
    pub at: SimTime,
    /// What matters most of it.
    pub outcome: Outcome,
    /// All of it: `3 ok, 1 failed`.
    pub said: Arc<str>,
}

/// Makes the lanes, with at most so many ticks each.
#[must_use]
pub fn lanes(runner: &Runner, ticks_max: usize) -> Vec<Lane> {
    let chronicle = runner.chronicle();
    let period = chronicle.period();
    let periods = usize::try_from(runner.end().as_nanos().div_ceil(period.as_nanos().max(1))).unwrap_or(1).max(1);
    let together = periods.div_ceil(ticks_max.max(1)).max(1);
    let lane = |(node, spec): (NodeId, &aws::stack::world::NodeSpec)| {
        let stretches = chronicle.outcomes(node).chunks(together).enumerate();
        let ticks: Vec<LaneTick> =
            stretches.filter_map(|(n, counts)| tick(n * together, counts, together, (periods, period))).collect();
        (!ticks.is_empty()).then(|| Lane { id: spec.id.clone(), name: spec.name.clone(), ticks })
    };
    (0..).map(NodeId).zip(runner.world().nodes()).filter_map(lane).collect()
}

/// Says what a lane has at an instant, or how lanes are read where none is pointed at.
#[must_use]
pub fn said(lanes: &[Lane], lane: Option<&str>, at: Option<SimTime>, pointer: Pointer) -> String {
    let (Some(lane), Some(at)) = (lane.and_then(|id| lanes.iter().find(|lane| &*lane.id == id)), at) else {
        return match pointer {
            Pointer::Mouse => "Point at a lane to read it, click to go there; [ and ] go from mark to mark".to_owned(),
            Pointer::Finger => "Tap a lane to read it and go there".to_owned(),
        };
    };
    let after = lane.ticks.partition_point(|tick| tick.at <= at);
    let near = after.checked_sub(1).and_then(|index| lane.ticks.get(index));
    let what = near.map_or_else(|| "nothing yet".to_owned(), |tick| format!("{} from {}", tick.said, instant(tick.at)));
    format!("{}, {}: {what}", lane.name, instant(at))
}

fn tick(first: usize, counts: &[Counts], together: usize, (periods, period): (usize, SimDuration)) -> Option<LaneTick> {
    let count = |outcome: Outcome| counts.iter().map(|counts| u64::from(counts[outcome as usize])).sum::<u64>();
    let outcome = BY_WEIGHT.into_iter().find(|outcome| count(*outcome) > 0)?;
    let parts = Outcome::ALL.iter().map(|outcome| (outcome, count(*outcome))).filter(|(_, count)| *count > 0);
    let said: Vec<String> = parts.map(|(outcome, count)| format!("{} {}", grouped(count), outcome.label())).collect();
    let at = SimTime::from_nanos(first as u64 * period.as_nanos());
    let place = (first as f32 + together as f32 / 2.0) / periods as f32;
    Some(LaneTick { place: place.min(1.0), at, outcome, said: said.join(", ").into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_says_what_ended_last_before_the_instant_that_is_pointed_at() {
        let at = |seconds: u64| SimTime::from_nanos(seconds * 1_000_000_000);
        let tick =
            |seconds, said: &str| LaneTick { place: 0.0, at: at(seconds), outcome: Outcome::Ok, said: said.into() };
        let ticks = vec![tick(5, "3 ok"), tick(20, "1 failed")];
        let lanes = [Lane { id: "Work".into(), name: "Work".into(), ticks }];
        for (seconds, text) in [
            (4, "Work, 4.000 s: nothing yet"),
            (5, "Work, 5.000 s: 3 ok from 5.000 s"),
            (19, "Work, 19.000 s: 3 ok from 5.000 s"),
            (99, "Work, 1 min 39.000 s: 1 failed from 20.000 s"),
        ] {
            assert_eq!(said(&lanes, Some("Work"), Some(at(seconds)), Pointer::Mouse), text);
        }
        for (lane, instant) in [(None, Some(at(5))), (Some("Work"), None), (Some("Gone"), Some(at(5)))] {
            assert!(said(&lanes, lane, instant, Pointer::Mouse).starts_with("Point at a lane"));
            assert!(said(&lanes, lane, instant, Pointer::Finger).starts_with("Tap a lane"));
        }
    }
}
