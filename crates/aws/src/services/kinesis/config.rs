//! What a stream is set to.

use super::limits;
use kernel::SimDuration;
use std::sync::Arc;

/// A stream as a template describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Its logical id.
    pub id: Arc<str>,
    /// Its ARN.
    pub arn: Arc<str>,
    /// How many shards it has.
    pub shards: u32,
    /// `MaxRecordSizeInKiB` [bytes], partition key included.
    pub record_bytes_max: u64,
    /// `RetentionPeriodHours`.
    pub retention: SimDuration,
}

impl Config {
    /// Makes a stream of some shards with AWS's defaults.
    #[must_use]
    pub fn of_shards(id: &str, shards: u32) -> Self {
        let arn = format!("arn:aws:kinesis:us-east-1:111122223333:stream/{id}");
        let (record_bytes_max, retention) = (limits::RECORD_BYTES_DEFAULT, limits::RETENTION_DEFAULT);
        Self { id: id.into(), arn: arn.into(), shards, record_bytes_max, retention }
    }
}
