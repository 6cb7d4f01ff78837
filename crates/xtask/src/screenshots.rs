//! `cargo xtask screenshots`: what the built page looks like, for people and for reviews.

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;
use crate::{build, setup, shell};

/// Builds the site if there is none yet, then pictures every view; `--build` builds it in any case.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    let rebuild = match arguments {
        [] => false,
        [flag] if flag == "--build" => true,
        [other, ..] => return Err(Failure::usage(format!("'screenshots' does not know '{other}'"))),
    };
    if rebuild || !build::is_there(workspace) {
        build::command(workspace, &[])?;
    }
    let tools = setup::browser_tools(workspace)?;
    let mut node = workspace.command("node");
    node.arg(workspace.browser_tests().join("screenshots.mjs")).env("CHROMIUM", tools.chromium);
    shell::timed("screenshots", || shell::run(&mut node))
}
