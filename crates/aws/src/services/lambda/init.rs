//! The init phase: of a new environment before its first invocation, or late, inside an invocation.

use super::documents::Flaw;
use super::handler::{Plan, Run, first_that_holds};
use super::{Cx, Function, Timer, limits};
use crate::fact::{Detail, Note, What};
use crate::payload::Payload;
use crate::rules::Rule;
use crate::service::rank;
use kernel::{SimDuration, SimTime};

/// The code failed before there was a handler.
pub(super) static INIT_FAILED: Note =
    Note { name: "InitFailed", text: "failed in the init phase after {} ms; it is run again inside the invocation" };
/// The code failed before there was a handler, inside an invocation.
pub(super) static INIT_FAILED_AGAIN: Note =
    Note { name: "InitFailedAgain", text: "failed to initialise inside the invocation, after {} ms" };

impl Function {
    /// Makes an environment for a run, and lets it initialise.
    pub(super) fn make_environment(&mut self, mut run: Run, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let init = self.draw_init(now);
        let is_endless = init.flaw == Some(Flaw::TimedOut);
        let phase = if is_endless { limits::INIT_MAX } else { init.span.min(limits::INIT_MAX) };
        let is_done = init.flaw.is_none() && init.span == phase;
        let wait = self.sandbox_overhead + phase;
        let place = self.pool.make(now, wait, self.configuration);
        // A phase that was stopped or failed is not billed; it is run again inside the invocation (ENV-02, ENV-04).
        run.init = if is_done { phase } else { SimDuration::ZERO };
        let message = run.item.id;
        let environment = self.pool.at_mut(place);
        environment.must_init = !is_done;
        environment.run = Some(run);
        let number = environment.number;
        let fact = What::InitStarted { environment: number, until: now + wait }.of(message);
        let overhead = self.sandbox_overhead;
        cx.record_with(fact.because(&limits::ENV_05), || {
            Detail::said(format!("{overhead} to make the environment, {phase} for its init phase"))
        });
        cx.schedule(wait, rank::END, Timer::InitEnded { place, phase });
    }

    /// The init phase of a new environment is over.
    pub(super) fn on_init_ended(&mut self, place: u32, phase: SimDuration, cx: &mut Cx<'_, '_>) {
        let environment = self.pool.at_mut(place);
        let Some(run) = environment.run.take() else { return };
        let message = run.item.id;
        let (is_done, number) = (!environment.must_init, environment.number);
        let ended = What::InitEnded { environment: number, duration_us: phase.as_nanos() / 1_000 };
        if is_done {
            cx.record(ended.of(message));
        } else {
            let rule: &Rule = if phase == limits::INIT_MAX { &limits::ENV_02 } else { &limits::ENV_04 };
            cx.record(ended.of(message).because(rule));
            let value = u32::try_from(phase.as_millis()).unwrap_or(u32::MAX);
            cx.record(What::Noted { note: &INIT_FAILED, value }.of(message).because(rule));
        }
        self.start_handler(place, run, cx);
    }

    /// Decides how the next init goes. It sees no event, so its rules have nothing to match.
    fn draw_init(&mut self, now: SimTime) -> Plan {
        let drawn = self.config.behaviour.init_duration.take(self.inits, &mut self.streams.init);
        self.inits += 1;
        let span = self.config.with_cpu(drawn, self.profile);
        let luck = self.streams.init_fails.bits();
        let rules = &self.config.behaviour.init_fails;
        let Some(held) = first_that_holds(rules, now, 1, luck, &Payload::null()) else {
            return Plan { span, flaw: None, blame: None };
        };
        let plan = held.plan("InitFails", (rules, kernel::RecordId::NONE), span);
        let flaw = plan.flaw.map(|flaw| if flaw == Flaw::Raised { Flaw::InitRaised } else { flaw });
        Plan { flaw, ..plan }
    }

    /// Returns the init that an environment still owes, inside the invocation (ENV-02, ENV-04, ENV-11).
    pub(super) fn take_late_init(&mut self, place: u32, now: SimTime) -> Plan {
        if !std::mem::take(&mut self.pool.at_mut(place).must_init) {
            return Plan { span: SimDuration::ZERO, flaw: None, blame: None };
        }
        self.draw_init(now)
    }
}
