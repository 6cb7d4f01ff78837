//! A whole stack, running.
//!
//! The engine is generic; this is the one concrete form of it, so that it is compiled here and at this crate's
//! optimisation level.

use crate::fact::{Detail, Fact};
use crate::message::Message;
use crate::metrics::Meter;
use crate::service::snapshot::NodeSnapshot;
use crate::service::{Holding, Setup, rank};
use crate::services::{Config, Service};
use crate::stack::account::Account;
use crate::stack::intervention::Intervention;
use crate::stack::settings::Settings;
use crate::stack::shared::{Answered, Ended, Shared, Tally, TraceHash};
use kernel::{Keep, MessageId, NodeId, Progress, Record, RecordId, SimTime, Simulation, SimulationBuilder, Trace};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is to run: resources and clients, with what a person does to them.
#[derive(Clone, Debug, Default)]
pub struct Deployment {
    /// The settings.
    pub settings: Settings,
    /// The nodes.
    pub nodes: Vec<NodeSpec>,
    /// What is done to nodes, and when.
    pub interventions: Vec<PlannedIntervention>,
}

/// A node to be.
#[derive(Clone, Debug)]
pub struct NodeSpec {
    /// Its logical id; clients have an id that no resource can have, [`client_id`].
    pub id: Arc<str>,
    /// Its name for people: the logical id, or a client's name.
    pub name: Arc<str>,
    /// What it is.
    pub config: Config,
}

/// Returns the id of the client with a name, which no logical id can be.
#[must_use]
pub fn client_id(name: &str) -> Arc<str> {
    format!("~{name}").into()
}

/// Returns the name of the client with an id; `None` for the id of a resource.
#[must_use]
pub fn client_name(id: &str) -> Option<&str> {
    // A name may begin as ids of clients do.
    id.strip_prefix('~')
}

/// Returns what people call the node with an id: the client's name, or the logical id.
#[must_use]
pub fn name_of(id: &str) -> &str {
    client_name(id).unwrap_or(id)
}

/// Something done to a node at an instant.
#[derive(Clone, Debug)]
pub struct PlannedIntervention {
    /// When.
    pub at: SimTime,
    /// The node's id.
    pub on: Arc<str>,
    /// What.
    pub intervention: Arc<Intervention>,
}

/// What a run keeps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Recording {
    /// How much of the trace.
    pub keep: Keep,
    /// Whether the trace is hashed.
    pub hash: bool,
}

/// A stack that runs. Its clone is a checkpoint.
#[derive(Clone, Debug)]
pub struct World {
    simulation: Simulation<Service>,
    nodes: Arc<Nodes>,
}

#[derive(Debug)]
struct Nodes {
    specs: Vec<NodeSpec>,
    ids: Arc<BTreeMap<Arc<str>, NodeId>>,
}

impl World {
    /// Deploys a stack; time stands at 0.
    #[must_use]
    pub fn new(deployment: &Deployment, recording: Recording) -> Self {
        let specs = deployment.nodes.clone();
        let ids: BTreeMap<Arc<str>, NodeId> = (0..).zip(&specs).map(|(n, spec)| (spec.id.clone(), NodeId(n))).collect();
        let ids = Arc::new(ids);
        let settings = Arc::new(deployment.settings.clone());
        let mut account = Account::new(&settings);
        let mut builder = SimulationBuilder::default();
        for (n, spec) in (0..).zip(&specs) {
            let mut links = Vec::new();
            let mut setup = Setup {
                id: &spec.id,
                node: NodeId(n),
                settings: &settings,
                account: &mut account,
                nodes: &ids,
                links: &mut links,
            };
            let model = spec.config.build(&mut setup);
            builder.add(model, links);
        }
        let shared = Shared {
            settings,
            account,
            meters: specs.iter().map(|spec| spec.config.meter()).collect(),
            tally: Tally::default(),
            answered: Answered::default(),
            ended: Ended::default(),
            hash: recording.hash.then(TraceHash::default),
            folds: specs.iter().map(|spec| spec.config.fold()).collect(),
            ids: ids.clone(),
            minute_end: SimTime::from_nanos(60_000_000_000),
        };
        let simulation = builder.start(shared, recording.keep);
        let mut world = Self { simulation, nodes: Arc::new(Nodes { specs, ids }) };
        for planned in &deployment.interventions {
            world.intervene(planned);
        }
        world
    }

    /// Plans something to be done to a node; what lies in the past is done now. An unknown node is left alone.
    pub fn intervene(&mut self, planned: &PlannedIntervention) {
        if let Some(node) = self.nodes.ids.get(&planned.on) {
            let message = Message::Control(planned.intervention.clone());
            self.simulation.inject_at(planned.at, *node, rank::INTERVENTION, message);
        }
    }

