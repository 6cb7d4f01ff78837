//! What nodes say to each other: the only vocabulary that services share, besides facts and the account.
//!
//! It is closed and service-neutral. An API call is a [`Request`] named by the receiving service's [`Operation`] and
//! answered by a [`Reply`]; a source that is polled is asked by [`Poll`] and told by [`Settle`] what became of what it
//! handed out. A new service needs no new variant.

use crate::fact::DropReason;
use crate::payload::{Parameters, Payload};
use crate::rules::Rule;
use crate::stack::intervention::Intervention;
use kernel::{MessageId, NodeId, SimDuration, SimTime};
use serde_json::json;
use std::sync::{Arc, LazyLock};

/// What is sent over a connection.
#[derive(Clone, Debug)]
pub enum Message {
    /// An API call.
    Request(Request),
    /// The answer to an API call or a poll.
    Reply(Reply),
    /// A question for messages, that may wait for some.
    Poll(Poll),
    /// What became of messages that a poll handed out.
    Settle(Settle),
    /// Something that a person or the template does to a node.
    Control(Arc<Intervention>),
}

/// The name of an API action in AWS's words: `SendMessage`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation(pub &'static str);

impl Operation {
    /// `Invoke`, understood by functions. The parameter `InvocationType` is `Event` for an asynchronous one.
    pub const INVOKE: Self = Self("Invoke");
    /// `SendMessage`, understood by queues.
    pub const SEND_MESSAGE: Self = Self("SendMessage");
    /// `Publish`, understood by topics.
    pub const PUBLISH: Self = Self("Publish");
    /// `PutObject`, understood by buckets; the parameters `Key` and `Size` say what is put.
    pub const PUT_OBJECT: Self = Self("PutObject");
    /// An HTTP request, understood by load balancers and distributions.
    pub const REQUEST: Self = Self("Request");
}

/// Tells a caller which of its calls an answer belongs to. Callers number their own calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// An API call.
#[derive(Clone, Debug)]
pub struct Request {
    /// The caller's number for it.
    pub call: CallId,
    /// What is asked for.
    pub operation: Operation,
    /// How a function is invoked; other services pass it by.
    pub invocation: Invocation,
    /// What it is about.
    pub item: Item,
}

/// How a function is invoked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Invocation {
    /// The caller waits (`RequestResponse`).
    #[default]
    Sync,
    /// The event is queued and the caller told so (`Event`).
    Async,
    /// Only permission and parameters are looked at (`DryRun`).
    DryRun,
}

/// One copy of a message with what it carries.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its number for all of its life.
    pub id: MessageId,
    /// The main content: an event, a body, a message.
    pub payload: Payload,
    /// Everything else that the action takes, under AWS's names (`Key`, `MessageAttributes`, `MessageGroupId`, …).
    pub parameters: Parameters,
    /// Which functions it came through.
    pub lineage: Lineage,
    /// The messages that a batch is made of; `None` for a single one.
    pub records: Option<Arc<[PolledRecord]>>,
}

impl Item {
    /// Makes an item without parameters.
    #[must_use]
    pub fn new(id: MessageId, payload: Payload) -> Self {
        Self { id, payload, parameters: Parameters::default(), lineage: Lineage::default(), records: None }
    }
}

/// How often each function stands in the chain of invocations that led to a message (ASYNC-25).
#[derive(Clone, Debug, Default)]
pub struct Lineage(Option<Arc<Vec<(NodeId, u16)>>>);

impl Lineage {
    /// Returns how often a function stands in the chain.
    #[must_use]
    pub fn count(&self, function: NodeId) -> u16 {
        let entries = self.0.as_deref().map_or(&[][..], Vec::as_slice);
        entries.iter().find(|(node, _)| *node == function).map_or(0, |(_, count)| *count)
    }

    /// Returns the chain with one more invocation of a function.
    #[must_use]
    pub fn with(&self, function: NodeId) -> Self {
        let mut entries = self.0.as_deref().cloned().unwrap_or_default();
        match entries.iter_mut().find(|(node, _)| *node == function) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => entries.push((function, 1)),
        }
        Self(Some(Arc::new(entries)))
    }
}

