//! A line: a shard, or a part of its partition keys, that is read in order.

use super::super::picture::Pause;
use crate::message::{CallId, PolledRecord};
use kernel::{SimDuration, SimTime};
use std::collections::VecDeque;
use std::sync::Arc;

/// One line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its shard.
    pub(super) shard: u32,
    /// Which part of the shard's keys it reads.
    pub(super) part: u32,
    /// What it does.
    pub(super) stage: Stage,
    /// The call whose answer it waits for.
    pub(super) call: CallId,
    /// The last question whose answer has come.
    pub(super) answered: CallId,
    /// What it has read and not yet handed to the function.
    pub(super) tray: Vec<PolledRecord>,
    /// When the batching window began and when it ends.
    pub(super) window: Option<(SimTime, SimTime)>,
    /// What is left of the batch, in order: a batch that is bisected becomes several.
    pub(super) work: VecDeque<Piece>,
    /// What its batch waits for.
    pub(super) pause: Option<Pause>,
    /// An instant at which it polls: it does so again after each period.
    pub(super) polls_at: SimTime,
}

/// What a line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The mapping is switched off.
    Off,
    /// There is nothing to read; it is told when there is.
    Watching,
    /// There is something, which it reads with its next poll.
    Waiting,
    /// It gets what there is as soon as there is something.
    Listening,
    /// It waits for what it has asked for.
    Polling,
    /// It waits for the function.
    Invoking,
    /// It waits before it tries a batch again.
    Pausing,
}

/// A batch, or a part of one.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its records, in order.
    pub(super) records: Arc<[PolledRecord]>,
    /// How often the function failed on it.
    pub(super) runs: u32,
    /// How often it was tried, throttles included.
    pub(super) tries: u16,
    /// Whether it was not taken when it was tried last: it is the same batch still.
    pub(super) was_refused: bool,
    /// The function's last answer: the number of the request, and whether its code failed.
    pub(super) answered: Option<(Option<u64>, bool)>,
}

impl Piece {
    /// Makes one that was never tried.
    pub(super) fn new(records: Arc<[PolledRecord]>) -> Self {
        Self { records, runs: 0, tries: 0, was_refused: false, answered: None }
    }

    /// Parts it into two halves, the first no shorter than the second.
    pub(super) fn halves(&self) -> [Self; 2] {
        let (first, second) = self.records.split_at(self.records.len().div_ceil(2));
        [Self::new(first.into()), Self::new(second.into())]
    }
}

impl Line {
    pub(super) fn new(shard: u32, part: u32, polls_at: SimTime) -> Self {
        Self {
            shard,
            part,
            stage: Stage::Off,
            call: CallId(0),
            answered: CallId(0),
            tray: Vec::new(),
            window: None,
            work: VecDeque::new(),
            pause: None,
            polls_at,
        }
    }

    /// Tells whether its batching window is over.
    pub(super) fn is_window_over(&self, now: SimTime) -> bool {
        self.window.is_some_and(|(_, end)| end <= now)
    }

    /// Returns when it polls next, from an instant on.
    pub(super) fn next_poll(&self, now: SimTime, period: SimDuration) -> SimTime {
        if now <= self.polls_at {
            return self.polls_at;
        }
        let periods = now.since(self.polls_at).as_nanos().div_ceil(period.as_nanos());
        self.polls_at + period.times(periods)
    }
}
