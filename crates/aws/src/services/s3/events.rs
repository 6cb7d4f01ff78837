//! The types of events that S3 announces, and which of them a configuration asks for (S3N-03).

use crate::profile::Profile;
use std::fmt;

/// A type of event.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventType {
    /// Its name in records, without `s3:`.
    pub name: &'static str,
    /// Whether it existed in September 2020.
    then: bool,
}

const fn both(name: &'static str) -> EventType {
    EventType { name, then: true }
}

const fn new(name: &'static str) -> EventType {
    EventType { name, then: false }
}

/// An upload in one request.
pub static PUT: EventType = both("ObjectCreated:Put");
/// An upload from a form.
pub static POST: EventType = both("ObjectCreated:Post");
/// A copy.
pub static COPY: EventType = both("ObjectCreated:Copy");
/// The end of an upload in parts.
pub static MULTIPART: EventType = both("ObjectCreated:CompleteMultipartUpload");
/// A deletion for good.
pub static DELETE: EventType = both("ObjectRemoved:Delete");
/// A deletion that leaves the versions.
pub static DELETE_MARKER: EventType = both("ObjectRemoved:DeleteMarkerCreated");
/// A restoration was asked for.
pub static RESTORE_POST: EventType = both("ObjectRestore:Post");
/// A restoration is done.
pub static RESTORE_COMPLETED: EventType = both("ObjectRestore:Completed");
/// Tags were set.
pub static TAGGING_PUT: EventType = new("ObjectTagging:Put");
/// Tags were removed.
pub static TAGGING_DELETE: EventType = new("ObjectTagging:Delete");
/// An access control list was set.
pub static ACL_PUT: EventType = new("ObjectAcl:Put");

/// All types, those that nothing in the playground causes included.
pub(super) static TYPES: [&EventType; 21] = [
    &PUT,
    &POST,
    &COPY,
    &MULTIPART,
    &DELETE,
    &DELETE_MARKER,
    &RESTORE_POST,
    &RESTORE_COMPLETED,
    &both("ReducedRedundancyLostObject"),
    &both("Replication:OperationFailedReplication"),
    &both("Replication:OperationMissedThreshold"),
    &both("Replication:OperationReplicatedAfterThreshold"),
    &both("Replication:OperationNotTracked"),
    &new("ObjectRestore:Delete"),
    &new("LifecycleExpiration:Delete"),
    &new("LifecycleExpiration:DeleteMarkerCreated"),
    &new("LifecycleTransition"),
    &new("IntelligentTiering"),
    &TAGGING_PUT,
    &TAGGING_DELETE,
    &ACL_PUT,
];

/// Families of which all types can be asked for at once in September 2020; today any can.
const WILDCARDS_THEN: [&str; 2] = ["ObjectCreated", "ObjectRemoved"];

/// The types that one entry of a configuration asks for: one, or all of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One type.
    One(&'static EventType),
    /// All types of a family, as `ObjectCreated:*`.
    Family(&'static str),
}

impl Wanted {
    /// Reads an entry as it stands in a template: `s3:ObjectCreated:*`; `None` where there is no such type.
    #[must_use]
    pub fn read(text: &str, profile: Profile) -> Option<Self> {
        let text = text.strip_prefix("s3:")?;
        let known = TYPES.iter().filter(|known| known.then || profile.is_now());
        if let Some(family) = text.strip_suffix(":*") {
            let name = known.filter_map(|known| known.name.split_once(':')).find(|(name, _)| *name == family)?.0;
            return (profile.is_now() || WILDCARDS_THEN.contains(&name)).then_some(Self::Family(name));
        }
        known.copied().find(|known| known.name == text).map(Self::One)
    }

    /// Tells whether a type is asked for.
    #[must_use]
    pub fn includes(self, event: &EventType) -> bool {
        match self {
            Self::One(wanted) => wanted == event,
            Self::Family(family) => event.name.split_once(':').is_some_and(|(name, _)| name == family),
        }
    }

    /// Tells whether some type is asked for by both.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        match (self, other) {
            (Self::One(event), wanted) | (wanted, Self::One(event)) => wanted.includes(event),
            (Self::Family(one), Self::Family(another)) => one == another,
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(event) => write!(f, "s3:{}", event.name),
            Self::Family(family) => write!(f, "s3:{family}:*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_those_of_their_era() {
        // S3N-03.
        for (text, then, now) in [
            ("s3:ObjectCreated:*", true, true),
            ("s3:ObjectCreated:Put", true, true),
            ("s3:ObjectRestore:Completed", true, true),
            ("s3:ObjectRestore:*", false, true),
            ("s3:Replication:*", false, true),
            ("s3:ObjectTagging:Put", false, true),
            ("s3:LifecycleTransition", false, true),
            ("s3:ReducedRedundancyLostObject", true, true),
            ("ObjectCreated:Put", false, false),
            ("s3:ObjectCreated:Upload", false, false),
            ("s3:Nothing:*", false, false),
        ] {
            let known = |profile| Wanted::read(text, profile).is_some();
            assert_eq!((known(Profile::Aws2020), known(Profile::Aws2026)), (then, now), "{text}");
        }
    }
}
