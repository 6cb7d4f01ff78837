//! What becomes of a batch by the function's answer, by its age and by its place in the stream.

use super::super::picture::Pause;
use super::super::{Timer, batch};
use super::failure::Condition;
use super::line::{Piece, Stage};
use super::{Here, StreamMapping, limits, to_u32};
use crate::fact::{Note, What};
use crate::message::{Answer, Fate, Message, PolledRecord, ServiceError, Settle};
use crate::rules::{self, Rule};
use crate::service::rank;
use kernel::{MessageId, SimDuration};

/// Where a record of a Kinesis stream has its name.
const NAME: &str = "/kinesis/sequenceNumber";

/// A batch is tried again in halves.
static BATCH_HALVED: Note =
    Note { name: "BatchHalved", text: "parts its batch into halves, with {} in the first, which is tried again first" };

/// Why a batch is tried again.
#[derive(Clone, Copy, Debug)]
enum Why {
    /// There was no room to run it.
    Throttled,
    /// Lambda did not take it.
    Refused,
    /// The function failed on it.
    Failed,
    /// The function failed on what it is a half of.
    InHalves,
}

impl Why {
    /// Returns the word for it and the rule behind it.
    fn told(self) -> (&'static str, &'static Rule) {
        match self {
            Self::Throttled => ("throttled", &limits::STR_14),
            Self::Refused => ("refused", &limits::STR_14),
            Self::Failed => ("failed", &limits::STR_12),
            Self::InHalves => ("in halves", &limits::STR_09),
        }
    }
}

impl StreamMapping {
    pub(super) fn on_result(&mut self, index: usize, outcome: Result<Answer, ServiceError>, cx: &mut Here<'_, '_>) {
        match outcome {
            Ok(answer) if answer.function_error => self.fail(index, &answer, &rules::STR_06, cx),
            Ok(answer) if self.config.reports_item_failures => self.settle_by_report(index, answer, cx),
            Ok(_) => self.settle(index, usize::MAX, cx),
            Err(ServiceError::TooManyRequests(_)) => self.pause(index, Why::Throttled, cx),
            Err(_) => self.pause(index, Why::Refused, cx),
        }
    }

    /// Goes on at the lowest record that the function names (STR-11).
    fn settle_by_report(&mut self, index: usize, answer: Answer, cx: &mut Here<'_, '_>) {
        let Some(piece) = self.lines[index].work.front() else { return };
        let failures = batch::reported_failures(&answer.payload.json(), &piece.records, NAME);
        match failures.map(|failures| failures.into_iter().min()) {
            Some(None) => self.settle(index, usize::MAX, cx),
            Some(Some(0)) | None => self.fail(index, &answer, &limits::STR_11, cx),
            Some(Some(lowest)) => self.settle(index, lowest, cx),
        }
    }

    /// The first records of a batch are done; the others are a shorter one.
    fn settle(&mut self, index: usize, done: usize, cx: &mut Here<'_, '_>) {
        let Some(piece) = self.lines[index].work.pop_front() else { return };
        let (served, rest) = piece.records.split_at(done.min(piece.records.len()));
        let ended = What::BatchEnded { deleted: to_u32(served.len()), failed: to_u32(rest.len()) };
        let rule = if rest.is_empty() { &limits::STR_01 } else { &limits::STR_11 };
        cx.record(ended.of(first_of(&piece.records)).because(rule));
        self.end(served, Fate::Delivered, cx);
        if rest.is_empty() {
            self.run(index, cx);
        } else {
            let rest = Piece { tries: 1, ..Piece::new(rest.into()) };
            self.lines[index].work.push_front(rest);
            self.wait(index, Why::Failed, cx);
        }
    }

    /// The function failed on a batch: it is tried again, in halves, or given up.
    fn fail(&mut self, index: usize, answer: &Answer, rule: &'static Rule, cx: &mut Here<'_, '_>) {
        let line = &mut self.lines[index];
        let Some(piece) = line.work.front_mut() else { return };
        (piece.runs, piece.tries, piece.was_refused) = (piece.runs + 1, piece.tries.saturating_add(1), false);
        piece.answered = Some((answer.request, answer.function_error));
        let failed = What::BatchEnded { deleted: 0, failed: to_u32(piece.records.len()) };
        cx.record(failed.of(first_of(&piece.records)).because(rule));
        if self.config.stream.bisects && answer.function_error && piece.records.len() > 1 {
            let [first, second] = piece.halves();
            let halved = What::Noted { note: &BATCH_HALVED, value: to_u32(first.records.len()) };
            cx.record(halved.of(first_of(&first.records)).because(&limits::STR_09));
            line.work.pop_front();
            line.work.push_front(second);
            line.work.push_front(Piece { tries: 1, ..first });
            return self.wait(index, Why::InHalves, cx);
        }
        if self.config.stream.retries_max.is_some_and(|retries| piece.runs > retries) {
            if let Some(piece) = line.work.pop_front() {
                self.give_up(&piece, Condition::RetryAttemptsExhausted, cx);
            }
            return self.run(index, cx);
        }
        self.wait(index, Why::Failed, cx);
    }

