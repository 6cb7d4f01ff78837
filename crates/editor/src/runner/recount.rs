//! What charts and lanes have of the present, when the run goes another way from there.
//!
//! What was counted is not taken back record by record: a smallest and a largest value know nothing of the others. The
//! period begins again with what it had at a checkpoint, and what came from there to the playhead is counted once more,
//! mostly from records that are remembered: a period of a long run has more events than anybody waits for.

use super::checkpoints::Checkpoint;
use super::{RECORDS_PASSED, Runner};
use aws::stack::world::World;
use kernel::{Keep, RecordId};

impl Runner {
    /// Counts the period of the playhead again, up to a record: what came after it in that period will not be. Returns how
    /// many events had to be computed for that.
    pub(super) fn recount(&mut self, last: RecordId) -> u64 {
        let start = self.chronicle.start_of(self.playhead.sim);
        let nearest = self.checkpoints.up_to(last, self.playhead.sim);
        let Some(counted) = nearest.counted.as_ref().filter(|_| nearest.world.now() >= start) else {
            return self.recount_from_its_start(last);
        };
        self.chronicle.reopen(counted);
        let seen = self.chronicle.seen();
        if self.ahead.trace().oldest().is_some_and(|oldest| oldest.0 <= seen.0 + 1) {
            let remembered = self.ahead.trace().records_after(seen).take_while(|record| record.id <= last);
            remembered.for_each(|record| self.chronicle.feed(&self.ahead, record));
            return 0;
        }
        let world = self.going_on_from(nearest);
        self.count_on(world, last)
    }

    /// Counts all of the period of the playhead again.
    fn recount_from_its_start(&mut self, last: RecordId) -> u64 {
        let start = self.chronicle.start_of(self.playhead.sim);
        let mut world = self.going_on_from(self.checkpoints.before(start));
        let done = world.events_done();
        world.run_until(start, u32::MAX);
        self.chronicle.cut(&world);
        world.events_done() - done + self.count_on(world, last)
    }

    /// Returns the stack of a checkpoint as it goes on from there.
    fn going_on_from(&self, checkpoint: &Checkpoint) -> World {
        let mut world = checkpoint.world.clone();
        for planned in &self.interventions[checkpoint.interventions.min(self.interventions.len())..] {
            world.intervene(planned);
        }
        world
    }

    /// Lets a stack run up to a record, and counts what it records.
    fn count_on(&mut self, mut world: World, last: RecordId) -> u64 {
        let done = world.events_done();
        world.set_keep(Keep::Brief(RECORDS_PASSED));
        while world.trace().made() < last.0 && world.step_before(self.end).is_some() {
            let new = world.trace().records_after(self.chronicle.seen()).take_while(|record| record.id <= last);
            new.for_each(|record| self.chronicle.feed(&world, record));
        }
        world.events_done() - done
    }
}

#[cfg(test)]
mod tests {
    use crate::Editor;
    use crate::command::{Command, FileCommand, PlaybackCommand};
    use crate::runner::Runner;
    use kernel::{Keep, NodeId, SimTime};

    /// A month of ten messages a second: its periods are hours long.
    const LONG: &str = "Metadata:\n  Lambdarium:\n    Version: 1\n    Duration: 30d\n    Traffic:\n      - { Name: people, \
                        To: Jobs, Action: SendMessage, Every: 100ms, Input: { MessageBody: '{n}' } }\nResources:\n  \
                        Jobs: { Type: AWS::SQS::Queue }\n  Work:\n    Type: AWS::Lambda::Function\n    Properties: { \
                        Runtime: python3.13, Handler: a.b, Code: { ZipFile: x }, Role: r }\n  Mapping:\n    \
                        Type: AWS::Lambda::EventSourceMapping\n    Properties: { EventSourceArn: !GetAtt Jobs.Arn, \
                        FunctionName: !Ref Work }\n";

    fn seek(editor: &mut Editor, seconds: u64) {
        let at = SimTime::from_nanos(seconds * 1_000_000_000);
        editor.dispatch(Command::Playback(PlaybackCommand::Seek(at)));
        while editor.transport_view().catching_up {
            editor.tick(0, 20_000);
        }
    }

    /// What is counted, node by node.
    fn counted(runner: &Runner) -> Vec<String> {
        let chronicle = runner.chronicle();
        let of_node = |(node, spec): (NodeId, &aws::stack::world::NodeSpec)| {
            let metrics = (0..).map(aws::metrics::MetricId).zip(spec.config.descriptor().metrics);
            let figures = metrics.map(|(metric, _)| {
                let periods: Vec<_> = chronicle.meter(node).into_iter().flat_map(|it| it.periods(metric)).collect();
                format!("{periods:?} {:?}", chronicle.gauge(node, metric))
            });
            format!("{} {:?} {:?}", spec.id, chronicle.outcomes(node), figures.collect::<Vec<_>>())
        };
        (0..).map(NodeId).zip(runner.world().nodes()).map(of_node).collect()
    }

    #[test]
    fn what_a_deed_has_counted_again_is_near_the_playhead_however_long_a_period_is() {
        let mut editor = Editor::new();
        editor.dispatch(Command::File(FileCommand::Open { name: "long".into(), text: LONG.into() }));
        // On the way, far beyond, and back to where all of it was counted before.
        for seconds in [200, 700, 400] {
            seek(&mut editor, seconds);
            let [mut near, mut forgetful, mut whole] = std::array::from_fn(|_| editor.runner().clone());
            let last = near.playhead().record;
            forgetful.ahead.set_keep(Keep::Nothing);
            let all = whole.recount_from_its_start(last);
            assert!(all > 20_000, "{seconds} s: {all} events");
            assert_eq!(near.recount(last), 0, "{seconds} s: all of it is remembered");
            let walked = forgetful.recount(last);
            assert!((1..5_000).contains(&walked), "{seconds} s: {walked} of {all} events");
            assert_eq!(counted(&near), counted(&whole), "{seconds} s");
            assert_eq!(counted(&forgetful), counted(&whole), "{seconds} s");
        }
    }
}
