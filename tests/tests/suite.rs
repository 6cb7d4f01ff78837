//! Plays every case of `suite/`, or those whose path contains one of the words given: `cargo suite sqs`.
//!
//! With `UPDATE_EXPECT=1` a case that fails is rewritten as it would have to be to pass.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suite::Case;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    let mut files = Vec::new();
    gather(&root, &mut files);
    files.sort();
    let update = std::env::var("UPDATE_EXPECT").is_ok_and(|value| value == "1");
    let (mut passed, mut failed, mut filtered) = (0, 0, 0);
    for file in &files {
        let name = file.strip_prefix(&root).unwrap_or(file).display().to_string();
        if !words.is_empty() && !words.iter().any(|word| name.contains(word)) {
            filtered += 1;
            continue;
        }
        match play(file, update) {
            Ok(()) => passed += 1,
            Err(message) => {
                failed += 1;
                println!("suite/{name} failed:\n{message}\n");
            }
        }
    }
    let result = if failed == 0 { "ok" } else { "FAILED" };
    println!("test result: {result}. {passed} passed; {failed} failed; 0 ignored; 0 measured; {filtered} filtered out");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path);
        }
    }
}

fn play(file: &Path, update: bool) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let case = Case::read(&text)?;
    let outcome = case.check();
    if outcome.is_err() && update {
        std::fs::write(file, case.updated()).map_err(|error| error.to_string())?;
        return Ok(());
    }
    outcome
}
