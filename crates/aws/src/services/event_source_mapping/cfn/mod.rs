//! Reading `AWS::Lambda::EventSourceMapping`.

mod stream;

use super::config::{Config, ProvisionedPollers, SourceKind};
use super::{fields, limits};
use crate::diagnostics::Diagnostic;
use crate::pattern::{Dialect, Pattern};
use crate::rules::Rule;
use crate::service::properties::{Properties, Resource, Stack, Value};
use crate::service::target::End;
use crate::service::{FieldSpec, Reading};
use crate::services::check_region;
use kernel::SimDuration;
use std::sync::Arc;

const QUEUE: &str = "AWS::SQS::Queue";
const STREAM: &str = "AWS::Kinesis::Stream";
const CONSUMER: &str = "AWS::Kinesis::StreamConsumer";

/// Reads a mapping with what its source and its function say.
pub(super) fn read(reading: &mut Reading<'_>) -> Config {
    let stack = reading.stack;
    let resource = reading.resource;
    let properties = &resource.properties;
    let named = stack.target(properties.get("EventSourceArn")).and_then(|id| stack.resource(id));
    let (source, fan_out) = stream::behind_consumer(stack, named);
    let function = function_of(stack, properties.get("FunctionName"));
    let id = |resource: Option<&Resource>| resource.map_or_else(|| Arc::from(""), |resource| resource.id.clone());
    let mut config = Config::of_queue(&resource.id, &id(source), &id(function));
    config.kind = kind_of(source);
    config.consumer = named.filter(|_| fan_out).map(|consumer| consumer.id.clone());
    config.external = outside(reading);
    config.enabled = properties.get("Enabled").boolean().unwrap_or(true);
    check_alone(&mut config, reading);
    match (config.kind, source) {
        (SourceKind::Queue { .. }, _) => read_queue(&mut config, source, function, reading),
        (SourceKind::Stream, Some(source)) => stream::read(&mut config, source, fan_out, function, reading),
        _ => config.on_failure = stream::destination(reading),
    }
    config
}

/// Refuses a second mapping of the same source to the same function.
fn check_alone(config: &mut Config, reading: &mut Reading<'_>) {
    let ends = |mapping: &Resource| {
        let source = reading.stack.target(mapping.properties.get("EventSourceArn"))?;
        Some((source, reading.stack.target(mapping.properties.get("FunctionName"))?))
    };
    let own = ends(reading.resource);
    let before = reading.stack.of_type("AWS::Lambda::EventSourceMapping");
    let mut before = before.take_while(|other| other.id != reading.resource.id);
    let Some(first) = before.find(|other| own.is_some() && ends(other) == own) else { return };
    let (at, other) = (reading.resource.at, format!("Resources.{}", first.id));
    let message = format!("The event source arn and function provided mapping already exists: \"{}\"", first.id);
    let problem = Diagnostic::error("mapping-refused", at, message).path(format!("Resources.{}", reading.resource.id));
    let hint = "a source has one mapping to each function, or to each of its versions and aliases";
    let problem = problem.also(other).hint(hint).meanwhile("Simulated as if it were disabled");
    reading.problems.push(problem);
    config.enabled = false;
}

fn read_queue(config: &mut Config, source: Option<&Resource>, function: Option<&Resource>, reading: &mut Reading<'_>) {
    let properties = &reading.resource.properties;
    read_batches(config, reading);
    if reading.profile().is_now() {
        read_scaling(config, reading);
        read_filters(config, reading, &limits::ESMQ_17);
        config.reports_item_failures = reports_item_failures(reading);
    } else {
        refuse_what_came_later(
            reading,
            &["ScalingConfig", "ProvisionedPollerConfig", "FunctionResponseTypes", "FilterCriteria"],
            "a queue's mapping",
        );
    }
    refuse_unsupported(reading, &OF_STREAMS, &limits::ESMQ_18);
    let destination = properties.at_path("DestinationConfig.OnFailure.Destination");
    if !destination.is_absent() {
        refuse_unsupported(reading, &["DestinationConfig"], &limits::ESMQ_18);
    }
    if let (Some(queue), Some(function)) = (source, function) {
        check_visibility(config, queue, function, reading);
        check_retries(queue, function, reading);
        check_concurrency(config, function, reading);
        check_dead_letters(queue, reading);
    }
}

/// What only the mappings of streams have.
const OF_STREAMS: [&str; 7] = [
    "StartingPosition",
    "StartingPositionTimestamp",
    "ParallelizationFactor",
    "MaximumRetryAttempts",
    "MaximumRecordAgeInSeconds",
    "BisectBatchOnFunctionError",
    "TumblingWindowInSeconds",
];

