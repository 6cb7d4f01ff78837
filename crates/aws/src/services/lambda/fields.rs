//! What people see of a function: ends, settings, metrics, and what may be connected to it.

use super::ITERATOR_AGED;
use super::asynchronous::{EVENT_TAKEN, LOOP_STOPPED};
use super::limits;
use crate::fact::{DropReason, Ending, GIVEN_UP, What};
use crate::metrics::{Meter, MetricId};
use crate::rules;
use crate::service::Surroundings;
use crate::service::{
    Accept, ActionSpec, Category, Deed, DeedValue, Descriptor, Effect, FieldKind, FieldSpec, Group, MetricKind,
    MetricSpec, PartSpec, PortSpec, Style, Verdict, deed,
};

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    type_name: "AWS::Lambda::Function",
    title: "Lambda function",
    summary: "Runs code for each event, in as many environments as there are events at once.",
    category: Category::Functions,
    icon: "lambda",
    new_id: "Function",
    new_properties: NEW_PROPERTIES,
    sits_on: "",
    ports: PORTS,
    fields: FIELDS,
    fields_by: |_, _| None,
    parts: PARTS,
    entries: &[],
    effects: EFFECTS,
    metrics: METRICS,
    accepts: ACCEPTS,
    takes: &["Invoke"],
    actions: ACTIONS,
    passes_on: &[],
    interventions: &[
        "FailNext",
        "SetFails",
        "SetDuration",
        "SetReservedConcurrency",
        "RecycleEnvironments",
        "Outage",
        "Duplicate",
        "Create",
        "Delete",
        "SetProperty",
        "Send",
    ],
    deeds: DEEDS,
    properties: &[
        "FunctionName",
        "Timeout",
        "MemorySize",
        "EphemeralStorage",
        "ReservedConcurrentExecutions",
        "RecursiveLoop",
        "DeadLetterConfig",
        "Layers",
        "Code",
        "Handler",
        "Runtime",
        "Role",
        "PackageType",
        "ImageConfig",
        "Architectures",
        "Environment",
        "Description",
        "Tags",
    ],
    ignored: &[
        "VpcConfig",
        "TracingConfig",
        "SnapStart",
        "FileSystemConfigs",
        "KmsKeyArn",
        "LoggingConfig",
        "RuntimeManagementConfig",
        "CodeSigningConfigArn",
        "RuntimePolicy",
        "DurableConfig",
        "TenancyConfig",
        "CapacityProviderConfig",
        "FunctionScalingConfig",
        "PublishToLatestPublished",
    ],
    caveats: &[
        "The code is a law of durations, rules of failure and a response.",
        "Requests a second are counted by whole seconds of the run.",
        "Which idle environment serves, and how long it is kept, is assumed: AWS does not publish it.",
        "Versions, aliases, provisioned concurrency, layers and permissions are not simulated.",
    ],
};

