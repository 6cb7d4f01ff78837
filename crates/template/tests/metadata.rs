//! Whatever stands in `Metadata.Lambdarium` and is not what belongs there is told, with its place.

use aws::diagnostics::Severity;
use template::{Scenario, ScenarioOptions};

const RESOURCES: &str = "
Resources:
  B: { Type: AWS::S3::Bucket }
  Q: { Type: AWS::SQS::Queue }
  T: { Type: AWS::DynamoDB::Table }
  L: { Type: AWS::Lambda::LayerVersion }
  F:
    Type: AWS::Lambda::Function
    Properties: { Runtime: python3.12, Handler: a.b, Code: { ZipFile: x }, Role: r, Layers: [!Ref L] }
";

/// Returns what is told of a block: severity, path below the block and message.
fn told(block: &str) -> Vec<String> {
    let text = format!("Metadata:\n  Lambdarium:\n    {}{RESOURCES}", block.replace('\n', "\n    "));
    let scenario = Scenario::read(&text, &ScenarioOptions::default());
    let about_block = scenario.diagnostics.iter().filter(|d| d.path.starts_with("Metadata.Lambdarium."));
    let line = |d: &aws::diagnostics::Diagnostic| {
        assert!(d.at.is_known() || d.severity == Severity::Info, "{block}: {d:?}");
        assert!(d.hint.is_some(), "{block}: {d:?}");
        format!("{} {}: {}", d.severity.word(), &d.path["Metadata.Lambdarium.".len()..], d.message)
    };
    about_block.filter(|d| d.code != "no-traffic").map(line).collect()
}

