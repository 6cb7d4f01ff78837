//! The event that a function receives from a load balancer, written only when somebody asks for it.

use super::limits;
use crate::payload::http::{HttpRequest, base64, base64_size, body_size, body_text, client_ip, query_pairs};
use crate::payload::{Document, Parameters, Payload};
use crate::profile::Profile;
use kernel::MessageId;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// An HTTP request as a function receives it (ALB-03).
#[derive(Debug)]
pub(super) struct RequestEvent {
    /// The client's parameters.
    pub(super) parameters: Parameters,
    /// The body.
    pub(super) body: Payload,
    /// Everything that the load balancer adds.
    pub(super) added: Added,
    /// The size once it was asked for -- internal state.
    pub(super) size: OnceLock<u64>,
}

/// What the load balancer adds to a request.
#[derive(Clone, Debug)]
pub(super) struct Added {
    /// The target group.
    pub(super) group_arn: Arc<str>,
    /// Whether headers and query strings come as lists (ALB-06).
    pub(super) multi_value: bool,
    /// The load balancer's own host name, for clients that name none.
    pub(super) dns_name: Arc<str>,
    /// The listener's port.
    pub(super) port: u16,
    /// Whether the listener speaks HTTPS.
    pub(super) https: bool,
    /// The copy of the message, from which the trace id is made.
    pub(super) message: MessageId,
    /// The clock on the wall in seconds since 1970, for the trace id.
    pub(super) unix_seconds: u64,
    /// Which AWS.
    pub(super) profile: Profile,
}

impl Document for RequestEvent {
    fn json(&self) -> Value {
        let request = HttpRequest::read(&self.parameters, &self.body);
        let encoded = is_encoded(&request, self.added.profile);
        let text = body_text(&self.body);
        let body = if encoded { base64(text.as_bytes()) } else { text };
        self.document(&request, body, encoded)
    }

    fn size(&self) -> u64 {
        *self.size.get_or_init(|| {
            let request = HttpRequest::read(&self.parameters, &self.body);
            let encoded = is_encoded(&request, self.added.profile);
            let frame = self.document(&request, String::new(), encoded).to_string().len() as u64;
            frame + size_in_json(&self.body, encoded)
        })
    }

    fn inner(&self) -> Option<&Payload> {
        Some(&self.body)
    }

    fn title(&self) -> &'static str {
        "Load balancer event"
    }
}

impl RequestEvent {
    fn document(&self, request: &HttpRequest<'_>, body: String, encoded: bool) -> Value {
        let headers = self.headers(request);
        let query = grouped(query_pairs(request.query).map(|(name, value)| (name.to_owned(), value.to_owned())));
        let mut event = Map::new();
        let context = json!({ "elb": { "targetGroupArn": &*self.added.group_arn } });
        event.insert("requestContext".to_owned(), context);
        event.insert("httpMethod".to_owned(), json!(request.method));
        event.insert("path".to_owned(), json!(request.path));
        if self.added.multi_value {
            event.insert("multiValueQueryStringParameters".to_owned(), json!(query));
            event.insert("multiValueHeaders".to_owned(), json!(headers));
        } else {
            event.insert("queryStringParameters".to_owned(), last_of_each(&query));
            event.insert("headers".to_owned(), last_of_each(&headers));
        }
        event.insert("body".to_owned(), Value::String(body));
        event.insert("isBase64Encoded".to_owned(), Value::Bool(encoded));
        Value::Object(event)
    }

    fn headers(&self, request: &HttpRequest<'_>) -> BTreeMap<String, Vec<String>> {
        let mut headers = grouped(request.headers().map(|(name, value)| (name.to_lowercase(), value)));
        let host = || vec![request.host.unwrap_or(&self.added.dns_name).to_owned()];
        headers.entry("host".to_owned()).or_insert_with(host);
        headers.entry("x-amzn-trace-id".to_owned()).or_insert_with(|| vec![self.trace_id()]);
        let address = client_ip(request.from);
        let forwarded = headers.get("x-forwarded-for").and_then(|values| values.last());
        let forwarded = forwarded.map_or_else(|| address.clone(), |before| format!("{before}, {address}"));
        headers.insert("x-forwarded-for".to_owned(), vec![forwarded]);
        headers.insert("x-forwarded-port".to_owned(), vec![self.added.port.to_string()]);
        let protocol = if self.added.https { "https" } else { "http" };
        headers.insert("x-forwarded-proto".to_owned(), vec![protocol.to_owned()]);
        headers
    }

    fn trace_id(&self) -> String {
        let high = kernel::rng::mix(self.added.message.0);
        let low = kernel::rng::mix(high) >> 32;
        format!("Root=1-{:08x}-{high:016x}{low:08x}", self.added.unix_seconds & 0xFFFF_FFFF)
    }
}

fn grouped(pairs: impl Iterator<Item = (String, String)>) -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in pairs {
        groups.entry(name).or_default().push(value);
    }
    groups
}

fn last_of_each(groups: &BTreeMap<String, Vec<String>>) -> Value {
    groups.iter().filter_map(|(name, values)| Some((name.clone(), json!(values.last()?)))).collect()
}

/// Tells whether a body is encoded in base64: it is unless its type is a text's, and since 2023 always where it has a
/// content encoding (ALB-04). An empty body stays as it is.
pub(super) fn is_encoded(request: &HttpRequest<'_>, profile: Profile) -> bool {
    if !request.has_body() {
        return false;
    }
    if profile.is_now() && request.header("content-encoding").is_some() {
        return true;
    }
    let content_type = request.header("content-type").unwrap_or_default().to_lowercase();
    let content_type = content_type.split(';').next().unwrap_or_default().trim();
    let is_text = content_type.starts_with("text/")
        || matches!(content_type, "application/json" | "application/javascript" | "application/xml");
    !is_text
}

/// Returns the bytes that a body takes within JSON, without its quotation marks.
fn size_in_json(body: &Payload, encoded: bool) -> u64 {
    let size = body_size(body);
    if encoded {
        return base64_size(size);
    }
    let text = body_text(body);
    // A body that only stands for a size has no characters that could need an escape.
    if text.len() as u64 == size { Value::String(text).to_string().len() as u64 - 2 } else { size }
}

/// The event of a health check (ALB-11).
pub(super) fn health_check_event(group_arn: &str, path: &str, multi_value: bool) -> Payload {
    let agent = limits::HEALTH_USER_AGENT;
    let context = json!({ "elb": { "targetGroupArn": group_arn } });
    let event = if multi_value {
        json!({ "requestContext": context, "httpMethod": "GET", "path": path, "multiValueQueryStringParameters": {},
            "multiValueHeaders": { "user-agent": [agent] }, "body": "", "isBase64Encoded": false })
    } else {
        json!({ "requestContext": context, "httpMethod": "GET", "path": path, "queryStringParameters": {},
            "headers": { "user-agent": agent }, "body": "", "isBase64Encoded": false })
    };
    Payload::from_json(event)
}
