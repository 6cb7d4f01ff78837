//! How many shards a stream has: the stream keeps its records in them, and a mapping reads each of them.

use crate::profile::Profile;
use crate::rules::Rule;
use crate::service::properties::Resource;

/// Shards of a new stream in on-demand mode.
pub(crate) const ON_DEMAND: u32 = 4;
/// How many shards are simulated at most.
pub(crate) const SIMULATED_MAX: u32 = 256;

/// On-demand mode.
pub(crate) static ON_DEMAND_RULE: Rule = Rule::assumed(
    "KINESIS-ON-DEMAND",
    "a stream in on-demand mode begins with 4 MB or 4,000 records a second, which are four shards",
    "Kinesis developer guide, how-do-i-size-a-stream, current; that it has four shards is inferred, and that it gets more \
     is not simulated",
);

/// Returns how many shards of a stream are simulated.
pub(crate) fn shards_of(stream: &Resource, profile: Profile) -> u32 {
    if profile.is_now() && is_on_demand(stream) {
        return ON_DEMAND;
    }
    let shards = stream.properties.get("ShardCount").integer().and_then(|count| u32::try_from(count).ok());
    shards.unwrap_or(1).clamp(1, SIMULATED_MAX)
}

/// Tells whether today's AWS says how many shards a stream has.
pub(crate) fn is_on_demand(stream: &Resource) -> bool {
    let properties = &stream.properties;
    let mode = properties.at_path("StreamModeDetails.StreamMode").text();
    // Today a stream that names neither mode nor shards is made in on-demand mode.
    mode == Some("ON_DEMAND") || (mode.is_none() && properties.get("ShardCount").is_absent())
}
