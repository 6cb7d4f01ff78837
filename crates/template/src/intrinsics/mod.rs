//! What a template says, once its intrinsic functions are resolved.
//!
//! A [`Resolver`] knows the template's parameters, mappings, conditions and resources and turns a syntax tree into
//! [`Properties`]. A mention of a resource stays a reference where it is the whole value; inside a text it becomes
//! the name or ARN that AWS might give it, so that texts can be compared. What nobody can know keeps its text.

mod conditions;
mod foreach;
mod functions;
mod parameters;

pub use parameters::ParameterInfo;

pub(crate) use foreach::expand;

use crate::source::{Content, Node};
use aws::diagnostics::{Diagnostic, Span};
use aws::payload::physical::{self, Identity};
use aws::service::properties::{Properties, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Longest text that a function may make [bytes]: names made of names of names would double each time.
const TEXT_MAX: usize = 256 * 1024;
/// How much all functions of a template may make [bytes], copies of lists and mappings included.
const MADE_MAX: usize = 64 * 1024 * 1024;
/// What a copied value counts as [bytes].
const VALUE_SIZE: usize = 64;

/// Resolves the intrinsic functions of one template.
#[derive(Debug)]
pub struct Resolver<'a> {
    /// The template's parameters with the values in force.
    pub parameters: Vec<ParameterInfo>,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
    region: Arc<str>,
    mappings: Option<&'a Node>,
    conditions: Option<&'a Node>,
    globals: Option<&'a Node>,
    resources: BTreeMap<&'a str, &'a Node>,
    /// Resources whose condition is false.
    absent: BTreeSet<Arc<str>>,
    /// Conditions already decided; none while one is being decided.
    decided: BTreeMap<Arc<str>, Option<bool>>,
    /// Physical names already made; none while one is being made.
    names: BTreeMap<Arc<str>, Option<Arc<str>>>,
    /// What functions made so far [bytes].
    made: usize,
    /// What was reported as unknown, each once.
    reported: BTreeSet<String>,
}

impl<'a> Resolver<'a> {
    /// Reads the sections that functions refer to.
    #[must_use]
    pub fn new(root: &'a Node, overrides: &BTreeMap<String, String>, region: &str) -> Self {
        let mut resolver = Self {
            parameters: Vec::new(),
            diagnostics: Vec::new(),
            region: region.into(),
            mappings: root.get("Mappings"),
            conditions: root.get("Conditions"),
            globals: root.get("Globals"),
            resources: BTreeMap::new(),
            absent: BTreeSet::new(),
            decided: BTreeMap::new(),
            names: BTreeMap::new(),
            made: 0,
            reported: BTreeSet::new(),
        };
        resolver.parameters = parameters::read(root.get("Parameters"), overrides, &mut resolver.diagnostics);
        let resources = root.get("Resources").map_or(&[][..], Node::entries);
        resolver.resources = resources.iter().map(|entry| (&*entry.key.text, &entry.value)).collect();
        for entry in resources {
            if let Some(condition) = entry.value.get("Condition").and_then(Node::scalar)
                && !resolver.condition(condition, entry.value.at)
            {
                resolver.absent.insert(entry.key.text.clone());
            }
        }
        resolver
    }

    /// Tells whether a resource's condition holds.
    #[must_use]
    pub fn exists(&self, id: &str) -> bool {
        self.resources.contains_key(id) && !self.absent.contains(id)
    }

    /// Resolves a value; none stands for `AWS::NoValue`.
    pub fn resolve(&mut self, node: &Node) -> Option<Properties> {
        match node.intrinsic() {
            // In a policy statement `Condition` is a key like others; as a function it stands in conditions only.
            Some((name, argument)) if name != "Condition" => {
                return self.call(name, argument, node.at).map(|value| Properties { value, at: node.at });
            }
            _ => {}
        }
        let value = match &node.content {
            Content::Scalar { value: Value::Text(text), .. } if text.contains("{{resolve:") => {
                let message = format!("'{text}' is looked up at deployment, so what depends on it is unknown");
                let hint = "write the value itself to simulate what depends on it";
                self.report_once(text, Diagnostic::info("dynamic-reference", node.at, message).hint(hint));
                Value::Unresolved(text.clone())
            }
            Content::Scalar { value, .. } => value.clone(),
            Content::List(items) => Value::List(items.iter().filter_map(|item| self.resolve(item)).collect()),
            Content::Map(entries) => {
                let mut all: Vec<(aws::service::properties::Key, Properties)> = Vec::with_capacity(entries.len());
                for entry in entries {
                    // Of a key that stands twice the later one counts, as in SAM and CloudFormation.
                    all.retain(|(key, _)| key.text != entry.key.text);
                    if let Some(value) = self.resolve(&entry.value) {
                        all.push((entry.key.clone(), value));
                    }
                }
                Value::Map(all)
            }
        };
        Some(Properties { value, at: node.at })
    }

    /// Resolves a value that may be absent.
    pub fn resolve_or_null(&mut self, node: Option<&Node>) -> Properties {
        node.and_then(|node| self.resolve(node)).unwrap_or_default()
    }

