//! What holds of every run, whatever is simulated.

use aws::world::{Recording, World};
use kernel::{Keep, SimDuration, SimTime};
use suite::swarm::{self, Watch};
use template::output::run;
use template::{Scenario, ScenarioOptions};

/// How many templates are tried; `SWARM=1000` tries more.
fn count() -> u64 {
    std::env::var("SWARM").ok().and_then(|text| text.parse().ok()).unwrap_or(12)
}

fn scenario(seed: u64) -> Scenario {
    let text = swarm::template(seed);
    let scenario = Scenario::read(&text, &ScenarioOptions::default());
    assert!(!scenario.has_errors(), "SEED={seed}: {:#?}\n{text}", scenario.diagnostics);
    scenario
}

#[test]
fn no_message_is_lost_and_nothing_runs_backwards() {
    for seed in 0..count() {
        let deployment = template::compile(&scenario(seed));
        let mut watch = Watch::default();
        let mut unbalanced = None;
        let mut see = |world: &World, record: &kernel::Record<aws::fact::Fact>| watch.see(world, record);
        let outcome = run(&deployment, Some(&mut see));
        if !outcome.world.balance().is_balanced() {
            unbalanced = Some(outcome.world.balance());
        }
        let text = swarm::template(seed);
        assert!(outcome.problem.is_none(), "SEED={seed}: {:?}\n{text}", outcome.problem);
        assert!(watch.violations.is_empty(), "SEED={seed}: {:#?}\n{text}", watch.violations);
        assert_eq!(unbalanced, None, "SEED={seed}\n{text}");
    }
}

#[test]
fn every_copy_is_accounted_for_at_every_instant() {
    for seed in 0..count().min(4) {
        let deployment = template::compile(&scenario(seed));
        let mut world = World::new(&deployment, Recording { keep: Keep::Nothing, hash: false });
        for tenth in 1..600 {
            let deadline = SimTime::ZERO + SimDuration::from_millis(300 * tenth);
            world.run_until(deadline, u32::MAX);
            assert!(world.balance().is_balanced(), "SEED={seed} at {deadline}: {:?}", world.balance());
        }
    }
}

#[test]
fn a_checkpoint_goes_on_exactly_like_the_straight_run() {
    for seed in 0..count().min(6) {
        let deployment = template::compile(&scenario(seed));
        let recording = Recording { keep: Keep::Nothing, hash: true };
        let end = SimTime::ZERO + deployment.settings.duration;
        let mut straight = World::new(&deployment, recording);
        straight.run_until(end, u32::MAX);
        let mut first = World::new(&deployment, recording);
        first.run_until(SimTime::ZERO + SimDuration::from_secs(61), u32::MAX);
        let mut second = first.clone();
        second.run_until(end, u32::MAX);
        first.run_until(end, u32::MAX);
        assert_eq!(straight.hash(), first.hash(), "SEED={seed}");
        assert_eq!(straight.hash(), second.hash(), "SEED={seed}");
    }
}

#[test]
fn what_is_kept_of_the_trace_changes_nothing() {
    for seed in 0..count().min(4) {
        let deployment = template::compile(&scenario(seed));
        let kept = run(&deployment, Some(&mut |_, _| {})).world.hash();
        assert_eq!(kept, run(&deployment, None).world.hash(), "SEED={seed}");
    }
}
