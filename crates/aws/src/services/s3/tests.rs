//! Situations and the facts that follow.

use super::events::Wanted;
use super::*;
use crate::profile::Profile;
use crate::service::properties::Properties;
use crate::services::Config;
use crate::services::traffic::SourceConfig;
use crate::stack::intervention::{Intervention, SendOrder};
use crate::stack::latency::Latency;
use crate::stack::settings::Settings;
use crate::stack::world::{PlannedIntervention, World};
use crate::testing::{lines, run, times, world};
use kernel::SimDuration;

const HAND: &str = crate::services::traffic::BY_HAND_ID;

/// Something done at a millisecond: an action on the bucket.
fn order(action: &str, input: Value) -> Intervention {
    let input = Properties::of_json(&input);
    Intervention::Send(Arc::new(SendOrder { to: "B".into(), action: action.into(), input, count: 1 }))
}

fn put(key: &str) -> Intervention {
    order("PutObject", json!({ "Key": key, "Size": 5 }))
}

fn delete(key: &str) -> Intervention {
    order("DeleteObject", json!({ "Key": key }))
}

fn wanted(text: &str) -> Wanted {
    Wanted::read(text, Profile::Aws2026).expect("a type of event")
}

fn telling_queue(events: &[&str]) -> Notification {
    let events = events.iter().map(|event| wanted(event)).collect();
    Notification::new("n", events, Destination::Queue("Q".into()))
}

fn played(bucket: BucketConfig, profile: Profile, done: &[(u64, &str, Intervention)], seconds: u64) -> World {
    let settings = Settings { latency: Latency::None, ..Settings::new(profile) };
    let nodes = vec![
        (HAND, Config::Traffic(SourceConfig::by_hand(vec!["B".into()]))),
        ("B", Config::S3(bucket)),
        ("Q", Config::Sqs(crate::services::sqs::Config::standard("Q", profile))),
    ];
    let mut world = world(settings, nodes);
    for (millis, on, intervention) in done {
        let at = SimTime::ZERO + SimDuration::from_millis(*millis);
        world.intervene(&PlannedIntervention { at, on: (*on).into(), intervention: intervention.clone().into() });
    }
    run(&mut world, SimDuration::from_secs(seconds));
    world
}

/// Returns event name and key of the records that lie in the queue.
fn told(world: &World) -> Vec<String> {
    let node = world.node("Q").expect("a node");
    let messages = world.holding(node).messages.unwrap_or_default();
    let record = |body: &str| {
        let event: Value = serde_json::from_str(body).expect("an event");
        let record = &event["Records"][0];
        format!("{} {}", record["eventName"], record["s3"]["object"]["key"]).replace('"', "")
    };
    messages.iter().map(|held| record(&held.body)).collect()
}

#[test]
fn the_copy_of_a_write_goes_on_as_its_notification() {
    // S3N-01, S3N-05: what matches is kept by the bucket, what does not ends at the client.
    let bucket = BucketConfig::new("B").with(telling_queue(&["s3:ObjectCreated:*"]).for_keys("in/", ".jpg"));
    let done = [(0, HAND, put("in/a.jpg")), (1_000, HAND, put("in/a.JPG")), (2_000, HAND, put("out/in/a.jpg"))];
    let world = played(bucket, Profile::Aws2026, &done, 10);
    assert_eq!(told(&world), ["ObjectCreated:Put in/a.jpg"]);
    let balance = world.balance();
    assert_eq!((balance.tally.created, balance.tally.delivered, balance.waiting), (3, 2, 1));
}

#[test]
fn a_write_says_what_became_of_the_object_that_was_there() {
    let done =
        [(0, HAND, put("a")), (1, HAND, put("a")), (2, HAND, put("b")), (3, HAND, delete("a")), (4, HAND, put("a"))];
    let replaces = "It replaces the object that was there (5 bytes), and ObjectCreated:Put says nothing of that";
    let keeps = "It is the newest version now of the object that was there (5 bytes), which is kept";
    for (versioned, text) in [(false, replaces), (true, keeps)] {
        let world = played(BucketConfig { versioned, ..BucketConfig::new("B") }, Profile::Aws2026, &done, 10);
        let is_written = |what: &What| matches!(what, What::Noted { note, .. } if **note == WRITTEN);
        let written = world.trace().records().filter(|record| is_written(&record.fact.what));
        let said = written.map(|record| match world.trace().detail(record.id) {
            Some(Detail::Said { text, .. }) => text.to_string(),
            _ => String::new(),
        });
        assert_eq!(said.collect::<Vec<_>>(), ["", text, "", ""]);
    }
}

