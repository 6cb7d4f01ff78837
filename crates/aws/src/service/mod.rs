//! What a service is: one folder, one line in the list of services.

pub mod action;
pub mod deed;
pub mod field;
pub mod properties;
pub mod snapshot;
pub mod standing;
pub mod target;

pub use deed::{Deed, DeedValue};
pub use field::{Effect, FieldKind, FieldSpec, FormSpec, Group, OneOfSpec, PartSpec, RowsSpec, Surroundings, idle};

use crate::diagnostics::{Diagnostic, Span};
use crate::fact::{Detail, Fact, What};
use crate::message::{Answer, Message, Reply, Request, ServiceError};
use crate::metrics::{Meter, MetricId};
use crate::profile::Profile;
use crate::rules::Rule;
use crate::service::properties::{Properties, Resource, Stack};
use crate::service::snapshot::NodeSnapshot;
use crate::services::Service;
use crate::stack::latency::Hop;
use crate::stack::settings::Settings;
use crate::stack::shared::Shared;
use kernel::{Envelope, EventKey, Link, MessageId, NodeId, PortId, Rank, RecordId, Rng, SimDuration, SimTime};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::marker::PhantomData;
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
    /// What can be set.
    pub fields: &'static [FieldSpec],
    /// Resources that are no nodes and set something of it, or stand on its wires.
    pub parts: &'static [PartSpec],
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

/// How functions are invoked over a wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// The caller waits.
    Sync,
    /// The event is queued.
    Async,
    /// A mapping polls.
    Polled,
}

impl Style {
    /// Returns the word of `graph`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sync => "Sync",
            Self::Async => "Async",
            Self::Polled => "Polled",
        }
    }
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

/// A connection of the graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    /// Where it begins; `None` where that is outside the template.
    pub from: Option<Arc<str>>,
    /// Where it ends; `None` where that is outside the template.
    pub to: Option<Arc<str>>,
    /// What stands at the end outside the template.
    pub external: Option<Arc<str>>,
    /// Its kind: `Notification`, `Subscription`, `EventSourceMapping`, `DeadLetter`, `Redrive`, `OnSuccess`, …
    pub kind: &'static str,
    /// How functions are invoked over it.
    pub invocation: Option<Style>,
    /// The resource that makes it, where one does.
    pub id: Option<Arc<str>>,
    /// Where that stands which makes it, if it is one of several in a list and has no resource of its own; else nowhere.
    pub at: Span,
    /// The rest of what `graph` says: `events`, `filter`, `event_type`, `path`.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl Wire {
    /// Makes a wire between two resources.
    #[must_use]
    pub fn new(kind: &'static str, from: &str, to: &str) -> Self {
        Self {
            from: Some(from.into()),
            to: Some(to.into()),
            external: None,
            kind,
            invocation: None,
            id: None,
            at: Span::default(),
            extra: serde_json::Map::new(),
        }
    }

    /// Makes a wire from a resource to something that stands outside the template.
    #[must_use]
    pub fn to_outside(kind: &'static str, from: &str, external: &str) -> Self {
        Self { to: None, external: Some(external.into()), ..Self::new(kind, from, "") }
    }

    /// Makes a wire to a resource from something that stands outside the template.
    #[must_use]
    pub fn from_outside(kind: &'static str, external: &str, to: &str) -> Self {
        Self { from: None, external: Some(external.into()), ..Self::new(kind, "", to) }
    }

    /// Says how functions are invoked over it.
    #[must_use]
    pub fn invoking(mut self, style: Style) -> Self {
        self.invocation = Some(style);
        self
    }

    /// Says where that stands which makes it.
    #[must_use]
    pub fn written_at(mut self, at: Span) -> Self {
        self.at = at;
        self
    }

    /// Says which resource makes it.
    #[must_use]
    pub fn made_by(mut self, id: &str) -> Self {
        self.id = Some(id.into());
        self
    }
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

/// What a model sees of the world while it handles one event. Scheduling another service's timer is a type error.
#[derive(Debug)]
pub struct Cx<'a, 'b, T> {
    inner: &'a mut kernel::Context<'b, Service>,
    timer: PhantomData<T>,
}

impl<'a, 'b, T: Into<crate::services::Timer>> Cx<'a, 'b, T> {
    pub(crate) fn new(inner: &'a mut kernel::Context<'b, Service>) -> Self {
        Self { inner, timer: PhantomData }
    }

