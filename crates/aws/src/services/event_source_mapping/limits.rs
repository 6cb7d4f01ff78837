//! AWS's numbers and rules of event source mappings.

use crate::profile::Profile;
use crate::rules::Rule;
use kernel::SimDuration;

/// ESMQ-01: how long a poll waits.
pub(super) const POLL_WAIT: SimDuration = SimDuration::from_secs(20);
/// ESMQ-02.
pub(super) const BATCH_SIZE_DEFAULT: u32 = 10;
/// ESMQ-02: without a batching window.
pub(super) const BATCH_SIZE_PLAIN_MAX: i64 = 10;
/// ESMQ-02: standard queues, now.
pub(super) const BATCH_SIZE_MAX: i64 = 10_000;
/// ESMQ-02, SYNC-07.
pub(super) const BATCH_BYTES_MAX: u64 = 6 * 1024 * 1024;
/// ESMQ-03.
pub(super) const WINDOW_MAX: i64 = 300;
/// ESMQ-04: added to window and timeout.
pub(super) const VISIBILITY_MARGIN: SimDuration = SimDuration::from_secs(30);
/// ESMQ-05, ESMQ-06: batches at once in the beginning, and pollers that wait while there is nothing to do.
pub(super) const POLLERS_START: u32 = 5;
/// ESMQ-05, ESMQ-06.
pub(super) const SCALING_PERIOD: SimDuration = SimDuration::from_secs(60);
/// ESMQ-09.
pub(super) const CONCURRENCY: std::ops::RangeInclusive<i64> = 2..=1_000;
/// ESMQ-10: invocations at once of one provisioned poller.
pub(super) const PROVISIONED_CONCURRENCY: u32 = 10;
/// ESMQ-10: receive calls a second of one provisioned poller.
pub(super) const PROVISIONED_CALLS_PER_SECOND: u32 = 10;
/// ESMQ-10: bytes a second of one provisioned poller.
pub(super) const PROVISIONED_BYTES_PER_SECOND: u64 = 1024 * 1024;
/// ESMQ-10: how much the concurrency may rise in a minute.
pub(super) const PROVISIONED_STEP: u32 = 1_000;
/// ESMQ-10: `MinimumPollers`, its default and range.
pub(super) const POLLERS_MIN: (u32, std::ops::RangeInclusive<i64>) = (2, 2..=200);
/// ESMQ-10: `MaximumPollers`, its default and range.
pub(super) const POLLERS_MAX: (u32, std::ops::RangeInclusive<i64>) = (200, 2..=2_000);
/// ESMQ-13: the longest pause between two tries of a throttled batch.
pub(super) const RETRY_PAUSE_MAX: SimDuration = SimDuration::from_secs(30);
/// ESMQ-12: receives and reserved concurrency that are advised at least.
pub const RETRIES_ADVISED: i64 = 5;
/// ESMQ-17: without a raised quota.
pub(super) const FILTERS_DEFAULT_MAX: usize = 5;
/// ESMQ-17.
pub(super) const FILTERS_MAX: usize = 10;
/// LAM: the timeout of a function that sets none.
pub(super) const FUNCTION_TIMEOUT_DEFAULT: i64 = 3;
/// SQS-02: the visibility timeout of a queue that sets none.
pub(super) const QUEUE_VISIBILITY_DEFAULT: i64 = 30;

/// How the number of batches at once grows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scaling {
    /// How many in the beginning.
    pub(super) start: u32,
    /// How many more with each minute.
    pub(super) step: u32,
    /// How many at most.
    pub(super) max: u32,
    /// The rule that says so.
    pub(super) rule: &'static Rule,
}

/// ESMQ-05, ESMQ-06.
pub(super) fn scaling(profile: Profile) -> Scaling {
    let then = Scaling { start: POLLERS_START, step: 60, max: 1_000, rule: &ESMQ_05 };
    let now = Scaling { start: POLLERS_START, step: 300, max: 1_250, rule: &ESMQ_06 };
    profile.pick(then, now)
}

/// Batches.
pub(super) static ESMQ_01: Rule = Rule::sourced(
    "ESMQ-01",
    "pollers long-poll the queue for 20 s, invoke the function synchronously with a batch and delete it on success",
    "Lambda developer guide, with-sqs, 2020-09-19",
);
/// Batch size.
pub(super) static ESMQ_02: Rule = Rule::sourced(
    "ESMQ-02",
    "a batch has 1 to 10 messages; now up to 10,000 from a standard queue with a batching window of at least 1 s; \
     never more than 6 MB",
    "Lambda developer guide, with-sqs, 2020-09-19 and 2023-05-15",
);
/// Window.
pub(super) static ESMQ_03: Rule = Rule::sourced(
    "ESMQ-03",
    "a standard queue's batch is gathered until the batching window (0 s to 300 s) is over, the batch is full or 6 MB \
     are reached; in 2020 there is no window for queues",
    "Lambda developer guide, with-sqs, 2023-05-15",
);
/// Returns the advised visibility timeout for a function's timeout and a window, in seconds (ESMQ-04).
pub(super) fn visibility_advised(timeout: i64, window: i64) -> i64 {
    timeout.saturating_mul(6).saturating_add(window)
}

