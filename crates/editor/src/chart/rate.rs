//! The curve of a client's arrivals: how many a second it sends when.

use super::scale::{Scale, Tick, area_path, line_path, number_text, round_above, round_values, time_ticks};
use aws::services::traffic::{Plan, When};
use kernel::SimTime;

/// Width of the picture, in its own units.
pub const WIDTH: f64 = 300.0;
/// Height of the picture.
pub const HEIGHT: f64 = 110.0;
/// Room below the curve for the words of the axis.
const FOOT: f64 = 18.0;
/// Room above it.
const HEAD: f64 = 16.0;
/// Into how many parts the run is divided to count arrivals.
const BINS: usize = 60;
/// So many arrivals are counted; of more, the rate alone is drawn.
const COUNTED_MAX: usize = 20_000;

/// Arrivals, drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrivals {
    /// The rate that is asked for, as the `d` of a path; empty where instants are named one by one.
    pub line: String,
    /// What really comes, counted in equal parts of the run, as the `d` of a path.
    pub bars: String,
    /// The axis of time.
    pub ticks: Vec<Tick>,
    /// The axis of the rate, in arrivals a second.
    pub rates: Vec<Tick>,
    /// How many come in all; `None` where they were not counted.
    pub total: Option<usize>,
}

/// Returns where an instant stands in the picture of a run that ends at another.
#[must_use]
pub fn place(at: SimTime, end: SimTime) -> f64 {
    across(length(end)).place(seconds(at).min(length(end)))
}

/// Draws the arrivals of a plan over a run that ends at an instant.
#[must_use]
pub fn arrivals(plan: &Plan, coming: impl Iterator<Item = SimTime>, end: SimTime) -> Arrivals {
    let length = length(end);
    let counted: Vec<f64> = coming.take_while(|at| *at < end).take(COUNTED_MAX + 1).map(seconds).collect();
    let is_counted = counted.len() <= COUNTED_MAX;
    let width = length / BINS as f64;
    let mut bins = vec![0_u32; BINS];
    for at in counted.iter().filter(|_| is_counted) {
        bins[((at / width) as usize).min(BINS - 1)] += 1;
    }
    let expected = expected(plan, length);
    let highest_bin = f64::from(bins.iter().copied().max().unwrap_or_default()) / width;
    let top = round_above(expected.iter().map(|(_, rate)| *rate).fold(highest_bin, f64::max));
    let across = across(length);
    let up = Scale::new((0.0, top), (HEIGHT - FOOT, HEAD));
    let place = |(at, rate): &(f64, f64)| (across.place(*at), up.place(*rate));
    let bar = |(n, count): (usize, &u32)| {
        let (left, rate) = (n as f64 * width, f64::from(*count) / width);
        let corners = [(left, 0.0), (left, rate), (left + width * 0.9, rate), (left + width * 0.9, 0.0)];
        area_path(&corners.each_ref().map(place), HEIGHT - FOOT)
    };
    let rate_tick = |rate: f64| Tick { at: up.place(rate), label: number_text(rate) };
    Arrivals {
        line: line_path(&expected.iter().map(place).collect::<Vec<_>>()),
        bars: bins.iter().enumerate().filter(|(_, count)| **count > 0).map(bar).collect(),
        ticks: time_ticks(length, 4, &across),
        rates: round_values(top, 2).into_iter().map(rate_tick).collect(),
        total: is_counted.then_some(counted.len()),
    }
}

/// Returns the corners of the rate that a plan asks for: instants [s] and arrivals a second.
fn expected(plan: &Plan, length: f64) -> Vec<(f64, f64)> {
    let from = seconds(plan.from);
    let until = plan.until.map_or(length, seconds).min(length);
    let per_second = |rate: aws::services::traffic::PerSecond| rate.0 as f64 / 1e6;
    let level = |rate: f64| vec![(0.0, 0.0), (from, 0.0), (from, rate), (until, rate), (until, 0.0), (length, 0.0)];
    match plan.when {
        When::Rate { rate, .. } => level(per_second(rate)),
        When::Every(span) => level(1e9 / span.as_nanos().max(1) as f64),
        When::Ramp { from: first, to: last, over, .. } => {
            let (first, last) = (per_second(first), per_second(last));
            let over = over.as_nanos() as f64 / 1e9;
            let end = (from + over).min(until);
            let at_end = first + (last - first) * ((end - from) / over).clamp(0.0, 1.0);
            vec![(0.0, 0.0), (from, 0.0), (from, first), (end, at_end), (end, 0.0), (length, 0.0)]
        }
        When::At(_) | When::Burst { .. } => Vec::new(),
    }
}

/// Returns how long a run is that ends at an instant [s]; never nothing, so that a scale can be made of it.
fn length(end: SimTime) -> f64 {
    seconds(end).max(1e-3)
}

fn across(length: f64) -> Scale {
    Scale::new((0.0, length), (0.0, WIDTH))
}

fn seconds(at: SimTime) -> f64 {
    at.as_nanos() as f64 / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws::services::traffic::{PerSecond, Spread, instants};

    fn plan(when: When) -> Plan {
        let action = aws::service::action::action("Invoke").expect("an action of the list");
        Plan { action, input: serde_json::Value::Null, when, from: SimTime::ZERO, until: None, count: None }
    }

    fn drawn(when: When) -> Arrivals {
        let (plan, end) = (plan(when), SimTime::from_nanos(60_000_000_000));
        arrivals(&plan, instants(&plan, 1, "~client"), end)
    }

    #[test]
    fn an_even_rate_is_a_level_with_equal_bars() {
        let rate = When::Rate { rate: PerSecond::from_number(2.0), arrivals: Spread::Even };
        let even = drawn(rate);
        assert_eq!(even.total, Some(120));
        assert_eq!(even.bars.matches('M').count(), BINS);
        assert_eq!(even.rates.iter().map(|tick| tick.label.as_str()).collect::<Vec<_>>(), ["0", "1", "2"]);
        assert!(even.line.contains("L300.00 16.00"), "{}", even.line);
    }

    #[test]
    fn the_playhead_stands_inside_the_picture() {
        let instant = |secs: u64| SimTime::from_nanos(secs * 1_000_000_000);
        for (at, end, x) in [(0, 60, 0.0), (30, 60, WIDTH / 2.0), (60, 60, WIDTH), (90, 60, WIDTH), (0, 0, 0.0)] {
            assert_eq!(place(instant(at), instant(end)), x, "{at} s of {end} s");
        }
    }

    #[test]
    fn a_ramp_rises_and_a_burst_is_one_bar_without_a_rate() {
        let number = PerSecond::from_number;
        let over = kernel::SimDuration::from_secs(60);
        let ramp = drawn(When::Ramp { from: number(0.0), to: number(10.0), over, arrivals: Spread::Even });
        assert_eq!(ramp.total, Some(300));
        let burst = drawn(When::Burst { count: 500, at: SimTime::from_nanos(1) });
        assert_eq!((burst.line.as_str(), burst.bars.matches('M').count()), ("", 1));
    }

    #[test]
    fn of_too_many_arrivals_the_rate_alone_is_drawn() {
        let rate = When::Rate { rate: PerSecond::from_number(5_000.0), arrivals: Spread::Poisson };
        let many = drawn(rate);
        assert_eq!((many.total, many.bars.as_str()), (None, ""));
        assert!(!many.line.is_empty());
    }
}
