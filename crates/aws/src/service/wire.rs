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

/// A connection of the graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    /// Where it begins; `None` where that is outside the template.
    pub from: Option<Arc<str>>,
    /// Where it ends; `None` where that is outside the template.
    pub to: Option<Arc<str>>,
    /// What stands at the end outside the template.
    pub external: Option<Arc<str>>,
    /// Its kind: `Notification`, `Subscription`, `EventSourceMapping`, `DeadLetter`, `Redrive`, `OnSuccess`, …
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

    /// Tells whether what cannot be served goes over it in the end.
    #[must_use]
    pub fn carries_dead_letters(&self) -> bool {
        matches!(self.kind, "DeadLetter" | "Redrive")
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
