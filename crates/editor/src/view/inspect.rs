//! The views of what is set: inspector, problems, run panel, palette.

use super::{ActionView, FieldView, InspectorView, PaletteEntry, ProblemView, RunView, WireView};
use crate::document::Document;
use crate::playback::PlayTime;
use crate::runner::{Halt, Runner};
use aws::diagnostics::{Severity, Span};
use aws::metrics::{Meter, MetricId};
use aws::service::properties::Properties;
use aws::service::{ActionSpec, Category, Descriptor, FieldKind, FieldSpec, MetricKind, MetricSpec};
use aws::services::{DESCRIPTORS, descriptor_of};
use aws::stack::latency::Latency;
use kernel::SimDuration;
use std::sync::Arc;
use template::Scenario;

/// Makes the inspector of a node; `None` where there is no such node.
#[must_use]
pub fn inspector(document: &Document, runner: &Runner, id: &str) -> Option<InspectorView> {
    let scenario = document.scenario();
    let node = scenario.node(id);
    let world_node = runner.world().node(id);
    if node.is_none() && world_node.is_none() {
        return None;
    }
    let descriptor = match node {
        Some(node) => descriptor_of(&node.type_name),
        None => descriptor_of("Lambdarium::Traffic"),
    };
    let fields = node.map(|_| fields(scenario, id, descriptor)).unwrap_or_default();
    Some(InspectorView {
        id: id.into(),
        kind: descriptor.map_or_else(|| node.map_or("".into(), |node| node.type_name.clone()), |d| d.title.into()),
        summary: descriptor.map_or("This is kept in the template and not simulated.", |d| d.summary).into(),
        caveats: caveats(scenario, id, descriptor),
        fields,
        actions: descriptor.filter(|_| node.is_some()).map(actions).unwrap_or_default(),
        metrics: descriptor.zip(world_node).map(|(d, node)| metrics(d, runner, node)).unwrap_or_default(),
        text: template_text(document, id),
    })
}

/// Makes the inspector of a wire: of the mapping that sits on it, or of the resource that makes it.
#[must_use]
pub fn wire(document: &Document, runner: &Runner, wire: &WireView) -> InspectorView {
    let own = wire.mapping.as_deref().and_then(|id| inspector(document, runner, id));
    let made_by = wire.id.as_deref().unwrap_or("");
    let title = format!("{} to {}", wire.from.trim_start_matches('~'), wire.to);
    own.unwrap_or_else(|| InspectorView {
        id: title.into(),
        kind: wire.label.clone(),
        summary: wire_summary(wire).into(),
        text: template_text(document, made_by),
        ..InspectorView::default()
    })
}

fn wire_summary(wire: &WireView) -> &'static str {
    match wire.kind {
        "Traffic" => "A client sends over this wire.",
        "Notification" => "The bucket tells what happened to its objects.",
        "Subscription" => "The topic sends a copy of each message that the filter wants.",
        "Target" => "The load balancer waits for the function's answer.",
        "EdgeAssociation" => "The function stands in the way of requests, and the viewer waits for it.",
        "DeadLetter" | "Redrive" => "What cannot be served goes here in the end.",
        "OnSuccess" | "OnFailure" => "A record of the outcome goes here, as a message of its own.",
        "Call" => "The function calls this at the end of its work.",
        _ => "A connection.",
    }
}

fn fields(scenario: &Scenario, id: &str, descriptor: Option<&'static Descriptor>) -> Vec<FieldView> {
    let Some(resource) = scenario.resource(id) else { return Vec::new() };
    let specs = descriptor.map_or(&[][..], |descriptor| descriptor.fields);
    specs.iter().map(|spec| field(scenario, id, &resource.properties, spec)).collect()
}

fn field(scenario: &Scenario, id: &str, properties: &Properties, spec: &FieldSpec) -> FieldView {
    let written = properties.at_path(spec.name);
    let text = written.scalar_text().unwrap_or_else(|| written.json().to_string());
    let now = scenario.settings.profile.is_now();
    let (unit, range, choices) = match &spec.kind {
        FieldKind::Integer { unit, min, max } => {
            let of = |pair: &(i64, i64)| if now { pair.1 } else { pair.0 };
            (*unit, Some((of(min), of(max))), Vec::new())
        }
        FieldKind::Boolean => ("", None, vec!["true".into(), "false".into()]),
        FieldKind::Choice(choices) => {
            // Without a default, that nothing is set is one of the choices.
            let unset = spec.default.is_empty().then_some("");
            ("", None, unset.into_iter().chain(choices.iter().copied()).map(Arc::from).collect())
        }
        FieldKind::Text | FieldKind::Json | FieldKind::Reference => ("", None, Vec::new()),
    };
    FieldView {
        name: spec.name.into(),
        value: if written.is_absent() { spec.default.into() } else { text.into() },
        default: spec.default.into(),
        unit,
        help: spec.help,
        choices,
        range,
        changed: !written.is_absent(),
        problem: problem_of(scenario, &format!("Resources.{id}.Properties.{}", spec.name)),
    }
}

