//! Problems as SARIF 2.1.0, which code hosts show beside the lines.

use crate::document::Document;
use aws::diagnostics::{Diagnostic, Severity};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Returns the log of all problems.
pub(crate) fn log(checked: &[(Document, Vec<Diagnostic>)]) -> Value {
    let results: Vec<Value> = checked
        .iter()
        .flat_map(|(document, diagnostics)| diagnostics.iter().map(|diagnostic| result(document, diagnostic)))
        .collect();
    let codes: BTreeSet<&str> =
        checked.iter().flat_map(|(_, diagnostics)| diagnostics).map(|diagnostic| diagnostic.code).collect();
    let rules: Vec<Value> = codes.into_iter().map(|code| json!({ "id": code })).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "lambdarium", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": results,
        }],
    })
}

fn result(document: &Document, diagnostic: &Diagnostic) -> Value {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let text = match &diagnostic.hint {
        Some(hint) => format!("{}; {hint}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut location = json!({ "artifactLocation": { "uri": document.name } });
    if diagnostic.at.is_known() {
        location["region"] = json!({ "startLine": diagnostic.at.line, "startColumn": diagnostic.at.column });
    }
    json!({
        "ruleId": diagnostic.code,
        "level": level,
        "message": { "text": text },
        "locations": [{ "physicalLocation": location }],
    })
}
