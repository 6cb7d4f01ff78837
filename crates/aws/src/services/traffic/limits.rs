//! Numbers and rules that clients follow.

use super::config::Retry;
use crate::rules::Rule;
use kernel::SimDuration;

/// Tries of an SDK in standard mode (SYNC-13).
pub const STANDARD_ATTEMPTS: u16 = 3;
/// Tries of an SDK in legacy mode (SYNC-13).
pub const LEGACY_ATTEMPTS: u16 = 5;
/// The longest try count that a template may ask for.
pub const ATTEMPTS_MAX: u16 = 200;

/// Sends of one instant that are made in one step; a larger burst takes several, so that a run can be paused.
pub const BURST_MAX: u32 = 1_000;

const BACKOFF: SimDuration = SimDuration::from_secs(1);
const BACKOFF_MAX: SimDuration = SimDuration::from_secs(20);

/// Returns what an SDK does about failed calls.
#[must_use]
pub fn sdk(attempts_max: u16) -> Retry {
    Retry { attempts_max, base_delay: BACKOFF, delay_max: BACKOFF_MAX, read_timeout: None }
}

/// Clients retry.
pub static SYNC_13: Rule = Rule::sourced(
    "SYNC-13",
    "Clients retry, Lambda does not: an SDK tries again after a time-out, a 429, an error that says throttling (as \
     ProvisionedThroughputExceededException) or a 500, 502, 503 or 504, 3 times in all in standard mode and 5 in legacy mode, and waits a random part of 1 s, 2 s, 4 s, … (at most 20 s) before, \
     which for legacy mode is assumed; a 200 that carries a function error is never tried again",
    "botocore @0e6e240 (2026-08-07) retries/standard.py, data/_retry.json; Lambda developer guide @b1a45de \
     (2020-09-19) invocation-sync, invocation-retries",
);

/// Clients give up waiting.
pub static SYNC_14: Rule = Rule::sourced(
    "SYNC-14",
    "A client that has no answer within its read timeout gives up while the function runs on; a retry then starts a \
     second, concurrent, billed run",
    "botocore @0e6e240 (2026-08-07) config.py; Lambda developer guide (copy of 2025-26) invocation-sync",
);

/// Tells whether a client tries again after an answer with this status; 0 is a time-out (SYNC-13).
#[must_use]
pub fn is_retried(status: u16) -> bool {
    matches!(status, 0 | 429 | 500 | 502 | 503 | 504)
}

/// Tells whether an error says throttling, whatever its status: it is tried again (SYNC-13).
#[must_use]
pub fn is_throttle(code: &str) -> bool {
    matches!(
        code,
        "TooManyRequestsException" | "ProvisionedThroughputExceededException" | "RequestThrottled" | "SlowDown"
    )
}

/// The longest wait before the first retry of a client that says only how often it tries (assumed).
pub const BASE_DELAY: SimDuration = SimDuration::from_millis(100);