#[test]
fn each_way_of_writing_has_its_type() {
    // S3N-03, S3N-07.
    let bucket = || {
        BucketConfig::new("B").with(telling_queue(&[
            "s3:ObjectCreated:*",
            "s3:ObjectRemoved:*",
            "s3:ObjectTagging:*",
            "s3:ObjectRestore:*",
        ]))
    };
    let key = || json!({ "Key": "a b" });
    let done = [
        (0, HAND, put("a b")),
        (1, HAND, order("PostObject", key())),
        (2, HAND, order("CopyObject", key())),
        (3, HAND, order("CompleteMultipartUpload", key())),
        (4, HAND, order("PutObjectTagging", key())),
        (5, HAND, order("RestoreObject", json!({ "Key": "a b", "Tier": "Expedited" }))),
        (200_000, HAND, delete("a b")),
        (200_001, HAND, delete("never there")),
    ];
    let names = |world: &World| told(world).iter().map(|it| it.replace(" a+b", "")).collect::<Vec<_>>();
    let world = played(bucket(), Profile::Aws2026, &done, 300);
    assert_eq!(
        names(&world),
        [
            "ObjectCreated:Put",
            "ObjectCreated:Post",
            "ObjectCreated:Copy",
            "ObjectCreated:CompleteMultipartUpload",
            "ObjectTagging:Put",
            "ObjectRestore:Post",
            "ObjectRestore:Completed",
            "ObjectRemoved:Delete",
            "ObjectRemoved:Delete never+there",
        ]
    );
    let versioned = BucketConfig { versioned: true, ..bucket() };
    let world = played(versioned, Profile::Aws2026, &done[6..], 300);
    assert_eq!(names(&world)[0], "ObjectRemoved:DeleteMarkerCreated");
}

#[test]
fn writes_of_one_instant_were_one_notification() {
    // S3N-04: within 100 ms, in 2020 and without versions only.
    let done = [(0, HAND, put("a")), (50, HAND, put("a")), (60, HAND, put("b")), (150, HAND, put("a"))];
    let bucket =
        |versioned| BucketConfig { versioned, ..BucketConfig::new("B").with(telling_queue(&["s3:ObjectCreated:*"])) };
    for (profile, versioned, notified) in
        [(Profile::Aws2020, false, 3), (Profile::Aws2020, true, 4), (Profile::Aws2026, false, 4)]
    {
        let world = played(bucket(versioned), profile, &done, 10);
        assert_eq!(told(&world).len(), notified, "{profile:?}, versioned: {versioned}");
        let coalesced = world.balance().tally.dropped.get(&DropReason::Coalesced).copied().unwrap_or(0);
        assert_eq!(coalesced, 4 - notified as u64);
    }
}

#[test]
fn a_duplicate_is_a_second_event() {
    // S3N-02: at least once.
    let bucket = BucketConfig::new("B").with(telling_queue(&["s3:ObjectCreated:*"]));
    let done = [(0, "B", Intervention::Duplicate), (1, HAND, put("a")), (2, HAND, put("b"))];
    let world = played(bucket, Profile::Aws2026, &done, 10);
    assert_eq!(told(&world), ["ObjectCreated:Put a", "ObjectCreated:Put a", "ObjectCreated:Put b"]);
}

#[test]
fn a_failing_destination_is_tried_again_and_a_refusing_one_is_not() {
    // S3N-02, S3N-11.
    let bucket = || BucketConfig::new("B").with(telling_queue(&["s3:ObjectCreated:*"]));
    let until = SimTime::ZERO + SimDuration::from_secs(5);
    let done = [(0, "Q", Intervention::Outage { until }), (0, HAND, put("a"))];
    let world = played(bucket(), Profile::Aws2026, &done, 60);
    assert_eq!(times(&world, "B", "RetryScheduled"), [0.0, 1.0, 3.0]);
    assert_eq!(times(&world, "B", "NotificationDelivered"), [7.0]);
    let world = played(bucket(), Profile::Aws2026, &[(0, "Q", Intervention::Delete), (0, HAND, put("a"))], 60);
    assert_eq!(times(&world, "B", "NotificationFailed"), [0.0]);
    assert_eq!(world.balance().tally.dropped.get(&DropReason::DeliveryFailed), Some(&1));
}

