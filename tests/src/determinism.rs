//! Lines that must be the same on every machine and in every engine.
//!
//! The random streams stand first: if they differ, every trace differs, and this line says so plainly.

use std::fmt::Write;

use kernel::{Distribution, Rng, SimDuration};

/// The seeds that are tried.
const SEEDS: std::ops::Range<u64> = 0..20;

/// Draws for each stream: the differences between libraries of mathematics show in a few of a hundred.
const DRAWS: u32 = 10_000;

/// Returns a line for every seed and what was run with it: `name seed hash`.
pub fn hashes() -> String {
    let mut lines = String::new();
    for seed in SEEDS {
        writeln!(lines, "random-streams {seed} {:016x}", random_streams(seed)).expect("a string takes any line");
    }
    lines
}

/// Folds draws from every distribution that computes with fractions.
fn random_streams(seed: u64) -> u64 {
    let mean = SimDuration::from_millis(200);
    let log_normal = Distribution::log_normal(mean, SimDuration::from_millis(900));
    let mut hash = 0;
    for (purpose, distribution) in [("exponential", Distribution::Exponential { mean }), ("log-normal", log_normal)] {
        let mut rng = Rng::new(seed, "determinism", purpose);
        for _ in 0..DRAWS {
            hash = kernel::rng::mix(hash ^ rng.draw(&distribution).as_nanos());
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_the_same_twice_and_differ_between_seeds() {
        let lines = hashes();
        assert_eq!(lines, hashes());
        let mut seen: Vec<&str> = lines.lines().filter_map(|line| line.split(' ').next_back()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 20);
    }
}
