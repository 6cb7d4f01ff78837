//! Mathematics knows what some simple systems do: `closed-form.json` of the data beside the project.
//!
//! Each case runs a template and compares an estimate with the value in the file, within four standard errors, which
//! the means of parts of the run tell.

use aws::fact::{Fact, What};
use aws::stack::world::{Recording, World};
use kernel::{Keep, MessageId, Record, SimDuration, SimTime};
use serde_json::Value;
use std::collections::BTreeMap;
use suite::{data_beside, json_file};
use template::output::Report;
use template::{Scenario, ScenarioOptions};

/// Cases that are not played, with the reason.
const LEFT_OUT: &[(&str, &str)] = &[("cf-30", "prices are not calculated")];

/// In how many parts a run is cut.
const PARTS: usize = 50;

/// Returns the estimates of a case by parts, for each law of durations that it is run with.
type Adapter = fn(&Value) -> Vec<(&'static str, Vec<f64>)>;

const ADAPTERS: &[(&str, Adapter)] = &[
    ("cf-03", throttled),
    ("cf-04", throttled),
    ("cf-09", concurrency),
    ("cf-10", concurrency_tail),
    ("cf-14", mean_wait),
    ("cf-17", share_that_waits),
    ("cf-20", mean_wait),
];

#[test]
fn every_case_is_played_or_left_out() {
    let Some(cases) = cases() else { return };
    let ids: Vec<&str> = cases.iter().filter_map(|case| case["id"].as_str()).collect();
    let listed: Vec<&str> = LEFT_OUT.iter().map(|(id, _)| *id).chain(ADAPTERS.iter().map(|(id, _)| *id)).collect();
    for id in &listed {
        assert!(ids.contains(id), "{id} is listed here, but not in the file");
    }
    for id in ids {
        assert_eq!(listed.iter().filter(|listed| **listed == id).count(), 1, "{id}: either played or left out");
    }
    LEFT_OUT.iter().for_each(|(id, reason)| println!("left out, {reason}: {id}"));
    println!("{} cases played, {} left out", ADAPTERS.len(), LEFT_OUT.len());
}

#[test]
fn few_places_throttle_as_erlang_says() {
    check("cf-03");
}

#[test]
fn a_thousand_places_throttle_as_erlang_says() {
    check("cf-04");
}

#[test]
fn concurrency_is_as_little_says() {
    check("cf-09");
}

#[test]
fn peaks_of_concurrency_are_as_poisson_says() {
    check("cf-10");
}

#[test]
fn ten_workers_make_wait_as_erlang_says() {
    check("cf-14");
}

#[test]
fn one_worker_is_found_busy_as_erlang_says() {
    check("cf-17");
}

#[test]
fn uneven_work_makes_wait_as_pollaczek_and_khinchine_say() {
    check("cf-20");
}

fn cases() -> Option<Vec<Value>> {
    let path = data_beside("closed-form.json")?;
    json_file(&path).as_array().cloned()
}

fn check(id: &str) {
    let Some(cases) = cases() else { return };
    let case = cases.iter().find(|case| case["id"] == id).expect("the case is in the file");
    let (_, adapter) = ADAPTERS.iter().find(|(known, _)| *known == id).expect("the case has an adapter");
    let value: f64 = case["value"].as_str().and_then(|text| text.parse().ok()).expect("a value");
    for (what, parts) in adapter(case) {
        let count = parts.len() as f64;
        let mean = parts.iter().sum::<f64>() / count;
        let variance = parts.iter().map(|part| (part - mean) * (part - mean)).sum::<f64>() / (count - 1.0);
        let error = (variance / count).sqrt();
        println!("{id}, {what}: {mean} ± {error}, expected {value}");
        assert!((mean - value).abs() <= 4.0 * error, "{id}, {what}: {mean} is not {value} ± 4 x {error}");
        // An estimate as vague as this would agree with anything.
        assert!(error < 0.05 * value, "{id}, {what}: {mean} ± {error} says nothing about {value}");
    }
}

fn number(case: &Value, name: &str) -> f64 {
    case["params"][name].as_f64().unwrap_or_else(|| panic!("the case has no {name}"))
}

fn micros(seconds: f64) -> String {
    format!("{}us", (seconds * 1e6).round())
}

fn exponential(mean: f64) -> String {
    format!("{{ Exponential: {{ Mean: {} }} }}", micros(mean))
}

/// Returns a log-normal law with a mean and a squared coefficient of variation.
#[expect(clippy::disallowed_methods, reason = "rounded to microseconds, on which all machines agree")]
fn log_normal(mean: f64, scv: f64) -> String {
    let sigma = (1.0 + scv).ln().sqrt();
    let median = mean / (sigma * sigma / 2.0).exp();
    // The 99th percentile of the normal law.
    let p99 = median * (2.326_347_874 * sigma).exp();
    format!("{{ LogNormal: {{ Median: {}, P99: {} }} }}", micros(median), micros(p99))
}

/// Returns the laws that an answer must not depend on.
fn laws(mean: f64) -> [(&'static str, String); 3] {
    [("exponential", exponential(mean)), ("fixed", micros(mean)), ("log-normal", log_normal(mean, 1.25))]
}

fn template(duration: &str, seconds: u64, traffic: &str, resources: &str) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31\nMetadata:\n  Lambdarium:\n    Version: 1\n    Seed: 11\n    Duration: \
         {seconds}s\n    Latency: None\n    Account: {{ ConcurrentExecutions: 5000 }}\n    Functions: {{ F: {{ Duration: \
         {duration}, InitDuration: 0ms }} }}\n    Traffic:\n      - {traffic}\nResources:\n{resources}\n"
    )
}

