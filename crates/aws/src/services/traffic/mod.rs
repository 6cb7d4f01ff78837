//! Clients: an entry of `Traffic[]`, or the person who sends by hand.
//!
//! Start with [`Source`]. [`read_entry`] reads an entry; [`SourceConfig::by_hand`] makes the person's own client, which
//! does what [`Intervention::Send`] orders.
//!
//! # Simulated
//! Sends at set times, evenly, at random or on a ramp; retries of the SDKs with their back-off; a client that gives up
//! waiting while what it asked for goes on (SYNC-13, SYNC-14).
//!
//! # Simplified
//! A ramp ends when its span is over. A client has as many connections as it needs.
//!
//! # Not simulated
//! Connect timeouts, the SDK's adaptive retry mode and its retry quota.
//!
//! # Sources
//! Each rule and number stands with its source in `limits.rs`.

mod arrivals;
mod calls;
mod config;
mod fields;
mod input;
pub mod limits;
mod reading;
#[cfg(test)]
mod tests;

pub use arrivals::instants;
pub use calls::CallKey;
pub use config::{BY_HAND_ID, PerSecond, Plan, Retry, SourceConfig, Spread, When};
pub use reading::read_entry;

use crate::fact::{Detail, Fact, What, request_id};
use crate::message::{Answer, CallId, Invocation, Item, Message, Operation, Reply, Request};
use crate::metrics::Meter;
use crate::payload::Parameters;
use crate::service::action::{Action, Input};
use crate::service::snapshot::{NodeSnapshot, Part};
use crate::service::{Cx, Descriptor, Holding, Reading, ServiceModel, Setup, Wire, rank};
use crate::stack::intervention::{Intervention, SendOrder};
use crate::stack::latency::{Hop, Latency};
use arrivals::Arrivals;
use calls::{Call, Calls};
use input::Inputs;
use kernel::rng::mix;
use kernel::{Envelope, PortId, SimDuration, SimTime};
use serde_json::Map;
use std::sync::Arc;

/// What a client schedules for itself.
#[derive(Clone, Debug)]
pub enum Timer {
    /// The next send is due.
    SendDue(SimTime),
    /// The wait before another try is over.
    RetryDue(CallKey),
    /// The client's patience is at its end.
    ReadTimedOut(CallKey),
}

/// A client.
#[derive(Clone, Debug)]
pub struct Source {
    targets: Arc<[Target]>,
    flow: Option<Flow>,
    /// Its place among the clients of the run.
    place: u16,
    retry: Retry,
    jitter: bool,
    /// What the part of each back-off is drawn from.
    seed: u64,
    /// Sends so far -- internal state.
    sent: u32,
    calls: Calls,
    /// How often each final status came, in the order of their first coming -- internal state.
    statuses: Vec<(u16, u64)>,
}

/// Somebody that the client can reach.
#[derive(Clone, Debug)]
struct Target {
    id: Arc<str>,
    /// For calls of AWS's API.
    api: PortId,
    /// For HTTP requests.
    viewer: PortId,
}

/// What an entry sends.
#[derive(Clone, Debug)]
struct Flow {
    action: &'static Action,
    inputs: Inputs,
    arrivals: Arrivals,
}

type Here<'a, 'b> = Cx<'a, 'b, Timer>;

impl ServiceModel for Source {
    type Config = SourceConfig;
    type Timer = Timer;
    const DESCRIPTOR: &'static Descriptor = &fields::DESCRIPTOR;

    fn read(_: &mut Reading<'_>) -> SourceConfig {
        // Clients stand in the metadata, not among the resources: `read_entry` reads them.
        SourceConfig::default()
    }

    fn wires(config: &SourceConfig) -> Vec<Wire> {
        let from = crate::stack::world::client_id(&config.name);
        let targets = if config.plan.is_some() { &config.targets[..] } else { &[] };
        targets.iter().map(|to| Wire::new("Traffic", &from, to)).collect()
    }

