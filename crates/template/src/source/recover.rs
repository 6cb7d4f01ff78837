//! Reading on behind what is broken.
//!
//! YAML's grammar stops at the first error. Here the smallest block around the error is blanked out (spaces for
//! characters, so that no position moves) and the rest is read again: first the line alone, then with what is indented
//! below it, then the entry of the section (a resource), then the section. The person's text is never changed.

use super::{LineIndex, Node, yaml};
use aws::diagnostics::Diagnostic;
use std::ops::Range;

/// How many errors are passed before the rest is left unread; each costs some passes over the text.
const ERRORS_MAX: usize = 6;

/// How many blocks around an error are tried, from the line outwards.
const RUNGS: usize = 4;

/// How many lines are drawn up to the line before, see [`join_lines`].
const JOINS_MAX: usize = 100;

/// Reads a YAML text, leaving out the blocks that cannot be read.
pub(super) fn yaml(text: &str) -> (Node, Vec<Diagnostic>) {
    let lines = LineIndex::new(text);
    let (mut current, mut node, mut diagnostics) = join_lines(text, &lines);
    let mut passed: Vec<Diagnostic> = Vec::new();
    while let Some(error) = error_of(&diagnostics).cloned() {
        if passed.len() >= ERRORS_MAX {
            break;
        }
        let Some((blanked, next, next_diagnostics)) = pass(&current, text, &lines, &error) else { break };
        passed.push(error);
        current = blanked;
        // Cut off at a later error, the tree has more in it; whole, it counts in any case.
        if error_of(&next_diagnostics).is_none() || next.count() >= node.count() {
            node = next;
        }
        diagnostics = next_diagnostics;
    }
    passed.extend(diagnostics);
    passed.sort_by_key(|d| d.at.start);
    (node, passed)
}

/// Reads a text whose brackets close further left than the grammar has it: libyaml, and so SAM and CloudFormation,
/// take `key: [{ … \n}]` with the bracket below the key. The parser is given such lines behind the one before.
fn join_lines(text: &str, lines: &LineIndex<'_>) -> (String, Node, Vec<Diagnostic>) {
    let mut current = text.to_owned();
    let (mut node, mut diagnostics) = yaml::parse(text);
    for _ in 0..JOINS_MAX {
        let Some(error) = error_of(&diagnostics) else { break };
        let start = lines.line_start(error.at.line as usize);
        let indentation =
            error.message.ends_with("invalid indentation") || error.message.ends_with("in flow construct");
        // A key at the line's start is no part of brackets: those before it are not closed at all.
        let in_brackets = current[start..].trim_start_matches(' ').starts_with(['}', ']', '{', '[', '"', '\'', ',']);
        if !indentation || !in_brackets || start == 0 {
            break;
        }
        let before = lines.line_start(error.at.line as usize - 1);
        let comment = comment_start(&current[before..start]).map_or(start - 1, |at| before + at);
        let space = " ".repeat(start - comment);
        current.replace_range(comment..start, &space);
        let (next, next_diagnostics) = yaml::parse_altered(&current, text);
        let farther = error_of(&next_diagnostics).is_none_or(|next| next.at.start > error.at.start);
        if !farther {
            break;
        }
        (node, diagnostics) = (next, next_diagnostics);
    }
    (current, node, diagnostics)
}

/// Finds the comment at a line's end.
fn comment_start(line: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, '#') if before.is_whitespace() => return Some(at),
            _ => {}
        }
        before = c;
    }
    None
}

/// Blanks out the smallest block around an error behind which reading gets farthest.
fn pass(
    text: &str,
    original: &str,
    lines: &LineIndex<'_>,
    error: &Diagnostic,
) -> Option<(String, Node, Vec<Diagnostic>)> {
    let mut best = None;
    let mut farthest = error.at.start as usize;
    let line = error.at.line as usize;
    // What stands below a line that is indented wrongly may belong to the line above it.
    let alone = lines.line_start(line)..lines.line_start(line + 1).min(text.len());
    let blocks = (0..RUNGS).filter_map(|rung| block_around(text, lines, line, rung));
    let blocks = blocks.flat_map(|around| {
        let before = block_before(text, lines, &around);
        std::iter::once(around).chain(before)
    });
    for range in std::iter::once(alone).chain(blocks) {
        let blanked = blank(text, range);
        let (node, diagnostics) = yaml::parse_altered(&blanked, original);
        let reached = error_of(&diagnostics).map_or(usize::MAX, |next| next.at.start as usize);
        if reached > farthest {
            farthest = reached;
            best = Some((blanked, node, diagnostics));
        }
        if farthest == usize::MAX {
            return best;
        }
    }
    best
}

