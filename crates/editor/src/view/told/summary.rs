//! The end of a run in words and figures: what became of everything that was sent.

use super::outcome::Outcome;
use crate::runner::Runner;
use crate::scene::{Shape, Tone};
use crate::view::{SummaryRow, SummaryView};
use crate::words::{grouped, reason_text};
use aws::fact::What;
use aws::metrics::MetricId;
use aws::services::Service;
use kernel::NodeId;
use std::collections::BTreeMap;

/// Said where there are more messages than sends.
const COPIES_COUNT: &str =
    "Each copy counts: what a notification, a topic, a function or a destination passes on is a message of its own";

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
    rows.extend(tally.dropped.iter().map(|(reason, count)| {
        let outcome = Outcome::of(&What::Dropped { reason: *reason }).unwrap_or(Outcome::Lost);
        row(outcome.label(), *count, reason_text(*reason), outcome.look())
    }));
    let rest = [
        ("expired", tally.expired, "nobody took them within the retention period", (Tone::Error, Shape::Star)),
        ("filtered out", tally.filtered, "they matched no filter", (Tone::Quiet, Shape::Circle)),
        ("waiting", balance.waiting, "the run ended before their turn", (Tone::Polled, Shape::Circle)),
        ("under way", balance.in_flight, "the run ended while they were worked on", (Tone::Async, Shape::Circle)),
    ];
    rows.extend(rest.map(|(label, count, why, look)| row(label, count, why, look)));
    rows.retain(|row| row.count > 0);
    let lost = tally.dropped.iter().filter(|(reason, _)| reason.is_loss()).map(|(_, count)| count).sum::<u64>()
        + tally.expired;
    let headline = headline(
        runner,
        (tally.sent, tally.created),
        &[(lost, "lost"), (calls_failed, "answered with an error"), (balance.dead_lettered, "in a dead-letter queue")],
    );
    let counted = if tally.created > tally.sent { COPIES_COUNT } else { "" };
    SummaryView { headline: headline.into(), counted, rows }
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

fn headline(runner: &Runner, (sent, created): (u64, u64), bad: &[(u64, &str)]) -> String {
    let time = runner.playhead().sim;
    if created == 0 {
        return format!("Nothing was sent in {time}");
    }
    let bad: Vec<String> =
        bad.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{} {what}", grouped(*count))).collect();
    let ending = if bad.is_empty() { "nothing was lost".to_owned() } else { bad.join(", ") };
    let count = |count: u64, what: &str| format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" });
    let messages = count(created, "message");
    if created == sent {
        return format!("{messages} sent in {time}: {ending}");
    }
    format!("{} became {messages} in {time}: {ending}", count(sent, "send"))
}

/// Returns the queues that hold dead letters, with their number.
fn dead_letters(runner: &Runner) -> Vec<(String, u64)> {
    let world = runner.world();
    let nodes = (0..world.nodes().len() as u32).map(NodeId);
    let held = nodes.map(|node| (world.name(node).to_owned(), world.holding(node).dead_lettered.len() as u64));
    held.filter(|(_, count)| *count > 0).collect()
}
