//! The report of a run as JSON.

use crate::scenario::Scenario;
use aws::diagnostics::{Diagnostic, Span};
use aws::metrics::{MetricId, Statistic};
use aws::service::{Held, Holding, MetricKind};
use aws::services::Service;
use aws::stack::world::{Balance, World, client_name};
use kernel::NodeId;
use serde_json::{Map, Value, json};

/// What is reported of a run.
#[derive(Debug)]
pub struct Report<'a> {
    /// What was run.
    pub scenario: &'a Scenario,
    /// The stack at its end.
    pub world: &'a World,
    /// What the run itself found wrong.
    pub problem: Option<&'a Diagnostic>,
}

impl Report<'_> {
    /// Returns the report as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let settings = self.world.settings();
        let mut metrics = Map::new();
        let mut messages = Map::new();
        for (node, id) in self.resources() {
            let holding = self.world.holding(node);
            metrics.insert(id.to_owned(), Value::Object(self.metrics(node, &holding)));
            if let Some(held) = &holding.messages {
                messages.insert(id.to_owned(), held.iter().map(message).collect());
            }
        }
        json!({
            "profile": settings.profile.name(),
            "seed": settings.seed,
            "ended_at_ms": millis(self.world.now().as_nanos()),
            "trace_hash": self.world.hash(),
            "metrics": metrics,
            "traffic": self.traffic(),
            "messages": messages,
            "balance": balance(&self.world.balance()),
            "cost": null,
            "diagnostics": self.diagnostics().chain([&unpriced()]).map(|one| self.diagnostic(one)).collect::<Vec<_>>(),
        })
    }

    /// Returns the resources that run.
    pub(super) fn resources(&self) -> impl Iterator<Item = (NodeId, &str)> {
        self.nodes().filter(|(_, id)| client_name(id).is_none())
    }

    /// Returns the clients of the template by name.
    pub(super) fn clients(&self) -> impl Iterator<Item = (NodeId, &str)> {
        let by_hand = aws::stack::world::client_id(crate::metadata::BY_HAND);
        let clients = self.nodes().filter(move |(_, id)| client_name(id).is_some() && **id != *by_hand);
        clients.map(|(node, _)| (node, self.world.name(node)))
    }

    /// Returns what is wrong or assumed, what the run found included.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.scenario.diagnostics.iter().chain(self.problem)
    }

    /// Returns a problem, with its line in the text that it is in.
    fn diagnostic(&self, diagnostic: &Diagnostic) -> Value {
        let (at, is_laid_over) = self.scenario.place(diagnostic.at);
        let mut object = diagnostic_json(&Diagnostic { at, ..diagnostic.clone() });
        if is_laid_over {
            object["file"] = json!("--with");
        }
        object
    }

    fn nodes(&self) -> impl Iterator<Item = (NodeId, &str)> {
        (0..).zip(self.world.nodes()).map(|(n, spec)| (NodeId(n), &*spec.id))
    }

    /// Returns the metrics of a node, those that stayed at zero included.
    fn metrics(&self, node: NodeId, holding: &Holding) -> Map<String, Value> {
        let meter = self.world.meter(node);
        let descriptor = self.world.nodes()[node.0 as usize].config.descriptor();
        let mut metrics = Map::new();
        for (n, spec) in (0..).zip(descriptor.metrics) {
            let id = MetricId(n);
            let value = match spec.kind {
                MetricKind::Counter => json!(meter.sum(id)),
                MetricKind::Gauge => json!(gauge(holding, id)),
                MetricKind::Duration => meter.statistic(id).map_or(Value::Null, |found| statistic(found, 1_000.0)),
                MetricKind::Level | MetricKind::Seconds => {
                    meter.statistic(id).map_or(Value::Null, |found| statistic(found, 1.0))
                }
            };
            metrics.insert(spec.name.to_owned(), value);
        }
        metrics
    }

    fn traffic(&self) -> Map<String, Value> {
        let mut traffic = Map::new();
        for (node, name) in self.clients() {
            let mut metrics = self.metrics(node, &Holding::default());
            let statuses = self.statuses(node);
            metrics.insert("Status".to_owned(), statuses.into_iter().map(|(status, n)| (status, json!(n))).collect());
            traffic.insert(name.to_owned(), Value::Object(metrics));
        }
        traffic
    }

    /// Returns how many sends of a client ended with each status.
    pub(super) fn statuses(&self, node: NodeId) -> Vec<(String, u64)> {
        let Service::Traffic(source) = self.world.model(node) else { return Vec::new() };
        let name = |status| if status == 0 { "Timeout".to_owned() } else { format!("{status}") };
        source.status_counts().into_iter().map(|(status, count)| (name(status), count)).collect()
    }
}

