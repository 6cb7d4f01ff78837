//! Dependencies point one way, and only the page knows the browser.

use crate::tidy::Report;
use crate::tidy::tree::{Package, Tree};

/// What each package of the workspace may ask for among the others; this table is the layering.
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("aws", &["kernel"]),
    ("template", &["aws", "kernel"]),
    ("editor", &["template", "aws", "kernel"]),
    ("cli", &["template", "aws", "kernel"]),
    ("web", &["editor"]),
    ("suite", &["editor", "template", "aws", "kernel"]),
    ("xtask", &[]),
];

/// Crates that speak to the browser; a name that ends in `-` stands for all that start so.
const BROWSER: &[&str] = &[
    "leptos",
    "leptos-",
    "leptos_",
    "web-sys",
    "js-sys",
    "wasm-bindgen",
    "wasm-bindgen-",
    "gloo-",
    "serde-wasm-bindgen",
    "console_error_panic_hook",
];

/// Crates that know a file format, and who may use them: the reader, and the tests that read their own cases.
const FILE_FORMATS: &[&str] = &["saphyr", "saphyr-parser", "serde_yaml", "toml", "marked-yaml"];

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for package in tree.packages() {
        layering(package, report);
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            if is_browser(name) && !may_know_the_browser(&package.name, name) {
                let fix = "move what needs it to 'web', and what decides to 'editor'";
                add(report, package, format!("'{}' depends on '{name}', which only 'web' may", package.name), fix);
            }
            if FILE_FORMATS.contains(&name) && !matches!(package.name.as_str(), "template" | "suite") {
                let fix = "let 'template' read the file and hand on what was read";
                add(
                    report,
                    package,
                    format!("'{}' depends on '{name}', but only 'template' knows file formats", package.name),
                    fix,
                );
            }
        }
    }
}

fn layering(package: &Package, report: &mut Report<'_>) {
    let Some((_, allowed)) = MAY_DEPEND_ON.iter().find(|(name, _)| *name == package.name) else {
        let fix =
            "add it to the table of this check and to ARCHITECTURE.md, or make it a module of a crate that is there";
        return add(report, package, format!("the workspace has no place for a package '{}'", package.name), fix);
    };
    let ours = |name: &str| MAY_DEPEND_ON.iter().any(|(package, _)| *package == name);
    for dependency in package.dependencies.iter().filter(|dependency| ours(&dependency.name)) {
        if !allowed.contains(&dependency.name.as_str()) {
            let kind = if dependency.dev { "in tests " } else { "" };
            let problem = format!("'{}' {kind}depends on '{}'", package.name, dependency.name);
            add(report, package, problem, "turn the dependency round, or move the code that needs it up");
        }
    }
}

fn is_browser(name: &str) -> bool {
    BROWSER.iter().any(|it| if it.ends_with(['-', '_']) { name.starts_with(it) } else { name == *it })
}

/// The package `suite` compares native with WASM, and to be started from JavaScript its program needs these two.
fn may_know_the_browser(package: &str, dependency: &str) -> bool {
    package == "web" || (package == "suite" && matches!(dependency, "wasm-bindgen" | "js-sys"))
}

fn add(report: &mut Report<'_>, package: &Package, problem: String, fix: &str) {
    report.add(&package.manifest, 1, problem, fix);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::Finding;

    fn problems(packages: &[(&str, &[&str])]) -> Vec<String> {
        let mut findings: Vec<Finding> = Vec::new();
        find(&Tree::of_packages(packages), &mut Report { check: "dependencies", findings: &mut findings });
        findings.into_iter().map(|finding| finding.problem).collect()
    }

    #[test]
    fn the_layering_passes() {
        let fine: &[(&str, &[&str])] =
            &[("kernel", &["libm"]), ("web", &["editor", "leptos", "gloo-timers"]), ("suite", &["js-sys"])];
        assert!(problems(fine).is_empty());
    }

    #[test]
    fn a_step_up_and_a_look_at_the_browser_are_found() {
        let wrong: &[(&str, &[&str])] =
            &[("kernel", &["aws"]), ("editor", &["web-sys"]), ("aws", &["saphyr"]), ("extra", &[])];
        assert_eq!(
            problems(wrong),
            [
                "'kernel' depends on 'aws'",
                "'editor' depends on 'web-sys', which only 'web' may",
                "'aws' depends on 'saphyr', but only 'template' knows file formats",
                "the workspace has no place for a package 'extra'",
            ]
        );
    }
}
