//! Reading templates.

use super::*;
use crate::diagnostics::Severity;
use crate::service::properties::{Properties, Resource, Stack};
use crate::service::{Reading, ServiceModel};
use crate::services::lambda::Function;

/// Reads the function `F` of a stack.
fn read(profile: Profile, resources: Value, metadata: Value) -> (Config, Vec<String>) {
    let resource = |(id, body): (&String, &Value)| Resource {
        id: id.as_str().into(),
        type_name: body["Type"].as_str().unwrap_or_default().into(),
        properties: Properties::of_json(&body["Properties"]),
        at: Default::default(),
        generated_by: None,
    };
    let resources = resources.as_object().into_iter().flatten().map(resource).collect();
    let stack = Stack { resources, region: "us-east-1".into(), account: "123456789012".into() };
    let (stack, refused) = crate::service::accept::accepted(&stack, profile);
    let mut problems = refused.into_iter().map(|(_, problem)| problem).collect();
    let config = Function::read(&mut Reading {
        resource: stack.resource("F").expect("a function F"),
        stack: &stack,
        metadata: &Properties::of_json(&metadata),
        settings: &Settings::new(profile),
        problems: &mut problems,
    });
    let problem = |problem: crate::diagnostics::Diagnostic| {
        let severity = if problem.severity == Severity::Error { "" } else { problem.severity.word() };
        format!("{severity}{}: {}", problem.path, problem.message)
    };
    (config, problems.into_iter().map(problem).collect())
}

fn function(properties: Value) -> Value {
    json!({ "Type": "AWS::Lambda::Function", "Properties": properties })
}

#[test]
fn settings_and_behaviour_are_read() {
    let resources = json!({
        "F": function(json!({
            "FunctionName": "thumbs", "Timeout": 30, "MemorySize": 512, "ReservedConcurrentExecutions": 5,
            "RecursiveLoop": "Allow", "DeadLetterConfig": { "TargetArn": { "Fn::GetAtt": ["Dead", "Arn"] } },
        })),
        "Dead": { "Type": "AWS::SQS::Queue" },
        "Ok": { "Type": "AWS::SNS::Topic" },
        "Settings": { "Type": "AWS::Lambda::EventInvokeConfig", "Properties": {
            "FunctionName": { "Ref": "F" }, "Qualifier": "$LATEST", "MaximumRetryAttempts": 1,
            "MaximumEventAgeInSeconds": 90, "DestinationConfig": { "OnSuccess": { "Destination": { "Ref": "Ok" } } },
        } },
    });
    let metadata = json!({ "Functions": { "F": {
        "Duration": "120ms", "CpuBound": 0.5, "Fails": [{ "FirstAttempts": 2 }], "Response": { "Payload": null },
        "Calls": [{ "To": "Ok", "Action": "Publish", "Input": { "Message": "done" } }],
    } } });
    let (config, problems) = read(Profile::Aws2026, resources, metadata);
    assert_eq!(problems, [""; 0]);
    assert_eq!((&*config.function_name, config.timeout, config.memory_mb), ("thumbs", secs(30), 512));
    assert_eq!((config.maximum_retry_attempts, config.maximum_event_age), (1, secs(90)));
    assert_eq!(config.dead_letter, Some(Target { id: "Dead".into(), kind: TargetKind::Queue }));
    assert_eq!(config.on_success, Some(Target { id: "Ok".into(), kind: TargetKind::Topic }));
    assert_eq!((config.terminates_loops, config.reserved_concurrent_executions), (false, Some(5)));
    assert_eq!(config.behaviour.duration, Law::constant(ms(120)));
    assert_eq!(config.behaviour.cpu_bound_parts, 500_000_000);
    let wires = Function::wires(&config);
    let ends: Vec<_> = wires.iter().map(|wire| (wire.kind, wire.to.as_deref().unwrap_or_default())).collect();
    assert_eq!(ends, [("DeadLetter", "Dead"), ("OnSuccess", "Ok"), ("Call", "Ok")]);
}

