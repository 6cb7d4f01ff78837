//! Pasting cards: what another template holds is added to this one, under names of its own.

use super::copy::{BEHAVIOUR, NAMED};
use super::draft::{Draft, text};
use super::resource::whole_place;
use crate::edit::{Edit, EditError, apply, rename, value_of};
use crate::metadata::Position;
use crate::scenario::is_wire_type;
use crate::source::{self, Node};
use aws::diagnostics::Severity;
use aws::service::properties::{Properties, Value};
use aws::stack::world::{client_id, client_name};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What came of a paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// The logical ids of the new resources that are drawn as cards.
    pub cards: Vec<String>,
    /// The names of the new clients.
    pub clients: Vec<String>,
    /// The edits.
    pub edits: Vec<Edit>,
}

const BLOCK: [&str; 2] = ["Metadata", "Lambdarium"];
const SAM: &str = "AWS::Serverless-2016-10-31";
/// Properties by which AWS knows a resource: two of a type cannot have the same.
const PHYSICAL_NAMES: [&str; 6] = ["QueueName", "TopicName", "FunctionName", "BucketName", "TableName", "Name"];

/// Adds the resources and clients of another template. Names that are taken get a number behind, and what names them
/// follows. With `at`, the upper left corner of the new cards goes there.
///
/// # Errors
/// Refuses texts that cannot be read, and a template that holds nothing to add.
pub fn paste(source: &str, fragment: &str, at: Option<Position>) -> Result<Pasted, EditError> {
    let (root, _, problems) = source::parse(fragment);
    let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    let is_empty = |path: &[&str]| root.at_path(path).is_none_or(|it| it.entries().is_empty() && it.items().is_empty());
    if is_broken || is_empty(&["Resources"]) && is_empty(&["Metadata", "Lambdarium", "Traffic"]) {
        return Err(EditError::NoTemplate);
    }
    let mut draft = Draft::new(source);
    let (fragment, renamed) = with_own_names(&draft, fragment.to_owned(), &root)?;
    let (root, ..) = source::parse(&fragment);
    if root.get("Transform").is_some() && !draft.has(&["Transform"]) {
        draft.set(&["Transform"], &text(SAM))?;
    }
    named_sections(&mut draft, &root)?;
    let entries = root.get("Resources").map_or(&[][..], Node::entries);
    let mut written = Vec::new();
    let mut rendered = Vec::new();
    for entry in entries {
        let mut value = value_of(&entry.value);
        let has_new_name = with_own_physical_name(&draft, &entry.value, &mut value);
        match own_lines(&fragment, &entry.value).filter(|_| !has_new_name) {
            Some(body) => written.push((&*entry.key.text, body)),
            None => rendered.push((&*entry.key.text, value)),
        }
    }
    draft.insert_all(&written)?;
    draft.set_all(&["Resources"], &rendered)?;
    let is_card = |entry: &&source::Entry| !is_wire_type(entry.value.get("Type").and_then(Node::scalar).unwrap_or(""));
    let cards: Vec<String> = entries.iter().filter(is_card).map(|entry| entry.key.text.to_string()).collect();
    for section in BEHAVIOUR {
        let path = [&BLOCK[..], &[section]].concat();
        let entries = root.at_path(&path).map_or(&[][..], Node::entries);
        let own = entries.iter().filter(|entry| renamed.contains(&*entry.key.text));
        let own: Vec<_> = own.map(|entry| (&*entry.key.text, value_of(&entry.value))).collect();
        draft.set_all(&path, &own)?;
    }
    let clients = clients(&mut draft, &root)?;
    places(&mut draft, &root, (&renamed, &clients), at)?;
    let clients = clients.into_iter().map(|(_, name)| name).collect();
    Ok(Pasted { cards, clients, edits: draft.edits() })
}

