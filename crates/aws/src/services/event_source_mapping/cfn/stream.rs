//! Reading a mapping of a stream.

use super::super::config::{Config, Destination, StartingPosition, StreamConfig};
use super::super::stream::limits;
use super::{
    CONSUMER, read_filters, refuse, refuse_both, refuse_unsupported, refuse_what_came_later, reports_item_failures,
};
use crate::diagnostics::Diagnostic;
use crate::message::Operation;
use crate::profile::Profile;
use crate::service::Reading;
use crate::service::properties::{Resource, Stack};
use crate::service::target::End;
use crate::stack::shards::shards_of;
use kernel::{SimDuration, SimTime};
use std::sync::Arc;

/// Settings for errors, which the mapping of a consumer does not have in 2020 (STR-16).
const FOR_ERRORS: [&str; 4] =
    ["MaximumRetryAttempts", "MaximumRecordAgeInSeconds", "BisectBatchOnFunctionError", "DestinationConfig"];
/// Settings that came after September 2020.
const LATER: [&str; 3] = ["FunctionResponseTypes", "FilterCriteria", "TumblingWindowInSeconds"];

/// Returns the stream behind a consumer, and whether there was one.
pub(super) fn behind_consumer<'a>(stack: &'a Stack, named: Option<&'a Resource>) -> (Option<&'a Resource>, bool) {
    match named {
        Some(consumer) if &*consumer.type_name == CONSUMER => {
            (stack.target(consumer.properties.get("StreamARN")).and_then(|id| stack.resource(id)), true)
        }
        _ => (named, false),
    }
}

/// Reads where word of failures goes.
pub(super) fn destination(reading: &mut Reading<'_>) -> Option<Destination> {
    const NAME: &str = "DestinationConfig.OnFailure.Destination";
    let named = reading.resource.properties.at_path(NAME);
    if let Some(End::External(label)) = End::find(reading.stack, named) {
        let message = format!("the destination \"{label}\" stands outside the template, so nothing is told it");
        let problem = Diagnostic::info("not-simulated", named.at, message).path(reading.path_of(NAME));
        reading.problems.push(problem.hint("put it into the template to see what it is told"));
    }
    let id: Arc<str> = reading.stack.target(named)?.into();
    let operation = match &*reading.stack.resource(&id)?.type_name {
        "AWS::SQS::Queue" => Some(Operation::SEND_MESSAGE),
        "AWS::SNS::Topic" => Some(Operation::PUBLISH),
        "AWS::S3::Bucket" => Some(Operation::PUT_OBJECT),
        _ => None,
    };
    Some(Destination { id, operation })
}

pub(super) fn read(
    config: &mut Config,
    stream: &Resource,
    fan_out: bool,
    function: Option<&Resource>,
    reading: &mut Reading<'_>,
) {
    let whole = |name: &str| reading.property(name).integer();
    let number = |name: &str| whole(name).and_then(|number| u32::try_from(number).ok());
    config.batch_size = number("BatchSize").unwrap_or(limits::BATCH_SIZE_DEFAULT);
    config.window = SimDuration::from_secs(number("MaximumBatchingWindowInSeconds").unwrap_or(0).into());
    config.function_arn = function.map_or_else(|| "".into(), |function| reading.stack.arn_of(function).into());
    config.stream = StreamConfig {
        shards: shards_of(stream, reading.profile()),
        fan_out,
        factor: number("ParallelizationFactor").unwrap_or(1),
        ..StreamConfig::default()
    };
    config.stream.position = position(reading);
    if fan_out && reading.profile() == Profile::Aws2020 {
        refuse_what_came_later(reading, &FOR_ERRORS, "a consumer's mapping");
    } else {
        read_errors(config, reading);
    }
    if reading.profile().is_now() {
        read_filters(config, reading, &limits::STR_21);
        config.reports_item_failures = reports_item_failures(reading);
        report_tumbling(reading);
    } else {
        refuse_what_came_later(reading, &LATER, "a stream's mapping");
    }
    refuse_unsupported(reading, &["ScalingConfig", "ProvisionedPollerConfig"], &limits::STR_02);
}

