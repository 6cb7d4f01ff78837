//! Situations and the facts that follow.

mod asynchronous;
mod behaviour;
mod blame;
mod concurrency;
mod control;
mod environments;
mod hand_over;
mod reading;
mod statistics;
mod synchronous;

use super::config::{Behaviour, Config, Target, TargetKind};
use crate::behaviour::{FailRule, Failure, Law, Response};
use crate::fact::{Detail, Fact};
use crate::profile::Profile;
use crate::services::Config as Node;
use crate::services::traffic::{Plan, Retry, SourceConfig, When};
use crate::stack::intervention::Intervention;
use crate::stack::latency::Latency;
use crate::stack::settings::Settings;
use crate::stack::world::{PlannedIntervention, World};
use crate::testing::{self, lines, times};
use kernel::{Record, SimDuration, SimTime};
use serde_json::{Value, json};
use std::sync::Arc;

const NONE: SimDuration = SimDuration::ZERO;
const ERAS: [Profile; 2] = [Profile::Aws2020, Profile::Aws2026];

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

fn now() -> Settings {
    settings(Profile::Aws2026)
}

/// A function whose handler takes a span, and whose init takes none.
fn taking(span: SimDuration) -> Config {
    let behaviour =
        Behaviour { duration: Law::constant(span), init_duration: Law::constant(NONE), ..Behaviour::default() };
    Config { behaviour, ..Config::default() }
}

/// A function that takes no time and fails by a rule.
fn failing(rule: FailRule) -> Config {
    let mut config = taking(NONE);
    config.behaviour.fails = [rule].into();
    config
}

fn always() -> FailRule {
    FailRule::default()
}

fn how(how: Failure) -> FailRule {
    FailRule { how, ..always() }
}

fn reserved(mut config: Config, executions: u32) -> Config {
    config.reserved_concurrent_executions = Some(executions);
    config
}

/// A client that invokes `F`.
fn client(when: When, input: Value) -> SourceConfig {
    let action = crate::service::action::action("Invoke").expect("an action of the list");
    let plan = Plan { action, input, when, from: SimTime::ZERO, until: None, count: None };
    SourceConfig { name: "c".into(), targets: vec!["F".into()], plan: Some(plan), retry: Retry::default() }
}

/// A client that invokes `F` at these seconds.
fn sends(instants: &[u64], input: Value) -> SourceConfig {
    client(When::At(instants.iter().map(|seconds| at(*seconds)).collect()), input)
}

fn burst(count: u64, second: u64, input: Value) -> SourceConfig {
    client(When::Burst { count, at: at(second) }, input)
}

/// The input of a synchronous invocation.
fn call() -> Value {
    json!({ "Payload": { "key": "value" } })
}

/// The input of an asynchronous invocation.
fn event() -> Value {
    json!({ "InvocationType": "Event", "Payload": { "key": "value" } })
}

fn play(settings: Settings, config: Config, client: SourceConfig, until: SimDuration) -> World {
    play_with(settings, vec![("F", Node::Lambda(config)), ("~c", Node::Traffic(client))], &[], until)
}

/// Runs a stack in which `F` is intervened at.
fn play_with(
    settings: Settings,
    nodes: Vec<(&str, Node)>,
    interventions: &[(u64, Intervention)],
    until: SimDuration,
) -> World {
    let mut world = testing::world(settings, nodes);
    for (second, intervention) in interventions {
        let intervention = Arc::new(intervention.clone());
        world.intervene(&PlannedIntervention { at: at(*second), on: "F".into(), intervention });
    }
    testing::run(&mut world, until);
    world
}

fn intervened(config: Config, client: SourceConfig, done: &[(u64, Intervention)], until: SimDuration) -> World {
    play_with(now(), vec![("F", Node::Lambda(config)), ("~c", Node::Traffic(client))], done, until)
}

fn metric(name: &str) -> crate::metrics::MetricId {
    let position = super::fields::DESCRIPTOR.metrics.iter().position(|spec| spec.name == name);
    crate::metrics::MetricId(u8::try_from(position.expect("a metric of the list")).expect("few metrics"))
}

/// Returns a counter of `F`.
fn sum(world: &World, name: &str) -> u64 {
    world.meter(world.node("F").expect("the function")).sum(metric(name))
}

/// Returns the largest sample of a statistic of `F`.
fn max(world: &World, name: &str) -> u64 {
    let meter = world.meter(world.node("F").expect("the function"));
    meter.statistic(metric(name)).expect("a statistic").max()
}

/// Returns the records of a kind of fact, with their long parts.
fn records(world: &World, name: &str) -> Vec<(Record<Fact>, Option<Detail>)> {
    let trace = world.trace();
    let wanted = trace.records().filter(|record| record.fact.what.name() == name);
    wanted.map(|record| (*record, trace.detail(record.id).cloned())).collect()
}

/// Returns what came with the records of a kind of fact, as JSON.
fn payloads(world: &World, name: &str) -> Vec<Value> {
    let payload = |(_, detail): (_, Option<Detail>)| match detail {
        Some(Detail::Content { payload, .. } | Detail::Batch { payload, .. }) => Some(payload.json()),
        _ => None,
    };
    records(world, name).into_iter().filter_map(payload).collect()
}

/// Returns the rules that are said to have decided a kind of fact.
fn rules(world: &World, name: &str) -> Vec<&'static str> {
    records(world, name).iter().filter_map(|(record, _)| record.fact.rule.map(|rule| rule.id)).collect()
}

/// Returns a field of all facts of a kind.
fn fields(world: &World, name: &str, field: &str) -> Vec<Value> {
    let field =
        |(record, _): &(Record<Fact>, _)| record.fact.what.fields(|node| world.name(node).to_owned())[field].clone();
    records(world, name).iter().map(field).collect()
}