/// The answer to a call.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The caller's number of the call.
    pub call: CallId,
    /// The copy that the call was about.
    pub message: MessageId,
    /// What came of it.
    pub outcome: Result<Answer, ServiceError>,
}

/// What a call that was served gives back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Whether the function's code failed though the call was served (SYNC-03).
    pub function_error: bool,
    /// Whether the receiver keeps the copy that the call was about: its life goes on there, and the caller must not
    /// end it.
    pub kept: bool,
    /// The body.
    pub payload: Payload,
    /// The number of the request, where the answer's header names it.
    pub request: Option<u64>,
    /// What a poll found.
    pub records: Vec<PolledRecord>,
    /// Whether a poll got less than there was because the next record would not have fitted.
    pub cut_short: bool,
}

impl Answer {
    /// Makes an answer without a body.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::with(status, Payload::null())
    }

    /// Makes the answer of a receiver that keeps the copy.
    #[must_use]
    pub fn kept(status: u16) -> Self {
        Self { kept: true, ..Self::status(status) }
    }

    /// Makes an answer with a body.
    #[must_use]
    pub fn with(status: u16, payload: Payload) -> Self {
        Self {
            status,
            function_error: false,
            kept: false,
            payload,
            request: None,
            records: Vec::new(),
            cut_short: false,
        }
    }
}

/// A question for messages. One that asks for none and does not wait takes back the earlier one that has its number, and
/// of a stream's line all earlier ones.
#[derive(Clone, Copy, Debug)]
pub struct Poll {
    /// The poller's number for it.
    pub call: CallId,
    /// How many messages at most.
    pub records_max: u32,
    /// How many bytes the poller's batch may have, a byte between two records included. A first record is handed out
    /// whatever its size.
    pub bytes_max: u64,
    /// How many of these bytes the poller holds already.
    pub bytes_held: u64,
    /// How long to wait for the first one.
    pub wait: SimDuration,
    /// How long what is handed out stays hidden, where the poller says so.
    pub visibility: Option<SimDuration>,
    /// Which poller asks: of those waiting at one instant the lowest is served first.
    pub poller: u32,
    /// Which part of a stream it reads; `None` where there is no stream.
    pub line: Option<StreamLine>,
}

/// A part of a stream that is read in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamLine {
    /// The shard, from 0.
    pub shard: u32,
    /// Which part of the shard's partition keys, from 0.
    pub part: u32,
    /// Into how many parts they are parted.
    pub parts: u32,
    /// Records that came before are passed by; it counts where the reader is new.
    pub since: SimTime,
    /// Whether it is pushed, with throughput of its own, rather than polled.
    pub pushed: bool,
    /// The last question of this line whose answer has come: what answered a later one is still to be read.
    pub answered: CallId,
}

/// A message that a poll handed out.
#[derive(Clone, Debug)]
pub struct PolledRecord {
    /// The message.
    pub item: Item,
    /// The source's number of this hand-out.
    pub receipt: u64,
    /// How often it was handed out, this time included.
    pub receive_count: u32,
    /// When the source no longer leaves it to the poller unless it is settled: a queue's message becomes readable again, a
    /// stream's record is gone.
    pub visible_again: SimTime,
    /// When a stream took it in, which is what its age counts from; `None` for a queue's message.
    pub arrived: Option<SimTime>,
    /// Its order group, where the source keeps order by group.
    pub group: Option<Arc<str>>,
    /// The record as it stands in `Records[]`.
    pub record: Payload,
}

/// What became of messages that a poll handed out.
#[derive(Clone, Debug)]
pub struct Settle {
    /// The hand-outs.
    pub receipts: Vec<u64>,
    /// What became of them.
    pub fate: Fate,
}

/// What a consumer does with a message that it was handed.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// It was served: delete it.
    Delivered,
    /// No filter wanted it: delete it.
    Filtered,
    /// It is given up.
    Dropped {
        /// Why.
        reason: DropReason,
        /// The rule that says so.
        rule: &'static Rule,
    },
    /// Make it readable again, in its old place, after a span; zero is at once.
    Return {
        /// How long it stays hidden from now.
        after: SimDuration,
    },
}

