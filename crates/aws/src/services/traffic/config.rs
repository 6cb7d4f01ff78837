//! What a template says of a client: one entry of `Traffic[]`, or the person who sends by hand.

use crate::service::action::Action;
use kernel::{SimDuration, SimTime};
use std::sync::Arc;

/// A client.
#[derive(Clone, Debug, Default)]
pub struct SourceConfig {
    /// Its name in reports.
    pub name: Arc<str>,
    /// The logical ids that it sends to: one for an entry, all that have actions for the person's own sends.
    pub targets: Vec<Arc<str>>,
    /// What it sends and when; `None` for a client that sends only when told to.
    pub plan: Option<Plan>,
    /// What it does about failed calls.
    pub retry: Retry,
}

/// The id of the client through which a person sends.
pub const BY_HAND_ID: &str = "~by hand";

impl SourceConfig {
    /// Makes the client through which a person sends; it can reach all these logical ids.
    #[must_use]
    pub fn by_hand(targets: Vec<Arc<str>>) -> Self {
        Self { name: "by hand".into(), targets, plan: None, retry: Retry::default() }
    }
}

/// What is sent, and when.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The action.
    pub action: &'static Action,
    /// The action's parameters, texts with `{n}` and `{pick:…}` as they were written.
    pub input: serde_json::Value,
    /// When.
    pub when: When,
    /// Nothing is sent before.
    pub from: SimTime,
    /// Nothing is sent at this instant or after.
    pub until: Option<SimTime>,
    /// At most so many are sent.
    pub count: Option<u64>,
}

/// When a client sends.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// At these instants, in order.
    At(Arc<[SimTime]>),
    /// Once in each span.
    Every(SimDuration),
    /// At a rate.
    Rate {
        /// How many.
        rate: PerSecond,
        /// How they are spread.
        arrivals: Spread,
    },
    /// All at one instant.
    Burst {
        /// How many.
        count: u64,
        /// When.
        at: SimTime,
    },
    /// At a rate that changes evenly.
    Ramp {
        /// The rate at the beginning.
        from: PerSecond,
        /// The rate at the end.
        to: PerSecond,
        /// From the beginning to the end.
        over: SimDuration,
        /// How they are spread.
        arrivals: Spread,
    },
}

/// A rate, in millionths a second, so that it is the same number everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PerSecond(pub u64);

impl PerSecond {
    /// Returns the rate nearest to a number.
    #[must_use]
    pub fn from_number(number: f64) -> Self {
        Self((number.max(0.0) * 1e6).round() as u64)
    }
}

/// How sends are spread over time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spread {
    /// Evenly.
    #[default]
    Even,
    /// Independently of each other: gaps are exponential.
    Poisson,
}

/// What a client does about failed calls.
#[derive(Clone, Debug, PartialEq)]
pub struct Retry {
    /// Tries in all, the first included.
    pub attempts_max: u16,
    /// The longest wait before the first retry; it doubles with each.
    pub base_delay: SimDuration,
    /// The longest wait.
    pub delay_max: SimDuration,
    /// How long it waits for an answer.
    pub read_timeout: Option<SimDuration>,
}

impl Default for Retry {
    /// One try, and no end of patience.
    fn default() -> Self {
        Self { attempts_max: 1, base_delay: SimDuration::ZERO, delay_max: SimDuration::MAX, read_timeout: None }
    }
}
