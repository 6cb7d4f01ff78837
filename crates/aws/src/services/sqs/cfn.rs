//! Reading `AWS::SQS::Queue`.

use super::config::{Config, Fifo, Redrive};
use super::limits;
use crate::diagnostics::Diagnostic;
use crate::service::properties::{Properties, Resource, Value};
use crate::service::Reading;
use crate::services::check_range;
use kernel::SimDuration;
use std::sync::Arc;

const TYPE: &str = "AWS::SQS::Queue";

/// Reads a queue and which other resources send it their dead letters.
pub(super) fn read(reading: &mut Reading<'_>) -> Config {
    let id = reading.resource.id.clone();
    check(reading);
    let mut config = Config::standard(&id, reading.profile());
    let properties = &reading.resource.properties;
    let seconds = |name: &str, otherwise: SimDuration| {
        let number = properties.get(name).integer().and_then(|number| u64::try_from(number).ok());
        number.map_or(otherwise, SimDuration::from_secs)
    };
    config.visibility = seconds("VisibilityTimeout", config.visibility).min(limits::VISIBILITY_MAX);
    config.delay = seconds("DelaySeconds", config.delay).min(limits::DELAY_MAX);
    config.retention = seconds("MessageRetentionPeriod", config.retention);
    config.wait = seconds("ReceiveMessageWaitTimeSeconds", config.wait).min(limits::WAIT_MAX);
    if let Some(size) = properties.get("MaximumMessageSize").integer() {
        config.message_size_max = u64::try_from(size).unwrap_or(config.message_size_max);
    }
    config.fifo = is_fifo(reading.resource).then(|| read_fifo(properties));
    config.name = read_name(reading, &id);
    config.redrive = read_redrive(reading);
    config.sources = sources(reading);
    config.dead_letter_senders = dead_letter_senders(reading);
    config
}

/// Tells whether a resource is a FIFO queue.
fn is_fifo(resource: &Resource) -> bool {
    resource.properties.get("FifoQueue").boolean().unwrap_or(false)
}

fn read_fifo(properties: &Properties) -> Fifo {
    Fifo {
        content_based: properties.get("ContentBasedDeduplication").boolean().unwrap_or(false),
        deduplicates_by_group: properties.get("DeduplicationScope").text() == Some("messageGroup"),
        limited_by_group: properties.get("FifoThroughputLimit").text() == Some("perMessageGroupId"),
    }
}

fn check(reading: &mut Reading<'_>) {
    let size_max = i64::try_from(limits::message_size_max(reading.profile())).unwrap_or(i64::MAX);
    let size_min = i64::try_from(limits::MESSAGE_SIZE_SETTING_MIN).unwrap_or_default();
    let ranges = [
        ("VisibilityTimeout", 0..=43_200),
        ("DelaySeconds", 0..=900),
        ("MessageRetentionPeriod", 60..=1_209_600),
        ("ReceiveMessageWaitTimeSeconds", 0..=20),
        ("MaximumMessageSize", size_min..=size_max),
    ];
    for (name, range) in ranges {
        let path = reading.path_of(name);
        check_range(reading.problems, reading.resource.properties.get(name), path, range);
    }
    if is_fifo(reading.resource) {
        return;
    }
    for name in ["ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"] {
        let property = reading.resource.properties.get(name);
        if !property.is_absent() && property.boolean() != Some(false) {
            let message = format!("Unknown Attribute {name}");
            let problem = Diagnostic::error("fifo-only", property.at, message).path(reading.path_of(name));
            reading.problems.push(problem.hint("only a FIFO queue has it: set `FifoQueue: true` or remove it"));
        }
    }
}

