//! A small world for the tests of services.

use crate::fact::Fact;
use crate::services::Config;
use crate::settings::Settings;
use crate::world::{Deployment, NodeSpec, Recording, World};
use kernel::{Keep, Record, SimDuration, SimTime};

/// Builds a world of nodes by id, with everything kept.
pub(crate) fn world(settings: Settings, nodes: Vec<(&str, Config)>) -> World {
    let spec =
        |(id, config): (&str, Config)| NodeSpec { id: id.into(), name: id.trim_start_matches('~').into(), config };
    let deployment = Deployment { settings, nodes: nodes.into_iter().map(spec).collect(), interventions: Vec::new() };
    World::new(&deployment, Recording { keep: Keep::All, hash: true })
}

/// Runs to an instant and checks on the way, at many instants, that every copy of a message is accounted for.
pub(crate) fn run(world: &mut World, until: SimDuration) {
    let checks = 50;
    for step in 1..=checks {
        let deadline = SimTime::ZERO + SimDuration::from_nanos(until.as_nanos() / checks * step);
        world.run_until(deadline, u32::MAX);
        assert!(world.balance().is_balanced(), "at {deadline}: {:?}", world.balance());
    }
    world.run_until(SimTime::ZERO + until, u32::MAX);
}

/// Writes a fact as a test reads it: `61.5s Thumbnail InvocationStarted m1 {"attempt":2,…}`.
pub(crate) fn line(world: &World, record: &Record<Fact>) -> String {
    let fields = record.fact.what.fields(|node| world.name(node).to_owned());
    let seconds = record.at.as_nanos() as f64 / 1e9;
    let message = match record.fact.message.0 {
        0 => String::new(),
        id => format!(" m{id}"),
    };
    let fields = if fields.is_empty() { String::new() } else { format!(" {}", serde_json::Value::Object(fields)) };
    format!("{seconds}s {} {}{message}{fields}", world.name(record.node), record.fact.what.name())
}

/// Returns the lines of all facts with one of these names, in order.
pub(crate) fn lines(world: &World, names: &[&str]) -> Vec<String> {
    let wanted = |record: &&Record<Fact>| names.is_empty() || names.contains(&record.fact.what.name());
    world.trace().records().filter(wanted).map(|record| line(world, record)).collect()
}

/// Returns the seconds at which facts of a name happened at a node.
pub(crate) fn times(world: &World, node: &str, name: &str) -> Vec<f64> {
    let wanted = |record: &&Record<Fact>| world.name(record.node) == node && record.fact.what.name() == name;
    world.trace().records().filter(wanted).map(|record| record.at.as_nanos() as f64 / 1e9).collect()
}
