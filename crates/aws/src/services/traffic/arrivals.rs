//! When a client sends: the instants of its sends, one after the other.
//!
//! Even rates are computed from the count, not by adding up gaps, so that they do not drift.

use super::config::{PerSecond, Plan, Spread, When};
use kernel::{Distribution, Rng, SimDuration, SimTime};

/// The instants at which a client sends.
#[derive(Clone, Debug)]
pub(super) struct Arrivals {
    when: When,
    from: SimTime,
    until: SimTime,
    count: u64,
    /// How many instants were given -- internal state.
    made: u64,
    /// Of Poisson arrivals: the last instant, or for a ramp how many were expected till then [10⁻⁹] -- internal state.
    drawn: u64,
    rng: Rng,
}

const NANOS: u64 = 1_000_000_000;
/// The purpose of the random stream that instants are drawn from.
pub(super) const STREAM: &str = "arrivals";

/// Returns the instants at which a client of that id sends in a run of that seed, as long as somebody asks.
pub fn instants(plan: &Plan, seed: u64, id: &str) -> impl Iterator<Item = SimTime> + use<> {
    let mut arrivals = Arrivals::new(plan, Rng::new(seed, id, STREAM));
    std::iter::from_fn(move || arrivals.next())
}

impl Arrivals {
    pub(super) fn new(plan: &Plan, rng: Rng) -> Self {
        let (until, count) = (plan.until.unwrap_or(SimTime::MAX), plan.count.unwrap_or(u64::MAX));
        let mut when = plan.when.clone();
        let mut drawn = 0;
        match &mut when {
            When::At(instants) => *instants = instants.iter().copied().filter(|at| *at >= plan.from).collect(),
            When::Rate { .. } => drawn = plan.from.as_nanos(),
            _ => {}
        }
        Self { when, from: plan.from, until, count, made: 0, drawn, rng }
    }

    /// Returns the next instant, `None` when there is no more.
    pub(super) fn next(&mut self) -> Option<SimTime> {
        if self.made >= self.count {
            return None;
        }
        let at = self.instant()?;
        self.made += 1;
        (at < self.until).then_some(at)
    }

    fn instant(&mut self) -> Option<SimTime> {
        let made = self.made;
        match self.when {
            When::At(ref instants) => instants.get(usize::try_from(made).ok()?).copied(),
            When::Every(span) => Some(self.from + span.times(made)),
            When::Burst { count, at } => (made < count && at >= self.from).then_some(at),
            When::Rate { rate, arrivals: Spread::Even } => Some(self.from + even(made, rate)?),
            When::Rate { rate, arrivals: Spread::Poisson } => self.poisson(rate),
            When::Ramp { from, to, over, arrivals } => {
                let expected = match arrivals {
                    Spread::Even => made as f64,
                    Spread::Poisson => self.expected(),
                };
                ramp(expected, from, to, over).map(|span| self.from + span)
            }
        }
    }

    fn poisson(&mut self, rate: PerSecond) -> Option<SimTime> {
        let mean = even(1, rate)?;
        self.drawn = self.drawn.saturating_add(self.rng.draw(&Distribution::Exponential { mean }).as_nanos());
        Some(SimTime::from_nanos(self.drawn))
    }

    /// Draws how many sends were to be expected till the next one: a Poisson process of rate 1 in stretched time.
    fn expected(&mut self) -> f64 {
        let one = SimDuration::from_nanos(NANOS);
        self.drawn = self.drawn.saturating_add(self.rng.draw(&Distribution::Exponential { mean: one }).as_nanos());
        self.drawn as f64 / NANOS as f64
    }
}

/// Returns when the n-th send of an even rate is due.
fn even(made: u64, rate: PerSecond) -> Option<SimDuration> {
    let nanos = (u128::from(made) * u128::from(NANOS) * 1_000_000).checked_div(u128::from(rate.0))?;
    u64::try_from(nanos).ok().map(SimDuration::from_nanos)
}

