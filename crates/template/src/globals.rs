//! The `Globals` section: what all serverless resources of a kind have in common.

use aws::service::properties::{Key, Properties, Value};

/// Returns the properties of a resource with those of its kind from `Globals`, by SAM's rules: maps are merged,
/// lists are joined with the global items first, and anything else of the resource takes the place of the global.
pub(crate) fn merged(globals: &Properties, type_name: &str, own: Properties, ignored: &Properties) -> Properties {
    let Some(kind) = type_name.strip_prefix("AWS::Serverless::") else { return own };
    let section = globals.get(kind);
    if section.is_absent() || ignored.text() == Some("*") {
        return own;
    }
    let is_ignored = |key: &Key| ignored.items().iter().any(|item| item.text() == Some(&*key.text));
    let kept = section.entries().iter().filter(|(key, _)| !is_ignored(key)).cloned().collect();
    merge(Properties { value: Value::Map(kept), at: section.at }, own)
}

fn merge(global: Properties, own: Properties) -> Properties {
    let at = if own.at.is_known() { own.at } else { global.at };
    let value = match (global.value, own.value) {
        (global, Value::Null) => global,
        (Value::Map(mut all), Value::Map(entries)) => {
            for (key, value) in entries {
                match all.iter_mut().find(|(global, _)| global.text == key.text) {
                    Some(entry) => *entry = (key, merge(std::mem::take(&mut entry.1), value)),
                    None => all.push((key, value)),
                }
            }
            Value::Map(all)
        }
        (Value::List(mut all), Value::List(items)) => {
            all.extend(items);
            Value::List(all)
        }
        (_, own) => own,
    };
    Properties { value, at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intrinsics::Resolver;
    use crate::source;
    use std::collections::BTreeMap;

    fn properties(text: &str) -> Properties {
        let (root, _, _) = source::parse(text);
        Resolver::new(&root, &BTreeMap::new(), "us-east-1").resolve_or_null(Some(&root))
    }

    #[test]
    fn maps_merge_lists_join_scalars_override() {
        let globals = properties(
            "Function: { Timeout: 3, MemorySize: 1, Layers: [a], Environment: { Variables: { A: 1, B: 2 } } }",
        );
        let own = properties("{ Timeout: 9, Layers: [b], Environment: { Variables: { B: 3, C: 4 } } }");
        let all = merged(&globals, "AWS::Serverless::Function", own.clone(), &Properties::default());
        let expected = "{\"Timeout\":9,\"MemorySize\":1,\"Layers\":[\"a\",\"b\"],\"Environment\":{\"Variables\":{\"A\":1,\"B\":3,\"C\":4}}}";
        assert_eq!(all.json().to_string(), expected);
        assert_eq!(merged(&globals, "AWS::Lambda::Function", own.clone(), &Properties::default()), own);
        assert_eq!(merged(&globals, "AWS::Serverless::Function", own.clone(), &properties("'*'")), own);
        let ignored = merged(&globals, "AWS::Serverless::Function", own, &properties("[MemorySize]"));
        assert!(ignored.get("MemorySize").is_absent());
    }
}
