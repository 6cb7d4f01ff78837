//! What becomes of received messages: deletion, other visibility, return; and emptying a queue.

use super::receive::number_of;
use super::store::State;
use super::{Queue, Timer, limits, record};
use crate::fact::{DropReason, Fact, Note, What};
use crate::message::{Answer, Fate, Item, ServiceError, Settle};
use crate::service::{Caller, Cx};
use kernel::{MessageId, SimDuration, SimTime};

/// A purge came too soon after another.
static PURGE_REFUSED: Note = Note { name: "PurgeRefused", text: "refused: only one purge is allowed every 60 s" };

const INVALID: ServiceError = ServiceError::InvalidParameter("InvalidParameterValue");

impl Queue {
    /// What a mapping says of messages that it was handed. A stale hand-out is passed over.
    pub(super) fn settle(&mut self, settle: &Settle, cx: &mut Cx<'_, '_, Timer>) {
        let cause = cx.cause();
        for &receipt in &settle.receipts {
            cx.set_cause(cause);
            match settle.fate {
                Fate::Delivered => self.delete_received(receipt, cx),
                Fate::Filtered => self.end(receipt, What::Filtered, cx),
                Fate::Dropped { reason, .. } => self.end(receipt, What::Dropped { reason }, cx),
                Fate::Return { after } => self.hide_for(receipt, after, cx),
            }
        }
    }

    /// `DeleteMessage`, by `ReceiptHandle` or of the message that the caller received last.
    pub(super) fn delete_message(&mut self, caller: Caller, item: &Item, cx: &mut Cx<'_, '_, Timer>) {
        let receipt = self.receipt(&caller, item);
        if let Some(receipt) = receipt
            && self.config.fifo.is_some()
            && !self.is_in_flight(receipt)
        {
            return Self::refuse_expired(caller, item.id, receipt, cx);
        }
        if let Some(receipt) = receipt {
            self.delete_received(receipt, cx);
        }
        cx.answer(&caller, item.id, Ok(Answer::status(200)));
    }

    /// `ChangeMessageVisibility`, by `ReceiptHandle` or of the message that the caller received last.
    pub(super) fn change_message_visibility(&mut self, caller: Caller, item: &Item, cx: &mut Cx<'_, '_, Timer>) {
        let seconds = item.parameters.integer("VisibilityTimeout").and_then(|seconds| u64::try_from(seconds).ok());
        let Some(receipt) = self.receipt(&caller, item) else {
            let text = "The input receipt handle is invalid.".to_owned();
            let error = ServiceError::InvalidParameter("ReceiptHandleIsInvalid");
            return Self::refuse(caller, item.id, error, (&limits::SQS_02, text), cx);
        };
        let Some(State::InFlight { since, .. }) = self.state_of(receipt) else {
            let text = format!(
                "Value {} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available \
                 for visibility timeout change.",
                record::receipt_handle(receipt)
            );
            return Self::refuse(caller, item.id, INVALID, (&limits::SQS_02, text), cx);
        };
        let span = SimDuration::from_secs(seconds.unwrap_or_default());
        if cx.now() + span > since + limits::VISIBILITY_MAX {
            let text = format!(
                "Value {} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message \
                 is beyond the limit [43200 seconds].",
                span.as_secs()
            );
            return Self::refuse(caller, item.id, INVALID, (&limits::SQS_02, text), cx);
        }
        self.hide_for(receipt, span, cx);
        cx.answer(&caller, item.id, Ok(Answer::status(200)));
    }

