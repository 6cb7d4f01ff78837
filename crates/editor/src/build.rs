//! Changes of the document, as changes of its text.
//!
//! Every change is a few edits of the text, which is then read again; so comments, order and quoting survive, and text
//! and canvas are two views of one thing.

mod refusal;
mod setup;

pub(crate) use refusal::in_words;
pub use setup::setup;

use crate::command::{ActCommand, RunCommand};
use crate::geometry::Point;
use crate::graph::places::{on_grid, position};
use crate::text::{broken, time_text};
use crate::view::{RefusalView, WireView};
use aws::behaviour::read::span_of;
use aws::service::deed::{CREATE, DELETE};
use aws::service::properties::{Key, Properties, Value};
use aws::service::{ActionSpec, Wire};
use aws::stack::intervention::Intervention;
use aws::stack::settings::Settings;
use aws::stack::world::{client_id, client_name, name_of};
use kernel::SimTime;
use std::sync::Arc;
use template::Scenario;
use template::connect::{self, End};
use template::edit::{self, Edit};

/// A change that can be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it is called: `Connect Uploads to Thumbnail`.
    pub label: String,
    /// The text after it.
    pub text: String,
    /// What is selected after it, where that is something else than before.
    pub select: Option<Vec<Arc<str>>>,
    /// What it is a part of, if what follows of the same is the same step.
    pub joins: Option<Arc<str>>,
}

/// A change, or why it cannot be made.
pub type Outcome = Result<Change, Arc<str>>;

const BLOCK: [&str; 2] = ["Metadata", "Lambdarium"];
/// What a client is called among types.
pub(crate) const CLIENT_TYPE: &str = "Lambdarium::Traffic";
/// A new client sends so often.
const NEW_CLIENT_EVERY: &str = "2s";

impl Change {
    pub(crate) fn new(label: impl Into<String>, text: String) -> Self {
        Self { label: label.into(), text, select: None, joins: None }
    }

    /// Says which drag of which cards it is a part of.
    #[must_use]
    pub fn merging(mut self, drag: u32, ids: &[Arc<str>]) -> Self {
        self.joins = Some(format!("{drag} {}", ids.join(" ")).into());
        self
    }
}

/// Adds a resource of a type.
pub fn add(text: &str, type_name: &str, at: Point) -> Outcome {
    let added = connect::add_resource(text, type_name, Some(position(on_grid(at))));
    let (id, edits) = added.map_err(|error| told(&error))?;
    let mut change = Change::new(format!("Add {id}"), edit::apply(text, &edits));
    change.select = Some(vec![id.into()]);
    Ok(change)
}

/// Returns the kinds of wire that can lead from one node to another, the most usual first.
///
/// # Errors
/// The reason why there can be none, and the way around it.
pub fn kinds(scenario: &Scenario, from: &str, to: &str) -> Result<Vec<&'static str>, RefusalView> {
    let mut kinds = possible_kinds(scenario, from, to)?;
    kinds.retain(|kind| connect::unready(scenario, from, to, kind).is_none());
    Ok(kinds)
}

/// Returns the same with those for which something is missing as yet.
pub(crate) fn possible_kinds(scenario: &Scenario, from: &str, to: &str) -> Result<Vec<&'static str>, RefusalView> {
    if client_index(scenario, from).is_some() && first_action(scenario, to).is_some() {
        return Ok(vec!["Traffic"]);
    }
    let (Some(from), Some(to)) = (scenario.resource(from), scenario.resource(to)) else {
        let (reason, way) = match client_name(from).is_some() {
            true => ("clients do not send to this", "let the client send to what takes requests or messages"),
            false => ("nothing is sent to a client: it sends", "draw the wire from the client"),
        };
        return Err(RefusalView { reason: reason.into(), way: way.into(), source: "".into() });
    };
    let end = |resource: &aws::service::properties::Resource| resource.properties.clone();
    let (from_properties, to_properties) = (end(from), end(to));
    let ends = (
        End { type_name: &from.type_name, properties: Some(&from_properties) },
        End { type_name: &to.type_name, properties: Some(&to_properties) },
    );
    let possible = connect::can_connect(ends.0, ends.1).map_err(|refusal| RefusalView {
        reason: refusal.reason.into(),
        way: refusal.way.into(),
        source: refusal.rule.map(|rule| format!("{}: {}", rule.id, rule.source)).unwrap_or_default().into(),
    })?;
    Ok(possible.iter().map(|wire| wire.kind).collect())
}

