//! What a mapping is set to.

use super::limits;
use super::stream::limits as stream_limits;
use crate::message::Operation;
use crate::pattern::Pattern;
use crate::profile::Profile;
use kernel::{SimDuration, SimTime};
use std::sync::Arc;

/// A mapping as a template describes it.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its logical id.
    pub id: Arc<str>,
    /// The logical id of what it polls.
    pub source: Arc<str>,
    /// The logical id of the consumer that stands between, where one does.
    pub consumer: Option<Arc<str>>,
    /// What it polls outside the template.
    pub external: Option<Arc<str>>,
    /// What kind of source that is.
    pub kind: SourceKind,
    /// The logical id of the function, or of its version or alias.
    pub function: Arc<str>,
    /// The ARN of that function.
    pub function_arn: Arc<str>,
    /// `BatchSize`.
    pub batch_size: u32,
    /// `MaximumBatchingWindowInSeconds`.
    pub window: SimDuration,
    /// `ScalingConfig.MaximumConcurrency`.
    pub concurrency_max: Option<u32>,
    /// `ProvisionedPollerConfig`.
    pub provisioned: Option<ProvisionedPollers>,
    /// Whether `FunctionResponseTypes` has `ReportBatchItemFailures`.
    pub reports_item_failures: bool,
    /// The patterns of `FilterCriteria`; a record that matches none is passed over, unless there is none.
    pub filters: Arc<[Pattern]>,
    /// The filters as they stand in the template.
    pub filters_json: Vec<serde_json::Value>,
    /// `Enabled`.
    pub enabled: bool,
    /// How long what is received stays hidden, where that is not the source's own time (ESMQ-04).
    pub visibility: Option<SimDuration>,
    /// Where word goes of the records that a stream's mapping gives up.
    pub on_failure: Option<Destination>,
    /// What only a stream's mapping has.
    pub stream: StreamConfig,
}

/// Where word of failures goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The logical id.
    pub id: Arc<str>,
    /// How it is told; `None` where that is not simulated.
    pub operation: Option<Operation>,
}

/// What only a stream's mapping has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamConfig {
    /// How many shards the stream has.
    pub shards: u32,
    /// Whether the stream pushes to a consumer of its own (STR-16).
    pub fan_out: bool,
    /// `ParallelizationFactor`.
    pub factor: u32,
    /// `StartingPosition`.
    pub position: StartingPosition,
    /// `MaximumRetryAttempts`; `None` for no limit.
    pub retries_max: Option<u32>,
    /// `MaximumRecordAgeInSeconds`; `None` for no limit.
    pub age_max: Option<SimDuration>,
    /// `BisectBatchOnFunctionError`.
    pub bisects: bool,
}

/// Where a mapping begins to read a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartingPosition {
    /// With what is put from then on.
    Latest,
    /// With the oldest that is kept.
    TrimHorizon,
    /// With what was put at an instant or later.
    At(SimTime),
}

impl StreamConfig {
    /// Returns from which instant on a mapping reads that begins at another.
    #[must_use]
    pub(super) fn since(&self, now: SimTime) -> SimTime {
        match self.position {
            StartingPosition::Latest => now,
            StartingPosition::TrimHorizon => SimTime::ZERO,
            StartingPosition::At(instant) => instant,
        }
    }
}

impl Default for StreamConfig {
    fn default() -> Self {
        Self {
            shards: 1,
            fan_out: false,
            factor: 1,
            position: StartingPosition::Latest,
            retries_max: None,
            age_max: None,
            bisects: false,
        }
    }
}

/// What kind of source a mapping polls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A queue.
    Queue {
        /// Whether it is a FIFO queue.
        fifo: bool,
    },
    /// A stream.
    Stream,
    /// A source that is not simulated: the mapping stands idle.
    Unknown,
}

/// Provisioned pollers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvisionedPollers {
    /// `MinimumPollers`.
    pub min: u32,
    /// `MaximumPollers`.
    pub max: u32,
}

impl Config {
    /// Makes a mapping of a standard queue to a function with AWS's defaults.
    #[must_use]
    pub fn of_queue(id: &str, queue: &str, function: &str) -> Self {
        Self {
            id: id.into(),
            source: queue.into(),
            consumer: None,
            external: None,
            kind: SourceKind::Queue { fifo: false },
            function: function.into(),
            function_arn: "".into(),
            batch_size: limits::BATCH_SIZE_DEFAULT,
            window: SimDuration::ZERO,
            concurrency_max: None,
            provisioned: None,
            reports_item_failures: false,
            filters: Arc::new([]),
            filters_json: Vec::new(),
            enabled: true,
            visibility: None,
            on_failure: None,
            stream: StreamConfig::default(),
        }
    }

    /// Makes a mapping of a stream with one shard to a function with AWS's defaults.
    #[must_use]
    pub fn of_stream(id: &str, stream: &str, function: &str) -> Self {
        let batch_size = stream_limits::BATCH_SIZE_DEFAULT;
        Self { kind: SourceKind::Stream, batch_size, ..Self::of_queue(id, stream, function) }
    }

    /// Sets the batch size.
    #[must_use]
    pub fn batches_of(mut self, records: u32) -> Self {
        self.batch_size = records;
        self
    }

    /// Returns how the number of batches at once grows.
    pub(super) fn scaling(&self, profile: Profile) -> limits::Scaling {
        match self.provisioned {
            Some(pollers) => limits::Scaling {
                start: pollers.min * limits::PROVISIONED_CONCURRENCY,
                step: limits::PROVISIONED_STEP,
                max: pollers.max * limits::PROVISIONED_CONCURRENCY,
                rule: &limits::ESMQ_10,
            },
            // A FIFO queue's batches are held back by its groups alone (ESMQ-08).
            None if self.kind == (SourceKind::Queue { fifo: true }) => {
                let scaling = limits::scaling(profile);
                limits::Scaling { start: scaling.max, rule: &limits::ESMQ_08, ..scaling }
            }
            None => limits::scaling(profile),
        }
    }
}
