//! A file is named for what it holds, so that nothing becomes a drawer for everything.

use crate::tidy::Report;
use crate::tidy::tree::Tree;

const DRAWERS: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc", "stuff"];

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.files().iter().filter(|file| matches!(file.extension(), "rs" | "js" | "mjs" | "css")) {
        let names = file.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
        for name in names.filter(|name| DRAWERS.contains(name)) {
            report.add(
                &file.path,
                1,
                format!("'{name}' says nothing about the content"),
                "name it for its main type or concern",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn a_drawer_is_found_as_file_and_as_folder() {
        let files = [("a/src/utils.rs", ""), ("a/src/common/x.rs", ""), ("a/src/time.rs", ""), ("a/common.md", "")];
        assert_eq!(found(find, &files).len(), 2);
    }

    #[test]
    fn a_name_that_means_something_passes() {
        assert!(found(find, &[("a/src/queue.rs", ""), ("a/src/uncommon.rs", "")]).is_empty());
    }
}
