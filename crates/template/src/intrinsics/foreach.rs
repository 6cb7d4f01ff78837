//! `Fn::ForEach`: maps whose entries are written once for a list of values.

use crate::source::{Content, Entry, NODES_MAX, Node};
use aws::diagnostics::Diagnostic;
use aws::service::properties::{Key, Value};
use std::sync::Arc;

/// How many values one loop may have; CloudFormation takes as many resources as a template may have.
const VALUES_MAX: usize = 500;

/// Writes out the loops of a tree; a loop over what is not known yet is reported and left as it is.
pub(crate) fn expand(root: &Node, parameters: &[super::ParameterInfo], diagnostics: &mut Vec<Diagnostic>) -> Node {
    let mut budget = NODES_MAX;
    expand_node(root, parameters, diagnostics, &mut budget)
}

fn expand_node(
    node: &Node,
    parameters: &[super::ParameterInfo],
    diagnostics: &mut Vec<Diagnostic>,
    budget: &mut usize,
) -> Node {
    *budget = budget.saturating_sub(1);
    let content = match &node.content {
        Content::Scalar { .. } => node.content.clone(),
        Content::List(items) => {
            Content::List(items.iter().map(|item| expand_node(item, parameters, diagnostics, budget)).collect())
        }
        Content::Map(entries) => {
            let mut all = Vec::with_capacity(entries.len());
            for entry in entries {
                let looped = entry.key.text.starts_with("Fn::ForEach::");
                match looped.then(|| written_out(&entry.value, parameters, *budget)).flatten() {
                    Some(copies) => {
                        for copy in copies {
                            let value = expand_node(&copy.value, parameters, diagnostics, budget);
                            all.push(Entry { key: copy.key, value });
                        }
                    }
                    _ if looped => {
                        let message = format!("the loop '{}' cannot be written out", entry.key.text);
                        let hint = "write [name, [values], { \"Key${name}\": … }] with values known before deployment";
                        let diagnostic = Diagnostic::warning("unresolved-loop", entry.key.at, message).hint(hint);
                        diagnostics.push(diagnostic);
                    }
                    _ => all.push(Entry {
                        key: entry.key.clone(),
                        value: expand_node(&entry.value, parameters, diagnostics, budget),
                    }),
                }
            }
            Content::Map(all)
        }
    };
    Node { content, at: node.at, style: node.style }
}

/// Returns the entries of a loop, one copy for each value.
fn written_out(call: &Node, parameters: &[super::ParameterInfo], budget: usize) -> Option<Vec<Entry>> {
    let [name, collection, body] = call.items() else { return None };
    let name = name.scalar()?;
    let values: Vec<Arc<str>> = match collection.intrinsic() {
        None => collection.items().iter().filter_map(Node::scalar).map(Arc::from).collect(),
        Some(("Ref", parameter)) => {
            let parameter = parameters.iter().find(|p| Some(&*p.name) == parameter.scalar())?;
            let Value::List(items) = &parameter.value else { return None };
            items.iter().filter_map(|item| item.text()).map(Arc::from).collect()
        }
        Some(_) => return None,
    };
    if values.len() > VALUES_MAX || values.len() * body.count() > budget {
        return None;
    }
    let copies = values.iter().flat_map(|value| {
        body.entries().iter().map(move |entry| Entry {
            key: Key { text: filled(&entry.key.text, name, value).into(), at: entry.key.at },
            value: substituted(&entry.value, name, value),
        })
    });
    Some(copies.collect())
}

fn substituted(node: &Node, name: &str, value: &str) -> Node {
    let text_node = |text: Arc<str>| Node {
        content: Content::Scalar { value: Value::Text(text.clone()), text },
        at: node.at,
        style: node.style,
    };
    if let Some(("Ref", argument)) = node.intrinsic()
        && argument.scalar() == Some(name)
    {
        return text_node(value.into());
    }
    let content = match &node.content {
        Content::Scalar { text, .. } => {
            let text = text.clone();
            let new = filled(&text, name, value);
            return if *new == *text { node.clone() } else { text_node(new.into()) };
        }
        Content::List(items) => Content::List(items.iter().map(|item| substituted(item, name, value)).collect()),
        Content::Map(entries) => {
            let entries = entries.iter().map(|entry| Entry {
                key: Key { text: filled(&entry.key.text, name, value).into(), at: entry.key.at },
                value: substituted(&entry.value, name, value),
            });
            Content::Map(entries.collect())
        }
    };
    Node { content, at: node.at, style: node.style }
}

/// Puts the value where the text mentions the loop's name; `&{Name}` takes its letters and digits only.
fn filled(text: &str, name: &str, value: &str) -> String {
    let bare: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
    text.replace(&format!("${{{name}}}"), value).replace(&format!("&{{{name}}}"), &bare)
}
