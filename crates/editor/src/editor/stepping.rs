//! Steps that look for something: the next event at a card, of a message, the next failure, the next marker.

use super::{Changed, Dispatched, Editor, Effect, changing};
use crate::command::StepTo;
use crate::runner::Goal;
use crate::view::Marker;
use crate::view::told;
use crate::view::told::log::concerns;
use crate::view::told::outcome::Outcome;
use crate::words;
use aws::fact::Fact;
use kernel::{NodeId, Record, SimTime};

/// How many events a step may look through.
const LOOKED_THROUGH: u32 = 200_000;

impl Editor {
    /// Goes to the next record of a kind and pauses there.
    pub(super) fn step_to(&mut self, to: StepTo) -> Dispatched {
        self.playing = false;
        let node = self.selected_id().and_then(|id| self.runner.world().node(&id));
        let message = self.selection.message;
        let found = match to {
            StepTo::AtNode => {
                let Some(node) = node else {
                    return super::telling("Select a card first: the step goes to what happens there".into());
                };
                self.runner.find_next(LOOKED_THROUGH, |_, record| is_at(record, node))
            }
            StepTo::OfMessage => {
                let Some(message) = message else {
                    return super::telling("Follow a message first: the step goes to what happens to it".into());
                };
                self.runner.find_next(LOOKED_THROUGH, |runner, record| {
                    concerns(runner, record, message) && words::is_told(&record.fact)
                })
            }
            StepTo::Failure => self.runner.find_next(LOOKED_THROUGH, |_, record| is_failure(record)),
        };
        let mut dispatched = changing(Changed::PLAYBACK | Changed::LOG | Changed::RUN);
        match found {
            Some(record) => self.runner.seek(Goal::Record(record)),
            None => dispatched.effects.push(Effect::Tell(self.nothing_found(to).into())),
        }
        dispatched
    }

    /// Goes to the next mark on the timeline, or the one before.
    pub(super) fn step_to_marker(&mut self, forward: bool) -> Dispatched {
        let here = self.runner.playhead();
        let marks = told::markers::markers(&self.runner);
        let is_next = |mark: &&Marker| if forward { mark.record > here.record } else { mark.at < here.sim };
        let mut marks = marks.iter().filter(is_next);
        match if forward { marks.next() } else { marks.next_back() } {
            Some(mark) => {
                self.playing = false;
                self.runner.seek(Goal::Record(mark.record));
                changing(Changed::PLAYBACK | Changed::LOG | Changed::RUN)
            }
            None if forward => super::telling("No later mark is known yet: play on".into()),
            None => super::telling("There is no earlier mark".into()),
        }
    }

    fn nothing_found(&self, to: StepTo) -> String {
        let what = match to {
            StepTo::AtNode => "Nothing more happens at this card",
            StepTo::OfMessage => "Nothing more happens to this message",
            StepTo::Failure => "Nothing more fails",
        };
        if self.runner.horizon() >= self.runner.end() {
            format!("{what} in this run")
        } else {
            format!("{what} up to {}", self.runner.horizon().since(SimTime::ZERO))
        }
    }
}

fn is_at(record: &Record<Fact>, node: NodeId) -> bool {
    record.node == node && words::is_told(&record.fact)
}

fn is_failure(record: &Record<Fact>) -> bool {
    let outcome = Outcome::of(&record.fact.what);
    matches!(outcome, Some(Outcome::Failed | Outcome::Throttled | Outcome::DeadLettered | Outcome::Lost))
}
