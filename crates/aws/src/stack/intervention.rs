//! What goes wrong, or is changed, while a run plays.

use crate::behaviour::{FailRule, Law};
use crate::service::properties::Properties;
use crate::services::Config;
use kernel::SimTime;
use std::sync::Arc;

/// Something done to a node from outside.
#[derive(Clone, Debug)]
pub enum Intervention {
    /// The next so many invocations fail.
    FailNext {
        /// How many.
        count: u32,
    },
    /// Other failure rules.
    SetFails {
        /// The rules from now on.
        rules: Arc<[FailRule]>,
    },
    /// Another duration.
    SetDuration {
        /// The law from now on.
        law: Law,
    },
    /// Another reserved concurrency; `None` takes it away.
    SetReservedConcurrency {
        /// The value from now on.
        value: Option<u32>,
    },
    /// All idle environments go; busy ones when they are done.
    RecycleEnvironments,
    /// The messages of a dead-letter queue go back to their source.
    Redrive,
    /// A queue is emptied.
    Purge,
    /// The service answers 5xx to whoever calls.
    Outage {
        /// Until when.
        until: SimTime,
    },
    /// The next message is delivered twice.
    Duplicate,
    /// The resource comes into being only now.
    Create,
    /// The resource goes.
    Delete,
    /// A property takes another value.
    SetProperty {
        /// Its path below `Properties`.
        path: Arc<str>,
        /// Its value from now on.
        value: Properties,
    },
    /// The template says something else of the node than before: what follows of a changed property, of its own or of
    /// another resource. Models get it as [`crate::service::ServiceModel::reconfigure`].
    Reconfigure {
        /// What it said.
        before: Arc<Config>,
        /// What it says from now on.
        after: Arc<Config>,
    },
    /// A client sends, as a person does by hand.
    Send(Arc<SendOrder>),
}

/// A send by hand.
#[derive(Clone, Debug)]
pub struct SendOrder {
    /// The logical id that receives.
    pub to: Arc<str>,
    /// The API action, in AWS's words.
    pub action: Arc<str>,
    /// The action's parameters, as in a traffic entry.
    pub input: Properties,
    /// How many, one after the other at the same instant.
    pub count: u32,
}

impl Intervention {
    /// Returns the name in templates: the value of `Do`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::FailNext { .. } => "FailNext",
            Self::SetFails { .. } => "SetFails",
            Self::SetDuration { .. } => "SetDuration",
            Self::SetReservedConcurrency { .. } => "SetReservedConcurrency",
            Self::RecycleEnvironments => "RecycleEnvironments",
            Self::Redrive => "Redrive",
            Self::Purge => "Purge",
            Self::Outage { .. } => "Outage",
            Self::Duplicate => "Duplicate",
            Self::Create => "Create",
            Self::Delete => "Delete",
            Self::SetProperty { .. } => "SetProperty",
            Self::Reconfigure { .. } => "Reconfigure",
            Self::Send(_) => "Send",
        }
    }
}
