//! What a function hands over: dead letters, records of outcomes, and the calls of its code.

use super::asynchronous::{Defeat, Event};
use super::config::{Config, Target, TargetKind};
use super::documents::{Condition, Flaw, InvocationRecord};
use super::environment::State;
use super::handler::parts_of;
use super::{Cx, Function, Timer, limits};
use crate::behaviour::Call;
use crate::fact::{Detail, DropReason, GIVEN_UP, What, request_id};
use crate::message::{CallId, Invocation, Item, Lineage, Operation, Reply, Request};
use crate::payload::{Document, Parameters, Payload};
use crate::service::action::{Action, Input};
use crate::service::{Setup, rank};
use crate::stack::latency::Hop;
use kernel::{MessageId, NodeId, PortId, Ratio, SimTime};
use serde_json::{Value, json};
use std::sync::Arc;

/// Where a function can send to.
#[derive(Clone, Debug, Default)]
pub(super) struct Ways {
    pub(super) dead_letter: Option<Way>,
    pub(super) on_success: Option<Way>,
    pub(super) on_failure: Option<Way>,
    pub(super) calls: Arc<[PlannedCall]>,
}

/// The way to a target.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    port: PortId,
    to: NodeId,
    kind: TargetKind,
}

/// A call of the function's code, made ready.
#[derive(Clone, Debug)]
pub(super) struct PlannedCall {
    /// The way and what is sent; `None` for what lies outside the template and answers at once.
    send: Option<(PortId, &'static Action, Input)>,
    per_record: bool,
    probability: Ratio,
    asynchronous: bool,
}

/// How far a run has come with its calls.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CallProgress {
    /// Position of the call that comes next.
    pub(super) call: usize,
    /// Position of the record that it is made for.
    record: usize,
    /// What the chances of its calls are derived of.
    luck: u64,
}

/// Something that is on its way and not answered yet.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pending {
    /// An event goes to the dead-letter target.
    DeadLetter(DeadLetter),
    /// A record goes to a destination.
    Record { copy: MessageId },
    /// The code called somebody; `run` waits for the answer, by place and request.
    Call { copy: MessageId, run: Option<(u32, u64)> },
}

/// An event on its way to the dead-letter target.
#[derive(Clone, Copy, Debug)]
pub(super) struct DeadLetter {
    event: u64,
    to: NodeId,
    defeat: Defeat,
    /// When it was given up.
    since: SimTime,
}

impl Ways {
    pub(super) fn new(config: &Config, setup: &mut Setup<'_>) -> Self {
        let mut way = |target: &Option<Target>| {
            let target = target.as_ref()?;
            let port = setup.connect(&target.id, Hop::ServiceCall)?;
            Some(Way { port, to: setup.node_of(&target.id)?, kind: target.kind })
        };
        Self {
            dead_letter: way(&config.dead_letter),
            on_success: way(&config.on_success),
            on_failure: way(&config.on_failure),
            calls: config.behaviour.calls.iter().map(|call| PlannedCall::new(call, setup)).collect(),
        }
    }
}

impl Ways {
    /// Leads to other targets from now on where the configuration names others.
    pub(super) fn follow(&mut self, before: &Config, after: &Config, cx: &mut Cx<'_, '_>) {
        let mut follow = |way: &mut Option<Way>, before: &Option<Target>, after: &Option<Target>| {
            if before != after {
                *way = after.as_ref().and_then(|target| Way::connect(target, cx));
            }
        };
        follow(&mut self.dead_letter, &before.dead_letter, &after.dead_letter);
        follow(&mut self.on_success, &before.on_success, &after.on_success);
        follow(&mut self.on_failure, &before.on_failure, &after.on_failure);
    }
}

impl Way {
    /// Makes the way to a target that a function has only since it runs.
    fn connect(target: &Target, cx: &mut Cx<'_, '_>) -> Option<Self> {
        let to = cx.node_of(&target.id)?;
        Some(Self { port: cx.connect(&target.id, Hop::ServiceCall)?, to, kind: target.kind })
    }
}

