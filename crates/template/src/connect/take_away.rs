//! Removing resources and wires with all that only stands there for their sake.

use super::draft::{Draft, list, map, text};
use crate::edit::{Edit, EditError};
use crate::source::{Content, Entry, Node};
use aws::service::Wire;

/// Removes a resource with its wires: the events, subscriptions, permissions, policies, traffic, interventions and
/// places that name it. Other mentions stay and are reported as dangling, because they may be meant.
///
/// # Errors
/// Refuses texts that cannot be read, and an id that is not there.
pub fn remove_resource(source: &str, id: &str) -> Result<Vec<Edit>, EditError> {
    remove_resources(source, &[id])
}

/// Removes several resources in the same way.
///
/// # Errors
/// Refuses texts that cannot be read, and an id that is not there.
pub fn remove_resources(source: &str, ids: &[&str]) -> Result<Vec<Edit>, EditError> {
    let mut draft = Draft::new(source);
    draft.remove_all(&["Resources"], ids)?;
    for id in ids {
        forget(&mut draft, id)?;
    }
    for section in ["Functions", "Layout", "Origins", "Layers", "Databases"] {
        let path = ["Metadata", "Lambdarium", section];
        let known = ids.iter().filter(|id| draft.root().at_path(&[&path[..], &[id]].concat()).is_some());
        let known: Vec<&str> = known.copied().collect();
        draft.remove_all(&path, &known)?;
    }
    for id in ids {
        for (section, key) in [("Traffic", "To"), ("Interventions", "On")] {
            while let Some(index) = entry_about(&draft, section, key, id) {
                draft.remove(&["Metadata", "Lambdarium", section, &index])?;
            }
        }
        stop_calls(&mut draft, id)?;
    }
    forget_places(&mut draft)?;
    Ok(draft.edits())
}

/// Removes a client: its entry of the traffic, and its place.
///
/// # Errors
/// Refuses texts that cannot be read, and a name that nobody there has.
pub fn remove_client(source: &str, name: &str) -> Result<Vec<Edit>, EditError> {
    let mut draft = Draft::new(source);
    let index = entry_about(&draft, "Traffic", "Name", name).ok_or(EditError::Missing(format!("Traffic.{name}")))?;
    draft.remove(&["Metadata", "Lambdarium", "Traffic", &index])?;
    forget_places(&mut draft)?;
    Ok(draft.edits())
}

/// Takes away the places of clients that are no longer there.
fn forget_places(draft: &mut Draft<'_>) -> Result<(), EditError> {
    let path = ["Metadata", "Lambdarium", "Layout"];
    let keys = draft.root().at_path(&path).map_or(&[][..], Node::entries).iter().map(|entry| &*entry.key.text);
    let is_gone =
        |key: &&str| key.strip_prefix('~').is_some_and(|name| entry_about(draft, "Traffic", "Name", name).is_none());
    let gone: Vec<String> = keys.filter(is_gone).map(str::to_owned).collect();
    let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
    if gone.is_empty() { Ok(()) } else { draft.remove_all(&path, &gone) }
}

/// Lets functions no longer call a resource.
pub(super) fn stop_calls(draft: &mut Draft<'_>, id: &str) -> Result<(), EditError> {
    while let Some((function, index)) = call_to(draft, id) {
        draft.remove(&["Metadata", "Lambdarium", "Functions", &function, "Calls", &index])?;
    }
    Ok(())
}