/// Renames what is taken in the other text. Returns the fragment and the ids of its resources.
fn with_own_names(
    draft: &Draft<'_>,
    mut fragment: String,
    root: &Node,
) -> Result<(String, BTreeSet<String>), EditError> {
    let ids: Vec<&str> = root.get("Resources").map_or(&[][..], Node::entries).iter().map(|it| &*it.key.text).collect();
    let is_wire =
        |id: &&&str| root.at_path(&["Resources", id, "Type"]).and_then(Node::scalar).is_some_and(is_wire_type);
    let (wires, cards): (Vec<&str>, Vec<&str>) = ids.iter().partition(|id| is_wire(id));
    let mut names = Names { draft, taken: ids.iter().map(|id| (*id).to_owned()).collect() };
    let mut renamed: Vec<(&str, String)> = Vec::new();
    for id in cards {
        renamed.push((id, names.free(id, id)));
    }
    for id in wires {
        // What is called after its ends is called after their new names.
        let wish = after_ends(id, &renamed);
        renamed.push((id, names.free(id, &wish)));
    }
    for (old, new) in renamed.iter().filter(|(old, new)| old != new) {
        let edits = rename(&fragment, old, new)?;
        fragment = apply(&fragment, &edits);
    }
    Ok((fragment, renamed.into_iter().map(|(_, new)| new).collect()))
}

/// Which names are taken here and there.
struct Names<'d, 's> {
    draft: &'d Draft<'s>,
    taken: BTreeSet<String>,
}

