//! How fast simulated time is presented, and whether there is anything to wait for.

use aws::fact::{Fact, MOVED_OUTSIDE, What};
use aws::stack::world::World;
use kernel::{MessageId, NodeId, Record, SimTime};
use std::collections::{BTreeMap, BTreeSet};

/// How simulated time is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tempo {
    /// As it passes.
    Real,
    /// Every hop is long enough to be seen, and a stretch in which nothing happens is shortened.
    Smart,
    /// The same for a stack that only a person gives something to do: while nothing is under way, time passes as on a
    /// clock, so that the next message of the person comes when the person sends it, and not after the run. What is
    /// planned until that instant comes by itself, and the way there is shortened.
    Attended(SimTime),
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
pub(super) struct Awaited {
    copies: BTreeSet<MessageId>,
    /// The queues that somebody polls.
    polled: BTreeSet<NodeId>,
}

impl Awaited {
    /// Looks at what is under way in a stack. `sources` says what each mapping polls where it does.
    pub(super) fn of(world: &World, sources: &BTreeMap<NodeId, NodeId>) -> Self {
        let polling = sources.iter().filter(|(mapping, _)| world.model(**mapping).is_polling());
        let polled: BTreeSet<NodeId> = polling.map(|(_, source)| *source).collect();
        Self { copies: world.awaited(|node| polled.contains(&node)), polled }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.copies.is_empty()
    }

    /// Takes notice of a record.
    pub(super) fn feed(&mut self, record: &Record<Fact>) {
        let message = record.fact.message;
        if message == MessageId::NONE {
            return;
        }
        let is_at_rest = match record.fact.what {
            What::Delivered | What::Filtered | What::Expired | What::Dropped { .. } => true,
            What::Enqueued { .. } | What::BecameVisible { .. } => !self.polled.contains(&record.node),
            What::Noted { note, .. } if *note == MOVED_OUTSIDE => true,
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
            self.copies.remove(&message);
        } else {
            self.copies.insert(message);
        }
    }
}