/// Removes a wire: the resource or the event that makes it, and the permission for it.
///
/// # Errors
/// Refuses texts that cannot be read, and wires that nothing in the text makes.
pub fn disconnect(source: &str, wire: &Wire) -> Result<Vec<Edit>, EditError> {
    let mut draft = Draft::new(source);
    let (from, to) = (wire.from.as_deref().unwrap_or_default(), wire.to.as_deref().unwrap_or_default());
    if wire.kind == "Call" {
        while let Some((_, index)) = call_to(&draft, to).filter(|(function, _)| function == from) {
            draft.remove(&["Metadata", "Lambdarium", "Functions", from, "Calls", &index])?;
        }
        return Ok(draft.edits());
    }
    if let Some(properties) = properties_of(wire.kind) {
        let is_it = |key: &str, node: &Node| properties.contains(&key) && mentions(node, to);
        // What makes this wire alone stands where its own resource is written.
        let own = wire.id.as_deref().filter(|id| draft.has(&["Resources", id]));
        return take_out(draft, (from, to), own, &is_it);
    }
    if let ("EdgeAssociation", Some(hook)) = (wire.kind, wire.extra.get("event_type").and_then(|it| it.as_str())) {
        let is_it = |_: &str, node: &Node| {
            let is_here = node.get("EventType").and_then(Node::scalar) == Some(hook);
            is_here && (mentions(node, to) || mentions(node, &format!("{to}Version")))
        };
        return take_out(draft, (from, to), None, &is_it);
    }
    let targets = format!("{from}{to}Targets");
    let written = wire.id.as_deref().filter(|_| wire.kind != "Target");
    for id in written.into_iter().chain([targets.as_str()]) {
        if draft.has(&["Resources", id]) {
            remove_whole(&mut draft, id)?;
        }
    }
    // The permission that came with the wire need not name both ends.
    for id in [format!("{from}To{to}Policy"), format!("{from}To{to}Permission"), format!("{from}{to}Permission")] {
        if draft.has(&["Resources", &id]) {
            remove_whole(&mut draft, &id)?;
        }
    }
    if wire.kind == "Subscription" && written.is_some_and(|id| source_has(source, id)) {
        // Another subscription may name both, too: the topic, and the queue for what it could not deliver.
        return Ok(draft.edits());
    }
    // What stands inside one end and names the other, or names both.
    loop {
        let root = draft.root();
        let inside = |outer: &str, inner: &str| {
            let node = root.at_path(&["Resources", outer])?;
            let path = first_unit_of(node, &|node| mentions(node, inner))?;
            Some([vec!["Resources".to_owned(), outer.to_owned()], path].concat())
        };
        let both = |node: &Node| mentions(node, from) && mentions(node, to);
        let Some(path) = inside(to, from).or_else(|| inside(from, to)).or_else(|| first_unit(root, &both)) else {
            break;
        };
        remove_at(&mut draft, &path)?;
    }
    let edits = draft.edits();
    if edits.is_empty() { Err(EditError::Missing(format!("{from} to {to}"))) } else { Ok(edits) }
}

fn source_has(source: &str, id: &str) -> bool {
    crate::source::parse(source).0.at_path(&["Resources", id]).is_some()
}

/// Returns the properties of which one makes a wire of a kind, so that others between the same two stay.
fn properties_of(kind: &str) -> Option<&'static [&'static str]> {
    match kind {
        "OnSuccess" => Some(&["OnSuccess"]),
        "OnFailure" => Some(&["OnFailure"]),
        "DeadLetter" => Some(&["DeadLetterQueue", "DeadLetterConfig", "RedrivePolicy"]),
        "Redrive" => Some(&["RedrivePolicy"]),
        _ => None,
    }
}

/// Takes out what makes a wire: in its own resource where there is one, else in that where it begins, or in one that stands
/// there for that.
fn take_out(
    mut draft: Draft<'_>,
    (from, to): (&str, &str),
    own: Option<&str>,
    is_it: &impl Fn(&str, &Node) -> bool,
) -> Result<Vec<Edit>, EditError> {
    loop {
        let resources = draft.root().get("Resources").map_or(&[][..], Node::entries);
        let is_theirs = |entry: &&Entry| match own {
            Some(id) => *entry.key.text == *id,
            None => *entry.key.text == *from || mentions(&entry.value, from),
        };
        let theirs = resources.iter().filter(is_theirs);
        let found = theirs.into_iter().find_map(|entry| Some((&entry.key.text, path_to(&entry.value, is_it)?)));
        let Some((id, path)) = found else { break };
        let path = [vec!["Resources".to_owned(), id.to_string()], path].concat();
        remove_at(&mut draft, &path)?;
        remove_emptied(&mut draft, &path)?;
    }
    let edits = draft.edits();
    if edits.is_empty() { Err(EditError::Missing(format!("{from} to {to}"))) } else { Ok(edits) }
}

/// Returns the path to the first value of a tree that is what is looked for; items of a list have no key.
fn path_to(node: &Node, is_it: &impl Fn(&str, &Node) -> bool) -> Option<Vec<String>> {
    let step = |key: String, is_found: bool, value: &Node| {
        if is_found {
            return Some(vec![key]);
        }
        path_to(value, is_it).map(|rest| [vec![key], rest].concat())
    };
    match &node.content {
        Content::Scalar { .. } => None,
        Content::List(items) => {
            items.iter().enumerate().find_map(|(index, item)| step(index.to_string(), is_it("", item), item))
        }
        Content::Map(entries) => entries
            .iter()
            .find_map(|entry| step(entry.key.text.to_string(), is_it(&entry.key.text, &entry.value), &entry.value)),
    }
}

