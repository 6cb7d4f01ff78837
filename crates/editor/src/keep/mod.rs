//! What is kept for the next visit, decided without a browser: which documents are worth keeping, what they are called,
//! which of their versions stay, and the steps that can still be taken back after a reload.
//!
//! Where all this lies, and which tab may write it, is the page's business.

pub mod claim;
pub mod difference;
pub mod drafts;
pub mod names;
mod pack;
pub(crate) mod place;
pub mod room;
pub mod steps;
pub mod unkept;
pub mod versions;
pub mod writers;

use crate::document::EMPTY;
use crate::gallery;
use std::sync::Arc;

/// A document as it is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which document of the library.
    pub id: Arc<str>,
    /// Its name, as of a file.
    pub name: Arc<str>,
    /// Its title: what people call it.
    pub title: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// The step that led to this text.
    pub step: Arc<str>,
}

/// Tells whether there is something of the person in a text, so that the library lists it: an empty template and an
/// unchanged one of the gallery can be had again at any time.
#[must_use]
pub fn is_own(text: &str) -> bool {
    let is_empty = text.trim().is_empty() || text == EMPTY;
    !is_empty && !gallery::TEMPLATES.iter().any(|(_, known)| *known == text)
}

/// Gives documents their ids. Two editors with different origins never give the same one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids {
    origin: Arc<str>,
    count: u32,
}

impl Ids {
    pub(crate) fn from_origin(origin: &str) -> Self {
        Self { origin: origin.into(), count: 0 }
    }

    pub(crate) fn next(&mut self) -> Arc<str> {
        self.count += 1;
        format!("{}.{}", self.origin, self.count).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_had_again_is_not_the_persons_own() {
        assert!(!is_own(EMPTY) && !is_own(" \n") && !is_own(gallery::TEMPLATES[0].1));
        assert!(is_own(&format!("{}# mine\n", gallery::TEMPLATES[0].1)));
    }

    #[test]
    fn ids_of_one_origin_differ() {
        let mut ids = Ids::from_origin("tab");
        assert_ne!(ids.next(), ids.next());
    }
}