impl PlannedCall {
    fn new(call: &Call, setup: &mut Setup<'_>) -> Self {
        let send = crate::service::action::action(&call.action).and_then(|action| {
            let port = setup.connect(&call.to, Hop::ServiceCall)?;
            Some((port, action, action.input(call.input.json())))
        });
        let Call { per_record, probability, asynchronous, .. } = *call;
        Self { send, per_record, probability, asynchronous }
    }
}

impl TargetKind {
    fn operation(self) -> Operation {
        match self {
            Self::Queue => Operation::SEND_MESSAGE,
            Self::Topic => Operation::PUBLISH,
            Self::Function => Operation::INVOKE,
            Self::Bucket => Operation::PUT_OBJECT,
        }
    }
}

/// Returns what a message carries, for the record of its beginning.
pub(super) fn content(action: &'static str, item: &Item) -> Detail {
    Detail::Content { action, payload: item.payload.clone(), parameters: item.parameters.clone() }
}

impl Function {
    fn next_call(&mut self, pending: Pending) -> CallId {
        self.calls_made += 1;
        self.pending.insert(self.calls_made, pending);
        CallId(self.calls_made)
    }

    fn hand_over(&mut self, way: Way, call: CallId, item: Item, cx: &mut Cx<'_, '_>) -> bool {
        let request = Request { call, operation: way.kind.operation(), invocation: Invocation::Async, item };
        cx.request(way.port, request).is_some()
    }

    /// Sends a dead event to the dead-letter target, if there is one: the same copy goes on there (ASYNC-13, ASYNC-14). It
    /// is a dead letter once the target has it.
    pub(super) fn send_dead_letter(&mut self, key: u64, event: &Event, defeat: Defeat, cx: &mut Cx<'_, '_>) -> bool {
        let Some(way) = self.ways.dead_letter else { return false };
        let dead_letter = DeadLetter { event: key, to: way.to, defeat, since: cx.now() };
        let given_up = What::Noted { note: &GIVEN_UP, value: 0 }.of(event.item.id).because(defeat.rule);
        cx.record_with(given_up, || self.why_given_up(event, defeat, dead_letter.since));
        let parameters = dead_letter_parameters(event, defeat);
        let lineage = event.item.lineage.with(self.node);
        let item = Item { parameters, lineage, records: None, ..event.item.clone() };
        let call = self.next_call(Pending::DeadLetter(dead_letter));
        if !self.hand_over(way, call, item, cx) {
            self.pending.remove(&call.0);
            self.on_dead_letter_refused(key, cx);
        }
        true
    }

    /// Sends the record of an event's outcome to its destination, if there is one (ASYNC-18 to ASYNC-22).
    pub(super) fn send_record(&mut self, event: &Event, condition: Condition, cx: &mut Cx<'_, '_>) {
        let success = condition == Condition::Success;
        let Some(way) = (if success { self.ways.on_success } else { self.ways.on_failure }) else { return };
        let record = InvocationRecord {
            unix_ms: self.unix_ms(cx),
            request: event.request,
            function_arn: self.function_arn.clone(),
            condition,
            invoke_count: event.runs,
            event: event.item.payload.clone(),
            response: event.response.clone(),
        };
        let parameters = match way.kind {
            TargetKind::Bucket => self.object_parameters(&record),
            TargetKind::Queue | TargetKind::Topic | TargetKind::Function => Parameters::default(),
        };
        let lineage = event.item.lineage.with(self.node);
        let mut item = Item { parameters, lineage, ..Item::new(MessageId::NONE, Payload::new(record)) };
        item.id = cx.copy_of(event.item.id, || content(way.kind.operation().0, &item));
        cx.record(What::DestinationSent { to: way.to, success }.of(item.id).because(&limits::ASYNC_22));
        let copy = item.id;
        let call = self.next_call(Pending::Record { copy });
        if !self.hand_over(way, call, item, cx) {
            self.pending.remove(&call.0);
            Self::end_refused_record(copy, cx);
        }
    }

    /// Returns how a record is put into a bucket (ASYNC-21).
    fn object_parameters(&self, record: &InvocationRecord) -> Parameters {
        let (day, instant) = (record.day(), record.instant());
        // The recorded request's own id would be a repetition: AWS takes a random one.
        let id = request_id(!record.request);
        let key = format!("aws/lambda/async/{}/{day}/{instant}-{id}", self.config.function_name);
        let size = record.json().to_string().len();
        Parameters::new(serde_json::Map::from_iter([
            ("Key".to_owned(), Value::from(key)),
            ("Size".to_owned(), Value::from(size)),
        ]))
    }

