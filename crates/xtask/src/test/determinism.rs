//! The same template and seed give the same trace natively and in WASM.
//!
//! One small program of the package `suite`, the example `determinism`, tells a hash for every template and seed.
//! It runs natively here, and as WASM in Node, in Chromium and, where it is installed, in Firefox;
//! `tests/browser/determinism/` compares the lines.

use crate::failure::{Failure, Outcome};
use crate::shell;
use crate::test::{Run, phases};

const PROGRAM: &str = "determinism";

/// The profile that ships the page: a difference that only its optimisations make would otherwise go unseen.
const PROFILE: &str = "site";

pub(super) fn run(run: &mut Run<'_>) -> Outcome {
    let workspace = run.workspace;
    let folder = workspace.target().join(PROGRAM);
    std::fs::create_dir_all(&folder).map_err(Failure::while_doing(format!("cannot make {}", folder.display())))?;

    let mut native = workspace.cargo();
    native.args(["run", "--quiet", "--package", "suite", "--example", PROGRAM]);
    let lines = shell::timed("hashes natively", || shell::output(&mut native))?;
    let expected = folder.join("native.txt");
    std::fs::write(&expected, lines).map_err(Failure::while_doing(format!("cannot write {}", expected.display())))?;

    let target = "wasm32-unknown-unknown";
    let build = ["build", "--package", "suite", "--example", PROGRAM, "--target", target, "--profile", PROFILE];
    shell::timed("the same program for WASM", || shell::run(workspace.cargo().args(build)))?;
    let wasm = workspace.target().join(target).join(PROFILE).join("examples").join(format!("{PROGRAM}.wasm"));
    let mut bind = run.site_tools()?.command(workspace, "wasm-bindgen")?;
    shell::run(bind.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&folder).arg(wasm))?;

    let mut command = phases::node(workspace, run)?;
    command.arg(workspace.browser_tests().join("determinism/same.test.mjs")).env("DETERMINISM", &folder);
    phases::run_node_tests(run, &mut command)
}
