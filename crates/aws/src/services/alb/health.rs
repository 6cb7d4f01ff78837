//! Health checks of functions (ALB-11): each is an invocation.

use super::config::HealthCheck;
use super::event::health_check_event;
use super::response::{Verdict, judge};
use super::{LoadBalancer, Timer, limits, meters};
use crate::fact::{Detail, Fact, What};
use crate::message::{Answer, CallId, Invocation, Item, Operation, Request, ServiceError};
use crate::service::{Cx, rank};
use kernel::{EventKey, MessageId};

/// What is known of a target's health.
#[derive(Clone, Debug, Default)]
pub(super) struct Health {
    /// Whether so many checks in a row failed that it is unhealthy.
    unhealthy: bool,
    /// Results in a row that speak against the present state.
    against: u32,
    /// Checks so far.
    checks: u32,
    /// The check that has no answer yet.
    open: Option<OpenCheck>,
    /// When the next check is due.
    due: Option<EventKey>,
}

#[derive(Clone, Copy, Debug)]
struct OpenCheck {
    call: CallId,
    message: MessageId,
    timeout: EventKey,
}

impl Health {
    /// Tells whether the target counts as unhealthy.
    pub(super) fn is_unhealthy(&self) -> bool {
        self.unhealthy
    }

    /// Returns the check that is under way.
    pub(super) fn in_flight(&self) -> Option<MessageId> {
        self.open.map(|open| open.message)
    }

    /// Counts a result; tells whether it changed the state.
    fn count(&mut self, success: bool, check: &HealthCheck) -> bool {
        if success != self.unhealthy {
            self.against = 0;
            return false;
        }
        self.against += 1;
        let needed = if self.unhealthy { check.healthy_threshold } else { check.unhealthy_threshold };
        if self.against < needed {
            return false;
        }
        self.against = 0;
        self.unhealthy = !self.unhealthy;
        true
    }
}

impl LoadBalancer {
    pub(super) fn schedule_health_checks(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        for index in 0..self.health.len() {
            self.schedule_health_check(index, cx);
        }
    }

    /// Schedules the next check of a target group, where checks are enabled and there is a function.
    pub(super) fn schedule_health_check(&mut self, index: usize, cx: &mut Cx<'_, '_, Timer>) {
        let group = &self.config.groups[index];
        if let (Some(check), Some(_)) = (&group.health_check, &self.targets[index]) {
            let due = Timer::HealthCheckDue(group.id.clone());
            self.health[index].due = Some(cx.schedule(check.interval, rank::TRAFFIC, due));
        }
    }

    /// Forgets what was known of a function that is no longer registered or otherwise checked.
    pub(super) fn drop_health(&self, health: Health, cx: &mut Cx<'_, '_, Timer>) {
        if let Some(due) = health.due {
            cx.cancel(due);
        }
        if let Some(open) = health.open {
            cx.cancel(open.timeout);
            cx.record(What::Delivered.of(open.message));
        }
    }

    pub(super) fn check_health(&mut self, group: &str, cx: &mut Cx<'_, '_, Timer>) {
        let config = self.config.clone();
        let Some(index) = config.groups.iter().position(|known| &*known.id == group) else { return };
        let group = &config.groups[index];
        self.schedule_health_check(index, cx);
        let (Some(check), Some((port, parameters))) = (&group.health_check, self.targets[index].clone()) else {
            return;
        };
        if self.standing.is_deleted() {
            return;
        }
        if self.is_denied(index) {
            return self.fail_health_check(index, check, cx);
        }
        let event = health_check_event(&group.arn, &check.path, group.multi_value_headers);
        let (payload, content) = (event.clone(), parameters.clone());
        let content = || Detail::Content { action: "HealthCheck", payload, parameters: content };
        let message = cx.new_send(self.health[index].checks, content);
        let call = self.next_call();
        let timeout = cx.schedule(check.timeout, rank::END, Timer::HealthCheckTimeout(call));
        let health = &mut self.health[index];
        health.checks += 1;
        health.open = Some(OpenCheck { call, message, timeout });
        let item = Item { parameters, ..Item::new(message, event) };
        cx.request(port, Request { call, operation: Operation::INVOKE, invocation: Invocation::Sync, item });
    }

    /// A check that Lambda refuses runs nothing.
    fn fail_health_check(&mut self, index: usize, check: &HealthCheck, cx: &mut Cx<'_, '_, Timer>) {
        let mut note = |note| cx.record(Fact::from(What::Noted { note, value: index as u32 }).because(&limits::ALB_02));
        note(&meters::HEALTH_CHECK_FAILED);
        if self.health[index].count(false, check) {
            note(&meters::BECAME_UNHEALTHY);
        }
    }

    /// Takes the result of a check, or that none came in time. Anything else is not about a check.
    pub(super) fn end_health_check(
        &mut self,
        call: CallId,
        outcome: Option<&Result<Answer, ServiceError>>,
        cx: &mut Cx<'_, '_, Timer>,
    ) {
        let is_open = |health: &Health| health.open.is_some_and(|open| open.call == call);
        let Some(index) = self.health.iter().position(is_open) else { return };
        let group = &self.config.groups[index];
        let (Some(check), Some(open)) = (&group.health_check, self.health[index].open.take()) else { return };
        cx.cancel(open.timeout);
        let success = match outcome.map(|outcome| judge(outcome, group.multi_value_headers)) {
            Some(Verdict::Target(status)) => check.accepts(status),
            Some(Verdict::Failed(_)) | None => false,
        };
        let note = if success { &meters::HEALTH_CHECK_PASSED } else { &meters::HEALTH_CHECK_FAILED };
        cx.record(What::Noted { note, value: index as u32 }.of(open.message).because(&limits::ALB_11));
        if self.health[index].count(success, check) {
            let note = if success { &meters::BECAME_HEALTHY } else { &meters::BECAME_UNHEALTHY };
            cx.record(What::Noted { note, value: index as u32 }.of(open.message).because(&limits::ALB_11));
        }
        cx.record(What::Delivered.of(open.message));
    }
}
