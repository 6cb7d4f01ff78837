//! The event that S3 writes (S3N-09), written out only when somebody asks.

use super::events::{EventType, TYPES};
use super::objects::{etag, version_id};
use crate::payload::{Document, LiesBelow};
use crate::stack::settings::iso_time;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

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

    /// Returns the bytes of the event without what differs from one object to the next.
    fn frame(event: &'static EventType, versioned: bool) -> u64 {
        let none: Arc<str> = "".into();
        let bare = Self {
            event,
            region: none.clone(),
            bucket: none.clone(),
            configuration: none.clone(),
            key: none,
            size: 0,
            writes: 0,
            versioned,
            sequence: 0,
            unix_ms: 0,
            request: 0,
        };
        bare.text().len() as u64
    }

    /// Tells whether the object's size stands in the record.
    fn has_size(&self) -> bool {
        let family = self.event.name.split_once(':').map_or(self.event.name, |(family, _)| family);
        !matches!(family, "ObjectRemoved" | "ObjectTagging" | "ObjectAcl")
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
    fn json_within(&self, lies_below: LiesBelow<'_>) -> Value {
        if lies_below("Records.s3.object.key") {
            return json!({ "Records": [{ "s3": { "object": { "key": encoded(&self.key) } } }] });
        }
        if lies_below("Records.s3.object") {
            return json!({ "Records": [{ "s3": { "object": self.object() } }] });
        }
        self.json()
    }
    fn size(&self) -> u64 {
        /// Frames by type of event and versioning: written once, because every notification asks for its size.
        static FRAMES: LazyLock<BTreeMap<(&str, bool), u64>> = LazyLock::new(|| {
            let both = |event: &'static EventType| {
                [false, true].map(|versioned| ((event.name, versioned), ObjectEvent::frame(event, versioned)))
            };
            TYPES.iter().copied().flat_map(both).collect()
        });
        let frame = FRAMES.get(&(self.event.name, self.versioned)).copied().unwrap_or_default();
        let texts = self.region.len() + self.configuration.len() + 2 * self.bucket.len() + encoded_len(&self.key);
        // The frame has one digit for the size already.
        let digits = if self.has_size() { self.size.checked_ilog10().unwrap_or(0) } else { 0 };
        frame + texts as u64 + u64::from(digits)
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

/// Returns the length of a key as it stands in a record.
fn encoded_len(key: &str) -> usize {
    let width = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' | b'/' | b' ' => 1,
        _ => 3,
    };
    key.bytes().map(width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_that_of_the_text() {
        for event in TYPES {
            for (key, size, versioned) in [("a.jpg", 0, false), ("grün und gut.jpg", 9, true), ("x/y", 2_000_000, true)]
            {
                let event = ObjectEvent {
                    event,
                    region: "eu-central-1".into(),
                    bucket: "some-bucket".into(),
                    configuration: "notify".into(),
                    key: key.into(),
                    size,
                    writes: 3,
                    versioned,
                    sequence: 77,
                    unix_ms: 1_767_225_600_123,
                    request: 12_345,
                };
                assert_eq!(event.size(), event.text().len() as u64, "{}", event.text());
            }
        }
    }

    #[test]
    fn the_parts_that_a_pattern_looks_at_are_written_as_in_the_whole() {
        let event = ObjectEvent {
            event: TYPES[0],
            region: "eu-central-1".into(),
            bucket: "some-bucket".into(),
            configuration: "notify".into(),
            key: "photos/a b.jpg".into(),
            size: 2_000,
            writes: 1,
            versioned: false,
            sequence: 7,
            unix_ms: 1_767_225_600_123,
            request: 12_345,
        };
        let whole = event.json();
        for (path, pointer) in [
            ("Records.s3.object.key", "/Records/0/s3/object/key"),
            ("Records.s3.object.size", "/Records/0/s3/object"),
            ("Records.eventName", ""),
        ] {
            let lies_below =
                |key: &str| path.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            let parts = event.json_within(&lies_below);
            assert_eq!(parts.pointer(pointer), whole.pointer(pointer), "{path}");
            assert!(whole.pointer(pointer).is_some(), "{path}");
        }
        let two = |key: &str| "Records.s3.object.key".starts_with(key) && "Records.eventName".starts_with(key);
        assert_eq!(event.json_within(&two), whole, "what is looked at in two places is written whole");
    }

    #[test]
    fn keys_are_encoded_as_in_urls() {
        // S3N-09.
        for (key, text) in [("a b.jpg", "a+b.jpg"), ("fotos/grün.jpg", "fotos/gr%C3%BCn.jpg"), ("a+b", "a%2Bb")] {
            assert_eq!(super::encoded(key), text);
        }
    }
}
