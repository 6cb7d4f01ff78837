//! Who reads a stream: each reader has its own copy of every record, and its own place in each line.

use super::shard::{Kept, Place, Shard};
use crate::message::{Poll, StreamLine};
use crate::service::Caller;
use kernel::{MessageId, NodeId, RecordId, SimTime};
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
    /// Returns with whom its reader shares what may be read of a shard: a consumer has that for itself.
    pub(super) fn shares(&self, reader: NodeId) -> Option<NodeId> {
        self.poll.line.is_some_and(|line| line.pushed).then_some(reader)
    }
}

/// A reader.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    /// From which instant on it reads.
    since: SimTime,
    /// Into how many parts it parts the keys of a shard.
    parts: u32,
    /// Copies that it has not read, by line and number.
    waiting: BTreeMap<LineKey, BTreeMap<u64, Copied>>,
    /// Copies that it has read and that are not settled, by shard and number.
    handed_out: BTreeMap<(u32, u64), Copied>,
    asks: BTreeMap<LineKey, Ask>,
}

impl Reader {
    fn new(line: &StreamLine) -> Self {
        Self {
            since: line.since,
            parts: line.parts,
            waiting: BTreeMap::new(),
            handed_out: BTreeMap::new(),
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

    /// Hands a copy out.
    pub(super) fn hand_out(&mut self, line: LineKey, number: u64) {
        if let Some(copied) = self.waiting.get_mut(&line).and_then(|waiting| waiting.remove(&number)) {
            self.handed_out.insert((line.0, number), copied);
        }
    }

    /// Takes back a copy that was handed out.
    pub(super) fn take_back(&mut self, place: Place) -> Option<Copied> {
        self.handed_out.remove(&(place.shard, place.number))
    }

    /// Takes out a copy that waits for its reader.
    pub(super) fn take_waiting(&mut self, place: Place) -> Option<Copied> {
        let lines = (place.shard, 0)..=(place.shard, u32::MAX);
        self.waiting.range_mut(lines).find_map(|(_, waiting)| waiting.remove(&place.number))
    }

    /// Tells whether it has yet to read a record, or is at work on it.
    fn wants(&self, place: Place) -> bool {
        let lines = (place.shard, 0)..=(place.shard, u32::MAX);
        self.handed_out.contains_key(&(place.shard, place.number))
            || self.waiting.range(lines).any(|(_, waiting)| waiting.contains_key(&place.number))
    }

    /// Takes out all copies that it has not read.
    fn clear(&mut self) -> Vec<Copied> {
        std::mem::take(&mut self.waiting).into_values().flat_map(BTreeMap::into_values).collect()
    }

    /// Sets a question in the place of the one before.
    fn ask(&mut self, line: LineKey, ask: Ask) {
        self.asks.insert(line, ask);
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
        for ((shard, _), waiting) in std::mem::take(&mut self.waiting) {
            for (number, copied) in waiting {
                if let Some(kept) = shards.get(shard as usize).and_then(|shard| shard.get(number)) {
                    self.add(Place { shard, number }, kept, copied);
                }
            }
        }
    }

    /// Returns the copies of a shard: those that were read and are not settled, and those that wait.
    pub(super) fn of_shard(&self, shard: u32) -> (impl Iterator<Item = MessageId>, impl Iterator<Item = MessageId>) {
        let read = self.handed_out.range((shard, 0)..=(shard, u64::MAX)).map(|(_, copied)| copied.id);
        let lines = self.waiting.range((shard, 0)..=(shard, u32::MAX));
        (read, lines.flat_map(|(_, waiting)| waiting.values().map(|copied| copied.id)))
    }

    fn waiting_ids(&self) -> impl Iterator<Item = MessageId> {
        self.waiting.values().flat_map(|waiting| waiting.values().map(|copied| copied.id))
    }

    fn handed_out_ids(&self) -> impl Iterator<Item = MessageId> {
        self.handed_out.values().map(|copied| copied.id)
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
    /// Hears a question; one for nothing that does not wait takes back the one before.
    pub(super) fn hear(&mut self, caller: Caller, poll: Poll, line: StreamLine, shards: &[Shard]) -> Known {
        let key = (line.shard, line.part);
        let mut dropped = None;
        let reader = self.by_node.entry(caller.node).or_insert_with(|| {
            dropped = Some(Vec::new());
            Reader::new(&line)
        });
        if reader.since != line.since {
            reader.since = line.since;
            dropped = Some(reader.clear());
        }
        if reader.parts != line.parts {
            reader.part_anew(line.parts, shards);
        }
        if poll.records_max == 0 && poll.wait == kernel::SimDuration::ZERO {
            reader.answered(key);
        } else {
            reader.ask(key, Ask { caller, poll });
            self.due.insert((caller.node, key));
        }
        dropped.map_or(Known::Before, Known::New)
    }

    pub(super) fn get_mut(&mut self, node: NodeId) -> Option<&mut Reader> {
        self.by_node.get_mut(&node)
    }

    pub(super) fn nodes(&self) -> Vec<NodeId> {
        self.by_node.keys().copied().collect()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Reader> {
        self.by_node.values()
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
        self.all().any(|reader| reader.wants(place))
    }

    /// Takes out all copies that nobody has read.
    pub(super) fn clear(&mut self) -> Vec<Copied> {
        self.by_node.values_mut().flat_map(Reader::clear).collect()
    }

    pub(super) fn waiting(&self) -> Vec<MessageId> {
        self.all().flat_map(Reader::waiting_ids).collect()
    }

    pub(super) fn handed_out(&self) -> Vec<MessageId> {
        self.all().flat_map(Reader::handed_out_ids).collect()
    }
}
