//! A file stays readable in one go: at most 700 lines that are not tests.

use crate::tidy::Report;
use crate::tidy::tree::{File, Tree};

const LINES_MAX: usize = 700;

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    let code = tree.files().iter().filter(|file| matches!(file.extension(), "rs" | "css" | "js" | "mjs"));
    for file in code.filter(|file| !file.is_test()) {
        let lines = lines(file);
        if lines > LINES_MAX {
            let problem = format!("{lines} lines without tests, more than {LINES_MAX}");
            report.add(&file.path, LINES_MAX, problem, "move one concern into a file of its own");
        }
    }
}

/// Counts the lines outside test modules; in Rust those come last, so that the rest is what stands before.
fn lines(file: &File) -> usize {
    match file.code().find("#[cfg(test)]\nmod tests") {
        Some(at) => file.line_of(at) - 1,
        None => file.text.lines().count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn tests_at_the_end_do_not_count() {
        let text = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", "//\n".repeat(700), "//\n".repeat(50));
        assert!(found(find, &[("a.rs", &text)]).is_empty());
    }

    #[test]
    fn one_line_too_many_is_found() {
        assert_eq!(found(find, &[("a.css", &"\n".repeat(701))]), ["a.css:700: 701 lines without tests, more than 700"]);
    }
}