/// Removes nodes with their wires; a client is an entry of the traffic.
pub fn remove(scenario: &Scenario, text: &str, ids: &[Arc<str>]) -> Outcome {
    let (clients, resources): (Vec<&str>, Vec<&str>) =
        ids.iter().map(|id| &**id).partition(|id| client_name(id).is_some());
    let mut text = text.to_owned();
    for id in clients {
        client_index(scenario, id).ok_or("this client is not in the template")?;
        let edits = connect::remove_client(&text, name_of(id)).map_err(|error| told(&error))?;
        text = edit::apply(&text, &edits);
    }
    if !resources.is_empty() {
        let edits = connect::remove_resources(&text, &resources).map_err(|error| told(&error))?;
        text = edit::apply(&text, &edits);
    }
    let label = match ids {
        [id] => format!("Remove {}", name_of(id)),
        _ => format!("Remove {} things", ids.len()),
    };
    Ok(Change::new(label, text))
}

/// Returns the wire of a scenario that is drawn as one of the graph's.
pub(crate) fn wire_of<'s>(scenario: &'s Scenario, view: &WireView) -> Option<&'s Wire> {
    let is_alike = |wire: &&Wire| {
        let ends = wire.from.as_ref() == Some(&view.from) && wire.to.as_ref() == Some(&view.to);
        ends && wire.kind == view.kind && wire.id == view.id
    };
    scenario.wires.iter().filter(is_alike).nth(view.place)
}

/// Returns the hook of CloudFront at which a wire begins.
pub(crate) fn hook_of(wire: &Wire) -> Option<&str> {
    wire.extra.get("event_type")?.as_str()
}

fn client_index(scenario: &Scenario, id: &str) -> Option<usize> {
    scenario.traffic.iter().position(|client| *client.id() == *id)
}

/// Returns the place of a client's entry in the text as it is now.
fn entry_index(text: &str, id: &str) -> Option<usize> {
    let (root, ..) = template::source::parse(text);
    let entries = root.at_path(&["Metadata", "Lambdarium", "Traffic"])?.items();
    entries.iter().position(|entry| {
        entry.get("Name").and_then(template::source::Node::scalar).is_some_and(|name| *client_id(name) == *id)
    })
}

/// Returns the first thing that clients can do with a resource, and an example of its input.
pub(crate) fn first_action(scenario: &Scenario, id: &str) -> Option<&'static ActionSpec> {
    scenario.node(id)?.config.as_ref()?.descriptor().actions.first()
}

/// Adds a client that sends to a resource.
pub(crate) fn add_client(scenario: &Scenario, text: &str, to: &str) -> Outcome {
    let action = first_action(scenario, to).ok_or("clients do not send to this")?;
    let taken = |name: &str| scenario.traffic.iter().any(|client| *client.name == *name);
    let names = std::iter::once("Client".to_owned()).chain((2..).map(|n| format!("Client{n}")));
    let name = names.into_iter().find(|name| !taken(name)).unwrap_or_default();
    let mut entry = Properties::generated(Value::Map(Vec::new()));
    push(&mut entry, "Name", Value::Text(name.as_str().into()));
    push(&mut entry, "To", Value::Text(to.into()));
    push(&mut entry, "Action", Value::Text(action.name.into()));
    push(&mut entry, "Every", Value::Text(NEW_CLIENT_EVERY.into()));
    push(&mut entry, "Input", example_of(action));
    let edits = append_to_block(text, "Traffic", entry)?;
    let mut change = Change::new(format!("Add {name} and connect {name} to {to}"), edit::apply(text, &edits));
    change.select = Some(vec![client_id(&name)]);
    Ok(change)
}

