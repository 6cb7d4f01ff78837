//! A change of the template.

use aws::service::properties::{Properties, Value};
use aws::stack::intervention::Intervention;
use aws::stack::world::PlannedIntervention;
use kernel::SimTime;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Something that the template says otherwise from an instant on.
pub(super) struct Change {
    pub(super) at: SimTime,
    pub(super) on: Arc<str>,
    pub(super) deed: Deed,
    /// Whether the intervention itself tells the node.
    pub(super) is_quiet: bool,
    /// The index of the entry in `Interventions`.
    pub(super) entry: usize,
}

pub(super) enum Deed {
    /// A property takes another value.
    Set { path: Arc<str>, value: Properties },
    /// A resource that has no node of its own goes: a target group, a subscription.
    Delete,
    /// Such a resource comes.
    Create,
}

impl Change {
    /// Returns what an intervention changes in the template, if it does.
    pub(super) fn of(planned: &PlannedIntervention, nodes: &BTreeSet<Arc<str>>) -> Option<Self> {
        let on = &planned.on;
        let (deed, is_quiet) = match &*planned.intervention {
            Intervention::Delete if !nodes.contains(on) => (Deed::Delete, false),
            Intervention::Create if !nodes.contains(on) => (Deed::Create, false),
            Intervention::SetProperty { path, value } => {
                (Deed::Set { path: path.clone(), value: value.clone() }, false)
            }
            Intervention::SetReservedConcurrency { value } => {
                let value = value.map_or(Value::Null, |number| Value::Integer(number.into()));
                let path = "ReservedConcurrentExecutions".into();
                (Deed::Set { path, value: Properties::generated(value) }, true)
            }
            _ => return None,
        };
        Some(Self { at: planned.at, on: on.clone(), deed, is_quiet, entry: 0 })
    }

    /// Returns the path of the property that is set.
    pub(super) fn path(&self) -> Option<&str> {
        match &self.deed {
            Deed::Set { path, .. } => Some(path),
            Deed::Delete | Deed::Create => None,
        }
    }

    /// Returns what is done, as a sentence begins that tells what comes of it.
    pub(super) fn deed(&self) -> String {
        let on = &self.on;
        match &self.deed {
            Deed::Set { path, .. } => format!("setting \"{path}\" of \"{on}\""),
            Deed::Delete => format!("\"Delete\" of \"{on}\""),
            Deed::Create => format!("\"Create\" of \"{on}\""),
        }
    }
}
