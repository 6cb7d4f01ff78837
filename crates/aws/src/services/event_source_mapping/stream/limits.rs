//! AWS's numbers and rules of mappings that read streams.

use crate::rules::{self, Rule};
use kernel::SimDuration;
use std::ops::RangeInclusive;

/// STR-01: how often a shard is polled while there is nothing.
pub(super) const POLL_PERIOD: SimDuration = SimDuration::from_secs(1);
/// STR-02: `ParallelizationFactor`.
pub(in super::super) const FACTOR: RangeInclusive<i64> = 1..=10;
/// STR-03.
pub(in super::super) const BATCH_SIZE_DEFAULT: u32 = 100;
/// STR-03: `BatchSize` of a Kinesis stream's mapping.
pub(in super::super) const BATCH_SIZE: RangeInclusive<i64> = 1..=10_000;
/// STR-07: `MaximumRetryAttempts`; -1 is no limit.
pub(in super::super) const RETRIES: RangeInclusive<i64> = -1..=10_000;
/// STR-08: `MaximumRecordAgeInSeconds`; -1 is no limit, and 0 to 59 are refused.
pub(in super::super) const RECORD_AGE: RangeInclusive<i64> = -1..=604_800;
/// STR-08: the shortest limit of age.
pub(in super::super) const RECORD_AGE_MIN: i64 = 60;
/// STR-12: the wait before the first retry; it doubles with each.
pub(super) const RETRY_PAUSE_FIRST: SimDuration = SimDuration::from_millis(500);
/// STR-12: the longest wait before a retry.
pub(super) const RETRY_PAUSE_MAX: SimDuration = SimDuration::from_secs(60);
/// STR-13: `TumblingWindowInSeconds`.
pub(in super::super) const TUMBLING_WINDOW: RangeInclusive<i64> = 0..=900;

/// Polls.
pub(super) static STR_01: Rule = Rule::sourced(
    "STR-01",
    "a Kinesis shard is polled once a second, and without a wait while it has more; its next batch goes to the function \
     only after the one before",
    "Lambda developer guide, with-kinesis, 2020-09-19",
);
/// Lines of a shard.
pub(in super::super) static STR_02: Rule = Rule::sourced(
    "STR-02",
    "a shard is worked on by one invocation at a time, or by as many as ParallelizationFactor (1 to 10) says: records of \
     the same partition key stay in order",
    "Lambda developer guide, with-kinesis, 2020-09-19",
);
/// Batches.
pub(super) static STR_03: Rule = Rule::sourced(
    "STR-03",
    "a batch of a Kinesis stream has up to 100 records unless set, 10,000 at most, and never more than 6 MB",
    "Lambda developer guide, with-kinesis, 2020-09-19",
);
/// Records that fit into no batch.
pub(super) static STR_03_TOO_LARGE: Rule = Rule::assumed(
    "STR-03",
    "a record that alone is larger than the 6 MB of a batch is given up without an invocation",
    "AWS says that a batch never has more than 6 MB, and not what becomes of a larger record",
);
/// Windows.
pub(super) static STR_04: Rule = Rule::sourced(
    "STR-04",
    "a batch is gathered until the batching window (0 s to 300 s) is over, it is full, or 6 MB are reached",
    "Lambda developer guide, with-kinesis, 2020-09-19",
);
/// Starting positions.
pub(in super::super) static STR_05: Rule = Rule::sourced(
    "STR-05",
    "a stream is read from LATEST (what is put from then on), TRIM_HORIZON (the oldest record that is kept) or \
     AT_TIMESTAMP; records stay in it after they are read",
    "Lambda developer guide, with-kinesis, 2020-09-19",
);
/// Retries.
pub(in super::super) static STR_07: Rule = Rule::sourced(
    "STR-07",
    "MaximumRetryAttempts (-1, the default, for no limit, or 0 to 10,000) counts retries: after one more run than that the \
     batch is given up",
    "botocore, lambda, 2020-09 and 2026-08; Lambda developer guide, with-kinesis, 2020-09-19",
);
/// Age.
pub(in super::super) static STR_08: Rule = Rule::sourced(
    "STR-08",
    "records older than MaximumRecordAgeInSeconds (-1, the default, for no limit, or 60 to 604,800) are given up, with \
     retries left or before they ran at all",
    "botocore, lambda, 2020-09; recordings of AWS by LocalStack, test_kinesis_maximum_record_age_exceeded",
);
/// Halves.
pub(in super::super) static STR_09: Rule = Rule::sourced(
    "STR-09",
    "with BisectBatchOnFunctionError a batch that failed is tried again in two halves, the first one first; that uses up \
     no retry",
    "Lambda developer guide, with-kinesis, 2020-09-19",
);
/// Destinations.
pub(in super::super) static STR_10: Rule = Rule::sourced(
    "STR-10",
    "for each batch that is given up one record goes to the destination on failure, with where the batch lies in the \
     stream and not with its records: a queue or topic, now also a bucket, which gets the records too",
    "Lambda developer guide, with-kinesis, 2020-09-19; recordings of AWS by LocalStack, kinesis snapshots",
);
/// Partial responses.
pub(super) static STR_11: Rule = Rule::sourced(
    "STR-11",
    "with ReportBatchItemFailures the lowest sequence number that is named is where the batch goes on: records before it \
     are done, and the shorter batch has all its retries",
    "Lambda developer guide, services-kinesis-batchfailurereporting, current",
);
/// Pauses.
pub(super) static STR_12: Rule = Rule::assumed(
    "STR-12",
    "a batch is tried again after 0.5, 1, 2, 4, … s, at most 60 s",
    "AWS publishes no pauses; inferred from eight counted tries within 60 s in a recording of AWS by LocalStack",
);
/// The rules by which batches of streams end.
static ENDINGS: [&Rule; 3] = [&STR_01, &rules::STR_06, &STR_11];

/// Tells whether a rule is one by which batches of streams end: nothing is deleted then.
pub(in super::super) fn ends_batches(rule: &Rule) -> bool {
    ENDINGS.iter().any(|known| std::ptr::eq(*known, rule))
}

/// Throttles.
pub(super) static STR_14: Rule = Rule::sourced(
    "STR-14",
    "a batch of a stream that is throttled, or that Lambda fails to take, is tried again in its place and uses up no retry",
    "Lambda developer guide, with-kinesis, 2020-09-19",
);
/// Filters.
pub(in super::super) static STR_21: Rule = Rule::sourced(
    "STR-21",
    "a record that matches none of the filters is passed by, and the mapping goes on behind it",
    "Lambda developer guide, invocation-eventfiltering, current",
);
