//! What is typed into a field and not set yet.

use std::sync::Arc;

/// A text that is typed over a value. It is of that value alone: where another one stands there, as after an undo or
/// because an item of a list moved up, there is nothing that it could be set in the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    over: Arc<str>,
    text: String,
}

impl Draft {
    /// Begins or goes on with a text over a value.
    #[must_use]
    pub fn new(over: Arc<str>, text: String) -> Self {
        Self { over, text }
    }

    /// Returns the text, as long as the value that it was typed over stands there.
    #[must_use]
    pub fn over(&self, value: &str) -> Option<&str> {
        (*self.over == *value).then_some(self.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_of_the_value_that_it_was_typed_over() {
        let draft = Draft::new("{\"a\":1}".into(), "{\"a\":2".into());
        assert_eq!(draft.over("{\"a\":1}"), Some("{\"a\":2"));
        assert_eq!(draft.over("{\"b\":1}"), None);
    }
}
