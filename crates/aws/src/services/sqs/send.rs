//! Sending: what is accepted, and when it can be received.

use super::record::{self, SendMessageResult};
use super::store::Stored;
use super::store::deduplication::First;
use super::{Queue, Timer, limits};
use crate::fact::{Detail, DropReason, What};
use crate::message::{Answer, Item, ServiceError};
use crate::payload::{Parameters, Payload, sha256_hex};
use crate::rules::Rule;
use crate::service::{Caller, Cx};
use kernel::{SimDuration, SimTime};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a send is refused: the error, the rule and AWS's text.
type Refusal = (ServiceError, &'static Rule, String);

/// The actions of which a FIFO queue takes so many a second (SQS-09).
const LIMITED: [&str; 5] =
    ["SendMessage", "SendMessageBatch", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"];

/// The calls of the present second, by action.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    second: u64,
    counts: BTreeMap<&'static str, u32>,
}

impl Calls {
    /// Counts a call and returns how many there were of its action in this second.
    fn count(&mut self, action: &'static str, now: SimTime) -> u32 {
        let second = now.as_nanos() / 1_000_000_000;
        if self.second != second {
            *self = Self { second, counts: BTreeMap::new() };
        }
        let count = self.counts.entry(action).or_default();
        *count += 1;
        *count
    }
}

const NOT_FOR_THIS_TYPE: &str = "The request include parameter that is not valid for this queue type";

impl Queue {
    /// `SendMessage`: the queue keeps the copy once it has accepted it.
    pub(super) fn send_message(&mut self, caller: Caller, item: Item, cx: &mut Cx<'_, '_, Timer>) {
        let id = item.id;
        match self.accept(&caller, item, cx) {
            Ok(result) => cx.answer(&caller, id, Ok(Answer { payload: result, ..Answer::kept(200) })),
            Err((error, rule, text)) => Self::refuse(caller, id, error, (rule, text), cx),
        }
    }

    /// `SendMessageBatch`: each entry is a copy of its own.
    pub(super) fn send_message_batch(&mut self, caller: Caller, item: &Item, cx: &mut Cx<'_, '_, Timer>) {
        const TOO_MANY: ServiceError =
            ServiceError::Other { code: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", status: 400 };
        let entries = item.parameters.get("Entries").as_array().cloned().unwrap_or_default();
        if entries.len() > limits::BATCH_MAX as usize {
            let sent = entries.len();
            let text =
                format!("Maximum number of entries per request are {}. You have sent {sent}.", limits::BATCH_MAX);
            return Self::refuse(caller, item.id, TOO_MANY, (&limits::SQS_07, text), cx);
        }
        let cause = cx.cause();
        for entry in entries {
            let Value::Object(mut parameters) = entry else { continue };
            let body = match parameters.shift_remove("MessageBody") {
                Some(Value::String(text)) => Payload::from_text(text),
                other => Payload::from_json(other.unwrap_or_default()),
            };
            let parameters = Parameters::new(parameters);
            let content =
                || Detail::Content { action: "SendMessage", payload: body.clone(), parameters: parameters.clone() };
            let id = cx.copy_of(item.id, content);
            let copy = Item { id, payload: body.clone(), parameters: parameters.clone(), ..item.clone() };
            if self.accept(&caller, copy, cx).is_err() {
                cx.record(What::Dropped { reason: DropReason::Rejected }.of(id));
            }
            cx.set_cause(cause);
        }
        cx.answer(&caller, item.id, Ok(Answer::status(200)));
    }

    /// Takes a message in, or says why not.
    fn accept(&mut self, caller: &Caller, item: Item, cx: &mut Cx<'_, '_, Timer>) -> Result<Payload, Refusal> {
        self.check_size(&item)?;
        let delay = self.delay_of(&item.parameters)?;
        let now = cx.now();
        let mut stored = Stored::new(item, now);
        stored.group = self.group_of(&stored.item.parameters)?;
        stored.deduplication = self.deduplication_of(&stored.item)?;
        stored.dead_letter = self.dead_letter_senders.contains(&caller.node);
        let (id, body) = (stored.item.id, stored.item.payload.clone());
        if let Some(first) = self.first_of(&stored, now) {
            cx.record(What::Dropped { reason: DropReason::Deduplicated }.of(id).because(&limits::SQS_11));
            let result = SendMessageResult { id: first.id, body, number: Some(first.number) };
            return Ok(Payload::new(result));
        }
        let number = self.enqueue(stored, delay, cx);
        let number = self.config.fifo.is_some().then_some(number);
        Ok(Payload::new(SendMessageResult { id, body, number }))
    }

    fn enqueue(&mut self, mut stored: Stored, delay: SimDuration, cx: &mut Cx<'_, '_, Timer>) -> u64 {
        let now = cx.now();
        let visible = now + delay;
        let fact = What::Enqueued { visible }.of(stored.item.id);
        stored.cause = cx.record(if delay > SimDuration::ZERO { fact.because(&limits::SQS_03) } else { fact });
        let remembered = self.deduplication_key(&stored).map(|key| (key, stored.item.id));
        let number = self.store.insert(stored, visible, now);
        if let Some((key, id)) = remembered {
            self.deduplication.remember(key, First { id, number }, now);
        }
        if delay == SimDuration::ZERO {
            self.call_waiters(cx);
        }
        number
    }

    fn check_size(&self, item: &Item) -> Result<(), Refusal> {
        let max = self.config.message_size_max;
        if item.payload.size() + record::attributes_size(&item.parameters) > max {
            let text = format!("One or more parameters are invalid. Reason: Message must be shorter than {max} bytes.");
            return Err((ServiceError::InvalidParameter("InvalidParameterValue"), &limits::SQS_07, text));
        }
        let count = item.parameters.get("MessageAttributes").as_object().map_or(0, serde_json::Map::len);
        if count > limits::MESSAGE_ATTRIBUTES_MAX {
            let text = format!("Number of message attributes [{count}] exceeds the allowed maximum [10].");
            return Err((ServiceError::InvalidParameter("InvalidParameterValue"), &limits::SQS_07, text));
        }
        Ok(())
    }

    /// Counts a call of a FIFO queue whose limit holds for the whole queue.
    pub(super) fn check_rate(&mut self, action: &'static str, now: SimTime) -> Result<(), Refusal> {
        const THROTTLED: ServiceError =
            ServiceError::Other { code: "AWS.SimpleQueueService.RequestThrottled", status: 403 };
        let unlimited = self.config.fifo.is_none_or(|fifo| fifo.limited_by_group);
        if unlimited || !LIMITED.contains(&action) {
            return Ok(());
        }
        if self.calls.count(action, now) > limits::FIFO_CALLS_PER_SECOND_MAX {
            return Err((THROTTLED, &limits::SQS_09, "Rate exceeded".to_owned()));
        }
        Ok(())
    }

    /// Returns a message's delay. On a FIFO queue only the queue's own counts, and 0 stands for it.
    fn delay_of(&self, parameters: &Parameters) -> Result<SimDuration, Refusal> {
        let Some(seconds) = parameters.integer("DelaySeconds") else { return Ok(self.config.delay) };
        let invalid = |reason: &str| {
            let text = format!("Value {seconds} for parameter DelaySeconds is invalid. Reason: {reason}.");
            (ServiceError::InvalidParameter("InvalidParameterValue"), &limits::SQS_03, text)
        };
        let max = limits::DELAY_MAX.as_secs();
        match u64::try_from(seconds) {
            Ok(0) if self.config.fifo.is_some() => Ok(self.config.delay),
            Ok(_) if self.config.fifo.is_some() => Err(invalid(NOT_FOR_THIS_TYPE)),
            Ok(seconds) if seconds <= max => Ok(SimDuration::from_secs(seconds)),
            _ => Err(invalid(&format!("DelaySeconds must be >= 0 and <= {max}"))),
        }
    }

    fn group_of(&self, parameters: &Parameters) -> Result<Option<Arc<str>>, Refusal> {
        let group: Option<Arc<str>> = parameters.text("MessageGroupId").map(Into::into);
        match (&group, self.config.fifo) {
            (None, Some(_)) => {
                let text = "The request must contain the parameter MessageGroupId.".to_owned();
                Err((ServiceError::InvalidParameter("MissingParameter"), &limits::SQS_10, text))
            }
            (Some(group), None) if !self.profile.is_now() => {
                let text =
                    format!("Value {group} for parameter MessageGroupId is invalid. Reason: {NOT_FOR_THIS_TYPE}.");
                Err((ServiceError::InvalidParameter("InvalidParameterValue"), &limits::SQS_10, text))
            }
            _ => Ok(group),
        }
    }

    fn deduplication_of(&self, item: &Item) -> Result<Option<Arc<str>>, Refusal> {
        let Some(fifo) = self.config.fifo else { return Ok(None) };
        match item.parameters.text("MessageDeduplicationId") {
            Some(id) => Ok(Some(id.into())),
            None if fifo.content_based => Ok(Some(sha256_hex(&item.payload.text()).into())),
            None => {
                let text = "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId \
                            provided explicitly"
                    .to_owned();
                Err((ServiceError::InvalidParameter("InvalidParameterValue"), &limits::SQS_11, text))
            }
        }
    }

    fn first_of(&mut self, stored: &Stored, now: SimTime) -> Option<First> {
        let key = self.deduplication_key(stored)?;
        self.deduplication.find(&key, now)
    }

    fn deduplication_key(&self, stored: &Stored) -> Option<(Option<Arc<str>>, Arc<str>)> {
        let fifo = self.config.fifo?;
        let scope = if fifo.deduplicates_by_group { stored.group.clone() } else { None };
        Some((scope, stored.deduplication.clone()?))
    }
}
