//! What is shown of a topic, set on it and measured of it.

use super::limits;
use crate::metrics::MetricId;
use crate::service::{
    Accept, ActionSpec, Category, Descriptor, Effect, FieldKind, FieldSpec, Group, MetricKind, MetricSpec, PartSpec,
    PortSpec, Verdict, deed,
};

/// Published.
pub(super) const PUBLISHED: MetricId = MetricId(0);
/// Delivered.
pub(super) const DELIVERED: MetricId = MetricId(1);
/// Failed.
pub(super) const FAILED: MetricId = MetricId(2);
/// Filtered out.
pub(super) const FILTERED: MetricId = MetricId(3);
/// Filtered out for lack of attributes.
pub(super) const FILTERED_NO_ATTRIBUTES: MetricId = MetricId(4);
/// Filtered out for invalid attributes.
pub(super) const FILTERED_INVALID: MetricId = MetricId(5);
/// Moved to a dead-letter queue.
pub(super) const REDRIVEN: MetricId = MetricId(6);
/// Not even taken by a dead-letter queue.
pub(super) const REDRIVE_FAILED: MetricId = MetricId(7);

const fn counter(name: &'static str, help: &'static str) -> MetricSpec {
    MetricSpec { name, kind: MetricKind::Counter, help }
}

static METRICS: [MetricSpec; 8] = [
    counter("NumberOfMessagesPublished", "Messages that were published."),
    counter("NumberOfNotificationsDelivered", "Copies that a subscription's endpoint took."),
    counter("NumberOfNotificationsFailed", "Copies that could not be delivered."),
    counter("NumberOfNotificationsFilteredOut", "Copies that a filter policy rejected."),
    counter("NumberOfNotificationsFilteredOut-NoMessageAttributes", "Of these, copies of messages without attributes."),
    counter("NumberOfNotificationsFilteredOut-InvalidAttributes", "Of these, copies whose attributes were invalid."),
    counter("NumberOfNotificationsRedrivenToDlq", "Copies that were moved to a subscription's dead-letter queue."),
    counter("NumberOfNotificationsFailedToRedriveToDlq", "Copies that a dead-letter queue did not take."),
];

static PORTS: [PortSpec; 3] = [
    PortSpec::incoming("in", &[], "Messages that are published"),
    PortSpec::outgoing("subscriptions", &["Subscription"], "A copy of each message to whoever subscribes"),
    PortSpec::outgoing(
        "dead letter",
        &["DeadLetter"],
        "Copies that could not be delivered; a wire here is for every subscription that has no such queue yet",
    ),
];

const fn field(name: &'static str, kind: FieldKind, default: &'static str, help: &'static str) -> FieldSpec {
    FieldSpec { name, kind, default, help, group: Group::Common }
}

static FIELDS: [FieldSpec; 4] = [
    field("TopicName", FieldKind::Text, "", "The topic's name in AWS; that of a FIFO topic ends with .fifo."),
    field("DisplayName", FieldKind::Text, "", "The name that people see in mails and text messages."),
    field(
        "FifoTopic",
        FieldKind::Boolean,
        "false",
        "Keeps the order of messages and takes each only once; such a topic delivers to queues only.",
    ),
    field(
        "ContentBasedDeduplication",
        FieldKind::Boolean,
        "false",
        "Takes messages of a FIFO topic with equal bodies for one.",
    ),
];

const fn wire(from: &'static str, kind: &'static str) -> Accept {
    Accept { from, verdict: Verdict::Wire { kind, invocation: None } }
}

static ACCEPTS: [Accept; 7] = [
    wire("AWS::S3::Bucket", "Notification"),
    wire("AWS::Lambda::Function", "OnFailure"),
    wire("AWS::Lambda::Function", "OnSuccess"),
    wire("AWS::Lambda::Function", "DeadLetter"),
    wire("AWS::Lambda::Function", "Call"),
    Accept {
        from: "AWS::SNS::Topic",
        verdict: Verdict::Refusal {
            rule: None,
            reason: "a topic cannot be subscribed to another topic",
            way: "subscribe the same queues and functions to both, or let a function publish again",
        },
    },
    Accept {
        from: "AWS::SQS::Queue",
        verdict: Verdict::Refusal {
            rule: None,
            reason: "a queue pushes nothing: it waits to be polled",
            way: "let a function with an event source mapping read the queue and publish",
        },
    },
];