fn function(properties: &str) -> String {
    format!(
        "  F: {{ Type: AWS::Serverless::Function, Properties: {{ Runtime: python3.13, Handler: index.handler, \
         InlineCode: pass, Timeout: 900{properties} }} }}"
    )
}

/// Runs a template and calls `at_end_of_part` after each of its parts, the first of which warms up.
fn run(template: &str, keep: Keep, seconds: u64, mut at_end_of_part: impl FnMut(&Scenario, &mut World, usize)) {
    let scenario = Scenario::read(template, &ScenarioOptions::default());
    assert!(!scenario.has_errors(), "{:#?}", scenario.diagnostics);
    let mut world = World::new(&template::compile(&scenario), Recording { keep, hash: false });
    for part in 0..=PARTS {
        let end = SimDuration::from_micros(seconds * 1_000_000 * (part as u64 + 1) / (PARTS as u64 + 1));
        world.run_until(SimTime::ZERO + end, u32::MAX);
        at_end_of_part(&scenario, &mut world, part);
    }
    assert!(world.balance().is_balanced(), "{:?}", world.balance());
}

fn rate(case: &Value, action: &str, to: &str, input: &str) -> String {
    let per_second = number(case, "lambda_per_s");
    format!(
        "{{ Name: c, To: {to}, Action: {action}, Rate: {{ PerSecond: {per_second}, Arrivals: Poisson }}, Input: {input} }}"
    )
}

/// Returns the share of throttled calls.
fn throttled(case: &Value) -> Vec<(&'static str, Vec<f64>)> {
    let reserved = number(case, "reserved_concurrency");
    let seconds = (1e6 / number(case, "lambda_per_s")) as u64;
    let share = |law: &str| {
        let traffic = rate(case, "Invoke", "F", "{ Payload: {} }");
        let text = template(law, seconds, &traffic, &function(&format!(", ReservedConcurrentExecutions: {reserved}")));
        let mut totals = Vec::new();
        run(&text, Keep::Nothing, seconds, |scenario, world, _| {
            let metrics = &Report { scenario, world, problem: None }.json()["metrics"]["F"];
            let of = |name: &str| metrics[name].as_f64().expect("a counter");
            totals.push((of("Throttles"), of("Throttles") + of("Invocations")));
        });
        totals.windows(2).map(|pair| (pair[1].0 - pair[0].0) / (pair[1].1 - pair[0].1)).collect()
    };
    laws(number(case, "mean_service_s")).into_iter().map(|(name, law)| (name, share(&law))).collect()
}

/// Takes the records of each part and forgets them.
fn records(text: &str, seconds: u64, mut see: impl FnMut(usize, &Record<Fact>), mut end: impl FnMut(usize, SimTime)) {
    run(text, Keep::All, seconds, |_, world, part| {
        world.trace().records().for_each(|record| see(part, record));
        world.set_keep(Keep::Nothing);
        world.set_keep(Keep::All);
        end(part, world.now());
    });
}

