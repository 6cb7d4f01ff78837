//! Templates that people published run under traffic of ours, and every message arrives: `sam/real/` of the data beside
//! the project.

use serde_json::{Value, json};
use suite::{Played, data_beside};

/// A template, what the block says that is laid over it, and what must come of the run: paths in the report.
struct Case {
    file: &'static str,
    with: &'static str,
    expected: &'static [(&'static str, i64)],
}

/// A function publishes to a topic, whose queue another function reads; each order fails once.
const TOPIC_TO_QUEUE: Case = Case {
    file: "serverless-patterns/lambda-sns-sqs-lambda-sam-java__template.yml",
    with: "
    Duration: 5m
    Functions:
      OrderProducer: { Calls: [ { To: OrderSNSTopic, Action: Publish, Input: { Message: { order: 1 } } } ] }
      OrderConsumer: { Fails: [ { FirstAttempts: 1 } ] }
    Traffic:
      - { Name: shop, To: OrderProducer, Action: Invoke, Every: 1s, Count: 60, Input: { Payload: { order: 1 } } }
",
    // The call, what it publishes and the copy for the queue.
    expected: &[
        ("/traffic/shop/Succeeded", 60),
        ("/metrics/OrderSNSTopic/NumberOfNotificationsDelivered", 60),
        ("/metrics/OrderConsumer/Errors", 60),
        ("/metrics/OrdersSqsQueue/NumberOfMessagesReceived", 120),
        ("/metrics/OrdersSqsQueue/NumberOfMessagesDeleted", 60),
        ("/balance/created", 180),
        ("/balance/delivered", 180),
    ],
};

/// A queue whose mapping reports single failures: what fails three times lies in the dead-letter queue.
const QUEUE_WITH_DEAD_LETTERS: Case = Case {
    file: "serverless-patterns/sqs-lambda-python-sam__template.yaml",
    with: "
    Duration: 5m
    Functions:
      ProcessorFunction: { FailsRecords: [ { Match: { body: [ poison ] } } ] }
    Traffic:
      - { Name: orders, To: ProcessingQueue, Action: SendMessage, Every: 500ms, Count: 100, Input: { MessageBody: fine } }
      - { Name: poison, To: ProcessingQueue, Action: SendMessage, At: [10s, 20s], Input: { MessageBody: poison } }
",
    expected: &[
        ("/metrics/ProcessorFunction/Errors", 0),
        ("/metrics/ProcessingQueue/NumberOfMessagesReceived", 106),
        ("/metrics/ProcessingQueue/NumberOfMessagesDeleted", 100),
        ("/metrics/ProcessingDLQ/ApproximateNumberOfMessagesVisible", 2),
        ("/balance/created", 102),
        ("/balance/delivered", 100),
        ("/balance/dead_lettered", 2),
    ],
};

