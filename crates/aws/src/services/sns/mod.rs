//! Amazon SNS topics.
//!
//! Start with [`Topic`]: a `Publish` becomes one copy for each subscription, and each copy is filtered or delivered on
//! its own.
//!
//! # Simulated
//! - Fan-out to functions and queues; filter policies on attributes and bodies; raw delivery (SNS-01, 02, 06 to 11).
//! - Retries of failed deliveries in four phases over 23 days, dead-letter queues of subscriptions (SNS-03 to 05).
//! - FIFO topics: order to FIFO queues, deduplication for five minutes (SNS-14).
//! - The largest message, and CloudWatch's metrics (SNS-13, SNS-15).
//!
//! # Simplified
//! - The waits of the backoff phase grow in equal ratios, and jitter takes or adds up to a fifth.
//! - Endpoints outside the template (HTTP, mail, mobile) take everything.
//! - A filter policy that comes or is changed during the run is in force after up to 15 minutes (SNS-12), evenly drawn,
//!   and at once without latency.
//!
//! # Not simulated
//! - Permissions of topics and endpoints (SNS-16), `MessageStructure`, encryption, delivery status logs.
//!
//! # Sources
//! Each rule and number stands with its source in `limits.rs`.

mod cfn;
mod changes;
mod config;
mod deduplication;
mod delivery;
mod fields;
pub mod limits;
mod notification;
mod order;
mod subscription;
#[cfg(test)]
mod tests;

pub use config::{Endpoint, Filter, SubscriptionConfig, TopicConfig};

use crate::fact::{Detail, DropReason, Fact, GIVEN_UP, Note, PUBLISHED, REPEATED, What};
use crate::message::{Answer, CallId, Invocation, Item, Message, Operation, Reply, Request, ServiceError};
use crate::metrics::Meter;
use crate::payload::{Parameters, Payload};
use crate::rules::Rule;
use crate::service::properties::Stack;
use crate::service::snapshot::{NodeSnapshot, Part};
use crate::service::standing::Standing;
use crate::service::{Caller, Cx, Descriptor, Holding, Reading, ServiceModel, Setup, Wire, rank};
use crate::stack::latency::Latency;
use changes::Policies;
pub use changes::PolicyChange;
use deduplication::Deduplication;
use delivery::{Deliveries, State};
use kernel::{Envelope, SimTime};
use notification::Published;
use order::Order;
use serde_json::Value;
use std::sync::Arc;
use subscription::Subscription;

/// What a topic schedules for itself.
#[derive(Clone, Debug)]
pub enum Timer {
    /// The wait before another try of a delivery is over.
    RetryDue(CallId),
    /// A changed filter policy comes into force.
    PolicyInForce(PolicyChange),
}

/// A topic did not take a message.
pub static REFUSED: Note = Note { name: "Refused", text: "refused with status {}" };

/// A topic.
#[derive(Clone, Debug)]
pub struct Topic {
    arn: Arc<str>,
    fifo: bool,
    deduplication: Deduplication,
    subscriptions: Vec<Arc<Subscription>>,
    deliveries: Deliveries,
    /// Who waits for whom on a FIFO topic.
    order: Order,
    policies: Policies,
    /// What jitter is drawn from; `None` without jitter.
    jitter: Option<u64>,
    /// Messages published so far -- internal state.
    published: u64,
    /// Copies delivered, filtered out and failed so far -- internal state.
    counts: Counts,
    standing: Standing,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    delivered: u64,
    filtered: u64,
    failed: u64,
}

type Here<'a, 'b> = Cx<'a, 'b, Timer>;

impl ServiceModel for Topic {
    type Config = TopicConfig;
    type Timer = Timer;
    const DESCRIPTOR: &'static Descriptor = &fields::DESCRIPTOR;

    fn read(reading: &mut Reading<'_>) -> TopicConfig {
        cfn::read(reading)
    }

    fn wires(config: &TopicConfig) -> Vec<Wire> {
        config.subscriptions.iter().flat_map(|it| subscription::wires(&config.id, it)).collect()
    }

    fn wires_from_outside(stack: &Stack) -> Vec<Wire> {
        subscription::wires_from_outside(stack)
    }

