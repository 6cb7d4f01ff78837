//! One test for each rule of queues.

use super::{Bench, at, map};
use crate::payload::Payload;
use crate::profile::Profile::{Aws2020, Aws2026};
use crate::services::sqs::{Config, Fifo};
use crate::stack::intervention::Intervention;
use crate::stack::world::PlannedIntervention;
use kernel::SimDuration;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

fn standard() -> Bench {
    Bench::new(Aws2026, vec![Config::standard("q", Aws2026)])
}

fn fifo() -> Bench {
    Bench::new(Aws2026, vec![Config::fifo("q", Aws2026)])
}

fn with_dead_letter_queue(profile: crate::profile::Profile, receives_max: u32) -> Bench {
    let source = Config::standard("q", profile).visible_after(10).redriving("dlq", receives_max);
    Bench::new(profile, vec![source, Config::standard("dlq", profile).dead_letters_of("q")])
}

fn intervene(bench: &mut Bench, on: &str, intervention: Intervention) {
    let planned = PlannedIntervention { at: bench.world.now(), on: on.into(), intervention: Arc::new(intervention) };
    bench.world.intervene(&planned);
}

/// Sets a queue to something else.
fn change(bench: &mut Bench, on: &str, change: impl FnOnce(&mut Config)) {
    let before = bench.queue(on).config.clone();
    let mut after = before.clone();
    change(&mut after);
    let [before, after] = [before, after].map(|config| Arc::new(crate::services::Config::Sqs(config)));
    intervene(bench, on, Intervention::Reconfigure { before, after });
}

#[test]
fn a_received_message_is_hidden_for_the_visibility_timeout() {
    // SQS-01, SQS-02: 30 s unless set.
    let mut bench = standard();
    bench.send("q", "a");
    assert_eq!(bench.receive("q", json!({})).counts, [1]);
    bench.until(29.999);
    assert_eq!(bench.count("q"), 0);
    bench.until(30.0);
    assert_eq!(bench.receive("q", json!({ "VisibilityTimeout": 5 })).counts, [2]);
    bench.until(35.0);
    assert_eq!(bench.receive("q", json!({})).counts, [3]);
    bench.assert_balanced();
}

#[test]
fn a_change_of_visibility_restarts_the_clock_up_to_twelve_hours_after_the_receive() {
    // SQS-02: a 60 s queue, 10 s asked for at 15 s: visible at 25 s.
    let mut bench = Bench::new(Aws2026, vec![Config::standard("q", Aws2026).visible_after(60)]);
    bench.send("q", "a");
    bench.receive("q", json!({}));
    bench.until(15.0);
    bench.call("q", "ChangeMessageVisibility", Payload::empty(), json!({ "VisibilityTimeout": 10 }));
    bench.until(24.999);
    assert_eq!(bench.count("q"), 0);
    bench.until(25.0);
    assert_eq!(bench.count("q"), 1);
    bench.until(26.0);
    let beyond = bench.call("q", "ChangeMessageVisibility", Payload::empty(), json!({ "VisibilityTimeout": 43_200 }));
    assert!(bench.refusal(beyond).is_some_and(|text| text.contains("43200 seconds")));
}

#[test]
fn a_message_has_its_own_delay_on_a_standard_queue_only() {
    // SQS-03
    let mut bench = standard();
    bench.call("q", "SendMessage", Payload::from_text("a"), json!({ "DelaySeconds": 10 }));
    assert_eq!(bench.levels("q"), (0, 0, 1));
    bench.until(10.0);
    assert_eq!(bench.count("q"), 1);
    let mut bench = fifo();
    let parameters = json!({ "DelaySeconds": 10, "MessageGroupId": "g" });
    let refused = bench.call("q", "SendMessage", Payload::from_text("a"), parameters);
    assert!(bench.refusal(refused).is_some_and(|text| text.contains("not valid for this queue type")));
}

#[test]
fn another_delay_of_a_fifo_queue_holds_for_the_messages_that_wait_too() {
    // SQS-03
    let delayed = |config: Config| Config { delay: SimDuration::from_secs(100), ..config };
    for (config, left) in [(Config::standard("q", Aws2026), 1), (Config::fifo("q", Aws2026), 0)] {
        let mut bench = Bench::new(Aws2026, vec![delayed(config)]);
        bench.send_to("q", "g", "a");
        bench.until(50.0);
        change(&mut bench, "q", |config| config.delay = SimDuration::from_secs(20));
        bench.until(51.0);
        assert_eq!(bench.levels("q").2, left);
    }
}

