//! wasm-opt, which shrinks the page: from the PATH, from npm, or from Debian.

use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::shell;
use crate::workspace::Workspace;

/// The npm package, pinned so that two machines shrink alike.
const PACKAGE: &str = "binaryen@132.0.0";

pub(super) fn find_or_get(workspace: &Workspace) -> Outcome<PathBuf> {
    let folder = workspace.target().join("tools").join("npm");
    let local = folder.join("node_modules/.bin/wasm-opt");
    if let Some(found) = shell::find_program(&["wasm-opt"]).or_else(|| local.is_file().then(|| local.clone())) {
        println!("wasm-opt: there ({})", found.display());
        return Ok(found);
    }
    shell::timed("wasm-opt from npm (some seconds)", || {
        std::fs::create_dir_all(&folder).map_err(Failure::while_doing(format!("cannot make {}", folder.display())))?;
        let mut npm = workspace.command("npm");
        npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).arg(PACKAGE);
        shell::run(&mut npm)
    })
    .or_else(|failure| {
        println!("No wasm-opt from npm ({failure}); trying Debian's package.");
        shell::timed("wasm-opt from Debian (some seconds)", || super::browser::apt_install(&["binaryen"]))
    })?;
    shell::find_program(&["wasm-opt"])
        .or_else(|| local.is_file().then_some(local))
        .ok_or_else(|| Failure::task("wasm-opt was installed but is not found; put it on the PATH"))
}
