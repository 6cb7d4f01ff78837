//! What people and other crates need to know of a queue.

use super::limits;
use crate::metrics::MetricId;
use crate::service::{
    Accept, ActionSpec, Category, Deed, Descriptor, Effect, FieldKind, FieldSpec, Group, MetricKind, MetricSpec,
    PortSpec, Verdict, deed,
};

pub(super) const SENT: MetricId = MetricId(0);
pub(super) const RECEIVED: MetricId = MetricId(1);
pub(super) const DELETED: MetricId = MetricId(2);
pub(super) const EMPTY_RECEIVES: MetricId = MetricId(3);
pub(super) const VISIBLE: MetricId = MetricId(4);
pub(super) const NOT_VISIBLE: MetricId = MetricId(5);
pub(super) const DELAYED: MetricId = MetricId(6);
pub(super) const AGE: MetricId = MetricId(7);

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    type_name: "AWS::SQS::Queue",
    title: "SQS queue",
    summary: "Keeps messages until a consumer has received and deleted them.",
    category: Category::Messaging,
    icon: "sqs",
    new_id: "Queue",
    new_properties: "{}",
    sits_on: "",
    ports: PORTS,
    fields: FIELDS,
    fields_by: |_, _| None,
    parts: &[],
    entries: &[],
    effects: EFFECTS,
    metrics: METRICS,
    accepts: ACCEPTS,
    takes: &["SendMessage", "ReceiveMessage", "ChangeMessageVisibility", "DeleteMessage"],
    actions: ACTIONS,
    passes_on: &["Records", "body"],
    interventions: &["Redrive", "Purge", "Outage", "Duplicate", "Create", "Delete", "SetProperty", "Send"],
    deeds: &[
        Deed::new("Purge", "Purge", "Deletes all messages that lie here"),
        Deed::new(
            "Redrive",
            "Redrive to the source",
            "Moves the dead letters that lie here back to where they came from",
        ),
        deed::DUPLICATE,
        deed::OUTAGE,
        deed::DELETE,
        deed::CREATE,
    ],
    properties: &[
        "QueueName",
        "FifoQueue",
        "VisibilityTimeout",
        "DelaySeconds",
        "MessageRetentionPeriod",
        "ReceiveMessageWaitTimeSeconds",
        "MaximumMessageSize",
        "RedrivePolicy",
        "RedriveAllowPolicy",
        "ContentBasedDeduplication",
        "DeduplicationScope",
        "FifoThroughputLimit",
        "Tags",
    ],
    ignored: &["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"],
    caveats: &[
        "A standard queue hands out messages in the order in which they became visible.",
        "Duplicates happen only where you ask for one.",
        "A purge takes effect at once.",
        "Queue policies and encryption are not simulated.",
    ],
};

static PORTS: &[PortSpec] = &[
    PortSpec::incoming("in", &[], "Messages that are sent"),
    PortSpec::outgoing("out", &["EventSourceMapping"], "Messages to a function that polls the queue"),
    PortSpec::outgoing("redrive", &["Redrive"], "Messages that were received too often, to a dead-letter queue"),
];

static FIELDS: &[FieldSpec] = &[
    FieldSpec {
        name: "QueueName",
        kind: FieldKind::Text,
        default: "",
        help: "The queue's name, at most 80 characters; that of a FIFO queue ends in \".fifo\".",
        group: Group::More,
    },
    FieldSpec {
        name: "FifoQueue",
        kind: FieldKind::Boolean,
        default: "false",
        help: "Keeps order within each message group and removes duplicates.",
        group: Group::Common,
    },
    FieldSpec {
        name: "VisibilityTimeout",
        kind: FieldKind::whole("s", &limits::VISIBILITY),
        default: "30",
        help: "How long a received message stays hidden; with a function, six times the function's timeout is advised.",
        group: Group::Common,
    },
    FieldSpec {
        name: "DelaySeconds",
        kind: FieldKind::whole("s", &limits::DELAY),
        default: "0",
        help: "How long a new message stays hidden.",
        group: Group::Common,
    },
    FieldSpec {
        name: "MessageRetentionPeriod",
        kind: FieldKind::whole("s", &limits::RETENTION),
        default: "345600",
        help: "How long a message is kept from its sending; then it vanishes.",
        group: Group::Common,
    },
    FieldSpec {
        name: "MaximumMessageSize",
        kind: FieldKind::whole_by_era("bytes", &limits::MESSAGE_SIZE.0, &limits::MESSAGE_SIZE.1),
        default: "",
        help: "The largest message that is accepted, attributes included; 256 KB in 2020 and 1 MiB now unless set.",
        group: Group::More,
    },
    FieldSpec {
        name: "ReceiveMessageWaitTimeSeconds",
        kind: FieldKind::whole("s", &limits::WAIT),
        default: "0",
        help: "How long a receive waits for a message; 0 is a short poll.",
        group: Group::More,
    },
    FieldSpec {
        name: "RedrivePolicy.deadLetterTargetArn",
        kind: FieldKind::Reference,
        default: "",
        help: "The queue for messages that were received too often.",
        group: Group::Common,
    },
    FieldSpec {
        name: "RedrivePolicy.maxReceiveCount",
        kind: FieldKind::whole("", &limits::RECEIVES),
        default: "",
        help: "How often a message may be received before it goes to the dead-letter queue.",
        group: Group::Common,
    },
    FieldSpec {
        name: "RedriveAllowPolicy",
        kind: FieldKind::Record(&[
            FieldSpec::new(
                "redrivePermission",
                FieldKind::Choice(&["allowAll", "denyAll", "byQueue"]),
                "allowAll",
                "Whether all queues may, none, or those that are named.",
            ),
            FieldSpec::new(
                "sourceQueueArns",
                FieldKind::Json,
                "",
                "The queues that may, with byQueue: a list of at most 10 ARNs.",
            ),
        ]),
        default: "",
        help: "Which queues may use this one as their dead-letter queue.",
        group: Group::More,
    },
    FieldSpec {
        name: "ContentBasedDeduplication",
        kind: FieldKind::Boolean,
        default: "false",
        help: "On a FIFO queue: the hash of the body is the deduplication id where a send gives none.",
        group: Group::Common,
    },
    FieldSpec {
        name: "DeduplicationScope",
        kind: FieldKind::Choice(&["queue", "messageGroup"]),
        default: "queue",
        help: "On a FIFO queue: within what deduplication ids are compared.",
        group: Group::More,
    },
    FieldSpec {
        name: "FifoThroughputLimit",
        kind: FieldKind::Choice(&["perQueue", "perMessageGroupId"]),
        default: "perQueue",
        help: "On a FIFO queue: whether 300 calls a second hold for the whole queue.",
        group: Group::More,
    },
];

