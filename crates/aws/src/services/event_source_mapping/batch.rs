//! Batches: what the function receives, and what its answer says of the messages.

use super::limits;
use crate::message::PolledRecord;
use crate::payload::{Document, Payload};
use serde_json::{Value, json};
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

/// Returns the bytes of records in a batch, with the byte between two.
pub(super) fn bytes_of(records: &[PolledRecord]) -> u64 {
    records.iter().map(|record| record.record.size() + 1).sum()
}

/// Returns how many bytes the records of one batch may have (ESMQ-02).
pub(super) fn bytes_max() -> u64 {
    limits::BATCH_BYTES_MAX - FRAME
}

/// Returns which records of a batch failed by the function's own report (ESMQ-15), or `None` where the report is
/// malformed and all have failed.
pub(super) fn reported_failures(response: &Value, records: &[PolledRecord]) -> Option<Vec<usize>> {
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
    let ids: Vec<Value> = records.iter().map(|record| record.record.json()["messageId"].take()).collect();
    let place = |failure: &Value| {
        let id = failure.get("itemIdentifier")?;
        ids.iter().position(|known| known == id)
    };
    failures.iter().map(place).collect()
}