    fn new(config: &SourceConfig, setup: &mut Setup<'_>) -> Self {
        let mut target = |id: &Arc<str>| {
            let api = setup.connect(id, Hop::ClientCall)?;
            Some(Target { id: id.clone(), api, viewer: setup.connect(id, Hop::Viewer)? })
        };
        let targets = config.targets.iter().filter_map(&mut target).collect();
        let flow = |plan: &Plan| Flow {
            action: plan.action,
            inputs: Inputs::new(plan.action, &plan.input, setup.stream("choices").bits()),
            arrivals: Arrivals::new(plan, setup.stream(arrivals::STREAM)),
        };
        Self {
            targets,
            flow: config.plan.as_ref().map(flow),
            place: u16::try_from(setup.node.0).unwrap_or(u16::MAX),
            retry: config.retry.clone(),
            jitter: setup.settings.latency == Latency::Typical,
            seed: setup.stream("back-off").bits(),
            sent: 0,
            calls: Calls::default(),
            statuses: Vec::new(),
        }
    }

    fn measure(fact: &Fact, _: SimTime, meter: &mut Meter) {
        match fact.what {
            What::Sent { .. } => {
                meter.count(fields::SENT, 1);
                meter.count(fields::ATTEMPTS, 1);
            }
            What::ClientRetried { .. } => meter.count(fields::ATTEMPTS, 1),
            What::CallEnded { status, function_error, latency_us } => {
                let succeeded = (200..300).contains(&status) && !function_error;
                meter.count(if succeeded { fields::SUCCEEDED } else { fields::FAILED }, 1);
                if function_error {
                    meter.count(fields::FUNCTION_ERRORS, 1);
                }
                meter.sample(fields::LATENCY, latency_us);
            }
            _ => {}
        }
    }

    fn on_start(&mut self, cx: &mut Here<'_, '_>) {
        self.start(cx);
    }

    fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut Here<'_, '_>) {
        match envelope.message {
            Message::Reply(reply) => self.on_reply(reply, cx),
            Message::Control(intervention) => self.on_intervention(&intervention, cx),
            Message::Request(_) | Message::Poll(_) | Message::Settle(_) => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Here<'_, '_>) {
        match timer {
            Timer::SendDue(due) => self.on_send_due(due, cx),
            Timer::RetryDue(key) => self.on_retry_due(key, cx),
            Timer::ReadTimedOut(key) => self.on_read_timed_out(key, cx),
        }
    }

    fn snapshot(&self, _: SimTime) -> NodeSnapshot {
        let figure = |name, value| Part::Figure { name, value };
        let waiting = self.calls.iter().filter(|call| !call.concluded).count() as u64;
        NodeSnapshot::new(None, vec![figure("sent", u64::from(self.sent)), figure("waiting", waiting)])
    }

    fn holding(&self) -> Holding {
        Holding { in_flight: self.calls.iter().map(|call| call.message).collect(), ..Holding::default() }
    }
}

impl Source {
    /// Returns how many sends ended with each status, in the order of the statuses; 0 stands for a time-out.
    #[must_use]
    pub fn status_counts(&self) -> Vec<(u16, u64)> {
        let mut counts = self.statuses.clone();
        counts.sort_unstable();
        counts
    }

    fn start(&mut self, cx: &mut Here<'_, '_>) {
        if let Some(at) = self.flow.as_mut().and_then(|flow| flow.arrivals.next()) {
            self.schedule_at(at, cx);
        }
    }

    fn schedule_at(&self, at: SimTime, cx: &mut Here<'_, '_>) {
        // Of sends of one instant those of the entry that stands first in the list come first.
        cx.schedule(at.since(cx.now()), rank::TRAFFIC.at_place(self.place), Timer::SendDue(at));
    }

