//! The `lambdarium` command: runs, checks and draws templates without a browser.
//!
//! A template goes in, a report comes out; see [`arguments::USAGE`]. It exits with 0, with 1 where a template has
//! errors, and with 2 where the command itself is wrong.

mod arguments;
mod check;
mod document;
mod problems;
mod run;
mod sarif;

use arguments::Command;
use aws::diagnostics::{Diagnostic, Severity};
use document::{Document, Failure};
use std::process::ExitCode;
use template::{Scenario, ScenarioOptions};

fn main() -> ExitCode {
    let command = match arguments::parse(std::env::args().skip(1)) {
        Ok(command) => command,
        Err(message) => {
            eprintln!("lambdarium: {message}\n\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    match dispatch(command) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("lambdarium: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

fn dispatch(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Help => document::print(arguments::USAGE),
        Command::Version => document::print(concat!("lambdarium ", env!("CARGO_PKG_VERSION"))),
        Command::Run(options) => run::run(&options),
        Command::Check(options) => check::check(&options),
        Command::Graph { file } => graph(&file),
        Command::Format { file } => format(&file),
    }
}

/// Prints nodes and wires, as far as the template could be read.
fn graph(file: &str) -> Result<ExitCode, Failure> {
    let document = Document::read(file)?;
    let scenario = Scenario::read(&document.text, &ScenarioOptions::default());
    document::print_json(&template::graph(&scenario))?;
    Ok(report_errors(&scenario.diagnostics, &document))
}

/// Prints a template as the playground would save it: what a person wrote stays byte for byte, spaces at the ends of
/// lines included, because only an edit changes a text, and only where it has to.
fn format(file: &str) -> Result<ExitCode, Failure> {
    let document = Document::read(file)?;
    document::print_exactly(&document.text)?;
    Ok(report_errors(&template::source::parse(&document.text).2, &document))
}

/// Prints what is wrong, and returns the status to exit with.
fn report_errors(diagnostics: &[Diagnostic], document: &Document) -> ExitCode {
    let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
    let errors: Vec<Diagnostic> = diagnostics.iter().filter(is_error).cloned().collect();
    problems::print(&errors, &[document]);
    if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
