//! A metric over time: what each of its statistics was in each period, and where that stands in a picture.

use super::scale::{Scale, Tick, area_path, line_path, number_text, round_above, round_values, time_ticks};
use crate::text::time_text;
use aws::metrics::{MinutePoint, Spread};
use kernel::{SimDuration, SimTime};
use std::sync::Arc;

/// Room for the words at the left and below, in the picture's units.
const LEFT: f64 = 36.0;
const BELOW: f64 = 16.0;
const ABOVE: f64 = 6.0;
const RIGHT: f64 = 6.0;

/// A statistic over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// CloudWatch's word: `Sum`, `p95`, `Maximum`.
    pub name: Arc<str>,
    /// Its value in each period from the start on; `None` where there is none.
    pub values: Vec<Option<f64>>,
}

/// A metric over time, ready to be drawn at any size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// The metric under CloudWatch's name.
    pub title: Arc<str>,
    /// What it counts, in one sentence.
    pub help: &'static str,
    /// Its unit; empty for a count.
    pub unit: &'static str,
    /// What it comes to over the whole run so far, in words; empty where that says nothing.
    pub total: Arc<str>,
    /// How long a period is.
    pub period: SimDuration,
    /// How long the run lasts.
    pub end: SimTime,
    /// Its statistics, the boldest first.
    pub lines: Vec<Line>,
    /// A limit that it runs against.
    pub limit: Option<f64>,
}

/// A chart as it is drawn, in the picture's units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// For each statistic its line, as the `d` of an SVG path.
    pub lines: Vec<String>,
    /// The area below the first.
    pub area: String,
    /// Named values, from below to above.
    pub values: Vec<Tick>,
    /// Named instants, from left to right.
    pub times: Vec<Tick>,
    /// Where the limit stands.
    pub limit: Option<f64>,
    /// The first and last instant's places.
    pub span: (f64, f64),
    /// The lowest and the highest value's places.
    pub rise: (f64, f64),
}

impl Drawing {
    /// Returns where an instant of a run stands that ends at another, in the picture's units.
    #[must_use]
    pub fn place_of(&self, at: SimTime, end: SimTime) -> f64 {
        self.across(end).place(at.min(end).as_nanos() as f64)
    }

    /// Returns the instant of that run which stands at a place, in the picture's units.
    #[must_use]
    pub fn instant_at(&self, place: f64, end: SimTime) -> SimTime {
        SimTime::from_nanos(self.across(end).value(place) as u64)
    }

    fn across(&self, end: SimTime) -> Scale {
        Scale::new((0.0, end.as_nanos() as f64), self.span)
    }
}

impl Chart {
    /// Draws it into a rectangle.
    #[must_use]
    pub fn draw(&self, width: f64, height: f64) -> Drawing {
        let span = (LEFT, (width - RIGHT).max(LEFT + 1.0));
        let rise = (height - BELOW, ABOVE);
        let largest = self.lines.iter().flat_map(|line| line.values.iter().flatten()).copied().fold(0.0, f64::max);
        let limit = self.limit.filter(|limit| *limit <= 2.0 * largest.max(1.0));
        let top = round_above(largest.max(limit.unwrap_or(0.0)));
        let seconds = self.end.as_nanos() as f64 / 1e9;
        let (across, up) = (Scale::new((0.0, seconds), span), Scale::new((0.0, top), rise));
        let period = self.period.as_nanos() as f64 / 1e9;
        let runs = |line: &Line| {
            let points: Vec<Option<(f64, f64)>> = (0..)
                .zip(&line.values)
                .map(|(n, value)| {
                    value.map(|value| (across.place(((f64::from(n) + 0.5) * period).min(seconds)), up.place(value)))
                })
                .collect();
            points
                .split(Option::is_none)
                .filter(|run| !run.is_empty())
                .map(|run| run.iter().flatten().copied().collect())
                .collect::<Vec<Vec<_>>>()
        };
        let path = |line: &Line| runs(line).iter().map(|run| dot_or_line(run)).collect();
        let area = |line: &Line| runs(line).iter().map(|run| area_path(run, rise.0)).collect();
        let named =
            round_values(top, 2).into_iter().map(|value| Tick { at: up.place(value), label: number_text(value) });
        Drawing {
            lines: self.lines.iter().map(path).collect(),
            area: self.lines.first().map(area).unwrap_or_default(),
            values: named.collect(),
            times: time_ticks(seconds, 4, &across),
            limit: limit.map(|limit| up.place(limit)),
            span,
            rise,
        }
    }

