//! The run behind the presentation: it computes ahead, keeps checkpoints, and goes to any instant exactly.
//!
//! Two worlds of the same stack run: `ahead` has come to the horizon and keeps the trace, from which pacing, log and
//! timeline are made; `present` stands at the playhead, and what nodes show is read off it. Going back restores the
//! nearest checkpoint and runs from there, which determinism makes exact.

mod checkpoints;
pub mod chronicle;
pub mod milestones;
pub mod pacing;
mod recount;
mod stepping;
pub mod tempo;

use crate::playback::{PlayTime, Playhead};
use crate::view::told::outcome::Outcome;
use aws::fact::{Detail, Fact, What};
use aws::stack::world::{Deployment, PlannedIntervention, Recording, World};
use checkpoints::{Checkpoint, Checkpoints};
use chronicle::Chronicle;
use kernel::{Keep, MessageId, NodeId, Progress, Record, RecordId, SimDuration, SimTime, Trace};
use milestones::Milestones;
use pacing::{Pacing, Skip};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use tempo::Tempo;

/// A message on a wire, in presentation time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flight {
    /// Which message.
    pub message: MessageId,
    /// Where it left.
    pub from: NodeId,
    /// Where it goes.
    pub to: NodeId,
    /// When it left.
    pub departs: PlayTime,
    /// When it is there.
    pub arrives: PlayTime,
    /// What it is.
    pub cargo: Cargo,
}

/// What travels on a wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cargo {
    /// A message on its way, alone.
    Message,
    /// A batch of so many messages.
    Batch(u32),
    /// An answer, which goes back on the wire; its status.
    Answer(u16),
    /// A dead letter.
    DeadLetter,
}

/// Something that ended at a node a moment ago, to be seen where it happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flash {
    /// Where.
    pub node: NodeId,
    /// When.
    pub at: PlayTime,
    /// Which message.
    pub message: MessageId,
    /// How.
    pub ended: Outcome,
}

/// How many records the log and the canvas look back on.
const RECORDS_KEPT: usize = 160_000;
/// How far ahead of the playhead the run is known, in microseconds of presentation.
const AHEAD_MICROS: u64 = 3_000_000;
/// How many events are computed between two looks at how far the run has come.
const SLICE_EVENTS: u32 = 256;
/// On a long way to an instant only the last so many slices are recorded and presented; what lies before them is passed
/// through, which is several times faster.
const SEEN_SLICES: usize = 12;
/// How many events from the start are always recorded: the log of a short run is whole however often it is made anew.
const WHOLE_EVENTS: u64 = 50_000;
/// How many records are kept for a moment while passing through, so that milestones are found.
const RECORDS_PASSED: usize = 16_384;
/// How many events a run may have in all: a stack that feeds itself ends in a diagnostic, not in a frozen page.
pub const EVENTS_MAX: u64 = 200_000_000;

/// Names what is remembered: within one, a record's number always means the same record.
#[derive(Debug, Default)]
pub struct Era(());

/// A run with its playhead.
#[derive(Clone, Debug)]
pub struct Runner {
    interventions: Vec<PlannedIntervention>,
    /// When a person did something, as against what the template plans; other runs of a document are told.
    pub(crate) by_hand: Vec<SimTime>,
    ahead: World,
    present: World,
    pacing: Pacing,
    checkpoints: Checkpoints,
    milestones: Milestones,
    chronicle: Chronicle,
    playhead: Playhead,
    end: SimTime,
    /// Where the playhead is to be once the run has come so far -- internal state.
    goal: Option<Goal>,
    /// Where the person is though the run, made anew, has not come so far -- internal state.
    returning: Option<SimTime>,
    /// The stack shortly before the goal, so that the way there is gone once and not twice -- internal state.
    near: Option<World>,
    /// Where the last slices on the way to the goal began -- internal state.
    trail: VecDeque<(SimTime, RecordId)>,
    /// How the way to the goal is gone -- internal state.
    pace: Pace,
    /// Why the run cannot go on -- internal state.
    halt: Option<Halt>,
    /// What the run depends on, as the document has it -- internal state.
    key: Option<template::RunKey>,
    /// Another one whenever other records are remembered -- internal state.
    era: Arc<Era>,
}

