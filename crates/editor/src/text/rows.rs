//! Rows of names and values over a map in JSON: headers, message attributes.
//!
//! While they are edited the rows are what is meant, and the map follows them: a row may be without a name, or for a
//! moment have the name of another, and neither is lost.

use super::form::{attribute, changed, read};
use serde_json::{Map, Value, json};

/// A name with its value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    name: String,
    text: String,
    /// What was written of it before; `None` for a new row.
    written: Option<Value>,
}

/// The rows of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    key: &'static str,
    /// Whether the values are those of message attributes, which say their type.
    typed: bool,
    rows: Vec<Row>,
}

impl Row {
    /// Returns its name; empty for a row that has none yet.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns its value, without its type.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    fn of((name, value): (&String, &Value)) -> Self {
        Self { name: name.clone(), text: text_of(value), written: Some(value.clone()) }
    }

    /// Returns its value as it is to be written: of the type that it has, which is guessed for a new row only.
    fn value(&self, typed: bool) -> Value {
        match &self.written {
            Some(written) if text_of(written) == self.text => written.clone(),
            written if typed => attribute_like(written.as_ref(), &self.text),
            Some(Value::Number(_) | Value::Bool(_)) => {
                let parsed = serde_json::from_str::<Value>(&self.text).ok();
                parsed.filter(|it| it.is_number() || it.is_boolean()).unwrap_or_else(|| json!(self.text))
            }
            _ => json!(self.text),
        }
    }
}

/// Makes a message attribute of the type of the one that is written; without one the type is guessed.
pub(crate) fn attribute_like(written: Option<&Value>, text: &str) -> Value {
    let Some(Value::Object(typed)) = written.filter(|it| it.get("DataType").is_some()) else { return attribute(text) };
    let key = if typed.contains_key("BinaryValue") { "BinaryValue" } else { "StringValue" };
    let mut typed = typed.clone();
    typed.insert(key.to_owned(), json!(text));
    Value::Object(typed)
}

impl Rows {
    /// Reads the rows of the map below a key. Typed values are those of message attributes.
    #[must_use]
    pub fn read(json: &str, key: &'static str, typed: bool) -> Self {
        let rows = map_of(json, key).unwrap_or_default();
        Self { key, typed, rows: rows.iter().map(Row::of).collect() }
    }

    /// Returns the rows of a map that was changed elsewhere: those before, unless it says something else now.
    #[must_use]
    pub fn after(before: Option<&Self>, json: &str, key: &'static str, typed: bool) -> Self {
        let kept = before.filter(|rows| !rows.differs(json)).cloned();
        kept.unwrap_or_else(|| Self::read(json, key, typed))
    }

    /// Returns how many rows there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// Returns a row.
    #[must_use]
    pub fn row(&self, index: usize) -> Option<&Row> {
        self.rows.get(index)
    }

    /// Tells whether a row before has the same name, so that this one is not written.
    #[must_use]
    pub fn is_twice(&self, index: usize) -> bool {
        let name = self.row(index).map_or("", Row::name);
        !name.is_empty() && self.rows.iter().take(index).any(|row| row.name == name)
    }

    /// Adds a row without a name.
    pub fn add(&mut self) {
        self.rows.push(Row::default());
    }

    /// Removes a row.
    pub fn remove(&mut self, index: usize) {
        if index < self.rows.len() {
            self.rows.remove(index);
        }
    }

    /// Gives a row another name.
    pub fn set_name(&mut self, index: usize, name: &str) {
        if let Some(row) = self.rows.get_mut(index) {
            name.clone_into(&mut row.name);
        }
    }

    /// Gives a row another value, of the type that it has.
    pub fn set_text(&mut self, index: usize, text: &str) {
        if let Some(row) = self.rows.get_mut(index) {
            text.clone_into(&mut row.text);
        }
    }

    /// Returns the JSON with these rows; those without a name and those whose name stands before are left out, and without
    /// rows the key goes.
    #[must_use]
    pub fn written(&self, json: &str) -> String {
        // What says it already keeps its form.
        if !self.differs(json) {
            return json.to_owned();
        }
        changed(json, |map| match self.entries() {
            entries if entries.is_empty() => drop(map.remove(self.key)),
            entries => drop(map.insert(self.key.to_owned(), Value::Object(entries))),
        })
    }

    /// Tells whether the JSON says something else than the rows, because it was changed elsewhere. What cannot be read says
    /// nothing.
    fn differs(&self, json: &str) -> bool {
        map_of(json, self.key).is_some_and(|map| map != self.entries())
    }

