//! Deliveries on their way: each is one copy of a message for one subscription.

use super::limits;
use super::subscription::Subscription;
use crate::message::{CallId, Item, ServiceError};
use crate::service::snapshot::{ROW_TOKENS_MAX, Token};
use kernel::rng::mix;
use kernel::{EventKey, MessageId, SimDuration, SimTime};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A copy on its way to a subscription's endpoint.
#[derive(Clone, Debug)]
pub(super) struct Delivery {
    /// For whom.
    pub(super) subscription: Arc<Subscription>,
    /// What is sent, again at each retry.
    pub(super) item: Item,
    /// Retries so far.
    pub(super) retries: u32,
    /// What it waits for.
    pub(super) state: State,
}

/// What a delivery waits for.
#[derive(Clone, Debug)]
pub(super) enum State {
    /// The endpoint's answer.
    Answer,
    /// The time of the next try.
    Retry {
        /// When the wait began and when it ends.
        span: (SimTime, SimTime),
        /// The timer of its end.
        timer: EventKey,
    },
    /// The answer of the dead-letter queue.
    DeadLetterQueue,
}

/// All deliveries on their way, by the number of their calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Deliveries {
    open: BTreeMap<u64, Delivery>,
    /// Deliveries so far -- internal state.
    begun: u64,
}

impl Deliveries {
    pub(super) fn begin(&mut self, subscription: Arc<Subscription>, item: Item) -> CallId {
        self.begun += 1;
        self.open.insert(self.begun, Delivery { subscription, item, retries: 0, state: State::Answer });
        CallId(self.begun)
    }

    pub(super) fn get_mut(&mut self, call: CallId) -> Option<&mut Delivery> {
        self.open.get_mut(&call.0)
    }

    pub(super) fn end(&mut self, call: CallId) -> Option<Delivery> {
        self.open.remove(&call.0)
    }

    /// Takes out all deliveries that wait for their next try.
    pub(super) fn take_waiting(&mut self) -> Vec<(MessageId, EventKey)> {
        let waits = |delivery: &Delivery| match delivery.state {
            State::Retry { timer, .. } => Some((delivery.item.id, timer)),
            State::Answer | State::DeadLetterQueue => None,
        };
        let taken = self.open.values().filter_map(waits).collect();
        self.open.retain(|_, delivery| waits(delivery).is_none());
        taken
    }

    pub(super) fn travelling(&self) -> impl Iterator<Item = MessageId> {
        let travels = |delivery: &&Delivery| !matches!(delivery.state, State::Retry { .. });
        self.open.values().filter(travels).map(|delivery| delivery.item.id)
    }

    /// Returns those that wait for their next try: how many, and the first of them.
    pub(super) fn waiting(&self) -> (u64, Vec<Token>) {
        let token = |delivery: &Delivery| match delivery.state {
            State::Retry { span, .. } => {
                Some(Token { message: delivery.item.id, span: Some(span), count: delivery.retries })
            }
            State::Answer | State::DeadLetterQueue => None,
        };
        let mut tokens: Vec<_> = self.open.values().filter_map(token).collect();
        let count = tokens.len() as u64;
        tokens.truncate(ROW_TOKENS_MAX);
        (count, tokens)
    }

    pub(super) fn waiting_ids(&self) -> Vec<MessageId> {
        let waits = |delivery: &&Delivery| matches!(delivery.state, State::Retry { .. });
        self.open.values().filter(waits).map(|delivery| delivery.item.id).collect()
    }
}

/// Tells whether SNS tries again after an error: after the endpoint's failures, not after its refusals (SNS-03, SNS-04).
pub(super) fn is_retried(error: ServiceError) -> bool {
    matches!(error.status(), 0 | 429 | 500..)
}

/// Returns the wait before a retry; `seed` is `None` without jitter.
pub(super) fn wait_before(retry: u32, message: MessageId, seed: Option<u64>) -> Option<SimDuration> {
    let nominal = limits::retry_wait(retry)?.as_nanos();
    let Some(seed) = seed else { return Some(SimDuration::from_nanos(nominal)) };
    // Drawn from the copy and the retry alone, so that no other draw depends on whether there is a retry.
    let drawn = mix(seed ^ mix(message.0 << 20 | u64::from(retry)));
    let most = nominal / 100 * limits::JITTER_HUNDREDTHS;
    let part = ((u128::from(drawn) * u128::from(2 * most + 1)) >> 64) as u64;
    Some(SimDuration::from_nanos(nominal - most + part))
}
