//! What is wrong with a text that is to be JSON, in plain words and with its place.
//!
//! Whether a text is JSON is decided by the reader that reads it later, so that nothing passes here and fails there; that
//! reader's words are for programmers.

use serde_json::{Error, Value};

/// What the reader reports, what that is to who typed the text, and what to know about it.
const WORDS: &[(&str, &str, &str)] = &[
    ("EOF while parsing a list", "The JSON ends before its list is closed", ""),
    ("EOF while parsing an object", "The JSON ends before its map is closed", ""),
    ("EOF while parsing a string", "The JSON ends before its text is closed by a double quote", ""),
    ("EOF while parsing a value", "The JSON ends where a value is missing", ""),
    ("expected `:`", "The JSON lacks a colon behind a key", ""),
    ("expected `,` or `]`", "The JSON lacks a comma, or the ] that closes its list", ""),
    ("expected `,` or `}`", "The JSON lacks a comma, or the } that closes its map", ""),
    ("expected ident", "The JSON has a word that is no value", QUOTES),
    ("expected value", "The JSON lacks a value", QUOTES),
    ("key must be a string", "The JSON has a key without double quotes", ""),
    ("trailing comma", "The JSON has a comma before a closing bracket", ""),
    ("trailing characters", "The JSON has something behind its end", ""),
    ("invalid escape", "The JSON has an escape that there is not", "A backslash itself is \\\\"),
    ("invalid unicode code point", "The JSON has an escape that is no character", ""),
    ("lone leading surrogate", "The JSON has half of a character as an escape", ""),
    ("unexpected end of hex escape", "The JSON has half of a character as an escape", ""),
    ("invalid number", "The JSON has a number that is not written out", ""),
    ("number out of range", "The JSON has a number that is too large", ""),
    ("control character", "The JSON has a line break or a tab within a text", "Write \\n or \\t"),
    ("recursion limit exceeded", "The JSON has too many values within values", ""),
];
const QUOTES: &str = "A text stands in double quotes";

/// Tells what is wrong with a text as JSON, if anything, and where.
#[must_use]
pub fn problem(json: &str) -> Option<String> {
    serde_json::from_str::<Value>(json).err().map(|error| said(&error, json))
}

/// Tells whether JSON is meant by a text, however far it has come.
#[must_use]
pub fn is_meant(text: &str) -> bool {
    text.trim_start().starts_with(['[', '{'])
}

/// Returns what is wrong with a text that is no JSON.
#[must_use]
pub fn words(json: &str) -> String {
    problem(json).unwrap_or_else(|| "This is no JSON".to_owned())
}

fn said(error: &Error, json: &str) -> String {
    if json.trim().is_empty() {
        return "Here JSON is missing".to_owned();
    }
    let reported = error.to_string();
    let known = WORDS.iter().find(|(report, ..)| reported.starts_with(report));
    let (words, advice) = known.map_or(("This is no JSON", ""), |(_, words, advice)| (words, advice));
    let said = format!("{words}: line {}, column {}", error.line(), column(error, json));
    if advice.is_empty() { said } else { format!("{said}. {advice}") }
}

/// Returns the column in letters: the reader counts bytes, and none where a line break is what is wrong.
fn column(error: &Error, json: &str) -> usize {
    let line = json.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let before = line.bytes().take(error.column());
    before.filter(|byte| !(0x80..0xc0).contains(byte)).count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_break_json_has_plain_words_and_a_place() {
        for (json, said) in [
            ("{ \"store\": [\"berlin\"", "The JSON ends before its list is closed: line 1, column 20"),
            ("{\n  \"a\": 1", "The JSON ends before its map is closed: line 2, column 8"),
            ("{ \"a\": \"b", "The JSON ends before its text is closed by a double quote: line 1, column 9"),
            ("{ \"ä\": ", "The JSON ends where a value is missing: line 1, column 7"),
            ("{ \"a\" 1 }", "The JSON lacks a colon behind a key: line 1, column 7"),
            ("[1 2]", "The JSON lacks a comma, or the ] that closes its list: line 1, column 4"),
            ("{ \"a\": 1 \"b\": 2 }", "The JSON lacks a comma, or the } that closes its map: line 1, column 10"),
            ("[nope]", "The JSON has a word that is no value: line 1, column 3. A text stands in double quotes"),
            ("[berlin]", "The JSON lacks a value: line 1, column 2. A text stands in double quotes"),
            ("{ a: 1 }", "The JSON has a key without double quotes: line 1, column 3"),
            ("{ \"a\": 1, }", "The JSON has a comma before a closing bracket: line 1, column 11"),
            ("{} {}", "The JSON has something behind its end: line 1, column 4"),
            ("\"\\x\"", "The JSON has an escape that there is not: line 1, column 3. A backslash itself is \\\\"),
            ("\"\\ud800\"", "The JSON has half of a character as an escape: line 1, column 8"),
            ("[1.]", "The JSON has a number that is not written out: line 1, column 4"),
            ("[1e999]", "The JSON has a number that is too large: line 1, column 6"),
            ("\"a\nb\"", "The JSON has a line break or a tab within a text: line 2, column 1. Write \\n or \\t"),
            (" ", "Here JSON is missing"),
        ] {
            assert_eq!(problem(json).as_deref(), Some(said), "{json}");
        }
        let deep = "[".repeat(200);
        assert!(problem(&deep).is_some_and(|it| it.starts_with("The JSON has too many values within values")));
        assert_eq!(problem("{ \"a\": [1, true, null] }"), None);
    }
}
