//! What the trace records.
//!
//! Facts are the only output of a run: figures, charts, the timeline, the animation and tests are folded from them.
//! The vocabulary is closed and service-neutral; [`What::Noted`] is the escape hatch, so that a new service never needs
//! a new variant. A fact takes 32 bytes; what is longer goes into a [`Detail`], kept only where the trace is.

mod names;
mod numbers;

pub use names::request_id;

use crate::message::ThrottleReason;
use crate::payload::{Parameters, Payload};
use crate::rules::Rule;
use kernel::{MessageId, NodeId, RecordId, SimTime};
use std::sync::Arc;

/// One thing that a model decided.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    /// The copy of a message that it is about, or [`MessageId::NONE`].
    pub message: MessageId,
    /// The rule of AWS that decided it, where one did.
    pub rule: Option<&'static Rule>,
    /// What was decided.
    pub what: What,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    // The life of a copy. Each begins once with `Sent` or `Copied` and ends once.
    /// A client sent it; the detail has action and input.
    Sent {
        /// The client's count of sends, from 0.
        ordinal: u32,
    },
    /// It was made of another: a fan-out, a destination record, a call of a function.
    Copied {
        /// The copy it was made of.
        from: MessageId,
    },
    /// It ended well: a function succeeded on it, a consumer deleted it, a synchronous caller has its final answer.
    Delivered,
    /// No filter wanted it.
    Filtered,
    /// Its retention ran out.
    Expired,
    /// AWS discarded it.
    Dropped {
        /// Why.
        reason: DropReason,
    },

    // Travel.
    /// It left this node for another.
    Departed {
        /// Where it goes.
        to: NodeId,
        /// When it is there.
        arrives: SimTime,
    },
    /// An answer left this node for the caller.
    Answered {
        /// Who waits for it.
        to: NodeId,
        /// Status of the answer, as [`What::CallEnded`] has it.
        status: u16,
        /// When it is there.
        arrives: SimTime,
    },
    /// It was lost on a connection.
    Lost,

    // Clients.
    /// A client tries once more.
    ClientRetried {
        /// The number of the try, from 2.
        attempt: u16,
    },
    /// A client has its final answer, or gave up.
    CallEnded {
        /// HTTP status; 0 for a time-out of the client.
        status: u16,
        /// Whether the function's code failed though the status is 200.
        function_error: bool,
        /// From the first try to the final answer, in microseconds.
        latency_us: u64,
    },

    // Queues.
    /// A queue took it in.
    Enqueued {
        /// When it can be received.
        visible: SimTime,
    },
    /// A consumer received it; it is hidden now.
    Received {
        /// How often it was received, this time included.
        count: u32,
        /// When it becomes visible again unless it is deleted.
        visible_again: SimTime,
    },
    /// It can be received.
    BecameVisible {
        /// After what it could not.
        after: Hiding,
    },
    /// Its visibility timeout was changed.
    VisibilityChanged {
        /// When it becomes visible again.
        visible_again: SimTime,
    },
    /// A consumer deleted it.
    Deleted,
    /// It was moved to a dead-letter queue.
    MovedToDeadLetterQueue {
        /// The dead-letter queue.
        to: NodeId,
    },
    /// It was moved from a dead-letter queue back to its source.
    Redriven {
        /// The source queue.
        to: NodeId,
    },
    /// A receive found nothing.
    EmptyReceive,

    // Functions.
    /// An event went into the asynchronous queue.
    EventQueued,
    /// A handler began.
    InvocationStarted {
        /// The try of this event, from 1.
        attempt: u8,
        /// Whether a new environment was made for it.
        cold_start: bool,
        /// Number of the environment within its function, from 1.
        environment: u32,
        /// Number of the request; all tries of an asynchronous event have the same.
        request: u64,
    },
    /// A handler ended.
    InvocationEnded {
        /// How.
        outcome: Ending,
        /// Billed milliseconds.
        billed_ms: u32,
        /// Time in the handler, in microseconds.
        duration_us: u64,
    },
    /// An invocation was refused.
    Throttled {
        /// AWS's reason.
        reason: ThrottleReason,
    },
    /// An environment began to initialise.
    InitStarted {
        /// Number of the environment within its function.
        environment: u32,
        /// When it is done.
        until: SimTime,
    },
    /// An environment is ready.
    InitEnded {
        /// Number of the environment within its function.
        environment: u32,
        /// How long it took, in microseconds.
        duration_us: u64,
    },
    /// An environment was taken down.
    EnvironmentReclaimed {
        /// Number of the environment within its function.
        environment: u32,
    },
    /// An environment's runtime was restarted after a time-out or crash.
    EnvironmentReset {
        /// Number of the environment within its function.
        environment: u32,
    },
    /// AWS will try again.
    RetryScheduled {
        /// The number of the coming try, from 2.
        attempt: u16,
        /// When.
        at: SimTime,
    },
    /// A dead-letter target took it; the copy goes on there.
    DeadLettered {
        /// The target.
        to: NodeId,
    },
    /// A record of the outcome goes to a destination, as a new copy.
    DestinationSent {
        /// The target.
        to: NodeId,
        /// Whether this is the destination on success.
        success: bool,
    },
    /// Handing it to a dead-letter target or destination failed.
    HandOverFailed {
        /// Whether the target was a destination rather than a dead-letter queue.
        destination: bool,
    },

    // Mappings.
    /// A poller received messages.
    Polled {
        /// Which poller.
        poller: u32,
        /// How many.
        records: u32,
    },
    /// A batch was handed to the function.
    BatchInvoked {
        /// Which poller.
        poller: u32,
        /// How many messages.
        records: u32,
    },
    /// The function is done with a batch.
    BatchEnded {
        /// Messages to be deleted.
        deleted: u32,
        /// Messages that come back.
        failed: u32,
    },
    /// The number of batches that may run at once changed.
    PollersScaled {
        /// How many may now.
        to: u32,
    },

    // Topics.
    /// A subscription got its copy.
    NotificationDelivered,
    /// A subscription's endpoint refused or failed for good.
    NotificationFailed,

    // Caches and load balancers.
    /// An answer was found in the cache.
    CacheHit {
        /// Until when it may be served.
        until: SimTime,
    },
    /// It has to be fetched.
    CacheMiss,
    /// An answer was stored.
    CacheStored {
        /// Until when it may be served.
        until: SimTime,
    },
    /// A rule of a load balancer or a behaviour of a distribution chose a target.
    Routed {
        /// Position of the rule, from 0; `u32::MAX` for the default.
        rule: u32,
    },

    /// A person or the template intervened.
    Intervened,
    /// Anything else, by name.
    Noted {
        /// Its name.
        note: &'static Note,
        /// Its figure.
        value: u32,
    },
}

