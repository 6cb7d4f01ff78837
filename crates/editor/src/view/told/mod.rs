//! The views of what happened: lines, the log, "Why?", the life of a message, invocations, the end of a run.

pub mod family;
pub mod invocations;
pub mod lit;
pub mod log;
pub mod markers;
pub mod messages;
pub mod outcome;
pub mod source;
pub mod story;
pub mod summary;
pub mod why;

use crate::runner::{Era, Runner};
use crate::view::LogLine;
use crate::words;
use aws::fact::{Detail, Fact, What};
use aws::service::Deed;
use aws::stack::intervention::Intervention;
use aws::stack::world::PlannedIntervention;
use kernel::{MessageId, NodeId, Record, RecordId};
use outcome::Outcome;
use std::collections::VecDeque;
use std::sync::Arc;

/// Tells a record as a line.
#[must_use]
pub fn line(runner: &Runner, record: &Record<Fact>) -> LogLine {
    let said = words::tell(&record.fact.what, record.at, &|node| name(runner, node));
    LogLine {
        record: record.id,
        at: record.at,
        id: runner.world().nodes().get(record.node.0 as usize).map_or_else(|| "".into(), |node| node.id.clone()),
        node: name(runner, record.node).into(),
        message: (record.fact.message != MessageId::NONE).then_some(record.fact.message),
        text: deed(runner, record, &said.text).unwrap_or(said.text).into(),
        tone: said.tone,
        shape: said.shape,
        outcome: Outcome::of(&record.fact.what),
        reason: reason(runner, record),
        has_rule: record.fact.rule.is_some(),
    }
}

/// Tells a record in words, without its node and its message.
fn text(runner: &Runner, record: &Record<Fact>) -> String {
    let text = words::tell(&record.fact.what, record.at, &|node| name(runner, node)).text;
    deed(runner, record, &text).unwrap_or(text)
}

/// Tells what was done, where a record tells that somebody intervened. Who sends by hand is the one who acts.
fn deed(runner: &Runner, record: &Record<Fact>, what: &str) -> Option<String> {
    let planned = intervention(runner, record)?;
    Some(match &*planned.intervention {
        Intervention::Send(order) => format!("sends {} to {}", order.action, order.to),
        _ => format!("{what}: {}", order(runner, planned)),
    })
}

/// Tells what was done as an order: where a node follows a deed, the deed's.
fn order(runner: &Runner, planned: &PlannedIntervention) -> String {
    match &*planned.intervention {
        Intervention::Reconfigure { .. } => followed(runner, planned),
        other => words::deed(other, planned.at, buttons(runner, &planned.on)),
    }
}

/// Tells the deed that a node follows: each is planned right before what it makes of the nodes.
fn followed(runner: &Runner, following: &PlannedIntervention) -> String {
    let all = runner.interventions();
    let place = all.iter().position(|planned| std::ptr::eq(planned, following)).unwrap_or(0);
    let is_consequence = |it: &&PlannedIntervention| matches!(&*it.intervention, Intervention::Reconfigure { .. });
    match all[..place].iter().rev().find(|it| !is_consequence(it)) {
        Some(deed) if deed.at == following.at => {
            let what = words::deed(&deed.intervention, deed.at, buttons(runner, &deed.on));
            if deed.on == following.on { what } else { format!("{what} at {}", deed.on) }
        }
        _ => words::deed(&following.intervention, following.at, &[]),
    }
}

/// Returns the buttons of a node.
fn buttons(runner: &Runner, id: &str) -> &'static [Deed] {
    let node = runner.world().nodes().iter().find(|node| *node.id == *id);
    node.map_or(&[], |node| node.config.descriptor().deeds)
}

/// Returns the intervention that a record tells of. Several at one node and one instant are told in their order.
fn intervention<'r>(runner: &'r Runner, record: &Record<Fact>) -> Option<&'r PlannedIntervention> {
    if !matches!(record.fact.what, What::Intervened) {
        return None;
    }
    let node = runner.world().nodes().get(record.node.0 as usize)?;
    let earlier = (0..record.id.0).rev().map_while(|id| runner.trace().record(RecordId(id)));
    let earlier = earlier.take_while(|other| other.at == record.at);
    let is_alike = |other: &&Record<Fact>| other.node == record.node && matches!(other.fact.what, What::Intervened);
    let place = earlier.filter(is_alike).count();
    // What sets a property is recorded by what it makes of the nodes, and by nothing else.
    let is_recorded = |it: &Intervention| !matches!(it, Intervention::SetProperty { .. });
    let is_one = |planned: &&PlannedIntervention| {
        planned.at == record.at && planned.on == node.id && is_recorded(&planned.intervention)
    };
    runner.interventions().iter().filter(is_one).nth(place)
}

/// Says in one sentence what led to a record: the rule with the figures of the case, else the record before it.
fn reason(runner: &Runner, record: &Record<Fact>) -> Arc<str> {
    match (runner.trace().detail(record.id), record.fact.rule) {
        (Some(Detail::Said { text, .. }), _) if !text.is_empty() => return text.clone(),
        (_, Some(rule)) => return rule.sentence.into(),
        _ => {}
    }
    let Some(cause) = runner.trace().record(record.cause) else { return "".into() };
    let said = words::tell(&cause.fact.what, cause.at, &|node| name(runner, node));
    format!("{} {}", name(runner, cause.node), said.text).into()
}

fn name(runner: &Runner, node: NodeId) -> String {
    runner.world().name(node).to_owned()
}

/// Returns the state of a node in words.
#[must_use]
pub fn status(runner: &Runner, node: NodeId) -> String {
    crate::scene::body::in_words(&runner.world().snapshot(node), runner.world().now())
}

/// The remembered records that a list shows: found once, then only followed, so that a look costs what is new.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Of which memory the numbers are -- internal state.
    era: Option<Arc<Era>>,
    /// The last record that was looked at -- internal state.
    seen: RecordId,
    ids: VecDeque<RecordId>,
    /// How many were listed that are no longer remembered.
    dropped: u64,
}

impl Listing {
    /// Takes up what is new and drops what is no longer remembered.
    pub fn follow(&mut self, runner: &Runner, wanted: impl Fn(&Record<Fact>) -> bool) {
        let era = runner.era();
        if !self.era.as_ref().is_some_and(|known| Arc::ptr_eq(known, era)) {
            *self = Self { era: Some(era.clone()), ..Self::default() };
        }
        let oldest = runner.trace().oldest().unwrap_or(RecordId(u64::MAX));
        while self.ids.front().is_some_and(|id| *id < oldest) {
            self.ids.pop_front();
            self.dropped += 1;
        }
        let new = runner.trace().records_after(self.seen);
        self.ids.extend(new.filter(|record| wanted(record)).map(|record| record.id));
        self.seen = RecordId(runner.trace().made());
    }

    /// Returns how many of them have happened at a record.
    #[must_use]
    pub fn count_at(&self, record: RecordId) -> usize {
        self.ids.partition_point(|id| *id <= record)
    }

    /// Returns some of them, in order.
    pub fn range(&self, from: usize, count: usize) -> impl Iterator<Item = RecordId> {
        self.ids.iter().skip(from).take(count).copied()
    }

    /// Returns how many were listed that are no longer remembered.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}
