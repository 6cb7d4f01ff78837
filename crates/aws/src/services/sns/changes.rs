//! What a person or the template does to a topic while it runs.

use super::subscription::Subscription;
use super::{Filter, Here, SubscriptionConfig, Timer, Topic, TopicConfig, limits};
use crate::fact::{DropReason, Fact, Note, What};
use crate::service::rank;
use crate::stack::intervention::Intervention;
use kernel::{Distribution, Rng, SimDuration};
use std::sync::Arc;

/// A filter policy that came or changed during the run is in force.
static POLICY_IN_FORCE: Note = Note { name: "FilterPolicyInForce", text: "a new filter policy is in force" };

/// A filter policy that is to come into force.
#[derive(Clone, Debug)]
pub struct PolicyChange {
    /// The subscription, by its ARN.
    subscription: Arc<str>,
    filter: Option<Filter>,
    /// Later changes have higher numbers.
    number: u64,
}

/// The changes of filter policies.
#[derive(Clone, Debug)]
pub(super) struct Policies {
    made: u64,
    /// How long each takes; `None` without latency.
    delay: Option<Rng>,
}

impl Policies {
    pub(super) fn new(delay: Option<Rng>) -> Self {
        Self { made: 0, delay }
    }

    /// Returns how long a change takes to come into force.
    fn delay(&mut self) -> SimDuration {
        let law = Distribution::Uniform { min: SimDuration::ZERO, max: limits::POLICY_DELAY_MAX };
        self.delay.as_mut().map_or(SimDuration::ZERO, |rng| rng.draw(&law))
    }
}

impl Topic {
    pub(super) fn on_intervention(&mut self, intervention: &Intervention, cx: &mut Here<'_, '_>) {
        let deed = cx.record(What::Intervened);
        self.standing.follow(intervention, deed);
        if matches!(intervention, Intervention::Delete) {
            self.drop_waiting(cx);
        }
    }

    /// What waits goes with it.
    fn drop_waiting(&mut self, cx: &mut Here<'_, '_>) {
        let (waiting, timers): (Vec<_>, Vec<_>) = self.deliveries.take_waiting().into_iter().unzip();
        timers.into_iter().for_each(|timer| cx.cancel(timer));
        for message in waiting.into_iter().chain(self.order.take_waiting()) {
            cx.record(What::Dropped { reason: DropReason::Deleted }.of(message));
        }
    }

    /// Takes over what the template says of the topic and its subscriptions from now on. Deliveries on their way keep
    /// the subscription that they set out for, and a filter policy takes its time (SNS-12).
    pub(super) fn take_over(&mut self, before: &TopicConfig, after: &TopicConfig, cx: &mut Here<'_, '_>) {
        cx.record(What::Intervened);
        self.deduplication.by_content = after.content_based_deduplication;
        let mut subscriptions = Vec::new();
        for config in &after.subscriptions {
            let known = self.subscriptions.iter().find(|known| known.config.arn == config.arn).cloned();
            let written = before.subscriptions.iter().find(|written| written.arn == config.arn);
            let has_other_filter = match written {
                Some(written) => !same_filter(written, config),
                None => config.filter.is_some(),
            };
            let made_before = self.policies.made;
            if has_other_filter {
                self.schedule_policy(config, cx);
            }
            // Until then it filters as it did, and a new one not at all. A policy that is still to come into force is
            // not overtaken by another change.
            let filter = known.as_ref().and_then(|known| known.config.filter.clone());
            let config = SubscriptionConfig { filter, ..config.clone() };
            let mut subscription = Subscription::changed(&config, known.as_deref(), cx);
            if known.is_none() {
                // What was still to come for one that had this ARN before no longer counts.
                subscription.policy = made_before;
            }
            subscriptions.push(Arc::new(subscription));
        }
        self.subscriptions = subscriptions;
    }

    fn schedule_policy(&mut self, config: &SubscriptionConfig, cx: &mut Here<'_, '_>) {
        self.policies.made += 1;
        let (subscription, filter) = (config.arn.clone(), config.filter.clone());
        let change = PolicyChange { subscription, filter, number: self.policies.made };
        cx.schedule(self.policies.delay(), rank::INTERVENTION, Timer::PolicyInForce(change));
    }

    pub(super) fn on_policy_in_force(&mut self, change: &PolicyChange, cx: &mut Here<'_, '_>) {
        let is_meant = |it: &&mut Arc<Subscription>| it.config.arn == change.subscription;
        let Some(subscription) = self.subscriptions.iter_mut().find(is_meant) else { return };
        if subscription.policy >= change.number {
            return;
        }
        let mut changed = (**subscription).clone();
        changed.policy = change.number;
        changed.config.filter = change.filter.clone();
        *subscription = Arc::new(changed);
        cx.record(Fact::from(What::Noted { note: &POLICY_IN_FORCE, value: 0 }).because(&limits::SNS_12));
    }
}

fn same_filter(one: &SubscriptionConfig, other: &SubscriptionConfig) -> bool {
    let written = |config: &SubscriptionConfig| {
        config.filter.as_ref().map(|filter| (filter.written.clone(), filter.pattern.dialect()))
    };
    written(one) == written(other)
}
