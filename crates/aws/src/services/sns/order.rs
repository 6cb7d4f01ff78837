//! The order of a FIFO topic: within a message group a subscription gets one message after the other (SNS-14).

use super::subscription::Subscription;
use crate::message::Item;
use kernel::MessageId;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A subscription by its ARN, and a group.
type Key = (Arc<str>, Arc<str>);

/// The groups that have a delivery on its way, each with what waits for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    lines: BTreeMap<Key, VecDeque<Item>>,
}

fn key_of(subscription: &Subscription, item: &Item) -> Key {
    let group = item.parameters.text("MessageGroupId").unwrap_or_default();
    (subscription.config.arn.clone(), group.into())
}

impl Order {
    /// Tells whether a copy may set out; else it waits for those of its group before it.
    pub(super) fn enter(&mut self, subscription: &Subscription, item: &Item) -> bool {
        let key = key_of(subscription, item);
        if let Some(line) = self.lines.get_mut(&key) {
            line.push_back(item.clone());
            return false;
        }
        self.lines.insert(key, VecDeque::new());
        true
    }

    /// Ends a delivery and returns the one that waited for it.
    pub(super) fn leave(&mut self, subscription: &Subscription, item: &Item) -> Option<Item> {
        let key = key_of(subscription, item);
        let next = self.lines.get_mut(&key)?.pop_front();
        if next.is_none() {
            self.lines.remove(&key);
        }
        next
    }

    /// Returns all that waits.
    pub(super) fn waiting(&self) -> impl Iterator<Item = MessageId> {
        self.lines.values().flatten().map(|item| item.id)
    }

    /// Takes out all that waits.
    pub(super) fn take_waiting(&mut self) -> Vec<MessageId> {
        let taken = self.waiting().collect();
        self.lines.clear();
        taken
    }
}
