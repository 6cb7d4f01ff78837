//! Templates made at random, and what must hold of every run whatever it does.
//!
//! [`Options::draw`] chooses what a template has, [`Options::template`] writes it, and a [`Watch`] looks at every fact
//! of its run. The seed alone decides, so that a failure that names it can be had again.

mod template;
mod watch;

pub use watch::Watch;

use kernel::Rng;

/// The limit of the account without what is drawn on top: 100 executions must stay unreserved.
const CONCURRENCY_MIN: u64 = 120;

/// What a template of the swarm has.
#[derive(Clone, Debug)]
pub struct Options {
    /// What all of it is drawn from, and the seed of its run.
    pub seed: u64,
    profile: &'static str,
    latency: &'static str,
    concurrency: u64,
    /// The first has the standard queue, the second the FIFO queue, the last the load balancer.
    functions: Vec<Function>,
    queues: [Queue; 2],
    /// The first function reads it.
    stream: Stream,
    /// What the distribution asks.
    origin: &'static str,
    /// The one function at an edge, if any: the hook and what it does there.
    edge: Option<(&'static str, &'static str)>,
    multi_value: bool,
    versions: bool,
    filter: bool,
    /// What clients do about failed calls.
    retries: [&'static str; 3],
    interventions: Vec<String>,
    rates: Rates,
}

#[derive(Clone, Debug)]
struct Function {
    duration_ms: u64,
    timeout_seconds: u64,
    fails: &'static str,
    reserved: Option<u64>,
    dead_letters: bool,
    destination: bool,
    retry_attempts: u64,
    calls: bool,
}

#[derive(Clone, Debug)]
struct Queue {
    visibility_seconds: u64,
    receives_max: u64,
    batch_size: u64,
    window_seconds: u64,
    concurrency_max: Option<u64>,
    reports_failures: bool,
}

#[derive(Clone, Debug)]
struct Stream {
    shards: u64,
    factor: u64,
    batch_size: u64,
    window_seconds: u64,
    position: &'static str,
    retries_max: Option<u64>,
    age_max_seconds: Option<u64>,
    bisects: bool,
    reports_failures: bool,
    pushed: bool,
    gap_ms: u64,
}

#[derive(Clone, Debug)]
struct Rates {
    queue_gap_ms: [u64; 2],
    publishes: u64,
    requests: u64,
    calls: u64,
    is_async: bool,
}

impl Options {
    /// Draws a template.
    #[must_use]
    pub fn draw(seed: u64) -> Self {
        let mut rng = Rng::new(seed, "swarm", "template");
        let rng = &mut rng;
        let functions: Vec<_> = (0..2 + rng.below(3)).map(|_| Function::draw(rng)).collect();
        Self {
            seed,
            profile: pick(rng, &["aws-2026", "aws-2020"]),
            latency: pick(rng, &["Typical", "None"]),
            concurrency: CONCURRENCY_MIN + rng.below(100),
            queues: [Queue::draw(rng), Queue::draw(rng)],
            origin: pick(rng, &["www.example.com", "!GetAtt Balancer.DNSName", "!GetAtt B.RegionalDomainName"]),
            edge: chance(rng, 2).then(|| draw_edge(rng)),
            multi_value: chance(rng, 2),
            versions: chance(rng, 2),
            filter: chance(rng, 2),
            retries: [draw_retry(rng), draw_retry(rng), draw_retry(rng)],
            interventions: [draw_interventions(rng), draw_changes(&mut Rng::new(seed, "swarm", "changes"))].concat(),
            rates: Rates::draw(rng),
            // What came later is drawn apart, so that the rest of a template stays what it was.
            stream: Stream::draw(&mut Rng::new(seed, "swarm", "stream")),
            functions,
        }
    }

    fn is_now(&self) -> bool {
        self.profile == "aws-2026"
    }

    /// Returns the reserved concurrency of a function.
    fn reserved(&self, function: &str) -> Option<u64> {
        let position: usize = function.strip_prefix('F')?.parse().ok()?;
        self.functions.get(position)?.reserved
    }

    /// Returns how many batches of a mapping may run at once, where the mapping says so.
    fn concurrency_max(&self, mapping: &str) -> Option<u64> {
        let queue = match mapping {
            "F0Q" => &self.queues[0],
            "F1Q" => &self.queues[1],
            _ => return None,
        };
        queue.concurrency_max.filter(|_| self.is_now())
    }