/// Refuses what the mappings of other sources have.
fn refuse_unsupported(reading: &mut Reading<'_>, names: &[&str], rule: &'static Rule) {
    for name in names {
        let property = reading.resource.properties.get(name);
        if !property.is_absent() {
            let message = format!("Unsupported {name} parameter for given event source mapping type.");
            refuse(reading, name, property, rule, message);
        }
    }
}

fn reports_item_failures(reading: &Reading<'_>) -> bool {
    let types = reading.resource.properties.get("FunctionResponseTypes").items();
    types.iter().any(|kind| kind.text() == Some("ReportBatchItemFailures"))
}

/// Returns the source where it stands outside the template: nothing comes of it.
fn outside(reading: &mut Reading<'_>) -> Option<Arc<str>> {
    let source = reading.resource.properties.get("EventSourceArn");
    let path = reading.path_of("EventSourceArn");
    let before = reading.problems.len();
    if check_region(reading, source, path.clone(), &limits::ESMQ_21) {
        return None;
    }
    let Some(End::External(label)) = End::find(reading.stack, source) else { return None };
    if reading.problems.len() == before {
        let message = format!("the source \"{label}\" stands outside the template, so nothing comes of it");
        let problem = Diagnostic::info("not-simulated", source.at, message).path(path);
        reading.problems.push(problem.hint("put it into the template to send to it"));
    }
    Some(label)
}

/// Returns the function that a name, a version or an alias means.
fn function_of<'a>(stack: &'a Stack, name: &Properties) -> Option<&'a Resource> {
    let function = stack.resource(stack.target(name)?)?;
    match &*function.type_name {
        "AWS::Lambda::Alias" | "AWS::Lambda::Version" => {
            stack.resource(stack.target(function.properties.get("FunctionName"))?)
        }
        _ => Some(function),
    }
}

/// Returns what can be set of a mapping by what it polls, in the template or outside of it; `None` where that is what the
/// mapping of a queue has.
pub(super) fn fields_by_source(stack: &Stack, mapping: &Resource) -> Option<&'static [FieldSpec]> {
    let source = mapping.properties.get("EventSourceArn");
    match End::find(stack, source) {
        Some(End::External(_)) => match source.text().and_then(|arn| arn.split(':').nth(2)) {
            Some("sqs") => None,
            Some("kinesis") => Some(fields::OF_STREAM),
            _ => Some(fields::OF_OTHERS),
        },
        Some(end) if end.of_type(QUEUE).is_some() => None,
        Some(end) if end.of_type(STREAM).is_some() || end.of_type(CONSUMER).is_some() => Some(fields::OF_STREAM),
        _ => Some(fields::OF_OTHERS),
    }
}

fn kind_of(source: Option<&Resource>) -> SourceKind {
    match source {
        Some(queue) if &*queue.type_name == QUEUE => {
            SourceKind::Queue { fifo: queue.properties.get("FifoQueue").boolean().unwrap_or(false) }
        }
        Some(stream) if &*stream.type_name == STREAM => SourceKind::Stream,
        _ => SourceKind::Unknown,
    }
}

/// Reports what AWS would refuse, with the rule as the way out.
fn refuse(reading: &mut Reading<'_>, name: &str, at: &Properties, rule: &'static Rule, message: String) {
    refuse_both(reading, (name, ""), at, rule, message);
}

/// Reports what AWS would refuse for the sake of two settings.
fn refuse_both(
    reading: &mut Reading<'_>,
    (name, other): (&str, &str),
    at: &Properties,
    rule: &'static Rule,
    message: String,
) {
    let hint = format!("{} ({})", rule.sentence, rule.id);
    let problem = Diagnostic::error("mapping-refused", at.at, message).hint(hint);
    let both = if other.is_empty() { problem } else { problem.also(reading.path_of(other)) };
    reading.refuse(name, both);
}

