//! What a simulated component is, and the envelopes in which messages travel.

use crate::context::Context;
use crate::queue::Rank;
use crate::time::SimTime;
use crate::trace::Record;
use std::fmt::Debug;

/// Names a node of the simulation: whatever has a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// Names an outgoing connection of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortId(pub u16);

/// Names one copy of a message for all of its life, over every hop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u64);

impl MessageId {
    /// Stands in facts that are about no message.
    pub const NONE: Self = Self(0);
}

/// Names a record of the trace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u64);

impl RecordId {
    /// Stands where nothing is the cause.
    pub const NONE: Self = Self(0);
}

/// A message on its way.
#[derive(Clone, Debug)]
pub struct Envelope<T> {
    /// Who sent it.
    pub from: NodeId,
    /// Who gets it.
    pub to: NodeId,
    /// The connection it travels on: its owner and port. An answer goes back on the same one.
    pub link: Option<(NodeId, PortId)>,
    /// When it departed.
    pub departed: SimTime,
    /// What is said.
    pub message: T,
}

/// A component of the simulation: a state machine that reacts to messages and to its own timers.
///
/// A handler does not fail: a bad message is answered with an error or recorded as dropped.
pub trait Model: Clone + Debug {
    /// What nodes send each other.
    type Message: Clone + Debug;
    /// What a model schedules for itself.
    type Timer: Clone + Debug;
    /// What the trace records: small, because there are many.
    type Fact: Copy + Debug;
    /// The long part of a fact (a payload, a list), kept only where the trace is.
    type Detail: Clone + Debug;
    /// What all models share, asked and answered within one event.
    type Shared: Observer<Self::Fact>;

    /// The rank of a message's arrival among the events of one instant.
    const ARRIVAL: Rank;

    /// Reacts to the start of the run.
    fn on_start(&mut self, cx: &mut Context<'_, Self>);
    /// Reacts to a message.
    fn on_message(&mut self, envelope: Envelope<Self::Message>, cx: &mut Context<'_, Self>);
    /// Reacts to a timer of its own.
    fn on_timer(&mut self, timer: Self::Timer, cx: &mut Context<'_, Self>);
}

/// Sees every record as it is made, whether or not the trace keeps it: counters, figures and hashes are folded here.
pub trait Observer<F>: Clone + Debug {
    /// Takes notice of a record.
    fn observe(&mut self, record: &Record<F>);
}

impl<F> Observer<F> for () {
    fn observe(&mut self, _: &Record<F>) {}
}
