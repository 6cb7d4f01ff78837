//! One run: init where it is cold, the handler, its calls, its end.

use super::admission::Admission;
use super::blame::{Blame, Entry};
use super::documents::{BatchFailures, EdgeAnswer, Flaw, FunctionError};
use super::environment::State;
use super::init::INIT_FAILED_AGAIN;
use super::{Cx, Function, Timer, limits};
use crate::behaviour::{Asked, EdgeAction, FailRule, Failure, Response};
use crate::fact::{Detail, Ending, What};
use crate::message::{Answer, Item, PolledRecord};
use crate::payload::Payload;
use crate::rules::{self, Rule};
use crate::service::{Caller, rank};
use kernel::{EventKey, RecordId, SimDuration, SimTime};
use std::sync::Arc;

/// Who is served by a run.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origin {
    /// A caller that waits.
    Call(Caller),
    /// An event of the asynchronous queue, by its key.
    Event(u64),
}

/// An invocation that an environment serves.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Who is served.
    pub(super) origin: Origin,
    /// What the function receives.
    pub(super) item: Item,
    /// The try of this event, from 1.
    pub(super) attempt: u8,
    /// Number of the request.
    pub(super) request: u64,
    /// Whether the environment was made for it.
    pub(super) is_cold: bool,
    /// How long the init phase took that is billed with it.
    pub(super) init: SimDuration,
    /// Whether the init inside the invocation failed or took all of its time.
    fails_init: bool,
    /// When the handler began.
    started: SimTime,
    /// What goes wrong in it.
    pub(super) flaw: Option<Flaw>,
    /// What decided that.
    pub(super) blame: Option<Box<Blame>>,
    /// The records that it reports as failed.
    pub(super) failures: Vec<Payload>,
    /// How far it has come with its calls.
    pub(super) calls: super::outgoing::CallProgress,
    /// How long it may take: the function's timeout when it began.
    pub(super) limit: SimDuration,
    /// Stops it while it waits for answers.
    pub(super) timeout: Option<EventKey>,
}

impl Run {
    pub(super) fn new(origin: Origin, item: Item, attempt: u8, request: u64) -> Self {
        Self {
            origin,
            item,
            attempt,
            request,
            is_cold: false,
            init: SimDuration::ZERO,
            fails_init: false,
            started: SimTime::ZERO,
            flaw: None,
            blame: None,
            failures: Vec::new(),
            calls: super::outgoing::CallProgress::default(),
            limit: SimDuration::ZERO,
            timeout: None,
        }
    }
}

impl Function {
    /// Gives an admitted run its environment.
    pub(super) fn serve(&mut self, mut run: Run, admission: Admission, cx: &mut Cx<'_, '_>) {
        match admission {
            Admission::Warm(place) => self.start_handler(place, run, cx),
            Admission::Cold => {
                run.is_cold = true;
                self.make_environment(run, cx);
            }
        }
    }

    pub(super) fn start_handler(&mut self, place: u32, mut run: Run, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        run.started = now;
        run.limit = self.config.timeout;
        let late = self.take_late_init(place, now);
        let init = late.span;
        // Where the init fails the handler never runs.
        run.fails_init = late.flaw.is_some() || late.span > run.limit;
        let plan = if late.flaw.is_some() { late } else { self.plan(place, &run, now).after(late.span) };
        (run.flaw, run.blame) = (plan.flaw, plan.blame);
        let mut span = plan.span;
        if span > run.limit || run.flaw == Some(Flaw::TimedOut) {
            // Code that never returns takes no longer for being slow.
            let deed = self.behind_slowness(span, init, run.limit);
            run.blame =
                run.blame.filter(|_| run.flaw == Some(Flaw::TimedOut)).or(blame(Blame::Slow { wanted: span, deed }));
            span = run.limit;
            run.flaw = Some(Flaw::TimedOut);
        }
        if let (None, Some(records)) = (run.flaw, &run.item.records) {
            (run.failures, run.blame) = self.failing_records(records, now);
        }
        let environment = self.pool.at_mut(place);
        environment.state = State::Busy { until: now + span };
        environment.since = now;
        let started = What::InvocationStarted {
            attempt: run.attempt,
            cold_start: run.is_cold,
            environment: environment.number,
            request: run.request,
        };
        let fact = started.of(run.item.id);
        let fact = if run.is_cold { fact } else { fact.because(&limits::ENV_23) };
        cx.record_with(fact, || batch_of(&run.item));
        environment.run = Some(run);
        cx.schedule(span, rank::END, Timer::HandlerEnded { place });
    }

