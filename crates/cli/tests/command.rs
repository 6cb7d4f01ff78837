//! The command as a person runs it: what comes out on which side, and with which status.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const TEMPLATE: &str = "Metadata:
  Lambdarium:
    Version: 1
    Seed: 7
    Duration: 1m
    Latency: None
    Traffic:
      - { Name: orders, To: Jobs, Action: SendMessage, At: [0s, 1s], Input: { MessageBody: \"{n}\" } }
Resources:
  Jobs: { Type: AWS::SQS::Queue }
";

struct Answer {
    status: i32,
    out: String,
    errors: String,
}

/// Runs the command with a text as its standard input.
fn lambdarium(arguments: &[&str], input: &str) -> Answer {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lambdarium"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    // A command that wants no input may be gone already.
    let _ = child.stdin.take().expect("it has an input").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("the command ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
    Answer { status: output.status.code().expect("it exits"), out: text(output.stdout), errors: text(output.stderr) }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Returns the path of a file that only this test writes.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn a_run_reports_on_standard_output() {
    let Answer { status, out, errors } = lambdarium(&["run", "-"], TEMPLATE);
    assert_eq!((status, errors.as_str()), (0, ""));
    let report = json(&out);
    assert_eq!((&report["profile"], &report["seed"]), (&"aws-2026".into(), &7.into()));
    assert_eq!(report["ended_at_ms"], 60_000);
    assert_eq!(report["messages"]["Jobs"][1]["body"], "1");
    assert_eq!(report["balance"]["balanced"], true);
}

#[test]
fn options_go_before_the_template() {
    let arguments = ["run", "--until", "500ms", "--seed=18446744073709551615", "--profile", "aws-2020", "-"];
    let report = json(&lambdarium(&arguments, TEMPLATE).out);
    assert_eq!((&report["profile"], &report["seed"]), (&"aws-2020".into(), &u64::MAX.into()));
    assert_eq!((&report["ended_at_ms"], &report["traffic"]["orders"]["Sent"]), (&500.into(), &1.into()));
    let text = lambdarium(&["run", "-", "--report", "text"], TEMPLATE);
    assert_eq!(text.status, 0);
    assert!(text.out.contains("2 came to be"), "{}", text.out);
}

#[test]
fn a_template_with_errors_prints_them_on_standard_error_and_exits_with_1() {
    let wrong = TEMPLATE.replace("Seed: 7", "Sead: 7");
    let Answer { status, out, errors } = lambdarium(&["run", "-"], &wrong);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(errors.starts_with("standard input:4:5: error: there is no key \"Sead\""), "{errors}");
    let checked = lambdarium(&["check", "--format", "json", "-"], &wrong);
    assert_eq!((checked.status, checked.errors.as_str()), (1, ""));
    let list = json(&checked.out);
    assert_eq!((&list[0]["line"], &list[0]["column"]), (&4.into(), &5.into()));
    assert_eq!(list[0]["file"], "standard input");
    let graph = lambdarium(&["graph", "-"], &wrong);
    assert_eq!((graph.status, &json(&graph.out)["nodes"][0]["id"]), (1, &"Jobs".into()));
}

#[test]
fn wrong_usage_exits_with_2_and_prints_nothing_on_standard_output() {
    for arguments in [
        &[][..],
        &["rnu"],
        &["run"],
        &["run", "-", "--until", "5"],
        &["run", "no such file"],
        &["run", "-", "--with", "no such file"],
        &["run", "-", "--trace", "/no/such/folder/trace"],
        &["check"],
        &["check", "-", "--profile", "aws-2019"],
        &["graph", "a", "b"],
        &["fmt", "no such file"],
    ] {
        let Answer { status, out, errors } = lambdarium(arguments, TEMPLATE);
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}");
        assert!(errors.starts_with("lambdarium: "), "{arguments:?}: {errors}");
    }
}

#[test]
fn checking_a_sound_template_exits_with_0() {
    for form in ["text", "json", "sarif"] {
        assert_eq!(lambdarium(&["check", "--format", form, "-"], TEMPLATE).status, 0, "{form}");
    }
    assert_eq!(json(&lambdarium(&["check", "--format", "json", "-"], TEMPLATE).out), Value::Array(Vec::new()));
}

#[test]
fn a_block_laid_over_is_told_by_its_own_lines() {
    let with = file("with.yaml");
    let block = |to: &str| format!("Lambdarium:\n  Interventions:\n    - {{ At: 1s, On: {to}, Do: FailNext }}\n");
    let path = with.to_str().expect("the path is UTF-8");
    std::fs::write(&with, block("Jobs")).expect("the file can be written");
    let report = json(&lambdarium(&["run", "-", "--with", path], TEMPLATE).out);
    let warning = report["diagnostics"].as_array().into_iter().flatten().find(|one| one["code"] == "without-effect");
    let warning = warning.unwrap_or_else(|| panic!("{report:#}"));
    assert_eq!((&warning["line"], &warning["file"]), (&3.into(), &"--with".into()));
    std::fs::write(&with, block("Job")).expect("the file can be written");
    let errors = lambdarium(&["run", "-", "--with", path], TEMPLATE).errors;
    assert!(errors.starts_with(&format!("{path}:3:")), "{errors}");
    // What is wrong at the very end of the template is wrong in the template.
    let unclosed = format!("{}Metadata: {{", TEMPLATE.replace("Metadata:", "Metadatum:"));
    std::fs::write(&with, block("Jobs")).expect("the file can be written");
    let errors = lambdarium(&["run", "-", "--with", path], &unclosed).errors;
    assert!(errors.contains("standard input:11:12: error: this is not YAML"), "{errors}");
}

#[test]
fn trace_series_and_log_have_one_object_a_line() {
    let paths = ["trace", "series", "log"].map(|name| file(&format!("{name}.jsonl")));
    let path = |n: usize| paths[n].to_str().expect("the path is UTF-8");
    let arguments = ["run", "-", "--trace", path(0), "--series", path(1), "--log", path(2)];
    let with_function = TEMPLATE.to_owned()
        + "  Worker: { Type: AWS::Lambda::Function, Properties: { Runtime: python3.12, Handler: a.b, Role: r, Code: { ZipFile: x } } }
  Poll: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Worker } }
";
    assert_eq!(lambdarium(&arguments, &with_function).status, 0);
    let lines = |n: usize| -> Vec<Value> {
        std::fs::read_to_string(&paths[n]).expect("it was written").lines().map(json).collect()
    };
    let trace = lines(0);
    assert!(trace.is_sorted_by_key(|line| line["t_us"].as_f64().expect("every line has its time") as u64));
    let started = trace.iter().find(|line| line["fact"] == "InvocationStarted").expect("the function was invoked");
    assert_eq!((&started["records"], &started["version"]), (&1.into(), &"$LATEST".into()));
    let sent = lines(1).into_iter().find(|line| line["metric"] == "NumberOfMessagesSent").expect("it was measured");
    assert_eq!((&sent["node"], &sent["at"]), (&"Jobs".into(), &"2026-01-01T00:00:00Z".into()));
    assert_eq!(sent["value"], 2);
    assert_eq!(lines(2)[0]["group"], "/aws/lambda/Worker");
}

#[test]
fn every_metric_has_a_line_for_every_minute() {
    let path = file("minutes.jsonl");
    let template = TEMPLATE.replace("Duration: 1m", "Duration: 150s").replace("[0s, 1s]", "[0s, 70s, 71s, 149s]");
    let arguments = ["run", "-", "--series", path.to_str().expect("the path is UTF-8")];
    assert_eq!(lambdarium(&arguments, &template).status, 0);
    let text = std::fs::read_to_string(&path).expect("it was written");
    let lines: Vec<Value> = text.lines().map(json).collect();
    let values = |metric: &str| -> Vec<(String, Option<u64>)> {
        let of_metric = lines.iter().filter(|line| line["metric"] == metric && line["node"] == "Jobs");
        of_metric
            .map(|line| (line["at"].as_str().expect("a text")[14..19].to_owned(), line["value"].as_u64()))
            .collect()
    };
    let expected = |counts: [u64; 3]| -> Vec<(String, Option<u64>)> {
        (0..).zip(counts).map(|(minute, count)| (format!("{minute:02}:00"), Some(count))).collect()
    };
    assert_eq!(values("NumberOfMessagesSent"), expected([1, 2, 1]));
    assert_eq!(values("ApproximateNumberOfMessagesVisible"), expected([1, 3, 4]));
}

#[test]
fn a_template_is_saved_byte_for_byte() {
    let odd =
        "# spaces at the end  \nResources:\r\n  A:   { Type: AWS::SQS::Queue }\t\n\n\n  B: {Type: 'AWS::SNS::Topic'}";
    let saved = lambdarium(&["fmt", "-"], odd);
    assert_eq!((saved.status, saved.out.as_str()), (0, odd));
    let broken = lambdarium(&["fmt", "-"], "A: [");
    assert_eq!((broken.status, broken.out.as_str()), (1, "A: ["));
}

#[test]
fn real_templates_are_saved_byte_for_byte() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sam")];
    let mut saved = 0;
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            let name = path.to_str().expect("the path is UTF-8");
            if path.is_dir() {
                folders.push(path);
            } else if !name.ends_with(".wiring.json") && !name.ends_with(".md") {
                let text = std::fs::read_to_string(&path).expect("templates are UTF-8");
                assert_eq!(lambdarium(&["fmt", name], "").out, text, "{name}");
                saved += 1;
            }
        }
    }
    if saved == 0 {
        // Past the capture of the test runner, so that it is seen.
        writeln!(std::io::stdout(), "\nskipped: there are no real templates").expect("a test can write");
    }
}
