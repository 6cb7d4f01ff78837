//! Changes of the template's own block: behaviour, traffic, interventions.

use super::{BLOCK, Change, Outcome, add_client, entry_index, set_in_block, told, value_of};
use crate::command::SetupCommand;
use crate::graph::rename::rename;
use crate::view::inspect::traffic::WHENS;
use aws::service::action::action;
use aws::service::properties::Properties;
use aws::services::descriptor_of;
use aws::stack::world::name_of;
use template::Scenario;
use template::edit;
use template::source::{Node, parse};

/// Makes a change of the block.
pub fn setup(scenario: &Scenario, text: &str, command: &SetupCommand) -> Outcome {
    match command {
        SetupCommand::Behave { function, path, value } => {
            let text = set(text, &["Functions", function], path, value)?;
            let text = with_fitting_call(scenario, text, function, path)?;
            Ok(Change::new(format!("Set {} of {function}", first(path)), text))
        }
        SetupCommand::Client { client, path, value } => set_client(text, client, path, value),
        SetupCommand::When { client, key } => set_when(text, client, key),
        SetupCommand::AddClient { to } => add_client(scenario, text, to),
        SetupCommand::TakeBack { index } => take_back(text, *index),
    }
}

fn first(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// Sets or removes what stands at a path below a place of the block; what holds nothing then goes as well.
fn set(text: &str, place: &[&str], path: &str, value: &str) -> Result<String, std::sync::Arc<str>> {
    let keys: Vec<&str> = place.iter().copied().chain(path.split('.')).collect();
    if value.trim().is_empty() {
        return remove(text, &keys, place.len());
    }
    let edits = set_in_block(text, &keys, &value_of(value))?;
    Ok(edit::apply(text, &edits))
}

/// Lets a call fit what it calls, once that or its action is another: an action that is taken there, with an example of
/// what it carries. What fits already stays.
fn with_fitting_call(
    scenario: &Scenario,
    text: String,
    function: &str,
    path: &str,
) -> Result<String, std::sync::Arc<str>> {
    let keys: Vec<&str> = path.split('.').collect();
    let ["Calls", index, "To" | "Action"] = keys[..] else { return Ok(text) };
    let place = ["Functions", function, "Calls", index];
    let root = parse(&text).0;
    let word = |key: &str| at(&root, &[&place[..], &[key]].concat()).and_then(Node::scalar);
    let target = word("To").and_then(|to| scenario.resource(to)).and_then(|to| descriptor_of(&to.type_name));
    let (takes, offers) = target.map_or((&[][..], &[][..]), |target| (target.takes, target.actions));
    let written = word("Action").and_then(action).filter(|action| takes.contains(&action.name));
    let Some(wanted) = written.map(|action| action.name).or_else(|| offers.first().map(|spec| spec.name)) else {
        // What lies outside, and a database, is called without an action.
        return ["Action", "Input"].into_iter().try_fold(text, |text, key| set(&text, &place, key, ""));
    };
    let keys = action(wanted).map_or(&[][..], |action| action.keys);
    let input = at(&root, &[&place[..], &["Input"]].concat()).map_or(&[][..], Node::entries);
    let fits = !input.is_empty() && input.iter().all(|entry| keys.contains(&&*entry.key.text));
    let text = if word("Action") == Some(wanted) { text } else { set(&text, &place, "Action", wanted)? };
    let example = offers.iter().find(|spec| spec.name == wanted).map_or("", |spec| spec.example);
    if fits { Ok(text) } else { set(&text, &place, "Input", example) }
}

/// Removes what stands at a path, and what above it holds nothing then, down to so many keys; an item of a list stays.
fn remove(text: &str, keys: &[&str], depth: usize) -> Result<String, std::sync::Arc<str>> {
    let root = parse(text).0;
    if at(&root, keys).is_none() {
        return Ok(text.to_owned());
    }
    let mut keys = keys;
    while keys.len() > depth + 1 {
        let above = &keys[..keys.len() - 1];
        let held = at(&root, above).map_or(0, |node| node.entries().len() + node.items().len());
        let is_item = at(&root, &keys[..keys.len() - 2]).is_some_and(|node| !node.items().is_empty());
        if held != 1 || is_item {
            break;
        }
        keys = above;
    }
    let edits = edit::remove(text, &[&BLOCK[..], keys].concat()).map_err(|error| told(&error))?;
    Ok(edit::apply(text, &edits))
}

fn at<'n>(root: &'n Node, keys: &[&str]) -> Option<&'n Node> {
    root.at_path(&[&BLOCK[..], keys].concat())
}

fn place_of(text: &str, client: &str) -> Result<String, std::sync::Arc<str>> {
    let index = entry_index(text, client).ok_or("this client is not in the template")?;
    Ok(index.to_string())
}

fn set_client(text: &str, client: &str, path: &str, value: &str) -> Outcome {
    if path == "Name" {
        let name = Properties::generated(value_of(value)).scalar_text().unwrap_or_default();
        return rename(text, client, name.trim());
    }
    let index = place_of(text, client)?;
    // Instants are written as a list, and entered with commas.
    let listed = (path == "At" && !value.trim().is_empty()).then(|| {
        let instants: Vec<&str> = value.split(',').map(str::trim).filter(|text| !text.is_empty()).collect();
        serde_json::json!(instants).to_string()
    });
    let changed = set(text, &["Traffic", &index], path, listed.as_deref().unwrap_or(value))?;
    Ok(Change::new(format!("Set {} of {}", first(path), name_of(client)), changed))
}

fn set_when(text: &str, client: &str, key: &str) -> Outcome {
    let index = place_of(text, client)?;
    let (_, _, begin) = WHENS.iter().find(|(known, ..)| *known == key).ok_or("there is no such way to say when")?;
    let place = ["Traffic", index.as_str()];
    let mut changed = text.to_owned();
    for (other, ..) in WHENS.iter().filter(|(other, ..)| *other != key) {
        if at(&parse(&changed).0, &[&place[..], &[other]].concat()).is_some() {
            changed = remove(&changed, &[&place[..], &[other]].concat(), place.len())?;
        }
    }
    let changed = set(&changed, &place, key, begin)?;
    Ok(Change::new(format!("Set when {} sends", name_of(client)), changed))
}

fn take_back(text: &str, index: usize) -> Outcome {
    let changed = remove(text, &["Interventions", &index.to_string()], 0)?;
    Ok(Change::new("Forget what was done", changed))
}
