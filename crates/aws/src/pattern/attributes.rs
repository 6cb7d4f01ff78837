//! Matching of SNS message attributes.

use serde_json::Value;

use super::condition::Leaf;
use super::explain::{Found, Mismatch, first_mismatch};
use super::value::number::{Decimal, Rounding};
use super::{Field, Pattern};

/// A message attribute as published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its data type: `String`, `Number`, `String.Array` or `Binary`, which is not compared (SNS-09).
    pub data_type: &'a str,
    /// Its value as text; of a `String.Array` the JSON array.
    pub value: &'a str,
}

impl Pattern {
    /// Tells whether the pattern matches the attributes of a message.
    #[must_use]
    pub fn matches_attributes<'a, I>(&self, attributes: I) -> bool
    where
        I: IntoIterator<Item = Attribute<'a>>,
        I::IntoIter: Clone,
    {
        let attributes = attributes.into_iter();
        let meets = |index: &usize| self.meets(&self.fields[*index], attributes.clone());
        self.is_empty() || self.branches.iter().any(|branch| branch.iter().all(meets))
    }

    /// Returns the first reason why the pattern does not match the attributes, or nothing where it matches.
    #[must_use]
    pub fn explain_attributes<'a, I>(&self, attributes: I) -> Option<Mismatch>
    where
        I: IntoIterator<Item = Attribute<'a>>,
        I::IntoIter: Clone,
    {
        let attributes = attributes.into_iter();
        if self.matches_attributes(attributes.clone()) {
            return None;
        }
        Some(first_mismatch(self, |field| {
            let found = compared(attributes.clone(), field);
            Found { accepted: self.meets(field, attributes.clone()), values: found.map_or_else(Vec::new, shown) }
        }))
    }

    fn meets<'a>(&self, field: &Field, attributes: impl Iterator<Item = Attribute<'a>>) -> bool {
        let Some(attribute) = compared(attributes, field) else {
            return field.accepts_absence();
        };
        let rounding = Rounding::of(self.dialect, self.profile);
        match attribute.data_type {
            "Number" => {
                Decimal::from_text(attribute.value, rounding).is_some_and(|number| field.accepts(Leaf::Number(number)))
            }
            "String.Array" => elements(attribute.value)
                .iter()
                .any(|element| Leaf::from_json(element, rounding).is_some_and(|leaf| field.accepts(leaf))),
            _ => field.accepts(Leaf::Text(attribute.value)),
        }
    }
}

/// Returns the attribute that a key is about; one of another type counts as missing.
fn compared<'a>(mut attributes: impl Iterator<Item = Attribute<'a>>, field: &Field) -> Option<Attribute<'a>> {
    attributes.find(|attribute| {
        attribute.name == field.path && matches!(attribute.data_type, "String" | "Number" | "String.Array")
    })
}

/// An array that cannot be read has no element, so it meets no condition.
fn elements(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap_or_default()
}

fn shown(attribute: Attribute<'_>) -> Vec<String> {
    match attribute.data_type {
        "Number" => vec![attribute.value.to_owned()],
        "String.Array" => elements(attribute.value).iter().map(Value::to_string).collect(),
        _ => vec![Value::from(attribute.value).to_string()],
    }
}