impl Names<'_, '_> {
    /// Returns a name for a resource: its own where the text has none such, else the one wished for or one with a
    /// higher number behind.
    fn free(&mut self, own: &str, wish: &str) -> String {
        let is_here = |name: &str| ["Resources", "Parameters"].iter().any(|it| self.draft.has(&[it, name]));
        if own == wish && !is_here(own) {
            return own.to_owned();
        }
        let name = numbered(wish).find(|name| !is_here(name) && !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }
}

/// Returns a name and then the same with higher and higher numbers behind: `Queue`, `Queue2`, `Queue3`, …
pub(super) fn numbered(name: &str) -> impl Iterator<Item = String> {
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let base = if base.is_empty() { name } else { base };
    let number: u32 = name[base.len()..].parse().unwrap_or(1);
    let base = base.to_owned();
    std::iter::once(name.to_owned()).chain((number.saturating_add(1)..).map(move |n| format!("{base}{n}")))
}

/// Returns the name of what stands there for others, with their new names for their old ones: `UploadsToWork`.
fn after_ends(id: &str, renamed: &[(&str, String)]) -> String {
    let longest = |text: &str| {
        let begins = renamed.iter().filter(|(old, _)| text.starts_with(old));
        begins.max_by_key(|(old, _)| old.len()).map(|(old, new)| (old.len(), new.clone()))
    };
    let Some((length, first)) = longest(id) else { return id.to_owned() };
    let rest = &id[length..];
    let (between, rest) = if let Some(rest) = rest.strip_prefix("To") { ("To", rest) } else { ("", rest) };
    match longest(rest) {
        Some((length, second)) => format!("{first}{between}{second}{}", &rest[length..]),
        None => format!("{first}{between}{rest}"),
    }
}

/// Returns the lines of a value that is written by indentation, to be written elsewhere.
fn own_lines(source: &str, node: &Node) -> Option<String> {
    if node.style != source::Style::Indented || !super::copy::stands_alone(node) {
        return None;
    }
    let (start, end) = (node.at.start as usize, node.at.end as usize);
    let end = source[end..].find('\n').map_or(source.len(), |at| end + at);
    Some(format!("{}{}\n", " ".repeat(node.at.column as usize - 1), &source[start..end]))
}

/// Gives a resource a physical name of its own where another of its type has the same. Returns whether it did.
fn with_own_physical_name(draft: &Draft<'_>, node: &Node, value: &mut Value) -> bool {
    let type_name = node.get("Type").and_then(Node::scalar);
    let Value::Map(entries) = value else { return false };
    let properties = entries.iter_mut().find(|(key, _)| &*key.text == "Properties");
    let Some((_, Properties { value: Value::Map(properties), .. })) = properties else { return false };
    let mut is_changed = false;
    for (key, property) in properties.iter_mut().filter(|(key, _)| PHYSICAL_NAMES.contains(&&*key.text)) {
        let Value::Text(name) = &property.value else { continue };
        let resources = draft.root().get("Resources").map_or(&[][..], Node::entries);
        let is_taken = |name: &str| {
            let same = |it: &source::Entry| it.value.get("Type").and_then(Node::scalar) == type_name;
            let has =
                |it: &source::Entry| it.value.at_path(&["Properties", &key.text]).and_then(Node::scalar) == Some(name);
            resources.iter().any(|it| same(it) && has(it))
        };
        let (stem, ending) = name.strip_suffix(".fifo").map_or((&**name, ""), |stem| (stem, ".fifo"));
        let others = (2..).map(|n| format!("{stem}-{n}{ending}"));
        let free = std::iter::once(name.to_string()).chain(others).find(|name| !is_taken(name));
        if let Some(free) = free.filter(|free| **free != **name) {
            property.value = Value::Text(free.as_str().into());
            is_changed = true;
        }
    }
    is_changed
}

/// Adds parameters, mappings and conditions that are not there yet, and globals where no function is there to mind.
fn named_sections(draft: &mut Draft<'_>, root: &Node) -> Result<(), EditError> {
    for section in NAMED {
        for entry in root.get(section).map_or(&[][..], Node::entries) {
            if !draft.has(&[section, &entry.key.text]) {
                draft.set(&[section, &entry.key.text], &value_of(&entry.value))?;
            }
        }
    }
    let resources = draft.root().get("Resources").map_or(&[][..], Node::entries);
    let is_sam = |it: &source::Entry| {
        it.value.get("Type").and_then(Node::scalar).is_some_and(|name| name.starts_with("AWS::Serverless::"))
    };
    match root.get("Globals") {
        Some(globals) if !draft.has(&["Globals"]) && !resources.iter().any(is_sam) => {
            draft.set(&["Globals"], &value_of(globals))
        }
        _ => Ok(()),
    }
}

/// Says where the new cards are drawn: resources by their ids, clients by their names there and here.
fn places(
    draft: &mut Draft<'_>,
    root: &Node,
    (ids, clients): (&BTreeSet<String>, &[(String, String)]),
    at: Option<Position>,
) -> Result<(), EditError> {
    let layout = root.at_path(&["Metadata", "Lambdarium", "Layout"]).map_or(&[][..], Node::entries);
    let number = |node: &Node, key: &str| node.get(key)?.scalar()?.parse().ok().filter(|far: &f64| far.is_finite());
    let name_here = |key: &Arc<str>| match client_name(key) {
        Some(name) => clients.iter().find(|(there, _)| *there == *name).map(|(_, here)| client_id(here)),
        None => ids.contains(&**key).then(|| key.clone()),
    };
    let place = |entry: &source::Entry| {
        let position = Position { x: number(&entry.value, "X")?, y: number(&entry.value, "Y")? };
        Some((name_here(&entry.key.text)?, position))
    };
    let found: Vec<_> = layout.iter().filter_map(place).collect();
    let left = found.iter().map(|(_, place)| place.x).fold(f64::INFINITY, f64::min);
    let top = found.iter().map(|(_, place)| place.y).fold(f64::INFINITY, f64::min);
    let moved = |place: Position| at.map_or(place, |at| Position { x: place.x - left + at.x, y: place.y - top + at.y });
    let places: Vec<_> = found.iter().map(|(id, place)| (&**id, whole_place(moved(*place)))).collect();
    draft.set_all(&[&BLOCK[..], &["Layout"]].concat(), &places)
}

/// Adds the clients that have something to send to, and returns their names there and here.
fn clients(draft: &mut Draft<'_>, root: &Node) -> Result<Vec<(String, String)>, EditError> {
    let path = [&BLOCK[..], &["Traffic"]].concat();
    let mut added = Vec::new();
    for entry in root.at_path(&path).map_or(&[][..], Node::items) {
        let (Some(name), Some(to)) = (entry.get("Name").and_then(Node::scalar), entry.get("To").and_then(Node::scalar))
        else {
            continue;
        };
        if !draft.has(&["Resources", to]) {
            continue;
        }
        let known = draft.root().at_path(&path).map_or(&[][..], Node::items);
        let is_taken = |name: &str| known.iter().any(|it| it.get("Name").and_then(Node::scalar) == Some(name));
        let free = numbered(name).find(|name| !is_taken(name)).unwrap_or_default();
        let mut value = value_of(entry);
        if let Value::Map(entries) = &mut value
            && let Some((_, name)) = entries.iter_mut().find(|(key, _)| &*key.text == "Name")
        {
            name.value = Value::Text(free.as_str().into());
        }
        draft.append(&path, value)?;
        added.push((name.to_owned(), free));
    }
    Ok(added)
}

#[cfg(test)]
mod tests {
    use super::super::copy::{Picked, copy};
    use super::*;

