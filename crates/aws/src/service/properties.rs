//! A neutral tree of what a template says, with the place of every value.
//!
//! The crate `template` makes it from YAML or JSON after resolving intrinsic functions; services read their
//! configuration from it. So `template` stays the only crate that knows file formats.

use crate::diagnostics::Span;
use std::sync::Arc;

/// A value and where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Properties {
    /// What stands there.
    pub value: Value,
    /// Where it stands.
    pub at: Span,
}

/// What can stand in a template after its intrinsic functions are resolved.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing, or `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(Arc<str>),
    /// A list.
    List(Vec<Properties>),
    /// A map in the order written.
    Map(Vec<(Key, Properties)>),
    /// `Ref` (no attribute) or `Fn::GetAtt` of a resource of the same template.
    Reference {
        /// The logical id referred to.
        id: Arc<str>,
        /// The attribute of `Fn::GetAtt`.
        attribute: Option<Arc<str>>,
    },
    /// What could not be resolved (an import, a parameter without default), as it was written.
    Unresolved(Arc<str>),
}

/// A key of a map and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key's text.
    pub text: Arc<str>,
    /// Where it stands.
    pub at: Span,
}

/// What [`Properties::get`] answers for a key that is not there.
static ABSENT: Properties = Properties { value: Value::Null, at: Span { start: 0, end: 0, line: 0, column: 0 } };

impl Properties {
    /// Makes a value without a place, for what is generated rather than written.
    #[must_use]
    pub fn generated(value: Value) -> Self {
        Self { value, at: Span::default() }
    }

    /// Makes a text without a place.
    #[must_use]
    pub fn text_of(text: &str) -> Self {
        Self::generated(Value::Text(text.into()))
    }

    /// Makes a tree without places of JSON, as [`Properties::json`] writes it. A number that is whole is a whole number,
    /// however it is written: `1e3` is one.
    #[must_use]
    pub fn of_json(json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        Self::generated(match json {
            Json::Null => Value::Null,
            Json::Bool(truth) => Value::Bool(*truth),
            Json::Number(number) => {
                let other = Value::Number(number.as_f64().unwrap_or_default());
                number.as_i64().or_else(|| Self::generated(other.clone()).integer()).map_or(other, Value::Integer)
            }
            Json::String(text) => Value::Text(text.as_str().into()),
            Json::Array(items) => Value::List(items.iter().map(Self::of_json).collect()),
            Json::Object(map) => reference_of(map).unwrap_or_else(|| {
                let key = |text: &String| Key { text: text.as_str().into(), at: Span::default() };
                Value::Map(map.iter().map(|(text, value)| (key(text), Self::of_json(value))).collect())
            }),
        })
    }

    /// Returns the value of a key, or a `Null` without a place.
    #[must_use]
    pub fn get(&self, key: &str) -> &Self {
        self.find(key).unwrap_or(&ABSENT)
    }

