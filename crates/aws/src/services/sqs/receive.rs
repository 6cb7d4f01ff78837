//! Receiving: long and short polls, and what they are handed.

use super::record;
use super::store::{Picking, State};
use super::{Queue, Timer, WaiterKey, limits};
use crate::fact::What;
use crate::message::{Answer, Item, Poll, PolledRecord, ServiceError};
use crate::service::{Caller, Cx, rank};
use kernel::{EventKey, MessageId, SimDuration, SimTime};
use std::collections::BTreeMap;

/// The polls that wait for a message.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiters {
    waiting: BTreeMap<WaiterKey, Waiter>,
    arrivals: u64,
}

#[derive(Clone, Copy, Debug)]
struct Waiter {
    ask: Ask,
    /// The end of the wait, if it has one.
    deadline: Option<EventKey>,
}

/// What a poll asks for.
#[derive(Clone, Copy, Debug)]
struct Ask {
    caller: Caller,
    records_max: u32,
    /// How many bytes of records a batch may have, and how many of them the caller holds.
    bytes: (u64, u64),
    visibility: Option<SimDuration>,
    /// The client's call, or `None` for the poll of a mapping.
    call: Option<MessageId>,
    /// Whether what is received is deleted at once.
    delete: bool,
}

/// What a receive found.
#[derive(Debug, Default)]
struct Found {
    records: Vec<PolledRecord>,
    /// Whether there was one more that did not fit.
    cut_short: bool,
}

impl Queue {
    /// A mapping's poll: it is served after all that arrives at the same instant. One that asks for no messages only
    /// wants to know when there are some.
    pub(super) fn on_poll(&mut self, caller: Caller, poll: &Poll, cx: &mut Cx<'_, '_, Timer>) {
        if poll.records_max == 0 && poll.wait == SimDuration::ZERO {
            return self.withdraw(&caller, cx);
        }
        let ask = Ask {
            caller,
            records_max: poll.records_max,
            bytes: (poll.bytes_max, poll.bytes_held),
            visibility: poll.visibility,
            call: None,
            delete: false,
        };
        self.wait(ask, poll.poller, poll.wait, cx);
        self.call_waiters(cx);
    }

    /// `ReceiveMessage`: what is there now, else what comes within the wait.
    pub(super) fn receive_message(&mut self, caller: Caller, item: &Item, cx: &mut Cx<'_, '_, Timer>) {
        let number = |name| item.parameters.integer(name).and_then(|number| u64::try_from(number).ok());
        let records_max = u32::try_from(number("MaxNumberOfMessages").unwrap_or(1)).unwrap_or(u32::MAX);
        if !(1..=limits::BATCH_MAX).contains(&records_max) {
            let text = format!(
                "Value {records_max} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if \
                 provided."
            );
            let error = ServiceError::InvalidParameter("InvalidParameterValue");
            return Self::refuse(caller, item.id, error, (&limits::SQS_05, text), cx);
        }
        for (name, max) in [("WaitTimeSeconds", limits::WAIT_MAX), ("VisibilityTimeout", limits::VISIBILITY_MAX)] {
            if let Some(seconds) = number(name).filter(|seconds| *seconds > max.as_secs()) {
                let text = format!(
                    "Value {seconds} for parameter {name} is invalid. Reason: Must be >= 0 and <= {}, if provided.",
                    max.as_secs()
                );
                let error = ServiceError::InvalidParameter("InvalidParameterValue");
                return Self::refuse(caller, item.id, error, (&limits::SQS_05, text), cx);
            }
        }
        let wait = number("WaitTimeSeconds").map_or(self.config.wait, SimDuration::from_secs);
        let ask = Ask {
            caller,
            records_max,
            bytes: (u64::MAX, 0),
            visibility: number("VisibilityTimeout").map(SimDuration::from_secs),
            call: Some(item.id),
            delete: item.parameters.get("Delete").as_bool().unwrap_or(false),
        };
        let short = wait == SimDuration::ZERO;
        if short && self.config.fifo.is_none() && self.is_full() {
            let error = ServiceError::Other { code: "OverLimit", status: 403 };
            let text = "Too many messages in flight.".to_owned();
            return Self::refuse(caller, item.id, error, (&limits::SQS_06, text), cx);
        }
        let found = self.hand_out(&ask, short, cx);
        if found.records.is_empty() && !short {
            self.wait(ask, 0, wait, cx);
        } else {
            self.answer(&ask, found, cx);
        }
    }

