//! Reading: what is handed out, in order, and what becomes of it.

use super::readers::{Ask, Known, LineKey};
use super::record::KinesisRecord;
use super::shard::{NANOS_PER_SEC, Place};
use super::{Here, ITERATOR_AGED, READ, READ_EXCEEDED, RECORDS_READ, Stream, Timer, limits};
use crate::fact::{DropReason, Fact, What};
use crate::message::{Answer, Fate, Item, Poll, PolledRecord, ServiceError, Settle};
use crate::payload::Payload;
use crate::service::{Caller, rank};
use kernel::{NodeId, SimDuration};

impl Stream {
    /// A reader asks for records of a line, or to be told when there are some.
    pub(super) fn on_poll(&mut self, caller: Caller, poll: Poll, cx: &mut Here<'_, '_>) {
        let Some(line) = poll.line.filter(|line| line.shard < self.config.shards) else { return };
        if let Known::New(unread) = self.readers.hear(caller, poll, line, &self.shards) {
            let cause = cx.cause();
            for copied in unread {
                // What its mapping was told leads to it.
                cx.set_cause(cause);
                cx.record(What::Dropped { reason: DropReason::Deleted }.of(copied.id));
            }
            cx.set_cause(cause);
            for (shard, kept) in (0..)
                .zip(&self.shards)
                .flat_map(|(shard, of)| of.iter().map(move |it| (shard, it.0)))
                .collect::<Vec<_>>()
            {
                self.copy_for(caller.node, Place { shard, number: kept }, cx);
            }
        }
        self.serve_soon(cx);
    }

    /// Has questions answered after all that happens at this instant (template-format, "At time 0").
    pub(super) fn serve_soon(&mut self, cx: &mut Here<'_, '_>) {
        if !std::mem::replace(&mut self.serving, true) {
            cx.schedule(SimDuration::ZERO, rank::POLL, Timer::Serve);
        }
    }

    pub(super) fn on_serve(&mut self, cx: &mut Here<'_, '_>) {
        self.serving = false;
        let serves = self.standing.serves(cx.now());
        for (node, line) in self.readers.take_due() {
            if serves {
                self.serve(node, line, cx);
            } else {
                self.turn_away(node, line, cx);
            }
        }
    }

    /// A stream that is gone or fails has nothing for those that do not wait; the others are told when it is back.
    fn turn_away(&mut self, node: NodeId, line: LineKey, cx: &mut Here<'_, '_>) {
        let Some(reader) = self.readers.get_mut(node) else { return };
        let Some(ask) = reader.asked(line).filter(|ask| ask.poll.wait == SimDuration::ZERO) else {
            self.readers.look_at(node, line);
            return;
        };
        reader.answered(line);
        let error =
            if self.standing.is_deleted() { ServiceError::ResourceNotFound } else { ServiceError::ServiceException };
        cx.answer_poll(&ask.caller, Answer::status(error.status()));
    }

    fn serve(&mut self, node: NodeId, line: LineKey, cx: &mut Here<'_, '_>) {
        if self.held_back.contains(&(node, line)) {
            return;
        }
        let Some(reader) = self.readers.get_mut(node) else { return };
        let Some(ask) = reader.asked(line) else { return };
        let has_some = reader.first(line).is_some();
        if !has_some && ask.poll.wait > SimDuration::ZERO {
            return;
        }
        if ask.wants_records() && has_some && !self.may_read(node, line, &ask, cx) {
            return;
        }
        if let Some(reader) = self.readers.get_mut(node) {
            reader.answered(line);
        }
        let answer = if ask.wants_records() { self.hand_out(node, line, &ask, cx) } else { Answer::status(200) };
        cx.answer_poll(&ask.caller, answer);
    }

    /// Tells whether a reader may read of a shard in this second; else it is served in the next (STR-17).
    fn may_read(&mut self, node: NodeId, line: LineKey, ask: &Ask, cx: &mut Here<'_, '_>) -> bool {
        let now = cx.now();
        if self.shards[line.0 as usize].may_be_read(ask.shares(node), now) {
            return true;
        }
        cx.record(Fact::from(What::Noted { note: &READ_EXCEEDED, value: line.0 }).because(&limits::STR_17_READS));
        if self.held_back.is_empty() {
            let left = SimDuration::from_nanos(NANOS_PER_SEC - now.as_nanos() % NANOS_PER_SEC);
            cx.schedule(left, rank::POLL, Timer::NextSecond);
        }
        self.held_back.push_back((node, line));
        false
    }

    /// Serves those that were held back before anybody else reads in the new second.
    pub(super) fn on_next_second(&mut self, cx: &mut Here<'_, '_>) {
        let held_back = std::mem::take(&mut self.held_back);
        // While it fails nobody reads; all are looked at when it is over.
        if !self.standing.serves(cx.now()) {
            return;
        }
        for (node, line) in held_back {
            self.serve(node, line, cx);
        }
    }

