//! A message as it lies in a queue.

use crate::message::Item;
use kernel::{NodeId, RecordId, SimTime};
use std::sync::Arc;

/// A message with what the queue knows of it.
#[derive(Clone, Debug)]
pub(in super::super) struct Stored {
    /// The copy.
    pub(in super::super) item: Item,
    /// The enqueue timestamp, from which retention counts (SQS-14).
    pub(in super::super) sent: SimTime,
    /// When it came into this queue, from which its age counts.
    pub(in super::super) arrived: SimTime,
    /// When it was first received, if it was.
    pub(in super::super) first_received: Option<SimTime>,
    /// How often it was received.
    pub(in super::super) receive_count: u32,
    /// The number of its last hand-out; 0 before the first.
    pub(in super::super) receipt: u64,
    /// Where it stands.
    pub(in super::super) state: State,
    /// `MessageGroupId`.
    pub(in super::super) group: Option<Arc<str>>,
    /// The deduplication id of a message in a FIFO queue.
    pub(in super::super) deduplication: Option<Arc<str>>,
    /// Whether it lies here as a dead letter.
    pub(in super::super) dead_letter: bool,
    /// The queue that a redrive policy moved it from.
    pub(in super::super) source: Option<NodeId>,
    /// Whether the next hand-out is a duplicate that does not count (SQS-08).
    pub(in super::super) duplicate: bool,
    /// Whether another queue did not take it, so that it waits here to be moved again.
    pub(in super::super) refused: bool,
    /// The last fact about it.
    pub(in super::super) cause: RecordId,
}

/// Where a message stands (SQS-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum State {
    /// Not receivable yet.
    Delayed {
        /// Until when.
        until: SimTime,
    },
    /// Receivable.
    Visible {
        /// Since when.
        since: SimTime,
    },
    /// Chosen by the receive that is being served.
    Picked,
    /// Received and hidden.
    InFlight {
        /// When it was received.
        since: SimTime,
        /// When it becomes visible again.
        until: SimTime,
    },
}

impl State {
    /// Returns when it becomes visible by itself.
    pub(in super::super) fn hidden_until(self) -> Option<SimTime> {
        match self {
            Self::Delayed { until } | Self::InFlight { until, .. } => Some(until),
            Self::Visible { .. } | Self::Picked => None,
        }
    }
}

impl Stored {
    /// Makes a message that just came in.
    pub(in super::super) fn new(item: Item, now: SimTime) -> Self {
        Self {
            item,
            sent: now,
            arrived: now,
            first_received: None,
            receive_count: 0,
            receipt: 0,
            state: State::Picked,
            group: None,
            deduplication: None,
            dead_letter: false,
            refused: false,
            source: None,
            duplicate: false,
            cause: RecordId::NONE,
        }
    }
}
