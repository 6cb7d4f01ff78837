//! Situations and the facts that follow.

use super::*;
use crate::pattern::{Dialect, Pattern};
use crate::profile::Profile;
use crate::service::action::action;
use crate::services::Config;
use crate::services::traffic::{Plan, SourceConfig, When};
use crate::stack::intervention::Intervention;
use crate::stack::settings::Settings;
use crate::stack::world::{PlannedIntervention, World};
use crate::testing::{lines, run, times, world};
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
    assert_eq!((world.answered().fanned_out, world.answered().to_nobody.len()), (1, 0), "its own copy went nowhere");
    let envelope: Value = serde_json::from_str(&bodies(&world, "A")[0]).expect("an envelope");
    assert_eq!(envelope["Message"], "hello");
    assert_eq!(envelope["Subject"], "s");
    assert_eq!(envelope["Timestamp"], "2026-01-01T00:00:01.000Z");
    assert_eq!(count(&world, "T", fields::PUBLISHED), 1);
    assert_eq!(count(&world, "T", fields::DELIVERED), 2);
}

#[test]
fn what_is_published_with_no_subscription_goes_to_nobody() {
    // SNS-01: the publisher has its answer all the same.
    let nodes =
        vec![("~c", client("T", json!({ "Message": "hello" }), &[1, 2])), ("T", Config::Sns(TopicConfig::new("T")))];
    let world = played(nodes, &[], 60);
    let topic = world.node("T").expect("a topic");
    assert_eq!(world.answered().to_nobody, [(topic, 2)].into());
    assert_eq!((world.answered().fanned_out, world.balance().tally.delivered), (0, 2));
}

