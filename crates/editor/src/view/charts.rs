//! The metrics of a node over time, under CloudWatch's names, up to the playhead.

use crate::chart::series::{Chart, Line, regroup};
use crate::runner::Runner;
use crate::runner::chronicle::LADDER;
use crate::view::inspect::figure_text;
use aws::metrics::{MetricId, MinutePoint, Spread};
use aws::service::{MetricKind, MetricSpec};
use kernel::{NodeId, SimDuration, SimTime};
use std::sync::Arc;

/// How many periods a chart shows at most: about what its width can tell apart.
const SHOWN_MAX: u64 = 160;

/// How the account's concurrency is divided.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pool {
    /// The account's limit.
    pub limit: u32,
    /// What is reserved for functions, all together.
    pub reserved: u32,
    /// What functions without reservation may have together.
    pub unreserved: u32,
    /// What of it runs now.
    pub running: u32,
    /// The concurrency of every function over time.
    pub chart: Chart,
}

/// The charts of a node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Charts {
    /// How long a period is, in words.
    pub period: Arc<str>,
    /// Metrics with anything to show, then those without.
    pub charts: Vec<Chart>,
    /// The names of metrics that have had nothing so far.
    pub quiet: Vec<&'static str>,
    /// The account's pool, for a function.
    pub pool: Option<Pool>,
}

/// From so many milliseconds on a chart is in seconds.
const MILLIS_MAX: f64 = 10_000.0;

/// Periods as they are shown: some of those that are counted, put together.
#[derive(Clone, Copy)]
struct Periods {
    /// How many counted ones make one.
    factor: u32,
    /// How many there are at the playhead, those only that are over.
    count: usize,
    length: SimDuration,
    end: SimTime,
}

/// Makes the charts of a node.
#[must_use]
pub fn charts(runner: &Runner, node: NodeId) -> Charts {
    let periods = Periods::new(runner);
    let spec = &runner.world().nodes()[node.0 as usize];
    let metrics = spec.config.descriptor().metrics;
    // What a node holds is costly to ask for, so it is asked for once.
    let has_gauges = metrics.iter().any(|spec| spec.kind == MetricKind::Gauge);
    let gauges = if has_gauges { runner.world().holding(node).gauges } else { Vec::new() };
    let all = (0..).zip(metrics).map(|(n, spec)| {
        let metric = MetricId(n);
        let gauge = gauges.iter().find(|(found, _)| *found == metric).map(|(_, value)| *value);
        let total = figure_text(spec.kind, runner.world().meter(node), metric, gauge).into();
        Chart { total, ..chart(runner, periods, (node, metric), spec) }
    });
    let (loud, quiet): (Vec<Chart>, Vec<Chart>) = all.partition(has_something);
    let name = |chart: &Chart| metrics.iter().find(|spec| *spec.name == *chart.title).map(|spec| spec.name);
    Charts {
        period: format!("Each point stands for {}", periods.length).into(),
        charts: loud,
        quiet: quiet.iter().filter_map(name).collect(),
        pool: spec.config.descriptor().is_invoked().then(|| pool(runner, periods)),
    }
}

fn has_something(chart: &Chart) -> bool {
    chart.lines.iter().flat_map(|line| line.values.iter().flatten()).any(|value| *value > 0.0)
}

impl Periods {
    fn new(runner: &Runner) -> Self {
        let counted = runner.chronicle().period();
        let run = runner.end().as_nanos();
        let fits = |seconds: &&u64| {
            let length = **seconds * 1_000_000_000;
            length >= counted.as_nanos() && run.div_ceil(length) <= SHOWN_MAX
        };
        let length = SimDuration::from_secs(*LADDER.iter().find(fits).unwrap_or(&LADDER[LADDER.len() - 1]));
        let factor = u32::try_from(length.as_nanos() / counted.as_nanos().max(1)).unwrap_or(1).max(1);
        let now = runner.playhead().sim.as_nanos();
        // The last one of a run may be shorter than the others.
        let over = if runner.has_ended() { now.div_ceil(length.as_nanos()) } else { now / length.as_nanos() };
        Self { factor, count: usize::try_from(over).unwrap_or(usize::MAX), length, end: runner.end() }
    }

    fn chart(&self, spec: &MetricSpec, unit: &'static str, lines: Vec<Line>) -> Chart {
        let (title, period, end) = (spec.name.into(), self.length, self.end);
        Chart { title, help: spec.help, unit, total: "".into(), period, end, lines, limit: None }
    }
}

