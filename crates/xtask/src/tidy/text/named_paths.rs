//! What the documents at the top of the project name is there: a path that moved is a map that leads astray.
//!
//! A name below a heading that names a folder lies in that folder, like `queue.rs` below "`crates/kernel`".

use crate::tidy::Report;
use crate::tidy::tree::{Tree, numbered};

/// Stands for any name.
const PLACEHOLDER: &str = "NAME";
/// It tells what was, under the names of then.
const HISTORY: &str = "CHANGELOG.md";

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.with_extension("md").filter(|file| !file.path.contains('/') && file.path != HISTORY) {
        let mut scope = "";
        for (line, text) in numbered(&file.text) {
            if text.starts_with('#') {
                scope = quoted(text).find(|name| has_folder(tree, name)).unwrap_or("");
            }
            for name in quoted(text).filter(|name| is_path(name)) {
                if !is_there(tree, scope, name) && !is_built(tree, name) {
                    report.add(&file.path, line, format!("{name} is not there"), "name the place where it is now");
                }
            }
        }
    }
}

/// Returns what stands between backticks.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Tells whether a text is a path rather than a word, a command or an address.
fn is_path(text: &str) -> bool {
    let is_file = |(name, extension): (&str, &str)| {
        !name.is_empty() && ["css", "html", "json", "md", "mjs", "rs", "svg", "toml", "yaml"].contains(&extension)
    };
    let is_part = |it: char| it.is_ascii_alphanumeric() || "_-./<>".contains(it);
    text.chars().all(is_part)
        && !text.starts_with('/')
        && (text.contains('/') || text.rsplit_once('.').is_some_and(is_file))
}

fn has_folder(tree: &Tree, path: &str) -> bool {
    tree.files().iter().any(|file| file.path.starts_with(&format!("{path}/")))
}

/// Tells whether there is a file or a folder of a path: from the top, or anywhere in a folder.
fn is_there(tree: &Tree, scope: &str, path: &str) -> bool {
    let wanted: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let fits = |(wanted, part): (&&str, &&str)| {
        let placed = wanted.replace(PLACEHOLDER, "");
        **wanted == **part || *wanted != placed && part.ends_with(&placed) || wanted.starts_with('<')
    };
    tree.files().iter().any(|file| {
        let parts: Vec<&str> = file.path.split('/').collect();
        let mut windows =
            parts.windows(wanted.len()).enumerate().filter(|(_, window)| wanted.iter().zip(*window).all(fits));
        windows.any(|(at, _)| at == 0 || file.path.starts_with(scope))
    })
}

/// Tells whether git leaves a path out because it is made anew each time.
fn is_built(tree: &Tree, path: &str) -> bool {
    let ignored = tree.get(".gitignore").map_or("", |file| &file.text);
    ignored.lines().map(|line| line.trim_matches('/')).any(|line| !line.is_empty() && path.starts_with(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    const FILES: [(&str, &str); 3] =
        [("crates/kernel/src/queue.rs", ""), ("web/src/panels/log/log.css", ""), (".gitignore", "/dist\n")];

    fn found_in(text: &str) -> Vec<String> {
        found(find, &[&[("MAP.md", text)], &FILES[..]].concat())
    }

    #[test]
    fn a_path_that_is_not_there_is_found() {
        let text = "`crates/kernel/src/heap.rs`\n## `crates/kernel`\n`panels/` and `heap.rs`\n";
        let told = ["crates/kernel/src/heap.rs is not there", "panels/ is not there", "heap.rs is not there"];
        assert_eq!(
            found_in(text),
            [(1, told[0]), (3, told[1]), (3, told[2])].map(|(line, it)| format!("MAP.md:{line}: {it}"))
        );
    }

    #[test]
    fn what_is_there_built_or_no_path_passes() {
        let text = "`dist/`, `panels/`, `web/src/panels/NAME/`, `NAME.css`, `src/<panel>/log/log.css`, `and/or what`, `e.g.`\n\
            ## `crates/kernel`\n`queue.rs` and `web/src/panels/log`\n";
        assert_eq!(found_in(text), [] as [&str; 0]);
        assert!(found(find, &[("CHANGELOG.md", "`gone.rs`"), ("docs/a.md", "`gone.rs`")]).is_empty());
    }
}
