//! Makes fields of descriptions: single values, and what is made of them as groups, pairs and rows, down to what the
//! template says. What a form cannot hold stays JSON.

mod choices;

use super::fields::{Entry, FieldView, IdleView, NoticeView, Subject, Writing, json_text, notices};
use super::filter;
use crate::text::list;
use aws::service::action::{Parameter, ParameterKind, action};
use aws::service::properties::{Properties, Resource, Value};
use aws::service::{Effect, FieldKind, FieldSpec, Group, OneOfSpec, RowsSpec, Surroundings, idle};
use std::sync::Arc;
use template::Scenario;
use template::fields::{behaviour_path, path_of};
use template::source::Node;

/// Makes the fields of one thing.
pub(super) struct Former<'a> {
    scenario: &'a Scenario,
    /// What they are settings of.
    of: Subject,
    /// The path in the document below which they are named.
    base: String,
    /// When they do nothing, and the prefix under which that is named.
    effects: &'a [Effect],
    prefix: &'static str,
    around: Option<&'a Surroundings<'a>>,
    /// Whether they are of a part that is not there yet, and that setting one makes.
    is_missing: bool,
}

impl<'a> Former<'a> {
    /// Makes those of a resource of the stack.
    pub(super) fn of_resource(
        scenario: &'a Scenario,
        resource: &Resource,
        effects: &'a [Effect],
        around: &'a Surroundings<'a>,
    ) -> Self {
        Self {
            scenario,
            of: Subject::Resource(resource.id.clone()),
            base: format!("Resources.{}.Properties", resource.id),
            effects,
            prefix: "",
            around: Some(around),
            is_missing: false,
        }
    }

    /// Makes those of a part of a node that is not there yet; their names begin with its block.
    pub(super) fn of_missing(
        scenario: &'a Scenario,
        node: &str,
        block: &str,
        effects: &'a [Effect],
        around: &'a Surroundings<'a>,
    ) -> Self {
        let base = format!("Resources.{node}{block}.Properties");
        let of = Subject::Resource(node.into());
        Self { scenario, of, base, effects, prefix: "", around: Some(around), is_missing: true }
    }

    /// Makes those of how the code of a function behaves.
    pub(super) fn of_behaviour(
        scenario: &'a Scenario,
        function: &str,
        effects: &'a [Effect],
        around: &'a Surroundings<'a>,
    ) -> Self {
        Self {
            scenario,
            of: Subject::Behaviour(function.into()),
            base: behaviour_path(function),
            effects,
            prefix: "Behaviour.",
            around: Some(around),
            is_missing: false,
        }
    }

    /// Makes those of something that is written in a resource, whatever it does.
    pub(super) fn of_text(scenario: &'a Scenario, resource: &str) -> Self {
        Self {
            scenario,
            of: Subject::Resource(resource.into()),
            base: format!("Resources.{resource}.Properties"),
            effects: &[],
            prefix: "",
            around: None,
            is_missing: false,
        }
    }

