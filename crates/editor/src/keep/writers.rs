//! Who wrote each document last, as far as a page knows. What a page shows of a document goes on from what that one wrote,
//! and from nothing else; where somebody else wrote meanwhile, it must not write over that.

use super::Kept;
use super::unkept::State;
use std::collections::BTreeMap;

/// What a page knows of who wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Writers {
    page: String,
    known: BTreeMap<String, String>,
}

/// A document as it lies in the storage.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// Its text.
    pub text: &'a str,
    /// Who wrote it.
    pub writer: Option<&'a str>,
}

impl Writers {
    /// Begins on a page, which has a name that no other page has.
    #[must_use]
    pub fn on_page(page: &str) -> Self {
        Self { page: page.to_owned(), known: BTreeMap::new() }
    }

    /// Returns the name of the page.
    #[must_use]
    pub fn page(&self) -> &str {
        &self.page
    }

    /// Returns who wrote what this page goes on from.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<&str> {
        self.known.get(id).map(String::as_str)
    }

    /// Goes on from what somebody wrote: it was read from the storage.
    pub fn read(&mut self, id: &str, writer: Option<&str>) {
        match writer {
            Some(writer) => self.known.insert(id.to_owned(), writer.to_owned()),
            None => self.known.remove(id),
        };
    }

    /// Goes on from what this page wrote.
    pub fn wrote(&mut self, id: &str) {
        self.known.insert(id.to_owned(), self.page.clone());
    }

    /// Turns to a document as it is shown now. That need not be what lies in the storage: undo leads to a document as it
    /// was when it was left, and what was refused is newer than what was not.
    pub fn turn_to(&mut self, shown: &Kept, written: Option<Written<'_>>, unkept: Option<&State>) {
        if let Some(state) = unkept {
            self.read(&shown.id, state.writer.as_deref());
        } else if let Some(written) = written.filter(|it| *it.text == *shown.text) {
            self.read(&shown.id, written.writer);
        }
    }

    /// Tells whether this page may write over what was written last, where it goes on from what `expected` wrote.
    #[must_use]
    pub fn may_write(&self, last: Option<&str>, expected: Option<&str>) -> bool {
        last.is_none_or(|last| last == self.page || Some(last) == expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Kept {
        Kept { id: "x".into(), name: "x".into(), title: "x".into(), text: text.into(), step: "Open".into() }
    }

    fn written<'a>(text: &'a str, writer: &'a str) -> Option<Written<'a>> {
        Some(Written { text, writer: Some(writer) })
    }

    /// Tells whether page `a` may write `x` once it shows it, where `writer` wrote it last.
    fn may_write(writers: &Writers, writer: &str) -> bool {
        writers.may_write(Some(writer), writers.of("x"))
    }

    #[test]
    fn a_page_goes_on_from_what_it_shows_whoever_wrote_it() {
        let mut writers = Writers::on_page("a");
        assert!(writers.may_write(None, None) && !may_write(&writers, "b"));
        writers.turn_to(&shown("1"), written("1", "b"), None);
        assert!(may_write(&writers, "b") && !may_write(&writers, "c"));
        writers.wrote("x");
        assert!(may_write(&writers, "a") && !may_write(&writers, "b"));
        // An earlier version is gone back to knowingly.
        writers.read("x", Some("b"));
        writers.turn_to(&shown("0"), written("1", "b"), None);
        assert!(may_write(&writers, "b"));
    }

    #[test]
    fn undo_that_leads_back_to_a_document_is_not_written_over_what_another_page_wrote_meanwhile() {
        let mut writers = Writers::on_page("a");
        writers.wrote("x");
        writers.turn_to(&shown("1"), written("theirs", "b"), None);
        assert!(!may_write(&writers, "b"));
        // Neither is it after a reload, when nothing is known of who wrote.
        let mut writers = Writers::on_page("a again");
        writers.turn_to(&shown("1"), written("theirs", "b"), None);
        assert!(!may_write(&writers, "b"));
    }

    #[test]
    fn what_was_refused_goes_on_from_what_it_was_made_of() {
        let state = State { writer: Some("b".to_owned()), ..State::new(shown("2"), None, 7) };
        let mut writers = Writers::on_page("a");
        writers.turn_to(&shown("2"), written("1", "b"), Some(&state));
        assert!(may_write(&writers, "b"));
        // It is no matter what is there by now, were it the same.
        writers.turn_to(&shown("2"), written("2", "c"), Some(&state));
        assert!(!may_write(&writers, "c"));
    }
}
