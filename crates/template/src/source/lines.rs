//! Byte offsets to lines and columns, and the parser's characters to bytes.

use aws::diagnostics::Span;

/// Finds line and column of a byte offset.
#[derive(Clone, Debug)]
pub struct LineIndex<'a> {
    text: &'a str,
    /// Byte offset of each line's first byte.
    starts: Vec<u32>,
    /// Byte offset of each character that the parser sees, empty for a text of ASCII only, where both are the same.
    characters: Vec<u32>,
}

impl<'a> LineIndex<'a> {
    /// Indexes a text of at most 4 GB.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self::of_altered(text, text)
    }

    /// Indexes a text of which the parser sees another version with the same number of bytes.
    #[must_use]
    pub(super) fn of_altered(text: &'a str, seen: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1));
        let characters =
            if seen.is_ascii() { Vec::new() } else { seen.char_indices().map(|(at, _)| at as u32).collect() };
        Self { text, starts, characters }
    }

    /// Returns the byte offset of a character, the text's length beyond its end.
    #[must_use]
    pub fn byte_of_character(&self, character: usize) -> usize {
        if self.characters.is_empty() {
            character.min(self.text.len())
        } else {
            self.characters.get(character).map_or(self.text.len(), |at| *at as usize)
        }
    }

    /// Returns the span of a byte range; ends that are no character boundary move outwards.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Span {
        let mut start = start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = end.clamp(start, self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        let line = self.starts.partition_point(|at| *at as usize <= start);
        let line_start = self.starts[line - 1] as usize;
        let column = self.text[line_start..start].chars().count() + 1;
        Span { start: start as u32, end: end as u32, line: line as u32, column: column as u32 }
    }

    /// Returns the byte offset of the start of a line, counted from 1.
    #[must_use]
    pub fn line_start(&self, line: usize) -> usize {
        self.starts.get(line.saturating_sub(1)).map_or(self.text.len(), |at| *at as usize)
    }

    /// Returns how many lines the text has.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }
}
