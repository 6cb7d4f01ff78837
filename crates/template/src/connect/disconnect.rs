//! Removing a wire: exactly what makes it, and what was written for its sake alone.

use super::draft::{Draft, text};
use super::take_away::{mentions, remove_whole};
use super::write::{policy_of_call, trust_of_the_edge};
use crate::edit::{Edit, EditError, json};
use crate::fields::event_that_made;
use crate::source::Node;
use crate::{Scenario, ScenarioOptions};
use aws::service::Wire;
use aws::service::properties::Properties;

/// The way to something in a text: keys and list indexes.
type Path = Vec<String>;

/// Types of which each allows a service to call another.
const PERMISSIONS: [&str; 3] = ["AWS::Lambda::Permission", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"];

/// The ends of a wire.
#[derive(Clone, Copy, Debug)]
struct Ends<'a> {
    from: &'a str,
    to: &'a str,
}

/// Removes a wire: the entry that makes it, and the permission for it where no other wire needs that. All else stays,
/// even where it names both ends.
///
/// # Errors
/// Refuses texts that cannot be read, and wires that nothing in the text makes.
pub fn disconnect(source: &str, wire: &Wire) -> Result<Vec<Edit>, EditError> {
    let mut draft = Draft::new(source);
    let ends = Ends { from: wire.from.as_deref().unwrap_or_default(), to: wire.to.as_deref().unwrap_or_default() };
    let makers = makers(draft.root(), wire, ends)?;
    if makers.is_empty() {
        return Err(EditError::Missing(format!("{} to {}", ends.from, ends.to)));
    }
    let origins = origin_ids(draft.root(), &makers);
    // From behind, so that the indexes before stay what they are.
    for path in makers.iter().rev() {
        take_out(&mut draft, path)?;
    }
    if wire.kind == "Origin" {
        aim_elsewhere(&mut draft, ends.from, &origins)?;
    }
    remove_companions(&mut draft, wire.kind, ends)?;
    Ok(draft.edits())
}

/// Returns where that stands which makes a wire, in the order of the text.
fn makers(root: &Node, wire: &Wire, ends: Ends<'_>) -> Result<Vec<Path>, EditError> {
    let own = |rest: &[&str]| joined(&["Resources", ends.from, "Properties"], rest);
    let to_other = |path: Path| Some(path).filter(|path| node_at(root, path).is_some_and(|it| mentions(it, ends.to)));
    Ok(match wire.kind {
        "Notification" => notification(root, wire)?.into_iter().collect(),
        "Subscription" => made_by(root, wire, ends, &[]),
        "EventSourceMapping" | "Target" => made_by(root, wire, ends, &[]),
        "EdgeAssociation" => association(root, wire, ends).into_iter().collect(),
        "Origin" => items_with(root, &own(&["DistributionConfig", "Origins"]), "DomainName", ends.to),
        "Redrive" => to_other(own(&["RedrivePolicy"])).into_iter().collect(),
        "DeadLetter" if wire.id.is_some() => made_by(root, wire, ends, &["RedrivePolicy"]),
        "DeadLetter" => {
            ["DeadLetterQueue", "DeadLetterConfig"].into_iter().filter_map(|key| to_other(own(&[key]))).collect()
        }
        "OnSuccess" | "OnFailure" if wire.id.is_some() => made_by(root, wire, ends, &["DestinationConfig", wire.kind]),
        "OnSuccess" | "OnFailure" => {
            let in_function = to_other(own(&["EventInvokeConfig", "DestinationConfig", wire.kind]));
            let beside = resources(root, "AWS::Lambda::EventInvokeConfig");
            let beside = beside.filter(|(_, node)| {
                node.at_path(&["Properties", "FunctionName"]).is_some_and(|it| mentions(it, ends.from))
            });
            let beside = beside.filter_map(|(id, _)| {
                to_other(joined(&["Resources", id, "Properties", "DestinationConfig"], &[wire.kind]))
            });
            in_function.into_iter().chain(beside).collect()
        }
        "Call" => calls(root, ends),
        _ => Vec::new(),
    })
}

fn joined(base: &[&str], rest: &[&str]) -> Path {
    base.iter().chain(rest).map(|part| (*part).to_owned()).collect()
}