    /// Sends what is due, all of a burst at once.
    fn on_send_due(&mut self, due: SimTime, cx: &mut Here<'_, '_>) {
        let (Some(flow), Some(target)) = (&self.flow, self.targets.first()) else { return };
        let (action, port) = (flow.action, target.port(flow.action));
        let cause = cx.cause();
        for _ in 0..limits::BURST_MAX {
            let Some(flow) = &mut self.flow else { return };
            let (input, next) = (flow.inputs.of(action, self.sent), flow.arrivals.next());
            self.send(action, input, port, cx);
            // No send is the cause of the next.
            cx.set_cause(cause);
            match next {
                Some(at) if at == due => {}
                Some(at) => return self.schedule_at(at, cx),
                None => return,
            }
        }
        self.schedule_at(due, cx);
    }

    fn on_intervention(&mut self, intervention: &Intervention, cx: &mut Here<'_, '_>) {
        let Intervention::Send(order) = intervention else { return };
        cx.record(What::Intervened);
        self.send_by_hand(order, cx);
    }

    fn send_by_hand(&mut self, order: &SendOrder, cx: &mut Here<'_, '_>) {
        let target = self.targets.iter().find(|target| target.id == order.to);
        let (Some(action), Some(target)) = (crate::service::action::action(&order.action), target) else { return };
        let port = target.port(action);
        let inputs = Inputs::new(action, &order.input.json(), self.seed);
        let cause = cx.cause();
        for _ in 0..order.count {
            cx.set_cause(cause);
            self.send(action, inputs.of(action, self.sent), port, cx);
        }
    }

    fn send(&mut self, action: &'static Action, input: Input, port: PortId, cx: &mut Here<'_, '_>) {
        let Input { payload, parameters, invocation } = input;
        let ordinal = self.sent;
        self.sent += 1;
        let message = cx.new_send(ordinal, || Detail::Content {
            action: action.name,
            payload: payload.clone(),
            parameters: parameters.clone(),
        });
        let item = Item { parameters, ..Item::new(message, payload) };
        let request = Request { call: CallId(0), operation: action.operation(), invocation, item };
        let call = Call {
            message,
            ordinal,
            port,
            began: cx.now(),
            attempt: 1,
            outstanding: 0,
            waiting: false,
            concluded: false,
            kept: false,
            timeout: None,
            request: (self.retry.attempts_max > 1).then(|| Box::new(request.clone())),
        };
        let key = self.calls.insert(call);
        self.attempt(key, request, cx);
    }

    /// Sends a try of a call.
    fn attempt(&mut self, key: CallKey, mut request: Request, cx: &mut Here<'_, '_>) {
        let Some(call) = self.calls.get_mut(key) else { return };
        request.call = key.id(call.attempt);
        call.waiting = true;
        // A request that is lost has no answer: only the client's patience ends it, and with none it ends at once.
        let arrival = cx.request(call.port, request);
        call.outstanding += u16::from(arrival.is_some());
        let patience = self.retry.read_timeout.or_else(|| arrival.is_none().then_some(SimDuration::ZERO));
        call.timeout = patience.map(|span| cx.schedule(span, rank::END, Timer::ReadTimedOut(key)));
    }

    fn on_reply(&mut self, reply: Reply, cx: &mut Here<'_, '_>) {
        let (key, attempt) = CallKey::of(reply.call);
        let Some(call) = self.calls.get_mut(key) else { return };
        call.outstanding = call.outstanding.saturating_sub(1);
        let throttled = reply.outcome.as_ref().err().is_some_and(|error| limits::is_throttle(error.code()));
        let answer = reply.outcome.unwrap_or_else(|error| Answer::with(error.status(), error.body()));
        call.kept |= answer.kept;
        if !call.waiting || call.attempt & 0xFF != attempt {
            // The client has given up on this try; only what becomes of the copy is still open.
            return self.release(key, cx);
        }
        if let Some(timeout) = call.timeout.take() {
            cx.cancel(timeout);
        }
        self.on_outcome(key, answer, throttled, cx);
    }

    fn on_read_timed_out(&mut self, key: CallKey, cx: &mut Here<'_, '_>) {
        let Some(call) = self.calls.get_mut(key) else { return };
        call.timeout = None;
        self.on_outcome(key, Answer::status(0), false, cx);
    }

