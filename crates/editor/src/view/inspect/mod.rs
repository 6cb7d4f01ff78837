//! The views of what is set and done: inspector, problems, run panel, palette.

pub mod act;
pub mod behaviour;
pub mod done;
pub mod fields;
pub mod filter;
mod former;
pub mod run;
pub mod traffic;
mod wires;

pub use act::send;
pub use run::{nothing_named, palette, problems, problems_of_draft, run, worst_by_line};
pub use wires::wire;

use super::{InspectorView, Part};
use crate::document::Document;
use crate::runner::Runner;
use crate::words::grouped;
use aws::diagnostics::Severity;
use aws::metrics::{Meter, MetricId};
use aws::service::{Descriptor, MetricKind};
use aws::services::descriptor_of;
use aws::stack::world::name_of;
use kernel::SimDuration;
use std::sync::Arc;
use template::Scenario;

/// Makes the inspector of a node; `None` where there is no such node.
#[must_use]
pub fn inspector(document: &Document, runner: &Runner, id: &str) -> Option<InspectorView> {
    let scenario = document.scenario();
    let node = scenario.node(id);
    let world_node = runner.world().node(id);
    // A client whose entry cannot run is there all the same, to be mended.
    let is_client = scenario.traffic.iter().any(|client| *client.id() == *id);
    if node.is_none() && world_node.is_none() && !is_client {
        return None;
    }
    let descriptor = match node {
        Some(node) => descriptor_of(&node.type_name),
        None => descriptor_of("Lambdarium::Traffic"),
    };
    let (text, line) = entry_text(document, id);
    let actions = descriptor.filter(|_| node.is_some()).map(|it| act::actions(scenario, id, it)).unwrap_or_default();
    let deeds = done::deeds(scenario, Some(id));
    let parts = [
        (Part::Configure, true),
        (Part::Interact, !actions.is_empty() || !deeds.is_empty()),
        (Part::Metrics, world_node.is_some() && descriptor.is_some_and(|it| !it.metrics.is_empty())),
        (Part::Messages, world_node.is_some()),
        (Part::Invocations, world_node.is_some() && descriptor.is_some_and(Descriptor::is_invoked)),
        (Part::Template, !text.is_empty()),
    ];
    Some(InspectorView {
        id: id.into(),
        kind: descriptor.map_or_else(|| node.map_or("".into(), |node| node.type_name.clone()), |d| d.title.into()),
        summary: descriptor.map_or("This is kept in the template and not simulated.", |d| d.summary).into(),
        caveats: caveats(scenario, id, descriptor),
        sections: node.map(|_| fields::sections(scenario, id)).unwrap_or_default(),
        parts: parts.into_iter().filter(|(_, is_there)| *is_there).map(|(part, _)| part).collect(),
        actions,
        deeds,
        text,
        line,
    })
}

/// Says of several nodes together that they are meant together; each by itself can be set.
#[must_use]
pub fn several(ids: &[Arc<str>]) -> InspectorView {
    let names = ids.iter().map(|id| name_of(id)).collect::<Vec<_>>().join(", ");
    InspectorView {
        id: format!("{} cards", ids.len()).into(),
        kind: "Chosen together".into(),
        summary: format!("{names}. What moves, aligns, copies or removes does it to all of them. Choose one to set it")
            .into(),
        ..InspectorView::default()
    }
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

/// Writes what a metric comes to over the whole run so far, with its unit.
pub(crate) fn figure_text(kind: MetricKind, meter: &Meter, id: MetricId, gauge: Option<u64>) -> String {
    let span = |micros: u64| SimDuration::from_micros(micros).to_string();
    match (kind, meter.statistic(id)) {
        (MetricKind::Duration, Some(figure)) if figure.count() > 0 => format!(
            "p50 {}, p99 {}, max {}",
            span(figure.percentile(50.0)),
            span(figure.percentile(99.0)),
            span(figure.max())
        ),
        (MetricKind::Level, Some(figure)) => format!("{} at most", figure.max()),
        (MetricKind::Seconds, Some(figure)) => format!("{} s at most", figure.max()),
        (MetricKind::Gauge, _) => format!("{} now", grouped(gauge.unwrap_or_default())),
        (MetricKind::Duration, _) => "no sample yet".to_owned(),
        _ => format!("{} in all", grouped(meter.sum(id))),
    }
}

/// Returns the part of the text that defines a resource, and the line where it begins, from 1.
fn entry_text(document: &Document, id: &str) -> (Arc<str>, u32) {
    let scenario = document.scenario();
    let text = &scenario.template.source;
    let entry = entry_of(scenario, id);
    let Some(range) = entry.map(|(start, end)| start as usize..end as usize) else { return ("".into(), 0) };
    let line = text.get(..range.start).map_or(0, |before| before.matches('\n').count() + 1);
    (text.get(range).unwrap_or("").trim_end().into(), u32::try_from(line).unwrap_or(0))
}

/// Returns the bytes at which what defines a resource or a client begins and ends; of a generated one, what it is made
/// of.
fn entry_of(scenario: &Scenario, id: &str) -> Option<(u32, u32)> {
    let tree = &scenario.template.tree;
    if let Some(entry) = tree.get("Resources").and_then(|resources| resources.entry(id)) {
        return Some((entry.key.at.start, entry.value.at.end));
    }
    if let Some(client) = scenario.traffic.iter().find(|client| *client.id() == *id) {
        return Some((client.at.start, client.at.end));
    }
    let path = template::fields::path_of(scenario, id, "")?;
    let event: Vec<&str> = path.iter().map(String::as_str).take_while(|key| !key.is_empty()).collect();
    // An event is shown with its name and its type, which stand around its properties.
    let event = event.strip_suffix(&["Properties"]).unwrap_or(&event);
    let (last, above) = event.split_last()?;
    let entry = tree.at_path(above)?.entry(last)?;
    Some((entry.key.at.start, entry.value.at.end))
}
