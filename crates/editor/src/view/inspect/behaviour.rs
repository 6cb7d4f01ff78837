//! How the code of a function behaves: laws of durations, rules of failure, and the rest of its block.

use super::fields::{FieldView, NoticeView, SectionView, notices, section};
use super::former::Former;
use crate::chart::curve::{self, Curve};
use crate::chart::scale::span_text;
use crate::text::time_text;
use aws::behaviour::Law;
use aws::behaviour::form::{FIELDS, RULES};
use aws::behaviour::read::span_of;
use aws::service::properties::Properties;
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
    /// When it fails: the lists of rules.
    pub rules: Vec<FieldView>,
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

/// The laws with their words and their parts.
pub const LAWS: [(&str, &str, &[&str]); 5] = [
    ("Constant", "Always the same", &[""]),
    ("Uniform", "Evenly between two", &["Min", "Max"]),
    ("LogNormal", "Short, sometimes long", &["Median", "P99"]),
    ("Exponential", "Exponential", &["Mean"]),
    ("Sequence", "One after the other", &[""]),
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
    let own = behaviour(scenario, id);
    let around = surroundings(scenario, id, &own);
    let effects = descriptor_of("AWS::Lambda::Function").map_or(&[][..], |function| function.effects);
    let former = Former::of_behaviour(scenario, id, effects, &around);
    let rules = former.fields(block, "", RULES.iter().map(|(spec, _)| spec)).into_iter().zip(&RULES);
    let init_limit = SimDuration::from_secs(10);
    Some(BehaviourView {
        function: id.into(),
        duration: law("Duration", "Time in the handler", &laws.duration, DURATION_DEFAULT, config.timeout),
        init: law("InitDuration", "Time to start cold", &laws.init_duration, INIT_DEFAULT, init_limit),
        rules: rules.map(|(list, (_, title))| FieldView { label: (*title).into(), ..list }).collect(),
        more: section("More of its behaviour", true, former.fields(block, "", &FIELDS)),
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
                Some(span) => time_text::written(span.times(factor)).into(),
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
        let times = |tenths: u64| time_text::written(middle.times(tenths).divided_by(10));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn law(text: &str) -> LawView {
        let written = Properties::of_json(&serde_json::from_str(text).unwrap_or_else(|_| text.into()));
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
        let law = Properties::of_json(&json!({ "LogNormal": { "Median": "250us", "P99": "1m30s" } }));
        assert_eq!(law_text(&law, 10), r#"{"LogNormal":{"Median":"2500us","P99":"15m"}}"#);
        assert_eq!(law_text(&Properties::text_of("100ms"), 1), "100ms");
    }
}
