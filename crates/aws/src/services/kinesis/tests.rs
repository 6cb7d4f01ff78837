//! What a stream takes, and what it says of what it does not take.

use super::Config;
use crate::profile::Profile::{self, Aws2020, Aws2026};
use crate::services::Config as Node;
use crate::stack::latency::Latency;
use crate::stack::settings::Settings;
use crate::stack::world::World;
use crate::testing::{client_at, read_in, run, statuses, sum, world};
use kernel::SimDuration;
use serde_json::{Value, json};

/// Runs a stream of two shards with one call.
fn called(profile: Profile, action: &str, input: &Value) -> World {
    let settings = Settings { latency: Latency::None, ..Settings::new(profile) };
    let client = client_at("S", action, &[1], input.clone());
    let mut world = world(settings, vec![("S", Node::Kinesis(Config::of_shards("S", 2))), ("~c", client)]);
    run(&mut world, SimDuration::from_secs(5));
    world
}

#[test]
fn a_record_needs_a_key_and_has_a_largest_size() {
    // STR-18, STR-19
    let mib = 1024 * 1024;
    for (profile, input, status) in [
        (Aws2026, json!({ "PartitionKey": "a", "Data": "x" }), 200),
        (Aws2026, json!({ "Data": "x" }), 400),
        (Aws2026, json!({ "PartitionKey": "k".repeat(256), "Data": "x" }), 200),
        (Aws2026, json!({ "PartitionKey": "k".repeat(257), "Data": "x" }), 400),
        // A number is a key, too; a hash has to be one.
        (Aws2026, json!({ "PartitionKey": 5, "Data": "x" }), 200),
        (Aws2026, json!({ "PartitionKey": "a", "Data": "x", "ExplicitHashKey": "first" }), 400),
        // The key counts with the data.
        (Aws2020, json!({ "PartitionKey": "a", "Size": mib - 1 }), 200),
        (Aws2020, json!({ "PartitionKey": "a", "Size": mib }), 400),
        (Aws2026, json!({ "PartitionKey": "a", "Size": mib - 1 }), 200),
        (Aws2026, json!({ "PartitionKey": "a", "Size": mib }), 400),
    ] {
        let world = called(profile, "PutRecord", &input);
        let name = input.to_string().chars().take(60).collect::<String>();
        assert_eq!(statuses(&world, "c"), [status], "{profile:?} {name}");
        assert_eq!(sum(&world, "S", "IncomingRecords"), u64::from(status == 200), "{profile:?} {name}");
    }
}

#[test]
fn a_call_puts_each_of_its_records_or_says_of_it_why_not() {
    // STR-17, STR-18
    let record = |key: &str, size: u64| json!({ "PartitionKey": key, "Size": size });
    let many = |count: usize| json!({ "Records": vec![record("a", 10); count] });
    for (input, status, put) in [
        (many(500), 200, 500),
        (many(501), 400, 0),
        (json!({ "Records": [] }), 400, 0),
        (json!({ "Records": [record("a", 10), record("", 10)] }), 400, 0),
        // Both fall into one shard, which takes 1 MB a second.
        (json!({ "Records": [record("a", 900_000), record("a", 900_000)] }), 200, 1),
    ] {
        let world = called(Aws2026, "PutRecords", &input);
        assert_eq!(statuses(&world, "c"), [status]);
        assert_eq!(sum(&world, "S", "IncomingRecords"), put);
    }
}

#[test]
fn a_hash_that_is_given_takes_the_place_of_the_keys() {
    // STR-19
    let shard = |input: Value| {
        let world = called(Aws2026, "PutRecord", &input);
        let lines = crate::testing::lines(&world, &["RecordPut"]);
        lines.first().map(|line| line.ends_with(r#"{"value":1}"#))
    };
    // The MD5 of "a" begins with 0c, so it falls into the first half.
    assert_eq!(shard(json!({ "PartitionKey": "a", "Data": "x" })), Some(false));
    let upper_half = (1_u128 << 127).to_string();
    assert_eq!(shard(json!({ "PartitionKey": "a", "Data": "x", "ExplicitHashKey": upper_half })), Some(true));
}

#[test]
fn shards_and_retention_are_of_their_era() {
    for (profile, properties, shards, told) in [
        (Aws2026, json!({ "ShardCount": 3 }), 3, None),
        (Aws2020, json!({ "ShardCount": 3 }), 3, None),
        (Aws2026, json!({}), 4, Some("first 4 shards")),
        (Aws2026, json!({ "StreamModeDetails": { "StreamMode": "ON_DEMAND" } }), 4, Some("first 4 shards")),
        (Aws2026, json!({ "StreamModeDetails": { "StreamMode": "PROVISIONED" } }), 1, Some("needs a ShardCount")),
        (Aws2020, json!({}), 1, Some("needs a ShardCount")),
        (
            Aws2026,
            json!({ "StreamModeDetails": { "StreamMode": "ON_DEMAND" }, "ShardCount": 2 }),
            4,
            Some("has no ShardCount"),
        ),
        (Aws2026, json!({ "ShardCount": 1, "RetentionPeriodHours": 8_760 }), 1, None),
        (Aws2026, json!({ "ShardCount": 1, "MaxRecordSizeInKiB": 1_000 }), 1, Some("not between 1024 and 10240")),
        (Aws2020, json!({ "ShardCount": 1, "MaxRecordSizeInKiB": 2_048 }), 1, Some("does not exist in 2020")),
        (Aws2020, json!({ "ShardCount": 1, "RetentionPeriodHours": 169 }), 1, Some("not between 24 and 168")),
    ] {
        let resources = json!({ "S": { "Type": "AWS::Kinesis::Stream", "Properties": properties } });
        let (config, problems) = read_in(profile, &resources, "S", &json!({}));
        let Node::Kinesis(config) = config else { panic!("{config:?} is no stream") };
        assert_eq!(config.shards, shards, "{profile:?} {properties}");
        assert_eq!(problems.len(), usize::from(told.is_some()), "{properties}: {problems:?}");
        assert!(problems.iter().all(|text| told.is_some_and(|part| text.contains(part))), "{problems:?}");
    }
}
