//! Giving a resource another logical id, with all that mentions it.

use super::{Document, Edit, EditError};
use crate::source::{Node, Style};
use aws::diagnostics::Span;

/// Renames a resource: its key, `Ref`, `Fn::GetAtt`, `Fn::Sub`, `DependsOn`, connectors, and `Metadata.Lambdarium`.
///
/// # Errors
/// Refuses texts with errors, an id that is taken or is none, and a resource that is not there.
pub fn rename(source: &str, old: &str, new: &str) -> Result<Vec<Edit>, EditError> {
    if new.is_empty() || !new.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(EditError::BadId(new.to_owned()));
    }
    let document = Document::read(source)?;
    let resources = document.root.get("Resources");
    let Some(entry) = resources.and_then(|resources| resources.entry(old)) else {
        return Err(EditError::Missing(format!("Resources.{old}")));
    };
    if resources.is_some_and(|resources| resources.get(new).is_some()) {
        return Err(EditError::Exists(new.to_owned()));
    }
    let mut renaming = Renaming { source, old, new, edits: Vec::new() };
    renaming.within(entry.key.at, old);
    renaming.mentions(&document.root);
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
            Some(("Fn::Sub", argument)) => self.variables(argument.items().first().unwrap_or(argument)),
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
            self.metadata(&entry.value);
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
