//! What interventions make of the nodes, and what reading a template again for them costs.

use aws::diagnostics::{Diagnostic, Severity};
use template::{Scenario, ScenarioOptions, compile};

const RESOURCES: &str = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Jobs: { Type: AWS::SQS::Queue }\n  More: { \
                         Type: AWS::SQS::Queue }\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
                         Runtime: python3.13\n      Handler: a.b\n      InlineCode: pass\n      Events:\n        Jobs: { \
                         Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } }\n";

fn text(layout: &str, entries: &[&str]) -> String {
    let entries: String = entries.iter().map(|entry| format!("      - {{ {entry} }}\n")).collect();
    let block = format!("Metadata:\n  Lambdarium:\n{layout}    Traffic: []\n    Interventions:\n{entries}");
    format!("{block}{RESOURCES}")
}

fn read(text: &str, before: Option<&Scenario>) -> Scenario {
    Scenario::read(text, &ScenarioOptions { before, ..ScenarioOptions::default() })
}

fn planned(scenario: &Scenario) -> Vec<(u64, String, &'static str)> {
    let planned = compile(scenario).interventions.into_iter();
    planned.map(|it| (it.at.as_nanos() / 1_000_000_000, it.on.to_string(), it.intervention.name())).collect()
}

fn told(scenario: &Scenario) -> Vec<&Diagnostic> {
    scenario.diagnostics.iter().filter(|it| it.path.contains("Interventions")).collect()
}

#[test]
fn what_the_scenario_before_found_out_holds_after_a_drag_at_the_new_places() {
    let entries = [
        "At: 1s, On: F, Do: SetProperty, Path: Timeout, Value: 7",
        "At: 2s, On: F, Do: SetProperty, Path: Tags.a, Value: b",
        "At: 3s, On: F, Do: SetReservedConcurrency, Value: 901",
    ];
    let before = read(&text("    Layout: { F: { X: 1, Y: 2 } }\n", &entries), None);
    let dragged = text("    Layout:\n      F:\n        X: 100\n        Y: 200\n", &entries);
    let (with, without) = (read(&dragged, Some(&before)), read(&dragged, None));
    assert_eq!(told(&with).len(), 2);
    assert_eq!(with.diagnostics, without.diagnostics);
    assert_eq!(planned(&with), planned(&without));
    // Another value is another run.
    let other = [&["At: 1s, On: F, Do: SetProperty, Path: Timeout, Value: 901"], &entries[1..]].concat();
    assert!(read(&text("", &other), Some(&before)).has_errors());
}

#[test]
fn what_a_changed_value_refers_to_counts_though_no_resource_has_it_yet() {
    let set = "At: 1s, On: F, Do: SetProperty, Path: Timeout, Value: !Ref Later";
    let with = |later| format!("Parameters: {{ Later: {{ Type: Number, Default: {later} }} }}\n{}", text("", &[set]));
    let before = read(&with(7), None);
    assert!(!before.has_errors(), "{:#?}", before.diagnostics);
    assert!(read(&with(901), Some(&before)).has_errors());
}

#[test]
fn a_concurrency_that_is_set_often_is_no_change_to_follow() {
    let entry = |n| format!("At: {n}s, On: F, Do: SetReservedConcurrency, Value: {}", 1 + n % 5);
    let entries: Vec<String> = (0..300).map(entry).collect();
    let mut entries: Vec<&str> = entries.iter().map(String::as_str).collect();
    entries.push("At: 400s, On: F, Do: SetProperty, Path: Timeout, Value: 7");
    let scenario = read(&text("", &entries), None);
    assert!(told(&scenario).is_empty(), "{:#?}", told(&scenario));
    let last = planned(&scenario).split_off(300);
    assert_eq!(last, [(400, "F".to_owned(), "SetProperty"), (400, "F".to_owned(), "Reconfigure")]);
    let reconfigured = compile(&scenario).interventions.pop().expect("it is the last");
    let text = format!("{:?}", reconfigured.intervention);
    assert_eq!(
        text.matches("reserved_concurrent_executions: Some(5)").count(),
        2,
        "before and after, only the time-out differs: {text}"
    );
}