    fn new(config: &TopicConfig, setup: &mut Setup<'_>) -> Self {
        let subscriptions = config.subscriptions.iter().map(|it| Arc::new(Subscription::new(it, setup))).collect();
        let jitters = setup.settings.latency == Latency::Typical;
        Self {
            arn: config.arn.clone(),
            fifo: config.fifo,
            deduplication: Deduplication::new(config.content_based_deduplication),
            subscriptions,
            deliveries: Deliveries::default(),
            order: Order::default(),
            policies: Policies::new(jitters.then(|| setup.stream("filter policies"))),
            jitter: jitters.then(|| setup.stream("retry jitter").bits()),
            published: 0,
            counts: Counts::default(),
            standing: Standing::default(),
        }
    }

    fn reconfigure(&mut self, before: &TopicConfig, after: &TopicConfig, cx: &mut Here<'_, '_>) {
        self.take_over(before, after, cx);
    }

    fn fixed(before: &TopicConfig, after: &TopicConfig) -> Option<&'static str> {
        let differs = [(before.fifo != after.fifo, "FifoTopic"), (before.arn != after.arn, "TopicName")];
        differs.into_iter().find_map(|(differs, name)| differs.then_some(name))
    }

    fn measure(fact: &Fact, _: SimTime, meter: &mut Meter) {
        let is_because = |rule: &Rule| fact.rule.is_some_and(|known| std::ptr::eq(known, rule));
        match fact.what {
            What::Noted { note, .. } if *note == PUBLISHED => meter.count(fields::PUBLISHED, 1),
            What::NotificationDelivered => meter.count(fields::DELIVERED, 1),
            What::NotificationFailed => meter.count(fields::FAILED, 1),
            What::DeadLettered { .. } => meter.count(fields::REDRIVEN, 1),
            What::HandOverFailed { .. } => meter.count(fields::REDRIVE_FAILED, 1),
            What::Filtered => {
                meter.count(fields::FILTERED, 1);
                if is_because(&limits::SNS_08_NO_ATTRIBUTES) {
                    meter.count(fields::FILTERED_NO_ATTRIBUTES, 1);
                } else if is_because(&limits::SNS_15_INVALID_ATTRIBUTES) {
                    meter.count(fields::FILTERED_INVALID, 1);
                }
            }
            _ => {}
        }
    }

    fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut Here<'_, '_>) {
        match &envelope.message {
            Message::Request(request) => self.on_request(Caller::of(&envelope, request.call), request, cx),
            Message::Reply(reply) => self.on_reply(reply, cx),
            Message::Control(intervention) => self.on_intervention(intervention, cx),
            Message::Poll(_) | Message::Settle(_) => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Here<'_, '_>) {
        match timer {
            Timer::RetryDue(call) => self.on_retry_due(call, cx),
            Timer::PolicyInForce(change) => self.on_policy_in_force(&change, cx),
        }
    }

    fn snapshot(&self, now: SimTime) -> NodeSnapshot {
        let figure = |name, value| Part::Figure { name, value };
        let (count, tokens) = self.deliveries.waiting();
        let parts = vec![
            figure("published", self.published),
            figure("delivered", self.counts.delivered),
            figure("filtered out", self.counts.filtered),
            figure("failed", self.counts.failed),
            Part::Row { name: "retries", count, tokens },
        ];
        let status = self.standing.status(now);
        NodeSnapshot::new(status, parts).armed_with("comes twice", self.standing.duplicates())
    }

    fn footprint(&self, _: Option<&Self>) -> u64 {
        self.deduplication.room()
    }

    fn holding(&self) -> Holding {
        Holding {
            waiting: self.deliveries.waiting_ids().into_iter().chain(self.order.waiting()).collect(),
            in_flight: self.deliveries.travelling().collect(),
            ..Holding::default()
        }
    }
}

/// Publishing.
impl Topic {
    fn on_request(&mut self, caller: Caller, request: &Request, cx: &mut Here<'_, '_>) {
        let message = request.item.id;
        match self.refusal(request, cx.now()) {
            Some((error, rule)) => {
                if !self.standing.serves(cx.now()) {
                    self.standing.record_refusal(message, error.status(), cx);
                }
                if let Some(rule) = rule {
                    cx.record(
                        What::Noted { note: &REFUSED, value: u32::from(error.status()) }.of(message).because(rule),
                    );
                }
                cx.answer(&caller, message, Err(error));
            }
            None => self.publish(&caller, &request.item, cx),
        }
    }

