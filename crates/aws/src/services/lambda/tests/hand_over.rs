//! Dead letters, destinations, calls, loops.

use super::*;
use crate::behaviour::Call;
use crate::service::properties::Properties;
use crate::services::{sns, sqs};
use kernel::Ratio;

fn queue(id: &str) -> Node {
    Node::Sqs(sqs::Config { dead_letter_senders: vec!["F".into()], ..sqs::Config::standard(id, Profile::Aws2026) })
}

fn target(id: &str, kind: TargetKind) -> Option<Target> {
    Some(Target { id: id.into(), kind })
}

fn stack(config: Config, client: SourceConfig, more: Vec<(&'static str, Node)>) -> World {
    let mut nodes = vec![("F", Node::Lambda(config)), ("~c", Node::Traffic(client))];
    nodes.extend(more);
    play_with(now(), nodes, &[], secs(400))
}

#[test]
fn a_dead_letter_is_the_event_itself_with_the_error_in_its_attributes() {
    // ASYNC-13, ASYNC-14, lam-32.
    let config = Config { dead_letter: target("Dead", TargetKind::Queue), ..failing(always()) };
    let world = stack(config, sends(&[0], event()), vec![("Dead", queue("Dead"))]);
    assert_eq!(times(&world, "F", "DeadLettered"), [180.0]);
    let held = world.holding(world.node("Dead").expect("the queue")).messages.expect("a queue lists its messages");
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].body, r#"{"key":"value"}"#);
    let id = fields(&world, "InvocationStarted", "request_id")[0].as_str().unwrap_or_default().to_owned();
    let attribute = |name: &str| held[0].attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    assert_eq!(attribute("RequestID"), Some(id));
    assert_eq!(attribute("ErrorCode").as_deref(), Some("200"));
    assert_eq!(attribute("ErrorMessage").as_deref(), Some("the function failed"));
    let balance = world.balance();
    assert_eq!((balance.dead_lettered, balance.tally.created), (1, 1));
    assert_eq!((sum(&world, "AsyncEventsDropped"), sum(&world, "DeadLetterErrors")), (1, 0));
}

#[test]
fn synchronous_failures_send_no_dead_letter() {
    // ASYNC-17, ASYNC-22.
    let dead_letter = target("Dead", TargetKind::Queue);
    let on_failure = target("Dead", TargetKind::Queue);
    let config = Config { dead_letter, on_failure, ..failing(always()) };
    let world = stack(config, sends(&[0], call()), vec![("Dead", queue("Dead"))]);
    assert_eq!(lines(&world, &["DeadLettered", "DestinationSent"]), [""; 0]);
}

#[test]
fn a_dead_letter_to_a_topic_ends_with_its_publication() {
    // ASYNC-13.
    let config = Config { dead_letter: target("Topic", TargetKind::Topic), ..failing(always()) };
    let topic = Node::Sns(sns::TopicConfig::new("Topic"));
    let world = stack(config, sends(&[0], event()), vec![("Topic", topic)]);
    assert_eq!(times(&world, "F", "Delivered"), [180.0]);
}

