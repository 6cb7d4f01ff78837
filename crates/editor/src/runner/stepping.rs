//! Steps: to the next thing that a line tells of, to the one before, and to the next of a kind.
//!
//! Polls that find nothing, hops and measurements are records too, but who steps sees nothing change at them.

use super::{Goal, Runner};
use crate::words::is_told;
use aws::fact::Fact;
use kernel::{Record, RecordId};

impl Runner {
    /// Goes to the next record that a line tells of; where none is known within what may be computed, as far as the run
    /// is known then.
    pub fn step_forward(&mut self, events_max: u32) {
        self.drop_goal();
        match self.find_next(events_max, |_, record| is_told(&record.fact)) {
            Some(next) => {
                self.seek(Goal::Record(next));
                let mut budget = events_max;
                if let Some(goal) = self.goal {
                    self.pursue(goal, &mut budget);
                }
            }
            None => self.go_to(self.pacing.end()),
        }
    }

    /// Goes to the record before that a line tells of.
    pub fn step_back(&mut self) {
        self.drop_goal();
        match self.pacing.previous(self.playhead.play) {
            Some(before) => self.go_to(before),
            None => match self.pacing.first_record() {
                RecordId::NONE => {}
                first => self.seek(Goal::ToldBefore(first)),
            },
        }
    }

    /// Returns the next record after the playhead that is looked for, and computes on as far as needed and affordable.
    pub(crate) fn find_next(
        &mut self,
        events_max: u32,
        is_it: impl Fn(&Self, &Record<Fact>) -> bool,
    ) -> Option<RecordId> {
        let mut seen = self.playhead.record;
        let mut budget = events_max;
        loop {
            let found = self.trace().records_after(seen).find(|record| is_it(self, record)).map(|record| record.id);
            if found.is_some() {
                return found;
            }
            seen = RecordId(self.trace().made());
            if !self.compute_more(&mut budget) {
                return None;
            }
        }
    }
}
