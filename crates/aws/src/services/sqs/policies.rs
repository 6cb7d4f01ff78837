//! Reading redrive policies: which queue takes a queue's dead letters, and whose it takes (SQS-12, SQS-13).

use super::config::{DeadLetterQueue, Redrive};
use super::limits;
use crate::diagnostics::Diagnostic;
use crate::profile::Profile;
use crate::rules::Rule;
use crate::service::properties::{Key, Properties, Resource, Stack, Value};
use crate::service::target::End;
use crate::service::{Reading, accept};
use crate::services::check_region;
use std::sync::Arc;

const TYPE: &str = "AWS::SQS::Queue";
const POLICY: &str = "RedrivePolicy";
const ALLOW_POLICY: &str = "RedriveAllowPolicy";

/// Returns the members of a policy, which may stand there as JSON text.
fn policy_of(resource: &Resource, name: &str) -> Properties {
    let property = resource.properties.get(name);
    match property.text().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok()) {
        Some(policy @ serde_json::Value::Object(_)) => tree(&policy, property),
        _ => property.clone(),
    }
}

/// Returns a tree of JSON that stands in a text.
fn tree(json: &serde_json::Value, text: &Properties) -> Properties {
    let value = match json {
        serde_json::Value::String(text) => Value::Text(text.as_str().into()),
        serde_json::Value::Number(number) => number.as_i64().map_or(Value::Null, Value::Integer),
        serde_json::Value::Array(items) => Value::List(items.iter().map(|item| tree(item, text)).collect()),
        serde_json::Value::Object(members) => {
            let key = |name: &String| Key { text: name.as_str().into(), at: text.at };
            Value::Map(members.iter().map(|(name, member)| (key(name), tree(member, text))).collect())
        }
        _ => Value::Null,
    };
    Properties { value, at: text.at }
}

/// Reads what becomes of messages that were received too often. A policy that AWS would refuse counts as none, and the
/// person is told.
pub(super) fn redrive(reading: &mut Reading<'_>) -> Option<Redrive> {
    let policy = policy_of(reading.resource, POLICY);
    if policy.is_absent() {
        return None;
    }
    let receives_max = receives_max(reading, policy.get("maxReceiveCount"));
    let target = policy.get("deadLetterTargetArn");
    for name in ["maxReceiveCount", "deadLetterTargetArn"] {
        if policy.find(name).is_none() {
            let reason = format!("Redrive policy does not contain mandatory attribute: {name}");
            refuse(reading, "redrive-policy", &policy, &reason, &format!("add \"{name}\""));
        }
    }
    let end = End::find(reading.stack, target)?;
    let queue = match end.of_type(TYPE) {
        Some(id) => {
            let target = reading.stack.resource(id)?;
            if let Some(refusal) = refusal_between(reading.stack, reading.profile(), reading.resource, target) {
                let hint = format!("{} ({})", refusal.rule.sentence, refusal.rule.id);
                refuse(reading, refusal.code, &policy, &refusal.reason, &hint);
                return None;
            }
            DeadLetterQueue::Queue(id.clone())
        }
        None => {
            if let End::Resource { id, .. } = &end {
                let reason = format!("\"{id}\" is no queue");
                refuse(reading, "dead-letter-queue-type", &policy, &reason, "name a queue");
                return None;
            }
            let path = reading.path_of("RedrivePolicy.deadLetterTargetArn");
            if check_region(reading, target, path, &limits::SQS_13) {
                return None;
            }
            DeadLetterQueue::External(end.label().clone())
        }
    };
    Some(Redrive { queue, receives_max: receives_max? })
}

/// Reads how often a message may be received; a policy that is written as a text is held against its range only here.
fn receives_max(reading: &mut Reading<'_>, count: &Properties) -> Option<u32> {
    match accept::number_problem(count, &limits::RECEIVES) {
        Some(problem) => {
            reading.refuse("RedrivePolicy.maxReceiveCount", problem);
            None
        }
        None => count.integer().and_then(|count| u32::try_from(count).ok()),
    }
}

fn refuse(reading: &mut Reading<'_>, code: &'static str, at: &Properties, reason: &str, hint: &str) {
    let message = format!("Value for parameter RedrivePolicy is invalid. Reason: {reason}.");
    reading.refuse(POLICY, Diagnostic::error(code, at.at, message).hint(hint));
}

/// Why AWS takes no queue of the template as the dead-letter queue of another.
struct Refusal {
    code: &'static str,
    reason: String,
    rule: &'static Rule,
}