#[test]
fn what_aws_would_refuse_is_said() {
    // ENV-10, ENV-13, ENV-16, CONC-04, ASYNC-13.
    let fifo = json!({ "Type": "AWS::SQS::Queue", "Properties": { "FifoQueue": true } });
    let rows = [
        (Profile::Aws2026, json!({ "Timeout": 901 }), json!({}), "901 is not between 1 and 900"),
        (Profile::Aws2026, json!({ "Timeout": "3s" }), json!({}), "\"3s\" is no whole number"),
        (Profile::Aws2026, json!({ "MemorySize": true }), json!({}), "\"true\" is no whole number"),
        (Profile::Aws2020, json!({ "MemorySize": 4096 }), json!({}), "4096 is not between 128 and 3008"),
        (Profile::Aws2020, json!({ "MemorySize": 200 }), json!({}), "the memory is no multiple of 64 MB"),
        (
            Profile::Aws2020,
            json!({ "EphemeralStorage": { "Size": 1024 } }),
            json!({}),
            "1024 is not between 512 and 512",
        ),
        (
            Profile::Aws2026,
            json!({ "ReservedConcurrentExecutions": 901 }),
            json!({}),
            "below its minimum value of [100].",
        ),
        (
            Profile::Aws2026,
            json!({ "DeadLetterConfig": { "TargetArn": { "Fn::GetAtt": ["Fifo", "Arn"] } } }),
            json!({}),
            "is a FIFO resource",
        ),
        (
            Profile::Aws2026,
            json!({ "DeadLetterConfig": { "TargetArn": { "Fn::GetAtt": ["Bucket", "Arn"] } } }),
            json!({}),
            "is a bucket",
        ),
        (
            Profile::Aws2026,
            json!({}),
            json!({ "InitFails": [{ "Always": true, "FirstAttempts": 1 }] }),
            "\"FirstAttempts\" asks about an event, and an init sees none",
        ),
        (
            Profile::Aws2026,
            json!({}),
            json!({ "InitFails": [{ "Always": true, "Match": { "a": [1] } }] }),
            "\"Match\" asks about an event, and an init sees none",
        ),
        (
            Profile::Aws2026,
            json!({}),
            json!({ "InitFails": [{ "How": "Exit" }] }),
            "a rule of failure needs a condition",
        ),
        (Profile::Aws2026, json!({}), json!({ "Duratoin": "1s" }), "there is no key \"Duratoin\""),
        (Profile::Aws2026, json!({}), json!({ "Duration": 120 }), "the duration 120 has no unit"),
        (
            Profile::Aws2026,
            json!({}),
            json!({ "Calls": [{ "To": "Nowhere", "Action": "Invoke" }] }),
            "there is no resource \"Nowhere\"",
        ),
    ];
    for (profile, properties, behaviour, expected) in rows {
        let resources = json!({ "F": function(properties), "Fifo": fifo, "Bucket": { "Type": "AWS::S3::Bucket" } });
        let (_, problems) = read(profile, resources, json!({ "Functions": { "F": behaviour } }));
        assert!(problems.len() == 1 && problems[0].contains(expected), "{expected}: {problems:?}");
    }
}

#[test]
fn destinations_are_what_aws_takes() {
    // ASYNC-18: a bucket today and on failure only; never the function itself; a FIFO resource takes no record.
    let refused = |message: &str| Some(message.to_owned());
    let fifo = "warningResources.I.Properties.DestinationConfig";
    for (profile, side, id, said) in [
        (Profile::Aws2026, "OnFailure", "Bucket", None),
        (
            Profile::Aws2026,
            "OnSuccess",
            "Bucket",
            refused("the bucket \"Bucket\" can be a destination on failure only"),
        ),
        (Profile::Aws2020, "OnFailure", "Bucket", refused("in 2020 no bucket can be a destination")),
        (Profile::Aws2020, "OnSuccess", "Bucket", refused("in 2020 no bucket can be a destination")),
        (Profile::Aws2026, "OnFailure", "F", refused("a function cannot be its own destination")),
        (Profile::Aws2026, "OnFailure", "Other", None),
        (
            Profile::Aws2026,
            "OnSuccess",
            "Fifo",
            refused("the destination \"Fifo\" is a FIFO resource: every delivery fails"),
        ),
        (Profile::Aws2026, "OnSuccess", "Bus", refused("the playground does not simulate this target")),
    ] {
        let resources = json!({
            "F": function(json!({})), "Other": function(json!({})), "Bucket": { "Type": "AWS::S3::Bucket" },
            "Fifo": { "Type": "AWS::SQS::Queue", "Properties": { "FifoQueue": true } },
            "Bus": { "Type": "AWS::Events::EventBus" },
            "I": { "Type": "AWS::Lambda::EventInvokeConfig", "Properties": {
                "FunctionName": { "Ref": "F" }, "Qualifier": "$LATEST",
                "DestinationConfig": { side: { "Destination": { "Fn::GetAtt": [id, "Arn"] } } },
            } },
        });
        let (config, problems) = read(profile, resources, json!({}));
        let told = problems.first().and_then(|problem| Some(problem.split_once(": ")?.1.to_owned()));
        assert_eq!(told, said, "{profile:?} {side} {id}");
        let is_taken = said.is_none() || problems[0].starts_with(fifo);
        assert_eq!(config.on_success.is_some() || config.on_failure.is_some(), is_taken, "{side} {id}");
    }
}

#[test]
fn settings_of_an_alias_serve_where_the_function_has_none_itself() {
    // ASYNC-11.
    let settings = |qualifier: &str, attempts: u32| {
        json!({ "Type": "AWS::Lambda::EventInvokeConfig", "Properties": {
            "FunctionName": { "Ref": "F" }, "Qualifier": qualifier, "MaximumRetryAttempts": attempts,
        } })
    };
    let alias = settings("live", 0);
    let rows = [
        (json!({ "F": function(json!({})), "I": alias }), 0, 1),
        (json!({ "F": function(json!({})), "I": alias, "J": settings("$LATEST", 1) }), 1, 0),
    ];
    for (resources, attempts, told) in rows {
        let (config, problems) = read(Profile::Aws2026, resources, json!({}));
        assert_eq!((config.maximum_retry_attempts, problems.len()), (attempts, told), "{problems:?}");
    }
}
