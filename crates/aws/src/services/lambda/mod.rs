//! AWS Lambda functions.
//!
//! Start with [`Function`]: a request is admitted or throttled (`admission.rs`), gets an execution environment
//! (`environment.rs`, `init.rs`), runs (`handler.rs`) and hands over what it has to (`outgoing.rs`); an asynchronous one
//! waits in a queue between its attempts (`asynchronous.rs`).
//!
//! # Simulated
//! - Synchronous invocations with AWS's statuses, function errors and size limits; dry runs.
//! - The asynchronous queue: retries, back-off, age, dead-letter targets, destinations, stopped loops.
//! - Concurrency: reserved and unreserved, the account's limit, scaling rates of both eras, requests a second.
//! - Environments: cold starts, init phases that fail or last too long, warm reuse, idle lifetime, resets, memory, CPU,
//!   `/tmp`, the timeout.
//! - What the code calls at its end, one call after the other; what it does at a CloudFront hook.
//!
//! # Simplified
//! - The code is a law of durations, rules of failure and a response ([`config::Behaviour`]).
//! - Requests a second are counted by whole seconds of the run.
//! - Calls of the code are not tried again by its SDK, and take no time to reach what lies outside the template.
//! - The answer to a dead letter or destination comes once; Lambda's own retries of a hand-over are not known.
//! - A run is counted in the minute in which it ends, and its `Invocations` in that in which its handler begins (MET-01).
//! - The metrics of asynchronous events stay at zero in 2020, which did not have them (MET-10).
//!
//! # Not simulated
//! - Versions and aliases, provisioned concurrency, SnapStart, response streaming, layers, extensions.
//! - Destinations that are buses.
//! - Environments recycled under load (ENV-09), proactive init (ENV-19).
//!
//! # Sources
//! Every rule and number stands in [`limits`] with its source.

mod admission;
mod asynchronous;
mod blame;
mod cfn;
pub mod config;
mod control;
mod documents;
mod environment;
mod fields;
mod handler;
mod init;
pub mod limits;
mod outgoing;
#[cfg(test)]
mod tests;

pub use config::{Behaviour, Config};

use crate::behaviour::Law;
use crate::fact::{Fact, Note, What};
use crate::message::{Answer, Invocation, Message, Operation, Request, ServiceError};
use crate::metrics::Meter;
use crate::payload::Payload;
use crate::profile::Profile;
use crate::rules::{self, Rule};
use crate::service::action::INVOCATION_TYPES;
use crate::service::snapshot::{NodeSnapshot, Part, ROW_TOKENS_MAX, SLOTS_MAX, Slot, SlotState, Token};
use crate::service::{Caller, Descriptor, Holding, Reading, ServiceModel, Setup, Wire};
use crate::stack::account::{Bucket, SecondCount};
use crate::stack::latency::Latency;
use asynchronous::{Event, Stage};
use documents::Returned;
use environment::{Environment, Pool, State};
use handler::{Origin, Run};
use kernel::{Envelope, MessageId, NodeId, Rng, SimDuration, SimTime};
use outgoing::{Pending, Ways};
use std::collections::BTreeMap;
use std::sync::Arc;

type Cx<'a, 'b> = crate::service::Cx<'a, 'b, Timer>;

/// Lambda's front end rejected a request; the function does not run.
static REQUEST_REJECTED: Note = Note { name: "RequestRejected", text: "rejected by Lambda's front end with status {}" };

/// A batch of a stream came, whose last record is so many milliseconds old.
static ITERATOR_AGED: Note = Note { name: "IteratorAged", text: "the last record of the batch is {} ms old" };

/// What a function schedules for itself.
#[derive(Clone, Debug)]
pub enum Timer {
    /// The init phase of an environment is over.
    InitEnded {
        /// Place of the environment.
        place: u32,
        /// How long it took.
        phase: SimDuration,
    },
    /// The handler's own work is over.
    HandlerEnded {
        /// Place of the environment.
        place: u32,
    },
    /// The timeout of a run that waits for answers is over.
    Timeout {
        /// Place of the environment.
        place: u32,
    },
    /// An environment may have been idle for its lifetime.
    IdleLifetime {
        /// Place of the environment.
        place: u32,
    },
    /// An event's wait is over.
    RetryWait {
        /// Key of the event.
        event: u64,
    },
}