fn problem_of(scenario: &Scenario, path: &str) -> Option<Arc<str>> {
    let problem = scenario.diagnostics.iter().find(|problem| problem.path == path)?;
    Some(problem.message.as_str().into())
}

/// Returns what is said of a node that is no mistake: what is simplified, or not simulated.
fn caveats(scenario: &Scenario, id: &str, descriptor: Option<&'static Descriptor>) -> Vec<Arc<str>> {
    let own = format!("Resources.{id}");
    let concerns = |path: &str| path == own || path.strip_prefix(&own).is_some_and(|rest| rest.starts_with('.'));
    let infos = scenario.diagnostics.iter().filter(|problem| problem.severity == Severity::Info);
    let own = infos.filter(|problem| concerns(&problem.path)).map(|problem| problem.message.as_str().into());
    let general = descriptor.map_or(&[][..], |descriptor| descriptor.caveats);
    own.chain(general.iter().map(|caveat| (*caveat).into())).collect()
}

/// Returns what can be done with a node: its clients' actions, then interventions.
fn actions(descriptor: &'static Descriptor) -> Vec<ActionView> {
    let sends = descriptor.actions.iter().map(send);
    let deeds = interventions(descriptor.type_name).iter().map(|(name, label, value)| ActionView {
        name: (*name).into(),
        label: (*label).into(),
        input: (*value).into(),
        send: false,
    });
    sends.chain(deeds).collect()
}

/// Makes a ready send of an action.
#[must_use]
pub fn send(action: &ActionSpec) -> ActionView {
    let input = if action.example.is_empty() { "{}" } else { action.example };
    ActionView { name: action.name.into(), label: action.label.into(), input: input.into(), send: true }
}

/// Returns the interventions that a type of AWS knows, with what their buttons say and a value to begin with, where they
/// take one.
fn interventions(type_name: &str) -> &'static [(&'static str, &'static str, &'static str)] {
    match type_name {
        "AWS::Lambda::Function" => &[
            ("FailNext", "Fail the next", "1"),
            ("SetReservedConcurrency", "Reserve concurrency", "0"),
            ("SetDuration", "Take this long", "2s"),
            ("RecycleEnvironments", "Recycle environments", ""),
        ],
        "AWS::SQS::Queue" => &[
            ("Purge", "Purge", ""),
            ("Redrive", "Redrive to the source", ""),
            ("Duplicate", "Deliver the next twice", ""),
        ],
        "AWS::SNS::Topic" | "AWS::S3::Bucket" => &[("Duplicate", "Deliver the next twice", "")],
        _ => &[],
    }
}

fn metrics(descriptor: &Descriptor, runner: &Runner, node: kernel::NodeId) -> Vec<(Arc<str>, Arc<str>)> {
    let meter = runner.world().meter(node);
    let gauges = runner.world().holding(node).gauges;
    let figure = |(n, spec): (u8, &MetricSpec)| {
        let id = MetricId(n);
        let gauge = gauges.iter().find(|(metric, _)| *metric == id).map(|(_, value)| *value);
        (spec.name.into(), figure_text(spec.kind, meter, id, gauge).into())
    };
    (0..).zip(descriptor.metrics).map(figure).collect()
}

fn figure_text(kind: MetricKind, meter: &Meter, id: MetricId, gauge: Option<u64>) -> String {
    let millis = |micros: u64| format!("{:.1}", micros as f64 / 1_000.0);
    match (kind, meter.statistic(id)) {
        (MetricKind::Duration, Some(figure)) if figure.count() > 0 => format!(
            "p50 {} ms, p99 {} ms, max {} ms",
            millis(figure.percentile(50.0)),
            millis(figure.percentile(99.0)),
            millis(figure.max())
        ),
        (MetricKind::Level, Some(figure)) => format!("max {}", figure.max()),
        (MetricKind::Gauge, _) => gauge.unwrap_or_default().to_string(),
        (MetricKind::Duration, _) => "no sample yet".to_owned(),
        _ => meter.sum(id).to_string(),
    }
}

