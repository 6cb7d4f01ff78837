//! What becomes of a batch by the function's answer.

use super::pollers::{Stage, to_u32};
use super::{Pause, QueueMapping, Timer, batch, limits};
use crate::fact::What;
use crate::message::{Answer, CallId, Fate, Message, ServiceError, Settle};
use crate::rules::{self, Rule};
use crate::service::{Cx, rank};
use kernel::{MessageId, SimDuration, SimTime};

impl QueueMapping {
    pub(super) fn on_result(
        &mut self,
        index: usize,
        outcome: Result<Answer, ServiceError>,
        cx: &mut Cx<'_, '_, Timer>,
    ) {
        match outcome {
            Ok(answer) if answer.function_error => self.fail(index, &rules::ESMQ_11, cx),
            Ok(answer) if self.config.reports_item_failures => self.settle_by_report(index, &answer, cx),
            Ok(_) => self.settle(index, &[], &limits::ESMQ_01, cx),
            Err(ServiceError::TooManyRequests(_)) => self.pause(index, "throttled", cx),
            Err(ServiceError::ServiceException) => self.pause(index, "refused", cx),
            Err(ServiceError::RecursiveInvocation) => self.fail(index, &rules::ASYNC_25, cx),
            Err(_) => self.fail(index, &rules::ESMQ_11, cx),
        }
    }

    fn settle_by_report(&mut self, index: usize, answer: &Answer, cx: &mut Cx<'_, '_, Timer>) {
        let failures = batch::reported_failures(&answer.payload.json(), &self.pollers[index].batch, "/messageId");
        match failures {
            Some(failures) => self.settle(index, &failures, &limits::ESMQ_15, cx),
            None => self.fail(index, &limits::ESMQ_15, cx),
        }
    }

    /// Deletes all messages of a batch but those that failed, which return by themselves.
    fn settle(&mut self, index: usize, failures: &[usize], rule: &'static Rule, cx: &mut Cx<'_, '_, Timer>) {
        let records = self.pollers[index].batch.clone();
        let served = records.iter().enumerate().filter(|(place, _)| !failures.contains(place));
        let receipts: Vec<u64> = served.map(|(_, record)| record.receipt).collect();
        let deleted = to_u32(receipts.len());
        let ended = What::BatchEnded { deleted, failed: to_u32(records.len()) - deleted };
        cx.record(ended.of(self.first_of(index)).because(rule));
        if let (false, Some(source)) = (receipts.is_empty(), self.source) {
            cx.tell(source, Message::Settle(Settle { receipts, fate: Fate::Delivered }));
        }
        self.park(index, cx);
    }

    /// Leaves all messages of a batch to their visibility timeouts.
    pub(super) fn fail(&mut self, index: usize, rule: &'static Rule, cx: &mut Cx<'_, '_, Timer>) {
        let failed = to_u32(self.pollers[index].batch.len());
        cx.record(What::BatchEnded { deleted: 0, failed }.of(self.first_of(index)).because(rule));
        self.park(index, cx);
    }

    /// Waits before a batch that was throttled, or that Lambda failed to take, is tried again, or until its messages
    /// reappear if that is earlier (ESMQ-12, ESMQ-13).
    fn pause(&mut self, index: usize, reason: &'static str, cx: &mut Cx<'_, '_, Timer>) {
        let first = self.first_of(index);
        let visible_again = self.visible_again(index);
        if cx.now() >= visible_again {
            return self.fail(index, &limits::ESMQ_12, cx);
        }
        let poller = &mut self.pollers[index];
        let at = cx.now() + pause_after(poller.attempt);
        poller.attempt = poller.attempt.saturating_add(1);
        let (attempt, call) = (poller.attempt, poller.call);
        self.set_stage(index, Stage::Pausing);
        if at < visible_again {
            cx.record(What::RetryScheduled { attempt, at }.of(first).because(&limits::ESMQ_13));
        }
        let until = at.min(visible_again);
        self.pollers[index].pause = Some(Pause { span: (cx.now(), until), is_tried_again: at < visible_again, reason });
        cx.schedule(until.since(cx.now()), rank::END, Timer::Retry { poller: to_u32(index), call });
    }

    /// Returns when the first message of a batch reappears.
    fn visible_again(&self, index: usize) -> SimTime {
        self.pollers[index].batch.iter().map(|record| record.visible_again).min().unwrap_or(SimTime::ZERO)
    }

    pub(super) fn retry(&mut self, poller: u32, call: CallId, cx: &mut Cx<'_, '_, Timer>) {
        let index = poller as usize;
        let waits = |poller: &super::Poller| poller.call == call && poller.stage == Stage::Pausing;
        if !self.pollers.get(index).is_some_and(waits) {
            return;
        }
        if cx.now() < self.visible_again(index) {
            self.call_function(index, cx);
        } else {
            self.fail(index, &limits::ESMQ_12, cx);
        }
    }

    fn first_of(&self, index: usize) -> MessageId {
        self.pollers[index].batch.first().map_or(MessageId::NONE, |record| record.item.id)
    }
}

/// Returns the pause after a number of tries: 1, 2, 4, … s.
fn pause_after(attempts: u16) -> SimDuration {
    const DOUBLINGS_MAX: u16 = 16;
    let doublings = attempts.saturating_sub(1).min(DOUBLINGS_MAX);
    SimDuration::from_secs(1 << doublings).min(limits::RETRY_PAUSE_MAX)
}
