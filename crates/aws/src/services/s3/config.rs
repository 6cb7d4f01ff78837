//! What a template says of a bucket.

use super::events::{EventType, Wanted};
use crate::diagnostics::{Span, WrittenAt};
use std::sync::Arc;

/// A bucket with its notification configurations.
#[derive(Clone, Debug, Default)]
pub struct BucketConfig {
    /// Its logical id.
    pub id: Arc<str>,
    /// Its name in AWS.
    pub name: Arc<str>,
    /// Whether it keeps versions (`VersioningConfiguration`).
    pub versioned: bool,
    /// What it announces, and to whom.
    pub notifications: Vec<Notification>,
}

/// A notification configuration.
#[derive(Clone, Debug)]
pub struct Notification {
    /// Its id, as records name it.
    pub id: Arc<str>,
    /// Which types of events.
    pub events: Vec<Wanted>,
    /// Of keys that begin so; empty for any (S3N-05).
    pub prefix: Arc<str>,
    /// Of keys that end so; empty for any (S3N-05).
    pub suffix: Arc<str>,
    /// Who is told.
    pub destination: Destination,
    /// Where its event types stand, which no other configuration has there.
    pub at: WrittenAt,
}

/// Who is told of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A function, by logical id.
    Function(Arc<str>),
    /// A queue, by logical id.
    Queue(Arc<str>),
    /// A topic, by logical id.
    Topic(Arc<str>),
    /// Something outside the template, which always takes the event.
    External(Arc<str>),
}

impl BucketConfig {
    /// Makes a bucket that announces nothing.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self { id: id.into(), name: id.to_lowercase().into(), ..Self::default() }
    }

    /// Adds a notification configuration.
    #[must_use]
    pub fn with(mut self, notification: Notification) -> Self {
        self.notifications.push(notification);
        self
    }
}

impl Notification {
    /// Makes a configuration for keys of any name.
    #[must_use]
    pub fn new(id: &str, events: Vec<Wanted>, destination: Destination) -> Self {
        Self { id: id.into(), events, prefix: "".into(), suffix: "".into(), destination, at: WrittenAt::default() }
    }

    /// Sets the beginning and the end of the keys.
    #[must_use]
    pub fn for_keys(mut self, prefix: &str, suffix: &str) -> Self {
        (self.prefix, self.suffix) = (prefix.into(), suffix.into());
        self
    }

    /// Says where its event types stand.
    #[must_use]
    pub fn written_at(mut self, at: Span) -> Self {
        self.at = WrittenAt(at);
        self
    }

    /// Tells whether an event of a key is announced; the key is compared as it is stored (S3N-05).
    #[must_use]
    pub fn wants(&self, event: &EventType, key: &str) -> bool {
        let has_name = key.starts_with(&*self.prefix) && key.ends_with(&*self.suffix);
        has_name && self.events.iter().any(|wanted| wanted.includes(event))
    }
}