    /// Begins the calls that a successful handler makes at its end, one after the other.
    pub(super) fn begin_calls(&mut self, place: u32, cx: &mut Cx<'_, '_>) {
        let luck = self.streams.calls.bits();
        if let Some(run) = &mut self.pool.at_mut(place).run {
            run.calls.luck = luck;
        }
        self.go_on_with_calls(place, cx);
    }

    /// Makes calls until one has to be waited for, and ends the run after the last.
    fn go_on_with_calls(&mut self, place: u32, cx: &mut Cx<'_, '_>) {
        while let Some(planned) = self.next_planned_call(place) {
            let Some((port, action, input)) = &planned.send else { continue };
            if self.call(place, *port, action, input, planned.asynchronous, cx) && !planned.asynchronous {
                return self.wait_for_answer(place, cx);
            }
        }
        self.finish(place, cx);
    }

    /// Returns the next call that chance lets happen.
    fn next_planned_call(&mut self, place: u32) -> Option<PlannedCall> {
        let run = self.pool.at_mut(place).run.as_mut()?;
        let records = run.item.records.as_deref().map_or(1, <[_]>::len);
        while let Some(planned) = self.ways.calls.get(run.calls.call) {
            let times = if planned.per_record { records } else { 1 };
            if run.calls.record >= times {
                run.calls.call += 1;
                run.calls.record = 0;
                continue;
            }
            let ordinal = (run.calls.call as u64) << 32 | run.calls.record as u64;
            run.calls.record += 1;
            if parts_of(run.calls.luck, ordinal) < planned.probability.parts() {
                return Some(planned.clone());
            }
        }
        None
    }

    fn call(
        &mut self,
        place: u32,
        port: PortId,
        action: &'static Action,
        input: &Input,
        asynchronous: bool,
        cx: &mut Cx<'_, '_>,
    ) -> bool {
        let Some(run) = &self.pool.at(place).run else { return false };
        let (from, lineage) = (run.item.id, self.lineage_after(&run.item.lineage));
        let waits = (!asynchronous).then_some((place, run.request));
        let Input { payload, parameters, invocation } = input.clone();
        let mut item = Item { parameters, lineage, ..Item::new(MessageId::NONE, payload) };
        let cause = cx.cause();
        item.id = cx.copy_of(from, || content(action.name, &item));
        let copy = item.id;
        let call = self.next_call(Pending::Call { copy, run: waits });
        let request = Request { call, operation: action.operation(), invocation, item };
        let departed = cx.request(port, request).is_some();
        if !departed {
            self.pending.remove(&call.0);
            cx.record(What::Dropped { reason: DropReason::Lost }.of(copy));
        }
        cx.set_cause(cause);
        // A call that was lost is waited for all the same, until the timeout.
        departed || !asynchronous
    }

    /// Returns the chain of invocations of what this function sends; nobody asks for it in 2020 (ASYNC-25).
    fn lineage_after(&self, before: &Lineage) -> Lineage {
        if self.profile.is_now() { before.with(self.node) } else { before.clone() }
    }

    fn wait_for_answer(&mut self, place: u32, cx: &mut Cx<'_, '_>) {
        let environment = self.pool.at_mut(place);
        let Some(run) = &mut environment.run else { return };
        let deadline = environment.since + run.limit;
        environment.state = State::Busy { until: deadline };
        if run.timeout.is_none() {
            let left = deadline.since(cx.now());
            run.timeout = Some(cx.schedule(left, rank::END, Timer::Timeout { place }));
        }
    }

    /// A run waited for an answer until its timeout.
    pub(super) fn on_timeout(&mut self, place: u32, cx: &mut Cx<'_, '_>) {
        if let Some(run) = &mut self.pool.at_mut(place).run {
            run.flaw = Some(Flaw::TimedOut);
            run.timeout = None;
        }
        self.finish(place, cx);
    }

