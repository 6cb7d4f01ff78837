//! What a service is: one folder, one line in the list of services.

pub mod accept;
pub mod action;
pub mod context;
pub mod deed;
pub mod field;
pub mod properties;
pub mod snapshot;
pub mod standing;
pub mod target;
pub mod wire;

pub use context::{Caller, Cx};
pub use deed::{Deed, DeedValue};
pub use field::{
    Effect, EntrySpec, FieldKind, FieldSpec, FormSpec, Group, OneOfSpec, PartSpec, RowsSpec, Surroundings, idle,
};
pub use wire::{Style, Wire};

use crate::diagnostics::Diagnostic;
use crate::fact::Fact;
use crate::message::Message;
use crate::metrics::{Meter, MetricId};
use crate::profile::Profile;
use crate::rules::Rule;
use crate::service::properties::{Properties, Resource, Stack};
use crate::service::snapshot::NodeSnapshot;
use crate::stack::latency::Hop;
use crate::stack::settings::Settings;
use kernel::{Envelope, Link, MessageId, NodeId, PortId, Rng, SimTime};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

/// Which of several things of one instant comes first (template-format, "At time 0").
pub mod rank {
    use kernel::Rank;
    /// What a person or the template does.
    pub const INTERVENTION: Rank = Rank::new(0);
    /// Something ends or expires: a handler, a visibility timeout, a retry wait.
    pub const END: Rank = Rank::new(1);
    /// A message arrives.
    pub const ARRIVAL: Rank = Rank::new(2);
    /// A client sends.
    pub const TRAFFIC: Rank = Rank::new(3);
    /// A poller looks.
    pub const POLL: Rank = Rank::new(4);
}

/// A service: a state machine with its configuration, its description and its metrics.
pub trait ServiceModel: Clone + Debug + Sized {
    /// What a template says of it, typed.
    type Config: Clone + Debug;
    /// What it schedules for itself.
    type Timer: Clone + Debug + Into<crate::services::Timer>;
    /// What people and other crates need to know of it.
    const DESCRIPTOR: &'static Descriptor;

    /// Reads a resource of the stack, and what other resources say of it.
    fn read(reading: &mut Reading<'_>) -> Self::Config;
    /// Returns the connections that the configuration makes.
    fn wires(config: &Self::Config) -> Vec<Wire>;
    /// Returns the connections that the stack makes from resources of this type that stand outside the template; no
    /// configuration of theirs could say so.
    fn wires_from_outside(_: &Stack) -> Vec<Wire> {
        Vec::new()
    }
    /// Makes the state machine at time 0.
    fn new(config: &Self::Config, setup: &mut Setup<'_>) -> Self;
    /// Folds a fact of such a node into its metrics.
    fn measure(fact: &Fact, at: SimTime, meter: &mut Meter);

    /// Takes over what the template says of it from now on, where that differs from before. What was done to it
    /// otherwise (its rules of failure, an outage) stays.
    fn reconfigure(&mut self, _before: &Self::Config, _after: &Self::Config, _: &mut Cx<'_, '_, Self::Timer>) {}
    /// Names the property that differs though AWS cannot change it on a resource that exists.
    fn fixed(_before: &Self::Config, _after: &Self::Config) -> Option<&'static str> {
        None
    }

    /// Names the property that differs though a run does not follow it, where AWS would.
    fn not_followed(_before: &Self::Config, _after: &Self::Config) -> Option<&'static str> {
        None
    }

