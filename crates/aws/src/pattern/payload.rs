//! Filters of event source mappings over a record whose payload is a text (ESMQ-17).

use serde_json::Value;

use super::Pattern;

/// What a filter takes the payload of a record for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadShape {
    /// The filter says nothing about the payload: any will do.
    Any,
    /// The filter has keys below the payload's: the payload has to be JSON.
    Json,
    /// The filter compares the payload itself: it has to be plain text.
    Text,
}

impl Pattern {
    /// Returns what the pattern takes the value under a top-level key for, such as `body`.
    #[must_use]
    pub fn payload_shape(&self, key: &str) -> PayloadShape {
        let mut shape = PayloadShape::Any;
        for field in &self.fields {
            match field.path.strip_prefix(key) {
                Some("") => shape = PayloadShape::Text,
                Some(rest) if rest.starts_with('.') => return PayloadShape::Json,
                _ => {}
            }
        }
        shape
    }

    /// Tells whether the pattern matches a record whose payload stands as text under a key.
    ///
    /// A payload of the wrong shape, text for a JSON filter or JSON for a text filter, does not match.
    #[must_use]
    pub fn matches_record(&self, record: &Value, key: &str) -> bool {
        let Some(Value::String(text)) = record.get(key) else {
            return self.matches(record);
        };
        match (self.payload_shape(key), structure(text)) {
            (PayloadShape::Any, _) | (PayloadShape::Text, None) => self.matches(record),
            (PayloadShape::Json, Some(payload)) => {
                let mut opened = record.clone();
                opened[key] = payload;
                self.matches(&opened)
            }
            (PayloadShape::Json, None) | (PayloadShape::Text, Some(_)) => false,
        }
    }
}

/// Only an object or array counts as JSON: a bare number or word is text, too.
fn structure(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().filter(|value: &Value| value.is_object() || value.is_array())
}
