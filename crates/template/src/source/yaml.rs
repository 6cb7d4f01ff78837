//! YAML text to the syntax tree.
//!
//! The grammar is saphyr-parser's; this file makes a tree of its events, with bytes for its characters, and gives
//! CloudFormation's short tags their long form. What is broken is cut off here; going on behind it is
//! [`super::recover`].

use super::{Content, DEPTH_MAX, Entry, LineIndex, NODES_MAX, Node, Style};
use aws::diagnostics::{Diagnostic, Span};
use aws::service::properties::{Key, Value};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Mark, StrInput, Tag};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The code of a text that is no YAML.
pub(super) const SYNTAX: &str = "yaml-syntax";

/// What the parser says where it misses the colon of a key, which may have begun lines before.
const NO_KEY: &str = "simple key expect";
/// What it says of a colon behind a value, which may have begun lines before.
const NO_MAP: &str = "mapping values are not allowed";
/// What to do about a key without a colon.
const KEY_HINT: &str = "put a colon and a space behind the key, or take the line away";

/// Reads the first document of a YAML text up to its first error.
pub(super) fn parse(text: &str) -> (Node, Vec<Diagnostic>) {
    parse_altered(text, text)
}

/// Reads an altered version of a text; lines and columns are those of the original.
pub(super) fn parse_altered(text: &str, original: &str) -> (Node, Vec<Diagnostic>) {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut builder = Builder {
        text,
        lines: LineIndex::of_altered(original, text),
        skipped: usize::from(body.len() != text.len()),
        frames: Vec::new(),
        root: None,
        anchors: BTreeMap::new(),
        last_end: text.len() - body.len(),
        last_start: 0,
        nodes: 0,
        diagnostics: Vec::new(),
    };
    builder.run(Parser::new_from_str(body));
    let nowhere = builder.lines.span(0, 0);
    (builder.root.unwrap_or_else(|| Node::null(nowhere)), builder.diagnostics)
}

/// A list or map that is still open.
struct Frame {
    open: Open,
    /// Where its tag, anchor or first character stands [bytes].
    start: usize,
    tag: Option<(Arc<str>, Span)>,
    anchor: usize,
    style: Style,
}

enum Open {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<Key> },
}

struct Builder<'a> {
    text: &'a str,
    lines: LineIndex<'a>,
    /// Characters before the parser's first one (a byte-order mark).
    skipped: usize,
    frames: Vec<Frame>,
    root: Option<Node>,
    anchors: BTreeMap<usize, Node>,
    /// End of what was read last [bytes]: tags and anchors stand between it and the next value.
    last_end: usize,
    /// Begin of the scalar that was read last [bytes].
    last_start: usize,
    nodes: usize,
    diagnostics: Vec<Diagnostic>,
}

/// Why reading stops before the end.
struct Stop;

impl<'a> Builder<'a> {
    fn run(&mut self, mut parser: Parser<'a, StrInput<'a>>) {
        while let Some(event) = parser.next_event() {
            match event {
                Ok((Event::DocumentStart(_), mark)) if self.root.is_some() => {
                    self.second_document(mark);
                    return;
                }
                Ok((event, mark)) => {
                    if self.on_event(event, mark).is_err() {
                        break;
                    }
                }
                Err(error) => {
                    self.syntax_error(&error);
                    break;
                }
            }
        }
        // Whatever is still open is closed where reading stopped, so that its whole parts count.
        while let Some(frame) = self.frames.pop() {
            let end = self.last_end;
            let node = self.close(frame, end);
            let _ = self.place(node);
        }
    }

