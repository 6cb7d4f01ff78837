//! One test for each rule of mappings.

use super::*;
use proptest::prelude::*;

#[test]
fn a_batch_is_invoked_and_deleted_on_success() {
    // ESMQ-01, ESMQ-02: ten at most unless set; what is there at one instant goes into one batch.
    let world = Stack::now().burst(12).run(secs(10));
    assert_eq!(batches(&world), [10, 2]);
    assert_eq!(levels(&world, "Q"), [0, 0, 0]);
    assert_eq!(world.balance().tally.delivered, 12);
    let found = [fields::POLLED, fields::INVOKED, fields::DELETED, fields::FAILED_INVOKE].map(|id| metric(&world, id));
    assert_eq!(found, [12, 12, 12, 0]);
}

#[test]
fn a_window_gathers_until_it_is_over() {
    // ESMQ-03
    let mut stack = Stack::now();
    stack.mapping.window = secs(5);
    let when = When::At([1, 2, 3, 9].map(at).into());
    let world = stack.send(when, json!({ "MessageBody": "a" })).run(secs(30));
    assert_eq!(testing::times(&world, "M", "BatchInvoked"), [6.0, 14.0]);
    assert_eq!(batches(&world), [3, 1]);
}

#[test]
fn a_full_batch_does_not_wait_for_its_window() {
    // ESMQ-03
    let mut stack = Stack::now();
    stack.mapping.window = secs(60);
    stack.mapping.batch_size = 100;
    let world = stack.burst(150).run(secs(30));
    assert_eq!(batches(&world), [100]);
}

#[test]
fn batches_at_once_grow_by_the_minute() {
    // ESMQ-05, ESMQ-06: 5, then 60 more each minute; now 300 more.
    for (profile, expected) in [(Profile::Aws2020, [5, 65, 125]), (Profile::Aws2026, [5, 305, 605])] {
        let mut stack = Stack::new(profile);
        stack.mapping.batch_size = 1;
        stack.queue = stack.queue.visible_after(3_600);
        stack.function = taking(secs(800));
        let world = stack.burst(1_000).run(secs(170));
        let begun = testing::times(&world, "M", "BatchInvoked");
        let by = |second: f64| begun.iter().filter(|begun| **begun <= second).count();
        assert_eq!([by(59.9), by(60.0), by(120.0)], expected);
        assert_eq!(testing::times(&world, "M", "PollersScaled"), [60.0, 120.0]);
    }
}

#[test]
fn the_minute_counts_from_the_first_backlog_and_ends_when_all_found_nothing() {
    // ESMQ-06: five messages are no backlog; the sixth, at 30 s, is.
    let mut stack = Stack::now();
    stack.mapping.batch_size = 1;
    stack.queue = stack.queue.visible_after(3_600);
    stack.function = taking(secs(100));
    let stack = stack.burst(5).send(When::At([30].map(at).into()), json!({ "MessageBody": "six" }));
    let world = stack.run(secs(400));
    let scaled = whats(&world, "PollersScaled");
    assert_eq!(testing::times(&world, "M", "PollersScaled")[0], 90.0);
    assert_eq!(scaled[0], What::PollersScaled { to: 305 });
    assert_eq!(scaled.last(), Some(&What::PollersScaled { to: 5 }));
}

#[test]
fn the_ceiling_falls_when_every_poller_has_found_the_queue_empty() {
    // ESMQ-06: at 60 s the last of 200 messages are taken, and five pollers look until 80 s in vain.
    let mut stack = Stack::now();
    stack.mapping.batch_size = 1;
    stack.function = taking(secs(4));
    let world = stack.burst(200).run(secs(200));
    assert_eq!(testing::times(&world, "M", "PollersScaled"), [60.0, 80.0]);
}

