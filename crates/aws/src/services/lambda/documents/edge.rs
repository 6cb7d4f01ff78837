//! What a function gives back at a CloudFront hook: the request or response, as it was or changed.

use crate::behaviour::EdgeAction;
use crate::payload::{Document, Payload};
use serde_json::{Map, Value, json};

/// The answer at a hook.
#[derive(Debug)]
pub(crate) struct EdgeAnswer {
    /// The CloudFront event.
    pub(crate) event: Payload,
    /// Whether the hook sees a response.
    pub(crate) sees_response: bool,
    /// What the function does.
    pub(crate) action: EdgeAction,
}

impl Document for EdgeAnswer {
    fn json(&self) -> Value {
        let part = if self.sees_response { "response" } else { "request" };
        let event = self.event.json();
        let original = event.pointer(&format!("/Records/0/cf/{part}")).cloned().unwrap_or(Value::Null);
        match &self.action {
            EdgeAction::Forward => original,
            EdgeAction::Change(change) => changed(original, change),
            EdgeAction::Respond(answer) => generated(answer),
        }
    }

    fn title(&self) -> &'static str {
        if self.sees_response { "Edge response" } else { "Edge request" }
    }
}

fn changed(mut original: Value, change: &Value) -> Value {
    for (ours, theirs) in [("Uri", "uri"), ("QueryString", "querystring"), ("Origin", "origin")] {
        if let Some(value) = change.get(ours) {
            original[theirs] = value.clone();
        }
    }
    if let Some(status) = change.get("StatusCode") {
        original["status"] = status_text(status);
    }
    if let (Some(headers), true) = (change.get("Headers"), original.is_object()) {
        let mut all = original.get("headers").and_then(Value::as_object).cloned().unwrap_or_default();
        all.extend(edge_headers(headers));
        original["headers"] = Value::Object(all);
    }
    original
}

fn generated(answer: &Value) -> Value {
    let mut response = json!({ "status": answer.get("StatusCode").map_or_else(|| json!("200"), status_text) });
    if let Some(headers) = answer.get("Headers") {
        response["headers"] = Value::Object(edge_headers(headers));
    }
    if let Some(body) = answer.get("Body") {
        response["body"] = if body.is_string() { body.clone() } else { json!(body.to_string()) };
    } else if let Some(size) = answer.get("Size").and_then(Value::as_u64) {
        response["body"] = json!("x".repeat(usize::try_from(size).unwrap_or(0).min(BODY_BYTES_MAX)));
    }
    response
}

/// More than CloudFront takes of any hook (EDGE-09), so that what is cut off makes no difference.
const BODY_BYTES_MAX: usize = 2_000_000;

/// CloudFront writes a status as text.
fn status_text(status: &Value) -> Value {
    status.as_u64().map_or_else(|| status.clone(), |code| json!(code.to_string()))
}

/// Writes headers in CloudFront's form: by lower-case name, a list of key and value.
fn edge_headers(headers: &Value) -> Map<String, Value> {
    let entry = |(name, value): (&String, &Value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (name.to_lowercase(), json!([{ "key": name, "value": text }]))
    };
    headers.as_object().into_iter().flatten().map(entry).collect()
}