    /// Decides how long the handler takes and what goes wrong in it.
    fn plan(&mut self, place: u32, run: &Run, now: SimTime) -> Plan {
        let drawn = self.config.behaviour.duration.take(self.handler_starts, &mut self.streams.duration);
        let duration = self.config.with_cpu(drawn, self.profile);
        let luck = self.streams.fails.bits();
        self.handler_starts += 1;
        let starts = self.count_starts(run);
        if self.fail_next > 0 {
            self.fail_next -= 1;
            return Plan {
                span: duration,
                flaw: Some(Flaw::Raised),
                blame: blame(Blame::Order { deed: self.deeds.fail_next }),
            };
        }
        let rules = &self.config.behaviour.fails;
        if let Some(held) = first_that_holds(rules, now, starts, luck, &run.item.payload) {
            return held.plan("Fails", (rules, self.deeds.fails), duration);
        }
        let behaviour = &self.config.behaviour;
        let tmp_mb = self.pool.at(place).tmp_used_mb.saturating_add(behaviour.tmp_used_mb);
        let flaw = match () {
            () if behaviour.memory_used_mb > self.config.memory_mb => Some(Flaw::OutOfMemory),
            () if tmp_mb > self.config.ephemeral_storage_mb => Some(Flaw::TmpFull),
            () => None,
        };
        Plan { span: duration, flaw, blame: None }
    }

    /// Counts a handler start of the run's event, or of each record of its batch, and returns the number that rules
    /// on first attempts ask for: of a batch the lowest.
    fn count_starts(&mut self, run: &Run) -> u32 {
        let Some(records) = run.item.records.as_deref() else { return run.attempt.into() };
        if !self.config.behaviour.counts_records() {
            return 1;
        }
        let count = |record: &PolledRecord| {
            let starts = self.record_starts.entry(record.item.id).or_insert(0);
            *starts += 1;
            *starts
        };
        records.iter().map(count).min().unwrap_or(1)
    }

    /// Returns the records of a batch that fail, with what decided that of the first, and forgets how often the others
    /// were handed out.
    fn failing_records(&mut self, records: &Arc<[PolledRecord]>, now: SimTime) -> (Vec<Payload>, Option<Box<Blame>>) {
        let luck = self.streams.fails_records.bits();
        let rules = &self.config.behaviour.fails_records;
        let (mut failures, mut blame) = (Vec::new(), None);
        for (index, record) in (0_u64..).zip(records.iter()) {
            let starts = self.record_starts.get(&record.item.id).copied().unwrap_or(1);
            let luck = kernel::rng::mix(luck.wrapping_add(index.wrapping_mul(SPREAD)));
            if let Some(held) = first_that_holds(rules, now, starts, luck, &record.record) {
                blame = blame.or_else(|| held.plan("FailsRecords", (rules, RecordId::NONE), SimDuration::ZERO).blame);
                failures.push(record.record.clone());
            } else {
                self.record_starts.remove(&record.item.id);
            }
        }
        (failures, blame)
    }

    /// The handler's own work is over: what it calls comes next, then its end.
    pub(super) fn on_handler_ended(&mut self, place: u32, cx: &mut Cx<'_, '_>) {
        let makes_calls = !self.config.behaviour.calls.is_empty();
        let fails = self.pool.at(place).run.as_ref().is_none_or(|run| run.flaw.is_some());
        if makes_calls && !fails {
            self.begin_calls(place, cx);
        } else {
            self.finish(place, cx);
        }
    }

