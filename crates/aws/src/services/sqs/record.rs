//! What a queue writes: the record that a function receives, and the answers of its API.

use super::store::Stored;
use crate::fact::request_id;
use crate::payload::http::bytes_of_base64;
use crate::payload::{Document, Parameters, Payload};
use kernel::{MessageId, SimTime};
use md5::{Digest, Md5};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What all records of one queue have in common.
#[derive(Debug)]
pub(super) struct Origin {
    /// The queue's ARN.
    pub(super) arn: String,
    /// The region.
    pub(super) region: Arc<str>,
    /// The account id.
    pub(super) account: Arc<str>,
    /// The clock on the wall at time 0, in milliseconds since 1970.
    pub(super) start_unix_ms: u64,
}

impl Origin {
    fn unix_ms(&self, at: SimTime) -> String {
        (self.start_unix_ms + at.as_nanos() / 1_000_000).to_string()
    }
}

/// One record of `Records[]` (ESMQ-22).
#[derive(Debug)]
struct SqsRecord {
    id: MessageId,
    body: Payload,
    parameters: Parameters,
    receipt: u64,
    receive_count: u32,
    sent: SimTime,
    first_received: SimTime,
    fifo: Option<FifoAttributes>,
    origin: Arc<Origin>,
}

#[derive(Debug)]
struct FifoAttributes {
    number: u64,
    group: Option<Arc<str>>,
    deduplication: Option<Arc<str>>,
}

/// Returns the record of a message that is being handed out.
pub(super) fn record(stored: &Stored, number: u64, fifo: bool, now: SimTime, origin: &Arc<Origin>) -> Payload {
    Payload::new(SqsRecord {
        id: stored.item.id,
        body: stored.item.payload.clone(),
        parameters: stored.item.parameters.clone(),
        receipt: stored.receipt,
        receive_count: stored.receive_count,
        sent: stored.sent,
        first_received: stored.first_received.unwrap_or(now),
        fifo: fifo.then(|| FifoAttributes {
            number,
            group: stored.group.clone(),
            deduplication: stored.deduplication.clone(),
        }),
        origin: origin.clone(),
    })
}

/// Returns the bytes of the record of a message, without writing it where that can be helped.
pub(super) fn record_bytes(stored: &Stored, number: u64, fifo: bool, now: SimTime, origin: &Arc<Origin>) -> u64 {
    let item = &stored.item;
    small_bytes(&item.payload, &item.parameters).unwrap_or_else(|| record(stored, number, fifo, now, origin).size())
}

/// Adds up the bytes of a record with a small body; the escapes of a body are counted only where they could matter to a
/// limit.
fn small_bytes(body: &Payload, parameters: &Parameters) -> Option<u64> {
    const FRAME: u64 = 620;
    const SMALL: u64 = 64 * 1024;
    let bytes = body.size();
    (bytes <= SMALL).then(|| FRAME + bytes + attributes_size(parameters))
}

impl Document for SqsRecord {
    fn json(&self) -> Value {
        let body = self.body.text();
        let mut record = json!({
            "messageId": message_id(self.id),
            "receiptHandle": receipt_handle(self.receipt),
            "body": body,
            "attributes": self.attributes(),
            "messageAttributes": message_attributes(&self.parameters),
            "md5OfBody": md5_hex(&body),
            "eventSource": "aws:sqs",
            "eventSourceARN": self.origin.arn,
            "awsRegion": &*self.origin.region,
        });
        if let Some(digest) = attributes_md5_hex(&self.parameters) {
            record["md5OfMessageAttributes"] = json!(digest);
        }
        record
    }

    fn size(&self) -> u64 {
        small_bytes(&self.body, &self.parameters).unwrap_or_else(|| self.text().len() as u64 + self.body.unwritten())
    }

    fn inner(&self) -> Option<&Payload> {
        Some(&self.body)
    }

    fn title(&self) -> &'static str {
        "SQS record"
    }
}

impl SqsRecord {
    fn attributes(&self) -> Value {
        let mut attributes = Map::new();
        let mut set = |name: &str, value: String| attributes.insert(name.to_owned(), Value::String(value));
        set("ApproximateReceiveCount", self.receive_count.to_string());
        set("SentTimestamp", self.origin.unix_ms(self.sent));
        if let Some(fifo) = &self.fifo {
            set("SequenceNumber", sequence_number(fifo.number));
            set("MessageGroupId", fifo.group.as_deref().unwrap_or_default().to_owned());
            set("MessageDeduplicationId", fifo.deduplication.as_deref().unwrap_or_default().to_owned());
        }
        set("SenderId", self.origin.account.to_string());
        set("ApproximateFirstReceiveTimestamp", self.origin.unix_ms(self.first_received));
        Value::Object(attributes)
    }
}