/// Removes what only held what was taken out, up to the properties of its resource; and the resource, where it said how
/// asynchronous invocations end and says nothing any more.
fn remove_emptied(draft: &mut Draft<'_>, path: &[String]) -> Result<(), EditError> {
    const HOLDERS: [&str; 4] =
        ["DestinationConfig", "EventInvokeConfig", "LambdaFunctionAssociations", "RedrivePolicy"];
    let mut path: Vec<&str> = path.iter().map(String::as_str).collect();
    while path.pop().is_some() && path.last().is_some_and(|last| HOLDERS.contains(last)) {
        let is_empty =
            draft.root().at_path(&path).is_some_and(|node| node.entries().is_empty() && node.items().is_empty());
        if !is_empty {
            return Ok(());
        }
        draft.remove(&path)?;
    }
    let Some(id) = path.get(1).map(|id| (*id).to_owned()) else { return Ok(()) };
    let properties = draft.root().at_path(&["Resources", &id, "Properties"]).map_or(&[][..], Node::entries);
    let says_nothing = properties.iter().all(|entry| ["FunctionName", "Qualifier"].contains(&&*entry.key.text));
    if draft.type_of(&id) == "AWS::Lambda::EventInvokeConfig" && says_nothing {
        remove_whole(draft, &id)?;
    }
    Ok(())
}

fn remove_at(draft: &mut Draft<'_>, path: &[String]) -> Result<(), EditError> {
    if let [section, id] = path
        && section == "Resources"
    {
        return remove_whole(draft, id);
    }
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    draft.remove(&path)
}

/// Removes a resource, what says that others wait for it, and all that only stands there for what it names.
fn remove_whole(draft: &mut Draft<'_>, id: &str) -> Result<(), EditError> {
    draft.remove(&["Resources", id])?;
    forget(draft, id)
}

/// Removes what says that others wait for a resource that is not there, and all that only stands there for what it
/// names.
pub(super) fn forget(draft: &mut Draft<'_>, id: &str) -> Result<(), EditError> {
    while let Some((resource, index)) = waiting_for(draft.root(), id) {
        let path = ["Resources", &resource, "DependsOn"];
        match index {
            Some(index) => draft.remove(&[&path[..], &[index.as_str()]].concat())?,
            None => draft.remove(&path)?,
        }
    }
    while let Some(listener) = listener_without(draft.root(), id) {
        // A listener needs a default action; with rules of its own it is worth keeping.
        let balancer = ["Resources", &listener, "Properties", "LoadBalancerArn"];
        let orphaned = draft.root().at_path(&balancer).is_none_or(|node| mentions(node, id));
        if !orphaned && has_rules(draft.root(), &listener) {
            let answer =
                map([("Type", text("fixed-response")), ("FixedResponseConfig", map([("StatusCode", text("404"))]))]);
            draft.set(&["Resources", &listener, "Properties", "DefaultActions"], &list([answer]))?;
        } else {
            remove_whole(draft, &listener)?;
        }
    }
    while let Some(path) = first_unit(draft.root(), &|node| mentions(node, id)) {
        remove_at(draft, &path)?;
    }
    Ok(())
}

/// Returns a listener whose load balancer or default target is gone.
fn listener_without(root: &Node, gone: &str) -> Option<String> {
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    let listener = resources.iter().find(|entry| {
        entry.value.get("Type").and_then(Node::scalar) == Some("AWS::ElasticLoadBalancingV2::Listener")
            && mentions(&entry.value, gone)
    });
    listener.map(|entry| entry.key.text.to_string())
}

fn has_rules(root: &Node, listener: &str) -> bool {
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    resources.iter().any(|entry| {
        entry.value.get("Type").and_then(Node::scalar) == Some("AWS::ElasticLoadBalancingV2::ListenerRule")
            && mentions(&entry.value, listener)
    })
}

/// Returns a resource that depends on another, and where in its list if that names more.
fn waiting_for(root: &Node, id: &str) -> Option<(String, Option<String>)> {
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    resources.iter().find_map(|entry| {
        let depends = entry.value.get("DependsOn")?;
        let place = depends.items().iter().position(|item| item.scalar() == Some(id));
        let alone = depends.scalar() == Some(id) || depends.items().len() == 1;
        let index = place.map(|place| place.to_string()).filter(|_| !alone);
        (place.is_some() || depends.scalar() == Some(id)).then(|| (entry.key.text.to_string(), index))
    })
}

