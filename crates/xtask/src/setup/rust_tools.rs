//! Trunk and the wasm-bindgen command line: both come from crates, and compile for minutes where no binary is had.

use std::path::PathBuf;

use crate::failure::Outcome;
use crate::shell;
use crate::workspace::Workspace;

/// The Trunk that the project is built with; later ones of 0.21 do as well, 0.22 asks for a newer toolchain.
const TRUNK: &str = "0.21.14";

/// A program that a crate provides.
struct Tool<'a> {
    krate: &'a str,
    program: &'a str,
    version: &'a str,
    /// Whether the crate's own lock file is used: Trunk needs it, wasm-bindgen's names a crate that was withdrawn.
    locked: bool,
    /// What a compilation takes on two cores.
    patience: &'a str,
}

pub(super) fn trunk(workspace: &Workspace) -> Outcome {
    let tool = Tool { krate: "trunk", program: "trunk", version: TRUNK, locked: true, patience: "5 to 11 minutes" };
    get(workspace, &tool)
}

/// Gets exactly the version of the lock file: the program refuses code of any other.
pub(super) fn wasm_bindgen(workspace: &Workspace) -> Outcome {
    let version = workspace.locked_version("wasm-bindgen")?;
    let tool = Tool {
        krate: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: &version,
        locked: false,
        patience: "3 to 10 minutes",
    };
    get(workspace, &tool)
}

/// Returns where cargo puts programs.
pub(super) fn cargo_bin() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    home.map(|home| home.join("bin")).filter(|folder| folder.is_dir())
}

fn get(workspace: &Workspace, tool: &Tool<'_>) -> Outcome {
    let Tool { krate, version, patience, .. } = tool;
    if installed_version(tool.program).as_deref() == Some(version) {
        println!("{krate} {version}: there");
        return Ok(());
    }
    if shell::ask("cargo", &["binstall", "-V"]).is_some() {
        let fetched =
            shell::timed(&format!("{krate} {version} as a binary (some seconds)"), || binstall(workspace, tool));
        match fetched {
            Ok(()) => return Ok(()),
            Err(failure) => println!("No binary of {krate} ({failure}); compiling it instead."),
        }
    }
    shell::timed(&format!("{krate} {version} from its sources ({patience}, once)"), || install(workspace, tool))
}

/// Asks the program, on the PATH or where cargo puts it, for the last word of its `name 1.2.3`.
fn installed_version(program: &str) -> Option<String> {
    let in_cargo_home = cargo_bin().map(|folder| folder.join(program)).filter(|file| file.is_file());
    let file = shell::find_program(&[program]).or(in_cargo_home)?;
    let answer = shell::ask(file, &["--version"])?;
    answer.split_whitespace().nth(1).map(str::to_owned)
}

fn binstall(workspace: &Workspace, tool: &Tool<'_>) -> Outcome {
    let what = format!("{}@{}", tool.krate, tool.version);
    shell::run(workspace.cargo().args(["binstall", "--no-confirm", "--disable-strategies", "compile", &what]))
}

/// Compiles the tool quickly rather than well: it runs for a second, but would optimise for minutes.
/// Both tools share one target folder, since they have many crates in common.
fn install(workspace: &Workspace, tool: &Tool<'_>) -> Outcome {
    let mut command = workspace.cargo();
    command.args(["install", tool.krate, "--version", tool.version, "--force"]);
    if tool.locked {
        command.arg("--locked");
    }
    command
        .env("CARGO_TARGET_DIR", workspace.target().join("tools"))
        .env("CARGO_PROFILE_RELEASE_LTO", "false")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false");
    shell::run(&mut command)
}
