//! Situations and the facts that follow.

use super::*;
use crate::service::properties::Properties;
use crate::services::Config;
use crate::stack::settings::Settings;
use crate::testing::{run, times, world};
use serde_json::{Value, json};

/// Reads an entry with more than it has to have.
fn read(more: &Value) -> (Option<SourceConfig>, Vec<String>) {
    let mut entry = json!({ "Name": "c", "To": "Target", "Action": "Publish" });
    more.as_object().into_iter().flatten().for_each(|(key, value)| entry[key] = value.clone());
    let mut problems = Vec::new();
    let config = read_entry(&Properties::of_json(&entry), "Traffic.0", &mut problems);
    (config, problems.into_iter().map(|p| format!("{} ({})", p.message, p.hint.unwrap_or_default())).collect())
}

#[test]
fn entries_are_read() {
    let (config, problems) = read(&json!({ "Every": "500ms", "Until": "5m" }));
    assert_eq!(problems, [""; 0]);
    let plan = config.and_then(|config| config.plan).expect("a plan");
    assert_eq!(plan.when, When::Every(SimDuration::from_millis(500)));
    assert_eq!(plan.until, Some(SimTime::ZERO + SimDuration::from_secs(300)));
}

#[test]
fn what_is_wrong_is_said_with_a_way_out() {
    for (more, expected) in [
        (json!({ "Evry": "1s" }), r#"there is no key "Evry" in "Traffic.0" (did you mean "Every"?)"#),
        (json!({ "Every": "5" }), r#""5" is not a duration"#),
        (json!({ "Every": "0s" }), r#""Every" is zero"#),
        (json!({ "Every": "1s", "At": "1s" }), "the entry says in two ways when it sends"),
        (json!({}), "the entry never sends"),
        (json!({ "Every": "1s", "Retry": "Standard" }), r#""Traffic.0.Retry" is no map"#),
        (
            json!({ "Every": "1s", "Retry": { "Sdk": "Legacy", "MaxAttempts": "2" } }),
            r#"an SDK chooses its "MaxAttempts" itself"#,
        ),
    ] {
        let (_, problems) = read(&more);
        assert!(problems.iter().any(|problem| problem.starts_with(expected)), "{expected}: {problems:?}");
    }
}

#[test]
fn a_call_that_nobody_answers_stays_open_until_patience_ends() {
    // SYNC-14: the other client never answers, so every send times out, once or as often as the client tries.
    for (attempts_max, last) in [(1, 2.0), (3, 2.0 + 1.0 + 2.0 + 2.0 + 2.0)] {
        let plan = Plan {
            action: crate::service::action::action("Publish").expect("an action of the list"),
            input: serde_json::Value::Null,
            when: When::At([SimTime::ZERO].into()),
            from: SimTime::ZERO,
            until: None,
            count: None,
        };
        let patience = Some(SimDuration::from_secs(2));
        let retry = Retry { read_timeout: patience, ..limits::sdk(attempts_max) };
        let config = SourceConfig { name: "c".into(), targets: vec!["~mute".into()], plan: Some(plan), retry };
        let settings = Settings { latency: Latency::None, ..Settings::default() };
        let nodes = vec![("~c", Config::Traffic(config)), ("~mute", Config::Traffic(SourceConfig::default()))];
        let mut world = world(settings, nodes);
        run(&mut world, SimDuration::from_secs(60));
        assert_eq!(times(&world, "c", "CallEnded"), [last]);
    }
}

#[test]
fn of_one_instant_the_first_of_the_list_sends_first() {
    // Template format, "At time 0": traffic in the order of the list, whatever was scheduled first.
    let client = |name: &str, when| {
        let plan = Plan {
            action: crate::service::action::action("Publish").expect("an action of the list"),
            input: serde_json::Value::Null,
            when,
            from: SimTime::ZERO,
            until: Some(SimTime::ZERO + SimDuration::from_secs(2)),
            count: None,
        };
        let targets = vec!["~mute".into()];
        Config::Traffic(SourceConfig { name: name.into(), targets, plan: Some(plan), ..SourceConfig::default() })
    };
    let at = |seconds: &[u64]| {
        When::At(seconds.iter().map(|second| SimTime::ZERO + SimDuration::from_secs(*second)).collect())
    };
    let nodes = vec![
        ("~a", client("a", When::Every(SimDuration::from_millis(500)))),
        ("~b", client("b", at(&[1, 1]))),
        ("~mute", Config::Traffic(SourceConfig::default())),
    ];
    let mut world = world(Settings { latency: Latency::None, ..Settings::default() }, nodes);
    run(&mut world, SimDuration::from_secs(60));
    let lines = crate::testing::lines(&world, &["Sent"]);
    let order: Vec<_> = lines.iter().map(|line| line.split(" Sent").next().unwrap_or_default()).collect();
    assert_eq!(order, ["0s a", "0.5s a", "1s a", "1s b", "1s b", "1.5s a"]);
}