/// Writes message attributes as a function sees them.
fn message_attributes(parameters: &Parameters) -> Value {
    let Value::Object(attributes) = parameters.get("MessageAttributes") else { return json!({}) };
    let lower = |attribute: &Value| {
        let mut written = Map::new();
        if let Some(text) = attribute.get("StringValue") {
            written.insert("stringValue".to_owned(), text.clone());
        }
        if let Some(bytes) = attribute.get("BinaryValue") {
            written.insert("binaryValue".to_owned(), bytes.clone());
        }
        written.insert("stringListValues".to_owned(), json!([]));
        written.insert("binaryListValues".to_owned(), json!([]));
        written.insert("dataType".to_owned(), attribute.get("DataType").cloned().unwrap_or_else(|| json!("String")));
        Value::Object(written)
    };
    attributes.iter().map(|(name, attribute)| (name.clone(), lower(attribute))).collect::<Map<_, _>>().into()
}

/// Returns the texts of a message's attributes, for lists of what lies in a queue.
pub(super) fn attribute_texts(parameters: &Parameters) -> Vec<(String, String)> {
    let Value::Object(attributes) = parameters.get("MessageAttributes") else { return Vec::new() };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let value = |attribute: &Value| attribute.get("StringValue").or(attribute.get("BinaryValue")).map(text);
    attributes.iter().map(|(name, attribute)| (name.clone(), value(attribute).unwrap_or_default())).collect()
}

/// Returns the bytes that attributes add to a message: names, types and values (SQS-07).
pub(super) fn attributes_size(parameters: &Parameters) -> u64 {
    let Value::Object(attributes) = parameters.get("MessageAttributes") else { return 0 };
    let of = |attribute: &Value, key: &str| attribute.get(key).and_then(Value::as_str).map_or(0, str::len);
    let size = |(name, attribute): (&String, &Value)| {
        name.len() + of(attribute, "DataType") + of(attribute, "StringValue") + of(attribute, "BinaryValue")
    };
    attributes.iter().map(|entry| size(entry) as u64).sum()
}

/// What `SendMessage` answers.
#[derive(Debug)]
pub(super) struct SendMessageResult {
    /// The message; that of the first one where this is a duplicate.
    pub(super) id: MessageId,
    /// The body.
    pub(super) body: Payload,
    /// The number in a FIFO queue.
    pub(super) number: Option<u64>,
}

impl Document for SendMessageResult {
    fn json(&self) -> Value {
        let mut result = json!({ "MD5OfMessageBody": md5_hex(&self.body.text()), "MessageId": message_id(self.id) });
        if let Some(number) = self.number {
            result["SequenceNumber"] = json!(sequence_number(number));
        }
        result
    }

    fn title(&self) -> &'static str {
        "SendMessage result"
    }
}

/// Returns the `MessageId` of a copy.
pub(super) fn message_id(id: MessageId) -> String {
    const SALT: u64 = 0x5153_5300_0000_0000;
    request_id(id.0 ^ SALT)
}

fn sequence_number(number: u64) -> String {
    (18_850_000_000_000_000_000_u128 + u128::from(number) * 256).to_string()
}

const HANDLE_START: &str = "AQEB";
const HANDLE_MASK: u64 = 0xA5C3_96E1_78D2_4B0F;

/// Returns the handle of a hand-out.
pub(super) fn receipt_handle(receipt: u64) -> String {
    format!("{HANDLE_START}{:016x}", receipt ^ HANDLE_MASK)
}

/// Returns the hand-out of a handle.
pub(super) fn receipt_of(handle: &str) -> Option<u64> {
    let digits = handle.strip_prefix(HANDLE_START)?;
    u64::from_str_radix(digits, 16).ok().map(|masked| masked ^ HANDLE_MASK)
}

fn md5_hex(text: &str) -> String {
    hex(&Md5::digest(text.as_bytes()))
}

/// Returns the digest of a message's attributes: by name, each part behind its length, and before the value a byte
/// that says whether it is text or bytes.
fn attributes_md5_hex(parameters: &Parameters) -> Option<String> {
    let Value::Object(attributes) = parameters.get("MessageAttributes") else { return None };
    let sorted: BTreeMap<&String, &Value> = attributes.iter().collect();
    let mut digest = Md5::new();
    let mut add = |part: &[u8], kind: Option<u8>| {
        if let Some(kind) = kind {
            digest.update([kind]);
        }
        digest.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        digest.update(part);
    };
    for (name, attribute) in sorted {
        let text = |key: &str| attribute.get(key).and_then(Value::as_str);
        add(name.as_bytes(), None);
        add(text("DataType").unwrap_or("String").as_bytes(), None);
        match text("StringValue") {
            Some(value) => add(value.as_bytes(), Some(1)),
            None => add(&bytes_of_base64(text("BinaryValue").unwrap_or_default()), Some(2)),
        }
    }
    (!attributes.is_empty()).then(|| hex(&digest.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
