//! Edits inside brackets: JSON, and YAML in its form.

use super::place::Part;
use super::{Document, Edit, place, render};
use crate::source::{Content, Language, Node, Style};
use aws::service::properties::Value;

/// Replaces a value inside brackets.
pub(super) fn replace(document: &Document<'_>, node: &Node, value: &Value) -> Edit {
    let (start, end) = (node.at.start as usize, node.at.end as usize);
    let text = if document.language == Language::Json {
        let several = document.source[start..end].contains('\n') || !render::is_inline(value);
        if several {
            render::json_lines(value, line_indent(document.source, start), document.newline)
        } else {
            render::json(value)
        }
    } else {
        let style = if matches!(node.style, Style::Single | Style::Double) { node.style } else { Style::Flow };
        render::inline(value, Language::Yaml, style)
    };
    let space = if start == end && document.source[..start].ends_with(':') { " " } else { "" };
    Edit { range: start..end, replacement: format!("{space}{text}") }
}

/// Adds an entry (with a key) or an item behind the last one.
pub(super) fn insert(document: &Document<'_>, container: &Node, key: Option<&str>, value: &Value) -> Edit {
    let source = document.source;
    let newline = document.newline;
    let parts = place::parts(container);
    let is_json = document.language == Language::Json;
    let written = |indent: Option<usize>| {
        let value = match indent {
            Some(indent) if is_json => render::json_lines(value, indent, newline),
            _ => render::inline(value, document.language, Style::Flow),
        };
        match key {
            Some(key) if is_json => format!("{}: {value}", render::quoted(key)),
            Some(key) => format!("{}: {value}", render::scalar(key, Style::Flow)),
            None => value,
        }
    };
    let Some(last) = parts.last() else {
        let (start, end) = (container.at.start as usize, container.at.end as usize);
        let list = matches!(container.content, Content::List(_));
        let (open, close) = if list { ('[', ']') } else { ('{', '}') };
        let outer = line_indent(source, start);
        let replacement = if is_json && source.contains('\n') {
            let text = written(Some(outer + 2));
            format!("{open}{newline}{}{text}{newline}{}{close}", " ".repeat(outer + 2), " ".repeat(outer))
        } else if list {
            format!("{open}{}{close}", written(None))
        } else {
            format!("{open} {} {close}", written(None))
        };
        return Edit { range: start..end, replacement };
    };
    let line_start = source[..last.start].rfind('\n').map_or(0, |at| at + 1);
    let own_line = source[line_start..last.start].chars().all(char::is_whitespace) && line_start > 0;
    let replacement = if own_line {
        let space = &source[line_start..last.start];
        format!(",{newline}{space}{}", written(Some(space.len())))
    } else {
        format!(", {}", written(None))
    };
    Edit { range: last.end..last.end, replacement }
}

/// Takes out an element with the comma that parts it from its neighbour.
pub(super) fn take_out(node: &Node, parts: &[Part<'_>], index: usize) -> Edit {
    let part = parts[index];
    let range = if index > 0 {
        parts[index - 1].end..part.end
    } else if let Some(next) = parts.get(1) {
        part.start..next.start
    } else {
        node.at.start as usize + 1..node.at.end as usize - 1
    };
    Edit { range, replacement: String::new() }
}

/// Returns by how many columns the line is indented in which a byte stands.
fn line_indent(source: &str, at: usize) -> usize {
    let line = &source[source[..at].rfind('\n').map_or(0, |at| at + 1)..];
    line.len() - line.trim_start_matches([' ', '\t']).len()
}