const fn metric(name: &'static str, kind: MetricKind, help: &'static str) -> MetricSpec {
    MetricSpec { name, kind, help }
}

static METRICS: &[MetricSpec] = &[
    metric(
        "NumberOfMessagesSent",
        MetricKind::Counter,
        "Messages sent to the queue; moves by a redrive policy do not count.",
    ),
    metric("NumberOfMessagesReceived", MetricKind::Counter, "Messages handed out, each time again."),
    metric("NumberOfMessagesDeleted", MetricKind::Counter, "Messages deleted by consumers."),
    metric("NumberOfEmptyReceives", MetricKind::Counter, "Receives that found nothing."),
    metric("ApproximateNumberOfMessagesVisible", MetricKind::Gauge, "Messages that can be received."),
    metric("ApproximateNumberOfMessagesNotVisible", MetricKind::Gauge, "Messages in flight."),
    metric("ApproximateNumberOfMessagesDelayed", MetricKind::Gauge, "Messages whose delay has not ended."),
    metric(
        "ApproximateAgeOfOldestMessage",
        MetricKind::Seconds,
        "Age of the oldest message in seconds, once a minute.",
    ),
];

const fn wire(from: &'static str, kind: &'static str) -> Accept {
    Accept { from, verdict: Verdict::Wire { kind, invocation: None } }
}

static ACCEPTS: &[Accept] = &[
    wire("AWS::S3::Bucket", "Notification"),
    wire("AWS::SNS::Topic", "Subscription"),
    wire("AWS::SNS::Topic", "DeadLetter"),
    wire("AWS::Lambda::Function", "DeadLetter"),
    wire("AWS::Lambda::Function", "OnFailure"),
    wire("AWS::Lambda::Function", "OnSuccess"),
    wire("AWS::Lambda::Function", "Call"),
    wire("AWS::SQS::Queue", "Redrive"),
    Accept {
        from: "AWS::ElasticLoadBalancingV2::LoadBalancer",
        verdict: Verdict::Refusal {
            rule: None,
            reason: "a load balancer's targets are instances, addresses, functions and other load balancers",
            way: "let the load balancer call a function that sends to the queue",
        },
    },
    Accept {
        from: "AWS::CloudFront::Distribution",
        verdict: Verdict::Refusal {
            rule: None,
            reason: "a distribution's origins answer HTTP requests, which a queue does not",
            way: "let an API or a function behind the distribution send to the queue",
        },
    },
];

/// `SendMessage.` stands before a parameter of that action.
static EFFECTS: &[Effect] = &[
    Effect {
        fields: &["ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"],
        needs: |around| around.node_flag("FifoQueue"),
        reason: "Only a FIFO queue removes duplicates",
        rule: Some(&limits::SQS_11),
    },
    Effect {
        fields: &["DeduplicationScope", "FifoThroughputLimit", "RedriveAllowPolicy"],
        needs: |around| around.is_now(),
        reason: "In 2020 a queue has no such setting",
        rule: None,
    },
    Effect {
        fields: &["RedrivePolicy.maxReceiveCount"],
        needs: |around| around.has("RedrivePolicy.deadLetterTargetArn"),
        reason: "Without a dead-letter queue a message comes back until its retention ends: draw a wire to one first",
        rule: Some(&limits::SQS_12),
    },
    Effect {
        fields: &["ReceiveMessageWaitTimeSeconds"],
        needs: |around| !around.kinds_out.contains("EventSourceMapping"),
        reason: "Lambda's pollers read this queue, and they wait 20 s whatever is set here",
        rule: None,
    },
    Effect {
        fields: &["SendMessage.DelaySeconds"],
        needs: |around| !around.node_flag("FifoQueue"),
        reason: "A FIFO queue takes no delay of a single message, only its own",
        rule: Some(&limits::SQS_03),
    },
    Effect {
        fields: &["SendMessage.MessageDeduplicationId"],
        needs: |around| around.node_flag("FifoQueue"),
        reason: "Only a FIFO queue removes duplicates",
        rule: Some(&limits::SQS_11),
    },
];

static ACTIONS: &[ActionSpec] = &[
    ActionSpec { name: "SendMessage", label: "Send a message", example: r#"{"MessageBody": {"order": "{n}"}}"# },
    ActionSpec {
        name: "ReceiveMessage",
        label: "Receive messages",
        example: r#"{"MaxNumberOfMessages": 1, "Delete": true}"#,
    },
    ActionSpec {
        name: "ChangeMessageVisibility",
        label: "Change the visibility of the message last received",
        example: r#"{"VisibilityTimeout": 0}"#,
    },
];
