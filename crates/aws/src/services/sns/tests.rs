//! Situations and the facts that follow.

use super::*;
use crate::service::action::action;
use crate::pattern::{Dialect, Pattern};
use crate::profile::Profile;
use crate::services::Config;
use crate::services::traffic::{Plan, SourceConfig, When};
use crate::stack::settings::Settings;
use crate::testing::{lines, run, times, world};
use crate::stack::world::{PlannedIntervention, World};
use kernel::SimDuration;
use serde_json::{Value, json};

const NOW: Profile = Profile::Aws2026;

fn client(to: &str, input: Value, instants: &[u64]) -> Config {
    let at = instants.iter().map(|second| SimTime::ZERO + SimDuration::from_secs(*second)).collect();
    let plan = Plan {
        action: action("Publish").expect("an action of the list"),
        input,
        when: When::At(at),
        from: SimTime::ZERO,
        until: None,
        count: None,
    };
    Config::Traffic(SourceConfig {
        name: "c".into(),
        targets: vec![to.into()],
        plan: Some(plan),
        ..SourceConfig::default()
    })
}

fn queue(id: &str) -> Config {
    Config::Sqs(crate::services::sqs::Config::standard(id, NOW))
}

fn to_queue(id: &str) -> SubscriptionConfig {
    SubscriptionConfig::new(&format!("{id}Subscription"), Endpoint::Queue(id.into()))
}

fn wanting(id: &str, dialect: Dialect, policy: Value) -> SubscriptionConfig {
    let pattern = Pattern::from_json(&policy, dialect, NOW).expect("a filter policy").into();
    SubscriptionConfig { filter: Some(Filter { pattern, written: policy.into() }), ..to_queue(id) }
}

fn played(nodes: Vec<(&str, Config)>, interventions: &[(u64, &str, Intervention)], until: u64) -> World {
    let settings = Settings { latency: Latency::None, ..Settings::default() };
    let mut world = world(settings, nodes);
    for (second, on, intervention) in interventions {
        let at = SimTime::ZERO + SimDuration::from_secs(*second);
        world.intervene(&PlannedIntervention { at, on: (*on).into(), intervention: intervention.clone().into() });
    }
    run(&mut world, SimDuration::from_secs(until));
    world
}

fn count(world: &World, node: &str, metric: crate::metrics::MetricId) -> u64 {
    world.node(node).map_or(0, |node| world.meter(node).sum(metric))
}

/// Returns the bodies that lie in a queue.
fn bodies(world: &World, queue: &str) -> Vec<String> {
    let node = world.node(queue).expect("a node");
    world.holding(node).messages.unwrap_or_default().into_iter().map(|held| held.body).collect()
}

#[test]
fn each_subscription_gets_a_copy() {
    // SNS-01, SNS-07: three copies of one message, the publisher's own included.
    let topic = TopicConfig::new("T").with(to_queue("A")).with(to_queue("B"));
    let input = json!({ "Message": "hello", "Subject": "s" });
    let nodes = vec![("~c", client("T", input, &[1])), ("T", Config::Sns(topic)), ("A", queue("A")), ("B", queue("B"))];
    let world = played(nodes, &[], 60);
    assert_eq!(times(&world, "T", "NotificationDelivered"), [1.0, 1.0]);
    let balance = world.balance();
    assert_eq!((balance.tally.created, balance.tally.delivered, balance.waiting), (3, 1, 2));
    let envelope: Value = serde_json::from_str(&bodies(&world, "A")[0]).expect("an envelope");
    assert_eq!(envelope["Message"], "hello");
    assert_eq!(envelope["Subject"], "s");
    assert_eq!(envelope["Timestamp"], "2026-01-01T00:00:01.000Z");
    assert_eq!(count(&world, "T", fields::PUBLISHED), 1);
    assert_eq!(count(&world, "T", fields::DELIVERED), 2);
}

