//! What a FIFO topic remembers of the messages of the last five minutes (SNS-14).

use super::limits;
use crate::message::Item;
use crate::payload::sha256_hex;
use kernel::SimTime;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// The deduplication ids of the last five minutes.
#[derive(Clone, Debug, Default)]
pub(super) struct Deduplication {
    /// Whether a message without an id is known by its content.
    pub(super) by_content: bool,
    known: BTreeMap<Arc<str>, SimTime>,
    /// The same, oldest first.
    order: VecDeque<(SimTime, Arc<str>)>,
}

impl Deduplication {
    pub(super) fn new(by_content: bool) -> Self {
        Self { by_content, ..Self::default() }
    }

    /// Returns what a message is known by; `None` where it says nothing and its content does not count.
    pub(super) fn id_of(&self, item: &Item) -> Option<Arc<str>> {
        match item.parameters.text("MessageDeduplicationId") {
            Some(id) => Some(id.into()),
            None => self.by_content.then(|| sha256_hex(&item.payload.text()).into()),
        }
    }

    /// Returns about how much room the ids take [bytes].
    pub(super) fn room(&self) -> u64 {
        let once = size_of::<(Arc<str>, SimTime)>() + size_of::<(SimTime, Arc<str>)>();
        (self.known.len() * once) as u64
    }

    /// Takes notice of a message; tells whether the same one came within five minutes.
    pub(super) fn is_repeated(&mut self, item: &Item, now: SimTime) -> bool {
        while self.order.front().is_some_and(|(until, _)| *until <= now) {
            if let Some((_, id)) = self.order.pop_front() {
                self.known.remove(&id);
            }
        }
        let Some(id) = self.id_of(item) else { return false };
        if self.known.contains_key(&id) {
            return true;
        }
        let until = now + limits::DEDUPLICATION;
        self.known.insert(id.clone(), until);
        self.order.push_back((until, id));
        false
    }
}
