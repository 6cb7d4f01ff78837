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
use document::Failure;
use std::process::ExitCode;

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

/// Prints nodes and wires.
fn graph(file: &str) -> Result<ExitCode, Failure> {
    let document = document::Document::read(file)?;
    let scenario = template::Scenario::read(&document.text, &template::ScenarioOptions::default());
    if scenario.has_errors() {
        problems::print(&scenario.diagnostics, &[&document]);
        return Ok(ExitCode::FAILURE);
    }
    document::print_json(&template::graph(&scenario))
}

/// Prints a template as the playground would save it. Nothing was changed in it, so that is what the person wrote.
fn format(file: &str) -> Result<ExitCode, Failure> {
    let document = document::Document::read(file)?;
    let scenario = template::Scenario::read(&document.text, &template::ScenarioOptions::default());
    if scenario.has_errors() {
        problems::print(&scenario.diagnostics, &[&document]);
        return Ok(ExitCode::FAILURE);
    }
    document::print_exactly(&document.text)
}