    fn wait(&mut self, ask: Ask, poller: u32, wait: SimDuration, cx: &mut Cx<'_, '_, Timer>) {
        self.waiters.arrivals += 1;
        let key = (poller, self.waiters.arrivals);
        let ends = wait < SimDuration::MAX;
        let deadline = ends.then(|| cx.schedule(wait, rank::POLL, Timer::WaitOver(key)));
        self.waiters.waiting.insert(key, Waiter { ask, deadline });
    }

    /// Forgets a poll that waits.
    fn withdraw(&mut self, caller: &Caller, cx: &mut Cx<'_, '_, Timer>) {
        let mut forgotten = Vec::new();
        self.waiters.waiting.retain(|_, waiter| {
            let asked = waiter.ask.caller;
            let is_it = waiter.ask.call.is_none() && (asked.node, asked.call) == (caller.node, caller.call);
            forgotten.extend(waiter.deadline.filter(|_| is_it));
            !is_it
        });
        forgotten.into_iter().for_each(|deadline| cx.cancel(deadline));
    }

    /// Lets waiting polls look once everything of this instant has arrived.
    pub(super) fn call_waiters(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        if !self.serving && !self.waiters.waiting.is_empty() {
            self.serving = true;
            cx.schedule(SimDuration::ZERO, rank::POLL, Timer::Serve);
        }
    }

    pub(super) fn on_serve(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.serving = false;
        if !self.standing.serves(cx.now()) {
            return;
        }
        while let Some((&key, waiter)) = self.waiters.waiting.first_key_value() {
            let Waiter { ask, deadline } = *waiter;
            let found = self.hand_out(&ask, false, cx);
            let watched = ask.records_max == 0 && self.store.backlog() > 0;
            if found.records.is_empty() && !found.cut_short && !watched {
                return;
            }
            self.waiters.waiting.remove(&key);
            if let Some(deadline) = deadline {
                cx.cancel(deadline);
            }
            self.answer(&ask, found, cx);
        }
    }

    /// A wait is over: what came at this very instant is still seen.
    pub(super) fn on_wait_over(&mut self, key: WaiterKey, cx: &mut Cx<'_, '_, Timer>) {
        self.on_serve(cx);
        if let Some(waiter) = self.waiters.waiting.remove(&key) {
            self.answer(&waiter.ask, Found::default(), cx);
        }
    }

    fn is_full(&self) -> bool {
        self.store.in_flight() >= limits::in_flight_max(self.config.fifo.is_some(), self.profile)
    }

    /// Hands out what can be received now; what has been received too often goes to the dead-letter queue instead.
    fn hand_out(&mut self, ask: &Ask, short: bool, cx: &mut Cx<'_, '_, Timer>) -> Found {
        let mut picking = self.picking(ask, short);
        let mut picked = Vec::new();
        let (bytes_max, mut bytes) = ask.bytes;
        let mut cut_short = false;
        let room = limits::in_flight_max(self.config.fifo.is_some(), self.profile) - self.store.in_flight();
        let most = room.min(ask.records_max.into());
        while (picked.len() as u64) < most
            && let Some((number, since)) = self.store.pick(&mut picking)
        {
            if self.exceeds_receives(number) {
                self.move_to_dead_letter_queue(number, cx);
                continue;
            }
            let more = if bytes_max == u64::MAX { 0 } else { self.record_bytes(number, cx.now()) + 1 };
            cut_short = bytes > 0 && bytes + more > bytes_max;
            if cut_short {
                self.store.set_state(number, State::Visible { since });
                break;
            }
            bytes += more;
            picked.push(number);
        }
        let records = picked.iter().filter_map(|number| self.give(*number, ask, picking.lane.overtakes, cx)).collect();
        self.store.end_pick(picking);
        Found { records, cut_short }
    }

