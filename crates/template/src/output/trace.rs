//! The trace as JSON, one object a line.

use aws::fact::{Detail, Fact, What};
use aws::rules::{Rule, Standing};
use aws::stack::world::World;
use kernel::{MessageId, Record, RecordId};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Payloads longer than this are not written out [bytes].
const PAYLOAD_MAX: usize = 4_096;

/// Writes records as lines.
#[derive(Debug)]
pub struct TraceWriter<W> {
    out: W,
}

impl<W: Write> TraceWriter<W> {
    /// Writes to this.
    pub fn new(out: W) -> Self {
        Self { out }
    }

    /// Writes one record.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, world: &World, record: &Record<Fact>) -> io::Result<()> {
        writeln!(self.out, "{}", trace_line(world, record))
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Returns a record as an object of the trace.
#[must_use]
pub fn trace_line(world: &World, record: &Record<Fact>) -> Value {
    let fact = &record.fact;
    let mut line = Map::new();
    line.insert("t_us".to_owned(), micros(record.at.as_nanos()));
    line.insert("node".to_owned(), json!(world.name(record.node)));
    line.insert("fact".to_owned(), json!(fact.what.name()));
    if fact.message != MessageId::NONE {
        line.insert("message".to_owned(), json!(message_name(fact.message)));
    }
    line.insert("id".to_owned(), json!(record.id.0));
    let cause = (record.cause != RecordId::NONE).then_some(record.cause.0);
    line.insert("cause".to_owned(), json!(cause));
    line.extend(fact.what.fields(|node| world.name(node).to_owned()));
    let detail = world.trace().detail(record.id);
    if let What::InvocationStarted { .. } = fact.what {
        let messages: Vec<String> = match detail {
            Some(Detail::Batch { messages, .. }) => messages.iter().copied().map(message_name).collect(),
            _ => vec![message_name(fact.message)],
        };
        line.insert("records".to_owned(), json!(messages.len()));
        line.insert("messages".to_owned(), json!(messages));
    }
    if let Some(detail) = detail {
        add_detail(&mut line, detail);
    }
    if let Some(rule) = fact.rule {
        line.insert("why".to_owned(), why(rule));
    }
    Value::Object(line)
}

/// Writes whole microseconds as such, and a part of one where there is one.
fn micros(nanos: u64) -> Value {
    if nanos.is_multiple_of(1_000) { json!(nanos / 1_000) } else { json!(nanos as f64 / 1_000.0) }
}

fn message_name(message: MessageId) -> String {
    format!("m{}", message.0)
}

fn why(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "sentence": rule.sentence,
        "source": rule.source,
        "assumed": rule.standing == Standing::Assumed,
    })
}

fn add_detail(line: &mut Map<String, Value>, detail: &Detail) {
    let payload = match detail {
        Detail::Content { action, payload, parameters } => {
            if !action.is_empty() {
                line.insert("action".to_owned(), json!(action));
            }
            if !parameters.is_empty() {
                line.insert("parameters".to_owned(), parameters.to_json());
            }
            payload
        }
        Detail::Batch { payload, .. } => payload,
        Detail::Said { text, .. } => {
            line.insert("said".to_owned(), json!(&**text));
            return;
        }
    };
    line.insert("bytes".to_owned(), json!(payload.size()));
    if payload.size() <= PAYLOAD_MAX as u64 {
        line.insert("payload".to_owned(), payload.json());
    }
}