#[test]
fn the_ceiling_grows_only_while_messages_remain_and_falls_back_when_few_come() {
    // ESMQ-05, ESMQ-06: 80 messages at once take the ceiling up a step, and then one every two seconds leaves no poller
    // without a message for 20 s.
    for (profile, to) in [(Profile::Aws2020, 65), (Profile::Aws2026, 305)] {
        let mut stack = Stack::new(profile).burst(80);
        stack.mapping.batch_size = 1;
        stack.function = taking(secs(4));
        let world = stack.send(When::Every(secs(2)), json!({ "MessageBody": "m{n}" })).run(secs(3_600));
        let scaled = whats(&world, "PollersScaled");
        assert_eq!(scaled, [What::PollersScaled { to }, What::PollersScaled { to: 5 }], "{profile:?}");
        assert_eq!(testing::times(&world, "M", "PollersScaled"), [60.0, 180.0], "{profile:?}");
    }
}

#[test]
fn the_ceiling_grows_though_some_poller_is_always_between_two_batches() {
    // ESMQ-05, ESMQ-06: a function that takes no longer than the ways there and back, and a queue that is never empty.
    for (profile, steps) in [(Profile::Aws2020, [65, 125, 185]), (Profile::Aws2026, [305, 605, 905])] {
        let mut stack = Stack::new(profile).burst(200_000);
        stack.mapping.batch_size = 1;
        stack.function = taking(SimDuration::from_millis(10));
        stack.latency = Latency::Typical;
        let world = stack.run(secs(215));
        let scaled = whats(&world, "PollersScaled");
        assert_eq!(scaled, steps.map(|to| What::PollersScaled { to }), "{profile:?}");
        let minutes = testing::times(&world, "M", "PollersScaled").into_iter().map(f64::round).collect::<Vec<_>>();
        assert_eq!(minutes, [60.0, 120.0, 180.0], "{profile:?}");
    }
}

#[test]
fn provisioned_pollers_stay_where_the_beginning_could_not_receive_as_much() {
    // ESMQ-10: fifty calls a second are more than two pollers may make.
    let mut stack = Stack::now();
    stack.mapping.batch_size = 1;
    stack.mapping.provisioned = Some(super::super::ProvisionedPollers { min: 2, max: 10 });
    stack.function = taking(SimDuration::from_millis(100));
    let rate = When::Every(SimDuration::from_millis(20));
    let world = stack.send(rate, json!({ "MessageBody": "a" })).run(secs(600));
    let scaled = whats(&world, "PollersScaled");
    assert!(!scaled.is_empty() && !scaled.contains(&What::PollersScaled { to: 20 }), "{scaled:?}");
    assert!(levels(&world, "Q")[0] < 100, "{:?}", levels(&world, "Q"));
}

#[test]
fn five_idle_pollers_make_fifteen_empty_receives_a_minute() {
    // ESMQ-07
    let world = Stack::now().run(secs(301));
    assert_eq!((metric(&world, fields::POLLS), metric(&world, fields::EMPTY_POLLS)), (75, 75));
}

#[test]
fn maximum_concurrency_caps_batches_without_over_polling() {
    // ESMQ-09
    let mut stack = Stack::now();
    stack.mapping.batch_size = 1;
    stack.mapping.concurrency_max = Some(2);
    stack.function = taking(secs(1));
    let world = stack.burst(20).run(secs(15));
    assert_eq!(most_at_once(&world), 2);
    assert_eq!(testing::times(&world, "M", "BatchInvoked")[18..], [9.0, 9.0]);
    assert_eq!(levels(&world, "Q"), [0, 0, 0]);
}

#[test]
fn after_an_error_messages_return_when_their_visibility_ends() {
    // ESMQ-11, ESMQ-26: the second try comes 5 s after the first receive.
    let mut stack = Stack::now();
    stack.queue = stack.queue.visible_after(5);
    stack.function = failing(taking(secs(1)), FailRule { first_attempts: Some(1), ..FailRule::default() });
    let world = stack.burst(1).run(secs(30));
    assert_eq!(testing::times(&world, "M", "BatchInvoked"), [0.0, 5.0]);
    assert_eq!(rules_of(&world, "BatchEnded"), ["ESMQ-11", "ESMQ-01"]);
    assert_eq!(metric(&world, fields::FAILED_INVOKE), 1);
    assert_eq!(world.balance().tally.delivered, 1);
}

