//! Reads the conditions of a key: plain values and operators such as `{"prefix": "a"}`.
//!
//! The order of the checks is that of the library, which reads one token after another: the first problem is the
//! one reported, so a wrong order would word a refusal differently from AWS.

use serde_json::{Map, Number, Value};

use super::Dialect;
use super::condition::{Bound, Case, Condition, Range};
use super::value::address::Block;
use super::value::number::{Decimal, Rounding};
use super::value::wildcard::Wildcard;
use crate::profile::Profile;

/// What the reading of conditions depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grammar {
    pub(crate) dialect: Dialect,
    pub(crate) profile: Profile,
    pub(crate) rounding: Rounding,
}

type Read<T> = Result<T, String>;

impl Grammar {
    pub(crate) fn new(dialect: Dialect, profile: Profile) -> Self {
        Self { dialect, profile, rounding: Rounding::of(dialect, profile) }
    }

    /// Reads one element of a key's array.
    pub(crate) fn condition(self, json: &Value) -> Read<Condition> {
        match json {
            Value::Object(expression) => self.expression(expression),
            Value::String(text) => Ok(match Block::from_address(text) {
                Some(block) => Condition::Address(text.clone(), block),
                None => Condition::Text(text.clone()),
            }),
            Value::Number(number) => Ok(self.number(number, self.rounding.by_text)),
            // SNS-09: the keywords came later; the wording of 2020 is assumed to be the same.
            Value::Null if self.has_keywords() => Ok(Condition::Null),
            Value::Bool(value) if self.has_keywords() => Ok(Condition::Bool(*value)),
            Value::Null | Value::Bool(_) | Value::Array(_) => {
                Err("Match value must be String, number, true, false, or null".to_owned())
            }
        }
    }

    fn expression(self, expression: &Map<String, Value>) -> Read<Condition> {
        let Some((operator, value)) = expression.iter().next() else {
            return Err("Match expression name not found".to_owned());
        };
        if !self.knows(operator) {
            return Err(format!("Unrecognized match type {operator}"));
        }
        let condition = match operator.as_str() {
            "exactly" => Condition::Text(text(value, "exact")?),
            "prefix" => self.affix(value, "prefix", Condition::Prefix)?,
            "suffix" => self.affix(value, "suffix", Condition::Suffix)?,
            "equals-ignore-case" => Condition::EqualsIgnoreCase(text(value, operator)?),
            "wildcard" => Condition::Wildcard(Wildcard::new(&text(value, operator)?)?),
            "numeric" => self.numeric(value)?,
            "anything-but" => self.anything_but(value)?,
            "exists" => self.exists(value)?,
            // The library words a wrong type of this one as that of a prefix.
            _ => {
                let text = text(value, "prefix")?;
                let block = Block::from_cidr(&text)?;
                Condition::Cidr(text, block)
            }
        };
        if expression.len() > 1 {
            return Err(match operator.as_str() {
                "numeric" | "anything-but" => "Too many elements in numeric expression".to_owned(),
                _ => "Only one key allowed in match expression".to_owned(),
            });
        }
        Ok(condition)
    }

    /// SNS-09 and EB-05: which operators there are.
    fn knows(self, operator: &str) -> bool {
        match operator {
            "prefix" | "numeric" | "anything-but" | "exists" => true,
            "cidr" => !(self.dialect.is_sns() && self.profile == Profile::Aws2020),
            "exactly" => !self.dialect.is_sns(),
            "suffix" | "equals-ignore-case" | "wildcard" => self.profile == Profile::Aws2026,
            _ => false,
        }
    }

    fn has_keywords(self) -> bool {
        !(self.dialect.is_sns() && self.profile == Profile::Aws2020)
    }

    fn number(self, number: &Number, by_text: bool) -> Condition {
        Condition::Number(Decimal::from_json(number, self.rounding), by_text)
    }