#[test]
fn a_target_that_does_not_take_the_event_loses_it() {
    // ASYNC-15, ASYNC-18.
    let full = sqs::Config { message_size_max: 5, ..sqs::Config::standard("Dead", Profile::Aws2026) };
    let dead_letter = target("Dead", TargetKind::Queue);
    let on_failure = target("Dead", TargetKind::Queue);
    let config = Config { dead_letter, on_failure, ..failing(always()) };
    let world = stack(config, sends(&[0], event()), vec![("Dead", Node::Sqs(full))]);
    let mut reasons: Vec<_> = fields(&world, "Dropped", "reason").iter().map(Value::to_string).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, [r#""DeadLetterError""#, r#""DestinationDeliveryFailure""#]);
    assert_eq!((sum(&world, "DeadLetterErrors"), sum(&world, "DestinationDeliveryFailures")), (1, 1));
    assert_eq!(sum(&world, "AsyncEventsDropped"), 1);
}

#[test]
fn records_of_the_outcome_go_to_destinations() {
    // ASYNC-12, ASYNC-19, ASYNC-20, ASYNC-22.
    let rows = [
        (taking(NONE), "Success", 1, json!({ "statusCode": 200, "executedVersion": "$LATEST" })),
        (
            failing(FailRule { first_attempts: Some(1), ..always() }),
            "Success",
            2,
            json!({ "statusCode": 200, "executedVersion": "$LATEST" }),
        ),
        (
            failing(always()),
            "RetriesExhausted",
            3,
            json!({ "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" }),
        ),
        (reserved(taking(NONE), 0), "ZeroReservedConcurrency", 0, Value::Null),
    ];
    for (config, condition, count, response) in rows {
        let ok = target("Ok", TargetKind::Queue);
        let config = Config { on_success: ok, on_failure: target("Bad", TargetKind::Queue), ..config };
        let world = stack(config, sends(&[0], event()), vec![("Ok", queue("Ok")), ("Bad", queue("Bad"))]);
        let goal = if condition == "Success" { "Ok" } else { "Bad" };
        assert_eq!(fields(&world, "DestinationSent", "to"), [goal]);
        let record = &payloads(&world, "Copied")[0];
        assert_eq!(record["version"], "1.0");
        assert_eq!(record["requestContext"]["condition"], condition);
        assert_eq!(record["requestContext"]["approximateInvokeCount"], count);
        assert_eq!(
            record["requestContext"]["functionArn"],
            "arn:aws:lambda:us-east-1:123456789012:function:Function:$LATEST"
        );
        assert_eq!(record["requestPayload"], json!({ "key": "value" }));
        assert_eq!(record["responseContext"], response);
        let held = world.holding(world.node(goal).expect("the queue")).messages.map_or(0, |held| held.len());
        assert_eq!(held, 1);
    }
}

#[test]
fn both_dead_letter_queue_and_destination_get_a_dead_event() {
    // ASYNC-12.
    let dead_letter = target("Dead", TargetKind::Queue);
    let config = Config { dead_letter, on_failure: target("Bad", TargetKind::Queue), ..failing(always()) };
    let world = stack(config, sends(&[0], event()), vec![("Dead", queue("Dead")), ("Bad", queue("Bad"))]);
    assert_eq!((times(&world, "F", "DeadLettered"), times(&world, "F", "DestinationSent")), (vec![180.0], vec![180.0]));
    assert_eq!(world.balance().tally.created, 2);
}

#[test]
fn the_next_function_of_a_chain_receives_the_record() {
    // ASYNC-21, ASYNC-23.
    let config = Config { on_success: target("Next", TargetKind::Function), ..taking(NONE) };
    let world = stack(config, sends(&[0], event()), vec![("Next", Node::Lambda(taking(NONE)))]);
    let events = payloads(&world, "InvocationStarted");
    assert_eq!(events[1]["requestPayload"], events[0]);
    assert_eq!(world.balance().tally.delivered, 2);
}

fn call_of(to: &str, action: &str, input: Properties) -> Call {
    let (to, action) = (to.into(), action.into());
    Call { to, action, input, per_record: false, probability: Ratio::ALWAYS, asynchronous: false }
}

fn with_calls(mut config: Config, calls: Vec<Call>) -> Config {
    config.behaviour.calls = calls.into();
    config
}

#[test]
fn a_function_waits_for_its_calls_one_after_the_other() {
    let next = || call_of("Next", "Invoke", Properties::default());
    let config = with_calls(taking(ms(100)), vec![next(), next()]);
    let world = stack(config, sends(&[0], call()), vec![("Next", Node::Lambda(taking(secs(1))))]);
    assert_eq!(times(&world, "Next", "InvocationStarted"), [0.1, 1.1]);
    assert_eq!(times(&world, "F", "InvocationEnded"), [2.1]);
    assert_eq!(world.balance().tally.delivered, 3);
}

#[test]
fn a_function_does_not_wait_for_asynchronous_calls_nor_for_what_lies_outside() {
    let invoke = Call { asynchronous: true, ..call_of("Next", "Invoke", Properties::default()) };
    let config = with_calls(taking(ms(100)), vec![invoke, call_of("Internet", "", Properties::default())]);
    let world = stack(config, sends(&[0], call()), vec![("Next", Node::Lambda(taking(secs(1))))]);
    assert_eq!(times(&world, "F", "InvocationEnded"), [0.1]);
    assert_eq!(times(&world, "Next", "InvocationEnded"), [1.1]);
}

#[test]
fn a_call_that_is_refused_fails_the_function_and_one_that_takes_too_long_times_it_out() {
    // SYNC-15, ENV-10.
    let config = |span| with_calls(taking(span), vec![call_of("Next", "Invoke", Properties::default())]);
    let rows = [(reserved(taking(NONE), 0), "Error", 0.1), (taking(secs(60)), "Timeout", 3.0)];
    for (next, outcome, end) in rows {
        let next = Config { timeout: secs(100), ..next };
        let world = stack(config(ms(100)), sends(&[0], call()), vec![("Next", Node::Lambda(next))]);
        assert_eq!(fields(&world, "InvocationEnded", "outcome")[0], outcome);
        assert_eq!(times(&world, "F", "InvocationEnded"), [end]);
    }
}

#[test]
fn a_loop_is_stopped_today_and_runs_on_in_2020() {
    // ASYNC-25.
    let input = Properties::of_json(&json!({ "InvocationType": "Event" }));
    for (profile, terminates, runs) in
        [(Profile::Aws2026, true, 16), (Profile::Aws2026, false, 20), (Profile::Aws2020, true, 20)]
    {
        let mut config = with_calls(taking(secs(1)), vec![call_of("F", "Invoke", input.clone())]);
        config.terminates_loops = terminates;
        let world = play(settings(profile), config, sends(&[0], event()), secs(20));
        assert_eq!(sum(&world, "Invocations"), runs, "{profile:?}");
        let stopped = u64::from(runs == 16);
        assert_eq!(sum(&world, "RecursiveInvocationsDropped"), stopped);
        assert_eq!(times(&world, "F", "Dropped").len() as u64, stopped);
    }
}

#[test]
fn a_record_goes_into_a_bucket_as_an_object() {
    // ASYNC-18, ASYNC-21.
    let config = Config { on_failure: target("B", TargetKind::Bucket), maximum_retry_attempts: 0, ..failing(always()) };
    let bucket = || Node::S3(crate::services::s3::BucketConfig::new("B"));
    let world = stack(config.clone(), sends(&[61], event()), vec![("B", bucket())]);
    let written = records(&world, "Copied");
    let Some(Detail::Content { action: "PutObject", payload, parameters }) = &written[0].1 else {
        panic!("{written:?}")
    };
    let key = parameters.text("Key").unwrap_or_default();
    let (prefix, uuid) = key.split_at("aws/lambda/async/Function/2026/01/01/2026-01-01T00.01.01-".len());
    assert_eq!(prefix, "aws/lambda/async/Function/2026/01/01/2026-01-01T00.01.01-");
    assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    assert_eq!(parameters.integer("Size"), Some(payload.size() as i64));
    assert_eq!(payload.json()["requestContext"]["condition"], "RetriesExhausted");
    assert_eq!(world.balance().tally.delivered, 1);
    // A bucket that is not there loses the record.
    let nodes = vec![("F", Node::Lambda(config)), ("~c", Node::Traffic(sends(&[61], event()))), ("B", bucket())];
    let mut world = testing::world(now(), nodes);
    let gone = Arc::new(Intervention::Delete);
    world.intervene(&PlannedIntervention { at: at(1), on: "B".into(), intervention: gone });
    testing::run(&mut world, secs(100));
    assert_eq!(sum(&world, "DestinationDeliveryFailures"), 1);
}