    /// Returns what a resolved value is inside a text, and whether all of it is known.
    fn text_of(&mut self, value: &Value) -> Option<(String, bool)> {
        match value {
            Value::Text(text) => Some((text.to_string(), true)),
            Value::Unresolved(text) => Some((inside_text(text), false)),
            Value::Reference { id, attribute } => Some((self.mention(id, attribute.as_deref()), true)),
            Value::Bool(_) | Value::Integer(_) | Value::Number(_) => {
                Properties::generated(value.clone()).scalar_text().map(|text| (text, true))
            }
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Returns the text that a mention of a resource gives.
    fn mention(&mut self, id: &str, attribute: Option<&str>) -> String {
        // What SAM makes of a function is mentioned by the function's name: `Function.Alias`, `Function.Version`.
        let (id, part) = match (id.split_once('.'), attribute) {
            (Some((id, part)), _) => (id, Some(part)),
            (None, attribute) => (id, attribute),
        };
        let type_name = self.type_of(id);
        let name = self.name(id);
        let region = self.region.clone();
        let identity = Identity { type_name: &type_name, name: &name, region: &region, account: physical::ACCOUNT };
        match part {
            None => physical::reference(identity),
            Some("Version" | "Version.Arn") if type_name == "AWS::Serverless::Function" => {
                format!("{}:1", physical::arn(identity))
            }
            Some("Alias" | "Alias.Arn") if type_name == "AWS::Serverless::Function" => {
                format!("{}:{}", physical::arn(identity), self.alias(id))
            }
            Some(attribute) => physical::attribute(identity, attribute),
        }
    }

    /// Returns the name of the alias that SAM publishes for a function.
    fn alias(&mut self, id: &str) -> String {
        let own = self.resources.get(id).and_then(|node| node.at_path(&["Properties", "AutoPublishAlias"]));
        let node = own.or(self.globals.and_then(|globals| globals.at_path(&["Function", "AutoPublishAlias"])));
        let value = node.and_then(|node| self.resolve(node));
        value.and_then(|value| value.scalar_text()).unwrap_or_else(|| "live".to_owned())
    }

    fn type_of(&self, id: &str) -> String {
        let written = self.resources.get(id).and_then(|node| node.get("Type")).and_then(Node::scalar);
        // What SAM generates is mentioned too; only roles by attribute.
        let generated = if id.ends_with("Role") { "AWS::IAM::Role" } else { "AWS::Unknown::Resource" };
        match id {
            "ServerlessRestApi" => "AWS::ApiGateway::RestApi".to_owned(),
            "ServerlessHttpApi" => "AWS::ApiGatewayV2::Api".to_owned(),
            _ => written.unwrap_or(generated).to_owned(),
        }
    }

    /// Returns the physical name of a resource, resolving the property that gives it.
    fn name(&mut self, id: &str) -> Arc<str> {
        let type_name = self.type_of(id);
        match self.names.get(id) {
            Some(Some(name)) => return name.clone(),
            // A name that depends on itself.
            Some(None) => return physical::generated_name(&type_name, id, false).into(),
            None => {}
        }
        self.names.insert(id.into(), None);
        let properties = self.resources.get(id).and_then(|node| node.get("Properties"));
        let given = properties
            .zip(physical::name_property(&type_name))
            .and_then(|(properties, key)| properties.get(key))
            .and_then(|node| self.resolve(node))
            .and_then(|value| self.text_of(&value.value))
            .map(|(text, _)| text);
        let fifo = ["FifoQueue", "FifoTopic"].iter().any(|key| {
            let node = properties.and_then(|properties| properties.get(key));
            node.and_then(|node| self.resolve(node)).and_then(|value| value.boolean()) == Some(true)
        });
        let name: Arc<str> = given.unwrap_or_else(|| physical::generated_name(&type_name, id, fifo)).into();
        self.names.insert(id.into(), Some(name.clone()));
        name
    }

    /// Counts what a function makes; false, and reported once, when the template asks for too much.
    fn affords(&mut self, bytes: usize, at: Span) -> bool {
        self.made = self.made.saturating_add(bytes);
        if self.made > MADE_MAX {
            let message = format!("the functions of this template make more than {MADE_MAX} bytes");
            let hint = "values that mention each other grow with each step: shorten them";
            self.report_once("made", Diagnostic::error("too-much-made", at, message).hint(hint));
        }
        self.made <= MADE_MAX
    }

    /// Reports a problem once for each thing that has it.
    fn report_once(&mut self, about: &str, diagnostic: Diagnostic) {
        if self.reported.insert(format!("{} {about}", diagnostic.code)) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Reports a call that CloudFormation would refuse, and keeps its text.
    fn refused(&mut self, function: &str, at: Span, message: &str, hint: &str) -> Option<Value> {
        let message = format!("'{function}' {message}");
        self.diagnostics.push(Diagnostic::error("bad-function-call", at, message).hint(hint));
        Some(Value::Unresolved(format!("!{}", function.trim_start_matches("Fn::")).into()))
    }
}

/// Returns how something unresolved stands inside a text: `!Ref X` as `${X}`.
fn inside_text(text: &str) -> String {
    match text.strip_prefix("!Ref ").or_else(|| text.strip_prefix("!GetAtt ")) {
        Some(name) => format!("${{{name}}}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
