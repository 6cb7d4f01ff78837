//! A text on its way to another: several changes, handed out as one edit.

use crate::edit::{self, Edit, EditError};
use crate::source::{self, Node};
use aws::diagnostics::Span;
use aws::service::properties::{Key, Properties, Value};
use std::sync::Arc;

/// A text that is changed step by step.
#[derive(Debug)]
pub(crate) struct Draft<'s> {
    source: &'s str,
    text: String,
    root: Arc<Node>,
}

impl<'s> Draft<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self { source, text: source.to_owned(), root: source::parse(source).0 }
    }

    /// Returns the tree of the text as it is now.
    pub(crate) fn root(&self) -> &Node {
        &self.root
    }

    /// Returns the type that the template writes for a resource.
    pub(crate) fn type_of(&self, id: &str) -> &str {
        self.root.at_path(&["Resources", id, "Type"]).and_then(Node::scalar).unwrap_or_default()
    }

    /// Tells whether something stands at a path.
    pub(crate) fn has(&self, path: &[&str]) -> bool {
        self.root.at_path(path).is_some_and(|node| !node.is_null())
    }

    /// Sets the value at a path.
    pub(crate) fn set(&mut self, path: &[&str], value: &Value) -> Result<(), EditError> {
        let edits = edit::set_property(&self.text, path, value)?;
        self.apply(&edits);
        Ok(())
    }

    /// Adds to the list at a path; there may be none yet, or a single text that stands for a list of itself.
    pub(crate) fn append(&mut self, path: &[&str], value: Value) -> Result<(), EditError> {
        match self.root.at_path(path) {
            Some(node) if !node.items().is_empty() => {
                let index = node.items().len().to_string();
                self.set(&[path, &[index.as_str()]].concat(), &value)
            }
            Some(node) if node.scalar().is_some_and(|text| !text.is_empty()) => {
                let single = Value::Text(node.scalar().unwrap_or_default().into());
                self.set(path, &list([single, value]))
            }
            _ => self.set(path, &list([value])),
        }
    }

    /// Adds a resource, unless there is one of that id.
    pub(crate) fn add(&mut self, id: &str, type_name: &str, properties: Value) -> Result<(), EditError> {
        if self.has(&["Resources", id]) {
            return Ok(());
        }
        self.set(&["Resources", id], &map([("Type", text(type_name)), ("Properties", properties)]))
    }

    /// Adds a resource from YAML, the map below its logical id.
    pub(crate) fn insert(&mut self, id: &str, body: &str) -> Result<(), EditError> {
        let edits = edit::insert_resource(&self.text, id, body)?;
        self.apply(&edits);
        Ok(())
    }

    /// Adds resources from YAML: all at once, where the text allows it.
    pub(super) fn insert_all(&mut self, resources: &[(&str, String)]) -> Result<(), EditError> {
        match edit::insert_resources(&self.text, resources) {
            Ok(edits) => self.apply(&edits),
            Err(_) => {
                // The first one makes the place for the others.
                let Some(((id, body), others)) = resources.split_first() else { return Ok(()) };
                self.insert(id, body)?;
                return self.insert_all(others);
            }
        }
        Ok(())
    }

    /// Sets several keys of the map at a path: all at once, where the text allows it.
    pub(super) fn set_all(&mut self, path: &[&str], entries: &[(&str, Value)]) -> Result<(), EditError> {
        match edit::insert_entries(&self.text, path, entries) {
            Ok(edits) => self.apply(&edits),
            Err(_) => {
                let Some(((key, value), others)) = entries.split_first() else { return Ok(()) };
                self.set(&[path, &[*key]].concat(), value)?;
                return self.set_all(path, others);
            }
        }
        Ok(())
    }

    /// Removes several keys of the map at a path: all at once, where the text allows it.
    pub(super) fn remove_all(&mut self, path: &[&str], keys: &[&str]) -> Result<(), EditError> {
        match edit::remove_entries(&self.text, path, keys) {
            Ok(edits) => self.apply(&edits),
            Err(_) => keys.iter().try_for_each(|key| self.remove(&[path, &[*key]].concat()))?,
        }
        Ok(())
    }

    /// Removes what stands at a path.
    pub(crate) fn remove(&mut self, path: &[&str]) -> Result<(), EditError> {
        let edits = edit::remove(&self.text, path)?;
        self.apply(&edits);
        Ok(())
    }

    /// Returns a name that is not taken below a path: the one given, or with a number behind.
    pub(crate) fn free_name(&self, path: &[&str], name: &str) -> String {
        let taken = |name: &str| self.root.at_path(path).is_some_and(|node| node.get(name).is_some());
        let numbered = (2..).map(|n| format!("{name}{n}"));
        std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
    }

    /// Returns the text as it is now.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Hands out the text as it is now.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Returns all changes as one edit, or none where nothing changed.
    pub(crate) fn edits(self) -> Vec<Edit> {
        let (old, new) = (self.source.as_bytes(), self.text.as_bytes());
        if old == new {
            return Vec::new();
        }
        let shorter = old.len().min(new.len());
        let mut start = (0..shorter).find(|at| old[*at] != new[*at]).unwrap_or(shorter);
        while !self.source.is_char_boundary(start) || !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let tail = (0..shorter - start).find(|at| old[old.len() - 1 - at] != new[new.len() - 1 - at]);
        let mut tail = tail.unwrap_or(shorter - start);
        while !self.source.is_char_boundary(old.len() - tail) || !self.text.is_char_boundary(new.len() - tail) {
            tail -= 1;
        }
        let replacement = self.text[start..new.len() - tail].to_owned();
        vec![Edit { range: start..old.len() - tail, replacement }]
    }

    pub(super) fn apply(&mut self, edits: &[Edit]) {
        self.text = edit::apply(&self.text, edits);
        self.root = source::parse(&self.text).0;
    }
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// Makes `!Ref Id`.
pub(crate) fn reference(id: &str) -> Value {
    Value::Reference { id: id.into(), attribute: None }
}

/// Makes `!GetAtt Id.Attribute`.
pub(crate) fn attribute(id: &str, attribute: &str) -> Value {
    Value::Reference { id: id.into(), attribute: Some(attribute.into()) }
}

pub(crate) fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let entry =
        |(key, value): (&str, Value)| (Key { text: key.into(), at: Span::default() }, Properties::generated(value));
    Value::Map(entries.into_iter().map(entry).collect())
}

pub(crate) fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::List(items.into_iter().map(Properties::generated).collect())
}
