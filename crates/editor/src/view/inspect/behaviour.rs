//! How the code of a function behaves: laws of durations, rules of failure, and the rest of its block.

use super::fields::{Entry, FieldView, IdleView, NoticeView, SectionView, Subject, json_text, notices, section};
use crate::chart::curve::{self, Curve};
use crate::chart::scale::span_text;
use crate::text::form::{self, Kind};
use aws::behaviour::Law;
use aws::behaviour::read::span_of;
use aws::service::idle;
use aws::service::properties::{Properties, Value};
use aws::services::{Config, descriptor_of};
use kernel::SimDuration;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use template::Scenario;
use template::fields::{behaviour, behaviour_path, surroundings};

/// How the code of a function behaves.
#[derive(Clone, Debug, PartialEq)]
pub struct BehaviourView {
    /// The function.
    pub function: Arc<str>,
    /// Time in the handler.
    pub duration: LawView,
    /// Time of the init phase of a cold start.
    pub init: LawView,
    /// When it fails: the lists of rules that do something here.
    pub rules: Vec<RulesView>,
    /// Everything else.
    pub more: SectionView,
}

/// A law of durations.
#[derive(Clone, Debug, PartialEq)]
pub struct LawView {
    /// Its key in the block: `Duration`.
    pub key: &'static str,
    /// What it is, in words.
    pub title: &'static str,
    /// Which law: one of [`LAWS`].
    pub kind: &'static str,
    /// Its parts with their durations, as text; the constant's has no name.
    pub parts: Vec<(&'static str, Arc<str>)>,
    /// Its curve.
    pub curve: Curve,
    /// What the curve says, in words.
    pub words: Arc<str>,
    /// Whether it was set.
    pub changed: bool,
    /// What is wrong with it.
    pub notices: Vec<NoticeView>,
}

/// A list of rules of failure.
#[derive(Clone, Debug, PartialEq)]
pub struct RulesView {
    /// Its key in the block: `Fails`.
    pub key: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// Its rules, the first that holds decides.
    pub rules: Vec<RuleView>,
    /// Why it does nothing here.
    pub idle: Option<IdleView>,
    /// Whether its rules see an event: those of an init do not.
    pub sees_events: bool,
}

/// A rule of failure.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleView {
    /// Its place in the list.
    pub index: usize,
    /// The rule in words.
    pub words: Arc<str>,
    /// The rule as JSON.
    pub json: Arc<str>,
    /// What is wrong with it.
    pub notices: Vec<NoticeView>,
}

/// The laws with their words and their parts.
pub const LAWS: [(&str, &str, &[&str]); 5] = [
    ("Constant", "Always the same", &[""]),
    ("Uniform", "Evenly between two", &["Min", "Max"]),
    ("LogNormal", "Short, sometimes long", &["Median", "P99"]),
    ("Exponential", "Exponential", &["Mean"]),
    ("Sequence", "One after the other", &[""]),
];

/// The ways in which code fails.
pub const FAILURES: [(&str, &str); 4] = [
    ("Error", "raises an error"),
    ("Timeout", "never returns"),
    ("OutOfMemory", "runs out of memory"),
    ("Exit", "ends its process"),
];