fn node_at<'n>(root: &'n Node, path: &[String]) -> Option<&'n Node> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    root.at_path(&path)
}

/// Returns the resources of a type with their ids.
fn resources<'n>(root: &'n Node, type_name: &'n str) -> impl Iterator<Item = (&'n str, &'n Node)> {
    let all = root.get("Resources").map_or(&[][..], Node::entries).iter();
    let typed = move |node: &Node| node.get("Type").and_then(Node::scalar) == Some(type_name);
    all.filter(move |entry| typed(&entry.value)).map(|entry| (&*entry.key.text, &entry.value))
}

/// Returns the items of a list in which something names a resource below a key.
fn items_with(root: &Node, list: &[String], key: &str, named: &str) -> Vec<Path> {
    let items = node_at(root, list).map_or(&[][..], Node::items).iter().enumerate();
    let those = items.filter(|(_, item)| item.get(key).is_some_and(|value| mentions(value, named)));
    those.map(|(index, _)| [list, &[index.to_string()]].concat()).collect()
}

/// Returns the item of a bucket's list, or the event of a function, of which a notification's event types stand at a
/// place; of an event for several types the one item. What is shared makes several wires, and goes for none alone.
fn notification(root: &Node, wire: &Wire) -> Result<Option<Path>, EditError> {
    let mut paths =
        root.paths_to(wire.at.0).into_iter().filter(|path| path.first().is_some_and(|key| key == "Resources"));
    let Some(path) = paths.next() else { return Ok(None) };
    match paths.next() {
        Some(other) => Err(EditError::Shared(other.join("."))),
        None => Ok(whole_notification(root, path)),
    }
}

fn whole_notification(root: &Node, path: Path) -> Option<Path> {
    match path.iter().position(|key| key == "Events").filter(|_| path.get(3).is_some_and(|key| key == "Events")) {
        // Resources, function, Properties, Events, event, Properties, Events, index.
        Some(_) => {
            let types = node_at(root, path.get(..7)?).map_or(0, |types| types.items().len());
            Some(if path.len() > 7 && types > 1 { path } else { path[..5].to_vec() })
        }
        // Resources, bucket, Properties, NotificationConfiguration, list, index, Event.
        None => path.get(..6).map(<[String]>::to_vec),
    }
}

/// Returns what makes the wires of a resource that stands for it alone, or of what the transform makes that resource
/// from; `inner` is the part of it that makes this wire, none for the whole.
fn made_by(root: &Node, wire: &Wire, ends: Ends<'_>, inner: &[&str]) -> Vec<Path> {
    let Some(id) = wire.id.as_deref() else { return Vec::new() };
    if id == ends.from {
        // A topic that has the subscription within.
        let list = joined(&["Resources", id, "Properties", "Subscription"], &[]);
        return match inner {
            [] => items_with(root, &list, "Endpoint", ends.to),
            [key, ..] => items_with(root, &list, key, ends.to)
                .into_iter()
                .map(|path| [path, vec![(*key).to_owned()]].concat())
                .collect(),
        };
    }
    if root.at_path(&["Resources", id]).is_some() {
        let base: &[&str] = if inner.is_empty() { &[] } else { &["Properties"] };
        return vec![joined(&["Resources", id], &[base, inner].concat())];
    }
    let Some((owner, event, _)) = event_that_made(root, id) else { return Vec::new() };
    let base: &[&str] = if inner.is_empty() { &[] } else { &["Properties"] };
    vec![joined(&["Resources", &owner, "Properties", "Events", &event], &[base, inner].concat())]
}

/// Returns the item of the behaviour at whose hook the function stands: there is one function at each.
fn association(root: &Node, wire: &Wire, ends: Ends<'_>) -> Option<Path> {
    let text = |key: &str| wire.extra.get(key).and_then(|it| it.as_str());
    let (hook, pattern) = (text("event_type")?, text("path"));
    let config = joined(&["Resources", ends.from, "Properties", "DistributionConfig"], &[]);
    let behaviours = match pattern {
        None => vec![[&config[..], &["DefaultCacheBehavior".to_owned()]].concat()],
        Some(_) => {
            let list = [&config[..], &["CacheBehaviors".to_owned()]].concat();
            let count = node_at(root, &list).map_or(0, |it| it.items().len());
            (0..count).map(|index| [&list[..], &[index.to_string()]].concat()).collect()
        }
    };
    behaviours.into_iter().find_map(|behaviour| {
        let node = node_at(root, &behaviour)?;
        // A pattern that is no plain text is taken for the one that is meant.
        let written = node.get("PathPattern").and_then(Node::scalar);
        if pattern.is_some() && written.is_some_and(|written| Some(written) != pattern) {
            return None;
        }
        let items = node.get("LambdaFunctionAssociations")?.items();
        let index = items.iter().position(|item| item.get("EventType").and_then(Node::scalar) == Some(hook))?;
        Some([behaviour, vec!["LambdaFunctionAssociations".to_owned(), index.to_string()]].concat())
    })
}