static PARTS: [PartSpec; 1] = [PartSpec {
    type_name: "AWS::SNS::Subscription",
    title: "Subscription",
    owner: "TopicArn",
    block: "",
    fields: &[
        field("FilterPolicy", FieldKind::Filter, "", "Which messages the subscription wants; without one it gets all."),
        field(
            "FilterPolicyScope",
            FieldKind::Choice(&["MessageAttributes", "MessageBody"]),
            "MessageAttributes",
            "What the filter policy is asked of: the attributes, or the body as JSON; not in 2020.",
        ),
        field(
            "RawMessageDelivery",
            FieldKind::Boolean,
            "false",
            "Delivers the message as it was published, without the envelope around it; to queues and HTTP.",
        ),
        field(
            "RedrivePolicy.deadLetterTargetArn",
            FieldKind::Reference,
            "",
            "The queue for copies that could not be delivered.",
        ),
        field("Protocol", FieldKind::Reference, "", "How copies are delivered."),
        field("Endpoint", FieldKind::Reference, "", "Where copies go."),
    ],
}];

/// `Publish.` stands before a parameter of that action.
static EFFECTS: [Effect; 6] = [
    Effect {
        fields: &["ContentBasedDeduplication"],
        needs: |around| around.node_flag("FifoTopic"),
        reason: "Only a FIFO topic removes duplicates",
        rule: Some(&limits::SNS_14),
    },
    Effect {
        fields: &["FilterPolicyScope"],
        needs: |around| around.is_now(),
        reason: "In 2020 filter policies look at attributes only",
        rule: None,
    },
    Effect {
        fields: &["FilterPolicyScope"],
        needs: |around| around.has("FilterPolicy"),
        reason: "There is no filter policy whose scope it could be",
        rule: None,
    },
    Effect {
        fields: &["RawMessageDelivery"],
        needs: |around| around.own.get("Protocol").text() != Some("lambda"),
        reason: "A function always gets the whole notification",
        rule: Some(&limits::SNS_07),
    },
    Effect {
        fields: &["FifoTopic"],
        needs: |around| around.is_now(),
        reason: "In 2020 there are no FIFO topics",
        rule: Some(&limits::SNS_14),
    },
    Effect {
        fields: &["Publish.MessageDeduplicationId"],
        needs: |around| around.node_flag("FifoTopic"),
        reason: "Only a FIFO topic removes duplicates",
        rule: Some(&limits::SNS_14),
    },
];

static ACTIONS: [ActionSpec; 1] = [ActionSpec {
    name: "Publish",
    label: "Publish a message",
    example: r#"{"Message": {"order": "{n}"}, "Subject": "New order", "MessageAttributes": {"store": {"DataType": "String", "StringValue": "{pick:berlin,lisbon}"}}}"#,
}];

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    type_name: "AWS::SNS::Topic",
    title: "SNS topic",
    summary: "Gives a copy of every message to each of its subscriptions: functions, queues and others.",
    category: Category::Messaging,
    icon: "sns",
    new_id: "Topic",
    new_properties: "{}",
    sits_on: "",
    ports: &PORTS,
    fields: &FIELDS,
    fields_by: |_, _| None,
    parts: &PARTS,
    entries: &[],
    effects: &EFFECTS,
    metrics: &METRICS,
    accepts: &ACCEPTS,
    takes: &["Publish"],
    actions: &ACTIONS,
    passes_on: &["Records", "Sns", "Message"],
    interventions: &["Outage", "Duplicate", "Create", "Delete", "SetProperty", "Send"],
    deeds: &[deed::DUPLICATE, deed::OUTAGE, deed::DELETE, deed::CREATE],
    properties: &["TopicName", "FifoTopic", "ContentBasedDeduplication", "Subscription", "DisplayName", "Tags"],
    ignored: &[
        "KmsMasterKeyId",
        "DeliveryStatusLogging",
        "TracingConfig",
        "ArchivePolicy",
        "DataProtectionPolicy",
        "SignatureVersion",
        "FifoThroughputScope",
    ],
    caveats: &[
        "A filter policy that comes or changes during the run takes up to 15 minutes; one of the template is in force from the start.",
        "Endpoints outside the template take everything.",
        "Permissions are not simulated.",
    ],
};
