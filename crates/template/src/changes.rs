//! What a property that is changed during a run makes of the resources: the template is read again with it.
//!
//! So a changed property means what it would mean in the template: references, globals and the SAM transform count, its
//! value is checked as one that is written there, and one resource's property may change another (a subscription its
//! topic, an invoke configuration its function).

use crate::compile::created_first;
use crate::metadata::PATH;
use crate::reader::{self, ReadOptions, Template};
use crate::source::{self, Content, Entry, Style};
use aws::diagnostics::{Diagnostic, Severity, Span};
use aws::service::Reading;
use aws::service::properties::{Key, Properties, Value};
use aws::services::{Config, descriptor_of};
use aws::stack::intervention::Intervention;
use aws::stack::settings::Settings;
use aws::stack::world::PlannedIntervention;
use kernel::SimTime;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many interventions may change the template: it is read again for each, and each reading takes moments.
const CHANGES_MAX: usize = 200;

/// Adds to every changed property what it makes of the nodes.
pub(crate) fn with_consequences(
    planned: Vec<PlannedIntervention>,
    template: &Template,
    options: &ReadOptions,
    settings: &Settings,
    problems: &mut Vec<Diagnostic>,
) -> Vec<PlannedIntervention> {
    let nodes = node_ids(template);
    let change_of = |planned: &PlannedIntervention| Change::of(planned, &nodes);
    match planned.iter().filter(|planned| change_of(planned).is_some()).count() {
        0 => return planned,
        count if count > CHANGES_MAX => {
            problems.push(too_many(count, template));
            return planned;
        }
        _ => {}
    }
    let mut order: Vec<usize> = (0..planned.len()).collect();
    order.sort_by_key(|index| planned[*index].at);
    let mut reader = Rereader {
        template,
        options,
        settings,
        tree: template.tree.clone(),
        late: Vec::new(),
        absent: BTreeSet::new(),
        problems,
    };
    let (mut before, mut known) = reader.read();
    let mut all = Vec::new();
    reader.absent = created_first(&planned).into_iter().filter(|id| !nodes.contains(id)).collect();
    if !reader.absent.is_empty() {
        let after = reader.read();
        all.extend(reconfigurations(SimTime::ZERO, &changed(&before, &after.0)));
        (before, known) = after;
    }
    let mut consequences: BTreeMap<usize, Vec<PlannedIntervention>> = BTreeMap::new();
    for index in order {
        let Some(change) = change_of(&planned[index]) else { continue };
        let stack_before = (reader.tree.clone(), reader.late.len(), reader.absent.clone());
        reader.put(&change);
        let (after, found) = reader.read();
        reader.report(&change, &known, &found);
        if !change.is_quiet {
            let changed = changed(&before, &after);
            reader.report_reach(&change, &changed);
            if changed.iter().any(|(_, before, after)| before.fixed(after).is_some()) {
                // AWS does not change it, so nothing that follows finds it changed.
                let (tree, late, absent) = stack_before;
                (reader.tree, reader.absent) = (tree, absent);
                reader.late.truncate(late);
                continue;
            }
            consequences.insert(index, reconfigurations(planned[index].at, &changed));
        }
        (before, known) = (after, found);
    }
    let and_more = |(index, planned)| std::iter::once(planned).chain(consequences.remove(&index).unwrap_or_default());
    all.extend(planned.into_iter().enumerate().flat_map(and_more));
    all
}

fn too_many(count: usize, template: &Template) -> Diagnostic {
    let at = template.metadata.get("Interventions").at;
    let message = format!("{count} interventions change properties or resources, and at most {CHANGES_MAX} may");
    let problem = Diagnostic::error("too-many-changes", at, message).path(format!("{PATH}.Interventions"));
    problem.hint("split the run, or leave out changes that do not matter to it")
}

/// Returns the resources that have a node: those know themselves what it means to be deleted.
fn node_ids(template: &Template) -> BTreeSet<Arc<str>> {
    let resources = template.stack.resources.iter();
    let simulated = resources.filter(|resource| descriptor_of(&resource.type_name).is_some());
    simulated.map(|resource| resource.id.clone()).collect()
}

/// Something that the template says otherwise from an instant on.
struct Change {
    on: Arc<str>,
    deed: Deed,
    /// Whether the intervention itself tells the node.
    is_quiet: bool,
}

enum Deed {
    /// A property takes another value.
    Set { path: Arc<str>, value: Properties },
    /// A resource that has no node of its own goes: a target group, a subscription.
    Delete,
    /// Such a resource comes.
    Create,
}

impl Change {
    fn of(planned: &PlannedIntervention, nodes: &BTreeSet<Arc<str>>) -> Option<Self> {
        let on = planned.on.clone();
        match &*planned.intervention {
            Intervention::Delete if !nodes.contains(&on) => Some(Self { on, deed: Deed::Delete, is_quiet: false }),
            Intervention::Create if !nodes.contains(&on) => Some(Self { on, deed: Deed::Create, is_quiet: false }),
            Intervention::SetProperty { path, value } => {
                let deed = Deed::Set { path: path.clone(), value: value.clone() };
                Some(Self { on, deed, is_quiet: false })
            }
            Intervention::SetReservedConcurrency { value } => {
                let value = value.map_or(Value::Null, |number| Value::Integer(number.into()));
                let path = "ReservedConcurrentExecutions".into();
                let deed = Deed::Set { path, value: Properties::generated(value) };
                Some(Self { on, deed, is_quiet: true })
            }
            _ => None,
        }
    }

