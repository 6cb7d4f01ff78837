//! Plays the recorded cases of S3 notifications: which sets of configurations S3 takes, and what it announces.
//!
//! The cases stand beside the project and are described there; where that folder is missing, the test says that it was
//! skipped. Each case either passes or stands in `LEFT_OUT` with a reason.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use aws::profile::Profile;
use aws::service::properties::{Key, Properties, Value as Tree};
use aws::services::s3::events::Wanted;
use aws::services::s3::{BucketConfig, Destination, Notification, Refusal, check};
use aws::services::traffic::{BY_HAND_ID, SourceConfig};
use aws::services::{Config, sqs};
use aws::stack::intervention::{Intervention, SendOrder};
use aws::stack::latency::Latency;
use aws::stack::settings::Settings;
use aws::stack::world::{Deployment, NodeSpec, PlannedIntervention, Recording, World};
use kernel::{SimDuration, SimTime};
use serde_json::Value;

/// Cases that are not played, with the reason.
const LEFT_OUT: &[(&str, &str)] = &[
    ("s3-094", "EventBridge as destination is not simulated"),
    ("s3-096", "EventBridge as destination is not simulated"),
    ("s3-097", "EventBridge as destination is not simulated"),
    ("s3-100", "EventBridge as destination is not simulated"),
    ("s3-101", "EventBridge as destination is not simulated"),
];

const NOW: Profile = Profile::Aws2026;

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn notification(rule: &Value) -> Notification {
    let events = list(rule, "events").iter().map(|event| {
        let text = event.as_str().expect("a type of event");
        Wanted::read(text, NOW).unwrap_or_else(|| panic!("{text} is a type of event"))
    });
    let destination = Destination::Queue("q".into());
    Notification::new("n", events.collect(), destination).for_keys(text(rule, "prefix"), text(rule, "suffix"))
}

fn play_config(case: &Value, notifications: &[Notification]) -> Result<(), String> {
    let taken = check(notifications);
    if taken.is_ok() != case["valid"].as_bool().expect("valid or not") {
        return Err(format!("{taken:?}"));
    }
    let said = text(case, "error_message");
    let same = said.is_empty() || said == Refusal::MESSAGE && text(case, "error_code") == Refusal::CODE;
    if same { Ok(()) } else { Err(format!("AWS says {said}")) }
}

fn properties(entries: &[(&str, Tree)]) -> Properties {
    let entry = |(key, value): &(&str, Tree)| {
        (Key { text: (*key).into(), at: Default::default() }, Properties::generated(value.clone()))
    };
    Properties::generated(Tree::Map(entries.iter().map(entry).collect()))
}

/// Returns the calls that an operation of a case stands for: action, key and size.
fn calls(op: &Value) -> Vec<(&'static str, String, i64)> {
    let call = |action| vec![(action, text(op, "key").to_owned(), op["size"].as_i64().unwrap_or(1))];
    match text(op, "op") {
        "put" => call("PutObject"),
        "copy" => call("CopyObject"),
        "multipart_upload" => call("CompleteMultipartUpload"),
        "put_tagging" => call("PutObjectTagging"),
        "restore" => call("RestoreObject"),
        "delete" => call("DeleteObject"),
        "delete_many" => {
            let keys = list(op, "keys").iter();
            keys.map(|key| ("DeleteObject", key.as_str().unwrap_or_default().to_owned(), 0)).collect()
        }
        other => panic!("an unknown operation: {other}"),
    }
    .into_iter()
    .map(|(action, key, size)| (action, if key.is_empty() { text(op, "to").to_owned() } else { key }, size))
    .collect()
}

fn play_delivery(case: &Value, notifications: Vec<Notification>) -> Result<(), String> {
    let bucket = BucketConfig { notifications, ..BucketConfig::new("B") };
    let node = |id: &str, config| NodeSpec { id: id.into(), name: id.into(), config };
    let nodes = vec![
        node(BY_HAND_ID, Config::Traffic(SourceConfig::by_hand(vec!["B".into()]))),
        node("B", Config::S3(bucket)),
        node("q", Config::Sqs(sqs::Config::standard("q", NOW))),
    ];
    let settings = Settings { latency: Latency::None, ..Settings::new(NOW) };
    let mut world = World::new(&Deployment { settings, nodes, interventions: vec![] }, Recording::default());
    for (second, (action, key, size)) in (0..).zip(list(case, "ops").iter().flat_map(calls)) {
        let input = properties(&[("Key", Tree::Text(key.as_str().into())), ("Size", Tree::Integer(size))]);
        let order = SendOrder { to: "B".into(), action: action.into(), input, count: 1 };
        let at = SimTime::ZERO + SimDuration::from_secs(second);
        let intervention = Intervention::Send(Arc::new(order)).into();
        world.intervene(&PlannedIntervention { at, on: BY_HAND_ID.into(), intervention });
    }
    // Restorations take hours.
    world.run_until(SimTime::ZERO + SimDuration::from_secs(24 * 3_600), u32::MAX);
    if !world.balance().is_balanced() {
        return Err(format!("{:?}", world.balance()));
    }
    compare(case, &world)
}

fn compare(case: &Value, world: &World) -> Result<(), String> {
    let queue = world.node("q").expect("a node");
    let messages = world.holding(queue).messages.unwrap_or_default();
    let record = |body: &str| serde_json::from_str::<Value>(body).expect("an event")["Records"][0].clone();
    let mut found: Vec<_> = messages.iter().map(|held| record(&held.body)).collect();
    for expected in list(case, "expect") {
        let object = |record: &Value, key: &str| record["s3"]["object"][key].clone();
        let fits = |record: &Value| {
            record["eventName"] == expected["eventName"]
                && object(record, "key") == expected["key"]
                && (expected["size"].is_null() || object(record, "size") == expected["size"])
                && (expected["eventVersion"].is_null() || record["eventVersion"] == expected["eventVersion"])
        };
        let Some(position) = found.iter().position(fits) else {
            return Err(format!("{expected} is missing among {found:?}"));
        };
        found.remove(position);
    }
    if found.is_empty() { Ok(()) } else { Err(format!("not expected: {found:?}")) }
}

#[test]
fn recorded_notifications_are_played() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/s3/notifications.jsonl");
    let Ok(cases) = std::fs::read_to_string(&path) else {
        // Past the capture of the test runner, so that it is seen.
        writeln!(std::io::stdout(), "\nskipped: {} is missing", path.display()).expect("a test can write");
        return;
    };
    let (mut passed, mut wrong) = (0, Vec::new());
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).expect("each line is a case");
        if LEFT_OUT.iter().any(|(id, _)| *id == text(&case, "id")) {
            continue;
        }
        let notifications: Vec<_> = list(&case, "rules").iter().map(notification).collect();
        let outcome = match text(&case, "kind") {
            "config" => play_config(&case, &notifications),
            _ => play_delivery(&case, notifications),
        };
        match outcome {
            Ok(()) => passed += 1,
            Err(difference) => wrong.push(format!("{}: {difference}", text(&case, "id"))),
        }
    }
    println!("{passed} cases pass, {} are left out", LEFT_OUT.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