/// A function.
#[derive(Clone, Debug)]
pub struct Function {
    node: NodeId,
    profile: Profile,
    latency: Latency,
    function_arn: Arc<str>,
    config: Config,
    /// How long its code takes, as the template says it.
    own_duration: Law,
    /// How long a run may take, as the template says it.
    own_timeout: SimDuration,
    /// What a success returns, and its bytes.
    response: Returned,
    response_bytes: u64,
    sandbox_overhead: SimDuration,
    ways: Ways,
    streams: Streams,

    /// Its environments -- internal state.
    pool: Pool,
    /// Number of the configuration that new environments have -- internal state.
    configuration: u32,
    /// Executions, those that initialise included -- internal state.
    running: u32,
    /// What functions without reserved concurrency may have together, as last seen -- internal state.
    unreserved_limit: u32,
    /// New environments that it may still make today (CONC-09) -- internal state.
    scaling: Bucket,
    /// Requests of this second, where its concurrency is reserved (CONC-10) -- internal state.
    requests: SecondCount,

    /// Events of the asynchronous queue, by key, in the order of their coming -- internal state.
    events: BTreeMap<u64, Event>,
    /// Events so far -- internal state.
    events_made: u64,
    /// What is on its way and not answered yet, by number of the call -- internal state.
    pending: BTreeMap<u64, Pending>,
    /// Calls of other services so far -- internal state.
    calls_made: u64,
    /// Requests so far -- internal state.
    requests_made: u64,
    /// Handlers begun since the duration was set -- internal state.
    handler_starts: u64,
    /// Init phases so far -- internal state.
    inits: u64,
    /// How often records were handed to a handler, where a rule asks for it -- internal state.
    record_starts: BTreeMap<MessageId, u32>,

    /// Whether it exists.
    is_present: bool,
    /// What was done to it from outside -- internal state.
    deeds: blame::Deeds,
    /// Until when Lambda answers 5xx.
    outage_until: SimTime,
    /// How many of the next runs fail.
    fail_next: u32,
    /// How many of the next events are delivered twice.
    duplicate_next: u32,
}

/// Random streams, one for each purpose.
#[derive(Clone, Debug)]
struct Streams {
    duration: Rng,
    init: Rng,
    init_fails: Rng,
    fails: Rng,
    fails_records: Rng,
    calls: Rng,
    retry: Rng,
}

impl ServiceModel for Function {
    type Config = Config;
    type Timer = Timer;
    const DESCRIPTOR: &'static Descriptor = &fields::DESCRIPTOR;

    fn read(reading: &mut Reading<'_>) -> Config {
        cfn::read(reading)
    }

    fn wires(config: &Config) -> Vec<Wire> {
        cfn::wires(config)
    }

    fn new(config: &Config, setup: &mut Setup<'_>) -> Self {
        setup.account.reserved += config.reserved_concurrent_executions.unwrap_or(0);
        let settings = setup.settings;
        let response = Returned::new(&config.behaviour.response);
        let purpose = |name: &str| setup.stream(name);
        let streams = Streams {
            duration: purpose("duration"),
            init: purpose("init"),
            init_fails: purpose("init fails"),
            fails: purpose("fails"),
            fails_records: purpose("fails records"),
            calls: purpose("calls"),
            retry: purpose("retry"),
        };
        let (region, account) = (&settings.region, &settings.account_id);
        Self {
            node: setup.node,
            profile: settings.profile,
            latency: settings.latency,
            function_arn: format!("arn:aws:lambda:{region}:{account}:function:{}", config.function_name).into(),
            response_bytes: response.of(0).size(),
            response,
            sandbox_overhead: match settings.latency {
                Latency::Typical => limits::SANDBOX_OVERHEAD,
                Latency::None => SimDuration::ZERO,
            },
            ways: Ways::new(config, setup),
            streams,
            config: config.clone(),
            own_duration: config.behaviour.duration.clone(),
            own_timeout: config.timeout,
            pool: Pool::default(),
            configuration: 0,
            running: 0,
            unreserved_limit: 0,
            scaling: Bucket::full(limits::SCALING_BURST, limits::SCALING_PER_MINUTE),
            requests: SecondCount::default(),
            events: BTreeMap::new(),
            events_made: 0,
            pending: BTreeMap::new(),
            calls_made: 0,
            requests_made: 0,
            handler_starts: 0,
            inits: 0,
            record_starts: BTreeMap::new(),
            is_present: true,
            deeds: blame::Deeds::default(),
            outage_until: SimTime::ZERO,
            fail_next: 0,
            duplicate_next: 0,
        }
    }

    fn reconfigure(&mut self, before: &Config, after: &Config, cx: &mut Cx<'_, '_>) {
        self.take_over(before, after, cx);
    }