    /// Returns the number of the period that an instant lies in, and where it stands from 0 to 1.
    #[must_use]
    pub fn period_at(&self, at: SimTime) -> usize {
        usize::try_from(at.as_nanos() / self.period.as_nanos().max(1)).unwrap_or(usize::MAX)
    }

    /// Returns what the axis of values counts in.
    #[must_use]
    pub fn axis(&self) -> &'static str {
        if self.unit.is_empty() { "count" } else { self.unit }
    }

    /// Returns from when to when a period lasts.
    #[must_use]
    pub fn span_at(&self, at: SimTime) -> (SimTime, SimTime) {
        let from = SimTime::from_nanos(self.period_at(at) as u64 * self.period.as_nanos());
        (from, (from + self.period).min(self.end))
    }

    /// Says what a period had: `p50 12 ms, p99 40 ms`; empty where it has nothing.
    #[must_use]
    pub fn said_at(&self, at: SimTime) -> String {
        let period = self.period_at(at);
        let value = |line: &Line| {
            let value = line.values.get(period).copied().flatten()?;
            Some(format!("{} {}{}", line.name, number_text(value), self.unit_text()))
        };
        self.lines.iter().filter_map(value).collect::<Vec<_>>().join(", ")
    }

    /// Says what the period of an instant had; without one, what the whole run comes to so far.
    #[must_use]
    pub fn said(&self, at: Option<SimTime>) -> String {
        let Some(at) = at else { return self.total.to_string() };
        let (from, until) = self.span_at(at);
        let span = format!("{} to {}", time_text::span(from), time_text::span(until));
        match self.said_at(at) {
            said if said.is_empty() => format!("nothing from {span}"),
            said => format!("{said}, from {span}"),
        }
    }

    /// Returns the unit as it follows a number.
    #[must_use]
    pub fn unit_text(&self) -> String {
        if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) }
    }

    /// Returns the rows of its table: when a period began, then each statistic. Periods with nothing are left out.
    #[must_use]
    pub fn rows(&self) -> Vec<(SimTime, Vec<Option<f64>>)> {
        let periods = self.lines.iter().map(|line| line.values.len()).max().unwrap_or(0);
        let row = |n: usize| {
            let at = SimTime::from_nanos(n as u64 * self.period.as_nanos());
            (at, self.lines.iter().map(|line| line.values.get(n).copied().flatten()).collect::<Vec<_>>())
        };
        (0..periods).map(row).filter(|(_, values)| values.iter().any(Option::is_some)).collect()
    }

    /// Writes the table as CSV, with a head.
    #[must_use]
    pub fn csv(&self) -> String {
        let names: Vec<&str> = self.lines.iter().map(|line| &*line.name).collect();
        let unit = if self.unit.is_empty() { String::new() } else { format!(" ({})", self.unit) };
        let head = format!(
            "time_s,{}\n",
            names.iter().map(|name| format!("{} {name}{unit}", self.title)).collect::<Vec<_>>().join(",")
        );
        self.rows().into_iter().fold(head, |text, (at, values)| {
            let cells: Vec<String> =
                values.iter().map(|value| value.map_or(String::new(), |value| value.to_string())).collect();
            format!("{text}{},{}\n", at.as_nanos() as f64 / 1e9, cells.join(","))
        })
    }
}

/// A single point is a short stroke, which round ends make a dot.
fn dot_or_line(run: &[(f64, f64)]) -> String {
    match run {
        [(x, y)] => format!("M{x:.2} {y:.2}h0.01"),
        run => line_path(run),
    }
}

