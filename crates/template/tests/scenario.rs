//! The block `Metadata.Lambdarium`: what it sets, what it refuses, and what it leaves a run alone with.

use aws::diagnostics::Severity;
use kernel::SimDuration;
use template::metadata::Overrides;
use template::{Scenario, ScenarioOptions};

const RESOURCES: &str = "Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n  Worker:\n    Type: AWS::Lambda::Function\n    \
                         Properties: { Runtime: python3.12, Handler: a.b, Code: { ZipFile: x }, Role: r }\n";

fn scenario(block: &str) -> Scenario {
    let lines: String = block.lines().map(|line| format!("    {line}\n")).collect();
    Scenario::read(&format!("Metadata:\n  Lambdarium:\n{lines}{RESOURCES}"), &ScenarioOptions::default())
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_a_way_out() {
    for (block, message, line, hint) in [
        ("Sead: 7", "there is no key \"Sead\" in \"Metadata.Lambdarium\"", 3, "did you mean \"Seed\"?"),
        ("Version: 2", "this version of the block is not known", 3, "write 1"),
        ("Profile: aws-2021", "\"aws-2021\" is no profile", 3, "did you mean \"aws-2020\"?"),
        ("Seed: x", "\"x\" is no seed", 3, "write a whole number from 0 to 2^64 - 1"),
        ("Version: 1\nDuration: 15", "the duration 15 has no unit", 4, "write \"15ms\" or \"15s\""),
        ("Start: today", "\"today\" is no instant in UTC", 3, "as in \"2026-01-01T00:00:00Z\""),
        ("Latency: Nothing", "\"Nothing\" is no latency", 3, "choose one of Typical, None"),
        (
            "Account: { Concurrency: 3 }",
            "there is no key \"Concurrency\" in \"Metadata.Lambdarium.Account\"",
            3,
            "the keys here are ConcurrentExecutions",
        ),
        (
            "Functions: { Wroker: { Duration: 1s } }",
            "there is no resource \"Wroker\" in the template",
            3,
            "did you mean \"Worker\"?",
        ),
        (
            "Functions: { Jobs: { Duration: 1s } }",
            "\"Jobs\" is of type \"AWS::SQS::Queue\"",
            3,
            "\"Functions\" is about resources of type \"AWS::Lambda::Function\"",
        ),
        (
            "Layout: { Jobs: { X: 1 } }",
            "the place of \"Jobs\" is not given by two numbers",
            3,
            "as in \"{ X: 80, Y: 120 }\"",
        ),
        (
            "Traffic:\n  - { Name: a, To: Job, Action: SendMessage, At: [0s] }",
            "there is no resource \"Job\" in the template",
            4,
            "did you mean \"Jobs\"?",
        ),
        (
            "Traffic:\n  - { Name: a, To: Jobs, Action: PutObject, At: [0s], Input: { Key: a } }",
            "\"Jobs\" is of type \"AWS::SQS::Queue\", which does not take \"PutObject\"",
            4,
            "it takes SendMessage, ReceiveMessage, ChangeMessageVisibility, DeleteMessage",
        ),
        (
            "Traffic:\n  - { Name: a, To: Worker, Action: Request, At: [0s] }",
            "\"Worker\" is of type \"AWS::Lambda::Function\", which does not take \"Request\"",
            4,
            "it takes Invoke",
        ),
        (
            "Traffic:\n  - { Name: a, To: Jobs, Action: SendMesage, At: [0s] }",
            "there is no action \"SendMesage\"",
            4,
            "did you mean \"SendMessage\"?",
        ),
        (
            "Traffic:\n  - Name: a\n    To: Jobs\n    Action: SendMessage\n    At: [0s]\n    Input: { MesageBody: x }",
            "there is no key \"MesageBody\" in \"Metadata.Lambdarium.Traffic.0.Input\"",
            8,
            "did you mean \"MessageBody\"?",
        ),
        (
            "Traffic:\n  - { Name: a, To: Jobs, Action: SendMessage, At: [0s], Input: { DelaySeconds: long } }",
            "\"DelaySeconds\" is no whole number",
            4,
            "as in \"5\"",
        ),
        (
            "Traffic:\n  - { Name: a, To: Worker, Action: Invoke, At: [0s], Input: { InvocationType: Async } }",
            "there is no such invocation type",
            4,
            "it is one of RequestResponse, Event, DryRun",
        ),
        (
            "Interventions:\n  - { At: 1s, On: Jobs, Do: Send, Action: Publish, Input: { Message: x } }",
            "\"Jobs\" is of type \"AWS::SQS::Queue\", which does not take \"Publish\"",
            4,
            "it takes SendMessage, ReceiveMessage, ChangeMessageVisibility, DeleteMessage",
        ),
        (
            "Interventions:\n  - { At: 1s, On: Jobs, Do: Purg }",
            "there is no intervention \"Purg\"",
            4,
            "did you mean \"Purge\"?",
        ),
        ("Interventions:\n  - { On: Jobs, Do: Purge }", "an intervention needs \"At\"", 4, "as in \"At: 3m\""),
        (
            "Interventions:\n  - { At: 1s, On: Jobs, Do: Purge, Count: 2 }",
            "there is no key \"Count\" in \"Metadata.Lambdarium.Interventions.0\"",
            4,
            "the keys here are At, On, Do",
        ),
    ] {
        let scenario = scenario(block);
        let errors: Vec<_> = scenario.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
        let [error] = errors.as_slice() else { panic!("{block}: {errors:#?}") };
        assert_eq!((error.message.as_str(), error.at.line), (message, line), "{block}");
        assert_eq!(error.hint.as_deref(), Some(hint), "{block}");
    }
}

#[test]
fn what_comes_later_is_kept_and_told_once() {
    let scenario = scenario("Interventions:\n  - { At: 1s, On: Worker, Do: Deploy, Type: AllAtOnce }");
    assert!(!scenario.has_errors());
    let told: Vec<_> = scenario.diagnostics.iter().filter(|d| d.code == "not-simulated").collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(scenario.interventions.is_empty());
}

#[test]
fn an_action_of_a_service_that_comes_later_is_kept_with_its_row() {
    let table = "  Orders: { Type: AWS::DynamoDB::Table }\n";
    let block =
        "    Traffic: [{ Name: items, To: Orders, Action: PutItem, At: [0s], Input: { Item: { id: { S: x } } } }]\n";
    let text = format!("Metadata:\n  Lambdarium:\n{block}{RESOURCES}{table}");
    let scenario = Scenario::read(&text, &ScenarioOptions::default());
    assert!(!scenario.has_errors(), "{:#?}", scenario.diagnostics);
    let told = "the action \"PutItem\" on \"Orders\" is not simulated yet";
    assert!(scenario.diagnostics.iter().any(|d| d.message == told), "{:#?}", scenario.diagnostics);
    assert_eq!(scenario.traffic.len(), 1);
}

#[test]
fn a_template_to_which_nobody_sends_names_who_could_be_sent_to() {
    let scenario = Scenario::read(RESOURCES, &ScenarioOptions::default());
    let silence = scenario.diagnostics.iter().find(|d| d.code == "no-traffic").expect("it says so");
    let hint = silence.hint.as_deref().unwrap_or_default();
    assert!(hint.contains("{ Name: Jobs, To: Jobs, Action: SendMessage, At: [0s], Input: "), "{hint}");
}

#[test]
fn moving_a_node_reruns_nothing() {
    let key = |block: &str| scenario(block).run_key().clone();
    let base = key("Seed: 7\nLayout: { Jobs: { X: 1, Y: 2 } }");
    assert_eq!(base, key("Layout: { Jobs: { X: 900, Y: 2 }, Worker: { X: 1, Y: 1 } }\nTitle: Jobs\nSeed: 7"));
    assert_ne!(base, key("Seed: 8"));
    assert_ne!(base, key("Seed: 7\nFunctions: { Worker: { Duration: 1s } }"));
}

#[test]
fn settings_from_outside_go_before_those_of_the_template_and_a_block_can_be_laid_over() {
    let text = format!("Metadata:\n  Lambdarium: {{ Seed: 1, Duration: 5m, Title: a }}\n{RESOURCES}");
    let with = "Metadata:\n  Lambdarium:\n    Seed: 2\n    Titel: b\n";
    let overrides = Overrides { duration: Some(SimDuration::from_secs(9)), ..Overrides::default() };
    let options = ScenarioOptions { overrides, with: Some(with), ..ScenarioOptions::default() };
    let scenario = Scenario::read(&text, &options);
    assert_eq!((scenario.settings.seed, scenario.settings.duration), (2, SimDuration::from_secs(9)));
    assert_eq!(scenario.title.as_deref(), Some("a"));
    let error = scenario.diagnostics.iter().find(|d| d.code == "unknown-key").expect("the key is unknown");
    // The second text counts as standing behind the first and a line end.
    assert_eq!(error.at.line as usize, text.lines().count() + 5);
    assert_eq!(&format!("{text}\n{with}")[error.at.start as usize..error.at.end as usize], "Titel");
}

#[test]
fn what_would_invoke_a_function_and_does_not_is_told() {
    let text = "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    \
                Properties:\n      Runtime: python3.13\n      Handler: a.b\n      InlineCode: pass\n      \
                FunctionUrlConfig: { AuthType: NONE }\n      Events:\n        Tick: { Type: Schedule, Properties: { \
                Schedule: rate(1 minute) } }\n";
    let scenario = Scenario::read(text, &ScenarioOptions::default());
    let told: Vec<_> = scenario.diagnostics.iter().filter(|d| d.code == "not-simulated").collect();
    for type_name in ["AWS::Lambda::Url", "AWS::Events::Rule"] {
        assert_eq!(told.iter().filter(|d| d.message.contains(type_name)).count(), 1, "{type_name}: {told:#?}");
    }
    assert_eq!(told.len(), 2, "{told:#?}");
}

#[test]
fn a_property_that_is_set_during_a_run_is_checked_as_if_it_stood_in_the_template() {
    for (entry, told) in [
        ("On: Worker, Do: SetProperty, Path: Timeout, Value: 7", None),
        ("On: Worker, Do: SetProperty, Path: Timeout, Value: '7'", None),
        ("On: Worker, Do: SetProperty, Path: Environment.Variables.V, Value: true", None),
        ("On: Worker, Do: SetProperty, Path: Layers, Value: [a, b]", None),
        ("On: Worker, Do: SetProperty, Path: DeadLetterConfig.TargetArn, Value: !GetAtt Jobs.Arn", None),
        (
            "On: Worker, Do: SetProperty, Path: Timeout, Value: 901",
            Some((Severity::Error, "901 is not between 1 and 900")),
        ),
        (
            "On: Worker, Do: SetProperty, Path: FunctionName, Value: other",
            Some((Severity::Warning, "\"FunctionName\" of \"Worker\" cannot be changed while it exists")),
        ),
        (
            "On: Worker, Do: SetProperty, Path: Tags.a, Value: b",
            Some((Severity::Info, "setting \"Tags.a\" of \"Worker\" changes nothing here")),
        ),
        (
            "On: Worker, Do: SetReservedConcurrency, Value: 901",
            Some((
                Severity::Warning,
                "Specified ReservedConcurrentExecutions for function decreases account's \
                 UnreservedConcurrentExecution below its minimum value of [100].",
            )),
        ),
        (
            "On: Jobs, Do: RecycleEnvironments",
            Some((Severity::Warning, "\"RecycleEnvironments\" does nothing to a resource of type \"AWS::SQS::Queue\"")),
        ),
    ] {
        let read = scenario(&format!("Traffic: []\nInterventions:\n  - {{ At: 1s, {entry} }}"));
        let found = read.diagnostics.iter().find(|it| it.code != "no-traffic");
        assert_eq!(found.map(|it| (it.severity, &*it.message)), told, "{entry}");
        assert!(found.is_none_or(|it| it.at.line == 5 && it.path.starts_with("Metadata.Lambdarium.Interventions.0")));
    }
}

#[test]
fn more_changes_than_can_be_followed_are_told() {
    let entries = |count: usize| {
        let entry =
            |n| format!("  - {{ At: {n}s, On: Worker, Do: SetProperty, Path: Timeout, Value: {} }}\n", 4 + n % 2);
        (0..count).map(entry).collect::<String>()
    };
    let told = |count| {
        let read = scenario(&format!("Traffic: []\nInterventions:\n{}", entries(count)));
        read.diagnostics
            .iter()
            .filter(|it| it.code == "too-many-changes")
            .map(|it| (it.severity, it.at.line))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(200), []);
    assert_eq!(told(201), [(Severity::Error, 5)]);
}

#[test]
fn what_aws_cannot_change_stays_as_it_is_and_later_changes_hold() {
    let name = "{ At: 1s, On: Worker, Do: SetProperty, Path: FunctionName, Value: other }";
    let timeout = "{ At: 2s, On: Worker, Do: SetProperty, Path: Timeout, Value: 7 }";
    let changes = |entries: &[&str]| {
        let read = scenario(&format!("Traffic: []\nInterventions: [ {} ]", entries.join(", ")));
        let planned = template::compile(&read).interventions;
        planned.into_iter().map(|it| (it.at, it.on, format!("{:?}", it.intervention))).collect::<Vec<_>>()
    };
    let later = |all: Vec<(kernel::SimTime, std::sync::Arc<str>, String)>| {
        all.into_iter()
            .filter(|(at, _, what)| at.as_nanos() == 2_000_000_000 && what.starts_with("Reconfigure"))
            .collect::<Vec<_>>()
    };
    let both = changes(&[name, timeout]);
    assert_eq!(both.iter().filter(|(at, ..)| at.as_nanos() == 1_000_000_000).count(), 1, "only the order: {both:?}");
    assert_eq!(later(both), later(changes(&[timeout])));
    assert_eq!(later(changes(&[timeout])).len(), 1, "what the order makes of the function");
}

#[test]
fn what_a_mapping_would_need_of_its_queue_is_not_asked_when_the_queue_changes() {
    // ESMQ-04: AWS asks for it when the mapping is made.
    let mapping = "  Pulls: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Worker, \
                   EventSourceArn: !GetAtt Jobs.Arn } }\n";
    let block = "Metadata:\n  Lambdarium:\n    Traffic: []\n    Interventions:\n      - { At: 1s, On: Jobs, Do: \
                 SetProperty, Path: VisibilityTimeout, Value: 1 }\n";
    let read = Scenario::read(&format!("{block}{RESOURCES}{mapping}"), &ScenarioOptions::default());
    let codes: Vec<_> = read.diagnostics.iter().map(|it| it.code).collect();
    assert_eq!(codes, ["no-dead-letter-queue"], "{:?}", read.diagnostics);
}

#[test]
fn properties_that_a_run_does_not_follow_are_told_once_for_a_type() {
    let text = "Resources:\n  A: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: a, Tags: [] } }\n  \
                B: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: a, VisibiltyTimeout: 60, Shape: round } }\n  \
                T: { Type: AWS::DynamoDB::Table, Properties: { KmsMasterKeyId: a } }\n";
    let scenario = Scenario::read(text, &ScenarioOptions::default());
    let about = |d: &&aws::diagnostics::Diagnostic| d.path.contains("Properties");
    let told: Vec<_> =
        scenario.diagnostics.iter().filter(about).map(|d| (d.severity, &*d.message, d.at.line)).collect();
    assert_eq!(
        told,
        [
            (Severity::Info, "the property \"KmsMasterKeyId\" of \"AWS::SQS::Queue\" is not simulated", 2),
            (Severity::Warning, "\"AWS::SQS::Queue\" has no property \"VisibiltyTimeout\"", 3),
            (Severity::Info, "the property \"Shape\" of \"AWS::SQS::Queue\" is not simulated", 3),
        ]
    );
}

#[test]
fn what_is_unwise_about_a_polled_queue_is_told() {
    let template = |queue: &str, mapping: &str| {
        format!(
            "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: {{ {queue} }}\n  D: {{ Type: AWS::SQS::Queue }}\n  \
             F:\n    Type: AWS::Lambda::Function\n    Properties: {{ Timeout: 10, Runtime: python3.12, Handler: a.b, Role: \
             r, Code: {{ ZipFile: x }} }}\n  M:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties: {{ \
             EventSourceArn: !GetAtt Q.Arn, FunctionName: !Ref F{mapping} }}\n"
        )
    };
    let redrive = "RedrivePolicy: { deadLetterTargetArn: !GetAtt D.Arn, maxReceiveCount: 5 }";
    let told = |queue: &str, mapping: &str| {
        let scenario = Scenario::read(&template(queue, mapping), &ScenarioOptions::default());
        let told = scenario.diagnostics.iter().filter(|d| d.severity == Severity::Warning);
        told.map(|d| format!("{} {} line {}", d.code, d.path, d.at.line)).collect::<Vec<_>>()
    };
    let short = "visibility-timeout-advised Resources.Q.Properties.VisibilityTimeout line 4";
    assert_eq!(told(&format!("VisibilityTimeout: 59, {redrive}"), ""), [short]);
    assert!(told(&format!("VisibilityTimeout: 60, {redrive}"), "").is_empty());
    assert_eq!(told(&format!("VisibilityTimeout: 60, {redrive}"), ", MaximumBatchingWindowInSeconds: 5"), [short]);
    assert!(told(&format!("VisibilityTimeout: 65, {redrive}"), ", MaximumBatchingWindowInSeconds: 5").is_empty());
    assert_eq!(told("VisibilityTimeout: 60", ""), ["no-dead-letter-queue Resources.Q line 2"]);
}

#[test]
fn a_property_of_sam_is_told_by_its_name_and_place() {
    let text = "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    \
                Properties:\n      Runtime: python3.13\n      Handler: a.b\n      InlineCode: pass\n      Tracing: Active\n      \
                SnapStart: { ApplyOn: None }\n";
    let scenario = Scenario::read(text, &ScenarioOptions::default());
    let told: Vec<_> = scenario.diagnostics.iter().filter(|it| it.code == "not-simulated").collect();
    let told: Vec<_> = told.iter().map(|it| (it.at.line, it.path.as_str(), it.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (
                9,
                "Resources.F.Properties.Tracing",
                "the property \"Tracing\" of \"AWS::Serverless::Function\" is not simulated"
            ),
            (
                10,
                "Resources.F.Properties.SnapStart",
                "the property \"SnapStart\" of \"AWS::Lambda::Function\" is not simulated"
            ),
        ]
    );
}
