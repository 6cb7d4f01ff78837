//! Situations and what a queue makes of them.

mod reading;
mod rules;
mod scenarios;

use super::{Config, Queue, record};
use crate::fact::{Detail, Fact, What};
use crate::message::{CallId, Invocation, Item, Message, Operation, Request};
use crate::payload::{Parameters, Payload};
use crate::profile::Profile;
use crate::services::{Config as Node, Service};
use crate::stack::latency::Latency;
use crate::stack::settings::Settings;
use crate::stack::world::World;
use crate::testing;
use kernel::{MessageId, NodeId, Record, SimDuration, SimTime};
use serde_json::{Map, Value, json};

/// Queues and a person who calls them.
struct Bench {
    world: World,
    calls: u64,
}

/// What a receive returned.
#[derive(Clone, Debug, Default)]
struct Received {
    at: f64,
    messages: Vec<MessageId>,
    counts: Vec<u32>,
}

fn settings(profile: Profile) -> Settings {
    Settings { latency: Latency::None, ..Settings::new(profile) }
}

fn at(seconds: f64) -> SimTime {
    SimTime::from_nanos((seconds * 1e9).round() as u64)
}

fn seconds(at: SimTime) -> f64 {
    at.as_nanos() as f64 / 1e9
}

/// Far above the numbers that a run gives its own copies.
const FIRST_CALL: u64 = 1_000_000;

impl Bench {
    fn new(profile: Profile, queues: Vec<Config>) -> Self {
        let ids: Vec<_> = queues.iter().map(|queue| queue.id.clone()).collect();
        let nodes = ids.iter().map(|id| &**id).zip(queues.into_iter().map(Node::Sqs)).collect();
        Self { world: testing::world(settings(profile), nodes), calls: FIRST_CALL }
    }

    /// Lets everything before an instant happen.
    fn until(&mut self, seconds: f64) {
        self.world.run_until(at(seconds), u32::MAX);
    }

    /// Calls a queue now, and lets everything of this instant happen.
    fn call(&mut self, queue: &str, operation: &'static str, body: Payload, parameters: Value) -> MessageId {
        self.calls += 1;
        let id = MessageId(self.calls);
        let Value::Object(parameters) = parameters else { panic!("parameters are a map") };
        let item = Item { parameters: Parameters::new(parameters), ..Item::new(id, body) };
        let call = CallId(self.calls);
        let request = Request { call, operation: Operation(operation), invocation: Invocation::Sync, item };
        let node = self.node(queue);
        self.world.inject(node, Message::Request(request));
        let end = self.world.now() + SimDuration::from_nanos(1);
        while self.world.step_before(end).is_some() {}
        id
    }

    fn send(&mut self, queue: &str, body: &str) -> MessageId {
        self.call(queue, "SendMessage", Payload::from_text(body), json!({}))
    }

    fn send_to(&mut self, queue: &str, group: &str, body: &str) -> MessageId {
        self.call(queue, "SendMessage", Payload::from_text(body), json!({ "MessageGroupId": group }))
    }

    fn receive(&mut self, queue: &str, parameters: Value) -> Received {
        let call = self.call(queue, "ReceiveMessage", Payload::empty(), parameters);
        self.received(call)
    }

    /// Returns how many messages a plain receive of up to ten finds.
    fn count(&mut self, queue: &str) -> usize {
        self.receive(queue, json!({ "MaxNumberOfMessages": 10 })).messages.len()
    }

    /// Returns what a receive returned, as far as it has been answered.
    fn received(&self, call: MessageId) -> Received {
        let mut found = Received::default();
        for record in self.world.trace().records() {
            match record.fact.what {
                What::Received { count, .. } => {
                    found.messages.push(record.fact.message);
                    found.counts.push(count);
                }
                What::Answered { .. } if record.fact.message == call => {
                    found.at = seconds(record.at);
                    return found;
                }
                What::Answered { .. } => found = Received::default(),
                _ => {}
            }
        }
        Received::default()
    }

    /// Returns the status of a call's answer.
    fn status(&self, call: MessageId) -> u16 {
        let answered = |record: &Record<Fact>| match record.fact.what {
            What::Answered { status, .. } if record.fact.message == call => Some(status),
            _ => None,
        };
        self.world.trace().records().find_map(answered).unwrap_or_default()
    }

    /// Returns why a call was refused, in AWS's words.
    fn refusal(&self, call: MessageId) -> Option<String> {
        let refused = |record: &&Record<Fact>| {
            record.fact.message == call
                && matches!(record.fact.what, What::Noted { note, .. } if *note == super::CALL_REFUSED)
        };
        let record = self.world.trace().records().find(refused)?;
        match self.world.trace().detail(record.id) {
            Some(Detail::Said { text, .. }) => Some(text.to_string()),
            _ => None,
        }
    }

    fn node(&self, queue: &str) -> NodeId {
        self.world.node(queue).expect("a queue of this bench")
    }

    fn queue(&self, queue: &str) -> &Queue {
        match self.world.model(self.node(queue)) {
            Service::Sqs(queue) => queue,
            other => panic!("{other:?} is no queue"),
        }
    }

    fn stored(&self, queue: &str, id: MessageId) -> Option<&super::store::Stored> {
        self.queue(queue).store.iter().map(|(_, stored)| stored).find(|stored| stored.item.id == id)
    }

    fn handle(&self, queue: &str, id: MessageId) -> String {
        record::receipt_handle(self.stored(queue, id).map_or(0, |stored| stored.receipt))
    }

    fn delete(&mut self, queue: &str, handle: &str) -> MessageId {
        self.call(queue, "DeleteMessage", Payload::empty(), json!({ "ReceiptHandle": handle }))
    }

    fn body(&self, id: MessageId, bodies: &[(MessageId, String)]) -> String {
        bodies.iter().find(|(known, _)| *known == id).map(|(_, body)| body.clone()).unwrap_or_default()
    }

    fn levels(&self, queue: &str) -> (u64, u64, u64) {
        let store = &self.queue(queue).store;
        (store.visible(), store.in_flight(), store.delayed())
    }

    fn facts(&self, name: &str) -> Vec<String> {
        testing::lines(&self.world, &[name])
    }

    fn rules(&self, name: &str) -> Vec<&'static str> {
        let named = |record: &&Record<Fact>| record.fact.what.name() == name;
        self.world.trace().records().filter(named).filter_map(|record| Some(record.fact.rule?.id)).collect()
    }

    fn assert_balanced(&self) {
        assert!(self.world.balance().is_balanced(), "{:?}", self.world.balance());
    }
}

fn map(entries: &[(&str, Value)]) -> Value {
    let present = entries.iter().filter(|(_, value)| !value.is_null());
    Value::Object(present.map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<Map<_, _>>())
}