    /// Returns what all functions without a reservation may run at once.
    fn unreserved(&self) -> u64 {
        self.concurrency - self.functions.iter().filter_map(|function| function.reserved).sum::<u64>()
    }
}

impl Function {
    fn draw(rng: &mut Rng) -> Self {
        Self {
            duration_ms: 20 + rng.below(2_000),
            timeout_seconds: 1 + rng.below(5),
            fails: pick(
                rng,
                &["", "{ Probability: 0.2 }", "{ FirstAttempts: 1 }", "{ Probability: 0.1, How: Timeout, After: 5ms }"],
            ),
            reserved: chance(rng, 3).then(|| rng.below(4)),
            dead_letters: chance(rng, 2),
            destination: chance(rng, 2),
            retry_attempts: rng.below(3),
            calls: chance(rng, 3),
        }
    }
}

impl Queue {
    fn draw(rng: &mut Rng) -> Self {
        Self {
            visibility_seconds: 6 + rng.below(30),
            receives_max: 1 + rng.below(4),
            batch_size: 1 + rng.below(10),
            window_seconds: rng.below(2) * rng.below(10),
            concurrency_max: chance(rng, 2).then(|| 2 + rng.below(4)),
            reports_failures: chance(rng, 2),
        }
    }
}

impl Stream {
    fn draw(rng: &mut Rng) -> Self {
        Self {
            shards: 1 + rng.below(3),
            factor: 1 + rng.below(2) * rng.below(3),
            batch_size: 1 + rng.below(20),
            window_seconds: rng.below(2) * rng.below(6),
            position: pick(rng, &["LATEST", "TRIM_HORIZON"]),
            retries_max: chance(rng, 2).then(|| rng.below(4)),
            age_max_seconds: chance(rng, 3).then_some(60),
            bisects: chance(rng, 2),
            reports_failures: chance(rng, 2),
            pushed: chance(rng, 2),
            gap_ms: 30 + rng.below(900),
        }
    }
}

impl Rates {
    fn draw(rng: &mut Rng) -> Self {
        Self {
            queue_gap_ms: [20 + rng.below(1_500), 50 + rng.below(2_000)],
            publishes: 1 + rng.below(20),
            requests: 1 + rng.below(10),
            calls: 1 + rng.below(200),
            is_async: chance(rng, 2),
        }
    }
}

fn draw_edge(rng: &mut Rng) -> (&'static str, &'static str) {
    let hook = pick(rng, &["viewer-request", "origin-request", "origin-response", "viewer-response"]);
    let respond = "{ Respond: { StatusCode: 200, Headers: { cache-control: max-age=5 }, Body: hi } }";
    let change = "{ Change: { Headers: { x-seen: here } } }";
    (hook, if hook.ends_with("-request") { pick(rng, &["Forward", respond, change]) } else { change })
}

fn draw_retry(rng: &mut Rng) -> &'static str {
    pick(
        rng,
        &[
            "",
            ", Retry: { Sdk: Standard }",
            ", Retry: { Sdk: Legacy }, ReadTimeout: 2s",
            ", Retry: { MaxAttempts: 4, BaseDelay: 50ms }, ReadTimeout: 500ms",
        ],
    )
}

fn draw_interventions(rng: &mut Rng) -> Vec<String> {
    let deeds = [
        "On: F0, Do: FailNext, Count: 5",
        "On: F0, Do: RecycleEnvironments",
        "On: F0, Do: Outage, Until: 70s",
        "On: F1, Do: SetDuration, Value: 40ms",
        "On: Q0, Do: Purge",
        "On: Q0, Do: Outage, Until: 65s",
        "On: Q1, Do: Duplicate",
        "On: Dead, Do: Redrive",
        "On: T, Do: Duplicate",
        "On: B, Do: Duplicate",
        "On: Balancer, Do: Outage, Until: 55s",
        "On: Q1, Do: Delete",
    ];
    let count = rng.below(4);
    (0..count).map(|_| format!("At: {}s, {}", 5 + rng.below(60), pick(rng, &deeds))).collect()
}

/// What is changed of the stream and its mapping while they run.
fn draw_changes(rng: &mut Rng) -> Vec<String> {
    let deeds = [
        "On: F0S, Do: Delete",
        "On: F0S, Do: Create",
        "On: F0S, Do: SetProperty, Path: Enabled, Value: false",
        "On: F0S, Do: SetProperty, Path: Enabled, Value: true",
        "On: F0S, Do: SetProperty, Path: ParallelizationFactor, Value: 3",
        "On: F0S, Do: SetProperty, Path: BatchSize, Value: 2",
        "On: S, Do: Outage, Until: 66s",
        "On: S, Do: Delete",
        "On: S, Do: Create",
    ];
    let count = rng.below(5);
    (0..count).map(|_| format!("At: {}ms, {}", 5_000 + rng.below(60_000), pick(rng, &deeds))).collect()
}

/// Tells whether one of so many comes up.
fn chance(rng: &mut Rng, of: u64) -> bool {
    rng.below(of) == 0
}

fn pick<'a>(rng: &mut Rng, choices: &[&'a str]) -> &'a str {
    choices[rng.below(choices.len() as u64) as usize]
}
