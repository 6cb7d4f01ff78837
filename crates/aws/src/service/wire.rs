//! A connection of the graph, as the service that makes it says it.

use crate::diagnostics::{Span, WrittenAt};
use std::sync::Arc;

/// How functions are invoked over a wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// The caller waits.
    Sync,
    /// The event is queued.
    Async,
    /// A mapping polls.
    Polled,
}

impl Style {
    /// Returns the word of `graph`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sync => "Sync",
            Self::Async => "Async",
            Self::Polled => "Polled",
        }
    }
}

/// What goes over the wires of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// Requests, whose answers are waited for.
    Requests,
    /// Events and messages for which nobody waits.
    Events,
    /// Records that a mapping fetches.
    Records,
    /// Word of what succeeded.
    Successes,
    /// Word of what failed in the end.
    Failures,
    /// What failed in the end, itself.
    DeadLetters,
}

impl Carries {
    /// Tells whether it is told that way how something ended.
    #[must_use]
    pub fn is_an_end(self) -> bool {
        matches!(self, Self::Successes | Self::Failures | Self::DeadLetters)
    }

    /// Tells whether something failed that goes that way.
    #[must_use]
    pub fn is_a_failure(self) -> bool {
        matches!(self, Self::Failures | Self::DeadLetters)
    }
}

/// A kind of wire.
#[derive(Debug)]
pub struct WireKind {
    /// Its name in `graph`.
    pub name: &'static str,
    /// What people call it.
    pub words: &'static str,
    /// What goes over it.
    pub carries: Carries,
    /// What it is there for, in one sentence.
    pub about: &'static str,
    /// Whether two resources can have one at most: another one would be the same, or refused.
    pub single: bool,
}

impl WireKind {
    const fn new(name: &'static str, words: &'static str, carries: Carries, about: &'static str) -> Self {
        Self { name, words, carries, about, single: false }
    }

    /// Says that two resources can have one at most.
    const fn single(self) -> Self {
        Self { single: true, ..self }
    }

    /// Finds a kind by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        WIRE_KINDS.iter().find(|kind| kind.name == name)
    }
}

/// Returns what people call a kind of wire, by its name.
#[must_use]
pub fn words_of(kind: &'static str) -> &'static str {
    WireKind::named(kind).map_or(kind, |kind| kind.words)
}

/// All kinds of wire.
pub static WIRE_KINDS: [WireKind; 13] = [
    WireKind::new("Traffic", "sends", Carries::Requests, "A client sends over this wire."),
    WireKind::new("Target", "target", Carries::Requests, "The load balancer waits for the function's answer."),
    WireKind::new("Origin", "origin", Carries::Requests, "Requests that the cache cannot answer go here."),
    WireKind::new(
        "EdgeAssociation",
        "at the edge",
        Carries::Requests,
        "The function stands in the way of requests, and the viewer waits for it.",
    ),
    WireKind::new("Call", "call", Carries::Requests, "The function calls this at the end of its work."),
    WireKind::new("Notification", "notification", Carries::Events, "The bucket tells what happened to its objects."),
    WireKind::new(
        "Subscription",
        "subscription",
        Carries::Events,
        "The topic sends a copy of each message that the filter wants.",
    )
    .single(),
    WireKind::new(
        "EventSourceMapping",
        "polls",
        Carries::Records,
        "A mapping fetches records and hands them to the function in batches.",
    ),
    WireKind::new("Consumer", "consumer", Carries::Records, "The stream pushes its records to the consumer.").single(),
    WireKind::new(
        "OnSuccess",
        "on success",
        Carries::Successes,
        "A record of the outcome goes here, as a message of its own.",
    )
    .single(),
    WireKind::new(
        "OnFailure",
        "on failure",
        Carries::Failures,
        "A record of the outcome goes here, as a message of its own.",
    )
    .single(),
    WireKind::new("DeadLetter", "dead letters", Carries::DeadLetters, "What cannot be served goes here in the end."),
    WireKind::new("Redrive", "redrive", Carries::DeadLetters, "What cannot be served goes here in the end.").single(),
];

/// A connection of the graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    /// Where it begins; `None` where that is outside the template.
    pub from: Option<Arc<str>>,
    /// Where it ends; `None` where that is outside the template.
    pub to: Option<Arc<str>>,
    /// What stands at the end outside the template.
    pub external: Option<Arc<str>>,
    /// Its kind, by the name of one of [`WIRE_KINDS`].
    pub kind: &'static str,
    /// How functions are invoked over it.
    pub invocation: Option<Style>,
    /// The resource that makes it, where one does.
    pub id: Option<Arc<str>>,
    /// Where that stands which makes it, if it is one of several in a list and has no resource of its own; else nowhere.
    pub at: WrittenAt,
    /// The rest of what `graph` says: `events`, `filter`, `event_type`, `path`.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl Wire {
    /// Makes a wire between two resources.
    #[must_use]
    pub fn new(kind: &'static str, from: &str, to: &str) -> Self {
        Self {
            from: Some(from.into()),
            to: Some(to.into()),
            external: None,
            kind,
            invocation: None,
            id: None,
            at: WrittenAt::default(),
            extra: serde_json::Map::new(),
        }
    }

    /// Makes a wire from a resource to something that stands outside the template.
    #[must_use]
    pub fn to_outside(kind: &'static str, from: &str, external: &str) -> Self {
        Self { to: None, external: Some(external.into()), ..Self::new(kind, from, "") }
    }

    /// Makes a wire to a resource from something that stands outside the template.
    #[must_use]
    pub fn from_outside(kind: &'static str, external: &str, to: &str) -> Self {
        Self { from: None, external: Some(external.into()), ..Self::new(kind, "", to) }
    }

    /// Returns what goes over it.
    #[must_use]
    pub fn carries(&self) -> Option<Carries> {
        WireKind::named(self.kind).map(|kind| kind.carries)
    }

    /// Tells whether what cannot be served goes over it in the end.
    #[must_use]
    pub fn carries_dead_letters(&self) -> bool {
        self.carries() == Some(Carries::DeadLetters)
    }

    /// Says how functions are invoked over it.
    #[must_use]
    pub fn invoking(mut self, style: Style) -> Self {
        self.invocation = Some(style);
        self
    }

    /// Says where that stands which makes it.
    #[must_use]
    pub fn written_at(mut self, at: Span) -> Self {
        self.at = WrittenAt(at);
        self
    }

    /// Says which resource makes it.
    #[must_use]
    pub fn made_by(mut self, id: &str) -> Self {
        self.id = Some(id.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Verdict;
    use crate::services::DESCRIPTORS;

    #[test]
    fn every_kind_of_wire_that_a_service_speaks_of_is_known() {
        let of_ports = DESCRIPTORS.iter().flat_map(|it| it.ports).flat_map(|port| port.kinds.iter().copied());
        let taken = DESCRIPTORS.iter().flat_map(|it| it.accepts).filter_map(|accept| match accept.verdict {
            Verdict::Wire { kind, .. } => Some(kind),
            Verdict::Refusal { .. } => None,
        });
        let sat_on = DESCRIPTORS.iter().map(|it| it.sits_on).filter(|kind| !kind.is_empty());
        let mut spoken_of: Vec<&str> = of_ports.chain(taken).chain(sat_on).collect();
        spoken_of.sort_unstable();
        spoken_of.dedup();
        let mut known: Vec<&str> = WIRE_KINDS.iter().map(|kind| kind.name).collect();
        known.sort_unstable();
        assert_eq!(spoken_of, known);
    }
}