    /// Returns why a call is not served.
    fn refusal(&self, request: &Request, now: SimTime) -> Option<(ServiceError, Option<&'static Rule>)> {
        if self.standing.is_deleted() {
            return Some((ServiceError::Other { code: "NotFound", status: 404 }, None));
        }
        if self.standing.is_out(now) {
            return Some((ServiceError::ServiceException, None));
        }
        if request.operation != Operation::PUBLISH {
            return Some((ServiceError::InvalidParameter("InvalidAction"), None));
        }
        let published = Published::new(self.arn.clone(), request.item.clone(), 0, 0);
        if published.size() > limits::MESSAGE_BYTES_MAX {
            return Some((ServiceError::InvalidParameter("InvalidParameter"), Some(&limits::SNS_13)));
        }
        let parameters = &request.item.parameters;
        let orderly = parameters.text("MessageGroupId").is_some() && self.deduplication.id_of(&request.item).is_some();
        if self.fifo && !orderly {
            return Some((ServiceError::InvalidParameter("InvalidParameter"), Some(&limits::SNS_14)));
        }
        None
    }

    fn publish(&mut self, caller: &Caller, item: &Item, cx: &mut Here<'_, '_>) {
        let now = cx.now();
        self.published += 1;
        let unix_ms = cx.shared().settings.unix_ms(now);
        let sequence = if self.fifo { self.published } else { 0 };
        let identified = self.identified(item);
        let published = Arc::new(Published::new(self.arn.clone(), identified, unix_ms, sequence));
        let size = u32::try_from(published.size()).unwrap_or(u32::MAX);
        let cause = cx.record(What::Noted { note: &PUBLISHED, value: size }.of(item.id));
        let answer = Payload::from_text(crate::fact::request_id(item.id.0));
        cx.answer(caller, item.id, Ok(Answer::with(200, answer)));
        if self.fifo && self.deduplication.is_repeated(item, now) {
            cx.record(What::Noted { note: &REPEATED, value: 0 }.of(item.id).because(&limits::SNS_14));
            return;
        }
        for subscription in self.subscriptions.clone() {
            cx.set_cause(cause);
            self.fan_out(&subscription, &published, cx);
        }
    }

    /// Returns a message with the id that a FIFO topic gives it by its content, which queues get too (SNS-14).
    fn identified(&self, item: &Item) -> Item {
        const ID: &str = "MessageDeduplicationId";
        let id = self.deduplication.id_of(item).filter(|_| self.fifo && item.parameters.text(ID).is_none());
        match (id, item.parameters.to_json()) {
            (Some(id), Value::Object(mut map)) => {
                map.insert(ID.to_owned(), Value::from(&*id));
                Item { parameters: Parameters::new(map), ..item.clone() }
            }
            _ => item.clone(),
        }
    }

    /// Makes the copy of one subscription and filters or delivers it.
    fn fan_out(&mut self, subscription: &Arc<Subscription>, published: &Arc<Published>, cx: &mut Here<'_, '_>) {
        let item = subscription.copy(published, cx);
        if let Some((rule, why)) = subscription.rejection(published) {
            self.counts.filtered += 1;
            cx.record_with(What::Filtered.of(item.id).because(rule), || {
                Detail::said(format!("{} does not want it: {why}", subscription.endpoint()))
            });
            return;
        }
        self.deliver(subscription, item, cx);
        if self.standing.takes_twice() {
            let again = subscription.copy(published, cx);
            self.deliver(subscription, again, cx);
        }
    }
}

/// Delivering.
impl Topic {
    fn deliver(&mut self, subscription: &Arc<Subscription>, item: Item, cx: &mut Here<'_, '_>) {
        if subscription.is_external() {
            self.counts.delivered += 1;
            cx.record(What::NotificationDelivered.of(item.id));
            cx.record(What::Delivered.of(item.id));
            return;
        }
        if self.fifo && !self.order.enter(subscription, &item) {
            return;
        }
        self.send(subscription, item, cx);
    }

    fn send(&mut self, subscription: &Arc<Subscription>, item: Item, cx: &mut Here<'_, '_>) {
        let call = self.deliveries.begin(subscription.clone(), item.clone());
        subscription.send(call, item, cx);
    }

