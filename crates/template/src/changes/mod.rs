//! What a property that is changed during a run makes of the resources: the template is read again with it.
//!
//! So a changed property means what it would mean in the template: references, globals and the SAM transform count, its
//! value is checked as one that is written there, and one resource's property may change another (a subscription its
//! topic, an invoke configuration its function).
//!
//! Each change costs a reading of the whole template, so what is found is kept as long as no run would differ
//! ([`Consequences`] knows places by entry, not by where the text happens to stand).

mod change;
mod reach;
mod rereader;
mod tree;

use crate::metadata::PATH;
use crate::reader::{ReadOptions, Template};
use aws::diagnostics::Diagnostic;
use aws::service::properties::Properties;
use aws::services::descriptor_of;
use aws::stack::settings::Settings;
use aws::stack::world::PlannedIntervention;
use change::Change;
use rereader::Rereader;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many interventions may change the template: it is read again for each, and each reading takes moments.
const CHANGES_MAX: usize = 200;

/// What the interventions of a template make of its nodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Consequences {
    /// What is done before anything happens.
    first: Vec<PlannedIntervention>,
    /// What follows of each intervention, by its index among those planned.
    following: BTreeMap<usize, Vec<PlannedIntervention>>,
    remarks: Vec<Remark>,
}

/// What there is to say of an entry of `Interventions`, wherever it stands.
#[derive(Clone, Debug)]
struct Remark {
    /// The entry's index; `None` for all of them.
    entry: Option<usize>,
    key: &'static str,
    problem: Diagnostic,
}

impl Consequences {
    /// Finds out what becomes of a template. Each intervention comes with the index of its entry.
    pub(crate) fn of(
        planned: &[(usize, PlannedIntervention)],
        template: &Template,
        options: &ReadOptions,
        settings: &Settings,
    ) -> Self {
        let nodes = node_ids(template);
        let change = |(index, (entry, planned)): (usize, &(usize, PlannedIntervention))| {
            Change::of(planned, &nodes).map(|change| (index, Change { entry: *entry, ..change }))
        };
        let mut changes: Vec<(usize, Change)> = planned.iter().enumerate().filter_map(change).collect();
        if changes.is_empty() {
            return Self::default();
        }
        let count = changes.iter().filter(|(_, change)| !change.is_quiet).count();
        if count > CHANGES_MAX {
            return Self { remarks: vec![too_many(count)], ..Self::default() };
        }
        changes.sort_by_key(|(_, change)| change.at);
        let mut reader = Rereader::new(template, options, settings);
        let first = reader.begin(planned.iter().map(|(_, planned)| planned), &nodes);
        let follow = |(index, change): &(usize, Change)| Some((*index, reader.follow(change)?));
        let following = changes.iter().filter_map(follow).collect();
        Self { first, following, remarks: reader.remarks }
    }

    /// Returns what is done in all: what was planned, each followed by what it makes of the nodes.
    pub(crate) fn all(&self, planned: &[PlannedIntervention]) -> Vec<PlannedIntervention> {
        let mut all = self.first.clone();
        for (index, planned) in planned.iter().enumerate() {
            all.push(planned.clone());
            all.extend(self.following.get(&index).into_iter().flatten().cloned());
        }
        all
    }

    /// Returns what there is to say, at its places in `Metadata.Lambdarium` as that stands now.
    pub(crate) fn problems(&self, block: &Properties) -> impl Iterator<Item = Diagnostic> {
        let entries = block.get("Interventions");
        self.remarks.iter().map(|remark| {
            let (path, at) = match remark.entry {
                Some(index) => {
                    let at = entries.items().get(index).map_or(entries.at, |entry| entry.get(remark.key).at);
                    (format!("{PATH}.Interventions.{index}.{}", remark.key), at)
                }
                None => (format!("{PATH}.Interventions"), entries.at),
            };
            Diagnostic { at, path, ..remark.problem.clone() }
        })
    }
}

fn too_many(count: usize) -> Remark {
    let message = format!("{count} interventions change properties or resources, and at most {CHANGES_MAX} may");
    let problem = Diagnostic::error("too-many-changes", Default::default(), message)
        .hint("split the run, or leave out changes that do not matter to it");
    Remark { entry: None, key: "", problem }
}

/// Returns the resources that have a node: those know themselves what it means to be deleted.
fn node_ids(template: &Template) -> BTreeSet<Arc<str>> {
    let resources = template.stack.resources.iter();
    let simulated = resources.filter(|resource| descriptor_of(&resource.type_name).is_some());
    simulated.map(|resource| resource.id.clone()).collect()
}