#[test]
fn raw_delivery_sends_the_bare_message() {
    // SNS-07.
    let topic = TopicConfig::new("T").with(SubscriptionConfig { raw: true, ..to_queue("A") });
    let input = json!({ "Message": { "a": 1 } });
    let world = played(vec![("~c", client("T", input, &[0])), ("T", Config::Sns(topic)), ("A", queue("A"))], &[], 60);
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
    // The table of all waits is tested beside the numbers.
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
    assert_eq!(world.answered().repeated, 1);
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

/// Reads the topic `T` of some resources.
fn read(profile: Profile, resources: &Value) -> (TopicConfig, Vec<String>) {
    match crate::testing::read_in(profile, resources, "T", &json!({ "Region": "us-east-1" })) {
        (Config::Sns(config), problems) => (config, problems),
        (other, _) => panic!("{other:?} is no topic"),
    }
}

fn set(before: &TopicConfig, after: &TopicConfig) -> Intervention {
    let [before, after] = [before, after].map(|config| Arc::new(Config::Sns(config.clone())));
    Intervention::Reconfigure { before, after }
}

#[test]
fn an_endpoint_is_subscribed_once() {
    // SNS-SUBSCRIBE
    let subscription = |more: Value| {
        let mut properties =
            json!({ "TopicArn": { "Ref": "T" }, "Protocol": "sqs", "Endpoint": { "Fn::GetAtt": ["Q", "Arn"] } });
        properties.as_object_mut().expect("a map").extend(more.as_object().expect("a map").clone());
        json!({ "Type": "AWS::SNS::Subscription", "Properties": properties })
    };
    let gold = json!({ "FilterPolicy": { "tier": ["gold"] } });
    for (first, second, told) in [
        (json!({}), json!({}), "both are one subscription"),
        (gold.clone(), json!({}), "both are one subscription"),
        (gold.clone(), gold.clone(), "both are one subscription"),
        (json!({}), gold, "already exists with different attributes"),
        (json!({}), json!({ "RawMessageDelivery": true }), "already exists with different attributes"),
    ] {
        let resources = json!({
            "T": { "Type": "AWS::SNS::Topic", "Properties": {} },
            "Q": { "Type": "AWS::SQS::Queue", "Properties": {} },
            "A": subscription(first.clone()),
            "B": subscription(second.clone()),
        });
        let (config, problems) = read(NOW, &resources);
        let ids: Vec<&str> = config.subscriptions.iter().map(|it| &*it.id).collect();
        assert_eq!(ids, ["A"], "{first} {second}");
        assert!(matches!(&problems[..], [problem] if problem.contains(told)), "{first} {second}: {problems:?}");
    }
}

#[test]
fn subscriptions_change_while_the_topic_runs() {
    // SNS-08, SNS-12: without latency a policy is in force at once; other endpoints and dead-letter queues as well.
    let store = |value: &str| json!({ "store": { "DataType": "String", "StringValue": value } });
    let input = json!({ "Message": "m", "MessageAttributes": store("berlin") });
    let before = TopicConfig::new("T").with(to_queue("A"));
    let filtered = TopicConfig::new("T").with(wanting("A", Dialect::SnsAttributes, json!({ "store": ["lisbon"] })));
    let moved = TopicConfig::new("T").with(SubscriptionConfig {
        endpoint: Endpoint::Queue("B".into()),
        raw: true,
        ..to_queue("A")
    });
    let nodes = vec![
        ("~c", client("T", input, &[1, 10, 20])),
        ("T", Config::Sns(before.clone())),
        ("A", queue("A")),
        ("B", queue("B")),
    ];
    let world = played(nodes, &[(10, "T", set(&before, &filtered)), (20, "T", set(&filtered, &moved))], 60);
    assert_eq!(times(&world, "T", "NotificationDelivered"), [1.0, 20.0]);
    assert_eq!(times(&world, "T", "Filtered"), [10.0]);
    assert_eq!(times(&world, "T", "FilterPolicyInForce"), [10.0, 20.0]);
    assert_eq!(bodies(&world, "B"), ["m"]);
    assert_eq!(bodies(&world, "A").len(), 1);
}

#[test]
fn a_changed_filter_policy_takes_up_to_fifteen_minutes() {
    // SNS-12
    let before = TopicConfig::new("T").with(to_queue("A"));
    let after = TopicConfig::new("T").with(wanting("A", Dialect::SnsAttributes, json!({ "store": ["lisbon"] })));
    let spans: Vec<f64> = (0..8)
        .map(|seed| {
            let nodes = vec![("T", Config::Sns(before.clone())), ("A", queue("A"))];
            let mut world = world(Settings { seed, ..Settings::new(NOW) }, nodes);
            let intervention = set(&before, &after).into();
            world.intervene(&PlannedIntervention { at: SimTime::ZERO, on: "T".into(), intervention });
            world.run_until(SimTime::ZERO + SimDuration::from_secs(901), u32::MAX);
            times(&world, "T", "FilterPolicyInForce")[0]
        })
        .collect();
    assert!(spans.iter().all(|span| (0.0..=900.0).contains(span)), "{spans:?}");
    assert!(spans.windows(2).any(|pair| (pair[0] - pair[1]).abs() > 60.0), "{spans:?}");
}

#[test]
fn a_policy_that_is_still_to_come_goes_with_its_subscription() {
    // SNS-12: what was set of a subscription before it was removed says nothing of the one that is made after it.
    let (plain, none) = (TopicConfig::new("T").with(to_queue("A")), TopicConfig::new("T"));
    let filtered = TopicConfig::new("T").with(wanting("A", Dialect::SnsAttributes, json!({ "store": ["lisbon"] })));
    for seed in 0..8 {
        let nodes = vec![("T", Config::Sns(plain.clone())), ("A", queue("A"))];
        let mut world = world(Settings { seed, ..Settings::new(NOW) }, nodes);
        for (at, before, after) in [(0, &plain, &filtered), (1, &filtered, &none), (2, &none, &plain)] {
            let at = SimTime::ZERO + SimDuration::from_millis(at);
            world.intervene(&PlannedIntervention { at, on: "T".into(), intervention: set(before, after).into() });
        }
        world.run_until(SimTime::ZERO + SimDuration::from_secs(901), u32::MAX);
        assert_eq!(times(&world, "T", "FilterPolicyInForce"), [0.0; 0], "{seed}");
    }
}

#[test]
fn a_fifo_topic_keeps_order_while_its_queue_fails() {
    // SNS-14, SNS-03: the second of a group waits for the first, the one of another group does not.
    let fifo_queue = |id| Config::Sqs(crate::services::sqs::Config::fifo(id, NOW));
    let topic =
        TopicConfig { fifo: true, ..TopicConfig::new("T") }.with(SubscriptionConfig { raw: true, ..to_queue("A") });
    let message =
        |text: &str, group: &str| json!({ "Message": text, "MessageGroupId": group, "MessageDeduplicationId": text });
    let nodes = vec![
        ("~1", client("T", message("first", "g"), &[0])),
        ("~2", client("T", message("second", "g"), &[4])),
        ("~3", client("T", message("other", "h"), &[5])),
        ("T", Config::Sns(topic)),
        ("A", fifo_queue("A")),
    ];
    let until = SimTime::ZERO + SimDuration::from_millis(4_500);
    let world = played(nodes, &[(0, "A", Intervention::Outage { until })], 60);
    // The first is tried again at 6.341 s; the second would have found the queue at 5 s already.
    assert_eq!(bodies(&world, "A"), ["other", "first", "second"]);
    assert_eq!(times(&world, "T", "NotificationDelivered"), [5.0, 6.341, 6.341]);
}

#[test]
fn content_gives_a_fifo_topic_the_id_that_its_queues_get() {
    // SNS-14: the queue itself has no content-based deduplication; the dead-letter queue gets group and id too (SNS-05).
    let named = |id: &str| {
        let config = crate::services::sqs::Config::fifo(id, NOW);
        Config::Sqs(crate::services::sqs::Config { fifo: Some(crate::services::sqs::Fifo::default()), ..config })
    };
    let lost = SubscriptionConfig { dead_letter: Some("Dead".into()), ..to_queue("Gone") };
    let topic = TopicConfig { fifo: true, content_based_deduplication: true, ..TopicConfig::new("T") };
    let nodes = vec![
        ("~c", client("T", json!({ "Message": "m", "MessageGroupId": "g" }), &[1, 2])),
        ("T", Config::Sns(topic.with(to_queue("A")).with(lost))),
        ("A", named("A")),
        ("Gone", named("Gone")),
        ("Dead", named("Dead")),
    ];
    let world = played(nodes, &[(0, "Gone", Intervention::Delete)], 60);
    assert_eq!(times(&world, "T", "Deduplicated"), [2.0]);
    assert_eq!((bodies(&world, "A").len(), bodies(&world, "Dead").len()), (1, 1));
}

#[test]
fn what_a_template_may_not_say_of_a_topic() {
    // SNS-05, SNS-07, SNS-12, SNS-14
    let subscription = |more: Value| {
        let mut properties =
            json!({ "TopicArn": { "Ref": "T" }, "Protocol": "sqs", "Endpoint": { "Fn::GetAtt": ["Q", "Arn"] } });
        properties.as_object_mut().expect("a map").extend(more.as_object().expect("a map").clone());
        json!({ "Type": "AWS::SNS::Subscription", "Properties": properties })
    };
    let of = |id: &str| json!({ "Fn::GetAtt": [id, "Arn"] });
    let dead = |id: &str| json!({ "RedrivePolicy": { "deadLetterTargetArn": of(id) } });
    let fifo = json!({ "FifoTopic": true });
    let then = Profile::Aws2020;
    for (profile, topic, properties, problem) in [
        (NOW, json!({}), dead("Q"), None),
        (NOW, json!({}), dead("F"), Some("must use a standard queue as DLQ for a standard topic")),
        (NOW, fifo.clone(), dead("F"), None),
        (NOW, fifo.clone(), dead("Q"), Some("must use a FIFO queue as DLQ for a FIFO topic")),
        (
            NOW,
            fifo.clone(),
            json!({ "Protocol": "lambda", "Endpoint": of("Fn") }),
            Some("cannot deliver to a function"),
        ),
        (NOW, fifo.clone(), json!({ "Endpoint": of("F") }), None),
        (NOW, json!({}), json!({ "Endpoint": of("F") }), Some("FIFO SQS Queues can not be subscribed")),
        (then, fifo, json!({ "Endpoint": of("F") }), Some("no FIFO topics in September 2020")),
        (NOW, json!({ "FifoTopic": true, "TopicName": "t" }), json!({}), Some("Invalid parameter: Topic Name")),
        (NOW, json!({ "TopicName": "t.fifo" }), json!({}), Some("Invalid parameter: Topic Name")),
        (NOW, json!({ "ContentBasedDeduplication": true }), json!({}), Some("can only be set for FIFO topics")),
        (
            NOW,
            json!({}),
            json!({ "Protocol": "lambda", "Endpoint": of("Fn"), "RawMessageDelivery": true }),
            Some("does not support raw message delivery"),
        ),
        (NOW, json!({}), json!({ "Endpoint": of("Fn") }), Some("Invalid parameter: SQS endpoint ARN")),
        (NOW, json!({}), json!({ "Protocol": "lambda" }), Some("Invalid parameter: Lambda endpoint ARN")),
        (
            NOW,
            json!({}),
            json!({ "FilterPolicy": { "a": ["x"], "b": ["x"], "c": ["x"], "d": ["x"], "e": ["x"], "f": ["x"] } }),
            Some("can not have more than 5 keys"),
        ),
        (NOW, json!({}), json!({ "FilterPolicy": { "a": vec!["x"; 13], "b": vec!["x"; 12] } }), Some("too complex")),
        (NOW, json!({}), json!({ "FilterPolicy": { "a": vec!["x"; 15], "b": vec!["x"; 10] } }), None),
        (then, json!({}), json!({ "FilterPolicy": { "a": [{ "suffix": "x" }] } }), Some("suffix")),
    ] {
        let resources = json!({
            "T": { "Type": "AWS::SNS::Topic", "Properties": topic },
            "Q": { "Type": "AWS::SQS::Queue", "Properties": {} },
            "F": { "Type": "AWS::SQS::Queue", "Properties": { "FifoQueue": true } },
            "Fn": { "Type": "AWS::Lambda::Function", "Properties": {} },
            "S": subscription(properties.clone()),
        });
        let problems = read(profile, &resources).1;
        assert_eq!(problems.len(), usize::from(problem.is_some()), "{properties}: {problems:?}");
        assert!(problems.iter().all(|text| problem.is_some_and(|part| text.contains(part))), "{problems:?}");
    }
}

#[test]
fn exists_false_matches_by_era() {
    // SNS-10: nothing in 2020, messages without the key now.
    for (profile, delivered) in [(Profile::Aws2020, 0), (NOW, 1)] {
        let policy = json!({ "store": [{ "exists": false }] });
        let pattern = Pattern::from_json(&policy, Dialect::SnsAttributes, profile).expect("a filter policy").into();
        let filter = Some(Filter { pattern, written: policy.into() });
        let topic = TopicConfig::new("T").with(SubscriptionConfig { filter, ..to_queue("A") });
        let attributes = json!({ "other": { "DataType": "String", "StringValue": "a" } });
        let input = json!({ "Message": "m", "MessageAttributes": attributes });
        let nodes = vec![("~c", client("T", input, &[0])), ("T", Config::Sns(topic)), ("A", queue("A"))];
        let world = played(nodes, &[], 10);
        assert_eq!(count(&world, "T", fields::DELIVERED), delivered, "{profile:?}");
    }
}
