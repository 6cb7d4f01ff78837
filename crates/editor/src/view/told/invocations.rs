//! The invocations of a function, and what each of its environments did when.

use super::outcome::Outcome;
use crate::chart::gantt::{Bar, BarKind, Gantt, Row};
use crate::runner::{Era, Runner};
use crate::scene::{Shape, Tone};
use aws::fact::{Ending, Fact, What, request_id};
use kernel::{MessageId, NodeId, Record, RecordId, SimDuration, SimTime};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// How many invocations the table shows, the last ones.
const ROWS_MAX: usize = 200;
/// How many environments are drawn, the last ones to do anything.
const ENVIRONMENTS_MAX: usize = 24;
/// How many environments are remembered.
const ENVIRONMENTS_KEPT: usize = 2_000;
/// How many things of an environment are remembered, the last ones.
const BARS_KEPT: usize = 2_000;

/// An invocation.
#[derive(Clone, Debug, PartialEq)]
pub struct Invocation {
    /// The record of its beginning.
    pub record: RecordId,
    /// The request id.
    pub request: Arc<str>,
    /// The number of its environment.
    pub environment: u32,
    /// When it began.
    pub start: SimTime,
    /// How long the handler took; `None` while it runs.
    pub duration: Option<SimDuration>,
    /// How long its environment took to be made, for a cold start.
    pub init: Option<SimDuration>,
    /// What is billed [ms].
    pub billed_ms: Option<u32>,
    /// How it ended.
    pub ending: Option<Ending>,
    /// The number of the try, from 1.
    pub attempt: u8,
    /// What it worked on.
    pub message: MessageId,
}

impl Invocation {
    /// Returns how it looks.
    #[must_use]
    pub fn look(&self) -> (Tone, Shape) {
        match self.ending {
            None => (Tone::Sync, Shape::Circle),
            Some(Ending::Success) => Outcome::Ok.look(),
            Some(_) => Outcome::Failed.look(),
        }
    }

    /// Returns how it ended, in a word.
    #[must_use]
    pub fn outcome_words(&self) -> &'static str {
        match self.ending {
            None => "running",
            Some(Ending::Success) => "ok",
            Some(Ending::Error) => "error",
            Some(Ending::Timeout) => "time-out",
            Some(Ending::OutOfMemory) => "out of memory",
            Some(Ending::Exit) => "exit",
            Some(Ending::ResponseTooLarge) => "answer too large",
        }
    }
}

/// All that is remembered of a function's work, up to the playhead.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InvocationsView {
    /// The last invocations, the newest first.
    pub rows: Vec<Invocation>,
    /// How many there were, as far as is remembered.
    pub count: usize,
    /// The environments over time.
    pub gantt: Gantt,
}

/// Which function's invocations are followed.
#[derive(Clone, Debug, Default)]
pub struct Invocations {
    node: Option<NodeId>,
    /// Of which memory the numbers are -- internal state.
    era: Option<Arc<Era>>,
    /// The last record that was folded -- internal state.
    seen: RecordId,
    /// The first instant of which something was remembered when the folding began, where that was not the beginning: what
    /// was folded since is known for good -- internal state.
    since: Option<SimTime>,
    work: Work,
}

impl Invocations {
    /// Returns the invocations of a function; the picture begins a span before the playhead. A look costs what is new:
    /// only where time went back, everything is looked at again.
    pub fn view(&mut self, runner: &Runner, node: NodeId, span: SimDuration) -> InvocationsView {
        let here = runner.playhead().record;
        let is_known = self.era.as_ref().is_some_and(|era| Arc::ptr_eq(era, runner.era()));
        if self.node != Some(node) || !is_known || here < self.seen {
            let first = runner.trace().records().next().filter(|record| record.id.0 > 1);
            let since = first.map(|record| record.at);
            *self = Self { node: Some(node), era: Some(runner.era().clone()), since, ..Self::default() };
        }
        let new = runner.trace().records_after(self.seen).take_while(|record| record.id <= here);
        let own = new.filter(|record| record.node == node && is_work(&record.fact.what));
        own.for_each(|record| self.work.take(record));
        self.seen = here;
        self.work.view(runner.playhead().sim, span, self.since)
    }
}

fn is_work(what: &What) -> bool {
    matches!(
        what,
        What::InvocationStarted { .. }
            | What::InvocationEnded { .. }
            | What::InitStarted { .. }
            | What::InitEnded { .. }
            | What::EnvironmentReclaimed { .. }
            | What::EnvironmentReset { .. }
    )
}

/// What is known of a function's work so far.
#[derive(Clone, Debug, Default)]
struct Work {
    /// The last invocations.
    rows: VecDeque<Invocation>,
    /// How many there were before them.
    before: usize,
    open: BTreeMap<MessageId, Open>,
    environments: BTreeMap<u32, Environment>,
}

/// An invocation that runs.
#[derive(Clone, Copy, Debug)]
struct Open {
    /// Its number among all.
    index: usize,
    start: SimTime,
    environment: u32,
    record: RecordId,
}

#[derive(Clone, Debug, Default)]
struct Environment {
    /// The last things that it did.
    bars: VecDeque<Bar>,
    /// Since when it is idle.
    idle: Option<SimTime>,
    /// Since when it initialises.
    init: Option<SimTime>,
    /// How long its last initialisation took, until an invocation has it for its own.
    made_in: Option<SimDuration>,
}

