//! What a person or the template does to a stream while it runs, and what time does.

use super::shard::Place;
use super::{Config, Here, Stream, Timer, limits};
use crate::fact::{DropReason, What};
use crate::service::rank;
use crate::stack::intervention::Intervention;

impl Stream {
    pub(super) fn intervene(&mut self, intervention: &Intervention, cx: &mut Here<'_, '_>) {
        let deed = cx.record(What::Intervened);
        self.standing.follow(intervention, deed);
        match intervention {
            Intervention::Delete => self.empty(cx),
            Intervention::Create => {
                self.readers.look_at_all();
                self.serve_soon(cx);
            }
            // Readers that waited meanwhile are answered then.
            Intervention::Outage { until } => {
                self.readers.look_at_all();
                cx.schedule(until.since(cx.now()), rank::POLL, Timer::Serve);
            }
            // The rest concerns functions, queues and clients.
            _ => {}
        }
    }

    /// A stream goes with all that nobody has read.
    fn empty(&mut self, cx: &mut Here<'_, '_>) {
        let cause = cx.cause();
        for copied in self.readers.clear() {
            cx.record(What::Dropped { reason: DropReason::Deleted }.of(copied.id));
            cx.set_cause(cause);
        }
        for shard in &mut self.shards {
            shard.clear();
        }
    }

    /// Takes over another retention, for all records; the shards stay as they are.
    pub(super) fn take_over(&mut self, after: &Config, cx: &mut Here<'_, '_>) {
        cx.record(What::Intervened);
        self.config.retention = after.retention;
        if let Some((_, key)) = self.expiry_wake.take() {
            cx.cancel(key);
        }
        self.expire_due(true, cx);
    }

    /// Lets go of all records whose retention has ended, by time or because it was made shorter.
    pub(super) fn expire_due(&mut self, made_shorter: bool, cx: &mut Here<'_, '_>) {
        self.expiry_wake = None;
        let (now, retention, cause) = (cx.now(), self.config.retention, cx.cause());
        for shard in 0..self.config.shards {
            while self.shards[shard as usize].oldest().is_some_and(|oldest| oldest.arrived + retention <= now) {
                let Some(number) = self.shards[shard as usize].pop() else { break };
                for node in self.readers.nodes() {
                    let reader = self.readers.get_mut(node);
                    let Some(copied) = reader.and_then(|it| it.take_waiting(Place { shard, number })) else { continue };
                    cx.set_cause(if made_shorter { cause } else { copied.cause });
                    cx.record(What::Expired.of(copied.id).because(&limits::STR_18));
                }
            }
        }
        cx.set_cause(cause);
        self.arm(cx);
    }

    /// Makes sure that the next end of a retention is noticed.
    pub(super) fn arm(&mut self, cx: &mut Here<'_, '_>) {
        if self.expiry_wake.is_some() {
            return;
        }
        let oldest = self.shards.iter().filter_map(|shard| shard.oldest()).map(|oldest| oldest.arrived).min();
        if let Some(arrived) = oldest {
            let at = arrived + self.config.retention;
            self.expiry_wake = Some((at, cx.schedule(at.since(cx.now()), rank::END, Timer::Expire)));
        }
    }

    /// Lets go of the oldest records of a shard that everybody has read, beyond what is remembered.
    pub(super) fn forget(&mut self, shard: u32) {
        while self.shards[shard as usize].len() > limits::REMEMBERED_MAX {
            let Some((number, _)) = self.shards[shard as usize].iter().next() else { return };
            if self.readers.want(Place { shard, number }) {
                return;
            }
            self.shards[shard as usize].pop();
        }
    }
}
