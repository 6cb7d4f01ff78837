//! What functions at hooks may give back, and what the viewer gets when they fail (EDGE-05 to EDGE-07, EDGE-09,
//! EDGE-16, EDGE-17).

use super::config::{Config, HookPoint};
use super::event::{EdgeRequest, EdgeResponse, Headers};
use super::limits;
use crate::message::{Answer, ServiceError};
use crate::payload::Payload;
use crate::payload::http::bytes_of_base64;
use crate::rules::Rule;
use serde_json::Value;
use std::sync::Arc;

/// What a function at a hook decided.
#[derive(Debug)]
pub(super) enum Decision {
    /// The request goes on, perhaps changed, perhaps to another origin.
    Request(EdgeRequest, Option<usize>),
    /// The response goes on, or was generated.
    Response(EdgeResponse),
    /// The viewer gets an error.
    Failed(Failure),
}

/// An error that a hook causes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failure {
    /// The status that the viewer gets.
    pub(super) status: u16,
    /// The rule that says so.
    pub(super) rule: &'static Rule,
}

const fn failure(status: u16, rule: &'static Rule) -> Failure {
    Failure { status, rule }
}

/// What was there before the function was asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before<'a> {
    pub(super) config: &'a Config,
    pub(super) point: HookPoint,
    pub(super) request: &'a EdgeRequest,
    pub(super) response: Option<&'a EdgeResponse>,
}

/// Judges what Lambda gave back at a hook.
pub(super) fn judge(outcome: &Result<Answer, ServiceError>, before: Before<'_>) -> Decision {
    let result = match outcome {
        // Whatever Lambda refuses, CloudFront cannot run the function: 503.
        Err(_) => Err(failure(503, &limits::EDGE_17_LIMIT)),
        Ok(answer) if answer.function_error => Err(failure_of(&answer.payload)),
        Ok(answer) => read(&answer.payload, before),
    };
    result.unwrap_or_else(Decision::Failed)
}

/// Tells a time-out (503) from all other failures of the code (500).
fn failure_of(payload: &Payload) -> Failure {
    let error = payload.json();
    let text = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    if text("errorType") == "Sandbox.Timedout" || text("errorMessage").contains("Task timed out after") {
        return failure(503, &limits::EDGE_17_LIMIT);
    }
    failure(500, &limits::EDGE_17_ERROR)
}

fn read(payload: &Payload, before: Before<'_>) -> Result<Decision, Failure> {
    let value = payload.json();
    let invalid = failure(502, &limits::EDGE_17_INVALID);
    if !value.is_object() {
        return Err(invalid);
    }
    match (before.point.is_request(), value.get("status").is_some()) {
        (true, false) => read_request(&value, before),
        (true, true) | (false, true) => read_response(&value, payload.size(), before).map(Decision::Response),
        (false, false) => Err(invalid),
    }
}

fn read_request(value: &Value, before: Before<'_>) -> Result<Decision, Failure> {
    let invalid = failure(502, &limits::EDGE_17_INVALID);
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let uri = text("uri").ok_or(invalid)?;
    if !uri.starts_with('/') || text("method").is_some_and(|method| method != &*before.request.method) {
        return Err(invalid);
    }
    let mut request = before.request.clone();
    request.uri = uri.into();
    request.query = text("querystring").unwrap_or_default().into();
    request.headers = read_headers(value.get("headers"))?;
    check_headers(&before.request.headers, &request.headers, before.point, true)?;
    keep_unseen(&before.request.headers, &mut request.headers);
    if let Some(body) = replaced_body(value.get("body"), before.point)? {
        request.body = body;
    }
    Ok(Decision::Request(request, chosen_origin(value, before.config)))
}

/// Returns the body that a function puts in place of the request's, if it does (EDGE-12).
fn replaced_body(body: Option<&Value>, point: HookPoint) -> Result<Option<Payload>, Failure> {
    let text = |key: &str| body.and_then(|body| body.get(key)?.as_str());
    let (Some("replace"), Some(data)) = (text("action"), text("data")) else { return Ok(None) };
    // The encoding in which the event shows a body is that of a body whose encoding is not said.
    let is_base64 = text("encoding") != Some("text");
    if data.len() as u64 > limits::replaced_body_bytes_max(point, is_base64) {
        return Err(failure(502, &limits::EDGE_12));
    }
    let text = if is_base64 { String::from_utf8_lossy(&bytes_of_base64(data)).into_owned() } else { data.to_owned() };
    Ok(Some(Payload::from_text(text)))
}