#[test]
fn an_origin_answers_403_for_a_key_that_was_never_put() {
    let request = |path: &str| order("Request", json!({ "Path": path }));
    let done = [
        (0, HAND, put("a.html")),
        (1_000, HAND, request("/a.html")),
        (2_000, HAND, request("/b.html")),
        (3_000, HAND, order("GetObject", json!({ "Key": "b.html" }))),
    ];
    let world = played(BucketConfig::new("B"), Profile::Aws2026, &done, 10);
    assert_eq!(times(&world, "by hand", "CallEnded"), [0.0, 1.05, 2.05, 3.0]);
    let ended = lines(&world, &["CallEnded"]);
    for (line, status) in ended.iter().zip([200, 200, 403, 404]) {
        assert!(line.contains(&format!(r#""status":{status}"#)), "{line}");
    }
}

#[test]
fn the_record_says_what_readers_of_events_rely_on() {
    // S3N-09.
    let event = |sequence, unix_ms| ObjectEvent {
        event: &events::PUT,
        region: "us-east-1".into(),
        bucket: "b".into(),
        configuration: "n".into(),
        key: "a b.jpg".into(),
        size: 7,
        writes: 1,
        versioned: false,
        sequence,
        unix_ms,
        request: 1,
    };
    let first = Payload::new(event(1, 1_000)).json();
    let record = &first["Records"][0];
    assert_eq!(record["eventTime"], "1970-01-01T00:00:01.000Z");
    assert_eq!(record["s3"]["bucket"]["arn"], "arn:aws:s3:::b");
    let object = &record["s3"]["object"];
    assert_eq!((&object["key"], &object["size"]), (&json!("a+b.jpg"), &json!(7)));
    assert_eq!(object["eTag"].as_str().map(str::len), Some(32));
    assert_eq!(object.get("versionId"), None);
    let sequencer = |event: ObjectEvent| {
        let json = Payload::new(event).json();
        json["Records"][0]["s3"]["object"]["sequencer"].as_str().map(str::to_owned)
    };
    assert!(sequencer(event(1, 1_000)) < sequencer(event(2, 1_000)));
    assert!(sequencer(event(2, 1_000)) < sequencer(event(3, 1_001)));
}

/// Reads the bucket `B` that tells a destination of a list.
fn problems_of(profile: Profile, list: &str, who: &str, destination: Value) -> Vec<String> {
    let rule = Map::from_iter([("Event".to_owned(), json!("s3:ObjectCreated:*")), (who.to_owned(), destination)]);
    let lists = Map::from_iter([(list.to_owned(), json!([rule]))]);
    let resources = json!({
        "Q": { "Type": "AWS::SQS::Queue", "Properties": {} },
        "QF": { "Type": "AWS::SQS::Queue", "Properties": { "FifoQueue": true } },
        "T": { "Type": "AWS::SNS::Topic", "Properties": {} },
        "TF": { "Type": "AWS::SNS::Topic", "Properties": { "FifoTopic": true } },
        "F": { "Type": "AWS::Lambda::Function", "Properties": {} },
        "B": { "Type": "AWS::S3::Bucket", "Properties": { "NotificationConfiguration": lists } },
    });
    crate::testing::read_in(profile, &resources, "B", &json!({ "Region": "us-east-1" })).1
}

#[test]
fn destinations_are_checked_when_they_are_saved() {
    // S3N-01, S3N-08: type, order and region.
    let of = |id: &str| json!({ "Fn::GetAtt": [id, "Arn"] });
    const REFUSED: &str = "Unable to validate the following destination configurations";
    for (list, who, destination, problem) in [
        ("QueueConfigurations", "Queue", of("Q"), None),
        ("QueueConfigurations", "Queue", of("QF"), Some(REFUSED)),
        ("QueueConfigurations", "Queue", json!({ "Ref": "T" }), Some(REFUSED)),
        ("QueueConfigurations", "Queue", json!("arn:aws:sqs:us-east-1:123456789012:elsewhere"), None),
        ("QueueConfigurations", "Queue", json!("arn:aws:sqs:eu-west-1:123456789012:q"), Some("is in eu-west-1")),
        ("TopicConfigurations", "Topic", json!({ "Ref": "T" }), None),
        ("TopicConfigurations", "Topic", json!({ "Ref": "TF" }), Some(REFUSED)),
        ("LambdaConfigurations", "Function", of("F"), None),
        ("LambdaConfigurations", "Function", of("Q"), Some(REFUSED)),
    ] {
        for profile in [Profile::Aws2020, Profile::Aws2026] {
            let problems = problems_of(profile, list, who, destination.clone());
            assert_eq!(problems.len(), usize::from(problem.is_some()), "{destination}: {problems:?}");
            assert!(problems.iter().all(|text| problem.is_some_and(|part| text.contains(part))), "{problems:?}");
        }
    }
}

#[test]
fn notifications_that_are_set_while_the_bucket_runs_are_tested_first() {
    // S3N-08: a test message to the queue, then what is announced; versions are kept from then on too.
    let before = BucketConfig::new("B");
    let after = BucketConfig { versioned: true, ..before.clone() }.with(telling_queue(&["s3:ObjectCreated:*"]));
    let [old, new] = [&before, &after].map(|config| Arc::new(Config::S3(config.clone())));
    let set = Intervention::Reconfigure { before: old, after: new };
    let done = [(0, HAND, put("a")), (1_000, "B", set), (2_000, HAND, put("b")), (3_000, HAND, delete("b"))];
    let world = played(before, Profile::Aws2026, &done, 10);
    let messages = world.holding(world.node("Q").expect("a node")).messages.unwrap_or_default();
    let events: Vec<Value> = messages.iter().map(|held| serde_json::from_str(&held.body).expect("an event")).collect();
    assert_eq!((&events[0]["Event"], &events[0]["Bucket"]), (&json!("s3:TestEvent"), &json!("b")));
    assert_eq!(events[1]["Records"][0]["eventName"], "ObjectCreated:Put");
    assert!(events[1]["Records"][0]["s3"]["object"]["versionId"].is_string());
    assert_eq!(events.len(), 2);
}
