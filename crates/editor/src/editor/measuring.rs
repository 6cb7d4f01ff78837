//! What a person reads off a run: charts of the selected card.

use super::Editor;
use crate::view::charts::{self, Charts};
use crate::view::lanes::{Lane, lanes};
use std::sync::Arc;

impl Editor {
    /// Returns the charts of the selected card, or of the mapping on the selected wire, up to the playhead.
    #[must_use]
    pub fn charts_view(&self) -> Arc<Charts> {
        let node = self.selected_id().and_then(|id| self.runner.world().node(&id));
        Arc::new(node.map(|node| charts::charts(&self.runner, node)).unwrap_or_default())
    }

    /// Returns the lanes below the timeline, with at most so many ticks each.
    #[must_use]
    pub fn lanes_view(&self, ticks_max: usize) -> Arc<Vec<Lane>> {
        Arc::new(lanes(&self.runner, ticks_max))
    }

    /// Returns the id of the selected card, or of the mapping on the selected wire.
    pub(crate) fn selected_id(&self) -> Option<Arc<str>> {
        let mapping = || {
            let key = self.selection.wire.as_ref()?;
            self.graph.wires.iter().find(|wire| wire.key == *key)?.mapping.clone()
        };
        self.selection.nodes.first().cloned().or_else(mapping)
    }
}
