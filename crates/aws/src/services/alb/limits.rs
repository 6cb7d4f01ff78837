//! Numbers and rules of Application Load Balancers.

use crate::rules::Rule;
use kernel::SimDuration;

/// How long a connection may stay without a byte, unless set (ALB-10).
pub const IDLE_TIMEOUT_DEFAULT: SimDuration = SimDuration::from_secs(60);
/// The range of the idle timeout in seconds (ALB-10).
pub const IDLE_TIMEOUT_SECONDS: std::ops::RangeInclusive<i64> = 1..=4_000;
/// The largest body of a request to a function, and the largest response document (ALB-07).
pub const BODY_BYTES_MAX: u64 = 1_024 * 1_024;
/// Seconds between health checks of a function, unless set (ALB-11).
pub const HEALTH_INTERVAL_SECONDS: u64 = 35;
/// Seconds that a health check may take, unless set (ALB-11).
pub const HEALTH_TIMEOUT_SECONDS: u64 = 30;
/// Successes in a row that make a target healthy, unless set (ALB-11).
pub const HEALTHY_THRESHOLD: u32 = 5;
/// Failures in a row that make a target unhealthy, unless set (ALB-11).
pub const UNHEALTHY_THRESHOLD: u32 = 2;
/// How health checks name themselves (ALB-11).
pub const HEALTH_USER_AGENT: &str = "ELB-HealthChecker/2.0";

/// One function in each target group.
pub static ALB_01: Rule = Rule::sourced(
    "ALB-01",
    "A target group of type lambda has exactly one function, and no protocol or port",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), lambda-functions",
);
/// The permission.
pub static ALB_02: Rule = Rule::sourced(
    "ALB-02",
    "The function's policy must let elasticloadbalancing.amazonaws.com invoke it: without it registration fails, and \
     requests give 502 with reason LambdaAccessDenied",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), lambda-functions, load-balancer-access-logs",
);
/// A malformed response.
pub static ALB_05: Rule = Rule::sourced(
    "ALB-05",
    "A function's response needs a whole number as statusCode, texts as header values and a text as body; anything \
     else is answered with 502, reason LambdaInvalidResponse",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), lambda-functions, load-balancer-access-logs",
);
/// Header modes.
pub static ALB_06: Rule = Rule::sourced(
    "ALB-06",
    "With lambda.multi_value_headers.enabled the response must use multiValueHeaders, and headers without it (that \
     headers in the other field make the response invalid is assumed)",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), lambda-functions",
);
/// A request that is too large.
pub static ALB_07_REQUEST: Rule = Rule::sourced(
    "ALB-07",
    "The body of a request to a function is 1 MB at most; a larger one is answered with 413, reason \
     LambdaRequestTooLarge",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09) and @fb24293 (2023-04), lambda-functions",
);
/// A response that is too large.
pub static ALB_07_RESPONSE: Rule = Rule::sourced(
    "ALB-07",
    "The response document of a function is 1 MB at most; a larger one is answered with 502, reason \
     LambdaResponseTooLarge",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09) and @fb24293 (2023-04), lambda-functions",
);
/// A function that failed.
pub static ALB_08_ERROR: Rule = Rule::sourced(
    "ALB-08",
    "A function that raised, timed out or died is answered with 502",
    "awsdocs/elb-application-load-balancers-user-guide @fb24293 (2023-04), load-balancer-troubleshooting",
);
/// A throttled invocation.
pub static ALB_08_THROTTLED: Rule = Rule::sourced(
    "ALB-08",
    "A throttled invocation is answered with 502, reason LambdaThrottling",
    "awsdocs/elb-application-load-balancers-user-guide @fb24293 (2023-04), load-balancer-troubleshooting",
);
/// A function that is gone.
pub static ALB_08_NOT_FOUND: Rule = Rule::sourced(
    "ALB-08",
    "A registered function that does not exist is answered with 502, reason LambdaResourceNotFound",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), load-balancer-access-logs",
);
/// Lambda itself failed.
pub static ALB_08_SERVICE: Rule = Rule::sourced(
    "ALB-08",
    "An error of Lambda itself is answered with 502, reason LambdaServiceException",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), load-balancer-access-logs",
);
/// No target.
pub static ALB_08_NO_TARGET: Rule = Rule::sourced(
    "ALB-08",
    "A target group without a registered target is answered with 503",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), load-balancer-troubleshooting",
);
/// A WebSocket upgrade.
pub static ALB_08_UPGRADE: Rule = Rule::sourced(
    "ALB-08",
    "A WebSocket upgrade that leads to a function is answered with 400",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), load-balancer-troubleshooting",
);
/// No retries.
pub static ALB_09: Rule = Rule::assumed(
    "ALB-09",
    "A load balancer invokes once for each request and never tries again",
    "inferred: awsdocs/aws-lambda-developer-guide @b1a45de (2020-09-19), invocation-retries",
);
/// The idle timeout.
pub static ALB_10: Rule = Rule::sourced(
    "ALB-10",
    "A connection on which no byte passes for the idle timeout (60 s, or 1 to 4,000 s as set) is answered with 504; \
     the function runs on and is billed",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), application-load-balancers",
);
/// Health checks.
pub static ALB_11: Rule = Rule::sourced(
    "ALB-11",
    "Health checks of functions are off unless enabled; then one comes every 35 s, may take 30 s, makes healthy after \
     5 successes and unhealthy after 2 failures, and is a billed invocation",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), target-group-health-checks",
);
/// A function that is deregistered.
pub static ALB_13: Rule = Rule::sourced(
    "ALB-13",
    "When a function is deregistered, requests that it has not answered yet are not waited for: they get a 5XX (that it \
     is a 502 is assumed)",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), lambda-functions",
);
/// An outage of the load balancer.
pub static OUTAGE: Rule = Rule::assumed("OUTAGE", "While a load balancer has an outage it answers with 503", "assumed");
/// Actions of a rule.
pub static ALB_ACTIONS: Rule = Rule::sourced(
    "ALB-ACTIONS",
    "The actions of a rule, and the default ones, hold exactly one that forwards, redirects or answers, and it comes last",
    "Application Load Balancers guide, listener-rules, current",
);
/// Listener rules.
pub static ALB_RULES: Rule = Rule::sourced(
    "ALB-RULES",
    "Rules are looked at from the lowest priority number up, the default action last; all conditions of a rule must \
     hold, and one value of each",
    "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), load-balancer-listeners",
);
