//! The JSON that an invocation gives back when its code failed (SYNC-04).

use crate::fact::{Ending, request_id};
use crate::payload::Document;
use crate::profile::Profile;
use crate::stack::settings::iso_time;
use kernel::SimDuration;
use serde_json::{Value, json};

/// What went wrong in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// The code raised.
    Raised,
    /// The code raised before there was a handler.
    InitRaised,
    /// A call that it made failed, with AWS's name of the error.
    CallFailed(&'static str),
    /// `/tmp` was full.
    TmpFull,
    /// The timeout ran out.
    TimedOut,
    /// It needed more memory than there is.
    OutOfMemory,
    /// The process ended.
    Exited,
    /// The response was too large.
    ResponseTooLarge,
}

impl Flaw {
    /// Returns how the run ended.
    pub(crate) fn ending(self) -> Ending {
        match self {
            Self::Raised | Self::InitRaised | Self::CallFailed(_) | Self::TmpFull => Ending::Error,
            Self::TimedOut => Ending::Timeout,
            Self::OutOfMemory => Ending::OutOfMemory,
            Self::Exited => Ending::Exit,
            Self::ResponseTooLarge => Ending::ResponseTooLarge,
        }
    }

    /// Tells whether the runtime has to be started anew (ENV-11).
    pub(crate) fn ends_the_process(self) -> bool {
        matches!(self, Self::InitRaised | Self::TimedOut | Self::OutOfMemory | Self::Exited)
    }
}

/// The error that an invocation gives back.
#[derive(Debug)]
pub(crate) struct FunctionError {
    /// What went wrong.
    pub(crate) flaw: Flaw,
    /// Number of the request.
    pub(crate) request: u64,
    /// The function's timeout.
    pub(crate) timeout: SimDuration,
    /// Bytes of the response that was too large.
    pub(crate) response_bytes: u64,
    /// When, in milliseconds since 1970.
    pub(crate) unix_ms: u64,
    /// Which AWS.
    pub(crate) profile: Profile,
}

impl FunctionError {
    /// Returns the text of `errorMessage`.
    pub(crate) fn message(&self) -> String {
        let id = request_id(self.request);
        match self.flaw {
            Flaw::Raised => "the function failed".to_owned(),
            Flaw::InitRaised => "the function failed to initialise".to_owned(),
            Flaw::CallFailed(code) => format!("an error occurred ({code}) when calling an operation"),
            Flaw::TmpFull => "[Errno 28] No space left on device".to_owned(),
            Flaw::TimedOut => self.timeout_message(&id),
            Flaw::OutOfMemory => format!("RequestId: {id} Error: Runtime exited with error: signal: killed"),
            Flaw::Exited => format!("RequestId: {id} Error: Runtime exited without providing a reason"),
            Flaw::ResponseTooLarge => format!(
                "Response payload size ({} bytes) exceeded maximum allowed payload size ({} bytes).",
                self.response_bytes,
                super::super::limits::RESPONSE_BYTES_MAX
            ),
        }
    }

    fn timeout_message(&self, id: &str) -> String {
        let (seconds, hundredths) = (self.timeout.as_secs(), self.timeout.as_millis() / 10 % 100);
        let said = format!("Task timed out after {seconds}.{hundredths:02} seconds");
        match self.profile {
            Profile::Aws2020 => format!("{} {id} {said}", iso_time(self.unix_ms)),
            Profile::Aws2026 => format!("RequestId: {id} Error: {said}"),
        }
    }

    fn error_type(&self) -> Option<&'static str> {
        match (self.flaw, self.profile) {
            (Flaw::Raised | Flaw::InitRaised, _) => Some("Exception"),
            (Flaw::CallFailed(_), _) => Some("ClientError"),
            (Flaw::TmpFull, _) => Some("OSError"),
            (Flaw::TimedOut, Profile::Aws2020) => None,
            (Flaw::TimedOut, Profile::Aws2026) => Some("Sandbox.Timedout"),
            (Flaw::OutOfMemory | Flaw::Exited, _) => Some("Runtime.ExitError"),
            (Flaw::ResponseTooLarge, _) => Some("Function.ResponseSizeTooLarge"),
        }
    }
}

impl Document for FunctionError {
    fn json(&self) -> Value {
        let mut error = json!({ "errorMessage": self.message() });
        if let Some(error_type) = self.error_type() {
            error["errorType"] = json!(error_type);
        }
        if self.flaw.ending() == Ending::Error {
            // There was no request yet when an init raised (SYNC-04).
            let request = if self.flaw == Flaw::InitRaised { String::new() } else { request_id(self.request) };
            error["requestId"] = json!(request);
            error["stackTrace"] = json!([]);
        }
        error
    }

    fn title(&self) -> &'static str {
        "Function error"
    }
}
