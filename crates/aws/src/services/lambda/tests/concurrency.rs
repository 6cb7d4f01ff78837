//! Who may run at once, and how fast that grows.

use super::*;
use crate::services::sns;

#[test]
fn reserved_concurrency_is_a_cap() {
    // CONC-05, CONC-06, CONC-12, CONC-13, SYNC-15, MET-02, MET-04.
    for (executions, runs, rule) in [(3, 3, "CONC-05"), (0, 0, "CONC-06")] {
        let world = play(now(), reserved(taking(secs(1)), executions), burst(5, 1, call()), secs(10));
        assert_eq!((sum(&world, "Invocations"), sum(&world, "Throttles")), (runs, 5 - runs));
        assert_eq!(max(&world, "ConcurrentExecutions"), runs);
        assert_eq!(rules(&world, "Throttled")[0], rule);
        let reasons = fields(&world, "Throttled", "reason");
        assert_eq!(reasons[0], "ReservedFunctionConcurrentInvocationLimitExceeded");
        assert_eq!(fields(&world, "CallEnded", "status")[0], 429);
    }
}

#[test]
fn a_throttle_says_its_numbers() {
    // CONC-05.
    let world = play(now(), reserved(taking(secs(1)), 3), burst(4, 1, call()), secs(10));
    let (_, detail) = &records(&world, "Throttled")[0];
    assert!(
        matches!(detail, Some(Detail::Said { text, .. }) if text.starts_with("3 of 3 reserved executions in use")),
        "{detail:?}"
    );
}

#[test]
fn reserved_concurrency_is_a_floor_that_others_cannot_use() {
    // CONC-03, CONC-05: with 200 in all and 50 kept for another function, 150 are shared.
    let settings = Settings { concurrent_executions: 200, ..now() };
    let nodes = vec![
        ("F", Node::Lambda(taking(secs(1)))),
        ("Other", Node::Lambda(reserved(taking(secs(1)), 50))),
        ("~c", Node::Traffic(burst(180, 0, call()))),
    ];
    let world = play_with(settings, nodes, &[], secs(10));
    assert_eq!((sum(&world, "Invocations"), sum(&world, "Throttles")), (150, 30));
    assert_eq!(fields(&world, "Throttled", "reason")[0], "ConcurrentInvocationLimitExceeded");
}

#[test]
fn the_request_rate_is_ten_times_the_quota() {
    // CONC-10, CONC-12, in both eras: for callers that wait, of the function where its concurrency is reserved, else of
    // the account; for events of clients the account's when they are accepted.
    let reserved_rate = "ReservedFunctionInvocationRateLimitExceeded";
    let account_rate = "FunctionInvocationRateLimitExceeded";
    for profile in ERAS {
        for (limit, executions, input, per_second, status, reason) in [
            (1_000, Some(2), call(), 20, 429, reserved_rate),
            (30, None, call(), 300, 429, account_rate),
            (30, None, event(), 300, 429, account_rate),
        ] {
            let settings = Settings { concurrent_executions: limit, ..settings(profile) };
            let config = Config { reserved_concurrent_executions: executions, ..taking(NONE) };
            let every_2_ms = client(When::Every(ms(2)), input);
            let world = play(settings, config, every_2_ms, secs(10));
            assert_eq!(
                (sum(&world, "Invocations"), sum(&world, "Throttles")),
                (per_second * 10, 5_000 - per_second * 10)
            );
            assert_eq!(fields(&world, "Throttled", "reason")[0], reason);
            let statuses = fields(&world, "CallEnded", "status");
            assert_eq!(statuses.iter().filter(|it| **it == status).count() as u64, 5_000 - per_second * 10);
        }
    }
}

#[test]
fn events_of_aws_services_go_into_the_queue_without_limit() {
    // CONC-10: 5,000 notifications of a topic, where a client's events would be refused after the first 300 a second.
    let mut topic = sns::TopicConfig::new("T");
    let endpoint = sns::Endpoint::Function("F".into());
    topic.subscriptions.push(sns::SubscriptionConfig::new("S", endpoint));
    let publish = crate::service::action::action("Publish").expect("an action of the list");
    let mut source = client(When::Every(ms(2)), json!({ "Message": "hello" }));
    source.targets = vec!["T".into()];
    source.plan = source.plan.map(|plan| Plan { action: publish, ..plan });
    let settings = Settings { concurrent_executions: 30, ..now() };
    let nodes = vec![("F", Node::Lambda(taking(NONE))), ("T", Node::Sns(topic)), ("~c", Node::Traffic(source))];
    let world = play_with(settings, nodes, &[], secs(10));
    assert_eq!((sum(&world, "AsyncEventsReceived"), sum(&world, "Throttles")), (5_000, 0));
}

