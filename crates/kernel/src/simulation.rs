//! Putting models together and letting time pass.

use crate::context::{Context, Core, Event};
use crate::link::Link;
use crate::model::{Envelope, Model, NodeId, PortId, RecordId};
use crate::queue::{EventQueue, Rank};
use crate::time::SimTime;
use crate::trace::{Keep, Trace};

/// Gathers nodes and connections before the run.
#[derive(Clone, Debug)]
pub struct SimulationBuilder<M: Model> {
    models: Vec<M>,
    links: Vec<Vec<Link>>,
}

impl<M: Model> Default for SimulationBuilder<M> {
    fn default() -> Self {
        Self { models: Vec::new(), links: Vec::new() }
    }
}

impl<M: Model> SimulationBuilder<M> {
    /// Adds a node with its connections, by port.
    pub fn add(&mut self, model: M, links: Vec<Link>) -> NodeId {
        let id = NodeId(u32::try_from(self.models.len()).expect("fewer than 2^32 nodes"));
        self.models.push(model);
        self.links.push(links);
        id
    }

    /// Adds a connection to a node and returns its port.
    ///
    /// # Panics
    /// If there is no such node.
    pub fn connect(&mut self, from: NodeId, link: Link) -> PortId {
        let ports = &mut self.links[from.0 as usize];
        ports.push(link);
        PortId(u16::try_from(ports.len() - 1).expect("fewer than 2^16 ports a node"))
    }

    /// Starts the run: every model sees `on_start` at time 0, in the order in which they were added.
    ///
    /// # Panics
    /// If a connection leads to no node.
    #[must_use]
    pub fn start(self, shared: M::Shared, keep: Keep) -> Simulation<M> {
        let count = self.models.len();
        assert!(self.links.iter().flatten().all(|link| (link.to.0 as usize) < count), "a link leads to no node");
        let core =
            Core { queue: EventQueue::default(), links: self.links, shared, trace: Trace::new(keep), messages_made: 0 };
        let mut simulation = Simulation { models: self.models, core, events_here: 0, events_done: 0 };
        for index in 0..count {
            let mut cx = Context { node: NodeId(index as u32), cause: RecordId::NONE, core: &mut simulation.core };
            simulation.models[index].on_start(&mut cx);
        }
        simulation
    }
}

/// How far [`Simulation::run_until`] came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Everything before the deadline is done.
    Reached,
    /// Nothing is left to happen at all; time stands at the deadline.
    Idle,
    /// The budget is spent; call again to go on.
    BudgetSpent,
    /// One instant has had more events than [`EVENTS_PER_INSTANT_MAX`]: something feeds itself without time passing.
    Stuck,
}

/// How many events one instant may have before it counts as a loop that feeds itself.
pub const EVENTS_PER_INSTANT_MAX: u32 = 5_000_000;

/// A run. Its clone is a checkpoint: both go on in exactly the same way.
#[derive(Clone, Debug)]
pub struct Simulation<M: Model> {
    models: Vec<M>,
    core: Core<M>,
    /// Events of the present instant so far -- internal state.
    events_here: u32,
    /// Events of the whole run so far -- internal state.
    events_done: u64,
}

impl<M: Model> Simulation<M> {
    /// Returns the instant that the run has come to.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.core.queue.now()
    }

    /// Lets the next event happen and returns its instant, `None` where nothing waits.
    pub fn step(&mut self) -> Option<SimTime> {
        self.step_before(SimTime::MAX)
    }

    /// Lets the next event happen if it lies before a deadline.
    pub fn step_before(&mut self, deadline: SimTime) -> Option<SimTime> {
        let before = self.core.queue.now();
        let (at, event) = self.core.queue.pop_before(deadline)?;
        self.events_here = if at > before { 1 } else { self.events_here + 1 };
        self.events_done += 1;
        self.dispatch(event);
        Some(at)
    }

    /// Lets everything happen that lies before a deadline, at most a budget of events. What falls on the deadline
    /// itself is not part of it.
    pub fn run_until(&mut self, deadline: SimTime, events_max: u32) -> Progress {
        for _ in 0..events_max {
            if self.step_before(deadline).is_none() {
                let idle = self.core.queue.is_empty();
                self.core.queue.advance_to(deadline);
                return if idle { Progress::Idle } else { Progress::Reached };
            }
            if self.events_here > EVENTS_PER_INSTANT_MAX {
                return Progress::Stuck;
            }
        }
        Progress::BudgetSpent
    }

    /// Returns the instant of the next event.
    pub fn next_time(&mut self) -> Option<SimTime> {
        self.core.queue.peek_time()
    }

    /// Returns the messages that are under way, each with the instant of its arrival, in no particular order.
    pub fn under_way(&self) -> impl Iterator<Item = (SimTime, &Envelope<M::Message>)> {
        self.core.queue.waiting().filter_map(|(arrives, event)| match event {
            Event::Message { envelope, .. } => Some((arrives, envelope)),
            Event::Timer { .. } => None,
        })
    }

    /// Hands a node a message from outside, now.
    pub fn inject(&mut self, to: NodeId, rank: Rank, message: M::Message) {
        self.inject_at(self.now(), to, rank, message);
    }

    /// Hands a node a message from outside at an instant to come.
    pub fn inject_at(&mut self, at: SimTime, to: NodeId, rank: Rank, message: M::Message) {
        let envelope = Envelope { from: to, to, link: None, departed: at, message };
        self.core.queue.schedule(at, rank, Event::Message { envelope, cause: RecordId::NONE });
    }

    /// Returns how many events have happened.
    #[must_use]
    pub fn events_done(&self) -> u64 {
        self.events_done
    }

    /// Returns a node's model.
    ///
    /// # Panics
    /// If there is no such node.
    #[must_use]
    pub fn model(&self, node: NodeId) -> &M {
        &self.models[node.0 as usize]
    }

    /// Returns all models, by node.
    #[must_use]
    pub fn models(&self) -> &[M] {
        &self.models
    }

    /// Returns the connections of a node, by port.
    #[must_use]
    pub fn links(&self, node: NodeId) -> &[Link] {
        &self.core.links[node.0 as usize]
    }

    /// Returns what all models share.
    #[must_use]
    pub fn shared(&self) -> &M::Shared {
        &self.core.shared
    }

    /// Returns what all models share, to change it from outside.
    pub fn shared_mut(&mut self) -> &mut M::Shared {
        &mut self.core.shared
    }

    /// Returns the records that were kept.
    #[must_use]
    pub fn trace(&self) -> &Trace<M::Fact, M::Detail> {
        &self.core.trace
    }

    /// Returns the records that were kept, to change how many are.
    pub fn trace_mut(&mut self) -> &mut Trace<M::Fact, M::Detail> {
        &mut self.core.trace
    }

    fn dispatch(&mut self, event: Event<M>) {
        match event {
            Event::Message { envelope, cause } => {
                let node = envelope.to;
                let mut cx = Context { node, cause, core: &mut self.core };
                self.models[node.0 as usize].on_message(envelope, &mut cx);
            }
            Event::Timer { node, timer, cause } => {
                let mut cx = Context { node, cause, core: &mut self.core };
                self.models[node.0 as usize].on_timer(timer, &mut cx);
            }
        }
    }
}
