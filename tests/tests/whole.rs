//! What holds of every run, whatever is simulated.

use aws::fact::Fact;
use aws::stack::world::{Deployment, Recording, World};
use kernel::{Keep, Record, SimDuration, SimTime};
use suite::swarm::{Options, Watch};
use template::output::run;
use template::{Scenario, ScenarioOptions};

/// How many templates are tried; `SWARM=1000` tries more.
fn count() -> u64 {
    std::env::var("SWARM").ok().and_then(|text| text.parse().ok()).unwrap_or(40)
}

/// The seeds that are tried: `SEED=7` tries that one alone.
fn seeds(count: u64) -> std::ops::Range<u64> {
    match std::env::var("SEED").ok().and_then(|text| text.parse().ok()) {
        Some(seed) => seed..seed + 1,
        None => 0..count,
    }
}

/// A template at random, and what to say of it where it fails.
struct Try {
    options: Options,
    about: String,
    deployment: Deployment,
}

fn draw(seed: u64) -> Try {
    let options = Options::draw(seed);
    let text = options.template();
    let about = format!("SEED={seed}\n{options:#?}\n{text}");
    let scenario = Scenario::read(&text, &ScenarioOptions::default());
    assert!(!scenario.has_errors(), "{about}\n{:#?}", scenario.diagnostics);
    Try { options, about, deployment: template::compile(&scenario) }
}

fn after(seconds: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs(seconds)
}

#[test]
fn no_message_is_lost_and_nothing_runs_backwards_or_beyond_its_limits() {
    for seed in seeds(count()) {
        let Try { options, about, deployment } = draw(seed);
        let mut watch = Watch::new(&options);
        let mut see = |world: &World, record: &Record<Fact>| watch.see(world, record);
        let outcome = run(&deployment, Some(&mut see));
        assert!(outcome.problem.is_none(), "{about}\n{:?}", outcome.problem);
        assert!(watch.violations.is_empty(), "{about}\n{:#?}", watch.violations);
        let balance = outcome.world.balance();
        assert!(balance.is_balanced(), "{about}\n{balance:?}");
    }
}

#[test]
fn every_copy_is_accounted_for_at_every_instant() {
    for seed in seeds(count() / 8) {
        let Try { about, deployment, .. } = draw(seed);
        let mut world = World::new(&deployment, Recording { keep: Keep::Nothing, hash: false });
        for step in 1..=400 {
            // No multiple of what anything takes, so that copies are met on their way too.
            world.run_until(SimTime::ZERO + SimDuration::from_millis(443 * step), u32::MAX);
            let balance = world.balance();
            assert!(balance.is_balanced(), "{about}\nat {}: {balance:?}", world.now());
        }
    }
}

#[test]
fn a_checkpoint_goes_on_exactly_like_the_straight_run() {
    for seed in seeds(count() / 6) {
        let Try { about, deployment, .. } = draw(seed);
        let recording = Recording { keep: Keep::Nothing, hash: true };
        let end = SimTime::ZERO + deployment.settings.duration;
        let mut straight = World::new(&deployment, recording);
        straight.run_until(end, u32::MAX);
        let mut first = World::new(&deployment, recording);
        first.run_until(after(61), u32::MAX);
        let mut second = first.clone();
        second.run_until(end, u32::MAX);
        first.run_until(end, u32::MAX);
        assert_eq!(straight.hash(), first.hash(), "{about}");
        assert_eq!(straight.hash(), second.hash(), "{about}");
    }
}

#[test]
fn what_is_kept_of_the_trace_changes_nothing() {
    for seed in seeds(count() / 6) {
        let Try { about, deployment, .. } = draw(seed);
        let kept = run(&deployment, Some(&mut |_, _| {})).world.hash();
        assert_eq!(kept, run(&deployment, None).world.hash(), "{about}");
    }
}