/// What can be done to a running function, in the order of the buttons.
static DEEDS: &[Deed] = &[
    Deed::new("FailNext", "Fail the next", "So many invocations from now on raise an error")
        .taking(DeedValue::Count("1")),
    Deed::new("SetFails", "Fail every one", "Every invocation raises an error from now on")
        .taking(DeedValue::Always(r#"[{"Always":true}]"#)),
    Deed::new("SetFails", "Fail by rules", "Other rules of failure from now on, as in the template")
        .taking(DeedValue::Json(r#"[{"Probability":0.5}]"#)),
    Deed::new("SetFails", "Stop failing", "No rule of failure holds from now on").taking(DeedValue::Always("[]")),
    Deed::new("SetReservedConcurrency", "Throttle", "Reserves no execution at all, so that every request is throttled")
        .taking(DeedValue::Always("0")),
    Deed::new(
        "SetReservedConcurrency",
        "Reserve concurrency",
        "Keeps so many executions for it, and lets it have no more",
    )
    .taking(DeedValue::Whole("5")),
    Deed::new("SetReservedConcurrency", "Take the reservation back", "It shares the account's executions again"),
    Deed::new("SetDuration", "Take this long", "Every invocation takes so long from now on")
        .taking(DeedValue::Span("2s")),
    Deed::new("SetDuration", "Slow down ×10", "Every invocation takes ten times as long as the template says")
        .taking(DeedValue::Stretched(10)),
    Deed::new("SetDuration", "Back to normal speed", "Invocations take as long as the template says")
        .taking(DeedValue::Stretched(1)),
    Deed::new("RecycleEnvironments", "Recycle environments", "Idle environments go now, busy ones when they are done"),
    deed::DUPLICATE,
    deed::OUTAGE,
    deed::DELETE,
    deed::CREATE,
];

const NEW_PROPERTIES: &str = "Runtime: python3.13
Handler: index.handler
InlineCode: |
  def handler(event, context):
      return {\"statusCode\": 200}
";

static PORTS: &[PortSpec] = &[
    PortSpec::incoming("in", &[], "Events and requests that invoke the function"),
    PortSpec::outgoing("out", &["Call"], "What the code calls at the end of its work"),
    PortSpec::outgoing("on success", &["OnSuccess"], "A record of each asynchronous event that succeeded"),
    PortSpec::outgoing("on failure", &["OnFailure"], "A record of each asynchronous event that failed in the end"),
    PortSpec::outgoing("dead letter", &["DeadLetter"], "Asynchronous events that failed in the end, as they came"),
];

static FIELDS: &[FieldSpec] = &[
    FieldSpec {
        name: "Timeout",
        kind: FieldKind::whole("s", &limits::TIMEOUT_SECONDS),
        default: "3",
        help: "How long a run may take before Lambda stops it.",
        group: Group::Common,
    },
    FieldSpec {
        name: "MemorySize",
        kind: FieldKind::whole_by_era("MB", &limits::MEMORY_MB[0], &limits::MEMORY_MB[1]),
        default: "128",
        help: "Memory of an environment; it buys CPU in proportion.",
        group: Group::Common,
    },
    FieldSpec {
        name: "ReservedConcurrentExecutions",
        kind: FieldKind::whole("", &(0..=i64::MAX)),
        default: "",
        help: "Executions that no other function may use and that this one may not exceed; 0 stops it.",
        group: Group::Common,
    },
    FieldSpec {
        name: "EphemeralStorage.Size",
        kind: FieldKind::whole_by_era("MB", &limits::TMP_MB[0], &limits::TMP_MB[1]),
        default: "512",
        help: "Space in /tmp.",
        group: Group::More,
    },
    FieldSpec {
        name: "DeadLetterConfig.TargetArn",
        kind: FieldKind::Reference,
        default: "",
        help: "Where an asynchronous event goes that failed for good.",
        group: Group::Common,
    },
    FieldSpec {
        name: "Runtime",
        kind: FieldKind::Text,
        default: "",
        help: "The language and its version.",
        group: Group::More,
    },
    FieldSpec {
        name: "Handler",
        kind: FieldKind::Text,
        default: "",
        help: "The function within the code.",
        group: Group::More,
    },
    FieldSpec {
        name: "RecursiveLoop",
        kind: FieldKind::Choice(&["Terminate", "Allow"]),
        default: "Terminate",
        help: "Whether Lambda stops a function that sets itself off again and again; not in 2020.",
        group: Group::More,
    },
    FieldSpec {
        name: "Environment.Variables",
        kind: FieldKind::Pairs,
        default: "",
        help: "Variables that the code sees; kept, without effect here.",
        group: Group::More,
    },
];

static PARTS: &[PartSpec] = &[PartSpec {
    type_name: "AWS::Lambda::EventInvokeConfig",
    title: "Asynchronous invocation",
    owner: "FunctionName",
    block: "EventInvokeConfig",
    fields: &[
        FieldSpec {
            name: "MaximumRetryAttempts",
            kind: FieldKind::whole("", &limits::RETRY_ATTEMPTS),
            default: "2",
            help: "How often Lambda tries an event again after a function error: 1 minute later, then 2 minutes later.",
            group: Group::Common,
        },
        FieldSpec {
            name: "MaximumEventAgeInSeconds",
            kind: FieldKind::whole("s", &limits::EVENT_AGE_SECONDS),
            default: "21600",
            help: "How old an event may become before Lambda gives it up.",
            group: Group::Common,
        },
        FieldSpec {
            name: "DestinationConfig.OnSuccess.Destination",
            kind: FieldKind::Reference,
            default: "",
            help: "Where a record of each event goes that succeeded.",
            group: Group::Common,
        },
        FieldSpec {
            name: "DestinationConfig.OnFailure.Destination",
            kind: FieldKind::Reference,
            default: "",
            help: "Where a record of each event goes that failed for good.",
            group: Group::Common,
        },
    ],
}];

/// What only asynchronous events make use of.
const FOR_EVENTS: &[&str] =
    &["DeadLetterConfig", "MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig"];

fn reads_stream(around: &Surroundings<'_>) -> bool {
    ["AWS::Kinesis::Stream", "AWS::Kinesis::StreamConsumer"].iter().any(|stream| around.peer(stream).is_some())
}

/// `Behaviour.` stands before what the template format says of the code, `Invoke.` before a parameter of a call.
static EFFECTS: &[Effect] = &[
    Effect {
        fields: FOR_EVENTS,
        needs: |around| !around.is_only(Style::Polled) || !reads_stream(around),
        reason: "Only mappings invoke this function: a stream's batch is tried again by the mapping's own settings, which \
                 say too where word of failures goes",
        rule: Some(&rules::STR_06),
    },
    Effect {
        fields: FOR_EVENTS,
        needs: |around| !around.is_only(Style::Polled),
        reason: "Only a queue's mapping invokes this function: what fails goes back to the queue, whose redrive policy decides",
        rule: Some(&limits::ASYNC_17),
    },
    Effect {
        fields: FOR_EVENTS,
        needs: |around| !around.is_only(Style::Sync),
        reason: "Only callers that wait invoke this function: they get the error, and decide themselves whether to try again",
        rule: Some(&limits::ASYNC_17),
    },
    Effect {
        fields: FOR_EVENTS,
        needs: |around| around.may_be_asynchronous(),
        reason: "Nothing invokes this function asynchronously",
        rule: Some(&limits::ASYNC_17),
    },
    Effect {
        fields: &["RecursiveLoop"],
        needs: |around| around.is_now(),
        reason: "In 2020 Lambda does not look for loops",
        rule: Some(&rules::ASYNC_25),
    },
    Effect {
        fields: &["EphemeralStorage"],
        needs: |around| around.is_now(),
        reason: "In 2020 there are always 512 MB",
        rule: Some(&limits::ENV_16),
    },
    Effect {
        fields: &["Behaviour.FailsRecords"],
        needs: |around| around.invoked.is_empty() || around.invoked.contains(&Style::Polled),
        reason: "No mapping hands batches to this function, so there are no records that could fail one by one",
        rule: None,
    },
    Effect {
        fields: &["Behaviour.Edge"],
        needs: |around| around.kinds_in.contains("EdgeAssociation"),
        reason: "This function stands at no hook of a distribution",
        rule: None,
    },
    Effect {
        fields: &["Behaviour.ReferenceMemory"],
        needs: |around| around.has("Behaviour.CpuBound"),
        reason: "Memory changes the duration only of the part that is CpuBound",
        rule: None,
    },
];

const INVOCATIONS: MetricId = MetricId(0);
const ERRORS: MetricId = MetricId(1);
const THROTTLES: MetricId = MetricId(2);
const COLD_STARTS: MetricId = MetricId(3);
const DURATION: MetricId = MetricId(4);
const CONCURRENT_EXECUTIONS: MetricId = MetricId(5);
const ASYNC_EVENTS_RECEIVED: MetricId = MetricId(6);
const ASYNC_EVENT_AGE: MetricId = MetricId(7);
const ASYNC_EVENTS_DROPPED: MetricId = MetricId(8);
const DEAD_LETTER_ERRORS: MetricId = MetricId(9);
const DESTINATION_DELIVERY_FAILURES: MetricId = MetricId(10);
const RECURSIVE_INVOCATIONS_DROPPED: MetricId = MetricId(11);
const ITERATOR_AGE: MetricId = MetricId(12);

/// Metrics that 2020 did not have (MET-10).
pub(super) const METRICS_OF_TODAY: [MetricId; 4] =
    [ASYNC_EVENTS_RECEIVED, ASYNC_EVENT_AGE, ASYNC_EVENTS_DROPPED, RECURSIVE_INVOCATIONS_DROPPED];

const fn metric(name: &'static str, kind: MetricKind, help: &'static str) -> MetricSpec {
    MetricSpec { name, kind, help }
}

/// In the order of the numbers above.
static METRICS: &[MetricSpec] = &[
    metric("Invocations", MetricKind::Counter, "Runs of the code, whether they succeeded or not."),
    metric("Errors", MetricKind::Counter, "Runs that ended in a function error."),
    metric("Throttles", MetricKind::Counter, "Requests that found no place; they are no invocations."),
    metric("ColdStarts", MetricKind::Counter, "Runs for which an environment had to be made."),
    metric("Duration", MetricKind::Duration, "Time in the handler."),
    metric("ConcurrentExecutions", MetricKind::Level, "Requests served at one instant, at each start and end."),
    metric("AsyncEventsReceived", MetricKind::Counter, "Events taken into the asynchronous queue; not in 2020."),
    metric("AsyncEventAge", MetricKind::Duration, "Age of an event at each of its tries; not in 2020."),
    metric("AsyncEventsDropped", MetricKind::Counter, "Events that ended without success; not in 2020."),
    metric("DeadLetterErrors", MetricKind::Counter, "Events that the dead-letter target did not take."),
    metric("DestinationDeliveryFailures", MetricKind::Counter, "Records that a destination did not take."),
    metric("RecursiveInvocationsDropped", MetricKind::Counter, "Invocations stopped as a loop; not in 2020."),
    metric(
        "IteratorAge",
        MetricKind::Duration,
        "Age of the last record of each batch of a stream when it is sent to the function.",
    ),
];

/// Folds a fact into the metrics.
pub(super) fn measure(what: &What, meter: &mut Meter) {
    match *what {
        // A request is served from its init phase on, which only a cold start has of its own (MET-08).
        What::InitStarted { .. } => meter.rise(CONCURRENT_EXECUTIONS),
        What::InvocationStarted { cold_start, .. } => {
            meter.count(INVOCATIONS, 1);
            if cold_start {
                meter.count(COLD_STARTS, 1);
            } else {
                meter.rise(CONCURRENT_EXECUTIONS);
            }
        }
        What::InvocationEnded { outcome, duration_us, .. } => {
            if outcome != Ending::Success {
                meter.count(ERRORS, 1);
            }
            meter.sample(DURATION, duration_us);
            meter.fall(CONCURRENT_EXECUTIONS);
        }
        What::Throttled { .. } => meter.count(THROTTLES, 1),
        What::EventQueued => meter.count(ASYNC_EVENTS_RECEIVED, 1),
        What::Noted { note, value } if *note == EVENT_TAKEN => {
            meter.sample(ASYNC_EVENT_AGE, u64::from(value) * 1_000);
        }
        What::Noted { note, value } if *note == ITERATOR_AGED => meter.sample(ITERATOR_AGE, u64::from(value) * 1_000),
        What::Noted { note, .. } if *note == LOOP_STOPPED => meter.count(RECURSIVE_INVOCATIONS_DROPPED, 1),
        What::Noted { note, .. } if *note == GIVEN_UP => meter.count(ASYNC_EVENTS_DROPPED, 1),
        What::Dropped { reason } if ends_an_event(reason) => meter.count(ASYNC_EVENTS_DROPPED, 1),
        What::HandOverFailed { destination: false } => meter.count(DEAD_LETTER_ERRORS, 1),
        What::HandOverFailed { destination: true } => meter.count(DESTINATION_DELIVERY_FAILURES, 1),
        _ => {}
    }
}

/// Tells whether this is how an event ends, rather than a dead letter, a record or a call.
fn ends_an_event(reason: DropReason) -> bool {
    matches!(
        reason,
        DropReason::RetriesExhausted
            | DropReason::EventAgeExceeded
            | DropReason::ZeroReservedConcurrency
            | DropReason::RecursiveInvocation
            | DropReason::Deleted
    )
}

const fn wire(from: &'static str, kind: &'static str, invocation: Style) -> Accept {
    Accept { from, verdict: Verdict::Wire { kind, invocation: Some(invocation) } }
}

static ACCEPTS: &[Accept] = &[
    wire("AWS::S3::Bucket", "Notification", Style::Async),
    wire("AWS::SNS::Topic", "Subscription", Style::Async),
    wire("AWS::SQS::Queue", "EventSourceMapping", Style::Polled),
    wire("AWS::Kinesis::Stream", "EventSourceMapping", Style::Polled),
    wire("AWS::Kinesis::StreamConsumer", "EventSourceMapping", Style::Polled),
    wire("AWS::ElasticLoadBalancingV2::LoadBalancer", "Target", Style::Sync),
    wire("AWS::CloudFront::Distribution", "EdgeAssociation", Style::Sync),
    wire("AWS::Lambda::Function", "Call", Style::Sync),
    wire("AWS::Lambda::Function", "OnSuccess", Style::Async),
    wire("AWS::Lambda::Function", "OnFailure", Style::Async),
];

static ACTIONS: &[ActionSpec] = &[
    ActionSpec { name: "Invoke", label: "Invoke and wait", example: r#"{ "Payload": { "key": "value" } }"# },
    ActionSpec {
        name: "Invoke",
        label: "Invoke asynchronously",
        example: r#"{ "InvocationType": "Event", "Payload": { "key": "value" } }"#,
    },
];
