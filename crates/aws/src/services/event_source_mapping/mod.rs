//! Event source mappings: they poll a queue, gather batches and invoke a function with them.
//!
//! # Simulated
//! Long polls, batches by size, window and bytes, filters, synchronous invocations and what becomes of the messages by
//! their result, partial responses, throttles, the growth of the number of batches at once, maximum concurrency and
//! provisioned pollers.
//!
//! # Simplified
//! A poll takes up to the batch size in one call. A batching window is kept to the instant, though AWS may wait up to
//! 20 s where there is little traffic (ESMQ-03). What provisioned pollers may receive is counted by whole seconds.
//! Pollers that find nothing to do are at most five (or the provisioned minimum), however many batches may run. When
//! the backlog first exceeds what may run is known at once, and whether messages remain is asked of the queue at the end
//! of each minute, where not all that may run do. How soon the number of batches at once falls back is assumed. Bytes of a
//! batch are counted without the escapes of small bodies.
//!
//! # Not simulated
//! Streams and other sources: such a mapping stands idle. Back-off of pollers after errors (ESMQ-14).
//!
//! # Sources
//! ESMQ-01 to ESMQ-26; each rule in `limits.rs` names its page.

mod batch;
mod cfn;
mod config;
mod fields;
pub mod limits;
mod outcome;
mod pollers;
mod quota;
mod scaling;
#[cfg(test)]
mod tests;

pub use config::{Config, ProvisionedPollers, SourceKind};

use crate::fact::{Fact, Note, What};
use crate::message::{CallId, Message};
use crate::metrics::Meter;
use crate::service::snapshot::{NodeSnapshot, Part, ROW_TOKENS_MAX, Token};
use crate::service::{Cx, Descriptor, Holding, Reading, ServiceModel, Setup, Style, Wire};
use crate::stack::intervention::Intervention;
use crate::stack::latency::Hop;
use kernel::{Envelope, MessageId, NodeId, PortId, SimTime};
use pollers::{Pause, Poller};
use quota::Quota;
use scaling::Ceiling;
use std::collections::BTreeSet;

/// What a mapping schedules for itself.
#[derive(Clone, Debug)]
pub enum Timer {
    /// A throttled batch is tried again.
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
}

/// A mapping at work.
#[derive(Clone, Debug)]
pub struct Mapping {
    config: Config,
    source: Option<PortId>,
    function: Option<(NodeId, PortId)>,
    pollers: Vec<Poller>,
    parked: BTreeSet<usize>,
    /// How many pollers wait for a first message.
    idle: u32,
    /// How many batches are with the function.
    running: u32,
    ceiling: Ceiling,
    quota: Quota,
    /// How many polls found nothing since the last that found something.
    empty_in_a_row: u32,
    calls: u64,
    /// Whether the source has been asked to tell when there is a backlog.
    watching: bool,
    deleted: bool,
}

