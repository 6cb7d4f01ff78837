//! Why a pattern does not match, in a sentence.

use std::fmt;

use super::condition::{Bound, Case, Condition};
use super::{Field, Pattern};

/// Values of an array that a sentence quotes.
const SHOWN_MAX: usize = 3;

/// The first reason why a pattern does not match; its [`Display`](fmt::Display) is the sentence for "Why?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The key that is not met, its steps joined by dots.
    pub key: String,
    /// The value found, as JSON; nothing where the key is missing.
    pub found: Option<String>,
    /// What the pattern wants there.
    pub wanted: String,
    /// Every key is met, but not by one and the same element of an array.
    pub scattered: bool,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, wanted, .. } = self;
        match &self.found {
            _ if self.scattered => {
                write!(formatter, "every key is met, but no single array element meets them together")
            }
            Some(found) => write!(formatter, "\"{key}\" is {found}, but the pattern wants {wanted}"),
            None => write!(formatter, "\"{key}\" is missing, but the pattern wants {wanted}"),
        }
    }
}

/// What stands under a key.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The key is met, taken alone.
    pub(crate) accepted: bool,
    /// The plain values, as JSON.
    pub(crate) values: Vec<String>,
}

/// Explains a pattern that does not match: of the alternatives the one that comes nearest, of its keys the first.
pub(crate) fn first_mismatch(pattern: &Pattern, look: impl Fn(&Field) -> Found) -> Mismatch {
    let all: Vec<Found> = pattern.fields.iter().map(look).collect();
    let nearest = pattern.branches.iter().map(|branch| {
        let mut failing: Vec<usize> = branch.iter().copied().filter(|index| !all[*index].accepted).collect();
        // Paths are sorted for the search; a person reads in the order written.
        failing.sort_unstable();
        failing
    });
    let first = nearest.min_by_key(Vec::len).and_then(|failing| failing.first().copied());
    let index = first.unwrap_or_default();
    let field = &pattern.fields[index];
    Mismatch {
        key: field.path.clone(),
        found: quoted(&all[index].values),
        wanted: listed(&field.conditions),
        scattered: first.is_none(),
    }
}

fn quoted(values: &[String]) -> Option<String> {
    match values {
        [] => None,
        [only] => Some(only.clone()),
        many => {
            let more = if many.len() > SHOWN_MAX { ", …" } else { "" };
            let shown = &many[..many.len().min(SHOWN_MAX)];
            Some(format!("[{}{more}]", shown.join(", ")))
        }
    }
}

/// Joins conditions as a sentence does: `a, b or c`.
fn listed(conditions: &[Condition]) -> String {
    let texts: Vec<String> = conditions.iter().map(ToString::to_string).collect();
    match texts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::Address(text, _) => write!(formatter, "\"{text}\""),
            Self::Number(number, _) => write!(formatter, "{}", number.value),
            Self::Bool(value) => write!(formatter, "{value}"),
            Self::Null => formatter.write_str("null"),
            Self::EqualsIgnoreCase(text) => write!(formatter, "\"{text}\" in any case"),
            Self::Prefix(text, case) => {
                write!(formatter, "a string starting with \"{text}\"{}", case.note())
            }
            Self::Suffix(text, case) => {
                write!(formatter, "a string ending with \"{text}\"{}", case.note())
            }
            Self::Numeric(range) => match (range.bottom, range.top) {
                (Some(bottom), Some(top)) if bottom == top => {
                    write!(formatter, "the number {}", top.value)
                }
                (Some(bottom), Some(top)) => {
                    write!(formatter, "a number {} and {}", above(bottom), below(top))
                }
                (Some(bottom), None) => write!(formatter, "a number {}", above(bottom)),
                (None, Some(top)) => write!(formatter, "a number {}", below(top)),
                (None, None) => formatter.write_str("a number"),
            },
            Self::Cidr(text, _) => write!(formatter, "an address in {text}"),
            Self::Wildcard(wildcard) => write!(formatter, "a string like \"{}\"", wildcard.text),
            Self::AnythingBut(conditions) => {
                write!(formatter, "anything but {}", listed(conditions))
            }
            Self::Exists => formatter.write_str("any value"),
            Self::Absent => formatter.write_str("no value"),
            Self::Never => formatter.write_str("no value (in 2020 \"exists\": false matches no message)"),
        }
    }
}

impl Case {
    fn note(self) -> &'static str {
        match self {
            Self::Matters => "",
            Self::Ignored => " in any case",
        }
    }
}

fn above(bound: Bound) -> String {
    format!("{} {}", if bound.inclusive { ">=" } else { ">" }, bound.value)
}

fn below(bound: Bound) -> String {
    format!("{} {}", if bound.inclusive { "<=" } else { "<" }, bound.value)
}