    /// Reacts to the start of the run.
    fn on_start(&mut self, _: &mut Cx<'_, '_, Self::Timer>) {}
    /// Reacts to a message.
    fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut Cx<'_, '_, Self::Timer>);
    /// Reacts to a timer of its own.
    fn on_timer(&mut self, timer: Self::Timer, cx: &mut Cx<'_, '_, Self::Timer>);
    /// Returns what it shows at an instant.
    fn snapshot(&self, now: SimTime) -> NodeSnapshot;
    /// Returns about how much room it takes `beside` another state of the same node for what is remembered beyond open
    /// messages [bytes]: what grows with all that has happened, as a cache.
    fn footprint(&self, _beside: Option<&Self>) -> u64 {
        0
    }
    /// Tells whether it takes messages out of its source by itself.
    fn is_polling(&self) -> bool {
        false
    }
    /// Returns the copies of messages that it holds.
    fn holding(&self) -> Holding;
}

/// The copies of messages that a node holds, for the balance and the report.
///
/// A copy that travels is held by its sender until the answer is there, so for a moment two nodes may hold it: who adds
/// up counts each copy once, as a dead letter before as waiting, as waiting before as in flight.
#[derive(Clone, Debug, Default)]
pub struct Holding {
    /// Copies that wait.
    pub waiting: Vec<MessageId>,
    /// Copies that are being worked on or travel.
    pub in_flight: Vec<MessageId>,
    /// Copies that lie here as dead letters.
    pub dead_lettered: Vec<MessageId>,
    /// Those of the dead letters that went to a queue outside the template: nothing is known of them any more.
    pub outside: Vec<MessageId>,
    /// Gauges at this instant, by metric.
    pub gauges: Vec<(MetricId, u64)>,
    /// The messages of a queue, in order, at most [`HELD_MAX`].
    pub messages: Option<Vec<Held>>,
}

/// How many messages of a queue are listed.
pub const HELD_MAX: usize = 100;

/// A message that lies in a queue.
#[derive(Clone, Debug)]
pub struct Held {
    /// Which.
    pub id: MessageId,
    /// Its body.
    pub body: String,
    /// How often it was received.
    pub receive_count: u32,
    /// When it was sent.
    pub sent: SimTime,
    /// Its message attributes, as texts.
    pub attributes: Vec<(String, String)>,
}

/// What people and other crates need to know of a service.
#[derive(Debug)]
pub struct Descriptor {
    /// AWS's type: `AWS::SQS::Queue`.
    pub type_name: &'static str,
    /// What a person calls it: `SQS queue`.
    pub title: &'static str,
    /// One sentence on what it is for.
    pub summary: &'static str,
    /// Group of the palette.
    pub category: Category,
    /// Name of its icon.
    pub icon: &'static str,
    /// How the logical id of a new one begins: `Queue`.
    pub new_id: &'static str,
    /// Properties of a new one, as YAML below `Properties`; `{}` where none are needed.
    pub new_properties: &'static str,
    /// Its ends.
    pub ports: &'static [PortSpec],
    /// The kind of the wires on which it sits; empty for what has a card of its own.
    pub sits_on: &'static str,
    /// What can be set.
    pub fields: &'static [FieldSpec],
    /// What can be set of a resource of this type that has other settings, by what it is wired to; `None` where it has
    /// those above. Settings of what is not simulated are not known here.
    pub fields_by: fn(&properties::Stack, &properties::Resource) -> Option<&'static [FieldSpec]>,
    /// Resources that are no nodes and set something of it, or stand on its wires.
    pub parts: &'static [PartSpec],
    /// What makes its wires where that is an entry of its own properties.
    pub entries: &'static [EntrySpec],
    /// When its settings, and the parameters of its actions, do nothing.
    pub effects: &'static [Effect],
    /// What is measured.
    pub metrics: &'static [MetricSpec],
    /// What may be connected to it.
    pub accepts: &'static [Accept],
    /// The actions that it takes, by their names in [`action::ACTIONS`].
    pub takes: &'static [&'static str],
    /// What clients are offered to do with it, of these.
    pub actions: &'static [ActionSpec],
    /// Where in the events that it sends to functions a text of others stands, as keys from the event down; empty where
    /// there is none. Whatever is written in it, it is text to the function.
    pub passes_on: &'static [&'static str],
    /// What an intervention can do to it: values of `Do`.
    pub interventions: &'static [&'static str],
    /// What of that a person is offered, in the order of the buttons.
    pub deeds: &'static [Deed],
    /// AWS's properties, first level, that a run follows or that change nothing in it.
    pub properties: &'static [&'static str],
    /// AWS's properties that are kept, and that a run does not follow.
    pub ignored: &'static [&'static str],
    /// What is simplified or not simulated, in sentences for people; the module's documentation has all of it.
    pub caveats: &'static [&'static str],
}

