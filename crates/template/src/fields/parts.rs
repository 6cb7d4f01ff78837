//! The resources that set something of a node or stand on its wires.

use crate::scenario::Scenario;
use aws::service::PartSpec;
use aws::service::properties::{Properties, Resource, Stack, Value};
use aws::services::descriptor_of;
use std::sync::Arc;

/// A resource that belongs to a node, or the place for one.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// Its type.
    pub spec: &'static PartSpec,
    /// The resource; `None` where there is none yet, and setting something makes it.
    pub resource: Option<&'a Resource>,
}

/// Returns the parts of a node, in the order of their types and then of the template.
#[must_use]
pub fn parts<'a>(scenario: &'a Scenario, id: &str) -> Vec<Part<'a>> {
    let stack = &scenario.template.stack;
    let Some(node) = stack.resource(id) else { return Vec::new() };
    let specs = descriptor_of(&node.type_name).map_or(&[][..], |descriptor| descriptor.parts);
    let mut found: Vec<Part<'a>> = Vec::new();
    for spec in specs {
        let known: Vec<Arc<str>> = found.iter().filter_map(|part| Some(part.resource?.id.clone())).collect();
        let belongs = |resource: &&Resource| match spec.owner {
            "" => is_named(&node.properties, &resource.id) || known.iter().any(|part| names(stack, part, &resource.id)),
            owner => stack
                .target(resource.properties.get(owner))
                .is_some_and(|target| target == id || known.iter().any(|part| **part == *target)),
        };
        let before = found.len();
        let own = stack.of_type(spec.type_name).filter(belongs);
        found.extend(own.map(|resource| Part { spec, resource: Some(resource) }));
        if found.len() == before && !spec.block.is_empty() {
            found.push(Part { spec, resource: None });
        }
    }
    found
}

fn names(stack: &Stack, part: &str, id: &str) -> bool {
    stack.resource(part).is_some_and(|part| is_named(&part.properties, id))
}

/// Tells whether a value names a resource anywhere.
#[must_use]
pub fn is_named(value: &Properties, id: &str) -> bool {
    match &value.value {
        Value::List(items) => items.iter().any(|item| is_named(item, id)),
        Value::Map(entries) => entries.iter().any(|(_, value)| is_named(value, id)),
        Value::Reference { id: named, .. } => **named == *id,
        _ => false,
    }
}
