//! The phases, in the order in which a mistake is cheapest to learn of.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::test::{Run, determinism};
use crate::workspace::Workspace;
use crate::{build, setup, shell, tidy};

/// The only crate that compiles for the browser alone.
const PAGE: &str = "web";
/// How long the tests of one file may take [ms]: what waits for something that never comes fails instead of hanging.
const FILE_TIME: &str = "--test-timeout=1800000";

/// A part of the whole test that can also be asked for by its name.
pub(super) struct Phase {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) run: fn(&mut Run<'_>) -> Outcome,
}

pub(super) const PHASES: &[Phase] = &[
    Phase { name: "format", about: "rustfmt changes nothing", run: format },
    Phase { name: "tidy", about: "the house rules", run: tidy },
    Phase { name: "clippy", about: "no warning, natively and for WASM", run: clippy },
    Phase { name: "native", about: "unit, integration, suite and documentation tests", run: native },
    Phase { name: "setup", about: "the tools of the page and the browser are there", run: setup },
    Phase { name: "site", about: "the release site builds", run: site },
    Phase { name: "determinism", about: "the same traces natively and in WASM", run: determinism::run },
    Phase { name: "components", about: "tests of single components in Chromium", run: components },
    Phase { name: "browser", about: "tests of the built page in Chromium", run: browser },
];

fn format(run: &mut Run<'_>) -> Outcome {
    shell::run(run.workspace.cargo().args(["fmt", "--all", "--check"]))
}

fn tidy(run: &mut Run<'_>) -> Outcome {
    tidy::command(run.workspace, &[])
}

fn clippy(run: &mut Run<'_>) -> Outcome {
    setup::wasm_target(run.workspace)?;
    let deny = ["--", "-D", "warnings"];
    let natively = ["clippy", "--workspace", "--exclude", PAGE, "--all-targets"];
    let native = shell::run(run.workspace.cargo().args(natively).args(deny));
    // In the profile that ships the page, so that the site build finds the macros of its dependencies compiled.
    let for_wasm =
        ["clippy", "--profile", "site", "--package", PAGE, "--all-targets", "--target", "wasm32-unknown-unknown"];
    let wasm = shell::run(run.workspace.cargo().args(for_wasm).args(deny));
    native.and(wasm)
}

fn native(run: &mut Run<'_>) -> Outcome {
    let mut command = run.workspace.cargo();
    command.args(["test", "--workspace", "--exclude", PAGE, "--no-fail-fast"]);
    let counts = &mut run.counts;
    shell::run_reading(&mut command, |line| counts.read_cargo_line(line))
}

fn setup(run: &mut Run<'_>) -> Outcome {
    let site = run.site_tools().map(drop);
    let browser = run.browser_tools().map(drop);
    site.and(browser)
}

fn site(run: &mut Run<'_>) -> Outcome {
    let workspace = run.workspace;
    build::site(workspace, run.site_tools()?)
}

/// Runs what the page tests with `wasm-bindgen-test`, where it has such tests.
fn components(run: &mut Run<'_>) -> Outcome {
    let workspace = run.workspace;
    let tests = workspace.root().join(PAGE).join("tests");
    if !tests.is_dir() {
        println!("The page has no component tests ({} does not exist).", tests.display());
        return Ok(());
    }
    let driver = run.browser_tools()?.chromedriver.clone();
    let runner = run.site_tools()?.command(workspace, "wasm-bindgen-test-runner")?;
    let mut command = workspace.cargo();
    command
        .args(["test", "--package", PAGE, "--target", "wasm32-unknown-unknown", "--no-fail-fast"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner.get_program())
        .env("CHROMEDRIVER", driver);
    let counts = &mut run.counts;
    shell::run_reading(&mut command, |line| counts.read_cargo_line(line))
}

fn browser(run: &mut Run<'_>) -> Outcome {
    let workspace = run.workspace;
    if !build::is_there(workspace) {
        return Err(Failure::task("dist/ holds no finished site; `cargo xtask test site browser` builds it first"));
    }
    let files = test_files(&workspace.browser_tests())?;
    let mut command = node(workspace, run)?;
    run_node_tests(run, command.args(files))
}

/// Returns `node --test` with the browser in its environment, one file after the other:
/// two browsers at once on two cores only time each other out.
pub(super) fn node(workspace: &Workspace, run: &mut Run<'_>) -> Outcome<Command> {
    let chromium = run.browser_tools()?.chromium.clone();
    let mut command = workspace.command("node");
    command.args(["--test", "--test-reporter=spec", "--test-concurrency=1", FILE_TIME]).env("CHROMIUM", chromium);
    Ok(command)
}

/// Runs `command` and counts its tests.
pub(super) fn run_node_tests(run: &mut Run<'_>, command: &mut Command) -> Outcome {
    let counts = &mut run.counts;
    shell::run_reading(command, |line| counts.read_node_line(line))
}

/// Lists the test files directly in `folder`, since not every Node expands patterns itself.
fn test_files(folder: &std::path::Path) -> Outcome<Vec<PathBuf>> {
    let problem = || Failure::while_doing(format!("cannot list {}", folder.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(problem())? {
        let path = entry.map_err(problem())?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
