//! Whether an invocation may run now, or is throttled, and why.

use super::limits;
use super::{Cx, Function};
use crate::fact::{Detail, What};
use crate::message::{Item, ThrottleReason};
use crate::rules::Rule;
use crate::stack::account::Account;
use kernel::{MessageId, RecordId, SimTime};

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
    /// Of what, and whose limit it is.
    unit: &'static str,
    /// The record of what set the limit, where that was done during the run.
    deed: RecordId,
}

impl Function {
    /// Looks for a place for a caller that waits and takes it.
    pub(super) fn admit(&mut self, cx: &mut Cx<'_, '_>) -> Result<Admission, Refusal> {
        let now = cx.now();
        let account = &mut cx.shared().account;
        self.unreserved_limit = account.unreserved_limit();
        self.check_concurrency(account)?;
        match self.config.reserved_concurrent_executions {
            Some(reserved) => self.check_reserved_rate(reserved, now)?,
            None => check_account_rate(account, now)?,
        }
        let admission = self.take_place(account, now)?;
        if self.config.reserved_concurrent_executions.is_none() {
            account.requests.add(now);
        }
        Ok(admission)
    }

    /// Looks for a place for an event of the queue and takes it. The account counted its request when it was accepted,
    /// if it counts it at all (CONC-10).
    pub(super) fn admit_event(&mut self, cx: &mut Cx<'_, '_>) -> Result<Admission, Refusal> {
        let now = cx.now();
        let account = &mut cx.shared().account;
        self.unreserved_limit = account.unreserved_limit();
        self.check_concurrency(account)?;
        if let Some(reserved) = self.config.reserved_concurrent_executions {
            self.check_reserved_rate(reserved, now)?;
        }
        self.take_place(account, now)
    }

    /// Lets an event into the queue. What services of AWS send is not counted; a call of the API says itself what kind
    /// of invocation it wants.
    pub(super) fn admit_to_queue(item: &Item, cx: &mut Cx<'_, '_>) -> Result<(), Refusal> {
        if item.parameters.text("InvocationType").is_none() {
            return Ok(());
        }
        let now = cx.now();
        let account = &mut cx.shared().account;
        check_account_rate(account, now)?;
        account.requests.add(now);
        Ok(())
    }

    fn take_place(&mut self, account: &mut Account, now: SimTime) -> Result<Admission, Refusal> {
        if !self.pool.has_idle() {
            self.check_scaling(account, now)?;
        }
        self.running += 1;
        match self.config.reserved_concurrent_executions {
            Some(_) => self.requests.add(now),
            None => account.unreserved_running += 1,
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
        let Refusal { reason, rule, used, limit, unit, deed } = refusal;
        cx.record_with(What::Throttled { reason }.of(message).because(rule), || {
            Detail::said_after(deed, format!("{used} of {limit} {unit}"))
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
                unit: "reserved executions in use: the function's ReservedConcurrentExecutions",
                deed: self.deeds.reserved,
            }),
            None if account.unreserved_running >= account.unreserved_limit() => Err(Refusal {
                reason: ThrottleReason::ConcurrentInvocationLimitExceeded,
                rule: &limits::CONC_05_ACCOUNT,
                used: account.unreserved_running,
                limit: account.unreserved_limit(),
                unit: "unreserved executions in use: what the account's limit leaves after all reservations",
                deed: RecordId::NONE,
            }),
            _ => Ok(()),
        }
    }

    /// CONC-10.
    fn check_reserved_rate(&self, reserved: u32, now: SimTime) -> Result<(), Refusal> {
        let reason = ThrottleReason::ReservedFunctionInvocationRateLimitExceeded;
        check_rate(self.requests.at(now), reserved, reason)
            .map_err(|refusal| Refusal { deed: self.deeds.reserved, ..refusal })
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
            deed: RecordId::NONE,
        })
    }
}

/// CONC-10.
fn check_account_rate(account: &Account, now: SimTime) -> Result<(), Refusal> {
    check_rate(account.requests.at(now), account.limit, ThrottleReason::FunctionInvocationRateLimitExceeded)
}

fn check_rate(used: u32, quota: u32, reason: ThrottleReason) -> Result<(), Refusal> {
    let limit = quota.saturating_mul(limits::REQUESTS_PER_UNIT);
    if used < limit {
        return Ok(());
    }
    Err(Refusal {
        reason,
        rule: &limits::CONC_10,
        used,
        limit,
        unit: "requests of this second taken",
        deed: RecordId::NONE,
    })
}
