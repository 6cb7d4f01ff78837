//! From which message another was made, and which were made of it: a fan-out as a tree.

use super::Listing;
use crate::runner::Runner;
use aws::fact::{Detail, Fact, What};
use kernel::{MessageId, Record, RecordId, SimTime};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many messages of a family are told.
const FAMILY_MAX: usize = 60;

/// A member of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relative {
    /// Which.
    pub message: MessageId,
    /// How many generations after the eldest.
    pub depth: usize,
    /// Where it came to be, and where it went from there: `News → Jobs`.
    pub node: Arc<str>,
    /// When.
    pub at: SimTime,
    /// Whether it is the message whose life is told.
    pub own: bool,
}

/// Who was made of whom, as far as it is remembered.
#[derive(Clone, Debug, Default)]
pub struct Family(Listing);

impl Family {
    /// Returns the family of a message up to the playhead: its ancestors, itself, and all that was made of it, each before
    /// what was made of it. Empty where it stands alone.
    pub fn tree(&mut self, runner: &Runner, message: MessageId) -> Vec<Relative> {
        self.0.follow(runner, |record| matches!(record.fact.what, What::Sent { .. } | What::Copied { .. }));
        let there = self.0.count_at(runner.playhead().record);
        let births = |from: usize| self.0.range(from, there - from).filter_map(|id| runner.trace().record(id));
        let mut line = vec![message];
        let place_of = |message| self.place_of(runner, message, there);
        let birth_of = |message| births(place_of(message)?).next();
        while let Some(parent) =
            line.last().and_then(|last| birth_of(*last)).and_then(parent).filter(|_| line.len() < FAMILY_MAX)
        {
            line.push(parent);
        }
        let eldest = *line.last().unwrap_or(&message);
        let mut children: BTreeMap<MessageId, Vec<&Record<Fact>>> = BTreeMap::new();
        // A parent is made before its children, so one look in order finds all descendants.
        children.insert(eldest, Vec::new());
        for record in births(place_of(eldest).unwrap_or(0)) {
            if let Some(siblings) = parent(record).and_then(|parent| children.get_mut(&parent)) {
                siblings.push(record);
                children.entry(record.fact.message).or_default();
            }
        }
        let mut tree = Vec::new();
        let born = birth_of(eldest);
        let first = Relative {
            message: eldest,
            depth: 0,
            node: born.map_or_else(|| "".into(), |record| way(runner, record)),
            at: born.map_or(SimTime::ZERO, |record| record.at),
            own: eldest == message,
        };
        grow(runner, first, message, &children, &mut tree);
        if tree.len() > 1 { tree } else { Vec::new() }
    }

    /// Returns the place of a message's birth among all births: messages are numbered as they come to be.
    fn place_of(&self, runner: &Runner, message: MessageId, there: usize) -> Option<usize> {
        let born = |place: usize| Some(runner.trace().record(self.0.range(place, 1).next()?)?.fact.message);
        let (mut low, mut high) = (0, there);
        while low < high {
            let middle = low + (high - low) / 2;
            if born(middle)? < message {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low < there && born(low)? == message).then_some(low)
    }
}

fn parent(record: &Record<Fact>) -> Option<MessageId> {
    match record.fact.what {
        What::Copied { from } if from != MessageId::NONE => Some(from),
        _ => None,
    }
}

/// Says where a message came to be and where it went, which tells the copies of one message from each other.
fn way(runner: &Runner, born: &Record<Fact>) -> Arc<str> {
    /// A copy leaves, or is refused, within so many records after it was made.
    const LOOKED_AT: u64 = 64;
    let name = |node| runner.world().name(node);
    let later = (born.id.0 + 1..born.id.0 + LOOKED_AT).map_while(|id| runner.trace().record(RecordId(id)));
    let own = later
        .filter(|record| record.fact.message == born.fact.message && record.node == born.node && record.at == born.at);
    let went = own.into_iter().find_map(|record| match record.fact.what {
        What::Departed { to, .. } => Some(format!("{} \u{2192} {}", name(born.node), name(to))),
        What::Filtered => Some(match said(runner, record) {
            Some(why) => format!("{}, filtered out: {why}", name(born.node)),
            None => format!("{}, filtered out", name(born.node)),
        }),
        _ => None,
    });
    went.map_or_else(|| name(born.node).into(), Into::into)
}

fn said(runner: &Runner, record: &Record<Fact>) -> Option<Arc<str>> {
    match runner.trace().detail(record.id)? {
        Detail::Said { text, .. } => Some(text.clone()),
        Detail::Content { .. } | Detail::Batch { .. } => None,
    }
}

fn grow(
    runner: &Runner,
    member: Relative,
    own: MessageId,
    children: &BTreeMap<MessageId, Vec<&Record<Fact>>>,
    tree: &mut Vec<Relative>,
) {
    if tree.len() >= FAMILY_MAX {
        return;
    }
    let depth = member.depth + 1;
    let of = member.message;
    tree.push(member);
    for record in children.get(&of).into_iter().flatten() {
        let message = record.fact.message;
        let node = way(runner, record);
        grow(runner, Relative { message, depth, node, at: record.at, own: message == own }, own, children, tree);
    }
}
