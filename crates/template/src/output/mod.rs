//! What a run says of itself: report, trace, series and log.

mod log;
mod report;
mod run;
mod series;
mod text;
mod trace;

pub use log::LogWriter;
pub use report::{Report, diagnostics_json};
pub use run::{RUN_EVENTS_MAX, RunOutcome, Seen, run, run_by_minutes};
pub use series::{Gauges, series};
pub use text::text;
pub use trace::{TraceWriter, trace_line};