#[test]
fn a_throttled_message_may_become_a_dead_letter_though_the_function_never_ran() {
    // ESMQ-12, ESMQ-13: tries after 1, 2, 4 and 8 s, while the visibility timeout of 20 s lasts.
    let mut stack = Stack::now().dead_letters_after(2);
    stack.queue = stack.queue.visible_after(20);
    stack.function.reserved_concurrent_executions = Some(0);
    let world = stack.burst(1).run(secs(60));
    assert_eq!(testing::times(&world, "F", "Throttled")[..5], [0.0, 1.0, 3.0, 7.0, 15.0]);
    assert_eq!(testing::times(&world, "Q", "MovedToDeadLetterQueue"), [40.0]);
    assert_eq!(whats(&world, "InvocationStarted"), []);
    let reason = ThrottleReason::ReservedFunctionConcurrentInvocationLimitExceeded;
    assert_eq!(whats(&world, "Throttled")[0], What::Throttled { reason });
    assert_eq!(world.balance().dead_lettered, 1);
    assert!(rules_of(&world, "BatchEnded").iter().all(|rule| *rule == "ESMQ-12"));
}

#[test]
fn a_throttled_batch_is_held_until_its_messages_reappear() {
    // ESMQ-12, ESMQ-13: with two batches at once, the other two messages are first received at 20 s.
    let mut stack = Stack::now();
    stack.mapping.batch_size = 1;
    stack.mapping.concurrency_max = Some(2);
    stack.queue = stack.queue.visible_after(20);
    stack.function.reserved_concurrent_executions = Some(0);
    let world = stack.burst(4).run(secs(39));
    assert_eq!(testing::times(&world, "Q", "Received"), [0.0, 0.0, 20.0, 20.0]);
    assert_eq!(testing::times(&world, "M", "BatchEnded"), [20.0, 20.0]);
    assert_eq!(testing::times(&world, "F", "Throttled").len(), 20);
}

#[test]
fn pauses_after_throttles_grow_to_thirty_seconds() {
    // ESMQ-13: 1, 2, 4, 8, 16, 30, 30 s.
    let mut stack = Stack::now();
    stack.queue = stack.queue.visible_after(120);
    stack.function.reserved_concurrent_executions = Some(0);
    let world = stack.burst(1).run(secs(119));
    assert_eq!(testing::times(&world, "F", "Throttled"), [0.0, 1.0, 3.0, 7.0, 15.0, 31.0, 61.0, 91.0]);
}

#[test]
fn a_batch_that_waits_says_whether_it_was_throttled_or_lambda_failed() {
    use crate::service::snapshot::Part;
    use crate::stack::intervention::Intervention;
    let mut throttled = Stack::now();
    throttled.function.reserved_concurrent_executions = Some(0);
    let mut out = Stack::now();
    out.intervention = Some((SimTime::ZERO, "F", Arc::new(Intervention::Outage { until: at(30) })));
    for (stack, reason) in [(throttled, "throttled"), (out, "refused")] {
        let when = When::At([at(1)].into());
        let world = stack.send(when, json!({ "MessageBody": "a" })).run(secs(5));
        let parts = world.snapshot(world.node("M").expect("the mapping")).parts;
        let rows: Vec<_> = parts.iter().filter(|part| matches!(part, Part::Row { .. })).collect();
        assert!(matches!(rows[..], [Part::Row { name, count: 1, .. }] if *name == reason), "{reason}: {rows:?}");
    }
}

/// Runs to an instant, sets the mapping to something else, and runs on.
fn changed(mut stack: Stack, second: u64, change: impl FnOnce(&mut Config), until: u64) -> World {
    use crate::stack::intervention::Intervention;
    let before = stack.mapping.clone();
    let mut after = before.clone();
    change(&mut after);
    let [before, after] = [before, after].map(|config| Arc::new(Node::EventSourceMapping(config)));
    stack.intervention = Some((at(second), "M", Arc::new(Intervention::Reconfigure { before, after })));
    stack.run(secs(until))
}