#[test]
fn an_event_of_a_function_with_a_reservation_waits_for_the_rate() {
    // CONC-10, ASYNC-05: what the queue hands out is throttled, not lost. Of those that come back together the
    // reserved execution takes one.
    let world = play(now(), reserved(taking(NONE), 1), burst(15, 0, event()), secs(60));
    assert_eq!((sum(&world, "AsyncEventsReceived"), sum(&world, "Invocations")), (15, 15));
    let reasons = fields(&world, "Throttled", "reason");
    assert!(reasons[..5].iter().all(|it| it == "ReservedFunctionInvocationRateLimitExceeded"), "{reasons:?}");
    assert_eq!(times(&world, "F", "Throttled")[5..], [1.0, 1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 7.0, 7.0, 15.0]);
}

#[test]
fn a_throttle_tells_the_caller_its_reason() {
    // CONC-12, SYNC-15: each reason with a situation that has it.
    let many = |second| client(When::Burst { count: 1_001, at: at(second) }, call());
    let wide = Settings { concurrent_executions: 2_000, ..now() };
    for (settings, config, client, reason) in [
        (
            Settings { concurrent_executions: 1, ..now() },
            taking(secs(1)),
            burst(2, 0, call()),
            "ConcurrentInvocationLimitExceeded",
        ),
        (now(), reserved(taking(secs(1)), 1), burst(2, 0, call()), "ReservedFunctionConcurrentInvocationLimitExceeded"),
        (wide, taking(secs(1)), many(0), "FunctionInvocationRateLimitExceeded"),
        (now(), reserved(taking(NONE), 1), burst(11, 0, call()), "ReservedFunctionInvocationRateLimitExceeded"),
    ] {
        let world = play(settings, config, client, secs(10));
        let body = json!({ "Reason": reason, "Type": "User", "message": "Rate Exceeded." });
        assert_eq!(payloads(&world, "CallEnded").iter().filter(|it| **it == body).count(), 1, "{reason}");
    }
}

#[test]
fn environments_are_made_at_the_speed_of_the_era() {
    // CONC-08: 500 at once in a small region, 500 more each minute. CONC-09: 1,000 at once, 1,000 more in 10 s.
    for (profile, region, first, second, gap) in [
        (Profile::Aws2020, "sa-east-1", 500, 500, 60),
        (Profile::Aws2020, "us-east-2", 1_000, 500, 60),
        (Profile::Aws2020, "us-east-1", 3_000, 500, 60),
        (Profile::Aws2026, "sa-east-1", 1_000, 1_000, 10),
    ] {
        let settings = Settings { region: region.into(), concurrent_executions: 10_000, ..settings(profile) };
        let mut config = taking(secs(300));
        config.timeout = secs(900);
        let twice = |instant: u64| burst(4_000, instant, call());
        let nodes =
            vec![("F", Node::Lambda(config)), ("~a", Node::Traffic(twice(1))), ("~b", Node::Traffic(twice(1 + gap)))];
        let world = play_with(settings, nodes, &[], secs(200));
        let starts = times(&world, "F", "InvocationStarted");
        let early = starts.iter().filter(|start| **start < 2.0).count();
        assert_eq!((early, starts.len() - early), (first, second), "{profile:?} {region}");
        assert_eq!(fields(&world, "Throttled", "reason")[0], "FunctionInvocationRateLimitExceeded");
    }
}

#[test]
fn lowering_the_reservation_ends_nothing_that_runs() {
    // CONC-14.
    let lower = [(5, Intervention::SetReservedConcurrency { value: Some(1) })];
    let mut config = reserved(taking(secs(10)), 3);
    config.timeout = secs(60);
    let world = intervened(config, client(When::Burst { count: 3, at: at(0) }, call()), &lower, secs(30));
    assert_eq!(fields(&world, "InvocationEnded", "outcome"), ["Success", "Success", "Success"]);
}

#[test]
fn a_reservation_that_leaves_too_little_is_refused() {
    // CONC-04.
    let rows = [(901, 1), (900, 0), (0, 0)];
    for (wanted, refused) in rows {
        let change = [(1, Intervention::SetReservedConcurrency { value: Some(wanted) })];
        let world = intervened(taking(NONE), sends(&[2], call()), &change, secs(10));
        assert_eq!(times(&world, "F", "ReservationRefused").len(), refused, "{wanted}");
        assert_eq!(sum(&world, "Invocations"), u64::from(wanted > 0));
    }
}

#[test]
fn taking_a_reservation_away_gives_runs_to_the_shared_pool() {
    // CONC-05.
    let settings = Settings { concurrent_executions: 103, ..now() };
    let changes = [(1, Intervention::SetReservedConcurrency { value: None })];
    let mut config = reserved(taking(secs(10)), 3);
    config.timeout = secs(60);
    let nodes = vec![
        ("F", Node::Lambda(config)),
        ("~a", Node::Traffic(burst(3, 0, call()))),
        ("~b", Node::Traffic(burst(120, 2, call()))),
    ];
    let world = play_with(settings, nodes, &changes, secs(60));
    assert_eq!((sum(&world, "Invocations"), sum(&world, "Throttles")), (103, 20));
    assert_eq!(world.shared().account.unreserved_running, 0);
    assert_eq!(world.shared().account.reserved, 0);
}
