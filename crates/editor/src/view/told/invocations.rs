//! The invocations of a function, and what each of its environments did when.

use super::Listing;
use super::outcome::Outcome;
use crate::chart::gantt::{Bar, BarKind, Gantt, Row};
use crate::runner::Runner;
use crate::scene::{Shape, Tone};
use aws::fact::{Ending, Fact, What, request_id};
use kernel::{MessageId, NodeId, Record, RecordId, SimDuration, SimTime};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many invocations the table shows, the last ones.
const ROWS_MAX: usize = 200;
/// How many environments are drawn, the last ones to do anything.
const ENVIRONMENTS_MAX: usize = 24;

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
    /// How many there are in all that is remembered.
    pub count: usize,
    /// The environments over time.
    pub gantt: Gantt,
}

/// Which function's invocations are followed.
#[derive(Clone, Debug, Default)]
pub struct Invocations {
    node: Option<NodeId>,
    listing: Listing,
}

impl Invocations {
    /// Returns the invocations of a function; the picture begins a span before the playhead.
    pub fn view(&mut self, runner: &Runner, node: NodeId, span: SimDuration) -> InvocationsView {
        if self.node != Some(node) {
            *self = Self { node: Some(node), listing: Listing::default() };
        }
        self.listing.follow(runner, |record| record.node == node && is_work(&record.fact.what));
        let there = self.listing.count_at(runner.playhead().record);
        let mut work = Work::default();
        let records = self.listing.range(0, there).filter_map(|id| runner.trace().record(id));
        records.for_each(|record| work.take(record));
        work.finish(runner.playhead().sim, span)
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
#[derive(Default)]
struct Work {
    rows: Vec<Invocation>,
    open: BTreeMap<MessageId, usize>,
    environments: BTreeMap<u32, Environment>,
}

#[derive(Default)]
struct Environment {
    bars: Vec<Bar>,
    /// Since when it is idle.
    idle: Option<SimTime>,
    /// Since when it initialises.
    init: Option<SimTime>,
    /// How long its last initialisation took, until an invocation has it for its own.
    made_in: Option<SimDuration>,
    last: SimTime,
}

impl Work {
    fn take(&mut self, record: &Record<Fact>) {
        let at = record.at;
        match record.fact.what {
            What::InitStarted { environment, .. } => {
                let environment = self.environment(environment, at);
                environment.rest_until(at);
                environment.init = Some(at);
            }
            What::InitEnded { environment, duration_us } => {
                let environment = self.environment(environment, at);
                let from = environment.init.take().unwrap_or(at - SimDuration::from_micros(duration_us));
                environment.bars.push(Bar { from, to: at, kind: BarKind::Init, record: record.id });
                environment.made_in = Some(SimDuration::from_micros(duration_us));
                environment.idle = Some(at);
            }
            What::InvocationStarted { attempt, environment, request, .. } => {
                self.begin(record, attempt, environment, request);
            }
            What::InvocationEnded { outcome, billed_ms, duration_us } => {
                self.end(record, outcome, billed_ms, duration_us);
            }
            What::EnvironmentReclaimed { environment } => self.environment(environment, at).rest_until(at),
            _ => {}
        }
    }

    fn begin(&mut self, record: &Record<Fact>, attempt: u8, number: u32, request: u64) {
        let environment = self.environment(number, record.at);
        environment.rest_until(record.at);
        let init = environment.made_in.take();
        self.open.insert(record.fact.message, self.rows.len());
        self.rows.push(Invocation {
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
        let Some(row) = self.open.remove(&record.fact.message).and_then(|index| self.rows.get_mut(index)) else {
            return;
        };
        row.duration = Some(SimDuration::from_micros(duration_us));
        row.billed_ms = Some(billed_ms);
        row.ending = Some(ending);
        let bar = Bar {
            from: row.start,
            to: record.at,
            kind: BarKind::Busy(Outcome::of(&record.fact.what)),
            record: row.record,
        };
        let number = row.environment;
        let environment = self.environment(number, record.at);
        environment.bars.push(bar);
        environment.idle = Some(record.at);
    }

    fn environment(&mut self, number: u32, at: SimTime) -> &mut Environment {
        let environment = self.environments.entry(number).or_default();
        environment.last = at;
        environment
    }

    fn finish(mut self, now: SimTime, span: SimDuration) -> InvocationsView {
        for index in self.open.values() {
            let row = &self.rows[*index];
            let bar = Bar { from: row.start, to: now, kind: BarKind::Busy(None), record: row.record };
            if let Some(environment) = self.environments.get_mut(&row.environment) {
                environment.bars.push(bar);
                environment.last = now;
            }
        }
        let from = SimTime::ZERO + now.since(SimTime::ZERO + span);
        let mut rows: Vec<(u32, Environment)> = self.environments.into_iter().collect();
        for (_, environment) in &mut rows {
            if let Some(init) = environment.init.take() {
                environment.bars.push(Bar { from: init, to: now, kind: BarKind::Init, record: RecordId::NONE });
            }
            if environment.idle.is_some() {
                environment.rest_until(now);
                environment.last = now;
            }
            environment.bars.retain(|bar| bar.to > from);
        }
        rows.retain(|(_, environment)| !environment.bars.is_empty());
        let surplus = rows.len().saturating_sub(ENVIRONMENTS_MAX);
        let row = |(number, environment): (u32, Environment)| Row {
            label: number.to_string().into(),
            bars: environment.bars,
        };
        let gantt = Gantt {
            span: (from, now.max(from + SimDuration::from_nanos(1))),
            hidden: surplus,
            rows: rows.into_iter().skip(surplus).map(row).collect(),
        };
        let count = self.rows.len();
        InvocationsView { rows: self.rows.into_iter().rev().take(ROWS_MAX).collect(), count, gantt }
    }
}

impl Environment {
    /// Ends an idle stretch, if there is one.
    fn rest_until(&mut self, at: SimTime) {
        if let Some(from) = self.idle.take().filter(|from| *from < at) {
            self.bars.push(Bar { from, to: at, kind: BarKind::Idle, record: RecordId::NONE });
        }
    }
}
