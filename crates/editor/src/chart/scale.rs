//! Scales and ticks that all charts share: where a value stands, and which round values are named.

use kernel::SimDuration;
use std::fmt::Write as _;

/// Steps between round numbers within a power of ten.
const ROUND: [f64; 4] = [1.0, 2.0, 5.0, 10.0];
/// Steps between round instants [s]; below a second they are as round as other numbers.
const ROUND_SECONDS: [u64; 18] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];

/// Maps values to places, evenly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The first value and the last.
    pub values: (f64, f64),
    /// Where they stand, in the picture's units.
    pub places: (f64, f64),
}

/// A value that is named at an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where it stands, in the picture's units.
    pub at: f64,
    /// What it says.
    pub label: String,
}

impl Tick {
    /// Returns how its text is anchored along an axis that ends at a place, so that none is cut off at its ends.
    #[must_use]
    pub fn anchor(&self, end: f64) -> &'static str {
        match self.at {
            at if at > end - 20.0 => "end",
            at if at < 12.0 => "start",
            _ => "middle",
        }
    }
}

impl Scale {
    /// Makes a scale from the values to the places.
    #[must_use]
    pub fn new(values: (f64, f64), places: (f64, f64)) -> Self {
        Self { values, places }
    }

    /// Returns where a value stands. Values outside stand outside.
    #[must_use]
    pub fn place(&self, value: f64) -> f64 {
        let width = self.values.1 - self.values.0;
        let part = if width == 0.0 { 0.0 } else { (value - self.values.0) / width };
        self.places.0 + part * (self.places.1 - self.places.0)
    }

    /// Returns the value that stands at a place, kept within the values.
    #[must_use]
    pub fn value(&self, place: f64) -> f64 {
        let width = self.places.1 - self.places.0;
        let part = if width == 0.0 { 0.0 } else { (place - self.places.0) / width };
        self.values.0 + part.clamp(0.0, 1.0) * (self.values.1 - self.values.0)
    }
}

