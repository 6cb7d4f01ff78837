//! One sentence a line in Markdown, so that a change to one sentence is a change to one line.

use crate::tidy::Report;
use crate::tidy::tree::{Tree, numbered};

/// Words whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &["e.g.", "i.e.", "etc.", "vs.", "cf.", "No."];

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.with_extension("md").filter(|file| !file.path.contains("templates/")) {
        let mut in_code = false;
        for (line, text) in numbered(&file.text) {
            if text.trim_start().starts_with("```") {
                in_code = !in_code;
            } else if !in_code && !text.starts_with('|') && has_two_sentences(text) {
                report.add(&file.path, line, "two sentences on one line", "begin the second on a line of its own");
            }
        }
    }
}

/// Looks for a word that ends in a full stop before one that starts with a capital letter.
fn has_two_sentences(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(2).enumerate().any(|(index, pair)| {
        let ends = pair[0].ends_with(['.', '!', '?']) || pair[0].ends_with(".)");
        // `1.` at the start of a line numbers a list.
        let number = index == 0 && pair[0].trim_end_matches('.').chars().all(|it| it.is_ascii_digit());
        ends && !number && !ABBREVIATIONS.contains(&pair[0]) && pair[1].starts_with(|it: char| it.is_uppercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn a_second_sentence_is_found() {
        assert_eq!(found(find, &[("a.md", "One.\nTwo. Three.\n")]), ["a.md:2: two sentences on one line"]);
    }

    #[test]
    fn lists_code_and_abbreviations_pass() {
        let text = "1. First\n```\nA. B\n```\nA queue, e.g. SQS, waits.\n| A. B |\n";
        assert!(found(find, &[("a.md", text)]).is_empty());
    }
}
