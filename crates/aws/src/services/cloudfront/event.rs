//! Requests and responses on their way through a distribution, and the events that functions at hooks receive.

use super::config::{Config, HookPoint, Origin};
use super::limits;
use crate::message::Item;
use crate::payload::http::{self, HttpRequest, base64, body_size, body_text, client_ip, reason_phrase};
use crate::payload::{Document, Payload};
use serde_json::{Map, Value, json};
use std::sync::{Arc, OnceLock};

/// Headers in order, names as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Headers(pub(super) Vec<(Arc<str>, Arc<str>)>);

impl Headers {
    /// Returns names and values.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Returns the first value of a name, whatever its case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Sets a header, in place of all that have its name.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.0.push((name.into(), value.into()));
    }

    /// Reads the headers of a response document of HTTP.
    pub(super) fn of_document(document: &Value) -> Self {
        let mut headers = Vec::new();
        for field in ["headers", "multiValueHeaders"] {
            for (name, value) in document.get(field).and_then(Value::as_object).into_iter().flatten() {
                let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                headers.extend(values.iter().map(|value| (Arc::from(&**name), Arc::from(text(value)))));
            }
        }
        Self(headers)
    }

    /// Writes them as events have them: by lower-cased name, each a list of key and value. Forbidden ones are left out.
    pub(super) fn to_event(&self) -> Value {
        let mut map = Map::new();
        for (name, value) in self.iter() {
            let lower = name.to_lowercase();
            if limits::header_listed(&limits::HEADERS_FORBIDDEN, &lower) {
                continue;
            }
            let list = map.entry(lower).or_insert_with(|| Value::Array(Vec::new()));
            if let Some(list) = list.as_array_mut() {
                list.push(json!({ "key": name, "value": value }));
            }
        }
        Value::Object(map)
    }
}

/// A request on its way to an origin.
#[derive(Clone, Debug)]
pub(super) struct EdgeRequest {
    pub(super) method: Arc<str>,
    pub(super) uri: Arc<str>,
    pub(super) query: Arc<str>,
    pub(super) headers: Headers,
    pub(super) client_ip: Arc<str>,
    pub(super) body: Payload,
}

impl EdgeRequest {
    /// Takes a viewer's request.
    pub(super) fn of(item: &Item, domain_name: &str) -> Self {
        let http = HttpRequest::of(item);
        let headers = http.headers().map(|(name, value)| (Arc::from(name), Arc::from(value))).collect();
        let mut headers = Headers(headers);
        if headers.get("host").is_none() {
            headers.0.insert(0, ("Host".into(), http.host.unwrap_or(domain_name).into()));
        }
        Self {
            method: http.method.into(),
            uri: http.path.into(),
            query: http.query.into(),
            headers,
            client_ip: client_ip(http.from).into(),
            body: item.payload.clone(),
        }
    }

    /// Writes it as events have it.
    pub(super) fn to_event(&self) -> Map<String, Value> {
        let mut request = Map::new();
        request.insert("clientIp".to_owned(), json!(&*self.client_ip));
        request.insert("headers".to_owned(), self.headers.to_event());
        request.insert("method".to_owned(), json!(&*self.method));
        request.insert("querystring".to_owned(), json!(&*self.query));
        request.insert("uri".to_owned(), json!(&*self.uri));
        request
    }
}

impl Document for EdgeRequest {
    fn json(&self) -> Value {
        Value::Object(self.to_event())
    }
}

/// A response on its way to a viewer.
#[derive(Clone, Debug)]
pub(super) struct EdgeResponse {
    pub(super) status: u16,
    /// The words behind the status, where a function chose some.
    pub(super) description: Option<Arc<str>>,
    pub(super) headers: Headers,
    pub(super) body: Payload,
    /// Whether the origin's own status was 400 or more, whatever a function made of it.
    pub(super) origin_failed: bool,
}

impl EdgeResponse {
    /// Makes a response without headers.
    pub(super) fn new(status: u16, body: Payload) -> Self {
        Self { status, description: None, headers: Headers::default(), body, origin_failed: status >= 400 }
    }

    /// Reads a response document of HTTP: `statusCode`, `headers`, `body`.
    pub(super) fn of_document(document: &Value, status: u16) -> Self {
        let body = document.get("body").and_then(Value::as_str).map_or_else(Payload::null, Payload::from_text);
        let status = document.get("statusCode").and_then(Value::as_u64).map_or(status, |status| status as u16);
        Self { headers: Headers::of_document(document), ..Self::new(status, body) }
    }

    /// Makes CloudFront's own error page.
    pub(super) fn error_page(status: u16) -> Self {
        let page = format!("<H1>{status} ERROR</H1><H2>The request could not be satisfied.</H2>");
        let mut response = Self::new(status, Payload::from_text(page));
        response.headers.set("Content-Type", "text/html");
        response
    }

