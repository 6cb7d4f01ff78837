//! What a handler returns when it succeeds.

use crate::behaviour::Response;
use crate::fact::request_id;
use crate::payload::{Document, Payload};
use serde_json::Value;
use std::sync::Arc;

/// Stands in any text of a response for `context.aws_request_id`.
const REQUEST_ID: &str = "{request_id}";

/// A handler's return value: the same for every run, or one that names the run's request.
#[derive(Clone, Debug)]
pub(crate) enum Returned {
    Fixed(Payload),
    NamesRequest(Arc<Value>),
}

impl Returned {
    pub(crate) fn new(response: &Response) -> Self {
        match response {
            Response::Http { document, .. } | Response::Payload(document) if names_request(document) => {
                Self::NamesRequest(document.clone())
            }
            Response::Http { document, .. } | Response::Payload(document) => {
                Self::Fixed(Payload::from_json((**document).clone()))
            }
            Response::Size(size) => Self::Fixed(Payload::of_size(*size)),
            Response::Malformed => Self::Fixed(Payload::from_text("malformed")),
        }
    }

    /// Returns what the run of this request gives back. All requests' ids are equally long, and so is this.
    pub(crate) fn of(&self, request: u64) -> Payload {
        match self {
            Self::Fixed(payload) => payload.clone(),
            Self::NamesRequest(document) => Payload::new(NamedRequest { document: document.clone(), request }),
        }
    }
}

fn names_request(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains(REQUEST_ID),
        Value::Array(values) => values.iter().any(names_request),
        Value::Object(map) => map.values().any(names_request),
        _ => false,
    }
}

/// A return value with the id of its request in it.
#[derive(Debug)]
struct NamedRequest {
    document: Arc<Value>,
    request: u64,
}

impl Document for NamedRequest {
    fn json(&self) -> Value {
        let mut value = (*self.document).clone();
        name_request(&mut value, &request_id(self.request));
        value
    }

    fn title(&self) -> &'static str {
        "Return value"
    }
}

fn name_request(value: &mut Value, id: &str) {
    match value {
        Value::String(text) => *text = text.replace(REQUEST_ID, id),
        Value::Array(values) => values.iter_mut().for_each(|value| name_request(value, id)),
        Value::Object(map) => map.values_mut().for_each(|value| name_request(value, id)),
        _ => {}
    }
}
