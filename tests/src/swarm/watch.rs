//! What must hold of every run, whatever it does.

use super::Options;
use aws::fact::{Detail, Fact, What};
use aws::stack::world::World;
use kernel::{MessageId, NodeId, Record, SimTime};
use std::collections::BTreeMap;

/// Watches a run for what must never happen.
#[derive(Debug)]
pub struct Watch<'a> {
    options: &'a Options,
    last: SimTime,
    /// Invocations that run, by function.
    running: BTreeMap<NodeId, u64>,
    /// Batches that run, by mapping.
    batches: BTreeMap<NodeId, u64>,
    /// Places in the order of coming, by message of an ordered queue.
    entered: BTreeMap<(NodeId, MessageId), (String, u64)>,
    /// The place of the message last handed out for the first time, by queue and group.
    left: BTreeMap<(NodeId, String), u64>,
    groups: BTreeMap<MessageId, String>,
    /// What happened all the same.
    pub violations: Vec<String>,
}

impl<'a> Watch<'a> {
    /// Watches a run of the template of these options.
    #[must_use]
    pub fn new(options: &'a Options) -> Self {
        Self {
            options,
            last: SimTime::ZERO,
            running: BTreeMap::new(),
            batches: BTreeMap::new(),
            entered: BTreeMap::new(),
            left: BTreeMap::new(),
            groups: BTreeMap::new(),
            violations: Vec::new(),
        }
    }

    /// Takes notice of a record.
    pub fn see(&mut self, world: &World, record: &Record<Fact>) {
        if record.at < self.last {
            self.violations.push(format!("time went back from {} to {}", self.last, record.at));
        }
        self.last = record.at;
        let (node, message) = (record.node, record.fact.message);
        match record.fact.what {
            What::Sent { .. } => self.remember_group(world, record),
            What::InvocationStarted { .. } => self.start(world, record),
            What::InvocationEnded { .. } => lower(&mut self.running, node),
            What::BatchInvoked { .. } => self.start_batch(world, record),
            What::BatchEnded { .. } => lower(&mut self.batches, node),
            What::Enqueued { .. } => {
                if let Some(group) = self.groups.get(&message) {
                    let entry = (group.clone(), record.id.0);
                    self.entered.entry((node, message)).or_insert(entry);
                }
            }
            What::Received { count: 1, .. } => self.leave(world, record),
            _ => {}
        }
    }

    fn remember_group(&mut self, world: &World, record: &Record<Fact>) {
        if let Some(Detail::Content { parameters, .. }) = world.trace().detail(record.id)
            && let Some(group) = parameters.text("MessageGroupId")
        {
            self.groups.insert(record.fact.message, group.to_owned());
        }
    }

    /// A function never runs more often at once than its reservation, nor the rest than what reservations leave.
    fn start(&mut self, world: &World, record: &Record<Fact>) {
        *self.running.entry(record.node).or_default() += 1;
        let is_free = |node: NodeId| self.options.reserved(world.name(node)).is_none();
        let (runs, limit) = match self.options.reserved(world.name(record.node)) {
            Some(reserved) => (self.running[&record.node], reserved),
            None => {
                let free = self.running.iter().filter(|(node, _)| is_free(**node));
                (free.map(|(_, running)| running).sum(), self.options.unreserved())
            }
        };
        if runs > limit {
            let name = world.name(record.node);
            self.violations.push(format!("{runs} invocations run with {name} at {}, more than {limit}", record.at));
        }
    }

    /// A mapping never runs more batches at once than its maximum concurrency.
    fn start_batch(&mut self, world: &World, record: &Record<Fact>) {
        let batches = self.batches.entry(record.node).or_default();
        *batches += 1;
        let name = world.name(record.node);
        if let Some(limit) = self.options.concurrency_max(name)
            && *batches > limit
        {
            self.violations.push(format!("{batches} batches of {name} run at {}, more than {limit}", record.at));
        }
    }

    /// The first hand-out of messages of one group follows the order in which they came.
    fn leave(&mut self, world: &World, record: &Record<Fact>) {
        let Some((group, place)) = self.entered.get(&(record.node, record.fact.message)) else { return };
        let last = self.left.entry((record.node, group.clone())).or_default();
        if place < last {
            let queue = world.name(record.node);
            self.violations.push(format!("group {group} of {queue} is out of order at {}", record.at));
        }
        *last = *place;
    }
}

fn lower(counts: &mut BTreeMap<NodeId, u64>, node: NodeId) {
    let count = counts.entry(node).or_default();
    *count = count.saturating_sub(1);
}