fn read_name(reading: &mut Reading<'_>, id: &str) -> Arc<str> {
    const NAME_MAX: usize = 80;
    let fifo = is_fifo(reading.resource);
    let property = reading.resource.properties.get("QueueName");
    let Some(name) = property.text() else {
        return if fifo { format!("{id}.fifo").into() } else { id.into() };
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let stem = if fifo { name.strip_suffix(".fifo") } else { Some(name) };
    if stem.is_none_or(|stem| stem.is_empty() || !stem.chars().all(allowed)) || name.len() > NAME_MAX {
        let message = if fifo {
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with \
             .fifo suffix and be 1 to 80 in length"
        } else {
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
        };
        let problem = Diagnostic::error("queue-name", property.at, message).path(reading.path_of("QueueName"));
        reading.problems.push(problem.hint(if fifo { "end the name with `.fifo`" } else { "choose another name" }));
    }
    name.into()
}

/// Returns the members of a redrive policy, which may stand there as JSON text.
fn policy_of(resource: &Resource) -> Properties {
    let property = resource.properties.get("RedrivePolicy");
    match property.text().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok()) {
        Some(serde_json::Value::Object(members)) => {
            let key = |name: &str| crate::service::properties::Key { text: name.into(), at: property.at };
            let value = |value: &serde_json::Value| Properties { at: property.at, value: scalar(value) };
            let entries = members.iter().map(|(name, member)| (key(name), value(member))).collect();
            Properties { value: Value::Map(entries), at: property.at }
        }
        _ => property.clone(),
    }
}

fn scalar(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::String(text) => Value::Text(text.as_str().into()),
        serde_json::Value::Number(number) => number.as_i64().map_or(Value::Null, Value::Integer),
        _ => Value::Null,
    }
}

fn read_redrive(reading: &mut Reading<'_>) -> Option<Redrive> {
    let policy = policy_of(reading.resource);
    if policy.is_absent() {
        return None;
    }
    let count = policy.get("maxReceiveCount");
    let path = reading.path_of("RedrivePolicy.maxReceiveCount");
    check_range(reading.problems, count, path, 1..=limits::RECEIVES_MAX);
    let receives_max = count.integer().and_then(|count| u32::try_from(count).ok());
    let at = policy.at;
    let path = reading.path_of("RedrivePolicy");
    let Some(receives_max) = receives_max else {
        let message = "Value for parameter RedrivePolicy is invalid. Reason: Redrive policy does not contain mandatory \
                       attribute: maxReceiveCount.";
        let problem = Diagnostic::error("redrive-policy", at, message).path(path);
        reading.problems.push(problem.hint("add `maxReceiveCount`, from 1 to 1000"));
        return None;
    };
    let target = reading.stack.target(policy.get("deadLetterTargetArn"))?;
    let target = reading.stack.resource(target).filter(|resource| &*resource.type_name == TYPE)?;
    if is_fifo(target) != is_fifo(reading.resource) {
        let message = "Value for parameter RedrivePolicy is invalid. Reason: Dead-letter queue must be same type of \
                       queue as the source.";
        let problem = Diagnostic::error("dead-letter-queue-type", at, message).path(path);
        reading.problems.push(problem.hint(format!("{} ({})", limits::SQS_13.sentence, limits::SQS_13.id)));
    }
    Some(Redrive { target: target.id.clone(), receives_max })
}

/// Returns the queues whose dead-letter queue this is.
fn sources(reading: &Reading<'_>) -> Vec<Arc<str>> {
    let stack = reading.stack;
    let target = |queue: &Resource| stack.target(policy_of(queue).get("deadLetterTargetArn"));
    let queues = stack.of_type(TYPE);
    queues.filter(|queue| target(queue) == Some(&*reading.resource.id)).map(|queue| queue.id.clone()).collect()
}

/// Returns the functions, and the topics of subscriptions, whose dead letters come here.
fn dead_letter_senders(reading: &Reading<'_>) -> Vec<Arc<str>> {
    let stack = reading.stack;
    let here = |target: &Properties| stack.target(target) == Some(&*reading.resource.id);
    let functions = stack.of_type("AWS::Lambda::Function");
    let functions = functions.filter(|function| here(function.properties.at_path("DeadLetterConfig.TargetArn")));
    let subscriptions = stack.of_type("AWS::SNS::Subscription");
    let topics = subscriptions
        .filter(|subscription| here(policy_of(subscription).get("deadLetterTargetArn")))
        .filter_map(|subscription| stack.target(subscription.properties.get("TopicArn")));
    functions.map(|function| function.id.clone()).chain(topics.map(|topic| topic.into())).collect()
}
