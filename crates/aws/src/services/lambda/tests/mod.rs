//! Situations and the facts that follow.

mod asynchronous;

use super::{Behaviour, Config, limits};
use crate::behaviour::{FailRule, Law};
use crate::latency::Latency;
use crate::profile::Profile;
use crate::services::Config as Node;
use crate::services::traffic::{Plan, Retry, SourceConfig, When};
use crate::settings::Settings;
use crate::testing;
use crate::world::World;
use kernel::{SimDuration, SimTime};
use serde_json::{Value, json};

const NONE: SimDuration = SimDuration::ZERO;

fn ms(millis: u64) -> SimDuration {
    SimDuration::from_millis(millis)
}

fn secs(secs: u64) -> SimDuration {
    SimDuration::from_secs(secs)
}

fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + secs(seconds)
}

fn settings(profile: Profile) -> Settings {
    Settings { latency: Latency::None, ..Settings::new(profile) }
}

/// A function whose handler and init take no time.
fn instant() -> Config {
    taking(NONE)
}

/// A function whose handler takes a span, and whose init takes none.
fn taking(span: SimDuration) -> Config {
    let behaviour =
        Behaviour { duration: Law::constant(span), init_duration: Law::constant(NONE), ..Behaviour::default() };
    Config { behaviour, ..Config::default() }
}

fn failing(rule: FailRule) -> Config {
    let mut config = instant();
    config.behaviour.fails = [rule].into();
    config
}

fn always() -> FailRule {
    FailRule::default()
}

/// A client that invokes `F`.
fn client(when: When, input: Value) -> SourceConfig {
    let action = crate::action::action("Invoke").expect("an action of the list");
    let plan = Plan { action, input, when, from: SimTime::ZERO, until: None, count: None };
    SourceConfig { name: "c".into(), targets: vec!["F".into()], plan: Some(plan), retry: Retry::default() }
}

fn sends(instants: &[u64], input: Value) -> SourceConfig {
    client(When::At(instants.iter().map(|seconds| at(*seconds)).collect()), input)
}

fn event() -> Value {
    json!({ "InvocationType": "Event", "Payload": { "key": "value" } })
}

fn play(settings: Settings, config: Config, client: SourceConfig, until: SimDuration) -> World {
    play_with(settings, vec![("F", Node::Lambda(config)), ("~c", Node::Traffic(client))], until)
}

fn play_with(settings: Settings, nodes: Vec<(&str, Node)>, until: SimDuration) -> World {
    let mut world = testing::world(settings, nodes);
    testing::run(&mut world, until);
    world
}

/// Returns a counter of `F`.
fn sum(world: &World, metric: &str) -> u64 {
    let position = super::fields::DESCRIPTOR.metrics.iter().position(|spec| spec.name == metric);
    let id = crate::metrics::MetricId(u8::try_from(position.expect("a metric of the list")).expect("few metrics"));
    world.meter(world.node("F").expect("the function")).sum(id)
}