    /// Returns the value of a key if the map has it.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(k, _)| &*k.text == key).map(|(_, v)| v)
    }

    /// Returns the value at a path of keys and list indexes joined by dots.
    #[must_use]
    pub fn at_path(&self, path: &str) -> &Self {
        path.split('.').fold(self, |at, part| match part.parse::<usize>() {
            Ok(index) if matches!(at.value, Value::List(_)) => at.items().get(index).unwrap_or(&ABSENT),
            _ => at.get(part),
        })
    }

    /// Returns the value at such a path to change it; `None` where nothing stands there.
    #[must_use]
    pub fn at_path_mut(&mut self, path: &str) -> Option<&mut Self> {
        path.split('.').try_fold(self, |at, part| match &mut at.value {
            Value::List(items) => items.get_mut(part.parse::<usize>().ok()?),
            Value::Map(entries) => entries.iter_mut().find(|(key, _)| &*key.text == part).map(|(_, value)| value),
            _ => None,
        })
    }

    /// Returns the entries of a map, none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[(Key, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the items of a list; a single value counts as a list of itself, as CloudFormation has it in many places.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// Tells whether nothing stands here.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Returns the text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns a text for any scalar: numbers and booleans as CloudFormation writes them.
    #[must_use]
    pub fn scalar_text(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) => Some(text.to_string()),
            Value::Integer(n) => Some(n.to_string()),
            Value::Number(n) => Some(n.to_string()),
            Value::Bool(b) => Some(b.to_string()),
            _ => None,
        }
    }

    /// Returns the whole number; a text of digits counts as one, as in CloudFormation.
    #[must_use]
    pub fn integer(&self) -> Option<i64> {
        match &self.value {
            Value::Integer(n) => Some(*n),
            Value::Text(text) => text.trim().parse().ok(),
            Value::Number(n) if n.fract() == 0.0 && n.abs() < 9.0e15 => Some(*n as i64),
            _ => None,
        }
    }

    /// Returns the number, whole or not; what is not finite is none.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        let number = match &self.value {
            Value::Integer(n) => Some(*n as f64),
            Value::Number(n) => Some(*n),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.filter(|number: &f64| number.is_finite())
    }

    /// Returns the truth value; the texts `true` and `false` count, as in CloudFormation.
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        match &self.value {
            Value::Bool(b) => Some(*b),
            Value::Text(text) => match &**text {
                "true" | "True" => Some(true),
                "false" | "False" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the logical id that a `Ref` or `Fn::GetAtt` names.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        match &self.value {
            Value::Reference { id, .. } => Some(id),
            _ => None,
        }
    }

    /// Returns the tree as JSON: references as `{"Ref": …}` and `{"Fn::GetAtt": […]}`, what is unresolved as its text.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        use serde_json::{Value as Json, json};
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(b) => json!(b),
            Value::Integer(n) => json!(n),
            Value::Number(n) => json!(n),
            Value::Text(text) | Value::Unresolved(text) => json!(&**text),
            Value::List(items) => Json::Array(items.iter().map(Self::json).collect()),
            Value::Map(entries) => entries.iter().map(|(k, v)| (k.text.to_string(), v.json())).collect(),
            Value::Reference { id, attribute: None } => json!({ "Ref": &**id }),
            Value::Reference { id, attribute: Some(attribute) } => json!({ "Fn::GetAtt": [&**id, &**attribute] }),
        }
    }
}

/// Reads a mention of a resource, as [`Properties::json`] writes it.
fn reference_of(map: &serde_json::Map<String, serde_json::Value>) -> Option<Value> {
    let (key, value) = map.iter().next().filter(|_| map.len() == 1)?;
    match (&**key, value.as_str(), value.as_array().map(Vec::as_slice)) {
        ("Ref", Some(id), _) => Some(Value::Reference { id: id.into(), attribute: None }),
        ("Fn::GetAtt", _, Some([id, attribute])) => {
            Some(Value::Reference { id: id.as_str()?.into(), attribute: Some(attribute.as_str()?.into()) })
        }
        _ => None,
    }
}

/// A resource of the stack, after the SAM transform.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its logical id.
    pub id: Arc<str>,
    /// Its type: `AWS::SQS::Queue`.
    pub type_name: Arc<str>,
    /// Its properties.
    pub properties: Properties,
    /// Where the logical id stands.
    pub at: Span,
    /// Who wrote it: the template, or the SAM transform for the resource named.
    pub generated_by: Option<Arc<str>>,
}

/// All resources of a template: what a service asks when another resource configures it
/// (a subscription its topic, a listener its load balancer).
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// The resources in the order written, generated ones last.
    pub resources: Vec<Resource>,
    /// The region, for ARNs.
    pub region: Arc<str>,
    /// The account id, for ARNs.
    pub account: Arc<str>,
}

impl Stack {
    /// Returns the resource with a logical id.
    #[must_use]
    pub fn resource(&self, id: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| &*resource.id == id)
    }

    /// Returns all resources of one type.
    pub fn of_type<'a>(&'a self, type_name: &'a str) -> impl Iterator<Item = &'a Resource> + Clone {
        self.resources.iter().filter(move |resource| &*resource.type_name == type_name)
    }
}
