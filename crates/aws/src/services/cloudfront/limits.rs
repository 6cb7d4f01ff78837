//! Numbers and rules of CloudFront and Lambda@Edge.

use super::config::HookPoint;
use crate::profile::Profile;
use crate::rules::Rule;
use kernel::SimDuration;

/// How long an answer is kept where the origin says nothing (CFC-01).
pub const DEFAULT_TTL: SimDuration = SimDuration::from_secs(86_400);
/// How long an answer is kept at most (CFC-01).
pub const MAX_TTL: SimDuration = SimDuration::from_secs(31_536_000);
/// How long CloudFront waits for an origin, unless set (assumed).
pub const ORIGIN_READ_TIMEOUT: SimDuration = SimDuration::from_secs(30);
/// How long an origin takes that is no resource of the template, unless set (the template format).
pub const ORIGIN_DURATION: SimDuration = SimDuration::from_millis(50);
/// Errors that are always cached (CFC-09).
pub const ERRORS_CACHED: [u16; 8] = [404, 405, 414, 500, 501, 502, 503, 504];
/// Errors that are cached where the origin says for how long (CFC-09).
pub const ERRORS_CACHED_IF_TOLD: [u16; 4] = [400, 403, 412, 415];
/// Headers that functions neither see nor add (EDGE-16); those that end in `-` stand for all that begin so.
pub const HEADERS_FORBIDDEN: [&str; 15] = [
    "connection",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "trailer",
    "upgrade",
    "x-accel-",
    "x-amz-cf-",
    "x-amzn-",
    "x-cache",
    "x-edge-",
    "x-forwarded-proto",
    "x-real-ip",
];

/// Returns how long an error is kept at least (CFC-08).
#[must_use]
pub fn error_ttl_min(profile: Profile) -> SimDuration {
    profile.pick(SimDuration::from_secs(60), SimDuration::from_secs(10))
}

/// Returns the headers that a function at a hook sees but may not change (EDGE-16); one that ends in `-` stands for all
/// that begin so.
#[must_use]
pub fn headers_read_only(point: HookPoint) -> &'static [&'static str] {
    match point {
        HookPoint::ViewerRequest => &["content-length", "host", "transfer-encoding", "via"],
        HookPoint::OriginRequest => &["accept-encoding", "content-length", "if-", "transfer-encoding", "via"],
        HookPoint::OriginResponse => &["transfer-encoding", "via"],
        HookPoint::ViewerResponse => &["content-encoding", "content-length", "transfer-encoding", "warning", "via"],
    }
}

/// Tells whether a lower-cased header is one of a list.
#[must_use]
pub fn header_listed(list: &[&str], name: &str) -> bool {
    list.iter().any(|listed| if listed.ends_with('-') { name.starts_with(listed) } else { name == *listed })
}

/// Returns the bytes that a generated response may have, headers and body together (EDGE-09).
#[must_use]
pub fn response_bytes_max(point: HookPoint) -> u64 {
    if point.is_viewers() { 40 * 1_024 } else { 1_024 * 1_024 }
}

/// Returns the bytes of a request's body that a function sees (EDGE-12).
#[must_use]
pub fn body_bytes_max(point: HookPoint) -> u64 {
    if point.is_viewers() { 40 * 1_024 } else { 1_024 * 1_024 }
}

/// Returns the bytes that a function may put in place of a request's body, as it encodes it (EDGE-12).
#[must_use]
pub fn replaced_body_bytes_max(point: HookPoint, base64: bool) -> u64 {
    match (point.is_viewers(), base64) {
        (true, false) => 40 * 1_024,
        (true, true) => 532 * 1_024 / 10,
        (false, false) => 1_024 * 1_024,
        (false, true) => 133 * 1_024 * 1_024 / 100,
    }
}

/// Requests a second that functions at the edge take in all (EDGE-10).
pub const REQUESTS_PER_SECOND_MAX: u32 = 10_000;

/// Returns how many distributions of an account may have functions at hooks (EDGE-11).
#[must_use]
pub fn distributions_max(profile: Profile) -> usize {
    profile.pick(25, 500)
}

