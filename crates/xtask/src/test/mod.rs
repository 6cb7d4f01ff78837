//! `cargo xtask test`: every check and every test, in phases.
//!
//! A phase that fails does not stop the ones after it, so that one run reports everything.
//! The last line counts the tests of all phases; a phase that fails without counting any adds one failure.

mod counts;
mod determinism;
mod phases;

use std::time::Duration;

use crate::failure::{Failure, Outcome};
use crate::setup::{self, BrowserTools, SiteTools};
use crate::shell;
use crate::test::counts::Counts;
use crate::test::phases::{PHASES, Phase};
use crate::workspace::Workspace;

/// What the phases share: where they are, the tools once somebody asked for them, and the counts so far.
struct Run<'a> {
    workspace: &'a Workspace,
    site_tools: Option<SiteTools>,
    browser_tools: Option<BrowserTools>,
    counts: Counts,
}

/// How one phase ended.
struct Ended {
    name: &'static str,
    counts: Counts,
    elapsed: Duration,
    problem: Option<Failure>,
}

/// Runs all phases or those named, and fails if any failed.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    if arguments == ["--list"] {
        PHASES.iter().for_each(|phase| println!("{:<12} {}", phase.name, phase.about));
        return Ok(());
    }
    let phases = chosen(arguments)?;
    let mut run = Run { workspace, site_tools: None, browser_tools: None, counts: Counts::default() };
    let (ended, elapsed) = shell::measure(|| phases.into_iter().map(|phase| run.phase(phase)).collect::<Vec<_>>());
    report(&ended, elapsed)
}

fn chosen(names: &[String]) -> Outcome<Vec<&'static Phase>> {
    if let Some(unknown) = names.iter().find(|name| PHASES.iter().all(|phase| phase.name != **name)) {
        return Err(Failure::usage(format!("there is no phase '{unknown}'; `cargo xtask test --list` names them")));
    }
    let wanted = |phase: &&Phase| names.is_empty() || names.iter().any(|name| *name == phase.name);
    Ok(PHASES.iter().filter(wanted).collect())
}

impl Run<'_> {
    fn phase(&mut self, phase: &'static Phase) -> Ended {
        self.counts = Counts::default();
        let (result, elapsed) = shell::measure(|| shell::timed(phase.name, || (phase.run)(self)));
        let mut counts = std::mem::take(&mut self.counts);
        let problem = result.err();
        if let Some(problem) = &problem {
            eprintln!("error in phase '{}': {problem}", phase.name);
            counts.failed = counts.failed.max(1);
        }
        Ended { name: phase.name, counts, elapsed, problem }
    }

    fn site_tools(&mut self) -> Outcome<&SiteTools> {
        if self.site_tools.is_none() {
            self.site_tools = Some(setup::site_tools(self.workspace)?);
        }
        Ok(self.site_tools.as_ref().expect("filled just above"))
    }

    fn browser_tools(&mut self) -> Outcome<&BrowserTools> {
        if self.browser_tools.is_none() {
            self.browser_tools = Some(setup::browser_tools(self.workspace)?);
        }
        Ok(self.browser_tools.as_ref().expect("filled just above"))
    }
}

fn report(ended: &[Ended], elapsed: Duration) -> Outcome {
    println!("\n{:<12} {:>14} {:>8} {:>8} {:>8}", "phase", "time", "passed", "failed", "skipped");
    for Ended { name, counts, elapsed, .. } in ended {
        let time = shell::seconds(*elapsed);
        println!("{name:<12} {time:>14} {:>8} {:>8} {:>8}", counts.passed, counts.failed, counts.skipped);
    }
    println!("in all, {}", shell::seconds(elapsed));
    let failed: Vec<&str> = ended.iter().filter(|phase| phase.problem.is_some()).map(|phase| phase.name).collect();
    let counts = ended.iter().fold(Counts::default(), |sum, phase| sum.plus(phase.counts));
    if !failed.is_empty() {
        // The problems stood above, each where it happened; the line with the counts has to come last.
        println!("failed: {}", failed.join(", "));
    }
    println!("{counts}");
    if failed.is_empty() { Ok(()) } else { std::process::exit(1) }
}
