//! Numbers as the services compare them.
//!
//! `event-ruler` compares numbers by value, `300` and `300.0` being equal, and falls back to the text for what it
//! cannot represent. Its newest version represents every double, which is taken for EventBridge and Lambda now;
//! EventBridge's guide still promises only ±5·10⁹ with six decimals (assumed harmless: more matches, none fewer).

use serde_json::Number;

use crate::pattern::Dialect;
use crate::profile::Profile;

/// A number with what is needed to compare it exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Decimal {
    /// The value, rounded as the dialect does.
    pub(crate) value: f64,
    /// The same where it was written without fraction: a double is too coarse for ids above 2⁵³.
    integer: Option<i128>,
}

impl Decimal {
    pub(crate) fn from_json(number: &Number, rounding: Rounding) -> Self {
        let integer = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        let value = number.as_f64().expect("a JSON number without arbitrary precision is a double");
        Self::rounded(value, integer, rounding)
    }

    /// Reads the text of an SNS attribute of type `Number`.
    pub(crate) fn from_text(text: &str, rounding: Rounding) -> Option<Self> {
        let text = text.trim();
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite())?;
        Some(Self::rounded(value, text.parse().ok(), rounding))
    }

    fn rounded(value: f64, integer: Option<i128>, rounding: Rounding) -> Self {
        let value = match rounding.decimals {
            Some(scale) if integer.is_none() => (value * scale).round() / scale,
            _ => value,
        };
        Self { value, integer }
    }

    /// Tells whether an exact condition holds: by value, or in 2020's EventBridge by text (EB-05).
    ///
    /// Of the text only "with or without fraction" is known here, so `3.0e2` and `300.0` pass as equal.
    pub(crate) fn equals(self, other: Self, by_text: bool) -> bool {
        match (self.integer, other.integer) {
            (Some(left), Some(right)) => left == right,
            (None, None) => self.value == other.value,
            _ => !by_text && self.value == other.value,
        }
    }
}

/// How a dialect rounds and compares numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rounding {
    /// Power of ten of the decimals that count [unit: parts of 1], all where none.
    decimals: Option<f64>,
    /// Largest magnitude that an operator may name, if an operator is refused for it.
    pub(crate) magnitude_max: Option<f64>,
    /// Exact conditions compare the text.
    pub(crate) by_text: bool,
}

impl Rounding {
    pub(crate) fn of(dialect: Dialect, profile: Profile) -> Self {
        match (dialect, profile) {
            // SNS-12: five decimals. The range of ±10⁹ is documented, yet larger values are accepted on AWS
            // (LocalStack's notes on its recordings), so nothing is refused for it.
            (Dialect::SnsAttributes | Dialect::SnsBody, _) => {
                Self { decimals: Some(1e5), magnitude_max: None, by_text: false }
            }
            // EB-05: -1.0e9 to 1.0e9 and six decimals in 2020.
            (Dialect::EventBridge, Profile::Aws2020) => {
                Self { decimals: Some(1e6), magnitude_max: Some(1e9), by_text: true }
            }
            (Dialect::EventBridge | Dialect::LambdaFilter, _) => {
                Self { decimals: None, magnitude_max: None, by_text: false }
            }
        }
    }
}

/// Finds a number in JSON text that no double can hold, as `2e422` or `1e-325`: the library refuses those.
///
/// It has to look at the text, because a parser turns the second into 0 without a word.
pub(crate) fn unrepresentable_in(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = end_of_string(bytes, at),
            b'-' | b'0'..=b'9' => {
                let end = at + bytes[at..].iter().take_while(|byte| is_of_number(**byte)).count();
                if !is_representable(&text[at..end]) {
                    return Some(&text[at..end]);
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    None
}

fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E')
}

/// What is no number at all passes: the JSON parser words that better.
fn is_representable(token: &str) -> bool {
    let Ok(value) = token.parse::<f64>() else {
        return true;
    };
    let mantissa = token.split(['e', 'E']).next().unwrap_or(token);
    let is_zero = mantissa.bytes().all(|byte| !matches!(byte, b'1'..=b'9'));
    value.is_finite() && (value != 0.0 || is_zero)
}
