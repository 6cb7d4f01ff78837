//! Finding the place of an edit in the tree.

use super::EditError;
use crate::source::{Content, Node, Style};
use aws::diagnostics::Span;

/// What holds a value: a key, a list, or the document.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    /// Where the key stands, if a key holds it.
    pub(super) key: Option<Span>,
    /// Whether it stands inside brackets.
    pub(super) flow: bool,
    /// The path up to it, for messages.
    pub(super) name: String,
}

impl Holder {
    pub(super) fn root() -> Self {
        Self { key: None, flow: false, name: String::new() }
    }
}

/// Where a path leads.
pub(super) enum Place<'n, 'p> {
    /// To a value.
    Value { holder: Holder, node: &'n Node },
    /// Beyond the last value that there is.
    In { holder: Holder, container: &'n Node, rest: &'p [&'p str] },
}

/// Follows a path as far as it leads.
pub(super) fn find<'n, 'p>(root: &'n Node, path: &'p [&'p str]) -> Result<Place<'n, 'p>, EditError> {
    let mut holder = Holder::root();
    let mut node = root;
    for (index, part) in path.iter().enumerate() {
        let next = match &node.content {
            Content::Map(_) => node.entry(part).map(|entry| (Some(entry.key.at), &entry.value)),
            Content::List(items) => part.parse::<usize>().ok().and_then(|at| items.get(at)).map(|item| (None, item)),
            Content::Scalar { .. } => None,
        };
        let name = path[..=index].join(".");
        let Some((key, next)) = next else {
            return Ok(Place::In { holder, container: node, rest: &path[index..] });
        };
        // Below an alias, or taken over by a merge key, the value stands where others use it too.
        let inside = key.is_none_or(|key| key.start >= node.at.start && key.end <= node.at.end);
        if node.style == Style::Alias || !inside {
            return Err(EditError::Shared(name));
        }
        holder = Holder { key, flow: holder.flow || node.style == Style::Flow, name };
        node = next;
    }
    Ok(Place::Value { holder, node })
}

/// An element of a list or map with all that it covers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'n> {
    pub(super) key: Option<&'n str>,
    /// Where its key, or the item itself, begins [bytes].
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Returns the elements that are written in a list or map, in order.
pub(super) fn parts(node: &Node) -> Vec<Part<'_>> {
    match &node.content {
        Content::Scalar { .. } => Vec::new(),
        Content::List(items) => {
            let parts =
                items.iter().map(|item| Part { key: None, start: item.at.start as usize, end: item.at.end as usize });
            parts.collect()
        }
        Content::Map(entries) => {
            let written = entries.iter().filter(|entry| entry.key.at.start >= node.at.start);
            let written = written.filter(|entry| entry.key.at.end <= node.at.end.max(entry.key.at.start));
            let parts = written.map(|entry| Part {
                key: Some(&entry.key.text),
                start: entry.key.at.start as usize,
                end: (entry.value.at.end).max(entry.key.at.end) as usize,
            });
            parts.collect()
        }
    }
}