/// Lets a client send to another resource: the same, where that takes it, else what is usual there.
pub(crate) fn send_to(scenario: &Scenario, text: &str, client: &str, to: &str) -> Result<String, Arc<str>> {
    let index = entry_index(text, client).ok_or("this client is not in the template")?.to_string();
    let action = first_action(scenario, to).ok_or("clients do not send to this")?;
    let entry = [&BLOCK[..], &["Traffic", &index]].concat();
    let set = |text: &str, key: &str, value: &Value| {
        let edits = edit::set_property(text, &[&entry[..], &[key]].concat(), value).map_err(|error| told(&error))?;
        Ok::<_, Arc<str>>(edit::apply(text, &edits))
    };
    let text = set(text, "To", &Value::Text(to.into()))?;
    let (root, ..) = template::source::parse(&text);
    let written = root.at_path(&[&entry[..], &["Action"]].concat()).and_then(template::source::Node::scalar);
    let known = scenario.node(to).and_then(|node| Some(node.config.as_ref()?.descriptor().actions)).unwrap_or_default();
    if known.iter().any(|known| written == Some(known.name)) {
        return Ok(text);
    }
    let text = set(&text, "Action", &Value::Text(action.name.into()))?;
    set(&text, "Input", &example_of(action))
}

fn example_of(action: &ActionSpec) -> Value {
    let json = serde_json::from_str(action.example).unwrap_or_else(|_| serde_json::json!({}));
    Properties::of_json(&json).value
}

/// Adds an entry to a list of the block; there may be none yet.
fn append_to_block(text: &str, section: &str, entry: Properties) -> Result<Vec<Edit>, Arc<str>> {
    let (root, ..) = template::source::parse(text);
    match root.at_path(&[&BLOCK[..], &[section]].concat()).map_or(0, |list| list.items().len()) {
        0 => set_in_block(text, &[section], &Value::List(vec![entry])),
        known => set_in_block(text, &[section, &known.to_string()], &entry.value),
    }
}

/// Removes a wire.
pub fn disconnect(scenario: &Scenario, text: &str, wire: Option<&WireView>) -> Outcome {
    let view = wire.ok_or("this wire is gone already")?;
    if client_name(&view.from).is_some() {
        return remove(scenario, text, std::slice::from_ref(&view.from));
    }
    let wire = wire_of(scenario, view).ok_or("this wire is gone already")?;
    let edits = connect::disconnect(text, wire).map_err(|error| told(&error))?;
    Ok(Change::new(format!("Disconnect {} from {}", view.from, view.to), edit::apply(text, &edits)))
}

/// Sets a property of a resource; an empty text takes it away.
pub fn set(scenario: &Scenario, text: &str, id: &str, property: &str, value: &str) -> Outcome {
    let value = (!value.trim().is_empty()).then(|| value_of(value));
    let edits = template::fields::set(text, scenario, id, property, value.as_ref());
    let text = edit::apply(text, &edits.map_err(|error| told(&error))?);
    // Of a list people know the name, and not the places of its items.
    let named: Vec<&str> = property.split('.').take_while(|key| key.parse::<usize>().is_err()).collect();
    Ok(Change::new(format!("Set {} of {id}", named.join(".")), text))
}

/// Reads what a person typed: a number, a truth value, JSON, or a text.
fn value_of(text: &str) -> Value {
    let text = text.trim();
    match serde_json::from_str::<serde_json::Value>(text) {
        // As a number no template could say it.
        Ok(serde_json::Value::Number(number)) if is_beyond(&number) => Value::Text(text.into()),
        Ok(json) => Properties::of_json(&json).value,
        Err(_) => Value::Text(text.into()),
    }
}

/// Tells whether a number is whole and too large to be counted with.
fn is_beyond(number: &serde_json::Number) -> bool {
    Properties::of_json(&number.clone().into()).integer().is_none()
        && number.as_f64().is_none_or(|it| it.fract() == 0.0)
}

