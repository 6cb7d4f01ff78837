//! What a client gets for what Lambda gave back: the status table of ALB-05, ALB-07 and ALB-08.

use super::limits;
use crate::fact::Note;
use crate::message::{Answer, ServiceError};
use crate::rules::Rule;
use serde_json::Value;

/// What a client gets.
#[derive(Clone, Copy, Debug)]
pub(super) enum Verdict {
    /// The function's own response, with its status.
    Target(u16),
    /// An error of the load balancer's making.
    Failed(&'static Failure),
}

/// An error that the load balancer answers with.
#[derive(Debug)]
pub(super) struct Failure {
    /// The status.
    pub(super) status: u16,
    /// The reason in the access log, where Lambda is to blame, and whether the function's owner is rather than Lambda.
    pub(super) reason: Option<(&'static Note, Blame)>,
    /// The rule that says so.
    pub(super) rule: &'static Rule,
}

/// Which of the two metrics for failures of Lambda counts (ALB-12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blame {
    /// `LambdaUserError`.
    User,
    /// `LambdaInternalError`.
    Internal,
}

macro_rules! failures {
    ($($(#[$doc:meta])* $name:ident, $note:ident = $reason:literal: $status:literal, $blame:ident, $rule:ident;)*) => {$(
        pub(super) static $note: Note = Note { name: $reason, text: "the load balancer answers with {}" };
        $(#[$doc])*
        pub(super) static $name: Failure =
            Failure { status: $status, reason: Some((&$note, Blame::$blame)), rule: &limits::$rule };
    )*
        /// The reasons in the access log, each with whom it blames.
        pub(super) static REASONS: &[(&Note, Blame)] = &[$((&$note, Blame::$blame)),*];
    };
}

failures! {
    /// The body is too large.
    REQUEST_TOO_LARGE, REASON_REQUEST_TOO_LARGE = "LambdaRequestTooLarge": 413, User, ALB_07_REQUEST;
    /// The response is too large.
    RESPONSE_TOO_LARGE, REASON_RESPONSE_TOO_LARGE = "LambdaResponseTooLarge": 502, User, ALB_07_RESPONSE;
    /// The response is no response document.
    INVALID_RESPONSE, REASON_INVALID_RESPONSE = "LambdaInvalidResponse": 502, User, ALB_05;
    /// The headers stand in the field of the other mode.
    WRONG_HEADERS, REASON_WRONG_HEADERS = "LambdaInvalidResponse": 502, User, ALB_06;
    /// The function raised, timed out or died.
    UNHANDLED, REASON_UNHANDLED = "LambdaUnhandled": 502, User, ALB_08_ERROR;
    /// Lambda throttled the invocation.
    THROTTLED, REASON_THROTTLED = "LambdaThrottling": 502, User, ALB_08_THROTTLED;
    /// The permission is missing.
    ACCESS_DENIED, REASON_ACCESS_DENIED = "LambdaAccessDenied": 502, User, ALB_02;
    /// The function does not exist any more.
    NOT_FOUND, REASON_NOT_FOUND = "LambdaResourceNotFound": 502, User, ALB_08_NOT_FOUND;
    /// Lambda itself failed.
    SERVICE_EXCEPTION, REASON_SERVICE_EXCEPTION = "LambdaServiceException": 502, Internal, ALB_08_SERVICE;
}

/// No target is registered.
pub(super) static NO_TARGET: Failure = Failure { status: 503, reason: None, rule: &limits::ALB_08_NO_TARGET };
/// Nothing is served.
pub(super) static OUTAGE: Failure = Failure { status: 503, reason: None, rule: &limits::OUTAGE };
/// The function was deregistered meanwhile.
pub(super) static DEREGISTERED: Failure = Failure { status: 502, reason: None, rule: &limits::ALB_13 };
/// A WebSocket upgrade.
pub(super) static UPGRADE: Failure = Failure { status: 400, reason: None, rule: &limits::ALB_08_UPGRADE };
/// No byte for the idle timeout.
pub(super) static IDLE: Failure = Failure { status: 504, reason: None, rule: &limits::ALB_10 };

/// Judges what Lambda gave back.
pub(super) fn judge(outcome: &Result<Answer, ServiceError>, multi_value: bool) -> Verdict {
    match outcome {
        Ok(answer) if answer.function_error => Verdict::Failed(&UNHANDLED),
        Ok(answer) if answer.payload.size() > limits::BODY_BYTES_MAX => Verdict::Failed(&RESPONSE_TOO_LARGE),
        Ok(answer) => judge_document(&answer.payload.json(), multi_value),
        Err(error) => Verdict::Failed(failure_of(*error)),
    }
}

fn failure_of(error: ServiceError) -> &'static Failure {
    match error {
        ServiceError::TooManyRequests(_) => &THROTTLED,
        ServiceError::AccessDenied => &ACCESS_DENIED,
        ServiceError::ResourceNotFound => &NOT_FOUND,
        ServiceError::RequestTooLarge => &REQUEST_TOO_LARGE,
        ServiceError::ServiceException
        | ServiceError::InvalidParameter(_)
        | ServiceError::RecursiveInvocation
        | ServiceError::Timeout
        | ServiceError::Other { .. } => &SERVICE_EXCEPTION,
    }
}

fn judge_document(document: &Value, multi_value: bool) -> Verdict {
    let status = document.get("statusCode").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let Some(status) = status.filter(|status| (100..=599).contains(status)) else {
        return Verdict::Failed(&INVALID_RESPONSE);
    };
    let body_is_text = document.get("body").is_none_or(Value::is_string);
    let flag_is_boolean = document.get("isBase64Encoded").is_none_or(Value::is_boolean);
    if !body_is_text || !flag_is_boolean {
        return Verdict::Failed(&INVALID_RESPONSE);
    }
    let (wanted, other) = if multi_value { ("multiValueHeaders", "headers") } else { ("headers", "multiValueHeaders") };
    match document.get(wanted) {
        Some(headers) if !headers_are_valid(headers, multi_value) => Verdict::Failed(&INVALID_RESPONSE),
        None if document.get(other).and_then(Value::as_object).is_some_and(|headers| !headers.is_empty()) => {
            Verdict::Failed(&WRONG_HEADERS)
        }
        _ => Verdict::Target(status),
    }
}

fn headers_are_valid(headers: &Value, multi_value: bool) -> bool {
    let is_list_of_texts = |value: &Value| value.as_array().is_some_and(|items| items.iter().all(Value::is_string));
    let is_valid = |value: &Value| if multi_value { is_list_of_texts(value) } else { value.is_string() };
    headers.as_object().is_some_and(|headers| headers.values().all(is_valid))
}