    fn fixed(before: &Config, after: &Config) -> Option<&'static str> {
        (before.function_name != after.function_name).then_some("FunctionName")
    }

    fn measure(fact: &Fact, _: SimTime, meter: &mut Meter) {
        fields::measure(&fact.what, meter);
    }

    fn on_start(&mut self, cx: &mut Cx<'_, '_>) {
        self.unreserved_limit = cx.shared().account.unreserved_limit();
        if self.profile == Profile::Aws2020 {
            let node = self.node.0 as usize;
            let meter = &mut cx.shared().meters[node];
            fields::METRICS_OF_TODAY.iter().for_each(|metric| meter.mute(*metric));
        }
    }

    fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut Cx<'_, '_>) {
        let (from, link) = (envelope.from, envelope.link);
        match envelope.message {
            Message::Request(request) => {
                let caller = Caller { node: from, link, call: request.call };
                self.on_request(request, caller, cx);
            }
            Message::Reply(reply) => self.on_reply(reply, cx),
            Message::Control(intervention) => self.on_intervention(&intervention, cx),
            Message::Poll(_) | Message::Settle(_) => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Cx<'_, '_>) {
        match timer {
            Timer::InitEnded { place, phase } => self.on_init_ended(place, phase, cx),
            Timer::HandlerEnded { place } => self.on_handler_ended(place, cx),
            Timer::Timeout { place } => self.on_timeout(place, cx),
            Timer::IdleLifetime { place } => self.on_idle_lifetime(place, cx),
            Timer::RetryWait { event } => self.try_event(event, cx),
        }
    }

    fn snapshot(&self, now: SimTime) -> NodeSnapshot {
        let status = match () {
            () if !self.is_present => Some("Deleted"),
            () if now < self.outage_until => Some("Outage"),
            () => None,
        };
        let parts = vec![self.slots(), self.concurrency(), self.row("events"), self.row("retries")];
        NodeSnapshot::new(status, parts)
            .armed_with("fails", self.fail_next)
            .armed_with("comes twice", self.duplicate_next)
    }

    fn holding(&self) -> Holding {
        let mut holding = Holding::default();
        let runs = self.pool.places().iter().filter_map(|environment| environment.run.as_ref());
        // What a batch is made of is held by the source that it was polled from.
        let single = |run: &&Run| matches!(run.origin, Origin::Call(_)) && run.item.records.is_none();
        let called = runs.filter(single).map(|run| run.item.id);
        holding.in_flight.extend(called.filter(|id| *id != MessageId::NONE));
        for event in self.events.values() {
            match event.stage {
                Stage::Waiting { .. } => holding.waiting.push(event.item.id),
                Stage::InHand => holding.in_flight.push(event.item.id),
            }
        }
        holding.in_flight.extend(self.pending.values().filter_map(|pending| match pending {
            Pending::Record { copy } | Pending::Call { copy, .. } => Some(*copy),
            Pending::DeadLetter { .. } => None,
        }));
        holding
    }
}

impl Function {
    fn on_request(&mut self, request: Request, caller: Caller, cx: &mut Cx<'_, '_>) {
        if let Err((error, rule)) = self.check(&request, cx.now()) {
            if error == ServiceError::RecursiveInvocation {
                self.record_loop(&request.item, cx);
            }
            let rejected = What::Noted { note: &REQUEST_REJECTED, value: error.status().into() };
            let rejected = rejected.of(request.item.id).because(rule);
            match error {
                ServiceError::ServiceException => cx.record_with(rejected, || self.why_out()),
                ServiceError::ResourceNotFound => cx.record_with(rejected, || self.why_gone()),
                _ => cx.record(rejected),
            };
            return cx.answer(&caller, request.item.id, Err(error));
        }
        match request.invocation {
            Invocation::Sync => self.invoke(request, caller, cx),
            Invocation::Async => self.accept_event(request, caller, cx),
            Invocation::DryRun => {
                let answer = Answer::with(204, Payload::from_text(""));
                let named = Answer { request: Some(self.next_request()), ..answer };
                cx.answer(&caller, request.item.id, Ok(named));
            }
        }
    }

