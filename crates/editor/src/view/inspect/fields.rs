//! What can be set: fields in sections, from the services' own descriptions.

use crate::command::{Command, GraphCommand, SetupCommand};
use aws::diagnostics::{Diagnostic, Severity};
use aws::service::properties::{Properties, Resource, Value};
use aws::service::{Effect, FieldKind, FieldSpec, Group, Surroundings, idle};
use aws::services::descriptor_of;
use std::sync::Arc;
use template::Scenario;
use template::fields::{Part, parts, path_of, surroundings};

/// Fields under one title.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SectionView {
    /// Its title; empty for what stands first.
    pub title: Arc<str>,
    /// Whether it is folded until somebody opens it.
    pub folded: bool,
    /// Its fields.
    pub fields: Vec<FieldView>,
}

/// A field of the inspector.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldView {
    /// What it is a setting of.
    pub of: Subject,
    /// AWS's property, or the key of the template format, as a path.
    pub name: Arc<str>,
    /// The end of that path, as much as tells it from the others of its section.
    pub label: Arc<str>,
    /// How it is entered.
    pub entry: Entry,
    /// What it is set to, as text; the default where nothing is set.
    pub value: Arc<str>,
    /// The default, as text.
    pub default: Arc<str>,
    /// What it does.
    pub help: Arc<str>,
    /// Whether it was set.
    pub changed: bool,
    /// What is wrong or unwise, the worst first.
    pub notices: Vec<NoticeView>,
    /// Why it does nothing where it stands.
    pub idle: Option<IdleView>,
    /// The path in the document that problems name.
    pub path: Arc<str>,
}

/// What a field is a setting of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A resource, by id.
    Resource(Arc<str>),
    /// How the code of a function behaves, by the function's id.
    Behaviour(Arc<str>),
    /// A client, by the id of its card.
    Client(Arc<str>),
}

/// How a value is entered.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A whole number with its unit, from the smallest to the largest.
    Number {
        /// The unit: `s`, `MB`, or empty.
        unit: &'static str,
        /// The smallest.
        min: i64,
        /// The largest; `i64::MAX` for none.
        max: i64,
    },
    /// Yes or no.
    Switch,
    /// One of several texts.
    Choice(Vec<Arc<str>>),
    /// A line of text.
    Text,
    /// A duration with its unit.
    Span,
    /// JSON.
    Json,
    /// Another resource: shown only.
    Reference,
}

/// What is wrong or unwise about a field.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeView {
    /// How much it matters.
    pub severity: Severity,
    /// The problem, in AWS's own words where AWS has some.
    pub message: Arc<str>,
    /// What to do about it.
    pub hint: Arc<str>,
}

/// Why a setting does nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct IdleView {
    /// The reason.
    pub reason: Arc<str>,
    /// The rule with its id and source; empty where none is behind it.
    pub source: Arc<str>,
}

impl FieldView {
    /// Returns the command that sets it; an empty text takes it back to the default.
    #[must_use]
    pub fn command(&self, value: &str) -> Command {
        let (name, value) = (self.name.clone(), Arc::from(value));
        match &self.of {
            Subject::Resource(id) => Command::Graph(GraphCommand::Set { id: id.clone(), property: name, value }),
            Subject::Behaviour(function) => {
                Command::Setup(SetupCommand::Behave { function: function.clone(), path: name, value })
            }
            Subject::Client(client) => {
                Command::Setup(SetupCommand::Client { client: client.clone(), path: name, value })
            }
        }
    }
}

impl NoticeView {
    /// Shows a diagnostic.
    #[must_use]
    pub fn of(problem: &Diagnostic) -> Self {
        Self {
            severity: problem.severity,
            message: problem.message.as_str().into(),
            hint: problem.hint.as_deref().unwrap_or("").into(),
        }
    }

    /// Makes an error of our own.
    #[must_use]
    pub fn error(message: impl Into<Arc<str>>) -> Self {
        Self { severity: Severity::Error, message: message.into(), hint: "".into() }
    }
}

impl IdleView {
    pub(super) fn of(effect: &Effect) -> Self {
        let source = effect.rule.map(|rule| format!("{}: {}. {}", rule.id, rule.sentence, rule.source));
        Self { reason: effect.reason.into(), source: source.unwrap_or_default().into() }
    }
}