    /// Returns the path of the property that is set.
    fn path(&self) -> Option<&str> {
        match &self.deed {
            Deed::Set { path, .. } => Some(path),
            Deed::Delete | Deed::Create => None,
        }
    }

    /// Returns what an entry of the template says in `Do`.
    fn name(&self) -> &'static str {
        match self.deed {
            Deed::Set { .. } if self.is_quiet => "SetReservedConcurrency",
            Deed::Set { .. } => "SetProperty",
            Deed::Delete => "Delete",
            Deed::Create => "Create",
        }
    }
}

fn reconfigurations(at: SimTime, changed: &[(Arc<str>, Arc<Config>, Arc<Config>)]) -> Vec<PlannedIntervention> {
    let reconfigure = |(id, before, after): &(Arc<str>, Arc<Config>, Arc<Config>)| PlannedIntervention {
        at,
        on: id.clone(),
        intervention: Arc::new(Intervention::Reconfigure { before: before.clone(), after: after.clone() }),
    };
    changed.iter().map(reconfigure).collect()
}

type Configs = BTreeMap<Arc<str>, Arc<Config>>;
/// What is wrong, each with the resource in whose reading it was found.
type Found = Vec<(Option<Arc<str>>, Diagnostic)>;

/// Returns the nodes that are set to something else, in the order of their ids.
fn changed(before: &Configs, after: &Configs) -> Vec<(Arc<str>, Arc<Config>, Arc<Config>)> {
    let differs = |(id, config): (&Arc<str>, &Arc<Config>)| {
        let after = after.get(id)?;
        // Configurations hold compiled patterns and laws: what they say of themselves is what can be compared.
        (format!("{config:?}") != format!("{after:?}")).then(|| (id.clone(), config.clone(), after.clone()))
    };
    before.iter().filter_map(differs).collect()
}

/// Reads the template again and again, each time with one more change.
struct Rereader<'a> {
    template: &'a Template,
    options: &'a ReadOptions,
    settings: &'a Settings,
    /// The template's tree with the changes so far.
    tree: source::Node,
    /// Changes of resources that only the SAM transform makes, by id, path and value.
    late: Vec<(Arc<str>, Arc<str>, Properties)>,
    /// Resources that are not there now.
    absent: BTreeSet<Arc<str>>,
    problems: &'a mut Vec<Diagnostic>,
}

