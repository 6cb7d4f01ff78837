//! Where a rule does not hold, and why. Every other place keeps every rule.

use super::Finding;

/// Allows one check to be broken in the files whose path starts so.
#[derive(Debug)]
pub(super) struct Exception {
    pub(super) check: &'static str,
    pub(super) path: &'static str,
    pub(super) reason: &'static str,
}

const fn except(check: &'static str, path: &'static str, reason: &'static str) -> Exception {
    Exception { check, path, reason }
}

pub(super) const EXCEPTIONS: &[Exception] = &[
    except("machine-paths", "crates/xtask/src/tidy/text/machine_paths.rs", "names the paths it looks for"),
    except("project-talk", "crates/xtask/src/tidy/text/project_talk.rs", "names the words it looks for"),
    except("leftovers", "crates/xtask/src/tidy/rust/leftovers.rs", "names the marks it looks for"),
    except("test-waits", "tests/browser/bench.mjs", "measures what is to have run for some time"),
    except("test-waits", "tests/browser/screenshots.mjs", "pictures what plays, and nothing depends on its instant"),
];

/// Takes away what an exception allows, and adds a finding for each exception that allows nothing.
pub(super) fn apply(findings: Vec<Finding>, exceptions: &[Exception]) -> Vec<Finding> {
    let allows = |exception: &Exception, finding: &Finding| {
        exception.check == finding.check && finding.path.starts_with(exception.path)
    };
    let unused = exceptions.iter().filter(|exception| !findings.iter().any(|finding| allows(exception, finding)));
    let stale: Vec<Finding> = unused
        .map(|exception| Finding {
            path: "crates/xtask/src/tidy/exceptions.rs".to_owned(),
            line: 1,
            problem: format!(
                "nothing needs the exception from '{}' for {} ({})",
                exception.check, exception.path, exception.reason
            ),
            fix: "remove it".to_owned(),
            check: "exceptions",
        })
        .collect();
    let kept = findings.into_iter().filter(|finding| !exceptions.iter().any(|exception| allows(exception, finding)));
    kept.chain(stale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(path: &str, check: &'static str) -> Finding {
        Finding { path: path.to_owned(), line: 1, problem: String::new(), fix: String::new(), check }
    }

    #[test]
    fn an_exception_covers_its_check_in_its_files_only() {
        let findings = vec![finding("a/x.rs", "one"), finding("a/x.rs", "two"), finding("b/x.rs", "one")];
        let kept = apply(findings, &[except("one", "a/", "because")]);
        assert_eq!(kept, [finding("a/x.rs", "two"), finding("b/x.rs", "one")]);
    }

    #[test]
    fn an_exception_that_nothing_needs_is_found() {
        let kept = apply(vec![], &[except("one", "a/", "because")]);
        assert_eq!(kept[0].problem, "nothing needs the exception from 'one' for a/ (because)");
    }
}
