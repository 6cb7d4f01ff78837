//! What is given up: records of failure to the destination.

use super::super::config::Config;
use super::line::Piece;
use super::outcome::first_of;
use super::{Here, StreamMapping, limits, to_u32};
use crate::fact::{Detail, DropReason, Note, What, request_id};
use crate::message::{CallId, Fate, Invocation, Item, Operation, PolledRecord, Reply, Request};
use crate::payload::{Document, Parameters, Payload};
use crate::rules::Rule;
use crate::service::Setup;
use crate::stack::latency::Hop;
use crate::stack::settings::iso_time;
use kernel::{MessageId, NodeId, PortId};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Calls of a destination have this in their lower half, where those of lines have the line.
const DESTINATION: u64 = u32::MAX as u64;

/// A batch is given up.
static BATCH_DISCARDED: Note = Note { name: "BatchDiscarded", text: "gives it up, with all of its batch: {} in all" };

/// Why a batch is given up, in AWS's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// It failed as often as it may.
    RetryAttemptsExhausted,
    /// It is too old.
    RecordAgeExceeded,
    /// It fits into no batch.
    TooLarge,
}

impl Condition {
    fn name(self) -> &'static str {
        match self {
            Self::RetryAttemptsExhausted => "RetryAttemptsExhausted",
            Self::RecordAgeExceeded => "RecordAgeExceeded",
            // AWS publishes no word for it.
            Self::TooLarge => "RecordTooLarge",
        }
    }

    fn reason(self) -> (DropReason, &'static Rule) {
        match self {
            Self::RetryAttemptsExhausted => (DropReason::RetryAttemptsExhausted, &limits::STR_07),
            Self::RecordAgeExceeded => (DropReason::RecordAgeExceeded, &limits::STR_08),
            Self::TooLarge => (DropReason::Rejected, &limits::STR_03_TOO_LARGE),
        }
    }
}

/// The way to the destination on failure, and what is on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Destinations {
    way: Option<(PortId, NodeId, Operation)>,
    function_arn: Arc<str>,
    mapping: Arc<str>,
    travelling: BTreeMap<u64, MessageId>,
    calls: u64,
}

impl Destinations {
    pub(super) fn new(config: &Config, setup: &mut Setup<'_>) -> Self {
        let way = config
            .on_failure
            .as_ref()
            .and_then(|to| Some((setup.connect(&to.id, Hop::ServiceCall)?, setup.node_of(&to.id)?, to.operation?)));
        Self { way, function_arn: config.function_arn.clone(), mapping: config.id.clone(), ..Self::default() }
    }

    /// Leads to another destination from now on where the configuration names another.
    pub(super) fn follow(&mut self, before: &Config, after: &Config, cx: &mut Here<'_, '_>) {
        self.function_arn = after.function_arn.clone();
        if before.on_failure == after.on_failure {
            return;
        }
        self.way = after
            .on_failure
            .as_ref()
            .and_then(|to| Some((cx.connect(&to.id, Hop::ServiceCall)?, cx.node_of(&to.id)?, to.operation?)));
    }

    pub(super) fn travelling(&self) -> Vec<MessageId> {
        self.travelling.values().copied().collect()
    }

    /// Hears what the destination answers; tells whether it was its answer.
    pub(super) fn on_reply(&mut self, reply: &Reply, cx: &mut Here<'_, '_>) -> bool {
        if reply.call.0 & DESTINATION != DESTINATION {
            return false;
        }
        if let Some(copy) = self.travelling.remove(&reply.call.0) {
            match &reply.outcome {
                Ok(answer) if answer.kept => {}
                Ok(_) => {
                    cx.record(What::Delivered.of(copy));
                }
                Err(_) => refused(copy, cx),
            }
        }
        true
    }

    fn send(&mut self, record: FailureRecord, from: MessageId, cx: &mut Here<'_, '_>) {
        let Some((port, to, operation)) = self.way else { return };
        let record = FailureRecord { whole: operation == Operation::PUT_OBJECT, ..record };
        let parameters = if record.whole { self.object(&record) } else { Parameters::default() };
        let mut item = Item { parameters, ..Item::new(MessageId::NONE, Payload::new(record)) };
        let content = || Detail::Content {
            action: operation.0,
            payload: item.payload.clone(),
            parameters: item.parameters.clone(),
        };
        item.id = cx.copy_of(from, content);
        let copy = item.id;
        cx.record(What::DestinationSent { to, success: false }.of(copy).because(&limits::STR_10));
        self.calls += 1;
        let call = self.calls << 32 | DESTINATION;
        self.travelling.insert(call, copy);
        let request = Request { call: CallId(call), operation, invocation: Invocation::Sync, item };
        if cx.request(port, request).is_none() {
            self.travelling.remove(&call);
            refused(copy, cx);
        }
    }

