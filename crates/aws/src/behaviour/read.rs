//! Reads behaviour from `Metadata.Lambdarium`: durations with units, laws, failure rules.
//!
//! Every reader pushes what is wrong to a list and returns what could be read. `path` is where the value stands, for
//! the diagnostic: `Metadata.Lambdarium.Functions.Thumbnail.Duration`.

use super::{FailRule, Failure, Law};
use crate::diagnostics::Diagnostic;
use crate::pattern::{Dialect, Pattern};
use crate::profile::Profile;
use crate::service::properties::{Properties, Value};
use kernel::{Distribution, Ratio, SimDuration, SimTime};
use std::sync::Arc;

/// Units of durations, longest name first, so that `ms` is not read as `m`.
const UNITS: [(&str, u64); 7] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
];

/// Reads a duration with its unit: `120ms`, `1m30s`, `4d`. Absent is `None`.
pub fn span(value: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Option<SimDuration> {
    match &value.value {
        Value::Null => None,
        Value::Text(text) => match span_of(text) {
            Some(span) => Some(span),
            None => {
                let message = format!("\"{text}\" is not a duration");
                problems.push(wrong(
                    value,
                    path,
                    message,
                    "write a number with its unit, as in \"120ms\", \"3s\" or \"1m30s\"",
                ));
                None
            }
        },
        Value::Integer(_) | Value::Number(_) => {
            let written = value.scalar_text().unwrap_or_default();
            let message = format!("the duration {written} has no unit");
            let hint = format!("write \"{written}ms\" or \"{written}s\"");
            problems.push(wrong(value, path, message, hint));
            None
        }
        _ => {
            problems.push(wrong(
                value,
                path,
                "a duration was expected",
                "write it as text with a unit, as in \"120ms\"",
            ));
            None
        }
    }
}

/// Returns the duration that a text means.
#[must_use]
pub fn span_of(text: &str) -> Option<SimDuration> {
    let mut rest = text.trim();
    let mut nanos: u64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(digits);
        let unit_end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let scale = UNITS.iter().find(|(name, _)| *name == unit)?.1;
        nanos = nanos.checked_add(scaled(number, scale)?)?;
        rest = after;
    }
    Some(SimDuration::from_nanos(nanos))
}

/// Multiplies a decimal text by a whole number without floating point.
fn scaled(number: &str, scale: u64) -> Option<u64> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if part.len() > 9 || (number.contains('.') && part.is_empty()) {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let part_value: u64 = if part.is_empty() { 0 } else { part.parse().ok()? };
    let part_scale = 10_u128.pow(part.len() as u32);
    let fraction = u64::try_from(u128::from(part_value) * u128::from(scale) / part_scale).ok()?;
    whole.checked_mul(scale)?.checked_add(fraction)
}