/// Tells whether a queue may not be the dead-letter queue of another, and why.
fn refusal_between(stack: &Stack, profile: Profile, source: &Resource, target: &Resource) -> Option<Refusal> {
    if super::cfn::is_fifo(target) != super::cfn::is_fifo(source) {
        let reason = "Dead-letter queue must be same type of queue as the source".to_owned();
        return Some(Refusal { code: "dead-letter-queue-type", reason, rule: &limits::SQS_13 });
    }
    if profile.is_now() && !allows(stack, target, source) {
        let reason = format!("The RedriveAllowPolicy of \"{}\" does not allow this queue as a source queue", target.id);
        return Some(Refusal { code: "redrive-not-allowed", reason, rule: &limits::REDRIVE_ALLOW });
    }
    None
}

/// Tells whether a dead-letter queue takes messages from a source. A source queue that cannot be resolved may be it.
fn allows(stack: &Stack, target: &Resource, source: &Resource) -> bool {
    let policy = policy_of(target, ALLOW_POLICY);
    if allow_problem(&policy).is_some() {
        // AWS refused it, so it is not set.
        return true;
    }
    let is_source = |written: &Properties| match stack.target(written) {
        Some(id) => *id == *source.id,
        None => matches!(written.value, Value::Unresolved(_)),
    };
    match policy.get("redrivePermission").text() {
        Some("denyAll") => false,
        Some("byQueue") => policy.get("sourceQueueArns").items().iter().any(is_source),
        _ => true,
    }
}

/// Checks the policy by which a queue says whose dead letters it takes.
pub(super) fn check_allow_policy(reading: &mut Reading<'_>) {
    let policy = policy_of(reading.resource, ALLOW_POLICY);
    if !reading.profile().is_now() {
        return;
    }
    if let Some(reason) = allow_problem(&policy) {
        let message = format!("Value for parameter RedriveAllowPolicy is invalid. Reason: {reason}.");
        let hint = format!("{} ({})", limits::REDRIVE_ALLOW.sentence, limits::REDRIVE_ALLOW.id);
        reading.refuse(ALLOW_POLICY, Diagnostic::error("redrive-allow-policy", policy.at, message).hint(hint));
    }
}

/// Says what is wrong with such a policy.
fn allow_problem(policy: &Properties) -> Option<String> {
    if policy.is_absent() {
        return None;
    }
    // One that is none of these is told of before anything is read, unless the policy is written as a text.
    let is_told = policy.find("redrivePermission").is_some_and(Properties::is_absent);
    let permission = if is_told { "allowAll" } else { policy.get("redrivePermission").text().unwrap_or_default() };
    let sources = policy.get("sourceQueueArns").items().len();
    let by_queue = permission == "byQueue";
    if !["allowAll", "denyAll", "byQueue"].contains(&permission) {
        Some(format!("redrivePermission \"{permission}\" is none of allowAll, denyAll and byQueue"))
    } else if by_queue && !(1..=limits::REDRIVE_SOURCES_MAX).contains(&sources) {
        Some(format!("byQueue names 1 to {} source queues, not {sources}", limits::REDRIVE_SOURCES_MAX))
    } else if !by_queue && sources > 0 {
        Some("sourceQueueArns goes with byQueue only".to_owned())
    } else {
        None
    }
}

/// Returns the queues whose dead-letter queue this is.
pub(super) fn sources(reading: &Reading<'_>) -> Vec<Arc<str>> {
    let stack = reading.stack;
    let is_source = |queue: &&Resource| {
        let policy = policy_of(queue, POLICY);
        let counts = accept::number_problem(policy.get("maxReceiveCount"), &limits::RECEIVES).is_none();
        is_target(reading, policy.get("deadLetterTargetArn"))
            && counts
            && refusal_between(stack, reading.profile(), queue, reading.resource).is_none()
    };
    stack.of_type(TYPE).filter(is_source).map(|queue| queue.id.clone()).collect()
}

/// Returns the functions, and the topics of subscriptions, whose dead letters come here.
pub(super) fn dead_letter_senders(reading: &Reading<'_>) -> Vec<Arc<str>> {
    let stack = reading.stack;
    let functions = stack.of_type("AWS::Lambda::Function");
    let functions =
        functions.filter(|function| is_target(reading, function.properties.at_path("DeadLetterConfig.TargetArn")));
    let subscriptions = stack.of_type("AWS::SNS::Subscription");
    let topics = subscriptions
        .filter(|subscription| is_target(reading, policy_of(subscription, POLICY).get("deadLetterTargetArn")))
        .filter_map(|subscription| stack.target(subscription.properties.get("TopicArn")));
    functions.map(|function| function.id.clone()).chain(topics.map(|topic| topic.into())).collect()
}

fn is_target(reading: &Reading<'_>, written: &Properties) -> bool {
    reading.stack.target(written) == Some(&*reading.resource.id)
}
