//! What is said of a failure: what decided it, with its numbers and what was done.

use super::*;
use crate::behaviour::Call;
use kernel::{Ratio, RecordId};

/// Returns what is said with the first record of a kind, and when that was done which is behind it, in seconds.
fn said(world: &World, name: &str) -> (String, Option<f64>) {
    let (_, detail) = records(world, name).into_iter().next().expect("a record of the kind");
    let Some(Detail::Said { text, deed }) = detail else { panic!("nothing is said: {detail:?}") };
    let done = world.trace().record(deed).map(|record| record.at.as_micros() as f64 / 1e6);
    (text.to_string(), done)
}

#[test]
fn an_entry_of_the_failure_rules_is_named_with_its_numbers() {
    let rows = [
        (always(), "Rule 1 under “When an invocation fails” (Fails) made it fail: always"),
        (
            FailRule { first_attempts: Some(2), ..always() },
            "Rule 1 under “When an invocation fails” (Fails) made it fail: the first 2 tries of each event, and this was try 1",
        ),
        (
            FailRule { from: Some(at(0)), until: Some(at(9)), ..always() },
            "Rule 1 under “When an invocation fails” (Fails) made it fail: from 0 ms to 9 s",
        ),
        (
            how(Failure::Timeout),
            "Rule 1 under “When an invocation fails” (Fails) made it fail: always. It never returns, and is stopped after 3 s (Timeout)",
        ),
    ];
    for (rule, text) in rows {
        let world = play(now(), failing(rule), sends(&[1], call()), secs(10));
        assert_eq!(said(&world, "InvocationEnded"), (text.to_owned(), None));
    }
    let half = FailRule { probability: Some(Ratio::from_fraction(0.5)), ..always() };
    let mut config = failing(half);
    config.behaviour.fails = [FailRule { until: Some(at(0)), ..always() }, config.behaviour.fails[0].clone()].into();
    let world = play(now(), config, burst(20, 1, call()), secs(10));
    let all = records(&world, "InvocationEnded");
    let texts: Vec<String> = all
        .iter()
        .filter_map(|(_, detail)| match detail {
            Some(Detail::Said { text, .. }) => Some(text.to_string()),
            _ => None,
        })
        .collect();
    assert!(!texts.is_empty() && texts.len() < 20, "{texts:?}");
    for text in texts {
        let drawn = text
            .strip_prefix("Rule 2 under “When an invocation fails” (Fails) made it fail: 50 % of all fail, and ")
            .expect("the second rule");
        let drawn: f64 = drawn.strip_suffix(" was drawn of 100").and_then(|it| it.parse().ok()).expect("a number");
        assert!(drawn <= 50.0, "{drawn}");
    }
}

#[test]
fn what_was_done_is_named_where_it_decided() {
    let slow = Intervention::SetDuration { law: Law::constant(secs(5)) };
    let zero = Intervention::SetReservedConcurrency { value: Some(0) };
    let rules = Intervention::SetFails { rules: [always()].into() };
    let out = Intervention::Outage { until: at(30) };
    let rows = [
        (Intervention::FailNext { count: 1 }, "InvocationEnded", "It was ordered to fail, whatever it would have done"),
        (rules, "InvocationEnded", "The rule that was set while it ran made it fail: always"),
        (slow, "InvocationEnded", "It would have taken 5 s, and 3 s are allowed (Timeout)"),
        (zero, "Throttled", "0 of 0 reserved executions in use: the function's ReservedConcurrentExecutions"),
        (out, "RequestRejected", "Lambda answers 500 until 30 s: an outage"),
        (Intervention::Delete, "RequestRejected", "It was deleted"),
    ];
    for (deed, fact, text) in rows {
        let world = intervened(taking(secs(1)), sends(&[20], call()), &[(7, deed)], secs(40));
        assert_eq!(said(&world, fact), (text.to_owned(), Some(7.0)), "{fact}");
    }
}

#[test]
fn an_event_that_goes_with_its_function_names_the_deed() {
    let mut running = taking(secs(2));
    running.behaviour.fails = [always()].into();
    let waiting = failing(always());
    for (config, deleted) in [(running, 1), (waiting, 10)] {
        let world = intervened(config, sends(&[0], event()), &[(deleted, Intervention::Delete)], secs(300));
        assert_eq!(said(&world, "Dropped"), ("It was deleted".to_owned(), Some(deleted as f64)));
    }
}

#[test]
fn what_was_ordered_for_the_next_is_seen_until_it_comes() {
    let orders = [(1, Intervention::FailNext { count: 2 }), (1, Intervention::Duplicate)];
    for (until, armed) in [(5, vec![("fails", 2), ("comes twice", 1)]), (30, Vec::new())] {
        let world = intervened(taking(secs(1)), sends(&[10, 20], event()), &orders, secs(until));
        let node = world.node("F").expect("the function");
        let shown: Vec<_> = world.snapshot(node).armed.iter().map(|armed| (armed.what, armed.count)).collect();
        assert_eq!(shown, armed, "at {until} s");
    }
}

