//! Values as text: YAML by indentation, YAML in brackets, JSON.

use crate::source::{Language, Style};
use aws::service::properties::{Properties, Value};

/// Tells whether a value is written in one piece.
pub(super) fn is_inline(value: &Value) -> bool {
    match value {
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        _ => true,
    }
}

/// Writes a value in one piece: a scalar, or a list or map in brackets.
pub(super) fn inline(value: &Value, language: Language, style: Style) -> String {
    if language == Language::Json {
        return json(value);
    }
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Integer(_) | Value::Number(_) => {
            Properties::generated(value.clone()).scalar_text().unwrap_or_default()
        }
        Value::Text(text) => scalar(text, style),
        Value::Reference { id, attribute: None } => format!("!Ref {id}"),
        Value::Reference { id, attribute: Some(attribute) } => format!("!GetAtt {id}.{attribute}"),
        // What was read as unresolved is written in the form that it keeps: a call, or a text with variables.
        Value::Unresolved(text) if text.starts_with('!') => text.to_string(),
        Value::Unresolved(text) if text.contains("${") => format!("!Sub {}", scalar(text, Style::Single)),
        Value::Unresolved(text) => scalar(text, style),
        Value::List(items) if items.is_empty() => "[]".to_owned(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| inline(&item.value, language, Style::Flow)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| {
                    format!("{}: {}", scalar(&key.text, Style::Flow), inline(&value.value, language, Style::Flow))
                })
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// Writes a list or map by indentation; the first line is not indented, later ones by `indent` columns.
pub(super) fn block(value: &Value, indent: usize, newline: &str) -> String {
    let space = " ".repeat(indent);
    let lines: Vec<String> = match value {
        Value::Map(entries) => entries
            .iter()
            .map(|(key, value)| {
                format!("{}:{}", scalar(&key.text, Style::Plain), behind_key(&value.value, indent, newline))
            })
            .collect(),
        Value::List(items) => items
            .iter()
            .map(|item| match &item.value {
                inner if is_inline(inner) => format!("- {}", literal_or_inline(inner, indent, newline)),
                inner => format!("- {}", block(inner, indent + 2, newline)),
            })
            .collect(),
        other => vec![inline(other, Language::Yaml, Style::Plain)],
    };
    lines.join(&format!("{newline}{space}"))
}

/// Writes what stands behind a key's colon; the key is indented by `indent` columns.
pub(super) fn behind_key(value: &Value, indent: usize, newline: &str) -> String {
    if is_inline(value) {
        return format!(" {}", literal_or_inline(value, indent, newline));
    }
    let deeper = indent + 2;
    format!("{newline}{}{}", " ".repeat(deeper), block(value, deeper, newline))
}

fn literal_or_inline(value: &Value, indent: usize, newline: &str) -> String {
    match value {
        Value::Text(text) => {
            literal(text, indent + 2, newline).unwrap_or_else(|| inline(value, Language::Yaml, Style::Plain))
        }
        _ => inline(value, Language::Yaml, Style::Plain),
    }
}

/// Writes a text of several lines as a literal block, if that keeps it.
pub(super) fn literal(text: &str, indent: usize, newline: &str) -> Option<String> {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let plain = |c: char| !c.is_control() || c == '\n';
    if !body.contains('\n')
        || body.ends_with('\n')
        || body.starts_with([' ', '\n'])
        || !text.chars().all(plain)
        || text.lines().any(|line| line.ends_with(' '))
    {
        return None;
    }
    let indicator = if text.ends_with('\n') { "|" } else { "|-" };
    let space = " ".repeat(indent);
    let lines =
        body.lines().map(|line| if line.is_empty() { newline.to_owned() } else { format!("{newline}{space}{line}") });
    Some(format!("{indicator}{}", lines.collect::<String>()))
}

/// Writes a text, with quotes where it needs or had them.
pub(super) fn scalar(text: &str, style: Style) -> String {
    let needs_escapes = text.chars().any(|c| c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}'));
    if needs_escapes || style == Style::Double {
        return json(&Value::Text(text.into()));
    }
    if style == Style::Single || !is_plain(text, style == Style::Flow) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    text.to_owned()
}

fn is_plain(text: &str, flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    // Whatever begins like a number or date might be one to some reader.
    let starts = first.is_alphabetic() || "_/$".contains(first);
    let word = text.to_ascii_lowercase();
    let special = ["true", "false", "yes", "no", "on", "off", "null"].contains(&word.as_str());
    let in_block = !text.contains(": ") && !text.contains(" #") && !text.ends_with([':', ' ']);
    let in_flow = !flow || !text.contains([',', '[', ']', '{', '}', ':', '\'']);
    starts && !special && in_block && in_flow
}

/// Writes JSON on one line.
pub(super) fn json(value: &Value) -> String {
    match value {
        Value::Unresolved(text) => unresolved_json(text),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| json(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) if !entries.is_empty() => {
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{}: {}", quoted(&key.text), json(&value.value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => Properties::generated(other.clone()).json().to_string(),
    }
}

/// Writes JSON over several lines; later lines are indented by `indent` columns.
pub(super) fn json_lines(value: &Value, indent: usize, newline: &str) -> String {
    let (open, close, parts): (_, _, Vec<String>) = match value {
        Value::Map(entries) if !entries.is_empty() => {
            let part = |(key, value): &(aws::service::properties::Key, Properties)| {
                format!("{}: {}", quoted(&key.text), json_lines(&value.value, indent + 2, newline))
            };
            ('{', '}', entries.iter().map(part).collect())
        }
        Value::List(items) if items.iter().any(|item| !is_inline(&item.value)) => {
            ('[', ']', items.iter().map(|item| json_lines(&item.value, indent + 2, newline)).collect())
        }
        other => return json(other),
    };
    let deeper = format!("{newline}{}", " ".repeat(indent + 2));
    let outer = format!("{newline}{}", " ".repeat(indent));
    format!("{open}{deeper}{}{outer}{close}", parts.join(&format!(",{deeper}")))
}

/// Writes a text of JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn unresolved_json(text: &str) -> String {
    if let Some(name) = text.strip_prefix("!Ref ") {
        format!("{{ \"Ref\": {} }}", quoted(name))
    } else if let Some(name) = text.strip_prefix("!ImportValue ") {
        format!("{{ \"Fn::ImportValue\": {} }}", quoted(name))
    } else if text.contains("${") {
        format!("{{ \"Fn::Sub\": {} }}", quoted(text))
    } else {
        quoted(text)
    }
}
