//! The event queue: what happens next, in one total order.
//!
//! Order is (time, rank, place, sequence) and is decided here and nowhere else. The rank says which of several things of
//! one instant comes first; the kernel gives ranks no meaning. The sequence is the order of scheduling.
//!
//! Heap entries are small and what they carry lies in a slab, so that an entry moves cheaply and cancelling is one look
//! at a slot. The entry of a cancelled event stays where it is until its turn, or until so many are left over that they
//! are swept out together: the heap never holds more of them than of those that wait. What is due at the very instant
//! that is being worked on and has no place skips the heap through a lane for each rank: it was scheduled after
//! everything of that instant and rank that lies in the heap, so first-in-first-out keeps the order. What has a place
//! stands before what has none and is scheduled during the instant.

use crate::time::SimTime;
use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

/// Which of several events of one instant comes first: the lower rank does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rank {
    rank: u8,
    place: u16,
}

impl Rank {
    /// How many ranks there are.
    pub const COUNT: usize = 8;

    /// Returns a rank, 0 being the first.
    ///
    /// # Panics
    /// If there is no such rank; in a constant that is a compile error.
    #[must_use]
    pub const fn new(rank: u8) -> Self {
        assert!((rank as usize) < Self::COUNT, "a rank is below Rank::COUNT");
        Self { rank, place: 0 }
    }

    /// Returns the rank with a place, from 1, among those of its kind: of events of one instant and rank the lower
    /// place comes first.
    #[must_use]
    pub const fn at_place(self, place: u16) -> Self {
        Self { place, ..self }
    }

    fn order(self) -> u64 {
        u64::from(self.rank) << RANK_SHIFT | u64::from(self.place) << PLACE_SHIFT
    }
}

/// Names a scheduled event, to cancel it. Cancelling one that has fired does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventKey {
    slot: u32,
    generation: u32,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    time: SimTime,
    /// The rank in the highest byte, the place in the next two, the sequence below.
    order: u64,
    key: EventKey,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    /// Reversed, because `BinaryHeap` gives the greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.time, other.order).cmp(&(self.time, self.order))
    }
}

#[derive(Clone, Debug)]
struct Slot<E> {
    generation: u32,
    event: Option<E>,
}

/// A queue of events in the order of (time, rank, sequence).
#[derive(Clone, Debug)]
pub struct EventQueue<E> {
    /// The instant that is being worked on -- internal state.
    now: SimTime,
    /// Events scheduled so far -- internal state.
    sequence: u64,
    heap: BinaryHeap<Entry>,
    /// Events of this instant that were scheduled during it, by rank -- internal state.
    lanes: [VecDeque<EventKey>; Rank::COUNT],
    /// One bit for each lane that is not empty -- internal state.
    lanes_used: u8,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    /// Entries whose events were cancelled, in heap and lanes -- internal state.
    left_over: usize,
}

/// So many left-over entries are never worth a sweep; in tests few, so that random steps lead to one.
const LEFT_OVER_MIN: usize = if cfg!(test) { 4 } else { 64 };

const RANK_SHIFT: u32 = 56;
/// The sequence has the 40 bits below: a run of 10¹² events would take days.
const PLACE_SHIFT: u32 = 40;

impl<E> Default for EventQueue<E> {
    fn default() -> Self {
        Self {
            now: SimTime::ZERO,
            sequence: 0,
            heap: BinaryHeap::new(),
            lanes: std::array::from_fn(|_| VecDeque::new()),
            lanes_used: 0,
            slots: Vec::new(),
            free: Vec::new(),
            left_over: 0,
        }
    }
}

impl<E> EventQueue<E> {
    /// Returns the instant of the event that was taken last.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// Returns how many events wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Tells whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Schedules an event; one for the past happens now.
    pub fn schedule(&mut self, time: SimTime, rank: Rank, event: E) -> EventKey {
        let key = self.store(event);
        if time <= self.now && rank.place == 0 {
            self.lanes[usize::from(rank.rank)].push_back(key);
            self.lanes_used |= 1 << rank.rank;
        } else {
            self.sequence += 1;
            self.heap.push(Entry { time: time.max(self.now), order: rank.order() | self.sequence, key });
        }
        key
    }

    /// Takes an event back, if it has not happened yet.
    pub fn cancel(&mut self, key: EventKey) -> Option<E> {
        let event = self.take(key)?;
        self.left_over += 1;
        if self.left_over > self.len().max(LEFT_OVER_MIN) {
            self.sweep();
        }
        Some(event)
    }

    /// Returns the instant of the next event.
    pub fn peek_time(&mut self) -> Option<SimTime> {
        self.drop_cancelled();
        if self.lanes_used != 0 { Some(self.now) } else { self.heap.peek().map(|entry| entry.time) }
    }

    /// Takes the next event and moves to its instant.
    pub fn pop(&mut self) -> Option<(SimTime, E)> {
        self.pop_before(SimTime::MAX)
    }

