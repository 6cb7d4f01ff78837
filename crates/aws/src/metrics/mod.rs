//! CloudWatch metrics, folded from facts as they happen.
//!
//! Counters are sums, statistics are histograms whose percentiles are exact to 0.1 %. Both are dense arrays by
//! position in the service's [`MetricSpec`](crate::service::MetricSpec) list; minutes are kept for charts.

mod spread;

pub use spread::Spread;
use std::sync::Arc;

/// A metric's position in its service's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricId(pub u8);

/// The metrics of one node.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    series: Vec<Series>,
    /// The minute of the run that is being counted -- internal state.
    minute: u32,
}

#[derive(Clone, Debug, Default)]
struct Series {
    total: Total,
    /// Where a level stands now -- internal state.
    level: u64,
    /// Whether nothing is counted.
    is_mute: bool,
    /// The present minute -- internal state.
    open: MinutePoint,
    closed: Vec<MinutePoint>,
    /// How the samples of each period are spread, where that is kept: those of the closed ones, then the present one's.
    spreads: Option<Vec<Spread>>,
}

#[derive(Clone, Debug)]
enum Total {
    Sum(u64),
    Statistic(Box<Statistic>),
}

impl Default for Total {
    fn default() -> Self {
        Self::Sum(0)
    }
}

/// What happened to a metric in one minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MinutePoint {
    /// The minute of the run, from 0.
    pub minute: u32,
    /// How many samples or counts.
    pub count: u64,
    /// Their sum.
    pub sum: u64,
    /// The smallest sample.
    pub min: u64,
    /// The largest sample.
    pub max: u64,
    /// Where a level stood at the end; 0 for anything else.
    pub level: u64,
}

/// How many minutes of each metric are kept: four weeks, the longest span that anything in a run waits.
pub const MINUTES_MAX: usize = 28 * 24 * 60;

impl Meter {
    /// Makes a meter for a service's list: `true` stands for a statistic, `false` for a counter.
    #[must_use]
    pub fn new(statistics: impl Iterator<Item = bool>) -> Self {
        let series = |statistic| Series {
            total: if statistic { Total::Statistic(Box::default()) } else { Total::Sum(0) },
            ..Series::default()
        };
        Self { series: statistics.map(series).collect(), minute: 0 }
    }

    /// Keeps how samples are spread in each period from now on, and forgets what was counted before: a meter for charts,
    /// whose periods need not be minutes.
    #[must_use]
    pub fn for_charts(mut self) -> Self {
        for series in &mut self.series {
            let statistic = matches!(series.total, Total::Statistic(_));
            series.spreads = statistic.then(|| vec![Spread::default()]);
        }
        self.cut_from(0);
        self
    }

    /// Forgets the periods from one on, and begins that one anew.
    pub fn cut_from(&mut self, period: u32) {
        if self.minute < period {
            // What is open lies before, and is over.
            self.advance(period);
        }
        self.minute = period;
        for series in &mut self.series {
            let kept = series.closed.partition_point(|point| point.minute < period);
            series.closed.truncate(kept);
            series.open = MinutePoint { minute: period, ..MinutePoint::default() };
            if let Some(spreads) = &mut series.spreads {
                spreads.truncate(kept);
                spreads.push(Spread::default());
            }
        }
    }

    /// Returns what the present period has so far, without those before it.
    #[must_use]
    pub fn open_period(&self) -> Self {
        let open = |series: &Series| Series {
            level: series.level,
            is_mute: series.is_mute,
            open: series.open,
            spreads: series.spreads.as_ref().map(|spreads| spreads.last().cloned().into_iter().collect()),
            ..Series::default()
        };
        Self { series: self.series.iter().map(open).collect(), minute: self.minute }
    }

    /// Goes back to where a period stood: what came later is forgotten.
    pub fn reopen(&mut self, open: &Self) {
        self.cut_from(open.minute);
        for (own, open) in self.series.iter_mut().zip(&open.series) {
            (own.level, own.open) = (open.level, open.open);
            let spread = own.spreads.as_mut().and_then(|spreads| spreads.last_mut());
            if let Some((own, open)) = spread.zip(open.spreads.as_ref().and_then(|spreads| spreads.last())) {
                own.clone_from(open);
            }
        }
    }