/// Returns the calls of a function to a resource, and SAM's policy for them.
fn calls(root: &Node, ends: Ends<'_>) -> Vec<Path> {
    let block = joined(&["Metadata", "Lambdarium", "Functions", ends.from, "Calls"], &[]);
    let items = node_at(root, &block).map_or(&[][..], Node::items).iter().enumerate();
    let calls = items.filter(|(_, call)| call.get("To").and_then(Node::scalar) == Some(ends.to));
    let calls: Vec<Path> = calls.map(|(index, _)| [&block[..], &[index.to_string()]].concat()).collect();
    if calls.is_empty() {
        return calls;
    }
    let type_of_target = root.at_path(&["Resources", ends.to, "Type"]).and_then(Node::scalar).unwrap_or_default();
    let policy = Properties::generated(policy_of_call(type_of_target, ends.to)).json();
    let list = joined(&["Resources", ends.from, "Properties", "Policies"], &[]);
    let items = node_at(root, &list).map_or(&[][..], Node::items).iter().enumerate();
    let policies = items.filter(|(_, item)| json(item) == policy);
    let policies = policies.map(|(index, _)| [&list[..], &[index.to_string()]].concat());
    calls.into_iter().chain(policies.collect::<Vec<_>>()).collect()
}

/// Removes what stands at a path, with what around it would hold nothing then.
fn take_out(draft: &mut Draft<'_>, path: &[String]) -> Result<(), EditError> {
    let mut path: Vec<&str> = path.iter().map(String::as_str).collect();
    if !draft.has(&path) {
        return Ok(());
    }
    if let ["Resources", id] = path[..] {
        return remove_whole(draft, id);
    }
    // Of the block nothing has to stay; of a resource its type.
    let depth_min = if path.first() == Some(&"Resources") { 3 } else { 1 };
    while path.len() > depth_min {
        let above = &path[..path.len() - 1];
        let alone = draft.root().at_path(above).is_some_and(|node| node.entries().len() + node.items().len() == 1);
        if !alone {
            break;
        }
        path.pop();
    }
    draft.remove(&path)?;
    match path[..] {
        ["Resources", id, ..] if says_nothing(draft, id) => remove_whole(draft, id),
        _ => Ok(()),
    }
}

/// Tells whether a resource was to say how asynchronous invocations end, and does not any more.
fn says_nothing(draft: &Draft<'_>, id: &str) -> bool {
    let properties = draft.root().at_path(&["Resources", id, "Properties"]).map_or(&[][..], Node::entries);
    let is_bare = properties.iter().all(|entry| ["FunctionName", "Qualifier"].contains(&&*entry.key.text));
    is_bare && draft.type_of(id) == "AWS::Lambda::EventInvokeConfig"
}

/// Kinds of wire over which a service calls on behalf of a resource, which has to be allowed to it.
const ALLOWED: [&str; 4] = ["Notification", "Subscription", "Target", "DeadLetter"];

/// Removes what was written for wires of a kind between two resources, where there is no such wire any more.
fn remove_companions(draft: &mut Draft<'_>, kind: &str, ends: Ends<'_>) -> Result<(), EditError> {
    let wires = Scenario::read(draft.text(), &ScenarioOptions::default()).wires;
    let leads_to = |wire: &Wire| wire.to.as_deref() == Some(ends.to);
    let leads = |wire: &Wire| leads_to(wire) && wire.from.as_deref() == Some(ends.from);
    match kind {
        // A function does what it does by its role.
        "DeadLetter" if draft.type_of(ends.from) != "AWS::SNS::Topic" => Ok(()),
        kind if ALLOWED.contains(&kind) => {
            let is_needed = wires.iter().any(|wire| leads(wire) && ALLOWED.contains(&wire.kind));
            if is_needed { Ok(()) } else { remove_permissions(draft, ends) }
        }
        "EdgeAssociation" => {
            let is_needed = wires.iter().any(|wire| leads_to(wire) && wire.kind == "EdgeAssociation");
            if is_needed { Ok(()) } else { leave_the_edge(draft, ends.to) }
        }
        _ => Ok(()),
    }
}

