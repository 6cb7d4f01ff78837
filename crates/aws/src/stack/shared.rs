//! What all models of a run share: settings, the account, and what is folded from facts.

use crate::fact::{DropReason, Fact, PUBLISHED, RECORD_PUT, REPEATED, What};
use crate::metrics::Meter;
use crate::stack::account::Account;
use crate::stack::settings::Settings;
use kernel::{MessageId, NodeId, Observer, Record, SimTime};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// How a service's facts become its metrics.
pub type Fold = fn(&Fact, SimTime, &mut Meter);

/// What all models share.
#[derive(Clone, Debug)]
pub struct Shared {
    /// What the run was set to.
    pub settings: Arc<Settings>,
    /// The account's concurrency in the stack's region.
    pub account: Account,
    /// The metrics of each node.
    pub meters: Vec<Meter>,
    /// What became of the copies of messages so far.
    pub tally: Tally,
    /// What became of calls and of what was published.
    pub answered: Answered,
    /// Which copies of messages have ended.
    pub ended: Ended,
    /// The folded trace, or `None` where it is not wanted.
    pub hash: Option<TraceHash>,
    pub(crate) folds: Arc<[Fold]>,
    /// The nodes by logical id.
    pub(crate) ids: Arc<BTreeMap<Arc<str>, NodeId>>,
    /// The end of the minute that is being counted -- internal state.
    pub(crate) minute_end: SimTime,
}

const MINUTE_NANOS: u64 = 60_000_000_000;

impl Observer<Fact> for Shared {
    fn observe(&mut self, record: &Record<Fact>) {
        if record.at >= self.minute_end {
            self.next_minute(record.at);
        }
        let node = record.node.0 as usize;
        (self.folds[node])(&record.fact, record.at, &mut self.meters[node]);
        self.answered.observe(record);
        if self.tally.observe(&record.fact.what) {
            self.ended.insert(record.fact.message);
        }
        if let Some(hash) = &mut self.hash {
            hash.fold(record);
        }
    }
}

impl Shared {
    fn next_minute(&mut self, now: SimTime) {
        let minute = now.as_nanos() / MINUTE_NANOS;
        self.minute_end = SimTime::from_nanos((minute + 1) * MINUTE_NANOS);
        let minute = u32::try_from(minute).unwrap_or(u32::MAX);
        self.meters.iter_mut().for_each(|meter| meter.advance(minute));
    }
}

/// How many copies of messages began and how they ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Copies made, those that clients sent included.
    pub created: u64,
    /// Copies that clients sent.
    pub sent: u64,
    /// Copies that ended well.
    pub delivered: u64,
    /// Copies no filter wanted.
    pub filtered: u64,
    /// Copies whose retention ran out.
    pub expired: u64,
    /// Copies that AWS discarded, by reason.
    pub dropped: BTreeMap<DropReason, u64>,
}

impl Tally {
    /// Counts a fact; tells whether it ended a copy.
    fn observe(&mut self, what: &What) -> bool {
        match what {
            What::Delivered => self.delivered += 1,
            What::Filtered => self.filtered += 1,
            What::Expired => self.expired += 1,
            What::Dropped { reason } => *self.dropped.entry(*reason).or_default() += 1,
            What::Sent { .. } | What::Copied { .. } => {
                self.created += 1;
                self.sent += u64::from(matches!(what, What::Sent { .. }));
                return false;
            }
            _ => return false,
        }
        true
    }

    /// Returns how many copies have not ended yet.
    #[must_use]
    pub fn open(&self) -> u64 {
        let ended = self.delivered + self.filtered + self.expired + self.dropped.values().sum::<u64>();
        self.created.saturating_sub(ended)
    }
}

/// What became of copies that ended with the answer to who sent them, which counts as well delivered: that they ended so
/// says nothing of what the answer was, or of where something published went. Each is counted once, when it ends.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// Calls that failed, by the status of the final answer: 0 where the caller gave up waiting, 200 where only the code
    /// of the function failed.
    pub failed: BTreeMap<u16, u64>,
    /// What was published and became copies.
    pub fanned_out: u64,
    /// What was published, had come before and was not passed on again.
    pub repeated: u64,
    /// What was published where nobody was subscribed, by where.
    pub to_nobody: BTreeMap<NodeId, u64>,
    /// Those that have not ended: who decided it, and what becomes of each as it stands -- internal state.
    open: BTreeMap<MessageId, (NodeId, Course)>,
}

/// What becomes of a copy that ends with its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// It is published, and goes to nobody.
    ToNobody,
    /// It is published, and lives on as its copies.
    AsCopies,
    /// It was published before.
    Before,
    /// Whoever sent it has heard of no success, with this status: to them it failed, whatever was made of it before or
    /// after.
    Failed(u16),
}

impl Answered {
    fn observe(&mut self, record: &Record<Fact>) {
        let message = record.fact.message;
        match record.fact.what {
            What::Noted { note, .. } if [&PUBLISHED, &RECORD_PUT].contains(&note) => {
                // A publisher that heard no answer publishes again: that some were copied stays true.
                self.open.entry(message).or_insert((record.node, Course::ToNobody));
            }
            What::Noted { note, .. } if *note == REPEATED => self.pass_on(message, record.node, Course::Before),
            What::Copied { from } => self.pass_on(from, record.node, Course::AsCopies),
            What::CallEnded { status, function_error, .. } if function_error || !(200..400).contains(&status) => {
                self.open.insert(message, (record.node, Course::Failed(status)));
            }
            What::Delivered => self.count(message, record.node),
            What::Dropped { .. } | What::Expired | What::Filtered => {
                self.open.remove(&message);
            }
            _ => {}
        }
    }

