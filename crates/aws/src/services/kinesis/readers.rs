//! Who reads a stream: each reader has its own copy of every record, and its own place in each line.

use super::shard::{Kept, Place, Shard};
use crate::message::{CallId, Poll, StreamLine};
use crate::service::Caller;
use kernel::{MessageId, NodeId, RecordId, SimDuration, SimTime};
use std::collections::{BTreeMap, BTreeSet};

/// A line by shard and part.
pub(super) type LineKey = (u32, u32);

/// A reader's copy of a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Copied {
    /// The copy.
    pub(super) id: MessageId,
    /// What it was made by.
    pub(super) cause: RecordId,
    /// When the record was put.
    pub(super) arrived: SimTime,
}

/// A copy that was handed out and is not settled.
#[derive(Clone, Copy, Debug)]
struct HandOut {
    copied: Copied,
    line: LineKey,
    /// The question that it answered.
    call: CallId,
    /// From when on its reader read then.
    since: SimTime,
}

/// What a reader asks of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask {
    /// Who waits for the answer.
    pub(super) caller: Caller,
    /// The question.
    pub(super) poll: Poll,
}

impl Ask {
    /// Tells whether it is pushed to, and so counted apart from those that poll.
    pub(super) fn is_pushed(&self) -> bool {
        self.poll.line.is_some_and(|line| line.pushed)
    }

    /// Returns with whom its reader shares what may be read of a shard: a consumer has that for itself.
    pub(super) fn shares(&self, reader: NodeId) -> Option<NodeId> {
        self.is_pushed().then_some(reader)
    }

    /// Tells whether records are asked for, rather than word of them.
    pub(super) fn wants_records(&self) -> bool {
        self.poll.records_max > 0
    }
}

/// A reader.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    /// From which instant on it reads.
    since: SimTime,
    /// Into how many parts it parts the keys of a shard.
    parts: u32,
    /// The number of its newest question.
    newest: CallId,
    /// The numbers of the newest question of each line: questions may overtake each other, and older ones count no more.
    heard: BTreeMap<LineKey, CallId>,
    /// Copies that it has not read, by line and number.
    waiting: BTreeMap<LineKey, BTreeMap<u64, Copied>>,
    /// Copies that it has and that are not settled, by shard, number and receipt.
    handed_out: BTreeMap<(u32, u64, u64), HandOut>,
    /// Where each receipt's record lies.
    receipts: BTreeMap<u64, Place>,
    asks: BTreeMap<LineKey, Ask>,
}

impl Reader {
    fn new(line: &StreamLine) -> Self {
        Self {
            since: line.since,
            parts: line.parts,
            newest: CallId(0),
            heard: BTreeMap::new(),
            waiting: BTreeMap::new(),
            handed_out: BTreeMap::new(),
            receipts: BTreeMap::new(),
            asks: BTreeMap::new(),
        }
    }

    fn line_of(&self, shard: u32, kept: &Kept) -> LineKey {
        (shard, u32::try_from(kept.hash % u128::from(self.parts.max(1))).unwrap_or(0))
    }

    /// Tells whether it reads what was put at an instant.
    pub(super) fn reads_from(&self, arrived: SimTime) -> bool {
        self.since <= arrived
    }

    /// Tells whether it reads anything at all: a mapping that was deleted does not.
    pub(super) fn reads(&self) -> bool {
        self.since < SimTime::MAX
    }

    /// Has a copy of a record wait; returns its line.
    pub(super) fn add(&mut self, place: Place, kept: &Kept, copied: Copied) -> LineKey {
        let line = self.line_of(place.shard, kept);
        self.waiting.entry(line).or_default().insert(place.number, copied);
        line
    }

    /// Returns the first copy that waits in a line, with its number.
    pub(super) fn first(&self, line: LineKey) -> Option<(u64, Copied)> {
        self.waiting.get(&line)?.first_key_value().map(|(number, copied)| (*number, *copied))
    }