/// Returns all that can be set of a node: its own fields, the common ones first, then those of its parts.
#[must_use]
pub fn sections(scenario: &Scenario, id: &str) -> Vec<SectionView> {
    let Some(resource) = scenario.resource(id) else { return Vec::new() };
    let Some(descriptor) = descriptor_of(&resource.type_name) else { return Vec::new() };
    let around = surroundings(scenario, id, &resource.properties);
    let reader = Reader { scenario, effects: descriptor.effects, around: &around };
    let group = |group: Group, title: &str, folded: bool| {
        let specs = descriptor.fields.iter().filter(|spec| spec.group == group);
        section(title, folded, specs.map(|spec| reader.field(resource, spec)).collect())
    };
    let mut sections = vec![group(Group::Common, "", false)];
    sections.extend(parts(scenario, id).iter().map(|part| part_section(scenario, id, part)));
    sections.push(group(Group::More, "More", true));
    sections.retain(|section| !section.fields.is_empty());
    sections
}

/// Returns the fields of a part of a node.
#[must_use]
pub fn part_section(scenario: &Scenario, node: &str, part: &Part<'_>) -> SectionView {
    static NOTHING: Properties =
        Properties { value: Value::Null, at: aws::diagnostics::Span { start: 0, end: 0, line: 0, column: 0 } };
    let own = part.resource.map_or(&NOTHING, |resource| &resource.properties);
    let around = surroundings(scenario, node, own);
    let owner = scenario.resource(node).and_then(|node| descriptor_of(&node.type_name));
    let reader = Reader { scenario, effects: owner.map_or(&[], |owner| owner.effects), around: &around };
    let fields: Vec<FieldView> = match part.resource {
        Some(resource) => part.spec.fields.iter().map(|spec| reader.field(resource, spec)).collect(),
        None => part.spec.fields.iter().map(|spec| reader.missing(node, part.spec.block, spec)).collect(),
    };
    let title = match part.resource.filter(|_| part.spec.block.is_empty()) {
        Some(resource) => format!("{} {}", part.spec.title, resource.id),
        None => part.spec.title.to_owned(),
    };
    // What nobody set and what does nothing need not be seen at once.
    let folded = !fields.iter().any(|field| field.changed || !field.notices.is_empty());
    section(&title, folded, fields)
}

pub(super) fn section(title: &str, folded: bool, fields: Vec<FieldView>) -> SectionView {
    let fields = fields.into_iter().map(|field| FieldView { label: label(&field.name).into(), ..field }).collect();
    SectionView { title: title.into(), folded, fields }
}

/// Returns the end of a path: its last key with the one before, unless that only leads there.
fn label(name: &str) -> &str {
    let Some((above, last)) = name.rsplit_once('.') else { return name };
    let above = above.rsplit('.').next().unwrap_or_default();
    let leads_there = ["Properties", "DistributionConfig", "EventInvokeConfig", "CachePolicyConfig"].contains(&above);
    if leads_there || above.chars().all(|c| c.is_ascii_digit()) {
        last
    } else {
        &name[name.len() - above.len() - last.len() - 1..]
    }
}

/// Makes fields of one resource.
pub(super) struct Reader<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) effects: &'a [Effect],
    pub(super) around: &'a Surroundings<'a>,
}

