//! A fact as a line of the trace: its name and its fields.

use super::{Hiding, What};
use kernel::NodeId;
use serde_json::{Map, Value, json};

impl What {
    /// Returns the name in the trace.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sent { .. } => "Sent",
            Self::Copied { .. } => "Copied",
            Self::Delivered => "Delivered",
            Self::Filtered => "Filtered",
            Self::Expired => "Expired",
            Self::Dropped { .. } => "Dropped",
            Self::Departed { .. } => "Departed",
            Self::Answered { .. } => "Answered",
            Self::Lost => "Lost",
            Self::ClientRetried { .. } => "ClientRetried",
            Self::CallEnded { .. } => "CallEnded",
            Self::Enqueued { .. } => "Enqueued",
            Self::Received { .. } => "Received",
            Self::BecameVisible { .. } => "BecameVisible",
            Self::VisibilityChanged { .. } => "VisibilityChanged",
            Self::Deleted => "Deleted",
            Self::MovedToDeadLetterQueue { .. } => "MovedToDeadLetterQueue",
            Self::Redriven { .. } => "Redriven",
            Self::EmptyReceive => "EmptyReceive",
            Self::EventQueued => "EventQueued",
            Self::InvocationStarted { .. } => "InvocationStarted",
            Self::InvocationEnded { .. } => "InvocationEnded",
            Self::Throttled { .. } => "Throttled",
            Self::InitStarted { .. } => "InitStarted",
            Self::InitEnded { .. } => "InitEnded",
            Self::EnvironmentReclaimed { .. } => "EnvironmentReclaimed",
            Self::EnvironmentReset { .. } => "EnvironmentReset",
            Self::RetryScheduled { .. } => "RetryScheduled",
            Self::DeadLettered { .. } => "DeadLettered",
            Self::DestinationSent { .. } => "DestinationSent",
            Self::HandOverFailed { .. } => "HandOverFailed",
            Self::Polled { .. } => "Polled",
            Self::BatchInvoked { .. } => "BatchInvoked",
            Self::BatchEnded { .. } => "BatchEnded",
            Self::PollersScaled { .. } => "PollersScaled",
            Self::NotificationDelivered => "NotificationDelivered",
            Self::NotificationFailed => "NotificationFailed",
            Self::CacheHit { .. } => "CacheHit",
            Self::CacheMiss => "CacheMiss",
            Self::CacheStored { .. } => "CacheStored",
            Self::Routed { .. } => "Routed",
            Self::Intervened => "Intervened",
            Self::Noted { note, .. } => note.name,
        }
    }

    /// Returns the fields as the trace has them. `node_name` gives a node its name for the person.
    #[must_use]
    pub fn fields(&self, node_name: impl Fn(NodeId) -> String) -> Map<String, Value> {
        let value = match *self {
            Self::Sent { ordinal } => json!({ "ordinal": ordinal }),
            Self::Copied { from } => json!({ "from": format!("m{}", from.0) }),
            Self::Dropped { reason } => json!({ "reason": reason.name() }),
            Self::Departed { to, arrives } => json!({ "to": node_name(to), "arrives_us": arrives.as_micros() }),
            Self::Answered { to, status, arrives } => {
                json!({ "to": node_name(to), "status": status, "arrives_us": arrives.as_micros() })
            }
            Self::ClientRetried { attempt } => json!({ "attempt": attempt }),
            Self::CallEnded { status, function_error, latency_us } => {
                json!({ "status": status, "function_error": function_error, "latency_ms": millis(latency_us) })
            }
            Self::Enqueued { visible } => json!({ "visible_us": visible.as_micros() }),
            Self::Received { count, visible_again } => {
                json!({ "receive_count": count, "visible_again_us": visible_again.as_micros() })
            }
            Self::BecameVisible { after } => after.fields(node_name),
            Self::VisibilityChanged { visible_again } => json!({ "visible_again_us": visible_again.as_micros() }),
            Self::MovedToDeadLetterQueue { to } | Self::Redriven { to } | Self::DeadLettered { to } => {
                json!({ "to": node_name(to) })
            }
            Self::InvocationStarted { attempt, cold_start, environment, request } => json!({
                "request_id": request_id(request), "attempt": attempt, "cold_start": cold_start,
                "environment": environment, "version": "$LATEST",
            }),
            Self::InvocationEnded { outcome, billed_ms, duration_us } => {
                json!({ "outcome": outcome.name(), "duration_ms": millis(duration_us), "billed_ms": billed_ms })
            }
            Self::Throttled { reason } => json!({ "reason": reason.name() }),
            Self::InitStarted { environment, until } => {
                json!({ "environment": environment, "until_us": until.as_micros() })
            }
            Self::InitEnded { environment, duration_us } => {
                json!({ "environment": environment, "duration_ms": millis(duration_us) })
            }
            Self::EnvironmentReclaimed { environment } | Self::EnvironmentReset { environment } => {
                json!({ "environment": environment })
            }
            Self::RetryScheduled { attempt, at } => json!({ "attempt": attempt, "at_us": at.as_micros() }),
            Self::DestinationSent { to, success } => {
                json!({ "to": node_name(to), "condition": if success { "Success" } else { "Failure" } })
            }
            Self::HandOverFailed { destination } => json!({ "destination": destination }),
            Self::Polled { poller, records } | Self::BatchInvoked { poller, records } => {
                json!({ "poller": poller, "records": records })
            }
            Self::BatchEnded { deleted, failed } => json!({ "deleted": deleted, "failed": failed }),
            Self::PollersScaled { to } => json!({ "to": to }),
            Self::CacheHit { until } | Self::CacheStored { until } => json!({ "until_us": until.as_micros() }),
            Self::Routed { rule: u32::MAX } => json!({ "rule": "default" }),
            Self::Routed { rule } => json!({ "rule": rule }),
            Self::Noted { value, .. } => json!({ "value": value }),
            Self::Delivered
            | Self::Filtered
            | Self::Expired
            | Self::Lost
            | Self::Deleted
            | Self::EmptyReceive
            | Self::EventQueued
            | Self::NotificationDelivered
            | Self::NotificationFailed
            | Self::CacheMiss
            | Self::Intervened => json!({}),
        };
        match value {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }
}

impl Hiding {
    /// Returns what the trace says of it.
    fn fields(self, node_name: impl Fn(NodeId) -> String) -> Value {
        match self {
            Self::Receive => json!({ "after": "Receive" }),
            Self::Delay => json!({ "after": "Delay" }),
            Self::Move { from } => json!({ "after": "Move", "from": node_name(from) }),
            Self::Refusal => json!({ "after": "Refusal" }),
        }
    }
}

fn millis(micros: u64) -> f64 {
    micros as f64 / 1_000.0
}

/// Returns the request id of a number, in the form of a UUID of version 4.
#[must_use]
pub fn request_id(number: u64) -> String {
    let high = kernel::rng::mix(number);
    let low = kernel::rng::mix(high ^ number);
    let version = (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000;
    let variant = (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000;
    let (a, b, c) = (version >> 32, (version >> 16) & 0xFFFF, version & 0xFFFF);
    format!("{a:08x}-{b:04x}-{c:04x}-{:04x}-{:012x}", variant >> 48, variant & 0xFFFF_FFFF_FFFF)
}
