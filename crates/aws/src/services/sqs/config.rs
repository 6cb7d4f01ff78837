//! What a queue is set to.

use super::limits;
use crate::profile::Profile;
use kernel::SimDuration;
use std::sync::Arc;

/// A queue as a template describes it.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its logical id.
    pub id: Arc<str>,
    /// `QueueName`, or the logical id where none is given.
    pub name: Arc<str>,
    /// `FifoQueue` with what only such a queue has; `None` for a standard queue.
    pub fifo: Option<Fifo>,
    /// `VisibilityTimeout`.
    pub visibility: SimDuration,
    /// `DelaySeconds`.
    pub delay: SimDuration,
    /// `MessageRetentionPeriod`.
    pub retention: SimDuration,
    /// `ReceiveMessageWaitTimeSeconds`.
    pub wait: SimDuration,
    /// `MaximumMessageSize`, in bytes.
    pub message_size_max: u64,
    /// `RedrivePolicy`.
    pub redrive: Option<Redrive>,
    /// The queues whose dead-letter queue this is.
    pub sources: Vec<Arc<str>>,
    /// Functions and topics whose failures come here as dead letters.
    pub dead_letter_senders: Vec<Arc<str>>,
}

/// What only a FIFO queue has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fifo {
    /// `ContentBasedDeduplication`.
    pub content_based: bool,
    /// Whether `DeduplicationScope` is `messageGroup`.
    pub deduplicates_by_group: bool,
    /// Whether `FifoThroughputLimit` is `perMessageGroupId`.
    pub limited_by_group: bool,
}

/// A redrive policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redrive {
    /// The dead-letter queue.
    pub queue: DeadLetterQueue,
    /// `maxReceiveCount`.
    pub receives_max: u32,
}

/// A dead-letter queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeadLetterQueue {
    /// A queue of the template, by logical id.
    Queue(Arc<str>),
    /// One outside, as it is written.
    External(Arc<str>),
}

impl Config {
    /// Makes a standard queue with AWS's defaults.
    #[must_use]
    pub fn standard(id: &str, profile: Profile) -> Self {
        Self {
            id: id.into(),
            name: id.into(),
            fifo: None,
            visibility: limits::VISIBILITY_DEFAULT,
            delay: SimDuration::ZERO,
            retention: limits::RETENTION_DEFAULT,
            wait: SimDuration::ZERO,
            message_size_max: limits::message_size_max(profile),
            redrive: None,
            sources: Vec::new(),
            dead_letter_senders: Vec::new(),
        }
    }

    /// Makes a FIFO queue with AWS's defaults and content-based deduplication.
    #[must_use]
    pub fn fifo(id: &str, profile: Profile) -> Self {
        let fifo = Fifo { content_based: true, ..Fifo::default() };
        Self { name: format!("{id}.fifo").into(), fifo: Some(fifo), ..Self::standard(id, profile) }
    }

    /// Sets the visibility timeout in seconds.
    #[must_use]
    pub fn visible_after(mut self, seconds: u64) -> Self {
        self.visibility = SimDuration::from_secs(seconds);
        self
    }

    /// Sets the redrive policy.
    #[must_use]
    pub fn redriving(mut self, target: &str, receives_max: u32) -> Self {
        self.redrive = Some(Redrive { queue: DeadLetterQueue::Queue(target.into()), receives_max });
        self
    }

    /// Says that it is the dead-letter queue of another.
    #[must_use]
    pub fn dead_letters_of(mut self, source: &str) -> Self {
        self.sources.push(source.into());
        self
    }
}
