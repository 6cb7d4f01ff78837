//! The block `Metadata.Lambdarium`: what AWS has no word for.
//!
//! Settings, clients, interventions and places are read here. How functions, origins and databases behave is read by
//! their services; here it is only checked that they are about something that exists. An unknown key is an error.

mod instant;
mod interventions;
mod laid_over;
mod settings;
mod traffic;

pub use instant::{iso_from_unix_ms, unix_ms_from_iso};
pub use interventions::{BY_HAND, read_intervention};
pub use laid_over::lay_over;
pub use settings::Overrides;
pub use traffic::traffic;

use crate::reader::Template;
use aws::behaviour::DATABASES;
use aws::behaviour::read::{check_keys, is_map, law, nearest, whole};
use aws::diagnostics::Diagnostic;
use aws::service::properties::Properties;
use aws::stack::settings::Settings;
use aws::stack::world::{PlannedIntervention, client_id, client_name, name_of};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How far from the origin something is drawn at most: beyond it, what is nearby could no longer be told apart.
const FAR_MAX: f64 = 1e6;

/// Where the block stands in the document.
pub const PATH: &str = "Metadata.Lambdarium";

const KEYS: [&str; 16] = [
    "Version",
    "Title",
    "Profile",
    "Region",
    "Seed",
    "Duration",
    "Start",
    "Latency",
    "Account",
    "Functions",
    "Origins",
    "Layers",
    "Databases",
    "Traffic",
    "Interventions",
    "Layout",
];

/// What the block says, besides the behaviour that services read.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// The title of the template, where it has one.
    pub title: Option<Arc<str>>,
    /// The settings of the run.
    pub settings: Settings,
    /// What is done to resources, and when, each with the index of its entry.
    pub interventions: Vec<(usize, PlannedIntervention)>,
    /// Where nodes are drawn.
    pub layout: BTreeMap<Arc<str>, Position>,
}

/// Where a node is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// Reads the block of a template.
pub fn read(template: &Template, overrides: &Overrides, problems: &mut Vec<Diagnostic>) -> Metadata {
    let block = &template.metadata;
    check_keys(block, &KEYS, problems, PATH);
    check_version(block.get("Version"), problems);
    let settings = settings::read(block, overrides, problems);
    for (section, types) in BEHAVIOUR_SECTIONS {
        check_subjects(block.get(section), section, types, template, problems);
    }
    check_details(block, problems);
    let interventions = interventions::read(block.get("Interventions"), &template.stack, settings.profile, problems);
    let layout = layout(block.get("Layout"), template, problems);
    Metadata { title: block.get("Title").scalar_text().map(Arc::from), settings, interventions, layout }
}

/// The sections that say how something behaves, with the types of AWS that they may be about.
const BEHAVIOUR_SECTIONS: [(&str, &[&str]); 4] = [
    ("Functions", &["AWS::Lambda::Function", "AWS::Serverless::Function"]),
    ("Origins", &["AWS::CloudFront::Distribution"]),
    ("Layers", &["AWS::Lambda::LayerVersion", "AWS::Serverless::LayerVersion"]),
    ("Databases", &DATABASES),
];

fn check_version(version: &Properties, problems: &mut Vec<Diagnostic>) {
    if !version.is_absent() && version.integer() != Some(1) {
        let message = "this version of the block is not known";
        problems.push(
            Diagnostic::error("unknown-version", version.at, message).path(format!("{PATH}.Version")).hint("write 1"),
        );
    }
}

fn check_subjects(
    section: &Properties,
    name: &str,
    types: &[&str],
    template: &Template,
    problems: &mut Vec<Diagnostic>,
) {
    if !is_map(section, problems, &format!("{PATH}.{name}"), "write entries by logical id") {
        return;
    }
    for (key, _) in section.entries() {
        let path = format!("{PATH}.{name}.{}", key.text);
        match template.stack.resource(&key.text) {
            Some(resource) if types.contains(&&*resource.type_name) => {}
            Some(resource) => {
                let message = format!("\"{}\" is of type \"{}\"", key.text, resource.type_name);
                let hint = format!("\"{name}\" is about resources of type \"{}\"", types[0]);
                problems.push(Diagnostic::error("wrong-resource", key.at, message).path(path).hint(hint));
            }
            // What a condition leaves out may have its behaviour written down all the same.
            None if template.absent.iter().any(|absent| absent.id == key.text) => {}
            None => {
                let ids = template.stack.resources.iter().filter(|known| types.contains(&&*known.type_name));
                let ids: Vec<&str> = ids.map(|resource| &*resource.id).collect();
                problems.push(unknown_resource(&key.text, key.at, &ids).path(path));
            }
        }
    }
}

