//! Every wire that can be drawn is written so that it is read back as that wire, and can be removed without a trace.

use aws::diagnostics::Severity;
use aws::service::{Category, Descriptor};
use aws::services::DESCRIPTORS;
use template::connect::{
    End, NewWire, WireKind, add_resource, can_connect, connect_edits, disconnect, remove_resource,
};
use template::edit::apply;
use template::metadata::Position;
use template::{Role, Scenario, ScenarioOptions};

const START: &str = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Other: # stays\n    Type: AWS::SQS::Queue\n";

fn read(text: &str) -> Scenario {
    let scenario = Scenario::read(text, &ScenarioOptions::default());
    let errors: Vec<_> = scenario.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    scenario
}

/// Returns a template with a new resource of each of two types, and their ids.
fn pair(from: &str, to: &str) -> (String, String, String) {
    let (first, edits) = add_resource(START, from, Some(Position { x: 10.4, y: 20.0 })).expect("the text can be read");
    let mut text = apply(START, &edits);
    if from == "AWS::SNS::Topic" {
        // What a topic could not deliver belongs to a subscription, so that there is one.
        text =
            apply(&text, &connect_edits(&text, &wire_to_be(&first, "Other", "Subscription")).expect("it is possible"));
    }
    let (second, edits) = add_resource(&text, to, None).expect("the text can be read");
    (apply(&text, &edits), first, second)
}

fn drawn() -> Vec<&'static str> {
    let ready = |d: &&&Descriptor| d.category != Category::Hidden && !d.summary.is_empty();
    DESCRIPTORS.iter().filter(ready).map(|d| d.type_name).collect()
}

fn all_kinds() -> Vec<(&'static str, &'static str, WireKind)> {
    let mut kinds = Vec::new();
    for from in drawn() {
        for to in drawn() {
            let found = can_connect(End::of_type(from), End::of_type(to)).unwrap_or_default();
            kinds.extend(found.into_iter().map(|kind| (from, to, kind)));
        }
    }
    kinds
}

fn wire_to_be<'a>(from: &'a str, to: &'a str, kind: &'a str) -> NewWire<'a> {
    NewWire { from, to, kind, hook: "" }
}

const HOOKS: [&str; 4] = ["viewer-request", "origin-request", "origin-response", "viewer-response"];

#[test]
fn several_wires_between_the_same_two_stand_and_go_each_for_itself() {
    for from in drawn() {
        for to in drawn() {
            let kinds = can_connect(End::of_type(from), End::of_type(to)).unwrap_or_default();
            let hooks = |kind: &WireKind| if kind.kind == "EdgeAssociation" { &HOOKS[..] } else { &[""][..] };
            let wires: Vec<_> = kinds.iter().flat_map(|it| hooks(it).iter().map(|hook| (it.kind, *hook))).collect();
            let (mut text, first, second) = pair(from, to);
            for (kind, hook) in &wires {
                let wire = NewWire { from: &first, to: &second, kind, hook };
                text = apply(&text, &connect_edits(&text, &wire).expect("this kind is possible"));
            }
            let drawn = |text: &str| {
                let between = |wire: &aws::service::Wire| {
                    wire.from.as_deref() == Some(&*first) && wire.to.as_deref() == Some(&*second)
                };
                read(text).wires.into_iter().filter(between).collect::<Vec<_>>()
            };
            let all = drawn(&text);
            assert_eq!(all.len(), wires.len(), "{from} -> {to}: {all:?}\n{text}");
            for gone in &all {
                let left = apply(&text, &disconnect(&text, gone).expect("the wire is there"));
                let expected: Vec<_> = all.iter().filter(|wire| *wire != gone).cloned().collect();
                assert_eq!(drawn(&left), expected, "{gone:?}\n{left}");
            }
        }
    }
}