    /// Ends a run: frees its environment, then tells who waits for it.
    pub(super) fn finish(&mut self, place: u32, cx: &mut Cx<'_, '_>) {
        let Some(mut run) = self.pool.at_mut(place).run.take() else { return };
        if let Some(key) = run.timeout.take() {
            cx.cancel(key);
        }
        if run.flaw.is_none() && run.item.records.is_none() && self.response_bytes > limits::RESPONSE_BYTES_MAX {
            run.flaw = Some(Flaw::ResponseTooLarge);
        }
        let duration = cx.now().since(run.started);
        if run.fails_init {
            let value = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
            let rule = if run.flaw == Some(Flaw::TimedOut) { &limits::ENV_02 } else { &limits::ENV_04 };
            cx.record(What::Noted { note: &INIT_FAILED_AGAIN, value }.of(run.item.id).because(rule));
        }
        let outcome = run.flaw.map_or(Ending::Success, Flaw::ending);
        let ended = What::InvocationEnded {
            outcome,
            billed_ms: self.billed_ms(duration, run.init),
            duration_us: duration.as_nanos() / 1_000,
        };
        let fact = ended.of(run.item.id);
        match run.flaw {
            Some(flaw) => {
                cx.record_with(fact.because(rule_of(flaw, &run)), || self.why_failed(&run, flaw));
            }
            None => match Self::why_reported(&run) {
                Some(detail) => drop(cx.record_with(fact, || detail)),
                None => drop(cx.record(fact)),
            },
        }
        let cause = cx.cause();
        self.leave_environment(place, run.flaw, cx);
        cx.set_cause(cause);
        let payload = self.payload_of(&run, cx);
        self.tell_outcome(run, payload, cx);
    }

    fn tell_outcome(&mut self, run: Run, payload: Payload, cx: &mut Cx<'_, '_>) {
        let function_error = run.flaw.is_some();
        match run.origin {
            Origin::Call(caller) => {
                let answer = Answer { function_error, request: Some(run.request), ..Answer::with(200, payload) };
                cx.answer(&caller, run.item.id, Ok(answer));
            }
            Origin::Event(key) => self.on_attempt_ended(key, payload, function_error, cx),
        }
    }

    /// Returns the billed milliseconds: today the init phase counts, in 2020 only that of a runtime of one's own
    /// (PRICE-05, PRICE-06).
    fn billed_ms(&self, duration: SimDuration, init: SimDuration) -> u32 {
        let is_init_billed = self.profile.is_now() || self.config.has_own_runtime;
        let span = if is_init_billed { duration + init } else { duration };
        let step = limits::billing_step_ms(self.profile);
        let steps = span.as_nanos().div_ceil(step * 1_000_000);
        u32::try_from(steps * step).unwrap_or(u32::MAX)
    }

    /// Resets an environment where its process ended, and keeps it warm or takes it down.
    fn leave_environment(&mut self, place: u32, flaw: Option<Flaw>, cx: &mut Cx<'_, '_>) {
        self.release(cx);
        let left_mb = if flaw == Some(Flaw::TmpFull) { 0 } else { self.config.behaviour.tmp_used_mb };
        let environment = self.pool.at_mut(place);
        environment.tmp_used_mb = environment.tmp_used_mb.saturating_add(left_mb);
        if flaw.is_some_and(Flaw::ends_the_process) {
            environment.must_init = true;
            let reset = What::EnvironmentReset { environment: environment.number };
            cx.record(crate::fact::Fact::from(reset).because(&limits::ENV_11));
        }
        if environment.configuration == self.configuration && self.is_present {
            self.keep_warm(place, cx);
        } else {
            self.reclaim(place, &limits::ENV_06, cx);
        }
    }

