//! The messages of a queue and the order in which they are handed out.
//!
//! Every operation costs a logarithm of the number of messages: a queue may hold a million.

pub(super) mod deduplication;
mod groups;
mod lanes;
mod stored;

use groups::Groups;
use lanes::{Lane, Lanes};
pub(super) use stored::{State, Stored};

use kernel::{SimDuration, SimTime};
use std::collections::{BTreeMap, BTreeSet};

/// The messages of one queue.
#[derive(Clone, Debug)]
pub(super) struct Store {
    messages: BTreeMap<u64, Stored>,
    last: u64,
    order: Order,
    hidden: BTreeSet<(SimTime, u64)>,
    /// By the instant at which retention ends.
    expiry: BTreeSet<(SimTime, u64)>,
    retention: SimDuration,
    in_flight: u64,
    delayed: u64,
}

/// In which order messages are handed out.
#[derive(Clone, Debug)]
enum Order {
    Standard(Lanes),
    Fifo(Groups),
}

/// One receive at work: where it stands in the order.
#[derive(Debug, Default)]
pub(super) struct Picking {
    pub(super) lane: Lane,
    pub(super) group: groups::Turn,
}

impl Store {
    /// Makes an empty store.
    pub(super) fn new(fifo: bool, fair: bool, retention: SimDuration) -> Self {
        let lanes = Lanes::new(fair);
        Self {
            messages: BTreeMap::new(),
            last: 0,
            order: if fifo { Order::Fifo(Groups::default()) } else { Order::Standard(lanes) },
            hidden: BTreeSet::new(),
            expiry: BTreeSet::new(),
            retention,
            in_flight: 0,
            delayed: 0,
        }
    }

    /// Takes a message in, visible from an instant on, and returns its number here.
    pub(super) fn insert(&mut self, stored: Stored, visible: SimTime, now: SimTime) -> u64 {
        self.last += 1;
        let number = self.last;
        self.expiry.insert((stored.sent + self.retention, number));
        if let (Order::Fifo(groups), Some(group)) = (&mut self.order, &stored.group) {
            groups.join(group);
        }
        self.messages.insert(number, stored);
        if visible > now {
            self.set_state(number, State::Delayed { until: visible });
        } else {
            self.set_state(number, State::Visible { since: now });
        }
        number
    }

    /// Takes a message out.
    pub(super) fn remove(&mut self, number: u64) -> Option<Stored> {
        self.leave(number);
        let stored = self.messages.remove(&number)?;
        self.expiry.remove(&(stored.sent + self.retention, number));
        if let (Order::Fifo(groups), Some(group)) = (&mut self.order, &stored.group) {
            groups.part(group);
        }
        Some(stored)
    }

    /// Returns a message.
    pub(super) fn get(&self, number: u64) -> Option<&Stored> {
        self.messages.get(&number)
    }

    /// Returns a message to be changed in what the order does not depend on.
    pub(super) fn get_mut(&mut self, number: u64) -> Option<&mut Stored> {
        self.messages.get_mut(&number)
    }

    /// Moves a message to another state.
    pub(super) fn set_state(&mut self, number: u64, state: State) {
        self.leave(number);
        let Some(stored) = self.messages.get_mut(&number) else { return };
        stored.state = state;
        if let Some(until) = state.hidden_until() {
            self.hidden.insert((until, number));
        }
        match (state, &mut self.order) {
            (State::Delayed { .. }, _) => self.delayed += 1,
            (State::Visible { since }, Order::Standard(lanes)) => lanes.show(since, number, stored.group.as_ref()),
            (State::Visible { .. }, Order::Fifo(groups)) => groups.show(number, stored.group.as_ref()),
            (State::Picked, _) => {}
            (State::InFlight { .. }, Order::Standard(lanes)) => {
                self.in_flight += 1;
                lanes.take(stored.group.as_ref(), self.in_flight);
            }
            (State::InFlight { .. }, Order::Fifo(groups)) => {
                self.in_flight += 1;
                groups.take(number, stored.group.as_ref());
            }
        }
    }

