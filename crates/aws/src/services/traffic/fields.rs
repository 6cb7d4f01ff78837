//! What is shown of a client and measured of it.

use crate::metrics::MetricId;
use crate::service::{Category, Descriptor, MetricKind, MetricSpec, PortSpec};

/// Sends, however often they were tried.
pub(super) const SENT: MetricId = MetricId(0);
/// Sends whose final answer was a 2xx without function error.
pub(super) const SUCCEEDED: MetricId = MetricId(1);
/// All other sends that have ended.
pub(super) const FAILED: MetricId = MetricId(2);
/// Tries.
pub(super) const ATTEMPTS: MetricId = MetricId(3);
/// Answers that carry a function error.
pub(super) const FUNCTION_ERRORS: MetricId = MetricId(4);
/// First try to final answer.
pub(super) const LATENCY: MetricId = MetricId(5);

const fn counter(name: &'static str, help: &'static str) -> MetricSpec {
    MetricSpec { name, kind: MetricKind::Counter, help }
}

pub(super) static METRICS: [MetricSpec; 6] = [
    counter("Sent", "Sends; one that is tried again counts once."),
    counter("Succeeded", "Sends whose final answer was a 2xx without function error."),
    counter("Failed", "Sends whose final answer was anything else, or that had none in time."),
    counter("Attempts", "Tries of all sends."),
    counter("FunctionErrors", "Answers with status 200 that carry a function error."),
    MetricSpec { name: "Latency", kind: MetricKind::Duration, help: "From the first try to the final answer." },
];

static PORTS: [PortSpec; 1] = [PortSpec::outgoing("out", &["Traffic"], "What the client sends")];

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    type_name: "Lambdarium::Traffic",
    title: "Client",
    summary: "Calls an action of a resource at set times or at a rate, and may try again.",
    category: Category::Hidden,
    icon: "traffic",
    new_id: "client",
    new_properties: "{}",
    sits_on: "",
    ports: &PORTS,
    fields: &[],
    fields_by: |_, _| None,
    parts: &[],
    entries: &[],
    effects: &[],
    metrics: &METRICS,
    accepts: &[],
    takes: &[],
    actions: &[],
    passes_on: &[],
    interventions: &[],
    deeds: &[],
    properties: &[],
    ignored: &[],
    caveats: &["A client has as many connections as it needs."],
};