#[test]
fn a_queue_is_set_to_something_else_while_it_runs() {
    // SQS-02, SQS-04, SQS-07, SQS-12: each holds from the next time that it matters.
    let mut bench = with_dead_letter_queue(Aws2026, 1);
    bench.send("q", "a");
    assert_eq!(bench.count("q"), 1);
    change(&mut bench, "q", |config| {
        config.visibility = SimDuration::from_secs(100);
        config.message_size_max = 1_024;
        config.redrive = None;
    });
    let too_large = bench.call("q", "SendMessage", Payload::of_size(1_025), json!({}));
    bench.until(10.5);
    assert_eq!((bench.count("q"), bench.status(too_large)), (1, 400));
    change(&mut bench, "q", |config| *config = config.clone().redriving("dlq", 2));
    bench.until(110.4);
    assert_eq!(bench.levels("q"), (0, 1, 0));
    bench.until(110.6);
    assert_eq!((bench.count("q"), bench.levels("dlq").0), (0, 1));
    bench.send("q", "b");
    change(&mut bench, "q", |config| config.retention = SimDuration::from_secs(60));
    bench.until(171.0);
    assert_eq!((bench.levels("q"), bench.levels("dlq").0), ((0, 0, 0), 1));
    assert_eq!(bench.rules("Expired"), ["SQS-04"]);
}

#[test]
fn a_message_vanishes_when_its_retention_ends() {
    // SQS-04: 4 days unless set; not to the dead-letter queue.
    let mut bench = with_dead_letter_queue(Aws2026, 5);
    bench.send("q", "a");
    bench.until(345_599.0);
    assert_eq!(bench.levels("q"), (1, 0, 0));
    bench.until(345_601.0);
    assert_eq!(bench.levels("q"), (0, 0, 0));
    assert_eq!(bench.rules("Expired"), ["SQS-04"]);
    bench.assert_balanced();
}

#[test]
fn retention_in_a_dead_letter_queue_counts_from_the_first_sending() {
    // SQS-14: a day in the source, then 3 of the 4 days; now a FIFO queue counts from the move.
    const DAY: f64 = 86_400.0;
    for (fifo, profile, days) in
        [(false, Aws2020, 4.0), (false, Aws2026, 4.0), (true, Aws2020, 4.0), (true, Aws2026, 5.0)]
    {
        let config = |id| if fifo { Config::fifo(id, profile) } else { Config::standard(id, profile) };
        let source = config("q").redriving("dlq", 1);
        let mut bench = Bench::new(profile, vec![source, config("dlq").dead_letters_of("q")]);
        let parameters = if fifo { json!({ "MessageGroupId": "g" }) } else { json!({}) };
        bench.call("q", "SendMessage", Payload::from_text("a"), parameters);
        bench.receive("q", json!({}));
        bench.until(DAY);
        assert_eq!(bench.count("q"), 0);
        bench.until(days * DAY - 1.0);
        assert_eq!(bench.levels("dlq").0, 1, "{profile:?} {fifo}");
        bench.until(days * DAY + 1.0);
        assert_eq!(bench.levels("dlq").0, 0, "{profile:?} {fifo}");
        assert_eq!(bench.rules("Expired"), ["SQS-14"]);
    }
}

#[test]
fn a_long_poll_returns_what_comes_at_its_very_end() {
    // SQS-05
    let mut bench = standard();
    let call = bench.call("q", "ReceiveMessage", Payload::empty(), json!({ "WaitTimeSeconds": 20 }));
    bench.until(20.0);
    bench.send("q", "a");
    bench.until(21.0);
    assert_eq!(bench.received(call).messages.len(), 1);
    assert_eq!(bench.facts("EmptyReceive").len(), 0);
    let call = bench.call("q", "ReceiveMessage", Payload::empty(), json!({ "WaitTimeSeconds": 20 }));
    bench.until(60.0);
    assert_eq!((bench.status(call), bench.facts("EmptyReceive").len()), (200, 1));
}