    fn entries(&self) -> Map<String, Value> {
        let mut entries = Map::new();
        for row in self.rows.iter().filter(|row| !row.name.is_empty()) {
            if !entries.contains_key(&row.name) {
                entries.insert(row.name.clone(), row.value(self.typed));
            }
        }
        entries
    }
}

/// Returns the map below a key, empty where there is none; `None` where the JSON cannot be read.
fn map_of(json: &str, key: &str) -> Option<Map<String, Value>> {
    Some(match read(json)?.remove(key) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    })
}

/// Returns a value without its type.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(typed) => {
            let inner = typed.get("StringValue").or_else(|| typed.get("BinaryValue"));
            inner.map_or_else(|| value.to_string(), |inner| inner.as_str().map_or(inner.to_string(), str::to_owned))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(json: &str) -> Value {
        serde_json::from_str(json).unwrap_or_default()
    }

    #[test]
    fn new_rows_are_headers_or_attributes_of_the_type_that_they_look_like() {
        for (typed, expected) in [
            (false, json!({ "store": "berlin", "price": "12" })),
            (
                true,
                json!({
                    "store": { "DataType": "String", "StringValue": "berlin" },
                    "price": { "DataType": "Number", "StringValue": "12" },
                }),
            ),
        ] {
            let mut rows = Rows::read("{}", "A", typed);
            for (index, (name, text)) in
                [("store", "berlin"), ("price", "12"), ("", "left out")].into_iter().enumerate()
            {
                rows.add();
                rows.set_name(index, name);
                rows.set_text(index, text);
            }
            let json = rows.written("{}");
            assert_eq!(parsed(&json), json!({ "A": expected }));
            assert!(!rows.differs(&json));
            assert_eq!(rows.row(2).map(Row::text), Some("left out"));
            (0..3).for_each(|_| rows.remove(0));
            assert_eq!(rows.written(&json), "{}");
        }
    }

    #[test]
    fn a_row_keeps_its_type_whichever_is_edited() {
        let json = json!({ "A": {
            "zip": { "DataType": "String", "StringValue": "10115" },
            "sum": { "DataType": "Number.float", "StringValue": "1.5" },
            "raw": { "DataType": "Binary", "BinaryValue": "AAEC" },
            "store": { "DataType": "String", "StringValue": "berlin" },
        }});
        let mut rows = Rows::read(&json.to_string(), "A", true);
        let place = |rows: &Rows, name: &str| {
            (0..rows.count()).find(|index| rows.row(*index).is_some_and(|row| row.name() == name)).unwrap_or_default()
        };
        for (name, text) in [("store", "7"), ("raw", "BBBB"), ("sum", "2.5")] {
            let index = place(&rows, name);
            rows.set_text(index, text);
        }
        let mut expected = json.clone();
        expected["A"]["store"]["StringValue"] = json!("7");
        expected["A"]["raw"]["BinaryValue"] = json!("BBBB");
        expected["A"]["sum"]["StringValue"] = json!("2.5");
        assert_eq!(parsed(&rows.written(&json.to_string())), expected);
    }

    #[test]
    fn typing_through_the_name_of_another_row_loses_neither() {
        let mut json = json!({ "A": { "store": "berlin" } }).to_string();
        let mut rows = Rows::read(&json, "A", false);
        rows.add();
        rows.set_text(1, "7");
        for typed in ["stor", "store", "storeId"] {
            rows.set_name(1, typed);
            json = rows.written(&json);
            assert!(!rows.differs(&json), "the JSON says no more than the rows");
            assert_eq!((rows.count(), rows.is_twice(1)), (2, typed == "store"));
        }
        assert_eq!(parsed(&json), json!({ "A": { "store": "berlin", "storeId": "7" } }));
    }

    #[test]
    fn the_json_is_read_again_only_where_it_was_changed_elsewhere() {
        let json = r#"{"A":{"store":"berlin"}}"#;
        let rows = Rows::read(json, "A", false);
        assert!(!rows.differs(json) && !rows.differs(r#"{"A":{"store":"ber"#));
        assert!(rows.differs(r#"{"A":{"store":"bonn"}}"#) && rows.differs("{}"));
        assert_eq!(rows.written("{ half"), "{ half");
        let mut edited = rows.clone();
        edited.add();
        assert_eq!(edited.written(json), json, "a row without a name changes nothing");
        let after = |json| Rows::after(Some(&edited), json, "A", false);
        assert_eq!((after(json), after("{ half")), (edited.clone(), edited.clone()));
        assert_eq!(after(r#"{"A":{"store":"bonn"}}"#).row(0).map(Row::text), Some("bonn"));
        assert_eq!(Rows::after(None, json, "A", false), rows);
    }
}