    /// A prefix or suffix, as a string or as `{"equals-ignore-case": …}`.
    fn affix(self, value: &Value, name: &str, make: fn(String, Case) -> Condition) -> Read<Condition> {
        match value {
            // SNS documents no such form and runs an older library (assumed refused).
            Value::Object(inner) if self.profile == Profile::Aws2026 && !self.dialect.is_sns() => {
                let Some((operator, value)) = inner.iter().next() else {
                    let title = if name == "prefix" { "Prefix" } else { "Suffix" };
                    return Err(format!("{title} expression name not found"));
                };
                if operator != "equals-ignore-case" {
                    return Err(format!("Unsupported {name} pattern: {operator}"));
                }
                let text = text(value, operator)?;
                only_key(inner)?;
                Ok(make(text, Case::Ignored))
            }
            _ => Ok(make(text(value, name)?, Case::Matters)),
        }
    }

    fn exists(self, value: &Value) -> Read<Condition> {
        match value {
            Value::Bool(true) => Ok(Condition::Exists),
            Value::Bool(false) if self.dialect.is_sns() && self.profile == Profile::Aws2020 => Ok(Condition::Never),
            Value::Bool(false) => Ok(Condition::Absent),
            _ => Err("exists match pattern must be either true or false.".to_owned()),
        }
    }

    fn anything_but(self, value: &Value) -> Read<Condition> {
        match value {
            Value::Object(inner) => self.anything_but_operator(inner),
            Value::String(text) => Ok(Condition::AnythingBut(vec![Condition::Text(text.clone())])),
            Value::Number(number) => Ok(Condition::AnythingBut(vec![self.number(number, false)])),
            Value::Array(values) => self.anything_but_list(values),
            Value::Null | Value::Bool(_) => Err(not_for_anything_but()),
        }
    }

    fn anything_but_list(self, values: &[Value]) -> Read<Condition> {
        let mut conditions = Vec::with_capacity(values.len());
        for value in values {
            conditions.push(match value {
                Value::String(text) => Condition::Text(text.clone()),
                Value::Number(number) => self.number(number, false),
                _ => {
                    return Err("Inside anything but list, start|null|boolean is not supported.".to_owned());
                }
            });
        }
        let texts = values.iter().filter(|value| value.is_string()).count();
        if values.is_empty() || (texts != 0 && texts != values.len()) {
            return Err("Inside anything but list, either all values are number or string, \
                        mixed type is not supported"
                .to_owned());
        }
        Ok(Condition::AnythingBut(conditions))
    }

    fn anything_but_operator(self, inner: &Map<String, Value>) -> Read<Condition> {
        if self.dialect.is_sns() && self.profile == Profile::Aws2020 {
            return Err(not_for_anything_but());
        }
        let Some((operator, value)) = inner.iter().next() else {
            return Err("Anything-But expression name not found".to_owned());
        };
        if !self.knows_after_anything_but(operator) {
            return Err(format!("Unsupported anything-but pattern: {operator}"));
        }
        let values = match value {
            Value::Array(values) if self.profile == Profile::Aws2026 && !self.dialect.is_sns() => values,
            Value::Null | Value::Bool(_) | Value::Object(_) if !self.dialect.is_sns() => {
                return Err(not_for_anything_but());
            }
            single => std::slice::from_ref(single),
        };
        let conditions =
            values.iter().map(|value| self.after_anything_but(operator, value)).collect::<Read<Vec<_>>>()?;
        if inner.len() > 1 {
            return Err("Too many elements in numeric expression".to_owned());
        }
        Ok(Condition::AnythingBut(conditions))
    }

    /// SNS refused `suffix` when it was last recorded on AWS, though its guide has it (SNS-09): the recording
    /// wins, and the guide counts where nothing was recorded.
    fn knows_after_anything_but(self, operator: &str) -> bool {
        match operator {
            "prefix" => true,
            "wildcard" => self.profile == Profile::Aws2026,
            "suffix" | "equals-ignore-case" => self.profile == Profile::Aws2026 && !self.dialect.is_sns(),
            _ => false,
        }
    }