#[test]
fn a_notification_that_is_set_to_what_it_is_changes_nothing() {
    let bucket = |entry: &str| {
        format!(
            "Metadata: {{ Lambdarium: {{ Traffic: [], Interventions: [ {{ At: 1s, On: Photos, Do: SetProperty, {entry} }} ] }} }}
Resources:
  Jobs: {{ Type: AWS::SQS::Queue }}
  Photos:
    Type: AWS::S3::Bucket
    Properties: {{ NotificationConfiguration: {{ QueueConfigurations: [ {{ Queue: !GetAtt Jobs.Arn, Event: 's3:ObjectCreated:*' }} ] }} }}
"
        )
    };
    const LIST: &str = "NotificationConfiguration.QueueConfigurations";
    let same = [
        format!("Path: {LIST}.0.Event, Value: 's3:ObjectCreated:*'"),
        format!("Path: {LIST}, Value: [ {{ Queue: !GetAtt Jobs.Arn, Event: 's3:ObjectCreated:*' }} ]"),
    ];
    for entry in same {
        let scenario = read(&bucket(&entry), None);
        assert!(told(&scenario)[0].message.ends_with("changes nothing here"), "{:#?}", told(&scenario));
        assert_eq!(planned(&scenario).len(), 1, "{entry}");
    }
    let other = read(&bucket(&format!("Path: {LIST}.0.Event, Value: 's3:ObjectRemoved:*'")), None);
    assert_eq!(planned(&other).len(), 2);
}

#[test]
fn a_mapping_that_a_property_takes_away_goes_and_comes_again() {
    let scenario = read(
        &text(
            "",
            &[
                "At: 1s, On: F, Do: SetProperty, Path: Events.Jobs, Value: null",
                "At: 2s, On: F, Do: SetProperty, Path: Events.Jobs, Value: { Type: SQS, Properties: { Queue: !GetAtt \
                 Jobs.Arn, BatchSize: 3 } }",
            ],
        ),
        None,
    );
    assert!(told(&scenario).is_empty(), "{:#?}", told(&scenario));
    let of_mapping: Vec<_> = planned(&scenario).into_iter().filter(|(_, on, _)| on == "FJobs").collect();
    let done = |at, what| (at, "FJobs".to_owned(), what);
    assert_eq!(of_mapping, [done(1, "Delete"), done(2, "Create"), done(2, "Reconfigure")]);
}

#[test]
fn a_mapping_that_a_property_makes_is_told_with_the_way_to_have_it() {
    let event = "{ Type: SQS, Properties: { Queue: !GetAtt More.Arn } }";
    let entry = format!("At: 1s, On: F, Do: SetProperty, Path: Events.More, Value: {event}");
    let scenario = read(&text("", &[&entry]), None);
    let [problem] = told(&scenario)[..] else { panic!("{:#?}", told(&scenario)) };
    assert_eq!((problem.severity, problem.at.line), (Severity::Warning, 5));
    assert_eq!(
        problem.message,
        "setting \"Events.More\" of \"F\" makes \"FMore\", which the run does not have: it goes on without"
    );
    let hint = "write it into the template, and let an intervention \"Create\" on \"FMore\" say when";
    assert_eq!(problem.hint.as_deref(), Some(hint));
    // The way is one.
    let way = text("", &["At: 1s, On: FMore, Do: Create"]);
    let scenario = read(&format!("{way}        More: {event}\n"), None);
    assert!(told(&scenario).is_empty(), "{:#?}", told(&scenario));
}

#[test]
fn a_change_that_aws_refuses_leaves_everything_as_it_was() {
    // SQS-12, SNS-11: what a policy may say, which no range of a single value can tell.
    let template = |entry: &str| {
        format!(
            "Metadata: {{ Lambdarium: {{ Traffic: [], Interventions: [ {{ At: 1s, {entry} }} ] }} }}
Resources:
  Dead: {{ Type: AWS::SQS::Queue }}
  Jobs: {{ Type: AWS::SQS::Queue, Properties: {{ RedrivePolicy: {{ deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3 }} }} }}
  Orders: {{ Type: AWS::SNS::Topic }}
  ToJobs:
    Type: AWS::SNS::Subscription
    Properties: {{ TopicArn: !Ref Orders, Protocol: sqs, Endpoint: !GetAtt Jobs.Arn, FilterPolicy: {{ tier: [gold] }} }}
"
        )
    };
    let refused = [
        "On: Jobs, Do: SetProperty, Path: RedrivePolicy, Value: { maxReceiveCount: 5 }",
        "On: ToJobs, Do: SetProperty, Path: FilterPolicy, Value: { tier: gold }",
    ];
    for entry in refused {
        let scenario = read(&template(entry), None);
        let [problem] = told(&scenario)[..] else { panic!("{entry}: {:#?}", told(&scenario)) };
        let words = problem.told();
        assert!(words.starts_with("AWS refuses this: ") && words.ends_with(". It stays as it was"), "{words}");
        assert_eq!(planned(&scenario).len(), 1, "{entry}: nothing is made of it");
    }
    let taken = "On: ToJobs, Do: SetProperty, Path: FilterPolicy, Value: { tier: [silver] }";
    assert_eq!(planned(&read(&template(taken), None)).len(), 2);
}