/// Returns when so many sends are due on a ramp: where the integral of its rate reaches them. Only the four basic
/// operations and the square root are used, which IEEE 754 rounds alike everywhere.
fn ramp(expected: f64, from: PerSecond, to: PerSecond, over: SimDuration) -> Option<SimDuration> {
    if expected <= 0.0 {
        return Some(SimDuration::ZERO);
    }
    let (first, last) = (from.0 as f64 / 1e6, to.0 as f64 / 1e6);
    let seconds = over.as_nanos() as f64 / NANOS as f64;
    let slope = (last - first) / seconds;
    let square = first * first + 2.0 * slope * expected;
    let rate = if square < 0.0 { return None } else { square.sqrt() };
    let at = 2.0 * expected / (first + rate);
    (at < seconds).then(|| SimDuration::from_nanos((at * NANOS as f64).round() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::action::action;

    fn instants_of(when: When, from: u64, until: Option<u64>, count: Option<u64>) -> Vec<u64> {
        let instant = |secs| SimTime::from_nanos(secs * NANOS);
        let plan = Plan {
            action: action("Invoke").expect("an action of the list"),
            input: serde_json::Value::Null,
            when,
            from: instant(from),
            until: until.map(instant),
            count,
        };
        let mut arrivals = Arrivals::new(&plan, Rng::new(1, "client", "arrivals"));
        std::iter::from_fn(|| arrivals.next()).map(SimTime::as_nanos).collect()
    }

    fn rate(number: f64, arrivals: Spread) -> When {
        When::Rate { rate: PerSecond::from_number(number), arrivals }
    }

    #[test]
    fn even_rates_do_not_drift() {
        let thirds = instants_of(rate(3.0, Spread::Even), 1, Some(3_601), None);
        assert_eq!(thirds.len(), 3 * 3_600);
        assert_eq!(thirds[..4], [1_000_000_000, 1_333_333_333, 1_666_666_666, 2_000_000_000]);
        assert_eq!(thirds[3 * 3_599], 3_600 * NANOS);
    }

    #[test]
    fn bounds_hold() {
        let every = |from, until, count| instants_of(When::Every(SimDuration::from_secs(2)), from, until, count);
        assert_eq!(every(1, Some(7), None), [NANOS, 3 * NANOS, 5 * NANOS]);
        assert_eq!(every(0, None, Some(2)), [0, 2 * NANOS]);
        let burst = When::Burst { count: 3, at: SimTime::from_nanos(5) };
        assert_eq!(instants_of(burst.clone(), 0, None, None), [5, 5, 5]);
        assert_eq!(instants_of(burst, 0, None, Some(2)), [5, 5]);
        let at = When::At([0, 4 * NANOS, 9 * NANOS].map(SimTime::from_nanos).into());
        assert_eq!(instants_of(at, 1, Some(9), None), [4 * NANOS]);
    }

    #[test]
    fn poisson_arrivals_come_at_their_rate_with_their_variance() {
        let arrivals = instants_of(rate(50.0, Spread::Poisson), 0, Some(2_000), None);
        // A Poisson count of mean 100,000 has a standard deviation of 316.
        assert!((98_700..101_300).contains(&arrivals.len()), "{}", arrivals.len());
        let mut counts = vec![0_u64; 2_000];
        arrivals.iter().for_each(|at| counts[(at / NANOS) as usize] += 1);
        let variance = counts.iter().map(|count| (*count as f64 - 50.0).powi(2)).sum::<f64>() / 2_000.0;
        // The variance of a Poisson count is its mean; of 2,000 counts it is known to 3 %.
        assert!((44.0..56.0).contains(&variance), "{variance}");
    }

    #[test]
    fn ramps_send_the_integral_of_their_rate() {
        let ramp = |from, to, arrivals| When::Ramp {
            from: PerSecond::from_number(from),
            to: PerSecond::from_number(to),
            over: SimDuration::from_secs(300),
            arrivals,
        };
        let up = instants_of(ramp(0.0, 100.0, Spread::Even), 0, None, None);
        assert_eq!(up.len(), 15_000);
        // A quarter of them in the first half.
        assert_eq!(up.iter().filter(|at| **at < 150 * NANOS).count(), 3_750);
        assert_eq!(instants_of(ramp(100.0, 0.0, Spread::Even), 0, None, None).len(), 15_000);
        assert_eq!(instants_of(ramp(10.0, 10.0, Spread::Even), 0, None, None).len(), 3_000);
        let drawn = instants_of(ramp(0.0, 100.0, Spread::Poisson), 0, None, None).len();
        assert!((14_500..15_500).contains(&drawn), "{drawn}");
    }
}