/// Asserts that each block gives rise to exactly one remark.
fn check(rows: &[(&str, &str)]) {
    let differences: Vec<String> = rows
        .iter()
        .filter_map(|(block, expected)| {
            let found = told(block);
            (found != [*expected]).then(|| format!("{block}\n  expected {expected}\n  found    {found:#?}"))
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn settings_and_sections_have_their_form() {
    check(&[
        ("Title: { a: b }", "error Title: \"{\"a\":\"b\"}\" is no text"),
        ("Region: [a]", "error Region: \"[\"a\"]\" is no text"),
        ("Account: 5", "error Account: \"Metadata.Lambdarium.Account\" is no map"),
        ("Functions: [F]", "error Functions: \"Metadata.Lambdarium.Functions\" is no map"),
        ("Functions: { F: 5 }", "error Functions.F: \"Metadata.Lambdarium.Functions.F\" is no map"),
        ("Origins: 5", "error Origins: \"Metadata.Lambdarium.Origins\" is no map"),
        ("Layers: { L: { Unzipped: big } }", "error Layers.L.Unzipped: a whole number from 0 was expected"),
        ("Layout: 5", "error Layout: \"Metadata.Lambdarium.Layout\" is no map"),
        ("Layout: { P: { X: 1, Y: 2 } }", "error Layout.P: there is no resource \"P\" in the template"),
        ("Layout: { B: { X: 1e9, Y: 2 } }", "error Layout.B: the place of \"B\" is more than 1000000 away"),
        ("Layout: { B: { X: 1, Y: -inf } }", "error Layout.B: the place of \"B\" is not given by two numbers"),
        ("Layout: { B: { X: .inf, Y: 2 } }", "error Layout.B: the place of \"B\" is not given by two numbers"),
        ("Traffic: 5", "error Traffic.0: \"Metadata.Lambdarium.Traffic.0\" is no map"),
        ("Interventions: [ 5 ]", "error Interventions.0: \"Metadata.Lambdarium.Interventions.0\" is no map"),
    ]);
}

#[test]
fn behaviour_has_its_form() {
    let rows = [
        ("Fails: often", "error Fails.0: \"Metadata.Lambdarium.Functions.F.Fails.0\" is no map"),
        ("Fails: [ { Always: maybe } ]", "error Fails.0.Always: \"maybe\" is neither true nor false"),
        ("Fails: [ { Probability: 10 } ]", "error Fails.0.Probability: \"10\" does not lie between 0 and 1"),
        (
            "Fails: [ { From: 3m, Until: 1m } ]",
            "error Fails.0.Until: \"Until\" 1 min does not come after \"From\" 3 min",
        ),
        ("Fails: [ { Always: true, How: Explode } ]", "error Fails.0.How: there is no \"Explode\" here"),
        ("CpuBound: 2", "error CpuBound: \"2\" does not lie between 0 and 1"),
        ("ReferenceMemory: 0", "error ReferenceMemory: nothing runs in 0 MB"),
        ("Response: 200", "error Response: \"Metadata.Lambdarium.Functions.F.Response\" is no map"),
        ("Response: { StatusCode: 99 }", "error Response.StatusCode: \"99\" is no status of HTTP"),
        (
            "Response: { Headers: [a] }",
            "error Response.Headers: \"Metadata.Lambdarium.Functions.F.Response.Headers\" is no map",
        ),
        ("Response: { Malformed: 3 }", "error Response.Malformed: \"3\" is neither true nor false"),
        ("Response: { Payload: 1, StatusCode: 200 }", "error Response: a response is of one kind"),
        ("Response: { Size: 1, Malformed: true }", "error Response: a response is of one kind"),
        (
            "Response: { MultiValueHeaders: { a: b } }",
            "error Response.MultiValueHeaders.a: each of these headers has a list of values",
        ),
        ("Edge: Backward", "error Edge: there is no such thing to do at a hook"),
        ("Edge: { Respond: { StatusCode: x } }", "error Edge.Respond.StatusCode: \"x\" is no status of HTTP"),
        ("Edge: { Respond: { StatusCode: 302 }, Change: { Uri: /x } }", "error Edge: a hook does one thing"),
        ("Calls: [ { To: Q } ]", "error Calls.0: the call of \"Q\" has no action"),
        (
            "Calls: [ { To: Q, Action: SendMessage, Async: often } ]",
            "error Calls.0.Async: \"often\" is neither true nor false",
        ),
        (
            "Calls: [ { To: Q, Action: Publish } ]",
            "error Calls.0.Action: \"Q\" is of type \"AWS::SQS::Queue\", which does not take \"Publish\"",
        ),
        (
            "Calls: [ { To: Q, Action: SendMessage, Input: { Body: x } } ]",
            "error Calls.0.Input.Body: there is no key \"Body\" in \"Metadata.Lambdarium.Functions.F.Calls.0.Input\"",
        ),
        ("Calls: [ { To: Q, Action: SendMessage, Per: Batch } ]", "error Calls.0.Per: there is no \"Batch\" here"),
        (
            "Calls: [ { To: Q, Action: SendMessage, Input: 5 } ]",
            "error Calls.0.Input: \"Metadata.Lambdarium.Functions.F.Calls.0.Input\" is no map",
        ),
        (
            "Package: { Ziped: 5 }",
            "error Package.Ziped: there is no key \"Ziped\" in \"Metadata.Lambdarium.Functions.F.Package\"",
        ),
        ("Package: { From: Floppy }", "error Package.From: there is no \"Floppy\" here"),
        ("Connections: { Opens: Init }", "info Connections: \"Connections\" is not simulated yet"),
        ("CallsBack: Never", "info CallsBack: \"CallsBack\" is not simulated yet"),
    ];
    let rows = rows.map(|(behaviour, expected)| {
        let (severity, rest) = expected.split_once(' ').expect("a severity and a path");
        (format!("Functions: {{ F: {{ {behaviour} }} }}"), format!("{severity} Functions.F.{rest}"))
    });
    let rows: Vec<(&str, &str)> = rows.iter().map(|(block, expected)| (&**block, &**expected)).collect();
    check(&rows);
    assert_eq!(told("Functions: { F: { CallsBack: Sometimes } }").len(), 2);
}

#[test]
fn packages_and_layers_have_their_limits() {
    check(&[
        (
            "Functions: { F: { Package: { Unzipped: 262144001 } } }",
            "error Functions.F.Package.Unzipped: Unzipped size must be smaller than 262144000 bytes",
        ),
        (
            "Functions: { F: { Package: { Unzipped: 200000000 } } }\nLayers: { L: { Unzipped: 62144001 } }",
            "error Functions.F.Package.Unzipped: Unzipped size must be smaller than 262144000 bytes",
        ),
        (
            "Functions: { F: { Package: { Zipped: 52428801, From: Upload } } }",
            "error Functions.F.Package.Zipped: Zipped size must be smaller than 52428800 bytes",
        ),
        (
            "Profile: aws-2020\nFunctions: { F: { Package: { From: Image } } }",
            "error Functions.F.Package.From: there are no container images in September 2020",
        ),
    ]);
    assert!(told("Functions: { F: { Package: { Zipped: 52428801, From: S3, Unzipped: 262144000 } } }").is_empty());
}

#[test]
fn traffic_has_its_form() {
    let rows = [
        ("At: []", "At: the list of instants is empty"),
        ("Rate: 5", "Rate: \"Metadata.Lambdarium.Traffic.0.Rate\" is no map"),
        ("Burst: 5", "Burst: \"Metadata.Lambdarium.Traffic.0.Burst\" is no map"),
        ("Every: 1s, From: 5m, Until: 1m", "Until: \"Until\" 1 min does not come after \"From\" 5 min"),
        ("Every: 1s, Retry: 5", "Retry: \"Metadata.Lambdarium.Traffic.0.Retry\" is no map"),
        (
            "Every: 1s, Retry: { Sdk: Standard, MaxAttempts: 3 }",
            "Retry.MaxAttempts: an SDK chooses its \"MaxAttempts\" itself",
        ),
    ];
    for (when, expected) in rows {
        let block =
            format!("Traffic: [ {{ Name: a, To: Q, Action: SendMessage, Input: {{ MessageBody: x }}, {when} }} ]");
        check(&[(&block, &format!("error Traffic.0.{expected}"))]);
    }
}

#[test]
fn interventions_have_the_keys_that_they_need() {
    let rows = [
        ("On: F, Do: SetFails", "error Interventions.0: \"SetFails\" needs \"Value\""),
        ("On: F, Do: SetReservedConcurrency", "error Interventions.0: \"SetReservedConcurrency\" needs \"Value\""),
        ("On: F, Do: Outage", "error Interventions.0: \"Outage\" needs \"Until\""),
        (
            "On: F, Do: Outage, Until: 1m",
            "error Interventions.0.Until: the outage ends at 1 min, before it begins at 2 min",
        ),
        ("On: Q, Do: SetProperty, Path: DelaySeconds", "error Interventions.0: \"SetProperty\" needs \"Value\""),
        (
            "On: F, Do: Purge",
            "warning Interventions.0.On: \"Purge\" does nothing to a resource of type \"AWS::Lambda::Function\"",
        ),
        ("On: T, Do: Purge", "info Interventions.0: the intervention \"Purge\" is not simulated yet"),
    ];
    for (entry, expected) in rows {
        check(&[(&format!("Interventions: [ {{ At: 2m, {entry} }} ]"), expected)]);
    }
    for entry in [
        "On: F, Do: FailNext",
        "On: F, Do: SetReservedConcurrency, Value: null",
        "On: F, Do: SetProperty, Path: Environment.Variables.V, Value: 2",
        "On: Q, Do: SetProperty, Path: VisibilityTimeout, Value: 60",
    ] {
        assert_eq!(told(&format!("Interventions: [ {{ At: 2m, {entry} }} ]")), Vec::<String>::new(), "{entry}");
    }
}

#[test]
fn what_a_condition_leaves_out_may_be_described() {
    let text = "Conditions: { Never: !Equals [a, b] }\nMetadata:\n  Lambdarium:\n    Functions: { F: { Duration: 1s } }\n    \
                Layout: { F: { X: 1, Y: 2 } }\nResources:\n  Q: { Type: AWS::SQS::Queue }\n  F:\n    \
                Type: AWS::Lambda::Function\n    Condition: Never\n    Properties: { Runtime: python3.12 }\n";
    assert!(!Scenario::read(text, &ScenarioOptions::default()).has_errors());
}

#[test]
fn what_has_no_records_is_not_asked_for_one() {
    let told = |fails: &str| {
        let text = format!(
            "Metadata:\n  Lambdarium:\n    Functions: {{ F: {{ {fails} }} }}\nResources:\n  L:\n    Type: \
             AWS::ElasticLoadBalancingV2::LoadBalancer\n  H:\n    Type: AWS::ElasticLoadBalancingV2::Listener\n    \
             Properties: {{ LoadBalancerArn: !Ref L, Port: 80, Protocol: HTTP, DefaultActions: [ {{ Type: forward, \
             TargetGroupArn: !Ref G }} ] }}\n  G:\n    Type: AWS::ElasticLoadBalancingV2::TargetGroup\n    Properties: {{ \
             TargetType: lambda, Targets: [ {{ Id: !GetAtt F.Arn }} ] }}\n  F:\n    Type: AWS::Lambda::Function\n    \
             Properties: {{ Runtime: python3.12, Handler: a.b, Role: r, Code: {{ ZipFile: x }} }}\n"
        );
        let scenario = Scenario::read(&text, &ScenarioOptions::default());
        scenario.diagnostics.iter().filter(|d| d.code == "match-below-text").count()
    };
    assert_eq!(told("FailsRecords: [ { Match: { body: { ok: [false] } } } ]"), 0);
    assert_eq!(told("FailsRecords: [ { Match: { attributes: { ApproximateReceiveCount: [\"1\"] } } } ]"), 0);
    assert_eq!(told("Fails: [ { Match: { body: { ok: [false] } } } ]"), 1);
}

#[test]
fn a_pattern_below_a_text_is_told() {
    let text = |fails: &str| {
        format!(
            "Metadata:\n  Lambdarium:\n    Functions: {{ F: {{ {fails} }} }}\nResources:\n  Q: {{ Type: AWS::SQS::Queue }}\n  \
             T:\n    Type: AWS::SNS::Topic\n    Properties: {{ Subscription: [ {{ Protocol: lambda, Endpoint: !GetAtt F.Arn \
             }} ] }}\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {{ Runtime: python3.12, Handler: a.b, Role: r, \
             Code: {{ ZipFile: x }} }}\n  M:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties: {{ EventSourceArn: \
             !GetAtt Q.Arn, FunctionName: !Ref F }}\n"
        )
    };
    let told = |fails: &str| {
        let scenario = Scenario::read(&text(fails), &ScenarioOptions::default());
        let told = scenario.diagnostics.into_iter().filter(|d| d.code == "match-below-text");
        told.map(|d| (d.at.line, d.message)).collect::<Vec<_>>()
    };
    let body = "\"body\" is text in what \"Q\" passes on, so nothing below it ever matches";
    let message = "\"Message\" is text in what \"T\" passes on, so nothing below it ever matches";
    for (fails, expected) in [
        ("FailsRecords: [ { Match: { body: { ok: [false] } } } ]", Some(body)),
        ("Fails: [ { Match: { Records: { body: { ok: [false] } } } } ]", Some(body)),
        (
            "Fails: [ { Match: { $or: [ { a: [1] }, { Records: { Sns: { Message: { ok: [false] } } } } ] } } ]",
            Some(message),
        ),
        ("FailsRecords: [ { Match: { body: [ { prefix: bad } ] } } ]", None),
        ("FailsRecords: [ { Match: { attributes: { ApproximateReceiveCount: [\"1\"] } } } ]", None),
        ("Fails: [ { Match: { body: { ok: [false] } } } ]", None),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|message| (3, message.to_owned())).collect();
        assert_eq!(told(fails), expected, "{fails}");
    }
}
