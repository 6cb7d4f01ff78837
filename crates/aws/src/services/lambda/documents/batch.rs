//! What a function answers when it could not serve some records of a batch (ESMQ-15).

use crate::payload::{Document, Payload};
use serde_json::{Value, json};

/// The records that failed, as they stand in `Records[]`.
#[derive(Debug)]
pub(crate) struct BatchFailures(pub(crate) Vec<Payload>);

impl Document for BatchFailures {
    fn json(&self) -> Value {
        let failure = |record: &Payload| json!({ "itemIdentifier": identifier(&record.json()) });
        json!({ "batchItemFailures": self.0.iter().map(failure).collect::<Vec<_>>() })
    }

    fn title(&self) -> &'static str {
        "Batch response"
    }
}

/// Returns what names a record in its source: an SQS message id, or a sequence number of a stream.
fn identifier(record: &Value) -> Value {
    let places = ["/messageId", "/kinesis/sequenceNumber", "/dynamodb/SequenceNumber"];
    places.iter().find_map(|place| record.pointer(place)).cloned().unwrap_or(Value::Null)
}
