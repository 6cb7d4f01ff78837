//! Laying one block over another: `--with`.

use aws::service::properties::{Properties, Value};

/// Lays a block over another: maps are joined key by key, anything else is replaced.
#[must_use]
pub fn lay_over(base: &Properties, over: &Properties) -> Properties {
    match (&base.value, &over.value) {
        (Value::Map(below), Value::Map(above)) => {
            let mut entries = below.clone();
            for (key, value) in above {
                match entries.iter_mut().find(|(known, _)| known.text == key.text) {
                    Some((known, place)) => {
                        *known = key.clone();
                        *place = lay_over(place, value);
                    }
                    None => entries.push((key.clone(), value.clone())),
                }
            }
            Properties { value: Value::Map(entries), at: over.at }
        }
        (_, Value::Null) => base.clone(),
        _ => over.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws::service::properties::Key;

    fn map(entries: &[(&str, Properties)]) -> Properties {
        let entry =
            |(key, value): &(&str, Properties)| (Key { text: (*key).into(), at: Default::default() }, value.clone());
        Properties::generated(Value::Map(entries.iter().map(entry).collect()))
    }

    #[test]
    fn maps_are_joined_and_the_rest_is_replaced() {
        let number = |n| Properties::generated(Value::Integer(n));
        let list = |n| Properties::generated(Value::List(vec![number(n)]));
        let base = map(&[("Functions", map(&[("A", number(1)), ("B", number(2))])), ("Traffic", list(1))]);
        let over = map(&[("Functions", map(&[("B", number(3))])), ("Traffic", list(9)), ("Seed", number(7))]);
        let expected = serde_json::json!({ "Functions": { "A": 1, "B": 3 }, "Traffic": [9], "Seed": 7 });
        assert_eq!(lay_over(&base, &over).json(), expected);
    }
}