/// Changes a setting of the run.
pub fn setting(text: &str, command: &RunCommand, settings: &Settings) -> Outcome {
    let text_value = |value: &Arc<str>| Value::Text(value.clone());
    let (label, path, value): (&str, &[&str], Value) = match command {
        RunCommand::SetProfile(profile) => ("Set the profile", &["Profile"], text_value(profile)),
        RunCommand::SetSeed(seed) => ("Set the seed", &["Seed"], seed_value(*seed)),
        RunCommand::OtherLuck => ("Try other luck", &["Seed"], seed_value(settings.seed.wrapping_add(1))),
        RunCommand::SetLatency(latency) => ("Set the latency", &["Latency"], text_value(latency)),
        RunCommand::SetDuration(duration) => {
            if span_of(duration).is_none() {
                return Err(format!("\"{duration}\" is not a duration: write it as \"90s\" or \"15m\"").into());
            }
            ("Set the duration", &["Duration"], text_value(duration))
        }
        RunCommand::SetAccountLimit(limit) => {
            ("Set the account's limit", &["Account", "ConcurrentExecutions"], Value::Integer(i64::from(*limit)))
        }
        RunCommand::SetParameter { .. } => return Err("parameters are set beside the text".into()),
    };
    let edits = set_in_block(text, path, &value)?;
    Ok(Change::new(label, edit::apply(text, &edits)))
}

/// Returns the text with a title.
///
/// # Errors
/// The reason why it has no place for one.
pub fn entitle(text: &str, title: &str) -> Result<String, Arc<str>> {
    let edits = set_in_block(text, &["Title"], &Value::Text(title.into()))?;
    Ok(edit::apply(text, &edits))
}

fn seed_value(seed: u64) -> Value {
    i64::try_from(seed).map_or_else(|_| Value::Text(seed.to_string().into()), Value::Integer)
}

fn set_in_block(text: &str, path: &[&str], value: &Value) -> Result<Vec<Edit>, Arc<str>> {
    edit::set_property(text, &[&BLOCK[..], path].concat(), value).map_err(|error| told(&error))
}

/// Tells whether an intervention makes the template say something else from its instant on.
pub fn changes_settings(name: &str) -> bool {
    name == "SetProperty"
}

/// Where what was done stands in the template.
pub const INTERVENTIONS: &str = "Metadata.Lambdarium.Interventions.";

/// Tells whether an intervention is something that AWS may refuse, for what the template says beside it.
pub fn asks_aws(name: &str) -> bool {
    changes_settings(name) || name == "SetReservedConcurrency"
}

/// Finds what is to be done to which node, by the reading that the template's own entries go through: what that refuses
/// is not done.
pub fn intervention(
    scenario: &Scenario,
    command: &ActCommand,
    at: SimTime,
) -> Result<(Arc<str>, Arc<Intervention>), Arc<str>> {
    let (entry, _) = entry_of_act(command, at)?;
    let read = template::metadata::read_intervention(&entry, &scenario.template.stack, scenario.settings.profile);
    let planned = read.map_err(|problem| in_words(command.subject(), &problem))?;
    match why_not_now(scenario, command, at) {
        Some(reason) => Err(reason.replacen("It", name_of(command.subject()), 1).into()),
        None => Ok((planned.on, planned.intervention)),
    }
}

/// Returns why something cannot be done at an instant that can be done at others; `It` is the resource.
#[must_use]
pub fn why_not_now(scenario: &Scenario, command: &ActCommand, at: SimTime) -> Option<&'static str> {
    let ActCommand::Intervene { on, name, .. } = command else { return None };
    match (&**name, is_gone(scenario, on, at)) {
        // Nobody brought into being what was there from the start: a run that repeats it would be without it before.
        ("Create", false) => Some("It is there: only what was deleted can be brought back"),
        ("Delete", true) => Some("It is deleted already"),
        _ => None,
    }
}

/// Tells whether a resource is not there at an instant, by what is planned: it was deleted, or comes only later.
fn is_gone(scenario: &Scenario, id: &str, at: SimTime) -> bool {
    let planned = scenario.interventions.iter().filter(|planned| *planned.on == *id);
    let mut turns: Vec<(SimTime, bool)> = planned
        .filter_map(|planned| match *planned.intervention {
            Intervention::Delete => Some((planned.at, true)),
            Intervention::Create => Some((planned.at, false)),
            _ => None,
        })
        .collect();
    turns.sort_by_key(|(at, _)| *at);
    match turns.iter().rev().find(|(turn, _)| *turn <= at) {
        Some((_, gone)) => *gone,
        None => turns.first().is_some_and(|(_, gone)| !gone),
    }
}

