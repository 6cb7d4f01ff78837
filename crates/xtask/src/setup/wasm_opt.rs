//! wasm-opt, which shrinks the page: from the PATH where it is new enough, else from npm.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};
use crate::shell;
use crate::workspace::Workspace;

/// The npm package, pinned so that two machines shrink alike.
const PACKAGE: &str = "binaryen@132.0.0";

/// Older ones are not asked: 108, which Debian 12 has, swaps the tables of functions and of references, and the page
/// ends with "WebAssembly.Table.set(): Argument 1 is invalid" before it shows anything.
const VERSION_MIN: u32 = 123;

pub(super) fn find_or_get(workspace: &Workspace) -> Outcome<PathBuf> {
    let folder = workspace.target().join("tools").join("npm");
    let local = folder.join("node_modules/.bin/wasm-opt");
    let candidates = [shell::find_program(&["wasm-opt"]), Some(local.clone())];
    if let Some(found) = candidates.into_iter().flatten().find(|file| new_enough(file)) {
        println!("wasm-opt: there ({})", found.display());
        return Ok(found);
    }
    shell::timed("wasm-opt from npm (some seconds)", || {
        std::fs::create_dir_all(&folder).map_err(Failure::while_doing(format!("cannot make {}", folder.display())))?;
        let mut npm = workspace.command("npm");
        npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).arg(PACKAGE);
        shell::run(&mut npm)
    })?;
    if new_enough(&local) {
        return Ok(local);
    }
    Err(Failure::task(format!(
        "wasm-opt from npm does not run; put version {VERSION_MIN} or later of binaryen on the PATH"
    )))
}

fn new_enough(program: &Path) -> bool {
    shell::ask(program, &["--version"]).and_then(|answer| version(&answer)) >= Some(VERSION_MIN)
}

/// Reads `wasm-opt version 132 (version_132)`.
fn version(answer: &str) -> Option<u32> {
    answer.split_whitespace().nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_third_word() {
        assert_eq!(version("wasm-opt version 132 (version_132)"), Some(132));
        assert_eq!(version("wasm-opt version 108"), Some(108));
        assert_eq!(version("what?"), None);
    }
}
