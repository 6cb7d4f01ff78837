//! Moves between a queue and its dead-letter queue, in both directions.
//!
//! A move is a call from one queue to the other. The sender keeps the message until the receiver has taken it, and
//! takes it back where the receiver does not.

use super::config::{Config, DeadLetterQueue, Redrive};
use super::store::{State, Stored};
use super::{Queue, Timer, limits};
use crate::fact::{Detail, Hiding, MOVED_OUTSIDE, Note, What};
use crate::message::{Answer, CallId, Invocation, Item, Operation, Reply, Request, ServiceError};
use crate::payload::Parameters;
use crate::service::{Caller, Cx, Setup, Wire, rank};
use crate::stack::latency::Hop;
use kernel::{MessageId, NodeId, PortId, SimDuration, SimTime};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The call by which a queue hands a message to another.
pub(super) const MOVE_MESSAGE: &str = "MoveMessage";
/// What a move carries beside the message: since when it has been kept, and whether it becomes a dead letter.
const SENT: &str = "SentTimestamp";
const DEAD_LETTER: &str = "DeadLetter";

/// AWS has no such action in this year.
static REDRIVE_UNKNOWN: Note = Note { name: "RedriveRefused", text: "there is no redrive to the source yet" };

/// The moves of a queue.
#[derive(Clone, Debug)]
pub(super) struct Moves {
    dead_letter_queue: Option<Way>,
    sources: BTreeMap<NodeId, PortId>,
    travelling: BTreeMap<CallId, Stored>,
    calls: u64,
    /// Where a redrive to the source has come to, while one is at work.
    redriven_to: Option<u64>,
    /// Dead letters that went to a queue outside the template, where nobody takes them.
    outside: Vec<MessageId>,
}

/// The way of dead letters.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// To a queue of the template.
    Queue(NodeId, PortId),
    /// To one outside.
    Outside,
}

/// Returns the wire of a redrive policy.
pub(super) fn wire(id: &str, redrive: &Redrive) -> Wire {
    match &redrive.queue {
        DeadLetterQueue::Queue(queue) => Wire::new("Redrive", id, queue),
        DeadLetterQueue::External(text) => Wire::to_outside("Redrive", id, text),
    }
}

impl Moves {
    pub(super) fn new(config: &Config, setup: &mut Setup<'_>) -> Self {
        let mut connect = |id: &str| Some((setup.node_of(id)?, setup.connect(id, Hop::ServiceCall)?));
        let way = |redrive: &Redrive| match &redrive.queue {
            DeadLetterQueue::Queue(id) => connect(id).map(|(node, port)| Way::Queue(node, port)),
            DeadLetterQueue::External(_) => Some(Way::Outside),
        };
        Self {
            dead_letter_queue: config.redrive.as_ref().and_then(way),
            sources: config.sources.iter().filter_map(|id| connect(id)).collect(),
            travelling: BTreeMap::new(),
            calls: 0,
            redriven_to: None,
            outside: Vec::new(),
        }
    }

    /// Returns the dead letters that went to a queue outside the template.
    pub(super) fn outside(&self) -> &[MessageId] {
        &self.outside
    }

    /// Returns the copies that are between two queues.
    pub(super) fn travelling(&self) -> Vec<MessageId> {
        self.travelling.values().map(|stored| stored.item.id).collect()
    }

    /// Knows the way back to one more queue whose dead letters come here.
    pub(super) fn takes_from(&mut self, source: NodeId, port: PortId) {
        self.sources.insert(source, port);
    }
}

impl Queue {
    /// Sends dead letters to another queue from now on, as the configuration says.
    pub(super) fn redirect(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        let queue = self.config.redrive.as_ref().map(|redrive| redrive.queue.clone());
        self.moves.dead_letter_queue = match queue {
            None => None,
            Some(DeadLetterQueue::External(_)) => Some(Way::Outside),
            Some(DeadLetterQueue::Queue(id)) => {
                let way = cx.node_of(&id).zip(cx.connect(&id, Hop::ServiceCall));
                way.map(|(node, port)| Way::Queue(node, port))
            }
        };
    }

    /// Tells whether one more receive of a message would be too many (SQS-12).
    pub(super) fn exceeds_receives(&self, number: u64) -> bool {
        let Some(redrive) = &self.config.redrive else { return false };
        let counts = |stored: &Stored| !stored.duplicate && stored.receive_count >= redrive.receives_max;
        self.moves.dead_letter_queue.is_some() && self.store.get(number).is_some_and(counts)
    }

    pub(super) fn move_to_dead_letter_queue(&mut self, number: u64, cx: &mut Cx<'_, '_, Timer>) {
        let Some(way) = self.moves.dead_letter_queue else { return };
        let Some(stored) = self.store.remove(number) else { return };
        let id = stored.item.id;
        let max = self.config.redrive.as_ref().map_or(0, |redrive| redrive.receives_max);
        let why = || {
            Detail::said(format!("received {} times and never deleted; maxReceiveCount is {max}", stored.receive_count))
        };
        cx.set_cause(stored.cause);
        match way {
            Way::Queue(to, port) => {
                // It is moved once, however often that has to be tried.
                if !stored.refused {
                    cx.record_with(What::MovedToDeadLetterQueue { to }.of(id).because(&limits::SQS_12), why);
                }
                self.send_move(port, stored, true, cx);
            }
            Way::Outside => {
                cx.record_with(What::Noted { note: &MOVED_OUTSIDE, value: 0 }.of(id).because(&limits::SQS_12), why);
                self.moves.outside.push(id);
            }
        }
    }

