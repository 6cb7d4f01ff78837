//! What a mapping shows of its batches.

use crate::message::PolledRecord;
use crate::service::snapshot::{NodeSnapshot, Part, ROW_TOKENS_MAX, Token};
use kernel::{MessageId, SimTime};

/// The wait of a batch that is to be tried again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pause {
    /// When it began and when it ends.
    pub(super) span: (SimTime, SimTime),
    /// Whether it ends with another try, or else with the messages visible again.
    pub(super) is_tried_again: bool,
    /// Why it waits, in a word: `throttled`, `refused`, `failed`.
    pub(super) reason: &'static str,
}

/// A batch that waits, with how often the function was called with it.
pub(super) type Waiting<'a> = (&'a [PolledRecord], u16, Pause);
/// A batch that is being gathered, with its window.
pub(super) type Tray<'a> = (&'a [PolledRecord], Option<(SimTime, SimTime)>);

/// Shows what is at work, and what waits longest: a batch that is tried again soon, or one that is being gathered.
pub(super) fn picture(
    status: Option<&'static str>,
    bar: Part,
    waiting: &[Waiting<'_>],
    tray: Option<Tray<'_>>,
) -> NodeSnapshot {
    let mut parts = vec![bar];
    if let Some((_, _, next)) = waiting.iter().min_by_key(|(_, _, pause)| pause.span.1) {
        parts.push(paused(waiting, next.reason));
        let name = if next.is_tried_again { "next try" } else { "visible again" };
        parts.push(Part::Ring { name, span: next.span });
    } else if let Some((records, window)) = tray {
        parts.push(batch_in(records));
        parts.extend(window.map(|span| Part::Ring { name: "window", span }));
    }
    NodeSnapshot::new(status, parts)
}

/// Shows the batches that wait because the function did not take them, each with its wait, by the reason of the next.
fn paused(waiting: &[Waiting<'_>], reason: &'static str) -> Part {
    let token = |(records, attempt, pause): &Waiting<'_>| Token {
        message: records.first().map_or(MessageId::NONE, |record| record.item.id),
        span: Some(pause.span),
        count: (*attempt).into(),
    };
    let tokens = waiting.iter().take(ROW_TOKENS_MAX).map(token).collect();
    Part::Row { name: reason, count: waiting.len() as u64, tokens }
}

/// Shows the batch that is being gathered.
fn batch_in(records: &[PolledRecord]) -> Part {
    let token = |record: &PolledRecord| Token { message: record.item.id, span: None, count: record.receive_count };
    let tokens = records.iter().take(ROW_TOKENS_MAX).map(token).collect();
    Part::Row { name: "batch", count: records.len() as u64, tokens }
}
