//! Reads a topic and its subscriptions from CloudFormation.

use super::config::{Endpoint, Filter, SubscriptionConfig, TopicConfig};
use super::limits;
use crate::diagnostics::Diagnostic;
use crate::pattern::{Dialect, Pattern};
use crate::service::Reading;
use crate::service::properties::{Properties, Resource};
use crate::service::target::End;
use crate::services::{AS_IF_NOT_SET, check_region};
use std::sync::Arc;

const FUNCTION: &str = "AWS::Lambda::Function";
/// What is simulated in the place of a subscription that AWS refuses.
const WITHOUT: &str = "Simulated without this subscription";
const QUEUE: &str = "AWS::SQS::Queue";

pub(super) fn read(reading: &mut Reading<'_>) -> TopicConfig {
    let resource = reading.resource;
    let flag = |name: &str| resource.properties.get(name).boolean() == Some(true);
    let mut config = TopicConfig {
        id: resource.id.clone(),
        arn: reading.stack.arn_of(resource).into(),
        fifo: flag("FifoTopic"),
        content_based_deduplication: flag("ContentBasedDeduplication"),
        subscriptions: Vec::new(),
    };
    if config.fifo && !reading.profile().is_now() {
        let at = reading.property("FifoTopic").at;
        let message = "there were no FIFO topics in September 2020 (SNS-14)";
        let problem = Diagnostic::error("not-in-profile", at, message).path(reading.path_of("FifoTopic"));
        reading.problems.push(problem.hint("choose the profile aws-2026, or use a standard topic"));
    }
    check_topic(reading, config.fifo);
    let stack = reading.stack;
    for written in reading.property("Subscription").items().to_vec() {
        read_one(&mut config, reading, resource, &written, "Subscription");
    }
    for subscription in stack.of_type("AWS::SNS::Subscription") {
        let topic = End::find(stack, subscription.properties.get("TopicArn"));
        if topic.is_some_and(|topic| *topic.label() == resource.id) {
            read_one(&mut config, reading, subscription, &subscription.properties, "");
        }
    }
    let policies = config.subscriptions.iter().filter(|subscription| subscription.filter.is_some()).count();
    if policies > limits::POLICIES_MAX {
        let message = format!("{policies} filter policies are more than the {} that AWS allows", limits::POLICIES_MAX);
        let hint = format!("{} ({})", limits::SNS_12.sentence, limits::SNS_12.id);
        reading.problems.push(Diagnostic::error("filter-policies", resource.at, message).hint(hint));
    }
    config
}

/// Checks what goes with a FIFO topic only.
fn check_topic(reading: &mut Reading<'_>, fifo: bool) {
    let properties = &reading.resource.properties;
    let (name, by_content) = (properties.get("TopicName"), properties.get("ContentBasedDeduplication"));
    let mut refuse = |property: &str, at, message: &str, hint: &str| {
        let path = reading.path_of(property);
        let problem = Diagnostic::error("topic", at, message).path(path).hint(hint);
        reading.problems.push(problem.also(reading.path_of("FifoTopic")));
    };
    if name.text().is_some_and(|name| name.ends_with(".fifo") != fifo) {
        let hint = "the name of a FIFO topic ends in \".fifo\", and that of no other (SNS-14)";
        refuse("TopicName", name.at, "Invalid parameter: Topic Name", hint);
    }
    if !fifo && by_content.boolean() == Some(true) {
        let message =
            "Invalid parameter: Attributes Reason: Content-based deduplication can only be set for FIFO topics";
        refuse("ContentBasedDeduplication", by_content.at, message, "set \"FifoTopic: true\", or remove it");
    }
}

/// Reads a subscription, whether it is a resource of its own or stands in the topic.
fn read_one(
    config: &mut TopicConfig,
    reading: &mut Reading<'_>,
    maker: &Resource,
    written: &Properties,
    property: &str,
) {
    let mut reader = Subscription { reading, maker, written, property };
    let Some(endpoint) = reader.endpoint(config.fifo) else { return };
    // What is outside the template may be subscribed by several protocols.
    let is_same = |it: &&SubscriptionConfig| it.endpoint == endpoint && !matches!(endpoint, Endpoint::External(_));
    if let Some(first) = config.subscriptions.iter().find(is_same) {
        return reader.report_second(config.fifo, first);
    }
    let id = maker.id.clone();
    let number = crate::fact::request_id(kernel::rng::mix(config.subscriptions.len() as u64 + 1));
    let subscription = SubscriptionConfig {
        arn: format!("{}:{number}", config.arn).into(),
        endpoint,
        filter: reader.filter(),
        raw: written.get("RawMessageDelivery").boolean() == Some(true),
        dead_letter: reader.dead_letter(config.fifo),
        id,
    };
    config.subscriptions.push(subscription);
}

