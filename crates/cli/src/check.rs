//! `lambdarium check`.

use crate::arguments::{CheckForm, CheckOptions};
use crate::document::{self, Document, Failure};
use crate::{problems, sarif};
use aws::diagnostics::{Diagnostic, Severity};
use serde_json::Value;
use std::process::ExitCode;
use template::metadata::Overrides;
use template::{Scenario, ScenarioOptions};

/// Says what is wrong or unwise in templates.
pub(crate) fn check(options: &CheckOptions) -> Result<ExitCode, Failure> {
    let overrides = Overrides { profile: options.profile, ..Overrides::default() };
    let mut checked: Vec<(Document, Vec<Diagnostic>)> = Vec::new();
    for file in &options.files {
        let document = Document::read(file)?;
        let read = ScenarioOptions { overrides, ..ScenarioOptions::default() };
        let diagnostics = Scenario::read(&document.text, &read).diagnostics;
        checked.push((document, diagnostics));
    }
    match options.form {
        CheckForm::Text => print_text(&checked)?,
        CheckForm::Json => document::print_json(&list(&checked))?,
        CheckForm::Sarif => document::print_json(&sarif::log(&checked))?,
    };
    let has_error = |(_, diagnostics): &(Document, Vec<Diagnostic>)| {
        diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    };
    Ok(if checked.iter().any(has_error) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Returns the bare list of all problems, each with the file that it is in.
fn list(checked: &[(Document, Vec<Diagnostic>)]) -> Value {
    let of_file = |(document, diagnostics): &(Document, Vec<Diagnostic>)| {
        let mut list = template::output::diagnostics_json(diagnostics);
        for problem in list.as_array_mut().into_iter().flatten() {
            problem["file"] = document.name.as_str().into();
        }
        list.as_array().cloned().unwrap_or_default()
    };
    checked.iter().flat_map(of_file).collect()
}

fn print_text(checked: &[(Document, Vec<Diagnostic>)]) -> Result<ExitCode, Failure> {
    let mut lines = Vec::new();
    for (document, diagnostics) in checked {
        lines.extend(diagnostics.iter().map(|diagnostic| problems::line(diagnostic, &[document])));
    }
    if lines.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    document::print(&lines.join("\n"))
}
