//! What people and other crates need to know of a mapping.

use super::limits;
use super::stream::limits as stream_limits;
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
    summary: "Polls a queue or a stream, gathers batches and invokes a function with them.",
    category: Category::Hidden,
    icon: "event-source-mapping",
    new_id: "Mapping",
    new_properties: "BatchSize: 10",
    sits_on: "EventSourceMapping",
    ports: PORTS,
    fields: FIELDS,
    fields_by: super::cfn::fields_by_source,
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
        "StartingPosition",
        "StartingPositionTimestamp",
        "ParallelizationFactor",
        "MaximumRetryAttempts",
        "MaximumRecordAgeInSeconds",
        "BisectBatchOnFunctionError",
        "Tags",
    ],
    ignored: &[
        "AmazonManagedKafkaEventSourceConfig",
        "DocumentDBEventSourceConfig",
        "KmsKeyArn",
        "LoggingConfig",
        "MetricsConfig",
        "Queues",
        "SelfManagedEventSource",
        "SelfManagedKafkaEventSourceConfig",
        "SourceAccessConfigurations",
        "Topics",
        "TumblingWindowInSeconds",
    ],
    caveats: &[
        "How pollers slow down after errors is not published and not simulated.",
        "A batching window is kept to the instant; AWS may wait up to 20 s where there is little traffic.",
        "Only mappings of SQS queues and Kinesis streams are simulated.",
        "A stream's polls that would find nothing are not counted; its tumbling windows are not simulated.",
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
        kind: FieldKind::Rows(&QUEUE_FILTERS),
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
    // People look for these, and AWS refuses them for queues.
    PARALLELIZATION_FACTOR.seldom(),
    MAXIMUM_RETRY_ATTEMPTS.seldom(),
    MAXIMUM_RECORD_AGE.seldom(),
    BISECT_BATCH.seldom(),
];

const PARALLELIZATION_FACTOR: FieldSpec = FieldSpec::new(
    "ParallelizationFactor",
    FieldKind::whole("", &stream_limits::FACTOR),
    "1",
    "Batches of one shard that may run at once; records of one partition key stay in order.",
);
const MAXIMUM_RETRY_ATTEMPTS: FieldSpec = FieldSpec::new(
    "MaximumRetryAttempts",
    FieldKind::whole("", &stream_limits::RETRIES),
    "-1",
    "How often a batch is tried again that the function failed on; -1 is until its records expire.",
);
const MAXIMUM_RECORD_AGE: FieldSpec = FieldSpec::new(
    "MaximumRecordAgeInSeconds",
    FieldKind::whole("s", &stream_limits::RECORD_AGE),
    "-1",
    "How old a record may be, 60 s or more, to be given to the function; -1 is without limit.",
);
const BISECT_BATCH: FieldSpec = FieldSpec::new(
    "BisectBatchOnFunctionError",
    FieldKind::Boolean,
    "false",
    "Whether a batch that failed is tried again in halves, so that a bad record ends alone.",
);

/// What can be set of the mapping of a stream.
pub(super) static OF_STREAM: &[FieldSpec] = &[
    FieldSpec::new("EventSourceArn", FieldKind::Reference, "", "What is polled."),
    FieldSpec::new("FunctionName", FieldKind::Reference, "", "The function that gets the batches."),
    FieldSpec::new(
        "StartingPosition",
        FieldKind::Choice(&["LATEST", "TRIM_HORIZON", "AT_TIMESTAMP"]),
        "",
        "Where it begins: with what is put from then on, with the oldest record that is kept, or at a time.",
    ),
    FieldSpec::new(
        "StartingPositionTimestamp",
        FieldKind::Text,
        "",
        "The time at which it begins, with AT_TIMESTAMP, in seconds since 1970.",
    )
    .seldom(),
    FieldSpec::new("BatchSize", FieldKind::whole("", &stream_limits::BATCH_SIZE), "100", "Records in a batch at most."),
    FieldSpec::new(
        "MaximumBatchingWindowInSeconds",
        FieldKind::whole("s", &(0..=limits::WINDOW_MAX)),
        "0",
        "How long records are gathered before the function is invoked.",
    ),
    PARALLELIZATION_FACTOR,
    MAXIMUM_RETRY_ATTEMPTS,
    MAXIMUM_RECORD_AGE,
    BISECT_BATCH,
    FieldSpec::new(
        "DestinationConfig.OnFailure.Destination",
        FieldKind::Reference,
        "",
        "The queue, topic or (not in 2020) bucket that is told of each batch that is given up; draw the function's \
         on-failure wire to it.",
    ),
    FieldSpec::new(
        "FunctionResponseTypes",
        FieldKind::ChoiceList(&["ReportBatchItemFailures"]),
        "",
        "Whether the function names the record at which the batch goes on; not in 2020.",
    ),
    FieldSpec::new(
        "FilterCriteria.Filters",
        FieldKind::Rows(&STREAM_FILTERS),
        "",
        "Patterns; a record that matches none is passed by without an invocation; not in 2020.",
    ),
    FieldSpec::new(
        "TumblingWindowInSeconds",
        FieldKind::whole("s", &stream_limits::TUMBLING_WINDOW),
        "0",
        "Windows over which the function adds up a state; not simulated, and not in 2020.",
    )
    .seldom(),
    FieldSpec::new("Enabled", FieldKind::Boolean, "true", "Whether it reads at all."),
    // People look for it, and AWS refuses it for streams.
    FieldSpec::new(
        "ScalingConfig.MaximumConcurrency",
        FieldKind::whole("", &limits::CONCURRENCY),
        "",
        "Batches that may run at once, at most; of queues only, and not in 2020.",
    )
    .seldom(),
];

