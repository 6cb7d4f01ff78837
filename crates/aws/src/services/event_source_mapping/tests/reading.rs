//! What a mapping reads of a template, what it refuses and what it advises.

use super::super::Config;
use crate::profile::Profile::{self, Aws2020, Aws2026};
use crate::services::Config as Node;
use crate::testing::read_in;
use kernel::SimDuration;
use serde_json::{Map, Value, json};

/// Reads a mapping with these properties of queue, function and its own.
fn read(profile: Profile, mut queue: Value, function: Value, own: Value) -> (Config, Vec<String>) {
    if queue["RedrivePolicy"].is_null() {
        queue["RedrivePolicy"] = json!({ "deadLetterTargetArn": { "Fn::GetAtt": ["Q", "Arn"] }, "maxReceiveCount": 5 });
    }
    let mut properties = Map::from_iter([
        ("EventSourceArn".to_owned(), json!({ "Fn::GetAtt": ["Q", "Arn"] })),
        ("FunctionName".to_owned(), json!({ "Ref": "F" })),
    ]);
    properties.extend(own.as_object().expect("a map").clone());
    let resources = json!({
        "Q": { "Type": "AWS::SQS::Queue", "Properties": queue },
        "F": { "Type": "AWS::Lambda::Function", "Properties": function },
        "M": { "Type": "AWS::Lambda::EventSourceMapping", "Properties": properties },
    });
    match read_in(profile, &resources, "M", &json!({ "Region": "us-east-1" })) {
        (Node::EventSourceMapping(config), problems) => (config, problems),
        (other, _) => panic!("{other:?} is no mapping"),
    }
}

/// Says of each mapping what is wrong with it, in one part of the text, or that nothing is.
fn assert_problems(rows: &[(Profile, Value, Value, Option<&str>)]) {
    for (profile, queue, own, problem) in rows {
        let mut queue = queue.clone();
        queue["VisibilityTimeout"] = json!(4_000);
        let problems = read(*profile, queue.clone(), json!({}), own.clone()).1;
        assert_eq!(problems.len(), usize::from(problem.is_some()), "{profile:?} {queue} {own}: {problems:?}");
        assert!(problems.iter().all(|text| problem.is_some_and(|part| text.contains(part))), "{problems:?}");
    }
}