/// Where the playhead is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// At a simulated instant.
    Sim(SimTime),
    /// At a record.
    Record(RecordId),
    /// At the last record before one that a line tells of, or at the start of the run.
    ToldBefore(RecordId),
}

impl Goal {
    /// Returns the record up to which the run has to be known, where the goal is not an instant.
    fn record(self) -> RecordId {
        match self {
            Self::Sim(_) => RecordId::NONE,
            Self::Record(record) => record,
            Self::ToldBefore(record) => RecordId(record.0.saturating_sub(1)),
        }
    }
}

/// How the way to a goal is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Pace {
    /// Everything is recorded and presented, unless the way is long.
    #[default]
    Free,
    /// It is far to the goal: records are looked at for milestones only.
    Passing,
    /// Everything is recorded and presented, because passing went too far.
    Careful,
}

/// Why a run cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halt {
    /// One instant has more events than an instant may have.
    Stuck,
    /// The run has more events than a run may have.
    TooManyEvents,
}

impl Runner {
    /// Deploys a stack. `sources` says what each mapping polls.
    #[must_use]
    pub fn new(deployment: &Deployment, sources: Arc<BTreeMap<NodeId, NodeId>>, tempo: Tempo) -> Self {
        let world = World::new(deployment, Recording { keep: Keep::Last(RECORDS_KEPT), hash: false });
        let mut present = world.clone();
        present.set_keep(Keep::Nothing);
        let mut pacing = Pacing::new(tempo, sources);
        pacing.look(&world);
        let interventions = deployment.interventions.len();
        let end = SimTime::ZERO + deployment.settings.duration;
        let chronicle = Chronicle::new(&world, end);
        let counted = chronicle.open_period(&world);
        let start = Checkpoint { world: world.clone(), pacing: pacing.checkpoint(), interventions, counted };
        Self {
            interventions: deployment.interventions.clone(),
            by_hand: Vec::new(),
            ahead: world,
            present,
            pacing,
            checkpoints: Checkpoints::new(start),
            milestones: Milestones::default(),
            chronicle,
            playhead: Playhead::default(),
            end,
            goal: None,
            returning: None,
            near: None,
            trail: VecDeque::new(),
            pace: Pace::default(),
            halt: None,
            key: None,
            era: Arc::default(),
        }
    }

    /// Takes note that this is the run of a document: what a person did while it played stands in the text now.
    pub fn accept(&mut self, key: &template::RunKey) {
        self.key = Some(key.clone());
    }

    /// Returns what is done to the stack, in the order in which it was planned.
    #[must_use]
    pub fn interventions(&self) -> &[PlannedIntervention] {
        &self.interventions
    }

    /// Tells whether a document would run otherwise.
    #[must_use]
    pub fn differs(&self, key: &template::RunKey) -> bool {
        self.key.as_ref() != Some(key)
    }

    /// Returns where the playhead is.
    #[must_use]
    pub fn playhead(&self) -> Playhead {
        self.playhead
    }

    /// Returns the end of the run.
    #[must_use]
    pub fn end(&self) -> SimTime {
        self.end
    }

    /// Returns how far the run is known.
    #[must_use]
    pub fn horizon(&self) -> SimTime {
        self.ahead.now().min(self.end)
    }