    fn on_outcome(&mut self, key: CallKey, answer: Answer, throttled: bool, cx: &mut Here<'_, '_>) {
        let Answer { status, function_error, payload, request, .. } = answer;
        let Some(call) = self.calls.get_mut(key) else { return };
        call.waiting = false;
        if call.attempt < self.retry.attempts_max && (throttled || limits::is_retried(status)) {
            let (ordinal, attempt) = (call.ordinal, call.attempt);
            cx.schedule(self.backoff(ordinal, attempt), rank::END, Timer::RetryDue(key));
            return;
        }
        call.concluded = true;
        let latency_us = cx.now().since(call.began).as_nanos() / 1_000;
        let mut ended = What::CallEnded { status, function_error, latency_us }.of(call.message);
        if status == 0 {
            ended = ended.because(&limits::SYNC_14);
        }
        cx.record_with(ended, || Detail::Content {
            action: "",
            payload,
            parameters: request.map_or_else(Parameters::default, request_header),
        });
        self.count(status);
        self.release(key, cx);
    }

    /// Ends the copy and forgets the call, once there is a final answer and nobody works on the copy any more.
    fn release(&mut self, key: CallKey, cx: &mut Here<'_, '_>) {
        let Some(call) = self.calls.get_mut(key) else { return };
        if !call.concluded || call.outstanding > 0 {
            return;
        }
        if !call.kept {
            cx.record(What::Delivered.of(call.message));
        }
        self.calls.remove(key);
    }

    fn on_retry_due(&mut self, key: CallKey, cx: &mut Here<'_, '_>) {
        let Some(call) = self.calls.get_mut(key) else { return };
        let Some(mut request) = call.request.as_deref().cloned() else { return };
        let (attempt, message) = (call.attempt + 1, call.message);
        call.attempt = attempt;
        cx.record(What::ClientRetried { attempt }.of(message).because(&limits::SYNC_13));
        let key = if call.outstanding > 0 && hands_on(&request) {
            // The receiver may keep the copy of the try that was given up, so this try is a copy of its own.
            let parted = Call { request: call.request.take(), outstanding: 0, ..call.clone() };
            call.concluded = true;
            let copy = cx.copy_of(message, || content(&request));
            request.item.id = copy;
            let boxed = Some(Box::new(request.clone()));
            self.calls.insert(Call { message: copy, request: boxed, kept: false, ..parted })
        } else {
            key
        };
        self.attempt(key, request, cx);
    }

    /// Returns the wait before the try that follows one: a random part of a doubling span, all of it without jitter.
    fn backoff(&self, ordinal: u32, attempt: u16) -> SimDuration {
        let doubled = self.retry.base_delay.times(1 << u32::from(attempt - 1).min(40));
        let step = doubled.min(self.retry.delay_max).as_nanos();
        if !self.jitter {
            return SimDuration::from_nanos(step);
        }
        let bits = mix(self.seed ^ mix(u64::from(ordinal) << 16 | u64::from(attempt)));
        SimDuration::from_nanos(((u128::from(bits) * u128::from(step)) >> 64) as u64)
    }

    fn count(&mut self, status: u16) {
        match self.statuses.iter_mut().find(|(known, _)| *known == status) {
            Some((_, count)) => *count += 1,
            None => self.statuses.push((status, 1)),
        }
    }
}

impl Target {
    fn port(&self, action: &Action) -> PortId {
        if action.hop == Hop::Viewer { self.viewer } else { self.api }
    }
}

/// Tells whether who accepts this request keeps the copy: all but calls that are answered with their result.
fn hands_on(request: &Request) -> bool {
    match request.operation {
        Operation::INVOKE => request.invocation == Invocation::Async,
        Operation::REQUEST => false,
        _ => true,
    }
}

fn content(request: &Request) -> Detail {
    Detail::Content {
        action: request.operation.0,
        payload: request.item.payload.clone(),
        parameters: request.item.parameters.clone(),
    }
}

/// Writes the header of an answer that names the request.
fn request_header(request: u64) -> Parameters {
    Parameters::new(Map::from_iter([("x-amzn-RequestId".to_owned(), request_id(request).into())]))
}
