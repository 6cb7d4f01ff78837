//! The queue of asynchronous events: attempts, waits between them, and their end.

use super::documents::Condition;
use super::handler::{Origin, Run};
use super::{Cx, Function, Timer, limits};
use crate::fact::{DropReason, Note, What};
use crate::message::{Answer, Item, Request, ServiceError};
use crate::payload::Payload;
use crate::rules::{self, Rule};
use crate::service::{Caller, rank};
use crate::stack::latency::Latency;
use kernel::{MessageId, SimDuration, SimTime};

/// An event was taken from the queue for an attempt, with its age.
pub(super) static EVENT_TAKEN: Note =
    Note { name: "EventTaken", text: "taken from the asynchronous queue at an age of {} ms" };
/// A loop of invocations was stopped.
pub(super) static LOOP_STOPPED: Note =
    Note { name: "LoopStopped", text: "stopped a loop after {} invocations of the function in one chain" };

/// An event of the asynchronous queue.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// What the function receives.
    pub(super) item: Item,
    /// Number of the request, the same for all attempts (ASYNC-04).
    pub(super) request: u64,
    /// When it was queued.
    pub(super) queued: SimTime,
    /// How often the function ran on it.
    pub(super) runs: u8,
    /// How often it was throttled since the function last ran on it.
    throttled: u32,
    /// What becomes of it now.
    pub(super) stage: Stage,
    /// What the last attempt gave back, and whether that is an error.
    pub(super) response: Option<(Payload, bool)>,
}

/// What becomes of an event now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It waits for its next try.
    Waiting {
        /// Since when.
        since: SimTime,
        /// Until when.
        due: SimTime,
    },
    /// The function runs on it, or it is on its way to the dead-letter target.
    InHand,
}

/// Why an event ends without success.
#[derive(Clone, Copy, Debug)]
pub(super) struct Defeat {
    pub(super) condition: Condition,
    pub(super) rule: &'static Rule,
    /// What a dead letter says: the status of the last try.
    pub(super) error_code: u16,
}

impl Defeat {
    pub(super) fn reason(self) -> DropReason {
        match self.condition {
            Condition::EventAgeExceeded => DropReason::EventAgeExceeded,
            Condition::ZeroReservedConcurrency => DropReason::ZeroReservedConcurrency,
            Condition::RecursiveInvocation => DropReason::RecursiveInvocation,
            Condition::Success | Condition::RetriesExhausted => DropReason::RetriesExhausted,
        }
    }
}

impl Function {
    /// Takes an event into the queue, tells the caller, and tries it.
    pub(super) fn accept_event(&mut self, request: Request, caller: Caller, cx: &mut Cx<'_, '_>) {
        let item = request.item;
        if let Err(refusal) = Self::admit_to_queue(&item, cx) {
            Self::record_throttle(refusal, item.id, cx);
            return cx.answer(&caller, item.id, Err(ServiceError::TooManyRequests(refusal.reason)));
        }
        cx.record(What::EventQueued.of(item.id).because(&limits::ASYNC_01));
        let request = self.next_request();
        let accepted = Answer { payload: Payload::from_text(""), request: Some(request), ..Answer::kept(202) };
        cx.answer(&caller, item.id, Ok(accepted));
        let again = (self.duplicate_next > 0).then(|| item.clone());
        self.enqueue(item, request, cx);
        if let Some(item) = again {
            self.duplicate_next -= 1;
            let id = cx.copy_of(item.id, || super::outgoing::content("Invoke", &item));
            cx.record(What::EventQueued.of(id).because(&limits::ASYNC_24));
            self.enqueue(Item { id, ..item }, request, cx);
        }
    }

    fn enqueue(&mut self, item: Item, request: u64, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let key = self.events_made;
        self.events_made += 1;
        let stage = Stage::Waiting { since: now, due: now };
        let event = Event { item, request, queued: now, runs: 0, throttled: 0, stage, response: None };
        self.events.insert(key, event);
        self.try_event(key, cx);
    }

    /// Tries an event now.
    pub(super) fn try_event(&mut self, key: u64, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let Some(event) = self.events.get_mut(&key) else { return };
        event.stage = Stage::InHand;
        let (item, age) = (event.item.clone(), now.since(event.queued));
        let has_run = event.response.is_some();
        if let Some(defeat) = self.defeat_before_try(&item, age, has_run) {
            return self.give_up(key, defeat, cx);
        }
        self.record_age(item.id, age, cx);
        if now < self.outage_until {
            let out = What::Noted { note: &super::REQUEST_REJECTED, value: 500 }.of(item.id);
            cx.record_with(out.because(&limits::SYNC_11), || self.why_out());
            return self.back_off(key, 500, cx);
        }
        match self.admit_event(cx) {
            Ok(admission) => {
                let Some(event) = self.events.get_mut(&key) else { return };
                event.throttled = 0;
                let run = Run::new(Origin::Event(key), item, event.runs + 1, event.request);
                self.serve(run, admission, cx);
            }
            Err(refusal) => {
                Self::record_throttle(refusal, item.id, cx);
                self.back_off(key, 429, cx);
            }
        }
    }

    /// Returns why an event is not even tried.
    fn defeat_before_try(&self, item: &Item, age: SimDuration, has_run: bool) -> Option<Defeat> {
        let defeat = |condition, rule, error_code| Some(Defeat { condition, rule, error_code });
        if self.profile.is_now() && self.config.reserved_concurrent_executions == Some(0) {
            return defeat(Condition::ZeroReservedConcurrency, &limits::ASYNC_10, 429);
        }
        if self.is_in_a_loop(item) {
            return defeat(Condition::RecursiveInvocation, &rules::ASYNC_25, 400);
        }
        if age > self.config.maximum_event_age {
            return defeat(Condition::EventAgeExceeded, &limits::ASYNC_08, if has_run { 200 } else { 429 });
        }
        None
    }

