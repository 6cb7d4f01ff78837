//! The messages that a node has to do with: each with the last that happened to it there.

use super::line;
use crate::runner::Runner;
use crate::view::LogLine;
use crate::words;
use kernel::NodeId;
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
    let lines = records.map(|record| line(runner, record));
    lines.filter(|line| line.message.is_some_and(|message| known.insert(message))).take(MESSAGES_MAX).collect()
}