    /// Makes the fields that descriptions name; `holder` is the value that holds them, `above` the name of that.
    pub(super) fn fields(
        &self,
        holder: &Properties,
        above: &str,
        specs: impl IntoIterator<Item = &'static FieldSpec>,
    ) -> Vec<FieldView> {
        let of = |spec: &'static FieldSpec| match &spec.kind {
            FieldKind::Attributes(keys) => self.attributes(holder, above, (spec, *keys)),
            _ => vec![self.field(holder, above, spec)],
        };
        specs.into_iter().flat_map(of).collect()
    }

    fn field(&self, holder: &Properties, above: &str, spec: &'static FieldSpec) -> FieldView {
        let written = holder.at_path(spec.name);
        let name = joined(above, spec.name);
        let effect = format!("{}{}", self.prefix, spec.name);
        let idle = self.around.and_then(|around| idle(self.effects, &effect, around)).map(IdleView::of);
        let is_open = idle.is_none() && self.is_open(&name, &spec.kind, written);
        let mut entry = match self.is_named(&name) {
            false => Entry::Reference,
            // What does nothing, or is written as no form has it, is shown as it is.
            true if is_made_of_others(&spec.kind) && !is_open => Entry::Json,
            true => self.entry(spec, holder, written, &name),
        };
        let value = match written.is_absent() {
            true if entry.is_made_of_others() => "".into(),
            true => spec.default.into(),
            false => self.text(&entry, &spec.kind, written),
        };
        // What is written is shown, though it is none of what can be chosen.
        if let Entry::Choice(choices) = &mut entry
            && !choices.contains(&value)
        {
            choices.push(value.clone());
        }
        let field = FieldView {
            value,
            writing: self.writing(&spec.kind),
            changed: !written.is_absent(),
            idle,
            entry,
            ..self.bare(&name, spec)
        };
        told_once(field)
    }

    /// Makes a field with nothing but its description and what is said of it.
    fn bare(&self, name: &str, spec: &FieldSpec) -> FieldView {
        // A part that is not there is named by the node and its block, and its problems by a resource of its own.
        let inner = match self.is_missing {
            true => name.split_once('.').map_or(name, |(_, inner)| inner),
            false => name,
        };
        let path = format!("{}.{inner}", self.base);
        FieldView {
            of: self.of.clone(),
            name: name.into(),
            label: "".into(),
            entry: Entry::Json,
            value: spec.default.into(),
            default: spec.default.into(),
            help: spec.help.into(),
            writing: Writing::Typed,
            changed: false,
            notices: if self.is_missing { Vec::new() } else { notices(self.scenario, &path) },
            idle: None,
            path: path.into(),
        }
    }

    /// Makes the fields within a form: those that are written, and those that people look for.
    fn nested(&self, holder: &Properties, above: &str, specs: &'static [FieldSpec]) -> Vec<FieldView> {
        let is_shown = |spec: &&'static FieldSpec| {
            let is_written = !holder.at_path(spec.name).is_absent();
            let has_any = match spec.kind {
                FieldKind::Action => !self.actions_at(holder).is_empty(),
                FieldKind::Input => action_of(holder).is_some(),
                _ => true,
            };
            is_written || has_any && spec.group == Group::Common
        };
        let fields = self.fields(holder, above, specs.iter().filter(is_shown));
        let named = fields.into_iter().map(|field| match field.label.is_empty() {
            true => FieldView { label: field.name[above.len()..].trim_start_matches('.').into(), ..field },
            false => field,
        });
        named.collect()
    }

    fn entry(&self, spec: &'static FieldSpec, holder: &Properties, written: &Properties, name: &str) -> Entry {
        match &spec.kind {
            FieldKind::Integer { unit, min, max } => {
                let is_now = self.scenario.settings.profile.is_now();
                let of = |pair: &(i64, i64)| if is_now { pair.1 } else { pair.0 };
                Entry::Number { unit, min: of(min), max: of(max) }
            }
            FieldKind::Boolean => Entry::Switch,
            FieldKind::Choice(choices)
            | FieldKind::Usual(choices)
            | FieldKind::ChoiceList(choices)
            | FieldKind::ListChoice(choices) => {
                // Without a default, that nothing is set is one of the choices.
                let unset = spec.default.is_empty().then_some("");
                Entry::Choice(unset.into_iter().chain(choices.iter().copied()).map(Arc::from).collect())
            }
            FieldKind::Text | FieldKind::Fraction | FieldKind::Texts => Entry::Text,
            FieldKind::Span => Entry::Span,
            FieldKind::Content => Entry::Content,
            FieldKind::Json | FieldKind::Attributes(_) => Entry::Json,
            FieldKind::Filter | FieldKind::JsonText => filter_of(written),
            FieldKind::Reference => Entry::Reference,
            FieldKind::OneOfType(_) | FieldKind::OneOfItems(_) => {
                Entry::Choice(self.nameable(&spec.kind).into_iter().map(|(word, _)| word).collect())
            }
            FieldKind::Callee => Entry::Choice(self.callees()),
            FieldKind::Action => Entry::Choice(self.actions_at(holder)),
            FieldKind::Input => action_of(holder).map_or(Entry::Json, |it| self.input(it, written, name)),
            FieldKind::Pairs => self.pairs(written, name, Writing::Text),
            FieldKind::Record(fields) => Entry::Group(self.nested(written, name, fields)),
            FieldKind::Rows(rows) => self.rows(rows, written, name),
            FieldKind::OneOf(forms) => self.one_of(forms, spec, written, name),
        }
    }

    fn rows(&self, spec: &'static RowsSpec, written: &Properties, name: &str) -> Entry {
        let row = |(index, item): (usize, &Properties)| {
            let name = format!("{name}.{index}");
            let item_spec = FieldSpec { help: "", ..FieldSpec::new("", FieldKind::Json, "", "") };
            let entry = match &spec.item {
                // What makes this item under a condition stays as it is.
                _ if self.is_made(&name) => Entry::Json,
                FieldKind::Record(fields) if matches!(item.value, Value::Map(_)) => {
                    Entry::Group(self.nested(item, &name, fields))
                }
                FieldKind::OneOf(forms) if forms.form_of(item).is_some() => self.one_of(forms, &item_spec, item, &name),
                _ => Entry::Json,
            };
            let label = (spec.words)(item).into();
            let value = json_text(item).into();
            told_once(FieldView { label, entry, value, changed: true, ..self.bare(&name, &item_spec) })
        };
        let own = spec.new.iter().map(|(words, start)| (Arc::from(*words), self.begun(&spec.item, start)));
        let new = match spec.item {
            _ if (spec.is_full)(written) => Vec::new(),
            FieldKind::Record([FieldSpec { kind: FieldKind::Callee, .. }, ..]) => self.new_calls().chain(own).collect(),
            _ => own.collect(),
        };
        Entry::Rows { rows: written.items().iter().enumerate().map(row).collect(), noun: spec.noun, new }
    }

    fn one_of(&self, spec: &'static OneOfSpec, field: &FieldSpec, written: &Properties, name: &str) -> Entry {
        let Some(form) = spec.form_of(written) else { return Entry::Json };
        let words = spec.forms.iter().map(|form| (Arc::from(form.title), self.filled(form.start, form.fields)));
        let choice = FieldView {
            label: spec.title.into(),
            entry: Entry::Choice(spec.forms.iter().map(|form| form.title.into()).collect()),
            value: form.title.into(),
            default: "".into(),
            help: "Another choice begins anew, with an example.".into(),
            writing: Writing::Chosen(words.collect()),
            notices: Vec::new(),
            ..self.bare(name, field)
        };
        Entry::Group(std::iter::once(choice).chain(self.nested(written, name, form.fields)).collect())
    }

    fn pairs(&self, written: &Properties, name: &str, writing: Writing) -> Entry {
        let can_be_named = |(key, value): &(aws::service::properties::Key, Properties)| {
            let is_single = !matches!(value.value, Value::Map(_) | Value::List(_));
            !key.text.contains('.') && (is_single || matches!(writing, Writing::Attribute(_)))
        };
        if !written.entries().iter().all(can_be_named) {
            return Entry::Json;
        }
        let pair = |(key, value): &(aws::service::properties::Key, Properties)| {
            let spec = FieldSpec::new("", FieldKind::Text, "", "");
            let typed = ["StringValue", "BinaryValue"].map(|key| value.get(key).scalar_text());
            let typed = typed.into_iter().flatten().next();
            let text = value.scalar_text().or(typed);
            FieldView {
                label: key.text.clone(),
                // A value that a function of the template makes is shown, and changed in the text.
                entry: if text.is_some() { Entry::Text } else { Entry::Reference },
                value: text.unwrap_or_else(|| value.json().to_string()).into(),
                writing: match writing {
                    Writing::Attribute(_) => Writing::Attribute(Some(value.json())),
                    _ => writing.clone(),
                },
                changed: true,
                ..self.bare(&joined(name, &key.text), &spec)
            }
        };
        Entry::Pairs { fields: written.entries().iter().map(pair).collect(), writing: writing.clone() }
    }

    /// Makes the form of an action's input: what people fill in first, and what is written.
    fn input(&self, name_of_action: &str, written: &Properties, name: &str) -> Entry {
        let parameters = action(name_of_action).into_iter().flat_map(|action| action.parameters());
        let shown = parameters.filter(|(parameter, first)| *first || written.find(parameter.key).is_some());
        Entry::Group(shown.map(|(parameter, _)| self.parameter(parameter, written.get(parameter.key), name)).collect())
    }

    fn parameter(&self, parameter: Parameter, written: &Properties, above: &str) -> FieldView {
        let name = joined(above, parameter.key);
        let spec = FieldSpec::new("", FieldKind::Json, "", parameter.help);
        let (entry, writing) = match parameter.kind {
            ParameterKind::Line => (Entry::Text, Writing::Text),
            ParameterKind::Content => (Entry::Content, Writing::Content),
            ParameterKind::Whole(unit) => (Entry::Number { unit, min: 0, max: i64::MAX }, Writing::Typed),
            ParameterKind::Flag => (Entry::Switch, Writing::Typed),
            ParameterKind::Choice(choices) => {
                let unset = (!choices.contains(&"")).then_some("");
                let choices = unset.into_iter().chain(choices.iter().copied());
                (Entry::Choice(choices.map(Arc::from).collect()), Writing::Text)
            }
            ParameterKind::Pairs => (self.pairs(written, &name, Writing::Text), Writing::Typed),
            ParameterKind::Attributes => (self.pairs(written, &name, Writing::Attribute(None)), Writing::Typed),
            ParameterKind::Json => (Entry::Json, Writing::Typed),
        };
        let value = match &written.value {
            Value::Null => String::new(),
            Value::Map(_) | Value::List(_) => json_text(written),
            _ => written.scalar_text().unwrap_or_else(|| written.json().to_string()),
        };
        FieldView {
            label: parameter.key.into(),
            entry,
            value: value.into(),
            writing,
            changed: !written.is_absent(),
            ..self.bare(&name, &spec)
        }
    }

    /// Makes a field of each key of a list of `Key` and `Value`.
    fn attributes(
        &self,
        holder: &Properties,
        above: &str,
        (list, keys): (&'static FieldSpec, &'static [FieldSpec]),
    ) -> Vec<FieldView> {
        let name = joined(above, list.name);
        let entries = holder.at_path(list.name).items();
        let of = |spec: &'static FieldSpec| {
            let index = entries.iter().position(|entry| entry.get("Key").text() == Some(spec.name));
            let written = index.map(|index| entries[index].get("Value"));
            let value = written.and_then(Properties::scalar_text);
            let is_made = self.is_made(&name) || index.is_some_and(|index| self.is_made(&format!("{name}.{index}")));
            let entry = match self.is_named(&name) && !is_made {
                true => self.entry(spec, holder, written.unwrap_or(holder.get("")), &name),
                false => Entry::Reference,
            };
            let place = self.bare(&name, spec);
            FieldView {
                name: joined(&name, spec.name).into(),
                label: spec.name.into(),
                entry,
                value: value.unwrap_or_else(|| spec.default.to_owned()).into(),
                writing: Writing::Entry {
                    list: name.as_str().into(),
                    index: index.unwrap_or(entries.len()),
                    key: spec.name,
                    is_there: index.is_some(),
                },
                changed: index.is_some(),
                ..place
            }
        };
        keys.iter().map(of).collect()
    }

    fn writing(&self, kind: &FieldKind) -> Writing {
        match kind {
            FieldKind::Text | FieldKind::Callee | FieldKind::Action => Writing::Text,
            FieldKind::ChoiceList(_) | FieldKind::Texts | FieldKind::ListChoice(_) => Writing::Texts,
            FieldKind::Content => Writing::Content,
            FieldKind::JsonText => Writing::JsonText,
            FieldKind::OneOfType(_) | FieldKind::OneOfItems(_) => {
                let words = self.nameable(kind).into_iter().map(|(word, json)| (word, json.to_string().into()));
                Writing::Chosen(words.collect())
            }
            _ => Writing::Typed,
        }
    }

    /// Tells whether what stands at a name can be changed part by part: it is written out, as a form has it.
    fn is_open(&self, name: &str, kind: &FieldKind, written: &Properties) -> bool {
        let fits = match (&written.value, kind) {
            (Value::Null, _) => return !self.is_made(name),
            (Value::List(_), kind) => matches!(kind, FieldKind::Rows(_)),
            (Value::Map(_), kind) => !matches!(kind, FieldKind::Rows(_)),
            // A single word may stand for a form.
            (Value::Text(_), FieldKind::OneOf(_) | FieldKind::JsonText) => true,
            _ => false,
        };
        fits && self.node(name).is_some() && !self.is_made(name)
    }

    /// Tells whether a function of the template makes what stands at a name.
    fn is_made(&self, name: &str) -> bool {
        self.node(name).is_some_and(|node| node.intrinsic().is_some())
    }

    /// Tells whether the text can say what has a name.
    fn is_named(&self, name: &str) -> bool {
        match &self.of {
            Subject::Resource(id) if !self.is_missing => path_of(self.scenario, id, name).is_some(),
            _ => true,
        }
    }

    /// Returns what stands at a name in the text.
    fn node(&self, name: &str) -> Option<&Node> {
        let path = match &self.of {
            Subject::Resource(id) => path_of(self.scenario, id, name)?,
            _ => format!("{}.{name}", self.base).split('.').map(str::to_owned).collect(),
        };
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        self.scenario.template.tree.at_path(&path)
    }

    /// Writes a value as it is entered: resources by their ids, lists with commas, JSON on several lines.
    fn text(&self, entry: &Entry, kind: &FieldKind, written: &Properties) -> Arc<str> {
        let stack = &self.scenario.template.stack;
        match (entry, kind) {
            (Entry::Reference, _) => named(written, &|value| stack.target(value).map(str::to_owned)).into(),
            (_, FieldKind::Texts | FieldKind::ListChoice(_)) => list::written(written).into(),
            (Entry::Choice(_), _) => {
                let first = written.items().first();
                let id = first.and_then(Properties::reference).map(str::to_owned);
                // What a function of the template makes is shown as it is written.
                let made = || match &first?.value {
                    Value::Unresolved(text) => Some(text.to_string()),
                    _ => None,
                };
                first.and_then(Properties::scalar_text).or(id).or_else(made).unwrap_or_default().into()
            }
            (Entry::Json, _) => json_text(written).into(),
            (Entry::Content, _) if matches!(written.value, Value::Map(_) | Value::List(_)) => json_text(written).into(),
            _ if entry.is_made_of_others() => json_text(written).into(),
            _ => written.scalar_text().unwrap_or_else(|| written.json().to_string()).into(),
        }
    }
}