impl Work {
    fn take(&mut self, record: &Record<Fact>) {
        let at = record.at;
        match record.fact.what {
            What::InitStarted { environment, .. } => {
                let environment = self.environment(environment);
                environment.rest_until(at);
                environment.init = Some(at);
            }
            What::InitEnded { environment, duration_us } => {
                let environment = self.environment(environment);
                let from = environment.init.take().unwrap_or(at - SimDuration::from_micros(duration_us));
                environment.push(Bar { from, to: at, kind: BarKind::Init, record: record.id });
                environment.made_in = Some(SimDuration::from_micros(duration_us));
                environment.idle = Some(at);
            }
            What::InvocationStarted { attempt, environment, request, .. } => {
                self.begin(record, attempt, environment, request);
            }
            What::InvocationEnded { outcome, billed_ms, duration_us } => {
                self.end(record, outcome, billed_ms, duration_us);
            }
            What::EnvironmentReclaimed { environment } => self.environment(environment).rest_until(at),
            _ => {}
        }
    }

    fn begin(&mut self, record: &Record<Fact>, attempt: u8, number: u32, request: u64) {
        let environment = self.environment(number);
        environment.rest_until(record.at);
        let init = environment.made_in.take();
        let open =
            Open { index: self.before + self.rows.len(), start: record.at, environment: number, record: record.id };
        self.open.insert(record.fact.message, open);
        if self.rows.len() >= ROWS_MAX {
            self.rows.pop_front();
            self.before += 1;
        }
        self.rows.push_back(Invocation {
            record: record.id,
            request: request_id(request).into(),
            environment: number,
            start: record.at,
            duration: None,
            init,
            billed_ms: None,
            ending: None,
            attempt,
            message: record.fact.message,
        });
    }

    fn end(&mut self, record: &Record<Fact>, ending: Ending, billed_ms: u32, duration_us: u64) {
        let Some(open) = self.open.remove(&record.fact.message) else { return };
        // Of one that began long ago only its bar is left.
        if let Some(row) = open.index.checked_sub(self.before).and_then(|place| self.rows.get_mut(place)) {
            row.duration = Some(SimDuration::from_micros(duration_us));
            row.billed_ms = Some(billed_ms);
            row.ending = Some(ending);
        }
        let kind = BarKind::Busy(Outcome::of(&record.fact.what));
        let environment = self.environment(open.environment);
        environment.push(Bar { from: open.start, to: record.at, kind, record: open.record });
        environment.idle = Some(record.at);
    }

    fn environment(&mut self, number: u32) -> &mut Environment {
        let is_new = !self.environments.contains_key(&number);
        if is_new && self.environments.len() >= ENVIRONMENTS_KEPT {
            // Those that did nothing for long are gone, and nobody looks for them.
            let oldest = self.environments.iter().min_by_key(|(_, environment)| environment.last());
            if let Some(oldest) = oldest.map(|(number, _)| *number) {
                self.environments.remove(&oldest);
            }
        }
        self.environments.entry(number).or_default()
    }

    /// Shows what is known. `remembered` is the first instant of which something is, where that is not the beginning.
    fn view(&self, now: SimTime, span: SimDuration, remembered: Option<SimTime>) -> InvocationsView {
        let wanted = SimTime::ZERO + now.since(SimTime::ZERO + span);
        // An empty picture would say that nothing was done.
        let forgotten = remembered.filter(|first| *first > wanted);
        let from = forgotten.unwrap_or(wanted);
        let running: BTreeMap<u32, &Open> = self.open.values().map(|open| (open.environment, open)).collect();
        let (mut rows, mut hidden) = (Vec::new(), 0);
        for (number, environment) in self.environments.iter().rev() {
            let run = running.get(number).map(|open| Bar {
                from: open.start,
                to: now,
                kind: BarKind::Busy(None),
                record: open.record,
            });
            let last = run.or_else(|| environment.unfinished(now));
            if environment.bars.back().into_iter().chain(&last).all(|bar| bar.to <= from) {
                continue;
            }
            if rows.len() >= ENVIRONMENTS_MAX {
                hidden += 1;
                continue;
            }
            // Bars are in order, so that what lies before the picture is not looked at.
            let mut bars: Vec<Bar> = environment.bars.iter().rev().take_while(|bar| bar.to > from).copied().collect();
            bars.reverse();
            bars.extend(last.filter(|bar| bar.to > from));
            rows.push(Row { label: number.to_string().into(), bars });
        }
        rows.reverse();
        let span = (from, now.max(from + SimDuration::from_nanos(1)));
        let gantt = Gantt { span, hidden, rows, forgotten };
        let count = self.before + self.rows.len();
        InvocationsView { rows: self.rows.iter().rev().cloned().collect(), count, gantt }
    }
}

impl Environment {
    /// Adds a bar, and forgets one that is long gone.
    fn push(&mut self, bar: Bar) {
        if self.bars.len() >= BARS_KEPT {
            self.bars.pop_front();
        }
        self.bars.push_back(bar);
    }

    /// Ends an idle stretch, if there is one.
    fn rest_until(&mut self, at: SimTime) {
        if let Some(from) = self.idle.take().filter(|from| *from < at) {
            self.push(Bar { from, to: at, kind: BarKind::Idle, record: RecordId::NONE });
        }
    }

    /// Returns what it does up to now, idle or initialising.
    fn unfinished(&self, now: SimTime) -> Option<Bar> {
        let bar = |from, kind| Bar { from, to: now, kind, record: RecordId::NONE };
        let init = self.init.map(|from| bar(from, BarKind::Init));
        init.or_else(|| self.idle.filter(|from| *from < now).map(|from| bar(from, BarKind::Idle)))
    }

    /// Returns when it did something last.
    fn last(&self) -> SimTime {
        self.bars.back().map_or(SimTime::ZERO, |bar| bar.to).max(self.init.unwrap_or(SimTime::ZERO))
    }
}
