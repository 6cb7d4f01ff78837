//! Connections between nodes: how long a hop takes, and what goes wrong on it.

use crate::model::NodeId;
use crate::rng::{Distribution, Ratio, Rng};
use crate::time::{SimDuration, SimTime};

/// A connection from a node's port to another node.
#[derive(Clone, Debug)]
pub struct Link {
    /// Who receives.
    pub to: NodeId,
    /// How long a message takes.
    pub latency: Distribution,
    /// How long an answer takes on the way back.
    pub latency_back: Distribution,
    /// What goes wrong; the first rule that does not let a message pass decides.
    pub rules: Vec<Rule>,
    /// The stream that latencies and rules draw from.
    pub rng: Rng,
}

/// Something that goes wrong on a connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// A message is lost with this probability.
    Loss(Ratio),
    /// A message arrives twice with this probability.
    Duplicate(Ratio),
    /// Every message is late by this much.
    ExtraDelay(SimDuration),
    /// Nothing passes from one instant (included) to another (excluded).
    Outage {
        /// The first instant at which nothing passes.
        from: SimTime,
        /// The first instant at which messages pass again.
        until: SimTime,
    },
}

/// What became of a message on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It passes.
    Pass,
    /// It is late.
    Delay(SimDuration),
    /// It arrives twice.
    Duplicate,
    /// It is lost.
    Drop,
}

impl Link {
    /// Asks the rules about a message that departs now.
    pub fn verdict(&mut self, now: SimTime) -> Verdict {
        for index in 0..self.rules.len() {
            let verdict = self.rules[index].verdict(now, &mut self.rng);
            if verdict != Verdict::Pass {
                return verdict;
            }
        }
        Verdict::Pass
    }
}

impl Rule {
    fn verdict(self, now: SimTime, rng: &mut Rng) -> Verdict {
        match self {
            Self::Loss(ratio) if rng.chance(ratio) => Verdict::Drop,
            Self::Duplicate(ratio) if rng.chance(ratio) => Verdict::Duplicate,
            Self::ExtraDelay(delay) => Verdict::Delay(delay),
            Self::Outage { from, until } if from <= now && now < until => Verdict::Drop,
            Self::Loss(_) | Self::Duplicate(_) | Self::Outage { .. } => Verdict::Pass,
        }
    }
}
