//! A module folder can be taken in at a glance: at most 12 Rust files side by side.

use std::collections::BTreeMap;

use crate::tidy::Report;
use crate::tidy::tree::Tree;

const FILES_MAX: usize = 12;

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for file in tree.rust() {
        if let Some((folder, _)) = file.path.rsplit_once('/') {
            *folders.entry(folder).or_default() += 1;
        }
    }
    for (folder, count) in folders.into_iter().filter(|(_, count)| *count > FILES_MAX) {
        let problem = format!("{count} Rust files side by side, more than {FILES_MAX}");
        report.add(&format!("{folder}/"), 1, problem, "group those that belong together in a folder");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    fn folder(count: usize) -> Vec<String> {
        let paths: Vec<String> = (0..count).map(|index| format!("a/src/f{index}.rs")).collect();
        let mut files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "")).collect();
        files.push(("a/src/deeper/g.rs", ""));
        found(find, &files)
    }

    #[test]
    fn twelve_pass_and_thirteen_are_found() {
        assert!(folder(12).is_empty());
        assert_eq!(folder(13), ["a/src/:1: 13 Rust files side by side, more than 12"]);
    }
}