/// Writes what was done into the template, with its instant, so that a run of it repeats it.
pub fn record(text: &str, command: &ActCommand, at: SimTime) -> Outcome {
    let (entry, label) = entry_of_act(command, at)?;
    let edits = append_to_block(text, "Interventions", entry)?;
    Ok(Change::new(label, edit::apply(text, &edits)))
}

/// Lets the run of a changed template last until another instant, in the same step.
pub fn lengthen(change: Change, until: SimTime) -> Outcome {
    let edits = set_in_block(&change.text, &["Duration"], &Value::Text(written_at(until).into()))?;
    Ok(Change { text: edit::apply(&change.text, &edits), ..change })
}

/// Makes the entry of `Interventions` that does what a person does, and says in words what that is.
fn entry_of_act(command: &ActCommand, at: SimTime) -> Result<(Properties, String), Arc<str>> {
    match command {
        ActCommand::Send { to, action, input, count } => {
            let json: serde_json::Value = serde_json::from_str(input).map_err(|_| broken::words(input))?;
            let mut entry = entry_of(to, "Send", "", at);
            push(&mut entry, "Action", Value::Text(action.clone()));
            push(&mut entry, "Input", Properties::of_json(&json).value);
            push(&mut entry, "Count", Value::Integer(i64::from(*count)));
            Ok((entry, format!("Send {count} to {to}")))
        }
        ActCommand::Intervene { value, .. } if broken::is_meant(value) && broken::problem(value).is_some() => {
            Err(broken::words(value).into())
        }
        ActCommand::Intervene { on, name, value } => Ok((entry_of(on, name, value, at), deed_in_words(name, on))),
    }
}

/// Says what is done to what: `Fail next on Thumbnail`, `Purge Jobs`, `Bring Jobs back`.
fn deed_in_words(name: &str, on: &str) -> String {
    // The card itself is removed by another command, and created by one, so these two say more.
    if let Some(deed) = [DELETE, CREATE].iter().find(|deed| deed.name == name) {
        return deed.order_to(on);
    }
    let mut words = String::new();
    for (index, letter) in name.char_indices() {
        if index > 0 && letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(if index > 0 { letter.to_lowercase().collect::<Vec<_>>() } else { vec![letter] });
    }
    if words.contains(' ') { format!("{words} on {on}") } else { format!("{words} {on}") }
}

/// Makes an entry of `Interventions`.
fn entry_of(on: &str, name: &str, value: &str, at: SimTime) -> Properties {
    let mut entry = Properties::generated(Value::Map(Vec::new()));
    push(&mut entry, "At", Value::Text(written_at(at).into()));
    push(&mut entry, "On", Value::Text(on.into()));
    push(&mut entry, "Do", Value::Text(name.into()));
    let key = match name {
        "FailNext" => "Count",
        "Outage" => "Until",
        _ => "Value",
    };
    if name == "SetProperty"
        && let Value::Map(entries) = value_of(value)
    {
        entries.into_iter().for_each(|(key, value)| push(&mut entry, &key.text, value.value));
        return entry;
    }
    // A person says how long, the template until when.
    let until = span_of(value).filter(|_| name == "Outage").map(|span| written_at(at + span));
    let value = until.as_deref().unwrap_or(value);
    // A reservation without a number is taken away.
    if !value.trim().is_empty() {
        push(&mut entry, key, value_of(value));
    } else if name == "SetReservedConcurrency" {
        push(&mut entry, key, Value::Null);
    }
    entry
}

fn push(map: &mut Properties, key: &str, value: Value) {
    if let Value::Map(entries) = &mut map.value {
        entries.push((Key { text: key.into(), at: Default::default() }, Properties::generated(value)));
    }
}

/// Writes an instant to the nanosecond, as a duration of the template.
fn written_at(at: SimTime) -> String {
    time_text::written(at.since(SimTime::ZERO))
}

pub(crate) fn told(error: &dyn std::fmt::Display) -> Arc<str> {
    error.to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_the_value_that_is_meant() {
        assert_eq!(value_of("30"), Value::Integer(30));
        assert_eq!(value_of("true"), Value::Bool(true));
        assert_eq!(value_of("photos/"), Value::Text("photos/".into()));
        assert!(matches!(value_of("{\"a\": [1]}"), Value::Map(_)));
    }
}
