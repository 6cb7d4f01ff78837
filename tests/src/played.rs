//! A template that was run, for tests that ask what came of it; and the data that lies beside the project.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use template::output::{Report, run, trace_line};
use template::{Scenario, ScenarioOptions};

/// A template that was run to its end.
#[derive(Debug)]
pub struct Played {
    /// The report as `run --report json` prints it.
    pub report: Value,
    /// The trace as `run --trace` writes it.
    pub trace: Vec<Value>,
}

impl Played {
    /// Runs a template.
    ///
    /// # Errors
    /// If the template has errors, the run did not come to its end or a copy of a message was lost.
    pub fn run(template: &str) -> Result<Self, String> {
        Self::run_with(template, None)
    }

    /// Runs a template with another text's block laid over it, as `run --with` does.
    ///
    /// # Errors
    /// As [`Played::run`].
    pub fn run_with(template: &str, with: Option<&str>) -> Result<Self, String> {
        let options = ScenarioOptions { with, ..ScenarioOptions::default() };
        let scenario = Scenario::read(template, &options);
        if scenario.has_errors() {
            return Err(format!("the template has errors: {:#?}", scenario.diagnostics));
        }
        let mut trace = Vec::new();
        let mut keep = |world: &aws::stack::world::World, record: &kernel::Record<aws::fact::Fact>| {
            trace.push(trace_line(world, record));
        };
        let outcome = run(&template::compile(&scenario), Some(&mut keep));
        let report = Report { scenario: &scenario, world: &outcome.world, problem: outcome.problem.as_ref() }.json();
        match outcome.problem {
            Some(problem) => Err(problem.message),
            None if report["balance"]["balanced"] != true => Err(format!("unbalanced: {}", report["balance"])),
            None => Ok(Self { report, trace }),
        }
    }

    /// Returns the lines of the trace with a fact, of a node.
    pub fn facts<'a>(&'a self, node: &'a str, fact: &'a str) -> impl Iterator<Item = &'a Value> {
        self.trace.iter().filter(move |line| line["node"] == node && line["fact"] == fact)
    }

    /// Returns the first line of the trace with a fact, of a node; `null` where there is none.
    #[must_use]
    pub fn first(&self, node: &str, fact: &str) -> &Value {
        self.trace.iter().find(|line| line["node"] == node && line["fact"] == fact).unwrap_or(&Value::Null)
    }

    /// Returns a metric of a node.
    #[must_use]
    pub fn metric(&self, node: &str, name: &str) -> &Value {
        &self.report["metrics"][node][name]
    }
}

/// Returns the path of a file or folder of the data beside the project, or says that a test is skipped for want of it.
#[must_use]
pub fn data_beside(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(path);
    if found.exists() {
        return Some(found);
    }
    // Past the capture of the test runner, so that it is seen; where even that fails nobody could be told.
    let _ = writeln!(std::io::stdout(), "\nskipped: {} is missing", found.display());
    None
}

/// Reads a file of JSON.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn json_file(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("the file can be read");
    serde_json::from_str(&text).expect("the file is JSON")
}
