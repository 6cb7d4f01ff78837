//! What a stream writes: the record that a function receives, and the answers of its API.

use super::shard::{Kept, Place};
use crate::payload::http::{base64, base64_size};
use crate::payload::{Document, Payload};
use kernel::SimTime;
use serde_json::{Value, json};
use std::sync::Arc;

/// What all records of one stream have in common.
#[derive(Debug)]
pub(super) struct Origin {
    /// The stream's ARN.
    pub(super) arn: Arc<str>,
    /// The region.
    pub(super) region: Arc<str>,
    /// The account id.
    pub(super) account: Arc<str>,
    /// The clock on the wall at time 0, in milliseconds since 1970.
    pub(super) start_unix_ms: u64,
}

impl Origin {
    fn unix_seconds(&self, at: SimTime) -> f64 {
        (self.start_unix_ms + at.as_nanos() / 1_000_000) as f64 / 1_000.0
    }
}

/// One record of `Records[]`.
#[derive(Debug)]
pub(super) struct KinesisRecord {
    /// The record.
    pub(super) kept: Arc<Kept>,
    /// Where it lies.
    pub(super) place: Place,
    /// Its stream.
    pub(super) origin: Arc<Origin>,
}

impl Document for KinesisRecord {
    fn json(&self) -> Value {
        let (shard, sequence) = (shard_id(self.place.shard), sequence_number(self.place));
        let Origin { arn, region, account, .. } = &*self.origin;
        json!({
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": &*self.kept.key,
                "sequenceNumber": sequence,
                "data": base64(self.kept.data.text().as_bytes()),
                "approximateArrivalTimestamp": self.origin.unix_seconds(self.kept.arrived),
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": format!("{shard}:{sequence}"),
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": format!("arn:aws:iam::{account}:role/lambda-role"),
            "awsRegion": &**region,
            "eventSourceARN": &**arn,
        })
    }

    fn size(&self) -> u64 {
        const FRAME: u64 = 470;
        FRAME + self.origin.arn.len() as u64 + self.kept.key.len() as u64 + base64_size(self.kept.data.size())
    }

    fn inner(&self) -> Option<&Payload> {
        Some(&self.kept.data)
    }

    fn title(&self) -> &'static str {
        "Kinesis record"
    }
}

/// The answer to `PutRecord`.
#[derive(Debug)]
pub(super) struct PutRecordResult(pub(super) Place);

impl Document for PutRecordResult {
    fn json(&self) -> Value {
        json!({ "ShardId": shard_id(self.0.shard), "SequenceNumber": sequence_number(self.0) })
    }

    fn title(&self) -> &'static str {
        "PutRecord result"
    }
}

/// The answer to `PutRecords`: for each record its place, or the error and what it says.
#[derive(Debug)]
pub(super) struct PutRecordsResult(pub(super) Vec<Result<Place, (&'static str, String)>>);

impl Document for PutRecordsResult {
    fn json(&self) -> Value {
        let one = |result: &Result<Place, (&'static str, String)>| match result {
            Ok(place) => PutRecordResult(*place).json(),
            Err((code, text)) => json!({ "ErrorCode": code, "ErrorMessage": text }),
        };
        let failed = self.0.iter().filter(|result| result.is_err()).count();
        json!({ "FailedRecordCount": failed, "Records": self.0.iter().map(one).collect::<Vec<_>>() })
    }

    fn title(&self) -> &'static str {
        "PutRecords result"
    }
}

/// Returns the name of a shard.
pub(super) fn shard_id(shard: u32) -> String {
    format!("shardId-{shard:012}")
}

/// Returns the name of a record in its stream, as long as AWS's.
pub(super) fn sequence_number(place: Place) -> String {
    format!("49{:022}{:032}", place.shard, place.number)
}
