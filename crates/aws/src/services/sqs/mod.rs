//! SQS queues, standard and FIFO.
//!
//! # Simulated
//! Visibility timeouts and their changes, delays, retention, receive counts, redrive to a dead-letter queue and back,
//! limits of messages in flight, message sizes, FIFO groups and deduplication, fair queues, long and short polls,
//! purges, and the record that a function receives.
//!
//! # Simplified
//! A standard queue hands out messages in the order in which they became visible. A short poll asks 6 of 8 servers at
//! random, unless latency is off: then it sees everything. Duplicates happen only where a person asks for one. A purge
//! takes effect at once. A FIFO queue's limit of calls is counted by whole seconds; the polls of mappings do not count.
//!
//! # Not simulated
//! Queue policies and encryption.
//!
//! # Sources
//! SQS-01 to SQS-18; each rule in `limits.rs` names its page.

mod cfn;
mod changes;
mod config;
mod fields;
mod limits;
mod policies;
mod receive;
mod record;
mod redrive;
mod send;
mod settle;
mod store;
#[cfg(test)]
mod tests;

pub use config::{Config, DeadLetterQueue, Fifo, Redrive};

use crate::fact::{Detail, Fact, Hiding, Note, What};
use crate::message::{Message, Request, ServiceError};
use crate::metrics::Meter;
use crate::profile::Profile;
use crate::rules::Rule;
use crate::service::snapshot::{NodeSnapshot, Part, ROW_TOKENS_MAX, Token};
use crate::service::standing::Standing;
use crate::service::{Caller, Cx, Descriptor, HELD_MAX, Held, Holding, Reading, ServiceModel, Setup, Wire, rank};
use crate::stack::latency::Latency;
use kernel::{Envelope, EventKey, MessageId, NodeId, Rng, SimTime};
use receive::Waiters;
use record::Origin;
use redrive::Moves;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::deduplication::Deduplication;
use store::{State, Store};

/// Names a poll that waits: by the index of its poller, then by its arrival.
pub type WaiterKey = (u32, u64);

/// What a queue schedules for itself.
#[derive(Clone, Debug)]
pub enum Timer {
    /// A delay or visibility timeout ends.
    Visible,
    /// A retention period ends.
    Expire,
    /// Pollers that wait look.
    Serve,
    /// The wait of a long poll ends.
    WaitOver(WaiterKey),
    /// The next dead letter goes back to its source.
    MoveNext,
    /// The age of the oldest message is looked at.
    Age,
}

/// A queue at work.
#[derive(Clone, Debug)]
pub struct Queue {
    config: Config,
    profile: Profile,
    store: Store,
    deduplication: Deduplication,
    waiters: Waiters,
    moves: Moves,
    visible_wake: Option<(SimTime, EventKey)>,
    expiry_wake: Option<(SimTime, EventKey)>,
    /// The hand-out that each caller got last.
    last_received: BTreeMap<NodeId, u64>,
    last_handed_out: Option<u64>,
    dead_letter_senders: Vec<NodeId>,
    /// Which servers short polls ask; `None` where they see everything.
    sampler: Option<Rng>,
    origin: Arc<Origin>,
    purged: Option<SimTime>,
    calls: send::Calls,
    standing: Standing,
    serving: bool,
    aging: bool,
}

/// A call was not served.
static CALL_REFUSED: Note = Note { name: "CallRefused", text: "refused with status {}" };
/// The oldest message's age, once a minute.
static OLDEST_MESSAGE_AGED: Note = Note { name: "OldestMessageAged", text: "the oldest message is {} s old" };

impl ServiceModel for Queue {
    type Config = Config;
    type Timer = Timer;
    const DESCRIPTOR: &'static Descriptor = &fields::DESCRIPTOR;

    fn read(reading: &mut Reading<'_>) -> Config {
        cfn::read(reading)
    }