    fn on_event(&mut self, event: Event<'a>, mark: Mark) -> Result<(), Stop> {
        let (start, end) = (self.byte(mark.start.index()), self.byte(mark.end.index()));
        match event {
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), (start, end)),
            Event::SequenceStart(anchor, tag) => {
                self.open(Open::List(Vec::new()), anchor, tag.as_deref(), (start, end))
            }
            Event::MappingStart(anchor, tag) => {
                let open = Open::Map { entries: Vec::new(), key: None };
                self.open(open, anchor, tag.as_deref(), (start, end))
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(frame) = self.frames.pop() else { return Err(Stop) };
                // A block ends at the next token, far behind its last value: comments between are not its own.
                let end = if frame.style == Style::Flow { self.trimmed_end(start, end) } else { self.last_end };
                let node = self.close(frame, end);
                self.last_end = self.last_end.max(node.at.end as usize);
                self.place(node)
            }
            Event::Alias(anchor) => self.alias(anchor, start, end),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        (start, end): (usize, usize),
    ) -> Result<(), Stop> {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        let (outer, tag) = self.prefix(start, anchor, tag);
        let inner = tag.as_ref().map_or(outer, |(_, at)| self.behind(at.end as usize, end));
        let (from, end) = if tag.is_none() && anchor == 0 && text.is_empty() && style == Style::Plain {
            // An empty value has its mark at the next token, which may stand lines later.
            let at = self.after_indicator(start);
            (at, at)
        } else if style == Style::Block && tag.is_none() && anchor == 0 {
            // The mark is behind the indicator, where the first line begins.
            let from = self.last_end.min(start);
            let indicator = self.text[from..start].find(['|', '>']).map_or(start, |at| from + at);
            (indicator, self.trimmed_end(indicator, end))
        } else {
            let from = if is_short(&tag) { inner } else { outer };
            (from, self.trimmed_end(from, end))
        };
        let value = match (&tag, style) {
            (Some((name, _)), _) if &**name == "!!str" => Value::Text(text.into()),
            (_, Style::Plain) => plain_value(text),
            _ => Value::Text(text.into()),
        };
        let content = Content::Scalar { text: text.into(), value };
        let node = Node { content, at: self.lines.span(from, end), style };
        self.last_start = from;
        self.last_end = self.last_end.max(end);
        let node = self.tagged(node, tag, outer);
        self.remember(anchor, &node);
        self.place(node)
    }

    fn open(&mut self, open: Open, anchor: usize, tag: Option<&Tag>, (start, end): (usize, usize)) -> Result<(), Stop> {
        let (outer, tag) = self.prefix(start, anchor, tag);
        let inner = match &tag {
            Some((_, at)) => self.behind(at.end as usize, self.text.len()),
            None if anchor > 0 => {
                let name = self.text[start..].find(char::is_whitespace).unwrap_or(0);
                self.behind(start + name, self.text.len())
            }
            None => start,
        };
        let flow = end > start && matches!(self.text.as_bytes().get(inner), Some(b'[' | b'{'));
        if self.frames.len() >= DEPTH_MAX {
            let message = format!("values are nested deeper than {DEPTH_MAX} levels");
            let at = self.lines.span(start, end);
            self.diagnostics.push(Diagnostic::error("too-deep", at, message).hint("flatten the value"));
            return Err(Stop);
        }
        let style = if flow { Style::Flow } else { Style::Indented };
        let start = if is_short(&tag) { inner } else { outer };
        let end = start + self.text[start..end.max(start)].trim_end().len();
        self.last_end = self.last_end.max(if flow { end } else { start });
        self.frames.push(Frame { open, start, tag, anchor, style });
        Ok(())
    }

    fn close(&mut self, frame: Frame, end: usize) -> Node {
        let Frame { open, start, tag, anchor, style } = frame;
        let content = match open {
            Open::List(items) => Content::List(items),
            Open::Map { mut entries, key } => {
                if let Some(key) = key {
                    let value = Node::null(self.lines.span(key.at.end as usize, key.at.end as usize));
                    entries.push(Entry { key, value });
                }
                Content::Map(self.merged(entries))
            }
        };
        let node = Node { content, at: self.lines.span(start, end.max(start)), style };
        let outer = tag.as_ref().map_or(start, |(_, at)| at.start as usize);
        let node = self.tagged(node, tag, outer);
        self.remember(anchor, &node);
        node
    }

    fn alias(&mut self, anchor: usize, start: usize, end: usize) -> Result<(), Stop> {
        let at = self.lines.span(start, self.trimmed_end(start, end));
        self.last_end = self.last_end.max(at.end as usize);
        let mut node = self.anchors.get(&anchor).cloned().unwrap_or_else(|| Node::null(at));
        self.nodes += node.count();
        node.at = at;
        node.style = Style::Alias;
        self.place(node)
    }

    /// Puts a finished value where it belongs: as key, as value of a key, as item, or as the document.
    fn place(&mut self, node: Node) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes > NODES_MAX {
            // What is still open is closed after this, each time beyond the limit too.
            if !self.diagnostics.iter().any(|d| d.code == "too-many-values") {
                let message = format!("the text has more than {NODES_MAX} values");
                let hint = "aliases are expanded: use fewer of them";
                self.diagnostics.push(Diagnostic::error("too-many-values", node.at, message).hint(hint));
            }
            return Err(Stop);
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        match &mut frame.open {
            Open::List(items) => items.push(node),
            Open::Map { entries, key } => match key.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => {
                    let text = match &node.content {
                        Content::Scalar { text, .. } => text.clone(),
                        Content::List(_) | Content::Map(_) => {
                            let message = "a key has to be a text, not a list or map";
                            let hint = "quote the key";
                            self.diagnostics.push(Diagnostic::error("key-not-text", node.at, message).hint(hint));
                            self.text[node.at.start as usize..node.at.end as usize].into()
                        }
                    };
                    *key = Some(Key { text, at: node.at });
                }
            },
        }
        Ok(())
    }

    /// Reports keys that stand twice, and takes over what `<<` names.
    fn merged(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut seen: BTreeMap<Arc<str>, Span> = BTreeMap::new();
        for entry in &entries {
            if let Some(first) = seen.insert(entry.key.text.clone(), entry.key.at)
                && &*entry.key.text != "<<"
            {
                self.diagnostics.push(super::json::duplicate(&entry.key, first));
            }
        }
        if !seen.contains_key("<<") {
            return entries;
        }
        let mut all = Vec::new();
        let mut inherited = Vec::new();
        for entry in entries {
            if &*entry.key.text == "<<" {
                let sources = if entry.value.items().is_empty() {
                    std::slice::from_ref(&entry.value)
                } else {
                    entry.value.items()
                };
                inherited.extend(sources.iter().flat_map(|source| source.entries().iter().cloned()));
            } else {
                all.push(entry);
            }
        }
        for mut entry in inherited {
            if !all.iter().any(|own: &Entry| own.key.text == entry.key.text) {
                entry.value.style = Style::Alias;
                all.push(entry);
            }
        }
        all
    }

    /// Keeps a copy of an anchored value. Copies count as values: anchors inside anchors would copy each other.
    fn remember(&mut self, anchor: usize, node: &Node) {
        if anchor > 0 {
            self.nodes += node.count();
            if self.nodes <= NODES_MAX {
                self.anchors.insert(anchor, node.clone());
            }
        }
    }

    /// Returns where a value with its tag and anchor begins, and names the tag: `!Sub`, `!!str`.
    fn prefix(&self, start: usize, anchor: usize, tag: Option<&Tag>) -> (usize, Option<(Arc<str>, Span)>) {
        let Some(tag) = tag else { return (start, None) };
        let token_end = |from: usize| {
            let rest = &self.text[from..];
            from + rest.find(|c: char| c.is_whitespace() || ",[]{}".contains(c)).unwrap_or(rest.len())
        };
        let mut from = start;
        if anchor > 0 && self.text[from..].starts_with('&') {
            from = self.behind(token_end(from), self.text.len());
        }
        let name = if tag.is_yaml_core_schema() {
            format!("!!{}", tag.suffix)
        } else {
            format!("{}{}", tag.handle, tag.suffix)
        };
        (start, Some((name.into(), self.lines.span(from, token_end(from)))))
    }

    /// Returns where the next character stands that is neither space nor line end.
    fn behind(&self, from: usize, limit: usize) -> usize {
        let limit = limit.clamp(from, self.text.len());
        let rest = &self.text[from..limit];
        from + (rest.len() - rest.trim_start().len())
    }

    /// Gives a tagged value its long form.
    fn tagged(&mut self, node: Node, tag: Option<(Arc<str>, Span)>, outer: usize) -> Node {
        let Some((tag, at)) = tag else { return node };
        let Some(function) = long_form(&tag) else {
            if !tag.starts_with("!!") && &*tag != "!" {
                let message = format!("the tag '{tag}' is none of CloudFormation's");
                let hint = "use a short form such as !Ref, !GetAtt or !Sub, or remove the tag";
                self.diagnostics.push(Diagnostic::warning("unknown-tag", at, message).hint(hint));
            }
            return node;
        };
        let whole = self.lines.span(outer, node.at.end as usize);
        let key = Key { text: function.into(), at };
        Node { content: Content::Map(vec![Entry { key, value: node }]), at: whole, style: Style::ShortTag }
    }

    fn syntax_error(&mut self, error: &ScanError) {
        let noticed = self.byte(error.marker().index());
        // What goes on over several lines is noticed at their end, and begins where reading stopped, or is read already.
        let began = match error.info() {
            info if info.starts_with(NO_KEY) => self.next_content(),
            info if info.starts_with(NO_MAP) && self.last_end <= noticed => self.last_start,
            _ => noticed,
        };
        let is_earlier = began < noticed && self.text[began..noticed].contains('\n');
        let at = if is_earlier { began } else { noticed };
        let length = self.text[at..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
        let (message, hint) = match is_earlier {
            true => ("this is not YAML: a key without its colon".to_owned(), KEY_HINT),
            false => (format!("this is not YAML: {}", error.info()), syntax_hint(error.info(), &self.text[..at])),
        };
        self.diagnostics.push(Diagnostic::error(SYNTAX, self.lines.span(at, at + length), message).hint(hint));
    }

    fn second_document(&mut self, mark: Mark) {
        let at = self.byte(mark.start.index());
        let message = "the text has more than one YAML document, only the first is read";
        let hint = "remove what stands from '---' on";
        self.diagnostics.push(Diagnostic::warning("second-document", self.lines.span(at, at), message).hint(hint));
    }

    fn byte(&self, character: usize) -> usize {
        self.lines.byte_of_character(character + self.skipped)
    }

    /// Where what was not read yet begins: behind colons, dashes and comments.
    fn next_content(&self) -> usize {
        let mut rest = &self.text[self.last_end..];
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || [':', '-', '"', '\''].contains(&c));
            match rest.strip_prefix('#') {
                Some(comment) => rest = comment.find('\n').map_or("", |end| &comment[end..]),
                None => return self.text.len() - rest.len(),
            }
        }
    }

    /// Where an empty value stands: behind the colon or dash before it, on the same line.
    fn after_indicator(&self, start: usize) -> usize {
        let from = self.last_end.min(start);
        let rest = self.text[from..].trim_start_matches([' ', '"', '\'']);
        if rest.starts_with([':', '-']) { self.text.len() - rest.len() + 1 } else { start }
    }

    fn trimmed_end(&self, start: usize, end: usize) -> usize {
        start + self.text[start..end.max(start)].trim_end().len()
    }
}

