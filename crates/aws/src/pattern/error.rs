//! Refusals of patterns, in AWS's own words.

use std::error::Error;
use std::fmt;

use super::Dialect;

/// AWS's refusal of a pattern; not fatal: the subscription, rule or mapping cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PatternError {
    /// The service whose words are used.
    pub dialect: Dialect,
    /// What is wrong, without the service's preamble: `Unrecognized match type regex`.
    pub reason: String,
    /// SNS says `FilterPolicy: ` before every reason except that of the scope.
    names_policy: bool,
}

impl PatternError {
    pub(crate) fn new(dialect: Dialect, reason: impl Into<String>) -> Self {
        Self { dialect, reason: reason.into(), names_policy: true }
    }

    /// SNS's refusal of nested keys over attributes.
    pub(crate) fn nested_in_attributes() -> Self {
        Self {
            dialect: Dialect::SnsAttributes,
            reason: "Filter policy scope MessageAttributes does not support nested filter policy".to_owned(),
            names_policy: false,
        }
    }

    /// Returns the error code of the API.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.dialect {
            Dialect::SnsAttributes | Dialect::SnsBody => "InvalidParameter",
            Dialect::EventBridge => "InvalidEventPatternException",
            Dialect::LambdaFilter => "InvalidParameterValueException",
        }
    }

    /// Returns AWS's message as `Subscribe`, `PutRule` or `CreateEventSourceMapping` gives it.
    ///
    /// Lambda does not say what is wrong with a filter; [`PatternError::reason`] does.
    #[must_use]
    pub fn message(&self) -> String {
        match self.dialect {
            Dialect::SnsAttributes | Dialect::SnsBody => {
                format!("Invalid parameter: Attributes Reason: {}", self.sns_reason())
            }
            Dialect::EventBridge => format!("Event pattern is not valid. Reason: {}", self.reason),
            Dialect::LambdaFilter => "Invalid filter pattern definition.".to_owned(),
        }
    }

    /// Returns AWS's message as an update gives it: SNS's `SetSubscriptionAttributes` words it differently.
    #[must_use]
    pub fn message_of_update(&self) -> String {
        if self.dialect.is_sns() { format!("Invalid parameter: {}", self.sns_reason()) } else { self.message() }
    }

    fn sns_reason(&self) -> String {
        let preamble = if self.names_policy { "FilterPolicy: " } else { "" };
        format!("{preamble}{}", self.reason)
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message())?;
        if self.dialect == Dialect::LambdaFilter {
            write!(formatter, " ({})", self.reason)?;
        }
        Ok(())
    }
}

impl Error for PatternError {}