    fn wires(config: &Config) -> Vec<Wire> {
        config.redrive.iter().map(|redrive| redrive::wire(&config.id, redrive)).collect()
    }

    fn new(config: &Config, setup: &mut Setup<'_>) -> Self {
        let settings = setup.settings.clone();
        let fair = config.fifo.is_none() && settings.profile.is_now();
        let sampled = settings.latency == Latency::Typical && config.fifo.is_none();
        Self {
            config: config.clone(),
            profile: settings.profile,
            store: Store::new(config.fifo.is_some(), fair, config.retention),
            deduplication: Deduplication::default(),
            waiters: Waiters::default(),
            moves: Moves::new(config, setup),
            visible_wake: None,
            expiry_wake: None,
            last_received: BTreeMap::new(),
            last_handed_out: None,
            dead_letter_senders: config.dead_letter_senders.iter().filter_map(|id| setup.node_of(id)).collect(),
            sampler: sampled.then(|| setup.stream("servers of short polls")),
            origin: Arc::new(Origin {
                arn: format!("arn:aws:sqs:{}:{}:{}", settings.region, settings.account_id, config.name),
                region: settings.region.clone(),
                account: settings.account_id.clone(),
                start_unix_ms: settings.start_unix_ms,
            }),
            purged: None,
            calls: send::Calls::default(),
            standing: Standing::default(),
            serving: false,
            aging: false,
        }
    }

    fn reconfigure(&mut self, before: &Config, after: &Config, cx: &mut Cx<'_, '_, Timer>) {
        self.take_over(before, after, cx);
    }

    fn fixed(before: &Config, after: &Config) -> Option<&'static str> {
        let differs =
            [(before.fifo.is_some() != after.fifo.is_some(), "FifoQueue"), (before.name != after.name, "QueueName")];
        differs.into_iter().find_map(|(differs, name)| differs.then_some(name))
    }

    fn measure(fact: &Fact, _: SimTime, meter: &mut Meter) {
        match fact.what {
            What::Enqueued { .. } => meter.count(fields::SENT, 1),
            What::Received { .. } => meter.count(fields::RECEIVED, 1),
            What::Deleted => meter.count(fields::DELETED, 1),
            What::EmptyReceive => meter.count(fields::EMPTY_RECEIVES, 1),
            What::Noted { note, value } if *note == OLDEST_MESSAGE_AGED => meter.sample(fields::AGE, value.into()),
            _ => {}
        }
    }

    fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut Cx<'_, '_, Timer>) {
        let caller = |call| Caller { node: envelope.from, link: envelope.link, call };
        match envelope.message {
            Message::Request(request) => self.on_request(caller(request.call), request, cx),
            Message::Poll(poll) => self.on_poll(caller(poll.call), &poll, cx),
            Message::Settle(settle) => self.settle(&settle, cx),
            Message::Reply(reply) => self.on_moved(&reply, cx),
            Message::Control(intervention) => self.intervene(&intervention, cx),
        }
        self.arm(cx);
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Cx<'_, '_, Timer>) {
        match timer {
            Timer::Visible => self.show_due(cx),
            Timer::Expire => self.expire_due(cx),
            Timer::Serve => self.on_serve(cx),
            Timer::WaitOver(waiter) => self.on_wait_over(waiter, cx),
            Timer::MoveNext => self.move_next(cx),
            Timer::Age => self.age(cx),
        }
        self.arm(cx);
    }

    fn snapshot(&self, now: SimTime) -> NodeSnapshot {
        let status = self.standing.status(now);
        let row = |name, count, wanted: fn(State) -> bool| Part::Row { name, count, tokens: self.tokens(wanted) };
        let parts = vec![
            // What waits in a dead-letter queue is told apart at a glance.
            row(if self.takes_dead_letters() { "dead letters" } else { "visible" }, self.store.visible(), |state| {
                matches!(state, State::Visible { .. })
            }),
            row("in flight", self.store.in_flight(), |state| matches!(state, State::InFlight { .. })),
            row("delayed", self.store.delayed(), |state| matches!(state, State::Delayed { .. })),
        ];
        NodeSnapshot::new(status, parts).armed_with("comes twice", self.standing.duplicates())
    }

    fn footprint(&self, _: Option<&Self>) -> u64 {
        self.deduplication.room()
    }

    fn holding(&self) -> Holding {
        let mut holding = Holding { in_flight: self.moves.travelling(), ..Holding::default() };
        holding.outside = self.moves.outside().to_vec();
        holding.dead_lettered.clone_from(&holding.outside);
        for (_, stored) in self.store.iter() {
            let list = match stored.state {
                _ if stored.dead_letter => &mut holding.dead_lettered,
                State::InFlight { .. } | State::Picked => &mut holding.in_flight,
                State::Visible { .. } | State::Delayed { .. } => &mut holding.waiting,
            };
            list.push(stored.item.id);
        }
        holding.gauges = vec![
            (fields::VISIBLE, self.store.visible()),
            (fields::NOT_VISIBLE, self.store.in_flight()),
            (fields::DELAYED, self.store.delayed()),
        ];
        holding.messages = Some(self.held());
        holding
    }
}

