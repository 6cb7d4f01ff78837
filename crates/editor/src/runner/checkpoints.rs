//! Checkpoints of a run: where rewinding begins.
//!
//! They are kept under a budget of room: when they take too much, every second one goes and the spacing doubles, so
//! that a run of any length has its past within reach.

use super::pacing::Pacing;
use aws::stack::world::World;
use kernel::{Keep, RecordId, SimTime};

/// How many checkpoints there are at most.
const CHECKPOINTS_MAX: usize = 256;
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
}

/// The checkpoints of a run, in order.
#[derive(Clone, Debug)]
pub(super) struct Checkpoints {
    kept: Vec<Checkpoint>,
    spacing: u64,
}

impl Checkpoints {
    /// Begins with the start of the run.
    pub(super) fn new(start: Checkpoint) -> Self {
        Self { kept: vec![start.without_past()], spacing: SPACING_EVENTS }
    }

    /// Tells whether the next one is due.
    pub(super) fn is_due(&self, world: &World) -> bool {
        let last = self.kept.last().map_or(0, |checkpoint| checkpoint.world.events_done());
        world.events_done() >= last + self.spacing
    }

    /// Keeps one more; one that lies before the last is known already.
    pub(super) fn keep(&mut self, checkpoint: Checkpoint) {
        self.kept.push(checkpoint.without_past());
        let bytes: u64 = self.kept.iter().map(|checkpoint| checkpoint.world.footprint()).sum();
        if self.kept.len() > CHECKPOINTS_MAX || (bytes > BYTES_MAX && self.kept.len() > 2) {
            // The first one stays: it is the start of the run.
            let mut index = 0;
            self.kept.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.spacing *= 2;
        }
    }

    /// Returns the last one that lies before an instant, the first where none does.
    pub(super) fn before(&self, sim: SimTime) -> &Checkpoint {
        let index = self.kept.partition_point(|checkpoint| checkpoint.world.now() < sim);
        &self.kept[index.saturating_sub(1)]
    }

    /// Returns the last one that lies before a record, the first where none does.
    pub(super) fn before_record(&self, record: RecordId) -> &Checkpoint {
        let index = self.kept.partition_point(|checkpoint| checkpoint.world.trace().made() < record.0);
        &self.kept[index.saturating_sub(1)]
    }

    /// Drops those from an instant on: the run goes another way from there.
    pub(super) fn cut_from(&mut self, sim: SimTime) {
        let index = self.kept.partition_point(|checkpoint| checkpoint.world.now() < sim).max(1);
        self.kept.truncate(index);
    }
}

impl Checkpoint {
    fn without_past(mut self) -> Self {
        self.world.set_keep(Keep::Nothing);
        self
    }
}
