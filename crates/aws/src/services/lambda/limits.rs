//! AWS's numbers for functions, and the rules that decide what happens to an invocation.

use crate::profile::Profile;
use crate::rules::Rule;
use kernel::SimDuration;

/// Largest request of a synchronous invocation: 6 MB (SYNC-07).
pub const REQUEST_BYTES_MAX: u64 = 6 * 1_048_576;
/// Largest response of a synchronous invocation, as recorded: 100 bytes more than 6 MB (SYNC-07).
pub const RESPONSE_BYTES_MAX: u64 = 6_291_556;

/// Returns the largest payload of an asynchronous invocation (SYNC-08).
#[must_use]
pub fn async_payload_bytes_max(profile: Profile) -> u64 {
    profile.pick(262_144, 1_048_576)
}

/// Returns the step of `MemorySize`, in MB (ENV-13).
#[must_use]
pub fn memory_step_mb(profile: Profile) -> i64 {
    profile.pick(64, 1)
}

/// Ranges of `MemorySize` in 2020 and now, in MB (ENV-13).
pub const MEMORY_MB: [std::ops::RangeInclusive<i64>; 2] = [128..=3_008, 128..=10_240];
/// Ranges of `EphemeralStorage.Size` in 2020 and now, in MB (ENV-16).
pub const TMP_MB: [std::ops::RangeInclusive<i64>; 2] = [512..=512, 512..=10_240];

/// Returns the memory that buys one vCPU, in MB (ENV-14).
#[must_use]
pub fn memory_mb_per_vcpu(profile: Profile) -> u32 {
    profile.pick(1_792, 1_769)
}

/// Returns how long an idle environment is kept unless a template says otherwise (ENV-08).
#[must_use]
pub fn idle_lifetime(profile: Profile) -> SimDuration {
    profile.pick(SimDuration::from_secs(600), SimDuration::from_secs(360))
}

/// Returns the step to which billed time is rounded up, in milliseconds (PRICE-05).
#[must_use]
pub fn billing_step_ms(profile: Profile) -> u64 {
    profile.pick(100, 1)
}

/// How long the making of an environment takes before its init phase (ENV-05).
pub const SANDBOX_OVERHEAD: SimDuration = SimDuration::from_millis(100);
/// How long the init phase may take (ENV-02).
pub const INIT_MAX: SimDuration = SimDuration::from_secs(10);
/// Range of `Timeout`, in seconds (ENV-10).
pub const TIMEOUT_SECONDS: std::ops::RangeInclusive<i64> = 1..=900;
/// `Timeout` unless a template says otherwise (ENV-10).
pub const TIMEOUT_DEFAULT: SimDuration = SimDuration::from_secs(3);
/// `MemorySize` unless a template says otherwise, in MB (ENV-13).
pub const MEMORY_MB_DEFAULT: u32 = 128;
/// Space in `/tmp` unless a template says otherwise, in MB (ENV-16).
pub const TMP_MB_DEFAULT: u32 = 512;
/// Range of `MaximumRetryAttempts` (ASYNC-02).
pub const RETRY_ATTEMPTS: std::ops::RangeInclusive<i64> = 0..=2;
/// Range of `MaximumEventAgeInSeconds` (ASYNC-08).
pub const EVENT_AGE_SECONDS: std::ops::RangeInclusive<i64> = 60..=21_600;
/// `MaximumEventAgeInSeconds` unless a template says otherwise (ASYNC-08).
pub const EVENT_AGE_DEFAULT: SimDuration = SimDuration::from_secs(21_600);
/// Longest wait between tries of a throttled event (ASYNC-05).
pub const BACK_OFF_MAX: SimDuration = SimDuration::from_secs(300);
/// How many new environments a function may make at once today (CONC-09).
pub const SCALING_BURST: u32 = 1_000;
/// How many new environments a function gains each minute today: 1,000 in 10 s (CONC-09).
pub const SCALING_PER_MINUTE: u32 = 6_000;
/// Requests a second for each unit of concurrency (CONC-10).
pub const REQUESTS_PER_UNIT: u32 = 10;
/// How often a function may stand in a chain of invocations (ASYNC-25).
pub const CHAIN_MAX: u16 = 16;
/// Bytes of an error message that a dead letter carries (ASYNC-14).
pub const ERROR_MESSAGE_BYTES_MAX: usize = 1_024;

