//! AWS's numbers and rules of queues.

use crate::profile::Profile;
use crate::rules::Rule;
use kernel::SimDuration;
use std::ops::RangeInclusive;

/// SQS-02.
pub(super) const VISIBILITY_DEFAULT: SimDuration = SimDuration::from_secs(30);
/// SQS-02: up to 12 hours [s].
pub(super) const VISIBILITY: RangeInclusive<i64> = 0..=43_200;
pub(super) const VISIBILITY_MAX: SimDuration = end_of(&VISIBILITY);
/// SQS-03 [s].
pub(super) const DELAY: RangeInclusive<i64> = 0..=900;
pub(super) const DELAY_MAX: SimDuration = end_of(&DELAY);
/// SQS-04: 4 days.
pub(super) const RETENTION_DEFAULT: SimDuration = SimDuration::from_secs(345_600);
/// SQS-04: a minute to 14 days [s].
pub(super) const RETENTION: RangeInclusive<i64> = 60..=1_209_600;
/// SQS-05 [s].
pub(super) const WAIT: RangeInclusive<i64> = 0..=20;
pub(super) const WAIT_MAX: SimDuration = end_of(&WAIT);
/// SQS-05, SQS-07.
pub(super) const BATCH_MAX: u32 = 10;
/// SQS-07.
pub(super) const MESSAGE_ATTRIBUTES_MAX: usize = 10;
/// SQS-07: `MaximumMessageSize` in 2020 and now [bytes].
pub(super) const MESSAGE_SIZE: (RangeInclusive<i64>, RangeInclusive<i64>) = (1_024..=262_144, 1_024..=1_048_576);
/// SQS-09.
pub(super) const FIFO_CALLS_PER_SECOND_MAX: u32 = 300;
/// SQS-11.
pub(super) const DEDUPLICATION_WINDOW: SimDuration = SimDuration::from_secs(300);
/// SQS-12.
pub(super) const RECEIVES: RangeInclusive<i64> = 1..=1_000;
/// SQS-13: source queues that a `RedriveAllowPolicy` may name.
pub(super) const REDRIVE_SOURCES_MAX: usize = 10;
/// SQS-16.
pub(super) const PURGE_PAUSE: SimDuration = SimDuration::from_secs(60);
/// SQS-17: as many messages of one tenant in flight, at least, make it noisy.
pub(super) const NOISY_IN_FLIGHT_MIN: u64 = 30;
/// SQS-17: one part in so many of all that is in flight makes a tenant noisy.
pub(super) const NOISY_SHARE_DIVISOR: u64 = 10;
/// SQS-18: at most 500 a second, one after the other.
pub(super) const REDRIVE_PAUSE: SimDuration = SimDuration::from_millis(2);
/// SQS-15: the age of the oldest message is looked at once a minute.
pub(super) const AGE_PERIOD: SimDuration = SimDuration::from_secs(60);
/// SQS-05: how a short poll's subset is simulated: it asks this many of the servers.
pub(super) const SERVERS_ASKED: u64 = 6;
/// SQS-05: how many servers a queue's messages are spread over in the simulation.
pub(super) const SERVERS: u64 = 8;
/// How many messages a short poll passes over, at most, before it gives up.
pub(super) const PASSED_OVER_MAX: u32 = 64;

/// SQS-07: 256 KB then, 1 MiB now.
pub(super) fn message_size_max(profile: Profile) -> u64 {
    profile.pick(MESSAGE_SIZE.0.end().unsigned_abs(), MESSAGE_SIZE.1.end().unsigned_abs())
}

/// Returns the end of a range of seconds.
const fn end_of(seconds: &RangeInclusive<i64>) -> SimDuration {
    SimDuration::from_secs(seconds.end().unsigned_abs())
}

/// SQS-06.
pub(super) fn in_flight_max(fifo: bool, profile: Profile) -> u64 {
    if fifo { profile.pick(20_000, 120_000) } else { 120_000 }
}

