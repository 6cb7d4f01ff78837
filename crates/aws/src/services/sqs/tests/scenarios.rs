//! Plays the recorded scenarios of queues, step by step.
//!
//! They stand beside the project; where that folder is missing, the test says that it was skipped.

use super::{Bench, Received, map, record};
use crate::payload::Payload;
use crate::profile::Profile;
use crate::services::sqs::{Config, Fifo};
use kernel::{MessageId, SimDuration};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// Scenarios that cannot be played, with the reason. Empty: all can.
const LEFT_OUT: &[(&str, &str)] = &[];

#[test]
fn recorded_scenarios_play_as_recorded() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sqs/scenarios.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        // Past the capture of the test runner, so that it is seen.
        writeln!(std::io::stdout(), "\nskipped: {} is missing", path.display()).expect("a test can write");
        return;
    };
    let scenarios: Vec<Value> = serde_json::from_str(&text).expect("a list of scenarios");
    let mut wrong = Vec::new();
    for scenario in &scenarios {
        let id = scenario["id"].as_str().unwrap_or_default();
        let left_out = LEFT_OUT.iter().any(|(left_out, _)| *left_out == id);
        match play(scenario) {
            Ok(()) if left_out => wrong.push(format!("{id} passes, though it is left out")),
            Err(problem) if !left_out => wrong.push(format!("{id}: {problem}")),
            _ => {}
        }
    }
    println!("{} of {} scenarios pass", scenarios.len() - wrong.len(), scenarios.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A scenario being played.
struct Play {
    bench: Bench,
    bodies: Vec<(MessageId, String)>,
    /// Messages and receive calls by the name that a step gives them.
    names: BTreeMap<String, MessageId>,
    /// The handles of what a receive returned.
    handles: BTreeMap<String, Vec<String>>,
}

fn play(scenario: &Value) -> Result<(), String> {
    let queues = scenario["queues"].as_object().expect("queues by name");
    let configs = queues.iter().map(|(name, attributes)| config(name, attributes, queues)).collect();
    let bench = Bench::new(Profile::Aws2026, configs);
    let mut play = Play { bench, bodies: Vec::new(), names: BTreeMap::new(), handles: BTreeMap::new() };
    let mut steps: Vec<&Value> = scenario["steps"].as_array().expect("steps").iter().collect();
    let time = |step: &Value| step["at"].as_f64().unwrap_or_default();
    steps.sort_by(|a, b| time(a).total_cmp(&time(b)));
    let mut receives = Vec::new();
    for step in steps {
        play.bench.until(time(step));
        let call = play.step(step)?;
        if step["op"] == "receive" {
            receives.push((call, step));
        }
    }
    let end = seconds_later(&play);
    play.bench.until(end);
    receives.iter().try_for_each(|(call, step)| play.check_receive(*call, step))
}

fn seconds_later(play: &Play) -> f64 {
    (play.bench.world.now() + SimDuration::from_secs(20)).as_nanos() as f64 / 1e9
}

fn config(name: &str, attributes: &Value, queues: &serde_json::Map<String, Value>) -> Config {
    let mut config = Config::standard(name, Profile::Aws2026);
    let seconds = |key: &str| attributes[key].as_u64().map(SimDuration::from_secs);
    config.visibility = seconds("VisibilityTimeout").unwrap_or(config.visibility);
    config.delay = seconds("DelaySeconds").unwrap_or(config.delay);
    config.wait = seconds("ReceiveMessageWaitTimeSeconds").unwrap_or(config.wait);
    config.message_size_max = attributes["MaximumMessageSize"].as_u64().unwrap_or(config.message_size_max);
    if attributes["FifoQueue"] == true {
        let content_based = attributes["ContentBasedDeduplication"] == true;
        config.fifo = Some(Fifo { content_based, ..Fifo::default() });
    }
    if let Some(target) = attributes["RedrivePolicy"]["target"].as_str() {
        let max = attributes["RedrivePolicy"]["maxReceiveCount"].as_u64().unwrap_or(1);
        config = config.redriving(target, u32::try_from(max).expect("a small count"));
    }
    for (other, attributes) in queues {
        if attributes["RedrivePolicy"]["target"] == name {
            config = config.dead_letters_of(other);
        }
    }
    config
}

impl Play {
    fn step(&mut self, step: &Value) -> Result<MessageId, String> {
        let queue = step["queue"].as_str().expect("a queue");
        let call = match step["op"].as_str().expect("an operation") {
            "send" => self.send(queue, step),
            "send_batch" => self.send_batch(queue, step),
            "receive" => self.receive(queue, step),
            "delete" => {
                let handle = self.handle(step);
                self.bench.delete(queue, &handle)
            }
            "visibility" => {
                let handle = Value::String(self.handle(step));
                let parameters = map(&[("ReceiptHandle", handle), ("VisibilityTimeout", step["timeout"].clone())]);
                self.bench.call(queue, "ChangeMessageVisibility", Payload::empty(), parameters)
            }
            "purge" => self.bench.call(queue, "PurgeQueue", Payload::empty(), map(&[])),
            "move_task" => self.bench.call(queue, "StartMessageMoveTask", Payload::empty(), map(&[])),
            "counts" => return self.check_counts(queue, step),
            other => return Err(format!("unknown operation {other}")),
        };
        if let Some(name) = step["as"].as_str() {
            self.names.insert(name.to_owned(), call);
        }
        if step["op"] != "receive" {
            self.check_answer(queue, call, step)?;
        }
        Ok(call)
    }

    fn send(&mut self, queue: &str, step: &Value) -> MessageId {
        let body = match &step["body"] {
            Value::String(text) => text.clone(),
            repeated => {
                let times = repeated["times"].as_u64().expect("a count");
                let text = repeated["repeat"].as_str().expect("a text");
                text.repeat(usize::try_from(times).expect("a small count"))
            }
        };
        let parameters = map(&[
            ("MessageGroupId", step["group"].clone()),
            ("MessageDeduplicationId", step["dedup"].clone()),
            ("DelaySeconds", step["delay"].clone()),
        ]);
        let id = self.bench.call(queue, "SendMessage", Payload::from_text(&*body), parameters);
        self.bodies.push((id, body));
        id
    }

    fn send_batch(&mut self, queue: &str, step: &Value) -> MessageId {
        let bodies = step["bodies"].as_array().expect("bodies");
        let entries = bodies.iter().map(|body| map(&[("MessageBody", body.clone())])).collect();
        self.bench.call(queue, "SendMessageBatch", Payload::empty(), map(&[("Entries", Value::Array(entries))]))
    }

    fn receive(&mut self, queue: &str, step: &Value) -> MessageId {
        let parameters = map(&[
            ("MaxNumberOfMessages", step["max"].clone()),
            ("WaitTimeSeconds", step["wait"].clone()),
            ("VisibilityTimeout", step["visibility"].clone()),
        ]);
        let call = self.bench.call(queue, "ReceiveMessage", Payload::empty(), parameters);
        if let Some(name) = step["as"].as_str() {
            let received = self.bench.received(call);
            let handles = received.messages.iter().map(|id| self.bench.handle(queue, *id)).collect();
            self.handles.insert(name.to_owned(), handles);
        }
        call
    }

    /// Returns the handle that a step names as `r[0]`.
    fn handle(&self, step: &Value) -> String {
        let (name, index) = step["receipt"].as_str().and_then(|text| text.split_once('[')).expect("r[0]");
        let index: usize = index.trim_end_matches(']').parse().expect("an index");
        self.handles[name][index].clone()
    }

    fn check_answer(&mut self, queue: &str, call: MessageId, step: &Value) -> Result<(), String> {
        let expected = &step["expect"];
        let refusal = self.bench.refusal(call);
        if let Some(name) = expected["message_id_same_as"].as_str() {
            let first = self.names[name];
            let dropped = self.bench.facts("Dropped").len() == 1;
            let kept = self.bench.queue(queue).deduplication.knows(first);
            return if dropped && kept { Ok(()) } else { Err("the duplicate has another id".to_owned()) };
        }
        match (&expected["error"], refusal) {
            (Value::Null, None) => Ok(()),
            (Value::Null, Some(text)) => Err(format!("refused: {text}")),
            (_, None) => Err(format!("accepted, but expected {expected}")),
            (error, Some(text)) => match error["message"].as_str() {
                Some(message) if !same_but_for_the_handle(message, &text) => Err(format!("{text} is not {message}")),
                _ => Ok(()),
            },
        }
    }

    fn check_counts(&self, queue: &str, step: &Value) -> Result<MessageId, String> {
        let (visible, in_flight, delayed) = self.bench.levels(queue);
        let expected = &step["expect"];
        let found = serde_json::json!({ "visible": visible, "in_flight": in_flight, "delayed": delayed });
        if *expected == found { Ok(MessageId::NONE) } else { Err(format!("found {found}, expected {expected}")) }
    }

    fn check_receive(&self, call: MessageId, step: &Value) -> Result<(), String> {
        let Received { at, messages, counts } = self.bench.received(call);
        let expected = &step["expect"];
        let bodies: Value = messages.iter().map(|id| Value::String(self.bench.body(*id, &self.bodies))).collect();
        let differs =
            |what: &str, found: &Value| Err(format!("{what} at {}: found {found}, expected {expected}", step["at"]));
        let one_of = |lists: &Value| lists.as_array().is_some_and(|lists| lists.contains(&bodies));
        if (!expected["bodies"].is_null() && expected["bodies"] != bodies)
            || (!expected["bodies_one_of"].is_null() && !one_of(&expected["bodies_one_of"]))
            || expected["count"].as_u64().is_some_and(|count| count != messages.len() as u64)
        {
            return differs("bodies", &bodies);
        }
        let counts: Value = counts.into_iter().collect();
        if !expected["receive_counts"].is_null() && expected["receive_counts"] != counts {
            return differs("receive counts", &counts);
        }
        if expected["returns_at"].as_f64().is_some_and(|wanted| (wanted - at).abs() > 1e-9) {
            return differs("time", &at.into());
        }
        let queue = step["queue"].as_str().unwrap_or_default();
        if let (Some(first), Some(id)) = (expected["first_receive_at"].as_f64(), messages.first()) {
            let stored = self.bench.stored(queue, *id).and_then(|stored| stored.first_received);
            let found = stored.map_or(-1.0, super::seconds);
            if (found - first).abs() > 1e-9 {
                return differs("first receive", &found.into());
            }
        }
        match expected["message_id_same_as"].as_str() {
            Some(name) if messages.first() != self.names.get(name) => differs("message", &bodies),
            _ => Ok(()),
        }
    }
}

/// AWS's text with `<receipt>` where the handle stands.
fn same_but_for_the_handle(expected: &str, found: &str) -> bool {
    let Some((before, after)) = expected.split_once("<receipt>") else { return expected == found };
    let handle = found.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    handle.is_some_and(|handle| record::receipt_of(handle).is_some())
}
