//! Which fact counts in which metric. Health checks count in none.

use super::response::{Blame, REASONS};
use crate::fact::{Fact, Note, What};
use crate::metrics::{Meter, MetricId};
use crate::service::{MetricKind, MetricSpec};

macro_rules! notes {
    ($($(#[$doc:meta])* $name:ident = $fact:literal, $text:literal;)*) => {
        $($(#[$doc])* pub(super) static $name: Note = Note { name: $fact, text: $text };)*
    };
}

notes! {
    /// No listener listens.
    CONNECTION_REFUSED = "ConnectionRefused", "no listener on port {number}";
    /// A target group with a target was chosen.
    TARGET_CHOSEN = "TargetChosen", "chooses target group {ordinal}";
    /// The function's response went to the client.
    TARGET_RESPONDED = "TargetResponded", "the function's response has status {}";
    /// How long the function took.
    RESPONSE_TIMED = "TargetResponseTimed", "has the function's response after {span}";
    /// Bytes to and from the function.
    BYTES_PROCESSED = "TargetBytesProcessed", "{} bytes to and from the function";
    /// The load balancer made the response.
    RESPONDED = "LoadBalancerResponded", "the load balancer's own response has status {}";
    /// A fixed response.
    FIXED_RESPONSE = "FixedResponseSent", "a fixed response with status {}";
    /// A redirect.
    REDIRECTED = "Redirected", "a redirect with status {}";
    /// A health check passed.
    HEALTH_CHECK_PASSED = "HealthCheckPassed", "a health check of target group {ordinal} passes";
    /// A health check failed.
    HEALTH_CHECK_FAILED = "HealthCheckFailed", "a health check of target group {ordinal} fails";
    /// A target became healthy.
    BECAME_HEALTHY = "BecameHealthy", "target group {ordinal} is healthy";
    /// A target became unhealthy.
    BECAME_UNHEALTHY = "BecameUnhealthy", "target group {ordinal} is unhealthy";
}

const fn counter(name: &'static str, help: &'static str) -> MetricSpec {
    MetricSpec { name, kind: MetricKind::Counter, help }
}

/// The metrics of a load balancer, by position.
pub(super) static METRICS: &[MetricSpec] = &[
    counter("RequestCount", "Requests for which a target was chosen"),
    counter("HTTPCode_ELB_3XX_Count", "Redirects by the load balancer itself"),
    counter("HTTPCode_ELB_4XX_Count", "Client errors answered by the load balancer itself"),
    counter("HTTPCode_ELB_5XX_Count", "Server errors answered by the load balancer itself"),
    counter("HTTPCode_ELB_502_Count", "502s answered by the load balancer itself"),
    counter("HTTPCode_ELB_503_Count", "503s answered by the load balancer itself"),
    counter("HTTPCode_ELB_504_Count", "504s answered by the load balancer itself"),
    counter("HTTPCode_Target_2XX_Count", "Responses of functions with a 2xx"),
    counter("HTTPCode_Target_3XX_Count", "Responses of functions with a 3xx"),
    counter("HTTPCode_Target_4XX_Count", "Responses of functions with a 4xx"),
    counter("HTTPCode_Target_5XX_Count", "Responses of functions with a 5xx"),
    counter("HTTP_Fixed_Response_Count", "Fixed responses"),
    counter("HTTP_Redirect_Count", "Redirects"),
    counter("LambdaUserError", "Requests that failed by the function, its response or a throttle"),
    counter("LambdaInternalError", "Requests that failed by Lambda itself"),
    counter("LambdaTargetProcessedBytes", "Bytes to and from functions"),
    MetricSpec {
        name: "TargetResponseTime",
        kind: MetricKind::Duration,
        help: "From the request's leaving to the function's response",
    },
];

const REQUEST_COUNT: MetricId = MetricId(0);
/// One for each class of status from 3xx on.
const ELB_CLASSES: u8 = 1;
/// One for each of 502, 503 and 504.
const ELB_5XX: u8 = 4;
/// One for each class of status from 2xx on.
const TARGET_CLASSES: u8 = 7;
const FIXED_RESPONSE_COUNT: MetricId = MetricId(11);
const REDIRECT_COUNT: MetricId = MetricId(12);
const USER_ERROR: MetricId = MetricId(13);
const INTERNAL_ERROR: MetricId = MetricId(14);
const PROCESSED_BYTES: MetricId = MetricId(15);
const RESPONSE_TIME: MetricId = MetricId(16);

/// Folds a fact into the metrics.
pub(super) fn measure(fact: &Fact, meter: &mut Meter) {
    let What::Noted { note, value } = fact.what else { return };
    let is = |other: &'static Note| std::ptr::eq(note, other);
    if is(&TARGET_CHOSEN) {
        meter.count(REQUEST_COUNT, 1);
    } else if is(&TARGET_RESPONDED) {
        count_class(meter, TARGET_CLASSES, 2, value);
    } else if is(&RESPONSE_TIMED) {
        meter.sample(RESPONSE_TIME, value.into());
    } else if is(&BYTES_PROCESSED) {
        meter.count(PROCESSED_BYTES, value.into());
    } else if is(&RESPONDED) {
        count_class(meter, ELB_CLASSES, 3, value);
        if let 502..=504 = value {
            meter.count(MetricId(ELB_5XX + (value - 502) as u8), 1);
        }
    } else if is(&FIXED_RESPONSE) {
        meter.count(FIXED_RESPONSE_COUNT, 1);
    } else if is(&REDIRECTED) {
        meter.count(REDIRECT_COUNT, 1);
    } else if let Some((_, blame)) = REASONS.iter().find(|(reason, _)| is(reason)) {
        let metric = if *blame == Blame::User { USER_ERROR } else { INTERNAL_ERROR };
        meter.count(metric, 1);
    }
}

/// Counts a status in the metric of its class; the first metric is that of `first_class`.
fn count_class(meter: &mut Meter, first: u8, first_class: u32, status: u32) {
    let class = status / 100;
    if (first_class..=5).contains(&class) {
        meter.count(MetricId(first + (class - first_class) as u8), 1);
    }
}
