//! The life of a message up to the playhead.

use super::line;
use super::log::concerns;
use crate::runner::Runner;
use crate::view::StoryView;
use aws::fact::{Detail, Fact, What};
use aws::payload::Payload;
use kernel::{MessageId, Record, RecordId};
use std::sync::Arc;

/// How many steps of a message's life are told.
const STORY_MAX: usize = 400;

/// Tells the life of a message up to the playhead.
#[must_use]
pub fn story(runner: &Runner, message: MessageId) -> StoryView {
    let concerned = |record: &&Record<Fact>| concerns(runner, record, message);
    let mut records: Vec<&Record<Fact>> = runner.past().filter(concerned).take(STORY_MAX).collect();
    records.reverse();
    // An answer is what somebody else sent, and often nothing at all.
    let asked = records.iter().rev().filter(|record| !matches!(record.fact.what, What::Answered { .. }));
    let content = asked.filter_map(|record| payload(runner, record.id)).find(|payload| !payload.json().is_null());
    StoryView {
        title: format!("m{}", message.0).into(),
        lines: records.iter().map(|record| line(runner, record)).collect(),
        contents: content.map(unwrapped).unwrap_or_default(),
    }
}

fn payload(runner: &Runner, record: RecordId) -> Option<Payload> {
    match runner.trace().detail(record)? {
        Detail::Content { payload, .. } | Detail::Batch { payload, .. } => Some(payload.clone()),
        Detail::Said(_) => None,
    }
}

/// Returns a payload and what it wraps, the outermost first.
fn unwrapped(payload: Payload) -> Vec<(Arc<str>, Arc<str>)> {
    /// Envelopes nest a few deep; more would be a document that wraps itself.
    const DEPTH_MAX: usize = 16;
    let mut contents = Vec::new();
    let mut next = Some(payload);
    while let Some(payload) = next.filter(|_| contents.len() < DEPTH_MAX) {
        let json = serde_json::to_string_pretty(&payload.json()).unwrap_or_else(|_| payload.text());
        contents.push((payload.title().into(), json.into()));
        next = payload.inner().cloned();
    }
    contents
}
