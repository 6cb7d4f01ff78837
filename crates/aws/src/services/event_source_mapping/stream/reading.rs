//! How a line reads: it is told that there is something, reads it with its next poll, and gathers a batch.

use super::super::{BATCHES_RUNNING, EVENTS_FILTERED_OUT, Timer, batch};
use super::line::{Line, Piece, Stage};
use super::{Here, StreamMapping, limits, to_u32};
use crate::fact::{Detail, Fact, What};
use crate::message::{Answer, CallId, Fate, Message, Poll, PolledRecord, ServiceError, Settle, StreamLine};
use crate::payload::http::bytes_of_base64;
use crate::rules;
use crate::service::rank;
use kernel::{SimDuration, SimTime};
use serde_json::Value;

impl StreamMapping {
    /// Asks to be told as soon as there is something to read, or to get it at once where nobody polls.
    pub(super) fn watch(&mut self, index: usize, cx: &mut Here<'_, '_>) {
        let call = self.next_call(index);
        self.lines[index].call = call;
        let (stage, wanted) = match self.period {
            Some(_) => (Stage::Watching, 0),
            None => (Stage::Listening, self.wanted(index)),
        };
        self.set_stage(index, stage);
        self.ask(index, call, wanted, SimDuration::MAX, cx);
    }

    pub(super) fn ask(&self, index: usize, call: CallId, records_max: u32, wait: SimDuration, cx: &mut Here<'_, '_>) {
        let line = &self.lines[index];
        let parts = self.config.stream.factor;
        let since = self.since.unwrap_or(SimTime::MAX);
        let pushed = self.config.stream.fan_out;
        let poll = Poll {
            call,
            records_max,
            bytes_max: batch::bytes_max(),
            bytes_held: batch::bytes_of(&line.tray),
            wait,
            visibility: None,
            poller: to_u32(index),
            line: Some(StreamLine {
                shard: line.shard,
                part: line.part,
                parts,
                since,
                pushed,
                answered: line.answered,
            }),
        };
        self.tell(Message::Poll(poll), cx);
    }

    /// There is something: it is read with the next poll (STR-01).
    pub(super) fn on_something_there(&mut self, index: usize, cx: &mut Here<'_, '_>) {
        let (now, line) = (cx.now(), &self.lines[index]);
        let at = line.next_poll(now, self.period.unwrap_or(limits::POLL_PERIOD));
        let call = line.call;
        self.set_stage(index, Stage::Waiting);
        cx.schedule(at.since(now), rank::POLL, Timer::Line { line: to_u32(index), call });
    }

    /// Asks for as much as the batch still takes.
    pub(super) fn poll(&mut self, index: usize, cx: &mut Here<'_, '_>) {
        let call = self.next_call(index);
        let wanted = self.wanted(index);
        let line = &mut self.lines[index];
        (line.call, line.polls_at) = (call, cx.now());
        self.set_stage(index, Stage::Polling);
        self.ask(index, call, wanted, SimDuration::ZERO, cx);
    }

    fn wanted(&self, index: usize) -> u32 {
        self.config.batch_size.saturating_sub(to_u32(self.lines[index].tray.len())).max(1)
    }

    pub(super) fn on_records(&mut self, index: usize, outcome: Result<Answer, ServiceError>, cx: &mut Here<'_, '_>) {
        let answer = outcome.unwrap_or_else(|error| Answer::status(error.status()));
        let wanted = self.wanted(index);
        let (records, cut_short) = (answer.records, answer.cut_short);
        let count = to_u32(records.len());
        let rule = if self.config.stream.fan_out { &rules::STR_16 } else { &limits::STR_01 };
        cx.record(Fact::from(What::Polled { poller: to_u32(index), records: count }).because(rule));
        if !self.can_poll() {
            self.lines[index].tray.extend(records);
            return self.stop(index, cx);
        }
        let kept = self.filter(records, cx);
        let unfiltered = to_u32(kept.len()) == count;
        let window = self.config.window;
        let line = &mut self.lines[index];
        line.tray.extend(kept);
        if line.window.is_none() && !line.tray.is_empty() && window > SimDuration::ZERO {
            let now = cx.now();
            line.window = Some((now, now + window));
            let call = line.call;
            cx.schedule(window, rank::END, Timer::Line { line: to_u32(index), call });
        }
        if self.is_complete(index, cut_short && unfiltered, cx.now()) {
            self.begin_batch(index, cx);
        } else if count >= wanted || cut_short {
            // There may be more behind what no filter wanted.
            self.poll(index, cx);
        } else {
            self.watch(index, cx);
        }
    }

