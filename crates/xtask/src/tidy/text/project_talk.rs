//! The project speaks to its readers: it names no ticket, no plan and no tool that helped to write it,
//! since none of these is there for who reads it.

use crate::tidy::Report;
use crate::tidy::tree::{Tree, numbered, words};

const WORDS: &[(&str, &str)] = &[
    ("claude", "leave out who or what helped"),
    ("anthropic", "leave out who or what helped"),
    ("chatgpt", "leave out who or what helped"),
    ("copilot", "leave out who or what helped"),
    ("co-authored-by", "leave out who or what helped"),
    ("aws-facts.md", "name the rule by its id and its source by its address"),
    ("template-format.md", "say here what has to be known"),
];

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    // Data taken from elsewhere keeps its words.
    let ours =
        tree.files().iter().filter(|file| !file.path.ends_with(".lock") && !file.path.ends_with("package-lock.json"));
    for file in ours {
        for (line, text) in numbered(&file.text) {
            let lower = text.to_lowercase();
            for (word, fix) in WORDS.iter().filter(|(word, _)| words(&lower, word).next().is_some()) {
                report.add(&file.path, line, format!("the project says '{word}'"), *fix);
            }
            if names_ticket(&lower) {
                report.add(&file.path, line, "a ticket by its number", "say the reason itself");
            }
        }
    }
}

/// `issue 12` or `issue #12`, unless it is part of an address or follows a repository's name, as where a fact's source
/// is a thread.
fn names_ticket(lower: &str) -> bool {
    words(lower, "issue").any(|at| {
        let rest = lower[at + "issue".len()..].trim_start_matches([' ', '#']);
        let separate = !lower[at + "issue".len()..].starts_with('/');
        let repository = lower[..at].split_whitespace().next_back().is_some_and(|word| word.contains('/'));
        separate && !repository && rest.starts_with(|it: char| it.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn talk_about_the_making_is_found() {
        let text = "// as issue #12 asks\n// see aws-facts.md\n";
        let expected = ["a.rs:1: a ticket by its number", "a.rs:2: the project says 'aws-facts.md'"];
        assert_eq!(found(find, &[("a.rs", text)]), expected);
    }

    #[test]
    fn a_source_that_is_a_thread_passes() {
        let text = "/// <https://github.example/aws/x/issues/12>\n/// the issue: none\n// aws/x issue 12\n";
        assert!(found(find, &[("a.rs", text)]).is_empty());
    }
}
