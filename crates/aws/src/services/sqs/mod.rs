//! SQS queue: not written yet.
//!
//! # Simulated
//! # Simplified
//! # Not simulated
//! # Sources

use crate::fact::Fact;
use crate::message::Message;
use crate::metrics::Meter;
use crate::service::{Category, Cx, Descriptor, Holding, Reading, ServiceModel, Setup, Wire};
use crate::snapshot::NodeSnapshot;
use kernel::{Envelope, SimTime};

/// What a template says.
#[derive(Clone, Debug, Default)]
pub struct Config {}

/// What it schedules for itself.
#[derive(Clone, Debug)]
pub enum Timer {
    /// Nothing yet.
    Never,
}

/// The state machine.
#[derive(Clone, Debug)]
pub struct Queue {}

static DESCRIPTOR: Descriptor = Descriptor {
    type_name: "AWS::SQS::Queue",
    title: "SQS queue",
    summary: "",
    category: Category::Messaging,
    icon: "sqs",
    new_id: "Queue",
    new_properties: "{}",
    ports: &[],
    fields: &[],
    metrics: &[],
    accepts: &[],
    actions: &[],
};

impl ServiceModel for Queue {
    type Config = Config;
    type Timer = Timer;
    const DESCRIPTOR: &'static Descriptor = &DESCRIPTOR;

    fn read(_: &mut Reading<'_>) -> Config {
        Config {}
    }
    fn wires(_: &Config) -> Vec<Wire> {
        Vec::new()
    }
    fn new(_: &Config, _: &mut Setup<'_>) -> Self {
        Self {}
    }
    fn measure(_: &Fact, _: SimTime, _: &mut Meter) {}
    fn on_message(&mut self, _: Envelope<Message>, _: &mut Cx<'_, '_, Timer>) {}
    fn on_timer(&mut self, _: Timer, _: &mut Cx<'_, '_, Timer>) {}
    fn snapshot(&self, _: SimTime) -> NodeSnapshot {
        NodeSnapshot::default()
    }
    fn holding(&self) -> Holding {
        Holding::default()
    }
}
