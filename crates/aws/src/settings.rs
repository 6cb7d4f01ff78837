//! What a run is set to, besides its resources.

use crate::latency::Latency;
use crate::profile::Profile;
use kernel::SimDuration;
use std::sync::Arc;

/// The settings of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Which AWS.
    pub profile: Profile,
    /// The seed of every random stream.
    pub seed: u64,
    /// The stack's region.
    pub region: Arc<str>,
    /// The account id, for ARNs.
    pub account_id: Arc<str>,
    /// Whether hops take time.
    pub latency: Latency,
    /// How long the run lasts.
    pub duration: SimDuration,
    /// The clock on the wall at time 0, in milliseconds since 1970.
    pub start_unix_ms: u64,
    /// The account's limit of concurrent executions.
    pub concurrent_executions: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self::new(Profile::default())
    }
}

impl Settings {
    /// Returns the settings that hold unless a template says otherwise.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            seed: 1,
            region: "us-east-1".into(),
            account_id: "123456789012".into(),
            latency: Latency::Typical,
            duration: SimDuration::from_secs(600),
            // 2020-09-01 and 2026-01-01, both at midnight UTC.
            start_unix_ms: profile.pick(1_598_918_400_000, 1_767_225_600_000),
            concurrent_executions: 1_000,
        }
    }
}
