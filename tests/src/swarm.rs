//! Templates made at random, and what must hold of every run whatever it does.

use aws::fact::{Fact, What};
use aws::world::World;
use kernel::{MessageId, NodeId, Record, Rng, SimTime};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Makes a template: buckets, topics, queues and functions wired at random, with clients and failures.
#[must_use]
pub fn template(seed: u64) -> String {
    let mut rng = Rng::new(seed, "swarm", "template");
    let mut metadata = String::new();
    let mut resources = String::new();
    let functions = 1 + rng.below(3);
    writeln_to(
        &mut metadata,
        &format!("    Seed: {seed}\n    Duration: 3m\n    Latency: {}", pick(&mut rng, &["Typical", "None"])),
    );
    writeln_to(&mut metadata, &format!("    Account: {{ ConcurrentExecutions: {} }}", 120 + rng.below(100)));
    metadata.push_str("    Functions:\n");
    for n in 0..functions {
        let fails = pick(&mut rng, &["", ", Fails: [{ Probability: 0.2 }]", ", Fails: [{ FirstAttempts: 1 }]"]);
        let duration = 20 + rng.below(2_000);
        writeln_to(&mut metadata, &format!("      F{n}: {{ Duration: {duration}ms{fails} }}"));
        resources.push_str(&function(n, &mut rng));
    }
    resources.push_str(
        "  Dead: { Type: AWS::SQS::Queue }\n  DeadFifo: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }\n",
    );
    metadata.push_str("    Traffic:\n");
    for (n, fifo) in [(0, false), (1, true)] {
        resources.push_str(&queue(n, fifo, &mut rng));
        let group = if fifo { ", MessageGroupId: \"{pick:a,b,c}\", MessageDeduplicationId: \"d{n}\"" } else { "" };
        let gap = 100 + rng.below(3_000);
        writeln_to(
            &mut metadata,
            &format!(
                "      - {{ Name: to queue {n}, To: Q{n}, Action: SendMessage, Every: {gap}ms, Until: 2m, Input: {{ MessageBody: \"{{n}}\"{group} }} }}"
            ),
        );
    }
    resources.push_str("  T: { Type: AWS::SNS::Topic }\n  B: { Type: AWS::S3::Bucket }\n");
    metadata.push_str("      - { Name: uploads, To: B, Action: PutObject, Rate: { PerSecond: 2 }, Until: 1m, Input: { Key: \"{n}\", Size: 9 } }\n");
    let rate = 1 + rng.below(20);
    writeln_to(
        &mut metadata,
        &format!(
            "      - {{ Name: publisher, To: T, Action: Publish, Rate: {{ PerSecond: {rate}, Arrivals: Poisson }}, Until: 1m, Input: {{ Message: hi }} }}"
        ),
    );
    let count = 1 + rng.below(200);
    writeln_to(
        &mut metadata,
        &format!(
            "      - {{ Name: caller, To: F0, Action: Invoke, Burst: {{ Count: {count}, At: 10s }}, Retry: {{ Sdk: Standard }}, Input: {{ InvocationType: {} }} }}",
            pick(&mut rng, &["RequestResponse", "Event"])
        ),
    );
    format!(
        "Transform: AWS::Serverless-2016-10-31\nMetadata:\n  Lambdarium:\n    Version: 1\n{metadata}Resources:\n{resources}"
    )
}

fn function(n: u64, rng: &mut Rng) -> String {
    let mut out = format!(
        "  F{n}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.12\n      Handler: a.b\n      \
         InlineCode: pass\n      Timeout: {}\n",
        1 + rng.below(5)
    );
    if rng.below(3) == 0 {
        writeln_to(&mut out, &format!("      ReservedConcurrentExecutions: {}", rng.below(4)));
    }
    if rng.below(2) == 0 {
        out.push_str("      DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Dead.Arn }\n");
    }
    out.push_str("      Events:\n");
    let batch = 1 + rng.below(10);
    match n {
        0 => writeln_to(
            &mut out,
            &format!("        Q: {{ Type: SQS, Properties: {{ Queue: !GetAtt Q0.Arn, BatchSize: {batch} }} }}"),
        ),
        1 => writeln_to(
            &mut out,
            &format!("        Q: {{ Type: SQS, Properties: {{ Queue: !GetAtt Q1.Arn, BatchSize: {batch} }} }}"),
        ),
        _ => {}
    }
    out.push_str("        T: { Type: SNS, Properties: { Topic: !Ref T } }\n");
    if n == 0 {
        out.push_str("        B: { Type: S3, Properties: { Bucket: !Ref B, Events: s3:ObjectCreated:* } }\n");
    }
    out
}