/// What can be set of the mapping of any other source.
pub(super) static OF_OTHERS: &[FieldSpec] = &[
    FieldSpec::new("EventSourceArn", FieldKind::Reference, "", "What is polled."),
    FieldSpec::new("FunctionName", FieldKind::Reference, "", "The function that gets the batches."),
    FieldSpec::new("BatchSize", FieldKind::whole("", &stream_limits::BATCH_SIZE), "", "Records in a batch at most."),
    FieldSpec::new(
        "MaximumBatchingWindowInSeconds",
        FieldKind::whole("s", &(0..=limits::WINDOW_MAX)),
        "",
        "How long records are gathered before the function is invoked.",
    ),
    FieldSpec::new("Enabled", FieldKind::Boolean, "true", "Whether it polls at all."),
];

static STREAM_FILTERS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&[FieldSpec::new(
        "Pattern",
        FieldKind::JsonText,
        "",
        "An event pattern, asked of the record: its data as JSON, and its partition key.",
    )]),
    new: &[("Filter", r#"{"Pattern":"{\"data\":{\"kind\":[\"order\"]}}"}"#)],
    ..FILTERS
};

fn reads_fifo(around: &Surroundings<'_>) -> bool {
    let queue = around.peer("AWS::SQS::Queue");
    queue.is_some_and(|queue| queue.get("FifoQueue").boolean() == Some(true))
}

static QUEUE_FILTERS: RowsSpec = FILTERS;

const FILTERS: RowsSpec = RowsSpec {
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

/// Sources that are read by shard.
const STREAMS: [&str; 3] = ["AWS::Kinesis::Stream", "AWS::Kinesis::StreamConsumer", "AWS::DynamoDB::Table"];

fn reads_stream(around: &Surroundings<'_>) -> bool {
    STREAMS.iter().any(|stream| around.peer(stream).is_some())
}

fn reads_queue(around: &Surroundings<'_>) -> bool {
    around.peer("AWS::SQS::Queue").is_some()
}

static EFFECTS: &[Effect] = &[
    Effect {
        fields: &["MaximumBatchingWindowInSeconds"],
        needs: |around| !reads_fifo(around),
        reason: "A FIFO queue has no batching window",
        rule: Some(&limits::ESMQ_03),
    },
    Effect {
        fields: &["MaximumBatchingWindowInSeconds"],
        needs: |around| around.is_now() || reads_stream(around),
        reason: "In 2020 a queue's mapping has no batching window",
        rule: Some(&limits::ESMQ_03),
    },
    Effect {
        fields: &[
            "ScalingConfig",
            "ProvisionedPollerConfig",
            "FunctionResponseTypes",
            "FilterCriteria",
            "TumblingWindowInSeconds",
        ],
        needs: |around| around.is_now(),
        reason: "In 2020 a mapping has no such setting",
        rule: None,
    },
    Effect {
        fields: &["ScalingConfig", "ProvisionedPollerConfig"],
        needs: |around| !reads_stream(around),
        reason: "A stream has as many batches at once as it has shards, times ParallelizationFactor",
        rule: Some(&stream_limits::STR_02),
    },
    Effect {
        fields: &["MaximumRetryAttempts", "MaximumRecordAgeInSeconds", "BisectBatchOnFunctionError"],
        needs: |around| !reads_queue(around),
        reason: "A message of a queue comes back until the maxReceiveCount of the queue's redrive policy",
        rule: Some(&limits::ESMQ_18),
    },
    Effect {
        fields: &["ParallelizationFactor"],
        needs: |around| !reads_queue(around),
        reason: "The batches of a queue that run at once grow by themselves, up to MaximumConcurrency",
        rule: Some(&limits::ESMQ_09),
    },
    Effect {
        fields: &["StartingPositionTimestamp"],
        needs: |around| around.own.get("StartingPosition").text() == Some("AT_TIMESTAMP"),
        reason: "Only AT_TIMESTAMP begins at a time",
        rule: Some(&stream_limits::STR_05),
    },
    Effect {
        fields: &["TumblingWindowInSeconds"],
        needs: |_| false,
        reason: "Tumbling windows are not simulated",
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
    counter("DeletedEventCount", "Messages deleted from a queue after the function had succeeded."),
    counter("Polls", "Polls that were answered."),
    counter("EmptyPolls", "Polls that found nothing."),
    MetricSpec {
        name: "ConcurrentBatches",
        kind: MetricKind::Level,
        help: "Batches that run at once, looked at whenever one begins.",
    },
];