    fn refuse_expired(caller: Caller, message: MessageId, receipt: u64, cx: &mut Cx<'_, '_, Timer>) {
        let handle = record::receipt_handle(receipt);
        let text =
            format!("Value {handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
        Self::refuse(caller, message, INVALID, (&limits::SQS_02, text), cx);
    }

    fn receipt(&self, caller: &Caller, item: &Item) -> Option<u64> {
        match item.parameters.text("ReceiptHandle") {
            Some(handle) => record::receipt_of(handle),
            None => self.last_received_by(caller),
        }
    }

    /// Returns where the message of a hand-out stands, if that was its last one.
    fn state_of(&self, receipt: u64) -> Option<State> {
        let stored = self.store.get(number_of(receipt))?;
        (stored.receipt == receipt).then_some(stored.state)
    }

    fn is_in_flight(&self, receipt: u64) -> bool {
        matches!(self.state_of(receipt), Some(State::InFlight { .. }))
    }

    /// Deletes a message by a hand-out: that has to be its last, and on a FIFO queue its visibility must not have ended.
    pub(super) fn delete_received(&mut self, receipt: u64, cx: &mut Cx<'_, '_, Timer>) {
        self.end(receipt, What::Delivered, cx);
    }

    /// Deletes a message and ends its copy.
    fn end(&mut self, receipt: u64, how: What, cx: &mut Cx<'_, '_, Timer>) {
        let Some(state) = self.state_of(receipt) else { return };
        let expired = self.config.fifo.is_some() && !matches!(state, State::InFlight { .. });
        let number = number_of(receipt);
        // A duplicate that is still to come outlives the deletion of the first (SQS-08).
        let outlives = self.store.get(number).is_some_and(|stored| stored.duplicate);
        if expired || outlives {
            return;
        }
        let Some(stored) = self.store.remove(number) else { return };
        let id = stored.item.id;
        cx.record(What::Deleted.of(id).because(&limits::SQS_01));
        cx.record(how.of(id));
        self.call_waiters(cx);
    }

    fn hide_for(&mut self, receipt: u64, span: SimDuration, cx: &mut Cx<'_, '_, Timer>) {
        let Some(State::InFlight { since, .. }) = self.state_of(receipt) else { return };
        let until = (cx.now() + span).min(since + limits::VISIBILITY_MAX);
        let number = number_of(receipt);
        if let Some(stored) = self.store.get_mut(number) {
            let changed = What::VisibilityChanged { visible_again: until };
            stored.cause = cx.record(changed.of(stored.item.id).because(&limits::SQS_02));
        }
        if until > cx.now() {
            self.store.set_state(number, State::InFlight { since, until });
        } else {
            self.show(number, cx);
        }
    }

    /// `PurgeQueue`: once a minute.
    pub(super) fn purge_queue(&mut self, caller: Caller, id: MessageId, cx: &mut Cx<'_, '_, Timer>) {
        const IN_PROGRESS: ServiceError =
            ServiceError::Other { code: "AWS.SimpleQueueService.PurgeQueueInProgress", status: 403 };
        if self.is_purging(cx.now()) {
            let text = format!("Only one PurgeQueue operation on {} is allowed every 60 seconds.", self.config.name);
            return Self::refuse(caller, id, IN_PROGRESS, (&limits::SQS_16, text), cx);
        }
        self.purge(cx);
        cx.answer(&caller, id, Ok(Answer::status(200)));
    }

    /// A person purges the queue, and is refused within a minute after the last purge.
    pub(super) fn purge_by_hand(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        if self.is_purging(cx.now()) {
            cx.record(Fact::from(What::Noted { note: &PURGE_REFUSED, value: 0 }).because(&limits::SQS_16));
        } else {
            self.purge(cx);
        }
    }

    fn is_purging(&self, now: SimTime) -> bool {
        self.purged.is_some_and(|at| now < at + limits::PURGE_PAUSE)
    }

    /// Deletes everything, and forgets deduplication ids.
    fn purge(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.purged = Some(cx.now());
        self.deduplication.clear();
        self.drop_all(DropReason::Purged, cx);
    }

    /// The queue is deleted with all that is in it.
    pub(super) fn delete_queue(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.deduplication.clear();
        self.drop_all(DropReason::Deleted, cx);
    }

    fn drop_all(&mut self, reason: DropReason, cx: &mut Cx<'_, '_, Timer>) {
        let cause = cx.cause();
        let numbers: Vec<u64> = self.store.iter().map(|(number, _)| number).collect();
        for number in numbers {
            let Some(stored) = self.store.remove(number) else { continue };
            let fact = What::Dropped { reason }.of(stored.item.id);
            cx.record(if reason == DropReason::Purged { fact.because(&limits::SQS_16) } else { fact });
            cx.set_cause(cause);
        }
    }
}
