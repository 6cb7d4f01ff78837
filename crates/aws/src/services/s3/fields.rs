//! What is shown of a bucket, set on it and measured of it.

use crate::metrics::MetricId;
use crate::service::{
    Accept, ActionSpec, Category, Descriptor, EntrySpec, FieldKind, FieldSpec, Group, MetricKind, MetricSpec, PortSpec,
    RowsSpec, Verdict, deed,
};

/// All requests.
pub(super) const ALL: MetricId = MetricId(0);
/// Writes.
pub(super) const PUT: MetricId = MetricId(1);
/// Reads.
pub(super) const GET: MetricId = MetricId(2);
/// Deletions.
pub(super) const DELETE: MetricId = MetricId(3);
/// Uploads from forms, and what is asked for with `POST`.
pub(super) const POST: MetricId = MetricId(4);
/// Refusals.
pub(super) const ERRORS_4XX: MetricId = MetricId(5);
/// Failures.
pub(super) const ERRORS_5XX: MetricId = MetricId(6);
/// Objects that can be read.
pub(super) const OBJECTS: MetricId = MetricId(7);
/// Notifications that their destination took.
pub(super) const DELIVERED: MetricId = MetricId(8);
/// Notifications that were lost.
pub(super) const FAILED: MetricId = MetricId(9);

const fn counter(name: &'static str, help: &'static str) -> MetricSpec {
    MetricSpec { name, kind: MetricKind::Counter, help }
}

static METRICS: [MetricSpec; 10] = [
    counter("AllRequests", "Requests of any kind."),
    counter("PutRequests", "Uploads, copies, tags and access lists."),
    counter("GetRequests", "Reads."),
    counter("DeleteRequests", "Deletions, which cost nothing."),
    counter("PostRequests", "Uploads from forms, ends of uploads in parts, restorations."),
    counter("4xxErrors", "Requests that were refused."),
    counter("5xxErrors", "Requests that failed."),
    MetricSpec { name: "NumberOfObjects", kind: MetricKind::Gauge, help: "Objects in the bucket at the end." },
    counter("NotificationsDelivered", "Notifications that their destination took (not a metric of CloudWatch)."),
    counter("NotificationsFailed", "Notifications that were lost (not a metric of CloudWatch)."),
];

static PORTS: [PortSpec; 2] = [
    PortSpec::incoming("in", &[], "Objects that are put and requests of distributions"),
    PortSpec::outgoing("notifications", &["Notification"], "A notification of each event of an object"),
];

static FIELDS: [FieldSpec; 2] = [
    FieldSpec {
        name: "BucketName",
        kind: FieldKind::Text,
        default: "",
        help: "The bucket's name, unique in all of AWS; lower-case letters, digits, dots and hyphens.",
        group: Group::More,
    },
    FieldSpec {
        name: "VersioningConfiguration.Status",
        kind: FieldKind::Choice(&["Enabled", "Suspended"]),
        default: "",
        help: "Keeps every version of an object; a deletion then leaves a delete marker.",
        group: Group::Common,
    },
];

static ACCEPTS: [Accept; 5] = [
    Accept { from: "AWS::CloudFront::Distribution", verdict: Verdict::Wire { kind: "Origin", invocation: None } },
    Accept { from: "AWS::Lambda::Function", verdict: Verdict::Wire { kind: "Call", invocation: None } },
    Accept { from: "AWS::Lambda::Function", verdict: Verdict::Wire { kind: "OnFailure", invocation: None } },
    Accept {
        from: "AWS::SQS::Queue",
        verdict: Verdict::Refusal {
            rule: None,
            reason: "a queue pushes nothing: it waits to be polled",
            way: "let a function with an event source mapping read the queue and write the objects",
        },
    },
    Accept {
        from: "AWS::SNS::Topic",
        verdict: Verdict::Refusal {
            rule: None,
            reason: "a topic has no subscriptions for buckets",
            way: "subscribe a function that writes the objects, or a delivery stream of Firehose",
        },
    },
];