    /// Returns how many were published and live on as their copies, though their own answer is still on its way.
    #[must_use]
    pub fn becoming(&self) -> u64 {
        self.open.values().filter(|(_, course)| *course == Course::AsCopies).count() as u64
    }

    fn pass_on(&mut self, message: MessageId, node: NodeId, how: Course) {
        match self.open.get_mut(&message) {
            Some((by, known)) if *by == node && *known == Course::ToNobody => *known = how,
            _ => {}
        }
    }

    /// Counts a copy that ended at a node.
    fn count(&mut self, message: MessageId, node: NodeId) {
        match self.open.remove(&message) {
            Some((_, Course::AsCopies)) => self.fanned_out += 1,
            Some((_, Course::Before)) => self.repeated += 1,
            Some((by, Course::ToNobody)) => *self.to_nobody.entry(by).or_default() += 1,
            Some((caller, Course::Failed(status))) if caller == node => *self.failed.entry(status).or_default() += 1,
            // Somebody kept it though the caller gave up, and it ended well there.
            Some((_, Course::Failed(_))) | None => {}
        }
    }
}

/// Which copies of messages have ended, as one bit each from the oldest that has not.
///
/// A copy may end at its receiver while its sender still waits for the answer that is on its way: what a node holds is
/// counted only as far as it has not ended.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    /// All pages before this one are full -- internal state.
    first_page: u64,
    /// Pages of copies; `None` for one in which all have ended, so that one copy that stays costs little room.
    pages: VecDeque<Option<Box<Page>>>,
}

/// So many copies, one after the other.
#[derive(Clone, Debug)]
struct Page {
    words: [u64; PAGE_WORDS],
    /// How many have not ended -- internal state.
    open: u32,
}

const PAGE_WORDS: usize = 64;
const PAGE_COPIES: u64 = 64 * PAGE_WORDS as u64;

impl Ended {
    fn insert(&mut self, message: MessageId) {
        let Some(index) = self.page(message) else { return };
        while self.pages.len() <= index {
            // No copy has number 0: its bit counts as set, so that the first page can become full.
            let none = u64::from(self.first_page == 0 && self.pages.is_empty());
            let mut words = [0; PAGE_WORDS];
            words[0] = none;
            self.pages.push_back(Some(Box::new(Page { words, open: (PAGE_COPIES - none) as u32 })));
        }
        let Some(page) = &mut self.pages[index] else { return };
        let (word, bit) = place(message);
        page.open -= u32::from(page.words[word] & bit == 0);
        page.words[word] |= bit;
        if page.open == 0 {
            self.pages[index] = None;
            while let Some(None) = self.pages.front() {
                self.pages.pop_front();
                self.first_page += 1;
            }
        }
    }

    /// Tells whether a copy has ended.
    #[must_use]
    pub fn contains(&self, message: MessageId) -> bool {
        let Some(index) = self.page(message) else { return true };
        let (word, bit) = place(message);
        match self.pages.get(index) {
            Some(Some(page)) => page.words[word] & bit != 0,
            Some(None) => true,
            None => false,
        }
    }

    /// Returns the position of a copy's page, `None` where all up to there have ended.
    fn page(&self, message: MessageId) -> Option<usize> {
        let index = (message.0 / PAGE_COPIES).checked_sub(self.first_page)?;
        Some(usize::try_from(index).expect("one bit for each copy fits into memory"))
    }
}

/// Returns the word of a copy in its page, and its bit there.
fn place(message: MessageId) -> (usize, u64) {
    ((message.0 % PAGE_COPIES / 64) as usize, 1 << (message.0 % 64))
}

/// A hash of everything that happened: independent of JSON and of what the trace keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceHash(u64);

impl Default for TraceHash {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl TraceHash {
    fn fold(&mut self, record: &Record<Fact>) {
        let [code, message, a, b] = record.fact.numbers();
        for word in [record.at.as_nanos(), u64::from(record.node.0) << 32 | code, message, a, b] {
            // A multiply and a rotation for each word: every bit reaches the whole hash, and order counts.
            self.0 = (self.0 ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
        }
    }

    /// Returns the hash as 16 hexadecimal digits.
    #[must_use]
    pub fn hex(self) -> String {
        format!("{:016x}", kernel::rng::mix(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ended_copies_are_known_in_whatever_order_they_end() {
        let mut ended = Ended::default();
        for id in (1..=10_000).rev().filter(|id| id % 100 != 0) {
            ended.insert(MessageId(id));
        }
        assert!((1..=10_000).all(|id| ended.contains(MessageId(id)) == (id % 100 != 0)));
        (1..=100).for_each(|hundred| ended.insert(MessageId(hundred * 100)));
        assert!((1..=10_000).all(|id| ended.contains(MessageId(id))));
        assert!(!ended.contains(MessageId(10_001)));
        assert!(ended.pages.len() <= 1, "what has ended takes no room");
    }
}