    fn record_age(&self, message: MessageId, age: SimDuration, cx: &mut Cx<'_, '_>) {
        if self.profile.is_now() {
            let value = u32::try_from(age.as_millis()).unwrap_or(u32::MAX);
            cx.record(What::Noted { note: &EVENT_TAKEN, value }.of(message).because(&limits::ASYNC_27));
        }
    }

    /// Puts an event back that Lambda could not try (ASYNC-05).
    fn back_off(&mut self, key: u64, error_code: u16, cx: &mut Cx<'_, '_>) {
        let Some(event) = self.events.get_mut(&key) else { return };
        event.throttled += 1;
        let wait = limits::back_off(event.throttled);
        self.wait(key, wait, error_code, &limits::ASYNC_05, cx);
    }

    /// The function ran on an event.
    pub(super) fn on_attempt_ended(&mut self, key: u64, payload: Payload, is_error: bool, cx: &mut Cx<'_, '_>) {
        let Some(event) = self.events.get_mut(&key) else { return };
        event.runs += 1;
        event.response = Some((payload, is_error));
        let runs = event.runs;
        if !is_error {
            return self.succeed(key, cx);
        }
        if !self.is_present {
            return self.drop_event(key, cx);
        }
        if runs > self.config.maximum_retry_attempts {
            let condition = Condition::RetriesExhausted;
            return self.give_up(key, Defeat { condition, rule: &limits::ASYNC_02, error_code: 200 }, cx);
        }
        let wait = self.with_jitter(limits::retry_wait(runs));
        self.wait(key, wait, 200, &limits::ASYNC_02, cx);
    }

    /// Adds what AWS's waits were measured to be longer than they are documented: up to a tenth (ASYNC-03).
    fn with_jitter(&mut self, wait: SimDuration) -> SimDuration {
        let jitter = self.streams.retry.below(wait.divided_by(10).as_nanos() + 1);
        match self.latency {
            Latency::Typical => wait + SimDuration::from_nanos(jitter),
            Latency::None => wait,
        }
    }

    /// Lets an event wait for its next try, or ends it where that would come too late (ASYNC-09).
    fn wait(&mut self, key: u64, wait: SimDuration, error_code: u16, rule: &'static Rule, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let Some(event) = self.events.get_mut(&key) else { return };
        if now.since(event.queued) + wait >= self.config.maximum_event_age {
            let condition = Condition::EventAgeExceeded;
            return self.give_up(key, Defeat { condition, rule: &limits::ASYNC_09, error_code }, cx);
        }
        event.stage = Stage::Waiting { since: now, due: now + wait };
        let attempt = u16::from(event.runs) + 1;
        let message = event.item.id;
        cx.record(What::RetryScheduled { attempt, at: now + wait }.of(message).because(rule));
        cx.schedule(wait, rank::END, Timer::RetryWait { event: key });
    }

    fn succeed(&mut self, key: u64, cx: &mut Cx<'_, '_>) {
        let Some(event) = self.events.remove(&key) else { return };
        cx.record(What::Delivered.of(event.item.id));
        self.send_record(&event, Condition::Success, cx);
    }

    /// Ends an event without success: dead-letter target and failure destination both get theirs (ASYNC-12).
    pub(super) fn give_up(&mut self, key: u64, defeat: Defeat, cx: &mut Cx<'_, '_>) {
        let Some(event) = self.events.get(&key).cloned() else { return };
        if defeat.condition == Condition::RecursiveInvocation {
            self.record_loop(&event.item, cx);
        }
        let cause = cx.cause();
        self.send_record(&event, defeat.condition, cx);
        cx.set_cause(cause);
        if self.send_dead_letter(key, &event, defeat, cx) {
            return;
        }
        self.events.remove(&key);
        let dropped = What::Dropped { reason: defeat.reason() };
        let now = cx.now();
        cx.record_with(dropped.of(event.item.id).because(defeat.rule), || self.why_given_up(&event, defeat, now));
    }

    /// Tells whether the function stands too often in the chain that led to an item (ASYNC-25).
    pub(super) fn is_in_a_loop(&self, item: &Item) -> bool {
        self.profile.is_now() && self.config.terminates_loops && item.lineage.count(self.node) >= limits::CHAIN_MAX
    }

    /// Records that a loop was stopped.
    pub(super) fn record_loop(&self, item: &Item, cx: &mut Cx<'_, '_>) {
        let value = item.lineage.count(self.node).into();
        cx.record(What::Noted { note: &LOOP_STOPPED, value }.of(item.id).because(&rules::ASYNC_25));
    }

    /// Drops all events that wait: their function is gone.
    pub(super) fn drop_waiting_events(&mut self, cx: &mut Cx<'_, '_>) {
        let waits = |event: &Event| matches!(event.stage, Stage::Waiting { .. });
        let keys: Vec<u64> = self.events.iter().filter(|(_, event)| waits(event)).map(|(key, _)| *key).collect();
        for key in keys {
            self.drop_event(key, cx);
        }
    }

    /// Ends an event whose function is gone.
    fn drop_event(&mut self, key: u64, cx: &mut Cx<'_, '_>) {
        if let Some(event) = self.events.remove(&key) {
            cx.record_with(What::Dropped { reason: DropReason::Deleted }.of(event.item.id), || self.why_gone());
        }
    }
}