/// Visibility.
pub(super) static ESMQ_04: Rule = Rule::sourced(
    "ESMQ-04",
    "the queue's visibility timeout must not be less than the function's timeout; six times the timeout is advised, now \
     plus the batching window",
    "Lambda developer guide, with-sqs, 2020-09-19 and 2023-05-15; hashicorp/terraform-provider-aws issue 18099",
);
/// Scaling in 2020.
pub(super) static ESMQ_05: Rule = Rule::sourced(
    "ESMQ-05",
    "up to 5 batches of a standard queue run at once in the beginning; while messages remain 60 more each minute, up to \
     1,000",
    "Lambda developer guide, with-sqs, 2020-09-19",
);
/// Scaling now.
pub(super) static ESMQ_06: Rule = Rule::sourced(
    "ESMQ-06",
    "up to 5 batches of a standard queue run at once in the beginning; while messages remain 300 more each minute, up \
     to 1,250",
    "Lambda developer guide, services-sqs-scaling, current",
);
/// Scaling back.
pub(super) static SCALE_BACK: Rule = Rule::assumed(
    "ESMQ-06",
    "where the batches of the beginning had sufficed for a whole minute, or every poller found the queue empty, no more \
     run at once than in the beginning",
    "AWS says that it scales back when idle, and not how soon",
);
/// FIFO queues.
pub(super) static ESMQ_08: Rule = Rule::sourced(
    "ESMQ-08",
    "batches of a FIFO queue run at once for as many message groups as have messages, one batch a group; in 2020 a \
     batch is of one group, now it may mix them",
    "Lambda developer guide, with-sqs, 2020-09-19 and 2023-05-15; services-sqs-scaling, current",
);
/// Maximum concurrency.
pub(super) static ESMQ_09: Rule = Rule::sourced(
    "ESMQ-09",
    "MaximumConcurrency (2 to 1,000) caps the batches that run at once, without receiving more than can run; in 2020 \
     there is none",
    "botocore, lambda ScalingConfig, 2026-08-07; Lambda developer guide, services-sqs-scaling, current",
);
/// Provisioned pollers.
pub(super) static ESMQ_10: Rule = Rule::sourced(
    "ESMQ-10",
    "provisioned mode keeps 2 to 200 pollers at least (2 unless set) and up to 2,000 (200 unless set), each with up to \
     10 invocations at once, 10 receive calls and 1 MB a second; concurrency may rise by 1,000 a minute; it excludes \
     MaximumConcurrency",
    "Lambda developer guide, services-sqs-scaling, current",
);
/// Throttles.
pub(super) static ESMQ_12: Rule = Rule::sourced(
    "ESMQ-12",
    "a throttled batch is tried again while its visibility timeout lasts, then its messages reappear, with their \
     receive count raised though the function never ran",
    "Lambda developer guide, with-sqs, 2020-09-19; DataBiosphere/azul issue 3708",
);
/// What is advised against throttles.
pub(super) static ESMQ_12_ADVICE: Rule = Rule::sourced(
    "ESMQ-12",
    "a throttled message is received again and again though the function never ran: a maxReceiveCount and a reserved \
     concurrency of at least 5 are advised",
    "Lambda developer guide, with-sqs, 2020-09-19",
);
/// Regions.
pub(super) static ESMQ_21: Rule = Rule::sourced(
    "ESMQ-21",
    "a queue and the function of its mapping are in the same region",
    "Lambda developer guide, with-sqs, 2020-09-19",
);
/// Pauses after throttles.
pub(super) static ESMQ_13: Rule = Rule::assumed(
    "ESMQ-13",
    "a throttled batch is tried again after 1, 2, 4, … s, at most 30 s",
    "AWS publishes no pauses",
);
/// Partial responses.
pub(super) static ESMQ_15: Rule = Rule::sourced(
    "ESMQ-15",
    "with ReportBatchItemFailures the messages named in batchItemFailures return when their visibility timeout ends and \
     the others are deleted; an empty answer is a complete success, a malformed one a complete failure",
    "Lambda developer guide, with-sqs, 2023-05-15",
);
/// Filters.
pub(super) static ESMQ_17: Rule = Rule::sourced(
    "ESMQ-17",
    "a message that matches none of the filters is deleted from the queue without an invocation",
    "Lambda developer guide, invocation-eventfiltering, 2023-05-15",
);
/// Failures.
pub(super) static ESMQ_18: Rule = Rule::sourced(
    "ESMQ-18",
    "a queue's mapping uses no destination and no dead-letter queue of the function: failures need the queue's own \
     redrive policy",
    "Lambda developer guide, with-sqs, 2020-09-19",
);
