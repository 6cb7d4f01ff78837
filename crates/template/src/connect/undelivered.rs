//! What a topic could not deliver: AWS asks for a queue for it at each subscription, and not at the topic.

use super::take_away::mentions;
use crate::Scenario;
use crate::edit::EditError;
use crate::source::Node;

/// Tells why a wire of a kind cannot be drawn as things are, though two resources of these types can have one.
#[must_use]
pub fn unready(scenario: &Scenario, from: &str, to: &str, kind: &str) -> Option<EditError> {
    let tree = &scenario.template.tree;
    let is_topic = || tree.at_path(&["Resources", from, "Type"]).and_then(Node::scalar) == Some("AWS::SNS::Topic");
    (kind == "DeadLetter" && is_topic()).then(|| open_subscriptions(tree, from, to).err()).flatten()
}

/// Returns where the subscriptions of a topic are written that have no queue for what they could not deliver, but for
/// those that deliver to the queue itself.
///
/// # Errors
/// The reason why there is none.
pub(super) fn open_subscriptions(root: &Node, topic: &str, queue: &str) -> Result<Vec<Vec<String>>, EditError> {
    let all = subscriptions(root, topic);
    let takes_more = |path: &&Vec<String>| {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let own = root.at_path(&path);
        own.is_some_and(|own| {
            own.get("RedrivePolicy").is_none() && !own.get("Endpoint").is_some_and(|end| mentions(end, queue))
        })
    };
    let open: Vec<Vec<String>> = all.iter().filter(takes_more).cloned().collect();
    let within = root.at_path(&["Resources", topic, "Properties", "Subscription"]);
    match (open.is_empty(), all.is_empty(), within.is_some_and(|list| !list.items().is_empty())) {
        (false, ..) => Ok(open),
        (true, _, true) => Err(EditError::SubscriptionWithin(topic.to_owned())),
        (true, true, false) => Err(EditError::NoSubscription(topic.to_owned())),
        (true, false, false) => Err(EditError::NoOpenSubscription(topic.to_owned())),
    }
}

/// Returns where the subscriptions of a topic are written that have a place for such a queue.
fn subscriptions(root: &Node, topic: &str) -> Vec<Vec<String>> {
    let names = |node: &Node, key: &str| node.get(key).is_some_and(|value| mentions(value, topic));
    let mut found = Vec::new();
    for entry in root.get("Resources").map_or(&[][..], Node::entries) {
        let type_name = entry.value.get("Type").and_then(Node::scalar);
        let Some(properties) = entry.value.get("Properties") else { continue };
        let place = |rest: &[&str]| {
            let start = ["Resources", &*entry.key.text, "Properties"].into_iter();
            start.chain(rest.iter().copied()).map(str::to_owned).collect::<Vec<_>>()
        };
        if type_name == Some("AWS::SNS::Subscription") && names(properties, "TopicArn") {
            found.push(place(&[]));
        }
        for event in properties.get("Events").map_or(&[][..], Node::entries) {
            let is_sns = event.value.get("Type").and_then(Node::scalar) == Some("SNS");
            if is_sns && event.value.get("Properties").is_some_and(|it| names(it, "Topic")) {
                found.push(place(&["Events", &*event.key.text, "Properties"]));
            }
        }
    }
    found
}
