//! What can be set: fields in sections, from the services' own descriptions.

use super::filter::{self, Line, Operator, Wrong};
use super::former::Former;
use crate::command::{Command, GraphCommand, SetupCommand};
use crate::text::rows::attribute_like;
use crate::text::{broken, form, list};
use aws::diagnostics::{Diagnostic, Severity};
use aws::service::properties::{Properties, Value};
use aws::service::{Effect, Group};
use aws::services::descriptor_of;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use template::Scenario;
use template::fields::{Part, parts, surroundings};

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
    /// How what is entered is written.
    pub writing: Writing,
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

/// Memory and disks are thought of in such pieces, whatever the single megabyte is good for.
const MEGABYTES_STEP: i64 = 64;

/// A value of so many letters is repeated where it stays.
const STAYS_MAX: usize = 40;

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
    /// A text of several lines, or JSON that is sent as text.
    Content,
    /// JSON.
    Json,
    /// Another resource: shown only.
    Reference,
    /// Settings that belong together.
    Group(Vec<FieldView>),
    /// Names with values, each a setting that can be taken away; others can be added.
    Pairs {
        /// The pairs.
        fields: Vec<FieldView>,
        /// How the value of another is written.
        writing: Writing,
    },
    /// A filter as a table of fields with what they may be.
    Filter(Vec<Line>),
    /// A list, each item of which is a group.
    Rows {
        /// The items; the label of each says it in words.
        rows: Vec<FieldView>,
        /// What a person calls an item.
        noun: &'static str,
        /// New items: what a button says, and the item as JSON.
        new: Vec<(Arc<str>, Arc<str>)>,
    },
}

impl Entry {
    /// Tells whether it is made of other settings.
    #[must_use]
    pub fn is_made_of_others(&self) -> bool {
        matches!(self, Self::Group(_) | Self::Pairs { .. } | Self::Filter(_) | Self::Rows { .. })
    }

    /// Returns the settings that it is made of.
    #[must_use]
    pub fn parts(&self) -> &[FieldView] {
        match self {
            Self::Group(parts) | Self::Pairs { fields: parts, .. } | Self::Rows { rows: parts, .. } => parts,
            _ => &[],
        }
    }

    /// Returns a number as it is after so many steps, kept within its range. From nothing, or from what is no number, the
    /// first step leads to the smallest.
    #[must_use]
    pub fn stepped(&self, text: &str, steps: i64) -> Option<String> {
        let Self::Number { unit, min, max } = self else { return None };
        let by = steps.saturating_mul(if *unit == "MB" { MEGABYTES_STEP } else { 1 });
        let now = text.trim().parse::<i64>().ok();
        Some(now.map_or(*min, |now| now.saturating_add(by).clamp(*min, *max)).to_string())
    }
}

/// How what is entered is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Writing {
    /// As what it looks like: a number, a truth value, JSON, or a text.
    #[default]
    Typed,
    /// As a text, whatever it looks like.
    Text,
    /// As JSON where it is a map or a list, else as a text.
    Content,
    /// As a list of the texts between commas, or as a list of JSON.
    Texts,
    /// As a text that holds JSON, on one line.
    JsonText,
    /// As a message attribute of the type of the one that is written, if one is.
    Attribute(Option<Json>),
    /// As what stands behind the word that is chosen.
    Chosen(Vec<(Arc<str>, Arc<str>)>),
    /// As the value of a key in a list of keys with their values.
    Entry {
        /// The list, as a path.
        list: Arc<str>,
        /// The place of the key; one past the end where it is not there yet.
        index: usize,
        /// The key.
        key: &'static str,
        /// Whether it is there.
        is_there: bool,
    },
}

impl Writing {
    /// Returns the text that says what was entered, for the template; an empty one takes the setting away.
    fn written(&self, text: &str) -> String {
        if self.trimmed(text).is_empty() { String::new() } else { self.said(text) }
    }

