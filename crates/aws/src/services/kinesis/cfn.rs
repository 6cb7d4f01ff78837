//! Reading `AWS::Kinesis::Stream`.

use super::config::Config;
use super::limits;
use crate::diagnostics::Diagnostic;
use crate::service::Reading;
use crate::stack::shards;
use kernel::SimDuration;

/// Reads a stream.
pub(super) fn read(reading: &mut Reading<'_>) -> Config {
    check_shards(reading);
    let resource = reading.resource;
    let shards = shards::shards_of(resource, reading.profile());
    let hours = resource.properties.get("RetentionPeriodHours").integer().and_then(|hours| u64::try_from(hours).ok());
    let retention = hours.map_or(limits::RETENTION_DEFAULT, |hours| SimDuration::from_secs(hours * 60 * 60));
    let largest = resource.properties.get("MaxRecordSizeInKiB").integer().and_then(|kib| u64::try_from(kib).ok());
    let record_bytes_max = match largest.filter(|_| reading.profile().is_now()) {
        Some(kib) => kib * 1_024,
        None => limits::RECORD_BYTES_DEFAULT,
    };
    Config { id: resource.id.clone(), arn: reading.stack.arn_of(resource).into(), shards, record_bytes_max, retention }
}

fn check_shards(reading: &mut Reading<'_>) {
    let resource = reading.resource;
    let count = resource.properties.get("ShardCount");
    let mode = resource.properties.at_path("StreamModeDetails.StreamMode");
    let on_demand = shards::is_on_demand(resource);
    if !reading.profile().is_now() {
        for name in ["StreamModeDetails", "MaxRecordSizeInKiB"] {
            let property = resource.properties.get(name);
            if !property.is_absent() {
                let message = format!("\"{name}\" of a stream does not exist in 2020 and is passed over");
                let problem = Diagnostic::warning("not-in-2020", property.at, message).path(reading.path_of(name));
                reading.problems.push(problem.hint("choose the profile \"aws-2026\", or remove it"));
            }
        }
        if count.is_absent() {
            let problem = Diagnostic::error("stream", resource.at, "a stream needs a ShardCount");
            let path = format!("Resources.{}", resource.id);
            reading.problems.push(problem.path(path).meanwhile("Simulated with one shard").hint("set ShardCount"));
        }
    } else if on_demand {
        let hint = format!("{} ({})", shards::ON_DEMAND_RULE.sentence, shards::ON_DEMAND_RULE.id);
        if !count.is_absent() {
            let message = "a stream in on-demand mode has no ShardCount";
            let problem = Diagnostic::error("stream", count.at, message).hint(hint);
            return reading.refuse("ShardCount", problem.also(reading.path_of("StreamModeDetails.StreamMode")));
        }
        let message = format!("\"{}\" is simulated with its first {} shards", resource.id, shards::ON_DEMAND);
        let path = format!("Resources.{}", resource.id);
        reading.problems.push(Diagnostic::info("simplified", resource.at, message).path(path).hint(hint));
    } else if count.is_absent() {
        let problem = Diagnostic::error("stream", mode.at, "a stream in provisioned mode needs a ShardCount");
        let path = reading.path_of("ShardCount");
        reading.problems.push(problem.path(path).meanwhile("Simulated with one shard").hint("set ShardCount"));
    }
    if count.integer().is_some_and(|count| count > i64::from(shards::SIMULATED_MAX)) {
        let message = format!("{} shards are simulated at most", shards::SIMULATED_MAX);
        let path = reading.path_of("ShardCount");
        reading.problems.push(Diagnostic::warning("simplified", count.at, message).path(path));
    }
}
