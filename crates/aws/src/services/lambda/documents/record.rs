//! The record of an asynchronous event's outcome that goes to a destination (ASYNC-19).

use crate::fact::request_id;
use crate::payload::{Document, Payload};
use crate::stack::settings::iso_time;
use serde_json::{Value, json};
use std::sync::Arc;

/// How an event ended (ASYNC-20).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// A function succeeded on it.
    Success,
    /// Every attempt failed.
    RetriesExhausted,
    /// It was too old.
    EventAgeExceeded,
    /// The reserved concurrency is zero.
    ZeroReservedConcurrency,
    /// A loop was stopped.
    RecursiveInvocation,
}

impl Condition {
    /// Returns AWS's word.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Success => "Success",
            Self::RetriesExhausted => "RetriesExhausted",
            Self::EventAgeExceeded => "EventAgeExceeded",
            Self::ZeroReservedConcurrency => "ZeroReservedConcurrency",
            Self::RecursiveInvocation => "RecursiveInvocation",
        }
    }
}

/// The record of an event's outcome.
#[derive(Debug)]
pub(crate) struct InvocationRecord {
    /// When, in milliseconds since 1970.
    pub(crate) unix_ms: u64,
    /// Number of the request.
    pub(crate) request: u64,
    /// The function's ARN without qualifier.
    pub(crate) function_arn: Arc<str>,
    /// How it ended.
    pub(crate) condition: Condition,
    /// How often the function ran.
    pub(crate) invoke_count: u8,
    /// The event.
    pub(crate) event: Payload,
    /// What the last attempt gave back, and whether that is an error; `None` where the function never ran.
    pub(crate) response: Option<(Payload, bool)>,
}

impl InvocationRecord {
    /// Returns the day as the keys of objects have it: `2026/01/01`.
    pub(crate) fn day(&self) -> String {
        iso_time(self.unix_ms)[..10].replace('-', "/")
    }

    /// Returns the instant as the keys of objects have it: `2026-01-01T00.00.00`.
    pub(crate) fn instant(&self) -> String {
        iso_time(self.unix_ms)[..19].replace(':', ".")
    }
}

impl Document for InvocationRecord {
    fn json(&self) -> Value {
        let mut record = json!({
            "version": "1.0",
            "timestamp": iso_time(self.unix_ms),
            "requestContext": {
                "requestId": request_id(self.request),
                "functionArn": format!("{}:$LATEST", self.function_arn),
                "condition": self.condition.name(),
                "approximateInvokeCount": self.invoke_count,
            },
            "requestPayload": self.event.json(),
        });
        if let Some((payload, is_error)) = &self.response {
            record["responseContext"] = json!({ "statusCode": 200, "executedVersion": "$LATEST" });
            if *is_error {
                record["responseContext"]["functionError"] = json!("Unhandled");
            }
            record["responsePayload"] = payload.json();
        }
        record
    }

    fn inner(&self) -> Option<&Payload> {
        Some(&self.event)
    }

    fn title(&self) -> &'static str {
        "Invocation record"
    }
}
