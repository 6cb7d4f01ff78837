//! What a queue reads of a template, and what it refuses.

use crate::profile::Profile::{Aws2020, Aws2026};
use crate::services::Config as Node;
use crate::services::sqs::{Config, DeadLetterQueue};
use crate::testing::read_in;
use serde_json::{Value, json};

fn queue(properties: Value) -> Value {
    json!({ "Type": "AWS::SQS::Queue", "Properties": properties })
}

/// Reads the queue `Q` of some resources.
fn read(profile: crate::profile::Profile, resources: &Value) -> (Config, Vec<String>) {
    match read_in(profile, resources, "Q", &json!({ "Region": "us-east-1" })) {
        (Node::Sqs(config), problems) => (config, problems),
        (other, _) => panic!("{other:?} is no queue"),
    }
}

fn redriving_to(arn: Value) -> Value {
    queue(json!({ "RedrivePolicy": { "deadLetterTargetArn": arn, "maxReceiveCount": 3 } }))
}

#[test]
fn a_dead_letter_queue_may_refuse_its_sources() {
    // SQS-13; the policy came after 2020.
    let of = |name: &str| json!({ "Fn::GetAtt": [name, "Arn"] });
    let arn = "arn:aws:sqs:us-east-1:123456789012:Q";
    for (policy, refused) in [
        (json!({ "redrivePermission": "allowAll" }), false),
        (json!({ "redrivePermission": "denyAll" }), true),
        (json!("{\"redrivePermission\":\"denyAll\"}"), true),
        (json!({ "redrivePermission": "byQueue", "sourceQueueArns": [of("Q")] }), false),
        (json!({ "redrivePermission": "byQueue", "sourceQueueArns": [of("Other"), arn] }), true),
        (json!({ "redrivePermission": "byQueue", "sourceQueueArns": [of("Other")] }), true),
        (Value::Null, false),
    ] {
        let resources = json!({
            "D": queue(json!({ "RedriveAllowPolicy": policy })),
            "Q": redriving_to(of("D")),
            "Other": queue(json!({})),
        });
        // The name that is made up of a logical id is not the id itself, so the written ARN means no queue.
        let problems = read(Aws2026, &resources).1;
        assert_eq!(problems.iter().any(|text| text.contains("does not allow this queue")), refused, "{policy}");
        let then = read(Aws2020, &resources).1;
        assert!(then.iter().all(|text| !text.contains("does not allow")), "{then:?}");
    }
}

#[test]
fn a_redrive_allow_policy_is_complete() {
    // SQS-13
    for (policy, problem) in [
        (json!({ "redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:us-east-1:1:a"] }), None),
        (json!({ "redrivePermission": "byQueue" }), Some("names 1 to 10 source queues, not 0")),
        (json!({ "redrivePermission": "byQueue", "sourceQueueArns": vec!["a"; 11] }), Some("not 11")),
        (json!({ "redrivePermission": "denyAll", "sourceQueueArns": ["a"] }), Some("goes with byQueue only")),
        (json!({ "redrivePermission": "none" }), Some("\"none\" is none of")),
    ] {
        let resources = json!({ "Q": queue(json!({ "RedriveAllowPolicy": policy })) });
        let problems = read(Aws2026, &resources).1;
        assert_eq!(problems.len(), usize::from(problem.is_some()), "{policy}: {problems:?}");
        assert!(problems.iter().all(|text| problem.is_some_and(|part| text.contains(part))), "{problems:?}");
    }
}

#[test]
fn a_redrive_policy_names_a_queue_of_this_type_and_region() {
    // SQS-12, SQS-13
    let ours = json!({ "Fn::GetAtt": ["D", "Arn"] });
    for (target, fifo, outside, problem) in [
        (ours.clone(), false, Some(false), None),
        (ours, true, None, Some("same type of queue")),
        (json!({ "Ref": "T" }), false, None, Some("\"T\" is no queue")),
        (json!("arn:aws:sqs:us-east-1:111122223333:x"), false, Some(true), None),
        (
            json!("arn:aws:sqs:eu-west-1:123456789012:x"),
            false,
            None,
            Some("is in eu-west-1, and the stack in us-east-1"),
        ),
    ] {
        let resources = json!({
            "D": queue(json!({ "FifoQueue": fifo })),
            "T": { "Type": "AWS::SNS::Topic", "Properties": {} },
            "Q": redriving_to(target.clone()),
        });
        let (config, problems) = read(Aws2026, &resources);
        assert_eq!(problems.len(), usize::from(problem.is_some()), "{target}: {problems:?}");
        assert!(problems.iter().all(|text| problem.is_some_and(|part| text.contains(part))), "{problems:?}");
        let is_outside = config.redrive.map(|redrive| matches!(redrive.queue, DeadLetterQueue::External(_)));
        assert_eq!(is_outside, outside, "{target}");
    }
    for (policy, missing) in [
        (json!({ "maxReceiveCount": 3 }), "deadLetterTargetArn"),
        (json!({ "deadLetterTargetArn": "a" }), "maxReceiveCount"),
    ] {
        let problems = read(Aws2026, &json!({ "Q": queue(json!({ "RedrivePolicy": policy })) })).1;
        assert!(problems[0].contains(&format!("mandatory attribute: {missing}")), "{problems:?}");
    }
}

#[test]
fn high_throughput_came_after_2020() {
    // SQS-09, SQS-11
    let fifo = |scope: &str| {
        json!({ "Q": queue(json!({
            "FifoQueue": true, "DeduplicationScope": scope, "FifoThroughputLimit": "perMessageGroupId",
        })) })
    };
    let (config, problems) = read(Aws2026, &fifo("messageGroup"));
    let limited_by_group = |config: Config| config.fifo.is_some_and(|fifo| fifo.limited_by_group);
    assert!(limited_by_group(config) && problems.is_empty(), "{problems:?}");
    let (config, problems) = read(Aws2020, &fifo("messageGroup"));
    assert!(!limited_by_group(config) && problems.len() == 2, "{problems:?}");
    let (config, problems) = read(Aws2026, &fifo("queue"));
    assert!(!limited_by_group(config));
    assert!(problems[0].contains("only when the value for DeduplicationScope is messageGroup"), "{problems:?}");
}
