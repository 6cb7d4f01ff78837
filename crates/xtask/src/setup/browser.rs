//! Chromium with its driver, the npm packages that steer it, and Firefox as a second engine.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::setup::BrowserTools;
use crate::shell;
use crate::workspace::Workspace;

const CHROMIUM_NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FIREFOX_NAMES: &[&str] = &["firefox", "firefox-esr"];

/// Takes Chromium from the variable CHROMIUM or the PATH, else from Debian's packages.
pub(super) fn find_or_get() -> Outcome<BrowserTools> {
    if let Some(tools) = find() {
        println!("Chromium: there ({})", tools.chromium.display());
        return Ok(tools);
    }
    shell::timed("Chromium and its driver from Debian (half a minute)", || {
        let another = "or set CHROMIUM to a Chromium and put chromedriver on the PATH";
        apt_install(&["chromium", "chromium-driver"]).map_err(|failure| Failure::task(format!("{failure}, {another}")))
    })?;
    find().ok_or_else(|| Failure::task("Chromium was installed but neither it nor chromedriver is on the PATH"))
}

/// Gets Firefox from Debian's packages where there is none. Only the comparison of traces asks for it, and that is skipped
/// where it cannot be had.
pub(super) fn second_engine() {
    if let Some(firefox) = shell::find_program(FIREFOX_NAMES) {
        println!("Firefox: there ({})", firefox.display());
        return;
    }
    let got = shell::timed("Firefox from Debian (half a minute)", || apt_install(&["firefox-esr"]));
    if let Err(failure) = got {
        println!("No Firefox, so traces are compared without it: {failure}");
    }
}

fn find() -> Option<BrowserTools> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|file| file.is_file());
    let chromium = named.or_else(|| shell::find_program(CHROMIUM_NAMES))?;
    let chromedriver = shell::find_program(&["chromedriver"])?;
    Some(BrowserTools { chromium, chromedriver })
}

/// Installs the packages of the browser tests as their lock file names them, unless they are there already.
pub(super) fn packages(workspace: &Workspace) -> Outcome {
    let folder = workspace.browser_tests();
    if packages_current(&folder) {
        println!("Packages of the browser tests: there");
        return Ok(());
    }
    shell::timed("packages of the browser tests (some seconds)", || {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&folder);
        shell::run(&mut npm)
    })
}

/// npm notes what it installed in a hidden lock file; it is newer than ours if ours has not changed since.
fn packages_current(folder: &std::path::Path) -> bool {
    let modified = |file: &str| std::fs::metadata(folder.join(file)).and_then(|data| data.modified()).ok();
    match (modified("node_modules/.package-lock.json"), modified("package-lock.json")) {
        (Some(installed), Some(wanted)) => installed >= wanted,
        _ => false,
    }
}

/// Installs Debian packages, as root or through sudo, and says what to do by hand where that is impossible.
fn apt_install(packages: &[&str]) -> Outcome {
    let by_hand = format!("install {} by your system's packages so that they are on the PATH", packages.join(" and "));
    if shell::find_program(&["apt-get"]).is_none() {
        return Err(Failure::task(format!("there is no apt-get here; {by_hand}")));
    }
    let root = shell::ask("id", &["-u"]).as_deref() == Some("0");
    if !root && shell::find_program(&["sudo"]).is_none() {
        return Err(Failure::task(format!("neither root nor sudo; {by_hand}")));
    }
    let apt = |arguments: &[&str]| {
        let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if !root {
            // Without a terminal a password cannot be asked for: fail instead of waiting for ever.
            command.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        }
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        shell::run(&mut command)
    };
    let explain = |failure: Failure| Failure::task(format!("{failure}; {by_hand}"));
    apt(&["update", "-q"]).map_err(explain)?;
    apt(&[&["install", "-q", "-y", "--no-install-recommends"], packages].concat()).map_err(explain)
}