    /// What is sent is sent with the room around it.
    fn trimmed<'t>(&self, text: &'t str) -> &'t str {
        if matches!(self, Self::Content) { text } else { text.trim() }
    }

    /// Returns the text that says a value, which may be empty itself.
    fn said(&self, text: &str) -> String {
        let text = self.trimmed(text);
        match self {
            Self::Typed if text.is_empty() => Json::from(text).to_string(),
            Self::Typed => text.to_owned(),
            Self::Text => Json::from(text).to_string(),
            Self::Content => form::value(form::Kind::Content, text).to_string(),
            Self::Texts => Json::from(list::read(text)).to_string(),
            Self::JsonText => Json::from(form::on_one_line(text)).to_string(),
            Self::Attribute(written) => attribute_like(written.as_ref(), text).to_string(),
            Self::Chosen(words) => {
                words.iter().find(|(word, _)| **word == *text).map_or(text, |(_, start)| start).to_owned()
            }
            Self::Entry { key, is_there, .. } => {
                let value = Json::from(text);
                if *is_there { value } else { json!({ "Key": key, "Value": value }) }.to_string()
            }
        }
    }
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
        let written = self.writing.written(value);
        match &self.writing {
            Writing::Entry { list, index, is_there: true, .. } if !written.is_empty() => {
                self.at(&format!("{list}.{index}.Value"), &written)
            }
            Writing::Entry { list, index, .. } => self.at(&format!("{list}.{index}"), &written),
            _ => self.at(&self.name, &written),
        }
    }

    /// Returns its name as it is read out: a part of an item of a list says of which.
    #[must_use]
    pub fn spoken(&self) -> String {
        let mut keys = self.name.rsplit('.').skip(1);
        let item = keys.by_ref().find_map(|key| key.parse::<usize>().ok());
        match (item, keys.next()) {
            (Some(index), Some(list)) => format!("{} of {list} {}", self.label, index + 1),
            _ => self.label.to_string(),
        }
    }

    /// Tells whether it is what a person looks for, by name or help, of its own or of what it is made of.
    #[must_use]
    pub fn is_found(&self, query: &str) -> bool {
        let query = query.trim().to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&query);
        query.is_empty()
            || has(&self.name)
            || has(&self.label)
            || has(&self.help)
            || self.entry.parts().iter().any(|part| part.is_found(&query))
    }

    /// Tells whether it needs a line of its own among the parts of another.
    #[must_use]
    pub fn needs_room(&self) -> bool {
        // A choice among forms says in a sentence what each is.
        matches!(self.writing, Writing::Chosen(_))
            || self.entry.is_made_of_others()
            || matches!(self.entry, Entry::Content | Entry::Json | Entry::Reference)
    }

    /// Returns how much the worst matters that is said of it or of what it is made of.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        let own = self.notices.iter().map(|it| it.severity);
        own.chain(self.entry.parts().iter().filter_map(Self::worst)).max()
    }

    /// Returns the command that sets what it is made of, as JSON.
    #[must_use]
    pub fn command_of_json(&self, json: &str) -> Command {
        match self.writing {
            Writing::JsonText => self.at(&self.name, &self.writing.written(json)),
            _ => self.at(&self.name, json),
        }
    }

    /// Returns the command that sets what a field of a filter may be, or takes its line away.
    #[must_use]
    pub fn command_of_line(&self, field: &str, list: Option<&Json>) -> Command {
        if self.writing == Writing::JsonText {
            let filter = serde_json::from_str(&self.value).unwrap_or_default();
            let filter = filter::with(&filter, field, list.cloned());
            let is_empty = filter.as_object().is_some_and(serde_json::Map::is_empty);
            return self.command_of_json(&if is_empty { String::new() } else { filter.to_string() });
        }
        let list = list.map(Json::to_string).unwrap_or_default();
        self.at(&format!("{}.{field}", self.name), &list)
    }

    /// Returns the command that adds a line to a filter.
    ///
    /// # Errors
    /// Why there cannot be such a line.
    pub fn command_to_add_line(&self, field: &str, operator: Operator, value: &str) -> Result<Command, Wrong> {
        let field = field.trim();
        match self.why_no_line(field) {
            Some(reason) => return Err(Wrong::Field(reason)),
            None if field.is_empty() => return Err(Wrong::Field("It needs a name".into())),
            None => {}
        }
        let list = operator.written(value).map_err(|reason| Wrong::Value(reason.into()))?;
        Ok(self.command_of_line(field, Some(&list)))
    }

    /// Returns why a filter cannot have a line for another field, as far as that is typed: an empty one is none yet.
    #[must_use]
    pub fn why_no_line(&self, field: &str) -> Option<Arc<str>> {
        let (Entry::Filter(lines), field) = (&self.entry, field.trim()) else { return None };
        if field.is_empty() { None } else { filter::why_not_added(lines, field).map(Arc::from) }
    }

    /// Returns why a text cannot be set: who begins with JSON does not mean a text, so what is no JSON yet stays where it is
    /// typed.
    #[must_use]
    pub fn why_not_set(&self, text: &str) -> Option<NoticeView> {
        let begins_as_json = self.entry == Entry::Json && broken::is_meant(text);
        broken::problem(text).filter(|_| begins_as_json).map(|why| self.left_as_it_is(&why))
    }

    /// Returns why a text cannot be set as the JSON of all that it is made of.
    #[must_use]
    pub fn why_not_set_as_json(&self, json: &str) -> Option<NoticeView> {
        broken::problem(json).filter(|_| !json.trim().is_empty()).map(|why| self.left_as_it_is(&why))
    }

    /// Says why something is not set, and what stands there on.
    pub(crate) fn left_as_it_is(&self, why: &str) -> NoticeView {
        let value = form::on_one_line(&self.value);
        let stays = match value.chars().count() {
            0 => "nothing is set".to_owned(),
            1..=STAYS_MAX => format!("it stays {value}"),
            _ => "it stays as it was".to_owned(),
        };
        NoticeView::error(format!("{why}. Until that is mended, {stays}"))
    }

    /// Returns the command that adds an item to a list, as JSON.
    #[must_use]
    pub fn command_to_add(&self, json: &str) -> Command {
        let count = if let Entry::Rows { rows, .. } = &self.entry { rows.len() } else { 0 };
        self.at(&format!("{}.{count}", self.name), json)
    }

    /// Returns the command that adds a name with its value, which may be empty.
    ///
    /// # Errors
    /// The reason why the name cannot be added.
    pub fn command_to_name(&self, name: &str, value: &str) -> Result<Command, Arc<str>> {
        let name = name.trim();
        match self.why_not_named(name) {
            Some(reason) => Err(reason),
            None if name.is_empty() => Err("It needs a name".into()),
            None => Ok(self.at(&format!("{}.{name}", self.name), &self.writing_of_pairs().said(value))),
        }
    }

    /// Returns why a name cannot be added, as far as it is typed: an empty one is none yet.
    #[must_use]
    pub fn why_not_named(&self, name: &str) -> Option<Arc<str>> {
        let name = name.trim();
        if name.contains('.') {
            return Some("A name with a dot is not a path: add it in the JSON or in the template".into());
        }
        let is_there = self.entry.parts().iter().any(|part| *part.label == *name);
        is_there.then(|| format!("{name} is there already: change its value").into())
    }

    fn writing_of_pairs(&self) -> &Writing {
        if let Entry::Pairs { writing, .. } = &self.entry { writing } else { &self.writing }
    }

    fn at(&self, name: &str, value: &str) -> Command {
        let (name, value) = (Arc::from(name), Arc::from(value));
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
            message: problem.told().into(),
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
    let former = Former::of_resource(scenario, resource, descriptor.effects, &around);
    let group = |group: Group, title: &str, folded: bool| {
        let specs = descriptor.fields_of(&scenario.template.stack, resource).iter().filter(|spec| spec.group == group);
        section(title, folded, former.fields(&resource.properties, "", specs))
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
    let effects = owner.map_or(&[][..], |owner| owner.effects);
    let fields = match part.resource {
        Some(resource) => Former::of_resource(scenario, resource, effects, &around).fields(own, "", part.spec.fields),
        None => Former::of_missing(scenario, node, part.spec.block, effects, &around).fields(
            own,
            part.spec.block,
            part.spec.fields,
        ),
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
    let named = |field: FieldView| match field.label.is_empty() {
        true => FieldView { label: label(&field.name).into(), ..field },
        false => field,
    };
    let fields = fields.into_iter().map(named).collect();
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

/// Writes JSON as people do; a text that holds JSON counts as that.
pub(super) fn json_text(value: &Properties) -> String {
    let json = match value.text() {
        Some(text) => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        None => value.json(),
    };
    serde_json::to_string_pretty(&json).unwrap_or_default()
}

/// Tells whether two readings of a text found the same problem, wherever its line has moved.
pub(crate) fn is_same(old: &Diagnostic, new: &Diagnostic) -> bool {
    (old.code, &old.message, &old.path) == (new.code, &new.message, &new.path)
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
    use super::{Entry, label};

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

    #[test]
    fn a_step_leads_to_the_next_number_within_the_range() {
        let memory = Entry::Number { unit: "MB", min: 128, max: 10_240 };
        let seconds = Entry::Number { unit: "s", min: 1, max: 900 };
        for (entry, text, steps, next) in [
            (&memory, "128", 1, "192"),
            (&memory, "128", -1, "128"),
            (&memory, "10200", 1, "10240"),
            (&seconds, "3", 1, "4"),
            (&seconds, " 3 ", -1, "2"),
            (&seconds, "", 1, "1"),
            (&seconds, "ten", -1, "1"),
        ] {
            assert_eq!(entry.stepped(text, steps).as_deref(), Some(next), "{text} by {steps}");
        }
        assert_eq!(Entry::Switch.stepped("true", 1), None);
    }
}
