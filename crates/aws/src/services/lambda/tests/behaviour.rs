//! Batches and hooks: what the code answers.

use super::*;
use crate::behaviour::EdgeAction;
use crate::message::{Item, PolledRecord};
use crate::pattern::{Dialect, Pattern};
use crate::payload::{Document, Payload};
use kernel::MessageId;

fn record(number: u64) -> PolledRecord {
    let record = json!({ "messageId": format!("id-{number}"), "body": number.to_string(), "eventSource": "aws:sqs" });
    PolledRecord {
        item: Item::new(MessageId(number), Payload::from_text(number.to_string())),
        receipt: number,
        receive_count: 1,
        visible_again: SimTime::ZERO,
        group: None,
        record: Payload::from_json(record),
    }
}

#[test]
fn records_that_fail_are_reported_by_their_message_id() {
    // ESMQ-15.
    let failures = super::super::documents::BatchFailures(vec![record(2).record, record(3).record]);
    let expected = json!({ "batchItemFailures": [{ "itemIdentifier": "id-2" }, { "itemIdentifier": "id-3" }] });
    assert_eq!(failures.json(), expected);
    let stream = Payload::from_json(json!({ "kinesis": { "sequenceNumber": "49" }, "eventID": "shard:49" }));
    let failures = super::super::documents::BatchFailures(vec![stream]);
    assert_eq!(failures.json()["batchItemFailures"][0]["itemIdentifier"], "49");
}

#[test]
fn a_rule_with_a_pattern_fails_the_events_that_match() {
    let pattern = Pattern::parse(r#"{"key":["bad"]}"#, Dialect::EventBridge, Profile::Aws2026).expect("a pattern");
    let rule = FailRule { matching: Some(Arc::new(pattern)), after: Some(ms(20)), ..always() };
    let nodes = vec![
        ("F", Node::Lambda(failing(rule))),
        ("~a", Node::Traffic(sends(&[0], json!({ "Payload": { "key": "bad" } })))),
        ("~b", Node::Traffic(sends(&[1], json!({ "Payload": { "key": "good" } })))),
    ];
    let world = play_with(now(), nodes, &[], secs(10));
    assert_eq!(fields(&world, "InvocationEnded", "outcome"), ["Error", "Success"]);
    assert_eq!(fields(&world, "InvocationEnded", "duration_ms"), [20.0, 0.0]);
}

#[test]
fn a_hook_forwards_changes_or_answers() {
    let cf = json!({
        "request": { "uri": "/a", "method": "GET", "headers": {} },
        "response": { "status": "200", "headers": {} },
    });
    let event = json!({ "Records": [{ "cf": cf }] });
    let moved = json!([{ "key": "Location", "value": "/b" }]);
    let change = |value: Value| EdgeAction::Change(Arc::new(value));
    let respond = |value: Value| EdgeAction::Respond(Arc::new(value));
    let rows = [
        (EdgeAction::Forward, "viewer-request", "/uri", json!("/a")),
        (EdgeAction::Forward, "origin-response", "/status", json!("200")),
        (change(json!({ "Uri": "/c" })), "origin-request", "/uri", json!("/c")),
        (change(json!({ "StatusCode": 404 })), "viewer-response", "/status", json!("404")),
        (respond(json!({ "StatusCode": 302, "Headers": { "Location": "/b" } })), "viewer-request", "/headers/location", moved),
    ];
    for (action, hook, place, expected) in rows {
        let mut config = taking(NONE);
        config.behaviour.edge = action;
        let input = json!({ "Payload": event, "EventType": hook });
        let world = play(now(), config, sends(&[0], input), secs(10));
        assert_eq!(payloads(&world, "CallEnded")[0].pointer(place), Some(&expected), "{hook}");
    }
}
