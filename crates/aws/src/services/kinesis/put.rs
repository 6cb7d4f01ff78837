//! Putting: what is taken, in which shard it lies, and the copy that each reader gets.

use super::readers::Copied;
use super::record::{PutRecordResult, PutRecordsResult};
use super::shard::{Kept, Place, hash_of, shard_of};
use super::{Here, Stream, WRITE_EXCEEDED, limits};
use crate::fact::{Detail, RECORD_PUT, What};
use crate::message::{Answer, Item, ServiceError};
use crate::payload::{Parameters, Payload};
use crate::rules::Rule;
use crate::service::Caller;
use kernel::MessageId;
use serde_json::{Map, Value};

/// Why a record is not taken: the error, the rule and AWS's text.
type Refusal = (ServiceError, &'static Rule, String);

const INVALID: ServiceError = ServiceError::InvalidParameter("ValidationException");
const EXCEEDED: &str = "ProvisionedThroughputExceededException";

impl Stream {
    /// `PutRecord`.
    pub(super) fn put_record(&mut self, caller: &Caller, item: &Item, cx: &mut Here<'_, '_>) {
        let record = Record::new(&item.parameters.to_json(), item.payload.clone());
        match self.check(&record).and_then(|()| self.put(item, record, cx)) {
            Ok(place) => {
                let result = Payload::new(PutRecordResult(place));
                cx.answer(caller, item.id, Ok(Answer::with(200, result)));
            }
            Err(refusal) => self.refuse(caller, item.id, refusal, cx),
        }
    }

    /// `PutRecords`: each record is taken or not on its own, by what its shard takes.
    pub(super) fn put_records(&mut self, caller: &Caller, item: &Item, cx: &mut Here<'_, '_>) {
        let written = item.parameters.get("Records").as_array().map_or(&[][..], Vec::as_slice);
        let records: Vec<Record> = written.iter().map(|record| Record::new(record, data_of(record))).collect();
        if let Err(refusal) = self.check_call(&records) {
            return self.refuse(caller, item.id, refusal, cx);
        }
        let cause = cx.cause();
        let mut results = Vec::new();
        for record in records {
            cx.set_cause(cause);
            let put = self.put(item, record, cx);
            if let Err(refusal) = &put {
                Self::record_refusal(item.id, refusal, cx);
            }
            results.push(put.map_err(|(error, _, text)| (error.code(), text)));
        }
        cx.set_cause(cause);
        cx.answer(caller, item.id, Ok(Answer::with(200, Payload::new(PutRecordsResult(results)))));
    }

    /// Refuses a whole call that has too much in it, or one record that no stream takes (STR-18, STR-19).
    fn check_call(&self, records: &[Record]) -> Result<(), Refusal> {
        let (count, max) = (records.len(), limits::RECORDS_PER_CALL_MAX);
        if count == 0 || count > max {
            return Err((INVALID, &limits::STR_18, format!("{count} records are not between 1 and {max}")));
        }
        let bytes: u64 = records.iter().map(|record| record.data.size() + record.key.len() as u64).sum();
        let max = limits::call_bytes_max(self.profile);
        if bytes > max {
            return Err((INVALID, &limits::STR_18, format!("{bytes} bytes of records are more than {max}")));
        }
        records.iter().try_for_each(|record| self.check(record))
    }

    /// Takes a record in, or says why not.
    fn put(&mut self, item: &Item, record: Record, cx: &mut Here<'_, '_>) -> Result<Place, Refusal> {
        let Record { key, hash: ranged, data } = record;
        let hash = hash_of(&key);
        let shard = shard_of(ranged.and_then(Result::ok).unwrap_or(hash), self.config.shards);
        let (now, bytes) = (cx.now(), data.size() + key.len() as u64);
        if !self.shards[shard as usize].takes(bytes, now) {
            let text = format!(
                "Rate exceeded for shard {} in stream {} under account {}.",
                super::record::shard_id(shard),
                self.config.arn.rsplit('/').next().unwrap_or_default(),
                self.origin.account
            );
            let error = ServiceError::Other { code: EXCEEDED, status: 400 };
            return Err((error, &limits::STR_17, text));
        }
        let put = What::Noted { note: &RECORD_PUT, value: shard }.of(item.id).because(&limits::STR_19);
        let cause = cx.record(put);
        cx.record(What::Noted { note: &super::BYTES_PUT, value: u32::try_from(bytes).unwrap_or(u32::MAX) });
        cx.set_cause(cause);
        let kept = Kept { message: item.id, key: key.into(), hash, data, arrived: now };
        let place = Place { shard, number: self.shards[shard as usize].push(kept) };
        for node in self.readers.nodes() {
            self.copy_for(node, place, cx);
        }
        self.forget(shard);
        self.arm(cx);
        Ok(place)
    }

    /// Refuses a record that no stream takes; its partition key counts with its data.
    fn check(&self, record: &Record) -> Result<(), Refusal> {
        let (chars, max) = (record.key.chars().count(), limits::PARTITION_KEY_CHARS_MAX);
        if chars == 0 || chars > max {
            let text = format!(
                "1 validation error detected: Value '{}' at 'partitionKey' failed to satisfy constraint: Member must have \
                 length between 1 and {max}, inclusive",
                record.key
            );
            return Err((INVALID, &limits::STR_19, text));
        }
        let max = self.config.record_bytes_max;
        if record.data.size() + record.key.len() as u64 > max {
            let text = format!(
                "1 validation error detected: Value at 'data' failed to satisfy constraint: Member must have length less \
                 than or equal to {max}"
            );
            return Err((INVALID, &limits::STR_18, text));
        }
        match &record.hash {
            Some(Err(written)) => {
                let text = format!(
                    "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was {written}"
                );
                Err((ServiceError::InvalidParameter("InvalidArgumentException"), &limits::STR_19, text))
            }
            _ => Ok(()),
        }
    }

    /// Makes a reader's copy of a record, if it reads from that far back.
    pub(super) fn copy_for(&mut self, node: kernel::NodeId, place: Place, cx: &mut Here<'_, '_>) {
        let Some(kept) = self.shards[place.shard as usize].get(place.number).cloned() else { return };
        let Some(reader) = self.readers.get_mut(node).filter(|reader| reader.reads_from(kept.arrived)) else { return };
        let cause = cx.cause();
        let id = cx.copy_of(kept.message, || Detail::Content {
            action: "PutRecord",
            payload: kept.data.clone(),
            parameters: Parameters::new(Map::from_iter([("PartitionKey".to_owned(), Value::from(&*kept.key))])),
        });
        let line = reader.add(place, &kept, Copied { id, cause: cx.cause(), arrived: kept.arrived });
        cx.set_cause(cause);
        if self.readers.look_at(node, line) {
            self.serve_soon(cx);
        }
    }

    fn refuse(&mut self, caller: &Caller, message: MessageId, refusal: Refusal, cx: &mut Here<'_, '_>) {
        Self::record_refusal(message, &refusal, cx);
        cx.answer(caller, message, Err(refusal.0));
    }

    fn record_refusal(message: MessageId, (error, rule, text): &Refusal, cx: &mut Here<'_, '_>) {
        let exceeded = error.code() == EXCEEDED;
        let note = if exceeded { &WRITE_EXCEEDED } else { &super::CALL_REFUSED };
        let refused = What::Noted { note, value: error.status().into() }.of(message).because(rule);
        cx.record_with(refused, || Detail::said(text.clone()));
    }
}

/// A record that is to be put.
#[derive(Debug)]
struct Record {
    /// Its partition key; empty where there is none.
    key: String,
    /// Its `ExplicitHashKey`, or what was written there and is none.
    hash: Option<Result<u128, String>>,
    data: Payload,
}

impl Record {
    fn new(parameters: &Value, data: Payload) -> Self {
        let hash = scalar(&parameters["ExplicitHashKey"]).map(|text| text.parse().map_err(|_| text));
        Self { key: scalar(&parameters["PartitionKey"]).unwrap_or_default(), hash, data }
    }
}

/// Returns a text, or a number as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns the data of a record of `PutRecords`.
fn data_of(record: &Value) -> Payload {
    match &record["Data"] {
        Value::String(text) => Payload::from_text(text.as_str()),
        Value::Null => match record["Size"].as_u64() {
            Some(size) => Payload::of_size(size),
            None => Payload::from_text(""),
        },
        other => Payload::from_json(other.clone()),
    }
}
