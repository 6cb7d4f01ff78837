//! Running other programs, finding them, and timing what takes long.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};

/// Runs `command` with its output shown, and fails unless it succeeds.
///
/// Its standard input is closed: a tool that would ask a question must fail instead, since there may be nobody.
pub(crate) fn run(command: &mut Command) -> Outcome {
    announce(command);
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(Failure::while_doing(format!("cannot start {}", words(command))))?;
    check(command, status)
}

/// Runs `command` as [`run`] does and hands every line of its standard output to `on_line` after showing it.
pub(crate) fn run_reading(command: &mut Command, mut on_line: impl FnMut(&str)) -> Outcome {
    announce(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(Failure::while_doing(format!("cannot start {}", words(command))))?;
    let stdout = child.stdout.take().expect("standard output was piped just above");
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.map_err(Failure::while_doing(format!("cannot read the output of {}", words(command))))?;
        // A test may print bytes that are no text; they are shown as well as they can be.
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        on_line(&line);
    }
    let status = child.wait().map_err(Failure::while_doing(format!("lost {}", words(command))))?;
    check(command, status)
}

/// Returns the standard output of `command`, whose errors are shown.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(Failure::while_doing(format!("cannot start {}", words(command))))?;
    check(command, output.status)?;
    String::from_utf8(output.stdout)
        .map_err(Failure::while_doing(format!("the output of {} is no text", words(command))))
}

/// Returns what `program arguments` prints, or nothing if it cannot be started or fails.
/// For questions such as "which version is there?", where "none" is a good answer.
pub(crate) fn ask(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Returns the first of `names` that lies in a folder of the PATH.
pub(crate) fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let candidates = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.into_iter().find(|candidate| candidate.is_file())
}

/// Returns the PATH with `folder` put before it.
pub(crate) fn path_with(folder: &Path) -> Outcome<std::ffi::OsString> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&old));
    std::env::join_paths(folders).map_err(Failure::while_doing(format!("cannot put {} on the PATH", folder.display())))
}

/// Does `work`, says before it what it is and after it how long it took.
pub(crate) fn timed<T>(title: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("==> {title}");
    let (result, elapsed) = measure(work);
    let verdict = if result.is_ok() { "done" } else { "FAILED" };
    println!("<== {title}: {verdict} in {}", seconds(elapsed));
    flush();
    result
}

/// Returns what `work` returns and how long it took.
#[expect(
    clippy::disallowed_methods,
    reason = "automation runs in real time; only the simulation must not read a clock"
)]
pub(crate) fn measure<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

/// Writes a duration as people say it: `8 s`, `4 min 07 s`.
pub(crate) fn seconds(elapsed: Duration) -> String {
    let whole = elapsed.as_secs();
    match whole {
        0..10 => format!("{:.1} s", elapsed.as_secs_f64()),
        10..60 => format!("{whole} s"),
        _ => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

fn announce(command: &Command) {
    println!("  $ {}", words(command));
    flush();
}

/// Keeps our lines and those of child processes in order when the output goes to a file.
fn flush() {
    // A closed pipe at the other end is not our failure: the exit status still tells the truth.
    let _ = std::io::stdout().flush();
}

fn check(command: &Command, status: std::process::ExitStatus) -> Outcome {
    if status.success() { Ok(()) } else { Err(Failure::task(format!("{} ended with {status}", words(command)))) }
}

fn words(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        assert_eq!(seconds(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(59)), "59 s");
        assert_eq!(seconds(Duration::from_secs(247)), "4 min 07 s");
    }

    #[test]
    fn a_program_that_does_not_exist_is_not_found() {
        assert_eq!(find_program(&["no-program-has-this-name"]), None);
        assert_eq!(ask("no-program-has-this-name", &[]), None);
    }
}
