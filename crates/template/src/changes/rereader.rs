//! Reading the template again and again, each time with one more change.

use super::change::{Change, Deed};
use super::reach::{Configs, Reach};
use super::tree::{node_of, put};
use super::{CHANGES_MAX, Remark};
use crate::compile::created_first;
use crate::reader::{self, ReadOptions, Template};
use crate::source;
use aws::diagnostics::{Diagnostic, Severity, Span};
use aws::service::Reading;
use aws::service::accept::accepted;
use aws::service::properties::Properties;
use aws::services::{Config, descriptor_of};
use aws::stack::settings::Settings;
use aws::stack::world::PlannedIntervention;
use kernel::SimTime;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is wrong, each with the resource in whose reading it was found.
type Found = Vec<(Option<Arc<str>>, Diagnostic)>;

pub(super) struct Rereader<'a> {
    template: &'a Template,
    options: &'a ReadOptions,
    settings: &'a Settings,
    said: Said,
    /// What each node of the run was last set to.
    deployed: Configs,
    before: Configs,
    known: Found,
    /// Whether what is known is older than what the template says now.
    is_stale: bool,
    quiet_readings: usize,
    pub(super) remarks: Vec<Remark>,
}

/// What the template says, with the changes so far.
#[derive(Clone)]
struct Said {
    tree: source::Node,
    /// Changes of resources that only the SAM transform makes, by id, path and value.
    late: Vec<(Arc<str>, Arc<str>, Properties)>,
    /// Resources that are not there now.
    absent: BTreeSet<Arc<str>>,
}

impl<'a> Rereader<'a> {
    pub(super) fn new(template: &'a Template, options: &'a ReadOptions, settings: &'a Settings) -> Self {
        let said = Said { tree: source::Node::clone(&template.tree), late: Vec::new(), absent: BTreeSet::new() };
        let mut reader = Self {
            template,
            options,
            settings,
            said,
            deployed: Configs::new(),
            before: Configs::new(),
            known: Found::new(),
            is_stale: false,
            quiet_readings: 0,
            remarks: Vec::new(),
        };
        (reader.before, reader.known) = reader.read();
        reader.deployed.clone_from(&reader.before);
        reader
    }

