//! A small world for the tests of services.

use crate::fact::{Fact, What};
use crate::metrics::MetricId;
use crate::profile::Profile;
use crate::service::Reading;
use crate::service::accept::accepted;
use crate::service::properties::{Properties, Resource, Stack};
use crate::services::Config;
use crate::services::traffic::{Plan, SourceConfig, When};
use crate::stack::settings::Settings;
use crate::stack::world::{Deployment, NodeSpec, Recording, World, name_of};
use kernel::{Keep, Record, SimDuration, SimTime};

/// Builds a world of nodes by id, with everything kept.
pub(crate) fn world(settings: Settings, nodes: Vec<(&str, Config)>) -> World {
    let spec = |(id, config): (&str, Config)| NodeSpec { id: id.into(), name: name_of(id).into(), config };
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

/// Reads the resources of a template and gives the configuration of one, with the messages of what is wrong.
pub(crate) fn read(resources: &serde_json::Value, id: &str, metadata: &serde_json::Value) -> (Config, Vec<String>) {
    read_in(Profile::default(), resources, id, metadata)
}

/// Reads as [`read`] does, in an era.
pub(crate) fn read_in(
    profile: Profile,
    resources: &serde_json::Value,
    id: &str,
    metadata: &serde_json::Value,
) -> (Config, Vec<String>) {
    let settings = Settings::new(profile);
    let resource = |(id, resource): (&String, &serde_json::Value)| Resource {
        id: id.as_str().into(),
        type_name: resource["Type"].as_str().unwrap_or_default().into(),
        properties: Properties::of_json(&resource["Properties"]),
        at: Default::default(),
        generated_by: None,
    };
    let resources = resources.as_object().expect("resources are a map").iter().map(resource).collect();
    let stack = Stack { resources, region: settings.region.clone(), account: settings.account_id.clone() };
    let (stack, refused) = accepted(&stack, profile);
    let own = refused.into_iter().filter(|(of, _)| **of == *id).map(|(_, problem)| problem);
    let (metadata, mut problems) = (Properties::of_json(metadata), own.collect());
    let mut reading = Reading {
        resource: stack.resource(id).expect("the resource is there"),
        stack: &stack,
        metadata: &metadata,
        settings: &settings,
        problems: &mut problems,
    };
    let config = Config::read(&mut reading).expect("a service has this type");
    (config, problems.into_iter().map(|problem| problem.message).collect())
}

/// Makes a client that takes an action at these seconds.
pub(crate) fn client_at(to: &str, action: &str, seconds: &[u64], input: serde_json::Value) -> Config {
    let instants = seconds.iter().map(|second| SimTime::ZERO + SimDuration::from_secs(*second));
    let plan = Plan {
        action: crate::service::action::action(action).expect("an action of the list"),
        input,
        when: When::At(instants.collect()),
        from: SimTime::ZERO,
        until: None,
        count: None,
    };
    Config::Traffic(SourceConfig { targets: vec![to.into()], plan: Some(plan), ..SourceConfig::default() })
}

/// Returns the statuses of a client's final answers, in order.
pub(crate) fn statuses(world: &World, client: &str) -> Vec<u16> {
    let status = |record: &Record<Fact>| match record.fact.what {
        What::CallEnded { status, .. } if world.name(record.node) == client => Some(status),
        _ => None,
    };
    world.trace().records().filter_map(status).collect()
}

/// Returns the sum of a counter of a node.
pub(crate) fn sum(world: &World, node: &str, metric: &str) -> u64 {
    let id = world.node(node).expect("the node is there");
    let metrics = world.nodes()[id.0 as usize].config.descriptor().metrics;
    let position = metrics.iter().position(|spec| spec.name == metric).expect("the metric is in the list");
    world.meter(id).sum(MetricId(position as u8))
}
