//! What can be set of a resource: which settings it has, where each is written, and whether it does something.
//!
//! A setting is named by the resource of the stack and AWS's property. Where the SAM transform made the resource, the
//! setting is written in what it was made of: a mapping's batch size in the event of its function.

mod around;
mod parts;
mod place;

pub use around::{behaviour, behaviour_path, surroundings};
pub use parts::{Part, is_named, parts};
pub(crate) use place::event_that_made;
pub use place::{path_of, set};

use aws::service::{FieldSpec, PartSpec};
use aws::services::{DESCRIPTORS, descriptor_of};

/// Returns what can be set of resources of a type, nodes or parts of nodes.
#[must_use]
pub fn specs(type_name: &str) -> &'static [FieldSpec] {
    match descriptor_of(type_name) {
        Some(descriptor) => descriptor.fields,
        None => part_of_type(type_name).map_or(&[], |part| part.fields),
    }
}

/// Returns the description of a type whose resources belong to nodes.
#[must_use]
pub fn part_of_type(type_name: &str) -> Option<&'static PartSpec> {
    DESCRIPTORS.iter().flat_map(|descriptor| descriptor.parts).find(|part| part.type_name == type_name)
}
