//! The messages that a node has to do with: each with the last that happened to it there.

use super::line;
use crate::runner::Runner;
use crate::view::LogLine;
use crate::words;
use kernel::{MessageId, NodeId};
use std::collections::BTreeSet;

/// How many messages are listed.
const MESSAGES_MAX: usize = 100;
/// How many records are looked through for them.
const LOOKED_THROUGH: usize = 20_000;

/// Returns the last message lines of a node, one a message, the newest first.
#[must_use]
pub fn messages(runner: &Runner, node: NodeId) -> Vec<LogLine> {
    let mut known = BTreeSet::new();
    let records =
        runner.past().take(LOOKED_THROUGH).filter(|record| record.node == node && words::is_told(&record.fact));
    // Only what is listed is put into words: of twenty thousand records that would be felt.
    let first = records.filter(|record| record.fact.message != MessageId::NONE && known.insert(record.fact.message));
    first.take(MESSAGES_MAX).map(|record| line(runner, record)).collect()
}