    /// Somebody answered what was handed over or called.
    pub(super) fn on_reply(&mut self, reply: Reply, cx: &mut Cx<'_, '_>) {
        let Some(pending) = self.pending.remove(&reply.call.0) else { return };
        let kept = reply.outcome.as_ref().is_ok_and(|answer| answer.kept);
        match pending {
            Pending::DeadLetter(letter) if reply.outcome.is_err() => self.on_dead_letter_refused(letter.event, cx),
            Pending::DeadLetter(letter) => self.on_dead_letter_taken(letter, kept, cx),
            Pending::Record { copy } if reply.outcome.is_err() => Self::end_refused_record(copy, cx),
            Pending::Record { copy } => Self::end_unless_kept(copy, kept, cx),
            Pending::Call { copy, run } => {
                Self::end_unless_kept(copy, kept, cx);
                let flaw = reply.outcome.err().map(|error| Flaw::CallFailed(error.code()));
                self.on_call_answered(run, flaw, cx);
            }
        }
    }

    fn on_call_answered(&mut self, run: Option<(u32, u64)>, flaw: Option<Flaw>, cx: &mut Cx<'_, '_>) {
        let Some((place, request)) = run else { return };
        let waiting = self.pool.at_mut(place).run.as_mut().filter(|run| run.request == request);
        let Some(run) = waiting.filter(|run| run.timeout.is_some()) else { return };
        run.flaw = flaw;
        if flaw.is_some() {
            self.finish(place, cx);
        } else {
            self.go_on_with_calls(place, cx);
        }
    }

    fn end_unless_kept(copy: MessageId, kept: bool, cx: &mut Cx<'_, '_>) {
        if !kept {
            cx.record(What::Delivered.of(copy));
        }
    }

    fn end_refused_record(copy: MessageId, cx: &mut Cx<'_, '_>) {
        cx.record(What::HandOverFailed { destination: true }.of(copy).because(&limits::ASYNC_18));
        cx.record(What::Dropped { reason: DropReason::DestinationDeliveryFailure }.of(copy));
    }

    fn on_dead_letter_taken(&mut self, letter: DeadLetter, kept: bool, cx: &mut Cx<'_, '_>) {
        let DeadLetter { event, to, defeat, since } = letter;
        if let Some(event) = self.events.remove(&event) {
            let dead = What::DeadLettered { to }.of(event.item.id).because(defeat.rule);
            cx.record_with(dead, || self.why_given_up(&event, defeat, since));
            Self::end_unless_kept(event.item.id, kept, cx);
        }
    }

    fn on_dead_letter_refused(&mut self, key: u64, cx: &mut Cx<'_, '_>) {
        if let Some(event) = self.events.remove(&key) {
            let message = event.item.id;
            cx.record(What::HandOverFailed { destination: false }.of(message).because(&limits::ASYNC_15));
            cx.record(What::Dropped { reason: DropReason::DeadLetterError }.of(message).because(&limits::ASYNC_15));
        }
    }
}

/// Returns the attributes of a dead letter (ASYNC-14). For an event that never ran, AWS does not say what they are: the
/// status and message of the refusal are taken.
fn dead_letter_parameters(event: &Event, defeat: Defeat) -> Parameters {
    let said = event.response.as_ref().filter(|_| defeat.error_code == 200).map(|(payload, _)| payload.json());
    let message = match said.as_ref().and_then(|error| error["errorMessage"].as_str()) {
        Some(message) => first_bytes(message, limits::ERROR_MESSAGE_BYTES_MAX),
        None if defeat.error_code == 500 => "Internal server error",
        // AWS does not publish what it says of a stopped loop.
        None if defeat.error_code == 400 => "a recursive loop was detected and stopped",
        None => "Rate Exceeded.",
    };
    let attribute = |kind: &str, value: &str| json!({ "DataType": kind, "StringValue": value });
    let attributes = json!({ "MessageAttributes": {
        "RequestID": attribute("String", &request_id(event.request)),
        "ErrorCode": attribute("Number", &defeat.error_code.to_string()),
        "ErrorMessage": attribute("String", message),
    } });
    match attributes {
        Value::Object(map) => Parameters::new(map),
        _ => Parameters::default(),
    }
}

/// Returns as much of a text as fits into so many bytes.
fn first_bytes(text: &str, bytes_max: usize) -> &str {
    if text.len() <= bytes_max {
        return text;
    }
    let end = (0..=bytes_max).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}