    /// Lets levels go on from where another meter of the same node has them.
    pub fn adopt_levels(&mut self, other: &Self) {
        for (own, other) in self.series.iter_mut().zip(&other.series) {
            own.level = other.level;
        }
    }

    /// Returns the periods in which something happened, in order, the present one last, with the spread of their samples
    /// where it is kept.
    pub fn periods(&self, metric: MetricId) -> impl Iterator<Item = (MinutePoint, Option<&Spread>)> {
        let spreads = self.series.get(usize::from(metric.0)).and_then(|series| series.spreads.as_ref());
        let spread = move |n: usize| spreads.and_then(|spreads| spreads.get(n));
        self.minutes(metric).enumerate().map(move |(n, point)| (point, spread(n)))
    }

    /// Closes minutes that are over.
    pub fn advance(&mut self, minute: u32) {
        if minute != self.minute {
            self.minute = minute;
            self.series.iter_mut().for_each(|series| series.close(minute));
        }
    }

    /// Adds to a counter.
    pub fn count(&mut self, metric: MetricId, amount: u64) {
        let series = &mut self.series[usize::from(metric.0)];
        if series.is_mute {
            return;
        }
        if let Total::Sum(sum) = &mut series.total {
            *sum += amount;
        }
        series.open.add(amount);
    }

    /// Adds a sample to a statistic, in the metric's unit (microseconds for durations).
    pub fn sample(&mut self, metric: MetricId, value: u64) {
        let series = &mut self.series[usize::from(metric.0)];
        if series.is_mute {
            return;
        }
        match (&mut series.spreads, &mut series.total) {
            (Some(spreads), _) => {
                if let Some(spread) = spreads.last_mut() {
                    spread.add(value);
                }
            }
            (None, Total::Statistic(statistic)) => statistic.add(value),
            (None, Total::Sum(_)) => {}
        }
        series.open.add(value);
    }

    /// Raises a level by one and samples it.
    pub fn rise(&mut self, metric: MetricId) {
        let series = &mut self.series[usize::from(metric.0)];
        series.level += 1;
        let level = series.level;
        self.sample(metric, level);
    }

    /// Lowers a level by one and samples it.
    pub fn fall(&mut self, metric: MetricId) {
        let series = &mut self.series[usize::from(metric.0)];
        series.level = series.level.saturating_sub(1);
        let level = series.level;
        self.sample(metric, level);
    }

    /// Leaves a metric at zero for the whole run, because the era that is simulated does not have it.
    pub fn mute(&mut self, metric: MetricId) {
        self.series[usize::from(metric.0)].is_mute = true;
    }

    /// Returns a counter's sum; 0 for a statistic.
    #[must_use]
    pub fn sum(&self, metric: MetricId) -> u64 {
        match self.series.get(usize::from(metric.0)).map(|series| &series.total) {
            Some(Total::Sum(sum)) => *sum,
            _ => 0,
        }
    }

    /// Returns a statistic, `None` for a counter.
    #[must_use]
    pub fn statistic(&self, metric: MetricId) -> Option<&Statistic> {
        match self.series.get(usize::from(metric.0)).map(|series| &series.total) {
            Some(Total::Statistic(statistic)) => Some(statistic),
            _ => None,
        }
    }

    /// Returns the minutes in which something happened, in order, the present one last.
    pub fn minutes(&self, metric: MetricId) -> impl Iterator<Item = MinutePoint> {
        let series = self.series.get(usize::from(metric.0));
        let closed = series.map_or(&[][..], |series| &series.closed);
        let open = series.map(|series| MinutePoint { level: series.level, ..series.open });
        let open = open.filter(|point| point.count > 0);
        closed.iter().copied().chain(open)
    }
}

impl Series {
    fn close(&mut self, next: u32) {
        if self.open.count > 0 && self.closed.len() < MINUTES_MAX {
            self.closed.push(MinutePoint { level: self.level, ..self.open });
            if let Some(spreads) = &mut self.spreads {
                spreads.push(Spread::default());
            }
        }
        self.open = MinutePoint { minute: next, ..MinutePoint::default() };
    }
}

impl MinutePoint {
    fn add(&mut self, value: u64) {
        self.min = if self.count == 0 { value } else { self.min.min(value) };
        self.max = self.max.max(value);
        self.count += 1;
        self.sum += value;
    }
}