/// Lets what is said of a part stand at the part alone.
fn told_once(mut field: FieldView) -> FieldView {
    fn is_told(parts: &[FieldView], notice: &NoticeView) -> bool {
        parts.iter().any(|part| part.notices.contains(notice) || is_told(part.entry.parts(), notice))
    }
    field.notices.retain(|notice| !is_told(field.entry.parts(), notice));
    field
}

fn is_made_of_others(kind: &FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Input
            | FieldKind::Pairs
            | FieldKind::Filter
            | FieldKind::JsonText
            | FieldKind::Record(_)
            | FieldKind::Rows(_)
            | FieldKind::OneOf(_)
    )
}

/// Makes the table of a filter, which stands there as it is or as a text.
fn filter_of(written: &Properties) -> Entry {
    let json = match written.text() {
        Some(text) => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        None => written.json(),
    };
    filter::lines(&json).map_or(Entry::Json, Entry::Filter)
}

fn action_of(holder: &Properties) -> Option<&'static str> {
    action(holder.get("Action").text()?).map(|action| action.name)
}

fn joined(above: &str, name: &str) -> String {
    match (above.is_empty(), name.is_empty()) {
        (true, _) => name.to_owned(),
        (_, true) => above.to_owned(),
        _ => format!("{above}.{name}"),
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
