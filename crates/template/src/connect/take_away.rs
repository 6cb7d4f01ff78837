//! Removing resources and wires with all that only stands there for their sake.

use super::draft::{Draft, list, map, text};
use crate::edit::{Edit, EditError};
use crate::source::{Content, Node};
use aws::stack::world::client_name;

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
        |key: &&str| client_name(key).is_some_and(|name| entry_about(draft, "Traffic", "Name", name).is_none());
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

/// Lists of a policy that may not be empty: what holds one goes with its last item.
const NEVER_EMPTY: [&str; 4] = ["Statement", "Resource", "NotResource", "Principal"];
/// Types that stand there for a policy alone.
const POLICIES: [&str; 3] = ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"];

/// Returns what has to go so that something goes: the statement with its last resource, the policy with its last
/// statement.
fn whole_of<'p>(draft: &Draft<'_>, path: &'p [String]) -> &'p [String] {
    let mut path = path;
    while let [before @ .., list, _] = path {
        let above: Vec<&str> = path[..path.len() - 1].iter().map(String::as_str).collect();
        let is_last = draft.root().at_path(&above).is_some_and(|list| list.items().len() == 1);
        if !(is_last && NEVER_EMPTY.contains(&&**list)) {
            break;
        }
        let item = before.iter().rposition(|key| key.bytes().all(|byte| byte.is_ascii_digit()));
        let is_policy = path.get(1).is_some_and(|id| POLICIES.contains(&draft.type_of(id)));
        // Resources, id; or with Properties and the one property.
        let whole = if is_policy { 2 } else { 4 };
        path = &path[..item.map_or(whole, |at| at + 1)];
    }
    path
}

fn remove_at(draft: &mut Draft<'_>, path: &[String]) -> Result<(), EditError> {
    let path = whole_of(draft, path);
    if let [section, id] = path
        && section == "Resources"
    {
        return remove_whole(draft, id);
    }
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    draft.remove(&path)
}

/// Removes a resource, what says that others wait for it, and all that only stands there for what it names.
pub(super) fn remove_whole(draft: &mut Draft<'_>, id: &str) -> Result<(), EditError> {
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
    while let Some(path) = one_of_several_targets(draft.root(), id) {
        remove_at(draft, &path)?;
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

/// Returns where a target group stands among those to which an action forwards, if others are left to it.
fn one_of_several_targets(root: &Node, id: &str) -> Option<Vec<String>> {
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    let below = |key: &str, rest: Vec<String>| [vec![key.to_owned()], rest].concat();
    let in_action = |action: &Node| {
        let groups = action.at_path(&["ForwardConfig", "TargetGroups"])?.items();
        let index = groups.iter().position(|group| mentions(group, id))?;
        let is_one = groups.iter().any(|group| !mentions(group, id));
        is_one.then(|| ["ForwardConfig", "TargetGroups", &index.to_string()].map(str::to_owned).to_vec())
    };
    resources.iter().find_map(|entry| {
        // A listener has default actions, a rule of it actions.
        let path = ["DefaultActions", "Actions"].iter().find_map(|key| {
            let actions = entry.value.at_path(&["Properties", key])?.items().iter().enumerate();
            let (index, path) = actions.filter_map(|(index, action)| Some((index, in_action(action)?))).next()?;
            Some(below(key, below(&index.to_string(), path)))
        })?;
        Some(below("Resources", below(&entry.key.text, below("Properties", path))))
    })
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