#[test]
fn a_duration_is_blamed_only_where_it_decided() {
    let law = |seconds| Intervention::SetDuration { law: Law::constant(secs(seconds)) };
    // Back to what the template says: the limit is the template's, and so is the duration.
    let world = intervened(taking(secs(5)), sends(&[20], call()), &[(7, law(1)), (9, law(5))], secs(40));
    let text = "It would have taken 5 s, and 3 s are allowed (Timeout)";
    assert_eq!(said(&world, "InvocationEnded"), (text.to_owned(), None));
    // ENV-02: an init that takes longer than 10 s begins again within the invocation, and is too long by itself.
    let mut config = taking(NONE);
    config.behaviour.init_duration = Law::constant(secs(12));
    let world = intervened(config, sends(&[20], call()), &[(7, law(1))], secs(60));
    let text = "It would have taken 13 s, and 3 s are allowed (Timeout)";
    assert_eq!(said(&world, "InvocationEnded"), (text.to_owned(), None));
}

#[test]
fn a_timeout_is_blamed_only_where_it_decided() {
    let law = |seconds| Intervention::SetDuration { law: Law::constant(secs(seconds)) };
    let changed = |from, to| {
        let with = |seconds| Arc::new(Node::Lambda(Config { timeout: secs(seconds), ..taking(NONE) }));
        Intervention::Reconfigure { before: with(from), after: with(to) }
    };
    let rows = [
        ("it was shortened", 2, vec![(7, changed(3, 1))], (2, 1), Some(7.0)),
        ("it was only made longer", 12, vec![(7, changed(3, 10))], (12, 10), None),
        ("it is as it was", 12, vec![(7, changed(3, 1)), (9, changed(1, 3))], (12, 3), None),
        ("the duration is longer still", 1, vec![(7, law(20)), (9, changed(3, 10))], (20, 10), Some(7.0)),
        ("both, and the duration last", 2, vec![(7, changed(3, 2)), (9, law(3))], (3, 2), Some(9.0)),
        ("either, and the duration last", 2, vec![(7, changed(3, 1)), (9, law(4))], (4, 1), Some(9.0)),
        ("it was too slow before", 5, vec![(7, law(6))], (6, 3), None),
    ];
    for (name, own, done, (wanted, limit), deed) in rows {
        let world = intervened(taking(secs(own)), sends(&[20], call()), &done, secs(60));
        let text = format!("It would have taken {wanted} s, and {limit} s are allowed (Timeout)");
        assert_eq!(said(&world, "InvocationEnded"), (text, deed), "{name}");
    }
}

#[test]
fn what_the_template_says_is_nobodys_deed() {
    let mut config = taking(secs(4));
    let world = play(now(), config.clone(), sends(&[1], call()), secs(10));
    let text = "It would have taken 4 s, and 3 s are allowed (Timeout)";
    assert_eq!(said(&world, "InvocationEnded"), (text.to_owned(), None));
    config = taking(NONE);
    config.behaviour.memory_used_mb = 300;
    let world = play(now(), config, sends(&[1], call()), secs(10));
    let text = "It needs 300 MB, and 128 MB are there (MemorySize)";
    assert_eq!(said(&world, "InvocationEnded"), (text.to_owned(), None));
}

#[test]
fn an_event_that_is_given_up_says_its_numbers() {
    // ASYNC-02, ASYNC-08, ASYNC-10.
    let world = play(now(), failing(always()), sends(&[1], event()), secs(600));
    let text = "Try 3 of 3 failed (MaximumRetryAttempts is 2)";
    assert_eq!(said(&world, "Dropped"), (text.to_owned(), None));
    let zero = [(7, Intervention::SetReservedConcurrency { value: Some(0) })];
    let world = intervened(taking(NONE), sends(&[20], event()), &zero, secs(40));
    let text = "The function's ReservedConcurrentExecutions is 0";
    assert_eq!(said(&world, "Dropped"), (text.to_owned(), Some(7.0)));
}

#[test]
fn a_call_that_fails_is_named() {
    let mut config = taking(NONE);
    let call_of = |to: &str| Call {
        to: to.into(),
        action: "SendMessage".into(),
        input: crate::service::properties::Properties::default(),
        per_record: false,
        probability: Ratio::from_fraction(1.0),
        asynchronous: false,
    };
    config.behaviour.calls = [call_of("Results")].into();
    let queue = crate::services::sqs::Config::standard("Results", Profile::Aws2026);
    let nodes =
        vec![("F", Node::Lambda(config)), ("Results", Node::Sqs(queue)), ("~c", Node::Traffic(sends(&[1], call())))];
    let mut world = testing::world(now(), nodes);
    let out = Arc::new(Intervention::Outage { until: at(30) });
    world.intervene(&PlannedIntervention { at: at(0), on: "Results".into(), intervention: out });
    testing::run(&mut world, secs(10));
    let (text, _) = said(&world, "InvocationEnded");
    assert!(text.starts_with("Results, which it called with SendMessage, refused with "), "{text}");
    // The failure follows from the outage, by the chain of causes.
    let (ended, _) = &records(&world, "InvocationEnded")[0];
    let before = |id: RecordId| world.trace().record(id).copied();
    let chain: Vec<_> = std::iter::successors(before(ended.cause), |record| before(record.cause)).collect();
    assert!(chain.iter().any(|record| record.fact.what.name() == "NotServed"), "{chain:?}");
}
