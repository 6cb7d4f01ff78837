//! Metrics by the minute, one JSON object a line.

use super::report::{Report, gauge, number};
use crate::metadata::iso_from_unix_ms;
use aws::metrics::{MetricId, MinutePoint};
use aws::service::{MetricKind, MetricSpec};
use kernel::NodeId;
use serde_json::{Value, json};
use std::io::{self, Write};

const MINUTE_MS: u64 = 60_000;

/// Writes a line for each metric, node and minute; a gauge has one, at the end of the run.
///
/// # Errors
/// If it cannot be written.
pub fn series(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let minutes = report.world.now().as_nanos().div_ceil(MINUTE_MS * 1_000_000);
    let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
    for (node, name) in report.resources().chain(report.clients()) {
        let descriptor = report.world.nodes()[node.0 as usize].config.descriptor();
        for (n, spec) in (0..).zip(descriptor.metrics) {
            write_metric(report, out, (node, name), (MetricId(n), spec), minutes)?;
        }
    }
    Ok(())
}

fn write_metric(
    report: &Report<'_>,
    out: &mut impl Write,
    (node, name): (NodeId, &str),
    (id, spec): (MetricId, &MetricSpec),
    minutes: u32,
) -> io::Result<()> {
    let start = report.world.settings().start_unix_ms;
    let mut line = |minute: u32, key: &str, value: Value| {
        let at = iso_from_unix_ms(start + u64::from(minute) * MINUTE_MS);
        writeln!(out, "{}", json!({ "metric": spec.name, "node": name, "at": at, key: value }))
    };
    let scale = match spec.kind {
        MetricKind::Gauge => {
            let value = gauge(&report.world.holding(node), id);
            return line(minutes.saturating_sub(1), "value", json!(value));
        }
        MetricKind::Counter => None,
        MetricKind::Duration => Some(1_000.0),
        MetricKind::Level => Some(1.0),
    };
    let mut points = report.world.meter(node).minutes(id).peekable();
    for minute in 0..minutes {
        let point = points.next_if(|point| point.minute == minute).unwrap_or_default();
        match scale {
            None => line(minute, "value", json!(point.sum))?,
            Some(scale) => line(minute, "statistics", statistics(&point, scale))?,
        }
    }
    Ok(())
}

fn statistics(point: &MinutePoint, scale: f64) -> Value {
    let average = if point.count == 0 { 0.0 } else { point.sum as f64 / point.count as f64 };
    json!({
        "SampleCount": point.count,
        "Sum": number(point.sum as f64 / scale),
        "Minimum": number(point.min as f64 / scale),
        "Average": number(average / scale),
        "Maximum": number(point.max as f64 / scale),
    })
}