    /// Hands out the first records of a line, as many as are asked for and fit.
    fn hand_out(&mut self, node: NodeId, line: LineKey, ask: &Ask, cx: &mut Here<'_, '_>) -> Answer {
        let mut answer = Answer::status(200);
        let mut bytes = ask.poll.bytes_held;
        let cause = cx.cause();
        while answer.records.len() < ask.poll.records_max as usize {
            let Some((number, copied)) = self.readers.get_mut(node).and_then(|reader| reader.first(line)) else {
                break;
            };
            let place = Place { shard: line.0, number };
            let Some(record) = self.record(place, copied.id, self.hand_outs + 1) else { break };
            bytes += record.record.size() + 1;
            if bytes > ask.poll.bytes_max && !(answer.records.is_empty() && ask.poll.bytes_held == 0) {
                answer.cut_short = true;
                break;
            }
            self.hand_outs += 1;
            if let Some(reader) = self.readers.get_mut(node) {
                reader.hand_out(line, number, record.receipt, ask.caller.call);
            }
            cx.set_cause(copied.cause);
            cx.record(What::Noted { note: &READ, value: place.shard }.of(copied.id));
            answer.records.push(record);
        }
        cx.set_cause(cause);
        let read: u64 = answer.records.iter().map(|record| record.item.payload.size()).sum();
        self.shards[line.0 as usize].count_read(ask.shares(node), read, cx.now());
        if !ask.is_pushed() {
            self.measure_read(&answer.records, cx);
        }
        answer
    }

    fn measure_read(&self, records: &[PolledRecord], cx: &mut Here<'_, '_>) {
        let Some(arrived) = records.last().and_then(|record| record.arrived) else { return };
        let short = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        cx.record(What::Noted { note: &RECORDS_READ, value: short(records.len() as u64) });
        let age = cx.now().since(arrived).as_millis();
        cx.record(What::Noted { note: &ITERATOR_AGED, value: short(age) });
    }

    fn record(&self, place: Place, id: kernel::MessageId, receipt: u64) -> Option<PolledRecord> {
        let kept = self.shards.get(place.shard as usize)?.get(place.number)?;
        // Loops are not followed through streams (ASYNC-25).
        let item = Item::new(id, kept.data.clone());
        Some(PolledRecord {
            item,
            receipt,
            receive_count: 1,
            visible_again: kept.arrived + self.config.retention,
            arrived: Some(kept.arrived),
            group: Some(kept.key.clone()),
            record: Payload::new(KinesisRecord { kept: kept.clone(), place, origin: self.origin.clone() }),
        })
    }

    /// What a reader says of records that it was handed.
    pub(super) fn settle(&mut self, node: NodeId, settle: &Settle, cx: &mut Here<'_, '_>) {
        let cause = cx.cause();
        for &receipt in &settle.receipts {
            cx.set_cause(cause);
            match settle.fate {
                Fate::Delivered => self.end(node, receipt, What::Delivered, None, cx),
                Fate::Filtered => self.end(node, receipt, What::Filtered, None, cx),
                Fate::Dropped { reason, rule } => self.end(node, receipt, What::Dropped { reason }, Some(rule), cx),
                Fate::Return { .. } => self.return_unread(node, receipt, cx),
            }
        }
    }

    fn end(
        &mut self,
        node: NodeId,
        receipt: u64,
        how: What,
        rule: Option<&'static crate::rules::Rule>,
        cx: &mut Here<'_, '_>,
    ) {
        if let Some((_, copied, _)) = self.readers.get_mut(node).and_then(|reader| reader.take_back(receipt)) {
            let fact = how.of(copied.id);
            cx.record(rule.map_or(fact, |rule| fact.because(rule)));
        }
    }

    /// A record goes back to its place, if the stream still keeps it and its reader has not begun anew.
    fn return_unread(&mut self, node: NodeId, receipt: u64, cx: &mut Here<'_, '_>) {
        let Some(reader) = self.readers.get_mut(node) else { return };
        let Some((place, copied, is_from_before)) = reader.take_back(receipt) else { return };
        match self.shards[place.shard as usize].get(place.number).filter(|_| !is_from_before) {
            Some(kept) => {
                let line = reader.add(place, kept, copied);
                if self.readers.look_at(node, line) {
                    self.serve_soon(cx);
                }
            }
            None if copied.arrived + self.config.retention <= cx.now() => {
                cx.record(What::Expired.of(copied.id).because(&limits::STR_18));
            }
            None => {
                cx.record(What::Dropped { reason: DropReason::Deleted }.of(copied.id));
            }
        }
    }
}
