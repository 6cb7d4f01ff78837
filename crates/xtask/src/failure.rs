//! What can go wrong in a command: it was called wrongly, or its work failed.

/// The result of a command or of a step of one.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Why a command ended early. The first kind exits with 2 and the usage text, the second with 1.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The arguments make no sense.
    Usage(String),
    /// The work itself failed; the text says what and, where known, what to do.
    Task(String),
}

impl Failure {
    pub(crate) fn usage(problem: impl Into<String>) -> Self {
        Self::Usage(problem.into())
    }

    pub(crate) fn task(problem: impl Into<String>) -> Self {
        Self::Task(problem.into())
    }

    /// Returns a function for `map_err` that puts what was attempted before the cause.
    pub(crate) fn while_doing<E: std::fmt::Display>(attempt: impl Into<String>) -> impl FnOnce(E) -> Self {
        let attempt = attempt.into();
        move |cause| Self::Task(format!("{attempt}: {cause}"))
    }

    /// Refuses arguments for a command that takes none.
    pub(crate) fn unless_empty(command: &str, arguments: &[String]) -> Outcome {
        match arguments.first() {
            None => Ok(()),
            Some(extra) => Err(Self::usage(format!("'{command}' takes no argument, but got '{extra}'"))),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(text) | Self::Task(text) => f.write_str(text),
        }
    }
}
