//! The report of a run for people: what was delivered, what was lost, and why.

use super::report::Report;
use aws::fact::DropReason;
use aws::metrics::MetricId;
use aws::service::MetricKind;
use kernel::NodeId;
use std::fmt::{self, Write};

/// Returns the report as text.
#[must_use]
pub fn text(report: &Report<'_>) -> String {
    let mut out = String::new();
    write_text(report, &mut out).expect("a string takes any text");
    out
}

fn write_text(report: &Report<'_>, out: &mut String) -> fmt::Result {
    let settings = report.world.settings();
    if let Some(title) = &report.scenario.title {
        writeln!(out, "{title}")?;
    }
    writeln!(out, "{} with seed {}, up to {}", settings.profile.name(), settings.seed, report.world.now())?;
    write_balance(report, out)?;
    write_traffic(report, out)?;
    for (node, name) in report.resources() {
        write_node(report, out, (node, name))?;
    }
    write_diagnostics(report, out)
}

fn write_balance(report: &Report<'_>, out: &mut String) -> fmt::Result {
    let balance = report.world.balance();
    let tally = &balance.tally;
    writeln!(out, "\nMessages")?;
    writeln!(out, "  {} came to be, copies included", tally.created)?;
    let mut line = |count: u64, words: &str| match count {
        0 => Ok(()),
        _ => writeln!(out, "  {count} {words}"),
    };
    line(tally.delivered, "were delivered")?;
    line(tally.filtered, "matched no filter")?;
    line(tally.expired, "expired: nobody took them within the retention period")?;
    for (reason, count) in &tally.dropped {
        line(*count, &format!("were lost: {}", in_words(*reason)))?;
    }
    line(balance.dead_lettered, "lie as dead letters")?;
    line(balance.waiting, "still wait")?;
    line(balance.in_flight, "are still being worked on or on their way")?;
    if !balance.is_balanced() {
        writeln!(out, "  the count does not add up: this is a defect of the simulation")?;
    }
    Ok(())
}

fn in_words(reason: DropReason) -> &'static str {
    match reason {
        DropReason::RetriesExhausted => "every try failed, and nobody takes the failures",
        DropReason::EventAgeExceeded => "they grew too old while they waited to be tried",
        DropReason::RetryAttemptsExhausted => "their batch failed as often as its mapping lets it",
        DropReason::RecordAgeExceeded => "they grew older than their mapping takes",
        DropReason::ZeroReservedConcurrency => "the function's reserved concurrency is zero",
        DropReason::DeadLetterError => "the dead-letter target did not take them",
        DropReason::DestinationDeliveryFailure => "a destination did not take them",
        DropReason::RecursiveInvocation => "a loop of invocations was stopped",
        DropReason::DeliveryFailed => "their endpoint refused them, and there is no dead-letter queue",
        DropReason::Purged => "the queue was purged",
        DropReason::Deduplicated => "the same deduplication id had come within five minutes",
        DropReason::Coalesced => "two writes of one instant became one notification",
        DropReason::Lost => "they were lost on the way",
        DropReason::Deleted => "what held them was deleted",
        DropReason::Rejected => "they were refused, and the caller gave up",
    }
}

fn write_traffic(report: &Report<'_>, out: &mut String) -> fmt::Result {
    for (node, name) in report.clients() {
        write!(out, "\nClient {name}\n")?;
        write_metrics(report, out, node)?;
        let statuses = report.statuses(node);
        let statuses: Vec<String> = statuses.iter().map(|(status, count)| format!("{count} x {status}")).collect();
        if !statuses.is_empty() {
            writeln!(out, "  answers: {}", statuses.join(", "))?;
        }
    }
    Ok(())
}

fn write_node(report: &Report<'_>, out: &mut String, (node, name): (NodeId, &str)) -> fmt::Result {
    let descriptor = report.world.nodes()[node.0 as usize].config.descriptor();
    write!(out, "\n{name} ({})\n", descriptor.title)?;
    write_metrics(report, out, node)
}

/// Writes the metrics that are not zero.
fn write_metrics(report: &Report<'_>, out: &mut String, node: NodeId) -> fmt::Result {
    let meter = report.world.meter(node);
    let holding = report.world.holding(node);
    let descriptor = report.world.nodes()[node.0 as usize].config.descriptor();
    for (n, spec) in (0..).zip(descriptor.metrics) {
        let id = MetricId(n);
        let (scale, unit) = match spec.kind {
            MetricKind::Counter | MetricKind::Gauge => {
                let value =
                    if spec.kind == MetricKind::Gauge { super::report::gauge(&holding, id) } else { meter.sum(id) };
                if value > 0 {
                    writeln!(out, "  {}: {value}", spec.name)?;
                }
                continue;
            }
            MetricKind::Duration => (1_000.0, " ms"),
            MetricKind::Level => (1.0, ""),
            MetricKind::Seconds => (1.0, " s"),
        };
        let Some(statistic) = meter.statistic(id).filter(|statistic| statistic.count() > 0) else { continue };
        let shown = |value: f64| format!("{:.1}{unit}", value / scale);
        writeln!(
            out,
            "  {}: average {}, half within {}, 99 % within {}, longest {}",
            spec.name,
            shown(statistic.mean()),
            shown(statistic.percentile(50.0) as f64),
            shown(statistic.percentile(99.0) as f64),
            shown(statistic.max() as f64),
        )?;
    }
    Ok(())
}

fn write_diagnostics(report: &Report<'_>, out: &mut String) -> fmt::Result {
    let mut diagnostics = report.diagnostics().peekable();
    if diagnostics.peek().is_some() {
        writeln!(out, "\nRemarks")?;
    }
    for diagnostic in diagnostics {
        let (at, is_laid_over) = report.scenario.place(diagnostic.at);
        let file = if is_laid_over { "of --with, " } else { "" };
        let line = if at.is_known() { format!("{file}line {}: ", at.line) } else { String::new() };
        writeln!(out, "  {}: {line}{}", diagnostic.severity.word(), diagnostic.message)?;
        if let Some(hint) = &diagnostic.hint {
            writeln!(out, "    {hint}")?;
        }
    }
    Ok(())
}