    /// Undoes what a message's state means to the order.
    fn leave(&mut self, number: u64) {
        let Some(stored) = self.messages.get_mut(&number) else { return };
        let state = std::mem::replace(&mut stored.state, State::Picked);
        if let Some(until) = state.hidden_until() {
            self.hidden.remove(&(until, number));
        }
        match (state, &mut self.order) {
            (State::Delayed { .. }, _) => self.delayed -= 1,
            (State::Visible { since }, Order::Standard(lanes)) => lanes.hide(since, number, stored.group.as_ref()),
            (State::Visible { .. }, Order::Fifo(groups)) => groups.hide(number, stored.group.as_ref()),
            (State::Picked, _) => {}
            (State::InFlight { .. }, Order::Standard(lanes)) => {
                self.in_flight -= 1;
                lanes.release(stored.group.as_ref());
            }
            (State::InFlight { .. }, Order::Fifo(groups)) => {
                self.in_flight -= 1;
                groups.release(number, stored.group.as_ref());
            }
        }
    }

    /// Returns the next message that a receive may have and since when it is visible, and takes it out of the order.
    pub(super) fn pick(&mut self, picking: &mut Picking) -> Option<(u64, SimTime)> {
        let number = match &mut self.order {
            Order::Standard(lanes) => lanes.next(&mut picking.lane)?,
            Order::Fifo(groups) => groups.next(&mut picking.group)?,
        };
        let State::Visible { since } = self.messages.get(&number)?.state else { return None };
        self.set_state(number, State::Picked);
        Some((number, since))
    }

    /// Ends a receive: the groups that it took from go to the back of the line.
    pub(super) fn end_pick(&mut self, picking: Picking) {
        if let Order::Fifo(groups) = &mut self.order {
            groups.end(picking.group);
        }
    }

    /// Returns the first message whose delay or visibility timeout has ended.
    pub(super) fn first_due(&self, now: SimTime) -> Option<u64> {
        self.hidden.first().filter(|(until, _)| *until <= now).map(|(_, number)| *number)
    }

    /// Returns the first message whose retention has ended.
    pub(super) fn first_expired(&self, now: SimTime) -> Option<u64> {
        self.expiry.first().filter(|(until, _)| *until <= now).map(|(_, number)| *number)
    }

    /// Returns when the next delay or visibility timeout ends.
    pub(super) fn next_due(&self) -> Option<SimTime> {
        self.hidden.first().map(|(until, _)| *until)
    }

    /// Returns when the next retention ends.
    pub(super) fn next_expiry(&self) -> Option<SimTime> {
        self.expiry.first().map(|(until, _)| *until)
    }

    /// Changes the retention period of all messages.
    pub(super) fn set_retention(&mut self, retention: SimDuration) {
        self.retention = retention;
        self.expiry = self.messages.iter().map(|(number, stored)| (stored.sent + retention, *number)).collect();
    }

    /// Returns how many messages can be received, waiting behind their group included.
    pub(super) fn visible(&self) -> u64 {
        self.messages.len() as u64 - self.in_flight - self.delayed
    }

    /// Returns how many further receives would find something at once.
    pub(super) fn backlog(&self) -> u64 {
        match &self.order {
            Order::Standard(_) => self.visible(),
            Order::Fifo(groups) => groups.open(),
        }
    }

    /// Returns how many messages are in flight.
    pub(super) fn in_flight(&self) -> u64 {
        self.in_flight
    }

    /// Returns how many messages are delayed.
    pub(super) fn delayed(&self) -> u64 {
        self.delayed
    }

    /// Tells whether there is no message at all.
    pub(super) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Returns all messages in the order in which they came.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &Stored)> {
        self.messages.iter().map(|(number, stored)| (*number, stored))
    }

    /// Returns the messages that came after a number, in order.
    pub(super) fn after(&self, number: u64) -> impl Iterator<Item = (u64, &Stored)> {
        self.messages.range(number + 1..).map(|(number, stored)| (*number, stored))
    }
}
