//! The answer to "Why?": the rule that decided, the figures of the case, and what led to it.

use super::line;
use super::source::link;
use crate::runner::Runner;
use crate::view::{LogLine, WhyView};
use aws::fact::{Detail, Fact};
use aws::rules::Standing;
use kernel::{Record, RecordId};

/// How many causes are followed back.
const CAUSES_MAX: usize = 12;

/// Answers "Why?" of a record; `None` where it is no longer remembered.
#[must_use]
pub fn why(runner: &Runner, id: RecordId) -> Option<WhyView> {
    let record = runner.trace().record(id)?;
    let told = line(runner, record);
    let rule = record.fact.rule;
    let numbers = match runner.trace().detail(id) {
        Some(Detail::Said(text)) => text.clone(),
        _ => "".into(),
    };
    let causes = causes(runner, record);
    let without_rule = match causes.first() {
        Some(cause) => {
            format!("No rule of AWS decided this: it follows from what came before, {} {}", cause.node, cause.text)
        }
        None => "No rule of AWS decided this, and nothing led to it: here something begins".to_owned(),
    };
    Some(WhyView {
        what: format!("{} {}", told.node, told.text).into(),
        rule: rule.map_or(without_rule, |rule| rule.sentence.to_owned()).into(),
        rule_id: rule.map_or("", |rule| rule.id).into(),
        source: rule.map_or("", |rule| rule.source).into(),
        link: rule.and_then(|rule| link(rule.source)),
        assumed: rule.is_some_and(|rule| rule.standing == Standing::Assumed),
        numbers,
        message: told.message,
        at: told.at,
        causes,
    })
}

fn causes(runner: &Runner, record: &Record<Fact>) -> Vec<LogLine> {
    let mut lines = Vec::new();
    let mut cause = record.cause;
    while let Some(record) = runner.trace().record(cause).filter(|_| lines.len() < CAUSES_MAX) {
        lines.push(line(runner, record));
        cause = record.cause;
    }
    lines
}