/// Removes what allows one resource to call another: by its name, because the permission for a bucket need not name
/// both ends; and what names both. Of a policy that allows more, the one statement.
fn remove_permissions(draft: &mut Draft<'_>, ends: Ends<'_>) -> Result<(), EditError> {
    let Ends { from, to } = ends;
    let usual = [format!("{from}To{to}Policy"), format!("{from}To{to}Permission"), format!("{from}{to}Permission")];
    let is_usual = |id: &str| usual.iter().any(|usual| id.trim_end_matches(|c: char| c.is_ascii_digit()) == *usual);
    let all = PERMISSIONS.iter().flat_map(|type_name| resources(draft.root(), type_name));
    let theirs = all.filter(|(id, node)| is_usual(id) || mentions(node, from) && mentions(node, to));
    let ids: Vec<String> = theirs.map(|(id, _)| id.to_owned()).collect();
    for id in ids {
        let statements = ["Resources", &id, "Properties", "PolicyDocument", "Statement"];
        let items = draft.root().at_path(&statements).map_or(&[][..], Node::items);
        let theirs: Vec<usize> =
            (0..items.len()).filter(|index| mentions(&items[*index], from) && mentions(&items[*index], to)).collect();
        if items.len() == theirs.len() || theirs.is_empty() && is_usual(&id) {
            remove_whole(draft, &id)?;
            continue;
        }
        for index in theirs.iter().rev() {
            draft.remove(&[&statements[..], &[&index.to_string()]].concat())?;
        }
    }
    Ok(())
}

/// Removes what a function has only to stand at the edge: its version as a resource, and who may assume its role as it
/// was written for that. That it publishes versions stays: nobody can tell whether that was for the edge.
fn leave_the_edge(draft: &mut Draft<'_>, function: &str) -> Result<(), EditError> {
    let trust = ["Resources", function, "Properties", "AssumeRolePolicyDocument"];
    let ours = Properties::generated(trust_of_the_edge()).json();
    if draft.root().at_path(&trust).is_some_and(|node| json(node) == ours) {
        draft.remove(&trust)?;
    }
    let version = format!("{function}Version");
    let properties = draft.root().at_path(&["Resources", &version, "Properties"]).map_or(&[][..], Node::entries);
    let is_bare = properties.len() == 1 && &*properties[0].key.text == "FunctionName";
    let is_asked_for = draft.root().entries().iter().any(|section| mentions(&section.value, &version));
    if is_bare && !is_asked_for && draft.type_of(&version) == "AWS::Lambda::Version" {
        remove_whole(draft, &version)?;
    }
    Ok(())
}

/// Returns the ids of the origins that stand at some paths.
fn origin_ids(root: &Node, paths: &[Path]) -> Vec<String> {
    paths.iter().filter_map(|path| Some(node_at(root, path)?.get("Id")?.scalar()?.to_owned())).collect()
}

/// Lets the default behaviour of a distribution no longer ask origins that are gone: it asks the first one left.
fn aim_elsewhere(draft: &mut Draft<'_>, distribution: &str, gone: &[String]) -> Result<(), EditError> {
    let config = ["Resources", distribution, "Properties", "DistributionConfig"];
    let default = [&config[..], &["DefaultCacheBehavior", "TargetOriginId"]].concat();
    let aim = draft.root().at_path(&default).and_then(Node::scalar);
    if !aim.is_some_and(|aim| gone.iter().any(|gone| gone == aim)) {
        return Ok(());
    }
    let left = draft.root().at_path(&[&config[..], &["Origins", "0", "Id"]].concat());
    match left.and_then(Node::scalar).map(text) {
        Some(left) => draft.set(&default, &left),
        None => take_out(draft, &joined(&default, &[])),
    }
}
