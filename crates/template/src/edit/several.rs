//! Several entries of one map at once: a text of sixty resources is not read again for each of them.

use super::place::{self, Place};
use super::{Document, Edit, EditError, children, json};
use crate::source::{self, Language, Node, Style};
use aws::service::properties::{Properties, Value};
use std::sync::Arc;

/// Adds entries behind the last one of a map that has some.
///
/// # Errors
/// Refuses texts with errors, and maps to which they cannot be added together.
pub(crate) fn insert_entries(source: &str, path: &[&str], entries: &[(&str, Value)]) -> Result<Vec<Edit>, EditError> {
    let document = Document::read(source)?;
    let name = path.join(".");
    let Place::Value { holder, node } = place::find(&document.root, path)? else {
        return Err(EditError::Missing(name));
    };
    if children(node) == 0 || entries.iter().any(|(key, _)| node.get(key).is_some()) {
        return Err(EditError::Unsafe(name));
    }
    let edits = entries.iter().map(|(key, value)| document.insert(&holder, node, key, value));
    let edit = joined(edits.collect::<Result<_, _>>()?, &name)?;
    document.checked(edit, &name, |root| {
        let map = root.at_path(path);
        let says = |(key, value): &(&str, Value)| {
            let wanted = Properties::generated(value.clone()).json();
            map.and_then(|map| map.get(key)).is_some_and(|it| json(it) == wanted)
        };
        entries.iter().all(says)
    })
}

/// Inserts resources at the end of `Resources`, where that is written by indentation and has some.
///
/// # Errors
/// Refuses texts with errors, ids that are taken, and texts to which they cannot be added together.
pub(crate) fn insert_resources(source: &str, resources: &[(&str, String)]) -> Result<Vec<Edit>, EditError> {
    let document = Document::read(source)?;
    let name = "Resources";
    let known = document.root.get(name).filter(|it| it.style == Style::Indented && children(it) > 0);
    let Some(known) = known.filter(|_| document.language == Language::Yaml) else {
        return Err(EditError::Unsafe(name.to_owned()));
    };
    if resources.iter().any(|(id, _)| known.get(id).is_some()) {
        return Err(EditError::Unsafe(name.to_owned()));
    }
    let edits = resources.iter().map(|(id, body)| document.insert_text(known, id, body)).collect();
    let wanted: Vec<(&str, Arc<Node>)> = resources.iter().map(|(id, body)| (*id, source::parse(body).0)).collect();
    document.checked(joined(edits, name)?, name, |root| {
        let says =
            |(id, wanted): &(&str, Arc<Node>)| root.at_path(&[name, id]).is_some_and(|it| json(it) == json(wanted));
        wanted.iter().all(says)
    })
}

/// Removes some of the entries of a map that is written by indentation.
///
/// # Errors
/// Refuses texts with errors, keys that are not there, and maps from which they cannot be taken together.
pub(crate) fn remove_entries(source: &str, path: &[&str], keys: &[&str]) -> Result<Vec<Edit>, EditError> {
    let document = Document::read(source)?;
    let name = path.join(".");
    let Place::Value { holder, node } = place::find(&document.root, path)? else {
        return Err(EditError::Missing(name));
    };
    let count = children(node);
    if node.style != Style::Indented || document.language != Language::Yaml || keys.len() >= count {
        return Err(EditError::Unsafe(name));
    }
    let edits: Option<Vec<Edit>> = keys.iter().map(|key| document.take_out(&holder, node, key)).collect();
    let edits = edits.ok_or_else(|| EditError::Missing(name.clone()))?;
    document.checked(edits, &name, |root| root.at_path(path).map_or(0, children) + keys.len() == count)
}

/// Makes one edit of several that add at the same place.
fn joined(edits: Vec<Edit>, name: &str) -> Result<Vec<Edit>, EditError> {
    let mut edits = edits.into_iter();
    let Some(mut first) = edits.next() else { return Ok(Vec::new()) };
    for edit in edits {
        if edit.range != first.range {
            return Err(EditError::Unsafe(name.to_owned()));
        }
        first.replacement.push_str(&edit.replacement);
    }
    Ok(vec![first])
}