impl Queue {
    /// Tells whether another queue, a function or a topic sends its dead letters here.
    fn takes_dead_letters(&self) -> bool {
        !self.config.sources.is_empty() || !self.dead_letter_senders.is_empty()
    }

    fn on_request(&mut self, caller: Caller, request: Request, cx: &mut Cx<'_, '_, Timer>) {
        let id = request.item.id;
        if self.standing.is_deleted() {
            let error = ServiceError::Other { code: "AWS.SimpleQueueService.NonExistentQueue", status: 400 };
            self.standing.record_refusal(id, error.status(), cx);
            return cx.answer(&caller, id, Err(error));
        }
        if self.standing.is_out(cx.now()) {
            self.standing.record_refusal(id, ServiceError::ServiceException.status(), cx);
            return cx.answer(&caller, id, Err(ServiceError::ServiceException));
        }
        if let Err((error, rule, text)) = self.check_rate(request.operation.0, cx.now()) {
            return Self::refuse(caller, id, error, (rule, text), cx);
        }
        match request.operation.0 {
            "SendMessage" => self.send_message(caller, request.item, cx),
            "SendMessageBatch" => self.send_message_batch(caller, &request.item, cx),
            "ReceiveMessage" => self.receive_message(caller, &request.item, cx),
            "DeleteMessage" => self.delete_message(caller, &request.item, cx),
            "ChangeMessageVisibility" => self.change_message_visibility(caller, &request.item, cx),
            "PurgeQueue" => self.purge_queue(caller, id, cx),
            "StartMessageMoveTask" => self.start_message_move_task(caller, id, cx),
            redrive::MOVE_MESSAGE => self.take_moved(caller, request.item, cx),
            _ => cx.answer(&caller, id, Err(ServiceError::InvalidParameter("InvalidAction"))),
        }
    }