/// A call that was not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceError {
    /// 429: too many requests.
    TooManyRequests(ThrottleReason),
    /// 500: the service itself failed.
    ServiceException,
    /// 403: permission is missing.
    AccessDenied,
    /// 404: there is no such thing.
    ResourceNotFound,
    /// 413: the request is too large.
    RequestTooLarge,
    /// 400: a parameter is wrong; AWS's code for it.
    InvalidParameter(&'static str),
    /// 400: a loop of invocations was stopped.
    RecursiveInvocation,
    /// The caller gave up waiting.
    Timeout,
    /// Anything else.
    Other {
        /// AWS's name of the error.
        code: &'static str,
        /// The HTTP status.
        status: u16,
    },
}

impl ServiceError {
    /// Returns the HTTP status; 0 for a caller that gave up.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::TooManyRequests(_) => 429,
            Self::ServiceException => 500,
            Self::AccessDenied => 403,
            Self::ResourceNotFound => 404,
            Self::RequestTooLarge => 413,
            Self::InvalidParameter(_) | Self::RecursiveInvocation => 400,
            Self::Timeout => 0,
            Self::Other { status, .. } => status,
        }
    }

    /// Returns what the answer says besides its status: of a throttle the reason (SYNC-15), of others nothing.
    #[must_use]
    pub fn body(self) -> Payload {
        match self {
            Self::TooManyRequests(reason) => reason.body(),
            _ => Payload::null(),
        }
    }

    /// Returns AWS's name of the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooManyRequests(_) => "TooManyRequestsException",
            Self::ServiceException => "ServiceException",
            Self::AccessDenied => "AccessDeniedException",
            Self::ResourceNotFound => "ResourceNotFoundException",
            Self::RequestTooLarge => "RequestTooLargeException",
            Self::InvalidParameter(code) | Self::Other { code, .. } => code,
            Self::RecursiveInvocation => "RecursiveInvocationException",
            Self::Timeout => "Timeout",
        }
    }
}

/// Why an invocation was throttled, in AWS's words (CONC-12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ThrottleReason {
    /// The account's concurrency is used up.
    ConcurrentInvocationLimitExceeded,
    /// The function's reserved concurrency is used up.
    ReservedFunctionConcurrentInvocationLimitExceeded,
    /// The function scales up faster than it may, or has too many requests a second.
    FunctionInvocationRateLimitExceeded,
    /// The function has more than ten requests a second for each unit of its reserved concurrency.
    ReservedFunctionInvocationRateLimitExceeded,
    /// The caller has too many requests a second.
    CallerRateLimitExceeded,
}

/// The bodies of throttles, by the order of the reasons: there may be very many throttles.
static THROTTLES: LazyLock<[Payload; 5]> = LazyLock::new(|| {
    let body = |reason: ThrottleReason| json!({ "Reason": reason.name(), "Type": "User", "message": "Rate Exceeded." });
    ThrottleReason::ALL.map(|reason| Payload::from_json(body(reason)))
});

impl ThrottleReason {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [
        Self::ConcurrentInvocationLimitExceeded,
        Self::ReservedFunctionConcurrentInvocationLimitExceeded,
        Self::FunctionInvocationRateLimitExceeded,
        Self::ReservedFunctionInvocationRateLimitExceeded,
        Self::CallerRateLimitExceeded,
    ];

    fn body(self) -> Payload {
        THROTTLES[self as usize].clone()
    }

    /// Returns AWS's word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ConcurrentInvocationLimitExceeded => "ConcurrentInvocationLimitExceeded",
            Self::ReservedFunctionConcurrentInvocationLimitExceeded => {
                "ReservedFunctionConcurrentInvocationLimitExceeded"
            }
            Self::FunctionInvocationRateLimitExceeded => "FunctionInvocationRateLimitExceeded",
            Self::ReservedFunctionInvocationRateLimitExceeded => "ReservedFunctionInvocationRateLimitExceeded",
            Self::CallerRateLimitExceeded => "CallerRateLimitExceeded",
        }
    }
}
