//! Connecting, adding, copying and removing resources: what can be, and how it is written.
//!
//! What can be connected stands in the services' descriptions; here it is only gathered. A wire is written as an event
//! of a SAM function, else as CloudFormation's resources with their permission.

mod copy;
mod disconnect;
pub(crate) mod draft;
mod failures;
mod paste;
mod resource;
mod rules;
mod take_away;
mod undelivered;
mod write;

pub use copy::{Picked, copy};
pub use disconnect::disconnect;
pub use paste::{Pasted, paste};
pub use resource::{add_resource, place};
pub use rules::{End, Refusal, WireKind, can_connect, with_article};
pub use take_away::{remove_client, remove_resource, remove_resources};
pub use undelivered::unready;
pub use write::{NewWire, connect_edits};
