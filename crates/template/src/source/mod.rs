//! The syntax tree of a template: every key and value with its place in the text.
//!
//! YAML and JSON give the same tree; CloudFormation's short tags stand in it in their long form (`!Ref X` is a map
//! with the key `Ref`). It says nothing about what the values mean: that is [`crate::intrinsics`].

mod json;
mod lines;
mod recent;
mod recover;
mod seam;
mod yaml;

pub use lines::LineIndex;
pub use seam::Seam;

use aws::diagnostics::{Diagnostic, Span};
use aws::service::properties::{Key, Value};
use std::sync::Arc;

/// How large a text may be [bytes]; CloudFormation's own limit is 1 MB.
pub const SIZE_MAX: usize = 2 * 1024 * 1024;
/// How deep values may be nested; CloudFormation's own JSON depth is far less.
pub const DEPTH_MAX: usize = 100;
/// How many values a text may have after its aliases are expanded ("billion laughs").
pub const NODES_MAX: usize = 500_000;

/// A value of the text and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What stands there.
    pub content: Content,
    /// The whole value: with its tag, anchor and quotes, without the key before it and the line end after it.
    pub at: Span,
    /// How it is written.
    pub style: Style,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A text, number, truth value or nothing.
    Scalar {
        /// The text as YAML or JSON means it, without quotes and escapes.
        text: Arc<str>,
        /// The same, typed.
        value: Value,
    },
    /// A list.
    List(Vec<Node>),
    /// A map in the order written; a key that stands twice is in it twice, and the later one counts.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key and where it stands.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes; or nothing at all.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes; every text of JSON.
    Double,
    /// A block scalar: `|` or `>`.
    Block,
    /// A list or map by indentation.
    Indented,
    /// A list or map in brackets.
    Flow,
    /// The map that stands for a short tag (`!Ref X`): its key is the tag.
    ShortTag,
    /// A copy of an anchored value, made where its alias stands; it cannot be edited there.
    Alias,
}

/// In which language a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

impl Node {
    /// Makes an empty value at a place.
    #[must_use]
    pub fn null(at: Span) -> Self {
        Self { content: Content::Scalar { text: "".into(), value: Value::Null }, at, style: Style::Plain }
    }

    /// Returns the entries of a map, none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            Content::Scalar { .. } | Content::List(_) => &[],
        }
    }

    /// Returns the items of a list, none for anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.content {
            Content::List(items) => items,
            Content::Scalar { .. } | Content::Map(_) => &[],
        }
    }

    /// Returns the entry of a key; the last one where it stands twice.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| &*entry.key.text == key)
    }

    /// Returns the value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Returns the value at a path of keys and list indexes.
    #[must_use]
    pub fn at_path(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, part| match &node.content {
            Content::List(items) => items.get(part.parse::<usize>().ok()?),
            Content::Map(_) => node.get(part),
            Content::Scalar { .. } => None,
        })
    }

    /// Returns the paths to the outermost values that stand at a place: several where it is anchored, because a copy
    /// keeps the places of what it was copied from.
    #[must_use]
    pub fn paths_to(&self, at: Span) -> Vec<Vec<String>> {
        if self.at == at {
            return vec![Vec::new()];
        }
        // No value can be passed by for where it stands: a copy deep in it may be of what stands elsewhere.
        let step = |key: String, value: &Self| {
            value.paths_to(at).into_iter().map(move |path| [vec![key.clone()], path].concat()).collect::<Vec<_>>()
        };
        match &self.content {
            Content::Scalar { .. } => Vec::new(),
            Content::List(items) => {
                items.iter().enumerate().flat_map(|(index, item)| step(index.to_string(), item)).collect()
            }
            Content::Map(entries) => {
                entries.iter().flat_map(|entry| step(entry.key.text.to_string(), &entry.value)).collect()
            }
        }
    }

    /// Returns the text of a scalar as written, numbers and truth values included.
    #[must_use]
    pub fn scalar(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, .. } => Some(text),
            Content::List(_) | Content::Map(_) => None,
        }
    }

    /// Tells whether nothing stands here.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar { value: Value::Null, .. })
    }

    /// Returns the function's name and argument if the value is a call of an intrinsic function: a map whose only
    /// key is `Ref`, `Condition` or begins with `Fn::`.
    #[must_use]
    pub fn intrinsic(&self) -> Option<(&str, &Self)> {
        match self.entries() {
            [entry] if is_function_name(&entry.key.text) => Some((&entry.key.text, &entry.value)),
            _ => None,
        }
    }

    /// Counts this value and all values in it.
    pub(crate) fn count(&self) -> usize {
        1 + match &self.content {
            Content::Scalar { .. } => 0,
            Content::List(items) => items.iter().map(Self::count).sum(),
            Content::Map(entries) => entries.iter().map(|entry| 1 + entry.value.count()).sum(),
        }
    }

    /// Tells whether two values mean the same, wherever and however they are written.
    #[must_use]
    pub fn same_meaning(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (Content::Scalar { text: a, value: x }, Content::Scalar { text: b, value: y }) => a == b && x == y,
            (Content::List(a), Content::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_meaning(b))
            }
            (Content::Map(a), Content::Map(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(a, b)| a.key.text == b.key.text && a.value.same_meaning(&b.value))
            }
            _ => false,
        }
    }
}

fn is_function_name(key: &str) -> bool {
    key == "Ref" || key == "Condition" || key.starts_with("Fn::")
}

/// Reads a text; what stands before, between and after what is broken is read all the same.
#[must_use]
pub fn parse(text: &str) -> (Arc<Node>, Language, Vec<Diagnostic>) {
    recent::known(text, |text| {
        let (node, language, diagnostics) = read(text);
        (Arc::new(node), language, diagnostics)
    })
}

fn read(text: &str) -> (Node, Language, Vec<Diagnostic>) {
    let nowhere = Span { start: 0, end: 0, line: 1, column: 1 };
    if text.len() > SIZE_MAX {
        let message = format!("the template has {} bytes, more than the {SIZE_MAX} that can be read", text.len());
        let diagnostic = Diagnostic::error("template-too-large", nowhere, message)
            .hint("split the template; CloudFormation takes at most 1 MB");
        return (Node::null(nowhere), Language::Yaml, vec![diagnostic]);
    }
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        let (node, diagnostics) = recover::yaml(text);
        return (node, Language::Yaml, diagnostics);
    }
    let (node, diagnostics) = json::parse(text);
    if diagnostics.iter().any(|d| d.code == json::SYNTAX) {
        // A YAML text may begin with a brace too.
        let (yaml, yaml_diagnostics) = yaml::parse(text);
        if !yaml_diagnostics.iter().any(|d| d.code == yaml::SYNTAX) {
            return (yaml, Language::Yaml, yaml_diagnostics);
        }
    }
    (node, Language::Json, diagnostics)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_makes_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn no_yaml_like_text_makes_the_reader_panic(text in "[-a-c:\\[\\]{},&*!|>'\"#% \n\té\u{feff}?~<]{0,80}") {
            let (node, _, diagnostics) = parse(&text);
            prop_assert!(node.at.end as usize <= text.len());
            for diagnostic in diagnostics {
                prop_assert!(text.get(diagnostic.at.start as usize..diagnostic.at.end as usize).is_some());
            }
        }
    }
}
