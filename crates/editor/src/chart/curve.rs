//! The curve of a law of durations: how likely which duration is, with its percentiles and the limit that cuts it off.

use super::scale::{Scale, Tick, area_path, line_path, round_above, seconds_text, time_ticks};
use aws::behaviour::Law;
use kernel::{Distribution, SimDuration};

/// Width of the picture, in its own units.
pub const WIDTH: f64 = 300.0;
/// Height of the picture.
pub const HEIGHT: f64 = 96.0;
/// Room below the curve for the words of the axis.
const FOOT: f64 = 18.0;
/// Room above it for the words of the marks.
const HEAD: f64 = 16.0;
/// How many points a curve has.
const POINTS: u32 = 120;
/// What the named percentiles are of the standard normal law.
const NORMAL: [(f64, f64); 3] = [(0.50, 0.0), (0.95, 1.644_853_626_951_472), (0.99, 2.326_347_874_040_841)];
/// A limit is within the picture if it is at most so many times what is drawn anyway.
const LIMIT_REACH: f64 = 3.0;

/// A law, drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// The outline, as the `d` of a path.
    pub line: String,
    /// What is below it.
    pub area: String,
    /// The axis of time; of a sequence, the number of the invocation.
    pub ticks: Vec<Tick>,
    /// The percentiles, as places on the axis with name and value.
    pub marks: Vec<Mark>,
    /// Where the limit stands, if within the picture; of a sequence, at which height.
    pub limit: Option<f64>,
    /// Whether the limit is a height rather than a place on the axis.
    pub limit_is_height: bool,
    /// What part the limit cuts off, from 0 to 1.
    pub beyond: f64,
}

/// A named place on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where.
    pub at: f64,
    /// Its name: `p95`.
    pub name: &'static str,
    /// Its value: `1.2s`.
    pub value: String,
}

/// Draws a law whose durations are stretched by a factor, with the limit that cuts it off.
#[must_use]
pub fn law(law: &Law, factor: f64, limit: SimDuration) -> Curve {
    match law {
        Law::Sequence(spans) => sequence(spans, factor, seconds(limit)),
        Law::Drawn(distribution) => Density { distribution: *distribution, factor }.drawn(seconds(limit)),
    }
}

fn seconds(span: SimDuration) -> f64 {
    span.as_nanos() as f64 / 1e9
}

/// Draws the durations of the first invocations, one step each; the last one is repeated.
fn sequence(spans: &[SimDuration], factor: f64, limit: f64) -> Curve {
    let values: Vec<f64> = spans.iter().map(|span| seconds(*span) * factor).collect();
    let last = values.last().copied().unwrap_or_default();
    let highest = values.iter().copied().fold(0.0, f64::max);
    let top = if limit <= highest * LIMIT_REACH { highest.max(limit) } else { highest };
    let across = Scale::new((0.0, values.len() as f64 + 1.0), (0.0, WIDTH));
    let up = Scale::new((0.0, round_above(top)), (HEIGHT - FOOT, HEAD));
    let steps = values.iter().copied().chain([last]).enumerate();
    let points: Vec<(f64, f64)> =
        steps.flat_map(|(n, value)| [n as f64, n as f64 + 1.0].map(|x| (across.place(x), up.place(value)))).collect();
    let cut = values.iter().filter(|value| **value > limit).count();
    let tick = |(n, value): (usize, &f64)| Tick { at: across.place(n as f64 + 0.5), label: seconds_text(*value) };
    Curve {
        line: line_path(&points),
        area: area_path(&points, HEIGHT - FOOT),
        ticks: values.iter().enumerate().take(6).map(tick).collect(),
        marks: Vec::new(),
        limit: (limit <= top).then(|| up.place(limit)),
        limit_is_height: true,
        beyond: cut as f64 / values.len().max(1) as f64,
    }
}

/// A law of which a density can be drawn.
struct Density {
    distribution: Distribution,
    factor: f64,
}

