//! Batches: what the function receives, and what its answer says of the messages.

use super::limits;
use crate::message::{CallId, Invocation, Item, Lineage, Operation, PolledRecord, Request};
use crate::payload::{Document, Parameters, Payload};
use kernel::{MessageId, NodeId};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The bytes of a batch around its records.
const FRAME: u64 = r#"{"Records":[]}"#.len() as u64;

/// The event of a batch: `{"Records": […]}`.
#[derive(Debug)]
struct BatchEvent(Arc<[PolledRecord]>);

impl Document for BatchEvent {
    fn json(&self) -> Value {
        json!({ "Records": self.0.iter().map(|record| record.record.json()).collect::<Vec<_>>() })
    }

    fn size(&self) -> u64 {
        FRAME + bytes_of(&self.0)
    }

    fn inner(&self) -> Option<&Payload> {
        self.0.first().map(|record| &record.record)
    }

    fn title(&self) -> &'static str {
        "Batch of records"
    }
}

/// Returns the event that a function receives for a batch.
pub(super) fn event(records: &Arc<[PolledRecord]>) -> Payload {
    Payload::new(BatchEvent(records.clone()))
}

/// Returns the call of a function with a batch.
pub(super) fn request(
    call: CallId,
    function: NodeId,
    records: &Arc<[PolledRecord]>,
    reports_failures: bool,
) -> Request {
    let mut parameters = Map::new();
    if reports_failures {
        parameters.insert("FunctionResponseTypes".to_owned(), json!(["ReportBatchItemFailures"]));
    }
    // The longest chain among the messages counts for the batch (ASYNC-25).
    let longest = records.iter().max_by_key(|record| record.item.lineage.count(function));
    let item = Item {
        id: records.first().map_or(MessageId::NONE, |record| record.item.id),
        payload: event(records),
        parameters: Parameters::new(parameters),
        lineage: longest.map_or_else(Lineage::default, |record| record.item.lineage.clone()),
        records: Some(records.clone()),
    };
    Request { call, operation: Operation::INVOKE, invocation: Invocation::Sync, item }
}

/// Takes out the records that are not wanted, and returns their hand-outs.
pub(super) fn sort_out(records: &mut Vec<PolledRecord>, is_wanted: impl Fn(&PolledRecord) -> bool) -> Vec<u64> {
    let mut unwanted = Vec::new();
    records.retain(|record| {
        let wanted = is_wanted(record);
        if !wanted {
            unwanted.push(record.receipt);
        }
        wanted
    });
    unwanted
}

/// Returns the bytes of records in a batch, with the byte between two.
pub(super) fn bytes_of(records: &[PolledRecord]) -> u64 {
    records.iter().map(|record| record.record.size() + 1).sum()
}

/// Returns how many bytes the records of one batch may have (ESMQ-02).
pub(super) fn bytes_max() -> u64 {
    limits::BATCH_BYTES_MAX - FRAME
}

/// Returns which records of a batch failed by the function's own report (ESMQ-15, STR-11), or `None` where the report is
/// malformed and all have failed. `name` points at what names a record.
pub(super) fn reported_failures(response: &Value, records: &[PolledRecord], name: &str) -> Option<Vec<usize>> {
    let failures = match response {
        Value::Null => return Some(Vec::new()),
        Value::String(text) if text.is_empty() => return Some(Vec::new()),
        Value::Array(items) if items.is_empty() => return Some(Vec::new()),
        // An object without the list reads as one whose list is null.
        Value::Object(members) => members.get("batchItemFailures").unwrap_or(&Value::Null),
        _ => return None,
    };
    let failures = match failures {
        Value::Null => return Some(Vec::new()),
        Value::Array(failures) if failures.is_empty() => return Some(Vec::new()),
        Value::Array(failures) => failures,
        _ => return None,
    };
    let named = |record: &PolledRecord| record.record.json().pointer(name).cloned().unwrap_or_default();
    let named = |(place, record): (usize, &PolledRecord)| Some((named(record).as_str()?.to_owned(), place));
    let places: BTreeMap<String, usize> = records.iter().enumerate().filter_map(named).collect();
    let place = |failure: &Value| places.get(failure.get("itemIdentifier")?.as_str()?).copied();
    failures.iter().map(place).collect()
}
