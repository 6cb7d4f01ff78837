//! Problems in what a person wrote: collected, located, and never thrown.
//!
//! Reading goes on after a problem, so readers return `(T, Vec<Diagnostic>)` or push to a `Vec<Diagnostic>`.
//! A simulated failure (a throttle, a time-out) is no diagnostic but a [`Fact`](crate::fact::Fact).

use std::fmt;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something is kept but not simulated, or was assumed.
    Info,
    /// It deploys, but is unwise or surprising.
    Warning,
    /// AWS would refuse it, or it cannot be read.
    Error,
}

impl Severity {
    /// Returns the lower-case word of reports: `error`, `warning` or `info`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A range of the source text with the place of its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset after the last byte.
    pub end: u32,
    /// Line of the start, from 1; 0 where the value has no place in the text.
    pub line: u32,
    /// Column of the start in characters, from 1.
    pub column: u32,
}

impl Span {
    /// Tells whether the span points into the text at all.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.line > 0
    }
}

/// Where something is written, kept beside what it means: that is the same wherever it stands.
#[derive(Clone, Copy, Default)]
pub struct WrittenAt(pub Span);

impl PartialEq for WrittenAt {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for WrittenAt {}

impl fmt::Debug for WrittenAt {
    /// Says nothing of the place, because what things say of themselves is compared.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrittenAt")
    }
}

/// A problem with its place, its reason and a way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name of the kind of problem, in kebab case.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where in the text, if anywhere.
    pub at: Span,
    /// Where in the document: `Resources.Queue.Properties.VisibilityTimeout`.
    pub path: String,
    /// Paths of the other settings that it speaks of: it is shown beside each of them.
    pub also: Vec<String>,
    /// The problem first, then where: lower case, no final period, names quoted; AWS's own text where AWS has one.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// What is simulated in the place of what AWS refuses, as a sentence without its period.
    pub meanwhile: Option<String>,
}

impl Diagnostic {
    /// Makes an error at a place.
    #[must_use]
    pub fn error(code: &'static str, at: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, at, message)
    }

    /// Makes a warning at a place.
    #[must_use]
    pub fn warning(code: &'static str, at: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, at, message)
    }

    /// Makes a remark at a place.
    #[must_use]
    pub fn info(code: &'static str, at: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Info, code, at, message)
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the path in the document.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Names another setting that it speaks of, by its path in the document.
    #[must_use]
    pub fn also(mut self, path: impl Into<String>) -> Self {
        self.also.push(path.into());
        self
    }

    /// Adds what is simulated in the place of what AWS refuses.
    #[must_use]
    pub fn meanwhile(mut self, meanwhile: impl Into<String>) -> Self {
        self.meanwhile = Some(meanwhile.into());
        self
    }

    /// Returns the problem as it is told beside a simulation: that AWS refuses it, and what is simulated meanwhile.
    #[must_use]
    pub fn told(&self) -> String {
        match &self.meanwhile {
            Some(meanwhile) => format!("AWS refuses this: {}. {meanwhile}", self.message.trim_end_matches('.')),
            None => self.message.clone(),
        }
    }

    /// Tells whether it speaks of the setting at a path.
    #[must_use]
    pub fn speaks_of(&self, path: &str) -> bool {
        self.path == path || self.also.iter().any(|also| also == path)
    }

    fn new(severity: Severity, code: &'static str, at: Span, message: impl Into<String>) -> Self {
        let (path, also, message) = (String::new(), Vec::new(), message.into());
        Self { code, severity, at, path, also, message, hint: None, meanwhile: None }
    }
}
