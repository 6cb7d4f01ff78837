//! What decides whether a setting does something.

use crate::metadata::PATH;
use crate::scenario::Scenario;
use aws::diagnostics::Span;
use aws::service::properties::{Key, Properties, Resource, Value};
use aws::service::{Style, Surroundings};
use aws::stack::intervention::Intervention;
use std::collections::BTreeSet;

/// Returns the surroundings of a node's settings, or of those of a part of it. `own` is what is set; for the behaviour
/// of a function make it with [`behaviour`].
#[must_use]
pub fn surroundings<'a>(scenario: &'a Scenario, id: &str, own: &'a Properties) -> Surroundings<'a> {
    static NOTHING: Properties = Properties { value: Value::Null, at: Span { start: 0, end: 0, line: 0, column: 0 } };
    let stack = &scenario.template.stack;
    let node = stack.resource(id).map_or(&NOTHING, |node| &node.properties);
    let into = || scenario.wires.iter().filter(|wire| wire.to.as_deref() == Some(id));
    let out = || scenario.wires.iter().filter(|wire| wire.from.as_deref() == Some(id));
    let ends = into().filter_map(|wire| wire.from.as_deref()).chain(out().filter_map(|wire| wire.to.as_deref()));
    let named = own.entries().iter().filter_map(|(_, value)| stack.target(value));
    let ids: BTreeSet<&str> = ends.chain(named).collect();
    let peers: Vec<&Resource> = ids.into_iter().filter_map(|id| stack.resource(id)).collect();
    let by_wires = into().filter_map(|wire| wire.invocation);
    Surroundings {
        profile: scenario.settings.profile,
        node,
        own,
        invoked: by_wires.chain(by_clients(scenario, id)).collect(),
        kinds_in: into().map(|wire| wire.kind).collect(),
        kinds_out: out().map(|wire| wire.kind).collect(),
        peers,
    }
}

/// Returns what the template says of how a function's code behaves, under `Behaviour`, as the rules about it name it.
#[must_use]
pub fn behaviour(scenario: &Scenario, id: &str) -> Properties {
    let block = scenario.template.metadata.get("Functions").get(id).clone();
    let key = Key { text: "Behaviour".into(), at: Span::default() };
    Properties::generated(Value::Map(vec![(key, block)]))
}

/// Returns how clients invoke a function: those of the template, and those whose sends by hand were recorded.
fn by_clients(scenario: &Scenario, id: &str) -> BTreeSet<Style> {
    let style = |input: &Properties| match input.get("InvocationType").text() {
        Some("Event") => Style::Async,
        _ => Style::Sync,
    };
    let written = scenario.template.metadata.get("Traffic").items();
    let written = written.iter().filter(|entry| entry.get("To").text() == Some(id));
    let written = written.filter(|entry| entry.get("Action").text() == Some("Invoke"));
    let by_hand = scenario.interventions.iter().filter_map(|planned| match &*planned.intervention {
        Intervention::Send(order) if *order.to == *id && &*order.action == "Invoke" => Some(style(&order.input)),
        _ => None,
    });
    written.map(|entry| style(entry.get("Input"))).chain(by_hand).collect()
}

/// Returns the path of what a function's code is said to do.
#[must_use]
pub fn behaviour_path(id: &str) -> String {
    format!("{PATH}.Functions.{id}")
}
