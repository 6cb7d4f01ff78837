//! What people and other crates need to know of a stream.

use super::limits;
use crate::metrics::MetricId;
use crate::service::{
    Accept, ActionSpec, Category, Descriptor, Effect, FieldKind, FieldSpec, MetricKind, MetricSpec, PortSpec, Verdict,
    deed,
};
use crate::stack::shards::ON_DEMAND_RULE;

pub(super) const INCOMING_RECORDS: MetricId = MetricId(0);
pub(super) const INCOMING_BYTES: MetricId = MetricId(1);
pub(super) const WRITE_EXCEEDED: MetricId = MetricId(2);
pub(super) const READ_RECORDS: MetricId = MetricId(3);
pub(super) const ITERATOR_AGE: MetricId = MetricId(4);
pub(super) const READ_EXCEEDED: MetricId = MetricId(5);

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    type_name: "AWS::Kinesis::Stream",
    title: "Kinesis stream",
    summary: "Keeps records in order by partition key, for any number of readers.",
    category: Category::Messaging,
    icon: "kinesis",
    new_id: "Stream",
    new_properties: "ShardCount: 2",
    sits_on: "",
    ports: PORTS,
    fields: FIELDS,
    fields_by: |_, _| None,
    parts: &[],
    entries: &[],
    effects: EFFECTS,
    metrics: METRICS,
    accepts: ACCEPTS,
    takes: &["PutRecord", "PutRecords"],
    actions: ACTIONS,
    passes_on: &[],
    interventions: &["Outage", "Create", "Delete", "SetProperty", "Send"],
    deeds: &[deed::OUTAGE, deed::DELETE, deed::CREATE],
    properties: &["Name", "ShardCount", "RetentionPeriodHours", "StreamModeDetails", "MaxRecordSizeInKiB", "Tags"],
    ignored: &["StreamEncryption", "DesiredShardLevelMetrics", "WarmThroughputMiBps"],
    caveats: &[
        "That a shard takes five calls of GetRecords a second is not simulated: mappings read ahead.",
        "Shards are neither split nor merged; a stream in on-demand mode keeps its first four.",
        "What a shard takes is counted by whole seconds.",
        "Of records that every mapping has read, the newest 10,000 of a shard are remembered.",
    ],
};

static PORTS: &[PortSpec] = &[
    PortSpec::incoming("in", &[], "Records that are put"),
    PortSpec::outgoing("out", &["EventSourceMapping", "Consumer"], "Records to a function, in order by shard"),
];

static FIELDS: &[FieldSpec] = &[
    FieldSpec::new("Name", FieldKind::Text, "", "The stream's name, at most 128 characters.").seldom(),
    FieldSpec::new(
        "ShardCount",
        FieldKind::whole("", &limits::SHARDS),
        "",
        "How many shards it has: each takes 1 MB or 1,000 records a second, and is read in order.",
    ),
    FieldSpec::new(
        "RetentionPeriodHours",
        FieldKind::whole_by_era("h", &limits::RETENTION_HOURS.0, &limits::RETENTION_HOURS.1),
        "24",
        "How long records are kept, read or not.",
    ),
    FieldSpec::new(
        "MaxRecordSizeInKiB",
        FieldKind::whole("KiB", &limits::RECORD_KIB),
        "1024",
        "The largest record that is taken, partition key included; not in 2020.",
    )
    .seldom(),
    FieldSpec::new(
        "StreamModeDetails.StreamMode",
        FieldKind::Choice(&["PROVISIONED", "ON_DEMAND"]),
        "",
        "Whether you say how many shards there are, or AWS does; not in 2020.",
    ),
];

const fn metric(name: &'static str, kind: MetricKind, help: &'static str) -> MetricSpec {
    MetricSpec { name, kind, help }
}

static METRICS: &[MetricSpec] = &[
    metric("IncomingRecords", MetricKind::Counter, "Records that were put."),
    metric("IncomingBytes", MetricKind::Counter, "Bytes that were put, partition keys included."),
    metric(
        "WriteProvisionedThroughputExceeded",
        MetricKind::Counter,
        "Records that were refused because their shard took no more in that second.",
    ),
    metric("GetRecords.Records", MetricKind::Counter, "Records that were read, by each reader again."),
    metric("GetRecords.IteratorAgeMilliseconds", MetricKind::Duration, "How old the last record of each read was."),
    metric(
        "ReadProvisionedThroughputExceeded",
        MetricKind::Counter,
        "Reads that had to wait because no more may be read of their shard in that second.",
    ),
];

const fn wire(from: &'static str, kind: &'static str) -> Accept {
    Accept { from, verdict: Verdict::Wire { kind, invocation: None } }
}

const fn no_wire(from: &'static str, reason: &'static str, way: &'static str) -> Accept {
    Accept { from, verdict: Verdict::Refusal { rule: None, reason, way } }
}

static ACCEPTS: &[Accept] = &[
    wire("AWS::Lambda::Function", "Call"),
    no_wire(
        "AWS::S3::Bucket",
        "a bucket notifies queues, topics and functions, and no stream",
        "let a function that the bucket notifies put records into the stream",
    ),
    no_wire(
        "AWS::SNS::Topic",
        "a topic has no subscriptions for Kinesis data streams",
        "subscribe a function that puts records into the stream",
    ),
    no_wire(
        "AWS::SQS::Queue",
        "a queue is polled by functions, and sends nothing to a stream",
        "let a function that polls the queue put records into the stream",
    ),
];

static EFFECTS: &[Effect] = &[
    Effect {
        fields: &["StreamModeDetails", "MaxRecordSizeInKiB"],
        needs: |around| around.is_now(),
        reason: "In 2020 a stream has no such setting",
        rule: None,
    },
    Effect {
        fields: &["ShardCount"],
        needs: |around| {
            !around.is_now() || around.own.at_path("StreamModeDetails.StreamMode").text() != Some("ON_DEMAND")
        },
        reason: "In on-demand mode AWS says how many shards there are",
        rule: Some(&ON_DEMAND_RULE),
    },
];

static ACTIONS: &[ActionSpec] = &[
    ActionSpec {
        name: "PutRecord",
        label: "Put a record",
        example: r#"{"PartitionKey": "user-{pick:1,2,3}", "Data": {"click": "{n}"}}"#,
    },
    ActionSpec {
        name: "PutRecords",
        label: "Put records in one call",
        example: r#"{"Records": [{"PartitionKey": "user-1", "Data": {"click": "{n}"}}, {"PartitionKey": "user-2", "Data": {"click": "{n}"}}]}"#,
    },
];
