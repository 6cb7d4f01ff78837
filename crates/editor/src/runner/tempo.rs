//! How fast simulated time is presented, and whether there is anything to wait for.

use aws::fact::{Fact, What};
use kernel::{MessageId, NodeId, Record};
use std::collections::BTreeSet;

/// How simulated time is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tempo {
    /// As it passes.
    Real,
    /// Every hop is long enough to be seen, and a stretch in which nothing happens is shortened.
    Smart,
    /// The same for a stack that only a person gives something to do: while nothing is under way, time passes as on a
    /// clock, so that the next message of the person comes when the person sends it, and not after the run.
    Attended,
}

impl Tempo {
    /// Tells whether hops are made long enough to be seen.
    #[must_use]
    pub fn is_smart(self) -> bool {
        self != Self::Real
    }
}

/// The copies to which something is still to happen by itself: all that began and did not end, but for what lies in a
/// queue that nobody polls.
#[derive(Clone, Debug, Default)]
pub(super) struct Awaited(BTreeSet<MessageId>);

impl Awaited {
    pub(super) fn of(copies: impl Iterator<Item = MessageId>) -> Self {
        Self(copies.collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes notice of a record. `is_polled` tells of a node whether somebody polls it.
    pub(super) fn feed(&mut self, record: &Record<Fact>, is_polled: impl Fn(NodeId) -> bool) {
        let message = record.fact.message;
        if message == MessageId::NONE {
            return;
        }
        let is_at_rest = match record.fact.what {
            What::Delivered | What::Filtered | What::Expired | What::Dropped { .. } => true,
            What::Enqueued { .. } | What::BecameVisible => !is_polled(record.node),
            // What is said of a copy after its end does not begin it again.
            What::Sent { .. }
            | What::Copied { .. }
            | What::Departed { .. }
            | What::Received { .. }
            | What::EventQueued
            | What::InvocationStarted { .. }
            | What::RetryScheduled { .. } => false,
            _ => return,
        };
        if is_at_rest {
            self.0.remove(&message);
        } else {
            self.0.insert(message);
        }
    }
}
