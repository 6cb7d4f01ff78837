//! The views of what happened: log, "Why?", the life of a message, the end of a run.

use super::{LogLine, Marker, StoryView, SummaryRow, SummaryView, WhyView};
use crate::runner::Runner;
use crate::runner::milestones::Milestone;
use crate::scene::{Shape, Tone};
use crate::words::{self, grouped, reason_text};
use aws::fact::{Detail, Fact, What};
use aws::metrics::MetricId;
use aws::payload::Payload;
use aws::rules::Standing;
use aws::services::Service;
use kernel::{MessageId, NodeId, Record, RecordId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many causes "Why?" follows back.
const CAUSES_MAX: usize = 12;
/// How many steps of a message's life are told.
const STORY_MAX: usize = 400;
/// How many records are looked through for a line of the log.
const LOOKED_THROUGH: usize = 60_000;

/// Tells a record as a line.
#[must_use]
pub fn line(runner: &Runner, record: &Record<Fact>) -> LogLine {
    let name = |node: NodeId| runner.world().name(node).to_owned();
    let said = words::tell(&record.fact.what, record.at, &name);
    LogLine {
        record: record.id,
        at: record.at,
        node: name(record.node).into(),
        message: (record.fact.message != MessageId::NONE).then_some(record.fact.message),
        text: said.text.into(),
        tone: said.tone,
        shape: said.shape,
        has_rule: record.fact.rule.is_some(),
    }
}

/// Returns the last lines up to the playhead, the newest last. An empty filter shows all.
#[must_use]
pub fn log(runner: &Runner, filter: &str, lines_max: usize) -> Vec<LogLine> {
    let wanted = filter.to_lowercase();
    let mut lines: Vec<LogLine> = runner
        .past()
        .take(LOOKED_THROUGH)
        .filter(|record| words::is_told(&record.fact))
        .map(|record| line(runner, record))
        .filter(|line| wanted.is_empty() || mentions(line, &wanted))
        .take(lines_max)
        .collect();
    lines.reverse();
    lines
}

fn mentions(line: &LogLine, wanted: &str) -> bool {
    let message = line.message.map(|message| format!("m{}", message.0)).unwrap_or_default();
    message == wanted || line.node.to_lowercase().contains(wanted) || line.text.to_lowercase().contains(wanted)
}

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
    Some(WhyView {
        what: format!("{} {}", told.node, told.text).into(),
        rule: rule.map_or("no rule of AWS decided this: it follows from what came before", |rule| rule.sentence).into(),
        rule_id: rule.map_or("", |rule| rule.id).into(),
        source: rule.map_or("", |rule| rule.source).into(),
        assumed: rule.is_some_and(|rule| rule.standing == Standing::Assumed),
        numbers,
        causes: causes(runner, record),
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

/// Tells the life of a message up to the playhead.
#[must_use]
pub fn story(runner: &Runner, message: MessageId) -> StoryView {
    let concerns = |record: &&Record<Fact>| record.fact.message == message || batch_has(runner, record.id, message);
    let mut records: Vec<&Record<Fact>> = runner.past().filter(concerns).take(STORY_MAX).collect();
    records.reverse();
    // An answer is what somebody else sent, and often nothing at all.
    let asked = records.iter().rev().filter(|record| !matches!(record.fact.what, What::Answered { .. }));
    let content = asked.filter_map(|record| payload(runner, record.id)).find(|payload| !payload.json().is_null());
    StoryView {
        title: format!("m{}", message.0).into(),
        lines: records.iter().map(|record| line(runner, record)).collect(),
        contents: content.map(unwrapped).unwrap_or_default(),
    }
}

fn batch_has(runner: &Runner, record: RecordId, message: MessageId) -> bool {
    matches!(runner.trace().detail(record), Some(Detail::Batch { messages, .. }) if messages.contains(&message))
}

fn payload(runner: &Runner, record: RecordId) -> Option<Payload> {
    match runner.trace().detail(record)? {
        Detail::Content { payload, .. } | Detail::Batch { payload, .. } => Some(payload.clone()),
        Detail::Said(_) => None,
    }
}

/// Returns a payload and what it wraps, the outermost first.
fn unwrapped(payload: Payload) -> Vec<(Arc<str>, Arc<str>)> {
    /// Envelopes nest a few deep; more would be a document that wraps itself.
    const DEPTH_MAX: usize = 16;
    let mut contents = Vec::new();
    let mut next = Some(payload);
    while let Some(payload) = next.filter(|_| contents.len() < DEPTH_MAX) {
        let json = serde_json::to_string_pretty(&payload.json()).unwrap_or_else(|_| payload.text());
        contents.push((payload.title().into(), json.into()));
        next = payload.inner().cloned();
    }
    contents
}

/// Returns the marks on the timeline.
#[must_use]
pub fn markers(runner: &Runner) -> Vec<Marker> {
    let marker = |(kind, _, at): &(Milestone, RecordId, kernel::SimTime)| {
        let (label, tone, shape) = match kind {
            Milestone::Error => ("First error", Tone::Error, Shape::Star),
            Milestone::Throttle => ("First throttle", Tone::Throttled, Shape::Triangle),
            Milestone::Retry => ("First retry", Tone::Async, Shape::Circle),
            Milestone::DeadLetter => ("First dead letter", Tone::Dead, Shape::Square),
            Milestone::Drop => ("First loss", Tone::Error, Shape::Star),
            Milestone::Intervention => ("Intervention", Tone::Accent, Shape::Diamond),
        };
        Marker { at: *at, label: label.into(), tone, shape }
    };
    runner.milestones().list().iter().map(marker).collect()
}

/// Tells the end of a run in words and figures.
#[must_use]
pub fn summary(runner: &Runner) -> SummaryView {
    let balance = runner.world().balance();
    let tally = &balance.tally;
    let failed = failed_calls(runner);
    let calls_failed: u64 = failed.values().sum();
    // A call that was refused has its final answer, so the balance counts it as delivered; to a person it is not.
    let served = tally.delivered.saturating_sub(calls_failed);
    let mut rows = vec![row("delivered", served, "", (Tone::Success, Shape::Circle))];
    rows.extend(failed.iter().map(|(status, count)| failed_row(*status, *count)));
    rows.extend(dead_letters(runner).into_iter().map(|(queue, count)| {
        let why = "every receive or try that its source allows was used up";
        row(&format!("dead-lettered in {queue}"), count, why, (Tone::Dead, Shape::Square))
    }));
    let lost = tally.dropped.iter();
    rows.extend(lost.map(|(reason, count)| row("lost", *count, reason_text(*reason), (Tone::Error, Shape::Star))));
    let rest = [
        ("expired", tally.expired, "nobody took them within the retention period", (Tone::Error, Shape::Star)),
        ("filtered out", tally.filtered, "they matched no filter", (Tone::Quiet, Shape::Circle)),
        ("waiting", balance.waiting, "the run ended before their turn", (Tone::Polled, Shape::Circle)),
        ("under way", balance.in_flight, "the run ended while they were worked on", (Tone::Async, Shape::Circle)),
    ];
    rows.extend(rest.map(|(label, count, why, look)| row(label, count, why, look)));
    rows.retain(|row| row.count > 0);
    let lost: u64 = tally.dropped.values().sum::<u64>() + tally.expired;
    let headline = headline(
        runner,
        tally.created,
        &[(lost, "lost"), (calls_failed, "answered with an error"), (balance.dead_lettered, "in a dead-letter queue")],
    );
    SummaryView { headline: headline.into(), rows }
}

fn row(label: &str, count: u64, why: &str, (tone, shape): (Tone, Shape)) -> SummaryRow {
    SummaryRow { label: label.into(), count, why: why.into(), tone, shape }
}

/// Returns how many sends of clients ended in an error, by status; 0 is a client that gave up waiting.
fn failed_calls(runner: &Runner) -> BTreeMap<u16, u64> {
    let world = runner.world();
    let mut failed = BTreeMap::new();
    for node in (0..world.nodes().len() as u32).map(NodeId) {
        if let Service::Traffic(source) = world.model(node) {
            let statuses = source.status_counts();
            for (status, count) in statuses.into_iter().filter(|(status, _)| !(200..400).contains(status)) {
                *failed.entry(status).or_default() += count;
            }
            *failed.entry(200).or_default() += function_errors(runner, node);
        }
    }
    failed
}

/// Returns how many calls of a client were served by code that failed: their status is 200 all the same (SYNC-03).
fn function_errors(runner: &Runner, client: NodeId) -> u64 {
    let metrics = runner.world().nodes()[client.0 as usize].config.descriptor().metrics;
    let place =
        (0..).zip(metrics).find(|(_, metric)| metric.name == "FunctionErrors").map(|(place, _)| MetricId(place));
    place.map_or(0, |metric| runner.world().meter(client).sum(metric))
}

fn failed_row(status: u16, count: u64) -> SummaryRow {
    match status {
        0 => row("given up", count, "the client waited no longer", (Tone::Error, Shape::Star)),
        429 => {
            row("refused with 429", count, "there was no concurrency left for them", (Tone::Throttled, Shape::Triangle))
        }
        status => row(&format!("answered with {status}"), count, "", (Tone::Error, Shape::Star)),
    }
}

fn headline(runner: &Runner, created: u64, bad: &[(u64, &str)]) -> String {
    let time = runner.playhead().sim;
    if created == 0 {
        return format!("Nothing was sent in {time}");
    }
    let bad: Vec<String> =
        bad.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{} {what}", grouped(*count))).collect();
    let ending = if bad.is_empty() { "nothing was lost".to_owned() } else { bad.join(", ") };
    format!("{} messages in {time}: {ending}", grouped(created))
}

/// Returns the queues that hold dead letters, with their number.
fn dead_letters(runner: &Runner) -> Vec<(String, u64)> {
    let world = runner.world();
    let nodes = (0..world.nodes().len() as u32).map(NodeId);
    let held = nodes.map(|node| (world.name(node).to_owned(), world.holding(node).dead_lettered.len() as u64));
    held.filter(|(_, count)| *count > 0).collect()
}

/// Returns the state of a node in words.
#[must_use]
pub fn status(runner: &Runner, node: NodeId) -> String {
    crate::scene::body::in_words(&runner.world().snapshot(node))
}