/// Hooks of one distribution that may have a function (EDGE-11): the number of 2020, which is assumed for today.
pub const ASSOCIATIONS_MAX: usize = 100;

/// Returns the largest zipped package in bytes that a function at a hook may have (EDGE-09).
#[must_use]
pub fn package_bytes_max(point: HookPoint, profile: Profile) -> u64 {
    const MB: u64 = 1_024 * 1_024;
    if point.is_viewers() { profile.pick(MB, 50 * MB) } else { 50 * MB }
}

/// Returns the longest timeout in seconds that a function at a hook may have (EDGE-09).
#[must_use]
pub fn timeout_seconds_max(point: HookPoint, profile: Profile) -> i64 {
    if point.is_viewers() { profile.pick(5, 30) } else { 30 }
}

/// Returns the most memory in MB that a function at a hook may have (EDGE-09).
#[must_use]
pub fn memory_mb_max(point: HookPoint, profile: Profile) -> i64 {
    if point.is_viewers() { profile.pick(128, 10_240) } else { profile.pick(3_008, 10_240) }
}

const GUIDE: &str = "awsdocs/amazon-cloudfront-developer-guide @9ba28f6 (2020-09)";

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $make:ident($id:literal, $sentence:literal, $source:expr);)*) => {
        $($(#[$doc])* pub static $name: Rule = Rule::$make($id, $sentence, $source);)*
    };
}

rules! {
    /// The order on a hit.
    EDGE_02 = sourced("EDGE-02", "Viewer hooks run on every request, origin hooks only when the origin is asked", GUIDE);
    /// When the last hook stays out.
    EDGE_04 = sourced("EDGE-04", "The viewer-response hook does not run for an origin's status of 400 or more, a custom \
        error page, an answer of the viewer-request hook, or a redirect to HTTPS", GUIDE);
    /// A generated answer.
    EDGE_05 = sourced("EDGE-05", "An answer generated at viewer-request is neither looked up nor cached; one generated \
        at origin-request is cached as if the origin had sent it", GUIDE);
    /// A generated answer's form.
    EDGE_06 = sourced("EDGE-06", "A generated answer has a status from 200 to 599, header names that match their keys, \
        and no body with a 204; anything else is answered with 502", GUIDE);
    /// What the last hook may not do.
    EDGE_07 = sourced("EDGE-07", "A viewer-response hook cannot change the status", GUIDE);
    /// The size of a generated answer.
    EDGE_09 = sourced("EDGE-09", "A generated answer has at most 40 KB at viewer hooks and 1 MB at origin hooks, headers \
        included; a larger one is answered with 502", GUIDE);
    /// Limits of functions at hooks.
    EDGE_09_LIMITS = sourced("EDGE-09", "A function at a viewer hook has at most 5 s, 128 MB and a zipped package of 1 MB \
        in 2020, at an origin hook 30 s, Lambda's own memory and 50 MB; today that holds everywhere",
        "awsdocs/amazon-cloudfront-developer-guide @9ba28f6 (2020-09), cloudfront-limits; copies of that page since");
    /// Requests a second.
    EDGE_10 = sourced("EDGE-10", "Functions at the edge take 10,000 requests a second in each region; what is above is \
        answered with 503",
        "awsdocs/amazon-cloudfront-developer-guide @9ba28f6 (2020-09) and @5999c0d (2023-03), cloudfront-limits");
    /// Distributions with functions.
    EDGE_11 = sourced("EDGE-11", "At most 25 distributions of an account have functions at hooks in 2020, 500 since 2023, \
        and 100 hooks of one distribution have a function",
        "awsdocs/amazon-cloudfront-developer-guide @9ba28f6 (2020-09) and @5999c0d (2023-03), cloudfront-limits");
    /// The body of a request.
    EDGE_12 = sourced("EDGE-12", "A body that a function puts in place of a request's has at most 40 KB at viewer-request \
        and 1 MB at origin-request as text, 53.2 KB and 1.33 MB in base64; a larger one is answered with 502", GUIDE);
    /// One function for each hook.
    EDGE_01 = sourced("EDGE-01", "Each of the four hooks of a behaviour has at most one function", GUIDE);
    /// What a function at a hook may not be.
    EDGE_13 = sourced("EDGE-13", "A function at a hook is a numbered version in us-east-1 for Node.js or Python, without \
        VPC, dead-letter queue, environment variables, layers, active tracing, reserved or provisioned concurrency", GUIDE);
    /// Forbidden headers.
    EDGE_16 = sourced("EDGE-16", "A function that adds a forbidden header or changes a read-only one is answered with \
        502", GUIDE);
    /// A failed function.
    EDGE_17_ERROR = sourced("EDGE-17", "A function at a hook that raised or crashed is answered with 500", GUIDE);
    /// An invalid return value.
    EDGE_17_INVALID = sourced("EDGE-17", "A return value that is neither a request nor a response is answered with 502",
        GUIDE);
    /// A throttled or late function.
    EDGE_17_LIMIT = sourced("EDGE-17", "A function at a hook that is throttled or exceeds its timeout is answered with \
        503", GUIDE);
    /// Two origins.
    EDGE_20 = sourced("EDGE-20", "With an origin group both origin hooks run for the primary and again for the secondary",
        GUIDE);
    /// The order of the times to live.
    TTL_ORDER = sourced("CFC-TTL-ORDER", "MinTTL is at most DefaultTTL, and that at most MaxTTL",
        "aws/aws-sdk-net, InvalidTTLOrderException");
    /// How long an answer is kept.
    CFC_02 = sourced("CFC-02", "An answer is kept for s-maxage, max-age or Expires within MinTTL and MaxTTL; without any \
        for DefaultTTL (at least MinTTL); with no-cache, no-store or private for MinTTL", GUIDE);
    /// What is cached at all.
    CFC_03 = sourced("CFC-03", "Answers to GET and HEAD are cached, and to OPTIONS if chosen; all others go to the \
        origin", GUIDE);
    /// Nothing is held.
    CFC_05 = sourced("CFC-05", "Nothing is held for the path with the query strings, headers and cookies that count",
        GUIDE);
    /// Expired.
    CFC_06 = sourced("CFC-06", "An expired object is asked for with a condition: 304 renews it, 200 replaces it", GUIDE);
    /// A stale copy.
    CFC_07 = sourced("CFC-07", "While the origin answers 5xx an expired copy is served; the origin is asked again after \
        the error caching minimum TTL", GUIDE);
    /// Errors that are cached.
    CFC_08 = sourced("CFC-08", "Errors 404, 405, 414 and 500 to 504 are cached for at least the error caching minimum \
        TTL: 60 s in 2020, 10 s since 2023; 400, 403, 412 and 415 where the origin says for how long",
        "awsdocs/amazon-cloudfront-developer-guide @9ba28f6 (2020-09) and @5999c0d (2023-03), HTTPStatusCodes");
    /// Collapsing.
    CFC_10 = assumed("CFC-10", "Requests for what is being fetched wait and are served from the first one's answer; if \
        that cannot be cached each goes to the origin",
        "simulated as request collapsing: awsdocs/amazon-cloudfront-developer-guide @5999c0d (2023-03)");
    /// Separate caches.
    CFC_11 = sourced("CFC-11", "Each edge location has a cache of its own", GUIDE);
    /// Plain HTTP is sent to HTTPS.
    REDIRECT_TO_HTTPS = assumed("EDGE-04", "Plain HTTP is redirected to HTTPS with 301 where the behaviour says so, and \
        the viewer-response hook does not run", "awsdocs/amazon-cloudfront-developer-guide @9ba28f6 (2020-09), \
        lambda-cloudfront-trigger-events; assumed: the status, and that no other hook runs either");
    /// Plain HTTP is refused.
    HTTPS_ONLY = assumed("HTTPS-ONLY", "Plain HTTP is answered with 403 where the behaviour takes HTTPS only, and no \
        hook runs", "assumed");
    /// A method that is not let through.
    METHODS = assumed("METHODS", "A method that the behaviour does not allow is answered with 403, and no hook runs",
        "assumed");
    /// A late origin.
    READ_TIMEOUT = assumed("ORIGIN-TIMEOUT", "An origin that does not answer within its read timeout (30 s unless set) \
        counts as 504", "assumed, as that there is one try");
}
