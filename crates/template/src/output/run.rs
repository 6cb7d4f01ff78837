//! Running a scenario to its end, handing out the trace as it is made.

use aws::diagnostics::{Diagnostic, Span};
use aws::fact::Fact;
use aws::stack::world::{Deployment, Recording, World};
use kernel::{Keep, Progress, Record, SimDuration, SimTime};

/// How many events a run may have; a loop that feeds itself ends here rather than never.
pub const RUN_EVENTS_MAX: u64 = 2_000_000_000;

/// How many events happen between two looks at the trace: what is kept in between stays small.
const SLICE_EVENTS: u32 = 200_000;

const MINUTE: SimDuration = SimDuration::from_secs(60);

/// Takes notice of a record, with the world for its details and names.
pub type Seen<'a> = &'a mut dyn FnMut(&World, &Record<Fact>);

/// How a run went.
#[derive(Clone, Debug)]
pub struct RunOutcome {
    /// The stack at its end.
    pub world: World,
    /// Why it did not come to its end, if so.
    pub problem: Option<Diagnostic>,
}

/// Runs a stack to the end of its duration. `see` gets every record in order; without it nothing is kept.
pub fn run(deployment: &Deployment, see: Option<Seen<'_>>) -> RunOutcome {
    run_to(deployment, see, SimTime::MAX, &mut |_| {})
}

/// Runs a stack as [`run`] does, and lets `look` at it at the end of every minute and at the end of the run.
pub fn run_by_minutes(deployment: &Deployment, see: Option<Seen<'_>>, look: &mut dyn FnMut(&World)) -> RunOutcome {
    run_to(deployment, see, SimTime::ZERO + MINUTE, look)
}

/// Runs a stack, pausing first at an instant and then after every minute.
fn run_to(
    deployment: &Deployment,
    mut see: Option<Seen<'_>>,
    mut pause: SimTime,
    look: &mut dyn FnMut(&World),
) -> RunOutcome {
    let keep = if see.is_some() { Keep::All } else { Keep::Nothing };
    let mut world = World::new(deployment, Recording { keep, hash: true });
    let deadline = SimTime::ZERO + deployment.settings.duration;
    let problem = loop {
        let progress = world.run_until(deadline.min(pause), SLICE_EVENTS);
        if let Some(see) = &mut see {
            world.trace().records().for_each(|record| see(&world, record));
            world.set_keep(Keep::Nothing);
            world.set_keep(Keep::All);
        }
        match progress {
            Progress::Reached | Progress::Idle if pause < deadline => {
                look(&world);
                pause += MINUTE;
            }
            Progress::Reached | Progress::Idle => break None,
            Progress::Stuck => break Some(stuck(&world)),
            Progress::BudgetSpent if world.events_done() >= RUN_EVENTS_MAX => break Some(over_budget(&world)),
            Progress::BudgetSpent => {}
        }
    };
    look(&world);
    RunOutcome { world, problem }
}

fn stuck(world: &World) -> Diagnostic {
    let message = format!("the run stopped at {}: something feeds itself without time passing", world.now());
    Diagnostic::error("run-stuck", Span::default(), message)
        .hint("break the loop, or let its function take some time with \"Duration\"")
}

fn over_budget(world: &World) -> Diagnostic {
    let message = format!("the run stopped at {} after {RUN_EVENTS_MAX} events", world.now());
    Diagnostic::error("run-too-long", Span::default(), message).hint("shorten \"Duration\", or send less")
}
