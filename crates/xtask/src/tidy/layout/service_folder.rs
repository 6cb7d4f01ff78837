//! Every service is documented alike, names the sources of its limits, and has scenarios that test it.

use super::services_apart::{SERVICES, names};
use crate::tidy::Report;
use crate::tidy::tree::Tree;

const SECTIONS: &[&str] = &["# Simulated", "# Simplified", "# Not simulated", "# Sources"];
const SCENARIOS_MIN: usize = 3;

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for service in names(tree) {
        documented(tree, service, report);
        limited(tree, service, report);
        tested(tree, service, report);
    }
}

fn documented(tree: &Tree, service: &str, report: &mut Report<'_>) {
    let path = format!("{SERVICES}{service}/mod.rs");
    let Some(file) = tree.get(&path) else {
        return report.add(
            &path,
            1,
            format!("service '{service}' has no mod.rs"),
            "let mod.rs declare and describe the service",
        );
    };
    for section in SECTIONS {
        let heading = format!("//! {section}");
        if !file.text.lines().any(|line| line.trim_end() == heading) {
            report.add(
                &path,
                1,
                format!("the module doc lacks '{section}'"),
                format!("add a line `{heading}` and what belongs under it"),
            );
        }
    }
}

/// The numbers of AWS stand in `limits.rs` or `rules.rs` of the service, or in its file among the crate's rules.
fn limited(tree: &Tree, service: &str, report: &mut Report<'_>) {
    let folder = format!("{SERVICES}{service}");
    let places =
        [format!("{folder}/limits.rs"), format!("{folder}/rules.rs"), format!("crates/aws/src/rules/{service}.rs")];
    let files: Vec<_> = places.iter().filter_map(|place| tree.get(place)).collect();
    let Some(first) = files.first() else {
        let fix = "put its quotas and timings into limits.rs, each with unit, source and that source's date";
        return report.add(&places[0], 1, format!("service '{service}' has no limits.rs"), fix);
    };
    if !files.iter().any(|file| file.text.contains("https://") || file.text.contains("sourced(")) {
        report.add(
            &first.path,
            1,
            "no limit names its source",
            "give each number the page or repository it comes from",
        );
    }
}

fn tested(tree: &Tree, service: &str, report: &mut Report<'_>) {
    let folder = format!("tests/suite/{service}/");
    let scenario = |path: &str| path.starts_with(&folder) && (path.ends_with(".yaml") || path.ends_with(".yml"));
    let count = tree.files().iter().filter(|file| scenario(&file.path)).count();
    if count < SCENARIOS_MIN {
        let problem = format!("service '{service}' has {count} scenarios in {folder}, fewer than {SCENARIOS_MIN}");
        report.add(&format!("{SERVICES}{service}/mod.rs"), 1, problem, "add templates with their expectations there");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    const DOC: &str = "//! Queues.\n//!\n//! # Simulated\n//! # Simplified\n//! # Not simulated\n//! # Sources\n";

    #[test]
    fn a_whole_service_passes() {
        let files = [
            ("crates/aws/src/services/sqs/mod.rs", DOC),
            ("crates/aws/src/services/sqs/limits.rs", "/// <https://docs.example>"),
            ("tests/suite/sqs/a.yaml", ""),
            ("tests/suite/sqs/b.yaml", ""),
            ("tests/suite/sqs/c.yaml", ""),
        ];
        assert!(found(find, &files).is_empty());
    }

    #[test]
    fn what_is_missing_is_named() {
        let problems = found(find, &[("crates/aws/src/services/sqs/mod.rs", "//! # Simulated\n")]);
        assert_eq!(problems.len(), 5, "{problems:?}");
        assert!(problems[0].contains("lacks '# Simplified'") && problems[3].contains("no limits.rs"));
    }
}