/// Returns the part of the text that defines a resource.
fn template_text(document: &Document, id: &str) -> Arc<str> {
    let text = &document.scenario().template.source;
    let tree = &document.scenario().template.tree;
    let entry = tree.get("Resources").and_then(|resources| resources.entry(id));
    let range = entry.map(|entry| entry.key.at.start as usize..entry.value.at.end as usize);
    range.and_then(|range| text.get(range)).unwrap_or("").trim_end().into()
}

/// Returns the problems of the document, and why its run cannot go on.
#[must_use]
pub fn problems(document: &Document, halt: Option<Halt>) -> Vec<ProblemView> {
    let written = document.problems().iter().map(|problem| ProblemView {
        severity: problem.severity,
        at: problem.at,
        message: problem.message.as_str().into(),
        hint: problem.hint.as_deref().unwrap_or("").into(),
        path: problem.path.as_str().into(),
    });
    let halted = halt.map(|halt| ProblemView {
        severity: Severity::Error,
        at: Span::default(),
        message: match halt {
            Halt::Stuck => "the run stopped: something feeds itself without time passing".into(),
            Halt::TooManyEvents => "the run stopped: it has more events than a run may have".into(),
        },
        hint: "look for a loop, or send less".into(),
        path: "".into(),
    });
    let kept = document.is_unreadable().then(|| ProblemView {
        severity: Severity::Error,
        at: Span::default(),
        message: "this text cannot be read, so picture and run are still those of the text before".into(),
        hint: "mend the text under Template, or undo".into(),
        path: "".into(),
    });
    let mut problems: Vec<ProblemView> = kept.into_iter().chain(halted).chain(written).collect();
    // What stops the template from being what is meant stands above what is only worth knowing.
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    problems
}

/// Returns what the run is set to.
#[must_use]
pub fn run(document: &Document, at: PlayTime) -> RunView {
    let scenario = document.scenario();
    let settings = &scenario.settings;
    let description = scenario.template.tree.get("Description").and_then(template::source::Node::scalar);
    let parameter = |parameter: &template::intrinsics::ParameterInfo| {
        let value = Properties::generated(parameter.value.clone()).scalar_text().unwrap_or_default();
        (parameter.name.clone(), value.into(), parameter.description.clone().unwrap_or_else(|| "".into()))
    };
    let entry_points = scenario.entry_points().filter_map(|node| {
        let action = descriptor_of(&node.type_name)?.actions.first()?;
        Some((node.id.clone(), send(action)))
    });
    RunView {
        title: scenario.title.clone().unwrap_or_else(|| document.name.clone()),
        description: description.unwrap_or("").into(),
        profile: settings.profile.name().into(),
        seed: settings.seed,
        latency: if settings.latency == Latency::None { "None" } else { "Typical" }.into(),
        duration: written_span(settings.duration).into(),
        account_limit: settings.concurrent_executions,
        parameters: scenario.template.parameters.iter().map(parameter).collect(),
        entry_points: entry_points.collect(),
        has_traffic: !scenario.traffic.is_empty(),
        undo: document.undo_label(),
        redo: document.redo_label(),
        at,
    }
}

/// Writes a duration as a template has it: `8m`, `1m30s`.
fn written_span(span: SimDuration) -> String {
    let (whole, millis) = (span.as_secs(), span.as_millis() % 1_000);
    let units = [(whole / 3_600, "h"), (whole / 60 % 60, "m"), (whole % 60, "s"), (millis, "ms")];
    let written: String =
        units.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
    if written.is_empty() { "0s".to_owned() } else { written }
}

/// Returns the entries of the palette, in its order.
#[must_use]
pub fn palette() -> Vec<PaletteEntry> {
    let shown = DESCRIPTORS.iter().filter(|descriptor| descriptor.category != Category::Hidden);
    let mut entries: Vec<(Category, PaletteEntry)> = shown
        .map(|descriptor| {
            let entry = PaletteEntry {
                type_name: descriptor.type_name,
                title: descriptor.title,
                summary: descriptor.summary,
                icon: descriptor.icon,
                group: group(descriptor.category),
            };
            (descriptor.category, entry)
        })
        .collect();
    entries.sort_by_key(|(category, _)| *category);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn group(category: Category) -> &'static str {
    match category {
        Category::Sources => "Sources",
        Category::Functions => "Functions",
        Category::Messaging => "Queues and topics",
        Category::Http => "HTTP and edge",
        Category::Hidden => "",
    }
}