    /// A batch was not taken: that uses up no retry (STR-14).
    fn pause(&mut self, index: usize, why: Why, cx: &mut Here<'_, '_>) {
        if let Some(piece) = self.lines[index].work.front_mut() {
            (piece.tries, piece.was_refused) = (piece.tries.saturating_add(1), true);
        }
        self.wait(index, why, cx);
    }

    /// Waits before the batch is tried again (STR-12).
    fn wait(&mut self, index: usize, why: Why, cx: &mut Here<'_, '_>) {
        if !self.can_poll() {
            return self.stop(index, cx);
        }
        let Some(piece) = self.lines[index].work.front() else { return };
        let (first, tries) = (first_of(&piece.records), piece.tries);
        let pause = pause_after(tries);
        let (now, at) = (cx.now(), cx.now() + pause);
        let (reason, rule) = why.told();
        cx.record(What::RetryScheduled { attempt: tries.saturating_add(1), at }.of(first).because(rule));
        self.set_stage(index, Stage::Pausing);
        let line = &mut self.lines[index];
        line.pause = Some(Pause { span: (now, at), is_tried_again: true, reason });
        let call = line.call;
        cx.schedule(pause, rank::END, Timer::Line { line: to_u32(index), call });
    }

    /// Takes out of the batch what the stream no longer keeps, and gives up what is too old for the mapping (STR-08).
    pub(super) fn let_go_of_old(&mut self, index: usize, cx: &mut Here<'_, '_>) {
        let now = cx.now();
        let age_max = self.config.stream.age_max;
        self.let_go_of_too_large(index, cx);
        let is_gone = |record: &PolledRecord| record.visible_again <= now;
        let is_old = |record: &PolledRecord| {
            let age = record.arrived.map_or(SimDuration::ZERO, |arrived| now.since(arrived));
            age_max.is_some_and(|max| age > max)
        };
        while let Some(piece) = self.lines[index].work.front() {
            if !piece.records.iter().any(|record| is_gone(record) || is_old(record)) {
                return;
            }
            let Some(piece) = self.lines[index].work.pop_front() else { return };
            let (gone, kept): (Vec<_>, Vec<_>) = piece.records.iter().cloned().partition(is_gone);
            let (old, young): (Vec<_>, Vec<_>) = kept.into_iter().partition(is_old);
            self.give_back(gone.iter().map(|record| record.receipt).collect(), cx);
            if !old.is_empty() {
                let old = Piece { records: old.into(), ..piece.clone() };
                self.give_up(&old, Condition::RecordAgeExceeded, cx);
            }
            if !young.is_empty() {
                self.lines[index].work.push_front(Piece { records: young.into(), ..piece });
            }
        }
    }

    /// Gives up a record that fits into no batch.
    fn let_go_of_too_large(&mut self, index: usize, cx: &mut Here<'_, '_>) {
        while let Some(piece) = self.lines[index].work.front() {
            let [record] = &*piece.records else { return };
            if record.record.size() <= batch::bytes_max() {
                return;
            }
            let piece = self.lines[index].work.pop_front().expect("it was looked at");
            self.give_up(&piece, Condition::TooLarge, cx);
        }
    }

    /// Tells the stream what became of records.
    pub(super) fn end(&self, records: &[PolledRecord], fate: Fate, cx: &mut Here<'_, '_>) {
        if !records.is_empty() {
            let receipts = records.iter().map(|record| record.receipt).collect();
            self.tell(Message::Settle(Settle { receipts, fate }), cx);
        }
    }
}

pub(super) fn first_of(records: &[PolledRecord]) -> MessageId {
    records.first().map_or(MessageId::NONE, |record| record.item.id)
}

/// Returns the pause after a number of tries: 0.5, 1, 2, 4, … s.
fn pause_after(tries: u16) -> SimDuration {
    const DOUBLINGS_MAX: u16 = 16;
    let doublings = tries.saturating_sub(1).min(DOUBLINGS_MAX);
    limits::RETRY_PAUSE_FIRST.times(1 << doublings).min(limits::RETRY_PAUSE_MAX)
}
