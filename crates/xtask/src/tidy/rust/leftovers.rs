//! Nothing half done is committed: no `dbg!`, no `todo!`, no TODO; a FIXME only where a test asserts a known wrong
//! behaviour.

use crate::tidy::Report;
use crate::tidy::tree::{Tree, numbered, words};

const MACROS: &[&str] = &["dbg!", "todo!", "unimplemented!"];

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.rust() {
        for (line, text) in numbered(file.code()) {
            for name in MACROS.iter().filter(|name| text.contains(**name)) {
                report.add(&file.path, line, format!("{name} is left over"), "finish the work or take it out");
            }
        }
    }
    for file in tree.files() {
        let whole = &file.text;
        let tests_from = if file.is_test() { 0 } else { file.code().find("#[cfg(test)]").unwrap_or(usize::MAX) };
        for mark in ["TODO", "XXX", "HACK"] {
            for at in words(whole, mark) {
                report.add(&file.path, file.line_of(at), format!("{mark} is left over"), "do it, or leave it out");
            }
        }
        for at in words(whole, "FIXME").filter(|at| *at < tests_from) {
            let fix = "assert the known wrong behaviour in a test and say FIXME there";
            report.add(&file.path, file.line_of(at), "FIXME outside a test", fix);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn marks_and_macros_are_found() {
        let text = "fn f() {\n    dbg!(1); // TODO later\n}\n// FIXME\n";
        let expected = ["a.rs:2: dbg! is left over", "a.rs:2: TODO is left over", "a.rs:4: FIXME outside a test"];
        assert_eq!(found(find, &[("a.rs", text)]), expected);
    }

    #[test]
    fn a_string_and_a_fixme_in_a_test_pass() {
        let text = "const A: &str = \"dbg!\";\n#[cfg(test)]\nmod tests {\n    // FIXME one too few\n}\n";
        assert!(found(find, &[("a.rs", text), ("tests/b.yaml", "# FIXME wrong count")]).is_empty());
    }
}