#[test]
fn batches_windows_and_limits_are_of_their_era() {
    // ESMQ-02, ESMQ-03, ESMQ-09, ESMQ-10, ESMQ-15, ESMQ-17, ESMQ-18, ESMQ-21
    let (standard, fifo) = (json!({}), json!({ "FifoQueue": true }));
    let size = |size: u32| json!({ "BatchSize": size });
    let windowed = |size: u32| json!({ "BatchSize": size, "MaximumBatchingWindowInSeconds": 1 });
    let scaled = |max: u32| json!({ "ScalingConfig": { "MaximumConcurrency": max } });
    let pollers =
        |min: u32, max: u32| json!({ "ProvisionedPollerConfig": { "MinimumPollers": min, "MaximumPollers": max } });
    let filters = |count: usize| json!({ "FilterCriteria": { "Filters": vec![json!({ "Pattern": r#"{"body":{"a":[1]}}"# }); count] } });
    let reports = json!({ "FunctionResponseTypes": ["ReportBatchItemFailures"] });
    let mut both = pollers(2, 3);
    both["ScalingConfig"] = json!({ "MaximumConcurrency": 5 });
    assert_problems(&[
        (Aws2020, standard.clone(), size(10), None),
        (Aws2020, standard.clone(), size(11), Some("not between 1 and 10")),
        (Aws2026, standard.clone(), size(11), Some("batch window in seconds must be greater than 0")),
        (Aws2026, standard.clone(), windowed(10_000), None),
        (Aws2026, standard.clone(), windowed(10_001), Some("not between 1 and 10000")),
        (Aws2026, fifo.clone(), size(10), None),
        (Aws2026, fifo.clone(), size(11), Some("not between 1 and 10")),
        (Aws2026, fifo, windowed(10), Some("not supported for FIFO queues")),
        (Aws2020, standard.clone(), windowed(10), Some("Batching window is not supported")),
        (Aws2026, standard.clone(), json!({ "MaximumBatchingWindowInSeconds": 301 }), Some("not between 0 and 300")),
        (Aws2026, standard.clone(), scaled(2), None),
        (Aws2026, standard.clone(), scaled(1), Some("not between 2 and 1000")),
        (Aws2026, standard.clone(), scaled(1_001), Some("not between 2 and 1000")),
        (Aws2020, standard.clone(), scaled(2), Some("does not exist in 2020")),
        (Aws2026, standard.clone(), pollers(2, 2_000), None),
        (Aws2026, standard.clone(), pollers(1, 5), Some("not between 2 and 200")),
        (Aws2026, standard.clone(), pollers(2, 2_001), Some("not between 2 and 2000")),
        (Aws2026, standard.clone(), pollers(9, 8), Some("a minimum of 9 pollers is more than the maximum of 8")),
        (Aws2026, standard.clone(), both, Some("exclude each other")),
        (Aws2026, standard.clone(), reports.clone(), None),
        (Aws2020, standard.clone(), reports, Some("does not exist in 2020")),
        (Aws2026, standard.clone(), filters(5), None),
        (Aws2026, standard.clone(), filters(6), Some("6 filters need a raised quota")),
        (Aws2026, standard.clone(), filters(11), Some("11 filters are more than the 10")),
        (Aws2020, standard.clone(), filters(1), Some("does not exist in 2020")),
        (
            Aws2026,
            standard.clone(),
            json!({ "DestinationConfig": { "OnFailure": { "Destination": { "Fn::GetAtt": ["Q", "Arn"] } } } }),
            Some("Unsupported DestinationConfig"),
        ),
        (
            Aws2026,
            standard,
            json!({ "EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:q" }),
            Some("is in eu-west-1"),
        ),
    ]);
}

#[test]
fn visibility_is_compared_with_the_timeout() {
    // ESMQ-04: equal is taken, six times is advised, now with the window; a window may lengthen the visibility.
    for (profile, visibility, window, problem, effective) in [
        (Aws2020, 9, 0, Some("Queue visibility timeout: 9 seconds is less than Function timeout: 10 seconds"), None),
        (Aws2020, 10, 0, Some("less than the advised 60 s"), None),
        (Aws2020, 60, 0, None, None),
        (Aws2026, 60, 0, None, None),
        (Aws2026, 60, 5, Some("less than the advised 65 s"), None),
        (Aws2026, 65, 5, None, None),
        (Aws2026, 65, 55, Some("less than the advised 115 s"), None),
        (Aws2026, 65, 56, Some("less than the advised 116 s"), Some(96)),
    ] {
        let own = if window > 0 { json!({ "MaximumBatchingWindowInSeconds": window }) } else { json!({}) };
        let (config, problems) =
            read(profile, json!({ "VisibilityTimeout": visibility }), json!({ "Timeout": 10 }), own);
        assert_eq!(problems.len(), usize::from(problem.is_some()), "{visibility} {window}: {problems:?}");
        assert!(problems.iter().all(|text| problem.is_some_and(|part| text.contains(part))), "{problems:?}");
        assert_eq!(config.visibility, effective.map(SimDuration::from_secs), "{visibility} {window}");
    }
}

#[test]
fn what_makes_throttles_lose_messages_is_advised_against() {
    // ESMQ-12
    let queue = |receives: u32| {
        let policy = json!({ "deadLetterTargetArn": { "Fn::GetAtt": ["Q", "Arn"] }, "maxReceiveCount": receives });
        json!({ "VisibilityTimeout": 30, "RedrivePolicy": policy })
    };
    for (receives, reserved, expected) in
        [(5, 5, vec![]), (4, 5, vec!["maxReceiveCount of 4"]), (5, 4, vec!["concurrency of 4"])]
    {
        let function = json!({ "Timeout": 5, "ReservedConcurrentExecutions": reserved });
        let problems = read(Aws2020, queue(receives), function, json!({})).1;
        assert_eq!(problems.len(), expected.len(), "{problems:?}");
        assert!(problems.iter().zip(&expected).all(|(text, part)| text.contains(part)), "{problems:?}");
    }
}