/// A kind of fact that only one service knows.
#[derive(Debug, PartialEq)]
pub struct Note {
    /// Its name in the trace, a past participle: `PolicyRejected`.
    pub name: &'static str,
    /// What it says of its figure, which stands at `{}` (how many), `{number}` (a port, which is no amount), `{ordinal}`
    /// (a place in a list, counted from 0 in the figure and from 1 for people) or `{span}` (microseconds).
    pub text: &'static str,
}

/// What is given up goes to a dead-letter target. It is a dead letter, or lost, by what the target answers.
pub static GIVEN_UP: Note = Note { name: "GivenUp", text: "gives it up, and sends it to its dead-letter target" };
/// A dead letter went to a queue outside the template: nothing is known of it from then on.
pub static MOVED_OUTSIDE: Note =
    Note { name: "MovedToDeadLetterQueue", text: "moved to a dead-letter queue outside the template" };

/// A message was taken to be passed on, as a copy to each that subscribed: its own copy goes nowhere.
pub static PUBLISHED: Note = Note { name: "Published", text: "published, {} bytes" };
/// A record was put into a stream, whose readers get copies: its own goes nowhere.
pub static RECORD_PUT: Note = Note { name: "RecordPut", text: "puts it into shard {number}" };
/// What was published came before, and is not passed on again.
pub static REPEATED: Note = Note { name: "Deduplicated", text: "the same message came within five minutes" };

/// What kept a message from being received until now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hiding {
    /// A receive before, until the end of its visibility timeout.
    Receive,
    /// The delay that it came with.
    Delay,
    /// It was in another queue, and was moved here.
    Move {
        /// The other queue.
        from: NodeId,
    },
    /// It was to be moved to another queue, which did not take it.
    Refusal,
}

