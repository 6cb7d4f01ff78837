//! Cold starts, warm reuse, resets, memory and time.

use super::*;

/// A function with an init of one second.
fn cold(span: SimDuration) -> Config {
    let mut config = taking(span);
    config.behaviour.init_duration = Law::constant(secs(1));
    config
}

#[test]
fn the_first_request_is_cold_and_the_next_warm() {
    // ENV-01, ENV-05, ENV-07, MET-06: init is not part of the duration.
    let world = play(now(), cold(ms(100)), sends(&[0, 5], call()), secs(10));
    assert_eq!(times(&world, "F", "InvocationStarted"), [1.0, 5.0]);
    assert_eq!(fields(&world, "InvocationStarted", "cold_start"), [true, false]);
    assert_eq!(fields(&world, "InvocationStarted", "environment"), [1, 1]);
    assert_eq!(fields(&world, "InvocationEnded", "duration_ms"), [100.0, 100.0]);
    assert_eq!(sum(&world, "ColdStarts"), 1);
}

#[test]
fn typical_latency_adds_the_making_of_the_sandbox() {
    // ENV-05.
    let settings = Settings { latency: Latency::Typical, ..Settings::default() };
    let world = play(settings, cold(ms(100)), sends(&[0], call()), secs(10));
    let wait = times(&world, "F", "InvocationStarted")[0] - times(&world, "F", "InitStarted")[0];
    assert!((wait - 1.1).abs() < 1e-9, "{wait}");
    assert_eq!(fields(&world, "InitEnded", "duration_ms"), [1_000.0]);
}

#[test]
fn each_environment_serves_one_request_at_a_time() {
    // CONC-01, MET-08.
    let world = play(now(), cold(secs(1)), burst(4, 0, call()), secs(10));
    assert_eq!(sum(&world, "ColdStarts"), 4);
    assert_eq!(max(&world, "ConcurrentExecutions"), 4);
}

#[test]
fn idle_environments_are_reclaimed_after_their_lifetime() {
    // ENV-08.
    for (profile, lifetime) in [(Profile::Aws2020, 600), (Profile::Aws2026, 360)] {
        let instants = [0, 100, 100 + lifetime + 1];
        let world = play(settings(profile), taking(secs(1)), sends(&instants, call()), secs(3_000));
        let end = (101 + lifetime) as f64;
        assert_eq!(times(&world, "F", "EnvironmentReclaimed")[0], end);
        assert_eq!(fields(&world, "InvocationStarted", "cold_start"), [true, false, true]);
    }
}

