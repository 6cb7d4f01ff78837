//! Consumers of Kinesis data streams with enhanced fan-out.
//!
//! # Simulated
//! That records are pushed to the mapping that names it, without a wait for a poll and with 2 MB a second of each shard
//! for itself: the stream and the mapping do that between them.
//!
//! # Simplified
//! The push has its own latency.
//!
//! # Not simulated
//! Readers other than mappings.
//!
//! # Sources
//! STR-16.

mod limits;

use crate::diagnostics::Diagnostic;
use crate::fact::{Fact, What};
use crate::message::Message;
use crate::metrics::Meter;
use crate::rules;
use crate::service::properties::Resource;
use crate::service::snapshot::NodeSnapshot;
use crate::service::standing::Standing;
use crate::service::{
    Accept, Category, Cx, Descriptor, FieldKind, FieldSpec, Holding, PortSpec, Reading, ServiceModel, Setup, Verdict,
    Wire,
};
use kernel::{Envelope, SimTime};
use std::sync::Arc;

/// A consumer as a template describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Its logical id.
    pub id: Arc<str>,
    /// The logical id of its stream, where that stands in the template.
    pub stream: Option<Arc<str>>,
}

/// It schedules nothing for itself.
#[derive(Clone, Debug)]
pub enum Timer {}

/// A consumer: what goes through it the stream and the mapping do.
#[derive(Clone, Debug)]
pub struct Consumer {
    standing: Standing,
}

impl ServiceModel for Consumer {
    type Config = Config;
    type Timer = Timer;
    const DESCRIPTOR: &'static Descriptor = &DESCRIPTOR;

    fn read(reading: &mut Reading<'_>) -> Config {
        let stream: Option<Arc<str>> = reading.stack.target(reading.property("StreamARN")).map(Into::into);
        check_count(reading, stream.as_deref());
        Config { id: reading.resource.id.clone(), stream }
    }

    fn wires(config: &Config) -> Vec<Wire> {
        config.stream.iter().map(|stream| Wire::new("Consumer", stream, &config.id)).collect()
    }

    fn new(_: &Config, _: &mut Setup<'_>) -> Self {
        Self { standing: Standing::default() }
    }

    fn measure(_: &Fact, _: SimTime, _: &mut Meter) {}

    fn fixed(before: &Config, after: &Config) -> Option<&'static str> {
        (before.stream != after.stream).then_some("StreamARN")
    }

    fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut Cx<'_, '_, Timer>) {
        if let Message::Control(intervention) = envelope.message {
            let deed = cx.record(What::Intervened);
            self.standing.follow(&intervention, deed);
        }
    }

    fn on_timer(&mut self, timer: Timer, _: &mut Cx<'_, '_, Timer>) {
        match timer {}
    }

    fn snapshot(&self, now: SimTime) -> NodeSnapshot {
        NodeSnapshot::new(self.standing.status(now), Vec::new())
    }

    fn holding(&self) -> Holding {
        Holding::default()
    }
}

/// Refuses more consumers than a stream may have (STR-16), at the first that is too many.
fn check_count(reading: &mut Reading<'_>, stream: Option<&str>) {
    let Some(stream) = stream else { return };
    let of_stream = |other: &&Resource| reading.stack.target(other.properties.get("StreamARN")) == Some(stream);
    let before = reading.stack.of_type(DESCRIPTOR.type_name).filter(of_stream);
    let place = before.take_while(|other| other.id != reading.resource.id).count();
    if place == limits::CONSUMERS_MAX {
        let message = format!("\"{stream}\" has more than {} consumers", limits::CONSUMERS_MAX);
        let property = reading.resource.properties.get("StreamARN");
        let problem = Diagnostic::error("consumers", property.at, message).path(reading.path_of("StreamARN"));
        let hint = format!("{} ({})", rules::STR_16.sentence, rules::STR_16.id);
        reading.problems.push(problem.hint(hint).meanwhile("Simulated all the same"));
    }
}

static DESCRIPTOR: Descriptor = Descriptor {
    type_name: "AWS::Kinesis::StreamConsumer",
    title: "Kinesis consumer",
    summary: "Has a stream's records pushed to a function as they come, with throughput of its own.",
    category: Category::Hidden,
    icon: "kinesis",
    new_id: "Consumer",
    new_properties: "{}",
    sits_on: "",
    ports: &[
        PortSpec::incoming("in", &["Consumer"], "Records of the stream"),
        PortSpec::outgoing("out", &["EventSourceMapping"], "Records to a function, as they come"),
    ],
    fields: &[
        FieldSpec::new("ConsumerName", FieldKind::Text, "", "Its name."),
        FieldSpec::new("StreamARN", FieldKind::Reference, "", "The stream whose records it gets."),
    ],
    fields_by: |_, _| None,
    parts: &[],
    entries: &[],
    effects: &[],
    metrics: &[],
    accepts: &[Accept {
        from: "AWS::Kinesis::Stream",
        verdict: Verdict::Refusal {
            rule: None,
            reason: "a consumer belongs to one stream from its beginning",
            way: "write the stream into the consumer's StreamARN",
        },
    }],
    takes: &[],
    actions: &[],
    passes_on: &[],
    interventions: &["SetProperty"],
    deeds: &[],
    properties: &["ConsumerName", "StreamARN", "Tags"],
    ignored: &[],
    caveats: &["How long a push takes is assumed."],
};

#[cfg(test)]
mod tests {
    use crate::profile::Profile;
    use crate::testing::read_in;
    use serde_json::{Map, Value, json};

    #[test]
    fn a_stream_has_twenty_consumers_at_most() {
        // STR-16
        let consumer = |n: usize| {
            let properties = json!({ "ConsumerName": n.to_string(), "StreamARN": { "Fn::GetAtt": ["S", "Arn"] } });
            (format!("C{n:02}"), json!({ "Type": "AWS::Kinesis::StreamConsumer", "Properties": properties }))
        };
        let mut resources: Map<String, Value> = (1..=22).map(consumer).collect();
        resources.insert("S".to_owned(), json!({ "Type": "AWS::Kinesis::Stream", "Properties": { "ShardCount": 1 } }));
        let resources = Value::Object(resources);
        for (id, problems) in [("C20", 0), ("C21", 1), ("C22", 0)] {
            let found = read_in(Profile::Aws2026, &resources, id, &json!({})).1;
            assert_eq!(found.len(), problems, "{id}: {found:?}");
        }
    }
}