/// Reads a duration that may vary: a constant or one of `Exponential`, `LogNormal`, `Uniform`, `Sequence`.
pub fn law(value: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Option<Law> {
    let Value::Map(entries) = &value.value else { return span(value, problems, path).map(Law::constant) };
    let names = ["Exponential", "LogNormal", "Uniform", "Sequence"];
    check_keys(value, &names, problems, path);
    let [(key, inner)] = entries.as_slice() else {
        let hint = "write exactly one of \"Exponential\", \"LogNormal\", \"Uniform\" and \"Sequence\"";
        problems.push(wrong(value, path, "a varying duration has exactly one law", hint));
        return None;
    };
    let path = format!("{path}.{}", key.text);
    let part = |name: &str, problems: &mut Vec<Diagnostic>| required_span(inner, name, problems, &path);
    match &*key.text {
        "Exponential" => {
            check_keys(inner, &["Mean"], problems, &path);
            Some(Law::Drawn(Distribution::Exponential { mean: part("Mean", problems)? }))
        }
        "LogNormal" => {
            check_keys(inner, &["Median", "P99"], problems, &path);
            let (median, p99) = (part("Median", problems)?, part("P99", problems)?);
            ordered(inner, median, p99, ("Median", "P99"), problems, &path)?;
            Some(Law::Drawn(Distribution::log_normal(median, p99)))
        }
        "Uniform" => {
            check_keys(inner, &["Min", "Max"], problems, &path);
            let (min, max) = (part("Min", problems)?, part("Max", problems)?);
            ordered(inner, min, max, ("Min", "Max"), problems, &path)?;
            Some(Law::Drawn(Distribution::Uniform { min, max }))
        }
        "Sequence" => {
            let spans: Vec<_> = inner.items().iter().filter_map(|item| span(item, problems, &path)).collect();
            if spans.is_empty() {
                problems.push(wrong(inner, &path, "a sequence needs at least one duration", "as in \"[100ms, 5s]\""));
                return None;
            }
            Some(Law::Sequence(spans.into()))
        }
        _ => None,
    }
}

fn required_span(map: &Properties, name: &str, problems: &mut Vec<Diagnostic>, path: &str) -> Option<SimDuration> {
    let value = map.get(name);
    if value.is_absent() {
        problems.push(wrong(map, path, format!("\"{name}\" is missing"), "write it as a duration with its unit"));
        return None;
    }
    span(value, problems, &format!("{path}.{name}"))
}

fn ordered(
    at: &Properties,
    low: SimDuration,
    high: SimDuration,
    names: (&str, &str),
    problems: &mut Vec<Diagnostic>,
    path: &str,
) -> Option<()> {
    if low <= high {
        return Some(());
    }
    let message = format!("\"{}\" {low} is longer than \"{}\" {high}", names.0, names.1);
    problems.push(wrong(at, path, message, "swap them"));
    None
}

/// Reads the list of rules of `Fails` or `FailsRecords`.
pub fn fail_rules(value: &Properties, profile: Profile, problems: &mut Vec<Diagnostic>, path: &str) -> Vec<FailRule> {
    let rule = |(index, item): (usize, &Properties)| fail_rule(item, profile, problems, &format!("{path}.{index}"));
    value.items().iter().enumerate().filter_map(rule).collect()
}

/// Reads the list of rules of `InitFails`: an init sees no event, so that it has neither attempts nor anything to match.
pub fn init_fail_rules(value: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Vec<FailRule> {
    let mut rules = Vec::new();
    for (index, item) in value.items().iter().enumerate() {
        let path = format!("{path}.{index}");
        for (key, _) in item.entries().iter().filter(|(key, _)| ["FirstAttempts", "Match"].contains(&&*key.text)) {
            let message = format!("\"{}\" asks about an event, and an init sees none", key.text);
            let problem = Diagnostic::error("wrong-key", key.at, message).path(format!("{path}.{}", key.text));
            let hint = "use \"Always\", \"Probability\", \"From\" or \"Until\", or write the rule into \"Fails\"";
            problems.push(problem.hint(hint));
        }
        // Without patterns the era makes no difference.
        rules.extend(fail_rule(item, Profile::Aws2026, problems, &path));
    }
    rules
}

fn fail_rule(item: &Properties, profile: Profile, problems: &mut Vec<Diagnostic>, path: &str) -> Option<FailRule> {
    let conditions = ["Always", "Probability", "FirstAttempts", "From", "Until", "Match"];
    if !check_keys(item, &[&conditions[..], &["How", "After"]].concat(), problems, path) {
        return None;
    }
    let before = problems.len();
    if !conditions.iter().any(|name| !item.get(name).is_absent()) {
        let hint = "add one of \"Always\", \"Probability\", \"FirstAttempts\", \"From\", \"Until\" and \"Match\"";
        problems.push(wrong(item, path, "a rule of failure needs a condition", hint));
    }
    let at = |name: &str| format!("{path}.{name}");
    let instant = |name: &str, problems: &mut Vec<Diagnostic>| {
        span(item.get(name), problems, &at(name)).map(|span| SimTime::ZERO + span)
    };
    let never = flag(item.get("Always"), problems, &at("Always")) == Some(false);
    let rule = FailRule {
        probability: ratio(item.get("Probability"), problems, &at("Probability")).or(never.then_some(Ratio::NEVER)),
        first_attempts: whole(item.get("FirstAttempts"), problems, &at("FirstAttempts")),
        from: instant("From", problems),
        until: instant("Until", problems),
        matching: pattern(item.get("Match"), profile, problems, &at("Match")).map(Arc::new),
        how: failure(item.get("How"), problems, &at("How")),
        after: span(item.get("After"), problems, &at("After")),
    };
    check_window(item, (rule.from, rule.until), problems, path);
    (problems.len() == before).then_some(rule)
}

/// Reports a time that ends before it has begun.
pub fn check_window(
    item: &Properties,
    (from, until): (Option<SimTime>, Option<SimTime>),
    problems: &mut Vec<Diagnostic>,
    path: &str,
) {
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        let message = format!("\"Until\" {until} does not come after \"From\" {from}");
        problems.push(wrong(item.get("Until"), &format!("{path}.Until"), message, "swap them, or leave one out"));
    }
}

/// Reads an event pattern; absent is `None`.
pub fn pattern(value: &Properties, profile: Profile, problems: &mut Vec<Diagnostic>, path: &str) -> Option<Pattern> {
    if value.is_absent() {
        return None;
    }
    match Pattern::from_json(&value.json(), Dialect::EventBridge, profile) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            problems.push(wrong(value, path, error.message(), "write an event pattern, as in \"{ key: [value] }\""));
            None
        }
    }
}

