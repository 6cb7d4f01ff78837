//! Situations and the facts that follow: a queue `Q`, a mapping `M`, a function `F` and a client.

mod closed_form;
mod reading;
mod rules;
mod streams;

use super::{Config, fields};
use crate::behaviour::{FailRule, Law};
use crate::fact::{Fact, What};
use crate::message::ThrottleReason;
use crate::metrics::MetricId;
use crate::pattern::{Dialect, Pattern};
use crate::profile::Profile;
use crate::services::Config as Node;
use crate::services::traffic::{Plan, Retry, SourceConfig, When};
use crate::services::{lambda, sqs};
use crate::stack::latency::Latency;
use crate::stack::settings::Settings;
use crate::stack::world::{PlannedIntervention, World};
use crate::testing;
use kernel::{Record, SimDuration, SimTime};
use serde_json::{Value, json};
use std::sync::Arc;

/// A stack with one queue, one mapping and one function.
struct Stack {
    profile: Profile,
    queue: sqs::Config,
    mapping: Config,
    function: lambda::Config,
    clients: Vec<SourceConfig>,
    /// A dead-letter queue of `Q`, called `D`.
    dead_letter_queue: bool,
    /// What is done, when and to what.
    latency: Latency,
    intervention: Option<(SimTime, &'static str, Arc<crate::stack::intervention::Intervention>)>,
}

impl Stack {
    fn new(profile: Profile) -> Self {
        Self {
            profile,
            queue: sqs::Config::standard("Q", profile),
            mapping: Config::of_queue("M", "Q", "F"),
            function: taking(SimDuration::from_millis(100)),
            clients: Vec::new(),
            dead_letter_queue: false,
            latency: Latency::None,
            intervention: None,
        }
    }

    fn now() -> Self {
        Self::new(Profile::Aws2026)
    }

    fn fifo(mut self) -> Self {
        self.queue = sqs::Config { id: "Q".into(), ..sqs::Config::fifo("Q", self.profile) };
        self.mapping.kind = super::SourceKind::Queue { fifo: true };
        self
    }

    fn dead_letters_after(mut self, receives: u32) -> Self {
        self.queue = self.queue.redriving("D", receives);
        self.dead_letter_queue = true;
        self
    }

    fn send(mut self, when: When, input: Value) -> Self {
        let action = crate::service::action::action("SendMessage").expect("an action of the list");
        let plan = Plan { action, input, when, from: SimTime::ZERO, until: None, count: None };
        let name = format!("c{}", self.clients.len()).into();
        let targets = vec!["Q".into()];
        self.clients.push(SourceConfig { name, targets, plan: Some(plan), retry: Retry::default() });
        self
    }

    fn burst(self, count: u64) -> Self {
        self.send(When::Burst { count, at: SimTime::ZERO }, json!({ "MessageBody": "m{n}" }))
    }

    fn run(self, until: SimDuration) -> World {
        let settings = Settings { latency: self.latency, ..Settings::new(self.profile) };
        let dead_letters = match &self.queue.fifo {
            Some(_) => sqs::Config::fifo("D", self.profile),
            None => sqs::Config::standard("D", self.profile),
        };
        let names: Vec<String> = self.clients.iter().map(|client| format!("~{}", client.name)).collect();
        let mut nodes = vec![
            ("Q", Node::Sqs(self.queue)),
            ("M", Node::EventSourceMapping(self.mapping)),
            ("F", Node::Lambda(self.function)),
        ];
        if self.dead_letter_queue {
            nodes.push(("D", Node::Sqs(dead_letters.dead_letters_of("Q"))));
        }
        let clients = self.clients.into_iter().map(Node::Traffic);
        nodes.extend(names.iter().map(String::as_str).zip(clients));
        let mut world = testing::world(settings, nodes);
        if let Some((at, on, intervention)) = self.intervention {
            world.intervene(&PlannedIntervention { at, on: on.into(), intervention });
        }
        testing::run(&mut world, until);
        world
    }
}

fn secs(seconds: u64) -> SimDuration {
    SimDuration::from_secs(seconds)
}

fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + secs(seconds)
}

/// A function whose handler takes a span, and whose init takes none.
fn taking(span: SimDuration) -> lambda::Config {
    let mut config = lambda::Config { timeout: SimDuration::from_secs(900), ..lambda::Config::default() };
    config.behaviour.duration = Law::constant(span);
    config.behaviour.init_duration = Law::constant(SimDuration::ZERO);
    config
}

fn failing(mut config: lambda::Config, rule: FailRule) -> lambda::Config {
    config.behaviour.fails = [rule].into();
    config
}

fn pattern(text: &str, dialect: Dialect) -> Pattern {
    Pattern::parse(text, dialect, Profile::Aws2026).expect("a pattern")
}

fn metric(world: &World, id: MetricId) -> u64 {
    world.meter(world.node("M").expect("the mapping")).sum(id)
}

fn most_at_once(world: &World) -> u64 {
    let meter = world.meter(world.node("M").expect("the mapping"));
    meter.statistic(fields::CONCURRENT_BATCHES).expect("a statistic").max()
}

fn whats(world: &World, name: &str) -> Vec<What> {
    let named = |record: &&Record<Fact>| record.fact.what.name() == name;
    world.trace().records().filter(named).map(|record| record.fact.what).collect()
}

fn rules_of(world: &World, name: &str) -> Vec<&'static str> {
    let named = |record: &&Record<Fact>| record.fact.what.name() == name;
    world.trace().records().filter(named).filter_map(|record| Some(record.fact.rule?.id)).collect()
}

fn levels(world: &World, queue: &str) -> Vec<u64> {
    world.holding(world.node(queue).expect("a queue")).gauges.iter().map(|(_, value)| *value).collect()
}

fn batches(world: &World) -> Vec<u32> {
    let records = |what: What| match what {
        What::BatchInvoked { records, .. } => records,
        _ => 0,
    };
    whats(world, "BatchInvoked").into_iter().map(records).collect()
}
