//! The log lines of functions.

use template::output::{LogWriter, run};
use template::{Scenario, ScenarioOptions, compile};

/// Returns the texts of what a function with a behaviour logs of one call, without its request id.
fn log(profile: &str, behaviour: &str) -> Vec<String> {
    let text = format!(
        "Metadata:\n  Lambdarium:\n    Profile: {profile}\n    Latency: None\n    Duration: 1m\n    Functions: {{ F: {{ \
         {behaviour} }} }}\n    Traffic: [ {{ Name: c, To: F, Action: Invoke, At: [0s] }} ]\nResources:\n  F:\n    Type: \
         AWS::Lambda::Function\n    Properties: {{ Runtime: python3.8, Handler: a.b, Code: {{ ZipFile: x }}, Role: r }}\n"
    );
    let scenario = Scenario::read(&text, &ScenarioOptions::default());
    assert!(!scenario.has_errors(), "{:?}", scenario.diagnostics);
    let mut out = Vec::new();
    let mut writer = LogWriter::new(&mut out, &scenario);
    let mut see = |world: &aws::stack::world::World, record: &kernel::Record<aws::fact::Fact>| {
        writer.write(world, record).expect("a vector takes everything");
    };
    assert!(run(&compile(&scenario), Some(&mut see)).problem.is_none());
    writer.finish().expect("a vector takes everything");
    let lines = String::from_utf8(out).expect("text");
    let id_at = |text: &str| text.find("RequestId: ").map(|at| text[at + 11..at + 47].to_owned());
    let text = |line: &str| {
        let json: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = json["text"].as_str().expect("a text").to_owned();
        (id_at(&text), text)
    };
    let all: Vec<(Option<String>, String)> = lines.lines().map(text).collect();
    let id = all.iter().find_map(|(id, _)| id.clone()).expect("a request");
    all.into_iter().map(|(_, text)| text.replace(&id, "<id>")).collect()
}

#[test]
fn an_init_that_fails_has_its_report_today() {
    // ENV-02, ENV-04, LOG-03, LOG-04, LOG-05.
    let end = "END RequestId: <id>";
    let start = "START RequestId: <id> Version: $LATEST";
    let report = |rest: &str| format!("REPORT RequestId: <id>\t{rest}");
    let rows = [
        (
            "aws-2026",
            "InitDuration: 171ms, InitFails: [ { Always: true } ]",
            vec![
                "INIT_REPORT Init Duration: 171.00 ms\tPhase: init\tStatus: error".to_owned(),
                start.to_owned(),
                "INIT_REPORT Init Duration: 171.00 ms\tPhase: invoke\tStatus: error".to_owned(),
                end.to_owned(),
                report(
                    "Duration: 171.00 ms\tBilled Duration: 171 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\tStatus: error\tError Type: Exception",
                ),
            ],
        ),
        (
            "aws-2026",
            "InitDuration: 11s",
            vec![
                "INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout".to_owned(),
                start.to_owned(),
                "INIT_REPORT Init Duration: 3000.00 ms\tPhase: invoke\tStatus: timeout".to_owned(),
                "2026-01-01T00:00:13.000Z <id> Task timed out after 3.00 seconds".to_owned(),
                end.to_owned(),
                report(
                    "Duration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\tStatus: timeout",
                ),
            ],
        ),
        (
            "aws-2020",
            "InitDuration: 171ms, InitFails: [ { Always: true } ]",
            vec![
                start.to_owned(),
                end.to_owned(),
                report("Duration: 171.00 ms\tBilled Duration: 200 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t"),
            ],
        ),
        (
            "aws-2026",
            "InitDuration: 100ms, Duration: 1ms",
            vec![
                start.to_owned(),
                end.to_owned(),
                report(
                    "Duration: 1.00 ms\tBilled Duration: 101 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\tInit Duration: 100.00 ms\t",
                ),
            ],
        ),
    ];
    for (profile, behaviour, lines) in rows {
        assert_eq!(log(profile, behaviour), lines, "{profile} {behaviour}");
    }
}
