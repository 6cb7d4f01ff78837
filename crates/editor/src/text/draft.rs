//! What is typed into a field and not set yet.

use std::borrow::Borrow;

/// What is typed over a value. It is of that value alone: where another one stands there, as after an undo or because an
/// item of a list moved up, there is nothing that it could be set in the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft<V, T = String> {
    over: V,
    typed: T,
}

impl<V, T> Draft<V, T> {
    /// Begins or goes on with what is typed over a value.
    #[must_use]
    pub fn new(over: V, typed: T) -> Self {
        Self { over, typed }
    }

    /// Returns what is typed, as long as the value that it was typed over stands there.
    #[must_use]
    pub fn over<Q>(&self, value: &Q) -> Option<&T>
    where
        V: Borrow<Q>,
        Q: PartialEq + ?Sized,
    {
        (self.over.borrow() == value).then_some(&self.typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::filter::{Line, Operator};
    use std::sync::Arc;

    #[test]
    fn a_draft_is_of_the_value_that_it_was_typed_over() {
        let draft = Draft::new(Arc::<str>::from("{\"a\":1}"), "{\"a\":2".to_owned());
        assert_eq!(draft.over("{\"a\":1}").map(String::as_str), Some("{\"a\":2"));
        assert_eq!(draft.over("{\"b\":1}"), None);
    }

    #[test]
    fn a_draft_over_a_line_ends_where_anything_of_the_line_is_another() {
        let line = |operator, value: &str| Line { field: "sum".into(), operator: Some(operator), value: value.into() };
        let draft = Draft::new(line(Operator::Number, "5"), (Operator::Number, "many".to_owned()));
        assert!(draft.over(&line(Operator::Number, "5")).is_some());
        for other in [line(Operator::Number, "6"), line(Operator::OneOf, "5")] {
            assert_eq!(draft.over(&other), None);
        }
    }
}