/// Returns the long form of a short tag.
fn long_form(tag: &str) -> Option<String> {
    let name = tag.strip_prefix('!')?;
    match name {
        "Ref" | "Condition" => Some(name.to_owned()),
        "GetAtt" | "Sub" | "Join" | "Select" | "Split" | "If" | "FindInMap" | "ImportValue" | "Base64" | "Cidr"
        | "GetAZs" | "Equals" | "And" | "Or" | "Not" | "Transform" | "Length" | "ToJsonString" | "ForEach" => {
            Some(format!("Fn::{name}"))
        }
        _ => None,
    }
}

fn is_short(tag: &Option<(Arc<str>, Span)>) -> bool {
    tag.as_ref().is_some_and(|(name, _)| long_form(name).is_some())
}

/// Types a scalar without quotes as CloudFormation does (YAML 1.1), except that dates stay texts.
fn plain_value(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Value::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let first = digits.bytes().next().unwrap_or(b' ');
    if !first.is_ascii_digit() && first != b'.' {
        return Value::Text(text.into());
    }
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        // An account id that begins with 0 is a text, whatever YAML 1.1 makes of octal digits.
        if digits.len() > 1 && first == b'0' {
            return Value::Text(text.into());
        }
        return text.parse().map_or_else(|_| Value::Text(text.into()), Value::Integer);
    }
    let numeric = digits.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b));
    match text.parse::<f64>() {
        Ok(number) if numeric && number.is_finite() && digits.contains('.') => Value::Number(number),
        _ => Value::Text(text.into()),
    }
}

fn syntax_hint(info: &str, before: &str) -> &'static str {
    let line = before.rsplit('\n').next().unwrap_or("");
    if line.contains('\t') || info.contains("tab") {
        "indent with spaces, YAML allows no tabs there"
    } else if info.contains("quote") || info.contains("end of stream") || info.contains("unexpected end") {
        "close the quote or bracket that was opened before"
    } else if info.contains("indent") || info.contains("block") {
        "compare the indentation with the lines above: keys of one map begin in the same column"
    } else if info.contains("mapping values") || info.contains("simple key") {
        "put a text that contains ': ' in quotes, and a space behind each key's colon"
    } else {
        "compare this line with the ones above it"
    }
}

#[cfg(test)]
mod tests;
