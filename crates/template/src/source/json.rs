//! JSON text to the syntax tree.
//!
//! A parser of its own: YAML's grammar takes neither JSON's surrogate escapes nor its tabs, and an error in the
//! middle should not lose what stands after it.

use super::{Content, DEPTH_MAX, Entry, LineIndex, Node, Style};
use aws::diagnostics::{Diagnostic, Span};
use aws::service::properties::{Key, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The code of a text that is no JSON.
pub(super) const SYNTAX: &str = "json-syntax";

/// How many errors are reported before the rest is left unread.
const ERRORS_MAX: usize = 20;

/// Reads a JSON text, going on after what is wrong where the meaning is plain.
pub(super) fn parse(text: &str) -> (Node, Vec<Diagnostic>) {
    let mut parser = Parser { text, at: 0, lines: LineIndex::new(text), diagnostics: Vec::new(), stopped: false };
    if text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    let node = parser.value(0);
    parser.skip_space();
    if parser.at < text.len() && !parser.stopped {
        parser.error("something stands behind the end of the template", "remove it, or a closing brace before it");
    }
    (node, parser.diagnostics)
}

/// Makes the diagnostic of a key that stands twice in one map.
pub(super) fn duplicate(key: &Key, first: Span) -> Diagnostic {
    let message = format!("the key '{}' stands twice in this map, first in line {}", key.text, first.line);
    Diagnostic::warning("duplicate-key", key.at, message).hint("keep one of the two; the later one is used here")
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    lines: LineIndex<'a>,
    diagnostics: Vec<Diagnostic>,
    /// Set by what cannot be read on; all open values are closed there.
    stopped: bool,
}

impl Parser<'_> {
    fn value(&mut self, depth: usize) -> Node {
        self.skip_space();
        let start = self.at;
        if depth > DEPTH_MAX {
            self.error(&format!("values are nested deeper than {DEPTH_MAX} levels"), "flatten the value");
            self.stopped = true;
            return Node::null(self.lines.span(start, start));
        }
        let (content, style) = match self.peek() {
            Some(b'{') => (self.map(depth), Style::Flow),
            Some(b'[') => (self.list(depth), Style::Flow),
            Some(b'"') => {
                let text: Arc<str> = self.string().into();
                (Content::Scalar { value: Value::Text(text.clone()), text }, Style::Double)
            }
            _ => (self.word(), Style::Plain),
        };
        Node { content, at: self.lines.span(start, self.at), style }
    }

    fn map(&mut self, depth: usize) -> Content {
        self.at += 1;
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen: BTreeMap<Arc<str>, Span> = BTreeMap::new();
        while !self.stopped && self.goes_on(b'}', !entries.is_empty()) {
            let start = self.at;
            let text: Arc<str> = if self.peek() == Some(b'"') {
                self.string().into()
            } else {
                let word = self.bare_word().to_owned();
                self.error_at(start, &format!("the key '{word}' has no double quotes"), "put the key in double quotes");
                if word.is_empty() {
                    self.stopped = true;
                    break;
                }
                word.into()
            };
            let key = Key { text: text.clone(), at: self.lines.span(start, self.at) };
            if let Some(first) = seen.insert(text, key.at) {
                self.diagnostics.push(duplicate(&key, first));
            }
            self.skip_space();
            if self.peek() == Some(b':') {
                self.at += 1;
            } else {
                self.error(&format!("no ':' behind the key '{}'", key.text), "put a ':' between key and value");
            }
            let value = self.value(depth + 1);
            entries.push(Entry { key, value });
        }
        Content::Map(entries)
    }

    fn list(&mut self, depth: usize) -> Content {
        self.at += 1;
        let mut items = Vec::new();
        while !self.stopped && self.goes_on(b']', !items.is_empty()) {
            let before = self.at;
            items.push(self.value(depth + 1));
            if self.at == before {
                self.stopped = true;
            }
        }
        Content::List(items)
    }

    /// Takes the comma before the next element or the closing bracket; tells whether an element follows.
    fn goes_on(&mut self, close: u8, comma: bool) -> bool {
        self.skip_space();
        if comma && self.peek() == Some(b',') {
            let at = self.at;
            self.at += 1;
            self.skip_space();
            if self.peek() == Some(close) {
                self.error_at(at, "a comma stands before the closing bracket", "remove the comma");
            }
        } else if comma && !matches!(self.peek(), Some(b'}' | b']') | None) {
            self.error("no ',' between two elements", "put a ',' behind the element before");
        }
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                false
            }
            Some(byte @ (b'}' | b']')) => {
                let message = format!("'{}' where '{}' closes", byte as char, close as char);
                self.error(&message, "close the brackets in the order in which they were opened");
                self.stopped = true;
                false
            }
            None => {
                self.error(&format!("the text ends before '{}'", close as char), "close what was opened");
                self.stopped = true;
                false
            }
            Some(_) => true,
        }
    }

    fn string(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(c) = rest.chars().next() else {
                self.error_at(start, "the text is not closed by a quote", "add the closing '\"'");
                self.stopped = true;
                return out;
            };
            self.at += c.len_utf8();
            match c {
                '"' => return out,
                '\\' => self.escape(&mut out),
                '\n' => {
                    self.error_at(start, "the text is not closed on its line", "add the closing '\"', or write \\n");
                    return out;
                }
                c => out.push(c),
            }
        }
    }

    fn escape(&mut self, out: &mut String) {
        let at = self.at - 1;
        let Some(c) = self.text[self.at..].chars().next() else { return };
        self.at += c.len_utf8();
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            '"' | '\\' | '/' => out.push(c),
            'u' => {
                let high = self.hex();
                let low = match high {
                    Some(0xd800..=0xdbff) if self.text[self.at..].starts_with("\\u") => {
                        self.at += 2;
                        self.hex()
                    }
                    _ => None,
                };
                let units: Vec<u16> = high.into_iter().chain(low).collect();
                out.push_str(&String::from_utf16_lossy(&units));
            }
            _ => {
                self.error_at(at, &format!("'\\{c}' is no escape of JSON"), "write '\\\\' for a backslash");
                out.push(c);
            }
        }
    }

    fn hex(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..self.at + 4);
        match digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
            Some(unit) => {
                self.at += 4;
                Some(unit)
            }
            None => {
                self.error("four hexadecimal digits have to follow '\\u'", "write the escape in full: \\u00e9");
                None
            }
        }
    }

    /// Reads a number, `true`, `false` or `null`.
    fn word(&mut self) -> Content {
        let start = self.at;
        let word = self.bare_word().to_owned();
        let value = match word.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            number if number.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => self.number(start, number),
            "" => {
                let found =
                    self.peek().map_or_else(|| "the end of the text".to_owned(), |b| format!("'{}'", b as char));
                self.error(&format!("{found} where a value has to stand"), "add the value, or remove the key");
                // Without progress the same place would be reported for ever.
                self.stopped |= !matches!(self.peek(), Some(b',' | b'}' | b']'));
                Value::Null
            }
            other => {
                self.error_at(start, &format!("'{other}' is no value of JSON"), "put a text in double quotes");
                Value::Text(other.into())
            }
        };
        Content::Scalar { text: word.into(), value }
    }

    fn number(&mut self, start: usize, text: &str) -> Value {
        if let Ok(integer) = text.parse() {
            return Value::Integer(integer);
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Number(number),
            _ => {
                self.error_at(start, &format!("'{text}' is no number"), "put a text in double quotes");
                Value::Text(text.into())
            }
        }
    }

    fn bare_word(&mut self) -> &str {
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| c.is_whitespace() || ",:[]{}\"".contains(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn error(&mut self, message: &str, hint: &str) {
        self.error_at(self.at, message, hint);
    }

    fn error_at(&mut self, at: usize, message: &str, hint: &str) {
        let end = (at + 1).max(self.at.min(at + 80));
        let message = format!("this is not JSON: {message}");
        self.diagnostics.push(Diagnostic::error(SYNTAX, self.lines.span(at, end), message).hint(hint));
        if self.diagnostics.len() >= ERRORS_MAX {
            self.stopped = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &str) -> Vec<String> {
        parse(text).1.into_iter().map(|d| format!("{}:{} {}", d.at.line, d.at.column, d.message)).collect()
    }

    #[test]
    fn reads_values_with_their_places() {
        let text = "{ \"a\": [1, -2.5, true, null, \"x\\u00e9\\ud83d\\ude00\"] }";
        let (node, diagnostics) = parse(text);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let items = node.at_path(&["a"]).unwrap().items();
        assert_eq!(items.len(), 5);
        assert_eq!(items[4].scalar(), Some("xé😀"));
        assert_eq!(&text[items[1].at.start as usize..items[1].at.end as usize], "-2.5");
        assert_eq!((items[1].at.line, items[1].at.column), (1, 12));
    }

    #[test]
    fn goes_on_after_what_is_wrong() {
        let text = "{ \"a\": 1,\n \"b\": nope,\n c: 3,\n \"d\": [1,], }";
        let (node, _) = parse(text);
        assert_eq!(node.entries().len(), 4);
        assert_eq!(errors(text).len(), 4, "{:?}", errors(text));
        assert!(errors(text)[0].starts_with("2:7 "));
    }

    #[test]
    fn keeps_what_stands_before_a_cut() {
        let (node, diagnostics) = parse("{ \"a\": { \"b\": 1, \"c\": \"x");
        assert_eq!(node.at_path(&["a", "b"]).and_then(Node::scalar), Some("1"));
        assert!(!diagnostics.is_empty());
    }

    #[test]
    fn reports_a_key_that_stands_twice() {
        assert!(errors("{\"a\":1,\n\"a\":2}")[0].contains("first in line 1"));
    }
}
