//! What a model sees of the world while it handles one event, and who waits for its answer.

use super::latency_stream;
use crate::fact::{Detail, Fact, What};
use crate::message::{Answer, CallId, Message, Reply, Request, ServiceError};
use crate::profile::Profile;
use crate::services::{Service, Timer};
use crate::stack::latency::Hop;
use crate::stack::shared::Shared;
use kernel::{Envelope, EventKey, Link, MessageId, NodeId, PortId, Rank, RecordId, Rng, SimDuration, SimTime};
use std::marker::PhantomData;

/// What a model sees of the world while it handles one event. Scheduling another service's timer is a type error.
#[derive(Debug)]
pub struct Cx<'a, 'b, T> {
    inner: &'a mut kernel::Context<'b, Service>,
    timer: PhantomData<T>,
}

impl<'a, 'b, T: Into<Timer>> Cx<'a, 'b, T> {
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

    /// Schedules a timer; [`rank`](super::rank) says what comes first at one instant.
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
    pub call: CallId,
}

impl Caller {
    /// Keeps what is needed of an envelope to answer it later.
    #[must_use]
    pub fn of<T>(envelope: &Envelope<T>, call: CallId) -> Self {
        Self { node: envelope.from, link: envelope.link, call }
    }
}