/// Returns the wait after a failed attempt, from 1 (ASYNC-02).
#[must_use]
pub fn retry_wait(attempt: u8) -> SimDuration {
    SimDuration::from_secs(if attempt <= 1 { 60 } else { 120 })
}

/// Returns the wait after the n-th throttled try in a row, from 1 (ASYNC-06).
#[must_use]
pub fn back_off(throttled: u32) -> SimDuration {
    let doublings = throttled.saturating_sub(1).min(16);
    SimDuration::from_secs(1 << doublings).min(BACK_OFF_MAX)
}

/// How a function error is told.
pub static SYNC_03: Rule = Rule::sourced(
    "SYNC-03",
    "a function error is told by the header X-Amz-Function-Error; the status is still 200",
    "botocore, lambda/InvocationResponse (2026-08); recorded on AWS 2025-11",
);
/// Size of a synchronous payload.
pub static SYNC_07: Rule = Rule::sourced(
    "SYNC-07",
    "a synchronous request carries 6 MB at most (6,291,456 bytes), a response 6,291,556 bytes",
    "Lambda developer guide, gettingstarted-limits (2020-09); recorded on AWS 2025-11",
);
/// Size of an asynchronous payload.
pub static SYNC_08: Rule = Rule::sourced(
    "SYNC-08",
    "an asynchronous request carries 256 KB at most in 2020, 1 MB today",
    "Lambda developer guide, gettingstarted-limits (2020-09; 2025-26)",
);
/// What the front end rejects.
pub static SYNC_11: Rule = Rule::sourced(
    "SYNC-11",
    "Lambda rejects a payload that is no JSON with 400 and a call of a function that does not exist with 404, and answers 500 where it fails itself; the function never runs",
    "AWS Lambda API reference, Invoke (2020-09; botocore of 2026-08)",
);
/// The queue of asynchronous events.
pub static ASYNC_01: Rule = Rule::sourced(
    "ASYNC-01",
    "an asynchronous event goes into the function's internal queue, from which Lambda invokes the function; the caller never sees what comes of it",
    "Lambda developer guide, invocation-async (2020-09; 2023-05)",
);
/// Retries after a function error.
pub static ASYNC_02: Rule = Rule::sourced(
    "ASYNC-02",
    "after a function error Lambda tries an event up to twice more: 1 minute after the first attempt, 2 minutes after the second",
    "Lambda developer guide, invocation-async (2020-09)",
);
/// Back-off of a throttled event.
pub static ASYNC_05: Rule = Rule::sourced(
    "ASYNC-05",
    "a throttled event goes back to the queue and is tried again after 1 s, doubling up to 5 minutes, until it is too old; these tries use up no retry attempts",
    "Lambda developer guide, invocation-async (2020-09); measured on AWS 2025-11",
);
/// The age limit of an event.
pub static ASYNC_08: Rule = Rule::sourced(
    "ASYNC-08",
    "an event that is older than MaximumEventAgeInSeconds, 6 hours by default, is dropped",
    "Lambda developer guide, invocation-async (2020-09)",
);
/// An event that would be too old for its next try.
pub static ASYNC_09: Rule = Rule::sourced(
    "ASYNC-09",
    "an event whose next try would come after its age limit is dropped at once",
    "recorded on AWS 2025-11-27",
);
/// Events of a stopped function.
pub static ASYNC_10: Rule = Rule::sourced(
    "ASYNC-10",
    "with a reserved concurrency of 0 an event is not tried at all and goes to the dead-letter queue or failure destination at once",
    "Lambda developer guide, invocation-async (2023-05); recorded on AWS 2025-11",
);
/// A dead letter that is not taken.
pub static ASYNC_15: Rule = Rule::sourced(
    "ASYNC-15",
    "where the dead-letter target does not take an event, Lambda deletes it and counts a DeadLetterError",
    "Lambda developer guide, invocation-async (2020-09)",
);
/// A record that is not taken.
pub static ASYNC_18: Rule = Rule::sourced(
    "ASYNC-18",
    "a destination that does not take its record counts a DestinationDeliveryFailure",
    "Lambda developer guide, invocation-async (2020-09; 2025-26)",
);
/// What the dead-letter queue of a function is for.
pub static ASYNC_17: Rule = Rule::sourced(
    "ASYNC-17",
    "the retries, dead-letter queue and destinations of a function are for asynchronous events only: neither synchronous calls nor mappings use them",
    "Lambda developer guide, with-sqs, invocation-retries and invocation-async (2020-09)",
);
/// When a record goes to a destination.
pub static ASYNC_22: Rule = Rule::sourced(
    "ASYNC-22",
    "a record of the outcome goes to the destination once for each event, after its last attempt; synchronous invocations have none",
    "Lambda developer guide, invocation-async (2020-09)",
);
/// Events delivered twice.
pub static ASYNC_24: Rule = Rule::sourced(
    "ASYNC-24",
    "the internal queue may deliver an event more than once",
    "Lambda developer guide, invocation-async (2020-09)",
);
/// The age of events as a metric.
pub static ASYNC_27: Rule = Rule::sourced(
    "ASYNC-27",
    "AsyncEventAge has a sample for each attempt, throttled ones included",
    "Lambda developer guide, monitoring-metrics-types (2025-26)",
);
/// What must stay unreserved.
pub static CONC_04: Rule = Rule::sourced(
    "CONC-04",
    "at least 100 executions of the account must stay unreserved; setting a function to 0 is always allowed",
    "Lambda developer guide, configuration-concurrency (2020-09); recorded on AWS 2025-11",
);
/// The shared concurrency.
pub static CONC_05_ACCOUNT: Rule = Rule::sourced(
    "CONC-05",
    "functions without reserved concurrency share what the account's limit leaves after all reservations",
    "Lambda developer guide, configuration-concurrency (2020-09)",
);
/// The reserved concurrency as a cap.
pub static CONC_05_RESERVED: Rule = Rule::sourced(
    "CONC-05",
    "a function never runs more often at once than its reserved concurrency",
    "Lambda developer guide, configuration-concurrency (2020-09)",
);
/// A function that is stopped.
pub static CONC_06: Rule = Rule::sourced(
    "CONC-06",
    "a reserved concurrency of 0 stops the function",
    "Lambda developer guide, configuration-concurrency (2020-09)",
);
/// The speed of scaling in 2020.
pub static CONC_08: Rule = Rule::sourced(
    "CONC-08",
    "all functions of a region together make 500 to 3,000 environments at once, by region, then 500 more each minute",
    "Lambda developer guide, invocation-scaling (2020-09)",
);
/// The speed of scaling today.
pub static CONC_09: Rule = Rule::sourced(
    "CONC-09",
    "each function makes up to 1,000 new environments in 10 s",
    "Lambda developer guide, scaling-behavior (2025-26); AWS News Blog 2023-11",
);
/// Requests a second.
pub static CONC_10: Rule = Rule::sourced(
    "CONC-10",
    "10 requests a second for each unit of the concurrency quota, of the function where it is reserved and else of the account; asynchronous ones of AWS's services go into the queue without limit; counted here by whole seconds",
    "Lambda developer guide, gettingstarted-limits (2020-09), scaling-behavior (2025-26)",
);
/// The limit of the init phase.
pub static ENV_02: Rule = Rule::sourced(
    "ENV-02",
    "the init phase is stopped after 10 s and run again with the first invocation, inside the function's timeout",
    "Lambda developer guide, lambda-runtime-environment (2025-26); measured on AWS 2025-11",
);
/// An init that fails.
pub static ENV_04: Rule = Rule::sourced(
    "ENV-04",
    "an init that raises is run a second time inside the invocation; where it raises again that is the function's error, and only the second time is billed",
    "measured on AWS 2025-11",
);
/// Cold starts.
pub static ENV_05: Rule = Rule::assumed(
    "ENV-05",
    "an invocation is cold when no environment is idle: a sandbox is made in 100 ms, then the function is initialised",
    "Lambda developer guide, lambda-runtime-environment (2025-26), without numbers",
);
/// Environments of an old configuration.
pub static ENV_06: Rule = Rule::sourced(
    "ENV-06",
    "a changed configuration makes new environments; old ones finish their request",
    "Lambda developer guide, runtimes-context (2020-09)",
);
/// The lifetime of idle environments.
pub static ENV_08: Rule = Rule::assumed(
    "ENV-08",
    "an idle environment is reclaimed after 10 minutes in 2020, 6 minutes today",
    "published measurements: mikhail.io (2019-08 and later)",
);
/// The timeout.
pub static ENV_10: Rule = Rule::sourced(
    "ENV-10",
    "a run is stopped when the function's timeout is over, 3 s by default",
    "Lambda developer guide, configuration-console (2020-09)",
);
/// Environments that are reset.
pub static ENV_11: Rule = Rule::sourced(
    "ENV-11",
    "after a timeout, crash or lack of memory the runtime is started anew with the next invocation, inside its duration; /tmp stays",
    "Lambda developer guide, lambda-runtime-environment (2025-26)",
);
/// Lack of memory.
pub static ENV_15: Rule = Rule::sourced(
    "ENV-15",
    "an invocation that needs more memory than MemorySize is killed",
    "recorded on AWS 2025-11 (Runtime.ExitError)",
);
/// Space in /tmp.
pub static ENV_16: Rule = Rule::sourced(
    "ENV-16",
    "/tmp holds 512 MB (up to 10,240 MB today), belongs to one environment and stays as long as it does",
    "Lambda developer guide, runtimes-context (2020-09), gettingstarted-limits (2023-05)",
);
/// Which idle environment serves.
pub static ENV_23: Rule = Rule::assumed(
    "ENV-23",
    "of several idle environments the most recently created serves",
    "Mahmoudi and Khazaei, SimFaaS (CLOSER 2021), with an experiment on AWS",
);