#[test]
fn a_short_poll_may_miss_messages_where_latency_is_typical() {
    // SQS-05: it asks a subset of the servers; a long poll asks them all.
    let settings = crate::stack::settings::Settings::new(Aws2026);
    let node = crate::services::Config::Sqs(Config::standard("q", Aws2026).visible_after(0));
    let world = crate::testing::world(settings, vec![("q", node)]);
    let mut bench = Bench { world, calls: super::FIRST_CALL };
    bench.send("q", "a");
    let found = (0..100).filter(|_| bench.count("q") == 1).count();
    assert!((50..100).contains(&found), "{found} of 100");
    let long = json!({ "WaitTimeSeconds": 1 });
    assert!((0..20).all(|_| bench.receive("q", long.clone()).messages.len() == 1));
}

#[test]
fn the_size_of_a_message_depends_on_the_era_and_counts_attributes() {
    // SQS-07
    for (profile, max) in [(Aws2020, 262_144), (Aws2026, 1_048_576)] {
        let mut bench = Bench::new(profile, vec![Config::standard("q", profile)]);
        let fits = bench.call("q", "SendMessage", Payload::of_size(max), json!({}));
        let over = bench.call("q", "SendMessage", Payload::of_size(max + 1), json!({}));
        let attributes = json!({ "MessageAttributes": { "a": { "DataType": "String", "StringValue": "b" } } });
        let attributed = bench.call("q", "SendMessage", Payload::of_size(max), attributes);
        let statuses = [fits, over, attributed].map(|call| bench.status(call));
        assert_eq!(statuses, [200, 400, 400], "{profile:?}");
    }
}

#[test]
fn a_standard_queue_may_deliver_a_message_twice() {
    // SQS-08: the second delivery does not count as a receive, and deletion of the first does not prevent it.
    let mut bench = standard();
    intervene(&mut bench, "q", Intervention::Duplicate);
    let id = bench.send("q", "a");
    assert_eq!(bench.receive("q", json!({ "Delete": true })).counts, [1]);
    assert_eq!(bench.receive("q", json!({ "Delete": true })).counts, [1]);
    assert_eq!(bench.count("q"), 0);
    assert!(bench.stored("q", id).is_none());
    bench.assert_balanced();
}

#[test]
fn a_fifo_queue_takes_three_hundred_sends_a_second() {
    // SQS-09
    for (by_group, refused) in [(false, 1), (true, 0)] {
        let fifo = Fifo { content_based: true, limited_by_group: by_group, ..Fifo::default() };
        let mut bench = Bench::new(Aws2026, vec![Config { fifo: Some(fifo), ..Config::fifo("q", Aws2026) }]);
        for n in 0..301 {
            bench.send_to("q", "g", &n.to_string());
        }
        assert_eq!(bench.rules("CallRefused").len(), refused);
    }
}

#[test]
fn a_batch_is_one_call_and_each_action_has_its_own_limit() {
    // SQS-09: 3,000 messages a second in batches of 10, and as many receives beside them.
    let mut bench = fifo();
    for n in 0..301 {
        let entry = |m: u32| json!({ "MessageBody": format!("{n} {m}"), "MessageGroupId": n.to_string() });
        let entries: Vec<_> = (0..10).map(entry).collect();
        bench.call("q", "SendMessageBatch", Payload::empty(), json!({ "Entries": entries }));
    }
    assert_eq!(bench.levels("q").0, 3_000);
    assert_eq!(bench.rules("CallRefused"), ["SQS-09"]);
    let received: usize = (0..301).map(|_| bench.count("q")).sum();
    assert_eq!(received, 3_000);
    assert_eq!(bench.levels("q"), (0, 3_000, 0));
    assert_eq!(bench.rules("CallRefused"), ["SQS-09", "SQS-09"]);
}