fn error_of(diagnostics: &[Diagnostic]) -> Option<&Diagnostic> {
    diagnostics.iter().find(|d| d.code == yaml::SYNTAX)
}

/// Returns the bytes of the block before another in the same map or list: what was opened there and not closed often
/// breaks only its neighbour.
fn block_before(text: &str, lines: &LineIndex<'_>, block: &Range<usize>) -> Option<Range<usize>> {
    let start = |line: usize| lines.line_start(line);
    let head = (1..=lines.line_count()).rev().find(|line| start(*line) <= block.start)?;
    let depth = indent_of(text, lines, head)?;
    let before = (1..head).rev().find(|line| indent_of(text, lines, *line).is_some_and(|indent| indent <= depth))?;
    (indent_of(text, lines, before) == Some(depth)).then(|| start(before)..block.start)
}

/// Returns the indentation of a line; none for one that is empty or a comment.
fn indent_of(text: &str, lines: &LineIndex<'_>, line: usize) -> Option<usize> {
    let content = text[lines.line_start(line)..lines.line_start(line + 1).min(text.len())].trim_end();
    let bare = content.trim_start();
    (!bare.is_empty() && !bare.starts_with('#')).then(|| content.len() - bare.len())
}

/// Returns the bytes of a block with the line of the error in it: on rung 0 the line itself, on each next one the
/// block around that, and at last the whole section.
fn block_around(text: &str, lines: &LineIndex<'_>, line: usize, rung: usize) -> Option<Range<usize>> {
    let count = lines.line_count();
    let indent = |line: usize| indent_of(text, lines, line);
    let mut head = line.min(count);
    // The error often stands at the first token behind what caused it.
    while head > 1 && indent(head).is_none() {
        head -= 1;
    }
    let mut depth = indent(head)?;
    for _ in 0..rung {
        let mut above = head;
        let outer = loop {
            if above <= 1 {
                break None;
            }
            above -= 1;
            if let Some(indent) = indent(above).filter(|indent| *indent < depth) {
                break Some(indent);
            }
        };
        if let Some(outer) = outer {
            head = above;
            depth = outer;
        } else {
            // Above the section stands only another section, whose end may be the culprit.
            head = (1..head).rev().find(|line| indent(*line) == Some(0))?;
            depth = 0;
        }
    }
    let end = (head.max(line) + 1..=count).find(|line| indent(*line).is_some_and(|indent| indent <= depth));
    Some(lines.line_start(head)..end.map_or(text.len(), |line| lines.line_start(line)))
}

fn blank(text: &str, range: Range<usize>) -> String {
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..range.start]);
    for c in text[range.clone()].chars() {
        if c == '\n' || c == '\r' {
            out.push(c);
        } else {
            // One space for each byte keeps bytes in place; columns of later lines do not depend on this one.
            out.extend(std::iter::repeat_n(' ', c.len_utf8()));
        }
    }
    out.push_str(&text[range.end..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_resources_on_both_sides_of_a_broken_one() {
        let text =
            "Resources:\n  A:\n    Type: X\n  B:\n    Type: [oops\n    Else: 1\n  C:\n    Type: Y\nOutputs:\n  O: 1\n";
        let (node, diagnostics) = yaml(text);
        assert!(!diagnostics.is_empty());
        assert!(node.at_path(&["Resources", "A", "Type"]).is_some(), "{node:?}");
        assert!(node.at_path(&["Resources", "C", "Type"]).is_some(), "{diagnostics:?}");
        assert!(node.at_path(&["Outputs", "O"]).is_some());
    }

    #[test]
    fn takes_brackets_that_close_below_the_key() {
        let text = "A:\n    B: [{ # why\n      x: 1,\n    }]\nC:\n  é: { y: 2\n  }\nD: 3\n";
        let (node, diagnostics) = yaml(text);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let d = node.entry("D").unwrap();
        assert_eq!((d.key.at.line, &text[d.key.at.start as usize..d.key.at.end as usize]), (8, "D"));
        assert_eq!(node.at_path(&["A", "B", "0", "x"]).and_then(Node::scalar), Some("1"));
    }

    #[test]
    fn keeps_what_stands_before_an_open_quote() {
        let (node, diagnostics) = yaml("A: 1\nB:\n  C: \"open\n  D: 2\n");
        assert!(node.get("A").is_some());
        assert_eq!(diagnostics[0].code, yaml::SYNTAX);
    }

    #[test]
    fn ends_on_hopeless_text() {
        for text in ["\t", "[[[[", "a: b: c: d", "- a\nb\n- c", "%", "@x", "{", "a:\n\t- b", "&a *a"] {
            let _ = yaml(text);
        }
    }
}