    /// Hands a copy out under a receipt, as the answer to a question.
    pub(super) fn hand_out(&mut self, line: LineKey, number: u64, receipt: u64, call: CallId) {
        let Some(copied) = self.waiting.get_mut(&line).and_then(|waiting| waiting.remove(&number)) else { return };
        let hand_out = HandOut { copied, line, call, since: self.since };
        self.handed_out.insert((line.0, number, receipt), hand_out);
        self.receipts.insert(receipt, Place { shard: line.0, number });
    }

    /// Takes back a copy that was handed out; tells where it lies, and whether it was read before its reader began anew.
    pub(super) fn take_back(&mut self, receipt: u64) -> Option<(Place, Copied, bool)> {
        let place = self.receipts.remove(&receipt)?;
        let hand_out = self.handed_out.remove(&(place.shard, place.number, receipt))?;
        Some((place, hand_out.copied, hand_out.since != self.since))
    }

    /// Takes back what answered a question of a line whose answer never came to its reader: it waits again, in its place.
    fn take_back_unheard(&mut self, line: &StreamLine) {
        let key = (line.shard, line.part);
        let shard = (line.shard, 0, 0)..=(line.shard, u64::MAX, u64::MAX);
        let is_unheard = |hand_out: &HandOut| hand_out.line == key && hand_out.call > line.answered;
        let unheard: Vec<(u32, u64, u64)> =
            self.handed_out.range(shard).filter(|(_, hand_out)| is_unheard(hand_out)).map(|(key, _)| *key).collect();
        for (shard, number, receipt) in unheard {
            self.receipts.remove(&receipt);
            if let Some(hand_out) = self.handed_out.remove(&(shard, number, receipt)) {
                self.waiting.entry(key).or_default().insert(number, hand_out.copied);
            }
        }
    }

    /// Takes out a copy that waits for its reader.
    pub(super) fn take_waiting(&mut self, place: Place) -> Option<Copied> {
        let lines = (place.shard, 0)..=(place.shard, u32::MAX);
        self.waiting.range_mut(lines).find_map(|(_, waiting)| waiting.remove(&place.number))
    }

    /// Tells whether it has yet to read a record, or is at work on it.
    fn wants(&self, place: Place) -> bool {
        let lines = (place.shard, 0)..=(place.shard, u32::MAX);
        let receipts = (place.shard, place.number, 0)..=(place.shard, place.number, u64::MAX);
        self.handed_out.range(receipts).next().is_some()
            || self.waiting.range(lines).any(|(_, waiting)| waiting.contains_key(&place.number))
    }

    /// Takes out all copies that it has not read.
    fn clear(&mut self) -> Vec<Copied> {
        std::mem::take(&mut self.waiting).into_values().flat_map(BTreeMap::into_values).collect()
    }

    pub(super) fn asked(&self, line: LineKey) -> Option<Ask> {
        self.asks.get(&line).copied()
    }

    pub(super) fn answered(&mut self, line: LineKey) {
        self.asks.remove(&line);
    }

    /// Parts its lines anew: what waits goes into the new ones.
    fn part_anew(&mut self, parts: u32, shards: &[Shard]) {
        self.parts = parts;
        self.asks.clear();
        self.heard.clear();
        for ((shard, _), waiting) in std::mem::take(&mut self.waiting) {
            for (number, copied) in waiting {
                if let Some(kept) = shards.get(shard as usize).and_then(|shard| shard.get(number)) {
                    self.add(Place { shard, number }, kept, copied);
                }
            }
        }
    }

    /// Returns how many copies of a shard are not settled.
    pub(super) fn count_of_shard(&self, shard: u32) -> usize {
        let read = self.handed_out.range((shard, 0, 0)..=(shard, u64::MAX, u64::MAX)).count();
        read + self.waiting.range((shard, 0)..=(shard, u32::MAX)).map(|(_, waiting)| waiting.len()).sum::<usize>()
    }

    /// Returns the copies of a shard: those that were read and are not settled, then those that wait.
    pub(super) fn of_shard(&self, shard: u32) -> impl Iterator<Item = MessageId> {
        let read = self.handed_out.range((shard, 0, 0)..=(shard, u64::MAX, u64::MAX));
        let lines = self.waiting.range((shard, 0)..=(shard, u32::MAX));
        let waiting = lines.flat_map(|(_, waiting)| waiting.values().map(|copied| copied.id));
        read.map(|(_, hand_out)| hand_out.copied.id).chain(waiting)
    }