    const TEXT: &str = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  # where pictures come in
  Uploads:
    Type: AWS::S3::Bucket
    DependsOn: UploadsToWorkPermission
    Properties:
      NotificationConfiguration:
        LambdaConfigurations:
          - Event: s3:ObjectCreated:*
            Function: !GetAtt Work.Arn # the wire
  Work:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: work
  UploadsToWorkPermission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Work
      Principal: s3.amazonaws.com
      SourceAccount: !Ref AWS::AccountId
Metadata:
  Lambdarium:
    Functions: { Work: { Duration: 1s } }
    Traffic:
      - { Name: Camera, To: Uploads, Action: PutObject, At: [0s], Input: { Key: a } }
";

    #[test]
    fn what_is_pasted_beside_itself_gets_names_of_its_own() {
        let places = [("Uploads", Position { x: 0.0, y: 40.0 }), ("Work", Position { x: 300.0, y: 0.0 })];
        let picked = Picked { ids: &["Uploads", "Work"], clients: &["Camera"], places: &places };
        let copied = copy(TEXT, &picked).expect("they are there");
        let pasted = paste(TEXT, &copied, Some(Position { x: 100.0, y: 200.0 })).expect("it is a template");
        let after = apply(TEXT, &pasted.edits);
        assert_eq!((pasted.cards, pasted.clients), (vec!["Uploads2".into(), "Work2".into()], vec!["Camera2".into()]));
        for line in [
            "    DependsOn: Uploads2ToWork2Permission\n",
            "            Function: !GetAtt Work2.Arn # the wire\n",
            "  Uploads2ToWork2Permission:\n",
            "      FunctionName: !Ref Work2\n",
            "      FunctionName: work-2\n",
            "    Functions: { Work: { Duration: 1s }, Work2: { Duration: '1s' } }\n",
            "      Uploads2:\n        X: 100\n        Y: 240\n",
            "      Work2:\n        X: 400\n        Y: 200\n",
            "To: Uploads2",
        ] {
            assert!(after.contains(line), "{line:?}\n{after}");
        }
        assert!(after.starts_with(&TEXT[..TEXT.find("Metadata").unwrap_or(0)]), "{after}");
    }

    #[test]
    fn numbers_are_counted_on() {
        let first = |name: &str| numbered(name).take(3).collect::<Vec<_>>().join(" ");
        assert_eq!(first("Queue"), "Queue Queue2 Queue3");
        assert_eq!(first("Queue7"), "Queue7 Queue8 Queue9");
        assert_eq!(first("12"), "12 122 123");
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for text in ["", "just some words", "{", "Resources: {}\n", "- a\n- b\n"] {
            assert_eq!(paste(TEXT, text, None), Err(EditError::NoTemplate), "{text:?}");
        }
    }

    #[test]
    fn templates_are_pasted_into_an_empty_text_and_into_json() {
        let queue = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n";
        let pasted = paste("", queue, None).expect("it is a template");
        assert_eq!(apply("", &pasted.edits), queue);
        let json = "{\n  \"Resources\": {\n    \"Jobs\": { \"Type\": \"AWS::SNS::Topic\" }\n  }\n}\n";
        let pasted = paste(json, queue, None).expect("it is a template");
        let after = apply(json, &pasted.edits);
        assert!(after.contains("\"Jobs2\": {"), "{after}");
    }
}
