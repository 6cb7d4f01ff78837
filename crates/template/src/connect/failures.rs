//! Where it is written who is told of a function's failures: with the function, or with the stream's mapping that invokes
//! it.

use super::take_away::mentions;
use crate::source::Node;

/// Events of a SAM function that a mapping polls.
const POLLED: [&str; 7] = ["Kinesis", "SQS", "DynamoDB", "MSK", "MQ", "SelfManagedKafka", "DocumentDB"];
const STREAMS: [&str; 2] = ["AWS::Kinesis::Stream", "AWS::Kinesis::StreamConsumer"];

/// Returns the path at which the mapping of a stream says who is told of failures, where mappings alone invoke a
/// function: its own destination is for asynchronous events, and there are none.
pub(super) fn of_stream(root: &Node, function: &str) -> Option<Vec<String>> {
    let events = root.at_path(&["Resources", function, "Properties", "Events"]).map_or(&[][..], Node::entries);
    let type_of = |event: &Node| event.get("Type").and_then(Node::scalar).map(str::to_owned).unwrap_or_default();
    if !events.iter().all(|event| POLLED.contains(&&*type_of(&event.value))) {
        return None;
    }
    let own = events.iter().filter(|event| type_of(&event.value) == "Kinesis");
    let own = own
        .map(|event| ["Resources", function, "Properties", "Events", &event.key.text, "Properties"].map(str::to_owned));
    let beside = mappings(root, function).map(|id| ["Resources", id, "Properties"].map(str::to_owned));
    let all = own.map(Vec::from).chain(beside.map(Vec::from));
    // The first that tells nobody yet.
    let mut all = all.map(|path| [path, ["DestinationConfig", "OnFailure"].map(str::to_owned).into()].concat());
    all.find(|path| root.at_path(&path.iter().map(String::as_str).collect::<Vec<_>>()).is_none())
}

/// Returns the resources that are mappings of a stream to a function.
fn mappings<'n>(root: &'n Node, function: &'n str) -> impl Iterator<Item = &'n str> {
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    let is_of = |node: &Node, type_name: &str| node.get("Type").and_then(Node::scalar) == Some(type_name);
    let streams = resources.iter().filter(move |it| STREAMS.iter().any(|stream| is_of(&it.value, stream)));
    let streams: Vec<&str> = streams.map(|it| &*it.key.text).collect();
    let reads = move |mapping: &Node| {
        let source = mapping.at_path(&["Properties", "EventSourceArn"]);
        source.is_some_and(|source| streams.iter().any(|stream| mentions(source, stream)))
    };
    let invokes = move |mapping: &Node| {
        mapping.at_path(&["Properties", "FunctionName"]).is_some_and(|name| mentions(name, function))
    };
    let mappings = resources.iter().filter(move |it| is_of(&it.value, "AWS::Lambda::EventSourceMapping"));
    mappings.filter(move |it| reads(&it.value) && invokes(&it.value)).map(|it| &*it.key.text)
}
