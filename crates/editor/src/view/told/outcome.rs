//! How something ended or went on, in the words by which the log is filtered.

use crate::scene::{Shape, Tone};
use aws::fact::{DropReason, Ending, What};

/// An outcome by which lines are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It ended well.
    Ok,
    /// It failed.
    Failed,
    /// It was refused for want of concurrency.
    Throttled,
    /// It is tried again.
    Retried,
    /// It went to a dead-letter target.
    DeadLettered,
    /// The same message was handed out once more.
    Duplicate,
    /// AWS discarded it, or it was lost on the way.
    Lost,
    /// It came twice and counts once.
    Deduplicated,
    /// It was purged, or deleted with what held it.
    Removed,
    /// No filter wanted it.
    Filtered,
    /// An environment had to be made first.
    ColdStart,
    /// A person or the template intervened.
    Intervened,
}

impl Outcome {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 12] = [
        Self::Ok,
        Self::Failed,
        Self::Throttled,
        Self::Retried,
        Self::DeadLettered,
        Self::Duplicate,
        Self::Lost,
        Self::Deduplicated,
        Self::Removed,
        Self::Filtered,
        Self::ColdStart,
        Self::Intervened,
    ];

    /// Returns the outcome that a fact tells of, if any.
    #[must_use]
    pub fn of(what: &What) -> Option<Self> {
        match what {
            What::Delivered
            | What::NotificationDelivered
            | What::Deleted
            | What::CacheHit { .. }
            | What::InvocationEnded { outcome: Ending::Success, .. }
            | What::CallEnded { status: 200..=399, function_error: false, .. }
            | What::BatchEnded { failed: 0, .. } => Some(Self::Ok),
            What::InvocationEnded { .. }
            | What::CallEnded { .. }
            | What::BatchEnded { .. }
            | What::NotificationFailed
            | What::HandOverFailed { .. }
            | What::EnvironmentReset { .. } => Some(Self::Failed),
            What::Throttled { .. } => Some(Self::Throttled),
            What::RetryScheduled { .. } | What::ClientRetried { .. } | What::InvocationStarted { attempt: 2.., .. } => {
                Some(Self::Retried)
            }
            What::DeadLettered { .. } | What::MovedToDeadLetterQueue { .. } => Some(Self::DeadLettered),
            What::Received { count: 2.., .. } => Some(Self::Duplicate),
            What::Dropped { reason: DropReason::Deduplicated | DropReason::Coalesced } => Some(Self::Deduplicated),
            What::Dropped { reason: DropReason::Purged | DropReason::Deleted } => Some(Self::Removed),
            What::Dropped { .. } | What::Expired | What::Lost => Some(Self::Lost),
            What::Filtered => Some(Self::Filtered),
            What::InvocationStarted { cold_start: true, .. } | What::InitStarted { .. } => Some(Self::ColdStart),
            What::Intervened => Some(Self::Intervened),
            _ => None,
        }
    }

    /// Returns the word on a chip.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Throttled => "throttled",
            Self::Retried => "retried",
            Self::DeadLettered => "dead-lettered",
            Self::Duplicate => "received again",
            Self::Lost => "lost",
            Self::Deduplicated => "deduplicated",
            Self::Removed => "removed",
            Self::Filtered => "filtered out",
            Self::ColdStart => "cold start",
            Self::Intervened => "acted on",
        }
    }

    /// Returns how it looks.
    #[must_use]
    pub fn look(self) -> (Tone, Shape) {
        match self {
            Self::Ok => (Tone::Success, Shape::Circle),
            Self::Failed | Self::Lost => (Tone::Error, Shape::Star),
            Self::Throttled => (Tone::Throttled, Shape::Triangle),
            Self::Retried | Self::Duplicate => (Tone::Duplicate, Shape::Diamond),
            Self::DeadLettered => (Tone::Dead, Shape::Square),
            Self::Deduplicated | Self::Removed | Self::Filtered => (Tone::Quiet, Shape::Circle),
            Self::ColdStart => (Tone::Async, Shape::Circle),
            Self::Intervened => (Tone::Accent, Shape::Diamond),
        }
    }
}