    /// Returns the bytes of the record that a consumer gets of a message.
    fn record_bytes(&self, number: u64, now: SimTime) -> u64 {
        let fifo = self.config.fifo.is_some();
        let bytes = |stored| record::record_bytes(stored, number, fifo, now, &self.origin);
        self.store.get(number).map_or(0, bytes)
    }

    fn picking(&mut self, ask: &Ask, short: bool) -> Picking {
        let mut picking = Picking::default();
        if let Some(sampler) = &mut self.sampler
            && short
        {
            picking.lane.servers = Some(some_servers(sampler.bits()));
        }
        // ESMQ-08: in 2020 a mapping's batch from a FIFO queue holds messages of one group.
        picking.group.one_group = ask.call.is_none() && !self.profile.is_now();
        picking
    }

    fn give(&mut self, number: u64, ask: &Ask, overtakes: bool, cx: &mut Cx<'_, '_, Timer>) -> Option<PolledRecord> {
        let now = cx.now();
        let visibility = ask.visibility.unwrap_or(self.config.visibility).min(limits::VISIBILITY_MAX);
        let fifo = self.config.fifo.is_some();
        let twice = !fifo && self.standing.takes_twice();
        let stored = self.store.get_mut(number)?;
        let duplicate = std::mem::replace(&mut stored.duplicate, twice);
        if !duplicate {
            stored.receive_count += 1;
        }
        stored.first_received.get_or_insert(now);
        stored.receipt = next_receipt(number, stored.receipt);
        let until = now + visibility;
        cx.set_cause(stored.cause);
        let rule = match (duplicate || twice, fifo, overtakes) {
            (true, ..) => &limits::SQS_08,
            (_, true, _) => &limits::SQS_10,
            (_, _, true) => &limits::SQS_17,
            _ => &limits::SQS_02,
        };
        let fact = What::Received { count: stored.receive_count, visible_again: until };
        stored.cause = cx.record(fact.of(stored.item.id).because(rule));
        let record = PolledRecord {
            item: stored.item.clone(),
            receipt: stored.receipt,
            receive_count: stored.receive_count,
            visible_again: until,
            arrived: None,
            group: if fifo { stored.group.clone() } else { None },
            record: record::record(stored, number, fifo, now, &self.origin),
        };
        if until > now && !twice {
            self.store.set_state(number, State::InFlight { since: now, until });
        } else {
            self.show(number, cx);
        }
        self.last_received.insert(ask.caller.node, record.receipt);
        self.last_handed_out = Some(record.receipt);
        Some(record)
    }

    fn answer(&mut self, ask: &Ask, Found { records, cut_short }: Found, cx: &mut Cx<'_, '_, Timer>) {
        if records.is_empty() && !cut_short && ask.records_max > 0 {
            cx.record(What::EmptyReceive.of(ask.call.unwrap_or(MessageId::NONE)).because(&limits::SQS_05));
        }
        if ask.delete {
            for record in &records {
                self.delete_received(record.receipt, cx);
            }
        }
        let answer = Answer { records, cut_short, ..Answer::status(200) };
        match ask.call {
            Some(call) => cx.answer(&ask.caller, call, Ok(answer)),
            None => cx.answer_poll(&ask.caller, answer),
        }
    }

    /// Returns the hand-out that a caller got last. One that never received, as an entry of a template that does
    /// nothing but change or delete, means what anybody got last.
    pub(super) fn last_received_by(&self, caller: &Caller) -> Option<u64> {
        self.last_received.get(&caller.node).copied().or(self.last_handed_out)
    }
}

/// Returns the number of the next hand-out of a message: its place in the queue and a count.
fn next_receipt(number: u64, last: u64) -> u64 {
    number << 16 | ((last & 0xFFFF) + 1) & 0xFFFF
}

/// Returns the message of a hand-out.
pub(super) fn number_of(receipt: u64) -> u64 {
    receipt >> 16
}

/// Chooses the servers that a short poll asks, one bit each.
fn some_servers(bits: u64) -> u64 {
    let first = bits % limits::SERVERS;
    (0..limits::SERVERS_ASKED).fold(0, |mask, n| mask | 1 << ((first + n) % limits::SERVERS))
}