static ACTIONS: [ActionSpec; 6] = [
    ActionSpec {
        name: "PutObject",
        label: "Upload an object",
        example: r#"{"Key": "photos/{n}.jpg", "Size": 2000000}"#,
    },
    ActionSpec { name: "DeleteObject", label: "Delete an object", example: r#"{"Key": "photos/0.jpg"}"# },
    ActionSpec {
        name: "CopyObject",
        label: "Copy an object",
        example: r#"{"Key": "copies/{n}.jpg", "CopySource": "photos/0.jpg"}"#,
    },
    ActionSpec {
        name: "CompleteMultipartUpload",
        label: "Finish an upload in parts",
        example: r#"{"Key": "videos/{n}.mp4", "Size": 5000000000}"#,
    },
    ActionSpec {
        name: "RestoreObject",
        label: "Restore an archived object",
        example: r#"{"Key": "photos/0.jpg", "Tier": "Expedited"}"#,
    },
    ActionSpec { name: "GetObject", label: "Read an object", example: r#"{"Key": "photos/0.jpg"}"# },
];

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    type_name: "AWS::S3::Bucket",
    title: "S3 bucket",
    summary: "Keeps objects and tells functions, queues and topics when one is written, deleted or restored.",
    category: Category::Sources,
    icon: "s3",
    new_id: "Bucket",
    new_properties: "{}",
    sits_on: "",
    ports: &PORTS,
    fields: &FIELDS,
    fields_by: |_, _| None,
    parts: &[],
    entries: ENTRIES,
    effects: &[],
    metrics: &METRICS,
    accepts: &ACCEPTS,
    takes: &[
        "PutObject",
        "PostObject",
        "CopyObject",
        "CompleteMultipartUpload",
        "GetObject",
        "DeleteObject",
        "RestoreObject",
        "PutObjectTagging",
        "DeleteObjectTagging",
        "PutObjectAcl",
    ],
    actions: &ACTIONS,
    passes_on: &[],
    interventions: &["Outage", "Duplicate", "Create", "Delete", "SetProperty", "Send"],
    deeds: &[deed::DUPLICATE, deed::OUTAGE, deed::DELETE, deed::CREATE],
    properties: &["BucketName", "NotificationConfiguration", "VersioningConfiguration", "Tags"],
    ignored: &[
        "AbacStatus",
        "AccelerateConfiguration",
        "AccessControl",
        "AnalyticsConfigurations",
        "BucketEncryption",
        "BucketNamePrefix",
        "BucketNamespace",
        "CorsConfiguration",
        "IntelligentTieringConfigurations",
        "InventoryConfigurations",
        "LifecycleConfiguration",
        "LoggingConfiguration",
        "MetadataConfiguration",
        "MetadataTableConfiguration",
        "MetricsConfigurations",
        "ObjectLockConfiguration",
        "ObjectLockEnabled",
        "OwnershipControls",
        "PublicAccessBlockConfiguration",
        "ReplicationConfiguration",
        "WebsiteConfiguration",
    ],
    caveats: &[
        "Objects have a size and no content.",
        "A retrieval from an archive takes a fixed time for each tier.",
        "How S3 retries a notification whose destination fails is assumed: 1 s, 2 s, 4 s, … up to 5 minutes.",
        "Permissions, replication, lifecycle rules and EventBridge as a destination are not simulated.",
    ],
};

/// What a notification of a bucket is about, as a bucket says it; SAM calls the first `Events`.
static NOTIFICATION: &[FieldSpec] = &[
    FieldSpec::new("Event", BUCKET_EVENTS, "", "Which events it tells of."),
    FieldSpec::new("Events", BUCKET_EVENTS, "", "Which events it tells of."),
    FieldSpec::new("Filter.S3Key.Rules", FieldKind::Rows(&KEYS), "", "Which keys it tells of; all unless set."),
];
/// The events of a bucket that a notification can be about, with those that people ask for most.
const BUCKET_EVENTS: FieldKind = FieldKind::Usual(&[
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ObjectRestore:*",
]);
static KEYS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&[
        FieldSpec::new("Name", FieldKind::Choice(&["prefix", "suffix"]), "", "Which end of the key is looked at."),
        FieldSpec::new("Value", FieldKind::Text, "", "How keys begin or end, as in photos/ or .jpg."),
    ]),
    noun: "rule",
    new: &[("Prefix", r#"{"Name":"prefix","Value":"photos/"}"#), ("Suffix", r#"{"Name":"suffix","Value":".jpg"}"#)],
    is_full: |_| false,
    words: |rule| {
        let text = |key: &str| rule.get(key).scalar_text().unwrap_or_default();
        match text("Name").to_lowercase().as_str() {
            "suffix" => format!("Keys that end in {}", text("Value")),
            _ => format!("Keys that begin with {}", text("Value")),
        }
    },
};

static ENTRIES: &[EntrySpec] = &[EntrySpec {
    kind: "Notification",
    lists: &[
        "NotificationConfiguration.LambdaConfigurations",
        "NotificationConfiguration.QueueConfigurations",
        "NotificationConfiguration.TopicConfigurations",
    ],
    fields: NOTIFICATION,
}];