/// Returns by part the mean over time of something that depends on how many run at once.
fn over_time(case: &Value, law: &str, value: impl Fn(f64) -> f64) -> Vec<f64> {
    let seconds = (1e6 / number(case, "lambda_per_s")) as u64;
    let text = template(law, seconds, &rate(case, "Invoke", "F", "{ Payload: {} }"), &function(""));
    let clock = std::cell::RefCell::new((0_i64, 0_u64, 0.0));
    let advance = |now: SimTime, by: i64| {
        let mut clock = clock.borrow_mut();
        let (running, since, area) = *clock;
        let area = area + (now.as_nanos() - since) as f64 * value(running as f64);
        *clock = (running + by, now.as_nanos(), area);
    };
    let mut areas = Vec::new();
    let see = |_: usize, record: &Record<Fact>| match record.fact.what {
        What::InvocationStarted { .. } => advance(record.at, 1),
        What::InvocationEnded { .. } => advance(record.at, -1),
        _ => {}
    };
    records(&text, seconds, see, |_, now| {
        advance(now, 0);
        areas.push((now.as_nanos() as f64, clock.borrow().2));
    });
    areas.windows(2).map(|pair| (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0)).collect()
}

/// Returns the mean of what runs at once, and its variance, which is the same number.
fn concurrency(case: &Value) -> Vec<(&'static str, Vec<f64>)> {
    let mean = number(case, "lambda_per_s") * number(case, "mean_service_s");
    let law = exponential(number(case, "mean_service_s"));
    vec![
        ("mean", over_time(case, &law, |running| running)),
        ("variance", over_time(case, &law, |running| (running - mean) * (running - mean))),
    ]
}

fn concurrency_tail(case: &Value) -> Vec<(&'static str, Vec<f64>)> {
    let threshold = number(case, "threshold");
    let above = |running: f64| if running > threshold { 1.0 } else { 0.0 };
    let laws = laws(number(case, "mean_service_s"));
    laws.into_iter().map(|(name, law)| (name, over_time(case, &law, above))).collect()
}

/// Returns the waits in a queue by part, in seconds: with one worker in one group of a FIFO queue.
fn waits(case: &Value, value: impl Fn(f64) -> f64) -> Vec<f64> {
    let mean = number(case, "mean_service_s");
    let law = case["params"]["scv"].as_f64().map_or_else(|| exponential(mean), |scv| log_normal(mean, scv));
    let servers = case["params"]["servers"].as_u64().unwrap_or(1);
    let (fifo, scaling) = if servers == 1 {
        (", FifoQueue: true", String::new())
    } else {
        ("", format!(", ScalingConfig: {{ MaximumConcurrency: {servers} }}"))
    };
    let group = if servers == 1 { ", MessageGroupId: g, MessageDeduplicationId: \"d{n}\"" } else { "" };
    let resources = format!(
        "{}\n  Q: {{ Type: AWS::SQS::Queue, Properties: {{ VisibilityTimeout: 43200{fifo} }} }}\n  M: {{ Type: \
         AWS::Lambda::EventSourceMapping, Properties: {{ EventSourceArn: !GetAtt Q.Arn, FunctionName: !Ref F, BatchSize: \
         1{scaling} }} }}",
        function("")
    );
    let seconds = (1e6 / number(case, "lambda_per_s")) as u64;
    let traffic = rate(case, "SendMessage", "Q", &format!("{{ MessageBody: \"{{n}}\"{group} }}"));
    let mut sent: BTreeMap<MessageId, SimTime> = BTreeMap::new();
    let mut sums = vec![(0.0, 0.0); PARTS + 1];
    let see = |part: usize, record: &Record<Fact>| match record.fact.what {
        What::Enqueued { .. } => {
            sent.insert(record.fact.message, record.at);
        }
        What::InvocationStarted { .. } => {
            let began = sent.remove(&record.fact.message).expect("a message is sent before it is served");
            let (sum, count) = &mut sums[part];
            *sum += value(record.at.since(began).as_nanos() as f64 / 1e9);
            *count += 1.0;
        }
        _ => {}
    };
    records(&template(&law, seconds, &traffic, &resources), seconds, see, |_, _| {});
    sums.into_iter().skip(1).map(|(sum, count)| sum / count).collect()
}

fn mean_wait(case: &Value) -> Vec<(&'static str, Vec<f64>)> {
    vec![("mean wait", waits(case, |wait| wait))]
}

fn share_that_waits(case: &Value) -> Vec<(&'static str, Vec<f64>)> {
    vec![("share that waits", waits(case, |wait| if wait > 0.0 { 1.0 } else { 0.0 }))]
}
