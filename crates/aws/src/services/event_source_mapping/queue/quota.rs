//! What provisioned pollers may receive in a second (ESMQ-10).

use super::{QueueMapping, Timer, limits};
use crate::service::{Cx, rank};
use kernel::{SimDuration, SimTime};

/// What was received in the present second, counted by whole seconds.
#[derive(Clone, Debug, Default)]
pub(super) struct Quota {
    second: u64,
    received: Received,
    /// Whether the next second is waited for.
    pub(super) waits: bool,
}

/// What was received: calls and bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Received {
    calls: u32,
    bytes: u64,
}

impl Received {
    /// Returns the larger of each.
    pub(super) fn max(self, other: Self) -> Self {
        Self { calls: self.calls.max(other.calls), bytes: self.bytes.max(other.bytes) }
    }

    /// Tells whether so many pollers may receive more in the same second.
    pub(super) fn fits(self, pollers: u32) -> bool {
        self.calls < pollers * limits::PROVISIONED_CALLS_PER_SECOND
            && self.bytes < u64::from(pollers) * limits::PROVISIONED_BYTES_PER_SECOND
    }
}

const SECOND: u64 = 1_000_000_000;

impl Quota {
    /// Begins the second of an instant.
    fn enter(&mut self, now: SimTime) {
        let second = now.as_nanos() / SECOND;
        if second != self.second {
            (self.second, self.received) = (second, Received::default());
        }
    }

    /// Counts a call.
    pub(super) fn call(&mut self, now: SimTime) {
        self.enter(now);
        self.received.calls += 1;
    }

    /// Counts what a call brought.
    pub(super) fn receive(&mut self, bytes: u64, now: SimTime) {
        self.enter(now);
        self.received.bytes += bytes;
    }

    /// Returns what was received in the present second.
    pub(super) fn received(&self) -> Received {
        self.received
    }
}

impl QueueMapping {
    /// Tells whether one more poll may begin in this second; else the next one is waited for.
    pub(super) fn may_receive(&mut self, cx: &mut Cx<'_, '_, Timer>) -> bool {
        if self.config.provisioned.is_none() {
            return true;
        }
        let now = cx.now();
        self.quota.enter(now);
        let pollers = self.ceiling.pollers();
        if self.quota.received.fits(pollers) {
            return true;
        }
        if !self.quota.waits {
            self.quota.waits = true;
            self.ceiling.hold_back();
            let left = SimDuration::from_nanos(SECOND - now.as_nanos() % SECOND);
            cx.schedule(left, rank::END, Timer::NextSecond);
        }
        false
    }

    /// Lets the ceiling know of what was received, where that is counted.
    pub(super) fn see_received(&mut self) {
        if self.config.provisioned.is_some() {
            self.ceiling.see_received(self.quota.received());
        }
    }

    pub(super) fn on_next_second(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.quota.waits = false;
        self.staff(cx);
    }
}