/// A bucket invokes a function, which puts what it makes into another; every other event is retried.
const BUCKET_TO_BUCKET: Case = Case {
    file: "serverless-application-model-examples/examples__2016-10-31__image_resize_python__template.yaml",
    with: "
    Duration: 5m
    Functions:
      ImageProcessorFunction:
        Duration: 800ms
        Fails: [ { FirstAttempts: 1 } ]
        Calls: [ { To: DestBucket, Action: PutObject, Input: { Key: small.jpg, Size: 1000 } } ]
    Traffic:
      - { Name: uploads, To: SourceBucket, Action: PutObject, Every: 5s, Count: 12, Input: { Key: \"{n}.jpg\", Size: 2000000 } }
",
    expected: &[
        ("/metrics/SourceBucket/NotificationsDelivered", 12),
        ("/metrics/ImageProcessorFunction/Invocations", 24),
        ("/metrics/ImageProcessorFunction/Errors", 12),
        ("/metrics/ImageProcessorFunction/AsyncEventsReceived", 12),
        ("/metrics/DestBucket/PutRequests", 12),
        ("/balance/created", 24),
        ("/balance/delivered", 24),
    ],
};

/// A topic, six queues and six mappings, five of them with filters. The first message matches all of them, the second
/// only what asks for another state or for its file name.
const FILTERS: Case = Case {
    file: "serverless-patterns/lambda-esm-sqs-filters-sam__template.yaml",
    with: "
    Duration: 3m
    Traffic:
      - { Name: one, To: EmsSqsFilterSnsTopic, Action: Publish, Every: 10s, Count: 5, Input: { Message: { region: us-east-1,
          rating: 4, address: { country: USA, street: Main, state: NY }, sourceIPAddress: 10.0.0.7 } } }
      - { Name: two, To: EmsSqsFilterSnsTopic, Action: Publish, Every: 10s, Count: 3, Input: { Message: { region: eu-west-1,
          rating: 7, address: { state: CA }, fileName: metadata.txt, sourceIPAddress: 10.0.1.7 } } }
",
    expected: &[
        ("/metrics/EmsSqsFilterSnsTopic/NumberOfNotificationsDelivered", 48),
        ("/metrics/EsmSqsFilterFunctionNoFilterSQSEvent/InvokedEventCount", 8),
        ("/metrics/EsmSqsFilterFunctionPrefixSQSEvent/InvokedEventCount", 5),
        ("/metrics/EsmSqsFilterFunctionAnythingButSQSEvent/InvokedEventCount", 8),
        ("/metrics/EsmSqsFilterFunctionIPSQSEvent/InvokedEventCount", 5),
        ("/metrics/EsmSqsFilterFunctionAndSQSEvent/InvokedEventCount", 5),
        ("/metrics/EsmSqsFilterFunctionOrSQSEvent/InvokedEventCount", 8),
        ("/balance/filtered", 9),
        ("/balance/created", 56),
        ("/balance/delivered", 47),
    ],
};

/// A distribution whose policy keeps answers for three hours, in front of an origin that is no resource.
const DISTRIBUTION: Case = Case {
    file: "serverless-patterns/cloudfront-lambda-url-rust__template.yml",
    with: "
    Duration: 4h
    Latency: None
    Traffic:
      - { Name: viewers, To: CloudfrontDistribution, Action: Request, Every: 1h, Input: { Path: /x } }
",
    // At 0, 1, 2 and 3 hours; the answer of 0 is in the cache until three hours after it came.
    expected: &[
        ("/traffic/viewers/Succeeded", 4),
        ("/metrics/CloudfrontDistribution/CacheMisses", 1),
        ("/metrics/CloudfrontDistribution/CacheHits", 3),
        ("/balance/created", 4),
        ("/balance/delivered", 4),
    ],
};

fn check(case: &Case) {
    let Some(path) = data_beside(&format!("sam/real/{}", case.file)) else { return };
    let template = std::fs::read_to_string(&path).expect("the template can be read");
    let with = format!("Metadata:\n  Lambdarium:\n    Version: 1{}", case.with);
    let played = Played::run_with(&template, Some(&with)).unwrap_or_else(|error| panic!("{}: {error}", case.file));
    let found = |path: &str| played.report.pointer(path).cloned().unwrap_or(Value::Null);
    let differences: Vec<String> = case
        .expected
        .iter()
        .filter(|(path, value)| found(path) != json!(value))
        .map(|(path, value)| format!("{path}: expected {value}, found {}", found(path)))
        .collect();
    assert!(differences.is_empty(), "{}:\n{}", case.file, differences.join("\n"));
    for name in ["waiting", "in_flight", "expired"] {
        assert_eq!(played.report["balance"][name], 0, "{}: {name}", case.file);
    }
    assert_eq!(played.report["balance"]["dropped"], json!({}), "{}", case.file);
}

#[test]
fn a_topic_feeds_a_queue_that_a_function_reads() {
    check(&TOPIC_TO_QUEUE);
}

#[test]
fn a_queue_puts_what_always_fails_aside() {
    check(&QUEUE_WITH_DEAD_LETTERS);
}

#[test]
fn a_bucket_leads_through_a_function_into_another() {
    check(&BUCKET_TO_BUCKET);
}

#[test]
fn filters_share_a_topic() {
    check(&FILTERS);
}

#[test]
fn a_distribution_answers_from_its_cache() {
    check(&DISTRIBUTION);
}