/// Reads a part from 0 to 1, by its decimal text, to parts per 10⁹; absent is `None`.
pub fn ratio(value: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Option<Ratio> {
    if value.is_absent() {
        return None;
    }
    match value.number() {
        Some(number) if (0.0..=1.0).contains(&number) => Some(Ratio::from_fraction(number)),
        _ => {
            let message = format!("\"{}\" does not lie between 0 and 1", written(value));
            problems.push(wrong(value, path, message, "write 0.1 for one in ten"));
            None
        }
    }
}

/// Reads a whole number that is not negative; absent is `None`.
pub fn whole(value: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Option<u32> {
    if value.is_absent() {
        return None;
    }
    let number = value.integer().and_then(|number| u32::try_from(number).ok());
    if number.is_none() {
        problems.push(wrong(value, path, "a whole number from 0 was expected", "as in \"2\""));
    }
    number
}

/// Reads yes or no; absent is `None`.
pub fn flag(value: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Option<bool> {
    let flag = value.boolean();
    if flag.is_none() && !value.is_absent() {
        problems.push(wrong(
            value,
            path,
            format!("\"{}\" is neither true nor false", written(value)),
            "write true or false",
        ));
    }
    flag
}

/// Reads one of several words; absent is `None`.
pub fn word<'w>(value: &Properties, words: &[&'w str], problems: &mut Vec<Diagnostic>, path: &str) -> Option<&'w str> {
    let found = value.text().and_then(|text| words.iter().find(|word| **word == text).copied());
    if found.is_none() && !value.is_absent() {
        let text = written(value);
        let hint = match nearest(&text, words) {
            Some(word) => format!("did you mean \"{word}\"?"),
            None => format!("choose one of {}", words.join(", ")),
        };
        problems.push(wrong(value, path, format!("there is no \"{text}\" here"), hint));
    }
    found
}

/// Returns what was written, for messages.
#[must_use]
pub fn written(value: &Properties) -> String {
    match &value.value {
        Value::Text(text) | Value::Unresolved(text) => text.to_string(),
        _ => value.json().to_string(),
    }
}