impl Descriptor {
    /// Returns what can be set of a resource of this type.
    #[must_use]
    pub fn fields_of(&self, stack: &properties::Stack, resource: &properties::Resource) -> &'static [FieldSpec] {
        (self.fields_by)(stack, resource).unwrap_or(self.fields)
    }

    /// Tells whether it runs code that is invoked.
    #[must_use]
    pub fn is_invoked(&self) -> bool {
        self.takes.contains(&"Invoke")
    }
}

/// A group of the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Where events come from.
    Sources,
    /// Code.
    Functions,
    /// Queues and topics.
    Messaging,
    /// HTTP and the edge.
    Http,
    /// Not shown in the palette: part of a wire, or a client.
    Hidden,
}

/// An end of a node.
#[derive(Debug)]
pub struct PortSpec {
    /// Its name: `in`, `out`, `on success`, `dead letter`.
    pub name: &'static str,
    /// Whether wires begin here.
    pub outgoing: bool,
    /// The kinds of wire that may begin or end here, as in [`Wire::kind`]; empty for any.
    pub kinds: &'static [&'static str],
    /// The hook of CloudFront that it stands for, as a wire's `event_type` says it; empty for any other port.
    pub hook: &'static str,
    /// What goes in or comes out here, for people.
    pub help: &'static str,
}

impl PortSpec {
    /// Makes a port where wires end.
    #[must_use]
    pub const fn incoming(name: &'static str, kinds: &'static [&'static str], help: &'static str) -> Self {
        Self { name, outgoing: false, kinds, hook: "", help }
    }

    /// Makes a port where wires begin.
    #[must_use]
    pub const fn outgoing(name: &'static str, kinds: &'static [&'static str], help: &'static str) -> Self {
        Self { name, outgoing: true, kinds, hook: "", help }
    }

    /// Makes a port where a function stands in the way of requests or answers.
    #[must_use]
    pub const fn hook(name: &'static str, hook: &'static str, help: &'static str) -> Self {
        Self { name, outgoing: true, kinds: &["EdgeAssociation"], hook, help }
    }
}

/// A metric under CloudWatch's name.
#[derive(Debug)]
pub struct MetricSpec {
    /// The name.
    pub name: &'static str,
    /// How it is counted and shown.
    pub kind: MetricKind,
    /// What it counts, in one sentence.
    pub help: &'static str,
}

/// How a metric is counted and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricKind {
    /// A sum.
    Counter,
    /// Durations, sampled in microseconds, shown in milliseconds.
    Duration,
    /// Samples without a unit.
    Level,
    /// Samples in whole seconds.
    Seconds,
    /// Read off the node at the end: [`Holding::gauges`].
    Gauge,
}

/// What may be connected to a service, or why not.
#[derive(Debug)]
pub struct Accept {
    /// AWS's type at the other end.
    pub from: &'static str,
    /// The kind of wire, or why there can be none.
    pub verdict: Verdict,
}

/// Whether a connection can be.
#[derive(Debug)]
pub enum Verdict {
    /// It can, as this kind of wire.
    Wire {
        /// As in [`Wire::kind`].
        kind: &'static str,
        /// How functions are invoked over it, if they are.
        invocation: Option<Style>,
    },
    /// It cannot.
    Refusal {
        /// The rule that forbids it, or `None` where AWS simply has no such thing.
        rule: Option<&'static Rule>,
        /// Why not, in one sentence.
        reason: &'static str,
        /// The way around it.
        way: &'static str,
    },
}

/// Something that clients can do with a service.
#[derive(Debug)]
pub struct ActionSpec {
    /// AWS's name: `PutObject`.
    pub name: &'static str,
    /// What a button says: `Upload an object`.
    pub label: &'static str,
    /// An input that makes sense, as JSON.
    pub example: &'static str,
}

/// What a service reads its configuration from.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The resource.
    pub resource: &'a Resource,
    /// All resources, for what others say of this one.
    pub stack: &'a Stack,
    /// The block `Metadata.Lambdarium`.
    pub metadata: &'a Properties,
    /// The settings of the run.
    pub settings: &'a Settings,
    /// What is wrong or assumed.
    pub problems: &'a mut Vec<Diagnostic>,
}