/// Messages that no filter wanted.
static EVENTS_FILTERED_OUT: Note = Note { name: "EventsFilteredOut", text: "{} messages match no filter" };
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
            None => Wire::new(KIND, &config.source, &config.function),
        };
        let mut wire = wire.invoking(Style::Polled).made_by(&config.id);
        if !config.filters_json.is_empty() {
            wire.extra.insert("filter".to_owned(), config.filters_json.clone().into());
        }
        let failures = config.on_failure.iter();
        let failures = failures.map(|to| Wire::new("OnFailure", &config.function, to).made_by(&config.id));
        std::iter::once(wire).chain(failures).collect()
    }

    fn new(config: &Config, setup: &mut Setup<'_>) -> Self {
        let polls = matches!(config.kind, SourceKind::Queue { .. });
        let source = if polls { setup.connect(&config.source, Hop::Poll) } else { None };
        let port = setup.connect(&config.function, Hop::ServiceCall);
        Self {
            config: config.clone(),
            source,
            function: setup.node_of(&config.function).zip(port),
            pollers: Vec::new(),
            parked: BTreeSet::new(),
            idle: 0,
            running: 0,
            ceiling: Ceiling::new(config.scaling(setup.profile())),
            quota: Quota::default(),
            empty_in_a_row: 0,
            calls: 0,
            watching: false,
            deleted: false,
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
                meter.count(fields::DELETED, deleted.into());
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
        self.take_over(before, after, cx);
    }

    fn fixed(before: &Config, after: &Config) -> Option<&'static str> {
        (before.source != after.source || before.kind != after.kind).then_some("EventSourceArn")
    }

    fn on_start(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.staff(cx);
    }

    fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut Cx<'_, '_, Timer>) {
        match envelope.message {
            Message::Reply(reply) => self.on_reply(reply, cx),
            Message::Control(intervention) => self.intervene(&intervention, cx),
            // Nobody calls a mapping.
            Message::Request(_) | Message::Poll(_) | Message::Settle(_) => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Cx<'_, '_, Timer>) {
        match timer {
            Timer::Retry { poller, call } => self.retry(poller, call, cx),
            Timer::Scale => self.scale(cx),
            Timer::NextSecond => self.on_next_second(cx),
        }
    }

    fn snapshot(&self, _: SimTime) -> NodeSnapshot {
        let status = if self.deleted { Some("Deleted") } else { (!self.config.enabled).then_some("Disabled") };
        let bar = Part::Bar { name: "pollers", value: self.busy().into(), limit: Some(self.batches_max().into()) };
        let mut parts = vec![bar];
        let waiting: Vec<(&Poller, Pause)> =
            self.pollers.iter().filter_map(|poller| Some((poller, poller.pause?))).collect();
        if let Some((_, next)) = waiting.iter().min_by_key(|(_, pause)| pause.span.1) {
            parts.push(paused(&waiting, next.reason));
            let name = if next.is_tried_again { "next try" } else { "visible again" };
            parts.push(Part::Ring { name, span: next.span });
        } else if let Some(tray) = self.pollers.iter().find(|poller| !poller.tray.is_empty()) {
            parts.push(batch_in(tray));
            parts.extend(tray.window.map(|span| Part::Ring { name: "window", span }));
        }
        NodeSnapshot::new(status, parts)
    }

    fn is_polling(&self) -> bool {
        self.can_poll()
    }

    /// The source holds what pollers have: it is in flight there.
    fn holding(&self) -> Holding {
        Holding::default()
    }
}

/// Shows the batches that wait because the function did not take them, each with its wait, by the reason of the next.
fn paused(waiting: &[(&Poller, Pause)], reason: &'static str) -> Part {
    let token = |(poller, pause): &(&Poller, Pause)| Token {
        message: poller.batch.first().map_or(MessageId::NONE, |record| record.item.id),
        span: Some(pause.span),
        count: poller.attempt.into(),
    };
    let tokens = waiting.iter().take(ROW_TOKENS_MAX).map(token).collect();
    Part::Row { name: reason, count: waiting.len() as u64, tokens }
}

/// Shows the batch that is being gathered.
fn batch_in(poller: &Poller) -> Part {
    let token = |record: &crate::message::PolledRecord| Token {
        message: record.item.id,
        span: None,
        count: record.receive_count,
    };
    let tokens = poller.tray.iter().take(ROW_TOKENS_MAX).map(token).collect();
    Part::Row { name: "batch", count: poller.tray.len() as u64, tokens }
}

impl Mapping {
    fn can_poll(&self) -> bool {
        self.config.enabled && !self.deleted && self.source.is_some() && self.function.is_some()
    }

    /// Returns how many batches are gathered or run.
    fn busy(&self) -> u32 {
        pollers::to_u32(self.pollers.len() - self.parked.len()) - self.idle
    }

    fn intervene(&mut self, intervention: &Intervention, cx: &mut Cx<'_, '_, Timer>) {
        cx.record(What::Intervened);
        match intervention {
            Intervention::Create => self.deleted = false,
            Intervention::Delete => self.deleted = true,
            // The rest concerns functions, queues and clients.
            _ => {}
        }
        self.follow(cx);
    }

    /// Takes over what the template says of the mapping from now on; what runs goes on.
    fn take_over(&mut self, before: &Config, after: &Config, cx: &mut Cx<'_, '_, Timer>) {
        cx.record(What::Intervened);
        self.config = Config { source: before.source.clone(), kind: before.kind, ..after.clone() };
        if before.function != after.function {
            let node = cx.node_of(&after.function);
            self.function = node.zip(cx.connect(&after.function, Hop::ServiceCall));
        }
        if before.provisioned != after.provisioned {
            self.rescale(cx);
        }
        self.follow(cx);
    }

    /// Polls anew as far as it may now, or not at all.
    fn follow(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.stand_down(cx);
        self.staff(cx);
    }
}