/// Returns the origin that a function chose by its host name.
fn chosen_origin(value: &Value, config: &Config) -> Option<usize> {
    let origin = value.get("origin")?;
    let domain = ["custom", "s3"].iter().find_map(|kind| origin.get(kind)?.get("domainName")?.as_str())?;
    config.origins.iter().position(|origin| &*origin.domain_name == domain)
}

fn read_response(value: &Value, size: u64, before: Before<'_>) -> Result<EdgeResponse, Failure> {
    let status = value.get("status");
    let status = status.and_then(|status| status.as_u64().or_else(|| status.as_str()?.parse().ok()));
    let status = status.and_then(|status| u16::try_from(status).ok()).filter(|status| (200..=599).contains(status));
    let status = status.ok_or(failure(502, &limits::EDGE_06))?;
    let headers = read_headers(value.get("headers"))?;
    let body = value.get("body").and_then(Value::as_str).filter(|body| !body.is_empty());
    if status == 204 && body.is_some() {
        return Err(failure(502, &limits::EDGE_06));
    }
    let is_generated = before.point.is_request() || body.is_some();
    if is_generated && size > limits::response_bytes_max(before.point) {
        return Err(failure(502, &limits::EDGE_09));
    }
    let mut response = match before.response {
        Some(given) if !before.point.is_request() => {
            check_response(given, (status, &headers), before.point)?;
            let mut kept = EdgeResponse { status, headers, ..given.clone() };
            keep_unseen(&given.headers, &mut kept.headers);
            kept
        }
        _ => {
            check_headers(&Headers::default(), &headers, before.point, false)?;
            // No origin has failed where a function answers in its place.
            EdgeResponse { headers, origin_failed: false, ..EdgeResponse::new(status, Payload::null()) }
        }
    };
    response.description = value.get("statusDescription").and_then(Value::as_str).map(Arc::from);
    if let Some(body) = body.filter(|_| before.point != HookPoint::ViewerResponse) {
        response.body = Payload::from_text(body);
    }
    Ok(response)
}

fn check_response(given: &EdgeResponse, made: (u16, &Headers), point: HookPoint) -> Result<(), Failure> {
    if point == HookPoint::ViewerResponse && made.0 != given.status {
        return Err(failure(502, &limits::EDGE_07));
    }
    check_headers(&given.headers, made.1, point, true)
}

/// Reads headers as events have them; a key that does not match its name is an error (EDGE-06).
fn read_headers(value: Option<&Value>) -> Result<Headers, Failure> {
    let invalid = failure(502, &limits::EDGE_06);
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(Headers::default()) };
    let mut headers = Vec::new();
    for (name, list) in value.as_object().ok_or(invalid)? {
        for header in list.as_array().ok_or(invalid)? {
            let key = header.get("key").and_then(Value::as_str).unwrap_or(name);
            let text = header.get("value").and_then(Value::as_str).ok_or(invalid)?;
            if !key.eq_ignore_ascii_case(name) {
                return Err(invalid);
            }
            headers.push((Arc::from(key), Arc::from(text)));
        }
    }
    Ok(Headers(headers))
}

/// Refuses forbidden headers, and read-only ones that are not as they were (EDGE-16).
fn check_headers(before: &Headers, after: &Headers, point: HookPoint, read_only: bool) -> Result<(), Failure> {
    let touched = failure(502, &limits::EDGE_16);
    let is_forbidden = |name: &str| limits::header_listed(&limits::HEADERS_FORBIDDEN, name);
    if after.iter().any(|(name, _)| is_forbidden(&name.to_lowercase())) {
        return Err(touched);
    }
    let read_only = if read_only { limits::headers_read_only(point) } else { &[] };
    let all = before.iter().chain(after.iter());
    for name in all.map(|(name, _)| name.to_lowercase()).filter(|name| limits::header_listed(read_only, name)) {
        if before.get(&name) != after.get(&name) {
            return Err(touched);
        }
    }
    Ok(())
}

/// Puts back what the function was not shown.
fn keep_unseen(before: &Headers, after: &mut Headers) {
    let is_unseen = |name: &str| limits::header_listed(&limits::HEADERS_FORBIDDEN, &name.to_lowercase());
    let unseen = before.0.iter().filter(|(name, _)| is_unseen(name));
    after.0.extend(unseen.cloned());
}
