//! A pattern that looks below a text: the body of a message is text to the function that gets it, whatever is written
//! in it, so such a pattern never matches.

use crate::metadata::PATH;
use crate::scenario::Scenario;
use aws::diagnostics::Diagnostic;
use aws::service::properties::{Properties, Value};
use aws::services::descriptor_of;

/// A text in the events of a function, and who sends it.
struct Text<'a> {
    sender: &'a str,
    path: &'static [&'static str],
}

pub(super) fn check(scenario: &Scenario) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let block = &scenario.template.metadata;
    for (id, behaviour) in block.get("Functions").entries() {
        for (key, is_record) in [("Fails", false), ("FailsRecords", true)] {
            let path = format!("{PATH}.Functions.{}.{key}", id.text);
            check_rules(scenario, &id.text, (behaviour.get(key), is_record), &path, &mut found);
        }
    }
    for (index, entry) in block.get("Interventions").items().iter().enumerate() {
        if let (Some("SetFails"), Some(id)) = (entry.get("Do").text(), entry.get("On").text()) {
            let path = format!("{PATH}.Interventions.{index}.Value");
            check_rules(scenario, id, (entry.get("Value"), false), &path, &mut found);
        }
    }
    found
}

fn check_rules(
    scenario: &Scenario,
    function: &str,
    (rules, is_record): (&Properties, bool),
    path: &str,
    found: &mut Vec<Diagnostic>,
) {
    for (index, rule) in rules.items().iter().enumerate() {
        for text in texts(scenario, function) {
            let keys = match text.path {
                // A record is asked as it stands in "Records"; what has none is not asked.
                ["Records", rest @ ..] if is_record => rest,
                _ if is_record => continue,
                whole => whole,
            };
            if let Some(below) = below(rule.get("Match"), keys) {
                found.push(told(scenario, &text, below, format!("{path}.{index}.Match")));
            }
        }
    }
}

/// Returns the texts that are in the events of a function.
fn texts<'a>(scenario: &'a Scenario, function: &'a str) -> impl Iterator<Item = Text<'a>> {
    scenario.wires.iter().filter(move |wire| wire.to.as_deref() == Some(function)).filter_map(|wire| {
        let sender = wire.from.as_deref()?;
        let path = descriptor_of(&scenario.resource(sender)?.type_name)?.passes_on;
        wire.invocation.filter(|_| !path.is_empty()).map(|_| Text { sender, path })
    })
}

/// Returns the part of a pattern that stands below a path, where that is a map.
fn below<'p>(pattern: &'p Properties, path: &[&str]) -> Option<&'p Properties> {
    let [key, rest @ ..] = path else { return matches!(pattern.value, Value::Map(_)).then_some(pattern) };
    let inside = pattern.find(key).and_then(|inner| below(inner, rest));
    inside.or_else(|| pattern.get("$or").items().iter().find_map(|one| below(one, path)))
}

fn told(scenario: &Scenario, text: &Text<'_>, at: &Properties, path: String) -> Diagnostic {
    let key = text.path.last().unwrap_or(&"body");
    let message = format!("\"{key}\" is text in what \"{}\" passes on, so nothing below it ever matches", text.sender);
    let operator = if scenario.settings.profile.is_now() { "wildcard: \"*bad*\"" } else { "prefix: bad" };
    let hint = format!("ask the text itself, as in \"{key}: [ {{ {operator} }} ]\"");
    Diagnostic::warning("match-below-text", at.at, message).path(path).hint(hint)
}
