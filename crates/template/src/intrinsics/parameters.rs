//! The template's parameters and their values.

use crate::source::Node;
use aws::diagnostics::{Diagnostic, Span};
use aws::service::properties::{Properties, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A parameter of the template.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterInfo {
    /// Its name.
    pub name: Arc<str>,
    /// Its type: `String`, `Number`, `CommaDelimitedList`, `AWS::EC2::VPC::Id`, …
    pub type_name: Arc<str>,
    /// What it is for.
    pub description: Option<Arc<str>>,
    /// Its default as text.
    pub default: Option<Arc<str>>,
    /// The only values that it may have, if the template limits them.
    pub allowed: Vec<Arc<str>>,
    /// The value in force: the one given from outside, the default, or what could not be resolved.
    pub value: Value,
    /// Whether the value was given from outside.
    pub given: bool,
    /// Where the parameter stands.
    pub at: Span,
}

/// Reads the section; `given` holds values from outside by name.
pub(super) fn read(
    section: Option<&Node>,
    given: &BTreeMap<String, String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ParameterInfo> {
    let entries = section.map_or(&[][..], Node::entries);
    let parameters: Vec<ParameterInfo> = entries
        .iter()
        .map(|entry| {
            let text = |key: &str| entry.value.get(key).and_then(Node::scalar).map(Arc::from);
            let name = entry.key.text.clone();
            let type_name: Arc<str> = text("Type").unwrap_or_else(|| "String".into());
            let allowed = entry.value.get("AllowedValues").map_or(&[][..], Node::items);
            let default: Option<Arc<str>> = text("Default");
            let from_outside: Option<Arc<str>> = given.get(&*name).map(|text| Arc::from(&**text));
            let parameter = ParameterInfo {
                value: typed(&name, &type_name, from_outside.as_ref().or(default.as_ref())),
                description: text("Description"),
                allowed: allowed.iter().filter_map(Node::scalar).map(Arc::from).collect(),
                given: from_outside.is_some(),
                at: entry.key.at,
                default,
                name,
                type_name,
            };
            check(&parameter, diagnostics);
            parameter
        })
        .collect();
    for name in given.keys() {
        if !parameters.iter().any(|parameter| *parameter.name == **name) {
            let message = format!("the template has no parameter '{name}'");
            let hint = "remove the value, or declare the parameter in 'Parameters'";
            diagnostics.push(Diagnostic::warning("unknown-parameter", Span::default(), message).hint(hint));
        }
    }
    parameters
}

fn typed(name: &str, type_name: &str, text: Option<&Arc<str>>) -> Value {
    let Some(text) = text else { return Value::Unresolved(format!("!Ref {name}").into()) };
    if type_name.starts_with("AWS::SSM::Parameter::Value") {
        return Value::Unresolved(format!("{{{{resolve:ssm:{text}}}}}").into());
    }
    if type_name == "CommaDelimitedList" || type_name.starts_with("List<") {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        return Value::List(items.map(Properties::text_of).collect());
    }
    if type_name == "Number" {
        if let Ok(integer) = text.parse() {
            return Value::Integer(integer);
        }
        if let Ok(number) = text.parse::<f64>()
            && number.is_finite()
        {
            return Value::Number(number);
        }
    }
    Value::Text(text.clone())
}

fn check(parameter: &ParameterInfo, diagnostics: &mut Vec<Diagnostic>) {
    let ParameterInfo { name, at, .. } = parameter;
    let Some(text) = Properties::generated(parameter.value.clone()).scalar_text() else { return };
    if !parameter.allowed.is_empty() && !parameter.allowed.iter().any(|allowed| **allowed == *text) {
        let message = format!("the value '{text}' of the parameter '{name}' is none of its 'AllowedValues'");
        let allowed = parameter.allowed.join("', '");
        let hint = format!("use one of '{allowed}'");
        diagnostics.push(Diagnostic::warning("parameter-not-allowed", *at, message).hint(hint));
    }
    if &*parameter.type_name == "Number" && matches!(parameter.value, Value::Text(_)) {
        let message = format!("the value '{text}' of the parameter '{name}' is no number");
        diagnostics.push(Diagnostic::warning("parameter-no-number", *at, message).hint("give it a number"));
    }
}