    fn keep_warm(&mut self, place: u32, cx: &mut Cx<'_, '_>) {
        self.pool.keep_warm(place, cx.now());
        // One timer looks after an environment for as long as it lives: it would cost more to cancel it with each use.
        if !std::mem::replace(&mut self.pool.at_mut(place).is_watched, true) {
            cx.schedule(self.idle_lifetime(), rank::END, Timer::IdleLifetime { place });
        }
    }

    /// Looks whether an environment has been idle for its lifetime.
    pub(super) fn on_idle_lifetime(&mut self, place: u32, cx: &mut Cx<'_, '_>) {
        let lifetime = self.idle_lifetime();
        let environment = self.pool.at_mut(place);
        let end = environment.since + lifetime;
        match environment.state {
            State::Idle if end <= cx.now() => self.reclaim(place, &limits::ENV_08, cx),
            State::Idle => {
                cx.schedule(end.since(cx.now()), rank::END, Timer::IdleLifetime { place });
            }
            State::Init { .. } | State::Busy { .. } | State::Gone => environment.is_watched = false,
        }
    }

    pub(super) fn idle_lifetime(&self) -> SimDuration {
        self.config.behaviour.idle_lifetime.unwrap_or_else(|| limits::idle_lifetime(self.profile))
    }

    pub(super) fn reclaim(&mut self, place: u32, rule: &'static Rule, cx: &mut Cx<'_, '_>) {
        let environment = self.pool.reclaim(place, cx.now());
        cx.record(crate::fact::Fact::from(What::EnvironmentReclaimed { environment }).because(rule));
    }

    /// Returns what the run gives back.
    fn payload_of(&mut self, run: &Run, cx: &mut Cx<'_, '_>) -> Payload {
        if let Some(flaw) = run.flaw {
            return Payload::new(FunctionError {
                flaw,
                request: run.request,
                timeout: run.limit,
                response_bytes: self.response_bytes,
                unix_ms: self.unix_ms(cx),
                profile: self.profile,
            });
        }
        if run.item.records.is_some() && self.answers_batches_itself() {
            return Payload::new(BatchFailures(run.failures.clone()));
        }
        match run.item.parameters.text("EventType") {
            Some(hook) => self.edge_answer(run, hook),
            None => self.response.of(run.request),
        }
    }

    /// Tells whether a batch is answered with the list of its failures: where the template says how records fail, or
    /// says nothing but what HTTP callers get, which a mapping would take for a malformed report (ESMQ-15).
    fn answers_batches_itself(&self) -> bool {
        let behaviour = &self.config.behaviour;
        !behaviour.fails_records.is_empty() || matches!(behaviour.response, Response::Http { .. })
    }

    fn edge_answer(&self, run: &Run, hook: &str) -> Payload {
        let behaviour = &self.config.behaviour;
        let is_literal = !matches!(behaviour.response, Response::Http { .. });
        if is_literal && matches!(behaviour.edge, EdgeAction::Forward) {
            return self.response.of(run.request);
        }
        let event = &run.item.payload;
        let acts = behaviour.edge_match.as_ref().is_none_or(|pattern| pattern.matches_payload(event));
        let action = if acts { behaviour.edge.clone() } else { EdgeAction::Forward };
        Payload::new(EdgeAnswer { event: event.clone(), sees_response: hook.ends_with("-response"), action })
    }

    /// Returns the clock on the wall, in milliseconds since 1970.
    pub(super) fn unix_ms(&self, cx: &mut Cx<'_, '_>) -> u64 {
        let start = cx.shared().settings.start_unix_ms;
        start + cx.now().since(SimTime::ZERO).as_millis()
    }
}

/// How a piece of work would go if nothing stopped it.
#[derive(Debug)]
pub(super) struct Plan {
    /// How long it takes.
    pub(super) span: SimDuration,
    /// What goes wrong at its end.
    pub(super) flaw: Option<Flaw>,
    /// What decided that.
    pub(super) blame: Option<Box<Blame>>,
}

