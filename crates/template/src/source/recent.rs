//! The texts read last, with what was read: one edit asks for the same text again and again, to find the place, to check
//! what it did there, and to show what it means.

use super::{Language, Node};
use aws::diagnostics::Diagnostic;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

/// How many texts are kept: the one that is changed, the one that it becomes, and those on the way.
const TEXTS_MAX: usize = 4;
/// A shorter text is read before one has looked for it [bytes].
const SIZE_MIN: usize = 2_000;
/// What has more values than this would take more room than it is worth.
const VALUES_MAX: usize = 100_000;

/// What a text says, in which language, and what is wrong with it.
type Read = (Arc<Node>, Language, Vec<Diagnostic>);

thread_local! {
    /// What was read follows from the text alone, so nobody can tell whether it was kept.
    static RECENT: RefCell<Recent> = const { RefCell::new(Recent { texts: VecDeque::new() }) };
}

/// Texts with what they say, the one asked for last in front.
#[derive(Debug)]
struct Recent {
    texts: VecDeque<(Arc<str>, Read)>,
}

/// Returns what a text says, and reads it only if it is none of the last ones.
pub(super) fn known(text: &str, read: impl FnOnce(&str) -> Read) -> Read {
    if text.len() < SIZE_MIN {
        return read(text);
    }
    if let Some(known) = RECENT.with_borrow_mut(|recent| recent.find(text)) {
        return known;
    }
    let new = read(text);
    RECENT.with_borrow_mut(|recent| recent.keep(text, &new));
    new
}

impl Recent {
    fn find(&mut self, text: &str) -> Option<Read> {
        let index = self.texts.iter().position(|(known, _)| **known == *text)?;
        let found = self.texts.remove(index)?;
        let read = found.1.clone();
        self.texts.push_front(found);
        Some(read)
    }

    fn keep(&mut self, text: &str, read: &Read) {
        if read.0.count() <= VALUES_MAX {
            self.texts.truncate(TEXTS_MAX - 1);
            self.texts.push_front((text.into(), read.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::parse;

    /// Returns a text that is long enough to be kept, with something in it that is wrong.
    fn text(n: usize) -> String {
        format!("Resources:\n  Q{n}: {{ Type: AWS::SQS::Queue }}\n# {}\n---\nOther: 1\n", "long ".repeat(SIZE_MIN))
    }

    #[test]
    fn a_text_that_was_read_lately_is_not_read_again() {
        let first = parse(&text(0));
        assert_eq!(first.2.len(), 1);
        let again = parse(&text(0));
        assert!(Arc::ptr_eq(&first.0, &again.0));
        assert_eq!(again, first);
    }

    #[test]
    fn what_was_not_asked_for_lately_is_read_again() {
        let (first, ..) = parse(&text(0));
        for n in 1..TEXTS_MAX {
            let _ = parse(&text(n));
            assert!(Arc::ptr_eq(&parse(&text(0)).0, &first));
        }
        for n in TEXTS_MAX..2 * TEXTS_MAX {
            let _ = parse(&text(n));
        }
        let (again, ..) = parse(&text(0));
        assert!(!Arc::ptr_eq(&again, &first));
        assert_eq!(again, first);
    }

    #[test]
    fn what_is_very_large_is_not_kept() {
        let text = format!("[{}]\n# YAML\n", "1, ".repeat(VALUES_MAX + 1));
        assert!(!Arc::ptr_eq(&parse(&text).0, &parse(&text).0));
    }
}
