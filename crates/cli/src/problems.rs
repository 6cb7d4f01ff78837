//! Problems on a terminal: `file:line:column: error: message`.

use crate::document::Document;
use aws::diagnostics::{Diagnostic, Span};
use template::source::Seam;

/// Prints problems on standard error. The documents are a template and, where there is one, what is laid over it.
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
fn place<'a>(at: Span, documents: &[&'a Document]) -> (&'a Document, Span) {
    let [first, second] = documents else { return (documents[0], at) };
    Seam::behind(&first.text).in_second(at).map_or((first, at), |at| (second, at))
}
