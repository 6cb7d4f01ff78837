//! Whether an invocation may run now, or is throttled, and why.

use super::limits;
use super::{Cx, Function};
use crate::stack::account::Account;
use crate::fact::{Detail, What};
use crate::message::ThrottleReason;
use crate::rules::Rule;
use kernel::{MessageId, SimTime};

/// A place for an invocation.
#[derive(Clone, Copy, Debug)]
pub(super) enum Admission {
    /// An environment that was idle.
    Warm(u32),
    /// A new one has to be made.
    Cold,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refusal {
    /// AWS's reason.
    pub(super) reason: ThrottleReason,
    /// The rule behind it.
    rule: &'static Rule,
    /// What is in use.
    used: u32,
    /// Of how many.
    limit: u32,
    /// Of what.
    unit: &'static str,
}

impl Function {
    /// Looks for a place and takes it.
    pub(super) fn admit(&mut self, cx: &mut Cx<'_, '_>) -> Result<Admission, Refusal> {
        let now = cx.now();
        let account = &mut cx.shared().account;
        self.unreserved_limit = account.unreserved_limit();
        self.check_concurrency(account)?;
        self.check_request_rate(account, now)?;
        if !self.pool.has_idle() {
            self.check_scaling(account, now)?;
        }
        self.running += 1;
        match self.config.reserved_concurrent_executions {
            Some(_) => self.requests.add(now),
            None => {
                account.unreserved_running += 1;
                account.requests.add(now);
            }
        }
        Ok(self.pool.take_idle().map_or(Admission::Cold, Admission::Warm))
    }

    /// Gives a place back.
    pub(super) fn release(&mut self, cx: &mut Cx<'_, '_>) {
        self.running -= 1;
        if self.config.reserved_concurrent_executions.is_none() {
            cx.shared().account.unreserved_running -= 1;
        }
    }

    /// Records that an invocation was refused.
    pub(super) fn record_throttle(refusal: Refusal, message: MessageId, cx: &mut Cx<'_, '_>) {
        let Refusal { reason, rule, used, limit, unit } = refusal;
        cx.record_with(What::Throttled { reason }.of(message).because(rule), || {
            Detail::Said(format!("{used} of {limit} {unit}").into())
        });
    }

    /// CONC-05, CONC-06.
    fn check_concurrency(&self, account: &Account) -> Result<(), Refusal> {
        match self.config.reserved_concurrent_executions {
            Some(reserved) if self.running >= reserved => Err(Refusal {
                reason: ThrottleReason::ReservedFunctionConcurrentInvocationLimitExceeded,
                rule: if reserved == 0 { &limits::CONC_06 } else { &limits::CONC_05_RESERVED },
                used: self.running,
                limit: reserved,
                unit: "reserved executions in use",
            }),
            None if account.unreserved_running >= account.unreserved_limit() => Err(Refusal {
                reason: ThrottleReason::ConcurrentInvocationLimitExceeded,
                rule: &limits::CONC_05_ACCOUNT,
                used: account.unreserved_running,
                limit: account.unreserved_limit(),
                unit: "unreserved executions in use",
            }),
            _ => Ok(()),
        }
    }

    /// CONC-10.
    fn check_request_rate(&self, account: &Account, now: SimTime) -> Result<(), Refusal> {
        let (used, quota, reason) = match self.config.reserved_concurrent_executions {
            Some(reserved) => {
                (self.requests.at(now), reserved, ThrottleReason::ReservedFunctionInvocationRateLimitExceeded)
            }
            None => (account.requests.at(now), account.limit, ThrottleReason::FunctionInvocationRateLimitExceeded),
        };
        let limit = quota.saturating_mul(limits::REQUESTS_PER_UNIT);
        if used < limit {
            return Ok(());
        }
        Err(Refusal { reason, rule: &limits::CONC_10, used, limit, unit: "requests of this second taken" })
    }

    /// CONC-08, CONC-09.
    fn check_scaling(&mut self, account: &mut Account, now: SimTime) -> Result<(), Refusal> {
        let (bucket, rule) = match &mut account.burst {
            Some(burst) => (burst, &limits::CONC_08),
            None => (&mut self.scaling, &limits::CONC_09),
        };
        if bucket.take(now) {
            return Ok(());
        }
        let reason = ThrottleReason::FunctionInvocationRateLimitExceeded;
        Err(Refusal {
            reason,
            rule,
            used: self.running,
            limit: self.running,
            unit: "environments busy, and no more may be made yet",
        })
    }
}
