//! A shard: records in the order in which they were put, and what it may still take in this second.

use super::limits;
use crate::payload::Payload;
use kernel::{MessageId, NodeId, SimTime};
use md5::{Digest, Md5};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A record that is kept.
#[derive(Debug)]
pub(super) struct Kept {
    /// The message that it was put with.
    pub(super) message: MessageId,
    /// Its partition key.
    pub(super) key: Arc<str>,
    /// The hash of that key.
    pub(super) hash: u128,
    /// Its data.
    pub(super) data: Payload,
    /// When it was put.
    pub(super) arrived: SimTime,
}

/// Where a record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The shard, from 0.
    pub(super) shard: u32,
    /// Its number in the shard, from 1.
    pub(super) number: u64,
}

/// One shard.
#[derive(Clone, Debug, Default)]
pub(super) struct Shard {
    kept: VecDeque<Arc<Kept>>,
    /// The number of the first that is kept.
    first: u64,
    second: u64,
    records: u32,
    bytes: u64,
    /// What was read of it: by all that poll it, and by each consumer.
    reads: BTreeMap<Option<NodeId>, Reads>,
}

/// What was read, less what may be read in each second since.
#[derive(Clone, Copy, Debug, Default)]
struct Reads {
    second: u64,
    bytes: u64,
}

impl Reads {
    fn enter(&mut self, now: SimTime) {
        let second = now.as_nanos() / NANOS_PER_SEC;
        let passed = second.saturating_sub(self.second).saturating_mul(limits::READ_BYTES_PER_SECOND);
        *self = Self { second, bytes: self.bytes.saturating_sub(passed) };
    }
}

pub(super) const NANOS_PER_SEC: u64 = 1_000_000_000;

impl Shard {
    pub(super) fn new() -> Self {
        Self { first: 1, ..Self::default() }
    }

    /// Counts a record against what the shard takes in a second; tells whether it takes it (STR-17).
    pub(super) fn takes(&mut self, bytes: u64, now: SimTime) -> bool {
        let second = now.as_nanos() / NANOS_PER_SEC;
        if second != self.second {
            (self.second, self.records, self.bytes) = (second, 0, 0);
        }
        // A record may be larger than what a shard takes in a second (STR-18): an idle one takes it.
        let is_full = self.records >= limits::SHARD_RECORDS_PER_SECOND
            || (self.bytes > 0 && self.bytes + bytes > limits::SHARD_BYTES_PER_SECOND);
        if !is_full {
            self.records += 1;
            self.bytes += bytes;
        }
        !is_full
    }

    /// Tells whether more may be read of it in this second by those that share a limit: by a consumer, or by all others
    /// (STR-17).
    pub(super) fn may_be_read(&mut self, by: Option<NodeId>, now: SimTime) -> bool {
        let reads = self.reads.entry(by).or_default();
        reads.enter(now);
        reads.bytes < limits::READ_BYTES_PER_SECOND
    }

    /// Counts what was read.
    pub(super) fn count_read(&mut self, by: Option<NodeId>, bytes: u64, now: SimTime) {
        let reads = self.reads.entry(by).or_default();
        reads.enter(now);
        reads.bytes = reads.bytes.saturating_add(bytes);
    }

    /// Keeps a record and returns its number.
    pub(super) fn push(&mut self, kept: Kept) -> u64 {
        self.kept.push_back(Arc::new(kept));
        self.first + self.kept.len() as u64 - 1
    }

    pub(super) fn get(&self, number: u64) -> Option<&Arc<Kept>> {
        let index = number.checked_sub(self.first)?;
        self.kept.get(usize::try_from(index).ok()?)
    }

    /// Returns all that is kept, in order, with their numbers.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &Arc<Kept>)> {
        self.kept.iter().enumerate().map(|(index, kept)| (self.first + index as u64, kept))
    }

    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    pub(super) fn oldest(&self) -> Option<&Arc<Kept>> {
        self.kept.front()
    }

    /// Lets the oldest record go and returns its number.
    pub(super) fn pop(&mut self) -> Option<u64> {
        self.kept.pop_front()?;
        self.first += 1;
        Some(self.first - 1)
    }

    pub(super) fn clear(&mut self) {
        self.first += self.kept.len() as u64;
        self.kept.clear();
    }
}

/// Returns the hash of a partition key (STR-19).
pub(super) fn hash_of(key: &str) -> u128 {
    u128::from_be_bytes(Md5::digest(key.as_bytes()).into())
}

/// Returns the shard, of so many with equal ranges, in whose range a hash falls (STR-19): the whole part of
/// hash × shards / 2¹²⁸.
pub(super) fn shard_of(hash: u128, shards: u32) -> u32 {
    let shards = u128::from(shards);
    let (high, low) = (hash >> 64, hash & u128::from(u64::MAX));
    let shard = (high * shards + ((low * shards) >> 64)) >> 64;
    u32::try_from(shard).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_fall_into_even_ranges() {
        // STR-19: with n even shards, shard = floor(hash × n / 2¹²⁸).
        assert_eq!(hash_of(""), 0xd41d_8cd9_8f00_b204_e980_0998_ecf8_427e);
        let half = 1_u128 << 127;
        for (hash, shards, shard) in [
            (0, 1, 0),
            (u128::MAX, 1, 0),
            (half - 1, 2, 0),
            (half, 2, 1),
            (u128::MAX / 3, 3, 0),
            (u128::MAX / 3 + 1, 3, 1),
            (u128::MAX, 256, 255),
        ] {
            assert_eq!(shard_of(hash, shards), shard, "{hash} of {shards}");
        }
    }
}
