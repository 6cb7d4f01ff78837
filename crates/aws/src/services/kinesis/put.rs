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
use std::sync::Arc;

/// Why a record is not taken: the error, the rule and AWS's text.
pub(super) type Refusal = (ServiceError, &'static Rule, String);

const INVALID: ServiceError = ServiceError::InvalidParameter("ValidationException");
const EXCEEDED: &str = "ProvisionedThroughputExceededException";

impl Stream {
    /// `PutRecord`.
    pub(super) fn put_record(&mut self, caller: &Caller, item: &Item, cx: &mut Here<'_, '_>) {
        match self.put(item, &item.parameters, &item.payload, cx) {
            Ok(place) => {
                let result = Payload::new(PutRecordResult(place));
                cx.answer(caller, item.id, Ok(Answer::with(200, result)));
            }
            Err(refusal) => self.refuse(caller, item.id, refusal, cx),
        }
    }

    /// `PutRecords`: each record is taken or not on its own.
    pub(super) fn put_records(&mut self, caller: &Caller, item: &Item, cx: &mut Here<'_, '_>) {
        let records = item.parameters.get("Records").as_array().cloned().unwrap_or_default();
        if let Err(refusal) = self.check_call(&records) {
            return self.refuse(caller, item.id, refusal, cx);
        }
        let cause = cx.cause();
        let mut results = Vec::new();
        for record in records {
            let Value::Object(mut parameters) = record else { continue };
            let data = data_of(&mut parameters);
            cx.set_cause(cause);
            let put = self.put(item, &Parameters::new(parameters), &data, cx);
            if let Err(refusal) = &put {
                self.record_refusal(item.id, refusal, cx);
            }
            results.push(put.map_err(|(error, _, text)| (error.code(), text)));
        }
        cx.set_cause(cause);
        cx.answer(caller, item.id, Ok(Answer::with(200, Payload::new(PutRecordsResult(results)))));
    }

    fn check_call(&self, records: &[Value]) -> Result<(), Refusal> {
        let count = records.len();
        if count == 0 || count > limits::RECORDS_PER_CALL_MAX {
            let max = limits::RECORDS_PER_CALL_MAX;
            let text = format!("{count} records are not between 1 and {max}");
            return Err((INVALID, &limits::STR_18, text));
        }
        let bytes: u64 =
            records.iter().map(|record| data_of(&mut record.as_object().cloned().unwrap_or_default()).size()).sum();
        let max = limits::call_bytes_max(self.profile);
        if bytes > max {
            return Err((INVALID, &limits::STR_18, format!("{bytes} bytes of records are more than {max}")));
        }
        Ok(())
    }

    /// Takes a record in, or says why not.
    fn put(
        &mut self,
        item: &Item,
        parameters: &Parameters,
        data: &Payload,
        cx: &mut Here<'_, '_>,
    ) -> Result<Place, Refusal> {
        let key = self.check(parameters, data)?;
        let hash = hash_of(key);
        let ranged = parameters.text("ExplicitHashKey").and_then(|hash| hash.parse().ok()).unwrap_or(hash);
        let shard = shard_of(ranged, self.config.shards);
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
        let (key, lineage) = (Arc::from(key), item.lineage.clone());
        let kept = Kept { message: item.id, key, hash, data: data.clone(), lineage, arrived: now };
        let place = Place { shard, number: self.shards[shard as usize].push(kept) };
        for node in self.readers.nodes() {
            self.copy_for(node, place, cx);
        }
        self.forget(shard);
        self.arm(cx);
        Ok(place)
    }

    fn check<'p>(&self, parameters: &'p Parameters, data: &Payload) -> Result<&'p str, Refusal> {
        let key = parameters.text("PartitionKey").unwrap_or_default();
        let (chars, max) = (key.chars().count(), limits::PARTITION_KEY_CHARS_MAX);
        if chars == 0 || chars > max {
            let text = format!(
                "1 validation error detected: Value '{key}' at 'partitionKey' failed to satisfy constraint: Member must \
                 have length between 1 and {max}, inclusive"
            );
            return Err((INVALID, &limits::STR_19, text));
        }
        let max = limits::record_bytes_max(self.profile);
        if data.size() > max {
            let text = format!(
                "1 validation error detected: Value at 'data' failed to satisfy constraint: Member must have length \
                 less than or equal to {max}"
            );
            return Err((INVALID, &limits::STR_18, text));
        }
        Ok(key)
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
        let line = reader.add(place, &kept, Copied { id, cause: cx.cause() });
        cx.set_cause(cause);
        if self.readers.look_at(node, line) {
            self.serve_soon(cx);
        }
    }

    pub(super) fn refuse(&mut self, caller: &Caller, message: MessageId, refusal: Refusal, cx: &mut Here<'_, '_>) {
        self.record_refusal(message, &refusal, cx);
        cx.answer(caller, message, Err(refusal.0));
    }

    fn record_refusal(&mut self, message: MessageId, (error, rule, text): &Refusal, cx: &mut Here<'_, '_>) {
        let exceeded = error.code() == EXCEEDED;
        let note = if exceeded { &WRITE_EXCEEDED } else { &super::CALL_REFUSED };
        let refused = What::Noted { note, value: error.status().into() }.of(message).because(rule);
        cx.record_with(refused, || Detail::said(text.clone()));
    }
}

/// Takes the data out of a record of `PutRecords`.
fn data_of(parameters: &mut Map<String, Value>) -> Payload {
    match parameters.shift_remove("Data") {
        Some(Value::String(text)) => Payload::from_text(text),
        Some(other) => Payload::from_json(other),
        None => match parameters.get("Size").and_then(Value::as_u64) {
            Some(size) => Payload::of_size(size),
            None => Payload::from_text(""),
        },
    }
}