/// Puts so many periods together, each with the spread of its samples.
#[must_use]
pub fn regroup<'a>(
    periods: impl Iterator<Item = (MinutePoint, Option<&'a Spread>)>,
    factor: u32,
) -> Vec<(MinutePoint, Spread)> {
    let mut groups: Vec<(MinutePoint, Spread)> = Vec::new();
    for (point, spread) in periods {
        let number = point.minute / factor.max(1);
        if groups.last().is_none_or(|(last, _)| last.minute != number) {
            groups.push((MinutePoint { minute: number, min: point.min, ..MinutePoint::default() }, Spread::default()));
        }
        let Some((group, all)) = groups.last_mut() else { continue };
        group.count += point.count;
        group.sum += point.sum;
        group.min = group.min.min(point.min);
        group.max = group.max.max(point.max);
        group.level = point.level;
        if let Some(spread) = spread {
            all.merge(spread);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(values: &[Option<f64>]) -> Chart {
        Chart {
            title: "Invocations".into(),
            period: SimDuration::from_secs(10),
            end: SimTime::from_nanos(100_000_000_000),
            lines: vec![Line { name: "Sum".into(), values: values.to_vec() }],
            ..Chart::default()
        }
    }

    #[test]
    fn a_chart_has_a_line_for_each_stretch_with_values() {
        let drawing = chart(&[Some(1.0), Some(4.0), None, Some(2.0)]).draw(142.0, 122.0);
        assert_eq!(drawing.lines, ["M41.00 86.00L51.00 26.00M71.00 66.00h0.01"], "{drawing:?}");
        assert_eq!(drawing.values.iter().map(|tick| tick.label.as_str()).collect::<Vec<_>>(), ["0", "5"]);
        assert_eq!((drawing.times[0].at, drawing.span), (36.0, (36.0, 136.0)));
    }

    #[test]
    fn an_instant_and_its_place_are_each_others_inverse() {
        let chart = chart(&[Some(1.0)]);
        let drawing = chart.draw(142.0, 122.0);
        let half = SimTime::from_nanos(50_000_000_000);
        assert_eq!((drawing.place_of(half, chart.end), drawing.instant_at(86.0, chart.end)), (86.0, half));
        assert_eq!(
            drawing.place_of(SimTime::from_nanos(u64::MAX), chart.end),
            136.0,
            "what is beyond stands at the end"
        );
        assert_eq!(
            (drawing.instant_at(0.0, chart.end), drawing.instant_at(999.0, chart.end)),
            (SimTime::ZERO, chart.end)
        );
    }

    #[test]
    fn a_chart_says_what_is_pointed_at_else_what_it_comes_to() {
        let chart = Chart { total: "5 in all".into(), ..chart(&[None, Some(4.0)]) };
        let at = |seconds: u64| Some(SimTime::from_nanos(seconds * 1_000_000_000));
        assert_eq!(chart.said(None), "5 in all");
        assert_eq!(chart.said(at(12)), "Sum 4, from 10 s to 20 s");
        assert_eq!(chart.said(at(2)), "nothing from 0 s to 10 s");
    }

    #[test]
    fn the_table_leaves_out_periods_with_nothing() {
        let chart = chart(&[None, Some(4.0)]);
        assert_eq!(chart.rows(), [(SimTime::from_nanos(10_000_000_000), vec![Some(4.0)])]);
        assert_eq!(chart.csv(), "time_s,Invocations Sum\n10,4\n");
        assert_eq!(chart.said_at(SimTime::from_nanos(12_000_000_000)), "Sum 4");
        assert_eq!(chart.said_at(SimTime::from_nanos(2_000_000_000)), "");
    }

    #[test]
    fn periods_are_put_together() {
        let point = |minute, sum| MinutePoint { minute, count: 1, sum, min: sum, max: sum, level: sum };
        let spread = |value| {
            let mut spread = Spread::default();
            spread.add(value);
            spread
        };
        let spreads = [spread(3), spread(9), spread(5)];
        let points = [point(3, 3), point(4, 9), point(7, 5)];
        let groups = regroup(points.into_iter().zip(spreads.iter().map(Some)), 5);
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].0, MinutePoint { minute: 0, count: 2, sum: 12, min: 3, max: 9, level: 9 });
        assert_eq!((groups[0].1.percentile(100.0), groups[1].0.minute), (9.0, 1));
    }
}
