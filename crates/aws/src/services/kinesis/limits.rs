//! AWS's numbers and rules of Kinesis data streams.

use crate::profile::Profile;
use crate::rules::Rule;
use kernel::SimDuration;
use std::ops::RangeInclusive;

/// STR-17: records that a shard takes in a second.
pub(super) const SHARD_RECORDS_PER_SECOND: u32 = 1_000;
/// STR-17: bytes that a shard takes in a second, partition keys included.
pub(super) const SHARD_BYTES_PER_SECOND: u64 = 1024 * 1024;
/// STR-16, STR-17: bytes that may be read of a shard in a second, by all that poll it and by each consumer.
pub(super) const READ_BYTES_PER_SECOND: u64 = 2 * 1024 * 1024;
/// STR-18.
pub(super) const RETENTION_DEFAULT: SimDuration = SimDuration::from_secs(24 * 60 * 60);
/// STR-18: `RetentionPeriodHours` in 2020 and now.
pub(super) const RETENTION_HOURS: (RangeInclusive<i64>, RangeInclusive<i64>) = (24..=168, 24..=8_760);
/// `ShardCount`; 100,000 is CreateStream's own limit in botocore, kinesis, 2026-08.
pub(super) const SHARDS: RangeInclusive<i64> = 1..=100_000;
/// STR-18: the largest record unless set, partition key included.
pub(super) const RECORD_BYTES_DEFAULT: u64 = 1024 * 1024;
/// STR-18: `MaxRecordSizeInKiB`.
pub(super) const RECORD_KIB: RangeInclusive<i64> = 1_024..=10_240;
/// STR-18: records of one `PutRecords`.
pub(super) const RECORDS_PER_CALL_MAX: usize = 500;
/// The longest partition key, in characters: botocore, kinesis/PartitionKey, 2020-09 and 2026-08.
pub(super) const PARTITION_KEY_CHARS_MAX: usize = 256;
/// Records of a shard that are remembered though all mappings have read them, for one that begins later. Ours: AWS keeps
/// all of them until their retention ends.
pub(super) const REMEMBERED_MAX: usize = 10_000;

/// Returns how many bytes the records of one `PutRecords` may have (STR-18).
pub(super) fn call_bytes_max(profile: Profile) -> u64 {
    profile.pick(5 * 1024 * 1024, 10 * 1024 * 1024)
}

/// Limits of a shard.
pub(super) static STR_17: Rule = Rule::sourced(
    "STR-17",
    "a shard takes 1 MB or 1,000 records a second, whichever comes first; what is more gets \
     ProvisionedThroughputExceededException",
    "Kinesis developer guide, service-sizes-and-limits, 2020; botocore, kinesis, 2020-09",
);
/// Limits of reading.
pub(super) static STR_17_READS: Rule = Rule::sourced(
    "STR-17",
    "of a shard 2 MB a second may be read by all that poll it together, and by each consumer with enhanced fan-out for \
     itself; after a read of 10 MB nothing more is read for 5 s",
    "Kinesis developer guide, service-sizes-and-limits, 2020",
);
/// Sizes and retention.
pub(super) static STR_18: Rule = Rule::sourced(
    "STR-18",
    "records are kept for 24 h unless set, at most 168 h in 2020 and 8,760 h now; a record has at most 1 MB, \
     and now up to 10 MiB where MaxRecordSizeInKiB says so, and one PutRecords at most 500 of them with 5 MB in 2020 and 10 MiB now",
    "botocore, kinesis, 2020-09 and 2026-08; Kinesis developer guide, 2020",
);
/// Shards by key.
pub(super) static STR_19: Rule = Rule::sourced(
    "STR-19",
    "the MD5 of the partition key, as a number of 128 bits, decides in which shard's range of hashes a record falls",
    "botocore, kinesis, PutRecord, 2020-09; Kinesis developer guide, 2020",
);
