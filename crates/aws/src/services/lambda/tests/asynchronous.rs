//! The asynchronous queue.

use super::*;

#[test]
fn an_event_is_accepted_before_it_runs() {
    // SYNC-02, ASYNC-01, lam-02, lam-04.
    let world = play(now(), taking(ms(10)), sends(&[1], event()), secs(10));
    let all = lines(&world, &["Answered", "EventQueued", "InvocationStarted", "Delivered", "CallEnded"]);
    let names: Vec<_> = all.iter().map(|line| line.split(' ').nth(2).unwrap_or_default()).collect();
    assert_eq!(names, ["EventQueued", "Answered", "InvocationStarted", "CallEnded", "Delivered"]);
    assert_eq!(payloads(&world, "CallEnded"), [""]);
}

#[test]
fn an_event_is_tried_three_times_with_one_and_two_minutes_between() {
    // ASYNC-02, ASYNC-03, ASYNC-04, ASYNC-12, MET-10, lam-25, lam-31.
    for profile in ERAS {
        let world = play(settings(profile), failing(always()), sends(&[1], event()), secs(400));
        assert_eq!(times(&world, "F", "InvocationStarted"), [1.0, 61.0, 181.0]);
        let ids = fields(&world, "InvocationStarted", "request_id");
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        assert_eq!(lines(&world, &["Dropped"]), [r#"181s F Dropped m1 {"reason":"RetriesExhausted"}"#]);
        assert_eq!((sum(&world, "Invocations"), sum(&world, "Errors")), (3, 3));
        assert_eq!(sum(&world, "AsyncEventsReceived"), profile.pick(0, 1));
        assert_eq!(sum(&world, "AsyncEventsDropped"), profile.pick(0, 1));
        assert_eq!(max(&world, "AsyncEventAge"), profile.pick(0, 180_000_000));
    }
}

#[test]
fn the_wait_for_a_retry_begins_when_the_attempt_ends() {
    // ASYNC-03.
    let mut config = taking(secs(2));
    config.behaviour.fails = [always()].into();
    let world = play(now(), config, sends(&[0], event()), secs(400));
    assert_eq!(times(&world, "F", "InvocationStarted"), [0.0, 62.0, 184.0]);
}

#[test]
fn typical_latency_adds_up_to_a_tenth_to_the_waits() {
    // ASYNC-03.
    let settings = Settings { latency: Latency::Typical, ..Settings::default() };
    let world = play(settings, failing(always()), sends(&[0], event()), secs(400));
    let starts = times(&world, "F", "InvocationStarted");
    let waits = [starts[1] - starts[0], starts[2] - starts[1]];
    assert!((60.0..66.0).contains(&waits[0]) && (120.0..132.0).contains(&waits[1]), "{waits:?}");
}

#[test]
fn as_many_attempts_are_made_as_the_settings_allow() {
    // ASYNC-02, ASYNC-08, ASYNC-09, ASYNC-20, lam-28, lam-29.
    let rows = [
        (0, 21_600, 1, "RetriesExhausted", 0.0),
        (1, 21_600, 2, "RetriesExhausted", 60.0),
        (2, 60, 1, "EventAgeExceeded", 0.0),
        (2, 90, 2, "EventAgeExceeded", 60.0),
        (2, 200, 3, "RetriesExhausted", 180.0),
    ];
    for (retries, age, attempts, reason, dropped_at) in rows {
        let mut config = failing(always());
        config.maximum_retry_attempts = retries;
        config.maximum_event_age = secs(age);
        let world = play(now(), config, sends(&[0], event()), secs(400));
        assert_eq!(sum(&world, "Invocations"), attempts, "{retries} retries, {age} s");
        assert_eq!(fields(&world, "Dropped", "reason"), [reason]);
        assert_eq!(times(&world, "F", "Dropped"), [dropped_at]);
    }
}

#[test]
fn a_rule_on_first_attempts_lets_a_later_attempt_succeed() {
    // ASYNC-22: the count of an event's attempts is its own.
    let rule = FailRule { first_attempts: Some(2), ..always() };
    let world = play(now(), failing(rule), sends(&[0, 10], event()), secs(400));
    assert_eq!(times(&world, "F", "Delivered"), [180.0, 190.0]);
    assert_eq!((sum(&world, "Invocations"), sum(&world, "Errors")), (6, 4));
}

#[test]
fn a_throttled_event_comes_back_after_doubling_waits() {
    // ASYNC-05, ASYNC-06, MET-04.
    let mut config = reserved(taking(secs(70)), 1);
    config.timeout = secs(900);
    config.behaviour.duration = Law::Sequence([secs(70), NONE].into());
    let world = play(now(), config, burst(2, 0, event()), secs(200));
    assert_eq!(times(&world, "F", "Throttled"), [0.0, 1.0, 3.0, 7.0, 15.0, 31.0, 63.0]);
    assert_eq!(times(&world, "F", "InvocationStarted"), [0.0, 127.0]);
    assert_eq!((sum(&world, "Throttles"), sum(&world, "Invocations"), sum(&world, "Errors")), (7, 2, 0));
    assert_eq!(rules(&world, "RetryScheduled")[0], "ASYNC-05");
}

#[test]
fn back_off_stops_growing_at_five_minutes_and_ends_with_the_age() {
    // ASYNC-05, ASYNC-06, ASYNC-08.
    let world = play(settings(Profile::Aws2020), reserved(taking(NONE), 0), sends(&[0], event()), secs(25_000));
    let tries = times(&world, "F", "Throttled");
    assert_eq!(tries[..12], [0.0, 1.0, 3.0, 7.0, 15.0, 31.0, 63.0, 127.0, 255.0, 511.0, 811.0, 1_111.0]);
    assert_eq!(times(&world, "F", "Dropped"), [21_511.0]);
    assert_eq!(fields(&world, "Dropped", "reason"), ["EventAgeExceeded"]);
}

#[test]
fn today_an_event_for_a_stopped_function_is_not_even_tried() {
    // ASYNC-10.
    let world = play(now(), reserved(taking(NONE), 0), sends(&[5], event()), secs(100));
    assert_eq!(lines(&world, &["Dropped"]), [r#"5s F Dropped m1 {"reason":"ZeroReservedConcurrency"}"#]);
    assert_eq!((sum(&world, "Throttles"), sum(&world, "AsyncEventsDropped")), (0, 1));
}

#[test]
fn an_outage_is_backed_off_from_without_throttles() {
    // ASYNC-05, SYNC-11.
    let outage = [(10, Intervention::Outage { until: at(20) }), (60, Intervention::Outage { until: at(65) })];
    let world =
        intervened(failing(FailRule { until: Some(at(5)), ..always() }), sends(&[0, 12], event()), &outage, secs(300));
    // The retry of the first event falls into the second outage; the second event is refused at the front end.
    assert_eq!(times(&world, "F", "RetryScheduled"), [0.0, 60.0, 61.0, 63.0]);
    assert_eq!(times(&world, "F", "Delivered"), [67.0]);
    assert_eq!(fields(&world, "CallEnded", "status"), [202, 500]);
    assert_eq!(sum(&world, "Throttles"), 0);
}

#[test]
fn a_duplicate_is_the_same_request_twice() {
    // ASYNC-24, ASYNC-04.
    let world = intervened(taking(NONE), sends(&[1, 2], event()), &[(0, Intervention::Duplicate)], secs(10));
    let ids = fields(&world, "InvocationStarted", "request_id");
    assert_eq!(ids.len(), 3);
    assert!(ids[0] == ids[1] && ids[1] != ids[2], "{ids:?}");
}
