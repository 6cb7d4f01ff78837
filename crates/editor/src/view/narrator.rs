//! What just happened, in one or two sentences: the latest thing of note up to the playhead, with what led to it.

use super::told;
use super::told::why::Ran;
use crate::runner::Runner;
use crate::runner::milestones::{Found, Milestone};
use crate::scene::{Shape, Tone};
use crate::words::dead_letter_text;
use aws::fact::What;
use kernel::{RecordId, SimTime};
use std::sync::Arc;

/// How many things are told that stand out together with the first.
const MORE_MAX: usize = 2;

/// The sentence, and what it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Narration {
    /// The record that "Why?" is asked of.
    pub record: RecordId,
    /// When it happened.
    pub at: SimTime,
    /// What kind of thing it is: `First throttle`.
    pub kind: &'static str,
    /// What happened, in words: `Thumbnail fails after 300 ms (m7)`.
    pub text: Arc<str>,
    /// What stands out together with it, each with its kind: what follows from it at once, or happens at its instant.
    pub more: Vec<(&'static str, Arc<str>)>,
    /// What it means for the person who watches.
    pub meaning: Arc<str>,
    /// What it means, as a colour.
    pub tone: Tone,
    /// Its shape.
    pub shape: Shape,
}

/// Tells the latest thing of note up to the playhead; `None` while nothing stood out. Of what stands out together the
/// cause comes first: a first retry follows from a first error, and means nothing without it.
#[must_use]
pub fn latest(runner: &Runner) -> Option<Narration> {
    let together = together(runner);
    let (head, rest) = together.split_first()?;
    let line = told::line(runner, runner.trace().record(head.record)?);
    let about = line.message.map(|message| format!(" (m{})", message.0)).unwrap_or_default();
    let more = |found: &Found| {
        let more = told::line(runner, runner.trace().record(found.record)?);
        let other = more.message.filter(|_| more.message != line.message);
        let about = other.map(|message| format!(" (m{})", message.0)).unwrap_or_default();
        Some((kind(runner, found), format!("{} {}{about}", more.node, more.text).into()))
    };
    Some(Narration {
        record: head.record,
        at: head.at,
        kind: kind(runner, head),
        text: format!("{} {}{about}", line.node, line.text).into(),
        more: rest.iter().take(MORE_MAX).filter_map(more).collect(),
        meaning: meaning(runner, rest.iter().take(MORE_MAX).next_back().unwrap_or(head)),
        tone: line.tone,
        shape: line.shape,
    })
}

/// Returns what stands out last, with what it follows from and what is at the same instant.
fn together(runner: &Runner) -> Vec<Found> {
    let playhead = runner.playhead();
    let past = |found: &&Found| found.at <= playhead.sim && found.record <= playhead.record;
    let mut together: Vec<Found> = Vec::new();
    for found in runner.milestones().list().iter().filter(past) {
        let belongs = |known: &Found| known.record == found.cause || known.at == found.at;
        if !together.iter().any(belongs) {
            together.clear();
        }
        together.push(*found);
    }
    together
}

fn kind(runner: &Runner, found: &Found) -> &'static str {
    match found.kind {
        Milestone::Error => "First error",
        Milestone::Throttle => "First throttle",
        Milestone::Retry => "First retry",
        Milestone::DeadLetter => "First dead letter",
        Milestone::Duplicate => "First one received again",
        Milestone::Loop => "First stopped loop",
        Milestone::Drop if is_kept(runner, found) => "First discarded record",
        Milestone::Drop => "First loss",
        Milestone::Intervention if runner.by_hand.contains(&found.at) => "You stepped in",
        Milestone::Intervention => "The template steps in",
    }
}

fn meaning(runner: &Runner, found: &Found) -> Arc<str> {
    match found.kind {
        Milestone::Error => "who invoked it decides what happens next".into(),
        Milestone::Throttle => "there is no room to run it now; nothing is wrong with the message".into(),
        Milestone::Retry => retry(runner, found).into(),
        Milestone::DeadLetter => kept_aside(runner, found).into(),
        Milestone::Duplicate => again(runner, found).into(),
        Milestone::Loop => "AWS found the same chain of invocations coming back to itself".into(),
        Milestone::Drop => lost(runner, found).into(),
        Milestone::Intervention if runner.by_hand.contains(&found.at) => {
            "a replay does the same at the same instant".into()
        }
        Milestone::Intervention => "it stands under Done in this run, and happens in every run".into(),
    }
}

/// Says why a message became a dead letter.
fn kept_aside(runner: &Runner, found: &Found) -> String {
    let rule = runner.trace().record(found.record).and_then(|record| record.fact.rule);
    format!("{}, and the message is kept aside", dead_letter_text(rule.map_or("", |rule| rule.id)))
}

/// Says what is left of a message that was lost.
fn lost(runner: &Runner, found: &Found) -> &'static str {
    match is_kept(runner, found) {
        true => "the mapping goes on behind it, and the stream keeps it until its retention ends",
        false => "the message is gone, and nothing kept it",
    }
}

/// Tells whether who gave a message up keeps it all the same.
fn is_kept(runner: &Runner, found: &Found) -> bool {
    let what = runner.trace().record(found.record).map(|record| record.fact.what);
    matches!(what, Some(What::Dropped { reason }) if reason.is_kept())
}

/// Says why a message is there again: what its last receive came to, and so what may be done twice.
fn again(runner: &Runner, found: &Found) -> String {
    let record = runner.trace().record(found.record);
    let last = record.and_then(|record| told::why::last_came_to(runner, record));
    let (why, ran) = last.unwrap_or(("it was not deleted in time", Ran::Unknown));
    let so = match ran {
        Ran::Yes => "what ran on it may be done twice",
        Ran::No => "nothing ran on it, and it comes again with one receive more",
        Ran::Soon => "what is about to run on it may be done twice",
        Ran::Unknown => "whatever was done with it may be done twice",
    };
    format!("{why}, so {so}")
}

/// Says when AWS tries again, as it stands at the playhead.
fn retry(runner: &Runner, found: &Found) -> String {
    let record = runner.trace().record(found.record);
    let Some(What::RetryScheduled { at, .. }) = record.map(|record| record.fact.what) else {
        return "AWS tries again by itself".to_owned();
    };
    let now = runner.playhead().sim;
    match () {
        // What falls on the end is no part of the run.
        () if at >= runner.end() => {
            format!("the run ends before the next try, which would be {} later", at.since(found.at))
        }
        () if at <= now => format!("AWS tried again by itself, {} later", at.since(found.at)),
        () => format!("AWS tries again by itself, {} later", at.since(found.at)),
    }
}
