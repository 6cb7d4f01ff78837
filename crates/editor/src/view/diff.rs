//! What an edit changed in the template, line by line, so that who draws sees what is written.

use crate::text::lines::{Fate, compare};
use std::ops::Range;
use std::sync::Arc;
use template::source;

/// The lines that an edit added and took away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DiffView {
    /// What the edit is called, as its step of the history is.
    pub title: Arc<str>,
    /// The first of the lines.
    pub lines: Vec<DiffLine>,
    /// How many more there are.
    pub more: usize,
}

/// A line that was added or taken away.
#[derive(Clone, Debug, PartialEq)]
pub struct DiffLine {
    /// Whether it was added.
    pub added: bool,
    /// Its number, from 1, in the text that has it.
    pub number: u32,
    /// The line, without its end and without the indentation that all lines share, which says nothing here.
    pub text: Arc<str>,
}

/// How many lines are shown.
const LINES_MAX: usize = 8;
/// Compares two texts; `None` where they differ at most in where cards are drawn.
#[must_use]
pub fn diff(title: Arc<str>, before: &str, after: &str) -> Option<DiffView> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let (places_before, places_after) = (layout_lines(before), layout_lines(after));
    let mut lines = changes(&old, &new);
    lines.retain(|line| {
        let places = if line.added { &places_after } else { &places_before };
        !places.contains(&(line.number as usize)) && !line.text.trim().is_empty()
    });
    let more = lines.len().saturating_sub(LINES_MAX);
    lines.truncate(LINES_MAX);
    unindent(&mut lines);
    (!lines.is_empty()).then_some(DiffView { title, lines, more })
}

/// Takes the white space away that all lines begin with. It is compared character by character: an editor's hard space
/// takes more bytes than a blank, so that a count of bytes from one line may end inside of a character of another.
fn unindent(lines: &mut [DiffLine]) {
    let begins = |line: &DiffLine| line.text.chars().take_while(|it| it.is_whitespace()).collect::<Vec<_>>();
    let shared = lines.iter().map(begins).reduce(|mut shared, own| {
        let same = shared.iter().zip(&own).take_while(|(a, b)| a == b).count();
        shared.truncate(same);
        shared
    });
    let bytes = shared.unwrap_or_default().iter().map(|it| it.len_utf8()).sum();
    for line in lines {
        line.text = line.text[bytes..].into();
    }
}

/// Returns the lines, from 1, that say where cards are drawn.
fn layout_lines(text: &str) -> Range<usize> {
    let (root, ..) = source::parse(text);
    let block = root.at_path(&["Metadata", "Lambdarium"]);
    let Some(layout) = block.and_then(|block| block.entry("Layout")) else { return 0..0 };
    let value = text.get(layout.value.at.start as usize..layout.value.at.end as usize).unwrap_or_default();
    let first = layout.key.at.line as usize;
    first..layout.value.at.line.max(layout.key.at.line) as usize + value.lines().count().max(1)
}

fn changes(old: &[&str], new: &[&str]) -> Vec<DiffLine> {
    let line = |added: bool, at: usize, text: &str| DiffLine {
        added,
        number: u32::try_from(at + 1).unwrap_or(u32::MAX),
        text: text.into(),
    };
    let changed = |fate: Fate| match fate {
        Fate::Kept(_) => None,
        Fate::Removed(at) => Some(line(false, at, old[at])),
        Fate::Added(at) => Some(line(true, at, new[at])),
    };
    compare(old, new).into_iter().filter_map(changed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let Some(view) = diff("Edit".into(), before, after) else { return "nothing".to_owned() };
        let line = |line: &DiffLine| format!("{}{} {}", if line.added { '+' } else { '-' }, line.number, line.text);
        let mut lines: Vec<String> = view.lines.iter().map(line).collect();
        if view.more > 0 {
            lines.push(format!("{} more", view.more));
        }
        lines.join("\n")
    }

    #[test]
    fn lines_are_told_with_their_numbers() {
        assert_eq!(shown("a\nb\nc\nd\n", "a\nB\nc\nx\nd\n"), "-2 b\n+2 B\n+4 x");
        assert_eq!(shown("", "a\n"), "+1 a");
        assert_eq!(shown("a\n", ""), "-1 a");
        assert_eq!(shown("a\n", "a\n"), "nothing");
        let many: String = (0..12).map(|n| format!("{n}\n")).collect();
        assert!(shown("", &many).ends_with("+8 7\n4 more"));
    }

    #[test]
    fn where_cards_are_drawn_is_not_worth_a_line() {
        let before = "Resources:\n  A:\n    Type: T\n";
        let placed = "Resources:\n  A:\n    Type: T\nMetadata:\n  Lambdarium:\n    Layout:\n      A: { X: 0, Y: 0 }\n";
        assert_eq!(shown(before, placed), "+4 Metadata:\n+5   Lambdarium:");
        assert_eq!(shown(placed, &placed.replace("X: 0", "X: 80")), "nothing");
        let wired = placed.replace("Type: T\n", "Type: T\n    More: 1\n").replace("Y: 0", "Y: 8");
        assert_eq!(shown(placed, &wired), "+4 More: 1");
    }

    #[test]
    fn indentation_that_all_lines_share_is_left_out_whatever_white_space_it_is() {
        assert_eq!(shown("", "    a\n      b\n"), "+1 a\n+2   b");
        // A hard space takes two bytes, and the blank beside it one.
        assert_eq!(shown("", "\u{a0}a\n b\n"), "+1 \u{a0}a\n+2  b");
        assert_eq!(shown("", " \u{a0}a\n   b\n"), "+1 \u{a0}a\n+2   b");
        assert_eq!(shown("", "\u{a0}\u{a0}a\n\u{a0}b\n"), "+1 \u{a0}a\n+2 b");
    }
}