    /// Takes the next event if it lies before an instant, and moves to its own.
    pub fn pop_before(&mut self, deadline: SimTime) -> Option<(SimTime, E)> {
        self.drop_cancelled();
        let from_heap = match self.heap.peek() {
            Some(entry) if entry.time == self.now && self.lanes_used != 0 => {
                (entry.order >> RANK_SHIFT) <= u64::from(self.lanes_used.trailing_zeros())
            }
            Some(_) => self.lanes_used == 0,
            None => false,
        };
        let (time, key) = if from_heap {
            let entry = *self.heap.peek()?;
            if entry.time >= deadline {
                return None;
            }
            self.heap.pop();
            (entry.time, entry.key)
        } else {
            if self.lanes_used == 0 || self.now >= deadline {
                return None;
            }
            (self.now, self.pop_lane()?)
        };
        self.now = time;
        Some((time, self.take(key).expect("cancelled entries were dropped before")))
    }

    /// Returns what waits, each with its instant, in no particular order.
    pub fn waiting(&self) -> impl Iterator<Item = (SimTime, &E)> {
        let later = self.heap.iter().map(|entry| (entry.time, entry.key));
        let now = self.lanes.iter().flatten().map(|key| (self.now, *key));
        later.chain(now).filter_map(|(time, key)| {
            let slot = &self.slots[key.slot as usize];
            let event = slot.event.as_ref().filter(|_| slot.generation == key.generation)?;
            Some((time, event))
        })
    }

    /// Moves to an instant before which nothing waits.
    ///
    /// # Panics
    /// If something does wait before it.
    pub fn advance_to(&mut self, time: SimTime) {
        if time > self.now {
            assert!(self.peek_time().is_none_or(|next| next >= time), "an event would be skipped");
            self.now = time;
        }
    }

    fn store(&mut self, event: E) -> EventKey {
        if let Some(slot) = self.free.pop() {
            let place = &mut self.slots[slot as usize];
            place.event = Some(event);
            return EventKey { slot, generation: place.generation };
        }
        let slot = u32::try_from(self.slots.len()).expect("fewer than 2^32 events wait at once");
        self.slots.push(Slot { generation: 0, event: Some(event) });
        EventKey { slot, generation: 0 }
    }

    /// Empties the slot of an event that waits. The generation of its entry fits no longer.
    fn take(&mut self, key: EventKey) -> Option<E> {
        let slot = self.slots.get_mut(key.slot as usize)?;
        if slot.generation != key.generation {
            return None;
        }
        slot.generation = slot.generation.wrapping_add(1);
        self.free.push(key.slot);
        slot.event.take()
    }

    /// Takes out all entries whose events were cancelled. The order of the others does not change, because it is total.
    fn sweep(&mut self) {
        let slots = &self.slots;
        let is_waiting = |key: &EventKey| slots[key.slot as usize].generation == key.generation;
        self.heap.retain(|entry| is_waiting(&entry.key));
        for (rank, lane) in self.lanes.iter_mut().enumerate() {
            lane.retain(is_waiting);
            if lane.is_empty() {
                self.lanes_used &= !(1 << rank);
            }
        }
        self.left_over = 0;
    }

    fn is_waiting(&self, key: EventKey) -> bool {
        self.slots[key.slot as usize].generation == key.generation
    }

    fn pop_lane(&mut self) -> Option<EventKey> {
        let rank = self.lanes_used.trailing_zeros() as usize;
        let lane = self.lanes.get_mut(rank)?;
        let key = lane.pop_front();
        if lane.is_empty() {
            self.lanes_used &= !(1 << rank);
        }
        key
    }

    /// Drops entries whose events were cancelled from the front of the heap and of the first lane.
    fn drop_cancelled(&mut self) {
        while let Some(entry) = self.heap.peek() {
            if self.is_waiting(entry.key) {
                break;
            }
            self.heap.pop();
            self.left_over -= 1;
        }
        while self.lanes_used != 0 {
            let rank = self.lanes_used.trailing_zeros() as usize;
            match self.lanes[rank].front() {
                Some(key) if self.is_waiting(*key) => break,
                _ => {
                    self.pop_lane();
                    self.left_over -= 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimDuration;
    use proptest::prelude::*;

    fn at(nanos: u64) -> SimTime {
        SimTime::from_nanos(nanos)
    }

    #[test]
    fn one_instant_goes_by_rank_then_by_order_of_scheduling() {
        let mut queue = EventQueue::default();
        queue.schedule(at(5), Rank::new(2), "late");
        queue.schedule(at(5), Rank::new(1), "first");
        queue.schedule(at(5), Rank::new(1), "second");
        queue.schedule(at(1), Rank::new(7), "earlier");
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).map(|(_, event)| event).collect();
        assert_eq!(order, ["earlier", "first", "second", "late"]);
    }

    #[test]
    fn of_one_rank_the_lower_place_comes_first() {
        let mut queue = EventQueue::default();
        queue.schedule(at(5), Rank::new(2), "later rank");
        queue.schedule(at(5), Rank::new(1).at_place(2), "second");
        queue.schedule(at(5), Rank::new(1).at_place(1), "first");
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).map(|(_, event)| event).collect();
        assert_eq!(order, ["first", "second", "later rank"]);
    }

    #[test]
    fn a_place_holds_also_for_what_is_scheduled_during_its_instant() {
        let mut queue = EventQueue::default();
        queue.schedule(at(5), Rank::new(1).at_place(1), "first");
        queue.schedule(at(5), Rank::new(1).at_place(2), "second");
        assert_eq!(queue.pop(), Some((at(5), "first")));
        queue.schedule(at(5), Rank::new(1).at_place(1), "more of the first");
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).map(|(_, event)| event).collect();
        assert_eq!(order, ["more of the first", "second"]);
    }

    #[test]
    fn what_is_scheduled_for_now_goes_behind_its_rank_and_before_later_ranks() {
        let mut queue = EventQueue::default();
        queue.schedule(at(5), Rank::new(1), "a");
        queue.schedule(at(5), Rank::new(1), "b");
        queue.schedule(at(5), Rank::new(3), "d");
        assert_eq!(queue.pop(), Some((at(5), "a")));
        queue.schedule(at(5), Rank::new(1), "c");
        queue.schedule(at(5), Rank::new(0), "urgent");
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).map(|(_, event)| event).collect();
        assert_eq!(order, ["urgent", "b", "c", "d"]);
    }