/// Samples with their extremes, mean and percentiles.
///
/// A histogram whose cells grow with the value: 1,024 cells for each doubling, so that a value is known to 0.1 %.
/// Cells are shared by checkpoints until they change.
#[derive(Clone, Debug, Default)]
pub struct Statistic {
    count: u64,
    sum: u64,
    min: u64,
    max: u64,
    /// For each doubling, from the smallest values up, its cells -- internal state.
    doublings: Vec<Option<Arc<[u32; CELLS]>>>,
}

const CELLS: usize = 1024;
const CELL_BITS: u32 = 10;

impl Statistic {
    /// Adds a sample.
    pub fn add(&mut self, value: u64) {
        self.min = if self.count == 0 { value } else { self.min.min(value) };
        self.max = self.max.max(value);
        self.count += 1;
        self.sum = self.sum.saturating_add(value);
        let (doubling, cell) = place(value);
        if self.doublings.len() <= doubling {
            self.doublings.resize(doubling + 1, None);
        }
        let cells = self.doublings[doubling].get_or_insert_with(|| Arc::new([0; CELLS]));
        let count = &mut Arc::make_mut(cells)[cell];
        *count = count.saturating_add(1);
    }

    /// Returns how many samples there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns the smallest sample, 0 without one.
    #[must_use]
    pub fn min(&self) -> u64 {
        self.min
    }

    /// Returns the largest sample, 0 without one.
    #[must_use]
    pub fn max(&self) -> u64 {
        self.max
    }

    /// Returns the mean, 0 without a sample.
    #[must_use]
    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum as f64 / self.count as f64 }
    }

    /// Returns a percentile by nearest rank, within 0.1 %; 0 without a sample.
    #[must_use]
    pub fn percentile(&self, percent: f64) -> u64 {
        let rank = ((percent / 100.0 * self.count as f64).ceil() as u64).max(1);
        let mut seen = 0;
        for (doubling, cells) in self.doublings.iter().enumerate() {
            for (cell, count) in cells.iter().flat_map(|cells| cells.iter().enumerate()) {
                seen += u64::from(*count);
                if seen >= rank {
                    return middle(doubling, cell).clamp(self.min, self.max);
                }
            }
        }
        self.max
    }
}

/// Returns the doubling of a value and its cell there. Doubling 0 holds the values below 1,024 exactly.
fn place(value: u64) -> (usize, usize) {
    let bits = u64::BITS - value.leading_zeros();
    if bits <= CELL_BITS {
        return (0, value as usize);
    }
    let shift = bits - 1 - CELL_BITS;
    ((bits - CELL_BITS) as usize, ((value >> shift) as usize) & (CELLS - 1))
}

/// Returns the middle of a cell.
fn middle(doubling: usize, cell: usize) -> u64 {
    if doubling == 0 {
        return cell as u64;
    }
    let shift = doubling - 1;
    (((CELLS + cell) as u64) << shift) + ((1_u64 << shift) >> 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn percentiles_are_within_a_thousandth(mut values in proptest::collection::vec(0..10_000_000_000_u64, 1..300)) {
            let mut statistic = Statistic::default();
            values.iter().for_each(|value| statistic.add(*value));
            values.sort_unstable();
            for percent in [1.0, 50.0, 90.0, 99.0, 100.0_f64] {
                let rank = ((percent / 100.0 * values.len() as f64).ceil() as usize).max(1);
                let exact = values[rank - 1] as f64;
                let found = statistic.percentile(percent) as f64;
                prop_assert!((found - exact).abs() <= exact / 1_000.0, "p{percent}: {found} for {exact}");
            }
        }
    }

    #[test]
    fn minutes_are_kept_apart_and_quiet_ones_left_out() {
        let mut meter = Meter::new([false, true].into_iter());
        meter.count(MetricId(0), 2);
        meter.advance(5);
        meter.count(MetricId(0), 1);
        meter.sample(MetricId(1), 70);
        let minutes: Vec<_> = meter.minutes(MetricId(0)).map(|point| (point.minute, point.sum)).collect();
        assert_eq!(minutes, [(0, 2), (5, 1)]);
        assert_eq!(meter.sum(MetricId(0)), 3);
        assert_eq!(meter.statistic(MetricId(1)).map(|s| (s.count(), s.max())), Some((1, 70)));
    }
}