/// Remarks on what AWS takes and advises against; where it is meant so, as to show what comes of it, nothing is wrong.
fn advise(
    reading: &mut Reading<'_>,
    (code, other): (&'static str, &str),
    name: &str,
    at: &Properties,
    rule: &'static Rule,
    message: String,
) {
    let path = reading.path_of(name);
    let hint = format!("{} ({})", rule.sentence, rule.id);
    let problem = Diagnostic::info(code, at.at, message).path(path).hint(hint);
    reading.problems.push(if other.is_empty() { problem } else { problem.also(other) });
}

/// Compares what decides how often a throttled message is received before it is given up (ESMQ-12).
fn check_retries(queue: &Resource, function: &Resource, reading: &mut Reading<'_>) {
    let receives = queue.properties.at_path("RedrivePolicy.maxReceiveCount");
    let reserved = function.properties.get("ReservedConcurrentExecutions");
    let at = reading.resource.properties.get("EventSourceArn");
    let (of_queue, of_function) = (
        format!("Resources.{}.Properties.RedrivePolicy.maxReceiveCount", queue.id),
        format!("Resources.{}.Properties.ReservedConcurrentExecutions", function.id),
    );
    for (code, property, what, path) in [
        ("max-receive-count-advised", receives, "maxReceiveCount", of_queue),
        ("reserved-advised", reserved, "reserved concurrency", of_function),
    ] {
        let Some(number) = property.integer().filter(|number| *number < limits::RETRIES_ADVISED) else { continue };
        let message = format!("a {what} of {number} is less than the {} that are advised", limits::RETRIES_ADVISED);
        advise(reading, (code, &path), "EventSourceArn", at, &limits::ESMQ_12_ADVICE, message);
    }
}

/// Compares how many batches may run at once with how many executions there are for them (ESMQ-09): what is above that
/// is throttled, and each throttled message has been received once more.
fn check_concurrency(config: &Config, function: &Resource, reading: &mut Reading<'_>) {
    let reserved = function.properties.get("ReservedConcurrentExecutions").integer();
    let (Some(most), Some(reserved)) = (config.concurrency_max, reserved) else { return };
    if i64::from(most) <= reserved {
        return;
    }
    let message = format!(
        "a maximum concurrency of {most} is more than the {reserved} executions reserved for \"{}\": what is above is \
         throttled",
        function.id
    );
    let at = reading.resource.properties.at_path("ScalingConfig.MaximumConcurrency");
    let other = format!("Resources.{}.Properties.ReservedConcurrentExecutions", function.id);
    let code = ("concurrency-above-reserved", other.as_str());
    advise(reading, code, "ScalingConfig.MaximumConcurrency", at, &limits::ESMQ_12, message);
}

fn read_batches(config: &mut Config, reading: &mut Reading<'_>) {
    let properties = &reading.resource.properties;
    let (batch, window) = (properties.get("BatchSize"), properties.get("MaximumBatchingWindowInSeconds"));
    let fifo = config.kind == SourceKind::Queue { fifo: true };
    let now = reading.profile().is_now();
    let seconds = window.integer().unwrap_or(0);
    if seconds > 0 && (fifo || !now) {
        let message = "Batching window is not supported for FIFO queues.";
        let message = if fifo { message } else { "Batching window is not supported for queues" };
        refuse(reading, "MaximumBatchingWindowInSeconds", window, &limits::ESMQ_03, message.to_owned());
    } else {
        config.window = SimDuration::from_secs(u64::try_from(seconds).unwrap_or_default());
    }
    let max = if now && !fifo { limits::BATCH_SIZE_MAX } else { limits::BATCH_SIZE_PLAIN_MAX };
    let size = reading.whole("BatchSize", &(1..=max)).unwrap_or(limits::BATCH_SIZE_DEFAULT.into());
    if size > limits::BATCH_SIZE_PLAIN_MAX && seconds < 1 {
        let message = "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10";
        let names = ("BatchSize", "MaximumBatchingWindowInSeconds");
        refuse_both(reading, names, batch, &limits::ESMQ_02, message.to_owned());
        return;
    }
    config.batch_size = u32::try_from(size).unwrap_or(limits::BATCH_SIZE_DEFAULT);
}

fn read_scaling(config: &mut Config, reading: &mut Reading<'_>) {
    let number = |value: &Properties| value.integer().and_then(|number| u32::try_from(number).ok());
    let concurrency = reading.property("ScalingConfig.MaximumConcurrency");
    config.concurrency_max = number(concurrency);
    let pollers = reading.resource.properties.get("ProvisionedPollerConfig");
    if pollers.is_absent() {
        return;
    }
    if config.concurrency_max.is_some() {
        let message = "provisioned pollers and a maximum concurrency exclude each other".to_owned();
        let names = ("ProvisionedPollerConfig.MinimumPollers", "ScalingConfig.MaximumConcurrency");
        refuse_both(reading, names, pollers, &limits::ESMQ_10, message);
        return;
    }
    let min = number(pollers.get("MinimumPollers")).unwrap_or(limits::POLLERS_MIN.0).max(1);
    let max = number(pollers.get("MaximumPollers")).unwrap_or(limits::POLLERS_MAX.0);
    if min > max {
        let message = format!("a minimum of {min} pollers is more than the maximum of {max}");
        let names = ("ProvisionedPollerConfig.MinimumPollers", "ProvisionedPollerConfig.MaximumPollers");
        refuse_both(reading, names, pollers, &limits::ESMQ_10, message);
        return;
    }
    config.provisioned = Some(ProvisionedPollers { min, max });
}

fn read_filters(config: &mut Config, reading: &mut Reading<'_>, rule: &'static Rule) {
    let filters = reading.resource.properties.at_path("FilterCriteria.Filters");
    let mut patterns = Vec::new();
    for (n, filter) in filters.items().iter().enumerate() {
        let written = filter.get("Pattern");
        let text = written.text().map_or_else(|| written.json().to_string(), str::to_owned);
        match Pattern::parse(&text, Dialect::LambdaFilter, reading.profile()) {
            Ok(pattern) => patterns.push(pattern),
            Err(error) => {
                let name = format!("FilterCriteria.Filters.{n}.Pattern");
                refuse(reading, &name, written, rule, error.message());
            }
        }
        config.filters_json.push(serde_json::from_str(&text).unwrap_or_default());
    }
    let count = patterns.len();
    if count > limits::FILTERS_MAX {
        let message = format!("{count} filters are more than the {} that AWS allows", limits::FILTERS_MAX);
        refuse(reading, "FilterCriteria.Filters", filters, rule, message);
    } else if count > limits::FILTERS_DEFAULT_MAX {
        let message =
            format!("{count} filters need a raised quota: {} are allowed without", limits::FILTERS_DEFAULT_MAX);
        advise(reading, ("filter-quota", ""), "FilterCriteria.Filters", filters, rule, message);
    }
    config.filters = patterns.into();
}

/// In 2020 these properties do not exist: they are passed over, and the person is told.
fn refuse_what_came_later(reading: &mut Reading<'_>, names: &[&str], whose: &str) {
    for name in names {
        let property = reading.resource.properties.get(name);
        if !property.is_absent() {
            let message = format!("\"{name}\" of {whose} does not exist in 2020 and is passed over");
            let problem = Diagnostic::warning("not-in-2020", property.at, message).path(reading.path_of(name));
            reading.problems.push(problem.hint("choose the profile \"aws-2026\", or remove it"));
        }
    }
}

/// Compares the queue's visibility timeout with the function's timeout (ESMQ-04).
fn check_visibility(config: &mut Config, queue: &Resource, function: &Resource, reading: &mut Reading<'_>) {
    if &*function.type_name != "AWS::Lambda::Function" {
        return;
    }
    let written = queue.properties.get("VisibilityTimeout");
    if matches!(written.value, Value::Unresolved(_)) {
        return;
    }
    let visibility = written.integer().unwrap_or(limits::QUEUE_VISIBILITY_DEFAULT);
    let timeout = function.properties.get("Timeout").integer().unwrap_or(limits::FUNCTION_TIMEOUT_DEFAULT);
    let span = |seconds: i64| SimDuration::from_secs(u64::try_from(seconds).unwrap_or_default());
    let at = if written.is_absent() { reading.resource.properties.get("EventSourceArn") } else { written };
    let path = format!("Resources.{}.Properties.VisibilityTimeout", queue.id);
    let of_function = format!("Resources.{}.Properties.Timeout", function.id);
    let window = reading.path_of("MaximumBatchingWindowInSeconds");
    let advised = limits::visibility_advised(timeout, i64::try_from(config.window.as_secs()).unwrap_or_default());
    let hint = format!("set it to {advised} s: {} ({})", limits::ESMQ_04.sentence, limits::ESMQ_04.id);
    if visibility < timeout {
        let message =
            format!("Queue visibility timeout: {visibility} seconds is less than Function timeout: {timeout} seconds");
        // AWS asks only when the mapping is made: the queue may be set so later.
        let meanwhile = "Simulated as it is written, as if the queue was changed later";
        let problem =
            Diagnostic::error("visibility-timeout", at.at, message).path(path).hint(hint).meanwhile(meanwhile);
        reading.problems.push(problem.also(of_function));
    } else if visibility < advised {
        let message = format!(
            "the visibility timeout of \"{}\", {visibility} s, is less than the advised {advised} s: messages may come \
             back while the function still tries them",
            queue.id
        );
        let problem = Diagnostic::warning("visibility-timeout-advised", at.at, message).path(path).hint(hint);
        let problem = problem.also(of_function);
        reading.problems.push(if config.window > SimDuration::ZERO { problem.also(window) } else { problem });
    }
    if config.window > SimDuration::ZERO && config.window + span(timeout) > span(visibility) {
        config.visibility = Some(config.window + span(timeout) + limits::VISIBILITY_MARGIN);
    }
}

/// Says that nothing takes what always fails away.
fn check_dead_letters(queue: &Resource, reading: &mut Reading<'_>) {
    if queue.properties.get("RedrivePolicy").is_absent() {
        let message = format!(
            "\"{}\" has no dead-letter queue: a message that always fails comes back until its retention ends",
            queue.id
        );
        let problem = Diagnostic::warning("no-dead-letter-queue", queue.at, message);
        let hint = "add a RedrivePolicy with deadLetterTargetArn and maxReceiveCount";
        reading.problems.push(problem.path(format!("Resources.{}", queue.id)).hint(hint));
    }
}