    /// Tells whether a batch is to be handed over (STR-04).
    fn is_complete(&self, index: usize, no_more_fits: bool, now: SimTime) -> bool {
        let line: &Line = &self.lines[index];
        let full = no_more_fits || line.tray.len() >= self.config.batch_size as usize;
        !line.tray.is_empty() && (full || line.window.is_none_or(|(_, end)| end <= now))
    }

    /// Passes by what no filter wants and returns the rest (STR-21).
    fn filter(&self, mut records: Vec<PolledRecord>, cx: &mut Here<'_, '_>) -> Vec<PolledRecord> {
        if self.config.filters.is_empty() {
            return records;
        }
        let unwanted = batch::sort_out(&mut records, |record| {
            let opened = opened(&record.record.json());
            self.config.filters.iter().any(|filter| filter.matches_record(&opened, "data"))
        });
        if !unwanted.is_empty() {
            let noted = What::Noted { note: &EVENTS_FILTERED_OUT, value: to_u32(unwanted.len()) };
            cx.record(Fact::from(noted).because(&limits::STR_21));
            self.tell(Message::Settle(Settle { receipts: unwanted, fate: Fate::Filtered }), cx);
        }
        records
    }

    /// Makes a batch of what was gathered.
    pub(super) fn begin_batch(&mut self, index: usize, cx: &mut Here<'_, '_>) {
        let line = &mut self.lines[index];
        line.window = None;
        let records = std::mem::take(&mut line.tray);
        line.work.push_back(Piece::new(records.into()));
        self.run(index, cx);
    }

    /// Hands what is left of the batch to the function, or reads on where nothing is left.
    pub(super) fn run(&mut self, index: usize, cx: &mut Here<'_, '_>) {
        if !self.can_poll() {
            return self.stop(index, cx);
        }
        self.let_go_of_old(index, cx);
        let Some(piece) = self.lines[index].work.front() else {
            // Without a wait, for there may be more (STR-01).
            return self.poll(index, cx);
        };
        let (records, is_new) = (piece.records.clone(), !piece.was_refused);
        self.set_stage(index, Stage::Invoking);
        let first = records[0].item.id;
        if is_new {
            cx.record(What::Noted { note: &BATCHES_RUNNING, value: self.running });
            let invoked = What::BatchInvoked { poller: to_u32(index), records: to_u32(records.len()) };
            cx.record_with(invoked.of(first).because(self.batch_rule()), || Detail::Batch {
                messages: records.iter().map(|record| record.item.id).collect(),
                payload: batch::event(&records),
            });
        }
        let (function, port) = self.function.expect("a mapping that may poll has a function");
        let call = self.next_call(index);
        self.lines[index].call = call;
        let request = batch::request(call, function, &records, self.config.reports_item_failures);
        if cx.request(port, request).is_none() {
            self.on_result(index, Err(ServiceError::ServiceException), cx);
        }
    }

    fn batch_rule(&self) -> &'static rules::Rule {
        match (self.config.window > SimDuration::ZERO, self.config.stream.factor > 1) {
            (true, _) => &limits::STR_04,
            (false, true) => &limits::STR_02,
            (false, false) => &limits::STR_03,
        }
    }

    /// Gives back what is held: the mapping goes on there when it is switched on again (STR-22).
    pub(super) fn stop(&mut self, index: usize, cx: &mut Here<'_, '_>) {
        let call = self.next_call(index);
        let line = &mut self.lines[index];
        line.call = call;
        line.window = None;
        let work = std::mem::take(&mut line.work);
        let held = work.iter().flat_map(|piece| piece.records.iter()).chain(&line.tray);
        let receipts: Vec<u64> = held.map(|record| record.receipt).collect();
        line.tray.clear();
        self.set_stage(index, Stage::Off);
        self.give_back(receipts, cx);
        // A question for nothing that does not wait takes back the one before.
        self.ask(index, call, 0, SimDuration::ZERO, cx);
    }

    pub(super) fn give_back(&self, receipts: Vec<u64>, cx: &mut Here<'_, '_>) {
        if !receipts.is_empty() {
            let fate = Fate::Return { after: SimDuration::ZERO };
            self.tell(Message::Settle(Settle { receipts, fate }), cx);
        }
    }
}

/// Returns what a filter of a Kinesis stream is asked of: what stands under `kinesis`, its data decoded.
fn opened(record: &Value) -> Value {
    let mut opened = record["kinesis"].clone();
    let data = opened["data"].as_str().map(bytes_of_base64).unwrap_or_default();
    opened["data"] = String::from_utf8_lossy(&data).into_owned().into();
    opened
}