struct Subscription<'r, 'a> {
    reading: &'r mut Reading<'a>,
    maker: &'r Resource,
    written: &'r Properties,
    property: &'r str,
}

impl Subscription<'_, '_> {
    fn path(&self, key: &str) -> String {
        let dot = if self.property.is_empty() { "" } else { "." };
        format!("Resources.{}.Properties.{}{dot}{key}", self.maker.id, self.property)
    }

    fn push(&mut self, problem: Diagnostic, key: &str, hint: &str) {
        let path = self.path(key);
        self.reading.problems.push(problem.path(path).hint(hint));
    }

    fn endpoint(&mut self, fifo: bool) -> Option<Endpoint> {
        let (protocol, written) = (self.written.get("Protocol"), self.written.get("Endpoint"));
        let end = End::find(self.reading.stack, written)?;
        let at = written.at;
        let endpoint = match protocol.text() {
            Some("lambda") => end.of_type(FUNCTION).cloned().map(Endpoint::Function),
            Some("sqs") => end.of_type(QUEUE).cloned().map(Endpoint::Queue),
            _ => None,
        };
        let raw = self.written.get("RawMessageDelivery");
        if raw.boolean() == Some(true) && matches!(endpoint, Some(Endpoint::Function(_))) {
            let message = "Invalid parameter: Delivery protocol [lambda] does not support raw message delivery.";
            let hint = format!("{} ({})", limits::SNS_07.sentence, limits::SNS_07.id);
            self.push(Diagnostic::error("raw-delivery", raw.at, message), "RawMessageDelivery", &hint);
        }
        if endpoint.is_none()
            && matches!(end, End::Resource { .. })
            && matches!(protocol.text(), Some("sqs" | "lambda"))
        {
            let (name, thing) = if protocol.text() == Some("sqs") { ("SQS", "queue") } else { ("Lambda", "function") };
            let message = format!("Invalid parameter: {name} endpoint ARN");
            let hint = format!("\"{}\" is no {thing}: name one, or choose another protocol", end.label());
            self.push(Diagnostic::error("endpoint-type", at, message).meanwhile(WITHOUT), "Endpoint", &hint);
            return None;
        }
        if fifo && matches!(endpoint, Some(Endpoint::Function(_))) {
            let message = "a FIFO topic cannot deliver to a function (SNS-14)";
            let hint = "subscribe a FIFO queue and let the function read that";
            let problem = Diagnostic::error("fifo-topic-endpoint", at, message).meanwhile(WITHOUT);
            self.push(problem, "Endpoint", hint);
            return None;
        }
        if let Some(Endpoint::Queue(queue)) = &endpoint
            && self.refuses_queue(&queue.clone(), fifo, at)
        {
            return None;
        }
        Some(endpoint.unwrap_or_else(|| {
            let message = format!(
                "the delivery to \"{}\" over \"{}\" is not simulated",
                end.label(),
                protocol.scalar_text().unwrap_or_default()
            );
            self.push(Diagnostic::info("not-simulated", at, message), "Endpoint", "it counts as always delivered");
            Endpoint::External(end.label().clone())
        }))
    }

    /// Says what AWS makes of it that an endpoint is subscribed already: nothing new, or an error where it is to be
    /// otherwise. What the second one leaves out is not held against the first.
    fn report_second(&mut self, fifo: bool, first: &SubscriptionConfig) {
        let differs =
            |key: &str, is_same: bool| (!self.written.get(key).is_absent() && !is_same).then(|| key.to_owned());
        let raw = differs("RawMessageDelivery", self.written.get("RawMessageDelivery").boolean() == Some(first.raw));
        let filter = self.filter().map(|filter| filter.written);
        let policy = differs("FilterPolicy", filter == first.filter.as_ref().map(|filter| filter.written.clone()));
        let dead_letter = self.dead_letter(fifo);
        let redrive = differs("RedrivePolicy", dead_letter == first.dead_letter);
        let hint = format!("{} ({})", limits::SUBSCRIBE.sentence, limits::SUBSCRIBE.id);
        let at = self.written.get("Endpoint").at;
        let problem = match raw.or(policy).or(redrive) {
            Some(_) => {
                let message =
                    "Invalid parameter: Attributes Reason: Subscription already exists with different attributes";
                Diagnostic::error("subscribed-already", at, message).meanwhile(WITHOUT)
            }
            None => {
                let message = format!("this is subscribed already, by \"{}\": both are one subscription", first.id);
                Diagnostic::warning("subscribed-already", at, message)
            }
        };
        self.push(problem, "Endpoint", &hint);
    }

