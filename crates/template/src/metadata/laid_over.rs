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
    use serde_json::json;

    #[test]
    fn maps_are_joined_and_the_rest_is_replaced() {
        let read = |json: serde_json::Value| Properties::of_json(&json);
        let base = read(json!({ "Functions": { "A": 1, "B": 2 }, "Traffic": [1] }));
        let over = read(json!({ "Functions": { "B": 3 }, "Traffic": [9], "Seed": 7 }));
        let expected = json!({ "Functions": { "A": 1, "B": 3 }, "Traffic": [9], "Seed": 7 });
        assert_eq!(lay_over(&base, &over).json(), expected);
    }
}
