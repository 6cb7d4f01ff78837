//! Changes of a template's text.
//!
//! A document is its source text: an edit replaces a range of bytes and leaves comments, order, quoting and
//! indentation of everything else as they are. Each function here computes edits, applies them to a copy and reads
//! that again; what would not say what was meant is refused rather than done.

mod flow;
mod indented;
mod place;
mod rename;
mod render;
mod several;

pub use rename::{rename, rename_client};
pub(crate) use several::{insert_entries, insert_resources, remove_entries};

use crate::source::{self, Content, Language, Node, Style};
use aws::diagnostics::Severity;
use aws::service::properties::{Properties, Value};
use place::Place;
use std::ops::Range;
use std::sync::Arc;

/// A range of bytes and what stands there afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes replaced.
    pub range: Range<usize>,
    /// The text that takes their place.
    pub replacement: String,
}

/// Why an edit is refused; none of these is fatal, the text stays as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The text has errors, so that nobody knows what the edit would do.
    #[error("the text cannot be read; correct it first")]
    Unreadable,
    /// A value is written once and used in several places.
    #[error("'{0}' is shared by an anchor; write it out first")]
    Shared(String),
    /// Nothing stands at the path.
    #[error("there is no '{0}'")]
    Missing(String),
    /// The path leads through a value that is no map or list.
    #[error("'{0}' is no map")]
    NoMap(String),
    /// A resource or a parameter of that name exists.
    #[error("there is a resource or parameter '{0}' already")]
    Exists(String),
    /// Not a logical id.
    #[error("'{0}' is no logical id: it has 1 to 255 letters and digits and nothing else")]
    BadId(String),
    /// Not a client's name.
    #[error("a client needs a name")]
    BadName(String),
    /// A client of that name exists.
    #[error("there is a client '{0}' already")]
    NameTaken(String),
    /// The topic has no subscription.
    #[error("subscribe something to '{0}' first: what could not be delivered belongs to a subscription")]
    NoSubscription(String),
    /// The topic has no subscription whose undelivered copies could go anywhere else than they do.
    #[error("each subscription of '{0}' has a queue for what it could not deliver, or delivers to this one")]
    NoOpenSubscription(String),
    /// The topic's subscriptions are written within it.
    #[error("a subscription within '{0}' has no place for such a queue; write it as a resource of its own first")]
    SubscriptionWithin(String),
    /// What was to be pasted has no resources and no clients.
    #[error("this is no template: it has no resources")]
    NoTemplate,
    /// What was to be inserted is no YAML map.
    #[error("the resource to insert is no YAML map")]
    BadResource,
    /// The place is written in a way that the edit cannot keep.
    #[error("cannot change '{0}' without rewriting what is around it")]
    Unsafe(String),
}

/// Applies edits to a text; of two that overlap the later one is left out.
#[must_use]
pub fn apply(source: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    for edit in edits {
        if edit.range.start < at || edit.range.end > source.len() {
            continue;
        }
        out.push_str(&source[at..edit.range.start]);
        out.push_str(&edit.replacement);
        at = edit.range.end;
    }
    out.push_str(&source[at..]);
    out
}

/// Sets the value at a path of keys and list indexes, adding the maps on the way that are not there; an index one
/// past a list's end appends, and index 0 makes the list where there is none.
///
/// # Errors
/// Refuses texts with errors, shared values, and places that it cannot change alone.
///
/// # Examples
/// ```
/// use aws::service::properties::Value;
/// use template::edit::{apply, set_property};
/// let text = "Resources:\n  Jobs: # all of them\n    Type: AWS::SQS::Queue\n";
/// let path = ["Resources", "Jobs", "Properties", "VisibilityTimeout"];
/// let edits = set_property(text, &path, &Value::Integer(60)).unwrap();
/// let expected = "Resources:\n  Jobs: # all of them\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: 60\n";
/// assert_eq!(apply(text, &edits), expected);
/// ```
pub fn set_property(source: &str, path: &[&str], value: &Value) -> Result<Vec<Edit>, EditError> {
    let document = Document::read(source)?;
    let name = path.join(".");
    let place = place::find(&document.root, path)?;
    let edit = match place {
        Place::Value { holder, node } => document.replace(&holder, node, value),
        Place::In { holder, container, rest } => {
            let (key, inner) = rest.split_first().ok_or_else(|| EditError::Missing(name.clone()))?;
            let value = wrapped_in_lists(inner, value);
            document.insert(&holder, container, key, &value)?
        }
    };
    let wanted = Properties::generated(value.clone()).json();
    document.checked(vec![edit], &name, |root| root.at_path(path).is_some_and(|node| json(node) == wanted))
}