impl Plan {
    /// Puts it off.
    fn after(self, span: SimDuration) -> Self {
        Self { span: self.span + span, ..self }
    }
}

/// A failure rule that holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held<'a> {
    rule: &'a FailRule,
    index: usize,
    starts: u32,
    drawn_parts: u32,
}

impl Held<'_> {
    /// Returns how work goes by the rule, given the list that it is of, what was done that set that, and how long the work
    /// takes by itself.
    pub(super) fn plan(self, list: &'static str, set: (&Arc<[FailRule]>, RecordId), span: SimDuration) -> Plan {
        let Self { rule, index, starts, drawn_parts } = self;
        let (rules, deed) = (set.0.clone(), set.1);
        let entry = Entry { list, rules, index, starts, drawn_parts, deed };
        let (span, flaw) = (rule.after.unwrap_or(span), Some(flaw_of(rule.how)));
        Plan { span, flaw, blame: blame(Blame::Entry(entry)) }
    }
}

/// Boxes what few runs have.
fn blame(blame: Blame) -> Option<Box<Blame>> {
    Some(Box::new(blame))
}

/// Keeps numbers apart that are derived of one draw.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Returns the first rule that holds. Each rule has a number of its own, derived of one draw, so that the stream moves
/// on by one a handler start however many rules there are.
pub(super) fn first_that_holds<'a>(
    rules: &'a [FailRule],
    now: SimTime,
    attempt: u32,
    luck: u64,
    event: &Payload,
) -> Option<Held<'a>> {
    let held = |(index, rule): (usize, &'a FailRule)| {
        let drawn_parts = parts_of(luck, index as u64);
        let holds = rule.holds(&Asked { now, attempt, drawn_parts, event });
        holds.then_some(Held { rule, index, starts: attempt, drawn_parts })
    };
    rules.iter().enumerate().find_map(held)
}

/// Derives the n-th number from 0 to 10⁹ of a draw.
pub(super) fn parts_of(luck: u64, index: u64) -> u32 {
    let bits = kernel::rng::mix(luck.wrapping_add(index.wrapping_mul(SPREAD)));
    ((u128::from(bits) * 1_000_000_000) >> 64) as u32
}

pub(super) fn flaw_of(failure: Failure) -> Flaw {
    match failure {
        Failure::Error => Flaw::Raised,
        Failure::Timeout => Flaw::TimedOut,
        Failure::OutOfMemory => Flaw::OutOfMemory,
        Failure::Exit => Flaw::Exited,
    }
}

/// Returns the rule of AWS that says what a failure means. What code does by itself no rule decides, so that it is about
/// who waits: a caller, the queue of events, a mapping with its batch.
fn rule_of(flaw: Flaw, run: &Run) -> &'static Rule {
    match (flaw, run.origin) {
        (Flaw::TimedOut, _) => &limits::ENV_10,
        (Flaw::OutOfMemory, _) => &limits::ENV_15,
        (Flaw::TmpFull, _) => &limits::ENV_16,
        (Flaw::ResponseTooLarge, _) => &limits::SYNC_07,
        (Flaw::InitRaised, _) => &limits::ENV_04,
        (Flaw::Raised | Flaw::CallFailed(_) | Flaw::Exited, Origin::Event(_)) => &limits::ASYNC_02,
        (Flaw::Raised | Flaw::CallFailed(_) | Flaw::Exited, Origin::Call(_)) => match run.item.records.as_deref() {
            Some([first, ..]) if first.arrived.is_some() => &rules::STR_06,
            Some(_) => &rules::ESMQ_11,
            None => &limits::SYNC_03,
        },
    }
}

fn batch_of(item: &Item) -> Detail {
    let messages = match &item.records {
        Some(records) => records.iter().map(|record| record.item.id).collect(),
        None => Arc::from([item.id]),
    };
    Detail::Batch { messages, payload: item.payload.clone() }
}
