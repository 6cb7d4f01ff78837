//! A fact as numbers, for the hash of a trace.

use super::{Fact, Hiding, What};

impl Fact {
    /// Returns a code of the kind of fact and its numeric fields; the same on every platform.
    #[must_use]
    pub fn numbers(&self) -> [u64; 4] {
        let (code, a, b) = self.what.numbers();
        [code, self.message.0, a, b]
    }
}

impl What {
    /// Codes keep their number for good: stored hashes depend on them.
    fn numbers(&self) -> (u64, u64, u64) {
        match *self {
            Self::Sent { ordinal } => (1, ordinal.into(), 0),
            Self::Copied { from } => (2, from.0, 0),
            Self::Delivered => (3, 0, 0),
            Self::Filtered => (4, 0, 0),
            Self::Expired => (5, 0, 0),
            Self::Dropped { reason } => (6, reason as u64, 0),
            Self::Departed { to, arrives } => (7, to.0.into(), arrives.as_nanos()),
            Self::Answered { to, status, arrives } => {
                (8, u64::from(to.0) << 16 | u64::from(status), arrives.as_nanos())
            }
            Self::Lost => (9, 0, 0),
            Self::ClientRetried { attempt } => (10, attempt.into(), 0),
            Self::CallEnded { status, function_error, latency_us } => {
                (11, u64::from(status) << 1 | u64::from(function_error), latency_us)
            }
            Self::Enqueued { visible } => (12, visible.as_nanos(), 0),
            Self::Received { count, visible_again } => (13, count.into(), visible_again.as_nanos()),
            Self::BecameVisible { after: Hiding::Receive } => (14, 0, 0),
            Self::BecameVisible { after: Hiding::Delay } => (14, 1, 0),
            Self::BecameVisible { after: Hiding::Move { from } } => (14, 2, from.0.into()),
            Self::BecameVisible { after: Hiding::Refusal } => (14, 3, 0),
            Self::VisibilityChanged { visible_again } => (15, visible_again.as_nanos(), 0),
            Self::Deleted => (16, 0, 0),
            Self::MovedToDeadLetterQueue { to } => (17, to.0.into(), 0),
            Self::Redriven { to } => (18, to.0.into(), 0),
            Self::EmptyReceive => (19, 0, 0),
            Self::EventQueued => (20, 0, 0),
            Self::InvocationStarted { attempt, cold_start, environment, request } => {
                (21, u64::from(environment) << 16 | u64::from(attempt) << 1 | u64::from(cold_start), request)
            }
            Self::InvocationEnded { outcome, billed_ms, duration_us } => {
                (22, u64::from(billed_ms) << 8 | outcome as u64, duration_us)
            }
            Self::Throttled { reason } => (23, reason as u64, 0),
            Self::InitStarted { environment, until } => (24, environment.into(), until.as_nanos()),
            Self::InitEnded { environment, duration_us } => (25, environment.into(), duration_us),
            Self::EnvironmentReclaimed { environment } => (26, environment.into(), 0),
            Self::EnvironmentReset { environment } => (27, environment.into(), 0),
            Self::RetryScheduled { attempt, at } => (28, attempt.into(), at.as_nanos()),
            Self::DeadLettered { to } => (29, to.0.into(), 0),
            Self::DestinationSent { to, success } => (30, to.0.into(), success.into()),
            Self::HandOverFailed { destination } => (31, destination.into(), 0),
            Self::Polled { poller, records } => (32, poller.into(), records.into()),
            Self::BatchInvoked { poller, records } => (33, poller.into(), records.into()),
            Self::BatchEnded { deleted, failed } => (34, deleted.into(), failed.into()),
            Self::PollersScaled { to } => (35, to.into(), 0),
            Self::NotificationDelivered => (36, 0, 0),
            Self::NotificationFailed => (37, 0, 0),
            Self::CacheHit { until } => (38, until.as_nanos(), 0),
            Self::CacheMiss => (39, 0, 0),
            Self::CacheStored { until } => (40, until.as_nanos(), 0),
            Self::Routed { rule } => (41, rule.into(), 0),
            Self::Intervened => (42, 0, 0),
            Self::Noted { note, value } => (43, note.code(), value.into()),
        }
    }
}

impl super::Note {
    /// Folds the name into a number (FNV-1a).
    fn code(&self) -> u64 {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        self.name.bytes().fold(0xCBF2_9CE4_8422_2325, step)
    }
}