/// Rules to begin with: what a button says, and the rule.
pub const NEW_RULES: [(&str, &str, bool); 5] = [
    ("Some of all", r#"{"Probability":0.1}"#, false),
    ("First attempts", r#"{"FirstAttempts":2}"#, true),
    ("For a while", r#"{"From":"30s","Until":"1m"}"#, false),
    ("Matching events", r#"{"Match":{"Records":{"body":[{"prefix":"bad"}]}}}"#, true),
    ("All", r#"{"Always":true}"#, false),
];

const DURATION_DEFAULT: &str = "100ms";
const INIT_DEFAULT: &str = "250ms";

/// Returns how the code of a function behaves; `None` for anything else.
#[must_use]
pub fn of(scenario: &Scenario, id: &str) -> Option<BehaviourView> {
    let Some(Config::Lambda(config)) = &scenario.node(id)?.config else { return None };
    let block = scenario.template.metadata.get("Functions").get(id);
    let profile = scenario.settings.profile;
    let second = SimDuration::from_secs(1);
    let factor = config.with_cpu(second, profile).as_nanos() as f64 / second.as_nanos() as f64;
    let law = |key: &'static str, title, law: &Law, default: &str, limit| {
        let written = block.get(key);
        let text = if written.is_absent() { Properties::text_of(default) } else { written.clone() };
        let curve = curve::law(law, factor, limit);
        LawView {
            key,
            title,
            kind: kind_of(&text),
            parts: parts_of(&text),
            words: curve_words(&curve, limit).into(),
            curve,
            changed: !written.is_absent(),
            notices: notices(scenario, &format!("{}.{key}", behaviour_path(id))),
        }
    };
    let laws = &config.behaviour;
    let init_limit = SimDuration::from_secs(10);
    Some(BehaviourView {
        function: id.into(),
        duration: law("Duration", "Time in the handler", &laws.duration, DURATION_DEFAULT, config.timeout),
        init: law("InitDuration", "Time to start cold", &laws.init_duration, INIT_DEFAULT, init_limit),
        rules: rules(scenario, id, block),
        more: more(scenario, id, block),
    })
}

/// Returns what the template says of how long a function takes.
pub(super) fn duration_of(scenario: &Scenario, id: &str) -> Properties {
    let written = scenario.template.metadata.get("Functions").get(id).get("Duration");
    if written.is_absent() { Properties::text_of(DURATION_DEFAULT) } else { written.clone() }
}

/// Writes a law with all of its durations so many times as long.
pub(super) fn law_text(law: &Properties, factor: u64) -> String {
    fn stretched(value: &Json, factor: u64) -> Json {
        match value {
            Json::String(text) => match span_of(text) {
                Some(span) => exact_text(span.times(factor)).into(),
                None => value.clone(),
            },
            Json::Array(items) => items.iter().map(|item| stretched(item, factor)).collect(),
            Json::Object(map) => map.iter().map(|(key, value)| (key.clone(), stretched(value, factor))).collect(),
            other => other.clone(),
        }
    }
    match stretched(&law.json(), factor) {
        Json::String(text) => text,
        other => other.to_string(),
    }
}

/// Writes a span exactly, in the largest unit that it is a whole number of.
fn exact_text(span: SimDuration) -> String {
    const UNITS: [(u64, &str); 5] =
        [(3_600_000_000_000, "h"), (60_000_000_000, "m"), (1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us")];
    let nanos = span.as_nanos();
    let unit = UNITS.iter().find(|(unit, _)| nanos.is_multiple_of(*unit));
    unit.filter(|_| nanos > 0).map_or(format!("{nanos}ns"), |(unit, name)| format!("{}{name}", nanos / unit))
}

fn kind_of(law: &Properties) -> &'static str {
    let key = law.entries().first().map_or("Constant", |(key, _)| &*key.text);
    LAWS.iter().find(|(name, ..)| *name == key).map_or("Constant", |(name, ..)| *name)
}

fn parts_of(law: &Properties) -> Vec<(&'static str, Arc<str>)> {
    let kind = kind_of(law);
    let (.., names) = LAWS.iter().find(|(name, ..)| *name == kind).copied().unwrap_or(LAWS[0]);
    let inner = law.get(kind);
    let text = |name: &str| match (kind, name) {
        ("Constant", _) => law.scalar_text().unwrap_or_default(),
        ("Sequence", _) => {
            inner.items().iter().map(|item| item.scalar_text().unwrap_or_default()).collect::<Vec<_>>().join(", ")
        }
        (_, name) => inner.get(name).scalar_text().unwrap_or_default(),
    };
    names.iter().map(|name| (*name, text(name).into())).collect()
}

impl LawView {
    /// Returns the value that says this law with one part changed.
    #[must_use]
    pub fn with_part(&self, name: &str, text: &str) -> String {
        let parts = self.parts.iter().map(|(part, old)| (*part, if *part == name { text } else { &**old }));
        law_value(self.kind, &parts.collect::<Vec<_>>())
    }

    /// Returns the value that says another law about as long.
    #[must_use]
    pub fn as_kind(&self, kind: &str) -> String {
        let first = self.parts.first().map_or(DURATION_DEFAULT, |(_, text)| text);
        let first = first.split(',').next().unwrap_or(DURATION_DEFAULT).trim();
        let span = span_of(first).filter(|span| *span > SimDuration::ZERO).unwrap_or(SimDuration::from_millis(100));
        // An even law begins at its shortest, so that coming from there its middle is further on.
        let middle = if self.kind == "Uniform" { span.times(2) } else { span };
        let times = |tenths: u64| exact_text(middle.times(tenths).divided_by(10));
        match kind {
            "Uniform" => law_value(kind, &[("Min", &times(5)), ("Max", &times(15))]),
            "LogNormal" => law_value(kind, &[("Median", &times(10)), ("P99", &times(40))]),
            "Exponential" => law_value(kind, &[("Mean", &times(10))]),
            "Sequence" => law_value(kind, &[("", &format!("{}, {}", times(10), times(50)))]),
            _ => times(10),
        }
    }
}

fn law_value(kind: &str, parts: &[(&str, &str)]) -> String {
    let inner = match kind {
        "Constant" => return parts.first().map_or(String::new(), |(_, text)| text.trim().to_owned()),
        "Sequence" => {
            let listed = parts.first().map_or("", |(_, text)| text);
            listed.split(',').map(str::trim).filter(|text| !text.is_empty()).map(Json::from).collect()
        }
        _ => parts.iter().map(|(name, text)| ((*name).to_owned(), Json::from(text.trim()))).collect::<Json>(),
    };
    json!({ kind: inner }).to_string()
}

fn curve_words(curve: &Curve, limit: SimDuration) -> String {
    let marks: Vec<String> = curve.marks.iter().map(|mark| format!("{} {}", mark.name, mark.value)).collect();
    let limit = span_text(limit);
    let percent = crate::chart::scale::number_text(curve.beyond * 100.0);
    let cut = match curve.beyond {
        beyond if beyond >= 1.0 => format!("all of it is beyond the {limit} allowed"),
        beyond if beyond > 0.000_5 => format!("{percent} % take longer than the {limit} allowed"),
        _ => format!("within the {limit} allowed"),
    };
    marks.into_iter().chain([cut]).collect::<Vec<_>>().join(", ")
}

const LISTS: [(&str, &str, bool); 3] = [
    ("Fails", "When an invocation fails", true),
    ("FailsRecords", "When a record of a batch fails", true),
    ("InitFails", "When a cold start fails", false),
];

fn rules(scenario: &Scenario, id: &str, block: &Properties) -> Vec<RulesView> {
    let own = behaviour(scenario, id);
    let around = surroundings(scenario, id, &own);
    let effects = descriptor_of("AWS::Lambda::Function").map_or(&[][..], |function| function.effects);
    let list = |(key, title, sees_events): (&'static str, &'static str, bool)| {
        let path = format!("{}.{key}", behaviour_path(id));
        let rule = |(index, rule): (usize, &Properties)| RuleView {
            index,
            words: rule_words(rule).into(),
            json: rule.json().to_string().into(),
            notices: notices(scenario, &format!("{path}.{index}")),
        };
        RulesView {
            key,
            title,
            rules: block.get(key).items().iter().enumerate().map(rule).collect(),
            idle: idle(effects, &format!("Behaviour.{key}"), &around).map(IdleView::of),
            sees_events,
        }
    };
    LISTS.map(list).into()
}

/// Says a rule: `10 % of all raise an error`.
fn rule_words(rule: &Properties) -> String {
    let text = |key: &str| rule.get(key).scalar_text();
    let mut when = Vec::new();
    if let Some(part) = rule.get("Probability").number() {
        when.push(format!("{} % of all", crate::chart::scale::number_text(part * 100.0)));
    }
    match rule.get("FirstAttempts").integer() {
        Some(1) => when.push("the first attempt at each event".to_owned()),
        Some(count) => when.push(format!("the first {count} attempts at each event")),
        None => {}
    }
    if !rule.get("Match").is_absent() {
        when.push(format!("what matches {}", rule.get("Match").json()));
    }
    match (text("From"), text("Until")) {
        (Some(from), Some(until)) => when.push(format!("from {from} to {until}")),
        (Some(from), None) => when.push(format!("from {from} on")),
        (None, Some(until)) => when.push(format!("until {until}")),
        (None, None) => {}
    }
    let when = if when.is_empty() { "everything".to_owned() } else { when.join(", ") };
    let how = rule.get("How").text().unwrap_or("Error");
    let how = FAILURES.iter().find(|(name, _)| *name == how).map_or("fails", |(_, words)| *words);
    let after = text("After").map(|after| format!(" after {after}")).unwrap_or_default();
    let mut words = format!("{when}: {how}{after}");
    if let Some(first) = words.get(..1) {
        words.replace_range(..1, &first.to_uppercase());
    }
    words
}

/// Returns a rule, as JSON, with one of its keys changed. It always has a condition: everything, where no other is left.
#[must_use]
pub fn rule_with(json: &str, key: &str, text: &str) -> String {
    const CONDITIONS: [&str; 5] = ["Probability", "FirstAttempts", "From", "Until", "Match"];
    let kind = match key {
        "Probability" | "FirstAttempts" => Kind::Number,
        "Match" => Kind::Json,
        _ => Kind::Text,
    };
    let text = if key == "How" && text == "Error" { "" } else { text };
    let rule = form::with(json, key, kind, text);
    let has_condition = CONDITIONS.iter().any(|key| !form::get(&rule, key).is_empty());
    form::with(&rule, "Always", Kind::Flag, if has_condition { "" } else { "true" })
}

/// What else the block of a function says: key, how it is entered, default, help.
fn keys() -> [(&'static str, Entry, &'static str, &'static str); 8] {
    let whole = |unit| Entry::Number { unit, min: 0, max: i64::MAX };
    [
        ("Response", Entry::Json, "", "What a success returns: StatusCode, Headers and Body, or Payload, or Size."),
        ("Calls", Entry::Json, "", "What a successful invocation calls at its end: a list of To, Action and Input."),
        ("MemoryUsed", whole("MB"), "64", "Memory in use at the peak; above MemorySize the invocation dies."),
        ("CpuBound", Entry::Text, "0", "Part of the duration, 0 to 1, that shrinks as memory buys CPU."),
        ("ReferenceMemory", whole("MB"), "", "Memory at which the durations were measured; MemorySize unless set."),
        ("TmpUsed", whole("MB"), "0", "What each invocation leaves in /tmp."),
        ("IdleLifetime", Entry::Span, "", "How long an idle environment is kept; 6m today and 10m in 2020 unless set."),
        ("Edge", Entry::Json, "Forward", "What it does at a hook of a distribution: Forward, Respond or Change."),
    ]
}

fn more(scenario: &Scenario, id: &str, block: &Properties) -> SectionView {
    let own = behaviour(scenario, id);
    let around = surroundings(scenario, id, &own);
    let effects = descriptor_of("AWS::Lambda::Function").map_or(&[][..], |function| function.effects);
    let field = |(key, entry, default, help): (&'static str, Entry, &'static str, &'static str)| {
        let written = block.get(key);
        let path: Arc<str> = format!("{}.{key}", behaviour_path(id)).into();
        let text = match &written.value {
            Value::Map(_) | Value::List(_) => json_text(written),
            _ => written.scalar_text().unwrap_or_default(),
        };
        FieldView {
            of: Subject::Behaviour(id.into()),
            name: key.into(),
            label: "".into(),
            entry,
            value: if written.is_absent() { default.into() } else { text.into() },
            default: default.into(),
            help: help.into(),
            changed: !written.is_absent(),
            notices: notices(scenario, &path),
            idle: idle(effects, &format!("Behaviour.{key}"), &around).map(IdleView::of),
            path,
        }
    };
    section("More of its behaviour", true, keys().map(field).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn law(text: &str) -> LawView {
        let written = crate::build::properties_of(&serde_json::from_str(text).unwrap_or_else(|_| text.into()));
        LawView {
            key: "Duration",
            title: "",
            kind: kind_of(&written),
            parts: parts_of(&written),
            curve: Curve::default(),
            words: "".into(),
            changed: true,
            notices: Vec::new(),
        }
    }

    #[test]
    fn a_law_keeps_about_its_length_when_it_becomes_another() {
        let constant = law("120ms");
        for (kind, value) in [
            ("Constant", "120ms"),
            ("Uniform", r#"{"Uniform":{"Min":"60ms","Max":"180ms"}}"#),
            ("LogNormal", r#"{"LogNormal":{"Median":"120ms","P99":"480ms"}}"#),
            ("Exponential", r#"{"Exponential":{"Mean":"120ms"}}"#),
            ("Sequence", r#"{"Sequence":["120ms","600ms"]}"#),
        ] {
            assert_eq!(constant.as_kind(kind), value);
            let there = law(value);
            assert_eq!((there.kind, there.as_kind("Constant").as_str()), (kind, "120ms"));
        }
    }

    #[test]
    fn one_part_of_a_law_changes_alone() {
        let uniform = law(r#"{"Uniform":{"Min":"80ms","Max":"200ms"}}"#);
        assert_eq!(uniform.with_part("Max", "1s"), r#"{"Uniform":{"Min":"80ms","Max":"1s"}}"#);
        assert_eq!(law(r#"{"Sequence":["1s"]}"#).with_part("", "1s, 2s"), r#"{"Sequence":["1s","2s"]}"#);
        assert_eq!(law("1s").with_part("", "2"), "2");
    }

    #[test]
    fn a_law_is_stretched_in_all_of_its_parts() {
        let law = crate::build::properties_of(&json!({ "LogNormal": { "Median": "250us", "P99": "1m30s" } }));
        assert_eq!(law_text(&law, 10), r#"{"LogNormal":{"Median":"2500us","P99":"15m"}}"#);
        assert_eq!(law_text(&Properties::text_of("100ms"), 1), "100ms");
    }

    #[test]
    fn rules_are_said_in_words() {
        for (rule, words) in [
            (json!({ "Always": true }), "Everything: raises an error"),
            (json!({ "Probability": 0.1, "How": "Timeout" }), "10 % of all: never returns"),
            (
                json!({ "FirstAttempts": 2, "After": "20ms" }),
                "The first 2 attempts at each event: raises an error after 20ms",
            ),
            (json!({ "From": "1m", "Until": "2m" }), "From 1m to 2m: raises an error"),
        ] {
            assert_eq!(rule_words(&crate::build::properties_of(&rule)), words);
        }
    }

    #[test]
    fn a_rule_always_has_a_condition() {
        let rule = rule_with(r#"{"Probability":0.1}"#, "Probability", "");
        assert_eq!(form::get(&rule, "Always"), "true");
        let rule = rule_with(&rule, "FirstAttempts", "3");
        assert_eq!((form::get(&rule, "Always"), form::get(&rule, "FirstAttempts")), ("".into(), "3".into()));
    }
}
