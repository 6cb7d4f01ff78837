//! The trace: an append-only list of what models decided.
//!
//! Records lie in chunks that checkpoints share, so that cloning a simulation does not copy its past.

use crate::model::{NodeId, RecordId};
use crate::time::SimTime;
use std::collections::VecDeque;
use std::sync::Arc;

/// One thing that a model decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<F> {
    /// Its number, from 1, whatever is kept.
    pub id: RecordId,
    /// When.
    pub at: SimTime,
    /// Who decided.
    pub node: NodeId,
    /// The record that led to it, or [`RecordId::NONE`].
    pub cause: RecordId,
    /// What was decided.
    pub fact: F,
}

/// How much of the past is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Everything.
    #[default]
    All,
    /// So many of the last records, at least.
    Last(usize),
    /// So many of the last records, at least, without their long parts: for a run that only passes through.
    Brief(usize),
    /// Nothing: only the observer sees records.
    Nothing,
}

const CHUNK_RECORDS: usize = 1024;

#[derive(Clone, Debug)]
struct Chunk<F, D> {
    records: Vec<Record<F>>,
    /// The long parts of some of the records, by position -- internal state.
    details: Vec<(u16, D)>,
}

/// The records that are kept.
#[derive(Clone, Debug)]
pub struct Trace<F, D> {
    keep: Keep,
    /// Records made so far -- internal state.
    made: u64,
    full: VecDeque<Arc<Chunk<F, D>>>,
    last: Chunk<F, D>,
}

impl<F: Copy, D: Clone> Trace<F, D> {
    /// Makes an empty trace.
    #[must_use]
    pub fn new(keep: Keep) -> Self {
        Self { keep, made: 0, full: VecDeque::new(), last: Chunk::empty() }
    }

    /// Returns how many records were made, kept or not.
    #[must_use]
    pub fn made(&self) -> u64 {
        self.made
    }

    /// Tells whether records are kept at all.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.keep != Keep::Nothing
    }

    /// Tells whether records are kept with their long parts.
    #[must_use]
    pub fn keeps_details(&self) -> bool {
        matches!(self.keep, Keep::All | Keep::Last(_))
    }

    /// Changes how much is kept from now on. Records without their long parts do not stay beside those that have them.
    pub fn set_keep(&mut self, keep: Keep) {
        let was_brief = matches!(self.keep, Keep::Brief(_));
        self.keep = keep;
        if keep == Keep::Nothing || (was_brief && self.keeps_details()) {
            self.full.clear();
            self.last = Chunk::empty();
        }
    }

    /// Returns the kept records in order.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = &Record<F>> + Clone {
        let full = self.full.iter().flat_map(|chunk| chunk.records.iter());
        full.chain(self.last.records.iter())
    }

    /// Returns the kept records whose number is greater than the one given, in order.
    pub fn records_after(&self, id: RecordId) -> impl Iterator<Item = &Record<F>> + Clone {
        let skipped = self.full.partition_point(|chunk| chunk.last_id() <= id);
        let full = self.full.range(skipped..).flat_map(|chunk| chunk.records.iter());
        full.chain(self.last.records.iter()).skip_while(move |record| record.id <= id)
    }

    /// Returns the kept records from an instant on, in order.
    pub fn records_since(&self, at: SimTime) -> impl Iterator<Item = &Record<F>> + Clone {
        let skipped = self.full.partition_point(|chunk| chunk.records.last().is_none_or(|record| record.at < at));
        let full = self.full.range(skipped..).flat_map(|chunk| chunk.records.iter());
        full.chain(self.last.records.iter()).skip_while(move |record| record.at < at)
    }

    /// Returns a kept record by its number.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<&Record<F>> {
        let (chunk, index) = self.find(id)?;
        chunk.records.get(index)
    }

    /// Returns the long part of a kept record, if it has one.
    #[must_use]
    pub fn detail(&self, id: RecordId) -> Option<&D> {
        let (chunk, index) = self.find(id)?;
        let place = chunk.details.binary_search_by_key(&index, |(at, _)| usize::from(*at)).ok()?;
        Some(&chunk.details[place].1)
    }

    /// Returns the number of the oldest record that is kept.
    #[must_use]
    pub fn oldest(&self) -> Option<RecordId> {
        self.records().next().map(|record| record.id)
    }

    /// Forgets the records after one, as if they had not been made yet: the run goes on from there in another way.
    pub fn cut_after(&mut self, id: RecordId) {
        while self.full.back().is_some_and(|chunk| chunk.records.first().is_some_and(|first| first.id > id)) {
            self.full.pop_back();
            self.last = Chunk::empty();
        }
        if self.last.records.first().is_none_or(|first| first.id > id) {
            self.last = self.full.pop_back().map_or_else(Chunk::empty, |chunk| (*chunk).clone());
        }
        let keep = self.last.records.partition_point(|record| record.id <= id);
        self.last.records.truncate(keep);
        self.last.details.retain(|(index, _)| usize::from(*index) < keep);
        self.made = self.made.min(id.0);
    }

    pub(crate) fn push(&mut self, at: SimTime, node: NodeId, cause: RecordId, fact: F) -> Record<F> {
        self.made += 1;
        let record = Record { id: RecordId(self.made), at, node, cause, fact };
        if self.is_kept() {
            if self.last.records.len() == CHUNK_RECORDS {
                self.close_chunk();
            }
            self.last.records.push(record);
        }
        record
    }

    pub(crate) fn attach(&mut self, detail: D) {
        if let Some(index) = self.last.records.len().checked_sub(1) {
            self.last.details.push((index as u16, detail));
        }
    }

    fn close_chunk(&mut self) {
        let chunk = std::mem::replace(&mut self.last, Chunk::empty());
        self.full.push_back(Arc::new(chunk));
        if let Keep::Last(records) | Keep::Brief(records) = self.keep {
            while self.full.len() * CHUNK_RECORDS > records + CHUNK_RECORDS {
                self.full.pop_front();
            }
        }
    }

    fn find(&self, id: RecordId) -> Option<(&Chunk<F, D>, usize)> {
        let place = self.full.partition_point(|chunk| chunk.last_id() < id);
        let chunk = self.full.get(place).map_or(&self.last, |chunk| chunk);
        // Within a chunk, numbers have no gaps.
        let index = id.0.checked_sub(chunk.records.first()?.id.0)?;
        Some((chunk, usize::try_from(index).ok()?))
    }
}

