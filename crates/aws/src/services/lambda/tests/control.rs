//! What is done to a function while it runs.

use super::*;

#[test]
fn interventions_change_what_happens_from_then_on() {
    let changed = |change: fn(&mut Config)| {
        let before = taking(secs(2));
        let mut after = before.clone();
        change(&mut after);
        Intervention::Reconfigure { before: Arc::new(Node::Lambda(before)), after: Arc::new(Node::Lambda(after)) }
    };
    let rows: [(Intervention, [&str; 3]); 6] = [
        (Intervention::FailNext { count: 1 }, ["Success", "Error", "Success"]),
        (Intervention::SetFails { rules: [always()].into() }, ["Success", "Error", "Error"]),
        (Intervention::SetDuration { law: Law::constant(secs(5)) }, ["Success", "Timeout", "Timeout"]),
        (changed(|config| config.timeout = secs(1)), ["Success", "Timeout", "Timeout"]),
        (changed(|config| config.memory_mb = 32), ["Success", "OutOfMemory", "OutOfMemory"]),
        (Intervention::RecycleEnvironments, ["Success", "Success", "Success"]),
    ];
    for (intervention, outcomes) in rows {
        let name = format!("{intervention:?}");
        let world = intervened(taking(secs(2)), sends(&[0, 20, 40], call()), &[(10, intervention)], secs(60));
        assert_eq!(fields(&world, "InvocationEnded", "outcome"), outcomes, "{name}");
    }
}

#[test]
fn a_changed_property_leaves_alone_what_was_done_otherwise() {
    // CONC-04, CONC-14: the duration that was set stays, and so does a reservation; one that leaves too little is refused.
    let before = taking(secs(2));
    let wider = Config { timeout: secs(30), settings: "wider".into(), ..before.clone() };
    let greedy = Config { reserved_concurrent_executions: Some(901), ..wider.clone() };
    let reconfigure = |before: &Config, after: &Config| Intervention::Reconfigure {
        before: Arc::new(Node::Lambda(before.clone())),
        after: Arc::new(Node::Lambda(after.clone())),
    };
    let done = [
        (1, Intervention::SetDuration { law: Law::constant(secs(7)) }),
        (2, Intervention::SetReservedConcurrency { value: Some(1) }),
        (3, reconfigure(&before, &wider)),
        (4, reconfigure(&wider, &greedy)),
    ];
    let world = intervened(before, burst(2, 10, call()), &done, secs(60));
    assert_eq!(fields(&world, "InvocationEnded", "duration_ms"), [7_000.0]);
    assert_eq!((sum(&world, "Throttles"), times(&world, "F", "ReservationRefused")), (1, vec![4.0]));
    assert_eq!(world.shared().account.reserved, 1);
}

#[test]
fn what_runs_keeps_its_timeout() {
    // ENV-06: also where it waits for an answer.
    let before = taking(secs(2));
    let after = Config { timeout: secs(1), ..before.clone() };
    let (old, new) = (Arc::new(Node::Lambda(before.clone())), Arc::new(Node::Lambda(after)));
    let shorter = [(1, Intervention::Reconfigure { before: old, after: new })];
    let world = intervened(before, sends(&[0, 10], call()), &shorter, secs(60));
    assert_eq!(fields(&world, "InvocationEnded", "outcome"), ["Success", "Timeout"]);
}

#[test]
fn a_changed_configuration_makes_new_environments() {
    // ENV-06: the idle one goes at once, the busy one when it is done.
    for (instant, reclaimed) in [(1, 2.0), (10, 10.0)] {
        let world = intervened(
            taking(secs(2)),
            sends(&[0, 20], call()),
            &[(instant, Intervention::RecycleEnvironments)],
            secs(60),
        );
        assert_eq!(times(&world, "F", "EnvironmentReclaimed"), [reclaimed]);
        assert_eq!(fields(&world, "InvocationStarted", "cold_start"), [true, true]);
    }
}

#[test]
fn a_deleted_function_is_not_found_and_loses_what_waited() {
    // SYNC-11.
    let done = [(10, Intervention::Delete), (50, Intervention::Create)];
    let nodes = vec![
        ("F", Node::Lambda(failing(FailRule { until: Some(at(5)), ..always() }))),
        ("~a", Node::Traffic(sends(&[0], event()))),
        ("~b", Node::Traffic(sends(&[20, 60], call()))),
    ];
    let world = play_with(now(), nodes, &done, secs(100));
    assert_eq!(fields(&world, "CallEnded", "status"), [202, 404, 200]);
    assert_eq!(lines(&world, &["Dropped"]), [r#"10s F Dropped m1 {"reason":"Deleted"}"#]);
}

#[test]
fn an_event_that_runs_while_its_function_is_deleted_is_not_tried_again() {
    let mut config = taking(secs(2));
    config.behaviour.fails = [always()].into();
    let world = intervened(config, sends(&[0], event()), &[(1, Intervention::Delete)], secs(300));
    assert_eq!(times(&world, "F", "InvocationStarted"), [0.0]);
    assert_eq!(lines(&world, &["Dropped"]), [r#"2s F Dropped m1 {"reason":"Deleted"}"#]);
}

#[test]
fn an_outage_answers_500_and_is_no_function_error() {
    // SYNC-11, MET-02, MET-03.
    let outage = [(10, Intervention::Outage { until: at(30) })];
    let world = intervened(taking(NONE), sends(&[0, 20, 30], call()), &outage, secs(60));
    assert_eq!(fields(&world, "CallEnded", "status"), [200, 500, 200]);
    assert_eq!((sum(&world, "Invocations"), sum(&world, "Errors")), (2, 0));
}

#[test]
fn a_reservation_of_a_function_that_is_not_there_counts_when_it_comes() {
    let done = [
        (1, Intervention::Delete),
        (2, Intervention::SetReservedConcurrency { value: Some(1) }),
        (3, Intervention::Create),
    ];
    let world = intervened(taking(secs(5)), burst(2, 10, call()), &done, secs(30));
    assert_eq!(fields(&world, "CallEnded", "status"), [429, 200]);
}
