//! A form over JSON: the fields of an action's input and its text are two views of one thing.
//!
//! Each function takes the JSON as text and gives it back changed. A text that is no JSON map stays as it is, so that
//! nothing that a person wrote by hand is lost.

use serde_json::{Map, Value, json};

/// How a field's text becomes JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As text.
    Text,
    /// As JSON where it is a map or a list, else as text.
    Content,
    /// As a number where it is one, else as text.
    Number,
    /// As true or false.
    Flag,
    /// As any JSON, else as text.
    Json,
}

/// Returns the text of a field; empty where the key is absent or the JSON cannot be read.
#[must_use]
pub fn get(json: &str, key: &str) -> String {
    match read(json).and_then(|mut map| map.remove(key)) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text,
        Some(other @ (Value::Object(_) | Value::Array(_))) => pretty(&other),
        Some(other) => other.to_string(),
    }
}

/// Returns the JSON with a field set; an empty text takes the key away.
#[must_use]
pub fn with(json: &str, key: &str, kind: Kind, text: &str) -> String {
    changed(json, |map| {
        if text.is_empty() {
            map.remove(key);
        } else {
            map.insert(key.to_owned(), value(kind, text));
        }
    })
}

/// Returns JSON on several lines; a text that is none as it is.
#[must_use]
pub fn formatted(json: &str) -> String {
    serde_json::from_str::<Value>(json).map_or_else(|_| json.to_owned(), |value| pretty(&value))
}

/// Puts JSON on one line; its texts stay as they are.
pub(crate) fn on_one_line(json: &str) -> String {
    let mut line = String::with_capacity(json.len());
    let (mut within, mut escaped) = (false, false);
    for c in json.trim().chars() {
        match c {
            _ if within => (within, escaped) = (c != '"' || escaped, c == '\\' && !escaped),
            '"' => within = true,
            _ if c.is_whitespace() && line.ends_with(' ') => continue,
            _ => {}
        }
        line.push(if !within && c.is_whitespace() { ' ' } else { c });
    }
    line
}

/// Makes a message attribute: a number where the text is one, a list where it is one, else a text.
pub(crate) fn attribute(text: &str) -> Value {
    let kind = match serde_json::from_str::<Value>(text) {
        Ok(Value::Number(_)) => "Number",
        Ok(Value::Array(_)) => "String.Array",
        _ => "String",
    };
    json!({ "DataType": kind, "StringValue": text })
}

/// Reads a field's text as JSON of its kind.
pub(crate) fn value(kind: Kind, text: &str) -> Value {
    let parsed = || serde_json::from_str::<Value>(text).ok();
    let as_json = match kind {
        Kind::Text => None,
        Kind::Content => parsed().filter(|value| value.is_object() || value.is_array()),
        Kind::Number => parsed().filter(Value::is_number),
        Kind::Flag => parsed().filter(Value::is_boolean),
        Kind::Json => parsed(),
    };
    as_json.unwrap_or_else(|| Value::String(text.to_owned()))
}

pub(super) fn changed(json: &str, change: impl FnOnce(&mut Map<String, Value>)) -> String {
    let Some(mut map) = read(json) else { return json.to_owned() };
    change(&mut map);
    pretty(&Value::Object(map))
}

pub(super) fn read(json: &str) -> Option<Map<String, Value>> {
    match serde_json::from_str(json) {
        Ok(Value::Object(map)) => Some(map),
        _ if json.trim().is_empty() => Some(Map::new()),
        _ => None,
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_and_the_text_say_the_same() {
        let json = with("{}", "Key", Kind::Text, "12");
        let json = with(&json, "Size", Kind::Number, "2000");
        let json = with(&json, "Body", Kind::Content, r#"{"order":1}"#);
        let expected = json!({ "Key": "12", "Size": 2000, "Body": { "order": 1 } });
        assert_eq!(serde_json::from_str::<Value>(&json).ok(), Some(expected));
        assert_eq!(
            (get(&json, "Key"), get(&json, "Size"), get(&json, "Gone")),
            ("12".into(), "2000".into(), "".into())
        );
        assert_eq!(with(&json, "Body", Kind::Content, "hello"), with(&json, "Body", Kind::Text, "hello"));
        assert_eq!(get(&with(&json, "Key", Kind::Text, ""), "Key"), "");
    }

    #[test]
    fn only_the_room_between_the_parts_of_json_is_saved() {
        let json = "{\n  \"a\": [\n    \"two  spaces \\\\\"\n  ],\n  \"b\\\"  c\":\t1.0\n}\n";
        assert_eq!(on_one_line(json), r#"{ "a": [ "two  spaces \\" ], "b\"  c": 1.0 }"#);
    }

    #[test]
    fn what_is_no_json_stays_as_it_was_written() {
        assert_eq!(with("{ half", "Key", Kind::Text, "a"), "{ half");
        assert_eq!(formatted("{ half"), "{ half");
    }
}
