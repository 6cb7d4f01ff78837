//! A test runs always and fails for one reason: no `#[ignore]`, no `should_panic`, no examples that are not compiled.

use crate::tidy::Report;
use crate::tidy::tree::{Tree, numbered};

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.rust() {
        for (line, text) in numbered(file.code()) {
            if text.contains("#[ignore") {
                report.add(&file.path, line, "an ignored test", "make it quick enough to run always, or remove it");
            }
            if text.contains("should_panic") {
                let fix = "return the problem and compare it, or catch the panic and compare its text";
                report.add(&file.path, line, "should_panic hides which line panicked", fix);
            }
        }
        for (line, text) in numbered(&file.text) {
            let comment = text.trim_start();
            let example = ["/// ```", "//! ```"].iter().find_map(|fence| comment.strip_prefix(fence));
            if example
                .is_some_and(|words| words.split(',').any(|word| matches!(word, "ignore" | "no_run" | "should_panic")))
            {
                report.add(&file.path, line, "an example that is not run", "let it run, or mark it `text`");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn tests_that_do_not_run_are_found() {
        let text = "/// ```ignore\n#[test]\n#[ignore = \"slow\"]\n#[should_panic]\nfn t() {}";
        assert_eq!(found(find, &[("a.rs", text)]).len(), 3);
    }

    #[test]
    fn plain_tests_pass() {
        assert!(found(find, &[("a.rs", "/// ```text\n/// ```\n#[test]\nfn t() { \"#[ignore]\"; }")]).is_empty());
    }
}