    /// Writes it as events have it; the body is never seen.
    pub(super) fn to_event(&self) -> Value {
        let description = self.description.as_deref().unwrap_or_else(|| reason_phrase(self.status));
        json!({ "headers": self.headers.to_event(), "status": self.status.to_string(), "statusDescription": description })
    }
}

/// The response as the viewer gets it, written only when somebody asks.
#[derive(Debug)]
pub(super) struct ViewerResponse {
    pub(super) response: Arc<EdgeResponse>,
    /// How the answer came about: `Hit`, `Miss`, `Error`, …
    pub(super) result: &'static str,
}

impl Document for ViewerResponse {
    fn json(&self) -> Value {
        let mut headers = Map::new();
        for (name, value) in self.response.headers.iter() {
            headers.insert(name.to_owned(), json!(value));
        }
        headers.insert("X-Cache".to_owned(), json!(format!("{} from cloudfront", self.result)));
        json!({ "statusCode": self.response.status, "headers": headers, "body": body_text(&self.response.body) })
    }

    fn size(&self) -> u64 {
        let headers: usize = self.response.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        headers as u64 + body_size(&self.response.body)
    }

    fn inner(&self) -> Option<&Payload> {
        Some(&self.response.body)
    }

    fn title(&self) -> &'static str {
        "HTTP response"
    }
}

/// The event of a hook, written only when somebody asks.
#[derive(Debug)]
pub(super) struct HookEvent {
    pub(super) config: Arc<Config>,
    pub(super) point: HookPoint,
    /// The number of the viewer's request.
    pub(super) request_number: u64,
    pub(super) request: Arc<EdgeRequest>,
    pub(super) response: Option<Arc<EdgeResponse>>,
    /// The origin that is about to be asked, or was.
    pub(super) origin: Option<usize>,
    /// Whether the body is shown (EDGE-12).
    pub(super) include_body: bool,
    pub(super) size: OnceLock<u64>,
}

impl Document for HookEvent {
    fn json(&self) -> Value {
        let mut request = self.request.to_event();
        if let Some(origin) = self.origin.and_then(|origin| self.config.origins.get(origin)) {
            request.insert("origin".to_owned(), origin_event(origin));
        }
        if self.include_body && self.point.is_request() {
            request.insert("body".to_owned(), body_event(&self.request.body, self.point));
        }
        let config = json!({
            "distributionDomainName": &*self.config.domain_name,
            "distributionId": &*self.config.distribution_id,
            "eventType": self.point.name(),
            "requestId": request_id(self.request_number),
        });
        let mut cf = Map::new();
        cf.insert("config".to_owned(), config);
        cf.insert("request".to_owned(), Value::Object(request));
        if let Some(response) = &self.response {
            cf.insert("response".to_owned(), response.to_event());
        }
        json!({ "Records": [{ "cf": cf }] })
    }

    fn size(&self) -> u64 {
        *self.size.get_or_init(|| self.text().len() as u64)
    }

    fn inner(&self) -> Option<&Payload> {
        Some(&self.request.body)
    }

    fn title(&self) -> &'static str {
        "CloudFront event"
    }
}

/// Writes an origin as origin hooks see it.
fn origin_event(origin: &Origin) -> Value {
    let (domain, path) = (&*origin.domain_name, &*origin.path);
    if origin.kind.is_s3() {
        return json!({ "s3": { "authMethod": "none", "customHeaders": {}, "domainName": domain, "path": path,
            "region": "us-east-1" } });
    }
    json!({ "custom": { "customHeaders": {}, "domainName": domain, "keepaliveTimeout": 5, "path": path, "port": 443,
        "protocol": "https", "readTimeout": origin.read_timeout.as_secs(),
        "sslProtocols": ["TLSv1", "TLSv1.1", "TLSv1.2"] } })
}

/// Writes a body as request hooks see it: base64, cut off at the limit (EDGE-12).
fn body_event(body: &Payload, point: HookPoint) -> Value {
    let text = body_text(body);
    let limit = usize::try_from(limits::body_bytes_max(point)).unwrap_or(usize::MAX);
    let shown = &text.as_bytes()[..text.len().min(limit)];
    let truncated = http::body_size(body) > limit as u64;
    json!({ "action": "read-only", "data": base64(shown), "encoding": "base64", "inputTruncated": truncated })
}

/// Returns CloudFront's id of a request: 42 random bytes in base64 for URLs.
fn request_id(number: u64) -> String {
    let mut state = number;
    let mut bytes = Vec::with_capacity(42);
    while bytes.len() < 42 {
        state = kernel::rng::mix(state.wrapping_add(0x9E37_79B9_7F4A_7C15));
        bytes.extend_from_slice(&state.to_be_bytes());
    }
    bytes.truncate(41);
    base64(&bytes).replace('+', "-").replace('/', "_")
}