#[test]
fn the_most_recently_created_idle_environment_serves() {
    // ENV-23: the old one is left to run out.
    let nodes = vec![
        ("F", Node::Lambda(taking(secs(2)))),
        ("~a", Node::Traffic(sends(&[0, 1], call()))),
        ("~b", Node::Traffic(sends(&[100, 200, 300, 400], call()))),
    ];
    let world = play_with(now(), nodes, &[], secs(500));
    assert_eq!(fields(&world, "InvocationStarted", "environment"), [1, 2, 2, 2, 2, 2]);
    assert_eq!(lines(&world, &["EnvironmentReclaimed"]), [r#"362s F EnvironmentReclaimed {"environment":1}"#]);
}

#[test]
fn a_run_is_stopped_at_exactly_its_timeout() {
    // ENV-10, PRICE-15: equal is still in time.
    let rows =
        [(2_999, "Success", 2_999), (3_000, "Success", 3_000), (3_001, "Timeout", 3_000), (60_000, "Timeout", 3_000)];
    for (millis, outcome, duration) in rows {
        let world = play(now(), taking(ms(millis)), sends(&[0], call()), secs(10));
        assert_eq!(fields(&world, "InvocationEnded", "outcome"), [outcome]);
        assert_eq!(fields(&world, "InvocationEnded", "duration_ms"), [f64::from(duration)]);
        assert_eq!(sum(&world, "Errors"), u64::from(outcome == "Timeout"));
    }
}

#[test]
fn init_is_not_part_of_the_timeout_up_to_ten_seconds() {
    // ENV-03.
    let mut config = taking(ms(10));
    config.behaviour.init_duration = Law::constant(ms(4_100));
    let world = play(now(), config, sends(&[0], call()), secs(20));
    assert_eq!(fields(&world, "InvocationEnded", "outcome"), ["Success"]);
}

#[test]
fn an_init_of_more_than_ten_seconds_runs_again_inside_the_timeout() {
    // ENV-02: the caller waits 13 s, 3 s are billed.
    let mut config = taking(NONE);
    config.behaviour.init_duration = Law::constant(secs(11));
    let world = play(now(), config.clone(), sends(&[0], call()), secs(30));
    assert_eq!(times(&world, "F", "InitEnded"), [10.0]);
    assert_eq!(fields(&world, "InvocationEnded", "outcome"), ["Timeout"]);
    assert_eq!(fields(&world, "InvocationEnded", "billed_ms"), [3_000]);
    assert_eq!(fields(&world, "CallEnded", "latency_ms"), [13_000.0]);
    config.timeout = secs(20);
    let world = play(now(), config, sends(&[0], call()), secs(30));
    assert_eq!(fields(&world, "InvocationEnded", "duration_ms"), [11_000.0]);
}

#[test]
fn an_init_that_fails_is_run_again_inside_the_invocation() {
    // ENV-04, ENV-11, SYNC-04 (f): only the second time is billed, and the next run of the environment tries once more.
    // An init that never returns is stopped after 10 s and then at the function's timeout (ENV-02).
    for (failure, until, ready, outcomes, durations) in [
        (Failure::Error, None, 1.0, ["Error", "Error"], [1_000.0, 1_000.0]),
        (Failure::Exit, None, 1.0, ["Exit", "Exit"], [1_000.0, 1_000.0]),
        (Failure::Timeout, None, 10.0, ["Timeout", "Timeout"], [3_000.0, 3_000.0]),
        (Failure::Error, Some(at(1)), 1.0, ["Success", "Success"], [1_100.0, 100.0]),
    ] {
        for profile in ERAS {
            let mut config = cold(ms(100));
            config.behaviour.init_fails = [FailRule { until, ..how(failure) }].into();
            let world = play(settings(profile), config, sends(&[0, 20], call()), secs(60));
            assert_eq!(times(&world, "F", "InvocationStarted"), [ready, 20.0], "{failure:?}");
            assert_eq!(fields(&world, "InvocationEnded", "outcome"), outcomes);
            assert_eq!(fields(&world, "InvocationEnded", "duration_ms"), durations);
            assert_eq!(fields(&world, "InvocationEnded", "billed_ms"), durations.map(|it| it as u64));
            assert_eq!((times(&world, "F", "InitFailed").len(), sum(&world, "ColdStarts")), (1, 1));
            assert_eq!(sum(&world, "Errors"), if until.is_some() { 0 } else { 2 });
        }
    }
    let mut config = cold(ms(100));
    config.behaviour.init_fails = [FailRule { after: Some(ms(300)), ..always() }].into();
    let world = play(now(), config, sends(&[0], call()), secs(60));
    assert_eq!(fields(&world, "CallEnded", "latency_ms"), [600.0]);
    assert_eq!(
        (fields(&world, "CallEnded", "status"), fields(&world, "CallEnded", "function_error")),
        (vec![json!(200)], vec![json!(true)])
    );
    let error = payloads(&world, "CallEnded").remove(0);
    assert_eq!((&error["errorType"], &error["requestId"]), (&json!("Exception"), &json!("")));
    assert_eq!(rules(&world, "InvocationEnded"), ["ENV-04"]);
}

#[test]
fn an_environment_is_reset_after_a_timeout_crash_or_lack_of_memory_but_not_after_an_error() {
    // ENV-11: the next run repeats the init within its own duration.
    for (failure, is_reset) in
        [(Failure::Timeout, true), (Failure::Exit, true), (Failure::OutOfMemory, true), (Failure::Error, false)]
    {
        let mut config = cold(ms(100));
        config.behaviour.fails = [FailRule { until: Some(at(10)), ..how(failure) }].into();
        let world = play(now(), config, sends(&[0, 20, 30], call()), secs(60));
        assert_eq!(times(&world, "F", "EnvironmentReset").len(), usize::from(is_reset), "{failure:?}");
        let durations = fields(&world, "InvocationEnded", "duration_ms");
        assert_eq!(durations[1], if is_reset { 1_100.0 } else { 100.0 });
        assert_eq!(durations[2], 100.0);
        assert_eq!(sum(&world, "ColdStarts"), 1);
    }
}

#[test]
fn more_memory_than_there_is_kills_the_run() {
    // ENV-15.
    for (used, outcome) in [(128, "Success"), (129, "OutOfMemory")] {
        let mut config = taking(ms(10));
        config.behaviour.memory_used_mb = used;
        let world = play(now(), config, sends(&[0], call()), secs(10));
        assert_eq!(fields(&world, "InvocationEnded", "outcome"), [outcome]);
    }
}

#[test]
fn tmp_fills_up_run_by_run_and_survives_a_reset() {
    // ENV-11, ENV-16, lam-11: 200 MB fit twice into 512 MB, in each environment anew.
    let mut config = taking(ms(10));
    config.behaviour.tmp_used_mb = 200;
    let world = play(now(), config.clone(), sends(&[0, 1, 2, 1_000], call()), secs(1_100));
    assert_eq!(fields(&world, "InvocationEnded", "outcome"), ["Success", "Success", "Error", "Success"]);
    config.behaviour.fails = [FailRule { from: Some(at(1)), until: Some(at(2)), ..how(Failure::Exit) }].into();
    let world = play(now(), config, sends(&[0, 1, 2], call()), secs(10));
    assert_eq!(fields(&world, "InvocationEnded", "outcome"), ["Success", "Exit", "Error"]);
}

#[test]
fn memory_buys_cpu_up_to_one_vcpu() {
    // ENV-14: half of the work is bound by the CPU and measured at 128 MB.
    for (profile, memory_mb, millis) in [
        (Profile::Aws2026, 128, 1_000),
        (Profile::Aws2026, 256, 750),
        (Profile::Aws2026, 1_769, 536),
        (Profile::Aws2026, 10_240, 536),
        (Profile::Aws2020, 1_769, 536),
        (Profile::Aws2020, 1_792, 535),
    ] {
        let mut config = taking(secs(1));
        config.memory_mb = memory_mb;
        config.behaviour.cpu_bound_parts = 500_000_000;
        config.behaviour.reference_memory_mb = Some(128);
        let span = config.with_cpu(secs(1), profile);
        assert_eq!(span.as_millis(), millis, "{profile:?} {memory_mb}");
    }
}

#[test]
fn billing_rounds_up_and_counts_init_as_the_era_does() {
    // PRICE-05, PRICE-06, LOG-05.
    for (profile, billed) in [(Profile::Aws2020, [200, 200]), (Profile::Aws2026, [1_102, 102])] {
        let config = cold(SimDuration::from_micros(101_500));
        let world = play(settings(profile), config, sends(&[0, 5], call()), secs(10));
        assert_eq!(fields(&world, "InvocationEnded", "billed_ms"), billed);
    }
    let config = Config { has_own_runtime: true, ..cold(SimDuration::from_micros(101_500)) };
    let world = play(settings(Profile::Aws2020), config, sends(&[0, 5], call()), secs(10));
    assert_eq!(fields(&world, "InvocationEnded", "billed_ms"), [1_200, 200]);
}

#[test]
fn durations_of_a_sequence_are_taken_in_order() {
    let mut config = taking(NONE);
    config.behaviour.duration = Law::Sequence([ms(100), ms(200)].into());
    let world = play(now(), config, sends(&[0, 1, 2], call()), secs(10));
    assert_eq!(fields(&world, "InvocationEnded", "duration_ms"), [100.0, 200.0, 200.0]);
}