impl<F: Copy, D> Chunk<F, D> {
    fn empty() -> Self {
        Self { records: Vec::new(), details: Vec::new() }
    }

    fn last_id(&self) -> RecordId {
        self.records.last().map_or(RecordId::NONE, |record| record.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(keep: Keep, records: u64) -> Trace<u64, String> {
        let mut trace = Trace::new(keep);
        for n in 1..=records {
            trace.push(SimTime::from_nanos(n), NodeId(0), RecordId::NONE, n);
            if n % 3 == 0 && trace.keeps_details() {
                trace.attach(format!("detail {n}"));
            }
        }
        trace
    }

    #[test]
    fn records_and_details_are_found_by_number() {
        let trace = filled(Keep::All, 5000);
        for n in [1, 1023, 1024, 1025, 3000, 5000] {
            assert_eq!(trace.record(RecordId(n)).map(|record| record.fact), Some(n));
            let expected = (n % 3 == 0).then(|| format!("detail {n}"));
            assert_eq!(trace.detail(RecordId(n)).cloned(), expected);
        }
        assert_eq!(trace.record(RecordId(5001)), None);
        assert_eq!(trace.records_after(RecordId(2048)).next().map(|record| record.fact), Some(2049));
        assert_eq!(trace.records_since(SimTime::from_nanos(1500)).count(), 3501);
    }

    #[test]
    fn a_cut_trace_goes_on_as_if_the_rest_had_never_been() {
        for cut in [0, 1, 1000, 1024, 1025, 2048, 2999, 3000] {
            let mut trace = filled(Keep::All, 3000);
            trace.cut_after(RecordId(cut));
            assert_eq!(trace.made(), cut);
            assert_eq!(trace.records().count() as u64, cut);
            trace.push(SimTime::from_nanos(9999), NodeId(0), RecordId::NONE, 7);
            assert_eq!(trace.record(RecordId(cut + 1)).map(|record| record.fact), Some(7));
        }
    }

    #[test]
    fn brief_records_do_not_stay_beside_whole_ones() {
        let mut trace = filled(Keep::Brief(500), 2_000);
        trace.set_keep(Keep::Last(500));
        assert_eq!((trace.made(), trace.oldest()), (2_000, None));
        let mut trace = filled(Keep::Last(500), 2_000);
        trace.set_keep(Keep::Brief(500));
        assert_eq!(trace.detail(RecordId(1_998)).map(String::as_str), Some("detail 1998"));
    }

    #[test]
    fn a_window_forgets_and_nothing_keeps_nothing() {
        let window = filled(Keep::Last(500), 10_000);
        assert!(window.oldest() > Some(RecordId(7000)), "{:?}", window.oldest());
        assert!(window.oldest() <= Some(RecordId(9500)));
        assert_eq!(window.record(RecordId(9999)).map(|record| record.fact), Some(9999));
        let brief = filled(Keep::Brief(500), 10_000);
        assert_eq!(brief.record(RecordId(9999)).map(|record| record.fact), Some(9999));
        assert_eq!(brief.detail(RecordId(9999)), None);
        let nothing = filled(Keep::Nothing, 10_000);
        assert_eq!((nothing.made(), nothing.oldest()), (10_000, None));
    }
}