/// Types that stand there only for the resources they name.
pub(super) const MADE_FOR_OTHERS: [&str; 11] = [
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Permission",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::Url",
    "AWS::Lambda::Version",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::S3::BucketPolicy",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
];

/// Properties that go as a whole when what they name goes.
const UNITS: [&str; 6] =
    ["DeadLetterQueue", "DeadLetterConfig", "RedrivePolicy", "OnSuccess", "OnFailure", "DeadLetter"];

/// Returns the path of the first thing that only stands there for what it names.
fn first_unit(root: &Node, named: &impl Fn(&Node) -> bool) -> Option<Vec<String>> {
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    for entry in resources {
        let id = entry.key.text.to_string();
        let type_name = entry.value.get("Type").and_then(Node::scalar).unwrap_or_default();
        if MADE_FOR_OTHERS.contains(&type_name) && named(&entry.value) {
            return Some(vec!["Resources".to_owned(), id]);
        }
        if let Some(path) = first_unit_of(&entry.value, named) {
            return Some([vec!["Resources".to_owned(), id], path].concat());
        }
    }
    let outputs = root.get("Outputs").map_or(&[][..], Node::entries);
    let output = outputs.iter().find(|entry| named(&entry.value))?;
    Some(vec!["Outputs".to_owned(), output.key.text.to_string()])
}

/// Returns the path within a resource of the first such thing: an event, an item of a list, or one of [`UNITS`].
fn first_unit_of(node: &Node, named: &impl Fn(&Node) -> bool) -> Option<Vec<String>> {
    let below = |key: &str, rest: Option<Vec<String>>| rest.map(|rest| [vec![key.to_owned()], rest].concat());
    match &node.content {
        Content::Scalar { .. } => None,
        Content::List(items) => items.iter().enumerate().find_map(|(index, item)| {
            let index = index.to_string();
            below(&index, first_unit_of(item, named)).or_else(|| named(item).then(|| vec![index]))
        }),
        Content::Map(_) if node.intrinsic().is_some() => None,
        Content::Map(entries) => entries.iter().find_map(|entry| {
            let key = &*entry.key.text;
            if !named(&entry.value) {
                return None;
            }
            if UNITS.contains(&key) && entry.value.items().is_empty() {
                return Some(vec![key.to_owned()]);
            }
            if key == "Events" && entry.value.items().is_empty() {
                let event = entry.value.entries().iter().find(|event| named(&event.value))?;
                return Some(vec![key.to_owned(), event.key.text.to_string()]);
            }
            below(key, first_unit_of(&entry.value, named))
        }),
    }
}

/// Tells whether a value names a resource: by `Ref`, `Fn::GetAtt`, or in a `Fn::Sub`.
pub(super) fn mentions(node: &Node, id: &str) -> bool {
    if let Some((function, argument)) = node.intrinsic() {
        let text = argument.scalar().or_else(|| argument.items().first().and_then(Node::scalar)).unwrap_or_default();
        let first = text.split('.').next().unwrap_or_default();
        match function {
            "Ref" | "Fn::GetAtt" if first == id => return true,
            "Fn::Sub" if text.contains(&format!("${{{id}}}")) || text.contains(&format!("${{{id}.")) => return true,
            _ => {}
        }
    }
    match &node.content {
        Content::Scalar { .. } => false,
        Content::List(items) => items.iter().any(|item| mentions(item, id)),
        Content::Map(entries) => entries.iter().any(|entry| mentions(&entry.value, id)),
    }
}

fn entry_about(draft: &Draft<'_>, section: &str, key: &str, id: &str) -> Option<String> {
    let entries = draft.root().at_path(&["Metadata", "Lambdarium", section])?.items();
    let about = |entry: &Node| entry.get(key).and_then(Node::scalar) == Some(id);
    entries.iter().position(about).map(|index| index.to_string())
}

/// Returns the function and the index of a call to a resource.
fn call_to(draft: &Draft<'_>, id: &str) -> Option<(String, String)> {
    let functions = draft.root().at_path(&["Metadata", "Lambdarium", "Functions"])?.entries();
    functions.iter().find_map(|function| {
        let calls = function.value.get("Calls")?.items();
        let index = calls.iter().position(|call| call.get("To").and_then(Node::scalar) == Some(id))?;
        Some((function.key.text.to_string(), index.to_string()))
    })
}