/// Reads how failures are dealt with; -1 is no limit.
fn read_errors(config: &mut Config, reading: &mut Reading<'_>) {
    let limit = |name: &str| reading.property(name).integer().and_then(|number| u32::try_from(number).ok());
    config.stream.retries_max = limit("MaximumRetryAttempts");
    config.stream.bisects = reading.property("BisectBatchOnFunctionError").boolean().unwrap_or(false);
    let age = limit("MaximumRecordAgeInSeconds");
    if age.is_some_and(|age| i64::from(age) < limits::RECORD_AGE_MIN) {
        let property = reading.resource.properties.get("MaximumRecordAgeInSeconds");
        let message = "Value for MaximumRecordAgeInSeconds must be -1, or between 60 and 604800".to_owned();
        refuse(reading, "MaximumRecordAgeInSeconds", property, &limits::STR_08, message);
    } else {
        config.stream.age_max = age.map(|age| SimDuration::from_secs(age.into()));
    }
    config.on_failure = destination(reading);
    let is_now = reading.profile().is_now();
    let told = |to: &Destination| to.operation.is_some_and(|operation| is_now || operation != Operation::PUT_OBJECT);
    if config.on_failure.as_ref().is_some_and(|to| !told(to)) {
        let property = reading.resource.properties.at_path("DestinationConfig.OnFailure.Destination");
        let message = "the destination on failure of a stream's mapping is a queue or a topic, now also a bucket";
        let name = "DestinationConfig.OnFailure.Destination";
        refuse(reading, name, property, &limits::STR_10, message.to_owned());
        config.on_failure = config.on_failure.take().map(|to| Destination { operation: None, ..to });
    }
}

/// Reads where the mapping begins to read (STR-05).
fn position(reading: &mut Reading<'_>) -> StartingPosition {
    let property = reading.resource.properties.get("StartingPosition");
    let timestamp = reading.resource.properties.get("StartingPositionTimestamp");
    match property.text() {
        Some("TRIM_HORIZON") => StartingPosition::TrimHorizon,
        Some("AT_TIMESTAMP") => match timestamp.scalar_text().and_then(|text| text.trim().parse::<f64>().ok()) {
            Some(seconds) => StartingPosition::At(instant(seconds, reading.settings.start_unix_ms)),
            None => {
                let message = "AT_TIMESTAMP needs a StartingPositionTimestamp, in seconds since 1970".to_owned();
                let names = ("StartingPosition", "StartingPositionTimestamp");
                refuse_both(reading, names, property, &limits::STR_05, message);
                StartingPosition::Latest
            }
        },
        Some(_) => StartingPosition::Latest,
        None => {
            // One that is refused stands there, without its value.
            if reading.resource.properties.find("StartingPosition").is_none() {
                let at = reading.resource.at;
                let path = format!("Resources.{}", reading.resource.id);
                let problem = Diagnostic::error("mapping-refused", at, "a stream's mapping needs a StartingPosition");
                let hint = format!("{} ({})", limits::STR_05.sentence, limits::STR_05.id);
                reading.problems.push(problem.path(path).hint(hint).meanwhile("Simulated with LATEST"));
            }
            StartingPosition::Latest
        }
    }
}

/// Returns the instant of a clock on the wall; what was before time 0 is time 0.
fn instant(unix_seconds: f64, start_unix_ms: u64) -> SimTime {
    let ms = (unix_seconds.max(0.0) * 1_000.0).round() as u64;
    SimTime::ZERO + SimDuration::from_millis(ms.saturating_sub(start_unix_ms))
}

fn report_tumbling(reading: &mut Reading<'_>) {
    let window = reading.resource.properties.get("TumblingWindowInSeconds");
    if window.integer().is_some_and(|seconds| seconds > 0) {
        let message = "tumbling windows are not simulated: batches carry no state";
        let path = reading.path_of("TumblingWindowInSeconds");
        reading.problems.push(Diagnostic::info("not-simulated", window.at, message).path(path));
    }
}