    /// Takes out a delivery that is over; on a FIFO topic the next of its group sets out.
    fn end(&mut self, call: CallId, cx: &mut Here<'_, '_>) -> Option<delivery::Delivery> {
        let delivery = self.deliveries.end(call)?;
        if self.fifo
            && let Some(next) = self.order.leave(&delivery.subscription, &delivery.item)
        {
            let cause = cx.cause();
            self.send(&delivery.subscription, next, cx);
            cx.set_cause(cause);
        }
        Some(delivery)
    }

    fn on_reply(&mut self, reply: &Reply, cx: &mut Here<'_, '_>) {
        let Some(delivery) = self.deliveries.get_mut(reply.call) else { return };
        let to_dead_letters = matches!(delivery.state, State::DeadLetterQueue);
        match (to_dead_letters, &reply.outcome) {
            (false, Ok(answer)) => self.on_delivered(reply.call, answer.kept, cx),
            (false, Err(error)) => self.on_failed(reply.call, *error, cx),
            (true, outcome) => self.on_dead_letter_answer(reply.call, outcome.is_ok(), cx),
        }
    }

    fn on_delivered(&mut self, call: CallId, kept: bool, cx: &mut Here<'_, '_>) {
        let Some(delivery) = self.end(call, cx) else { return };
        self.counts.delivered += 1;
        let mut fact = What::NotificationDelivered.of(delivery.item.id);
        if delivery.subscription.is_function() {
            fact = fact.because(&limits::SNS_02);
        }
        cx.record(fact);
        if !kept {
            cx.record(What::Delivered.of(delivery.item.id));
        }
    }

    fn on_failed(&mut self, call: CallId, error: ServiceError, cx: &mut Here<'_, '_>) {
        let Some(delivery) = self.deliveries.get_mut(call) else { return };
        let message = delivery.item.id;
        let retry = delivery.retries + 1;
        let wait = delivery::wait_before(retry, message, self.jitter).filter(|_| delivery::is_retried(error));
        let Some(wait) = wait else { return self.give_up(call, error, cx) };
        let (now, at) = (cx.now(), cx.now() + wait);
        let attempt = u16::try_from(retry + 1).unwrap_or(u16::MAX);
        cx.record(What::RetryScheduled { attempt, at }.of(message).because(&limits::SNS_03));
        let timer = cx.schedule(wait, rank::END, Timer::RetryDue(call));
        delivery.retries = retry;
        delivery.state = State::Retry { span: (now, at), timer };
    }

    fn on_retry_due(&mut self, call: CallId, cx: &mut Here<'_, '_>) {
        let Some(delivery) = self.deliveries.get_mut(call) else { return };
        delivery.state = State::Answer;
        let (subscription, item) = (delivery.subscription.clone(), delivery.item.clone());
        subscription.send(call, item, cx);
    }

    fn give_up(&mut self, call: CallId, error: ServiceError, cx: &mut Here<'_, '_>) {
        let Some(delivery) = self.deliveries.get_mut(call) else { return };
        self.counts.failed += 1;
        let message = delivery.item.id;
        let rule = if delivery::is_retried(error) { &limits::SNS_03 } else { &limits::SNS_04 };
        cx.record_with(What::NotificationFailed.of(message).because(rule), || {
            Detail::said(format!("The endpoint answered {} {}.", error.status(), error.code()))
        });
        let Some((_, port)) = delivery.subscription.dead_letter else {
            self.end(call, cx);
            cx.record(What::Dropped { reason: DropReason::DeliveryFailed }.of(message).because(&limits::SNS_04));
            return;
        };
        delivery.state = State::DeadLetterQueue;
        cx.record(What::Noted { note: &GIVEN_UP, value: 0 }.of(message).because(&limits::SNS_05));
        let parameters = notification::failure_attributes(&delivery.item, error.status(), error.code());
        let item = Item { parameters, ..delivery.item.clone() };
        let invocation = Invocation::Sync;
        cx.request(port, Request { call, operation: Operation::SEND_MESSAGE, invocation, item });
    }

    fn on_dead_letter_answer(&mut self, call: CallId, taken: bool, cx: &mut Here<'_, '_>) {
        let Some(delivery) = self.end(call, cx) else { return };
        let message = delivery.item.id;
        if taken {
            if let Some((to, _)) = delivery.subscription.dead_letter {
                cx.record(What::DeadLettered { to }.of(message).because(&limits::SNS_05));
            }
        } else {
            cx.record(What::HandOverFailed { destination: false }.of(message));
            cx.record(What::Dropped { reason: DropReason::DeadLetterError }.of(message));
        }
    }
}
