//! What can be added where a hand is: everything, or what the loose end of a wire fits.

use super::card;
use super::places::{pinned, position};
use super::ports::{PortEnd, PortView};
use crate::build::{self, CLIENT_TYPE, Change, Outcome, told};
use crate::geometry::Point;
use crate::view::inspect::palette;
use crate::view::{GraphView, PaletteEntry};
use aws::service::properties::Properties;
use aws::service::wire::words_of;
use aws::services::descriptor_of;
use std::sync::Arc;
use template::connect::{self, End, NewWire};
use template::{Scenario, edit};

/// An entry of the list at the pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct QuickEntry {
    /// What is added.
    pub entry: PaletteEntry,
    /// The kind of wire that it is connected by, where it hangs on one.
    pub kind: Option<&'static str>,
    /// That kind in words; empty where it hangs on none.
    pub words: Arc<str>,
}

/// Returns what can be added, the most usual first; with a port, what a wire there can lead to or come from.
#[must_use]
pub fn entries(scenario: &Scenario, graph: &GraphView, end: Option<&PortEnd>, query: &str) -> Vec<QuickEntry> {
    let mut found = match end {
        None => palette().into_iter().map(|entry| QuickEntry { entry, kind: None, words: "".into() }).collect(),
        Some(end) => hanging(scenario, graph, end),
    };
    let query = query.trim().to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let rank = |it: &QuickEntry| {
        let title = it.entry.title.to_lowercase();
        let all = format!("{title} {} {} {}", it.entry.type_name, it.entry.summary, it.words).to_lowercase();
        let is_found = words.iter().all(|word| all.contains(word));
        is_found.then(|| !words.iter().all(|word| title.contains(word)))
    };
    found.retain(|it| rank(it).is_some());
    // What is called so goes before what only speaks of it.
    found.sort_by_key(rank);
    found
}

/// Returns what a wire at a port can lead to or come from.
fn hanging(scenario: &Scenario, graph: &GraphView, end: &PortEnd) -> Vec<QuickEntry> {
    let known = card(graph, &end.node);
    let Some((own, port)) = known.and_then(|it| Some((it, it.ports.iter().find(|port| *port.name == *end.port)?)))
    else {
        return Vec::new();
    };
    let properties = scenario.resource(&end.node).map(|resource| resource.properties.clone());
    let of_type = |entry: PaletteEntry| kinds(&own.type_name, properties.as_ref(), port, &entry).collect::<Vec<_>>();
    let mut found: Vec<QuickEntry> = palette().into_iter().flat_map(of_type).collect();
    let takes_clients = !port.outgoing && port.takes("Traffic", None);
    if let Some(entry) = client_entry().filter(|_| takes_clients && build::first_action(scenario, &end.node).is_some())
    {
        found.push(QuickEntry { entry, kind: Some("Traffic"), words: words_of("Traffic").into() });
    }
    found
}

fn kinds<'a>(
    own_type: &str,
    properties: Option<&Properties>,
    port: &'a PortView,
    entry: &'a PaletteEntry,
) -> impl Iterator<Item = QuickEntry> + 'a {
    let (own, new) = (End { type_name: own_type, properties }, End::of_type(entry.type_name));
    let found = if port.outgoing { connect::can_connect(own, new) } else { connect::can_connect(new, own) };
    let fitting = found.unwrap_or_default().into_iter().filter(|wire| port.takes(wire.kind, None));
    fitting.map(|wire| QuickEntry { entry: entry.clone(), kind: Some(wire.kind), words: words_of(wire.kind).into() })
}

fn client_entry() -> Option<PaletteEntry> {
    let client = descriptor_of(CLIENT_TYPE)?;
    Some(PaletteEntry {
        type_name: client.type_name,
        title: "Client",
        summary: "Sends something again and again.",
        icon: "client",
        group: "Sources",
    })
}

/// Adds a resource or a client and connects it.
pub(super) fn add_connected(
    scenario: &Scenario,
    graph: &GraphView,
    text: &str,
    (type_name, at): (&str, Point),
    (end, kind): (&PortEnd, Option<&str>),
) -> Outcome {
    let own = card(graph, &end.node).ok_or("this card is gone")?;
    let port = own.ports.iter().find(|port| *port.name == *end.port).ok_or("this port is gone")?;
    let text = pinned(graph, text)?;
    if type_name == CLIENT_TYPE {
        return build::add_client(scenario, &text, &end.node);
    }
    let found = entries(scenario, graph, Some(end), "");
    let fits = |it: &&QuickEntry| it.entry.type_name == type_name && (kind.is_none() || kind == it.kind);
    let kind = found.iter().find(fits).and_then(|it| it.kind).ok_or("no such wire can be drawn here")?;
    let place = position(super::places::on_grid(at));
    let (id, edits) = connect::add_resource(&text, type_name, Some(place)).map_err(|error| told(&error))?;
    let text = edit::apply(&text, &edits);
    let (from, to) = if port.outgoing { (&*end.node, &*id) } else { (&*id, &*end.node) };
    let wire = NewWire { from, to, kind, hook: port.hook };
    let edits = connect::connect_edits(&text, &wire).map_err(|error| told(&error))?;
    let label = format!("Add {id} and connect {from} to {to}");
    let mut change = Change::new(label, edit::apply(&text, &edits));
    change.select = Some(vec![id.into()]);
    Ok(change)
}