    /// Hands a node a message from nowhere, now; a message that is sent counts as made.
    #[cfg(test)]
    pub(crate) fn inject(&mut self, to: NodeId, message: Message) {
        use crate::message::Operation;
        if matches!(&message, Message::Request(request) if request.operation == Operation::SEND_MESSAGE) {
            self.simulation.shared_mut().tally.created += 1;
        }
        self.simulation.inject_at(self.now(), to, rank::ARRIVAL, message);
    }

    /// Returns the instant that the run has come to.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.simulation.now()
    }

    /// Lets the next event before a deadline happen and returns its instant.
    pub fn step_before(&mut self, deadline: SimTime) -> Option<SimTime> {
        self.simulation.step_before(deadline)
    }

    /// Lets everything before a deadline happen, at most a budget of events.
    pub fn run_until(&mut self, deadline: SimTime, events_max: u32) -> Progress {
        self.simulation.run_until(deadline, events_max)
    }

    /// Returns the instant of the next event.
    pub fn next_time(&mut self) -> Option<SimTime> {
        self.simulation.next_time()
    }

    /// Returns how many events have happened.
    #[must_use]
    pub fn events_done(&self) -> u64 {
        self.simulation.events_done()
    }

    /// Returns the settings of the run.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.simulation.shared().settings
    }

    /// Returns the nodes, by number.
    #[must_use]
    pub fn nodes(&self) -> &[NodeSpec] {
        &self.nodes.specs
    }

    /// Returns the node with a logical id.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<NodeId> {
        self.nodes.ids.get(id).copied()
    }

    /// Returns a node's name for people.
    #[must_use]
    pub fn name(&self, node: NodeId) -> &str {
        self.nodes.specs.get(node.0 as usize).map_or("", |spec| &spec.name)
    }

    /// Returns a node's model.
    #[must_use]
    pub fn model(&self, node: NodeId) -> &Service {
        self.simulation.model(node)
    }

    /// Returns what a node shows now.
    #[must_use]
    pub fn snapshot(&self, node: NodeId) -> NodeSnapshot {
        self.simulation.model(node).snapshot(self.now())
    }

    /// Returns the messages that travel between nodes now, by arrival. What services tell each other about messages, as
    /// polls and deletions, is none.
    #[must_use]
    pub fn under_way(&self) -> Vec<UnderWay> {
        let travelling = self.simulation.under_way().filter_map(|(arrives, envelope)| {
            let (message, load) = load_of(&envelope.message)?;
            let (from, to, departed) = (envelope.from, envelope.to, envelope.departed);
            Some(UnderWay { message, from, to, departed, arrives, load })
        });
        let mut travelling: Vec<UnderWay> = travelling.collect();
        travelling.sort_unstable_by_key(|it| (it.arrives, it.to, it.message, it.from));
        travelling
    }

    /// Returns about how much room it takes `beside` another state of the same stack [bytes]: what is remembered of open
    /// messages, and what nodes keep for longer and do not share with the other state.
    #[must_use]
    pub fn footprint(&self, beside: Option<&Self>) -> u64 {
        let others = beside.map_or(&[][..], |other| other.simulation.models());
        let nodes = self.simulation.models().iter().enumerate();
        let of_nodes: u64 = nodes.map(|(index, node)| node.footprint(others.get(index))).sum();
        FOOTPRINT + self.shared().tally.open() * FOOTPRINT_OF_MESSAGE + of_nodes
    }

    /// Returns the copies of messages that a node holds now.
    #[must_use]
    pub fn holding(&self, node: NodeId) -> Holding {
        self.simulation.model(node).holding()
    }

    /// Returns the copies to which something is still to happen by itself: all that travel or are worked on, and those
    /// that wait, but for what lies in a queue that nobody polls. `is_polled` tells of a node whether somebody does.
    #[must_use]
    pub fn awaited(&self, is_polled: impl Fn(NodeId) -> bool) -> BTreeSet<MessageId> {
        let mut awaited: BTreeSet<MessageId> = self.under_way().iter().map(|hop| hop.message).collect();
        for (node, model) in (0..).map(NodeId).zip(self.simulation.models()) {
            let holding = model.holding();
            awaited.extend(&holding.in_flight);
            // What waits in anything but a queue is taken up by that itself.
            if holding.messages.is_none() || is_polled(node) {
                awaited.extend(&holding.waiting);
            }
            if is_polled(node) {
                awaited.extend(holding.dead_lettered.iter().filter(|id| !holding.outside.contains(id)));
            }
        }
        awaited.retain(|id| *id != MessageId::NONE && !self.shared().ended.contains(*id));
        awaited
    }

    /// Counts what became of every copy so far.
    #[must_use]
    pub fn balance(&self) -> Balance {
        let mut places = BTreeMap::new();
        for model in self.simulation.models() {
            let holding = model.holding();
            let held = [
                (Place::DeadLettered, holding.dead_lettered),
                (Place::Waiting, holding.waiting),
                (Place::InFlight, holding.in_flight),
            ];
            for (place, ids) in held {
                for id in ids.into_iter().filter(|id| !self.shared().ended.contains(*id)) {
                    let known = places.entry(id).or_insert(place);
                    *known = place.min(*known);
                }
            }
        }
        let count = |wanted| places.values().filter(|place| **place == wanted).count() as u64;
        Balance {
            tally: self.shared().tally.clone(),
            waiting: count(Place::Waiting),
            in_flight: count(Place::InFlight),
            dead_lettered: count(Place::DeadLettered),
        }
    }

    /// Returns what became so far of copies that ended with an answer.
    #[must_use]
    pub fn answered(&self) -> &Answered {
        &self.shared().answered
    }

    /// Returns a node's metrics so far.
    #[must_use]
    pub fn meter(&self, node: NodeId) -> &Meter {
        &self.simulation.shared().meters[node.0 as usize]
    }

    /// Makes meters for charts of all nodes, by number, that begin with nothing counted.
    #[must_use]
    pub fn chart_meters(&self) -> Vec<Meter> {
        self.shared().meters.iter().map(|meter| meter.clone().for_charts()).collect()
    }

    /// Folds a record into a meter of its node, other than the one that the run keeps.
    pub fn measure(&self, record: &Record<Fact>, meter: &mut Meter) {
        (self.shared().folds[record.node.0 as usize])(&record.fact, record.at, meter);
    }

    /// Returns what all models share.
    #[must_use]
    pub fn shared(&self) -> &Shared {
        self.simulation.shared()
    }

    /// Returns the records that were kept.
    #[must_use]
    pub fn trace(&self) -> &Trace<Fact, Detail> {
        self.simulation.trace()
    }

    /// Changes how much of the trace is kept from now on.
    pub fn set_keep(&mut self, keep: Keep) {
        self.simulation.trace_mut().set_keep(keep);
    }

    /// Takes over the records that another run of the same stack kept, up to where this one has come.
    pub fn adopt_trace(&mut self, other: &Self) {
        let made = self.trace().made();
        let mut trace = other.trace().clone();
        trace.cut_after(RecordId(made));
        *self.simulation.trace_mut() = trace;
    }

    /// Returns the hash of everything that happened, where it is folded.
    #[must_use]
    pub fn hash(&self) -> Option<String> {
        self.simulation.shared().hash.map(TraceHash::hex)
    }
}

