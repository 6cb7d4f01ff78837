//! Edits of YAML by indentation.

use super::place::{Holder, Part};
use super::{Document, Edit, render};
use crate::source::{Content, Language, Node, Style};
use aws::diagnostics::Span;
use aws::service::properties::Value;

/// Replaces a value that stands outside of brackets.
pub(super) fn replace(document: &Document<'_>, holder: &Holder, node: &Node, value: &Value) -> Edit {
    let (start, end) = (node.at.start as usize, node.at.end as usize);
    let keeps_brackets = node.style == Style::Flow && !matches!(value, Value::Text(_));
    if render::is_inline(value) || keeps_brackets {
        let at_line_end = line_rest(document.source, end).trim().is_empty();
        let literal = match value {
            Value::Text(text) if at_line_end && holder.key.is_some() => {
                let indent = holder.key.map_or(0, |key| key.column as usize - 1) + 2;
                render::literal(text, indent, document.newline)
            }
            _ => None,
        };
        // A text keeps its quotes; what was something else gets those that it needs.
        let style = if matches!(node.style, Style::Single | Style::Double) { node.style } else { Style::Plain };
        let text = literal.unwrap_or_else(|| render::inline(value, Language::Yaml, style));
        return match holder.key {
            Some(key) if node.style == Style::Indented || start == end => {
                let colon = behind_colon(document.source, key.end as usize);
                Edit { range: colon..end.max(colon), replacement: format!(" {text}") }
            }
            None if start == end => Edit { range: start..end, replacement: format!(" {text}") },
            _ => Edit { range: start..end, replacement: text },
        };
    }
    match holder.key {
        Some(key) => {
            let colon = behind_colon(document.source, key.end as usize);
            let replacement = render::behind_key(value, key.column as usize - 1, document.newline);
            Edit { range: colon..end.max(colon), replacement }
        }
        None => {
            let column = node.at.column as usize - 1;
            let space = if start == end { " " } else { "" };
            let text = render::block(value, column + space.len(), document.newline);
            Edit { range: start..end, replacement: format!("{space}{text}") }
        }
    }
}

/// Adds a key below one that has nothing yet, or to an empty document.
pub(super) fn fill(document: &Document<'_>, holder: &Holder, node: &Node, key: &str, value: &Value) -> Edit {
    let newline = document.newline;
    let name = render::scalar(key, Style::Plain);
    let Some(holder_key) = holder.key else {
        let before = if document.source.is_empty() || document.source.ends_with('\n') { "" } else { newline };
        let text = format!("{before}{name}:{}{newline}", render::behind_key(value, 0, newline));
        let end = document.source.len();
        return Edit { range: end..end, replacement: text };
    };
    let indent = holder_key.column as usize - 1 + step(document);
    let text = format!("{newline}{}{name}:{}", " ".repeat(indent), render::behind_key(value, indent, newline));
    if node.at.start == node.at.end {
        let at = line_end(document.source, holder_key.end as usize);
        return Edit { range: at..at, replacement: text };
    }
    if node.style == Style::Flow {
        return instead_of_brackets(document, holder_key, node, &text);
    }
    // `Properties: null`, or `~`.
    let colon = behind_colon(document.source, holder_key.end as usize);
    Edit { range: colon..node.at.end as usize, replacement: text }
}

/// Adds an entry (with a key) or an item behind the last one.
pub(super) fn insert(document: &Document<'_>, container: &Node, key: Option<&str>, value: &Value) -> Edit {
    let newline = document.newline;
    let indent = indent_of(document, container);
    let space = " ".repeat(indent);
    let text = match key {
        Some(key) => {
            let name = render::scalar(key, Style::Plain);
            format!("{newline}{space}{name}:{}", render::behind_key(value, indent, newline))
        }
        None => {
            let items = Value::List(vec![aws::service::properties::Properties::generated(value.clone())]);
            format!("{newline}{space}{}", render::block(&items, indent, newline))
        }
    };
    let at = line_end(document.source, container.at.end as usize);
    Edit { range: at..at, replacement: text }
}

/// Adds the first item to an empty list in brackets, which then is one by indentation.
pub(super) fn fill_list(document: &Document<'_>, key: Span, node: &Node, value: &Value) -> Edit {
    let items = Value::List(vec![aws::service::properties::Properties::generated(value.clone())]);
    let text = render::behind_key(&items, key.column as usize - 1, document.newline);
    instead_of_brackets(document, key, node, &text)
}

/// Puts lines in the place of empty brackets; a comment behind these stays with their key.
fn instead_of_brackets(document: &Document<'_>, key: Span, node: &Node, lines: &str) -> Edit {
    let source = document.source;
    let (start, end) = (node.at.start as usize, node.at.end as usize);
    let behind = source[start..end].find(['}', ']']).map_or(end, |at| start + at + 1);
    let comment = line_rest(source, behind).trim_end();
    let range = behind_colon(source, key.end as usize)..line_end(source, behind);
    Edit { range, replacement: format!("{comment}{lines}") }
}

