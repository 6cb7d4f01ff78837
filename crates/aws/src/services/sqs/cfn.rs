//! Reading `AWS::SQS::Queue`.

use super::config::{Config, Fifo};
use super::policies;
use crate::diagnostics::Diagnostic;
use crate::profile::Profile;
use crate::service::Reading;
use crate::service::properties::{Properties, Resource};
use kernel::SimDuration;
use std::sync::Arc;

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
    config.visibility = seconds("VisibilityTimeout", config.visibility);
    config.delay = seconds("DelaySeconds", config.delay);
    config.retention = seconds("MessageRetentionPeriod", config.retention);
    config.wait = seconds("ReceiveMessageWaitTimeSeconds", config.wait);
    if let Some(size) = properties.get("MaximumMessageSize").integer() {
        config.message_size_max = u64::try_from(size).unwrap_or(config.message_size_max);
    }
    config.fifo = is_fifo(reading.resource).then(|| read_fifo(properties, reading.profile()));
    config.name = read_name(reading, &id);
    config.redrive = policies::redrive(reading);
    config.sources = policies::sources(reading);
    config.dead_letter_senders = policies::dead_letter_senders(reading);
    config
}

/// Tells whether a resource is a FIFO queue.
pub(super) fn is_fifo(resource: &Resource) -> bool {
    resource.properties.get("FifoQueue").boolean().unwrap_or(false)
}

/// Reads what only a FIFO queue has; its high throughput came after September 2020 (SQS-09, SQS-11).
fn read_fifo(properties: &Properties, profile: Profile) -> Fifo {
    let says = |name: &str, text: &str| profile.is_now() && properties.get(name).text() == Some(text);
    let deduplicates_by_group = says("DeduplicationScope", "messageGroup");
    Fifo {
        content_based: properties.get("ContentBasedDeduplication").boolean().unwrap_or(false),
        deduplicates_by_group,
        // AWS refuses it without the other.
        limited_by_group: deduplicates_by_group && says("FifoThroughputLimit", "perMessageGroupId"),
    }
}

fn check(reading: &mut Reading<'_>) {
    policies::check_allow_policy(reading);
    report_what_came_later(reading);
    if is_fifo(reading.resource) {
        return check_throughput(reading);
    }
    for name in ["ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"] {
        let property = reading.resource.properties.get(name);
        if !property.is_absent() && property.boolean() != Some(false) {
            let message = format!("Unknown Attribute {name}");
            let problem = Diagnostic::error("fifo-only", property.at, message).also(reading.path_of("FifoQueue"));
            reading.refuse(name, problem.hint("only a FIFO queue has it: set \"FifoQueue: true\" or remove it"));
        }
    }
}

/// In 2020 these properties do not exist: they are passed over, and the person is told.
fn report_what_came_later(reading: &mut Reading<'_>) {
    if reading.profile().is_now() {
        return;
    }
    for name in ["DeduplicationScope", "FifoThroughputLimit", "RedriveAllowPolicy"] {
        let property = reading.resource.properties.get(name);
        if !property.is_absent() {
            let message = format!("\"{name}\" of a queue does not exist in 2020 and is passed over");
            let problem = Diagnostic::warning("not-in-2020", property.at, message).path(reading.path_of(name));
            reading.problems.push(problem.hint("choose the profile \"aws-2026\", or remove it"));
        }
    }
}

/// Checks that a limit by group goes with deduplication by group.
fn check_throughput(reading: &mut Reading<'_>) {
    let says = |name: &str, text: &str| reading.resource.properties.get(name).text() == Some(text);
    if says("FifoThroughputLimit", "perMessageGroupId") && !says("DeduplicationScope", "messageGroup") {
        let message = "Value perMessageGroupId for parameter FifoThroughputLimit is invalid. Reason: The \
                       perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup.";
        let at = reading.property("FifoThroughputLimit").at;
        let problem = Diagnostic::error("fifo-throughput", at, message).also(reading.path_of("DeduplicationScope"));
        reading.refuse("FifoThroughputLimit", problem.hint("set \"DeduplicationScope: messageGroup\" as well"));
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
        let problem = problem.also(reading.path_of("FifoQueue"));
        reading.problems.push(problem.hint(if fifo { "end the name with \".fifo\"" } else { "choose another name" }));
    }
    name.into()
}
