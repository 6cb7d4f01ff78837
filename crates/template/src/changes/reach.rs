//! What a change of the template reaches.

use aws::services::Config;
use aws::stack::intervention::Intervention;
use aws::stack::world::PlannedIntervention;
use kernel::SimTime;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What each node is set to.
pub(super) type Configs = BTreeMap<Arc<str>, Arc<Config>>;

/// The nodes that a change reaches, each in the order of their ids.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Set to something else, with what they were and are set to.
    changed: Vec<(Arc<str>, Arc<Config>, Arc<Config>)>,
    /// No longer made.
    gone: Vec<Arc<str>>,
    /// Made now, and not before.
    come: Vec<Arc<str>>,
}

impl Reach {
    pub(super) fn between(before: &Configs, after: &Configs) -> Self {
        let mut reach = Self::default();
        for (id, config) in before {
            match after.get(id) {
                None => reach.gone.push(id.clone()),
                Some(now) if differ(config, now) => reach.changed.push((id.clone(), config.clone(), now.clone())),
                Some(_) => {}
            }
        }
        reach.come.extend(after.keys().filter(|id| !before.contains_key(*id)).cloned());
        reach
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.gone.is_empty() && self.come.is_empty()
    }

    /// Returns a node with a property that AWS does not change.
    pub(super) fn fixed(&self) -> Option<(&Arc<str>, &'static str)> {
        self.changed.iter().find_map(|(id, before, after)| Some((id, before.fixed(after)?)))
    }

    /// Returns a node with a property that a run does not follow.
    pub(super) fn not_followed(&self) -> Option<(&Arc<str>, &'static str)> {
        self.changed.iter().find_map(|(id, before, after)| Some((id, before.not_followed(after)?)))
    }

    /// Returns the nodes that would have to be made during a run: those that were not there when it began.
    pub(super) fn unmade<'a>(&'a self, deployed: &'a Configs) -> impl Iterator<Item = &'a Arc<str>> {
        self.come.iter().filter(|id| !deployed.contains_key(*id))
    }

    /// Returns what is done to the nodes: what goes is deleted, what comes again is created, as it is set now.
    pub(super) fn planned(&self, at: SimTime, deployed: &Configs, after: &Configs) -> Vec<PlannedIntervention> {
        let mut all = Vec::new();
        let mut plan = |on: &Arc<str>, what| {
            all.push(PlannedIntervention { at, on: on.clone(), intervention: Arc::new(what) });
        };
        for (id, before, after) in &self.changed {
            plan(id, Intervention::Reconfigure { before: before.clone(), after: after.clone() });
        }
        for id in &self.gone {
            plan(id, Intervention::Delete);
        }
        for id in &self.come {
            let (Some(before), Some(after)) = (deployed.get(id), after.get(id)) else { continue };
            plan(id, Intervention::Create);
            if differ(before, after) {
                plan(id, Intervention::Reconfigure { before: before.clone(), after: after.clone() });
            }
        }
        all
    }
}

/// Configurations hold compiled patterns and laws: what they say of themselves is what can be compared.
fn differ(before: &Config, after: &Config) -> bool {
    format!("{before:?}") != format!("{after:?}")
}
