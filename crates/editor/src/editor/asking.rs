//! What a person asks of a run: the log, what a line lights, which message is followed.

use super::{Dispatched, Editor, changing, effect};
use crate::command::{Changed, Effect, ViewCommand};
use crate::geometry::{Point, Rect};
use crate::view::told::family::Family;
use crate::view::told::invocations::{Invocations, InvocationsView};
use crate::view::told::lit::{self, Lit};
use crate::view::told::log::{Chip, Log, LogFilter, LogHead};
use crate::view::told::messages::messages;
use crate::view::told::story::Story;
use crate::view::{LogLine, StoryView};
use kernel::{MessageId, RecordId, SimDuration};
use std::cell::RefCell;
use std::sync::Arc;

/// What is asked. Lists are found when they are looked at, so that a frame that nobody reads costs nothing.
#[derive(Debug, Default)]
pub(super) struct Asking {
    log: RefCell<Log>,
    lit: Option<Lit>,
    /// The message on which log and canvas are kept.
    followed: Option<MessageId>,
    family: RefCell<Family>,
    story: RefCell<Story>,
    invocations: RefCell<Invocations>,
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

    /// Returns the life of the message that is followed.
    #[must_use]
    pub fn story_view(&self) -> Option<Arc<StoryView>> {
        let message = self.selection.message?;
        let family = self.asking.family.borrow_mut().tree(&self.runner, message);
        let told = self.asking.story.borrow_mut().view(&self.runner, message);
        Some(Arc::new(StoryView { family, ..told }))
    }

    /// Returns the invocations of the selected function; the picture of its environments begins a span before now.
    #[must_use]
    pub fn invocations_view(&self, span: SimDuration) -> Arc<InvocationsView> {
        let node = self.selected_id().and_then(|id| self.runner.world().node(&id));
        let view = node.map(|node| self.asking.invocations.borrow_mut().view(&self.runner, node, span));
        Arc::new(view.unwrap_or_default())
    }

    /// Returns the messages that the selected card has to do with, the last ones first.
    #[must_use]
    pub fn messages_view(&self) -> Arc<Vec<LogLine>> {
        let node = self.selected_id().and_then(|id| self.runner.world().node(&id));
        Arc::new(node.map(|node| messages(&self.runner, node)).unwrap_or_default())
    }

    /// Tells whether log and canvas are kept on a message.
    #[must_use]
    pub fn follows(&self, message: MessageId) -> bool {
        self.asking.followed == Some(message) && self.selection.message == Some(message)
    }

    /// Lets go of the messages and records of a run that is gone: a new one numbers its own.
    pub(super) fn ask_nothing(&mut self) {
        (self.selection.message, self.selection.record) = (None, None);
        (self.asking.followed, self.asking.lit) = (None, None);
        let log = self.asking.log.get_mut();
        log.set_filter(|filter| filter.chips.retain(|chip| !matches!(chip, Chip::Message(_))));
    }

    pub(super) fn follow(&mut self, message: MessageId, on: bool) -> Dispatched {
        let chip = Chip::Message(message);
        let before = self.asking.followed.take().map(Chip::Message);
        self.asking.log.get_mut().set_filter(|filter| {
            filter.chips.retain(|it| *it != chip && Some(it) != before.as_ref());
            filter.chips.extend(on.then_some(chip));
        });
        self.asking.followed = on.then_some(message);
        self.selection.message = Some(message);
        changing(Changed::LOG | Changed::SELECTION | self.keep_followed_in_view())
    }

    /// Moves the canvas where the message that it is kept on has left what is seen.
    pub(super) fn keep_followed_in_view(&mut self) -> Changed {
        let Some(message) = self.asking.followed.filter(|message| self.follows(*message)) else {
            return Changed::empty();
        };
        let play = self.runner.playhead().play;
        let flight = self.runner.pacing().flights(play).find(|flight| flight.message == message);
        let Some(place) = flight.and_then(|flight| self.stage.place(flight.to)) else { return Changed::empty() };
        let (width, height) = (self.sheet.size.0 / self.camera.zoom, self.sheet.size.1 / self.camera.zoom);
        let seen = Rect { origin: self.camera.origin, width, height };
        let middle = place.center();
        if seen.contains(middle) {
            return Changed::empty();
        }
        self.sheet.fitted = false;
        self.camera.origin = Point::new(middle.x - width / 2.0, middle.y - height / 2.0);
        Changed::CAMERA
    }

    pub(super) fn copy_content(&self, index: usize, raw: bool) -> Dispatched {
        let story = self.story_view();
        let Some(content) = story.as_ref().and_then(|story| story.contents.get(index)) else {
            return Dispatched::default();
        };
        let text = if raw { content.raw.clone() } else { content.pretty.clone() };
        effect(Effect::CopyText { text, done: format!("{} copied", content.title).into() })
    }

    pub(super) fn copy_chart(&self, title: &str) -> Dispatched {
        let charts = self.charts_view();
        let pool = charts.pool.as_ref().map(|pool| &pool.chart);
        let chart = charts.charts.iter().chain(pool).find(|chart| *chart.title == *title);
        let Some(chart) = chart else { return Dispatched::default() };
        effect(Effect::CopyText { text: chart.csv().into(), done: format!("{title} copied as CSV").into() })
    }

    /// Adds or takes away what the log is filtered by.
    pub(super) fn change_log(&mut self, command: ViewCommand) -> Dispatched {
        let log = self.asking.log.get_mut();
        match command {
            ViewCommand::FilterLog(text) => log.set_filter(|filter| filter.text = text.to_lowercase().into()),
            ViewCommand::AddChip(chip) => log.set_filter(|filter| add(filter, chip)),
            ViewCommand::RemoveChip(chip) => log.set_filter(|filter| filter.chips.retain(|it| *it != chip)),
            ViewCommand::ClearChips => log.set_filter(|filter| filter.chips.clear()),
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
