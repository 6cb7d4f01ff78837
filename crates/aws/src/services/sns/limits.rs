//! Numbers and rules of SNS.

use crate::rules::Rule;
use kernel::SimDuration;

/// The largest message with its attributes [bytes] (SNS-13).
pub const MESSAGE_BYTES_MAX: u64 = 256 * 1024;
/// How long a FIFO topic remembers a deduplication id (SNS-14).
pub const DEDUPLICATION: SimDuration = SimDuration::from_secs(5 * 60);
/// Message attributes that raw delivery maps (SNS-07).
pub const RAW_ATTRIBUTES_MAX: usize = 10;

/// How long a new or changed filter policy takes to come into force, at most (SNS-12).
pub const POLICY_DELAY_MAX: SimDuration = SimDuration::from_secs(15 * 60);
/// Filter policies of a topic; in 2020, of the account (SNS-12).
pub const POLICIES_MAX: usize = 200;

/// Immediate retries (SNS-03).
const IMMEDIATE: u32 = 3;
/// Retries of the pre-backoff phase, a second apart (SNS-03).
const PRE_BACKOFF: u32 = 2;
/// Waits of the backoff phase [ms]: from 1 s to 20 s in ten equal ratios (SNS-03; that they are equal is assumed).
const BACKOFF_MS: [u64; 10] = [1_000, 1_395, 1_946, 2_714, 3_787, 5_282, 7_368, 10_278, 14_337, 20_000];
/// Retries of the post-backoff phase, 20 s apart (SNS-03).
const POST_BACKOFF: u32 = 100_000;
/// All retries (SNS-03).
pub const RETRIES_MAX: u32 = IMMEDIATE + PRE_BACKOFF + BACKOFF_MS.len() as u32 + POST_BACKOFF;

/// Returns the wait before a retry, counted from 1, without jitter (SNS-03).
#[must_use]
pub fn retry_wait(retry: u32) -> Option<SimDuration> {
    let backoff = retry.checked_sub(IMMEDIATE + PRE_BACKOFF + 1);
    match (retry, backoff) {
        (1..=IMMEDIATE, _) => Some(SimDuration::ZERO),
        (_, None) => Some(SimDuration::from_secs(1)),
        (RETRIES_MAX.., _) if retry > RETRIES_MAX => None,
        (_, Some(step)) => {
            Some(BACKOFF_MS.get(step as usize).map_or(SimDuration::from_secs(20), |ms| SimDuration::from_millis(*ms)))
        }
    }
}

/// The part of a wait that jitter may add or take away, in hundredths; AWS does not say how much.
pub const JITTER_HUNDREDTHS: u64 = 20;

