//! The text as the playground saves it.

use super::{Edit, apply};
use crate::source::{self, Content, Node, Style};
use aws::diagnostics::Severity;

/// Returns a template as the playground would save it: without spaces at line ends, and with an end to its last
/// line. What is inside texts stays, and a text that cannot be read stays as it is.
#[must_use]
pub fn fmt(text: &str) -> String {
    let (root, _, diagnostics) = source::parse(text);
    if diagnostics.iter().any(|d| d.severity == Severity::Error) || root.is_null() {
        return text.to_owned();
    }
    let mut kept = Vec::new();
    texts(&root, &mut kept);
    kept.sort_unstable();
    let mut edits = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let ending = if line.ends_with("\r\n") { 2 } else { usize::from(line.ends_with('\n')) };
        let content = &line[..line.len() - ending];
        let bare = content.trim_end_matches([' ', '\t']).len();
        let range = start + bare..start + content.len();
        let inside = kept.partition_point(|(from, _)| *from < range.end);
        let in_text = kept[..inside].iter().rev().take(2).any(|(from, to)| *from < range.end && range.start < *to);
        if !range.is_empty() && !in_text {
            edits.push(Edit { range, replacement: String::new() });
        }
        start += line.len();
    }
    let mut out = apply(text, &edits);
    if !out.is_empty() && !out.ends_with('\n') && root.style != Style::Block {
        out.push_str(if text.contains("\r\n") { "\r\n" } else { "\n" });
    }
    // Whatever the rules above overlook, a template never changes its meaning.
    let (after, _, _) = source::parse(&out);
    if after.same_meaning(&root) { out } else { text.to_owned() }
}

/// Collects the ranges of texts that may span lines.
fn texts(node: &Node, ranges: &mut Vec<(usize, usize)>) {
    match &node.content {
        Content::Scalar { .. } => ranges.push((node.at.start as usize, node.at.end as usize)),
        Content::List(items) => items.iter().for_each(|item| texts(item, ranges)),
        Content::Map(entries) => entries.iter().for_each(|entry| texts(&entry.value, ranges)),
    }
}
