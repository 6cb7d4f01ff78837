//! The life of a message up to the playhead: what happened to it and how long it waited in between, where it stands now,
//! what it carries.

use super::log::concerns;
use super::{Listing, line};
use crate::runner::Runner;
use crate::view::{ActionView, Content, Step, StoryView};
use aws::fact::{Detail, Fact, What};
use aws::payload::Payload;
use aws::services::Config;
use kernel::{MessageId, Record, RecordId, SimTime};
use std::sync::Arc;

/// How many steps of a message's life are told.
const STORY_MAX: usize = 400;

/// Which message's life is told: found once, then followed, because its records lie far apart among those of others.
#[derive(Clone, Debug, Default)]
pub struct Story {
    message: MessageId,
    listing: Listing,
}

impl Story {
    /// Tells the life of a message up to the playhead.
    pub fn view(&mut self, runner: &Runner, message: MessageId) -> StoryView {
        if self.message != message {
            *self = Self { message, listing: Listing::default() };
        }
        self.listing.follow(runner, |record| concerns(runner, record, message));
        let there = self.listing.count_at(runner.playhead().record);
        let from = there.saturating_sub(STORY_MAX);
        let records = self.listing.range(from, there - from).filter_map(|id| runner.trace().record(id));
        told(runner, message, &records.collect::<Vec<_>>(), from == 0)
    }
}

fn told(runner: &Runner, message: MessageId, records: &[&Record<Fact>], is_whole: bool) -> StoryView {
    // An answer is what somebody else sent, and often nothing at all.
    let asked = records.iter().rev().filter(|record| !matches!(record.fact.what, What::Answered { .. }));
    let content = asked.filter_map(|record| payload(runner, record.id)).find(|payload| !payload.json().is_null());
    let befores = std::iter::once(None).chain(records.iter().map(|record| Some(record.at)));
    let step = |(record, before): (&&Record<Fact>, Option<SimTime>)| Step {
        line: line(runner, record),
        gap: before.filter(|before| *before < record.at).map(|before| record.at.since(before).to_string().into()),
    };
    StoryView {
        title: format!("m{}", message.0).into(),
        message,
        facts: facts(runner, records, is_whole),
        steps: records.iter().zip(befores).map(step).collect(),
        family: Vec::new(),
        contents: content.map(unwrapped).unwrap_or_default(),
        actions: records.last().map(|record| actions(runner, record)).unwrap_or_default(),
    }
}

/// Returns where a message stands: how often it was received, run and sent, and what comes next.
fn facts(runner: &Runner, records: &[&Record<Fact>], is_whole: bool) -> Vec<(&'static str, Arc<str>)> {
    let mut facts = Vec::new();
    let received = records.iter().rev().find_map(|record| match record.fact.what {
        What::Received { count, .. } => Some((record.node, count)),
        _ => None,
    });
    if let Some((queue, count)) = received {
        let max = match &runner.world().nodes()[queue.0 as usize].config {
            Config::Sqs(config) => config.redrive.as_ref().map(|redrive| redrive.receives_max),
            _ => None,
        };
        let text = max.map_or_else(|| format!("{count}, no limit"), |max| format!("{count} of {max}"));
        facts.push(("Received", text.into()));
    }
    // Each invocation of a function is a run, whether it is a try of one event or the batch of another receive.
    let runs = records.iter().filter(|record| matches!(record.fact.what, What::InvocationStarted { .. })).count();
    if runs > 0 {
        facts.push(("Runs", if is_whole { runs.to_string() } else { format!("{runs} or more") }.into()));
    }
    let sent = records.iter().filter_map(|record| match record.fact.what {
        What::ClientRetried { attempt } => Some(attempt),
        _ => None,
    });
    if let Some(attempt) = sent.max() {
        facts.push(("Sent", times(attempt).into()));
    }
    if let Some((what, at)) = records.last().and_then(|record| deadline(runner, record)) {
        let left = at.since(runner.playhead().sim);
        facts.push(("Next", format!("{what} in {left}, at {}", at.since(SimTime::ZERO)).into()));
    }
    facts
}

fn times(count: u16) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// Returns what a message waits for, and until when.
fn deadline(runner: &Runner, record: &Record<Fact>) -> Option<(&'static str, SimTime)> {
    let (what, at) = match record.fact.what {
        What::Received { visible_again, .. } | What::VisibilityChanged { visible_again } => {
            ("visible again", visible_again)
        }
        What::Enqueued { visible } => ("visible", visible),
        What::RetryScheduled { at, .. } => ("the next try", at),
        What::Departed { arrives, .. } => ("it arrives", arrives),
        What::Answered { arrives, .. } => ("the answer arrives", arrives),
        _ => return None,
    };
    (at > runner.playhead().sim).then_some((what, at))
}

/// Returns what can be done to a message where it is: interventions of its node that take the next one.
fn actions(runner: &Runner, record: &Record<Fact>) -> Vec<(Arc<str>, ActionView)> {
    let Some(node) = runner.world().nodes().get(record.node.0 as usize) else { return Vec::new() };
    let known = node.config.descriptor().interventions;
    let deeds = [("FailNext", "Fail the next at", "1"), ("Duplicate", "Deliver the next twice at", "")];
    let deed = |(name, label, value): (&str, &str, &str)| {
        let label = format!("{label} {}", node.name).into();
        (node.id.clone(), ActionView { name: name.into(), label, input: value.into(), ..ActionView::default() })
    };
    deeds.into_iter().filter(|(name, ..)| known.contains(name)).map(deed).collect()
}

fn payload(runner: &Runner, record: RecordId) -> Option<Payload> {
    match runner.trace().detail(record)? {
        Detail::Content { payload, .. } | Detail::Batch { payload, .. } => Some(payload.clone()),
        Detail::Said { .. } => None,
    }
}

/// Returns a payload and what it wraps, the outermost first.
fn unwrapped(payload: Payload) -> Vec<Content> {
    /// Envelopes nest a few deep; more would be a document that wraps itself.
    const DEPTH_MAX: usize = 16;
    let mut contents = Vec::new();
    let mut next = Some(payload);
    while let Some(payload) = next.filter(|_| contents.len() < DEPTH_MAX) {
        let pretty = serde_json::to_string_pretty(&payload.json()).unwrap_or_else(|_| payload.text());
        let (title, raw) = (payload.title().into(), payload.text().into());
        contents.push(Content { title, pretty: pretty.into(), raw });
        next = payload.inner().cloned();
    }
    contents
}
