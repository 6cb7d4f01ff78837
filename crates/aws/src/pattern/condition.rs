//! One condition on one plain value.

use serde_json::Value;

use super::value::address::Block;
use super::value::number::{Decimal, Rounding};
use super::value::wildcard::Wildcard;

/// A condition that a value meets or not.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// Equal to a string.
    Text(String),
    /// Equal to an address, in whatever notation.
    Address(String, Block),
    /// Equal to a number; the flag compares by text (EB-05, 2020).
    Number(Decimal, bool),
    Bool(bool),
    Null,
    EqualsIgnoreCase(String),
    Prefix(String, Case),
    Suffix(String, Case),
    Numeric(Range),
    Cidr(String, Block),
    Wildcard(Wildcard),
    /// None of these conditions holds.
    AnythingBut(Vec<Condition>),
    /// There is a value.
    Exists,
    /// There is none. No value meets it: absence is looked for where values are.
    Absent,
    /// SNS's `exists: false` of 2020, which matched no message (SNS-10).
    Never,
}

/// Whether letters in upper and lower case differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Matters,
    Ignored,
}

/// An interval of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Range {
    pub(crate) bottom: Option<Bound>,
    pub(crate) top: Option<Bound>,
}

/// An end of an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bound {
    pub(crate) value: f64,
    /// The end itself belongs to the interval.
    pub(crate) inclusive: bool,
}

/// A plain value of an event or of a message attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leaf<'a> {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(&'a str),
}

impl<'a> Leaf<'a> {
    /// Returns nothing for an array or an object: those have no value of their own.
    pub(crate) fn from_json(value: &'a Value, rounding: Rounding) -> Option<Self> {
        match value {
            Value::Null => Some(Self::Null),
            Value::Bool(value) => Some(Self::Bool(*value)),
            Value::Number(number) => Some(Self::Number(Decimal::from_json(number, rounding))),
            Value::String(text) => Some(Self::Text(text)),
            Value::Array(_) | Value::Object(_) => None,
        }
    }
}

impl Condition {
    pub(crate) fn accepts(&self, leaf: Leaf<'_>) -> bool {
        match (self, leaf) {
            (Self::Exists, _) | (Self::Null, Leaf::Null) => true,
            (Self::AnythingBut(conditions), _) => !conditions.iter().any(|condition| condition.accepts(leaf)),
            (Self::Bool(wanted), Leaf::Bool(value)) => *wanted == value,
            (Self::Number(wanted, by_text), Leaf::Number(value)) => wanted.equals(value, *by_text),
            (Self::Numeric(range), Leaf::Number(value)) => range.contains(value.value),
            (_, Leaf::Text(text)) => self.accepts_text(text),
            _ => false,
        }
    }

    fn accepts_text(&self, text: &str) -> bool {
        match self {
            Self::Text(wanted) => wanted == text,
            Self::Address(wanted, block) => wanted == text || block.contains(text),
            Self::Cidr(_, block) => block.contains(text),
            Self::Wildcard(wildcard) => wildcard.accepts(text),
            Self::Prefix(wanted, Case::Matters) => text.starts_with(wanted.as_str()),
            Self::Suffix(wanted, Case::Matters) => text.ends_with(wanted.as_str()),
            Self::Prefix(wanted, Case::Ignored) => starts_like(text.chars(), wanted.chars()).is_some(),
            Self::Suffix(wanted, Case::Ignored) => starts_like(text.chars().rev(), wanted.chars().rev()).is_some(),
            Self::EqualsIgnoreCase(wanted) => {
                starts_like(text.chars(), wanted.chars()).is_some_and(|mut rest| rest.next().is_none())
            }
            Self::Number(..)
            | Self::Bool(_)
            | Self::Null
            | Self::Numeric(_)
            | Self::AnythingBut(_)
            | Self::Exists
            | Self::Absent
            | Self::Never => false,
        }
    }
}

impl Range {
    fn contains(self, value: f64) -> bool {
        let above =
            self.bottom.is_none_or(|bottom| value > bottom.value || (bottom.inclusive && value == bottom.value));
        let below = self.top.is_none_or(|top| value < top.value || (top.inclusive && value == top.value));
        above && below
    }
}

/// Takes the wanted characters off the front in any case and returns what is left, or nothing if they differ.
fn starts_like<T: Iterator<Item = char>>(mut text: T, wanted: impl Iterator<Item = char>) -> Option<T> {
    for letter in wanted {
        if !text.next().is_some_and(|other| is_same_letter(letter, other)) {
            return None;
        }
    }
    Some(text)
}

fn is_same_letter(left: char, right: char) -> bool {
    left == right || left.to_lowercase().eq(right.to_lowercase()) || left.to_uppercase().eq(right.to_uppercase())
}