/// Adds an entry whose value is written already.
pub(super) fn insert_text(document: &Document<'_>, container: &Node, key: &str, body: &str) -> Edit {
    let mut text = entry_text(document, indent_of(document, container), key, body);
    if has_blank_lines(document.source, container) {
        text.insert_str(0, document.newline);
    }
    let at = line_end(document.source, container.at.end as usize);
    Edit { range: at..at, replacement: text }
}

/// Adds the first such entry below a key, in the place of empty brackets.
pub(super) fn fill_text(document: &Document<'_>, holder: Span, container: &Node, key: &str, body: &str) -> Edit {
    let text = entry_text(document, holder.column as usize - 1 + step(document), key, body);
    instead_of_brackets(document, holder, container, &text)
}

/// Writes an entry whose value is written already, with the line end before it.
fn entry_text(document: &Document<'_>, indent: usize, key: &str, body: &str) -> String {
    let newline = document.newline;
    let space = " ".repeat(indent);
    let deeper = " ".repeat(indent + step(document));
    let lines: Vec<&str> = body.lines().skip_while(|line| line.trim().is_empty()).collect();
    let common =
        lines.iter().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len()).min();
    let mut text = format!("{newline}{space}{key}:");
    for line in lines {
        text.push_str(newline);
        if !line.trim().is_empty() {
            text.push_str(&deeper);
            text.push_str(&line[common.unwrap_or(0)..]);
        }
    }
    text.trim_end().to_owned()
}

/// Takes out an element; of the last one empty brackets remain.
pub(super) fn take_out(
    document: &Document<'_>,
    holder: &Holder,
    node: &Node,
    parts: &[Part<'_>],
    index: usize,
) -> Edit {
    let source = document.source;
    let part = parts[index];
    if parts.len() == 1 {
        let empty = if matches!(node.content, Content::List(_)) { "[]" } else { "{}" };
        let end = node.at.end as usize;
        return match holder.key {
            Some(key) => {
                let colon = behind_colon(source, key.end as usize);
                Edit { range: colon..end, replacement: format!(" {empty}") }
            }
            None => Edit { range: node.at.start as usize..end, replacement: empty.to_owned() },
        };
    }
    let line_start = source[..part.start].rfind('\n').map_or(0, |at| at + 1);
    let before = &source[line_start..part.start];
    let own_line = before.chars().all(|c| c == ' ') || part.key.is_none() && before.trim() == "-";
    if own_line {
        let end = line_end(source, part.end);
        let end = if source[end..].starts_with("\r\n") { end + 2 } else { (end + 1).min(source.len()) };
        return Edit { range: line_start..end, replacement: String::new() };
    }
    // The first entry of a map in a list stands behind the dash: the next one takes its place.
    let end = parts.get(index + 1).map_or(part.end, |next| next.start);
    Edit { range: part.start..end, replacement: String::new() }
}

/// Returns the column at which the entries of a map, or the dashes of a list, stand.
fn indent_of(document: &Document<'_>, container: &Node) -> usize {
    let first = match &container.content {
        Content::Map(entries) => entries
            .iter()
            .map(|entry| entry.key.at)
            .find(|at| at.start >= container.at.start && at.end <= container.at.end),
        Content::List(_) | Content::Scalar { .. } => None,
    };
    if let Some(at) = first {
        return at.column as usize - 1;
    }
    // A list begins at its first dash, but for an anchor before it.
    let text = &document.source[container.at.start as usize..];
    if text.starts_with('-') {
        return container.at.column as usize - 1;
    }
    let dash = text.find("\n").map_or("", |at| &text[at + 1..]);
    dash.len() - dash.trim_start_matches(' ').len()
}

/// Returns by how many columns this text indents.
fn step(document: &Document<'_>) -> usize {
    let inner = document.root.entries().iter().find(|entry| entry.value.style == Style::Indented);
    let first = inner.and_then(|entry| entry.value.entries().first());
    first.map_or(2, |entry| (entry.key.at.column as usize).saturating_sub(1).clamp(1, 8))
}

/// Tells whether blank lines stand between the entries of a map.
fn has_blank_lines(source: &str, container: &Node) -> bool {
    let entries = container.entries();
    let pairs = entries.windows(2).filter(|pair| {
        let between = source.get(pair[0].value.at.end as usize..pair[1].key.at.start as usize).unwrap_or("");
        between.trim_end_matches(' ').lines().skip(1).any(|line| line.trim().is_empty())
    });
    entries.len() > 1 && pairs.count() * 2 >= entries.len() - 1
}

fn behind_colon(source: &str, key_end: usize) -> usize {
    source[key_end..].find(':').map_or(key_end, |at| key_end + at + 1)
}

/// Returns the end of the line [bytes], before the characters that end it.
fn line_end(source: &str, from: usize) -> usize {
    from + line_rest(source, from).len()
}

fn line_rest(source: &str, from: usize) -> &str {
    let rest = &source[from..];
    let line = rest.split('\n').next().unwrap_or("");
    line.strip_suffix('\r').unwrap_or(line)
}
