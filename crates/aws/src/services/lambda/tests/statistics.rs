//! Closed forms of queueing theory.

use super::*;
use crate::services::traffic::{PerSecond, Spread};
use kernel::{Distribution, Keep};

/// Runs without a trace, and returns calls and throttles.
fn throttled(config: Config, per_second: f64, until: SimDuration) -> (f64, f64) {
    let rate = When::Rate { rate: PerSecond::from_number(per_second), arrivals: Spread::Poisson };
    let nodes = vec![("F", Node::Lambda(config)), ("~c", Node::Traffic(client(rate, call())))];
    let mut world = testing::world(Settings { concurrent_executions: 5_000, ..now() }, nodes);
    world.set_keep(Keep::Nothing);
    world.run_until(SimTime::ZERO + until, u32::MAX);
    let (runs, throttles) = (sum(&world, "Invocations") as f64, sum(&world, "Throttles") as f64);
    (runs + throttles, throttles)
}

#[test]
fn the_share_of_throttled_calls_is_erlangs_loss_whatever_the_law_of_durations() {
    // cf-03: 10 Erlang offered to 15. CONC-05, CONC-10.
    let expected = 0.036_496_945;
    let mean = ms(100);
    let laws = [
        Distribution::Constant(mean),
        Distribution::Exponential { mean },
        // The mean of a log-normal law is its median times e^(σ²/2).
        Distribution::LogNormal { median: SimDuration::from_nanos(60_653_066), sigma: 1.0 },
    ];
    for law in laws {
        let mut config = reserved(taking(NONE), 15);
        config.behaviour.duration = Law::Drawn(law);
        let (calls, throttles) = throttled(config, 100.0, secs(2_500));
        let share = throttles / calls;
        // Losses come in clusters: twice the error of independent ones, times four.
        let tolerance = 8.0 * (expected / calls).sqrt();
        assert!((share - expected).abs() < tolerance, "{law:?}: {share} of {calls} calls, within {tolerance}");
    }
}
