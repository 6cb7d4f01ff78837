//! The state of a node at one instant, for display: what is true, not how it looks.

use kernel::{MessageId, SimTime};
use std::sync::Arc;

/// What a node shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeSnapshot {
    /// A word when something is wrong: `Throttled`, `Outage`, `Deleted`.
    pub status: Option<&'static str>,
    /// The parts of its living picture, from top to bottom.
    pub parts: Vec<Part>,
    /// What was ordered from outside and has not happened yet.
    pub armed: Vec<Armed>,
}

/// Something that was ordered and waits for its occasion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Armed {
    /// What happens to the next one: `fails`, `comes twice`.
    pub what: &'static str,
    /// To how many.
    pub count: u32,
}

impl NodeSnapshot {
    /// Shows parts, with a word when something is wrong.
    #[must_use]
    pub fn new(status: Option<&'static str>, parts: Vec<Part>) -> Self {
        Self { status, parts, armed: Vec::new() }
    }

    /// Shows that something was ordered, where it was.
    #[must_use]
    pub fn armed_with(mut self, what: &'static str, count: u32) -> Self {
        self.armed.extend((count > 0).then_some(Armed { what, count }));
        self
    }
}

/// A part of a living picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A row of messages: those visible, those in flight with their deadlines, those delayed.
    Row {
        /// What the row is: `visible`, `in flight`, `delayed`, `events`, `retries`.
        name: &'static str,
        /// How many there are in all.
        count: u64,
        /// The first of them, at most [`ROW_TOKENS_MAX`].
        tokens: Vec<Token>,
    },
    /// Execution environments.
    Slots {
        /// The environments, oldest first, at most [`SLOTS_MAX`].
        slots: Vec<Slot>,
        /// How many there are in all.
        count: u64,
    },
    /// A level against a limit.
    Bar {
        /// What it measures: `concurrency`, `pollers`.
        name: &'static str,
        /// Where it stands.
        value: u64,
        /// Where it ends, if anywhere.
        limit: Option<u64>,
    },
    /// A figure with its name.
    Figure {
        /// What it counts.
        name: &'static str,
        /// The count.
        value: u64,
    },
    /// Something that runs out: a batch window.
    Ring {
        /// What it is.
        name: &'static str,
        /// When it began and when it ends.
        span: (SimTime, SimTime),
    },
    /// Shelves of a cache.
    Shelves {
        /// What is held, with the end of its life, at most [`ROW_TOKENS_MAX`].
        entries: Vec<(Arc<str>, SimTime)>,
        /// How many there are in all.
        count: u64,
    },
}

/// How many messages of a row are told apart.
pub const ROW_TOKENS_MAX: usize = 24;
/// How many environments are told apart.
pub const SLOTS_MAX: usize = 64;

/// A message that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Which.
    pub message: MessageId,
    /// When its wait began and when it ends, if it does by itself.
    pub span: Option<(SimTime, SimTime)>,
    /// How often it was tried or received.
    pub count: u32,
}

/// An execution environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its number within the function.
    pub environment: u32,
    /// What it does.
    pub state: SlotState,
    /// Since when.
    pub since: SimTime,
    /// Until when, where that is known.
    pub until: Option<SimTime>,
    /// What it works on.
    pub message: MessageId,
}

/// What an environment does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// Initialising.
    Init,
    /// Serving a request.
    Busy,
    /// Kept warm.
    Idle,
    /// Reclaimed a moment ago.
    Gone,
}