    fn send_move(&mut self, port: PortId, stored: Stored, dead_letter: bool, cx: &mut Cx<'_, '_, Timer>) {
        self.moves.calls += 1;
        let call = CallId(self.moves.calls);
        let mut parameters = match stored.item.parameters.to_json() {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        parameters.insert(SENT.to_owned(), json!(stored.sent.as_nanos()));
        parameters.insert(DEAD_LETTER.to_owned(), json!(dead_letter));
        // A FIFO queue gives every message a deduplication id; it stays with the message.
        if let Some(id) = &stored.deduplication {
            parameters.insert("MessageDeduplicationId".to_owned(), json!(&**id));
        }
        let item = Item { parameters: Parameters::new(parameters), ..stored.item.clone() };
        let operation = Operation(MOVE_MESSAGE);
        let sent = cx.request(port, Request { call, operation, invocation: Invocation::Sync, item });
        if sent.is_some() {
            self.moves.travelling.insert(call, stored);
        } else {
            self.take_back(stored, cx);
        }
    }

    /// The other queue has answered a move.
    pub(super) fn on_moved(&mut self, reply: &Reply, cx: &mut Cx<'_, '_, Timer>) {
        if let Some(stored) = self.moves.travelling.remove(&reply.call)
            && reply.outcome.is_err()
        {
            self.take_back(stored, cx);
        }
    }

    /// A message that the other queue did not take is visible here again, later, so that the next try is not at once.
    fn take_back(&mut self, stored: Stored, cx: &mut Cx<'_, '_, Timer>) {
        const PAUSE: SimDuration = SimDuration::from_secs(1);
        let now = cx.now();
        self.store.insert(Stored { refused: true, ..stored }, now + PAUSE, now);
    }

    /// Takes a message from another queue: visible at once, and none of `NumberOfMessagesSent` (SQS-15).
    pub(super) fn take_moved(&mut self, caller: Caller, item: Item, cx: &mut Cx<'_, '_, Timer>) {
        let now = cx.now();
        let id = item.id;
        let Value::Object(mut parameters) = item.parameters.to_json() else {
            return cx.answer(&caller, id, Err(ServiceError::InvalidParameter("InvalidParameterValue")));
        };
        let dead_letter = parameters.shift_remove(DEAD_LETTER) == Some(Value::Bool(true));
        let sent = parameters.shift_remove(SENT).and_then(|nanos| nanos.as_u64()).unwrap_or_default();
        let mut stored = Stored::new(Item { parameters: Parameters::new(parameters), ..item }, now);
        let keeps_timestamp = dead_letter && !(self.config.fifo.is_some() && self.profile.is_now());
        if keeps_timestamp {
            stored.sent = SimTime::from_nanos(sent);
        }
        stored.group = stored.item.parameters.text("MessageGroupId").map(Into::into);
        let fifo = self.config.fifo.is_some();
        let deduplication = stored.item.parameters.text("MessageDeduplicationId").map(Into::into);
        stored.deduplication = deduplication.filter(|_| fifo);
        stored.dead_letter = dead_letter;
        stored.source = dead_letter.then_some(caller.node);
        let after = Hiding::Move { from: caller.node };
        stored.cause = cx.record(What::BecameVisible { after }.of(id).because(&limits::SQS_15));
        self.store.insert(stored, now, now);
        self.call_waiters(cx);
        cx.answer(&caller, id, Ok(Answer::kept(200)));
    }

    /// `StartMessageMoveTask`.
    pub(super) fn start_message_move_task(&mut self, caller: Caller, id: MessageId, cx: &mut Cx<'_, '_, Timer>) {
        if !self.profile.is_now() {
            let text = "The action StartMessageMoveTask is not valid for this endpoint.".to_owned();
            let error = ServiceError::InvalidParameter("InvalidAction");
            return Self::refuse(caller, id, error, (&limits::SQS_18, text), cx);
        }
        self.redrive_back(cx);
        cx.answer(&caller, id, Ok(Answer::status(200)));
    }

    /// Begins to move dead letters back to where they came from.
    pub(super) fn redrive_back(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        if !self.profile.is_now() {
            cx.record(
                crate::fact::Fact::from(What::Noted { note: &REDRIVE_UNKNOWN, value: 0 }).because(&limits::SQS_18),
            );
            return;
        }
        if self.moves.redriven_to.is_none() {
            self.moves.redriven_to = Some(0);
            self.move_next(cx);
        }
    }

    pub(super) fn move_next(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        let Some(after) = self.moves.redriven_to else { return };
        let movable = |stored: &Stored| {
            let port = stored.source.and_then(|source| self.moves.sources.get(&source).map(|port| (source, *port)));
            port.filter(|_| matches!(stored.state, State::Visible { .. }))
        };
        let next = self.store.after(after).find_map(|(number, stored)| Some((number, movable(stored)?)));
        self.moves.redriven_to = next.map(|(number, _)| number);
        let Some((number, (to, port))) = next else { return };
        let Some(stored) = self.store.remove(number) else { return };
        cx.set_cause(stored.cause);
        cx.record(What::Redriven { to }.of(stored.item.id).because(&limits::SQS_18));
        self.send_move(port, stored, false, cx);
        cx.schedule(limits::REDRIVE_PAUSE, rank::END, Timer::MoveNext);
    }
}
