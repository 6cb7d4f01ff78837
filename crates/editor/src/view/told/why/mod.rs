//! The answer to "Why?": what brought it about in this very case, the rule of AWS that decided, and what led to it.

mod tries;

use super::outcome::Outcome;
use super::source::link;
use super::{intervention, line, order};
use crate::runner::Runner;
use crate::text::time_text;
use crate::view::{DeedLine, WhyView};
use crate::words;
use aws::fact::{Detail, Fact, What};
use aws::rules::Standing;
use kernel::{MessageId, Record, RecordId};
use std::sync::Arc;
use tries::tries;
pub(in crate::view) use tries::{Ran, last_came_to};

/// How many causes are followed back.
const CAUSES_MAX: usize = 12;

/// Answers "Why?" of a record; `None` where it is no longer remembered.
#[must_use]
pub fn why(runner: &Runner, id: RecordId) -> Option<WhyView> {
    let record = runner.trace().record(id)?;
    let told = line(runner, record);
    let rule = record.fact.rule;
    let causes = causes(runner, record);
    // What came before is told as it happened: the first thing first, as the tries are.
    let in_order = causes.iter().rev().filter(|cause| !is_measurement(cause));
    let led_to_it = in_order.map(|cause| line(runner, cause)).collect();
    let without_rule = match causes.first() {
        Some(cause) => {
            let cause = line(runner, cause);
            format!("No rule of AWS decided this: it follows from what came before, {} {}", cause.node, cause.text)
        }
        None => "No rule of AWS decided this, and nothing led to it: here something begins".to_owned(),
    };
    let tries = tries(runner, record);
    let (numbers, deed) = if tries.lines.is_empty() {
        behind(runner, record, &causes)
    } else {
        let (own, deed) = said(runner, record).unwrap_or_default();
        (joined(own, &tries.summary), if tries.deed == RecordId::NONE { deed } else { tries.deed })
    };
    Some(WhyView {
        what: format!("{} {}", told.node, told.text).into(),
        rule: rule.map_or(without_rule, |rule| rule.sentence.to_owned()).into(),
        rule_id: rule.map_or("", |rule| rule.id).into(),
        source: rule.map_or("", |rule| rule.source).into(),
        link: rule.and_then(|rule| link(rule.source)),
        assumed: rule.is_some_and(|rule| rule.standing == Standing::Assumed),
        numbers,
        tries: tries.lines,
        deed: deed_line(runner, deed),
        message: told.message,
        at: told.at,
        causes: led_to_it,
    })
}

/// Says two things one after the other, as far as there are two.
fn joined(first: Arc<str>, second: &str) -> Arc<str> {
    match (first.is_empty(), second.is_empty()) {
        (_, true) => first,
        (true, false) => second.into(),
        (false, false) => format!("{first}. {second}").into(),
    }
}

fn causes<'a>(runner: &'a Runner, record: &Record<Fact>) -> Vec<&'a Record<Fact>> {
    let before = |cause: RecordId| runner.trace().record(cause);
    std::iter::successors(before(record.cause), |record| before(record.cause)).take(CAUSES_MAX).collect()
}

/// Tells whether a record only measures: it stands between what led to something, and led to nothing.
fn is_measurement(record: &Record<Fact>) -> bool {
    record.fact.message == MessageId::NONE && matches!(record.fact.what, What::Noted { .. })
}

/// Returns what is said of a record, and what was done from outside that is behind it: of what went wrong or waits for
/// another try that may be said of an earlier record, up to where the work began.
fn behind(runner: &Runner, record: &Record<Fact>, causes: &[&Record<Fact>]) -> (Arc<str>, RecordId) {
    if let Some((text, deed)) = said(runner, record) {
        return (text, deed);
    }
    let is_bad = !matches!(Outcome::of(&record.fact.what), None | Some(Outcome::Ok));
    let begins = |record: &Record<Fact>| {
        matches!(record.fact.what, What::InvocationStarted { .. } | What::Received { .. } | What::Sent { .. })
    };
    let work = causes.iter().take_while(|cause| is_bad && !begins(cause));
    let earlier = work.into_iter().find_map(|cause| Some((cause, said(runner, cause)?)));
    match earlier {
        Some((cause, (text, deed))) => {
            let told = line(runner, cause);
            (format!("{} {}. {text}", told.node, told.text).into(), deed)
        }
        None => ("".into(), RecordId::NONE),
    }
}

fn said(runner: &Runner, record: &Record<Fact>) -> Option<(Arc<str>, RecordId)> {
    match runner.trace().detail(record.id)? {
        Detail::Said { text, deed } if !text.is_empty() => Some((text.clone(), *deed)),
        Detail::Said { .. } | Detail::Content { .. } | Detail::Batch { .. } => None,
    }
}

fn deed_line(runner: &Runner, deed: RecordId) -> Option<DeedLine> {
    let record = runner.trace().record(deed)?;
    let planned = intervention(runner, record)?;
    let who = if runner.by_hand.contains(&planned.at) { "You" } else { "The template" };
    let did = words::done(&planned.intervention, runner.world().name(record.node));
    let order = words::capital(&order(runner, planned));
    let text = format!("{who} {did} at {} ({order})", time_text::instant(record.at)).into();
    Some(DeedLine { record: deed, at: record.at, text })
}