    fn waiting_ids(&self) -> impl Iterator<Item = MessageId> {
        self.waiting.values().flat_map(|waiting| waiting.values().map(|copied| copied.id))
    }

    fn handed_out_ids(&self) -> impl Iterator<Item = MessageId> {
        self.handed_out.values().map(|hand_out| hand_out.copied.id)
    }
}

/// All readers of a stream.
#[derive(Clone, Debug, Default)]
pub(super) struct Readers {
    by_node: BTreeMap<NodeId, Reader>,
    /// The lines whose questions may have an answer.
    due: BTreeSet<(NodeId, LineKey)>,
}

/// What became of a reader by its question.
pub(super) enum Known {
    /// It goes on.
    Before,
    /// It is new here, or begins anew: these copies it will not read.
    New(Vec<Copied>),
}

impl Readers {
    /// Hears a question. One for nothing that does not wait takes back those before it of its line, and one that was
    /// overtaken by a newer one counts no more.
    pub(super) fn hear(&mut self, caller: Caller, poll: Poll, line: StreamLine, shards: &[Shard]) -> Known {
        let key = (line.shard, line.part);
        let mut dropped = None;
        let reader = self.by_node.entry(caller.node).or_insert_with(|| {
            dropped = Some(Vec::new());
            Reader::new(&line)
        });
        if poll.call > reader.newest {
            reader.newest = poll.call;
            if reader.since != line.since {
                reader.since = line.since;
                dropped = Some(reader.clear());
            }
            if reader.parts != line.parts {
                reader.part_anew(line.parts, shards);
            }
        }
        let is_overtaken = reader.parts != line.parts || reader.heard.get(&key).is_some_and(|heard| *heard > poll.call);
        if !is_overtaken {
            reader.heard.insert(key, poll.call);
            reader.take_back_unheard(&line);
            if poll.records_max == 0 && poll.wait == SimDuration::ZERO {
                reader.answered(key);
            } else {
                reader.asks.insert(key, Ask { caller, poll });
                self.due.insert((caller.node, key));
            }
        }
        dropped.map_or(Known::Before, Known::New)
    }

    pub(super) fn get_mut(&mut self, node: NodeId) -> Option<&mut Reader> {
        self.by_node.get_mut(&node)
    }

    pub(super) fn nodes(&self) -> Vec<NodeId> {
        self.by_node.keys().copied().collect()
    }

    /// Returns all that read.
    pub(super) fn all(&self) -> impl Iterator<Item = &Reader> {
        self.by_node.values().filter(|reader| reader.reads())
    }

    /// Has a line looked at; tells whether somebody asks there.
    pub(super) fn look_at(&mut self, node: NodeId, line: LineKey) -> bool {
        let is_asked = self.by_node.get(&node).is_some_and(|reader| reader.asked(line).is_some());
        if is_asked {
            self.due.insert((node, line));
        }
        is_asked
    }

    /// Returns the lines to look at, in order of their readers.
    pub(super) fn take_due(&mut self) -> BTreeSet<(NodeId, LineKey)> {
        std::mem::take(&mut self.due)
    }

    /// Has all lines looked at on which somebody asks.
    pub(super) fn look_at_all(&mut self) {
        let asked = self.by_node.iter().flat_map(|(node, reader)| reader.asks.keys().map(|line| (*node, *line)));
        self.due.extend(asked);
    }

    /// Tells whether anybody has yet to read a record, or is at work on it.
    pub(super) fn want(&self, place: Place) -> bool {
        self.by_node.values().any(|reader| reader.wants(place))
    }

    /// Takes out all copies that nobody has read.
    pub(super) fn clear(&mut self) -> Vec<Copied> {
        self.by_node.values_mut().flat_map(Reader::clear).collect()
    }

    pub(super) fn waiting(&self) -> Vec<MessageId> {
        self.by_node.values().flat_map(Reader::waiting_ids).collect()
    }

    pub(super) fn handed_out(&self) -> Vec<MessageId> {
        self.by_node.values().flat_map(Reader::handed_out_ids).collect()
    }
}
