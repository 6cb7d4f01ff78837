//! What was typed into a field of a setting since its value was set, so that undo takes that back first and the document's
//! own steps after it.
//!
//! A browser's own undo does not know which texts were taken over meanwhile: it brings back what the document has left
//! behind, and that would be set anew. So these fields have a history of their own, and it ends where a value is set.

/// What an edit does to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Letters are added one by one.
    Letters,
    /// Letters are taken away one by one.
    Deletion,
    /// Anything else: a paste, a cut, a new line, the blank between two words.
    Other,
}

impl Edit {
    /// Returns the kind of an edit as the browser names it, with what it adds.
    #[must_use]
    pub fn of(input_type: &str, added: Option<&str>) -> Self {
        match input_type {
            "insertText" | "insertCompositionText"
                if added.is_none_or(|it| it.chars().all(|it| !it.is_whitespace())) =>
            {
                Self::Letters
            }
            "deleteContentBackward" | "deleteContentForward" => Self::Deletion,
            _ => Self::Other,
        }
    }
}

/// The texts of a field since its value was set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typing {
    past: Vec<String>,
    future: Vec<String>,
    last: Option<Edit>,
}

impl Typing {
    /// Notes an edit of a text. Letters typed one after the other are one step, which ends where `replaces` tells that
    /// something selected is written over.
    pub fn note(&mut self, before: &str, edit: Edit, replaces: bool) {
        if replaces || edit == Edit::Other || self.last != Some(edit) {
            self.past.push(before.to_owned());
        }
        self.last = Some(edit);
        self.future.clear();
    }

    /// Takes the last edit of a text back, and returns the text before it; `None` where nothing typed is left.
    pub fn undo(&mut self, now: &str) -> Option<String> {
        Self::step(&mut self.past, &mut self.future, &mut self.last, now)
    }

    /// Does an edit again that was taken back.
    pub fn redo(&mut self, now: &str) -> Option<String> {
        Self::step(&mut self.future, &mut self.past, &mut self.last, now)
    }

    /// Tells whether something is typed that can be taken back.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        !self.past.is_empty()
    }

    /// Forgets everything: the value is set, or the field shows another one.
    pub fn settle(&mut self) {
        *self = Self::default();
    }

    fn step(from: &mut Vec<String>, to: &mut Vec<String>, last: &mut Option<Edit>, now: &str) -> Option<String> {
        *last = None;
        // An edit that came to nothing is no step.
        let text = std::iter::from_fn(|| from.pop()).find(|text| text != now)?;
        to.push(now.to_owned());
        Some(text)
    }
}

/// Returns where the caret belongs after a text became another one: behind what differs, in UTF-16 units.
#[must_use]
pub fn caret(before: &str, after: &str) -> u32 {
    let same = before.chars().rev().zip(after.chars().rev()).take_while(|(a, b)| a == b).map(|(_, it)| it.len_utf16());
    let (same, all) = (same.sum::<usize>(), after.encode_utf16().count());
    u32::try_from(all.saturating_sub(same)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types letter by letter, as a browser reports it.
    fn typed(typing: &mut Typing, text: &mut String, letters: &str) {
        for letter in letters.chars() {
            typing.note(text, Edit::of("insertText", Some(&letter.to_string())), false);
            text.push(letter);
        }
    }

    #[test]
    fn undo_goes_back_word_by_word_and_ends_where_the_value_was_set() {
        let (mut typing, mut text) = (Typing::default(), "3".to_owned());
        typed(&mut typing, &mut text, "0 min");
        for expected in ["30 ", "30", "3"] {
            text = typing.undo(&text).expect("something was typed");
            assert_eq!(text, expected);
        }
        assert_eq!(typing.undo(&text), None);
        for expected in ["30", "30 ", "30 min"] {
            text = typing.redo(&text).expect("it was taken back");
            assert_eq!(text, expected);
        }
        assert_eq!(typing.redo(&text), None);
        assert!(typing.is_typed());
        // What was set is the document's: its own undo takes that back.
        typing.settle();
        assert!(!typing.is_typed());
        assert_eq!(typing.undo(&text), None);
    }

    #[test]
    fn what_came_to_nothing_is_no_step_and_new_letters_end_what_was_taken_back() {
        let (mut typing, mut text) = (Typing::default(), "30".to_owned());
        typed(&mut typing, &mut text, "0");
        typing.note(&text, Edit::of("deleteContentBackward", None), false);
        text = "30".to_owned();
        assert_eq!(typing.undo(&text).as_deref(), Some("300"));
        assert_eq!(typing.undo("300").as_deref(), Some("30"));
        text = "30".to_owned();
        typed(&mut typing, &mut text, "5");
        assert_eq!(typing.redo(&text), None);
        // Given up by Escape, the field shows what is set: there is nothing to take back.
        assert_eq!(typing.undo("30"), None);
    }

    #[test]
    fn what_is_written_over_comes_back_whole() {
        let (mut typing, mut text) = (Typing::default(), "60".to_owned());
        typing.note(&text, Edit::Letters, true);
        text = "1".to_owned();
        typed(&mut typing, &mut text, "20");
        typing.note(&text, Edit::Letters, true);
        text = "7".to_owned();
        typed(&mut typing, &mut text, "5");
        assert_eq!(typing.undo(&text).as_deref(), Some("120"));
        assert_eq!(typing.undo("120").as_deref(), Some("60"));
    }

    #[test]
    fn the_caret_stands_behind_what_changed() {
        for (before, after, expected) in
            [("30", "3", 1), ("{ \"a\": 12 }", "{ \"a\": 1 }", 8), ("", "über", 4), ("x🜂y", "🜂y", 0), ("a", "🜂a", 2)]
        {
            assert_eq!(caret(before, after), expected, "{before} to {after}");
        }
    }
}