    /// Tells whether a queue can not be subscribed, and says why.
    fn refuses_queue(&mut self, queue: &str, fifo: bool, at: crate::diagnostics::Span) -> bool {
        let queue = self.reading.stack.resource(queue);
        let is_fifo = queue.is_some_and(|queue| queue.properties.get("FifoQueue").boolean() == Some(true));
        let refused = is_fifo && !fifo;
        if refused {
            let message =
                "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics";
            let hint = "set FifoTopic on the topic, or use a standard queue";
            self.push(Diagnostic::error("fifo-queue-endpoint", at, message).meanwhile(WITHOUT), "Endpoint", hint);
        }
        refused
    }

    fn filter(&mut self) -> Option<Filter> {
        let written = self.written.get("FilterPolicy");
        let json = match written.text() {
            Some(text) => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
            None if written.is_absent() => return None,
            None => written.json(),
        };
        let scope = self.written.get("FilterPolicyScope");
        let profile = self.reading.profile();
        let dialect = match scope.text() {
            Some("MessageBody") => Dialect::SnsBody,
            _ => Dialect::SnsAttributes,
        };
        if dialect == Dialect::SnsBody && !profile.is_now() {
            let message = "filter policies over the message body came in November 2022 (SNS-11)";
            let hint = "filter on message attributes, or choose the profile aws-2026";
            self.push(Diagnostic::error("not-in-profile", scope.at, message), "FilterPolicyScope", hint);
        }
        match Pattern::from_json(&json, dialect, profile) {
            Ok(pattern) => Some(Filter { pattern: pattern.into(), written: json.into() }),
            Err(error) => {
                let problem = Diagnostic::error("filter-policy", written.at, error.message());
                self.push(problem, "FilterPolicy", "see the operators of SNS filter policies");
                None
            }
        }
    }

    /// Finds the dead-letter queue; the policy may stand there as JSON text.
    fn dead_letter(&mut self, fifo: bool) -> Option<Arc<str>> {
        let written = self.written.get("RedrivePolicy");
        let policy = written.text().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
        let named = policy.as_ref().and_then(|policy| policy["deadLetterTargetArn"].as_str());
        let named = named.map(|arn| Properties { at: written.at, ..Properties::text_of(arn) });
        let target = named.as_ref().unwrap_or_else(|| written.get("deadLetterTargetArn"));
        let end = End::find(self.reading.stack, target)?;
        let queue = end.of_type(QUEUE).cloned();
        let found = queue.as_deref().and_then(|queue| self.reading.stack.resource(queue));
        let is_fifo = found.map(|queue| queue.properties.get("FifoQueue").boolean() == Some(true));
        if is_fifo.is_some_and(|is_fifo| is_fifo != fifo) {
            let kind = if fifo { "FIFO" } else { "standard" };
            let message =
                format!("Invalid parameter: RedrivePolicy: must use a {kind} queue as DLQ for a {kind} topic");
            let hint = format!("{} ({})", limits::SNS_05.sentence, limits::SNS_05.id);
            let problem = Diagnostic::error("dead-letter-queue-type", target.at, message).meanwhile(AS_IF_NOT_SET);
            self.push(problem, "RedrivePolicy", &hint);
            return None;
        }
        let path = self.path("RedrivePolicy");
        if check_region(self.reading, target, path, &limits::SNS_05) {
            return None;
        }
        if queue.is_none() {
            let message = format!("the dead-letter queue \"{}\" is no queue of this template", end.label());
            let hint = "name a queue of this template; without one, what cannot be delivered counts as discarded";
            self.push(Diagnostic::warning("dead-letter-target", target.at, message), "RedrivePolicy", hint);
        }
        queue
    }
}
