//! What a mapping of a stream reads of a template.

use super::super::{Config, StartingPosition};
use crate::message::Operation;
use crate::profile::Profile::{self, Aws2020, Aws2026};
use crate::services::Config as Node;
use crate::testing::read_in;
use kernel::{SimDuration, SimTime};
use serde_json::{Map, Value, json};

/// Reads a mapping with these properties of its own, of a stream or of a consumer of it.
fn read(profile: Profile, consumer: bool, own: &Value) -> (Config, Vec<String>) {
    let arn = if consumer { json!({ "Ref": "C" }) } else { json!({ "Fn::GetAtt": ["S", "Arn"] }) };
    let mut properties = Map::from_iter([
        ("EventSourceArn".to_owned(), arn),
        ("FunctionName".to_owned(), json!({ "Ref": "F" })),
        ("StartingPosition".to_owned(), json!("LATEST")),
    ]);
    properties.extend(own.as_object().expect("a map").clone());
    properties.retain(|_, value| !value.is_null());
    let resources = json!({
        "S": { "Type": "AWS::Kinesis::Stream", "Properties": { "ShardCount": 3 } },
        "C": { "Type": "AWS::Kinesis::StreamConsumer", "Properties": { "StreamARN": { "Fn::GetAtt": ["S", "Arn"] } } },
        "Q": { "Type": "AWS::SQS::Queue" },
        "B": { "Type": "AWS::S3::Bucket" },
        "F": { "Type": "AWS::Lambda::Function" },
        "M": { "Type": "AWS::Lambda::EventSourceMapping", "Properties": properties },
    });
    match read_in(profile, &resources, "M", &json!({})) {
        (Node::EventSourceMapping(config), problems) => (config, problems),
        (other, _) => panic!("{other:?} is no mapping"),
    }
}

#[test]
fn a_stream_has_defaults_of_its_own() {
    // STR-02, STR-03, STR-04, STR-07, STR-08, STR-09
    let (config, problems) = read(Aws2026, false, &json!({}));
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!((config.batch_size, config.window, &*config.source), (100, SimDuration::ZERO, "S"));
    let stream = &config.stream;
    assert_eq!((stream.shards, stream.factor, stream.fan_out, stream.bisects), (3, 1, false, false));
    assert_eq!((stream.retries_max, stream.age_max, stream.position), (None, None, StartingPosition::Latest));
}

#[test]
fn settings_for_errors_are_read_and_minus_one_is_no_limit() {
    let own = json!({
        "MaximumRetryAttempts": 0,
        "MaximumRecordAgeInSeconds": 60,
        "BisectBatchOnFunctionError": true,
        "ParallelizationFactor": 10,
        "DestinationConfig": { "OnFailure": { "Destination": { "Fn::GetAtt": ["Q", "Arn"] } } },
    });
    let (config, problems) = read(Aws2020, false, &own);
    assert!(problems.is_empty(), "{problems:?}");
    let stream = config.stream;
    assert_eq!((stream.retries_max, stream.age_max), (Some(0), Some(SimDuration::from_secs(60))));
    assert_eq!((stream.bisects, stream.factor), (true, 10));
    assert_eq!(config.on_failure.and_then(|to| to.operation), Some(Operation::SEND_MESSAGE));
    let own = json!({ "MaximumRetryAttempts": -1, "MaximumRecordAgeInSeconds": -1 });
    let (config, problems) = read(Aws2020, false, &own);
    assert_eq!((config.stream.retries_max, config.stream.age_max, problems.len()), (None, None, 0));
}

#[test]
fn a_time_to_begin_at_is_counted_from_the_start_of_the_run() {
    // STR-05. The run begins at 2026-01-01T00:00:00Z.
    for (timestamp, expected) in [(1_767_225_660_i64, SimDuration::from_secs(60)), (0, SimDuration::ZERO)] {
        let own = json!({ "StartingPosition": "AT_TIMESTAMP", "StartingPositionTimestamp": timestamp });
        let (config, problems) = read(Aws2026, false, &own);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(config.stream.position, StartingPosition::At(SimTime::ZERO + expected));
    }
}

#[test]
fn what_aws_refuses_of_a_streams_mapping_says_why() {
    let to_bucket = json!({ "DestinationConfig": { "OnFailure": { "Destination": { "Fn::GetAtt": ["B", "Arn"] } } } });
    for (profile, consumer, own, told) in [
        (Aws2026, false, json!({ "StartingPosition": null }), Some("needs a StartingPosition")),
        (
            Aws2026,
            false,
            json!({ "StartingPosition": "NEWEST" }),
            Some("none of LATEST, TRIM_HORIZON and AT_TIMESTAMP"),
        ),
        (Aws2026, false, json!({ "StartingPosition": "AT_TIMESTAMP" }), Some("needs a StartingPositionTimestamp")),
        (Aws2026, false, json!({ "BatchSize": 10_000 }), None),
        (Aws2026, false, json!({ "BatchSize": 10_001 }), Some("not between 1 and 10000")),
        (Aws2026, false, json!({ "ParallelizationFactor": 11 }), Some("not between 1 and 10")),
        (Aws2026, false, json!({ "MaximumRetryAttempts": 10_001 }), Some("not between -1 and 10000")),
        (Aws2026, false, json!({ "MaximumRecordAgeInSeconds": 59 }), Some("must be -1, or between 60 and 604800")),
        (Aws2026, false, json!({ "ScalingConfig": { "MaximumConcurrency": 5 } }), Some("Unsupported ScalingConfig")),
        (Aws2026, false, json!({ "TumblingWindowInSeconds": 30 }), Some("tumbling windows are not simulated")),
        (Aws2026, false, to_bucket.clone(), None),
        (Aws2020, false, to_bucket, Some("now also a bucket")),
        (
            Aws2020,
            false,
            json!({ "FunctionResponseTypes": ["ReportBatchItemFailures"] }),
            Some("does not exist in 2020"),
        ),
        (Aws2020, false, json!({ "BatchSize": 100, "MaximumBatchingWindowInSeconds": 5 }), None),
        (Aws2020, true, json!({ "MaximumRetryAttempts": 5 }), Some("of a consumer's mapping does not exist in 2020")),
        (Aws2026, true, json!({ "MaximumRetryAttempts": 5 }), None),
    ] {
        let (config, problems) = read(profile, consumer, &own);
        assert_eq!(problems.len(), usize::from(told.is_some()), "{profile:?} {own}: {problems:?}");
        assert!(problems.iter().all(|text| told.is_some_and(|part| text.contains(part))), "{own}: {problems:?}");
        assert_eq!((&*config.source, config.stream.fan_out), ("S", consumer), "STR-16");
    }
}