    /// Returns how a record is put into a bucket (STR-10).
    fn object(&self, record: &FailureRecord) -> Parameters {
        let time = iso_time(record.unix_ms);
        let (day, instant) = (time[..10].replace('-', "/"), time[..19].replace(':', "."));
        let id = request_id(!record.request);
        let key = format!("aws/lambda/{}/{}/{day}/{instant}-{id}", self.mapping, record.shard());
        let size = record.json().to_string().len();
        Parameters::new(Map::from_iter([("Key".to_owned(), Value::from(key)), ("Size".to_owned(), Value::from(size))]))
    }
}

fn refused(copy: MessageId, cx: &mut Here<'_, '_>) {
    cx.record(What::HandOverFailed { destination: true }.of(copy).because(&limits::STR_10));
    cx.record(What::Dropped { reason: DropReason::DestinationDeliveryFailure }.of(copy));
}

impl StreamMapping {
    /// Gives records up: word of them goes to the destination, if there is one (STR-10).
    pub(super) fn give_up(&mut self, piece: &Piece, condition: Condition, cx: &mut Here<'_, '_>) {
        let (reason, rule) = condition.reason();
        let first = first_of(&piece.records);
        let discarded = What::Noted { note: &BATCH_DISCARDED, value: to_u32(piece.records.len()) };
        cx.record(discarded.of(first).because(rule));
        let now = cx.now();
        let unix_ms = cx.shared().settings.unix_ms(now);
        let exhausted = condition == Condition::RetryAttemptsExhausted;
        let answered = piece.answered.filter(|_| exhausted);
        let request = piece.answered.and_then(|(request, _)| request).unwrap_or(first.0);
        let record = FailureRecord {
            unix_ms,
            request,
            function_arn: self.destinations.function_arn.clone(),
            condition,
            // A record that is too old counts the decision, too (STR-12).
            invoke_count: piece.runs + u32::from(!exhausted),
            function_failed: answered.map(|(_, failed)| failed),
            records: piece.records.clone(),
            whole: false,
        };
        self.destinations.send(record, first, cx);
        self.end(&piece.records, Fate::Dropped { reason, rule }, cx);
    }
}

/// What a destination is told of a batch that was given up (STR-10).
#[derive(Debug)]
struct FailureRecord {
    unix_ms: u64,
    request: u64,
    function_arn: Arc<str>,
    condition: Condition,
    invoke_count: u32,
    /// Whether the function's code failed in the last run, where that is told.
    function_failed: Option<bool>,
    records: Arc<[PolledRecord]>,
    /// Whether the records go with it: into a bucket.
    whole: bool,
}

impl FailureRecord {
    fn shard(&self) -> String {
        let record = self.records.first().map(|record| record.record.json()).unwrap_or_default();
        record["eventID"].as_str().and_then(|id| id.split(':').next()).unwrap_or_default().to_owned()
    }

    fn batch_info(&self) -> Value {
        let of = |record: Option<&PolledRecord>| record.map(|record| record.record.json()).unwrap_or_default();
        let (first, last) = (of(self.records.first()), of(self.records.last()));
        let arrival = |record: &Value| {
            let seconds = record["kinesis"]["approximateArrivalTimestamp"].as_f64().unwrap_or_default();
            iso_time((seconds * 1_000.0).round() as u64)
        };
        json!({
            "shardId": self.shard(),
            "startSequenceNumber": first["kinesis"]["sequenceNumber"],
            "endSequenceNumber": last["kinesis"]["sequenceNumber"],
            "approximateArrivalOfFirstRecord": arrival(&first),
            "approximateArrivalOfLastRecord": arrival(&last),
            "batchSize": self.records.len(),
            "streamArn": first["eventSourceARN"],
        })
    }
}

impl Document for FailureRecord {
    fn json(&self) -> Value {
        let mut record = json!({
            "requestContext": {
                "requestId": request_id(self.request),
                "functionArn": &*self.function_arn,
                "condition": self.condition.name(),
                "approximateInvokeCount": self.invoke_count,
            },
        });
        if let Some(failed) = self.function_failed {
            let error = failed.then_some("Unhandled");
            record["responseContext"] =
                json!({ "statusCode": 200, "executedVersion": "$LATEST", "functionError": error });
        }
        record["version"] = json!("1.0");
        record["timestamp"] = json!(iso_time(self.unix_ms));
        record["KinesisBatchInfo"] = self.batch_info();
        if self.whole {
            record["payload"] = super::super::batch::event(&self.records).json();
        }
        record
    }

    fn inner(&self) -> Option<&Payload> {
        // Only a bucket gets the records.
        self.records.first().filter(|_| self.whole).map(|record| &record.record)
    }

    fn title(&self) -> &'static str {
        "Record of failure"
    }
}
