//! Metrics by the minute, one JSON object a line.

use super::report::{Report, number};
use crate::metadata::iso_from_unix_ms;
use aws::metrics::{MetricId, MinutePoint};
use aws::service::{MetricKind, MetricSpec};
use aws::stack::world::World;
use kernel::NodeId;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What the gauges of a stack stood at, at the end of each minute.
#[derive(Clone, Debug, Default)]
pub struct Gauges {
    minutes: Vec<BTreeMap<(NodeId, u8), u64>>,
}

impl Gauges {
    /// Reads them all at the end of a minute.
    pub fn read(&mut self, world: &World) {
        let nodes = (0..).zip(world.nodes()).map(|(n, _)| NodeId(n));
        let of_node =
            |node| world.holding(node).gauges.into_iter().map(move |(metric, value)| ((node, metric.0), value));
        self.minutes.push(nodes.flat_map(of_node).collect());
    }

    fn at(&self, minute: u32, node: NodeId, metric: MetricId) -> u64 {
        self.minutes.get(minute as usize).and_then(|gauges| gauges.get(&(node, metric.0))).copied().unwrap_or(0)
    }
}

const MINUTE_MS: u64 = 60_000;

/// Writes a line for each metric, node and minute; a gauge has what it stood at when the minute ended.
///
/// # Errors
/// If it cannot be written.
pub fn series(report: &Report<'_>, gauges: &Gauges, out: &mut impl Write) -> io::Result<()> {
    let minutes = report.world.now().as_nanos().div_ceil(MINUTE_MS * 1_000_000);
    let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
    for (node, name) in report.resources().chain(report.clients()) {
        let descriptor = report.world.nodes()[node.0 as usize].config.descriptor();
        for (n, spec) in (0..).zip(descriptor.metrics) {
            write_metric((report, gauges), out, (node, name), (MetricId(n), spec), minutes)?;
        }
    }
    Ok(())
}

fn write_metric(
    (report, gauges): (&Report<'_>, &Gauges),
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
            let mut all = 0..minutes;
            return all.try_for_each(|minute| line(minute, "value", json!(gauges.at(minute, node, id))));
        }
        MetricKind::Counter => None,
        MetricKind::Duration => Some(1_000.0),
        MetricKind::Level | MetricKind::Seconds => Some(1.0),
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
