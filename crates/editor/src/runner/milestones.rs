//! What stands out in a run: the first throttle, the first retry, the first dead letter.

use aws::fact::{DropReason, Ending, Fact, What};
use kernel::{Record, RecordId, SimTime};

/// What can stand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Milestone {
    /// An invocation failed.
    Error,
    /// An invocation was refused.
    Throttle,
    /// AWS tries again.
    Retry,
    /// A message went to a dead-letter queue.
    DeadLetter,
    /// A message was handed out once more.
    Duplicate,
    /// A loop of invocations was stopped.
    Loop,
    /// AWS discarded a message.
    Drop,
    /// Somebody intervened.
    Intervention,
}

/// How many interventions are marked at most.
const INTERVENTIONS_MAX: usize = 100;

/// Where something stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Milestone,
    /// The record of it.
    pub record: RecordId,
    /// The record that led to it.
    pub cause: RecordId,
    /// When.
    pub at: SimTime,
}

/// The first of each kind, and every intervention.
#[derive(Clone, Debug, Default)]
pub struct Milestones {
    found: Vec<Found>,
    seen: RecordId,
}

impl Milestones {
    /// Returns them in order of time, at one instant the cause before what follows from it.
    #[must_use]
    pub fn list(&self) -> &[Found] {
        &self.found
    }

    /// Returns the last record that was taken notice of.
    #[must_use]
    pub fn seen(&self) -> RecordId {
        self.seen
    }

    /// Takes notice of a record; one that was seen before changes nothing.
    pub fn feed(&mut self, record: &Record<Fact>) {
        if record.id <= self.seen {
            return;
        }
        self.seen = record.id;
        let Some(kind) = milestone_of(&record.fact.what) else { return };
        let known = self.found.iter().filter(|found| found.kind == kind).count();
        let allowed = if kind == Milestone::Intervention { INTERVENTIONS_MAX } else { 1 };
        if known < allowed {
            self.found.push(Found { kind, record: record.id, cause: record.cause, at: record.at });
        }
    }

    /// Forgets what comes after a record.
    pub fn cut_after(&mut self, record: RecordId) {
        self.found.retain(|found| found.record <= record);
        self.seen = self.seen.min(record);
    }
}

fn milestone_of(what: &What) -> Option<Milestone> {
    match what {
        What::InvocationEnded { outcome: Ending::Success, .. } => None,
        What::InvocationEnded { .. } => Some(Milestone::Error),
        What::Throttled { .. } => Some(Milestone::Throttle),
        What::RetryScheduled { .. } => Some(Milestone::Retry),
        What::DeadLettered { .. } | What::MovedToDeadLetterQueue { .. } => Some(Milestone::DeadLetter),
        What::Received { count: 2.., .. } => Some(Milestone::Duplicate),
        What::Dropped { reason: DropReason::RecursiveInvocation } => Some(Milestone::Loop),
        What::Dropped { reason } => reason.is_loss().then_some(Milestone::Drop),
        What::Expired => Some(Milestone::Drop),
        What::Intervened => Some(Milestone::Intervention),
        _ => None,
    }
}
