//! A published message, and the shapes in which subscriptions get it (SNS-06, SNS-07).
//!
//! Each shape is a document around the message, written out only when somebody asks.

use super::limits;
use crate::fact::request_id;
use crate::message::Item;
use crate::pattern::Attribute;
use crate::payload::{Document, Parameters, Payload};
use crate::stack::settings::iso_time;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A message as it was published.
#[derive(Debug)]
pub(super) struct Published {
    /// The topic's ARN.
    pub(super) topic_arn: Arc<str>,
    /// The item of the `Publish` call.
    pub(super) item: Item,
    /// The clock on the wall [ms].
    pub(super) unix_ms: u64,
    /// Its number within a FIFO topic, from 1; 0 in a standard one.
    pub(super) sequence: u64,
    attributes: Vec<MessageAttribute>,
}

#[derive(Debug)]
struct MessageAttribute {
    name: String,
    data_type: String,
    value: String,
}

impl Published {
    pub(super) fn new(topic_arn: Arc<str>, item: Item, unix_ms: u64, sequence: u64) -> Self {
        let attributes = match item.parameters.get("MessageAttributes") {
            Value::Object(map) => map.iter().map(MessageAttribute::read).collect(),
            _ => Vec::new(),
        };
        Self { topic_arn, item, unix_ms, sequence, attributes }
    }

    /// Returns the attributes as filter policies see them.
    pub(super) fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> + Clone {
        self.attributes.iter().map(|attribute| Attribute {
            name: &attribute.name,
            data_type: &attribute.data_type,
            value: &attribute.value,
        })
    }

    pub(super) fn has_attributes(&self) -> bool {
        !self.attributes.is_empty()
    }

    /// Tells whether an attribute cannot be compared because its value is not what its type says.
    pub(super) fn has_invalid_attributes(&self) -> bool {
        let is_invalid = |attribute: &MessageAttribute| {
            attribute.data_type == "String.Array"
                && !serde_json::from_str::<Value>(&attribute.value).is_ok_and(|value| value.is_array())
        };
        self.attributes.iter().any(is_invalid)
    }

    /// Returns the bytes that count against the largest message (SNS-13).
    pub(super) fn size(&self) -> u64 {
        let size_of =
            |attribute: &MessageAttribute| attribute.name.len() + attribute.data_type.len() + attribute.value.len();
        self.item.payload.size() + self.attributes.iter().map(size_of).sum::<usize>() as u64
    }

    fn attributes_json(&self) -> Map<String, Value> {
        let entry = |attribute: &MessageAttribute| {
            (attribute.name.clone(), json!({ "Type": attribute.data_type, "Value": attribute.value }))
        };
        self.attributes.iter().map(entry).collect()
    }

    /// Returns the keys that the event of a function and the envelope of a queue have in common.
    fn common(&self) -> Map<String, Value> {
        let mut map = Map::new();
        map.insert("Type".into(), "Notification".into());
        map.insert("MessageId".into(), request_id(self.item.id.0).into());
        map.insert("TopicArn".into(), (*self.topic_arn).into());
        map.insert("Message".into(), self.item.payload.text().into());
        map.insert("Timestamp".into(), iso_time(self.unix_ms).into());
        map.insert("SignatureVersion".into(), "1".into());
        map.insert("Signature".into(), "EXAMPLE".into());
        map
    }

    fn subject(&self) -> Option<&str> {
        self.item.parameters.text("Subject")
    }
}

impl MessageAttribute {
    fn read((name, written): (&String, &Value)) -> Self {
        let text = |key: &str| match &written[key] {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        };
        let value = text("StringValue").or_else(|| text("BinaryValue")).unwrap_or_default();
        Self { name: name.clone(), data_type: text("DataType").unwrap_or_else(|| "String".to_owned()), value }
    }
}

/// The event that a function gets (SNS-06).
#[derive(Debug)]
struct FunctionEvent {
    published: Arc<Published>,
    subscription_arn: Arc<str>,
}