impl Density {
    fn drawn(&self, limit: f64) -> Curve {
        let far = self.percentile(0.99, NORMAL[2].1) * 1.25;
        let far = if far > 0.0 { far } else { 0.001 };
        let end = if limit <= far * LIMIT_REACH { far.max(limit * 1.08) } else { far };
        let across = Scale::new((0.0, end), (0.0, WIDTH));
        let marks = NORMAL.iter().zip(["p50", "p95", "p99"]).map(|((part, normal), name)| {
            let value = self.percentile(*part, *normal);
            Mark { at: across.place(value), name, value: seconds_text(value) }
        });
        let mut marks: Vec<Mark> = marks.collect();
        marks.dedup_by(|later, first| later.value == first.value);
        let points = self.outline(end, &across);
        Curve {
            line: line_path(&points),
            area: area_path(&points, HEIGHT - FOOT),
            ticks: time_ticks(end, 4, &across),
            marks,
            limit: (limit <= end).then(|| across.place(limit)),
            limit_is_height: false,
            beyond: 1.0 - self.part_until(limit),
        }
    }

    fn outline(&self, end: f64, across: &Scale) -> Vec<(f64, f64)> {
        let (bottom, top) = (HEIGHT - FOOT, HEAD);
        let corners = |places: &[(f64, f64)]| {
            places.iter().map(|(value, height)| (across.place(*value), bottom - height * (bottom - top))).collect()
        };
        match self.distribution {
            // All of it in one place: a needle.
            Distribution::Constant(span) => {
                let at = seconds(span) * self.factor;
                let half = end / 300.0;
                corners(&[(0.0, 0.0), (at - half, 0.0), (at, 1.0), (at + half, 0.0), (end, 0.0)])
            }
            Distribution::Uniform { min, max } => {
                let (low, high) = (seconds(min) * self.factor, seconds(max) * self.factor);
                corners(&[(0.0, 0.0), (low, 0.0), (low, 1.0), (high, 1.0), (high, 0.0), (end, 0.0)])
            }
            _ => {
                let values: Vec<f64> = (0..=POINTS).map(|n| end * f64::from(n) / f64::from(POINTS)).collect();
                let heights: Vec<f64> = values.iter().map(|value| self.density(*value)).collect();
                let highest = heights.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
                corners(&values.into_iter().zip(heights.into_iter().map(|it| it / highest)).collect::<Vec<_>>())
            }
        }
    }

    /// Returns the duration [s] below which a part of all lie; `normal` is the same of the standard normal law.
    fn percentile(&self, part: f64, normal: f64) -> f64 {
        let value = match self.distribution {
            Distribution::Constant(span) => seconds(span),
            Distribution::Exponential { mean } => -seconds(mean) * libm::log(1.0 - part),
            Distribution::LogNormal { median, sigma } => seconds(median) * libm::exp(sigma * normal),
            Distribution::Uniform { min, max } => seconds(min) + part * (seconds(max) - seconds(min)),
        };
        value * self.factor
    }

    /// Returns how likely a duration [s] is, in any unit.
    fn density(&self, at: f64) -> f64 {
        let at = at / self.factor;
        match self.distribution {
            Distribution::Exponential { mean } => libm::exp(-at / seconds(mean).max(1e-12)),
            Distribution::LogNormal { median, sigma } if at > 0.0 => {
                let sigma = sigma.max(0.01);
                let normal = libm::log(at / seconds(median).max(1e-12)) / sigma;
                libm::exp(-normal * normal / 2.0) / at
            }
            _ => 0.0,
        }
    }

