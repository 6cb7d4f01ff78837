//! Two texts whose places count through, as if they stood in one file.

use super::LineIndex;
use aws::diagnostics::Span;

/// Where a second text begins behind a first one and a line end. So the place behind the first text's last letter, where
/// something that is never closed is wrong, is still a place of the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seam {
    bytes: u32,
    lines: u32,
}

impl Seam {
    /// Returns the seam behind a text.
    #[must_use]
    pub fn behind(text: &str) -> Self {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { bytes: count(text.len() + 1), lines: count(LineIndex::new(text).line_count()) }
    }

    /// Returns the place through both texts of one in the second.
    #[must_use]
    pub fn joined(&self, at: Span) -> Span {
        match at.is_known() {
            true => Span {
                start: at.start.saturating_add(self.bytes),
                end: at.end.saturating_add(self.bytes),
                line: at.line.saturating_add(self.lines),
                column: at.column,
            },
            false => at,
        }
    }

    /// Returns the place in the second text of one through both; `None` where that is in the first.
    #[must_use]
    pub fn in_second(&self, at: Span) -> Option<Span> {
        let is_there = at.is_known() && at.start >= self.bytes;
        is_there.then(|| Span {
            start: at.start - self.bytes,
            end: at.end.saturating_sub(self.bytes),
            line: at.line.saturating_sub(self.lines),
            column: at.column,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_through_two_texts_are_those_of_the_texts_joined_by_a_line_end() {
        for (first, second) in [("a", "b: c"), ("a\n", "\nb: c"), ("", "b: c"), ("ä\r\nb\n\n", "x\nb: c")] {
            let (joined, seam) = (format!("{first}\n{second}"), Seam::behind(first));
            let (lines, all) = (LineIndex::new(second), LineIndex::new(&joined));
            let start = second.find("b:").expect("it is there");
            let at = lines.span(start, start + 1);
            assert_eq!(seam.joined(at), all.span(first.len() + 1 + start, first.len() + 2 + start), "{joined:?}");
            assert_eq!(seam.in_second(seam.joined(at)), Some(at));
            assert_eq!(seam.in_second(all.span(first.len(), first.len())), None, "the end of the first is its own");
        }
        assert_eq!(Seam::behind("a").joined(Span::default()), Span::default());
        assert_eq!(Seam::behind("a").in_second(Span::default()), None);
    }
}