fn unpriced() -> Diagnostic {
    Diagnostic::info("cost-unknown", Span::default(), "what the run would cost is not calculated")
        .hint("\"cost\" is null for this reason")
}

/// Returns problems as the bare list that `check` prints.
#[must_use]
pub fn diagnostics_json(diagnostics: &[Diagnostic]) -> Value {
    diagnostics.iter().map(diagnostic_json).collect()
}

fn diagnostic_json(diagnostic: &Diagnostic) -> Value {
    let mut object = Map::new();
    object.insert("severity".to_owned(), json!(diagnostic.severity.word()));
    object.insert("code".to_owned(), json!(diagnostic.code));
    object.insert("message".to_owned(), json!(diagnostic.message));
    if let Some(hint) = &diagnostic.hint {
        object.insert("hint".to_owned(), json!(hint));
    }
    if !diagnostic.path.is_empty() {
        object.insert("path".to_owned(), json!(diagnostic.path));
    }
    if diagnostic.at.is_known() {
        object.insert("line".to_owned(), json!(diagnostic.at.line));
        object.insert("column".to_owned(), json!(diagnostic.at.column));
    }
    Value::Object(object)
}

/// Returns what a gauge stands at.
pub(super) fn gauge(holding: &Holding, metric: MetricId) -> u64 {
    holding.gauges.iter().find(|(id, _)| *id == metric).map_or(0, |(_, value)| *value)
}

/// Returns a statistic in its unit, of which there are `scale` in the unit that is shown.
fn statistic(statistic: &Statistic, scale: f64) -> Value {
    let shown = |value: u64| number(value as f64 / scale);
    json!({
        "SampleCount": statistic.count(),
        "Minimum": shown(statistic.min()),
        "Average": number(statistic.mean() / scale),
        "Maximum": shown(statistic.max()),
        "p50": shown(statistic.percentile(50.0)),
        "p90": shown(statistic.percentile(90.0)),
        "p95": shown(statistic.percentile(95.0)),
        "p99": shown(statistic.percentile(99.0)),
    })
}

/// Writes a whole number without a point.
pub(super) fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9.0e15 { json!(value as i64) } else { json!(value) }
}

fn millis(nanos: u64) -> Value {
    number(nanos as f64 / 1e6)
}

fn message(held: &Held) -> Value {
    let attributes: Map<String, Value> =
        held.attributes.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({
        "id": format!("m{}", held.id.0),
        "body": held.body,
        "receive_count": held.receive_count,
        "sent_at_ms": millis(held.sent.as_nanos()),
        "attributes": attributes,
    })
}

fn balance(balance: &Balance) -> Value {
    let dropped: Map<String, Value> =
        balance.tally.dropped.iter().map(|(reason, count)| (reason.name().to_owned(), json!(count))).collect();
    json!({
        "created": balance.tally.created,
        "delivered": balance.tally.delivered,
        "dead_lettered": balance.dead_lettered,
        "waiting": balance.waiting,
        "in_flight": balance.in_flight,
        "expired": balance.tally.expired,
        "filtered": balance.tally.filtered,
        "dropped": dropped,
        "balanced": balance.is_balanced(),
    })
}
