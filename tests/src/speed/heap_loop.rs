//! The baseline: the same loss system as a bare loop over a binary heap, without a model.

use kernel::{Distribution, Rng, SimDuration};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Events of a call that is served.
pub(super) const EVENTS_EACH: f64 = 4.0;

const ARRIVAL: u8 = 0;
const REQUEST: u8 = 1;
const END: u8 = 2;
const REPLY: u8 = 3;

/// Lets so many calls arrive and returns how many were blocked.
pub(super) fn run(calls: u64, seed: u64) -> u64 {
    let mut arrivals = Rng::new(seed, "loop", "arrivals");
    let mut durations = Rng::new(seed, "loop", "durations");
    let gap = Distribution::Exponential { mean: SimDuration::from_millis(2) };
    let service = Distribution::Exponential { mean: SimDuration::from_millis(200) };
    let mut heap = BinaryHeap::new();
    let (mut sequence, mut busy, mut arrived, mut blocked) = (0_u64, 0_u32, 0_u64, 0_u64);
    heap.push(Reverse((0_u64, sequence, ARRIVAL)));
    while let Some(Reverse((now, _, kind))) = heap.pop() {
        let mut push = |at: u64, kind: u8| {
            sequence += 1;
            heap.push(Reverse((at, sequence, kind)));
        };
        match kind {
            ARRIVAL => {
                arrived += 1;
                push(now, REQUEST);
                if arrived < calls {
                    push(now + arrivals.draw(&gap).as_nanos(), ARRIVAL);
                }
            }
            REQUEST if busy == 100 => {
                blocked += 1;
                push(now, REPLY);
            }
            REQUEST => {
                busy += 1;
                push(now + durations.draw(&service).as_nanos(), END);
            }
            END => {
                busy -= 1;
                push(now, REPLY);
            }
            _ => {}
        }
    }
    blocked
}
