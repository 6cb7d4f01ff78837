//! Making properties of generated resources.

use aws::diagnostics::Span;
use aws::service::properties::{Key, Properties, Value};

/// Makes a map, leaving out what is absent.
pub(super) fn map<'k>(entries: impl IntoIterator<Item = (&'k str, Properties)>) -> Properties {
    let entries = entries.into_iter().filter(|(_, value)| !value.is_absent());
    Properties::generated(Value::Map(entries.map(|(name, value)| (key(name), value)).collect()))
}

/// Makes a list.
pub(super) fn list(items: impl IntoIterator<Item = Properties>) -> Properties {
    Properties::generated(Value::List(items.into_iter().collect()))
}

/// Makes a text.
pub(super) fn text(text: impl AsRef<str>) -> Properties {
    Properties::text_of(text.as_ref())
}

/// Makes a truth value.
pub(super) fn boolean(value: bool) -> Properties {
    Properties::generated(Value::Bool(value))
}

/// Makes a whole number.
pub(super) fn integer(value: i64) -> Properties {
    Properties::generated(Value::Integer(value))
}

/// Makes a `Ref`.
pub(super) fn reference(id: &str) -> Properties {
    Properties::generated(Value::Reference { id: id.into(), attribute: None })
}

/// Makes a `Fn::GetAtt`.
pub(super) fn attribute(id: &str, attribute: &str) -> Properties {
    Properties::generated(Value::Reference { id: id.into(), attribute: Some(attribute.into()) })
}

/// Returns a value if there is one, else another.
pub(super) fn or(value: &Properties, otherwise: Properties) -> Properties {
    if value.is_absent() { otherwise } else { value.clone() }
}

/// Takes over the properties that keep their name, with their places.
pub(super) fn picked(properties: &Properties, names: &[&str]) -> Vec<(Key, Properties)> {
    let entries = properties.entries().iter().filter(|(key, value)| names.contains(&&*key.text) && !value.is_absent());
    entries.cloned().collect()
}

/// Adds an entry to a map under construction, unless the value is absent.
pub(super) fn push(entries: &mut Vec<(Key, Properties)>, name: &str, value: Properties) {
    if !value.is_absent() {
        entries.push((key(name), value));
    }
}

/// Returns a place in a map for a value, with what stands there or a new one; what is no map becomes one.
pub(super) fn slot<'p>(properties: &'p mut Properties, name: &str, otherwise: Value) -> &'p mut Properties {
    if !matches!(properties.value, Value::Map(_)) {
        properties.value = Value::Map(Vec::new());
    }
    let Value::Map(entries) = &mut properties.value else { unreachable!("made a map above") };
    let at = match entries.iter().position(|(key, _)| &*key.text == name) {
        Some(at) => at,
        None => {
            entries.push((key(name), Properties::generated(otherwise)));
            entries.len() - 1
        }
    };
    &mut entries[at].1
}

/// Appends to a list; a single value there becomes its first item.
pub(super) fn append(properties: &mut Properties, item: Properties) {
    match &mut properties.value {
        Value::List(items) => items.push(item),
        Value::Null => properties.value = Value::List(vec![item]),
        _ => {
            let first = std::mem::take(properties);
            *properties = list([first, item]);
        }
    }
}

/// Makes a statement of a policy.
pub(super) fn statement(actions: &[&str], resource: Properties) -> Properties {
    map([("Effect", text("Allow")), ("Action", list(actions.iter().map(text))), ("Resource", resource)])
}

/// Makes an inline policy of a role.
pub(super) fn policy(name: &str, statements: Vec<Properties>) -> Properties {
    map([("PolicyName", text(name)), ("PolicyDocument", document(statements))])
}

/// Makes a policy document.
pub(super) fn document(statements: Vec<Properties>) -> Properties {
    map([("Version", text("2012-10-17")), ("Statement", list(statements))])
}

/// Makes the policy document that lets a service take on a role.
pub(super) fn trust(service: &str) -> Properties {
    let statement = map([
        ("Effect", text("Allow")),
        ("Principal", map([("Service", list([text(service)]))])),
        ("Action", list([text("sts:AssumeRole")])),
    ]);
    document(vec![statement])
}

fn key(name: &str) -> Key {
    Key { text: name.into(), at: Span::default() }
}
