//! What a person asks of a run: the log, what a line lights, which message is followed.

use super::{Dispatched, Editor, changing, effect};
use crate::command::{Changed, Effect, ViewCommand};
use crate::view::LogLine;
use crate::view::told::lit::{self, Lit};
use crate::view::told::log::{Chip, Log, LogFilter, LogHead};
use kernel::RecordId;
use std::cell::RefCell;
use std::sync::Arc;

/// What is asked. Lists are found when they are looked at, so that a frame that nobody reads costs nothing.
#[derive(Debug, Default)]
pub(super) struct Asking {
    log: RefCell<Log>,
    lit: Option<Lit>,
}

/// A form in which the log is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogForm {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated, with a head.
    Csv,
}

impl Editor {
    /// Returns how much log there is at the playhead, and by what it is filtered.
    #[must_use]
    pub fn log_head(&self) -> LogHead {
        self.asking.log.borrow_mut().head(&self.runner)
    }

    /// Returns some lines of the log, from one on, in order of time.
    #[must_use]
    pub fn log_page(&self, from: usize, count: usize) -> Vec<LogLine> {
        self.asking.log.borrow_mut().page(&self.runner, from, count)
    }

    /// Returns the last lines of the log, the newest last.
    #[must_use]
    pub fn log_view(&self, lines_max: usize) -> Arc<Vec<LogLine>> {
        let lines = self.log_head().lines;
        Arc::new(self.log_page(lines.saturating_sub(lines_max), lines_max))
    }

    /// Says in one sentence what the log has told since a record.
    #[must_use]
    pub fn log_digest(&self, since: RecordId) -> Arc<str> {
        self.asking.log.borrow_mut().digest(&self.runner, since)
    }

    /// Returns what the line that is pointed at lights on the canvas.
    #[must_use]
    pub fn lit(&self) -> Option<&Lit> {
        self.asking.lit.as_ref()
    }

    /// Adds or takes away what the log is filtered by.
    pub(super) fn change_log(&mut self, command: ViewCommand) -> Dispatched {
        let log = self.asking.log.get_mut();
        match command {
            ViewCommand::FilterLog(text) => log.set_filter(|filter| filter.text = text.to_lowercase().into()),
            ViewCommand::AddChip(chip) => log.set_filter(|filter| add(filter, chip)),
            ViewCommand::RemoveChip(chip) => log.set_filter(|filter| filter.chips.retain(|it| *it != chip)),
            ViewCommand::CopyLog(form) => return self.copy_log(form),
            _ => log.set_filter(|filter| *filter = LogFilter::default()),
        }
        changing(Changed::LOG)
    }

    /// Lights what a line is about, or nothing.
    pub(super) fn light(&mut self, record: Option<RecordId>) -> Dispatched {
        self.asking.lit = record.and_then(|record| lit::lit(&self.runner, record));
        Dispatched::default()
    }

    fn copy_log(&self, form: LogForm) -> Dispatched {
        let mut log = self.asking.log.borrow_mut();
        let (text, done) = match form {
            LogForm::Jsonl => (log.jsonl(&self.runner), "Log copied as JSON lines"),
            LogForm::Csv => (log.csv(&self.runner), "Log copied as CSV"),
        };
        effect(Effect::CopyText { text: text.into(), done: done.into() })
    }
}

fn add(filter: &mut LogFilter, chip: Chip) {
    if !filter.chips.contains(&chip) {
        filter.chips.push(chip);
    }
}