/// Removes the value at a path, with its key and the comment on its line.
///
/// # Errors
/// Refuses texts with errors, shared values, and paths that lead nowhere.
pub fn remove(source: &str, path: &[&str]) -> Result<Vec<Edit>, EditError> {
    let document = Document::read(source)?;
    let name = path.join(".");
    let missing = || EditError::Missing(name.clone());
    let Place::Value { .. } = place::find(&document.root, path)? else { return Err(missing()) };
    let (last, before) = path.split_last().ok_or_else(missing)?;
    let Place::Value { holder, node } = place::find(&document.root, before)? else { return Err(missing()) };
    let edit = document.take_out(&holder, node, last).ok_or_else(missing)?;
    let count = children(node);
    document.checked(vec![edit], &name, |root| root.at_path(before).map_or(0, children) + 1 == count)
}

/// Inserts a resource at the end of `Resources`; `body` is YAML, the map below the logical id.
///
/// # Errors
/// Refuses texts with errors, an id that is taken or is none, and a body that is no map.
pub fn insert_resource(source: &str, id: &str, body: &str) -> Result<Vec<Edit>, EditError> {
    check_id(id)?;
    let document = Document::read(source)?;
    if document.root.at_path(&["Resources", id]).is_some() {
        return Err(EditError::Exists(id.to_owned()));
    }
    let (node, _, diagnostics) = source::parse(body);
    if node.entries().is_empty() || diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return Err(EditError::BadResource);
    }
    let is_yaml = document.language == Language::Yaml;
    let edit = match document.root.get("Resources") {
        Some(resources) if resources.style == Style::Indented && is_yaml => document.insert_text(resources, id, body),
        Some(resources) if is_yaml && document.root.style == Style::Indented && is_empty_map(resources) => {
            let key = document.root.entry("Resources").map(|entry| entry.key.at).unwrap_or_default();
            indented::fill_text(&document, key, resources, id, body)
        }
        Some(_) => {
            let Place::In { holder, container, .. } = place::find(&document.root, &["Resources", id])? else {
                return Err(EditError::Exists(id.to_owned()));
            };
            document.insert(&holder, container, id, &value_of(&node))?
        }
        None => {
            let value = wrapped(&[id], &value_of(&node));
            let holder = place::Holder::root();
            document.insert(&holder, &document.root, "Resources", &value)?
        }
    };
    let path = ["Resources", id];
    document.checked(vec![edit], id, |root| root.at_path(&path).is_some_and(|new| json(new) == json(&node)))
}

/// How long a logical id may be.
const ID_MAX: usize = 255;

/// Refuses what CloudFormation does not take as a logical id.
fn check_id(id: &str) -> Result<(), EditError> {
    let is_id = (1..=ID_MAX).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric());
    if is_id { Ok(()) } else { Err(EditError::BadId(id.to_owned())) }
}

/// A text that is to be edited, read.
pub(crate) struct Document<'s> {
    pub(crate) source: &'s str,
    pub(crate) root: Arc<Node>,
    pub(crate) language: Language,
    newline: &'static str,
}

impl<'s> Document<'s> {
    pub(crate) fn read(source: &'s str) -> Result<Self, EditError> {
        let (root, language, diagnostics) = source::parse(source);
        if diagnostics.iter().any(|d| d.severity == Severity::Error) {
            return Err(EditError::Unreadable);
        }
        let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
        Ok(Self { source, root, language, newline })
    }

    /// Returns edits if the text they make can be read and says what was meant.
    pub(crate) fn checked(
        &self,
        edits: Vec<Edit>,
        name: &str,
        says: impl Fn(&Node) -> bool,
    ) -> Result<Vec<Edit>, EditError> {
        let edits: Vec<Edit> =
            edits.into_iter().filter(|edit| self.source[edit.range.clone()] != edit.replacement).collect();
        let (root, language, diagnostics) = source::parse(&apply(self.source, &edits));
        let broken = diagnostics.iter().any(|d| d.severity == Severity::Error);
        if broken || language != self.language && !self.root.is_null() || !says(&root) {
            return Err(EditError::Unsafe(name.to_owned()));
        }
        Ok(edits)
    }

    fn replace(&self, holder: &place::Holder, node: &Node, value: &Value) -> Edit {
        if holder.flow || self.language == Language::Json {
            flow::replace(self, node, value)
        } else {
            indented::replace(self, holder, node, value)
        }
    }

