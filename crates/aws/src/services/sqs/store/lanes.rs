//! The order of a standard queue: by the instant of becoming visible, quiet tenants first (SQS-08, SQS-17).

use super::super::limits;
use kernel::SimTime;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

/// The visible messages of a standard queue.
#[derive(Clone, Debug, Default)]
pub(super) struct Lanes {
    ready: BTreeSet<(SimTime, u64)>,
    /// Messages of noisy tenants that a receive has passed over.
    aside: BTreeSet<(SimTime, u64)>,
    tenants: BTreeMap<Arc<str>, Tenant>,
    /// The tenant of each visible message that has one.
    tenant_of: BTreeMap<u64, Arc<str>>,
    /// Whether tenants matter at all: only where fair queues exist.
    fair: bool,
}

#[derive(Clone, Debug, Default)]
struct Tenant {
    visible: u64,
    in_flight: u64,
    noisy: bool,
}

/// Where a receive stands in the lanes.
#[derive(Debug, Default)]
pub(in super::super) struct Lane {
    /// Which servers a short poll asks, one bit each; `None` for all.
    pub(in super::super) servers: Option<u64>,
    passed: Option<(SimTime, u64)>,
    /// Whether messages of noisy tenants were passed over.
    pub(in super::super) overtakes: bool,
}

impl Lanes {
    /// Makes empty lanes; `fair` where noisy tenants have to let others pass.
    pub(super) fn new(fair: bool) -> Self {
        Self { fair, ..Self::default() }
    }

    pub(super) fn show(&mut self, since: SimTime, number: u64, group: Option<&Arc<str>>) {
        self.ready.insert((since, number));
        if let Some(group) = group {
            self.tenants.entry(group.clone()).or_default().visible += 1;
            self.tenant_of.insert(number, group.clone());
        }
    }

    pub(super) fn hide(&mut self, since: SimTime, number: u64, group: Option<&Arc<str>>) {
        if !self.ready.remove(&(since, number)) {
            self.aside.remove(&(since, number));
        }
        if let Some(group) = group {
            self.tenant_of.remove(&number);
            self.change(group, |tenant| {
                tenant.visible = tenant.visible.saturating_sub(1);
                // The status ends when the backlog has drained (SQS-17).
                tenant.noisy &= tenant.visible > 0;
            });
        }
    }

    pub(super) fn take(&mut self, group: Option<&Arc<str>>, in_flight: u64) {
        if let Some(group) = group {
            let tenant = self.tenants.entry(group.clone()).or_default();
            tenant.in_flight += 1;
            let share = tenant.in_flight * limits::NOISY_SHARE_DIVISOR > in_flight;
            tenant.noisy |= share && tenant.in_flight >= limits::NOISY_IN_FLIGHT_MIN && tenant.visible > 0;
        }
    }

    pub(super) fn release(&mut self, group: Option<&Arc<str>>) {
        if let Some(group) = group {
            self.change(group, |tenant| tenant.in_flight = tenant.in_flight.saturating_sub(1));
        }
    }

    fn change(&mut self, group: &Arc<str>, change: impl FnOnce(&mut Tenant)) {
        if let Some(tenant) = self.tenants.get_mut(group) {
            change(tenant);
            if tenant.visible == 0 && tenant.in_flight == 0 {
                self.tenants.remove(group);
            }
        }
    }

    /// Returns the next message of a receive: the first of a quiet tenant, else the first of any.
    pub(super) fn next(&mut self, lane: &mut Lane) -> Option<u64> {
        if let Some(servers) = lane.servers {
            return self.next_sampled(servers, lane);
        }
        while let Some(&(since, number)) = self.ready.first() {
            if !self.is_noisy(number) {
                lane.overtakes = !self.aside.is_empty();
                return Some(number);
            }
            self.ready.remove(&(since, number));
            self.aside.insert((since, number));
        }
        self.aside.first().map(|(_, number)| *number)
    }

    fn next_sampled(&mut self, servers: u64, lane: &mut Lane) -> Option<u64> {
        let from = lane.passed.map_or(Bound::Unbounded, Bound::Excluded);
        let asked = |number: u64| servers >> (kernel::rng::mix(number) % limits::SERVERS) & 1 == 1;
        let mut passed_over = 0;
        for key in self.ready.range((from, Bound::Unbounded)).chain(&self.aside) {
            lane.passed = Some(*key);
            if asked(key.1) {
                return Some(key.1);
            }
            passed_over += 1;
            if passed_over >= limits::PASSED_OVER_MAX {
                break;
            }
        }
        None
    }

    fn is_noisy(&self, number: u64) -> bool {
        self.fair
            && self
                .tenant_of
                .get(&number)
                .and_then(|group| self.tenants.get(group))
                .is_some_and(|tenant| tenant.noisy && self.tenants.len() > 1)
    }
}
