//! What people and other crates need to know of a mapping.

use super::limits;
use crate::metrics::MetricId;
use crate::service::{
    Category, Descriptor, Effect, FieldKind, FieldSpec, Group, MetricKind, MetricSpec, PortSpec, RowsSpec,
    Surroundings, deed,
};

pub(super) const POLLED: MetricId = MetricId(0);
pub(super) const INVOKED: MetricId = MetricId(1);
pub(super) const FILTERED_OUT: MetricId = MetricId(2);
pub(super) const FAILED_INVOKE: MetricId = MetricId(3);
pub(super) const DELETED: MetricId = MetricId(4);
pub(super) const POLLS: MetricId = MetricId(5);
pub(super) const EMPTY_POLLS: MetricId = MetricId(6);
pub(super) const CONCURRENT_BATCHES: MetricId = MetricId(7);

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    type_name: "AWS::Lambda::EventSourceMapping",
    title: "Event source mapping",
    summary: "Polls a queue, gathers batches and invokes a function with them.",
    category: Category::Hidden,
    icon: "event-source-mapping",
    new_id: "Mapping",
    new_properties: "BatchSize: 10",
    sits_on: "EventSourceMapping",
    ports: PORTS,
    fields: FIELDS,
    describes: super::cfn::is_of_queue,
    parts: &[],
    entries: &[],
    effects: EFFECTS,
    metrics: METRICS,
    accepts: &[],
    takes: &[],
    actions: &[],
    passes_on: &[],
    interventions: &["Create", "Delete", "SetProperty"],
    deeds: &[deed::DELETE, deed::CREATE],
    properties: &[
        "EventSourceArn",
        "FunctionName",
        "BatchSize",
        "MaximumBatchingWindowInSeconds",
        "ScalingConfig",
        "ProvisionedPollerConfig",
        "FunctionResponseTypes",
        "FilterCriteria",
        "Enabled",
        "DestinationConfig",
        "Tags",
    ],
    ignored: &[
        "AmazonManagedKafkaEventSourceConfig",
        "BisectBatchOnFunctionError",
        "DocumentDBEventSourceConfig",
        "KmsKeyArn",
        "LoggingConfig",
        "MaximumRecordAgeInSeconds",
        "MaximumRetryAttempts",
        "MetricsConfig",
        "ParallelizationFactor",
        "Queues",
        "SelfManagedEventSource",
        "SelfManagedKafkaEventSourceConfig",
        "SourceAccessConfigurations",
        "StartingPosition",
        "StartingPositionTimestamp",
        "Topics",
        "TumblingWindowInSeconds",
    ],
    caveats: &[
        "How pollers slow down after errors is not published and not simulated.",
        "A batching window is kept to the instant; AWS may wait up to 20 s where there is little traffic.",
        "Only mappings of SQS queues are simulated.",
    ],
};

static PORTS: &[PortSpec] = &[
    PortSpec::incoming("in", &["EventSourceMapping"], "Records that are polled"),
    PortSpec::outgoing("out", &["EventSourceMapping"], "Batches for the function"),
];

static FIELDS: &[FieldSpec] = &[
    FieldSpec {
        name: "EventSourceArn",
        kind: FieldKind::Reference,
        default: "",
        help: "What is polled.",
        group: Group::Common,
    },
    FieldSpec {
        name: "FunctionName",
        kind: FieldKind::Reference,
        default: "",
        help: "The function that gets the batches.",
        group: Group::Common,
    },
    FieldSpec {
        name: "BatchSize",
        kind: FieldKind::Integer { unit: "", min: (1, 1), max: (limits::BATCH_SIZE_PLAIN_MAX, limits::BATCH_SIZE_MAX) },
        default: "10",
        help: "Messages in a batch at most; more than 10 need a batching window.",
        group: Group::Common,
    },
    FieldSpec {
        name: "MaximumBatchingWindowInSeconds",
        kind: FieldKind::whole("s", &(0..=limits::WINDOW_MAX)),
        default: "0",
        help: "How long messages are gathered before the function is invoked; standard queues only, not in 2020.",
        group: Group::Common,
    },
    FieldSpec {
        name: "ScalingConfig.MaximumConcurrency",
        kind: FieldKind::whole("", &limits::CONCURRENCY),
        default: "",
        help: "Batches that may run at once, at most; not in 2020.",
        group: Group::Common,
    },
    FieldSpec {
        name: "ProvisionedPollerConfig.MinimumPollers",
        kind: FieldKind::whole("", &limits::POLLERS_MIN.1),
        default: "",
        help: "Provisioned mode: pollers that always stand ready; not in 2020.",
        group: Group::More,
    },
    FieldSpec {
        name: "ProvisionedPollerConfig.MaximumPollers",
        kind: FieldKind::whole("", &limits::POLLERS_MAX.1),
        default: "",
        help: "Provisioned mode: pollers at most; not in 2020.",
        group: Group::More,
    },
    FieldSpec {
        name: "FunctionResponseTypes",
        kind: FieldKind::ChoiceList(&["ReportBatchItemFailures"]),
        default: "",
        help: "Whether the function names the messages that failed, so that only those come back; not in 2020.",
        group: Group::Common,
    },
    FieldSpec {
        name: "FilterCriteria.Filters",
        kind: FieldKind::Rows(&FILTERS),
        default: "",
        help: "Patterns; a message that matches none is deleted without an invocation; not in 2020.",
        group: Group::Common,
    },
    FieldSpec {
        name: "Enabled",
        kind: FieldKind::Boolean,
        default: "true",
        help: "Whether it polls at all.",
        group: Group::Common,
    },
];

