//! `cargo xtask setup`: what a fresh machine lacks before the page can be built and tested.
//!
//! Each tool is taken in this order: what is there with the right version, a ready binary by `cargo binstall`,
//! a build by `cargo install`.
//! The tools go where cargo puts programs, so that plain `trunk serve` works afterwards as well.

mod browser;
mod rust_tools;
mod wasm_opt;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::shell;
use crate::workspace::Workspace;

/// The tools that build the page, ready to run.
#[derive(Debug)]
pub(crate) struct SiteTools {
    /// The PATH on which all of them are found.
    path: OsString,
}

/// What the browser tests need beside the site.
#[derive(Debug)]
pub(crate) struct BrowserTools {
    pub(crate) chromium: PathBuf,
    pub(crate) chromedriver: PathBuf,
}

/// Gets everything, so that later commands start at once.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    let with_tests = match arguments {
        [] => false,
        [flag] if flag == "--tests" => true,
        [other, ..] => return Err(Failure::usage(format!("'setup' does not know '{other}'"))),
    };
    site_tools(workspace)?;
    if with_tests {
        browser_tools(workspace)?;
    }
    println!("Everything is there.");
    Ok(())
}

/// Gets the WASM target, Trunk, wasm-bindgen and wasm-opt.
pub(crate) fn site_tools(workspace: &Workspace) -> Outcome<SiteTools> {
    wasm_target(workspace)?;
    rust_tools::trunk(workspace)?;
    rust_tools::wasm_bindgen(workspace)?;
    let wasm_opt = wasm_opt::find_or_get(workspace)?;
    let folder = wasm_opt.parent().unwrap_or(workspace.root());
    let mut path = shell::path_with(folder)?;
    // A cargo home that is not on the PATH still holds what was just installed.
    if let Some(cargo_bin) = rust_tools::cargo_bin() {
        let folders: Vec<PathBuf> = std::env::split_paths(&path).chain([cargo_bin]).collect();
        path = std::env::join_paths(folders).map_err(Failure::while_doing("cannot extend the PATH"))?;
    }
    Ok(SiteTools { path })
}

/// Adds the WASM target to the toolchain in use; the toolchain itself is left as it is.
pub(crate) fn wasm_target(workspace: &Workspace) -> Outcome {
    let sysroot = shell::output(workspace.command(rustc()).args(["--print", "sysroot"]))?;
    let library = PathBuf::from(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown/lib");
    if library.is_dir() {
        println!("WASM target: there");
        return Ok(());
    }
    shell::timed("WASM target (some seconds)", || {
        shell::run(workspace.command("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
    })
}

/// Gets Chromium, its driver, the packages of the browser tests and, where it can be had, Firefox.
pub(crate) fn browser_tools(workspace: &Workspace) -> Outcome<BrowserTools> {
    let tools = browser::find_or_get()?;
    browser::packages(workspace)?;
    browser::second_engine();
    Ok(tools)
}

impl SiteTools {
    /// Returns a command for one of the tools, or for a program that calls them.
    pub(crate) fn command(&self, workspace: &Workspace, program: &str) -> Outcome<Command> {
        let found = std::env::split_paths(&self.path).map(|folder| folder.join(program)).find(|file| file.is_file());
        let program =
            found.ok_or_else(|| Failure::task(format!("'{program}' was installed but is not on the PATH")))?;
        let mut command = workspace.command(program);
        command.env("PATH", &self.path);
        Ok(command)
    }
}

fn rustc() -> OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}
