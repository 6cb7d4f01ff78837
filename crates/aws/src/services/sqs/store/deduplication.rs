//! Which deduplication ids a FIFO queue remembers (SQS-11).

use super::super::limits;
use kernel::{MessageId, SimTime};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A deduplication id, within a group where the scope is the group.
type Key = (Option<Arc<str>>, Arc<str>);

/// The ids of the last five minutes. A duplicate does not renew the window.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Deduplication {
    known: BTreeMap<Key, First>,
    ends: VecDeque<(SimTime, Key)>,
}

/// The message that first came with an id.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct First {
    /// The copy.
    pub(in super::super) id: MessageId,
    /// Its number in the queue.
    pub(in super::super) number: u64,
}

impl Deduplication {
    /// Returns the message that came with an id within the window.
    pub(in super::super) fn find(&mut self, key: &Key, now: SimTime) -> Option<First> {
        while let Some((end, _)) = self.ends.front()
            && *end <= now
        {
            if let Some((_, key)) = self.ends.pop_front() {
                self.known.remove(&key);
            }
        }
        self.known.get(key).copied()
    }

    /// Remembers an id that is not known.
    pub(in super::super) fn remember(&mut self, key: Key, first: First, now: SimTime) {
        self.ends.push_back((now + limits::DEDUPLICATION_WINDOW, key.clone()));
        self.known.insert(key, first);
    }

    /// Returns about how much room the ids take [bytes].
    pub(in super::super) fn room(&self) -> u64 {
        let once = size_of::<(Key, First)>() + size_of::<(SimTime, Key)>();
        (self.known.len() * once) as u64
    }

    /// Forgets everything, as a purge does.
    pub(in super::super) fn clear(&mut self) {
        self.known.clear();
        self.ends.clear();
    }

    /// Tells whether a message is remembered as the first of its id.
    #[cfg(test)]
    pub(in super::super) fn knows(&self, id: MessageId) -> bool {
        self.known.values().any(|first| first.id == id)
    }
}