impl Rereader<'_> {
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

    /// Returns what each node is set to now, and what is wrong.
    fn read(&self) -> (Configs, Found) {
        let (mut template, found) = reader::read_tree(&self.template.source, self.tree.clone(), self.options);
        template.metadata = self.template.metadata.clone();
        template.stack.region = self.template.stack.region.clone();
        for (id, path, value) in &self.late {
            if let Some(resource) = template.stack.resources.iter_mut().find(|resource| resource.id == *id) {
                let mut tree = node_of(&resource.properties);
                put(&mut tree, &path.split('.').collect::<Vec<_>>(), node_of(value));
                resource.properties =
                    reader::resolved(&template.tree, &tree, self.options, &self.template.stack.region);
            }
        }
        template.stack.resources.retain(|resource| !self.absent.contains(&resource.id));
        let mut found: Found = found.into_iter().map(|problem| (None, problem)).collect();
        let mut configs = Configs::new();
        for resource in &template.stack.resources {
            let mut problems = Vec::new();
            let (stack, metadata, settings) = (&template.stack, &template.metadata, self.settings);
            let config = Config::read(&mut Reading { resource, stack, metadata, settings, problems: &mut problems });
            configs.extend(config.map(|config| (resource.id.clone(), Arc::new(config))));
            found.extend(problems.into_iter().map(|problem| (Some(resource.id.clone()), problem)));
        }
        (configs, found)
    }

    /// Reports what is wrong with the resource only since a change. What others make of it AWS does not ask then: a
    /// queue's timeout may be set below what its mapping would have needed to be made.
    fn report(&mut self, change: &Change, known: &Found, found: &Found) {
        let key = |problem: &Diagnostic| (problem.code, problem.path.clone(), problem.message.clone());
        let known: BTreeSet<_> = known.iter().map(|(_, problem)| key(problem)).collect();
        let (path, at) = (self.path_of(change), self.place_of(change, "Value"));
        let is_new = |(reader, problem): &&(Option<Arc<str>>, Diagnostic)| {
            let is_told = problem.severity != Severity::Info && !known.contains(&key(problem));
            is_told && self.is_about(problem, reader.as_deref(), &change.on)
        };
        let told = |(_, problem): &(Option<Arc<str>>, Diagnostic)| {
            // Where the run itself refuses it, the run goes on.
            let severity = if change.is_quiet { Severity::Warning } else { problem.severity };
            Diagnostic { at, severity, path: format!("{path}.Value"), ..problem.clone() }
        };
        let new: Vec<Diagnostic> = found.iter().filter(is_new).map(told).collect();
        self.problems.extend(new);
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

    /// Reports a change that changes nothing, or what AWS cannot change.
    fn report_reach(&mut self, change: &Change, changed: &[(Arc<str>, Arc<Config>, Arc<Config>)]) {
        let key = if change.path().is_some() { "Path" } else { "On" };
        let (path, at) = (self.path_of(change), self.place_of(change, key));
        let fixed = changed.iter().find_map(|(id, before, after)| Some((id, before.fixed(after)?)));
        let problem = match fixed {
            Some((id, property)) => {
                let message = format!("\"{property}\" of \"{id}\" cannot be changed while it exists");
                let hint = "CloudFormation would put another resource in its place; write it into the template instead";
                Diagnostic::warning("fixed-property", at, message).hint(hint)
            }
            None if changed.is_empty() => {
                let on = &change.on;
                let (message, hint) = match change.path() {
                    Some(path) => (
                        format!("setting \"{path}\" of \"{on}\" changes nothing here"),
                        "the playground does not know this property, or it has this value already",
                    ),
                    None => (
                        format!("\"{}\" of \"{on}\" changes nothing here", change.name()),
                        "the playground does not simulate this resource, or nothing uses it",
                    ),
                };
                Diagnostic::info("without-effect", at, message).hint(hint)
            }
            None => return,
        };
        self.problems.push(problem.path(path));
    }

    fn entry_of(&self, change: &Change) -> Option<(usize, &Properties)> {
        let entries = self.template.metadata.get("Interventions").items();
        let is_it = |entry: &Properties| {
            let value = match &change.deed {
                Deed::Set { value, .. } => value.json(),
                Deed::Delete | Deed::Create => serde_json::Value::Null,
            };
            let path = change.path().filter(|_| !change.is_quiet);
            entry.get("Do").text() == Some(change.name())
                && entry.get("Path").text() == path
                && entry.get("On").scalar_text().is_some_and(|on| *on == *change.on)
                && entry.get("Value").json() == value
        };
        entries.iter().enumerate().find(|(_, entry)| is_it(entry))
    }

    fn path_of(&self, change: &Change) -> String {
        self.entry_of(change).map_or_else(|| PATH.to_owned(), |(index, _)| format!("{PATH}.Interventions.{index}"))
    }

    fn place_of(&self, change: &Change, key: &str) -> Span {
        let value = match &change.deed {
            Deed::Set { value, .. } => value.at,
            Deed::Delete | Deed::Create => Span::default(),
        };
        self.entry_of(change).map_or(value, |(_, entry)| entry.get(key).at)
    }
}

/// Puts a value at a path of keys and list indexes, making maps on the way; nothing takes a key away.
fn put(node: &mut source::Node, path: &[&str], value: source::Node) {
    let Some((part, rest)) = path.split_first() else {
        *node = value;
        return;
    };
    if let Content::Scalar { .. } = node.content {
        node.content = Content::Map(Vec::new());
    }
    match &mut node.content {
        Content::List(items) => {
            let Ok(index) = part.parse::<usize>() else { return };
            if index == items.len() {
                items.push(source::Node::null(value.at));
            }
            if let Some(item) = items.get_mut(index) {
                put(item, rest, value);
            }
        }
        Content::Map(entries) => {
            let at = entries.iter().rposition(|entry| &*entry.key.text == *part).unwrap_or_else(|| {
                let key = Key { text: (*part).into(), at: value.at };
                entries.push(Entry { key, value: source::Node::null(value.at) });
                entries.len() - 1
            });
            if rest.is_empty() && is_null(&value) {
                entries.remove(at);
            } else {
                put(&mut entries[at].value, rest, value);
            }
        }
        Content::Scalar { .. } => {}
    }
}

fn is_null(node: &source::Node) -> bool {
    matches!(node.content, Content::Scalar { value: Value::Null, .. })
}

/// Returns properties as a tree, as if they had been written where they stand.
fn node_of(properties: &Properties) -> source::Node {
    let reference = |name: &str, text: &str| {
        let value = node_of(&Properties { value: Value::Text(text.into()), at: properties.at });
        Content::Map(vec![Entry { key: Key { text: name.into(), at: properties.at }, value }])
    };
    let content = match &properties.value {
        Value::List(items) => Content::List(items.iter().map(node_of).collect()),
        Value::Map(entries) => {
            let entry = |(key, value): &(Key, Properties)| Entry { key: key.clone(), value: node_of(value) };
            Content::Map(entries.iter().map(entry).collect())
        }
        Value::Reference { id, attribute: None } => reference("Ref", id),
        Value::Reference { id, attribute: Some(attribute) } => reference("Fn::GetAtt", &format!("{id}.{attribute}")),
        Value::Unresolved(text) => Content::Scalar { text: text.clone(), value: Value::Text(text.clone()) },
        value => Content::Scalar { text: properties.scalar_text().unwrap_or_default().into(), value: value.clone() },
    };
    source::Node { content, at: properties.at, style: Style::Plain }
}
