//! What the checks look at: the texts of the project, and what its manifests declare.

use serde_json::Value;

use super::lexer::{self, Masks};
use crate::failure::{Failure, Outcome};
use crate::shell;
use crate::workspace::Workspace;

/// The files of the project and the packages of its workspace.
#[derive(Debug, Default)]
pub(super) struct Tree {
    files: Vec<File>,
    packages: Vec<Package>,
}

/// One text file.
#[derive(Debug)]
pub(super) struct File {
    /// From the top of the project, with forward slashes.
    pub(super) path: String,
    pub(super) text: String,
    /// For Rust: the text without comments and strings. Made once, since most checks want it.
    masks: Option<Masks>,
}

/// One package of the workspace, by its manifest.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) manifest: String,
    pub(super) dependencies: Vec<Dependency>,
}

/// What a manifest asks for.
#[derive(Debug)]
pub(super) struct Dependency {
    pub(super) name: String,
    /// Whether it is for tests only.
    pub(super) dev: bool,
}

impl Tree {
    /// Reads what git tracks and what it would add, so that a new file is checked before its first commit.
    pub(super) fn read(workspace: &Workspace) -> Outcome<Self> {
        let mut git = workspace.command("git");
        let list =
            shell::output(git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]))?;
        let mut files = Vec::new();
        for path in list.split('\0').filter(|path| !path.is_empty()) {
            let place = workspace.root().join(path);
            if !place.is_file() {
                continue; // Removed but not yet committed as removed.
            }
            let bytes = std::fs::read(&place).map_err(Failure::while_doing(format!("cannot read {path}")))?;
            // An image has no lines to check.
            if let Ok(text) = String::from_utf8(bytes) {
                files.push(File::new(path, text));
            }
        }
        Ok(Self { files, packages: packages(workspace)? })
    }

    /// Makes a tree of a few files for a test.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| File::new(path, (*text).to_owned())).collect();
        Self { files, packages: Vec::new() }
    }

    /// Makes a tree of packages only, each with what it depends on, for a test.
    #[cfg(test)]
    pub(super) fn of_packages(packages: &[(&str, &[&str])]) -> Self {
        let package = |(name, needs): &(&str, &[&str])| Package {
            name: (*name).to_owned(),
            manifest: format!("crates/{name}/Cargo.toml"),
            dependencies: needs.iter().map(|need| Dependency { name: (*need).to_owned(), dev: false }).collect(),
        };
        Self { files: Vec::new(), packages: packages.iter().map(package).collect() }
    }

    pub(super) fn files(&self) -> &[File] {
        &self.files
    }

    pub(super) fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// Returns the files whose path ends in `.extension`.
    pub(super) fn with_extension<'a>(&'a self, extension: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| file.extension() == extension)
    }

    /// Returns the Rust files.
    pub(super) fn rust(&self) -> impl Iterator<Item = &File> {
        self.with_extension("rs")
    }

    /// Returns the file at `path`.
    pub(super) fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

impl File {
    pub(super) fn new(path: &str, text: String) -> Self {
        let masks = path.ends_with(".rs").then(|| lexer::masks(&text));
        Self { path: path.to_owned(), text, masks }
    }

    pub(super) fn extension(&self) -> &str {
        self.path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, extension)| extension)
    }

    /// Returns the code of a Rust file with comments and the insides of strings blanked, position for position.
    pub(super) fn code(&self) -> &str {
        self.masks.as_ref().map_or(&self.text, |masks| &masks.code)
    }

    /// Returns a Rust file with only its comments blanked, position for position.
    pub(super) fn without_comments(&self) -> &str {
        self.masks.as_ref().map_or(&self.text, |masks| &masks.without_comments)
    }

    /// Returns whether the whole file is test code: a folder `tests`, or a file named for tests.
    pub(super) fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    /// Returns the code without test modules, or nothing for a test file.
    pub(super) fn code_without_tests(&self) -> String {
        if self.is_test() { String::new() } else { lexer::without_test_modules(self.code()) }
    }

    /// Returns the number of the line that holds byte `at`, counted from 1.
    pub(super) fn line_of(&self, at: usize) -> usize {
        line_of(&self.text, at)
    }
}

/// Returns the number of the line of `text` that holds byte `at`, counted from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// Returns the lines of `text` with their numbers, counted from 1.
pub(super) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

/// Returns where `word` stands in `text` with no letter, digit or underscore beside it.
pub(super) fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    text.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let bytes = text.as_bytes();
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        !part(before) && !part(bytes.get(at + word.len()))
    })
}

fn packages(workspace: &Workspace) -> Outcome<Vec<Package>> {
    let packages = workspace.metadata()["packages"].as_array();
    let packages = packages.ok_or_else(|| Failure::task("`cargo metadata` lists no packages"))?;
    Ok(packages.iter().map(|package| package_from_metadata(package, workspace)).collect())
}

fn package_from_metadata(package: &Value, workspace: &Workspace) -> Package {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let manifest = text(&package["manifest_path"]);
    let root = workspace.root().to_string_lossy();
    let inside = manifest.strip_prefix(root.as_ref()).unwrap_or(&manifest).trim_start_matches('/');
    let dependency = |value: &Value| Dependency { name: text(&value["name"]), dev: value["kind"] == "dev" };
    Package {
        name: text(&package["name"]),
        manifest: inside.to_owned(),
        dependencies: package["dependencies"].as_array().into_iter().flatten().map(dependency).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole_words() {
        assert_eq!(words("sqs sqs_x xsqs (sqs)", "sqs").collect::<Vec<_>>(), [0, 16]);
    }

    #[test]
    fn lines_count_from_one() {
        let file = File::new("a.txt", "one\ntwo\n".to_owned());
        assert_eq!((file.line_of(0), file.line_of(4)), (1, 2));
    }

    #[test]
    fn test_files_are_known_by_their_place() {
        let is_test = |path| File::new(path, String::new()).is_test();
        assert!(is_test("tests/src/main.rs") && is_test("crates/aws/src/services/sqs/tests.rs"));
        assert!(!is_test("crates/aws/src/services/sqs/queue.rs"));
    }
}
