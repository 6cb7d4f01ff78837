//! Changing the tree of a template.

use crate::source::{self, Content, Entry, Style};
use aws::service::properties::{Key, Properties, Value};

/// Puts a value at a path of keys and list indexes, making maps on the way; nothing takes a key away.
pub(super) fn put(node: &mut source::Node, path: &[&str], value: source::Node) {
    let Some((part, rest)) = path.split_first() else {
        *node = value;
        return;
    };
    if let Content::Scalar { .. } = node.content {
        node.content = Content::Map(Vec::new());
    }
    match &mut node.content {
        Content::List(items) => {
            let Ok(index) = part.parse::<usize>() else { return };
            if index == items.len() {
                items.push(source::Node::null(value.at));
            }
            if let Some(item) = items.get_mut(index) {
                put(item, rest, value);
            }
        }
        Content::Map(entries) => {
            let at = entries.iter().rposition(|entry| &*entry.key.text == *part).unwrap_or_else(|| {
                let key = Key { text: (*part).into(), at: value.at };
                entries.push(Entry { key, value: source::Node::null(value.at) });
                entries.len() - 1
            });
            if rest.is_empty() && is_null(&value) {
                entries.remove(at);
            } else {
                put(&mut entries[at].value, rest, value);
            }
        }
        Content::Scalar { .. } => {}
    }
}

fn is_null(node: &source::Node) -> bool {
    matches!(node.content, Content::Scalar { value: Value::Null, .. })
}

/// Returns properties as a tree, as if they had been written where they stand.
pub(super) fn node_of(properties: &Properties) -> source::Node {
    let reference = |name: &str, text: &str| {
        let value = node_of(&Properties { value: Value::Text(text.into()), at: properties.at });
        Content::Map(vec![Entry { key: Key { text: name.into(), at: properties.at }, value }])
    };
    let content = match &properties.value {
        Value::List(items) => Content::List(items.iter().map(node_of).collect()),
        Value::Map(entries) => {
            let entry = |(key, value): &(Key, Properties)| Entry { key: key.clone(), value: node_of(value) };
            Content::Map(entries.iter().map(entry).collect())
        }
        Value::Reference { id, attribute: None } => reference("Ref", id),
        Value::Reference { id, attribute: Some(attribute) } => reference("Fn::GetAtt", &format!("{id}.{attribute}")),
        Value::Unresolved(text) => Content::Scalar { text: text.clone(), value: Value::Text(text.clone()) },
        value => Content::Scalar { text: properties.scalar_text().unwrap_or_default().into(), value: value.clone() },
    };
    source::Node { content, at: properties.at, style: Style::Plain }
}
