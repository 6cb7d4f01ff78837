//! The inspector of a wire: what sits on it or makes it.

use super::fields::{self, FieldView, SectionView, section};
use super::former::Former;
use super::{entry_text, inspector};
use crate::build::wire_of;
use crate::document::Document;
use crate::runner::Runner;
use crate::view::{InspectorView, Part, WireView};
use aws::service::EntrySpec;
use aws::service::properties::{Key, Properties, Resource, Value};
use aws::service::wire::WireKind;
use aws::services::descriptor_of;
use aws::stack::world::{client_name, name_of};
use template::Scenario;
use template::fields::{is_named, parts};

/// Makes the inspector of a wire: of the mapping or client that it comes from, or of the resource that makes it.
#[must_use]
pub fn wire(document: &Document, runner: &Runner, wire: &WireView) -> InspectorView {
    let client = client_name(&wire.from).is_some().then_some(&*wire.from);
    let own = wire.mapping.as_deref().or(client).and_then(|id| inspector(document, runner, id));
    let made_by = wire.id.as_deref().unwrap_or("");
    let title = format!("{} to {}", name_of(&wire.from), wire.to);
    own.unwrap_or_else(|| {
        let (text, line) = entry_text(document, made_by);
        let sections = sections(document.scenario(), wire);
        let elsewhere = if sections.is_empty() { set_elsewhere(wire) } else { "" };
        InspectorView {
            id: title.into(),
            kind: wire.label.clone(),
            parts: [Part::Configure].into_iter().chain((!text.is_empty()).then_some(Part::Template)).collect(),
            summary: format!("{}{elsewhere}", WireKind::named(wire.kind).map_or("", |kind| kind.about)).into(),
            sections,
            text,
            line,
            ..InspectorView::default()
        }
    })
}

/// Says where a wire is set that has no setting of its own.
fn set_elsewhere(wire: &WireView) -> &'static str {
    match wire.kind {
        "Notification" => " What it is set to is not this wire's alone, so it is changed in the template.",
        "Call" => " It is set at the function, among the calls of its code.",
        _ => "",
    }
}

fn sections(scenario: &Scenario, wire: &WireView) -> Vec<SectionView> {
    match wire.kind {
        "Notification" => notification(scenario, wire),
        "EdgeAssociation" => association(scenario, wire),
        "Redrive" => own_fields(scenario, &wire.from, |name| name.starts_with("RedrivePolicy")),
        "OnSuccess" | "OnFailure" | "DeadLetter" => of_parts(scenario, &wire.from, |_| true),
        "Subscription" | "Target" => {
            let made_by = wire.id.clone().unwrap_or_default();
            of_parts(scenario, &wire.from, |part| {
                part.id == made_by
                    || is_named(&part.properties, &made_by) && part.properties.find("ListenerArn").is_some()
            })
        }
        _ => Vec::new(),
    }
}

/// Returns the fields of those parts of a node that are meant, unfolded.
fn of_parts(scenario: &Scenario, node: &str, is_meant: impl Fn(&Resource) -> bool) -> Vec<SectionView> {
    let meant = parts(scenario, node).into_iter().filter(|part| part.resource.is_some_and(&is_meant));
    let shown = meant.map(|part| fields::part_section(scenario, node, &part));
    shown.map(|section| SectionView { folded: false, ..section }).collect()
}

fn own_fields(scenario: &Scenario, node: &str, is_meant: impl Fn(&str) -> bool) -> Vec<SectionView> {
    let fields = fields::sections(scenario, node).into_iter().flat_map(|section| section.fields);
    vec![section("", false, fields.filter(|field| is_meant(&field.name)).collect())]
}

/// Returns what a bucket's notification is about, where it is written: in the bucket, or in an event of the function.
fn notification(scenario: &Scenario, wire: &WireView) -> Vec<SectionView> {
    let Some(bucket) = scenario.resource(&wire.from) else { return Vec::new() };
    let Some(at) = wire_of(scenario, wire).map(|wire| wire.at.0) else { return Vec::new() };
    let Some(spec) = entry_spec(bucket, wire.kind) else { return Vec::new() };
    let items = |list: &'static str| bucket.properties.at_path(list).items().iter().enumerate();
    let mut entries = spec.lists.iter().flat_map(|list| items(list).map(move |item| (*list, item)));
    let Some((list, (index, entry))) = entries.find(|(_, (_, entry))| entry.get("Event").at == at) else {
        return Vec::new();
    };
    // Resources, id, Properties; then three keys to the entry or the event; in it the event types, and one of several.
    // What is shared is no wire's own.
    let paths = scenario.template.tree.paths_to(at).into_iter().filter(|path| path.len() > 6 && path[0] == "Resources");
    let [path] = &paths.collect::<Vec<_>>()[..] else { return Vec::new() };
    let (of, event) = (&path[1], &*path[6]);
    // An item of the bucket has its place among those that the bucket has.
    let base = match **of == *wire.from {
        true => format!("{list}.{index}"),
        false => path[3..6].join("."),
    };
    // The transform has one name for the events, whatever the template calls them.
    let written = [(event, entry.get("Event")), ("Filter", entry.get("Filter"))];
    let entry = Properties::generated(Value::Map(written.map(|(key, value)| (key_of(key), value.clone())).into()));
    let specs = spec.fields.iter().filter(|spec| spec.name == event || spec.name.contains('.'));
    let fields = Former::of_text(scenario, of).fields(&entry, &base, specs);
    let own = |field: FieldView| match field.name.strip_prefix(&*base).is_some_and(|rest| rest[1..] == *event) {
        true => {
            let name =
                std::iter::once(&*base).chain(path[6..].iter().map(String::as_str)).collect::<Vec<_>>().join(".");
            FieldView { path: format!("Resources.{of}.Properties.{name}").into(), name: name.into(), ..field }
        }
        false => field,
    };
    vec![section("", false, fields.into_iter().map(own).collect())]
}

/// Returns what can be set of the entries of a resource that make wires of a kind.
fn entry_spec(resource: &Resource, kind: &str) -> Option<&'static EntrySpec> {
    descriptor_of(&resource.type_name)?.entries.iter().find(|spec| spec.kind == kind)
}

fn key_of(text: &str) -> Key {
    Key { text: text.into(), at: aws::diagnostics::Span::default() }
}

fn association(scenario: &Scenario, wire: &WireView) -> Vec<SectionView> {
    let Some(distribution) = scenario.resource(&wire.from) else { return Vec::new() };
    let stack = &scenario.template.stack;
    let leads_there = |entry: &Properties| {
        let named = stack.target(entry.get("LambdaFunctionARN"));
        let owner = named.and_then(|id| stack.target(stack.resource(id)?.properties.get("FunctionName")));
        owner.or(named) == Some(&*wire.to)
    };
    let Some(spec) = entry_spec(distribution, wire.kind) else { return Vec::new() };
    let items = |list: &'static str| distribution.properties.at_path(list).items().iter().enumerate();
    let entries = spec.lists.iter().flat_map(|list| items(list).map(move |item| (*list, item)));
    let section = |(list, (index, entry)): (&str, (usize, &Properties))| {
        let fields = Former::of_text(scenario, &wire.from).fields(entry, &format!("{list}.{index}"), spec.fields);
        section("", false, fields)
    };
    entries.filter(|(_, (_, entry))| leads_there(entry)).map(section).collect()
}
