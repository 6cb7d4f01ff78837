//! Problems on a terminal: `file:line:column: error: message`.

use crate::document::Document;
use aws::diagnostics::{Diagnostic, Span};

/// Prints problems on standard error. The documents are those whose texts the spans count through, in order.
pub(crate) fn print(diagnostics: &[Diagnostic], documents: &[&Document]) {
    for diagnostic in diagnostics {
        eprintln!("{}", line(diagnostic, documents));
    }
}

/// Returns a problem as a line, with its hint on the next.
pub(crate) fn line(diagnostic: &Diagnostic, documents: &[&Document]) -> String {
    let (document, at) = place(diagnostic.at, documents);
    let place = match at.is_known() {
        true => format!("{}:{}:{}", document.name, at.line, at.column),
        false => document.name.clone(),
    };
    let hint = diagnostic.hint.as_ref().map(|hint| format!("\n  {hint}")).unwrap_or_default();
    format!("{place}: {}: {} [{}]{hint}", diagnostic.severity.word(), diagnostic.message, diagnostic.code)
}

/// Returns the document that a span lies in and the span within it.
pub(crate) fn place<'a>(at: Span, documents: &[&'a Document]) -> (&'a Document, Span) {
    let mut at = at;
    let mut rest = documents;
    while let [first, second, ..] = rest {
        let bytes = first.text.len() as u32;
        if !at.is_known() || at.start < bytes || second.text.is_empty() {
            break;
        }
        let lines = first.text.lines().count() as u32;
        at = Span { start: at.start - bytes, end: at.end - bytes, line: at.line - lines, column: at.column };
        rest = &rest[1..];
    }
    (rest[0], at)
}
