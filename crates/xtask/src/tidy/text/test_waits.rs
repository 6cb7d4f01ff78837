//! A test in the browser waits for what the page states: a time is too short on one machine and too long on all others.

use crate::tidy::Report;
use crate::tidy::tree::{Tree, numbered};

const WAIT: &str = "waitForTimeout(";

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.with_extension("mjs").filter(|file| file.path.starts_with("tests/browser/")) {
        for (line, _) in numbered(&file.text).filter(|(_, text)| text.contains(WAIT)) {
            report.add(&file.path, line, "a wait for a time", "wait for what the page states, as waits.mjs does");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn a_wait_for_a_time_is_found() {
        let files = [("tests/browser/a.test.mjs", "await x();\nawait page.waitForTimeout(300);\n")];
        assert_eq!(found(find, &files), ["tests/browser/a.test.mjs:2: a wait for a time"]);
    }

    #[test]
    fn a_wait_for_a_state_passes() {
        assert!(found(find, &[("tests/browser/a.test.mjs", "await page.waitForFunction(isThere);\n")]).is_empty());
    }
}