    /// Tells whether the playhead is at the end of the run.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.halt.is_some() || (self.is_known() && self.playhead.play >= self.pacing.end())
    }

    /// Returns why the run cannot go on, if it cannot.
    #[must_use]
    pub fn halt(&self) -> Option<Halt> {
        self.halt
    }

    /// Tells whether the playhead waits for the run to come so far.
    #[must_use]
    pub fn is_catching_up(&self) -> bool {
        self.goal.is_some()
    }

    /// Returns the simulated instant at which the person is: that of the playhead, unless it has yet to come back there.
    #[must_use]
    pub fn whereabouts(&self) -> SimTime {
        self.returning.unwrap_or(self.playhead.sim)
    }

    /// Tells whether the run was made anew and has not come to where the person is.
    #[must_use]
    pub fn is_returning(&self) -> bool {
        self.returning.is_some()
    }

    /// Returns the stack at the playhead.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.present
    }

    /// Returns the map to presentation time.
    #[must_use]
    pub fn pacing(&self) -> &Pacing {
        &self.pacing
    }

    /// Returns the records that are remembered, those after the playhead included.
    #[must_use]
    pub fn trace(&self) -> &Trace<Fact, Detail> {
        self.ahead.trace()
    }

    /// Returns the remembered records up to the playhead, the newest first.
    pub fn past(&self) -> impl Iterator<Item = &Record<Fact>> {
        // By number, because much may be known ahead of the playhead.
        (1..=self.playhead.record.0).rev().map_while(|id| self.trace().record(RecordId(id)))
    }

    /// Returns the name of what is remembered: who keeps numbers of records keeps them as long as it stays the same.
    #[must_use]
    pub fn era(&self) -> &Arc<Era> {
        &self.era
    }

    /// Returns what stands out in the run as far as it is known.
    #[must_use]
    pub fn milestones(&self) -> &Milestones {
        &self.milestones
    }

    /// Returns the metrics and outcomes of the run as far as it is known, period by period.
    #[must_use]
    pub fn chronicle(&self) -> &Chronicle {
        &self.chronicle
    }

    /// Returns the shortened stretch that the playhead is in.
    #[must_use]
    pub fn skip(&self) -> Option<Skip> {
        self.pacing.skip(self.playhead.play)
    }

    /// Computes ahead and moves the playhead by a span of presentation time. Returns whether anything changed.
    pub fn tick(&mut self, micros: u64, events_max: u32) -> bool {
        let before = (self.playhead, self.horizon(), self.goal);
        let mut budget = events_max;
        if let Some(goal) = self.goal {
            self.pursue(goal, &mut budget);
        } else {
            let wanted = PlayTime(self.playhead.play.0 + micros);
            self.compute_until(PlayTime(wanted.0 + AHEAD_MICROS), &mut budget);
            self.go_to(wanted.min(self.pacing.end()));
        }
        before != (self.playhead, self.horizon(), self.goal)
    }

    /// Goes to where the person was in another run of the same document.
    pub fn return_to(&mut self, sim: SimTime) {
        self.seek(Goal::Sim(sim));
        self.returning = self.goal.is_some().then(|| sim.min(self.end));
    }

    /// Goes to a simulated instant or a record; what is not known yet is computed in the ticks to come.
    pub fn seek(&mut self, goal: Goal) {
        let goal = match goal {
            Goal::Sim(sim) => Goal::Sim(sim.min(self.end)),
            Goal::Record(_) | Goal::ToldBefore(_) => goal,
        };
        let record = goal.record();
        // What is being passed through is neither presented nor kept.
        let passing = self.pace == Pace::Passing;
        let forgotten = match goal {
            Goal::Sim(sim) => sim < self.pacing.beginning() || (passing && sim <= self.ahead.now()),
            Goal::Record(_) | Goal::ToldBefore(_) => {
                let oldest = self.ahead.trace().oldest();
                let is_kept = oldest.is_none_or(|oldest| record >= oldest) && record >= self.pacing.first_record();
                !is_kept || (passing && record.0 <= self.ahead.trace().made())
            }
        };
        // Ahead of what is known there may be a checkpoint from before the last rewinding.
        let is_nearer = match goal {
            Goal::Sim(sim) => self.checkpoints.before(sim).world.now() > self.ahead.now(),
            Goal::Record(_) | Goal::ToldBefore(_) => {
                self.checkpoints.before_record(record).world.trace().made() > self.ahead.trace().made()
            }
        };
        if forgotten || is_nearer {
            self.restore(goal);
        }
        self.set_goal(Some(goal));
        self.pursue(goal, &mut 0);
    }

    /// Goes to an instant of the presentation that is remembered.
    pub fn seek_play(&mut self, play: PlayTime) {
        self.drop_goal();
        self.go_to(play.min(self.pacing.end()));
    }

    /// Returns the instant at which something is done that is done now: a nanosecond later, so that all of this instant
    /// has happened before, also when the run is repeated.
    #[must_use]
    pub fn act_at(&self) -> SimTime {
        let here = self.returning.unwrap_or(self.present.now().max(self.playhead.sim));
        here + SimDuration::from_nanos(1)
    }

    /// Does something to the running stack at the playhead. What was to come is forgotten: the run goes on from here.
    /// Returns the planned intervention, whose instant makes a run of the same template repeat it.
    pub fn act(&mut self, on: &str, intervention: Arc<aws::stack::intervention::Intervention>) -> PlannedIntervention {
        self.drop_goal();
        let at = self.act_at();
        let planned = PlannedIntervention { at, on: on.into(), intervention };
        self.by_hand.push(at);
        self.present.intervene(&planned);
        let mut ahead = self.present.clone();
        ahead.set_keep(Keep::Last(RECORDS_KEPT));
        ahead.adopt_trace(&self.ahead);
        self.ahead = ahead;
        self.era = Arc::default();
        let here = Playhead { record: RecordId(self.ahead.trace().made()), ..self.playhead };
        self.playhead = here;
        self.pacing.cut_after(here, &self.present);
        self.milestones.cut_after(here.record);
        self.recount(here.record);
        self.checkpoints.cut_from(at);
        self.interventions.push(planned.clone());
        self.halt = None;
        planned
    }

    /// Switches to another tempo; the playhead stays at its simulated instant.
    pub fn set_tempo(&mut self, tempo: Tempo, deployment: &Deployment, sources: Arc<BTreeMap<NodeId, NodeId>>) {
        let (sim, key) = (self.whereabouts(), self.key.take());
        let by_hand = std::mem::take(&mut self.by_hand);
        let mut deployment = deployment.clone();
        deployment.interventions.clone_from(&self.interventions);
        *self = Self::new(&deployment, sources, tempo);
        (self.key, self.by_hand) = (key, by_hand);
        self.return_to(sim);
    }

    fn is_known(&self) -> bool {
        self.ahead.now() >= self.end
    }

    /// Restores the checkpoint before a goal, for both worlds.
    fn restore(&mut self, goal: Goal) {
        let checkpoint = match goal {
            Goal::Sim(sim) => self.checkpoints.before(sim),
            Goal::Record(_) | Goal::ToldBefore(_) => self.checkpoints.before_record(goal.record()),
        };
        self.ahead = checkpoint.world.clone();
        for planned in &self.interventions[checkpoint.interventions.min(self.interventions.len())..] {
            self.ahead.intervene(planned);
        }
        self.pacing = checkpoint.pacing.clone();
        self.present = self.ahead.clone();
        self.ahead.set_keep(Keep::Last(RECORDS_KEPT));
        self.pace = Pace::Free;
        self.era = Arc::default();
        self.playhead = self.pacing.at(self.pacing.end());
    }

    /// Gives a goal up before it is reached. Where the way to it has left the playhead behind, what is around the
    /// playhead is computed again, so that it stays where the person saw it.
    pub fn drop_goal(&mut self) {
        let here = self.playhead;
        let is_left = self.pace == Pace::Passing || here.sim < self.pacing.beginning();
        if self.goal.is_none() || !is_left {
            return self.set_goal(None);
        }
        self.restore(Goal::Record(RecordId(here.record.0 + 1)));
        self.set_goal(None);
        while self.ahead.now() <= here.sim && !self.is_known() && self.halt.is_none() {
            self.compute_slice(&mut SLICE_EVENTS.clone());
        }
        // The presentation is the same again, unless an earlier long way had begun one of its own.
        if self.pacing.at(here.play) == here {
            return self.go_to(here.play);
        }
        let at_record = self.pacing.of_record(here.record).unwrap_or(PlayTime(0));
        let is_between = self.pacing.at(at_record).sim < here.sim;
        self.go_to(if is_between { self.pacing.of_sim(here.sim) } else { at_record });
    }

    /// Computes towards a goal and goes there once it is known.
    fn pursue(&mut self, goal: Goal, budget: &mut u32) {
        let is_there = |runner: &Self| match goal {
            _ if runner.pace == Pace::Passing => false,
            Goal::Sim(sim) => runner.ahead.now() > sim || runner.is_known(),
            Goal::Record(_) | Goal::ToldBefore(_) => {
                runner.is_known() || runner.pacing.last_record() >= goal.record() && runner.has_passed(goal.record())
            }
        };
        while !is_there(self) && *budget > 0 && self.halt.is_none() {
            self.choose_pace(goal);
            self.compute_slice(budget);
        }
        if !is_there(self) && self.halt.is_none() {
            return;
        }
        let near = self.near.take();
        self.set_goal(None);
        let of_record = |record| self.pacing.of_record(record).unwrap_or(self.pacing.end());
        let play = match goal {
            Goal::Sim(sim) => Some(self.pacing.of_sim(sim)),
            Goal::Record(record) => Some(of_record(record)),
            Goal::ToldBefore(_) => self.pacing.previous(PlayTime(of_record(goal.record()).0 + 1)),
        };
        if let Some(near) = near {
            self.present = near;
        }
        match play {
            Some(play) => self.go_to(play),
            // All of what is remembered is told of by no line.
            None => self.seek(Goal::ToldBefore(self.pacing.first_record())),
        }
    }

    /// Tells whether all that happens at the instant of a record is known: it is presented together.
    fn has_passed(&self, record: RecordId) -> bool {
        self.trace().record(record).is_none_or(|record| record.at < self.ahead.now())
    }

    /// Takes up another goal, or none. A way that was only passed through ends here.
    fn set_goal(&mut self, goal: Option<Goal>) {
        if self.pace == Pace::Passing {
            self.look_again();
        }
        self.goal = goal;
        self.returning = None;
        self.near = None;
        self.pace = Pace::Free;
        self.trail.clear();
    }

    /// Passes through what lies far before a goal, and records what lies shortly before it.
    fn choose_pace(&mut self, goal: Goal) {
        let here = (self.ahead.now(), RecordId(self.ahead.trace().made()));
        self.trail.push_back(here);
        if self.trail.len() <= SEEN_SLICES {
            return;
        }
        let Some(before) = self.trail.pop_front() else { return };
        let is_near = match goal {
            Goal::Sim(sim) => sim <= here.0 + here.0.since(before.0),
            Goal::Record(_) | Goal::ToldBefore(_) => {
                goal.record().0 <= here.1.0 + here.1.0.saturating_sub(before.1.0) || self.is_known()
            }
        };
        match self.pace {
            Pace::Passing if !matches!(goal, Goal::Sim(_)) && goal.record() <= here.1 => {
                // One event made more records than thousands before it: the record lies behind already.
                self.restore(goal);
                self.trail.clear();
                self.pace = Pace::Careful;
            }
            Pace::Passing if is_near => self.look_again(),
            Pace::Free if !is_near && self.ahead.events_done() > WHOLE_EVENTS => {
                self.pace = Pace::Passing;
                self.ahead.set_keep(Keep::Brief(RECORDS_PASSED));
            }
            Pace::Free | Pace::Passing | Pace::Careful => {}
        }
    }

    /// Records and presents again, from where the run has come to.
    fn look_again(&mut self) {
        self.pacing = self.pacing_here();
        self.pace = Pace::Free;
        self.ahead.set_keep(Keep::Nothing);
        self.near = Some(self.ahead.clone());
        self.ahead.set_keep(Keep::Last(RECORDS_KEPT));
        self.era = Arc::default();
    }

    /// Returns the presentation as it goes on from where the run has come to.
    fn pacing_here(&self) -> Pacing {
        let mut pacing = self.pacing.checkpoint();
        if self.pace == Pace::Passing {
            let made = RecordId(self.ahead.trace().made());
            pacing.jump(self.ahead.now(), made, &self.ahead);
        }
        pacing
    }

    fn compute_until(&mut self, play: PlayTime, budget: &mut u32) {
        let here = self.playhead.play;
        while self.pacing.end() < play
            && !self.pacing.is_full_after(here)
            && !self.is_known()
            && *budget > 0
            && self.halt.is_none()
        {
            self.compute_slice(budget);
        }
    }

    /// Computes a little further than is known, where there is more to know and what is shown stays remembered. Returns
    /// whether it did.
    pub(crate) fn compute_more(&mut self, budget: &mut u32) -> bool {
        let full = self.pacing.is_full_after(self.playhead.play);
        let may = *budget > 0 && !full && !self.is_known() && self.halt.is_none() && self.goal.is_none();
        if may {
            self.compute_slice(budget);
        }
        may
    }

    fn compute_slice(&mut self, budget: &mut u32) {
        let events = SLICE_EVENTS.min(*budget);
        *budget -= events;
        // Passing through never goes beyond the instant that is looked for.
        let until = match (self.pace, self.goal) {
            (Pace::Passing, Some(Goal::Sim(sim))) => sim.min(self.end),
            _ => self.end,
        };
        match self.run_on(until, events) {
            Progress::Stuck => self.halt = Some(Halt::Stuck),
            _ if self.ahead.events_done() > EVENTS_MAX => self.halt = Some(Halt::TooManyEvents),
            Progress::Reached | Progress::Idle | Progress::BudgetSpent => {}
        }
        if self.pace != Pace::Passing {
            self.present_slice();
        }
        if self.checkpoints.is_due(&self.ahead) {
            let (world, pacing) = (self.ahead.clone(), self.pacing_here());
            let interventions = self.interventions.len();
            let counted = self.chronicle.open_period(&world);
            self.checkpoints.keep(Checkpoint { world, pacing, interventions, counted });
        }
    }

    /// Lets the run go on, with a look at its gauges at the end of each period, and takes notice of what it records.
    fn run_on(&mut self, until: SimTime, events: u32) -> Progress {
        let done = self.ahead.events_done() + u64::from(events);
        loop {
            let due = self.chronicle.due();
            let left = u32::try_from(done.saturating_sub(self.ahead.events_done())).unwrap_or(u32::MAX);
            let progress = self.ahead.run_until(until.min(due), left);
            for record in self.ahead.trace().records_after(self.milestones.seen().min(self.chronicle.seen())) {
                self.milestones.feed(record);
                self.chronicle.feed(&self.ahead, record);
            }
            if due > until || self.ahead.now() < due || matches!(progress, Progress::Stuck | Progress::BudgetSpent) {
                return progress;
            }
            self.chronicle.look(&self.ahead);
        }
    }

    /// Gives what was recorded its place in the presentation.
    fn present_slice(&mut self) {
        for record in self.ahead.trace().records_after(self.pacing.last_record()) {
            self.pacing.feed(record);
            if matches!(record.fact.what, What::Intervened) {
                // Who polls may be another one from here on.
                self.pacing.look(&self.ahead);
            }
        }
        // Without a record the way to the next event is known to be quiet.
        let quiet_until = self.ahead.next_time().unwrap_or(self.end).min(self.end);
        if self.is_known() {
            self.pacing.reach(self.end);
        } else if quiet_until > self.ahead.now() && self.pacing.is_at(self.ahead.trace().made()) {
            self.pacing.reach(self.ahead.now());
        }
    }

    /// Moves the playhead to an instant of the presentation that is known, and the present world with it.
    fn go_to(&mut self, play: PlayTime) {
        let target = self.pacing.at(play);
        if target.record.0 < self.present.trace().made() || target.sim < self.present.now() {
            self.rewind_present(target);
        } else if self.checkpoints.before(target.sim).world.now() > self.present.now() {
            // A jump ahead: the checkpoint is nearer than the present.
            self.rewind_present(target);
        }
        while self.present.trace().made() < target.record.0 && self.present.step_before(self.end).is_some() {}
        self.playhead = target;
    }

    /// Puts the present world at the checkpoint before a place.
    fn rewind_present(&mut self, target: Playhead) {
        let by_record = self.checkpoints.before_record(target.record);
        self.present = by_record.world.clone();
        for planned in &self.interventions[by_record.interventions.min(self.interventions.len())..] {
            self.present.intervene(planned);
        }
    }
}
