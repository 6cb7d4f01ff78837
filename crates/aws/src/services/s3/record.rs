//! The event that S3 writes (S3N-09), written out only when somebody asks.

use super::events::EventType;
use super::objects::{etag, version_id};
use crate::payload::Document;
use crate::settings::iso_time;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// An event of one object; there is one record in each message.
#[derive(Debug)]
pub(super) struct ObjectEvent {
    pub(super) event: &'static EventType,
    pub(super) region: Arc<str>,
    pub(super) bucket: Arc<str>,
    /// The id of the notification configuration.
    pub(super) configuration: Arc<str>,
    pub(super) key: Arc<str>,
    /// The size [bytes].
    pub(super) size: u64,
    /// How often the key was written.
    pub(super) writes: u32,
    pub(super) versioned: bool,
    /// Grows with every event of the bucket.
    pub(super) sequence: u64,
    /// The clock on the wall [ms].
    pub(super) unix_ms: u64,
    /// The number of the request that caused it.
    pub(super) request: u64,
}

impl ObjectEvent {
    fn object(&self) -> Map<String, Value> {
        let (family, _) = self.event.name.split_once(':').unwrap_or((self.event.name, ""));
        let mut object = Map::new();
        object.insert("key".into(), encoded(&self.key).into());
        if family != "ObjectRemoved" {
            object.insert("eTag".into(), etag(&self.key, self.writes).into());
        }
        if !matches!(family, "ObjectRemoved" | "ObjectTagging" | "ObjectAcl") {
            object.insert("size".into(), self.size.into());
        }
        if self.versioned {
            object.insert("versionId".into(), version_id(&self.key, self.writes).into());
        }
        if !matches!(family, "ObjectTagging" | "ObjectAcl") {
            object.insert("sequencer".into(), format!("{:016X}", self.unix_ms << 20 | self.sequence & 0xF_FFFF).into());
        }
        object
    }

    /// Returns the version of the record's form: event types that came after 2020 have a later one.
    fn version(&self) -> &'static str {
        match self.event.name.split_once(':') {
            Some(("ObjectTagging" | "ObjectAcl", _)) => "2.3",
            _ => "2.1",
        }
    }
}

impl Document for ObjectEvent {
    fn json(&self) -> Value {
        let principal = json!({ "principalId": "EXAMPLE" });
        json!({ "Records": [{
            "eventVersion": self.version(),
            "eventSource": "aws:s3",
            "awsRegion": &*self.region,
            "eventTime": iso_time(self.unix_ms),
            "eventName": self.event.name,
            "userIdentity": principal,
            "requestParameters": { "sourceIPAddress": "127.0.0.1" },
            "responseElements": {
                "x-amz-request-id": format!("{:016X}", kernel::rng::mix(self.request)),
                "x-amz-id-2": "EXAMPLE123/5678abcdefghijklambdaisawesome/mnopqrstuvwxyzABCDEFGH",
            },
            "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": &*self.configuration,
                "bucket": {
                    "name": &*self.bucket,
                    "ownerIdentity": principal,
                    "arn": format!("arn:aws:s3:::{}", self.bucket),
                },
                "object": self.object(),
            },
        }] })
    }
    fn title(&self) -> &'static str {
        "S3 event"
    }
}

/// Encodes a key as it stands in a record: as in URLs, a space as `+`, and slashes as they are (S3N-09).
fn encoded(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for byte in key.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' | b'/' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_are_encoded_as_in_urls() {
        // S3N-09.
        for (key, text) in [("a b.jpg", "a+b.jpg"), ("fotos/grün.jpg", "fotos/gr%C3%BCn.jpg"), ("a+b", "a%2Bb")] {
            assert_eq!(super::encoded(key), text);
        }
    }
}
