//! `cargo xtask tidy`: the house rules that a compiler does not know.
//!
//! A check is a pure function from a [`Tree`] to [`Finding`]s, in a file of its own with a passing and a failing example.
//! To add one: write the file beside its kin, add its row to [`CHECKS`], and say the rule in `ARCHITECTURE.md`
//! or `CONTRIBUTING.md` if a newcomer should know it before the check tells.
//! Where a rule must not hold, [`exceptions`] says where and why.

mod exceptions;
mod layout;
mod lexer;
mod rust;
mod style;
mod text;
mod tree;

use std::fmt;

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;

use tree::Tree;

/// A place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    /// The line, counted from 1.
    line: usize,
    problem: String,
    fix: String,
    /// The name of the check, which an exception names too.
    check: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, problem, fix, check } = self;
        write!(f, "{path}:{line}: {problem}; {fix} [{check}]")
    }
}

/// A rule: its name, and what finds the places that break it.
struct Check {
    name: &'static str,
    find: fn(&Tree, &mut Report<'_>),
}

const CHECKS: &[Check] = &[
    Check { name: "dependencies", find: layout::dependencies::find },
    Check { name: "kernel-words", find: layout::kernel_words::find },
    Check { name: "pure-domain", find: layout::pure_domain::find },
    Check { name: "services-apart", find: layout::services_apart::find },
    Check { name: "service-folder", find: layout::service_folder::find },
    Check { name: "rules-once", find: layout::rules_once::find },
    Check { name: "browser-doors", find: layout::browser_doors::find },
    Check { name: "folder-size", find: layout::folder_size::find },
    Check { name: "file-names", find: layout::file_names::find },
    Check { name: "function-length", find: rust::function_length::find },
    Check { name: "file-length", find: rust::file_length::find },
    Check { name: "leftovers", find: rust::leftovers::find },
    Check { name: "test-attributes", find: rust::test_attributes::find },
    Check { name: "colours", find: style::colours::find },
    Check { name: "class-prefix", find: style::class_prefix::find },
    Check { name: "selectors", find: style::selectors::find },
    Check { name: "dead-classes", find: style::dead_classes::find },
    Check { name: "dead-icons", find: style::dead_icons::find },
    Check { name: "machine-paths", find: text::machine_paths::find },
    Check { name: "project-talk", find: text::project_talk::find },
    Check { name: "markdown", find: text::markdown::find },
    Check { name: "test-waits", find: text::test_waits::find },
    Check { name: "named-paths", find: text::named_paths::find },
];

/// Collects the findings of one check.
struct Report<'a> {
    check: &'static str,
    findings: &'a mut Vec<Finding>,
}

impl Report<'_> {
    fn add(&mut self, path: &str, line: usize, problem: impl Into<String>, fix: impl Into<String>) {
        let (problem, fix) = (problem.into(), fix.into());
        self.findings.push(Finding { path: path.to_owned(), line, problem, fix, check: self.check });
    }
}

/// Checks the files that git knows or would add, and fails if any rule is broken.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    Failure::unless_empty("tidy", arguments)?;
    let tree = Tree::read(workspace)?;
    let findings = findings(&tree);
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("tidy: {} checks over {} files found nothing", CHECKS.len(), tree.files().len());
            Ok(())
        }
        count => Err(Failure::task(format!("tidy found {count} places that break a rule"))),
    }
}

/// Returns what all checks find and no exception allows, and the exceptions that nothing needs any more.
fn findings(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in CHECKS {
        (check.find)(tree, &mut Report { check: check.name, findings: &mut findings });
    }
    let mut findings = exceptions::apply(findings, exceptions::EXCEPTIONS);
    findings.sort();
    findings
}

/// Runs one check over a made-up tree and returns its findings as text, for the tests of the checks.
#[cfg(test)]
fn found(find: fn(&Tree, &mut Report<'_>), files: &[(&str, &str)]) -> Vec<String> {
    let mut findings = Vec::new();
    find(&Tree::of(files), &mut Report { check: "it", findings: &mut findings });
    findings.iter().map(|finding| format!("{}:{}: {}", finding.path, finding.line, finding.problem)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_names_file_line_problem_fix_and_check() {
        let mut findings = Vec::new();
        Report { check: "colours", findings: &mut findings }.add("a.css", 3, "a colour", "use a token");
        assert_eq!(findings[0].to_string(), "a.css:3: a colour; use a token [colours]");
    }

    #[test]
    fn every_check_has_its_own_name() {
        let mut names: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CHECKS.len());
    }
}
