//! The project's own commands, run as `cargo xtask <command>`.
//!
//! One module is one command.
//! Start with [`setup`] to see what a fresh machine is given, or with [`tidy`] for the house rules.
//! Nothing here knows what is simulated: this crate depends on no other crate of the workspace, so that it
//! builds within seconds and works while the others do not compile.

mod bench;
mod build;
mod failure;
mod new_service;
mod screenshots;
mod serve;
mod setup;
mod shell;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask <command>

  setup [--tests]     get the WASM target, Trunk, wasm-bindgen and wasm-opt; with --tests also the browser
  serve [ARGS]        set up, build the page, serve it and print its address; ARGS go to `trunk serve`
  build               set up and build the release site into dist/
  test [PHASE]...     run every check and test, or only the phases named; `test --list` names them
  bench [--native]    measure, and print one table of figures beside their baselines
  tidy                check the house rules and name file, line and fix of what breaks them
  screenshots         picture the built page in both themes and two sizes into tests/browser/output/
  new-service NAME    write the folder of a new AWS service, with NAME in snake case
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(problem)) => {
            eprintln!("{problem}\n\n{USAGE}");
            ExitCode::from(2)
        }
        Err(Failure::Task(problem)) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome {
    let Some((command, rest)) = arguments.split_first() else {
        return Err(Failure::usage("no command given"));
    };
    if matches!(command.as_str(), "help" | "--help" | "-h") {
        println!("{USAGE}");
        return Ok(());
    }
    let workspace = Workspace::find()?;
    match command.as_str() {
        "setup" => setup::command(&workspace, rest),
        "serve" => serve::command(&workspace, rest),
        "build" => build::command(&workspace, rest),
        "test" => test::command(&workspace, rest),
        "bench" => bench::command(&workspace, rest),
        "tidy" => tidy::command(&workspace, rest),
        "screenshots" => screenshots::command(&workspace, rest),
        "new-service" => new_service::command(&workspace, rest),
        other => Err(Failure::usage(format!("there is no command '{other}'"))),
    }
}