    #[test]
    fn cancelling_twice_or_after_the_fact_does_nothing() {
        let mut queue = EventQueue::default();
        let key = queue.schedule(at(1), Rank::new(0), 1);
        assert_eq!(queue.cancel(key), Some(1));
        assert_eq!(queue.cancel(key), None);
        let other = queue.schedule(at(2), Rank::new(0), 2);
        assert_eq!(queue.pop(), Some((at(2), 2)));
        assert_eq!(queue.cancel(other), None);
        assert!(queue.is_empty());
    }

    #[test]
    fn what_is_cancelled_takes_no_room_for_long() {
        let mut queue = EventQueue::default();
        let kept = queue.schedule(at(7), Rank::new(0), 0);
        for n in 1..=10_000 {
            let key = queue.schedule(at(1_000_000 + n), Rank::new(0), n);
            queue.cancel(key);
        }
        assert!(queue.heap.len() <= LEFT_OVER_MIN + 2, "{} entries", queue.heap.len());
        assert!(queue.is_waiting(kept));
        assert_eq!((queue.pop(), queue.pop()), (Some((at(7), 0)), None));
        assert_eq!(queue.left_over, 0);
    }

    #[test]
    fn nothing_at_the_deadline_itself_is_taken() {
        let mut queue = EventQueue::default();
        queue.schedule(at(5), Rank::new(0), ());
        assert_eq!(queue.pop_before(at(5)), None);
        assert_eq!(queue.pop_before(at(6)), Some((at(5), ())));
    }

    #[derive(Clone, Debug)]
    enum Step {
        Schedule { delay: u64, rank: u8 },
        Cancel(usize),
        Pop,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (0..4_u64, 0..Rank::COUNT as u8).prop_map(|(delay, rank)| Step::Schedule { delay, rank }),
            2 => (0..300_usize).prop_map(Step::Cancel),
            3 => Just(Step::Pop),
        ]
    }

    proptest! {
        /// The queue does what a sorted list does.
        #[test]
        fn agrees_with_a_sorted_list(steps in proptest::collection::vec(step(), 1..600)) {
            let mut queue = EventQueue::default();
            let mut list: Vec<(SimTime, u8, usize)> = Vec::new();
            let mut keys = Vec::new();
            for step in steps {
                match step {
                    Step::Schedule { delay, rank } => {
                        let time = queue.now() + SimDuration::from_nanos(delay);
                        let ordinal = keys.len();
                        keys.push(queue.schedule(time, Rank::new(rank), ordinal));
                        list.push((time, rank, ordinal));
                    }
                    Step::Cancel(which) => {
                        if let Some(key) = keys.get(which) {
                            let was_waiting = list.iter().any(|entry| entry.2 == which);
                            list.retain(|entry| entry.2 != which);
                            prop_assert_eq!(queue.cancel(*key).is_some(), was_waiting);
                        }
                    }
                    Step::Pop => {
                        list.sort_unstable();
                        let expected = if list.is_empty() { None } else { Some(list.remove(0)) };
                        prop_assert_eq!(queue.pop(), expected.map(|(time, _, ordinal)| (time, ordinal)));
                    }
                }
                prop_assert_eq!(queue.len(), list.len());
                let mut waiting: Vec<_> = queue.waiting().map(|(time, ordinal)| (time, *ordinal)).collect();
                let mut expected: Vec<_> = list.iter().map(|(time, _, ordinal)| (*time, *ordinal)).collect();
                waiting.sort_unstable();
                expected.sort_unstable();
                prop_assert_eq!(waiting, expected);
            }
        }
    }
}