/// Once received, a message is hidden.
pub(super) static SQS_01: Rule = Rule::sourced(
    "SQS-01",
    "a received message is in flight until it is deleted, or visible again when its visibility timeout ends",
    "SQS developer guide, sqs-visibility-timeout, 2023-02",
);
/// Visibility.
pub(super) static SQS_02: Rule = Rule::sourced(
    "SQS-02",
    "the visibility timeout (30 s unless set, 0 s to 12 h) starts when SQS returns the message; a change restarts the \
     clock, and 12 h from the receive are never exceeded",
    "SQS developer guide, sqs-visibility-timeout, 2023-02",
);
/// Delay.
pub(super) static SQS_03: Rule = Rule::sourced(
    "SQS-03",
    "a delay of 0 s to 15 min hides new messages; a message's own delay overrides it on standard queues only",
    "SQS developer guide, sqs-delay-queues, 2020-09",
);
/// Retention.
pub(super) static SQS_04: Rule = Rule::sourced(
    "SQS-04",
    "a message that is not deleted within the retention period (4 days unless set, 60 s to 14 days) after it was sent \
     vanishes",
    "botocore, sqs CreateQueue, 2020-09-18",
);
/// Polling.
pub(super) static SQS_05: Rule = Rule::sourced(
    "SQS-05",
    "a long poll (up to 20 s) asks all servers and returns as soon as any message is there; a short poll asks a subset \
     and may find nothing",
    "SQS developer guide, sqs-short-and-long-polling, 2020-09",
);
/// In flight.
pub(super) static SQS_06: Rule = Rule::sourced(
    "SQS-06",
    "about 120,000 messages of a standard queue may be in flight (of a FIFO queue 20,000 in 2020, 120,000 now); beyond \
     that a short poll of a standard queue gets OverLimit, other polls nothing",
    "SQS developer guide, sqs-visibility-timeout, 2023-02",
);
/// Size.
pub(super) static SQS_07: Rule = Rule::sourced(
    "SQS-07",
    "a message has 1 byte to 256 KB in 2020, to 1 MiB now, its attributes included; a batch has at most 10 entries",
    "botocore, sqs CreateQueue, 2020-09-18 and 2026-08-07",
);
/// Duplicates.
pub(super) static SQS_08: Rule = Rule::sourced(
    "SQS-08",
    "a standard queue delivers at least once: a message may be received twice without any error",
    "SQS developer guide, standard-queues, 2020-09",
);
/// Throughput.
pub(super) static SQS_09: Rule = Rule::sourced(
    "SQS-09",
    "a FIFO queue takes 300 calls a second of each API action, a batch being one call, unless its limit is per message \
     group",
    "SQS developer guide, FIFO-queues, 2020-09",
);
/// FIFO groups.
pub(super) static SQS_10: Rule = Rule::sourced(
    "SQS-10",
    "a FIFO queue keeps strict order inside a message group and hands out no more of a group while one of its messages \
     is in flight",
    "SQS developer guide, FIFO-queues, 2020-09",
);
/// Deduplication.
pub(super) static SQS_11: Rule = Rule::sourced(
    "SQS-11",
    "a second send with the same deduplication id within 5 minutes is accepted and not delivered; content-based \
     deduplication takes the SHA-256 of the body",
    "SQS developer guide, FIFO-queues, 2020-09",
);
/// Redrive.
pub(super) static SQS_12: Rule = Rule::sourced(
    "SQS-12",
    "a message whose next receive would exceed maxReceiveCount (1 to 1,000) goes to the dead-letter queue instead of \
     to the consumer",
    "SQS developer guide, sqs-dead-letter-queues, 2020-09",
);
/// Types of dead-letter queues.
pub(super) static SQS_13: Rule = Rule::sourced(
    "SQS-13",
    "the dead-letter queue of a FIFO queue must be FIFO, that of a standard queue standard, in the same account and \
     region; a message keeps its id",
    "SQS developer guide, sqs-dead-letter-queues, 2020-09",
);
/// Whose dead letters a queue takes.
pub(super) static REDRIVE_ALLOW: Rule = Rule::sourced(
    "SQS-13",
    "a queue takes dead letters of every queue unless its RedriveAllowPolicy says denyAll, or byQueue with up to 10 \
     source queues",
    "botocore, sqs CreateQueue, 2026-08-07",
);
/// Retention of dead letters.
pub(super) static SQS_14: Rule = Rule::sourced(
    "SQS-14",
    "retention in a dead-letter queue counts from the first sending; now that of a FIFO queue from the move",
    "SQS developer guide, sqs-dead-letter-queues, 2020-09, and setting-up-dead-letter-queue-retention, current",
);
/// Metrics of moves.
pub(super) static SQS_15: Rule = Rule::sourced(
    "SQS-15",
    "a message that a redrive policy moves is available in the dead-letter queue at once and does not count in its \
     NumberOfMessagesSent",
    "SQS developer guide, sqs-dead-letter-queues, 2020-09",
);
/// Purge.
pub(super) static SQS_16: Rule = Rule::sourced(
    "SQS-16",
    "a purge deletes everything in the queue; one purge is allowed every 60 s",
    "botocore, sqs PurgeQueue, 2020-09-18",
);
/// Fair queues.
pub(super) static SQS_17: Rule = Rule::sourced(
    "SQS-17",
    "on a standard queue a message group with at least 30 messages, and more than 10 % of all, in flight is noisy: \
     messages of other groups are returned first until its backlog drains",
    "SQS developer guide, sqs-fair-queues, current",
);
/// Redrive back.
pub(super) static SQS_18: Rule = Rule::sourced(
    "SQS-18",
    "dead letters move back to their source queue at up to 500 messages a second; in 2020 there is no such action",
    "botocore, sqs StartMessageMoveTask, 2026-08-07",
);