#[test]
fn in_flight_messages_are_limited_by_type_and_era() {
    // SQS-06: a short poll of a full standard queue gets OverLimit; all other polls get nothing.
    for (is_fifo, profile, most, status) in [
        (false, Aws2020, 120_000, 403),
        (false, Aws2026, 120_000, 403),
        (true, Aws2020, 20_000, 200),
        (true, Aws2026, 120_000, 200),
    ] {
        let config = if is_fifo { Config::fifo("q", profile) } else { Config::standard("q", profile) };
        let fifo = config.fifo.map(|fifo| Fifo { limited_by_group: true, ..fifo });
        let mut bench = Bench::new(profile, vec![Config { fifo, ..config }.visible_after(43_200)]);
        let mut n = 0;
        while n < most + 10 {
            let group = |m: u64| if is_fifo { json!(format!("{m}")) } else { Value::Null };
            let entry = |m: u64| map(&[("MessageBody", json!(m.to_string())), ("MessageGroupId", group(m))]);
            let entries: Vec<_> = (n..n + 10).map(entry).collect();
            bench.call("q", "SendMessageBatch", Payload::empty(), json!({ "Entries": entries }));
            n += 10;
        }
        for _ in 0..most / 10 {
            bench.call("q", "ReceiveMessage", Payload::empty(), json!({ "MaxNumberOfMessages": 10 }));
        }
        assert_eq!(bench.levels("q"), (10, most, 0), "{profile:?} {is_fifo}");
        let short = bench.call("q", "ReceiveMessage", Payload::empty(), json!({}));
        assert_eq!(bench.status(short), status, "{profile:?} {is_fifo}");
        let long = bench.call("q", "ReceiveMessage", Payload::empty(), json!({ "WaitTimeSeconds": 20 }));
        bench.until(30.0);
        assert_eq!((bench.status(long), bench.received(long).messages.len()), (200, 0));
        assert_eq!(bench.levels("q"), (10, most, 0));
        bench.assert_balanced();
    }
}

#[test]
fn a_receive_waits_and_hides_within_limits() {
    // SQS-02, SQS-05
    for (parameters, status) in [
        (json!({ "WaitTimeSeconds": 20 }), 200),
        (json!({ "WaitTimeSeconds": 21 }), 400),
        (json!({ "VisibilityTimeout": 43_200 }), 200),
        (json!({ "VisibilityTimeout": 43_201 }), 400),
        (json!({ "MaxNumberOfMessages": 0 }), 400),
        (json!({ "MaxNumberOfMessages": 11 }), 400),
    ] {
        let mut bench = standard();
        bench.send("q", "a");
        let call = bench.call("q", "ReceiveMessage", Payload::empty(), parameters.clone());
        assert_eq!(bench.status(call), status, "{parameters}");
    }
}

#[test]
fn a_dead_letter_may_leave_the_template() {
    // SQS-12: the copy lies as a dead letter where nobody of this template takes it.
    let outside = crate::services::sqs::DeadLetterQueue::External("arn:aws:sqs:us-east-1:111122223333:x".into());
    let redrive = crate::services::sqs::Redrive { queue: outside, receives_max: 1 };
    let config = Config { redrive: Some(redrive), ..Config::standard("q", Aws2026).visible_after(10) };
    let mut bench = Bench::new(Aws2026, vec![config]);
    bench.send("q", "a");
    assert_eq!(bench.count("q"), 1);
    bench.until(10.5);
    assert_eq!(bench.count("q"), 0);
    assert_eq!(bench.rules("MovedToDeadLetterQueue"), ["SQS-12"]);
    assert_eq!((bench.levels("q"), bench.world.balance().dead_lettered), ((0, 0, 0), 1));
    bench.assert_balanced();
}

#[test]
fn a_dead_letter_that_is_not_taken_is_moved_once_however_often_that_is_tried() {
    // SQS-12
    let queues = vec![
        Config::standard("q", Aws2026).visible_after(5).redriving("d", 1),
        Config::standard("d", Aws2026).dead_letters_of("q"),
    ];
    let mut bench = Bench::new(Aws2026, queues);
    intervene(&mut bench, "d", Intervention::Delete);
    bench.send("q", "a");
    assert_eq!(bench.count("q"), 1);
    for second in [6.0, 8.0, 10.0, 12.0] {
        bench.until(second);
        assert_eq!(bench.count("q"), 0, "nobody gets it any more");
    }
    assert_eq!(bench.facts("MovedToDeadLetterQueue").len(), 1);
    let refused = |bench: &Bench| bench.facts("BecameVisible").iter().filter(|it| it.contains("Refusal")).count();
    assert!(refused(&bench) >= 3, "{:?}", bench.facts("BecameVisible"));
    assert_eq!(bench.world.balance().dead_lettered, 0, "it is none as long as nobody has it");
    intervene(&mut bench, "d", Intervention::Create);
    bench.until(20.0);
    assert_eq!(bench.count("q"), 0);
    bench.until(21.0);
    assert_eq!((bench.facts("MovedToDeadLetterQueue").len(), bench.world.balance().dead_lettered), (1, 1));
    bench.assert_balanced();
}

