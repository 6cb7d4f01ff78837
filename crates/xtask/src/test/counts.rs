//! Counting tests by reading what test runners print.

use std::fmt;

/// Tests that ran, and those that did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
    /// Tests of the program that runs that said so: cargo will count them as passed -- internal state.
    said_skipped: u64,
}

impl Counts {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
            said_skipped: 0,
        }
    }

    /// Adds what a line of `cargo test` or of a runner that speaks like it says:
    /// `test result: ok. 5 passed; 0 failed; 1 ignored; …`. A test that lacks the data beside the project returns early
    /// and says `skipped: …`, past the capture of the runner.
    pub(super) fn read_cargo_line(&mut self, line: &str) {
        if line.starts_with("skipped: ") {
            self.said_skipped += 1;
        }
        let Some((_, totals)) = line.split_once("test result: ") else { return };
        for part in totals.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (Some(Ok(number)), Some(kind)) = (words.next().map(str::parse::<u64>), words.next()) else { continue };
            match kind {
                "passed" => self.take_passed(number),
                "failed" => self.failed += number,
                "ignored" => self.skipped += number,
                _ => {}
            }
        }
    }

    fn take_passed(&mut self, number: u64) {
        let skipped = std::mem::take(&mut self.said_skipped).min(number);
        self.passed += number - skipped;
        self.skipped += skipped;
    }

    /// Adds what a line of the summary of `node --test` says: `ℹ pass 5`, or `# pass 5`.
    pub(super) fn read_node_line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let ["ℹ" | "#", kind, number] = words[..] else { return };
        let Ok(number) = number.parse::<u64>() else { return };
        match kind {
            "pass" => self.passed += number,
            "fail" | "cancelled" => self.failed += number,
            "skipped" | "todo" => self.skipped += number,
            _ => {}
        }
    }
}

/// The line that ends a run.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_of_cargo_and_of_node_add_up() {
        let mut counts = Counts::default();
        counts.read_cargo_line(
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        );
        counts.read_cargo_line("test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out");
        counts.read_cargo_line("test sqs::result ... ok");
        for line in ["ℹ tests 9", "ℹ pass 7", "ℹ fail 1", "ℹ cancelled 1", "ℹ skipped 2", "# Subtest: pass 5"]
        {
            counts.read_node_line(line);
        }
        assert_eq!(counts, Counts { passed: 14, failed: 5, skipped: 3, said_skipped: 0 });
    }

    #[test]
    fn tests_that_say_that_they_were_skipped_did_not_pass() {
        let mut counts = Counts::default();
        for line in ["skipped: the data is missing", "test result: ok. 5 passed; 0 failed; 0 ignored"] {
            counts.read_cargo_line(line);
        }
        counts.read_cargo_line("test result: ok. 2 passed; 0 failed; 0 ignored");
        assert_eq!(counts, Counts { passed: 6, failed: 0, skipped: 1, said_skipped: 0 });
    }

    #[test]
    fn the_last_line_names_skipped_tests_only_when_there_are_some() {
        assert_eq!(Counts { passed: 2, failed: 1, ..Counts::default() }.to_string(), "2 passed, 1 failed");
        assert_eq!(Counts { passed: 2, skipped: 3, ..Counts::default() }.to_string(), "2 passed, 0 failed, 3 skipped");
    }
}