#[test]
fn every_wire_is_read_back_as_it_was_drawn_and_goes_without_a_trace() {
    let mut failures = Vec::new();
    for (from, to, kind) in all_kinds() {
        let name = format!("{from} -> {to} {}", kind.kind);
        let (text, first, second) = pair(from, to);
        let edits = match connect_edits(&text, &wire_to_be(&first, &second, kind.kind)) {
            Ok(edits) => edits,
            Err(error) => {
                failures.push(format!("{name}: {error}"));
                continue;
            }
        };
        let connected = apply(&text, &edits);
        let scenario = read(&connected);
        let same = |wire: &&aws::service::Wire| {
            wire.from.as_deref() == Some(&*first) && wire.to.as_deref() == Some(&*second) && wire.kind == kind.kind
        };
        let Some(wire) = scenario.wires.iter().find(same) else {
            failures.push(format!("{name}: found {:?}\n{connected}", scenario.wires));
            continue;
        };
        let parted = apply(&connected, &disconnect(&connected, wire).expect("the wire is there"));
        // That a function publishes versions may have other reasons than the edge: it stays.
        let expected = match kind.kind {
            "EdgeAssociation" => without(&parted, "AutoPublishAlias: live"),
            _ => parted.clone(),
        };
        if expected != text {
            failures.push(format!("{name}: not what it was\n{text}\n{parted}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Returns a text without the lines that say something.
fn without(text: &str, said: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.contains(said)).collect()
}

/// Returns what a text is after the wire of a kind that is the `nth` between two resources was removed.
fn parted(text: &str, (from, to, kind, nth): (&str, &str, &str, usize)) -> String {
    let wires = read(text).wires;
    let is_one = |wire: &&aws::service::Wire| {
        wire.from.as_deref() == Some(from) && wire.to.as_deref() == Some(to) && wire.kind == kind
    };
    let wire = wires.iter().filter(is_one).nth(nth).expect("the wire is there");
    apply(text, &disconnect(text, wire).expect("something makes it"))
}

#[test]
fn of_several_notifications_between_the_same_two_one_goes() {
    let event = |name: &str, events: &str, prefix: &str| {
        format!(
            "        {name}:\n          Type: S3\n          Properties:\n            Bucket: !Ref Photos\n            \
             Events: {events}\n            Filter: {{ S3Key: {{ Rules: [ {{ Name: prefix, Value: {prefix} }} ] }} }}\n"
        )
    };
    let head = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Photos: { Type: AWS::S3::Bucket }\n  Resize:\n    \
                Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n      Handler: a.b\n      Events:\n";
    let (a, b) = (event("A", "s3:ObjectCreated:*", "a/"), event("B", "s3:ObjectCreated:*", "b/"));
    let two = format!("{head}{a}{b}");
    assert_eq!(parted(&two, ("Photos", "Resize", "Notification", 0)), format!("{head}{b}"));
    assert_eq!(parted(&two, ("Photos", "Resize", "Notification", 1)), format!("{head}{a}"));
    let both = "[ 's3:ObjectCreated:*', 's3:ObjectRemoved:*' ]";
    let one_event = format!("{head}{}", event("A", both, "a/"));
    let left = parted(&one_event, ("Photos", "Resize", "Notification", 1));
    assert_eq!(left, format!("{head}{}", event("A", "[ 's3:ObjectCreated:*' ]", "a/")));

    let plain = |items: &str| {
        format!(
            "Resources:\n  Jobs: {{ Type: AWS::SQS::Queue }}\n  Allowed:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      \
             Queues: [ !Ref Jobs ]\n      PolicyDocument: {{ Statement: [ {{ Effect: Allow, Resource: !GetAtt Jobs.Arn, Condition: \
             {{ ArnLike: {{ aws:SourceArn: !GetAtt Photos.Arn }} }} }} ] }}\n  Photos:\n    Type: AWS::S3::Bucket\n    Properties:\n      \
             NotificationConfiguration:\n        QueueConfigurations:\n{items}"
        )
    };
    let item = |prefix: &str| {
        format!(
            "          - Event: s3:ObjectCreated:*\n            Queue: !GetAtt Jobs.Arn\n            \
             Filter: {{ S3Key: {{ Rules: [ {{ Name: prefix, Value: {prefix} }} ] }} }}\n"
        )
    };
    let two = plain(&format!("{}{}", item("a/"), item("b/")));
    let one = parted(&two, ("Photos", "Jobs", "Notification", 0));
    assert_eq!(one, plain(&item("b/")), "the permission is still needed");
    let none = parted(&one, ("Photos", "Jobs", "Notification", 0));
    assert!(!none.contains("Allowed") && !none.contains("NotificationConfiguration"), "{none}");
}

#[test]
fn what_several_notifications_share_goes_for_none_of_them_alone() {
    let event = |name: &str, types: &str, prefix: &str| {
        format!(
            "        {name}: {{ Type: S3, Properties: {{ Bucket: !Ref Photos, Events: {types}, Filter: {{ S3Key: {{ Rules: [ {{ Name: prefix, Value: {prefix} }} ] }} }} }} }}\n"
        )
    };
    let (anchored, alias) =
        (event("A", "&types [ 's3:ObjectCreated:*', 's3:ObjectRemoved:*' ]", "a/"), event("B", "*types", "b/"));
    let head = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Photos: { Type: AWS::S3::Bucket }\n  Resize:\n    \
                Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n      Handler: a.b\n      Events:\n";
    let text = format!("{head}{anchored}{alias}");
    for wire in read(&text).wires {
        let refused = disconnect(&text, &wire).expect_err("both would lose it");
        assert!(refused.to_string().ends_with("is shared by an anchor; write it out first"), "{refused}");
    }
    // Of an anchor that stands elsewhere only one wire is made.
    let text = format!("Metadata: {{ Types: &types 's3:ObjectCreated:*' }}\n{head}{alias}");
    assert!(!parted(&text, ("Photos", "Resize", "Notification", 0)).contains("Events:"));
}

/// A function that is told by a bucket, and reads it and a topic with policies of its own.
const READER: &str = "Transform: AWS::Serverless-2016-10-31
Resources:
  Photos: { Type: AWS::S3::Bucket }
  Done: { Type: AWS::SNS::Topic }
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      Policies:
        - S3ReadPolicy: { BucketName: !Ref Photos }
        - Statement: [ { Effect: Allow, Action: s3:Get*, Resource: !GetAtt Photos.Arn } ]
        - Statement: [ { Effect: Allow, Action: 'sns:*', Resource: [ !Ref Done ] } ]
      Events:
        New: { Type: S3, Properties: { Bucket: !Ref Photos, Events: s3:ObjectCreated:* } }
";

#[test]
fn a_wire_goes_without_what_the_other_direction_needs() {
    let left = parted(READER, ("Photos", "Resize", "Notification", 0));
    assert_eq!(left, READER.split("      Events:").next().unwrap_or_default());
    let calling = apply(READER, &connect_edits(READER, &wire_to_be("Resize", "Photos", "Call")).expect("it can be"));
    assert!(calling.contains("S3WritePolicy"), "{calling}");
    assert_eq!(parted(&calling, ("Resize", "Photos", "Call", 0)), READER);
}

#[test]
fn a_policy_goes_with_its_last_statement() {
    let left = apply(READER, &remove_resource(READER, "Done").expect("it is there"));
    assert_eq!(left, without(&without(READER, "Done"), "sns:"), "{left}");
    let left = apply(READER, &remove_resource(READER, "Photos").expect("it is there"));
    assert!(!left.contains("Photos") && !left.contains("Statement: []") && left.contains("!Ref Done"), "{left}");
}

#[test]
fn a_resource_goes_with_all_that_names_it() {
    for (from, to, kind) in all_kinds() {
        let (text, first, second) = pair(from, to);
        let Ok(edits) = connect_edits(&text, &wire_to_be(&first, &second, kind.kind)) else { continue };
        let connected = apply(&text, &edits);
        for (gone, stays) in [(&first, &second), (&second, &first)] {
            let text = apply(&connected, &remove_resource(&connected, gone).expect("it is there"));
            let scenario = read(&text);
            assert!(scenario.resource(gone).is_none(), "{text}");
            assert!(scenario.resource(stays).is_some(), "{text}");
            let dangling = scenario.diagnostics.iter().find(|d| d.code == "dangling-reference");
            assert_eq!(dangling, None, "{from} -> {to} {}\n{text}", kind.kind);
            assert!(text.contains("Other: # stays"), "{text}");
        }
    }
}

#[test]
fn a_new_resource_is_simulated_where_it_was_put() {
    for type_name in drawn() {
        let (id, edits) = add_resource("", type_name, Some(Position { x: 80.0, y: -120.0 })).expect("an empty text");
        let text = apply("", &edits);
        let scenario = read(&text);
        let node = scenario.node(&id).expect("the resource is there");
        assert_eq!((node.role, node.is_simulated()), (Role::Node, true), "{text}");
        assert_eq!(node.position, Some(Position { x: 80.0, y: -120.0 }), "{text}");
    }
}

#[test]
fn what_cannot_be_says_why_and_what_to_do() {
    let mut refusals = 0;
    for from in drawn() {
        for to in drawn() {
            if let Err(refusal) = can_connect(End::of_type(from), End::of_type(to)) {
                refusals += 1;
                assert!(!refusal.reason.is_empty() && !refusal.way.is_empty(), "{from} -> {to}");
            }
        }
    }
    assert!(refusals > 0);
    let refusal = can_connect(End::of_type("AWS::DynamoDB::Table"), End::of_type("AWS::SQS::Queue")).unwrap_err();
    assert_eq!(refusal.way, "write the connection in the template's text: it is kept");
}

#[test]
fn a_load_balancer_with_two_targets_keeps_one_and_goes_with_both() {
    let (text, balancer, first) = pair("AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::Lambda::Function");
    let (second, edits) = add_resource(&text, "AWS::Lambda::Function", None).expect("the text can be read");
    let mut text = apply(&text, &edits);
    for function in [&first, &second] {
        text = apply(
            &text,
            &connect_edits(&text, &wire_to_be(&balancer, function, "Target")).expect("the text can be read"),
        );
    }
    let targets = |text: &str| read(text).wires.iter().filter(|wire| wire.kind == "Target").count();
    assert_eq!(targets(&text), 2, "{text}");
    let one = apply(&text, &remove_resource(&text, &first).expect("it is there"));
    assert_eq!(targets(&one), 1, "{one}");
    assert!(one.contains("fixed-response"), "{one}");
    let none = apply(&text, &remove_resource(&text, &balancer).expect("it is there"));
    assert!(!none.contains("Listener"), "{none}");
}

/// A load balancer that shares its requests among two functions, by default and for a path.
fn weighted(groups: &str) -> String {
    let function = |id: &str| {
        format!(
            "  {id}: {{ Type: 'AWS::Lambda::Function', Properties: {{ Runtime: python3.13, Handler: a.b, Code: {{ ZipFile: pass }} }} }}\n  \
             {id}Group: {{ Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {{ TargetType: lambda, Targets: [ {{ Id: !GetAtt {id}.Arn }} ] }} }}\n"
        )
    };
    let action = format!("[ {{ Type: forward, ForwardConfig: {{ TargetGroups: [ {groups} ] }} }} ]");
    format!(
        "Resources:
  Web: {{ Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' }}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {{ LoadBalancerArn: !Ref Web, Port: 80, Protocol: HTTP, DefaultActions: {action} }}
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties: {{ ListenerArn: !Ref Listener, Priority: 1, Conditions: [ {{ Field: path-pattern, Values: [ /a ] }} ], Actions: {action} }}
{}{}",
        function("A"),
        function("B"),
    )
}

#[test]
fn of_several_targets_of_an_action_the_others_stay() {
    let (a, b) = ("{ TargetGroupArn: !Ref AGroup, Weight: 90 }", "{ TargetGroupArn: !Ref BGroup, Weight: 10 }");
    let both = weighted(&format!("{a}, {b}"));
    let gone = |text: &str, id: &str| without(text, &format!("  {id}Group:"));
    let left = parted(&both, ("Web", "A", "Target", 0));
    assert_eq!(left, gone(&weighted(b), "A"));
    assert_eq!(
        apply(&both, &remove_resource(&both, "B").expect("it is there")),
        gone(&without(&weighted(a), "  B:"), "B")
    );
    let none = parted(&left, ("Web", "B", "Target", 0));
    assert!(!none.contains("ListenerRule") && none.contains("StatusCode: '404'"), "{none}");
}

#[test]
fn word_of_a_streams_failures_is_written_with_its_mapping_and_goes_with_its_wire() {
    // STR-10: a destination of the function itself is for asynchronous events only.
    let sam = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Clicks: { Type: AWS::Kinesis::Stream, Properties: { \
               ShardCount: 1 } }\n  Lost: { Type: AWS::SQS::Queue }\n  Count:\n    Type: AWS::Serverless::Function\n    \
               Properties:\n      Runtime: python3.13\n      Handler: a.b\n      InlineCode: pass\n";
    let plain = "Resources:\n  Clicks: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }\n  Lost: { Type: \
                 AWS::SQS::Queue }\n  Count: { Type: AWS::Lambda::Function, Properties: { Runtime: python3.13, Handler: a.b, \
                 Role: r, Code: { ZipFile: x } } }\n";
    for text in [sam, plain] {
        let polled =
            connect_edits(text, &wire_to_be("Clicks", "Count", "EventSourceMapping")).expect("it can be polled");
        let polled = apply(text, &polled);
        let told = connect_edits(&polled, &wire_to_be("Count", "Lost", "OnFailure")).expect("a queue is told");
        let told = apply(&polled, &told);
        assert!(!told.contains("InvokeConfig"), "{told}");
        let wires = read(&told).wires;
        let wire = wires.iter().find(|wire| wire.kind == "OnFailure").expect("the mapping makes it");
        let mapping = wires.iter().find(|wire| wire.kind == "EventSourceMapping").expect("it is there");
        assert_eq!(wire.id, mapping.id, "{told}");
        let parted = apply(&told, &disconnect(&told, wire).expect("the wire is there"));
        assert!(read(&parted).wires.iter().all(|wire| wire.kind != "OnFailure"), "{parted}");
    }
}
