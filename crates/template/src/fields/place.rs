//! Where a setting is written.

use super::part_of_type;
use crate::connect::draft::{Draft, map, reference, text};
use crate::edit::{Edit, EditError};
use crate::scenario::Scenario;
use crate::source::{Entry, Node};
use aws::service::PartSpec;
use aws::service::properties::{Properties, Value};
use aws::services::descriptor_of;

const SAM_FUNCTION: &str = "AWS::Serverless::Function";
/// Properties of plain resources, and what SAM calls them where it makes the resource of something else.
const SAM_NAMES: [(&str, &str); 4] = [
    ("DeadLetterConfig.TargetArn", "DeadLetterQueue.TargetArn"),
    ("EventSourceArn", "Queue"),
    ("TopicArn", "Topic"),
    ("RedrivePolicy.deadLetterTargetArn", "RedrivePolicy.deadLetterTargetArn"),
];
/// How many keys lead to the properties of a resource: what holds nothing any more is taken away down to here.
const DEPTH_OF_PROPERTIES: usize = 3;

/// Returns the path in the text at which a property of a resource of the stack is written, or would be; `None` where
/// nothing in the text can say it. Items of lists are named by their place among those that the resource has.
#[must_use]
pub fn path_of(scenario: &Scenario, id: &str, property: &str) -> Option<Vec<String>> {
    let root = &scenario.template.tree;
    let of = |base: &[&str], named: &str| {
        let read = scenario.resource(id).filter(|_| named == property).map(|resource| &resource.properties);
        as_written(root, base, read, named)
    };
    if root.at_path(&["Resources", id]).is_some() {
        let is_sam = type_of(root, id) == SAM_FUNCTION;
        return of(&["Resources", id, "Properties"], if is_sam { sam_name(property) } else { property });
    }
    let resource = scenario.resource(id)?;
    let owner = resource.generated_by.as_deref()?;
    if let Some(part) = part_of_type(&resource.type_name).filter(|part| !part.block.is_empty()) {
        return of(&["Resources", owner, "Properties", part.block], property);
    }
    let (owner, event, inner) = event_that_made(root, &resource.id)?;
    let base = ["Resources", &owner, "Properties", "Events", &event, "Properties"];
    match inner {
        Some(inner) => of(&[&base[..], &[inner]].concat(), property),
        None => of(&base, sam_name(property)),
    }
}

/// Returns the path to a setting below another path: in the text, lists have items too of which nothing came
/// (`AWS::NoValue`), so that those behind them have another place there.
fn as_written(root: &Node, base: &[&str], read: Option<&Properties>, property: &str) -> Option<Vec<String>> {
    let mut path: Vec<String> = base.iter().map(|key| (*key).to_owned()).collect();
    let (mut read, mut node) = (read, root.at_path(base));
    for key in property.split('.') {
        let written = match node.map(Node::items).filter(|items| items.iter().any(|item| item.intrinsic().is_some())) {
            Some(items) => place_in(items, read?, key.parse().ok()?)?.to_string(),
            None => key.to_owned(),
        };
        read = read.map(|read| read.at_path(key));
        node = node.and_then(|node| node.at_path(&[&written]));
        path.push(written);
    }
    Some(path)
}

/// Returns where the item that is read at an index stands among those that are written; behind all of them for one that
/// is not there yet.
fn place_in(written: &[Node], read: &Properties, index: usize) -> Option<usize> {
    let Value::List(read) = &read.value else { return None };
    let Some(to_it) = read.get(..=index) else { return Some(written.len() + index - read.len()) };
    let behind = |from: usize, item: &Properties| {
        let ahead = written[from..].iter().position(|node| node.at == item.at)?;
        Some(from + ahead + 1)
    };
    to_it.iter().try_fold(0, behind).map(|behind| behind - 1)
}