    /// Returns what part of all durations are at most so long [s].
    fn part_until(&self, limit: f64) -> f64 {
        let at = limit / self.factor;
        match self.distribution {
            Distribution::Constant(span) => f64::from(u8::from(seconds(span) <= at)),
            Distribution::Exponential { mean } => 1.0 - libm::exp(-at / seconds(mean).max(1e-12)),
            Distribution::LogNormal { median, sigma } => {
                normal_part(libm::log(at / seconds(median).max(1e-12)) / sigma.max(1e-6))
            }
            Distribution::Uniform { min, max } => {
                let width = seconds(max) - seconds(min);
                if width <= 0.0 { f64::from(u8::from(seconds(min) <= at)) } else { (at - seconds(min)) / width }
            }
        }
        .clamp(0.0, 1.0)
    }
}

/// Returns what part of the standard normal law lies below a value (Abramowitz and Stegun 26.2.17, exact to 10⁻⁷).
fn normal_part(value: f64) -> f64 {
    const FACTORS: [f64; 5] = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let step = 1.0 / (1.0 + 0.231_641_9 * value.abs());
    let sum = FACTORS.iter().rev().fold(0.0, |sum, factor| (sum + factor) * step);
    let above = libm::exp(-value * value / 2.0) / std::f64::consts::TAU.sqrt() * sum;
    if value >= 0.0 { 1.0 - above } else { above }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(count: u64) -> SimDuration {
        SimDuration::from_millis(count)
    }

    fn values(curve: &Curve) -> Vec<(&str, &str)> {
        curve.marks.iter().map(|mark| (mark.name, mark.value.as_str())).collect()
    }

    #[test]
    fn percentiles_are_those_of_the_law() {
        let limit = SimDuration::from_secs(3);
        let of = |distribution| law(&Law::Drawn(distribution), 1.0, limit);
        assert_eq!(values(&of(Distribution::Constant(millis(120)))), [("p50", "120ms")]);
        let uniform = of(Distribution::Uniform { min: millis(0), max: millis(200) });
        assert_eq!(values(&uniform), [("p50", "100ms"), ("p95", "190ms"), ("p99", "198ms")]);
        let skewed = of(Distribution::log_normal(millis(120), millis(900)));
        assert_eq!((values(&skewed)[0], values(&skewed)[2]), (("p50", "120ms"), ("p99", "900ms")));
        let exponential = of(Distribution::Exponential { mean: millis(1_000) });
        assert_eq!(values(&exponential), [("p50", "693ms"), ("p95", "3s"), ("p99", "4.61s")]);
        assert!((exponential.beyond - libm::exp(-3.0)).abs() < 1e-9);
    }

    #[test]
    fn the_limit_stands_where_it_cuts() {
        let half = law(&Law::Drawn(Distribution::log_normal(millis(3_000), millis(9_000))), 1.0, millis(3_000));
        assert!((half.beyond - 0.5).abs() < 1e-6, "{}", half.beyond);
        assert_eq!(half.limit.map(f64::round), Some((half.marks[0].at).round()));
        let far = law(&Law::constant(millis(10)), 1.0, millis(3_000));
        assert_eq!((far.limit, far.beyond), (None, 0.0));
        assert_eq!(law(&Law::constant(millis(4_000)), 1.0, millis(3_000)).beyond, 1.0);
    }

    #[test]
    fn memory_that_buys_cpu_shortens_the_whole_law() {
        let law = |factor| super::law(&Law::constant(millis(400)), factor, millis(3_000));
        assert_eq!((values(&law(0.5)), values(&law(1.0))), (vec![("p50", "200ms")], vec![("p50", "400ms")]));
    }

    #[test]
    fn a_sequence_is_steps_and_its_limit_a_height() {
        let drawn = law(&Law::Sequence([millis(100), millis(5_000)].into()), 1.0, millis(3_000));
        assert!(drawn.limit_is_height && drawn.limit.is_some_and(|at| at > 0.0 && at < HEIGHT));
        assert_eq!(drawn.beyond, 0.5);
        assert_eq!(drawn.ticks.iter().map(|tick| tick.label.as_str()).collect::<Vec<_>>(), ["100ms", "5s"]);
    }
}
