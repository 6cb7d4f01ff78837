//! What differs between two versions of a text, line by line.

use crate::text::lines::{Fate, compare};

/// How many lines stay around a difference.
const AROUND: usize = 2;

/// A line of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whether it was taken away, added, or stands in both.
    pub kind: Kind,
    /// Its text.
    pub text: String,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It stands in both texts.
    Same,
    /// It stands in the new text only.
    Added,
    /// It stood in the old text only.
    Removed,
    /// So many equal lines were left out here.
    Skipped,
}

/// Compares two texts: what changed, with a few lines around it. Equal texts give nothing.
#[must_use]
pub fn between(old: &str, new: &str) -> Vec<Line> {
    if old == new {
        return Vec::new();
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    shortened(&all_lines(&old, &new))
}

/// Returns how many lines were added and removed.
#[must_use]
pub fn counts(lines: &[Line]) -> (usize, usize) {
    let count = |kind: Kind| lines.iter().filter(|line| line.kind == kind).count();
    (count(Kind::Added), count(Kind::Removed))
}

fn all_lines(old: &[&str], new: &[&str]) -> Vec<(Kind, String)> {
    let line = |fate: Fate| match fate {
        Fate::Kept(at) => (Kind::Same, new[at].to_owned()),
        Fate::Removed(at) => (Kind::Removed, old[at].to_owned()),
        Fate::Added(at) => (Kind::Added, new[at].to_owned()),
    };
    compare(old, new).into_iter().map(line).collect()
}

fn shortened(lines: &[(Kind, String)]) -> Vec<Line> {
    let changed: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].0 != Kind::Same).collect();
    let is_near = |at: usize| {
        let next = changed.partition_point(|change| *change < at);
        let near = |change: Option<&usize>| change.is_some_and(|change| change.abs_diff(at) <= AROUND);
        near(changed.get(next)) || near(next.checked_sub(1).and_then(|before| changed.get(before)))
    };
    let mut shown: Vec<Line> = Vec::new();
    let mut skipped = 0;
    for (at, (kind, text)) in lines.iter().enumerate() {
        if is_near(at) {
            push_skipped(&mut shown, &mut skipped);
            shown.push(Line { kind: *kind, text: text.clone() });
        } else {
            skipped += 1;
        }
    }
    push_skipped(&mut shown, &mut skipped);
    shown
}

fn push_skipped(shown: &mut Vec<Line>, skipped: &mut usize) {
    let text = match std::mem::take(skipped) {
        0 => return,
        1 => "1 line is the same".to_owned(),
        count => format!("{count} lines are the same"),
    };
    shown.push(Line { kind: Kind::Skipped, text });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(old: &str, new: &str) -> Vec<String> {
        let sign = |line: &Line| match line.kind {
            Kind::Same => ' ',
            Kind::Added => '+',
            Kind::Removed => '-',
            Kind::Skipped => '…',
        };
        between(old, new).iter().map(|line| format!("{}{}", sign(line), line.text)).collect()
    }

    #[test]
    fn a_changed_line_is_shown_with_those_around_it() {
        let old = "a\nb\nc\nd\ne\nf\ng\n";
        assert_eq!(told(old, old), Vec::<String>::new());
        let expected = ["…2 lines are the same", " c", " d", "-e", "+E", " f", " g"];
        assert_eq!(told(old, "a\nb\nc\nd\nE\nf\ng\n"), expected);
        assert_eq!(told("a\nb", "a\nx\nb"), [" a", "+x", " b"]);
        assert_eq!(counts(&between("a\nb", "a\nx\ny\n")), (2, 1));
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_the_comparison(
            old in proptest::collection::vec("[a-c]", 0..12),
            new in proptest::collection::vec("[a-c]", 0..12),
        ) {
            let as_str = |lines: &[String]| lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
            let (old_lines, new_lines): (Vec<&str>, Vec<&str>) =
                (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
            let lines = all_lines(&old_lines, &new_lines);
            let side = |left_out: Kind| {
                lines.iter().filter(|(kind, _)| *kind != left_out).map(|(_, text)| text.clone()).collect::<Vec<_>>()
            };
            prop_assert_eq!(as_str(&side(Kind::Added)), as_str(&old));
            prop_assert_eq!(as_str(&side(Kind::Removed)), as_str(&new));
        }
    }
}
