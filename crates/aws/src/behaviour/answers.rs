//! Reads what code answers and whom it calls: responses, calls, and what a function does at a hook.
//!
//! The readers of values are those of [`read`](super::read).

use super::read::{check_keys, flag, is_map, pattern, ratio, whole, word, written, wrong};
use super::{Call, EdgeAction, Response};
use crate::diagnostics::Diagnostic;
use crate::pattern::Pattern;
use crate::profile::Profile;
use crate::service::properties::{Properties, Value};
use kernel::Ratio;
use serde_json::json;
use std::sync::Arc;

/// Reads `Response`; absent is `None`.
pub fn response(value: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Option<Response> {
    const HTTP: [&str; 6] =
        ["StatusCode", "StatusDescription", "Headers", "MultiValueHeaders", "Body", "IsBase64Encoded"];
    const OTHERS: [&str; 3] = ["Payload", "Size", "Malformed"];
    if !check_keys(value, &[&HTTP[..], &OTHERS[..]].concat(), problems, path) || value.is_absent() {
        return None;
    }
    let others: Vec<&str> = OTHERS.into_iter().filter(|key| value.find(key).is_some()).collect();
    let is_http = HTTP.iter().any(|key| value.find(key).is_some());
    if others.len() + usize::from(is_http) > 1 {
        let hint = "write a status with headers and body, or one of \"Payload\", \"Size\" and \"Malformed\"";
        problems.push(wrong(value, path, "a response is of one kind", hint));
        return None;
    }
    let part = format!("{path}.{}", others.first().unwrap_or(&""));
    match others.first() {
        Some(&"Payload") => Some(Response::Payload(Arc::new(value.get("Payload").json()))),
        Some(&"Size") => whole(value.get("Size"), problems, &part).map(|size| Response::Size(size.into())),
        Some(_) => flag(value.get("Malformed"), problems, &part)?.then_some(Response::Malformed),
        None => http_response(value, problems, path),
    }
}

fn http_response(value: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Option<Response> {
    let status_code = status(value.get("StatusCode"), problems, &format!("{path}.StatusCode"))?;
    for name in ["Headers", "MultiValueHeaders"] {
        is_map(value.get(name), problems, &format!("{path}.{name}"), "as in \"{ Cache-Control: max-age=60 }\"");
    }
    for (key, values) in value.get("MultiValueHeaders").entries() {
        if !matches!(values.value, Value::List(_)) {
            let path = format!("{path}.MultiValueHeaders.{}", key.text);
            problems.push(wrong(values, &path, "each of these headers has a list of values", "as in \"[ a=1, b=2 ]\""));
        }
    }
    flag(value.get("IsBase64Encoded"), problems, &format!("{path}.IsBase64Encoded"));
    Some(Response::Http { status_code, document: Arc::new(http_document(value, status_code)) })
}

/// Reads a status of HTTP; absent is 200.
fn status(value: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Option<u16> {
    if value.is_absent() {
        return Some(200);
    }
    let status = value.integer().and_then(|code| u16::try_from(code).ok()).filter(|code| (100..600).contains(code));
    if status.is_none() {
        let hint = "write a number from 100 to 599, as in \"200\"";
        problems.push(wrong(value, path, format!("\"{}\" is no status of HTTP", written(value)), hint));
    }
    status
}

/// Writes the response document that an HTTP caller reads, under the names that handlers use.
fn http_document(value: &Properties, status_code: u16) -> serde_json::Value {
    let mut document = json!({ "statusCode": status_code });
    let names = [
        ("StatusDescription", "statusDescription"),
        ("Headers", "headers"),
        ("MultiValueHeaders", "multiValueHeaders"),
        ("IsBase64Encoded", "isBase64Encoded"),
    ];
    for (ours, theirs) in names {
        if let Some(part) = value.find(ours) {
            document[theirs] = part.json();
        }
    }
    if let Some(body) = value.find("Body") {
        document["body"] = match body.json() {
            serde_json::Value::String(text) => json!(text),
            other => json!(other.to_string()),
        };
    }
    document
}

/// Reads the list of `Calls`.
pub fn calls(value: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Vec<Call> {
    let call = |(index, item): (usize, &Properties)| call(item, problems, &format!("{path}.{index}"));
    value.items().iter().enumerate().filter_map(call).collect()
}

fn call(item: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Option<Call> {
    if !check_keys(item, &["To", "Action", "Input", "Per", "Probability", "Async"], problems, path) {
        return None;
    }
    let at = |name: &str| format!("{path}.{name}");
    let to = item.get("To").text().or_else(|| item.get("To").reference());
    let Some(to) = to else {
        problems.push(wrong(item, path, "a call needs \"To\"", "name the logical id that is called, or \"Internet\""));
        return None;
    };
    let input = item.get("Input");
    is_map(input, problems, &at("Input"), "write the action's parameters, as in \"{ MessageBody: hi }\"");
    Some(Call {
        to: to.into(),
        action: item.get("Action").text().unwrap_or_default().into(),
        input: input.clone(),
        per_record: word(item.get("Per"), &["Invocation", "Record"], problems, &at("Per")) == Some("Record"),
        probability: ratio(item.get("Probability"), problems, &at("Probability")).unwrap_or(Ratio::ALWAYS),
        asynchronous: flag(item.get("Async"), problems, &at("Async")).unwrap_or(false),
    })
}

/// Reads `Edge`: what a function does at a hook, and the pattern that says when it does not just forward.
pub fn edge(
    value: &Properties,
    profile: Profile,
    problems: &mut Vec<Diagnostic>,
    path: &str,
) -> (EdgeAction, Option<Pattern>) {
    if value.is_absent() || value.text() == Some("Forward") {
        return (EdgeAction::Forward, None);
    }
    if value.text().is_some() {
        let hint = "write \"Forward\", \"{ Respond: … }\" or \"{ Change: … }\"";
        problems.push(wrong(value, path, "there is no such thing to do at a hook", hint));
        return (EdgeAction::Forward, None);
    }
    if !check_keys(value, &["Forward", "Respond", "Change", "Match"], problems, path) {
        return (EdgeAction::Forward, None);
    }
    let matching = pattern(value.get("Match"), profile, problems, &format!("{path}.Match"));
    let given: Vec<_> = ["Forward", "Respond", "Change"].into_iter().filter(|key| value.find(key).is_some()).collect();
    let [deed] = given.as_slice() else {
        let hint = "write exactly one of \"Forward\", \"Respond\" and \"Change\"";
        problems.push(wrong(value, path, "a hook does one thing", hint));
        return (EdgeAction::Forward, matching);
    };
    let (inner, path) = (value.get(deed), format!("{path}.{deed}"));
    let keys: &[&str] = match *deed {
        "Respond" => &["StatusCode", "Headers", "Body", "Size"],
        "Change" => &["Uri", "Headers", "StatusCode", "QueryString", "Origin"],
        _ => return (EdgeAction::Forward, matching),
    };
    if check_keys(inner, keys, problems, &path) {
        status(inner.get("StatusCode"), problems, &format!("{path}.StatusCode"));
        is_map(inner.get("Headers"), problems, &format!("{path}.Headers"), "as in \"{ Location: /new }\"");
        whole(inner.get("Size"), problems, &format!("{path}.Size"));
    }
    let document = Arc::new(inner.json());
    (if *deed == "Respond" { EdgeAction::Respond(document) } else { EdgeAction::Change(document) }, matching)
}
