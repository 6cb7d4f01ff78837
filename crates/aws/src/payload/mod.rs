//! What a message carries, without writing it out.
//!
//! A payload is a shared pointer to a [`Document`]: where it came from and how it was wrapped. Its size is arithmetic,
//! its JSON is written only when a person, a report, a filter or a trace asks. Every service has documents of its own
//! for the shapes it writes (an S3 event, an SNS envelope, an SQS record).

pub mod http;
pub mod physical;

use serde_json::{Map, Value, json};
use std::fmt::Debug;
use std::sync::{Arc, LazyLock};

/// Tells whether everything that a reader looks at lies below a key; keys are joined by dots, arrays left out.
pub type LiesBelow<'a> = &'a dyn Fn(&str) -> bool;

/// Something that can be written as JSON or text.
pub trait Document: Debug + Send + Sync {
    /// Returns the document as its receiver sees it. A text that is no JSON is a JSON string.
    fn json(&self) -> Value;

    /// Returns at least those parts of the document that a reader looks at, in their places. A rule or a filter asks
    /// every event, and writing all of it costs more than everything else that happens to the event.
    fn json_within(&self, _lies_below: LiesBelow<'_>) -> Value {
        self.json()
    }

    /// Returns the document as text, as it stands in a body.
    fn text(&self) -> String {
        match self.json() {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }

    /// Returns the bytes of [`Document::text`].
    fn size(&self) -> u64 {
        self.text().len() as u64
    }

    /// Tells whether its text is JSON, or empty.
    fn is_json(&self) -> bool {
        true
    }

    /// Returns what it wraps, for the story of a message.
    fn inner(&self) -> Option<&Payload> {
        None
    }

    /// Returns what this wrapping is called: `S3 event`, `SNS envelope`.
    fn title(&self) -> &'static str {
        "Payload"
    }
}

/// A shared document.
#[derive(Clone, Debug)]
pub struct Payload(Arc<dyn Document>);

static EMPTY_OBJECT: LazyLock<Payload> = LazyLock::new(|| Payload::from_json(json!({})));
static NULL: LazyLock<Payload> = LazyLock::new(|| Payload::from_json(Value::Null));

impl Payload {
    /// Wraps a document.
    #[must_use]
    pub fn new(document: impl Document + 'static) -> Self {
        Self(Arc::new(document))
    }

    /// Makes a payload of a document that is shared already.
    #[must_use]
    pub fn of(document: Arc<impl Document + 'static>) -> Self {
        Self(document)
    }

    /// Returns the payload `{}`.
    #[must_use]
    pub fn empty() -> Self {
        EMPTY_OBJECT.clone()
    }

    /// Returns the payload `null`.
    #[must_use]
    pub fn null() -> Self {
        NULL.clone()
    }

    /// Makes a payload of a JSON value.
    #[must_use]
    pub fn from_json(value: Value) -> Self {
        let size = value.to_string().len() as u64;
        Self::new(JsonDocument { value, size })
    }

    /// Makes a payload of a text; one that is JSON can be asked as JSON.
    #[must_use]
    pub fn from_text(text: impl Into<Arc<str>>) -> Self {
        Self::new(TextDocument(text.into()))
    }

    /// Makes a payload that stands for that many bytes without having them.
    #[must_use]
    pub fn of_size(size: u64) -> Self {
        Self::new(SizedDocument(size))
    }

    /// Returns it as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        self.0.json()
    }

    /// Returns at least those parts of it that a reader looks at, as JSON.
    #[must_use]
    pub fn json_within(&self, lies_below: LiesBelow<'_>) -> Value {
        self.0.json_within(lies_below)
    }

    /// Returns it as text.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.text()
    }

    /// Returns its size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.size()
    }

    /// Tells whether its text is JSON, or empty.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.0.is_json()
    }

    /// Returns what it wraps.
    #[must_use]
    pub fn inner(&self) -> Option<&Payload> {
        self.0.inner()
    }

    /// Returns the bytes that it has beyond its text: those of content that only its size stands for.
    #[must_use]
    pub fn unwritten(&self) -> u64 {
        self.size().saturating_sub(self.text().len() as u64)
    }

    /// Returns what this wrapping is called.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.0.title()
    }
}

#[derive(Debug)]
struct JsonDocument {
    value: Value,
    size: u64,
}

impl Document for JsonDocument {
    fn json(&self) -> Value {
        self.value.clone()
    }
    fn text(&self) -> String {
        self.value.to_string()
    }
    fn size(&self) -> u64 {
        self.size
    }
}

#[derive(Debug)]
struct TextDocument(Arc<str>);

impl Document for TextDocument {
    fn json(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or_else(|_| Value::String(self.0.to_string()))
    }
    fn text(&self) -> String {
        self.0.to_string()
    }
    fn size(&self) -> u64 {
        self.0.len() as u64
    }
    fn is_json(&self) -> bool {
        self.0.is_empty() || serde_json::from_str::<Value>(&self.0).is_ok()
    }
}

#[derive(Debug)]
struct SizedDocument(u64);

impl Document for SizedDocument {
    fn json(&self) -> Value {
        Value::String(self.text())
    }
    fn text(&self) -> String {
        format!("({} bytes)", self.0)
    }
    fn size(&self) -> u64 {
        self.0
    }
}

/// Returns the digest that content-based deduplication takes for the id of a text (SQS-11, SNS-14).
#[must_use]
pub fn sha256_hex(text: &str) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut digest, byte| {
        let _ = write!(digest, "{byte:02x}");
        digest
    })
}

/// The parameters of an API call besides its main content, under AWS's names. Cheap to clone, often empty.
#[derive(Clone, Debug, Default)]
pub struct Parameters(Option<Arc<Map<String, Value>>>);

impl Parameters {
    /// Makes parameters of a JSON map; an empty one costs nothing.
    #[must_use]
    pub fn new(map: Map<String, Value>) -> Self {
        Self(if map.is_empty() { None } else { Some(Arc::new(map)) })
    }

    /// Returns a parameter, or `null`.
    #[must_use]
    pub fn get(&self, name: &str) -> &Value {
        self.0.as_ref().and_then(|map| map.get(name)).unwrap_or(&Value::Null)
    }

    /// Returns a parameter that is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).as_str()
    }

    /// Returns a parameter that is a whole number.
    #[must_use]
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).as_i64()
    }

    /// Tells whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Returns all of them.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.0.as_ref().map_or_else(|| json!({}), |map| Value::Object((**map).clone()))
    }
}
