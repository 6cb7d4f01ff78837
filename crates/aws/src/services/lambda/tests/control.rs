//! What is done to a function while it runs.

use super::*;
use crate::service::properties::{Properties, Value as Property};

#[test]
fn interventions_change_what_happens_from_then_on() {
    let number = |value| Properties::generated(Property::Integer(value));
    let set = |path: &str, value| Intervention::SetProperty { path: path.into(), value: number(value) };
    let rows: [(Intervention, [&str; 3]); 6] = [
        (Intervention::FailNext { count: 1 }, ["Success", "Error", "Success"]),
        (Intervention::SetFails { rules: [always()].into() }, ["Success", "Error", "Error"]),
        (Intervention::SetDuration { law: Law::constant(secs(5)) }, ["Success", "Timeout", "Timeout"]),
        (set("Timeout", 1), ["Success", "Timeout", "Timeout"]),
        (set("MemorySize", 32), ["Success", "OutOfMemory", "OutOfMemory"]),
        (Intervention::RecycleEnvironments, ["Success", "Success", "Success"]),
    ];
    for (intervention, outcomes) in rows {
        let name = format!("{intervention:?}");
        let world = intervened(taking(secs(2)), sends(&[0, 20, 40], call()), &[(10, intervention)], secs(60));
        assert_eq!(fields(&world, "InvocationEnded", "outcome"), outcomes, "{name}");
    }
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
fn an_outage_answers_500_and_is_no_function_error() {
    // SYNC-11, MET-02, MET-03.
    let outage = [(10, Intervention::Outage { until: at(30) })];
    let world = intervened(taking(NONE), sends(&[0, 20, 30], call()), &outage, secs(60));
    assert_eq!(fields(&world, "CallEnded", "status"), [200, 500, 200]);
    assert_eq!((sum(&world, "Invocations"), sum(&world, "Errors")), (2, 0));
}