/// About what a clone of a quiet stack takes [bytes].
const FOOTPRINT: u64 = 64 * 1024;
/// About what a clone takes for each open message [bytes]: measured with 2,600 of them, most of which waited for a retry.
const FOOTPRINT_OF_MESSAGE: u64 = 470;

/// A message that travels from node to node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnderWay {
    /// Which.
    pub message: MessageId,
    /// From where.
    pub from: NodeId,
    /// Whereto.
    pub to: NodeId,
    /// When it left.
    pub departed: SimTime,
    /// When it arrives.
    pub arrives: SimTime,
    /// What it is.
    pub load: Load,
}

/// What travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// A message, alone.
    Single,
    /// A batch of so many messages.
    Batch(u32),
    /// An answer with a status.
    Answer(u16),
}

fn load_of(message: &Message) -> Option<(MessageId, Load)> {
    match message {
        Message::Request(request) => {
            let records = request.item.records.as_deref().map(|records| records.len() as u32);
            Some((request.item.id, records.map_or(Load::Single, Load::Batch)))
        }
        Message::Reply(reply) if reply.message != MessageId::NONE => {
            let status = reply.outcome.as_ref().map_or_else(|error| error.status(), |answer| answer.status);
            Some((reply.message, Load::Answer(status)))
        }
        Message::Reply(_) | Message::Poll(_) | Message::Settle(_) | Message::Control(_) => None,
    }
}

/// Where a copy is that has not ended; the first that any node says of it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    DeadLettered,
    Waiting,
    InFlight,
}

/// What became of every copy of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Copies that began and ended.
    pub tally: Tally,
    /// Copies that wait somewhere.
    pub waiting: u64,
    /// Copies that travel or are being worked on.
    pub in_flight: u64,
    /// Copies that lie in a dead-letter queue.
    pub dead_lettered: u64,
}

impl Balance {
    /// Tells whether every copy is accounted for: none lost, none counted twice.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.tally.open() == self.waiting + self.in_flight + self.dead_lettered
    }
}
