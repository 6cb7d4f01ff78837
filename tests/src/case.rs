//! A scenario test: a template, a line `---`, and what is expected of its run.

use crate::expectation::{Actual, Expectation};
use std::fmt::Write;
use template::output::{Report, run, trace_line};
use template::{Scenario, ScenarioOptions};

/// A scenario test.
#[derive(Debug)]
pub struct Case {
    template: String,
    expectation: Expectation,
}

/// The line between the template and what is expected.
const SEPARATOR: &str = "\n---\n";

impl Case {
    /// Reads a case.
    ///
    /// # Errors
    /// If the text has no second document, or it says something that is no expectation.
    pub fn read(text: &str) -> Result<Self, String> {
        let (template, expected) = text
            .rsplit_once(SEPARATOR)
            .ok_or("there is no second document: write a line \"---\" and \"expect:\" after the template")?;
        Ok(Self { template: format!("{template}\n"), expectation: Expectation::read(expected)? })
    }

    /// Runs the template and compares.
    ///
    /// # Errors
    /// If anything is otherwise than expected, with each difference on a line.
    pub fn check(&self) -> Result<(), String> {
        let differences = self.expectation.differences(&self.actual());
        if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
    }

    /// Returns the text of the case as it would have to be to pass.
    #[must_use]
    pub fn updated(&self) -> String {
        format!("{}---\n{}", self.template, self.expectation.updated(&self.actual()))
    }

    fn actual(&self) -> Actual {
        let scenario = Scenario::read(&self.template, &ScenarioOptions::default());
        let deployment = template::compile(&scenario);
        let mut trace = Vec::new();
        let mut keep = |world: &aws::stack::world::World, record: &kernel::Record<aws::fact::Fact>| {
            trace.push(trace_line(world, record));
        };
        let outcome = run(&deployment, Some(&mut keep));
        let report = Report { scenario: &scenario, world: &outcome.world, problem: outcome.problem.as_ref() };
        let mut text = String::new();
        for diagnostic in &scenario.diagnostics {
            writeln!(text, "{}: {}", diagnostic.severity.word(), diagnostic.message).expect("a string takes any text");
        }
        Actual { report: report.json(), graph: template::graph(&scenario), trace, diagnostics: text }
    }
}