#[test]
fn a_purge_by_hand_is_refused_within_a_minute_too() {
    // SQS-16
    let mut bench = standard();
    for (second, left) in [(0.0, 0), (59.0, 1), (60.5, 0)] {
        bench.until(second);
        bench.send("q", "a");
        intervene(&mut bench, "q", Intervention::Purge);
        bench.until(second + 0.1);
        assert_eq!(bench.levels("q").0, left, "{second}");
    }
    assert_eq!(bench.rules("PurgeRefused"), ["SQS-16"]);
}

#[test]
fn a_fifo_queue_wants_a_group_and_an_id() {
    // SQS-10, SQS-11
    let config = Config { fifo: Some(Fifo::default()), ..Config::fifo("q", Aws2026) };
    let mut bench = Bench::new(Aws2026, vec![config]);
    let no_group = bench.send("q", "a");
    let no_id = bench.send_to("q", "g", "a");
    assert!(bench.refusal(no_group).is_some_and(|text| text.contains("MessageGroupId")));
    assert!(bench.refusal(no_id).is_some_and(|text| text.contains("ContentBasedDeduplication")));
}

#[test]
fn deduplication_may_be_by_group() {
    // SQS-11: the scope is the queue unless set.
    for (by_group, left) in [(false, 1), (true, 2)] {
        let fifo = Fifo { content_based: true, deduplicates_by_group: by_group, ..Fifo::default() };
        let mut bench = Bench::new(Aws2026, vec![Config { fifo: Some(fifo), ..Config::fifo("q", Aws2026) }]);
        bench.send_to("q", "g1", "same");
        bench.send_to("q", "g2", "same");
        assert_eq!(bench.levels("q").0, left);
        bench.assert_balanced();
    }
}

#[test]
fn the_receive_that_would_exceed_the_count_moves_the_message() {
    // SQS-12, SQS-13, SQS-15: the consumer sees it exactly maxReceiveCount times, and the copy goes on.
    let mut bench = with_dead_letter_queue(Aws2026, 2);
    let id = bench.send("q", "a");
    for second in [0.0, 10.0] {
        bench.until(second);
        assert_eq!(bench.count("q"), 1);
    }
    bench.until(20.5);
    assert_eq!(bench.levels("q"), (1, 0, 0));
    assert_eq!(bench.count("q"), 0);
    assert_eq!(bench.rules("MovedToDeadLetterQueue"), ["SQS-12"]);
    assert_eq!(bench.world.balance().dead_lettered, 1);
    assert_eq!(bench.receive("dlq", json!({})).messages, [id]);
    bench.assert_balanced();
}

#[test]
fn a_purge_deletes_everything_once_a_minute() {
    // SQS-16
    let mut bench = standard();
    bench.send("q", "a");
    bench.send("q", "b");
    bench.receive("q", json!({}));
    let first = bench.call("q", "PurgeQueue", Payload::empty(), json!({}));
    let second = bench.call("q", "PurgeQueue", Payload::empty(), json!({}));
    assert_eq!([bench.status(first), bench.status(second)], [200, 403]);
    assert_eq!(bench.levels("q"), (0, 0, 0));
    assert_eq!(bench.rules("Dropped"), ["SQS-16", "SQS-16"]);
    bench.assert_balanced();
}

#[test]
fn messages_of_quiet_tenants_pass_those_of_a_noisy_one() {
    // SQS-17: 30 in flight and more than a tenth of all make a tenant noisy.
    let mut bench = standard();
    for n in 0..60 {
        bench.send_to("q", "noisy", &n.to_string());
    }
    let quiet = bench.send_to("q", "quiet", "q");
    for _ in 0..3 {
        assert_eq!(bench.count("q"), 10);
    }
    assert_eq!(bench.receive("q", json!({})).messages, [quiet]);
    assert_eq!(bench.rules("Received").last(), Some(&"SQS-17"));
    assert_eq!(bench.count("q"), 10);
    bench.assert_balanced();
}

#[test]
fn dead_letters_go_back_at_five_hundred_a_second() {
    // SQS-18; in 2020 there is no such action.
    for (profile, after_a_second) in [(Aws2026, 500), (Aws2020, 0)] {
        let mut bench = with_dead_letter_queue(profile, 1);
        for n in 0..510 {
            bench.send("q", &n.to_string());
        }
        for _ in 0..51 {
            bench.count("q");
        }
        bench.until(10.0);
        assert_eq!(bench.count("q"), 0);
        assert_eq!(bench.levels("dlq").0, 510);
        bench.until(20.0);
        intervene(&mut bench, "dlq", Intervention::Redrive);
        bench.until(21.0);
        assert_eq!(bench.levels("q").0, after_a_second, "{profile:?}");
        bench.assert_balanced();
    }
}

