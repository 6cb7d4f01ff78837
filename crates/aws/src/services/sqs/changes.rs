//! What a person or the template does to a queue while it runs.

use super::{Config, Queue, Timer};
use crate::fact::What;
use crate::service::{Cx, rank};
use crate::stack::intervention::Intervention;
use crate::stack::latency::Hop;
use kernel::{SimDuration, SimTime};
use std::sync::Arc;

use super::store::{State, Stored};

impl Queue {
    pub(super) fn intervene(&mut self, intervention: &Arc<Intervention>, cx: &mut Cx<'_, '_, Timer>) {
        let deed = cx.record(What::Intervened);
        self.standing.follow(intervention, deed);
        match &**intervention {
            Intervention::Purge => self.purge_by_hand(cx),
            Intervention::Redrive => self.redrive_back(cx),
            Intervention::Outage { until } => self.serve_again(*until, cx),
            Intervention::Delete => self.delete_queue(cx),
            // The rest concerns functions and clients.
            _ => {}
        }
    }

    /// Looks who waits when an outage is over.
    fn serve_again(&mut self, until: SimTime, cx: &mut Cx<'_, '_, Timer>) {
        cx.schedule(until.since(cx.now()), rank::POLL, Timer::Serve);
    }

    /// Takes over what the template says of the queue from now on: other limits and spans hold for what comes, another
    /// retention for all messages, another redrive policy from the next receive on.
    pub(super) fn take_over(&mut self, before: &Config, after: &Config, cx: &mut Cx<'_, '_, Timer>) {
        cx.record(What::Intervened);
        self.config = Config { name: before.name.clone(), fifo: self.fifo_after(after), ..after.clone() };
        if before.delay != after.delay {
            self.set_delay(after.delay, cx);
        }
        if before.retention != after.retention {
            self.store.set_retention(after.retention);
        }
        let queue = |config: &Config| config.redrive.as_ref().map(|redrive| redrive.queue.clone());
        if queue(before) != queue(after) {
            self.redirect(cx);
        }
        for source in after.sources.iter().filter(|source| !before.sources.contains(source)) {
            if let (Some(node), Some(port)) = (cx.node_of(source), cx.connect(source, Hop::ServiceCall)) {
                self.moves.takes_from(node, port);
            }
        }
        self.dead_letter_senders = after.dead_letter_senders.iter().filter_map(|id| cx.node_of(id)).collect();
        self.arm(cx);
    }

    /// A queue stays of its type.
    fn fifo_after(&self, after: &Config) -> Option<super::Fifo> {
        self.config.fifo.and(after.fifo.or(self.config.fifo))
    }

    /// Changes the delay: for new messages, and on a FIFO queue for those that are delayed now too (SQS-03).
    fn set_delay(&mut self, delay: SimDuration, cx: &mut Cx<'_, '_, Timer>) {
        if self.config.fifo.is_none() {
            return;
        }
        let delayed = |(number, stored): (u64, &Stored)| {
            matches!(stored.state, State::Delayed { .. }).then_some((number, stored.arrived + delay))
        };
        let changed: Vec<(u64, SimTime)> = self.store.iter().filter_map(delayed).collect();
        for (number, until) in changed {
            if until > cx.now() {
                self.store.set_state(number, State::Delayed { until });
            } else {
                self.show(number, cx);
            }
        }
    }
}