impl Document for FunctionEvent {
    fn json(&self) -> Value {
        let mut sns = self.published.common();
        sns.insert("Subject".into(), self.published.subject().into());
        sns.insert("SigningCertUrl".into(), "EXAMPLE".into());
        sns.insert("UnsubscribeUrl".into(), "EXAMPLE".into());
        sns.insert("MessageAttributes".into(), self.published.attributes_json().into());
        json!({ "Records": [{
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": &*self.subscription_arn,
            "Sns": sns,
        }] })
    }
    fn size(&self) -> u64 {
        self.text().len() as u64 + self.published.item.payload.unwritten()
    }
    fn inner(&self) -> Option<&Payload> {
        Some(&self.published.item.payload)
    }
    fn title(&self) -> &'static str {
        "SNS event"
    }
}

/// The body that a queue gets without raw delivery (SNS-07).
#[derive(Debug)]
struct Envelope {
    published: Arc<Published>,
}

impl Document for Envelope {
    fn json(&self) -> Value {
        let mut map = self.published.common();
        if let Some(subject) = self.published.subject() {
            map.insert("Subject".into(), subject.into());
        }
        if self.published.sequence > 0 {
            map.insert("SequenceNumber".into(), sequence_number(self.published.sequence).into());
        }
        map.insert("SigningCertURL".into(), "EXAMPLE".into());
        map.insert("UnsubscribeURL".into(), "EXAMPLE".into());
        if self.published.has_attributes() {
            map.insert("MessageAttributes".into(), self.published.attributes_json().into());
        }
        Value::Object(map)
    }
    fn size(&self) -> u64 {
        self.text().len() as u64 + self.published.item.payload.unwritten()
    }
    fn inner(&self) -> Option<&Payload> {
        Some(&self.published.item.payload)
    }
    fn title(&self) -> &'static str {
        "SNS envelope"
    }
}

/// Returns the number of a message within a FIFO topic in AWS's form: 20 digits that begin with 1.
pub(super) fn sequence_number(sequence: u64) -> String {
    format!("1{sequence:019}")
}

/// Makes what a function gets.
pub(super) fn for_function(published: &Arc<Published>, subscription_arn: &Arc<str>) -> Payload {
    let (published, subscription_arn) = (published.clone(), subscription_arn.clone());
    Payload::new(FunctionEvent { published, subscription_arn })
}

/// Makes what a queue gets: the envelope, or with raw delivery the message and its attributes; and in both cases what
/// order and deduplication need.
pub(super) fn for_queue(published: &Arc<Published>, raw: bool) -> (Payload, Parameters) {
    let mut parameters = orderly(&published.item);
    if !raw {
        return (Payload::new(Envelope { published: published.clone() }), Parameters::new(parameters));
    }
    if let Value::Object(attributes) = published.item.parameters.get("MessageAttributes") {
        let mapped: Map<_, _> =
            attributes.iter().take(limits::RAW_ATTRIBUTES_MAX).map(|(k, v)| (k.clone(), v.clone())).collect();
        parameters.insert("MessageAttributes".into(), mapped.into());
    }
    (published.item.payload.clone(), Parameters::new(parameters))
}

/// Returns what order and deduplication need of a message.
fn orderly(item: &Item) -> Map<String, Value> {
    let keys = ["MessageGroupId", "MessageDeduplicationId"].into_iter();
    keys.filter_map(|key| Some((key.to_owned(), item.parameters.text(key)?.into()))).collect()
}

/// Makes the attributes that tell in a dead-letter queue why the message lies there.
pub(super) fn failure_attributes(failed: &Item, status: u16, error: &str) -> Parameters {
    let attribute = |data_type: &str, value: String| json!({ "DataType": data_type, "StringValue": value });
    let attributes = json!({
        "RequestID": attribute("String", request_id(failed.id.0)),
        "ErrorCode": attribute("Number", status.to_string()),
        "ErrorMessage": attribute("String", error.to_owned()),
    });
    let mut parameters = orderly(failed);
    parameters.insert("MessageAttributes".to_owned(), attributes);
    Parameters::new(parameters)
}