fn failure(value: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Failure {
    match word(value, &["Error", "Timeout", "OutOfMemory", "Exit"], problems, path) {
        Some("Timeout") => Failure::Timeout,
        Some("OutOfMemory") => Failure::OutOfMemory,
        Some("Exit") => Failure::Exit,
        _ => Failure::Error,
    }
}

/// Pushes an error for every key of a map that is none of the known ones, with the name that was probably meant. Tells
/// whether there is a map at all, or nothing.
pub fn check_keys(map: &Properties, known: &[&str], problems: &mut Vec<Diagnostic>, path: &str) -> bool {
    if !is_map(map, problems, path, &format!("the keys here are {}", known.join(", "))) {
        return false;
    }
    for (key, _) in map.entries().iter().filter(|(key, _)| !known.contains(&&*key.text)) {
        let message = format!("there is no key \"{}\" in \"{path}\"", key.text);
        let mut problem = Diagnostic::error("unknown-key", key.at, message).path(format!("{path}.{}", key.text));
        problem = match nearest(&key.text, known) {
            Some(name) => problem.hint(format!("did you mean \"{name}\"?")),
            None => problem.hint(format!("the keys here are {}", known.join(", "))),
        };
        problems.push(problem);
    }
    true
}

/// Tells whether a value is a map or absent, and reports anything else.
pub fn is_map(value: &Properties, problems: &mut Vec<Diagnostic>, path: &str, hint: &str) -> bool {
    let is_map = matches!(value.value, Value::Null | Value::Map(_));
    if !is_map {
        problems.push(wrong(value, path, format!("\"{path}\" is no map"), hint));
    }
    is_map
}

/// Returns the known name that was probably meant.
#[must_use]
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let near = known.iter().map(|other| (distance(&wanted, &other.to_lowercase()), *other)).min()?;
    // A third of the letters may be wrong: more would suggest names that nobody meant.
    (near.0 <= (name.chars().count() / 3).max(1)).then_some(near.1)
}

/// Counts the letters to insert, delete, replace or swap to make one text of another (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

pub(super) fn wrong(at: &Properties, path: &str, message: impl Into<String>, hint: impl Into<String>) -> Diagnostic {
    Diagnostic::error("wrong-value", at.at, message).path(path).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn durations_are_texts_with_units() {
        for (text, nanos) in [
            ("250us", Some(250_000)),
            ("120ms", Some(120_000_000)),
            ("1m30s", Some(90_000_000_000)),
            ("0.5s", Some(500_000_000)),
            ("4d", Some(345_600_000_000_000)),
            ("2h", Some(7_200_000_000_000)),
            ("12", None),
            ("s", None),
            ("3 s", None),
            ("", None),
            ("1.s", None),
            ("99999999999999d", None),
        ] {
            assert_eq!(span_of(text).map(SimDuration::as_nanos), nanos, "{text}");
        }
    }

    #[test]
    fn a_number_without_a_unit_says_so() {
        let mut problems = Vec::new();
        assert_eq!(span(&Properties::generated(Value::Integer(120)), &mut problems, "Duration"), None);
        assert_eq!(problems[0].message, "the duration 120 has no unit");
        assert_eq!(problems[0].hint.as_deref(), Some("write \"120ms\" or \"120s\""));
    }

    #[test]
    fn an_unknown_key_names_the_one_that_was_meant() {
        let mut problems = Vec::new();
        let rule = Properties::of_json(&json!({ "Probabilty": 0.1 }));
        assert!(fail_rules(&rule, Profile::Aws2026, &mut problems, "Fails").is_empty());
        assert_eq!(problems[0].hint.as_deref(), Some("did you mean \"Probability\"?"));
        assert_eq!(nearest("Duratoin", &["Duration", "Response"]), Some("Duration"));
        assert_eq!(nearest("Colour", &["Duration", "Response"]), None);
    }

    #[test]
    fn laws_are_read_with_their_parts_in_order() {
        let mut problems = Vec::new();
        let uniform = |min: &str, max: &str| Properties::of_json(&json!({ "Uniform": { "Min": min, "Max": max } }));
        let read = law(&uniform("80ms", "200ms"), &mut problems, "Duration");
        let (min, max) = (SimDuration::from_millis(80), SimDuration::from_millis(200));
        assert_eq!(read, Some(Law::Drawn(Distribution::Uniform { min, max })));
        assert_eq!(law(&uniform("3s", "1s"), &mut problems, "Duration"), None);
        assert_eq!(problems[0].message, "\"Min\" 3 s is longer than \"Max\" 1 s");
    }
}