#[test]
fn a_mapping_that_is_switched_off_takes_nothing_more() {
    // ESMQ-21: polls that wait are taken back; what was gathered is worked on, and polling begins at once again.
    let mut stack = Stack::now();
    stack.mapping.window = secs(60);
    let when = When::At([5, 11].map(at).into());
    let world = changed(stack.send(when, json!({ "MessageBody": "a" })), 10, |mapping| mapping.enabled = false, 300);
    assert_eq!(testing::times(&world, "M", "BatchInvoked"), [10.0]);
    assert_eq!(levels(&world, "Q"), [1, 0, 0]);
    let mut stack = Stack::now();
    stack.mapping.enabled = false;
    let world = changed(stack.burst(3), 10, |mapping| mapping.enabled = true, 20);
    assert_eq!(testing::times(&world, "M", "BatchInvoked"), [10.0]);
}

#[test]
fn a_lower_maximum_concurrency_holds_at_once_for_what_begins() {
    // ESMQ-09
    let mut stack = Stack::now();
    stack.mapping.batch_size = 1;
    stack.function = taking(secs(1));
    let stack = stack.send(When::Burst { count: 6, at: at(20) }, json!({ "MessageBody": "a" }));
    let world = changed(stack, 10, |mapping| mapping.concurrency_max = Some(2), 40);
    assert_eq!(testing::times(&world, "M", "BatchInvoked"), [20.0, 20.0, 21.0, 21.0, 22.0, 22.0]);
}

