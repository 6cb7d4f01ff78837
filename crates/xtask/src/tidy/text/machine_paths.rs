//! The project works on any machine: no file names a folder of somebody's computer or the host of a package registry.

use crate::tidy::Report;
use crate::tidy::tree::{Tree, numbered};

const FOLDERS: &[&str] = &["/home/", "/root/", "/tmp/", "/work/", "/Users/"];
const REGISTRIES: &[&str] = &["registry.npmjs.org", "static.crates.io", "index.crates.io", "files.pythonhosted.org"];

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.files().iter().filter(|file| !file.path.ends_with("Cargo.lock")) {
        for (line, text) in numbered(&file.text) {
            for folder in FOLDERS.iter().filter(|folder| names_folder(text, folder)) {
                report.add(
                    &file.path,
                    line,
                    format!("'{folder}' is a folder of one machine"),
                    "ask for a path, or make it from the project's own",
                );
            }
            for host in REGISTRIES.iter().filter(|host| text.contains(**host)) {
                report.add(
                    &file.path,
                    line,
                    format!("'{host}' is a registry's host"),
                    "leave the choice of registry to the client's settings",
                );
            }
        }
    }
}

/// Part of a longer path or address, as in `docs.example/home/`, is no folder at the top of a disk.
fn names_folder(text: &str, folder: &str) -> bool {
    text.match_indices(folder).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|it| it.is_alphanumeric() || matches!(it, '.' | '/' | '-' | '_' | '}' | ')' | '*' | ']'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn a_folder_of_one_machine_is_found() {
        let text = "fine\nlet path = \"/home/somebody/x\";\n";
        assert_eq!(found(find, &[("a.rs", text)]), ["a.rs:2: '/home/' is a folder of one machine"]);
        assert_eq!(found(find, &[("package-lock.json", "https://registry.npmjs.org/x")]).len(), 1);
    }

    #[test]
    fn parts_of_addresses_and_the_lock_file_pass() {
        let files =
            [("a.md", "<https://docs.example/home/x> and `target/tmp/`"), ("Cargo.lock", "https://index.crates.io")];
        assert!(found(find, &files).is_empty());
    }
}
