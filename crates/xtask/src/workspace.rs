//! Where the workspace is, where it builds, and which versions its lock file names.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::failure::{Failure, Outcome};
use crate::shell;

/// The workspace this program belongs to.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    metadata: Value,
}

impl Workspace {
    /// Asks cargo for the workspace around the current folder, or around this crate's sources.
    pub(crate) fn find() -> Outcome<Self> {
        let mut command = cargo();
        command.args(["metadata", "--no-deps", "--format-version", "1"]);
        // `cargo run` sets this; it is missing only when the binary is started by hand.
        if let Some(manifest) = std::env::var_os("CARGO_MANIFEST_DIR") {
            command.arg("--manifest-path").arg(Path::new(&manifest).join("Cargo.toml"));
        }
        let metadata: Value = serde_json::from_str(&shell::output(&mut command)?)
            .map_err(Failure::while_doing("cannot read what `cargo metadata` says"))?;
        let path = |key: &str| match metadata[key].as_str() {
            Some(text) => Ok(PathBuf::from(text)),
            None => Err(Failure::task(format!("`cargo metadata` names no {key}"))),
        };
        Ok(Self { root: path("workspace_root")?, target: path("target_directory")?, metadata })
    }

    /// Returns the top folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns cargo's target folder, wherever CARGO_TARGET_DIR puts it.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Returns the folder of the built site.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Returns the folder of the browser tests.
    pub(crate) fn browser_tests(&self) -> PathBuf {
        self.root.join("tests").join("browser")
    }

    /// Returns the answer of `cargo metadata --no-deps`.
    pub(crate) fn metadata(&self) -> &Value {
        &self.metadata
    }

    /// Returns a `cargo` command that runs at the top of the workspace.
    pub(crate) fn cargo(&self) -> Command {
        self.command(cargo().get_program())
    }

    /// Returns a command that runs at the top of the workspace and builds where this program looks for what was built:
    /// a CARGO_TARGET_DIR that is no whole path means another folder there than where the person stands.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// Returns the version of `package` in Cargo.lock.
    pub(crate) fn locked_version(&self, package: &str) -> Outcome<String> {
        let path = self.root.join("Cargo.lock");
        let lock =
            std::fs::read_to_string(&path).map_err(Failure::while_doing(format!("cannot read {}", path.display())))?;
        version_in_lock(&lock, package).ok_or_else(|| Failure::task(format!("Cargo.lock names no package '{package}'")))
    }
}

/// Returns cargo as the one that runs us, so that a chosen toolchain stays chosen.
fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Finds `name = "package"` and takes the version on the line after it, which is how cargo writes its lock file.
fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n\n[[package]]\nname = \"x\"\nversion = \"1.0.0\"\n";

    #[test]
    fn the_lock_file_gives_exact_versions() {
        assert_eq!(version_in_lock(LOCK, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(LOCK, "wasm"), None);
    }
}
