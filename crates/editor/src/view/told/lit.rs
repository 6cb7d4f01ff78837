//! What a line of the log lights on the canvas: its cards, the wire by which its message came or goes, and the message.

use crate::runner::Runner;
use aws::fact::{Fact, What};
use kernel::{MessageId, NodeId, Record, RecordId};

/// How many records before a line are looked through for the hop that brought its message.
const LOOKED_BACK: u64 = 4_096;

/// What is lit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lit {
    /// Which record's line is pointed at.
    pub record: RecordId,
    /// The cards.
    pub nodes: Vec<NodeId>,
    /// The wire, in the direction of travel.
    pub way: Option<(NodeId, NodeId)>,
    /// The message.
    pub message: Option<MessageId>,
}

/// Finds what a record lights; `None` where it is no longer remembered.
#[must_use]
pub fn lit(runner: &Runner, id: RecordId) -> Option<Lit> {
    let record = runner.trace().record(id)?;
    let way = target(&record.fact.what).map(|to| (record.node, to)).or_else(|| came_by(runner, record));
    let ends = way.into_iter().flat_map(|(from, to)| [from, to]);
    let mut nodes: Vec<NodeId> = std::iter::once(record.node).chain(ends).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let message = (record.fact.message != MessageId::NONE).then_some(record.fact.message);
    Some(Lit { record: id, nodes, way, message })
}

fn target(what: &What) -> Option<NodeId> {
    match *what {
        What::Departed { to, .. }
        | What::Answered { to, .. }
        | What::MovedToDeadLetterQueue { to }
        | What::Redriven { to }
        | What::DeadLettered { to }
        | What::DestinationSent { to, .. } => Some(to),
        _ => None,
    }
}

/// Returns the last hop of a record's message to its node.
fn came_by(runner: &Runner, record: &Record<Fact>) -> Option<(NodeId, NodeId)> {
    let earlier = (1..=LOOKED_BACK).map_while(|back| runner.trace().record(RecordId(record.id.0.checked_sub(back)?)));
    let mut hops = earlier.filter(|it| it.fact.message == record.fact.message);
    let hop = hops.find(|it| matches!(it.fact.what, What::Departed { to, .. } if to == record.node))?;
    Some((hop.node, record.node))
}