#[test]
fn batches_follow_what_the_mapping_is_set_to() {
    // ESMQ-02, ESMQ-03, ESMQ-15, ESMQ-17
    let stack = Stack::now().send(When::Burst { count: 6, at: at(20) }, json!({ "MessageBody": { "n": "{n}" } }));
    let change = |mapping: &mut Config| {
        mapping.batch_size = 2;
        mapping.filters = [pattern(r#"{"body": {"n": ["0", "1", "2", "3"]}}"#, Dialect::LambdaFilter)].into();
    };
    let world = changed(stack, 10, change, 40);
    assert_eq!(batches(&world), [2, 2]);
    assert_eq!(metric(&world, fields::FILTERED_OUT), 2);
}

#[test]
fn a_batch_has_at_most_six_megabytes() {
    // ESMQ-02: of 60 messages of 250,000 bytes 25 fit with what surrounds them; what does not fit goes to other
    // pollers at once, and no window is waited for.
    let mut stack = Stack::now();
    stack.mapping.batch_size = 100;
    stack.mapping.window = secs(10);
    stack.function = taking(secs(5));
    let when = When::Burst { count: 60, at: SimTime::ZERO };
    let world = stack.send(when, json!({ "Size": 250_000 })).run(secs(30));
    assert_eq!(batches(&world), [25, 25, 10]);
    assert_eq!(testing::times(&world, "M", "BatchInvoked"), [0.0, 0.0, 10.0]);
    assert_eq!(levels(&world, "Q"), [0, 0, 0]);
}

#[test]
fn batches_of_a_fifo_queue_run_for_as_many_groups_as_there_are() {
    // ESMQ-08: no growth by the minute, as ESMQ-05 and ESMQ-06 have it for standard queues; a maximum concurrency holds.
    // Of 40 groups chance leaves out a few.
    for (profile, concurrency_max, expected) in
        [(Profile::Aws2020, None, 37..=40), (Profile::Aws2026, None, 37..=40), (Profile::Aws2026, Some(7), 7..=7)]
    {
        let mut stack = Stack::new(profile).fifo();
        stack.mapping.batch_size = 1;
        stack.mapping.concurrency_max = concurrency_max;
        stack.function = taking(secs(1));
        let when = When::Burst { count: 120, at: SimTime::ZERO };
        let inputs = json!({ "MessageBody": "{n}", "MessageGroupId": "{pick:0,1,2,3}{pick:0,1,2,3,4,5,6,7,8,9}" });
        let world = stack.send(when, inputs).run(secs(60));
        assert!(expected.contains(&most_at_once(&world)), "{profile:?} {}", most_at_once(&world));
        assert_eq!(levels(&world, "Q"), [0, 0, 0]);
        assert_eq!(testing::times(&world, "M", "PollersScaled"), [0.0; 0]);
    }
}

#[test]
fn only_the_messages_that_a_function_reports_come_back() {
    // ESMQ-15, ESMQ-16, ESMQ-24: FIFO, visibility 8 s, maxReceiveCount 2, 1 to 4 in one batch; first 2 to 4 fail, then 4.
    let mut stack = Stack::now().fifo().dead_letters_after(2);
    stack.queue = stack.queue.visible_after(8);
    stack.mapping.reports_item_failures = true;
    let fails = |pattern_text: &str, first_attempts| FailRule {
        matching: Some(Arc::new(pattern(pattern_text, Dialect::EventBridge))),
        first_attempts,
        ..FailRule::default()
    };
    stack.function = taking(SimDuration::ZERO);
    stack.function.behaviour.fails_records =
        [fails(r#"{"body": ["2", "3"]}"#, Some(1)), fails(r#"{"body": ["4"]}"#, None)].into();
    let mut stack = stack;
    for body in ["1", "2", "3", "4"] {
        stack = stack.send(When::At([0].map(at).into()), json!({ "MessageBody": body, "MessageGroupId": "g" }));
    }
    let world = stack.run(secs(60));
    assert_eq!(testing::times(&world, "M", "BatchInvoked"), [0.0, 8.0]);
    assert_eq!(batches(&world), [4, 3]);
    let ended = [What::BatchEnded { deleted: 1, failed: 3 }, What::BatchEnded { deleted: 2, failed: 1 }];
    assert_eq!(whats(&world, "BatchEnded"), ended);
    assert_eq!(levels(&world, "D"), [1, 0, 0]);
}

#[test]
fn what_a_report_says() {
    // ESMQ-15
    let failures = |response: Value| super::super::batch::reported_failures(&response, &[], "/messageId");
    let none = [json!({ "batchItemFailures": [] }), json!({ "batchItemFailures": null })];
    for success in [json!(null), json!({}), json!(""), json!({ "statusCode": 200 })].into_iter().chain(none) {
        assert_eq!(failures(success.clone()), Some(Vec::new()), "{success}");
    }
    for item in [
        json!({ "itemIdentifier": "" }),
        json!({ "itemIdentifier": null }),
        json!({ "foo": "x" }),
        json!({ "itemIdentifier": "unknown" }),
    ] {
        assert_eq!(failures(json!({ "batchItemFailures": [item] })), None);
    }
    for failure in [json!("no JSON"), json!(5), json!(true), json!([1]), json!({ "batchItemFailures": "a" })] {
        assert_eq!(failures(failure.clone()), None, "{failure}");
    }
    assert_eq!(failures(json!({ "batchItemFailures": ["a"] })), None);
}

#[test]
fn what_matches_no_filter_is_deleted_without_an_invocation() {
    // ESMQ-17
    let mut stack = Stack::now();
    stack.mapping.filters = [pattern(r#"{"body": {"kind": ["wanted"]}}"#, Dialect::LambdaFilter)].into();
    let send = |stack: Stack, body: Value| stack.send(When::At([0].map(at).into()), json!({ "MessageBody": body }));
    let stack = send(stack, json!({ "kind": "wanted" }));
    let stack = send(stack, json!({ "kind": "other" }));
    let world = send(stack, json!("plain text")).run(secs(10));
    assert_eq!(batches(&world), [1]);
    assert_eq!(metric(&world, fields::FILTERED_OUT), 2);
    let tally = world.balance().tally;
    assert_eq!((tally.delivered, tally.filtered), (1, 2));
}

#[test]
fn provisioned_pollers_run_ten_batches_each() {
    // ESMQ-10: two pollers 20 batches, and after a minute with a backlog 1,000 more, up to the maximum.
    for (max, second_minute) in [(2, 20), (10, 100), (200, 1_020)] {
        let mut stack = Stack::now();
        stack.mapping.batch_size = 1;
        stack.mapping.provisioned = Some(super::super::ProvisionedPollers { min: 2, max });
        stack.queue = stack.queue.visible_after(3_600);
        stack.function = taking(secs(800));
        stack.function.reserved_concurrent_executions = Some(2_000);
        let world = stack.burst(2_000).run(secs(119));
        let begun = testing::times(&world, "M", "BatchInvoked");
        assert_eq!(begun.iter().filter(|begun| **begun < 60.0).count(), 20);
        assert_eq!(begun.len(), second_minute);
    }
}

#[test]
fn provisioned_pollers_receive_so_much_a_second() {
    // ESMQ-10: 10 calls and 1 MB a second of each of the two; what both ask for while a byte is left comes still.
    for (size, batch_size, expected) in [(1, 1, [20, 40, 45]), (1, 10, [5, 5, 5]), (250_000, 1, [10, 20, 30])] {
        let mut stack = Stack::now();
        stack.mapping.batch_size = batch_size;
        stack.mapping.provisioned = Some(super::super::ProvisionedPollers { min: 2, max: 2 });
        stack.function = taking(SimDuration::from_millis(10));
        let when = When::Burst { count: 45, at: SimTime::ZERO };
        let world = stack.send(when, json!({ "Size": size })).run(secs(30));
        let begun = testing::times(&world, "M", "BatchInvoked");
        let by = |second: f64| begun.iter().filter(|begun| **begun < second).count();
        assert_eq!([by(1.0), by(2.0), by(3.0)], expected, "{size} {batch_size}");
        assert_eq!(levels(&world, "Q"), [0, 0, 0]);
    }
}

#[test]
fn one_group_runs_one_batch_after_the_other() {
    // ESMQ-08, ESMQ-25
    let mut stack = Stack::now().fifo();
    stack.mapping.batch_size = 1;
    stack.function = taking(secs(5));
    let when = When::Burst { count: 5, at: SimTime::ZERO };
    let world = stack.send(when, json!({ "MessageBody": "{n}", "MessageGroupId": "g" })).run(secs(60));
    assert_eq!(testing::times(&world, "M", "BatchInvoked"), [0.0, 5.0, 10.0, 15.0, 20.0]);
    assert_eq!(whats(&world, "InitStarted").len() + 1, 2);
}

#[test]
fn in_2020_a_batch_of_a_fifo_queue_is_of_one_group() {
    // ESMQ-08
    for (profile, expected) in [(Profile::Aws2020, vec![2, 2]), (Profile::Aws2026, vec![4])] {
        let mut stack = Stack::new(profile).fifo();
        for (body, group) in [("1", "a"), ("2", "b"), ("3", "a"), ("4", "b")] {
            let input = json!({ "MessageBody": body, "MessageGroupId": group });
            stack = stack.send(When::At([0].map(at).into()), input);
        }
        assert_eq!(batches(&stack.run(secs(10))), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// ESMQ-06, ESMQ-09: batches at once stay below both limits, and at all times every copy is accounted for.
    #[test]
    fn limits_hold_and_every_copy_is_accounted_for(
        seed in 0_u64..1_000, batch_size in 1_u32..11, limit in 2_u32..8, count in 1_u64..80, percent in 0_u32..100,
        window in 0_u64..3,
    ) {
        let mut stack = Stack::now().dead_letters_after(3);
        stack.mapping.batch_size = batch_size;
        stack.mapping.concurrency_max = Some(limit);
        stack.mapping.window = secs(window);
        stack.queue = stack.queue.visible_after(4);
        let probability = Some(kernel::Ratio::from_parts(percent * 10_000_000));
        stack.function = failing(taking(SimDuration::from_millis(50 + seed)), FailRule { probability, ..FailRule::default() });
        let world = stack.burst(count).run(secs(300));
        prop_assert!(most_at_once(&world) <= u64::from(limit));
        prop_assert!(batches(&world).iter().all(|records| *records <= batch_size));
        let balance = world.balance();
        prop_assert_eq!(balance.tally.delivered + balance.dead_lettered, count);
    }
}
