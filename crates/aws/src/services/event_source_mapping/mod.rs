//! Event source mappings: they poll a queue or a stream, gather batches and invoke a function with them.
//!
//! # Simulated
//! Long polls of queues, batches by size, window and bytes, filters, synchronous invocations and what becomes of the
//! messages by their result, partial responses, throttles, the growth of the number of batches at once, maximum
//! concurrency and provisioned pollers.
//!
//! Of streams: a line for each shard, or several by partition key, each in order and one batch at a time; starting
//! positions, retries with their limits, the age of records, bisecting, and records of failure to a destination.
//!
//! # Simplified
//! A poll takes up to the batch size in one call. A batching window is kept to the instant, though AWS may wait up to
//! 20 s where there is little traffic (ESMQ-03). What provisioned pollers may receive is counted by whole seconds.
//! Pollers that find nothing to do are at most five (or the provisioned minimum), however many batches may run. When
//! the backlog first exceeds what may run is known at once, and whether messages remain is asked of the queue at the end
//! of each minute, where not all that may run do. How soon the number of batches at once falls back is assumed. Bytes of a
//! batch are counted without the escapes of small bodies.
//!
//! Polls of a stream that would find nothing are not made and not counted. A batching window of a stream begins with its
//! first record, or with the end of the invocation before. A mapping that is switched off forgets how often it had tried a
//! batch. What is with a mapping keeps the retention that it was read with. Records of failure name the function without
//! its version or alias.
//!
//! # Not simulated
//! Other sources: such a mapping stands idle. Back-off of pollers after errors (ESMQ-14), tumbling windows (STR-13).
//!
//! # Sources
//! ESMQ-01 to ESMQ-26, STR-01 to STR-22; each rule in `limits.rs` and `stream/limits.rs` names its page.

mod batch;
mod cfn;
mod config;
mod fields;
pub mod limits;
mod picture;
mod queue;
mod stream;
#[cfg(test)]
mod tests;

pub use config::{Config, Destination, ProvisionedPollers, SourceKind, StartingPosition, StreamConfig};
pub use queue::QueueMapping;
pub use stream::StreamMapping;

use crate::fact::{Fact, Note, What};
use crate::message::{CallId, Message};
use crate::metrics::Meter;
use crate::service::snapshot::NodeSnapshot;
use crate::service::{Cx, Descriptor, Holding, Reading, ServiceModel, Setup, Style, Wire};
use crate::stack::intervention::Intervention;
use kernel::{Envelope, SimTime};

/// What a mapping schedules for itself.
#[derive(Clone, Debug)]
pub enum Timer {
    /// A throttled batch of a queue is tried again.
    Retry {
        /// Whose batch.
        poller: u32,
        /// The call that it was.
        call: CallId,
    },
    /// A minute of backlog is over.
    Scale,
    /// Provisioned pollers may receive again.
    NextSecond,
    /// A line of a stream goes on: it polls, its window is over, or its batch is tried again.
    Line {
        /// Which line.
        line: u32,
        /// What it waited for, by the number of the call before.
        call: CallId,
    },
}

/// A mapping at work.
#[derive(Clone, Debug)]
pub enum Mapping {
    /// Of a queue, or of a source that is not simulated.
    Queue(QueueMapping),
    /// Of a stream.
    Stream(StreamMapping),
}

/// Messages that no filter wanted.
static EVENTS_FILTERED_OUT: Note = Note { name: "EventsFilteredOut", text: "{} match no filter" };
/// How many batches run at once.
static BATCHES_RUNNING: Note = Note { name: "BatchesRunning", text: "{} batches run at once" };

impl ServiceModel for Mapping {
    type Config = Config;
    type Timer = Timer;
    const DESCRIPTOR: &'static Descriptor = &fields::DESCRIPTOR;

    fn read(reading: &mut Reading<'_>) -> Config {
        cfn::read(reading)
    }

    fn wires(config: &Config) -> Vec<Wire> {
        const KIND: &str = "EventSourceMapping";
        let wire = match &config.external {
            _ if config.function.is_empty() => return Vec::new(),
            Some(external) => Wire::from_outside(KIND, external, &config.function),
            None if config.source.is_empty() => return Vec::new(),
            None => Wire::new(KIND, config.consumer.as_ref().unwrap_or(&config.source), &config.function),
        };
        let mut wire = wire.invoking(Style::Polled).made_by(&config.id);
        if !config.filters_json.is_empty() {
            wire.extra.insert("filter".to_owned(), config.filters_json.clone().into());
        }
        let failures = config.on_failure.iter();
        let failures = failures.map(|to| Wire::new("OnFailure", &config.function, &to.id).made_by(&config.id));
        std::iter::once(wire).chain(failures).collect()
    }

