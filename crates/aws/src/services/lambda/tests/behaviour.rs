//! Batches and hooks: what the code answers.

use super::*;
use crate::behaviour::EdgeAction;
use crate::message::{Item, PolledRecord};
use crate::pattern::{Dialect, Pattern};
use crate::payload::{Document, Payload};
use crate::services::{event_source_mapping as mapping, sqs};
use kernel::MessageId;

fn record(number: u64) -> PolledRecord {
    let record = json!({ "messageId": format!("id-{number}"), "body": number.to_string(), "eventSource": "aws:sqs" });
    PolledRecord {
        item: Item::new(MessageId(number), Payload::from_text(number.to_string())),
        receipt: number,
        receive_count: 1,
        visible_again: SimTime::ZERO,
        arrived: None,
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
        (
            respond(json!({ "StatusCode": 302, "Headers": { "Location": "/b" } })),
            "viewer-request",
            "/headers/location",
            moved,
        ),
    ];
    for (action, hook, place, expected) in rows {
        let mut config = taking(NONE);
        config.behaviour.edge = action;
        let input = json!({ "Payload": event, "EventType": hook });
        let world = play(now(), config, sends(&[0], input), secs(10));
        assert_eq!(payloads(&world, "CallEnded")[0].pointer(place), Some(&expected), "{hook}");
    }
}

/// Plays a batch of three messages, `a`, `b` and `c`, with a mapping that reports failures or not.
fn batch(config: Config, reports: bool, until: SimDuration) -> World {
    let plan = Plan {
        action: crate::service::action::action("SendMessage").expect("an action of the list"),
        input: json!({ "MessageBody": "{n}" }),
        when: When::Burst { count: 3, at: at(1) },
        from: SimTime::ZERO,
        until: None,
        count: None,
    };
    let client =
        SourceConfig { name: "c".into(), targets: vec!["Queue".into()], plan: Some(plan), retry: Retry::default() };
    let mapping = mapping::Config {
        reports_item_failures: reports,
        window: secs(2),
        ..mapping::Config::of_queue("Mapping", "Queue", "F")
    };
    let nodes = vec![
        ("F", Node::Lambda(config)),
        ("Queue", Node::Sqs(sqs::Config::standard("Queue", Profile::Aws2026))),
        ("Mapping", Node::EventSourceMapping(mapping)),
        ("~c", Node::Traffic(client)),
    ];
    play_with(now(), nodes, &[], until)
}

fn body(text: &str) -> Option<Arc<Pattern>> {
    let pattern = json!({ "body": [text] });
    Some(Arc::new(Pattern::from_json(&pattern, Dialect::EventBridge, Profile::Aws2026).expect("a pattern")))
}

#[test]
fn only_the_records_that_fail_come_back_where_the_mapping_asks_for_a_report() {
    // ESMQ-15: without it the report is ignored and all are deleted. The invocation is no error.
    for (reports, sizes) in [(true, vec![3, 1]), (false, vec![3])] {
        let mut config = taking(NONE);
        config.behaviour.fails_records = [FailRule { matching: body("1"), first_attempts: Some(1), ..always() }].into();
        let world = batch(config, reports, secs(100));
        let batches: Vec<_> = records(&world, "InvocationStarted")
            .iter()
            .filter_map(|(_, detail)| match detail {
                Some(Detail::Batch { messages, .. }) => Some(messages.len()),
                _ => None,
            })
            .collect();
        assert_eq!(batches, sizes);
        assert_eq!(sum(&world, "Errors"), 0);
        assert_eq!(world.balance().tally.delivered, 3);
    }
}

#[test]
fn a_rule_on_first_attempts_fails_a_batch_while_any_of_its_records_is_within_the_count() {
    // ESMQ-11.
    let world = batch(failing(FailRule { first_attempts: Some(2), ..always() }), false, secs(300));
    assert_eq!(fields(&world, "InvocationEnded", "outcome"), ["Error", "Error", "Success"]);
    assert_eq!(world.balance().tally.delivered, 3);
}

#[test]
fn a_function_that_says_nothing_of_batches_serves_all_records() {
    // ESMQ-15, lam-71.
    for response in [None, Some(json!({})), Some(Value::Null)] {
        let mut config = taking(NONE);
        if let Some(payload) = response {
            config.behaviour.response = Response::Payload(Arc::new(payload));
        }
        let world = batch(config, true, secs(100));
        assert_eq!((sum(&world, "Invocations"), world.balance().tally.delivered), (1, 3));
    }
}

#[test]
fn a_failure_names_the_rule_for_whoever_waits() {
    // SYNC-03 is of callers, ASYNC-02 of events, ESMQ-11 of batches.
    for (input, rule) in [(call(), "SYNC-03"), (event(), "ASYNC-02")] {
        let world =
            play(now(), failing(FailRule { first_attempts: Some(1), ..always() }), sends(&[1], input), secs(30));
        assert_eq!(rules(&world, "InvocationEnded"), [rule]);
    }
    let world = batch(failing(FailRule { first_attempts: Some(1), ..always() }), false, secs(20));
    assert_eq!(fields(&world, "InvocationEnded", "outcome")[0], "Error");
    assert_eq!(rules(&world, "InvocationEnded"), ["ESMQ-11"]);
}
