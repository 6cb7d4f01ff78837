//! Giving a resource another logical id, or a client another name, with all that mentions it.

use super::render::inline;
use super::{Document, Edit, EditError, check_id, set_property};
use crate::source::{Node, Style};
use aws::diagnostics::Span;
use aws::service::properties::Value;
use aws::stack::world::client_id;

/// Renames a resource: its key, `Ref`, `Fn::GetAtt`, `Fn::Sub`, `DependsOn`, connectors, and `Metadata.Lambdarium`.
///
/// # Errors
/// Refuses texts with errors, an id that is taken or is none, and a resource that is not there.
pub fn rename(source: &str, old: &str, new: &str) -> Result<Vec<Edit>, EditError> {
    check_id(new)?;
    let document = Document::read(source)?;
    let resources = document.root.get("Resources");
    let Some(entry) = resources.and_then(|resources| resources.entry(old)) else {
        return Err(EditError::Missing(format!("Resources.{old}")));
    };
    // A reference names a parameter or a resource: what both are called, nobody could tell apart.
    if ["Resources", "Parameters"].iter().any(|section| document.root.at_path(&[section, new]).is_some()) {
        return Err(EditError::Exists(new.to_owned()));
    }
    let mut renaming = Renaming { source, old, new, edits: Vec::new() };
    renaming.within(entry.key.at, old);
    renaming.mentions(&document.root);
    // SAM calls the role that it makes for a function after it.
    let role = format!("{old}Role");
    let is_sam = entry.value.get("Type").and_then(Node::scalar).is_some_and(|it| it.starts_with("AWS::Serverless::"));
    if is_sam && document.root.at_path(&["Resources", &role]).is_none() {
        let new = format!("{new}Role");
        let mut generated = Renaming { source, old: &role, new: &new, edits: Vec::new() };
        generated.mentions(&document.root);
        renaming.edits.extend(generated.edits);
    }
    if let Some(block) = document.root.at_path(&["Metadata", "Lambdarium"]) {
        renaming.metadata(block);
    }
    let mut edits = renaming.edits;
    // A value behind an alias is met once for each of its uses.
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits.dedup();
    document.checked(edits, old, |root| {
        root.get("Resources").is_some_and(|resources| resources.get(new).is_some() && resources.get(old).is_none())
    })
}

/// Gives a client another name, which is that of its entry in `Traffic`; its place in `Layout` follows.
///
/// # Errors
/// Refuses texts with errors, an empty name or one that is taken, and a client that is not there.
pub fn rename_client(source: &str, old: &str, new: &str) -> Result<Vec<Edit>, EditError> {
    let document = Document::read(source)?;
    let path = ["Metadata", "Lambdarium", "Traffic"];
    let entries = document.root.at_path(&path).map_or(&[][..], Node::items);
    let place = |name: &str| entries.iter().position(|it| it.get("Name").and_then(Node::scalar) == Some(name));
    let Some(index) = place(old) else { return Err(EditError::Missing(format!("Traffic.{old}"))) };
    if new.trim().is_empty() || new.chars().any(char::is_control) {
        return Err(EditError::BadName(new.to_owned()));
    }
    if new != old && place(new).is_some() {
        return Err(EditError::NameTaken(new.to_owned()));
    }
    let index = index.to_string();
    let path = [&path[..], &[&*index, "Name"]].concat();
    let mut edits = set_property(source, &path, &Value::Text(new.into()))?;
    let (old_id, new_id) = (client_id(old), client_id(new));
    let place = document.root.at_path(&["Metadata", "Lambdarium", "Layout"]).and_then(|layout| layout.entry(&old_id));
    if let Some(entry) = place.filter(|_| old != new) {
        let range = entry.key.at.start as usize..entry.key.at.end as usize;
        edits.push(Edit { range, replacement: inline(&Value::Text(new_id), document.language, Style::Flow) });
        edits.sort_by_key(|edit| edit.range.start);
    }
    Ok(edits)
}

struct Renaming<'s> {
    source: &'s str,
    old: &'s str,
    new: &'s str,
    edits: Vec<Edit>,
}

impl Renaming<'_> {
    fn mentions(&mut self, node: &Node) {
        match node.intrinsic() {
            Some(("Ref", argument)) => self.name(argument),
            Some(("Fn::GetAtt", argument)) => match argument.items().first() {
                Some(first) => self.name(first),
                None => self.name(argument),
            },
            Some(("Fn::Sub", argument)) => {
                let is_own = argument.items().get(1).is_some_and(|own| own.get(self.old).is_some());
                if !is_own {
                    self.variables(argument.items().first().unwrap_or(argument));
                }
            }
            _ => {}
        }
        for entry in node.entries() {
            match &*entry.key.text {
                "DependsOn" => {
                    self.name(&entry.value);
                    entry.value.items().iter().for_each(|item| self.name(item));
                }
                "Source" | "Destination" => {
                    let ends = std::iter::once(&entry.value).chain(entry.value.items());
                    ends.filter_map(|end| end.get("Id")).for_each(|id| self.name(id));
                }
                _ => {}
            }
            self.mentions(&entry.value);
        }
        node.items().iter().for_each(|item| self.mentions(item));
    }

    /// Renames a text that is the id, or begins with it and a dot.
    fn name(&mut self, node: &Node) {
        let Some(text) = node.scalar() else { return };
        if text.strip_prefix(self.old).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) {
            self.within(node.at, self.old);
        }
    }

    /// Renames `${Id}` and `${Id.Attribute}` in a text.
    fn variables(&mut self, node: &Node) {
        if node.scalar().is_none() || node.style == Style::Alias {
            return;
        }
        let (start, end) = (node.at.start as usize, node.at.end as usize);
        let raw = &self.source[start..end];
        for (at, _) in raw.match_indices("${") {
            let rest = &raw[at + 2..];
            let after = rest.strip_prefix(self.old);
            if after.is_some_and(|after| after.starts_with(['}', '.'])) {
                let from = start + at + 2;
                self.edits.push(Edit { range: from..from + self.old.len(), replacement: self.new.to_owned() });
            }
        }
    }

    fn metadata(&mut self, node: &Node) {
        for entry in node.entries() {
            let is_by_id = ["Functions", "Layout", "Layers", "Databases", "Origins"].contains(&&*entry.key.text);
            if is_by_id && let Some(own) = entry.value.entry(self.old) {
                self.within(own.key.at, self.old);
            }
            if matches!(&*entry.key.text, "To" | "On") {
                self.name(&entry.value);
            }
            // What a client sends is its own affair, whatever its keys are called.
            if &*entry.key.text != "Input" {
                self.metadata(&entry.value);
            }
        }
        node.items().iter().for_each(|item| self.metadata(item));
    }

    /// Replaces the first mention in a range.
    fn within(&mut self, at: Span, name: &str) {
        let start = at.start as usize;
        let Some(found) = self.source[start..at.end as usize].find(name) else { return };
        let from = start + found;
        self.edits.push(Edit { range: from..from + name.len(), replacement: self.new.to_owned() });
    }
}