/// Fan-out.
pub static SNS_01: Rule = Rule::sourced(
    "SNS-01",
    "A published message fans out, one copy to each subscription, and subscriptions do not affect each other",
    "SNS developer guide @bf1b0cd (2020-09)",
);
/// Subscribing again.
pub static SUBSCRIBE: Rule = Rule::sourced(
    "SNS-SUBSCRIBE",
    "A topic has one subscription for each endpoint: who subscribes it again gets the one that is there, or an error where \
     an attribute is to be another",
    "AWS's answers as recorded by the tests of localstack (2023) and of moto (2018)",
);
/// Delivery to a function.
pub static SNS_02: Rule = Rule::sourced(
    "SNS-02",
    "SNS invokes a function asynchronously and a 202 counts as delivered; what the function does with the event \
     afterwards is Lambda's business",
    "Lambda developer guide @b1a45de (2020-09-19) with-sns; SNS developer guide @bf1b0cd (2020-09) \
     sns-message-delivery-retries",
);
/// Delivery retries.
pub static SNS_03: Rule = Rule::sourced(
    "SNS-03",
    "After a server-side failure SNS tries again 100,015 times over 23 days: 3 times at once, 2 times 1 s apart, 10 \
     times with waits from 1 s to 20 s, then every 20 s",
    "SNS developer guide, sns-message-delivery-retries (looked up in 2026)",
);
/// Client-side errors.
pub static SNS_04: Rule = Rule::sourced(
    "SNS-04",
    "A client-side error (the endpoint was deleted, permission is missing) is not tried again: the message goes to the \
     subscription's dead-letter queue, or is discarded without one",
    "SNS developer guide @bf1b0cd (2020-09) sns-dead-letter-queues",
);
/// Dead-letter queues of subscriptions.
pub static SNS_05: Rule = Rule::sourced(
    "SNS-05",
    "A subscription's dead-letter queue takes what SNS could not deliver; it is a standard queue, of a FIFO topic a FIFO \
     queue, in the same account and region, and gets nothing when a function merely fails",
    "SNS developer guide @bf1b0cd (2020-09) sns-dead-letter-queues",
);
/// Filter policies.
pub static SNS_08: Rule = Rule::sourced(
    "SNS-08",
    "A filter policy wants all of its keys and one value of each; a missing key fails it",
    "SNS developer guide @bf1b0cd (2020-09) sns-subscription-filter-policies",
);
/// A message without attributes.
pub static SNS_08_NO_ATTRIBUTES: Rule = Rule::sourced(
    "SNS-08",
    "A filter policy wants all of its keys, and the message has no attributes at all",
    "SNS developer guide @bf1b0cd (2020-09) sns-subscription-filter-policies",
);
/// A message whose attributes cannot be read.
pub static SNS_15_INVALID_ATTRIBUTES: Rule = Rule::sourced(
    "SNS-15",
    "A message is filtered out where an attribute of it is invalid, such as a String.Array that is no JSON",
    "SNS developer guide @bf1b0cd (2020-09) sns-monitoring-using-cloudwatch",
);
/// Filter policies.
pub static SNS_12: Rule = Rule::sourced(
    "SNS-12",
    "A topic has at most 200 filter policies (in 2020 the account), and a new or changed one takes up to 15 minutes to \
     take effect",
    "SNS developer guide @bf1b0cd (2020-09) sns-subscription-filter-policies, sns-message-filtering; @d2d6700 (2022-12) \
     subscription-filter-policy-constraints",
);
/// Raw delivery.
pub static SNS_07: Rule = Rule::sourced(
    "SNS-07",
    "Raw delivery is for queues and HTTP endpoints; a function always gets the event",
    "SNS developer guide @bf1b0cd (2020-09) sns-large-payload-raw-message-delivery",
);
/// Message size.
pub static SNS_13: Rule = Rule::sourced(
    "SNS-13",
    "A message with its attributes has at most 256 KB",
    "SNS developer guide @bf1b0cd (2020-09) and @d2d6700 (2022-12)",
);
/// FIFO topics.
pub static SNS_14: Rule = Rule::sourced(
    "SNS-14",
    "A FIFO topic delivers to SQS queues only, within a message group one message after the other, and takes the same \
     deduplication id once in 5 minutes",
    "SNS developer guide @d2d6700 (2022-12) fifo-message-delivery, sns-fifo-topics",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_have_four_phases_and_last_23_days() {
        // SNS-03.
        let waits: Vec<_> = (1..=RETRIES_MAX).filter_map(retry_wait).collect();
        assert_eq!(waits.len(), 100_015);
        let seconds: Vec<_> = waits[..17].iter().map(|wait| wait.as_millis() as f64 / 1_000.0).collect();
        let phases =
            [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.395, 1.946, 2.714, 3.787, 5.282, 7.368, 10.278, 14.337, 20.0, 20.0, 20.0];
        assert_eq!(seconds, phases);
        assert_eq!(waits.iter().map(|wait| wait.as_secs()).sum::<u64>() / 86_400, 23);
        assert_eq!(retry_wait(RETRIES_MAX + 1), None);
    }
}