    /// Returns the instant of the event.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.inner.now()
    }

    /// Returns the node at work.
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.inner.node()
    }

    /// Returns what all models share.
    pub fn shared(&mut self) -> &mut Shared {
        self.inner.shared()
    }

    /// Returns which AWS is simulated.
    pub fn profile(&mut self) -> Profile {
        self.inner.shared().settings.profile
    }

    /// Connects this node to another by logical id while it runs; `None` where there is no such node.
    pub fn connect(&mut self, to: &str, hop: Hop) -> Option<PortId> {
        let (own, number) = (self.node(), self.inner.ports());
        let shared = self.inner.shared();
        let target = *shared.ids.get(to)?;
        let own = shared.ids.iter().find(|(_, node)| **node == own).map_or("", |(id, _)| &**id);
        let rng = Rng::new(shared.settings.seed, own, &latency_stream(to, number));
        let (latency, latency_back) = shared.settings.latency.of(hop);
        Some(self.inner.connect(Link { to: target, latency, latency_back, rules: Vec::new(), rng }))
    }

    /// Returns the node of a logical id.
    pub fn node_of(&mut self, id: &str) -> Option<NodeId> {
        self.inner.shared().ids.get(id).copied()
    }

    /// Schedules a timer; [`rank`] says what comes first at one instant.
    pub fn schedule(&mut self, delay: SimDuration, rank: Rank, timer: T) -> EventKey {
        self.inner.schedule(delay, rank, timer.into())
    }

    /// Takes a timer back.
    pub fn cancel(&mut self, key: EventKey) {
        self.inner.cancel(key);
    }

    /// Records a fact; it becomes the cause of what follows in this handler.
    pub fn record(&mut self, fact: impl Into<Fact>) -> RecordId {
        self.inner.record(fact.into())
    }

    /// Records a fact with its long part, which is made only where the trace is kept.
    pub fn record_with(&mut self, fact: impl Into<Fact>, detail: impl FnOnce() -> Detail) -> RecordId {
        self.inner.record_with(fact.into(), detail)
    }

    /// Returns the record that led to what is being done.
    #[must_use]
    pub fn cause(&self) -> RecordId {
        self.inner.cause()
    }

    /// Says what led to what follows, for a handler that serves several messages.
    pub fn set_cause(&mut self, cause: RecordId) {
        self.inner.set_cause(cause);
    }

    /// Makes a copy of a message: records that it came to be, with what it carries, and returns its number.
    pub fn copy_of(&mut self, from: MessageId, content: impl FnOnce() -> Detail) -> MessageId {
        let id = self.inner.new_message();
        self.inner.record_with(What::Copied { from }.of(id), content);
        id
    }

    /// Makes a client's message: records its sending, with what it carries, and returns its number.
    pub fn new_send(&mut self, ordinal: u32, content: impl FnOnce() -> Detail) -> MessageId {
        let id = self.inner.new_message();
        self.inner.record_with(What::Sent { ordinal }.of(id), content);
        id
    }

    /// Sends a request over a connection and records its departure. Returns when it arrives, `None` where it is lost.
    pub fn request(&mut self, port: PortId, request: Request) -> Option<SimTime> {
        let message = request.item.id;
        self.depart(port, message, Message::Request(request))
    }

    /// Sends anything about a message over a connection and records the departure.
    pub fn depart(&mut self, port: PortId, about: MessageId, message: Message) -> Option<SimTime> {
        let cause = self.cause();
        let arrival = self.inner.send(port, message);
        let to = self.inner.target(port);
        match arrival {
            Some(arrives) => self.record(What::Departed { to, arrives }.of(about)),
            None => self.record(What::Lost.of(about)),
        };
        self.set_cause(cause);
        arrival
    }

    /// Sends what is no message of the person's (a poll, a deletion) without a record of its own.
    pub fn tell(&mut self, port: PortId, message: Message) {
        self.inner.send(port, message);
    }

    /// Answers a request and records the answer's departure.
    pub fn answer(&mut self, to: &Caller, message: MessageId, outcome: Result<Answer, ServiceError>) {
        let cause = self.cause();
        let status = match &outcome {
            Ok(answer) => answer.status,
            Err(error) => error.status(),
        };
        let reply = Message::Reply(Reply { call: to.call, message, outcome });
        let arrives = self.inner.reply_on(to.node, to.link, reply);
        self.record(What::Answered { to: to.node, status, arrives }.of(message));
        self.set_cause(cause);
    }

    /// Answers a poll without a record of its own: the source records what it handed out.
    pub fn answer_poll(&mut self, to: &Caller, answer: Answer) {
        let reply = Message::Reply(Reply { call: to.call, message: MessageId::NONE, outcome: Ok(answer) });
        self.inner.reply_on(to.node, to.link, reply);
    }
}

/// Who waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The caller.
    pub node: NodeId,
    /// The connection that the call came by.
    pub link: Option<(NodeId, PortId)>,
    /// The caller's number of the call.
    pub call: crate::message::CallId,
}

impl Caller {
    /// Keeps what is needed of an envelope to answer it later.
    #[must_use]
    pub fn of<T>(envelope: &Envelope<T>, call: crate::message::CallId) -> Self {
        Self { node: envelope.from, link: envelope.link, call }
    }
}