/// Largest package that is uploaded with the request, in bytes (PKG-01).
pub const ZIPPED_BYTES_MAX: u64 = 52_428_800;
/// Largest package with its layers, unpacked, in bytes (PKG-01).
pub const UNZIPPED_BYTES_MAX: u64 = 262_144_000;
/// Most layers of a function (PKG-04).
pub const LAYERS_MAX: usize = 5;
/// Size of a package, packed, unless a template says otherwise, in bytes; ours (assumed).
pub const ZIPPED_BYTES_DEFAULT: u64 = 1_000_000;
/// Size of a package, unpacked, unless a template says otherwise, in bytes; ours (assumed).
pub const UNZIPPED_BYTES_DEFAULT: u64 = 3_000_000;
/// Sizes of packages.
pub static PKG_01: Rule = Rule::sourced(
    "PKG-01",
    "a package has at most 50 MB where it is uploaded directly, and with its layers at most 250 MB unpacked",
    "Lambda developer guide, gettingstarted-limits (2020-09)",
);
/// Number of layers.
pub static PKG_04: Rule = Rule::sourced(
    "PKG-04",
    "a function has at most 5 layers, which count towards its 250 MB",
    "Lambda developer guide, configuration-layers (2020-09)",
);
/// Container images.
pub static PKG_07: Rule = Rule::sourced(
    "PKG-07",
    "container images came in December 2020",
    "pulumi.com, Running container images in AWS Lambda (2020-12)",
);
/// The age of what is read of a stream.
pub(super) static STR_15: Rule = Rule::sourced(
    "STR-15",
    "the iterator age is the time from the arrival of a batch's last record to the sending of the batch: it grows by a \
     second each second while a shard is held up",
    "Lambda developer guide, monitoring-metrics, 2020-09-19",
);
