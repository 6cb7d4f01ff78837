//! What provisioned pollers may receive in a second (ESMQ-10).

use super::{Mapping, Timer, limits};
use crate::service::{Cx, rank};
use kernel::{SimDuration, SimTime};

/// What was received in the present second, counted by whole seconds.
#[derive(Clone, Debug, Default)]
pub(super) struct Quota {
    second: u64,
    calls: u32,
    bytes: u64,
    /// Whether the next second is waited for.
    pub(super) waits: bool,
}

const SECOND: u64 = 1_000_000_000;

impl Quota {
    /// Begins the second of an instant.
    fn enter(&mut self, now: SimTime) {
        let second = now.as_nanos() / SECOND;
        if second != self.second {
            (self.second, self.calls, self.bytes) = (second, 0, 0);
        }
    }

    /// Counts a call.
    pub(super) fn call(&mut self, now: SimTime) {
        self.enter(now);
        self.calls += 1;
    }

    /// Counts what a call brought.
    pub(super) fn receive(&mut self, bytes: u64, now: SimTime) {
        self.enter(now);
        self.bytes += bytes;
    }

    fn is_left(&self, pollers: u32) -> bool {
        self.calls < pollers * limits::PROVISIONED_CALLS_PER_SECOND
            && self.bytes < u64::from(pollers) * limits::PROVISIONED_BYTES_PER_SECOND
    }
}

impl Mapping {
    /// Tells whether one more poll may begin in this second; else the next one is waited for.
    pub(super) fn may_receive(&mut self, cx: &mut Cx<'_, '_, Timer>) -> bool {
        if self.config.provisioned.is_none() {
            return true;
        }
        let now = cx.now();
        self.quota.enter(now);
        let pollers = self.ceiling.pollers();
        if self.quota.is_left(pollers) {
            return true;
        }
        if !self.quota.waits {
            self.quota.waits = true;
            let left = SimDuration::from_nanos(SECOND - now.as_nanos() % SECOND);
            cx.schedule(left, rank::END, Timer::NextSecond);
        }
        false
    }

    pub(super) fn on_next_second(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.quota.waits = false;
        self.staff(cx);
    }
}