    fn after_anything_but(self, operator: &str, value: &Value) -> Read<Condition> {
        let Value::String(text) = value else {
            return Err(match operator {
                "equals-ignore-case" => "Inside anything-but/equals-ignore-case list, \
                                         number|start|null|boolean is not supported."
                    .to_owned(),
                "wildcard" => "wildcard match pattern must be a string".to_owned(),
                _ if self.dialect.is_sns() => format!("{operator} match pattern must be a string"),
                _ => "prefix/suffix match pattern must be a string".to_owned(),
            });
        };
        match operator {
            "equals-ignore-case" => Ok(Condition::EqualsIgnoreCase(text.clone())),
            "wildcard" => Ok(Condition::Wildcard(Wildcard::new(text)?)),
            _ if text.is_empty() => Err("Null prefix/suffix not allowed".to_owned()),
            "prefix" => Ok(Condition::Prefix(text.clone(), Case::Matters)),
            _ => Ok(Condition::Suffix(text.clone(), Case::Matters)),
        }
    }

    /// `["=", 1]`, `[">", 0]` or `[">", 0, "<=", 5]`.
    fn numeric(self, value: &Value) -> Read<Condition> {
        let Value::Array(terms) = value else {
            return Err("Value of numeric must be an array.".to_owned());
        };
        let operator = match terms.first() {
            Some(Value::String(operator)) => operator.as_str(),
            Some(other) => {
                return Err(format!("Invalid member in numeric match: {}", token(other)));
            }
            None => return Err("Invalid member in numeric match: ]".to_owned()),
        };
        if !matches!(operator, "=" | "<" | "<=" | ">" | ">=") {
            return Err(format!("Unrecognized numeric range operator: {operator}"));
        }
        let bound = self.bound(operator, terms.get(1))?;
        let alone = terms.len() == 2;
        let range = match operator {
            ">" | ">=" if !alone => self.numeric_range(bound, &terms[2..])?,
            _ if !alone => return Err("Too many elements in numeric expression".to_owned()),
            ">" | ">=" => Range { bottom: Some(bound), top: None },
            "=" => Range { bottom: Some(bound), top: Some(bound) },
            _ => Range { bottom: None, top: Some(bound) },
        };
        Ok(Condition::Numeric(range))
    }

    /// Reads `"<=", 5` after the lower bound.
    fn numeric_range(self, bottom: Bound, terms: &[Value]) -> Read<Range> {
        let operator = match &terms[0] {
            Value::String(operator) => operator.as_str(),
            other => return Err(format!("Bad value in numeric range: {}", token(other))),
        };
        if !matches!(operator, "<" | "<=") {
            return Err(format!("Bad numeric range operator: {operator}"));
        }
        let top = self.bound(operator, terms.get(1))?;
        if terms.len() > 2 {
            return Err("Too many terms in numeric range expression".to_owned());
        }
        if bottom.value >= top.value {
            return Err("Bottom must be less than top".to_owned());
        }
        Ok(Range { bottom: Some(bottom), top: Some(top) })
    }

    fn bound(self, operator: &str, value: Option<&Value>) -> Read<Bound> {
        let Some(Value::Number(number)) = value else {
            let name = if operator == "=" { "equals" } else { operator };
            return Err(format!("Value of {name} must be numeric"));
        };
        let value = Decimal::from_json(number, self.rounding).value;
        match self.rounding.magnitude_max {
            Some(max) if value.abs() > max => {
                // As Java prints it.
                Err("Value must be between -1.0E9 and 1.0E9, inclusive".to_owned())
            }
            _ => Ok(Bound { value, inclusive: operator.ends_with('=') }),
        }
    }
}

fn text(value: &Value, operator: &str) -> Read<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        _ => Err(format!("{operator} match pattern must be a string")),
    }
}

fn only_key(expression: &Map<String, Value>) -> Read<()> {
    if expression.len() > 1 {
        return Err("Only one key allowed in match expression".to_owned());
    }
    Ok(())
}

fn not_for_anything_but() -> String {
    "Value of anything-but must be an array or single string/number value.".to_owned()
}

/// What the library calls the current token: of an array or object only its first character.
fn token(value: &Value) -> String {
    match value {
        Value::Array(_) => "[".to_owned(),
        Value::Object(_) => "{".to_owned(),
        other => other.to_string(),
    }
}