fn queue(n: u64, fifo: bool, rng: &mut Rng) -> String {
    let (fifo, dead) = if fifo { ("FifoQueue: true, ", "DeadFifo") } else { ("", "Dead") };
    let (visibility, receives) = (5 + rng.below(30), 1 + rng.below(4));
    format!(
        "  Q{n}: {{ Type: AWS::SQS::Queue, Properties: {{ {fifo}VisibilityTimeout: {visibility}, RedrivePolicy: {{ \
         deadLetterTargetArn: !GetAtt {dead}.Arn, maxReceiveCount: {receives} }} }} }}\n"
    )
}

fn pick<'a>(rng: &mut Rng, choices: &[&'a str]) -> &'a str {
    choices[rng.below(choices.len() as u64) as usize]
}

fn writeln_to(out: &mut String, line: &str) {
    writeln!(out, "{line}").expect("a string takes any text");
}

/// Watches a run for what must never happen.
#[derive(Debug, Default)]
pub struct Watch {
    last: SimTime,
    /// Invocations that run, by function.
    running: BTreeMap<NodeId, u32>,
    /// Places in the order of coming, by message of an ordered queue.
    entered: BTreeMap<(NodeId, MessageId), (String, u64)>,
    /// The place of the message last handed out for the first time, by queue and group.
    left: BTreeMap<(NodeId, String), u64>,
    groups: BTreeMap<MessageId, String>,
    /// What happened all the same.
    pub violations: Vec<String>,
}

impl Watch {
    /// Takes notice of a record.
    pub fn see(&mut self, world: &World, record: &Record<Fact>) {
        if record.at < self.last {
            self.violations.push(format!("time went back from {} to {}", self.last, record.at));
        }
        self.last = record.at;
        match record.fact.what {
            What::Sent { .. } => self.remember_group(world, record),
            What::InvocationStarted { .. } => self.start(world, record),
            What::InvocationEnded { .. } => {
                let running = self.running.entry(record.node).or_default();
                *running = running.saturating_sub(1);
            }
            What::Enqueued { .. } => {
                if let Some(group) = self.groups.get(&record.fact.message) {
                    let entry = (group.clone(), record.id.0);
                    self.entered.entry((record.node, record.fact.message)).or_insert(entry);
                }
            }
            What::Received { count: 1, .. } => self.leave(world, record),
            _ => {}
        }
    }

    fn remember_group(&mut self, world: &World, record: &Record<Fact>) {
        if let Some(aws::fact::Detail::Content { parameters, .. }) = world.trace().detail(record.id)
            && let Some(group) = parameters.text("MessageGroupId")
        {
            self.groups.insert(record.fact.message, group.to_owned());
        }
    }

    fn start(&mut self, world: &World, record: &Record<Fact>) {
        *self.running.entry(record.node).or_default() += 1;
        let all: u32 = self.running.values().sum();
        let limit = world.settings().concurrent_executions;
        if all > limit {
            self.violations.push(format!("{all} invocations run at {}, more than the account's {limit}", record.at));
        }
    }

    /// The first hand-out of messages of one group follows the order in which they came.
    fn leave(&mut self, world: &World, record: &Record<Fact>) {
        let Some((group, place)) = self.entered.get(&(record.node, record.fact.message)) else { return };
        let last = self.left.entry((record.node, group.clone())).or_default();
        if place < last {
            let queue = world.name(record.node);
            self.violations.push(format!("group {group} of {queue} is out of order at {}", record.at));
        }
        *last = *place;
    }
}