    fn new(config: &Config, setup: &mut Setup<'_>) -> Self {
        match config.kind {
            SourceKind::Stream => Self::Stream(StreamMapping::new(config, setup)),
            SourceKind::Queue { .. } | SourceKind::Unknown => Self::Queue(QueueMapping::new(config, setup)),
        }
    }

    fn measure(fact: &Fact, _: SimTime, meter: &mut Meter) {
        match fact.what {
            What::Polled { records, .. } => {
                meter.count(fields::POLLS, 1);
                meter.count(fields::EMPTY_POLLS, u64::from(records == 0));
                meter.count(fields::POLLED, records.into());
            }
            What::BatchInvoked { records, .. } => meter.count(fields::INVOKED, records.into()),
            What::BatchEnded { deleted, failed } => {
                // Nothing is deleted from a stream.
                let of_stream = fact.rule.is_some_and(stream::limits::ends_batches);
                meter.count(fields::DELETED, if of_stream { 0 } else { deleted.into() });
                meter.count(fields::FAILED_INVOKE, failed.into());
            }
            What::Noted { note, value } if *note == EVENTS_FILTERED_OUT => {
                meter.count(fields::FILTERED_OUT, value.into());
            }
            What::Noted { note, value } if *note == BATCHES_RUNNING => {
                meter.sample(fields::CONCURRENT_BATCHES, value.into());
            }
            _ => {}
        }
    }

    fn reconfigure(&mut self, before: &Config, after: &Config, cx: &mut Cx<'_, '_, Timer>) {
        cx.record(What::Intervened);
        match self {
            Self::Queue(mapping) => mapping.take_over(before, after, cx),
            Self::Stream(mapping) => mapping.take_over(before, after, cx),
        }
    }

    fn fixed(before: &Config, after: &Config) -> Option<&'static str> {
        if before.source != after.source || before.consumer != after.consumer || before.kind != after.kind {
            return Some("EventSourceArn");
        }
        (before.stream.position != after.stream.position).then_some("StartingPosition")
    }

    fn on_start(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        match self {
            Self::Queue(mapping) => mapping.follow(cx),
            Self::Stream(mapping) => mapping.follow(cx),
        }
    }

    fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut Cx<'_, '_, Timer>) {
        match (envelope.message, &mut *self) {
            (Message::Reply(reply), Self::Queue(mapping)) => mapping.on_reply(reply, cx),
            (Message::Reply(reply), Self::Stream(mapping)) => mapping.on_reply(reply, cx),
            (Message::Control(intervention), _) => self.intervene(&intervention, cx),
            // Nobody calls a mapping.
            (Message::Request(_) | Message::Poll(_) | Message::Settle(_), _) => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Cx<'_, '_, Timer>) {
        match (self, timer) {
            (Self::Stream(mapping), Timer::Line { line, call }) => mapping.on_line(line, call, cx),
            (Self::Queue(mapping), timer) => mapping.on_timer(&timer, cx),
            (Self::Stream(_), _) => {}
        }
    }

    fn snapshot(&self, _: SimTime) -> NodeSnapshot {
        match self {
            Self::Queue(mapping) => mapping.snapshot(),
            Self::Stream(mapping) => mapping.snapshot(),
        }
    }

    fn is_polling(&self) -> bool {
        match self {
            Self::Queue(mapping) => mapping.can_poll(),
            Self::Stream(mapping) => mapping.can_poll(),
        }
    }

    /// The source holds what pollers have: it is in flight there. What goes to a destination is on its way from here.
    fn holding(&self) -> Holding {
        match self {
            Self::Queue(_) => Holding::default(),
            Self::Stream(mapping) => Holding { in_flight: mapping.travelling(), ..Holding::default() },
        }
    }
}

impl Mapping {
    fn intervene(&mut self, intervention: &Intervention, cx: &mut Cx<'_, '_, Timer>) {
        cx.record(What::Intervened);
        let deleted = match intervention {
            Intervention::Create => false,
            Intervention::Delete => true,
            // The rest concerns functions, queues and clients.
            _ => return,
        };
        match self {
            Self::Queue(mapping) => mapping.set_deleted(deleted, cx),
            Self::Stream(mapping) => mapping.set_deleted(deleted, cx),
        }
    }
}
