//! What a property of one resource means when it names another: where a delivery goes.

use crate::service::properties::{Properties, Resource, Stack, Value};
use std::sync::Arc;

/// Where a delivery goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// To a resource of the template, by logical id; an alias or version stands for its function.
    Resource {
        /// The logical id.
        id: Arc<str>,
        /// Its type.
        type_name: Arc<str>,
    },
    /// To something outside, as it is written.
    External(Arc<str>),
}

impl End {
    /// Finds what a property means; `None` where it is absent.
    #[must_use]
    pub fn find(stack: &Stack, property: &Properties) -> Option<Self> {
        if property.is_absent() {
            return None;
        }
        let resource = stack.target(property).and_then(|id| stack.resource(id));
        Some(match resource {
            Some(resource) => Self::of(stack, resource),
            None => Self::External(written(property)),
        })
    }

    fn of(stack: &Stack, resource: &Resource) -> Self {
        let function = match &*resource.type_name {
            "AWS::Lambda::Alias" | "AWS::Lambda::Version" => {
                stack.target(resource.properties.get("FunctionName")).and_then(|id| stack.resource(id))
            }
            _ => None,
        };
        let meant = function.unwrap_or(resource);
        Self::Resource { id: meant.id.clone(), type_name: meant.type_name.clone() }
    }

    /// Returns the logical id, if it has this type.
    #[must_use]
    pub fn of_type(&self, wanted: &str) -> Option<&Arc<str>> {
        match self {
            Self::Resource { id, type_name } if &**type_name == wanted => Some(id),
            _ => None,
        }
    }

    /// Returns the name for people: the logical id, or what is written.
    #[must_use]
    pub fn label(&self) -> &Arc<str> {
        match self {
            Self::Resource { id, .. } => id,
            Self::External(text) => text,
        }
    }
}

fn written(property: &Properties) -> Arc<str> {
    match &property.value {
        Value::Reference { id, .. } => id.clone(),
        Value::Unresolved(text) => text.clone(),
        _ => property.scalar_text().unwrap_or_else(|| property.json().to_string()).into(),
    }
}