impl Reader<'_> {
    /// Makes the field of a property.
    pub(super) fn field(&self, resource: &Resource, spec: &FieldSpec) -> FieldView {
        let written = resource.properties.at_path(spec.name);
        let path = format!("Resources.{}.Properties.{}", resource.id, spec.name);
        let is_writable = path_of(self.scenario, &resource.id, spec.name).is_some();
        let mut entry = if is_writable { self.entry(spec) } else { Entry::Reference };
        let value = if written.is_absent() { spec.default.into() } else { self.text(&entry, written) };
        // What is written is shown, though it is none of what can be chosen.
        if let Entry::Choice(choices) = &mut entry
            && !choices.contains(&value)
        {
            choices.push(value.clone());
        }
        FieldView {
            value,
            changed: !written.is_absent(),
            notices: notices(self.scenario, &path),
            entry,
            ..self.unset(Subject::Resource(resource.id.clone()), spec.name, &path, spec)
        }
    }

    /// Makes the field of a part that is not there yet.
    fn missing(&self, node: &str, block: &str, spec: &FieldSpec) -> FieldView {
        let name = format!("{block}.{}", spec.name);
        let path = format!("Resources.{node}{block}.Properties.{}", spec.name);
        self.unset(Subject::Resource(node.into()), &name, &path, spec)
    }

    fn unset(&self, of: Subject, name: &str, path: &str, spec: &FieldSpec) -> FieldView {
        FieldView {
            of,
            name: name.into(),
            label: "".into(),
            entry: self.entry(spec),
            value: spec.default.into(),
            default: spec.default.into(),
            help: spec.help.into(),
            changed: false,
            notices: Vec::new(),
            idle: idle(self.effects, spec.name, self.around).map(IdleView::of),
            path: path.into(),
        }
    }

    fn entry(&self, spec: &FieldSpec) -> Entry {
        let is_now = self.around.is_now();
        match &spec.kind {
            FieldKind::Integer { unit, min, max } => {
                let of = |pair: &(i64, i64)| if is_now { pair.1 } else { pair.0 };
                Entry::Number { unit, min: of(min), max: of(max) }
            }
            FieldKind::Boolean => Entry::Switch,
            FieldKind::Choice(choices) | FieldKind::ChoiceList(choices) => {
                // Without a default, that nothing is set is one of the choices.
                let unset = spec.default.is_empty().then_some("");
                Entry::Choice(unset.into_iter().chain(choices.iter().copied()).map(Arc::from).collect())
            }
            FieldKind::Text => Entry::Text,
            FieldKind::Json => Entry::Json,
            FieldKind::Reference => Entry::Reference,
        }
    }

    /// Writes a value as it is entered: resources by their ids, JSON on several lines.
    fn text(&self, entry: &Entry, written: &Properties) -> Arc<str> {
        let stack = &self.scenario.template.stack;
        match entry {
            Entry::Reference => named(written, &|value| stack.target(value).map(str::to_owned)).into(),
            Entry::Choice(_) => written.items().first().and_then(Properties::scalar_text).unwrap_or_default().into(),
            Entry::Json => json_text(written).into(),
            _ => written.scalar_text().unwrap_or_else(|| written.json().to_string()).into(),
        }
    }
}

/// Names what a value leads to: one resource, or those of a list.
fn named(value: &Properties, target: &dyn Fn(&Properties) -> Option<String>) -> String {
    if let Value::List(items) = &value.value {
        let names: Vec<String> = items
            .iter()
            .map(|item| named(if item.get("Id").is_absent() { item } else { item.get("Id") }, target))
            .collect();
        return names.join(", ");
    }
    target(value).or_else(|| value.scalar_text()).unwrap_or_else(|| value.json().to_string())
}

/// Writes JSON as people do; a text that holds JSON counts as that.
pub(super) fn json_text(value: &Properties) -> String {
    let json = match value.text() {
        Some(text) => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        None => value.json(),
    };
    serde_json::to_string_pretty(&json).unwrap_or_default()
}

/// Returns the order in which problems stand at a setting: the worst first, and its own before those of others.
pub(crate) fn order(problem: &Diagnostic, path: &str) -> impl Ord + use<> {
    (std::cmp::Reverse(problem.severity), problem.path != path)
}

/// Returns what is said of a setting, the worst first. Remarks that something is not simulated stand at the top of the
/// inspector instead.
pub(super) fn notices(scenario: &Scenario, path: &str) -> Vec<NoticeView> {
    let below = format!("{path}.");
    let is_about = |problem: &&Diagnostic| {
        problem.speaks_of(path)
            || problem.path.starts_with(&below)
            || problem.also.iter().any(|it| it.starts_with(&below))
    };
    let mut found: Vec<&Diagnostic> = scenario.diagnostics.iter().filter(is_about).collect();
    found.retain(|problem| problem.code != "not-simulated");
    found.sort_by_key(|problem| order(problem, path));
    found.into_iter().map(NoticeView::of).collect()
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn labels_are_the_ends_of_paths_that_tell_what_is_meant() {
        for (name, shown) in [
            ("Timeout", "Timeout"),
            ("DeadLetterConfig.TargetArn", "DeadLetterConfig.TargetArn"),
            ("EventInvokeConfig.MaximumRetryAttempts", "MaximumRetryAttempts"),
            ("DistributionConfig.DefaultCacheBehavior.MinTTL", "DefaultCacheBehavior.MinTTL"),
            ("Events.Upload.Properties.Filter", "Filter"),
            ("NotificationConfiguration.LambdaConfigurations.0.Event", "Event"),
        ] {
            assert_eq!(label(name), shown);
        }
    }
}
