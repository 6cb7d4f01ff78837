//! A filter as a table: which field, compared how, with what. What the table does not have stays JSON beside it.
//!
//! It is the filter policy of a subscription, or the pattern of a mapping: maps down to a field, and below it the list of
//! what it may be.

use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// It is one of some texts.
    OneOf,
    /// It is none of some texts.
    NoneOf,
    /// It begins with a text.
    BeginsWith,
    /// It ends with a text.
    EndsWith,
    /// It is a text, large or small letters alike.
    AnyCase,
    /// It is a number within bounds.
    Number,
    /// It is there.
    Exists,
    /// It is not there.
    Missing,
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The field, as keys from the outside in with dots between them.
    pub field: Arc<str>,
    /// How it is compared; `None` where the table has no word for it.
    pub operator: Option<Operator>,
    /// With what, as it is typed; the JSON where the table has no word for the operator.
    pub value: Arc<str>,
}

/// Why a line cannot be set, by what of it that is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The field.
    Field(Arc<str>),
    /// The value.
    Value(Arc<str>),
}

impl Wrong {
    /// Returns the reason.
    #[must_use]
    pub fn words(&self) -> &Arc<str> {
        let (Self::Field(words) | Self::Value(words)) = self;
        words
    }
}

impl Operator {
    /// All of them, in the order of the choice.
    pub const ALL: [Self; 8] = [
        Self::OneOf,
        Self::NoneOf,
        Self::BeginsWith,
        Self::EndsWith,
        Self::AnyCase,
        Self::Number,
        Self::Exists,
        Self::Missing,
    ];

    /// Says it between field and value.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OneOf => "is one of",
            Self::NoneOf => "is none of",
            Self::BeginsWith => "begins with",
            Self::EndsWith => "ends with",
            Self::AnyCase => "is, upper or lower case",
            Self::Number => "is a number",
            Self::Exists => "is there",
            Self::Missing => "is not there",
        }
    }

    /// Returns the one of some words.
    #[must_use]
    pub fn of_words(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.words() == words)
    }

    /// Shows what its value looks like; empty where it takes none.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::OneOf | Self::NoneOf => "a, b",
            Self::BeginsWith => "order.",
            Self::EndsWith => ".jpg",
            Self::AnyCase => "gold",
            Self::Number => ">= 0, < 100",
            Self::Exists | Self::Missing => "",
        }
    }

    /// Says how its value is typed.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::OneOf | Self::NoneOf => "With commas between them; one that has a comma itself in double quotes",
            Self::BeginsWith | Self::EndsWith | Self::AnyCase => "A text",
            Self::Number => "A number, or bounds with a comma between them",
            Self::Exists | Self::Missing => "",
        }
    }

    /// Returns what a field may be, as the list that stands in the filter.
    ///
    /// # Errors
    /// What is wrong with the value.
    pub fn written(self, value: &str) -> Result<Json, &'static str> {
        let value = value.trim();
        let several = match self {
            Self::OneOf | Self::NoneOf => texts(value).ok_or("Close the double quote, and put a comma behind it")?,
            _ => Vec::new(),
        };
        let is_nothing = match self {
            Self::OneOf | Self::NoneOf => several.is_empty(),
            _ => value.is_empty() && !self.example().is_empty(),
        };
        if is_nothing {
            return Err("Say with what it is compared");
        }
        Ok(match self {
            Self::OneOf => json!(several),
            Self::NoneOf => json!([{ "anything-but": several }]),
            Self::BeginsWith => json!([{ "prefix": value }]),
            Self::EndsWith => json!([{ "suffix": value }]),
            Self::AnyCase => json!([{ "equals-ignore-case": value }]),
            Self::Number => json!([{ "numeric": bounds(value).ok_or("Write a number, or bounds as in >= 0, < 100")? }]),
            Self::Exists => json!([{ "exists": true }]),
            Self::Missing => json!([{ "exists": false }]),
        })
    }

    /// Reads what a field may be; `None` for what the table has no word for.
    fn read(list: &Json) -> Option<(Self, String)> {
        let list = list.as_array()?;
        if let Some(texts) = joined(list) {
            return Some((Self::OneOf, texts));
        }
        let [Json::Object(only)] = list.as_slice() else { return None };
        let mut entries = only.iter();
        let ((key, value), None) = (entries.next()?, entries.next()) else { return None };
        let text = || value.as_str().map(str::to_owned);
        match key.as_str() {
            "anything-but" => {
                let several = value.as_array().and_then(|list| joined(list));
                Some((Self::NoneOf, several.or_else(|| joined(std::slice::from_ref(value)))?))
            }
            "prefix" => Some((Self::BeginsWith, text()?)),
            "suffix" => Some((Self::EndsWith, text()?)),
            "equals-ignore-case" => Some((Self::AnyCase, text()?)),
            "numeric" => Some((Self::Number, bounds_text(value.as_array()?)?)),
            "exists" => Some((if value.as_bool()? { Self::Exists } else { Self::Missing }, String::new())),
            _ => None,
        }
    }
}

