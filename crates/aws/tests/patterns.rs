//! Plays the recorded cases of SNS filter policies and EventBridge patterns against the matcher.
//!
//! The cases stand beside the project and are described there; where that folder is missing,
//! the tests say that they were skipped. Each case either passes or stands in `LEFT_OUT` with a reason, and what
//! stands there has to fail still, so that the list cannot rot.

use std::io::Write;
use std::path::Path;

use aws::pattern::{Attribute, Dialect, Pattern, PatternError};
use aws::profile::Profile;
use serde_json::Value;

/// Cases that fail, with the reason. Empty: none does.
const LEFT_OUT: &[(&str, &str)] = &[];

/// Cases on which implementations disagree, with the side taken and why.
const CONTESTED: &[(&str, bool, &str)] = &[(
    "sns-245",
    true,
    "SNS-12: SNS's guide promises five digits of accuracy after the decimal point, so numbers are rounded \
     as moto does; event-ruler, which does not round, is the library and not SNS's own limit",
)];

/// Reads the cases of a file, or says that they are missing.
fn cases(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        // Past the capture of the test runner, so that it is seen.
        writeln!(std::io::stdout(), "\nskipped: {} is missing", path.display()).expect("a test can write");
        return Vec::new();
    };
    text.lines().map(|line| serde_json::from_str(line).expect("each line is a case")).collect()
}

/// Returns a text that every case has.
fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().expect("the README describes this key")
}

/// Plays all cases and fails with the ids and outcomes of those that differ.
fn play(file: &str, outcome: impl Fn(&Value) -> Result<(), String>) {
    let cases = cases(file);
    let mut wrong = Vec::new();
    for case in &cases {
        let id = text(case, "id");
        let left_out = LEFT_OUT.iter().find(|(left_out, _)| *left_out == id);
        match (outcome(case), left_out) {
            (Err(difference), None) => wrong.push(format!("{id}: {difference}")),
            (Ok(()), Some((_, reason))) => {
                wrong.push(format!("{id} passes, though it is left out because {reason}"));
            }
            _ => {}
        }
    }
    println!("{file}: {} of {} cases pass", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("found {found:?}, expected {expected:?}")) }
}

#[test]
fn sns_filter_policies_behave_as_recorded() {
    play("sns/filter-policies.jsonl", |case| {
        let dialect = match text(case, "scope") {
            "MessageBody" => Dialect::SnsBody,
            _ => Dialect::SnsAttributes,
        };
        match Pattern::from_json(&case["policy"], dialect, Profile::Aws2026) {
            Err(error) => sns_refused(case, &error),
            Ok(_) if case["valid"] == false => Err("accepted, expected a refusal".to_owned()),
            Ok(policy) => sns_delivered(case, &policy),
        }
    });
}

fn sns_refused(case: &Value, error: &PatternError) -> Result<(), String> {
    if case["valid"] == true {
        return Err(format!("refused: {error}"));
    }
    let expected = text(case, "error");
    // Recorded with Subscribe and with SetSubscriptionAttributes, which word it differently.
    if expected == error.message_of_update() {
        return Ok(());
    }
    same(error.message().as_str(), expected)
}

fn sns_delivered(case: &Value, policy: &Pattern) -> Result<(), String> {
    let Some(recorded) = case["accept"].as_bool() else {
        return Ok(());
    };
    let decided = CONTESTED.iter().find(|(id, ..)| case["id"] == *id);
    if decided.is_none() && !case["contested"].is_null() {
        return Err("contested, but no side is taken".to_owned());
    }
    let expected = decided.map_or(recorded, |(_, side, _)| *side);
    if let Some(body) = case["body"].as_str() {
        same(policy.matches_text(body), expected)?;
        return match serde_json::from_str(body) {
            Ok(body) => same(policy.explain(&body).is_none(), expected),
            Err(_) => Ok(()),
        };
    }
    let values: Vec<(&String, &str, String)> = case["attributes"]
        .as_object()
        .expect("a case without body has attributes")
        .iter()
        .map(|(name, attribute)| {
            let value = match &attribute["Value"] {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            (name, text(attribute, "Type"), value)
        })
        .collect();
    let attributes = values.iter().map(|(name, data_type, value)| Attribute { name, data_type, value });
    same(policy.explain_attributes(attributes.clone()).is_none(), expected)?;
    same(policy.matches_attributes(attributes), expected)
}

#[test]
fn eventbridge_patterns_behave_as_recorded() {
    play("eventbridge/patterns.jsonl", |case| {
        let expected = text(case, "expect");
        match Pattern::parse(text(case, "pattern"), Dialect::EventBridge, Profile::Aws2026) {
            Err(error) if expected == "invalid" => eventbridge_refused(case, &error),
            Err(error) => Err(format!("refused: {error}")),
            Ok(_) if expected == "valid" => Ok(()),
            Ok(_) if expected == "invalid" => Err("accepted, expected a refusal".to_owned()),
            Ok(pattern) => {
                let event = serde_json::from_str(text(case, "event")).expect("the event is JSON");
                same(pattern.matches(&event).to_string().as_str(), expected)?;
                same(pattern.explain(&event).is_none(), expected == "true")
            }
        }
    });
}

/// Where a refusal was recorded with its text, the text has to agree, too.
fn eventbridge_refused(case: &Value, error: &PatternError) -> Result<(), String> {
    match case["note"].as_str().unwrap_or_default() {
        "" => Ok(()),
        note if note.starts_with(error.code()) => same(format!("{}: {}", error.code(), error.message()).as_str(), note),
        note => same(error.reason.as_str(), note),
    }
}
