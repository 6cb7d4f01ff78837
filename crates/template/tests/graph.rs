//! The graph of real templates, compared with the wiring that AWS's own SAM translator gives.
//!
//! Every template is compared, in the kinds of wire that are simulated; ends outside the template are all alike.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use template::{Scenario, ScenarioOptions};

/// The data's kinds of edges, and the wires of the graph that they are.
const KINDS: [(&str, &str); 11] = [
    ("s3", "Notification"),
    ("sns", "Subscription"),
    ("esm", "EventSourceMapping"),
    ("esm-on-failure", "OnFailure of mapping"),
    ("alb", "Target"),
    ("edge", "EdgeAssociation"),
    ("fn-dlq", "DeadLetter"),
    ("queue-dlq", "Redrive"),
    ("sub-dlq", "DeadLetter"),
    ("on-success", "OnSuccess"),
    ("on-failure", "OnFailure"),
];

/// A template whose wiring differs, and why.
const ALLOWED: &str = "examples__2016-10-31__function_lambda_event_destinations__template.yaml";
// Its conditions compare the text 'true' with the truth value, which the data holds for different; to CloudFormation
// they are equal.

/// From, to, kind.
type Edge = (String, String, String);

fn templates(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            templates(&path, found);
        } else if path.to_string_lossy().ends_with(".wiring.json") {
            found.push(path);
        }
    }
}

/// Returns the edges that are wanted, in order.
fn wanted(wiring: &Value) -> Vec<Edge> {
    let end = |end: &Value| match end.as_str().unwrap_or_default() {
        text if text.contains(':') || text.starts_with("import") => "outside".to_owned(),
        text => text.to_owned(),
    };
    let edges = wiring["edges"].as_array().map_or(&[][..], |edges| edges);
    let mut edges: Vec<Edge> = edges
        .iter()
        .filter_map(|edge| {
            let (_, kind) = KINDS.iter().find(|(name, _)| edge["kind"] == **name)?;
            Some((end(&edge["from"]), end(&edge["to"]), (*kind).to_owned()))
        })
        .collect();
    edges.sort();
    edges
}

/// Returns the wires of a graph as such edges, in order. A failure that a mapping hands over comes from its source.
fn found(graph: &Value) -> Vec<Edge> {
    let wires = graph["wires"].as_array().map_or(&[][..], |wires| wires);
    let end = |end: &Value| end.as_str().unwrap_or("outside").to_owned();
    let source = |id: &Value| wires.iter().find(|wire| wire["kind"] == "EventSourceMapping" && wire["id"] == *id);
    let edge = |wire: &Value| {
        let (mut from, mut kind) = (end(&wire["from"]), wire["kind"].as_str()?.to_owned());
        if kind == "OnFailure" && wire["id"].is_string() {
            from = end(&source(&wire["id"])?["from"]);
            kind.push_str(" of mapping");
        }
        KINDS.iter().any(|(_, known)| *known == kind).then(|| (from, end(&wire["to"]), kind))
    };
    let mut edges: Vec<Edge> = wires.iter().filter_map(edge).collect();
    edges.sort();
    edges
}

#[test]
fn nodes_and_wires_of_real_templates_are_those_that_the_translator_makes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sam");
    let mut files = Vec::new();
    templates(&root, &mut files);
    if files.is_empty() {
        // Past the capture of the test runner, so that it is seen.
        writeln!(std::io::stdout(), "\nskipped: there are no templates in {}", root.display())
            .expect("a test can write");
        return;
    }
    files.sort();
    let (mut compared, mut differences, mut allowed) = (0, Vec::new(), Vec::new());
    for file in files {
        let wiring: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let source = file.to_string_lossy().replace(".wiring.json", "");
        let scenario = Scenario::read(&std::fs::read_to_string(&source).unwrap(), &ScenarioOptions::default());
        let graph = template::graph(&scenario);
        let ids: Vec<&str> = graph["nodes"].as_array().unwrap().iter().filter_map(|node| node["id"].as_str()).collect();
        for id in wiring["nodes"].as_object().unwrap().values().flat_map(|of_kind| of_kind.as_array().unwrap()) {
            if !ids.contains(&id.as_str().unwrap()) {
                let list = if source.ends_with(ALLOWED) { &mut allowed } else { &mut differences };
                list.push(format!("{source}: there is no node {id}"));
            }
        }
        let (wanted, found) = (wanted(&wiring), found(&graph));
        compared += wanted.len();
        if found != wanted {
            let list = if source.ends_with(ALLOWED) { &mut allowed } else { &mut differences };
            list.push(format!("{source}\n  wanted {wanted:?}\n  found  {found:?}"));
        }
    }
    eprintln!("{compared} wires compared");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(compared > 100, "only {compared} wires were compared");
    assert!(!allowed.is_empty(), "{ALLOWED} no longer differs: it needs no exception");
}

#[test]
fn ends_outside_the_template_are_null_and_say_what_stands_there() {
    let text = "
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties: { DeadLetterConfig: { TargetArn: arn:aws:sqs:us-east-1:123456789012:dead } }
  Q:
    Type: AWS::SQS::Queue
    Properties: { RedrivePolicy: { deadLetterTargetArn: arn:aws:sqs:us-east-1:123456789012:dead, maxReceiveCount: 3 } }
  Poll:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: arn:aws:sqs:us-east-1:123456789012:jobs, FunctionName: !Ref F }
  Heard:
    Type: AWS::SNS::Subscription
    Properties: { TopicArn: arn:aws:sns:us-east-1:123456789012:news, Protocol: sqs, Endpoint: !GetAtt Q.Arn }
  Invoked:
    Type: AWS::Lambda::EventInvokeConfig
    Properties:
      FunctionName: !Ref F
      Qualifier: live
      DestinationConfig: { OnSuccess: { Destination: arn:aws:events:us-east-1:123456789012:event-bus/default } }
";
    let graph = template::graph(&Scenario::read(text, &ScenarioOptions::default()));
    let described = |wire: &Value| {
        let text = |key: &str| wire[key].as_str().unwrap_or("null").rsplit(':').next().unwrap_or_default().to_owned();
        format!("{} {} -> {} ({})", text("kind"), text("from"), text("to"), text("external"))
    };
    let mut wires: Vec<String> = graph["wires"].as_array().unwrap().iter().map(described).collect();
    wires.sort();
    assert_eq!(
        wires,
        [
            "DeadLetter F -> null (dead)",
            "EventSourceMapping null -> F (jobs)",
            "OnSuccess F -> null (event-bus/default)",
            "Redrive Q -> null (dead)",
            "Subscription null -> Q (news)",
        ]
    );
}