/// Reads a filter as lines; `None` where it is no map of fields, or has one whose name no path can say.
#[must_use]
pub fn lines(filter: &Json) -> Option<Vec<Line>> {
    let mut lines = Vec::new();
    match filter {
        Json::Null => {}
        Json::Object(map) => gather(map, "", &mut lines)?,
        _ => return None,
    }
    Some(lines)
}

fn gather(map: &Map<String, Json>, above: &str, lines: &mut Vec<Line>) -> Option<()> {
    for (key, value) in map {
        if key.contains('.') || key.is_empty() || is_special(key) {
            return None;
        }
        let field = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        match value {
            Json::Object(inner) => gather(inner, &field, lines)?,
            list => {
                let (operator, value) = match Operator::read(list) {
                    Some((operator, value)) => (Some(operator), value),
                    None => (None, list.to_string()),
                };
                lines.push(Line { field: field.into(), operator, value: value.into() });
            }
        }
    }
    Some(())
}

/// Tells whether a key names no field: a choice among filters, or what the template works out.
fn is_special(key: &str) -> bool {
    key.starts_with('$') || key == "Ref" || key.starts_with("Fn::")
}

/// Returns why a table cannot have a line for another field.
pub(super) fn why_not_added(lines: &[Line], field: &str) -> Option<String> {
    let special = field.split('.').find(|key| is_special(key));
    if field.split('.').any(str::is_empty) {
        return Some("A key is missing before or after a dot".to_owned());
    } else if let Some(key) = special {
        return Some(format!("{key} names no field: add it in the JSON or in the template"));
    }
    let within = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'));
    let held: Vec<&str> = lines.iter().map(|it| &*it.field).filter(|it| within(it, field)).collect();
    if !held.is_empty() {
        return Some(format!("{field} holds other fields, so it is none itself: {}", held.join(", ")));
    }
    let line = lines.iter().map(|it| &*it.field).find(|it| *it == field || within(field, it))?;
    Some(match line == field {
        true => format!("{field} is there already: change its line"),
        false => format!("{line} is there already, and holds no other fields"),
    })
}

/// Returns a filter in which a field may be something else; without anything it is not asked any more.
#[must_use]
pub fn with(filter: &Json, field: &str, list: Option<Json>) -> Json {
    let mut map = filter.as_object().cloned().unwrap_or_default();
    let (key, rest) = field.split_once('.').map_or((field, None), |(key, rest)| (key, Some(rest)));
    let inner = match rest {
        Some(rest) => with(map.get(key).unwrap_or(&Json::Null), rest, list),
        None => list.unwrap_or(Json::Null),
    };
    let is_empty = inner.is_null() || inner.as_object().is_some_and(Map::is_empty);
    match is_empty {
        true => drop(map.remove(key)),
        false => drop(map.insert(key.to_owned(), inner)),
    }
    Json::Object(map)
}

/// Reads texts with commas between them, in double quotes where they have a comma themselves: `a, "b, c"`. `None` where a
/// quote is not closed.
fn texts(value: &str) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    let mut rest = value.trim_start();
    while !rest.is_empty() {
        if rest.starts_with('"') {
            let mut quoted = serde_json::Deserializer::from_str(rest).into_iter::<String>();
            texts.push(quoted.next()?.ok()?);
            let behind = rest[quoted.byte_offset()..].trim_start();
            rest = if behind.is_empty() { "" } else { behind.strip_prefix(',')? };
        } else {
            let (text, behind) = rest.split_once(',').unwrap_or((rest, ""));
            texts.extend(Some(text.trim()).filter(|it| !it.is_empty()).map(str::to_owned));
            rest = behind;
        }
        rest = rest.trim_start();
    }
    Some(texts)
}

/// Writes texts with commas between them, those in quotes that would else be others; `None` for what is no text.
fn joined(list: &[Json]) -> Option<String> {
    let is_plain = |it: &str| !it.is_empty() && it.trim() == it && !it.contains(',') && !it.starts_with('"');
    let text = |it: &Json| Some(if is_plain(it.as_str()?) { it.as_str()?.to_owned() } else { it.to_string() });
    let texts: Vec<String> = list.iter().map(text).collect::<Option<_>>()?;
    (!texts.is_empty()).then(|| texts.join(", "))
}

/// Reads `5`, `> 5` or `>= 0, < 100`.
fn bounds(value: &str) -> Option<Vec<Json>> {
    let mut bounds = Vec::new();
    for part in value.split(',').map(str::trim) {
        let sign = [">=", "<=", ">", "<", "="].into_iter().find(|sign| part.starts_with(sign));
        let number = part.strip_prefix(sign.unwrap_or("")).unwrap_or(part).trim();
        let number: Json = serde_json::from_str(number).ok().filter(Json::is_number)?;
        bounds.extend([json!(sign.unwrap_or("=")), number]);
    }
    Some(bounds)
}

