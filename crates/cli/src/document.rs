//! Texts in and out.

use serde_json::Value;
use std::fmt;
use std::io::{self, BufWriter, Read, Write};
use std::process::ExitCode;

/// A text and where it comes from.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Why a command could not do its work at all.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A file that the person named cannot be read.
    Unreadable { name: String, error: io::Error },
    /// What was made cannot be written.
    Unwritable { name: String, error: io::Error },
}

impl Failure {
    /// Returns the status that the command exits with: a wrong file name is wrong usage.
    pub(crate) fn exit_code(&self) -> u8 {
        2
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { name, error } => write!(f, "cannot read \"{name}\": {error}"),
            Self::Unwritable { name, error } => write!(f, "cannot write \"{name}\": {error}"),
        }
    }
}

impl Document {
    /// Reads a file, or standard input for `-`.
    pub(crate) fn read(name: &str) -> Result<Self, Failure> {
        let unreadable = |error| Failure::Unreadable { name: name.to_owned(), error };
        let mut bytes = Vec::new();
        if name == "-" {
            io::stdin().read_to_end(&mut bytes).map_err(unreadable)?;
            return Ok(Self { name: "standard input".to_owned(), text: decoded(bytes).map_err(unreadable)? });
        }
        let bytes = std::fs::read(name).map_err(unreadable)?;
        Ok(Self { name: name.to_owned(), text: decoded(bytes).map_err(unreadable)? })
    }
}

fn decoded(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the text is not UTF-8"))
}

/// Prints a text and ends its line.
pub(crate) fn print(text: &str) -> Result<ExitCode, Failure> {
    print_exactly(&format!("{}\n", text.trim_end_matches('\n')))
}

/// Prints a JSON value.
pub(crate) fn print_json(value: &Value) -> Result<ExitCode, Failure> {
    print(&format!("{value:#}"))
}

/// Prints a text byte for byte. A reader that has closed its end has what it wanted.
pub(crate) fn print_exactly(text: &str) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Unwritable { name: "standard output".to_owned(), error })
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Makes a file to write to.
pub(crate) fn create(name: &str) -> Result<BufWriter<std::fs::File>, Failure> {
    let file = std::fs::File::create(name).map_err(|error| unwritable(name, error))?;
    Ok(BufWriter::new(file))
}

pub(crate) fn unwritable(name: &str, error: io::Error) -> Failure {
    Failure::Unwritable { name: name.to_owned(), error }
}
