//! `cargo xtask build`: the release site in `dist/`.
//!
//! Trunk compiles and binds; what follows is ours, so that it needs no download and obeys the page's own policy:
//! wasm-opt shrinks the code, [`page`] moves inline scripts and styles into files and states the policy,
//! [`sizes`] tells what a visitor downloads.

mod page;
pub(crate) mod sizes;

use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};
use crate::setup::{self, SiteTools};
use crate::shell;
use crate::workspace::Workspace;

/// What rustc's WASM target may use, which wasm-opt must be told: with fewer it refuses the file.
const WASM_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Sets up, builds, and prints the sizes.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    Failure::unless_empty("build", arguments)?;
    let tools = setup::site_tools(workspace)?;
    site(workspace, &tools)
}

/// Builds the site with tools that are there.
pub(crate) fn site(workspace: &Workspace, tools: &SiteTools) -> Outcome {
    let dist = workspace.dist();
    shell::timed("building the site", || shell::run(tools.command(workspace, "trunk")?.args(["build", "--release"])))?;
    shell::timed("shrinking the code", || {
        files_ending(&dist, ".wasm")?.iter().try_for_each(|file| shrink(workspace, tools, file))
    })?;
    harden(&dist.join("index.html"))?;
    sizes::print(&dist)
}

/// Returns whether `dist/` holds a site that [`site`] made, rather than nothing or what plain Trunk leaves there.
pub(crate) fn is_there(workspace: &Workspace) -> bool {
    let index = std::fs::read_to_string(workspace.dist().join("index.html"));
    index.is_ok_and(|text| text.contains(page::POLICY))
}

/// Optimises one WASM file in place. `-O2` keeps the speed of the simulation, and `--strip-producers` drops
/// the names of the compilers.
fn shrink(workspace: &Workspace, tools: &SiteTools, file: &Path) -> Outcome {
    let smaller = file.with_extension("wasm.smaller");
    let mut command = tools.command(workspace, "wasm-opt")?;
    command.args(["-O2", "--strip-debug", "--strip-producers"]).args(WASM_FEATURES);
    shell::run(command.arg(file).arg("-o").arg(&smaller))?;
    std::fs::rename(&smaller, file).map_err(Failure::while_doing(format!("cannot replace {}", file.display())))
}

/// Makes the page obey a policy without inline code, and writes that policy into it.
fn harden(index: &Path) -> Outcome {
    let text =
        std::fs::read_to_string(index).map_err(Failure::while_doing(format!("cannot read {}", index.display())))?;
    let hardened = page::harden(&text).map_err(|problem| Failure::task(format!("{}: {problem}", index.display())))?;
    let folder = index.parent().unwrap_or(Path::new("."));
    for file in &hardened.files {
        let path = folder.join(&file.name);
        std::fs::write(&path, &file.text).map_err(Failure::while_doing(format!("cannot write {}", path.display())))?;
    }
    std::fs::write(index, &hardened.html).map_err(Failure::while_doing(format!("cannot write {}", index.display())))
}

/// Returns the files directly in `folder` whose name ends so, in order.
fn files_ending(folder: &Path, ending: &str) -> Outcome<Vec<PathBuf>> {
    let entries =
        std::fs::read_dir(folder).map_err(Failure::while_doing(format!("cannot list {}", folder.display())))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(Failure::while_doing(format!("cannot list {}", folder.display())))?.path();
        if path.to_string_lossy().ends_with(ending) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
