//! What just happened, in one sentence: the latest thing of note up to the playhead.

use super::told;
use crate::runner::Runner;
use crate::runner::milestones::Milestone;
use crate::scene::{Shape, Tone};
use kernel::{RecordId, SimTime};
use std::sync::Arc;

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
    /// What it means for the person who watches.
    pub meaning: &'static str,
    /// What it means, as a colour.
    pub tone: Tone,
    /// Its shape.
    pub shape: Shape,
}

/// Tells the latest thing of note up to the playhead; `None` while nothing stood out.
#[must_use]
pub fn latest(runner: &Runner) -> Option<Narration> {
    let playhead = runner.playhead();
    let past = |(_, record, at): &&(Milestone, RecordId, SimTime)| *at <= playhead.sim && *record <= playhead.record;
    let (kind, record, at) = runner.milestones().list().iter().rev().find(past)?;
    let line = told::line(runner, runner.trace().record(*record)?);
    let about = line.message.map(|message| format!(" (m{})", message.0)).unwrap_or_default();
    let by_hand = runner.by_hand.contains(at);
    let (kind, meaning) = words(*kind, by_hand);
    Some(Narration {
        record: *record,
        at: *at,
        kind,
        text: format!("{} {}{about}", line.node, line.text).into(),
        meaning,
        tone: line.tone,
        shape: line.shape,
    })
}

fn words(kind: Milestone, by_hand: bool) -> (&'static str, &'static str) {
    match kind {
        Milestone::Error => ("First error", "who invoked it decides what happens next"),
        Milestone::Throttle => ("First throttle", "there is no room to run it now; nothing is wrong with the message"),
        Milestone::Retry => ("First retry", "AWS tries again by itself, later"),
        Milestone::DeadLetter => ("First dead letter", "every try was used up, and the message is kept aside"),
        Milestone::Duplicate => {
            ("First one received again", "it was not deleted in time, so what ran on it may be done twice")
        }
        Milestone::Loop => ("First stopped loop", "AWS found the same chain of invocations coming back to itself"),
        Milestone::Drop => ("First loss", "the message is gone, and nothing kept it"),
        Milestone::Intervention if !by_hand => {
            ("The template steps in", "it stands under Interventions, and happens in every run")
        }
        Milestone::Intervention => ("You stepped in", "a replay does the same at the same instant"),
    }
}
