//! Checkpoints of a run: where rewinding begins.
//!
//! They are kept under a budget of room: when they take too much, every second one goes and the spacing doubles, so
//! that a run of any length has its past within reach.

use super::chronicle::OpenPeriod;
use super::pacing::Pacing;
use aws::stack::world::World;
use kernel::{Keep, RecordId, SimTime};

/// How many checkpoints there are at most.
const CHECKPOINTS_MAX: usize = 512;
/// How much room they take together at most [bytes, as estimated].
const BYTES_MAX: u64 = 256 * 1024 * 1024;
/// How many events lie between two of them at first.
const SPACING_EVENTS: u64 = 4_096;

/// A place from which a run can go on.
#[derive(Clone, Debug)]
pub(super) struct Checkpoint {
    /// The stack, without its past.
    pub(super) world: World,
    /// Where it is presented.
    pub(super) pacing: Pacing,
    /// How many interventions were planned in it.
    pub(super) interventions: usize,
    /// What the period of charts and lanes in which it lies has so far; `None` where that was counted further already.
    pub(super) counted: Option<OpenPeriod>,
}

/// A checkpoint that is kept, with the room that it takes [bytes, as estimated]: what the next one shares is the next
/// one's, and what the last one shares is the run's own.
#[derive(Clone, Debug)]
struct Kept {
    checkpoint: Checkpoint,
    bytes: u64,
}

/// The checkpoints of a run, in order.
#[derive(Clone, Debug)]
pub(super) struct Checkpoints {
    kept: Vec<Kept>,
    spacing: u64,
}

impl Checkpoints {
    /// Begins with the start of the run.
    pub(super) fn new(start: Checkpoint) -> Self {
        let mut checkpoints = Self { kept: Vec::new(), spacing: SPACING_EVENTS };
        checkpoints.push(start);
        checkpoints
    }

    /// Tells whether the next one is due.
    pub(super) fn is_due(&self, world: &World) -> bool {
        let last = self.kept.last().map_or(0, |kept| kept.checkpoint.world.events_done());
        world.events_done() >= last + self.spacing
    }

    /// Keeps one more; one that lies before the last is known already.
    pub(super) fn keep(&mut self, checkpoint: Checkpoint) {
        self.push(checkpoint);
        let bytes: u64 = self.kept.iter().map(|kept| kept.bytes).sum();
        if self.kept.len() > CHECKPOINTS_MAX || (bytes > BYTES_MAX && self.kept.len() > 2) {
            self.thin();
        }
    }

    fn push(&mut self, checkpoint: Checkpoint) {
        let checkpoint = checkpoint.without_past();
        if let Some(last) = self.kept.last_mut() {
            last.bytes = last.checkpoint.footprint(&checkpoint.world);
        }
        let bytes = checkpoint.footprint(&checkpoint.world);
        self.kept.push(Kept { checkpoint, bytes });
    }

    /// Drops every second one; the first stays, which is the start of the run.
    fn thin(&mut self) {
        let all = std::mem::take(&mut self.kept);
        all.into_iter().step_by(2).for_each(|kept| self.push(kept.checkpoint));
        self.spacing *= 2;
    }

    /// Returns the last one that lies before an instant, the first where none does.
    pub(super) fn before(&self, sim: SimTime) -> &Checkpoint {
        self.last_before(|world| world.now() < sim)
    }

    /// Returns the last one that lies before a record, the first where none does.
    pub(super) fn before_record(&self, record: RecordId) -> &Checkpoint {
        self.last_before(|world| world.trace().made() < record.0)
    }

    /// Returns the last one from which nothing is to be taken back to be at a record and an instant.
    pub(super) fn up_to(&self, record: RecordId, sim: SimTime) -> &Checkpoint {
        self.last_before(|world| world.trace().made() <= record.0 && world.now() <= sim)
    }

    fn last_before(&self, is_before: impl Fn(&World) -> bool) -> &Checkpoint {
        let index = self.kept.partition_point(|kept| is_before(&kept.checkpoint.world));
        &self.kept[index.saturating_sub(1)].checkpoint
    }

    /// Drops those from an instant on: the run goes another way from there.
    pub(super) fn cut_from(&mut self, sim: SimTime) {
        let index = self.kept.partition_point(|kept| kept.checkpoint.world.now() < sim).max(1);
        self.kept.truncate(index);
    }
}

impl Checkpoint {
    /// Returns about how much room it takes beside another state of the stack [bytes].
    fn footprint(&self, beside: &World) -> u64 {
        self.world.footprint(Some(beside)) + self.counted.as_ref().map_or(0, OpenPeriod::footprint)
    }

    fn without_past(mut self) -> Self {
        self.world.set_keep(Keep::Nothing);
        self
    }
}
