//! The calls that a client waits for.

use crate::message::{CallId, Request};
use kernel::{EventKey, MessageId, PortId, SimTime};

/// A call that has no final answer yet, or whose copy somebody may still hold.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// The copy that is sent.
    pub(super) message: MessageId,
    /// The count of the send.
    pub(super) ordinal: u32,
    /// The connection.
    pub(super) port: PortId,
    /// When the first try departed.
    pub(super) began: SimTime,
    /// The try, from 1.
    pub(super) attempt: u16,
    /// Tries without an answer, those included that the client no longer waits for.
    pub(super) outstanding: u16,
    /// Whether the client waits for the answer of the latest try.
    pub(super) waiting: bool,
    /// Whether the client has its final answer.
    pub(super) concluded: bool,
    /// Whether the receiver keeps the copy.
    pub(super) kept: bool,
    /// The end of the client's patience.
    pub(super) timeout: Option<EventKey>,
    /// What to send again; kept only where there may be another try.
    pub(super) request: Option<Box<Request>>,
}

/// All calls of a client, in reusable slots.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    /// How often the slot was used, so that a late answer does not find its successor -- internal state.
    generation: u32,
    call: Option<Call>,
}

/// Names a call within its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallKey {
    slot: u32,
    generation: u32,
}

const ATTEMPT_BITS: u32 = 8;
const GENERATIONS: u32 = 1 << (u32::BITS - ATTEMPT_BITS);

impl CallKey {
    /// Returns the number of one of its tries.
    pub(super) fn id(self, attempt: u16) -> CallId {
        CallId(u64::from(self.slot) << 32 | u64::from(self.generation) << ATTEMPT_BITS | u64::from(attempt & 0xFF))
    }

    /// Returns the call and the try of a number.
    pub(super) fn of(id: CallId) -> (Self, u16) {
        let low = id.0 as u32;
        (Self { slot: (id.0 >> 32) as u32, generation: low >> ATTEMPT_BITS }, (low & 0xFF) as u16)
    }
}

impl Calls {
    pub(super) fn insert(&mut self, call: Call) -> CallKey {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot::default());
            u32::try_from(self.slots.len() - 1).expect("fewer than 2^32 calls at once")
        });
        let place = &mut self.slots[slot as usize];
        place.call = Some(call);
        CallKey { slot, generation: place.generation }
    }

    pub(super) fn get_mut(&mut self, key: CallKey) -> Option<&mut Call> {
        let slot = self.slots.get_mut(key.slot as usize)?;
        if slot.generation == key.generation { slot.call.as_mut() } else { None }
    }

    pub(super) fn remove(&mut self, key: CallKey) {
        let slot = &mut self.slots[key.slot as usize];
        if slot.generation == key.generation && slot.call.take().is_some() {
            slot.generation = (slot.generation + 1) % GENERATIONS;
            self.free.push(key.slot);
        }
    }

    /// Returns the calls in the order of their slots.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Call> {
        self.slots.iter().filter_map(|slot| slot.call.as_ref())
    }
}