    /// Answers a call with an error in AWS's words.
    fn refuse(
        caller: Caller,
        message: MessageId,
        error: ServiceError,
        (rule, text): (&'static Rule, String),
        cx: &mut Cx<'_, '_, Timer>,
    ) {
        let refused = What::Noted { note: &CALL_REFUSED, value: error.status().into() };
        cx.record_with(refused.of(message).because(rule), || Detail::said(text));
        cx.answer(&caller, message, Err(error));
    }

    /// Makes sure that the next end of a delay, visibility timeout or retention is noticed.
    fn arm(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        wake(&mut self.visible_wake, self.store.next_due(), Timer::Visible, cx);
        wake(&mut self.expiry_wake, self.store.next_expiry(), Timer::Expire, cx);
        if !self.aging && !self.store.is_empty() {
            self.aging = true;
            cx.schedule(limits::AGE_PERIOD, rank::END, Timer::Age);
        }
    }

    fn show_due(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.visible_wake = None;
        let now = cx.now();
        while let Some(number) = self.store.first_due(now) {
            self.show(number, cx);
        }
    }

    /// Makes a hidden message visible.
    fn show(&mut self, number: u64, cx: &mut Cx<'_, '_, Timer>) {
        self.store.set_state(number, State::Visible { since: cx.now() });
        if let Some(stored) = self.store.get_mut(number) {
            cx.set_cause(stored.cause);
            let shown = |after| What::BecameVisible { after }.of(stored.item.id);
            let fact = match stored.receive_count {
                _ if stored.refused => shown(Hiding::Refusal),
                0 => shown(Hiding::Delay).because(&limits::SQS_03),
                _ => shown(Hiding::Receive).because(&limits::SQS_02),
            };
            stored.cause = cx.record(fact);
        }
        self.call_waiters(cx);
    }

    fn expire_due(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.expiry_wake = None;
        let now = cx.now();
        while let Some(number) = self.store.first_expired(now) {
            let Some(stored) = self.store.remove(number) else { break };
            let rule = if stored.dead_letter { &limits::SQS_14 } else { &limits::SQS_04 };
            cx.set_cause(stored.cause);
            cx.record(What::Expired.of(stored.item.id).because(rule));
        }
        // A group may go on where what blocked it is gone.
        self.call_waiters(cx);
    }

    /// Looks at the oldest message. One that was received three times or more is at the back of a standard queue.
    fn age(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        const LOOKED_AT_MAX: usize = 1_000;
        const RECEIVES_AT_BACK: u32 = 3;
        self.aging = false;
        let fifo = self.config.fifo.is_some();
        let mut first = self.store.iter().take(LOOKED_AT_MAX).map(|(_, stored)| stored);
        if let Some(oldest) = first.find(|stored| fifo || stored.receive_count < RECEIVES_AT_BACK) {
            let seconds = cx.now().since(oldest.arrived).as_secs();
            let value = u32::try_from(seconds).unwrap_or(u32::MAX);
            cx.record(What::Noted { note: &OLDEST_MESSAGE_AGED, value });
        }
    }

    fn tokens(&self, wanted: fn(State) -> bool) -> Vec<Token> {
        // Enough are looked at to fill the row in all but odd cases; a long queue must not make a frame slow.
        const LOOKED_AT_MAX: usize = 2_000;
        let token = |stored: &store::Stored| Token {
            message: stored.item.id,
            span: match stored.state {
                State::InFlight { since, until } => Some((since, until)),
                State::Delayed { until } => Some((stored.arrived, until)),
                State::Visible { .. } | State::Picked => None,
            },
            count: stored.receive_count,
        };
        let looked_at = self.store.iter().take(LOOKED_AT_MAX).map(|(_, stored)| stored);
        looked_at.filter(|stored| wanted(stored.state)).take(ROW_TOKENS_MAX).map(token).collect()
    }

    fn held(&self) -> Vec<Held> {
        let held = |(_, stored): (u64, &store::Stored)| Held {
            id: stored.item.id,
            body: stored.item.payload.text(),
            receive_count: stored.receive_count,
            sent: stored.sent,
            attributes: record::attribute_texts(&stored.item.parameters),
        };
        self.store.iter().take(HELD_MAX).map(held).collect()
    }
}

/// Schedules a timer for an instant unless it comes by then anyway. One that comes too early does nothing.
fn wake(scheduled: &mut Option<(SimTime, EventKey)>, at: Option<SimTime>, timer: Timer, cx: &mut Cx<'_, '_, Timer>) {
    let Some(at) = at else { return };
    match scheduled {
        Some((known, _)) if *known <= at => return,
        Some((_, key)) => cx.cancel(*key),
        None => {}
    }
    *scheduled = Some((at, cx.schedule(at.since(cx.now()), rank::END, timer)));
}