fn reads_fifo(around: &Surroundings<'_>) -> bool {
    let queue = around.peer("AWS::SQS::Queue");
    queue.is_some_and(|queue| queue.get("FifoQueue").boolean() == Some(true))
}

static FILTERS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&[FieldSpec::new(
        "Pattern",
        FieldKind::JsonText,
        "",
        "An event pattern, asked of the record: its body as JSON, and its attributes.",
    )]),
    noun: "filter",
    new: &[("Filter", r#"{"Pattern":"{\"body\":{\"kind\":[\"order\"]}}"}"#)],
    is_full: |_| false,
    words: |filter| format!("Lets through {}", filter.get("Pattern").scalar_text().unwrap_or_default()),
};

/// Sources that are read by shard and not by pollers that could be provisioned.
const STREAMS: [&str; 2] = ["AWS::Kinesis::Stream", "AWS::DynamoDB::Table"];

static EFFECTS: &[Effect] = &[
    Effect {
        fields: &["MaximumBatchingWindowInSeconds"],
        needs: |around| !reads_fifo(around),
        reason: "A FIFO queue has no batching window",
        rule: Some(&limits::ESMQ_03),
    },
    Effect {
        fields: &["MaximumBatchingWindowInSeconds"],
        needs: |around| around.is_now(),
        reason: "In 2020 a queue's mapping has no batching window",
        rule: Some(&limits::ESMQ_03),
    },
    Effect {
        fields: &["ScalingConfig", "ProvisionedPollerConfig", "FunctionResponseTypes", "FilterCriteria"],
        needs: |around| around.is_now(),
        reason: "In 2020 a queue's mapping has no such setting",
        rule: None,
    },
    Effect {
        fields: &["ScalingConfig"],
        needs: |around| around.peers.is_empty() || around.peer("AWS::SQS::Queue").is_some(),
        reason: "Only the mapping of a queue has it",
        rule: Some(&limits::ESMQ_09),
    },
    Effect {
        fields: &["ProvisionedPollerConfig"],
        needs: |around| !STREAMS.iter().any(|stream| around.peer(stream).is_some()),
        reason: "Only the mappings of queues and of Kafka have it",
        rule: None,
    },
    Effect {
        fields: &["ScalingConfig"],
        needs: |around| !around.has("ProvisionedPollerConfig"),
        reason: "Provisioned pollers and a maximum concurrency exclude each other",
        rule: Some(&limits::ESMQ_10),
    },
    Effect {
        fields: &["ProvisionedPollerConfig"],
        needs: |around| !around.has("ScalingConfig.MaximumConcurrency") || around.has("ProvisionedPollerConfig"),
        reason: "A maximum concurrency and provisioned pollers exclude each other",
        rule: Some(&limits::ESMQ_10),
    },
];

const fn counter(name: &'static str, help: &'static str) -> MetricSpec {
    MetricSpec { name, kind: MetricKind::Counter, help }
}

static METRICS: &[MetricSpec] = &[
    counter("PolledEventCount", "Messages received by pollers."),
    counter("InvokedEventCount", "Messages that the function was invoked with."),
    counter("FilteredOutEventCount", "Messages that no filter wanted."),
    counter("FailedInvokeEventCount", "Messages whose batch failed, or that the function reported as failed."),
    counter("DeletedEventCount", "Messages deleted after the function had succeeded."),
    counter("Polls", "Polls that were answered."),
    counter("EmptyPolls", "Polls that found nothing."),
    MetricSpec {
        name: "ConcurrentBatches",
        kind: MetricKind::Level,
        help: "Batches that run at once, looked at whenever one begins.",
    },
];
