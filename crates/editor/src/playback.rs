//! Presentation time: where the playhead is, and how fast it goes.

use kernel::{RecordId, SimTime};

/// An instant of the presentation, in microseconds since its start at normal speed.
///
/// It is not simulated time: hops are stretched until they can be seen, idle stretches are shortened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlayTime(pub u64);

/// What is shown at an instant of the presentation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Playhead {
    /// The instant of the presentation.
    pub play: PlayTime,
    /// The simulated instant.
    pub sim: SimTime,
    /// The last record that has happened: several of one simulated instant are shown one after the other.
    pub record: RecordId,
}

/// Speeds to choose from [per mille of the normal].
const SPEEDS: [u32; 10] = [100, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 50_000, 100_000];

/// Returns the next speed, faster or slower [per mille]; the same where there is none.
#[must_use]
pub fn next_speed(now: u32, faster: bool) -> u32 {
    let next = if faster {
        SPEEDS.iter().find(|speed| **speed > now)
    } else {
        SPEEDS.iter().rev().find(|speed| **speed < now)
    };
    next.copied().unwrap_or(now)
}
