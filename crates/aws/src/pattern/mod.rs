//! One matcher for SNS filter policies, EventBridge event patterns and the filters of event source mappings.
//!
//! The three are dialects of one language, that of AWS's `event-ruler` library: keys are AND-ed, the values in
//! an array OR-ed, `$or` joins alternatives, and an array in an event matches if one of its elements does.
//! What differs is which operators exist, how numbers are rounded, which limits hold and how an error is worded:
//! that stands in [`Dialect`] and [`Profile`], and everything else is shared.
//!
//! A pattern is compiled once by [`Pattern::parse`]; matching then allocates nothing except for an SNS attribute
//! of type `String.Array` and for the JSON text of a payload.
//! This module neither delivers nor drops messages: it answers whether, and [`Pattern::explain`] why not.
//!
//! Facts: SNS-08 to SNS-12, EB-05, ESMQ-17.
//!
//! # Examples
//! ```
//! use aws::pattern::{Dialect, Pattern};
//! use aws::profile::Profile;
//!
//! let text = r#"{"detail": {"state": ["running", {"prefix": "stop"}]}}"#;
//! let pattern = Pattern::parse(text, Dialect::EventBridge, Profile::Aws2026)?;
//! let event = serde_json::json!({"detail": {"state": "pending"}});
//! assert!(!pattern.matches(&event));
//! let why = pattern.explain(&event).expect("it does not match");
//! assert_eq!(
//!     why.to_string(),
//!     r#""detail.state" is "pending", but the pattern wants "running" or a string starting with "stop""#
//! );
//! # Ok::<(), aws::pattern::PatternError>(())
//! ```

mod attributes;
mod compile;
mod condition;
mod error;
mod explain;
mod operators;
mod payload;
mod search;
mod value;

use serde_json::Value;

use crate::payload::Payload;
use crate::profile::Profile;
use condition::Condition;

pub use attributes::Attribute;
pub use error::PatternError;
pub use explain::Mismatch;
pub use payload::PayloadShape;

/// Which service reads the pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SNS filter policy over message attributes, the default scope (SNS-11).
    SnsAttributes,
    /// SNS filter policy with `FilterPolicyScope: MessageBody` (SNS-11).
    SnsBody,
    /// Event pattern of an EventBridge rule (EB-05).
    EventBridge,
    /// Filter of a Lambda event source mapping (ESMQ-17).
    LambdaFilter,
}

impl Dialect {
    pub(crate) fn is_sns(self) -> bool {
        matches!(self, Self::SnsAttributes | Self::SnsBody)
    }
}

/// A compiled pattern, ready to match.
#[derive(Clone, Debug)]
pub struct Pattern {
    dialect: Dialect,
    profile: Profile,
    /// Every key with conditions, in the order in which they were written.
    fields: Vec<Field>,
    /// Alternatives made by `$or`: indices into `fields`, sorted by path. One of them has to match in full.
    branches: Vec<Vec<usize>>,
}

/// A key with the conditions of which one has to hold.
#[derive(Clone, Debug)]
struct Field {
    /// Steps joined by dots, as in the event: `"a.b"` and `{"a": {"b": …}}` are the same key.
    path: String,
    /// Number of nested keys [1 for a top-level key]; weighs in SNS's limit of combinations (SNS-12).
    depth: usize,
    conditions: Vec<Condition>,
}

impl Pattern {
    /// Reads a pattern from JSON text.
    ///
    /// # Errors
    /// Returns AWS's own refusal where AWS would refuse the pattern: not JSON, an unknown operator or a limit.
    pub fn parse(text: &str, dialect: Dialect, profile: Profile) -> Result<Self, PatternError> {
        let error = |reason: String| PatternError::new(dialect, reason);
        if let Some(number) = value::number::unrepresentable_in(text) {
            return Err(error(format!("Cannot compare number : {number}")));
        }
        compile::check_size(text.len(), dialect)?;
        let json: Value = serde_json::from_str(text).map_err(|problem| {
            error(if dialect.is_sns() { "failed to parse JSON.".to_owned() } else { problem.to_string() })
        })?;
        compile::compile(&json, dialect, profile)
    }

    /// Reads a pattern from JSON that has been parsed already, as it stands in a template.
    ///
    /// # Errors
    /// As [`Pattern::parse`].
    pub fn from_json(json: &Value, dialect: Dialect, profile: Profile) -> Result<Self, PatternError> {
        compile::check_size(json.to_string().len(), dialect)?;
        compile::compile(json, dialect, profile)
    }

    /// Tells whether the pattern matches an event or a message body; only a JSON object can match.
    #[must_use]
    pub fn matches(&self, event: &Value) -> bool {
        self.is_empty() || (event.is_object() && search::matches(self, event))
    }

    /// Tells whether the pattern matches what a payload holds, of which only the parts that matter are written.
    #[must_use]
    pub fn matches_payload(&self, payload: &Payload) -> bool {
        self.is_empty() || self.matches(&payload.json_within(&|key| self.lies_below(key)))
    }

    /// Tells whether all keys of the pattern are this one or lie below it.
    fn lies_below(&self, key: &str) -> bool {
        let is_below = |path: &str| path.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.fields.iter().all(|field| is_below(&field.path))
    }

    /// Tells whether the pattern matches a text: a text that is not a JSON object matches no condition.
    #[must_use]
    pub fn matches_text(&self, text: &str) -> bool {
        self.is_empty() || serde_json::from_str(text).is_ok_and(|event| self.matches(&event))
    }

    /// Tells whether the pattern has no condition, as SNS's `{}`: it matches everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Returns the dialect that the pattern was read in.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Returns the first reason why the pattern does not match, or nothing where it matches.
    #[must_use]
    pub fn explain(&self, event: &Value) -> Option<Mismatch> {
        if self.matches(event) {
            return None;
        }
        Some(explain::first_mismatch(self, |field| search::found(self, field, event)))
    }
}

impl Field {
    fn accepts(&self, leaf: condition::Leaf<'_>) -> bool {
        self.conditions.iter().any(|condition| condition.accepts(leaf))
    }

    /// Tells whether the key may be missing: `{"exists": false}` is the only condition that nothing meets.
    fn accepts_absence(&self) -> bool {
        self.conditions.contains(&Condition::Absent)
    }
}

#[cfg(test)]
mod tests;
