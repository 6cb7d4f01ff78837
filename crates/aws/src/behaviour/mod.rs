//! How the code behind a function or an origin behaves: how long it takes, when it fails, what it answers.
//!
//! AWS has no word for it; it stands in `Metadata.Lambdarium` of the template.

pub mod answers;
pub mod form;
pub mod read;

use crate::pattern::Pattern;
use crate::payload::Payload;
use crate::service::properties::Properties;
use kernel::{Distribution, Ratio, Rng, SimDuration, SimTime};
use serde_json::Value;
use std::sync::Arc;

/// The types of databases, which code calls without an action.
pub const DATABASES: [&str; 3] = ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::RDS::DBProxy"];

/// A law for the duration of a piece of work.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Drawn from a distribution.
    Drawn(Distribution),
    /// Taken in order, the last one repeated.
    Sequence(Arc<[SimDuration]>),
}

impl Law {
    /// Makes the law that is always the same.
    #[must_use]
    pub const fn constant(span: SimDuration) -> Self {
        Self::Drawn(Distribution::Constant(span))
    }

    /// Returns the span of the n-th piece of work, from 0.
    pub fn take(&self, ordinal: u64, rng: &mut Rng) -> SimDuration {
        match self {
            Self::Drawn(distribution) => rng.draw(distribution),
            Self::Sequence(spans) => {
                let last = spans.len().saturating_sub(1);
                let index = usize::try_from(ordinal).map_or(last, |ordinal| ordinal.min(last));
                spans.get(index).copied().unwrap_or_default()
            }
        }
    }

    /// Returns what no span is shorter than.
    #[must_use]
    pub fn least(&self) -> SimDuration {
        match self {
            Self::Drawn(Distribution::Constant(span) | Distribution::Uniform { min: span, .. }) => *span,
            Self::Drawn(Distribution::Exponential { .. } | Distribution::LogNormal { .. }) => SimDuration::ZERO,
            Self::Sequence(spans) => spans.iter().copied().min().unwrap_or_default(),
        }
    }

    /// Returns the span that a person would name: the constant, mean, median or first.
    #[must_use]
    pub fn nominal(&self) -> SimDuration {
        match self {
            Self::Drawn(distribution) => distribution.nominal(),
            Self::Sequence(spans) => spans.first().copied().unwrap_or_default(),
        }
    }
}

/// A rule that says when work fails. All of its conditions must hold.
#[derive(Clone, Debug, Default)]
pub struct FailRule {
    /// Fails with this probability.
    pub probability: Option<Ratio>,
    /// Fails on the first so many handler starts of each event.
    pub first_attempts: Option<u32>,
    /// Fails from this instant on.
    pub from: Option<SimTime>,
    /// Fails before this instant.
    pub until: Option<SimTime>,
    /// Fails where this pattern matches the event.
    pub matching: Option<Arc<Pattern>>,
    /// In which way.
    pub how: Failure,
    /// After how long, instead of the work's own duration.
    pub after: Option<SimDuration>,
}

/// In which way work fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Failure {
    /// The code raises.
    #[default]
    Error,
    /// The code never returns.
    Timeout,
    /// The code takes more memory than there is.
    OutOfMemory,
    /// The process ends.
    Exit,
}

/// What a rule is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The instant of the handler's start.
    pub now: SimTime,
    /// The handler start of this event, from 1.
    pub attempt: u32,
    /// The number drawn for the rule's probability, from 0 to 10⁹.
    pub drawn_parts: u32,
    /// The event; written only where a pattern asks.
    pub event: &'a Payload,
}

impl FailRule {
    /// Tells whether all conditions hold.
    #[must_use]
    pub fn holds(&self, asked: &Asked<'_>) -> bool {
        self.probability.is_none_or(|ratio| asked.drawn_parts < ratio.parts())
            && self.first_attempts.is_none_or(|count| asked.attempt <= count)
            && self.from.is_none_or(|from| from <= asked.now)
            && self.until.is_none_or(|until| asked.now < until)
            && self.matching.as_ref().is_none_or(|pattern| pattern.matches_payload(asked.event))
    }
}

/// What a success returns.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// An HTTP response document: status, headers, body.
    Http {
        /// The status.
        status_code: u16,
        /// The whole document as the function returns it (`statusCode`, `headers`, `multiValueHeaders`, `body`).
        document: Arc<Value>,
    },
    /// The handler's return value.
    Payload(Arc<Value>),
    /// So many bytes.
    Size(u64),
    /// Something that no HTTP caller can read.
    Malformed,
}

/// A call that a function makes at its end.
#[derive(Clone, Debug)]
pub struct Call {
    /// The logical id called, or `Internet`.
    pub to: Arc<str>,
    /// The action in AWS's words; empty for `Internet` and databases.
    pub action: Arc<str>,
    /// The action's parameters.
    pub input: Properties,
    /// Whether the call is made once for each record instead of once for the invocation.
    pub per_record: bool,
    /// How likely the call is made.
    pub probability: Ratio,
    /// Whether the function goes on without waiting for the answer.
    pub asynchronous: bool,
}

/// What a CloudFront hook does.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum EdgeAction {
    /// Passes the request or response on as it is.
    #[default]
    Forward,
    /// Answers itself.
    Respond(Arc<Value>),
    /// Changes it: `Uri`, `Headers`, `StatusCode`.
    Change(Arc<Value>),
}
