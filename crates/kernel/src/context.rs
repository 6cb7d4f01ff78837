//! The only way in which a model touches the world.

use crate::link::{Link, Verdict};
use crate::model::{Envelope, MessageId, Model, NodeId, Observer, PortId, RecordId};
use crate::queue::{EventKey, EventQueue, Rank};
use crate::time::{SimDuration, SimTime};
use crate::trace::Trace;

/// Something that waits in the event queue.
#[derive(Clone, Debug)]
pub(crate) enum Event<M: Model> {
    Message { envelope: Envelope<M::Message>, cause: RecordId },
    Timer { node: NodeId, timer: M::Timer, cause: RecordId },
}

/// All of a simulation but its models.
#[derive(Clone, Debug)]
pub(crate) struct Core<M: Model> {
    pub(crate) queue: EventQueue<Event<M>>,
    /// The connections of each node, by port.
    pub(crate) links: Vec<Vec<Link>>,
    pub(crate) shared: M::Shared,
    pub(crate) trace: Trace<M::Fact, M::Detail>,
    pub(crate) messages_made: u64,
}

/// What a model sees of the world while it handles one event.
#[derive(Debug)]
pub struct Context<'a, M: Model> {
    pub(crate) node: NodeId,
    pub(crate) cause: RecordId,
    pub(crate) core: &'a mut Core<M>,
}

impl<M: Model> Context<'_, M> {
    /// Returns the instant of the event.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.core.queue.now()
    }

    /// Returns the node whose model is at work.
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.node
    }

    /// Returns a number for a new copy of a message.
    pub fn new_message(&mut self) -> MessageId {
        self.core.messages_made += 1;
        MessageId(self.core.messages_made)
    }

    /// Sends a message over a connection; latency and faults belong to the connection.
    ///
    /// Returns when it arrives, or `None` where it was lost.
    ///
    /// # Panics
    /// If the node has no such port.
    pub fn send(&mut self, port: PortId, message: M::Message) -> Option<SimTime> {
        let now = self.now();
        let link = &mut self.core.links[self.node.0 as usize][usize::from(port.0)];
        let to = link.to;
        let latency = link.rng.draw(&link.latency);
        let (arrival, copies) = match link.verdict(now) {
            Verdict::Drop => return None,
            Verdict::Pass => (now + latency, 1),
            Verdict::Delay(delay) => (now + latency + delay, 1),
            Verdict::Duplicate => (now + latency, 2),
        };
        let envelope = Envelope { from: self.node, to, link: Some((self.node, port)), departed: now, message };
        for _ in 1..copies {
            self.deliver(arrival, envelope.clone());
        }
        self.deliver(arrival, envelope);
        Some(arrival)
    }

    /// Returns where a connection of this node leads.
    ///
    /// # Panics
    /// If the node has no such port.
    #[must_use]
    pub fn target(&self, port: PortId) -> NodeId {
        self.core.links[self.node.0 as usize][usize::from(port.0)].to
    }

    /// Connects this node to another from now on and returns the port.
    ///
    /// # Panics
    /// If the connection leads to no node.
    pub fn connect(&mut self, link: Link) -> PortId {
        assert!((link.to.0 as usize) < self.core.links.len(), "a link leads to no node");
        let ports = &mut self.core.links[self.node.0 as usize];
        ports.push(link);
        PortId(u16::try_from(ports.len() - 1).expect("fewer than 2^16 ports a node"))
    }

    /// Returns how many connections this node has.
    #[must_use]
    pub fn ports(&self) -> usize {
        self.core.links[self.node.0 as usize].len()
    }

    /// Answers a message on the connection it came by. Returns when the answer arrives.
    pub fn reply<T>(&mut self, to: &Envelope<T>, message: M::Message) -> SimTime {
        self.reply_on(to.from, to.link, message)
    }

    /// Answers somebody later, when only sender and connection of the message were kept.
    pub fn reply_on(&mut self, to: NodeId, link: Option<(NodeId, PortId)>, message: M::Message) -> SimTime {
        let latency = link.map_or(SimDuration::ZERO, |(owner, port)| {
            let link = &mut self.core.links[owner.0 as usize][usize::from(port.0)];
            link.rng.draw(&link.latency_back)
        });
        let now = self.now();
        self.deliver(now + latency, Envelope { from: self.node, to, link, departed: now, message });
        now + latency
    }

    /// Schedules a timer of this node.
    pub fn schedule(&mut self, delay: SimDuration, rank: Rank, timer: M::Timer) -> EventKey {
        let event = Event::Timer { node: self.node, timer, cause: self.cause };
        self.core.queue.schedule(self.now() + delay, rank, event)
    }

    /// Takes a timer back; one that has fired, or was taken back, is let be.
    pub fn cancel(&mut self, key: EventKey) {
        self.core.queue.cancel(key);
    }

    /// Records a fact; it becomes the cause of what this handler does from here on.
    pub fn record(&mut self, fact: M::Fact) -> RecordId {
        let record = self.core.trace.push(self.core.queue.now(), self.node, self.cause, fact);
        self.core.shared.observe(&record);
        self.cause = record.id;
        record.id
    }

    /// Records a fact with a long part, which is made only where the trace keeps such.
    pub fn record_with(&mut self, fact: M::Fact, detail: impl FnOnce() -> M::Detail) -> RecordId {
        let id = self.record(fact);
        if self.core.trace.keeps_details() {
            self.core.trace.attach(detail());
        }
        id
    }

    /// Returns the record that led to what is being done now.
    #[must_use]
    pub fn cause(&self) -> RecordId {
        self.cause
    }

    /// Says what led to what is done from here on, for a handler that serves several messages at once.
    pub fn set_cause(&mut self, cause: RecordId) {
        self.cause = cause;
    }

    /// Returns what all models share.
    pub fn shared(&mut self) -> &mut M::Shared {
        &mut self.core.shared
    }

    fn deliver(&mut self, at: SimTime, envelope: Envelope<M::Message>) {
        let cause = self.cause;
        self.core.queue.schedule(at, M::ARRIVAL, Event::Message { envelope, cause });
    }
}
