//! Lines that must be the same on every machine and in every engine.
//!
//! The random streams stand first: if they differ, every trace differs, and this line says so plainly.

use std::fmt::Write;

use crate::TEMPLATES;
use crate::swarm::Options;
use aws::stack::world::{Recording, World};
use kernel::{Distribution, Keep, Rng, SimDuration, SimTime};
use template::metadata::Overrides;
use template::{Scenario, ScenarioOptions};

/// The seeds that are tried.
const SEEDS: std::ops::Range<u64> = 0..20;

/// How many events of each run are folded at most.
const EVENTS: u32 = 20_000;

/// Draws for each stream: the differences between libraries of mathematics show in a few of a hundred.
const DRAWS: u32 = 10_000;

/// Returns a line for every seed and what was run with it: `name seed hash`.
pub fn hashes() -> String {
    let mut lines = String::new();
    for seed in SEEDS {
        writeln!(lines, "random-streams {seed} {:016x}", random_streams(seed)).expect("a string takes any line");
    }
    for (name, text) in TEMPLATES {
        for seed in SEEDS {
            writeln!(lines, "{name} {seed} {}", trace(text, seed)).expect("a string takes any line");
        }
    }
    for seed in SEEDS {
        let text = Options::draw(seed).template();
        writeln!(lines, "swarm {seed} {}", trace(&text, seed)).expect("a string takes any line");
    }
    lines
}

/// Returns the hash of all that happens in a run of a template, or of its beginning where that is long.
fn trace(text: &str, seed: u64) -> String {
    let overrides = Overrides { seed: Some(seed), ..Overrides::default() };
    let scenario = Scenario::read(text, &ScenarioOptions { overrides, ..ScenarioOptions::default() });
    let deployment = template::compile(&scenario);
    let mut world = World::new(&deployment, Recording { keep: Keep::Nothing, hash: true });
    world.run_until(SimTime::ZERO + deployment.settings.duration, EVENTS);
    world.hash().expect("the hash is folded")
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
        let streams = lines.lines().filter(|line| line.starts_with("random-streams"));
        let mut seen: Vec<&str> = streams.filter_map(|line| line.split(' ').next_back()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 20);
    }
}
