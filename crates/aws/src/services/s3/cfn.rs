//! Reads a bucket from CloudFormation.

use super::config::{BucketConfig, Destination, Notification};
use super::events::Wanted;
use super::limits;
use super::overlap::{self, Refusal};
use crate::diagnostics::Diagnostic;
use crate::rules::Rule;
use crate::service::Reading;
use crate::service::properties::{Properties, Stack};
use crate::service::target::End;
use crate::services::check_region;

/// A list of configurations, the property that names who is told, and the type of resource that may be.
const LISTS: [(&str, &str, &str); 3] = [
    ("LambdaConfigurations", "Function", "AWS::Lambda::Function"),
    ("QueueConfigurations", "Queue", "AWS::SQS::Queue"),
    ("TopicConfigurations", "Topic", "AWS::SNS::Topic"),
];

pub(super) fn read(reading: &mut Reading<'_>) -> BucketConfig {
    let resource = reading.resource;
    let mut config = BucketConfig {
        id: resource.id.clone(),
        name: reading.stack.name_of(resource).into(),
        versioned: reading.property("VersioningConfiguration.Status").text() == Some("Enabled"),
        notifications: Vec::new(),
    };
    let mut places = Vec::new();
    for list in LISTS {
        let path = format!("NotificationConfiguration.{}", list.0);
        for (index, written) in resource.properties.at_path(&path).items().iter().enumerate() {
            let path = format!("{path}.{index}");
            let number = config.notifications.len();
            if let Some(notification) = one(reading, (written, number), list, &path) {
                config.notifications.push(notification);
                places.push((written, path));
            }
        }
    }
    check_set(reading, &config.notifications, &places);
    let bus = reading.property("NotificationConfiguration.EventBridgeConfiguration");
    if !bus.is_absent() && bus.get("EventBridgeEnabled").boolean() != Some(false) {
        let problem = if reading.profile().is_now() {
            let message = "events of this bucket for EventBridge are not simulated";
            Diagnostic::info("not-simulated", bus.at, message)
        } else {
            let message = "\"EventBridgeConfiguration\" of a bucket does not exist in 2020 and is passed over";
            Diagnostic::warning("not-in-2020", bus.at, message).hint("choose the profile \"aws-2026\", or remove it")
        };
        let path = reading.path_of("NotificationConfiguration.EventBridgeConfiguration");
        reading.problems.push(problem.path(path));
    }
    config
}

fn one(
    reading: &mut Reading<'_>,
    (written, number): (&Properties, usize),
    (_, who, type_name): (&str, &str, &str),
    path: &str,
) -> Option<Notification> {
    let stack = reading.stack;
    let end = End::find(stack, written.get(who))?;
    let destination = match end.of_type(type_name) {
        Some(id) if type_name.contains("Lambda") => Destination::Function(id.clone()),
        Some(id) if type_name.contains("SQS") => Destination::Queue(id.clone()),
        Some(id) => Destination::Topic(id.clone()),
        None => Destination::External(end.label().clone()),
    };
    let at = written.get(who);
    if let (Destination::External(_), End::Resource { id, .. }) = (&destination, &end) {
        refuse(reading, at, &format!("{path}.{who}"), &format!("\"{id}\" is no {who}"), &limits::S3N_08);
    }
    refuse_fifo(reading, stack, &destination, at, &format!("{path}.{who}"));
    let place = reading.path_of(&format!("{path}.{who}"));
    if check_region(reading, at, place, &limits::S3N_08) {
        return None;
    }
    let events = written.get("Event").items().iter().chain(written.get("Events").items());
    let mut wanted = Vec::new();
    for event in events {
        match event.text().and_then(|text| Wanted::read(text, reading.profile())) {
            Some(event) => wanted.push(event),
            None => {
                let text = event.scalar_text().unwrap_or_default();
                let message = format!("there is no event type \"{text}\" in {}", reading.profile().name());
                let problem = Diagnostic::error("event-type", event.at, message);
                let path = reading.path_of(&format!("{path}.Event"));
                let hint =
                    "types are \"s3:ObjectCreated:*\", \"s3:ObjectRemoved:*\", \"s3:ObjectRestore:Post\" and others";
                reading.problems.push(problem.path(path).hint(hint));
            }
        }
    }
    let (prefix, suffix) = filter(written);
    let id = written.get("Id").scalar_text().unwrap_or_else(|| given_id(number));
    let at = written.find("Event").unwrap_or(written.get("Events")).at;
    Some(Notification::new(&id, wanted, destination).for_keys(&prefix, &suffix).written_at(at))
}

/// Returns the id that S3 gives a configuration without one, by its number in the bucket.
fn given_id(number: usize) -> String {
    crate::fact::request_id(kernel::rng::mix(number as u64 + 1))
}

/// Returns prefix and suffix of a configuration, empty where it has none.
fn filter(written: &Properties) -> (String, String) {
    let rule = |name: &str| {
        let rules = written.at_path("Filter.S3Key.Rules").items().iter();
        let of_name = |rule: &&Properties| rule.get("Name").text().is_some_and(|it| it.eq_ignore_ascii_case(name));
        rules.clone().find(of_name).and_then(|rule| rule.get("Value").scalar_text()).unwrap_or_default()
    };
    (rule("prefix"), rule("suffix"))
}

fn refuse_fifo(reading: &mut Reading<'_>, stack: &Stack, destination: &Destination, at: &Properties, path: &str) {
    let (id, property) = match destination {
        Destination::Queue(id) => (id, "FifoQueue"),
        Destination::Topic(id) => (id, "FifoTopic"),
        Destination::Function(_) | Destination::External(_) => return,
    };
    let is_fifo = stack.resource(id).is_some_and(|it| it.properties.get(property).boolean() == Some(true));
    if is_fifo {
        refuse(reading, at, path, &format!("\"{id}\" is a FIFO one"), &limits::S3N_01);
    }
}

/// Reports a destination that S3 refuses when the configuration is saved.
fn refuse(reading: &mut Reading<'_>, at: &Properties, path: &str, why: &str, rule: &'static Rule) {
    let message = format!("Unable to validate the following destination configurations: {why}");
    let problem = Diagnostic::error("destination", at.at, message).path(reading.path_of(path));
    reading.problems.push(problem.hint(format!("{} ({})", rule.sentence, rule.id)));
}

fn check_set(reading: &mut Reading<'_>, notifications: &[Notification], places: &[(&Properties, String)]) {
    if let Err(refusal) = overlap::check(notifications) {
        let (written, path) = &places[refusal.second];
        let problem = Diagnostic::error("overlapping-notifications", written.at, Refusal::MESSAGE);
        let hint = "give the two prefixes or suffixes of which none begins or ends the other, or fan out with a topic";
        reading.problems.push(problem.path(reading.path_of(path)).hint(hint));
    }
    if let Some((written, path)) = places.get(limits::NOTIFICATIONS_MAX) {
        let message = format!("a bucket has at most {} notification configurations", limits::NOTIFICATIONS_MAX);
        let problem = Diagnostic::error("too-many-notifications", written.at, message);
        reading.problems.push(problem.path(reading.path_of(path)).hint("let one destination serve several"));
    }
}