fn bounds_text(list: &[Json]) -> Option<String> {
    let pair = |pair: &[Json]| match pair {
        [Json::String(sign), Json::Number(number)] => Some(format!("{sign} {number}")),
        _ => None,
    };
    let pairs: Option<Vec<String>> = list.chunks(2).map(pair).collect();
    pairs.filter(|pairs| !pairs.is_empty()).map(|pairs| pairs.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operator_is_read_as_it_is_written() {
        for (operator, value, expected) in [
            (Operator::OneOf, "a, b", json!(["a", "b"])),
            (Operator::OneOf, r#""a,b", c, "\"d\"", " f", """#, json!(["a,b", "c", "\"d\"", " f", ""])),
            (Operator::OneOf, "5\" disk", json!(["5\" disk"])),
            (Operator::NoneOf, "a", json!([{ "anything-but": ["a"] }])),
            (Operator::NoneOf, r#""a, b""#, json!([{ "anything-but": ["a, b"] }])),
            (Operator::BeginsWith, "order.", json!([{ "prefix": "order." }])),
            (Operator::EndsWith, ".jpg", json!([{ "suffix": ".jpg" }])),
            (Operator::AnyCase, "gold", json!([{ "equals-ignore-case": "gold" }])),
            (Operator::Number, ">= 0, < 1.5", json!([{ "numeric": [">=", 0, "<", 1.5] }])),
            (Operator::Exists, "", json!([{ "exists": true }])),
            (Operator::Missing, "", json!([{ "exists": false }])),
        ] {
            assert_eq!(operator.written(value).as_ref(), Ok(&expected));
            let line = Line { field: "store".into(), operator: Some(operator), value: value.into() };
            assert_eq!(lines(&json!({ "store": expected })), Some(vec![line]));
            assert_eq!(Operator::of_words(operator.words()), Some(operator));
        }
        assert_eq!(Operator::Number.written("5"), Ok(json!([{ "numeric": ["=", 5] }])));
        for (operator, value) in [
            (Operator::Number, "many"),
            (Operator::Number, ""),
            (Operator::BeginsWith, " "),
            (Operator::OneOf, " "),
            (Operator::OneOf, ","),
            (Operator::NoneOf, " , "),
            (Operator::OneOf, "a, \"b, c"),
            (Operator::OneOf, "\"a\" b"),
        ] {
            assert!(operator.written(value).is_err(), "{operator:?} {value}");
        }
        assert_eq!(lines(&json!({ "a": [{ "anything-but": "b" }] })).unwrap()[0].operator, Some(Operator::NoneOf));
    }

    #[test]
    fn fields_lie_within_others_and_what_has_no_words_stays_json() {
        let filter = json!({ "body": { "kind": ["order"], "sum": [1, { "exists": false }] }, "store": ["a"] });
        let lines = lines(&filter).expect("fields");
        let told: Vec<_> = lines.iter().map(|it| (&*it.field, it.operator, &*it.value)).collect();
        assert_eq!(
            told,
            [
                ("body.kind", Some(Operator::OneOf), "order"),
                ("body.sum", None, "[1,{\"exists\":false}]"),
                ("store", Some(Operator::OneOf), "a"),
            ]
        );
        for other in [json!({ "$or": [{ "a": ["b"] }] }), json!({ "a.b": ["c"] }), json!([1]), json!("{{resolve:x}}")] {
            assert_eq!(super::lines(&other), None, "{other}");
        }
        assert_eq!(super::lines(&Json::Null), Some(Vec::new()));
    }

    #[test]
    fn another_line_takes_the_place_of_none_that_is_there() {
        let filter = json!({ "body": { "kind": ["order"], "sum": [1] }, "store": ["a"] });
        let lines = lines(&filter).expect("fields");
        for (field, why) in [
            ("store", Some("store is there already: change its line")),
            ("store.city", Some("store is there already, and holds no other fields")),
            ("body", Some("body holds other fields, so it is none itself: body.kind, body.sum")),
            ("body.kind", Some("body.kind is there already: change its line")),
            ("body.", Some("A key is missing before or after a dot")),
            (".x", Some("A key is missing before or after a dot")),
            ("$or", Some("$or names no field: add it in the JSON or in the template")),
            ("body.Ref", Some("Ref names no field: add it in the JSON or in the template")),
            ("Fn::Sub", Some("Fn::Sub names no field: add it in the JSON or in the template")),
            ("stores", None),
            ("body.kinds", None),
        ] {
            assert_eq!(why_not_added(&lines, field).as_deref(), why, "{field}");
            // What is not refused leaves all that is there as it is, and makes one line more.
            if why.is_none() {
                let more = super::lines(&with(&filter, field, Some(json!(["x"])))).expect("a table");
                assert!(lines.iter().all(|line| more.contains(line)) && more.len() == lines.len() + 1, "{more:?}");
            }
        }
    }

    #[test]
    fn a_field_is_set_and_taken_away_where_it_lies() {
        let filter = json!({ "body": { "kind": ["order"] }, "store": ["a"] });
        assert_eq!(with(&filter, "body.kind", None), json!({ "store": ["a"] }));
        let more = with(&filter, "body.sum", Some(json!([1])));
        assert_eq!(more, json!({ "body": { "kind": ["order"], "sum": [1] }, "store": ["a"] }));
        assert_eq!(with(&Json::Null, "a.b", Some(json!(["c"]))), json!({ "a": { "b": ["c"] } }));
    }
}
