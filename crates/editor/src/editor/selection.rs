//! What a person has in hand: cards, a wire, a message, a question.

use crate::view::GraphView;
use kernel::{MessageId, RecordId};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is selected.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// Cards.
    pub nodes: Vec<Arc<str>>,
    /// A wire, by its key.
    pub wire: Option<Arc<str>>,
    /// A message that is followed.
    pub message: Option<MessageId>,
    /// A record that is asked about.
    pub record: Option<RecordId>,
}

impl Selection {
    /// Lets go of what was taken up last.
    pub(super) fn let_go(&mut self) {
        if self.record.take().is_none() && self.message.take().is_none() {
            *self = Self::default();
        }
    }

    /// Lets go of what is no longer there.
    pub(super) fn keep_what_is_in(&mut self, graph: &GraphView) {
        let mut known = BTreeSet::new();
        self.nodes.retain(|id| graph.nodes.iter().any(|node| node.id == *id) && known.insert(id.clone()));
        self.wire = self.wire.take().filter(|key| graph.wires.iter().any(|wire| wire.key == *key));
    }
}
