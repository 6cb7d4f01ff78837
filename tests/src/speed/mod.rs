//! What `cargo xtask bench` measures of the engine, natively and as WASM.
//!
//! Each figure is a line of JSON beside its baseline, which is measured in the same breath: the machine may be busy.

pub mod building;
mod heap_loop;
pub mod reading;
pub mod rewinding;

use aws::stack::world::{Recording, World};
use kernel::{Keep, NodeId, SimDuration, SimTime};
use serde_json::{Value, json};
use template::{Scenario, ScenarioOptions};

/// Tells seconds from any beginning.
pub type Clock = fn() -> f64;

/// How often each measurement is made; the fastest counts, because whatever disturbs it only makes it slower.
const ROUNDS: usize = 5;

/// Offered: 500 a second of 200 ms on 100 places.
const LOSS_SYSTEM: &str = "
Metadata:
  Lambdarium:
    Version: 1
    Latency: None
    Account: { ConcurrentExecutions: 1000 }
    Functions:
      Server: { Duration: { Exponential: { Mean: 200ms } }, InitDuration: 0s, IdleLifetime: 1000h }
    Traffic:
      - Name: callers
        To: Server
        Action: Invoke
        Rate: { PerSecond: 500, Arrivals: Poisson }
        Input: { InvocationType: RequestResponse, Payload: {} }
Resources:
  Server:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/server
      Timeout: 900
      ReservedConcurrentExecutions: 100
      Code: { ZipFile: 'exports.handler = async () => ({});' }
";

/// Erlang's B of 100 erlang on 100 places.
const ERLANG_B: f64 = 0.07570;

/// Invocations of one round.
const INVOCATIONS: u64 = 1_000_000;

/// Synchronous invocations a second that are to be reached natively; half of that in WASM.
const LOSS_TARGET: f64 = 1_200_000.0;

/// Measures the engine and returns a line for each figure.
#[must_use]
pub fn engine(clock: Clock, is_wasm: bool) -> Vec<Value> {
    let (mut loop_seconds, mut seconds, mut blocked) = (f64::MAX, f64::MAX, 0.0);
    for round in 0..ROUNDS {
        loop_seconds = loop_seconds.min(timed(clock, || heap_loop::run(INVOCATIONS, round as u64)).0);
        let mut world = deploy(LOSS_SYSTEM, 1 + round as u64);
        let (spent, ()) = timed(clock, || run_to(&mut world, INVOCATIONS));
        seconds = seconds.min(spent);
        blocked += share_blocked(&world) / ROUNDS as f64;
    }
    let (per_second, baseline) = (INVOCATIONS as f64 / seconds, INVOCATIONS as f64 / loop_seconds);
    let target = if is_wasm { LOSS_TARGET / 2.0 } else { LOSS_TARGET };
    let mut lines = vec![
        json!({
            "name": "loss system, synchronous invocations with metrics", "value": per_second, "unit": "/s",
            "baseline": baseline, "baseline_name": "bare heap loop, four events each", "target": target,
        }),
        json!({
            "name": "its calls that were blocked", "value": blocked * 100.0, "unit": "%",
            "baseline": ERLANG_B * 100.0, "baseline_name": "Erlang B",
        }),
    ];
    lines.extend(burst(clock, baseline * heap_loop::EVENTS_EACH));
    lines
}

/// Runs the gallery's burst template to its end, over and over.
fn burst(clock: Clock, loop_events: f64) -> Option<Value> {
    let (_, text) = crate::TEMPLATES.iter().find(|(name, _)| *name == "burst")?;
    let (mut seconds, mut events) = (f64::MAX, 0);
    for _ in 0..4 * ROUNDS {
        let mut world = deploy(text, 6);
        let end = SimTime::ZERO + world.settings().duration;
        let (spent, _) = timed(clock, || (0..10).map(|_| finish(world.clone(), end)).sum::<u64>());
        seconds = seconds.min(spent / 10.0);
        world.run_until(end, u32::MAX);
        events = world.events_done();
    }
    Some(json!({
        "name": format!("burst template, events ({:.2} ms for the whole run)", seconds * 1_000.0),
        "value": events as f64 / seconds, "unit": "/s",
        "baseline": loop_events, "baseline_name": "bare heap loop",
    }))
}

fn finish(mut world: World, end: SimTime) -> u64 {
    world.run_until(end, u32::MAX);
    world.events_done()
}

/// Deploys a template with figures but without a kept trace.
fn deploy(text: &str, seed: u64) -> World {
    let overrides = template::metadata::Overrides { seed: Some(seed), ..Default::default() };
    let scenario = Scenario::read(text, &ScenarioOptions { overrides, ..ScenarioOptions::default() });
    World::new(&template::compile(&scenario), Recording { keep: Keep::Nothing, hash: false })
}

fn run_to(world: &mut World, sends: u64) {
    let mut until = SimTime::ZERO;
    while world.shared().tally.created < sends {
        until += SimDuration::from_secs(10);
        world.run_until(until, u32::MAX);
    }
}

/// Returns the part of the calls that were throttled, as the callers' answers tell.
fn share_blocked(world: &World) -> f64 {
    let server = world.node("Server").unwrap_or(NodeId(0));
    let metrics = world.nodes()[server.0 as usize].config.descriptor().metrics;
    let throttles = metrics.iter().position(|metric| metric.name == "Throttles").unwrap_or(0);
    let throttled = world.meter(server).sum(aws::metrics::MetricId(throttles as u8));
    throttled as f64 / world.shared().tally.created.max(1) as f64
}

fn timed<T>(clock: Clock, work: impl FnOnce() -> T) -> (f64, T) {
    let began = clock();
    let made = std::hint::black_box(work());
    (clock() - began, made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loss_system_blocks_as_erlang_says() {
        let mut world = deploy(LOSS_SYSTEM, 3);
        run_to(&mut world, 200_000);
        // Blocked calls come in clusters: of 200,000 arrivals their share has a standard error of about 0.0015.
        let blocked = share_blocked(&world);
        assert!((blocked - ERLANG_B).abs() < 0.006, "{blocked}");
    }
}