/// Why AWS discarded a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DropReason {
    /// Every try failed and nobody takes the failures.
    RetriesExhausted,
    /// It was too old.
    EventAgeExceeded,
    /// The function's reserved concurrency is zero.
    ZeroReservedConcurrency,
    /// The dead-letter target did not take it.
    DeadLetterError,
    /// A destination did not take it.
    DestinationDeliveryFailure,
    /// A loop of invocations was stopped.
    RecursiveInvocation,
    /// The endpoint refused it or was not there, and there is no dead-letter queue.
    DeliveryFailed,
    /// The queue was purged.
    Purged,
    /// The same deduplication id came within five minutes.
    Deduplicated,
    /// Two writes of one instant became one notification.
    Coalesced,
    /// It was lost on the way.
    Lost,
    /// The target was deleted with it.
    Deleted,
    /// The caller gave it up after an error.
    Rejected,
    /// The batch that it was in failed as often as its mapping lets it.
    RetryAttemptsExhausted,
    /// It is older than its mapping takes.
    RecordAgeExceeded,
}

impl DropReason {
    /// Tells whether something is missing after it. What came twice is there once, and what was purged or deleted was meant
    /// to go.
    #[must_use]
    pub fn is_loss(self) -> bool {
        !matches!(self, Self::Purged | Self::Deleted | Self::Deduplicated | Self::Coalesced)
    }

    /// Tells whether who held it keeps it all the same: a stream keeps what a mapping gives up.
    #[must_use]
    pub fn is_kept(self) -> bool {
        matches!(self, Self::RetryAttemptsExhausted | Self::RecordAgeExceeded)
    }

    /// Returns the name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RetriesExhausted => "RetriesExhausted",
            Self::RetryAttemptsExhausted => "RetryAttemptsExhausted",
            Self::RecordAgeExceeded => "RecordAgeExceeded",
            Self::EventAgeExceeded => "EventAgeExceeded",
            Self::ZeroReservedConcurrency => "ZeroReservedConcurrency",
            Self::DeadLetterError => "DeadLetterError",
            Self::DestinationDeliveryFailure => "DestinationDeliveryFailure",
            Self::RecursiveInvocation => "RecursiveInvocation",
            Self::DeliveryFailed => "DeliveryFailed",
            Self::Purged => "Purged",
            Self::Deduplicated => "Deduplicated",
            Self::Coalesced => "Coalesced",
            Self::Lost => "Lost",
            Self::Deleted => "Deleted",
            Self::Rejected => "Rejected",
        }
    }
}

/// How an invocation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// The handler returned.
    Success,
    /// The handler raised.
    Error,
    /// The function's timeout ran out.
    Timeout,
    /// More memory than there is.
    OutOfMemory,
    /// The process ended.
    Exit,
    /// The response is too large.
    ResponseTooLarge,
}

impl Ending {
    /// Returns the name in the trace.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "Success",
            Self::Error => "Error",
            Self::Timeout => "Timeout",
            Self::OutOfMemory => "OutOfMemory",
            Self::Exit => "Exit",
            Self::ResponseTooLarge => "ResponseTooLarge",
        }
    }
}

/// The long part of a fact.
#[derive(Clone, Debug)]
pub enum Detail {
    /// What a message carries: with `Sent`, `Copied`, `Enqueued`, `InvocationStarted`, `CallEnded`.
    Content {
        /// The action, where there is one.
        action: &'static str,
        /// The main content.
        payload: Payload,
        /// Everything else.
        parameters: Parameters,
    },
    /// The messages of a batch, in order, and the event that the function receives.
    Batch {
        /// Their numbers.
        messages: Arc<[MessageId]>,
        /// The event.
        payload: Payload,
    },
    /// A sentence about this very case, with its numbers.
    Said {
        /// The sentence.
        text: Arc<str>,
        /// The record of what was done from outside and brought this about, or [`RecordId::NONE`].
        deed: RecordId,
    },
}

impl Detail {
    /// Says something of a case that nobody brought about from outside.
    #[must_use]
    pub fn said(text: impl Into<Arc<str>>) -> Self {
        Self::said_after(RecordId::NONE, text)
    }

    /// Says something of a case that was brought about by what was done from outside, where that has a record.
    #[must_use]
    pub fn said_after(deed: RecordId, text: impl Into<Arc<str>>) -> Self {
        Self::Said { text: text.into(), deed }
    }
}

impl From<What> for Fact {
    fn from(what: What) -> Self {
        Self { message: MessageId::NONE, rule: None, what }
    }
}

impl What {
    /// Makes a fact about a message.
    #[must_use]
    pub fn of(self, message: MessageId) -> Fact {
        Fact { message, rule: None, what: self }
    }
}

impl Fact {
    /// Adds the rule of AWS that decided it.
    #[must_use]
    pub fn because(mut self, rule: &'static Rule) -> Self {
        self.rule = Some(rule);
        self
    }
}