    /// Finds what Lambda's front end rejects (SYNC-07, SYNC-08, SYNC-11).
    fn check(&self, request: &Request, now: SimTime) -> Result<(), (ServiceError, &'static Rule)> {
        if request.operation != Operation::INVOKE {
            return Err((ServiceError::InvalidParameter("UnknownOperationException"), &limits::SYNC_11));
        }
        if !self.is_present {
            return Err((ServiceError::ResourceNotFound, &limits::SYNC_11));
        }
        if now < self.outage_until {
            return Err((ServiceError::ServiceException, &limits::SYNC_11));
        }
        let item = &request.item;
        let is_async = request.invocation == Invocation::Async;
        let bytes_max =
            if is_async { limits::async_payload_bytes_max(self.profile) } else { limits::REQUEST_BYTES_MAX };
        // A mapping keeps its batches below the limit itself; their size would be costly to ask for.
        if item.records.is_none() && item.payload.size() > bytes_max {
            let rule = if is_async { &limits::SYNC_08 } else { &limits::SYNC_07 };
            return Err((ServiceError::RequestTooLarge, rule));
        }
        let kind = item.parameters.get("InvocationType");
        if !kind.is_null() && !INVOCATION_TYPES.iter().any(|known| kind == known) {
            return Err((ServiceError::InvalidParameter("InvalidParameterValueException"), &limits::SYNC_11));
        }
        if item.records.is_none() && !item.payload.is_json() {
            return Err((ServiceError::InvalidParameter("InvalidRequestContentException"), &limits::SYNC_11));
        }
        if !is_async && self.is_in_a_loop(item) {
            return Err((ServiceError::RecursiveInvocation, &rules::ASYNC_25));
        }
        Ok(())
    }

    /// Runs a synchronous invocation, or answers 429: Lambda itself tries once (SYNC-12, SYNC-15).
    fn invoke(&mut self, request: Request, caller: Caller, cx: &mut Cx<'_, '_>) {
        let item = request.item;
        let last = item.records.as_deref().and_then(<[_]>::last).and_then(|record| record.arrived);
        if let Some(arrived) = last {
            let age = u32::try_from(cx.now().since(arrived).as_millis()).unwrap_or(u32::MAX);
            let cause = cx.cause();
            cx.record(Fact::from(What::Noted { note: &ITERATOR_AGED, value: age }).because(&limits::STR_15));
            cx.set_cause(cause);
        }
        match self.admit(cx) {
            Ok(admission) => {
                let number = self.next_request();
                self.serve(Run::new(Origin::Call(caller), item, 1, number), admission, cx);
            }
            Err(refusal) => {
                Self::record_throttle(refusal, item.id, cx);
                cx.answer(&caller, item.id, Err(ServiceError::TooManyRequests(refusal.reason)));
            }
        }
    }

    /// Returns a number for a request that no request of another function has.
    fn next_request(&mut self) -> u64 {
        self.requests_made += 1;
        u64::from(self.node.0) << 40 | self.requests_made
    }

    fn slots(&self) -> Part {
        let lives = |environment: &&Environment| environment.state != State::Gone;
        let mut slots: Vec<Slot> = self.pool.places().iter().filter(lives).map(|e| self.slot(e)).collect();
        let count = slots.len() as u64;
        slots.sort_unstable_by_key(|slot| slot.environment);
        slots.truncate(SLOTS_MAX);
        Part::Slots { slots, count }
    }

    fn slot(&self, environment: &Environment) -> Slot {
        let (state, until) = match environment.state {
            State::Init { until } => (SlotState::Init, Some(until)),
            State::Busy { until } => (SlotState::Busy, Some(until)),
            State::Idle => (SlotState::Idle, Some(environment.since + self.idle_lifetime())),
            State::Gone => (SlotState::Gone, None),
        };
        let message = environment.run.as_ref().map_or(MessageId::NONE, |run| run.item.id);
        Slot { environment: environment.number, state, since: environment.since, until, message }
    }

    fn concurrency(&self) -> Part {
        let limit = self.config.reserved_concurrent_executions.unwrap_or(self.unreserved_limit);
        Part::Bar { name: "concurrency", value: self.running.into(), limit: Some(limit.into()) }
    }

    /// Returns the row of events that wait: those never run on, or those that are to be tried again.
    fn row(&self, name: &'static str) -> Part {
        let waits =
            |event: &&Event| matches!(event.stage, Stage::Waiting { .. }) && (name == "retries") == (event.runs > 0);
        let token = |event: &Event| {
            let span = match event.stage {
                Stage::Waiting { since, due } => Some((since, due)),
                Stage::InHand => None,
            };
            Token { message: event.item.id, span, count: event.runs.into() }
        };
        let count = self.events.values().filter(waits).count() as u64;
        let tokens = self.events.values().filter(waits).take(ROW_TOKENS_MAX).map(token).collect();
        Part::Row { name, count, tokens }
    }
}