#[test]
fn an_outage_answers_with_a_server_error() {
    let mut bench = standard();
    intervene(&mut bench, "q", Intervention::Outage { until: at(10.0) });
    bench.until(1.0);
    let call = bench.call("q", "ReceiveMessage", Payload::empty(), json!({}));
    assert_eq!(bench.status(call), 500);
}

#[test]
fn a_record_is_written_as_a_function_sees_it() {
    // ESMQ-22
    let mut bench = fifo();
    let attributes = json!({ "MessageGroupId": "g",
        "MessageAttributes": { "store": { "DataType": "String", "StringValue": "a" } } });
    let id = bench.call("q", "SendMessage", Payload::from_text("Hello"), attributes);
    bench.until(1.5);
    bench.receive("q", json!({}));
    let queue = bench.queue("q");
    let stored = bench.stored("q", id).expect("it is in flight");
    let record = super::record::record(stored, 1, true, bench.world.now(), &queue.origin).json();
    let keys: Vec<&str> = record.as_object().expect("a map").keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "messageId",
            "receiptHandle",
            "body",
            "attributes",
            "messageAttributes",
            "md5OfBody",
            "eventSource",
            "eventSourceARN",
            "awsRegion",
            "md5OfMessageAttributes",
        ]
    );
    assert_eq!(record["md5OfBody"], "8b1a9953c4611296a827abf8c47804d7");
    assert_eq!(record["attributes"]["ApproximateReceiveCount"], "1");
    assert_eq!(record["attributes"]["SentTimestamp"], "1767225600000");
    assert_eq!(record["attributes"]["ApproximateFirstReceiveTimestamp"], "1767225601500");
    assert_eq!(record["messageAttributes"]["store"]["stringValue"], "a");
    assert_eq!(record["eventSourceARN"], "arn:aws:sqs:us-east-1:123456789012:q.fifo");
}

#[test]
fn a_long_queue_stays_fast() {
    let mut bench = standard();
    for n in 0..20_000 {
        bench.call("q", "SendMessage", Payload::empty(), json!({ "MessageGroupId": (n % 7).to_string() }));
    }
    let received: usize = (0..2_000)
        .map(|_| {
            let all = json!({ "MaxNumberOfMessages": 10, "Delete": true });
            let before = bench.levels("q").0;
            bench.call("q", "ReceiveMessage", Payload::empty(), all);
            usize::try_from(before - bench.levels("q").0).expect("a small count")
        })
        .sum();
    assert_eq!(received, 20_000);
    bench.assert_balanced();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// SQS-10: whatever is done, deletions within a group happen in the order of sending, and every copy is accounted for.
    #[test]
    fn order_within_a_group_is_never_broken(steps in prop::collection::vec((0_u8..5, 0_u8..3, 1_u64..11), 1..60)) {
        let source = Config::fifo("q", Aws2026).visible_after(5).redriving("dlq", 3);
        let mut bench = Bench::new(Aws2026, vec![source, Config::fifo("dlq", Aws2026).dead_letters_of("q")]);
        let mut sent: Vec<(kernel::MessageId, u8)> = Vec::new();
        let mut now = 0.0;
        for (n, (what, group, amount)) in steps.into_iter().enumerate() {
            match what {
                0 | 1 => {
                    let id = bench.send_to("q", &group.to_string(), &n.to_string());
                    sent.push((id, group));
                }
                2 => {
                    bench.receive("q", json!({ "MaxNumberOfMessages": amount }));
                }
                3 => {
                    bench.receive("q", json!({ "MaxNumberOfMessages": amount, "Delete": true }));
                }
                _ => {
                    now += amount as f64;
                    bench.until(now);
                }
            }
            bench.assert_balanced();
        }
        let mut place = std::collections::BTreeMap::new();
        for record in bench.world.trace().records() {
            let gone = matches!(record.fact.what,
                crate::fact::What::Delivered | crate::fact::What::MovedToDeadLetterQueue { .. });
            let Some(position) = sent.iter().position(|(id, _)| *id == record.fact.message).filter(|_| gone) else {
                continue;
            };
            let last = place.entry(sent[position].1).or_insert(0);
            prop_assert!(position >= *last, "message {position} after {last}");
            *last = position;
        }
    }
}