#[test]
fn raw_delivery_sends_the_bare_message() {
    // SNS-07.
    let topic = TopicConfig::new("T").with(SubscriptionConfig { raw: true, ..to_queue("A") });
    let input = json!({ "Message": { "a": 1 } });
    let world =
        played(vec![("~c", client("T", input, &[0])), ("T", Config::Sns(topic)), ("A", queue("A"))], &[], 60);
    assert_eq!(bodies(&world, "A"), [r#"{"a":1}"#]);
}

#[test]
fn filters_say_why_they_reject() {
    // SNS-08, SNS-11, SNS-15.
    let store = |value: &str| json!({ "store": { "DataType": "String", "StringValue": value } });
    let policy = json!({ "store": ["berlin"] });
    let body = json!({ "Message": { "store": "berlin" } });
    for (name, dialect, input, delivered, without_attributes) in [
        ("wanted", Dialect::SnsAttributes, json!({ "Message": "m", "MessageAttributes": store("berlin") }), 1, 0),
        ("unwanted", Dialect::SnsAttributes, json!({ "Message": "m", "MessageAttributes": store("lisbon") }), 0, 0),
        ("nothing", Dialect::SnsAttributes, json!({ "Message": "m" }), 0, 1),
        ("wanted body", Dialect::SnsBody, body, 1, 0),
        ("no JSON", Dialect::SnsBody, json!({ "Message": "m" }), 0, 0),
    ] {
        let topic = TopicConfig::new("T").with(wanting("A", dialect, policy.clone()));
        let nodes = vec![("~c", client("T", input, &[0])), ("T", Config::Sns(topic)), ("A", queue("A"))];
        let world = played(nodes, &[], 60);
        assert_eq!(count(&world, "T", fields::DELIVERED), delivered, "{name}");
        assert_eq!(count(&world, "T", fields::FILTERED), 1 - delivered, "{name}");
        assert_eq!(count(&world, "T", fields::FILTERED_NO_ATTRIBUTES), without_attributes, "{name}");
        assert_eq!(world.balance().tally.filtered, 1 - delivered, "{name}");
    }
}

#[test]
fn server_side_failures_are_tried_again_in_four_phases() {
    // SNS-03: the endpoint (another topic, which fails all the same) answers 500 until 8 s.
    let endpoint = TopicConfig::new("E");
    let topic = TopicConfig::new("T").with(to_queue("E"));
    let nodes = vec![("~c", client("T", json!({}), &[0])), ("T", Config::Sns(topic)), ("E", Config::Sns(endpoint))];
    let until = SimTime::ZERO + SimDuration::from_secs(8);
    let world = played(nodes, &[(0, "E", Intervention::Outage { until })], 60);
    // Three at once, two a second apart, then 1 s, 1.395 s, 1.946 s, 2.714 s: the last finds the endpoint refusing.
    assert_eq!(times(&world, "T", "RetryScheduled"), [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.395, 6.341]);
    // SNS-04: a refusal is not tried again, and without a dead-letter queue the copy is discarded.
    assert_eq!(times(&world, "T", "NotificationFailed"), [9.055]);
    assert_eq!(world.balance().tally.dropped.get(&DropReason::DeliveryFailed), Some(&1));
}

#[test]
fn client_side_errors_go_straight_to_the_dead_letter_queue() {
    // SNS-04, SNS-05: the endpoint was deleted.
    let endpoint = SubscriptionConfig { dead_letter: Some("Dead".into()), ..to_queue("E") };
    let topic = TopicConfig::new("T").with(endpoint);
    let nodes = vec![
        ("~c", client("T", json!({ "Message": "m" }), &[1])),
        ("T", Config::Sns(topic)),
        ("E", Config::Sns(TopicConfig::new("E"))),
        ("Dead", queue("Dead")),
    ];
    let world = played(nodes, &[(0, "E", Intervention::Delete)], 60);
    assert_eq!(times(&world, "T", "RetryScheduled"), [0.0; 0]);
    assert_eq!(times(&world, "T", "DeadLettered"), [1.0]);
    assert_eq!(bodies(&world, "Dead").len(), 1);
    assert_eq!(count(&world, "T", fields::REDRIVEN), 1);
    assert_eq!(count(&world, "T", fields::FAILED), 1);
}

#[test]
fn fifo_topics_take_the_same_message_once_in_five_minutes() {
    // SNS-14.
    let topic = TopicConfig { fifo: true, ..TopicConfig::new("T") }.with(to_queue("A"));
    let input = json!({ "Message": "m", "MessageGroupId": "g", "MessageDeduplicationId": "d" });
    let fifo = Config::Sqs(crate::services::sqs::Config::fifo("A", NOW));
    let nodes = vec![("~c", client("T", input, &[0, 299, 300])), ("T", Config::Sns(topic)), ("A", fifo)];
    let world = played(nodes, &[], 400);
    assert_eq!(times(&world, "T", "Deduplicated"), [299.0]);
    assert_eq!(times(&world, "T", "NotificationDelivered"), [0.0, 300.0]);
}

#[test]
fn what_a_topic_refuses_its_caller_hears_of() {
    // SNS-13, SNS-14.
    let fifo = || TopicConfig { fifo: true, ..TopicConfig::new("T") };
    for (name, topic, input, status) in [
        ("too large", TopicConfig::new("T"), json!({ "Size": 262_145 }), 400),
        ("just fits", TopicConfig::new("T"), json!({ "Size": 262_144 }), 200),
        ("no group", fifo(), json!({ "Message": "m", "MessageDeduplicationId": "d" }), 400),
        ("no deduplication", fifo(), json!({ "Message": "m", "MessageGroupId": "g" }), 400),
    ] {
        let world = played(vec![("~c", client("T", input, &[0])), ("T", Config::Sns(topic))], &[], 10);
        let ended = lines(&world, &["CallEnded"]);
        assert!(ended[0].contains(&format!(r#""status":{status}"#)), "{name}: {ended:?}");
    }
}

#[test]
fn a_duplicate_is_a_copy_of_its_own() {
    let topic = TopicConfig::new("T").with(to_queue("A"));
    let nodes = vec![("~c", client("T", json!({}), &[1, 2])), ("T", Config::Sns(topic)), ("A", queue("A"))];
    let world = played(nodes, &[(0, "T", Intervention::Duplicate)], 60);
    assert_eq!(times(&world, "T", "NotificationDelivered"), [1.0, 1.0, 2.0]);
}

#[test]
fn the_event_of_a_function_has_one_record() {
    // SNS-06.
    let parameters = json!({ "MessageAttributes": { "n": { "DataType": "Number", "StringValue": "5" } } });
    let map = parameters.as_object().cloned().unwrap_or_default();
    let item = Item {
        parameters: crate::payload::Parameters::new(map),
        ..Item::new(kernel::MessageId(1), Payload::from_text("hello"))
    };
    let published = Arc::new(Published::new("arn:topic".into(), item, 0, 0));
    let event = notification::for_function(&published, &"arn:subscription".into()).json();
    let records = event["Records"].as_array().expect("records");
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["EventSource"], "aws:sns");
    assert_eq!(records[0]["EventSubscriptionArn"], "arn:subscription");
    assert_eq!(records[0]["Sns"]["Message"], "hello");
    assert_eq!(records[0]["Sns"]["Subject"], Value::Null);
    assert_eq!(records[0]["Sns"]["MessageAttributes"]["n"], json!({ "Type": "Number", "Value": "5" }));
}
