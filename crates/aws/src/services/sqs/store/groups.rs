//! The order of a FIFO queue: strict within a group, groups in turn (SQS-10).
//!
//! A message may be handed out unless an earlier one of its group is in flight: so order inside a group is never
//! broken, and a group goes on as soon as all that was received of it is deleted or visible again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The groups of a FIFO queue.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    groups: BTreeMap<Arc<str>, Group>,
    /// The groups that have something to hand out, by their turn.
    line: BTreeMap<u64, Arc<str>>,
    last_turn: u64,
}

#[derive(Clone, Debug, Default)]
struct Group {
    /// How many messages it has, in whatever state.
    members: u64,
    visible: BTreeSet<u64>,
    in_flight: BTreeSet<u64>,
    turn: u64,
    in_line: bool,
}

/// Where a receive stands among the groups.
#[derive(Debug, Default)]
pub(in super::super) struct Turn {
    /// Whether it takes from one group only (ESMQ-08 in 2020).
    pub(in super::super) one_group: bool,
    present: Option<Arc<str>>,
    served: Vec<Arc<str>>,
}

impl Group {
    fn first(&self) -> Option<u64> {
        let first = *self.visible.first()?;
        self.in_flight.first().is_none_or(|earlier| first < *earlier).then_some(first)
    }
}

impl Groups {
    pub(super) fn join(&mut self, name: &Arc<str>) {
        let group = self.groups.entry(name.clone()).or_insert_with(|| {
            self.last_turn += 1;
            Group { turn: self.last_turn, ..Group::default() }
        });
        group.members += 1;
    }

    pub(super) fn part(&mut self, name: &Arc<str>) {
        let Some(group) = self.groups.get_mut(name) else { return };
        group.members -= 1;
        if group.members == 0 {
            self.line.remove(&group.turn);
            self.groups.remove(name);
        }
    }

    pub(super) fn show(&mut self, number: u64, group: Option<&Arc<str>>) {
        self.change(group, |group| {
            group.visible.insert(number);
        });
    }

    pub(super) fn hide(&mut self, number: u64, group: Option<&Arc<str>>) {
        self.change(group, |group| {
            group.visible.remove(&number);
        });
    }

    pub(super) fn take(&mut self, number: u64, group: Option<&Arc<str>>) {
        self.change(group, |group| {
            group.in_flight.insert(number);
        });
    }

    pub(super) fn release(&mut self, number: u64, group: Option<&Arc<str>>) {
        self.change(group, |group| {
            group.in_flight.remove(&number);
        });
    }

    fn change(&mut self, name: Option<&Arc<str>>, change: impl FnOnce(&mut Group)) {
        let Some(name) = name else { return };
        let Some(group) = self.groups.get_mut(name) else { return };
        change(group);
        let ready = group.first().is_some();
        if ready != group.in_line {
            group.in_line = ready;
            if ready {
                self.line.insert(group.turn, name.clone());
            } else {
                self.line.remove(&group.turn);
            }
        }
    }

    /// Returns how many groups have something to hand out.
    pub(super) fn open(&self) -> u64 {
        self.line.len() as u64
    }

    /// Returns the next message of a receive: what is left of the present group, else the first of the next in line.
    pub(super) fn next(&mut self, turn: &mut Turn) -> Option<u64> {
        if let Some(number) = turn.present.as_ref().and_then(|name| self.groups.get(name)).and_then(Group::first) {
            return Some(number);
        }
        if turn.one_group && turn.present.is_some() {
            return None;
        }
        let name = self.line.values().find(|name| !turn.served.contains(name))?.clone();
        turn.served.push(name.clone());
        let number = self.groups.get(&name).and_then(Group::first);
        turn.present = Some(name);
        number
    }

    /// Sends the groups that a receive took from to the back of the line, in the order of their service.
    pub(super) fn end(&mut self, turn: Turn) {
        for name in turn.served {
            let Some(group) = self.groups.get_mut(&name) else { continue };
            self.line.remove(&group.turn);
            self.last_turn += 1;
            group.turn = self.last_turn;
            if group.in_line {
                self.line.insert(group.turn, name);
            }
        }
    }
}