/// Returns the smallest round number that is not below a value: where an axis ends.
#[must_use]
pub fn round_above(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let power = libm::pow(10.0, libm::log10(value).floor());
    ROUND.iter().map(|step| step * power).find(|round| *round >= value * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

/// Returns round values from 0 to a largest, at most so many steps apart.
#[must_use]
pub fn round_values(largest: f64, steps_max: u32) -> Vec<f64> {
    let step = round_above(largest / f64::from(steps_max.max(1)));
    (0..=steps_max).map(|n| f64::from(n) * step).take_while(|value| *value <= largest * (1.0 + 1e-9)).collect()
}

/// Returns ticks at round instants of a stretch of time [s] from 0.
#[must_use]
pub fn time_ticks(seconds: f64, steps_max: u32, scale: &Scale) -> Vec<Tick> {
    let least = seconds / f64::from(steps_max.max(1));
    let whole = ROUND_SECONDS.iter().map(|step| *step as f64).find(|step| *step >= least);
    let step = if least < 0.5 { round_above(least) } else { whole.unwrap_or(least) };
    let values = (0..=steps_max).map(|n| f64::from(n) * step).take_while(|at| *at <= seconds * (1.0 + 1e-9));
    values.map(|at| Tick { at: scale.place(at), label: seconds_text(at) }).collect()
}

/// Writes seconds as a template has them, in at most two units: `90ms`, `5s`, `1m30s`, `2h`.
#[must_use]
pub fn seconds_text(seconds: f64) -> String {
    span_text(SimDuration::from_nanos((seconds.max(0.0) * 1e9).round() as u64))
}

/// Writes a span as a template has it, rounded to what a chart can show: `1.25ms`, `90ms`, `5s`, `1m30s`, `2h`.
#[must_use]
pub fn span_text(span: SimDuration) -> String {
    let nanos = span.as_nanos();
    let seconds = nanos / 1_000_000_000;
    let part = |count: u64, unit: &str| if count > 0 { format!("{count}{unit}") } else { String::new() };
    match nanos {
        0 => "0s".to_owned(),
        1..1_000_000 => format!("{}us", number_text(nanos as f64 / 1e3)),
        1_000_000..1_000_000_000 => format!("{}ms", number_text(nanos as f64 / 1e6)),
        1_000_000_000..60_000_000_000 => format!("{}s", number_text(nanos as f64 / 1e9)),
        _ if seconds < 3_600 => format!("{}m{}", seconds / 60, part(seconds % 60, "s")),
        _ if seconds < 86_400 => format!("{}h{}", seconds / 3_600, part(seconds / 60 % 60, "m")),
        _ => format!("{}d{}", seconds / 86_400, part(seconds / 3_600 % 24, "h")),
    }
}

/// Writes a number with at most three digits that matter and no zeros that do not: `1.25`, `12.5`, `1200`.
#[must_use]
pub fn number_text(number: f64) -> String {
    let digits = if number == 0.0 { 0 } else { (2 - libm::log10(number.abs()).floor() as i32).clamp(0, 6) };
    let written = format!("{number:.*}", digits as usize);
    if written.contains('.') { written.trim_end_matches('0').trim_end_matches('.').to_owned() } else { written }
}

/// Writes a line through points as the `d` of an SVG path; empty without points.
#[must_use]
pub fn line_path(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (n, (x, y)) in points.iter().enumerate() {
        let verb = if n == 0 { 'M' } else { 'L' };
        write!(path, "{verb}{x:.2} {y:.2}").expect("a String takes every write");
    }
    path
}

/// Writes the area between a line and a level as the `d` of an SVG path; empty without points.
#[must_use]
pub fn area_path(points: &[(f64, f64)], level: f64) -> String {
    match (points.first(), points.last()) {
        (Some((first, _)), Some((last, _))) => {
            format!("{}L{last:.2} {level:.2}L{first:.2} {level:.2}Z", line_path(points))
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_and_its_value_are_each_others_inverse() {
        let scale = Scale::new((0.0, 10.0), (40.0, 240.0));
        assert_eq!((scale.place(5.0), scale.value(140.0)), (140.0, 5.0));
        assert_eq!((scale.value(0.0), scale.value(999.0)), (0.0, 10.0));
        assert_eq!(Scale::new((3.0, 3.0), (0.0, 9.0)).place(3.0), 0.0);
    }

    #[test]
    fn axes_end_at_round_numbers() {
        for (value, round) in [(0.0, 1.0), (0.013, 0.02), (1.0, 1.0), (3.0, 5.0), (7.2, 10.0), (120.0, 200.0)] {
            assert!((round_above(value) - round).abs() < 1e-9, "{value}");
        }
        assert_eq!(round_values(10.0, 4), [0.0, 5.0, 10.0]);
        assert_eq!(round_values(3.0, 3), [0.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn instants_are_named_at_round_steps() {
        let labels = |seconds: f64| {
            let scale = Scale::new((0.0, seconds), (0.0, 100.0));
            time_ticks(seconds, 4, &scale).into_iter().map(|tick| tick.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(600.0), ["0s", "5m", "10m"]);
        assert_eq!(labels(90.0), ["0s", "30s", "1m", "1m30s"]);
        assert_eq!(labels(1.0), ["0s", "500ms", "1s"]);
    }

    #[test]
    fn spans_and_numbers_are_short() {
        for (seconds, text) in [(0.000_25, "250us"), (0.12, "120ms"), (1.5, "1.5s"), (90.0, "1m30s"), (7_200.0, "2h")] {
            assert_eq!(seconds_text(seconds), text);
        }
        for (number, text) in [(0.0, "0"), (0.125, "0.125"), (12.34, "12.3"), (1_200.0, "1200")] {
            assert_eq!(number_text(number), text);
        }
    }

    #[test]
    fn lines_and_areas_are_paths() {
        let points = [(0.0, 1.0), (2.0, 3.5)];
        assert_eq!(line_path(&points), "M0.00 1.00L2.00 3.50");
        assert_eq!(area_path(&points, 9.0), "M0.00 1.00L2.00 3.50L2.00 9.00L0.00 9.00Z");
        assert_eq!(area_path(&[], 9.0), "");
    }
}