impl Reading<'_> {
    /// Returns a property by its path.
    #[must_use]
    pub fn property(&self, path: &str) -> &Properties {
        self.resource.properties.at_path(path)
    }

    /// Returns the path of a property in the document, for diagnostics.
    #[must_use]
    pub fn path_of(&self, property: &str) -> String {
        format!("Resources.{}.Properties.{property}", self.resource.id)
    }

    /// Returns which AWS is simulated.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.settings.profile
    }

    /// Reports that AWS refuses what a property of its own says, and that its default stands in its place: what is
    /// wrong by itself [`accept::accepted`] has found before, this is for what is wrong for the sake of others.
    pub fn refuse(&mut self, property: &str, problem: Diagnostic) {
        let meanwhile = accept::meanwhile_of(self.stack, self.resource, property);
        let path = self.path_of(property);
        self.problems.push(problem.path(path).meanwhile(meanwhile));
    }

    /// Returns a whole number of its own within a range that other settings make narrower than its description has it;
    /// what lies outside is refused.
    pub fn whole(&mut self, property: &str, range: &std::ops::RangeInclusive<i64>) -> Option<i64> {
        let value = self.resource.properties.at_path(property);
        match accept::number_problem(value, range) {
            Some(problem) => {
                self.refuse(property, problem);
                None
            }
            None => value.integer(),
        }
    }
}

/// What a model is made with.
#[derive(Debug)]
pub struct Setup<'a> {
    /// Its logical id.
    pub id: &'a str,
    /// Its node.
    pub node: NodeId,
    /// The settings of the run.
    pub settings: &'a Arc<Settings>,
    /// The account's pool, where functions enter their reservations.
    pub account: &'a mut crate::stack::account::Account,
    pub(crate) nodes: &'a BTreeMap<Arc<str>, NodeId>,
    pub(crate) links: &'a mut Vec<Link>,
}

impl Setup<'_> {
    /// Connects this node to another by logical id; `None` where there is no such node.
    pub fn connect(&mut self, to: &str, hop: Hop) -> Option<PortId> {
        let target = *self.nodes.get(to)?;
        let (latency, latency_back) = self.settings.latency.of(hop);
        let rng = self.stream(&latency_stream(to, self.links.len()));
        self.links.push(Link { to: target, latency, latency_back, rules: Vec::new(), rng });
        Some(PortId(u16::try_from(self.links.len() - 1).expect("fewer than 2^16 ports a node")))
    }

    /// Returns the node of a logical id.
    #[must_use]
    pub fn node_of(&self, id: &str) -> Option<NodeId> {
        self.nodes.get(id).copied()
    }

    /// Returns this node's random stream for a purpose.
    #[must_use]
    pub fn stream(&self, purpose: &str) -> Rng {
        Rng::new(self.settings.seed, self.id, purpose)
    }

    /// Returns which AWS is simulated.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.settings.profile
    }
}

/// Names the random stream of a connection: the number keeps two to the same node apart.
fn latency_stream(to: &str, number: usize) -> String {
    format!("latency to {to} {number}")
}