/// Returns the function and its event that a resource was made of, and the block within the event where that is not the
/// whole.
pub(crate) fn event_that_made(root: &Node, id: &str) -> Option<(String, String, Option<&'static str>)> {
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    let owner = |resource: &Entry| {
        let owner = &*resource.key.text;
        let rest = id.strip_prefix(owner)?;
        let events = resource.value.at_path(&["Properties", "Events"])?.entries();
        let (event, inner) = events.iter().find_map(|event| match rest.strip_prefix(&*event.key.text)? {
            "" => Some((event.key.text.to_string(), None)),
            "EventSourceMapping" => Some((event.key.text.to_string(), Some("SqsSubscription"))),
            _ => None,
        })?;
        Some((owner.to_owned(), event, inner))
    };
    resources.iter().find_map(owner)
}

fn sam_name(property: &str) -> &str {
    SAM_NAMES.iter().find(|(plain, _)| *plain == property).map_or(property, |(_, sam)| sam)
}

fn type_of<'n>(root: &'n Node, id: &str) -> &'n str {
    root.at_path(&["Resources", id, "Type"]).and_then(Node::scalar).unwrap_or_default()
}

/// Sets a property of a resource of the stack; `None` takes it away, with what holds nothing then. A property of a part
/// that is not there yet is named by the node and the part's block: `EventInvokeConfig.MaximumRetryAttempts`.
///
/// # Errors
/// Refuses texts that cannot be read, and properties that nothing in the text can say.
pub fn set(
    source: &str,
    scenario: &Scenario,
    id: &str,
    property: &str,
    value: Option<&Value>,
) -> Result<Vec<Edit>, EditError> {
    let mut draft = Draft::new(source);
    let (id, property) = match missing_part(scenario, draft.root(), id, property) {
        Some((part, rest)) => {
            let new = draft.free_name(&["Resources"], &format!("{id}InvokeConfig"));
            let base = map([(part.owner, reference(id)), ("Qualifier", text("$LATEST"))]);
            draft.add(&new, part.type_name, base)?;
            (new, rest)
        }
        None => (id.to_owned(), property.to_owned()),
    };
    let path = match draft.has(&["Resources", &id]) && scenario.resource(&id).is_none() {
        true => ["Resources", &id, "Properties"].into_iter().chain(property.split('.')).map(str::to_owned).collect(),
        false => path_of(scenario, &id, &property).ok_or_else(|| EditError::Missing(format!("{id}.{property}")))?,
    };
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match value {
        Some(value) => draft.set(&path, value)?,
        None => remove(&mut draft, &path)?,
    }
    Ok(draft.edits())
}

/// Returns the part of a plain function that has to be made before its property can be set.
fn missing_part(scenario: &Scenario, root: &Node, id: &str, property: &str) -> Option<(&'static PartSpec, String)> {
    let (block, rest) = property.split_once('.')?;
    let resource = scenario.resource(id)?;
    let parts = descriptor_of(&resource.type_name)?.parts;
    let part = parts.iter().find(|part| part.block == block)?;
    (type_of(root, id) != SAM_FUNCTION).then(|| (part, rest.to_owned()))
}

/// Removes what stands at a path, and what around it holds nothing then; an item of a list stays, because it is one
/// of several that a person counts. Where nothing stands nothing is removed, least of all what is around.
fn remove(draft: &mut Draft<'_>, path: &[&str]) -> Result<(), EditError> {
    if draft.root().at_path(path).is_none() {
        return Ok(());
    }
    let mut path = path;
    while path.len() > DEPTH_OF_PROPERTIES + 1 {
        let (above, around) = (&path[..path.len() - 1], &path[..path.len() - 2]);
        let node = draft.root().at_path(above);
        let alone = node.is_some_and(|node| node.entries().len() + node.items().len() == 1);
        let is_item = draft.root().at_path(around).is_some_and(|node| !node.items().is_empty());
        // An event keeps its properties, which say what it listens to.
        if !alone || is_item || above.last() == Some(&"Properties") {
            break;
        }
        path = above;
    }
    draft.remove(path)
}
