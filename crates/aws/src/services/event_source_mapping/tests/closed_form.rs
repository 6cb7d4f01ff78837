//! Queueing theory: a queue, a mapping and a function are a waiting line with servers, and wait as mathematics says.

use super::*;
use crate::services::traffic::{PerSecond, Spread};
use kernel::{Distribution, MessageId};
use std::collections::BTreeMap;

/// How many messages are sent, and how many of the first are passed over while the line fills.
const SENT: u64 = 60_000;
const PASSED_OVER: usize = 4_000;
/// In how many parts the waits are cut to see how sure their mean is.
const PARTS: usize = 40;

/// Sends at random instants and returns each message's wait in seconds, in the order of sending.
fn waits(mut stack: Stack, per_second: f64, service: Distribution) -> Vec<f64> {
    stack.mapping.batch_size = 1;
    stack.queue = stack.queue.visible_after(43_200);
    stack.function = taking(SimDuration::ZERO);
    stack.function.behaviour.duration = Law::Drawn(service);
    let rate = PerSecond::from_number(per_second);
    let when = When::Rate { rate, arrivals: Spread::Poisson };
    let mut stack = stack.send(when, json!({ "MessageBody": "{n}", "MessageGroupId": "g" }));
    if let Some(plan) = &mut stack.clients[0].plan {
        plan.count = Some(SENT);
    }
    let world = stack.run(SimDuration::from_nanos((SENT as f64 / per_second * 1.05 * 1e9) as u64));
    let mut sent: BTreeMap<MessageId, SimTime> = BTreeMap::new();
    let mut waits = BTreeMap::new();
    for record in world.trace().records() {
        match record.fact.what {
            What::Enqueued { .. } => {
                sent.insert(record.fact.message, record.at);
            }
            What::BatchInvoked { .. } => {
                let wait = record.at.since(sent[&record.fact.message]).as_nanos() as f64 / 1e9;
                waits.insert(record.fact.message, wait);
            }
            _ => {}
        }
    }
    waits.into_values().skip(PASSED_OVER).collect()
}

/// Compares a mean with its value within four standard errors, which the means of parts tell.
fn assert_mean(values: &[f64], expected: f64, what: &str) {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let means: Vec<f64> = values.chunks_exact(values.len() / PARTS).map(mean).collect();
    let whole = mean(values);
    let variance = means.iter().map(|part| (part - whole) * (part - whole)).sum::<f64>() / (means.len() - 1) as f64;
    let error = (variance / means.len() as f64).sqrt();
    assert!((whole - expected).abs() <= 4.0 * error, "{what}: {whole} is not {expected} ± 4 x {error}");
}

fn a_second() -> Distribution {
    Distribution::Exponential { mean: SimDuration::from_secs(1) }
}

#[test]
fn ten_servers_wait_as_erlang_says() {
    // cf-14: 8 a second, 1 s each, 10 at once.
    let mut stack = Stack::now();
    stack.mapping.concurrency_max = Some(10);
    assert_mean(&waits(stack, 8.0, a_second()), 0.204_590_08, "mean wait");
}

#[test]
fn one_server_is_found_busy_as_erlang_says() {
    // cf-17: 0.9 a second, 1 s each, one group of a FIFO queue.
    let waited = |wait: f64| if wait > 0.0 { 1.0 } else { 0.0 };
    let found: Vec<f64> = waits(Stack::now().fifo(), 0.9, a_second()).into_iter().map(waited).collect();
    assert_mean(&found, 0.9, "share that waits");
}

#[test]
fn one_server_with_uneven_work_waits_as_pollaczek_and_khinchine_say() {
    // cf-20: 0.6 a second, log-normal with a mean of 1 s and a squared coefficient of variation of 2.25.
    let service = Distribution::log_normal(SimDuration::from_micros(554_700), SimDuration::from_micros(6_933_100));
    assert_mean(&waits(Stack::now().fifo(), 0.6, service), 2.4375, "mean wait");
}