fn chart(runner: &Runner, periods: Periods, (node, metric): (NodeId, MetricId), spec: &MetricSpec) -> Chart {
    let line = |name: &str, values: Vec<Option<f64>>| Line { name: name.into(), values };
    match spec.kind {
        MetricKind::Counter => {
            let sums = values(runner, periods, (node, metric), |point, _| point.sum as f64);
            // Nothing counted is a count of nothing.
            let sums = sums.into_iter().map(|value| Some(value.unwrap_or(0.0))).collect();
            periods.chart(spec, "", vec![line("Sum", sums)])
        }
        MetricKind::Gauge => periods.chart(spec, "", vec![line("At the end", gauge(runner, periods, node, metric))]),
        MetricKind::Level => periods.chart(spec, "", vec![line("Maximum", level(runner, periods, node, metric))]),
        MetricKind::Seconds => periods.chart(spec, "s", vec![line("Maximum", level(runner, periods, node, metric))]),
        MetricKind::Duration => {
            let of = |read: fn(&MinutePoint, &Spread) -> f64| {
                let micros = values(runner, periods, (node, metric), read);
                micros.into_iter().map(|value| value.map(|micros| micros / 1_000.0)).collect()
            };
            let lines = vec![
                line("p50", of(|_, spread| spread.percentile(50.0))),
                line("p95", of(|_, spread| spread.percentile(95.0))),
                line("p99", of(|_, spread| spread.percentile(99.0))),
                line("Maximum", of(|point, _| point.max as f64)),
                line("Average", of(|point, _| point.sum as f64 / point.count.max(1) as f64)),
            ];
            in_seconds_where_long(periods.chart(spec, "ms", lines))
        }
    }
}

/// Turns milliseconds into seconds where they grow long.
fn in_seconds_where_long(mut chart: Chart) -> Chart {
    let largest = chart.lines.iter().flat_map(|line| line.values.iter().flatten()).copied().fold(0.0, f64::max);
    if largest >= MILLIS_MAX {
        chart.unit = "s";
        chart.lines.iter_mut().flat_map(|line| line.values.iter_mut().flatten()).for_each(|value| *value /= 1_000.0);
    }
    chart
}

/// Reads a metric in each period that is over.
fn values(
    runner: &Runner,
    periods: Periods,
    (node, metric): (NodeId, MetricId),
    read: impl Fn(&MinutePoint, &Spread) -> f64,
) -> Vec<Option<f64>> {
    let mut values = vec![None; periods.count];
    let Some(meter) = runner.chronicle().meter(node) else { return values };
    for (point, spread) in regroup(meter.periods(metric), periods.factor) {
        if let Some(value) = values.get_mut(point.minute as usize) {
            *value = Some(read(&point, &spread));
        }
    }
    values
}

/// Reads a level, which stays where it is while nothing changes it.
fn level(runner: &Runner, periods: Periods, node: NodeId, metric: MetricId) -> Vec<Option<f64>> {
    let most = values(runner, periods, (node, metric), |point, _| point.max as f64);
    let ends = values(runner, periods, (node, metric), |point, _| point.level as f64);
    let is_kept = ends.iter().flatten().any(|level| *level > 0.0);
    let mut standing = is_kept.then_some(0.0);
    let stays = |(most, end): (Option<f64>, Option<f64>)| {
        let value = most.or(standing);
        standing = if is_kept { end.or(standing) } else { None };
        value
    };
    most.into_iter().zip(ends).map(stays).collect()
}

fn gauge(runner: &Runner, periods: Periods, node: NodeId, metric: MetricId) -> Vec<Option<f64>> {
    let ends = runner.chronicle().gauge(node, metric).chunks(periods.factor as usize);
    ends.take(periods.count).map(|chunk| chunk.last().map(|value| *value as f64)).collect()
}

/// Divides the account's concurrency.
fn pool(runner: &Runner, periods: Periods) -> Pool {
    let account = &runner.world().shared().account;
    let nodes = (0..).map(NodeId).zip(runner.world().nodes());
    let functions = nodes.filter(|(_, spec)| spec.config.descriptor().is_invoked());
    let concurrency = functions.filter_map(|(node, spec)| {
        let metrics = spec.config.descriptor().metrics;
        let (n, _) = (0..).zip(metrics).find(|(_, metric)| metric.name == "ConcurrentExecutions")?;
        Some(Line { name: spec.name.clone(), values: level(runner, periods, node, MetricId(n)) })
    });
    let chart = Chart {
        title: "ConcurrentExecutions of the account".into(),
        help: "Requests that each function served at one instant, at most, against the account's limit.",
        unit: "",
        total: "".into(),
        period: periods.length,
        end: periods.end,
        lines: concurrency.collect(),
        limit: Some(f64::from(account.limit)),
    };
    Pool {
        limit: account.limit,
        reserved: account.reserved,
        unreserved: account.unreserved_limit(),
        running: account.unreserved_running,
        chart,
    }
}