    fn insert(&self, holder: &place::Holder, container: &Node, key: &str, value: &Value) -> Result<Edit, EditError> {
        let is_list = matches!(container.content, Content::List(_));
        let in_brackets = container.style == Style::Flow || self.language == Language::Json;
        match &container.content {
            _ if container.style == Style::Alias => Err(EditError::Shared(key.to_owned())),
            // A call of a function is no map that takes keys, whichever way it is written.
            _ if is_call(container) => Err(EditError::NoMap(holder.name.clone())),
            Content::Scalar { .. } if !container.is_null() => Err(EditError::NoMap(holder.name.clone())),
            Content::List(items) if key.parse() != Ok(items.len()) => Err(EditError::Missing(key.to_owned())),
            Content::Scalar { .. } if holder.flow || self.language == Language::Json => {
                Ok(flow::replace(self, container, &wrapped(&[key], value)))
            }
            Content::Scalar { .. } => Ok(indented::fill(self, holder, container, key, value)),
            // Empty brackets were written by nobody's choice of style: what comes in stands on lines of its own.
            Content::Map(entries) if self.can_break_open(holder, entries.is_empty()) => {
                Ok(indented::fill(self, holder, container, key, value))
            }
            Content::List(items) if self.can_break_open(holder, items.is_empty()) => {
                Ok(indented::fill_list(self, holder.key.unwrap_or_default(), container, value))
            }
            Content::List(_) | Content::Map(_) if in_brackets => {
                Ok(flow::insert(self, container, (!is_list).then_some(key), value))
            }
            Content::List(_) | Content::Map(_) => {
                Ok(indented::insert(self, container, (!is_list).then_some(key), value))
            }
        }
    }

    /// Tells whether a list or map below a key, which is empty, can be written by indentation.
    fn can_break_open(&self, holder: &place::Holder, is_empty: bool) -> bool {
        is_empty && self.language == Language::Yaml && !holder.flow && holder.key.is_some()
    }

    fn take_out(&self, holder: &place::Holder, node: &Node, last: &str) -> Option<Edit> {
        let parts = place::parts(node);
        let index = match &node.content {
            Content::Map(_) => parts.iter().rposition(|part| part.key == Some(last)),
            Content::List(_) => last.parse().ok().filter(|index| *index < parts.len()),
            Content::Scalar { .. } => None,
        }?;
        if node.style == Style::Flow || self.language == Language::Json {
            Some(flow::take_out(node, &parts, index))
        } else {
            Some(indented::take_out(self, holder, node, &parts, index))
        }
    }

    fn insert_text(&self, resources: &Node, id: &str, body: &str) -> Edit {
        indented::insert_text(self, resources, id, body)
    }
}

/// Tells whether a value is a call of a function; `Condition` alone may be a key as well.
fn is_call(node: &Node) -> bool {
    node.style == Style::ShortTag || node.intrinsic().is_some_and(|(name, _)| name != "Condition")
}

fn is_empty_map(node: &Node) -> bool {
    node.style == Style::Flow && matches!(&node.content, Content::Map(entries) if entries.is_empty())
}

fn children(node: &Node) -> usize {
    match &node.content {
        Content::Map(entries) => entries.len(),
        Content::List(items) => items.len(),
        Content::Scalar { .. } => 0,
    }
}

/// Puts a value below a path of keys.
fn wrapped(path: &[&str], value: &Value) -> Value {
    path.iter().rev().fold(value.clone(), |inner, key| {
        let key = aws::service::properties::Key { text: (*key).into(), at: aws::diagnostics::Span::default() };
        Value::Map(vec![(key, Properties::generated(inner))])
    })
}

/// Puts a value below a path of keys of which index 0 stands for the first item of a list.
fn wrapped_in_lists(path: &[&str], value: &Value) -> Value {
    path.iter().rev().fold(value.clone(), |inner, key| match *key {
        "0" => Value::List(vec![Properties::generated(inner)]),
        key => wrapped(&[key], &inner),
    })
}

/// Returns a tree as a value; calls of functions stay maps.
pub(crate) fn value_of(node: &Node) -> Value {
    match &node.content {
        Content::Scalar { value, .. } => value.clone(),
        Content::List(items) => Value::List(items.iter().map(|item| Properties::generated(value_of(item))).collect()),
        Content::Map(entries) => {
            let entries =
                entries.iter().map(|entry| (entry.key.clone(), Properties::generated(value_of(&entry.value))));
            Value::Map(entries.collect())
        }
    }
}

/// Returns a tree as JSON, with `Fn::GetAtt` in its list form as [`Properties::json`] has it.
pub(crate) fn json(node: &Node) -> serde_json::Value {
    if let Some(("Fn::GetAtt", argument)) = node.intrinsic()
        && let Some((id, attribute)) = argument.scalar().and_then(|text| text.split_once('.'))
    {
        return serde_json::json!({ "Fn::GetAtt": [id, attribute] });
    }
    match &node.content {
        Content::Scalar { value, .. } => Properties::generated(value.clone()).json(),
        Content::List(items) => items.iter().map(json).collect(),
        Content::Map(entries) => entries.iter().map(|entry| (entry.key.text.to_string(), json(&entry.value))).collect(),
    }
}

#[cfg(test)]
mod tests;