    /// Takes away what comes into being during the run, and returns what that makes of the nodes from the start.
    pub(super) fn begin<'p>(
        &mut self,
        planned: impl Iterator<Item = &'p PlannedIntervention>,
        nodes: &BTreeSet<Arc<str>>,
    ) -> Vec<PlannedIntervention> {
        self.said.absent = created_first(planned).into_iter().filter(|id| !nodes.contains(id)).collect();
        if self.said.absent.is_empty() {
            return Vec::new();
        }
        let (after, found) = self.read();
        let reach = Reach::between(&self.before, &after);
        self.accept(SimTime::ZERO, &reach, after, found)
    }

    /// Makes a change and reports what is wrong with it. Returns what it makes of the nodes; `None` where they are told
    /// otherwise, or AWS does not make it.
    pub(super) fn follow(&mut self, change: &Change) -> Option<Vec<PlannedIntervention>> {
        if change.is_quiet && self.quiet_readings == CHANGES_MAX {
            // So many need no check each: the node has its word to say to every one.
            self.said.put(change);
            self.is_stale = true;
            return None;
        }
        if std::mem::take(&mut self.is_stale) {
            (self.before, self.known) = self.read();
        }
        let said_before = self.said.clone();
        self.said.put(change);
        let (after, found) = self.read();
        let is_refused = self.report(change, &found);
        if is_refused && !change.is_quiet {
            self.said = said_before;
            return None;
        }
        if change.is_quiet {
            self.quiet_readings += 1;
            (self.before, self.known) = (after, found);
            return None;
        }
        let reach = Reach::between(&self.before, &after);
        self.report_reach(change, &reach);
        if reach.fixed().or_else(|| reach.not_followed()).is_some() {
            // It stays as it is, so nothing that follows finds it changed.
            self.said = said_before;
            return None;
        }
        Some(self.accept(change.at, &reach, after, found))
    }

    /// Goes on from what was read, and returns what is done to the nodes.
    fn accept(&mut self, at: SimTime, reach: &Reach, after: Configs, found: Found) -> Vec<PlannedIntervention> {
        let planned = reach.planned(at, &self.deployed, &after);
        for (id, config) in &after {
            self.deployed.entry(id.clone()).and_modify(|known| known.clone_from(config));
        }
        (self.before, self.known) = (after, found);
        planned
    }

    /// Returns what each node is set to now, and what is wrong.
    fn read(&self) -> (Configs, Found) {
        let said = &self.said;
        let (mut template, found) = reader::read_tree(&self.template.source, said.tree.clone(), self.options);
        template.metadata = self.template.metadata.clone();
        template.stack.region = self.template.stack.region.clone();
        for (id, path, value) in &said.late {
            if let Some(resource) = template.stack.resources.iter_mut().find(|resource| resource.id == *id) {
                let mut tree = node_of(&resource.properties);
                put(&mut tree, &path.split('.').collect::<Vec<_>>(), node_of(value));
                resource.properties =
                    reader::resolved(&template.tree, &tree, self.options, &self.template.stack.region);
            }
        }
        template.stack.resources.retain(|resource| !said.absent.contains(&resource.id));
        let mut found: Found = found.into_iter().map(|problem| (None, problem)).collect();
        let mut configs = Configs::new();
        let (stack, refused) = accepted(&template.stack, self.settings.profile);
        found.extend(refused.into_iter().map(|(id, problem)| (Some(id), problem)));
        for resource in &stack.resources {
            let mut problems = Vec::new();
            let (stack, metadata, settings) = (&stack, &template.metadata, self.settings);
            let config = Config::read(&mut Reading { resource, stack, metadata, settings, problems: &mut problems });
            configs.extend(config.map(|config| (resource.id.clone(), Arc::new(config))));
            found.extend(problems.into_iter().map(|problem| (Some(resource.id.clone()), problem)));
        }
        (configs, found)
    }

    /// Reports what is wrong with the resource only since a change, and returns whether AWS refuses the change, so that
    /// everything stays as it was. What others make of it AWS does not ask then: a queue's timeout may be set below what
    /// its mapping would have needed to be made.
    fn report(&mut self, change: &Change, found: &Found) -> bool {
        let key = |problem: &Diagnostic| (problem.code, problem.path.clone(), problem.message.clone());
        let known: BTreeSet<_> = self.known.iter().map(|(_, problem)| key(problem)).collect();
        let is_new = |(reader, problem): &&(Option<Arc<str>>, Diagnostic)| {
            let is_told = problem.severity != Severity::Info && !known.contains(&key(problem));
            is_told && self.is_about(problem, reader.as_deref(), &change.on)
        };
        let told = |(_, problem): &(Option<Arc<str>>, Diagnostic)| {
            // Where the run itself refuses it, the run goes on.
            let severity = if change.is_quiet { Severity::Warning } else { problem.severity };
            let refused = problem.severity == Severity::Error;
            let meanwhile = refused.then(|| "It stays as it was".to_owned());
            let problem = Diagnostic { severity, meanwhile, ..problem.clone() };
            Remark { entry: Some(change.entry), key: "Value", problem }
        };
        let new: Vec<Remark> = found.iter().filter(is_new).map(told).collect();
        let is_refused = new.iter().any(|remark| remark.problem.meanwhile.is_some());
        self.remarks.extend(new);
        is_refused
    }

    /// Tells whether a problem is one of a resource, or of what the SAM transform makes of it. A resource without a
    /// node of its own is read by others.
    fn is_about(&self, problem: &Diagnostic, reader: Option<&str>, id: &str) -> bool {
        let stack = &self.template.stack;
        let belongs =
            |named: &str| named == id || stack.resource(named).is_some_and(|it| it.generated_by.as_deref() == Some(id));
        let named = problem.path.strip_prefix("Resources.").and_then(|rest| rest.split('.').next());
        let has_node = stack.resource(id).is_some_and(|it| descriptor_of(&it.type_name).is_some());
        named.is_some_and(belongs) && (!has_node || reader.is_none_or(belongs))
    }

    /// Reports a change that changes nothing, what AWS cannot change, and what a run cannot follow.
    fn report_reach(&mut self, change: &Change, reach: &Reach) {
        let fixed = reach.fixed().map(|(id, property)| {
            let message = format!("\"{property}\" of \"{id}\" cannot be changed while it exists");
            let hint = "CloudFormation would put another resource in its place; write it into the template instead";
            Diagnostic::warning("fixed-property", Span::default(), message).hint(hint)
        });
        let not_followed = reach.not_followed().map(|(id, property)| {
            let message = format!("a run does not follow another \"{property}\" of \"{id}\"");
            let hint = "write it into the template: then it holds from the beginning";
            Diagnostic::warning("not-simulated", Span::default(), message).hint(hint)
        });
        let unmade = reach.unmade(&self.deployed).map(|id| {
            let message = format!("{} makes \"{id}\", which the run does not have: it goes on without", change.deed());
            let hint = format!("write it into the template, and let an intervention \"Create\" on \"{id}\" say when");
            Diagnostic::warning("not-made", Span::default(), message).hint(hint)
        });
        let problems: Vec<Diagnostic> = match fixed.or(not_followed) {
            Some(fixed) => vec![fixed],
            None if reach.is_empty() => vec![without_effect(change)],
            None => unmade.collect(),
        };
        let key = if change.path().is_some() { "Path" } else { "On" };
        self.remarks.extend(problems.into_iter().map(|problem| Remark { entry: Some(change.entry), key, problem }));
    }
}

fn without_effect(change: &Change) -> Diagnostic {
    let hint = match change.path() {
        Some(_) => "the playground does not know this property, or it has this value already",
        None => "the playground does not simulate this resource, or nothing uses it",
    };
    Diagnostic::info("without-effect", Span::default(), format!("{} changes nothing here", change.deed())).hint(hint)
}

impl Said {
    fn put(&mut self, change: &Change) {
        match &change.deed {
            Deed::Set { path, value } => self.set(&change.on, path, value),
            Deed::Delete => drop(self.absent.insert(change.on.clone())),
            Deed::Create => drop(self.absent.remove(&change.on)),
        }
    }

    fn set(&mut self, id: &Arc<str>, path: &Arc<str>, value: &Properties) {
        if self.tree.at_path(&["Resources", id]).is_none() {
            self.late.push((id.clone(), path.clone(), value.clone()));
            return;
        }
        let path: Vec<&str> = ["Resources", id, "Properties"].into_iter().chain(path.split('.')).collect();
        put(&mut self.tree, &path, node_of(value));
    }
}
