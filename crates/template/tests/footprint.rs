//! The room that a clone of a run takes counts what grows with all that has happened.

use aws::stack::world::{Recording, World};
use kernel::{Keep, SimTime};
use template::{Scenario, ScenarioOptions, compile};

/// What comes in these ways is remembered by what stands for `KEY`.
const CASES: [(&str, &str); 4] = [
    (
        "To: Edge, Action: Request, Input: { Method: GET, Path: \"/KEY\" }",
        "  Edge: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { Enabled: true, Origins: [ { Id: \
         own, DomainName: example.com, CustomOriginConfig: { OriginProtocolPolicy: https-only } } ], DefaultCacheBehavior: \
         { TargetOriginId: own, ViewerProtocolPolicy: allow-all, ForwardedValues: { QueryString: false }, DefaultTTL: \
         86400 } } } }\n",
    ),
    (
        "To: News, Action: Publish, Input: { Message: x, MessageGroupId: g, MessageDeduplicationId: \"KEY\" }",
        "  News: { Type: AWS::SNS::Topic, Properties: { TopicName: news.fifo, FifoTopic: true } }\n",
    ),
    (
        "To: Jobs, Action: SendMessage, Input: { MessageBody: x, MessageGroupId: g, MessageDeduplicationId: \"KEY\" }",
        "  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs.fifo, FifoQueue: true, MessageRetentionPeriod: 60 } \
         }\n",
    ),
    ("To: Files, Action: PutObject, Input: { Key: \"KEY\", Size: 10 }", "  Files: { Type: AWS::S3::Bucket }\n"),
];

/// How many come within [`SECONDS`].
const COUNT: u64 = 2_000;
const SECONDS: u64 = 100;

/// Returns the run when all have come and, where they can, have gone, without what open messages count.
fn played(entry: &str, resources: &str, key: &str) -> World {
    let entry = entry.replace("KEY", key);
    let rate = COUNT / SECONDS;
    let block = format!("Traffic: [ {{ Name: all, {entry}, Rate: {{ PerSecond: {rate} }}, Until: {SECONDS}s }} ]");
    let text = format!("Metadata: {{ Lambdarium: {{ Latency: None, {block} }} }}\nResources:\n{resources}");
    let scenario = Scenario::read(&text, &ScenarioOptions::default());
    assert!(!scenario.has_errors(), "{:#?}", scenario.diagnostics);
    let mut world = World::new(&compile(&scenario), Recording { keep: Keep::Nothing, hash: false });
    world.run_until(SimTime::from_nanos(220_000_000_000), u32::MAX);
    world
}

#[test]
fn what_is_remembered_takes_room() {
    for (entry, resources) in CASES {
        let (one, many) = (played(entry, resources, "same"), played(entry, resources, "k{n}"));
        assert_eq!(one.shared().tally.open(), many.shared().tally.open(), "{entry}");
        let more = many.footprint(None) - one.footprint(None);
        assert!(more > COUNT * 24, "{entry}: {more}");
    }
}

#[test]
fn clones_share_what_is_cached() {
    let (entry, resources) = CASES[0];
    let world = played(entry, resources, "k{n}");
    let quiet = played(entry, resources, "same").footprint(None);
    let alone = world.footprint(None) - quiet;
    let shared = world.footprint(None) - world.clone().footprint(Some(&world));
    assert!(shared > alone * 4 / 5, "{shared} of {alone}");
}