/// Checks the small maps that nobody else reads.
fn check_details(block: &Properties, problems: &mut Vec<Diagnostic>) {
    for (key, value) in block.get("Layers").entries() {
        let path = format!("{PATH}.Layers.{}", key.text);
        check_keys(value, &["Unzipped"], problems, &path);
        whole(value.get("Unzipped"), problems, &format!("{path}.Unzipped"));
    }
    for (key, value) in block.get("Databases").entries() {
        let path = format!("{PATH}.Databases.{}", key.text);
        check_keys(value, &["QueryDuration"], problems, &path);
        law(value.get("QueryDuration"), problems, &format!("{path}.QueryDuration"));
    }
}

/// Makes the error about a logical id that the template does not have.
fn unknown_resource(id: &str, at: aws::diagnostics::Span, known: &[&str]) -> Diagnostic {
    let message = format!("there is no resource \"{id}\" in the template");
    let hint = match nearest(id, known) {
        Some(name) => format!("did you mean \"{name}\"?"),
        None if known.is_empty() => "add the resource, or remove this".to_owned(),
        None => format!("the resources for this are {}", known.join(", ")),
    };
    Diagnostic::error("unknown-resource", at, message).hint(hint)
}

/// Makes the remark about the place of a client that does not send: who lays another traffic over a template has such.
fn unknown_client(id: &str, at: aws::diagnostics::Span, template: &Template) -> Option<Diagnostic> {
    let entries = template.metadata.get("Traffic").items();
    let is_known = |name: Option<&str>| name.is_some_and(|name| *client_id(name) == *id);
    if entries.iter().any(|entry| is_known(entry.get("Name").scalar_text().as_deref())) {
        return None;
    }
    let message = format!("no entry of \"Traffic\" is called \"{}\"", name_of(id));
    Some(Diagnostic::info("unknown-client", at, message).hint("its place is not used: remove it"))
}

/// Reads where nodes are drawn, by logical id, and clients, by their name behind a `~`, which no logical id can have.
fn layout(section: &Properties, template: &Template, problems: &mut Vec<Diagnostic>) -> BTreeMap<Arc<str>, Position> {
    let mut layout = BTreeMap::new();
    is_map(section, problems, &format!("{PATH}.Layout"), "as in \"{ Uploads: { X: 80, Y: 120 } }\"");
    for (key, value) in section.entries() {
        let path = format!("{PATH}.Layout.{}", key.text);
        let is_absent = template.absent.iter().any(|absent| absent.id == key.text);
        if client_name(&key.text).is_some() {
            problems.extend(unknown_client(&key.text, key.at, template).map(|problem| problem.path(path.clone())));
        } else if !is_absent && template.stack.resource(&key.text).is_none() {
            let ids: Vec<&str> = template.stack.resources.iter().map(|resource| &*resource.id).collect();
            problems.push(unknown_resource(&key.text, key.at, &ids).path(path.clone()));
        }
        if !check_keys(value, &["X", "Y"], problems, &path) {
            continue;
        }
        match place(value, &key.text, &path) {
            Ok(position) => drop(layout.insert(key.text.clone(), position)),
            Err(problem) => problems.push(*problem),
        }
    }
    layout
}

fn place(value: &Properties, id: &str, path: &str) -> Result<Position, Box<Diagnostic>> {
    let refused = |why: &str| {
        let message = format!("the place of \"{id}\" is {why}");
        Box::new(wrong(value, path, message, "as in \"{ X: 80, Y: 120 }\""))
    };
    match (value.get("X").number(), value.get("Y").number()) {
        (Some(x), Some(y)) if x.abs().max(y.abs()) <= FAR_MAX => Ok(Position { x, y }),
        (Some(_), Some(_)) => Err(refused(&format!("more than {FAR_MAX} away"))),
        _ => Err(refused("not given by two numbers")),
    }
}

/// Makes the error about a value that is not what stands there.
fn wrong(value: &Properties, path: &str, message: impl Into<String>, hint: &str) -> Diagnostic {
    Diagnostic::error("wrong-value", value.at, message).path(path).hint(hint)
}
