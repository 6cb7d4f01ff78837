//! Numbers and rules of S3 and its notifications.

use crate::profile::Profile;
use crate::rules::Rule;
use kernel::SimDuration;

/// Notification configurations of a bucket (S3N-12).
pub const NOTIFICATIONS_MAX: usize = 100;
/// What a test message says that it is (S3N-08).
pub const TEST_EVENT: &str = "s3:TestEvent";
/// How long a bucket takes to answer as the origin of a distribution.
pub const ORIGIN_DURATION: SimDuration = SimDuration::from_millis(50);
/// Tries again of a notification that a destination's service failed on; AWS does not publish it.
pub const RETRIES_MAX: u32 = 60;

/// Returns how close two writes of a key must be for one notification (S3N-04).
#[must_use]
pub fn coalescing(profile: Profile) -> Option<SimDuration> {
    profile.pick(Some(SimDuration::from_millis(100)), None)
}

/// Returns how long a restoration takes; AWS gives ranges.
#[must_use]
pub fn restoration(tier: Option<&str>) -> SimDuration {
    let minutes = match tier {
        Some("Expedited") => 3,
        Some("Bulk") => 8 * 60,
        _ => 4 * 60,
    };
    SimDuration::from_secs(minutes * 60)
}

/// Returns the wait before a retry, counted from 1: a doubling second, at most 5 minutes.
#[must_use]
pub fn retry_wait(retry: u32) -> Option<SimDuration> {
    let seconds = 1_u64 << retry.saturating_sub(1).min(20);
    (retry <= RETRIES_MAX).then(|| SimDuration::from_secs(seconds.min(300)))
}

/// Destinations.
pub static S3N_01: Rule = Rule::sourced(
    "S3N-01",
    "S3 tells functions (asynchronously), standard queues and standard topics; FIFO queues and topics are refused",
    "S3 developer guide @806271f (2020-09) NotificationHowTo; S3 user guide @1b918e0 (2023) EventNotifications",
);
/// Delivery.
pub static S3N_02: Rule = Rule::sourced(
    "S3N-02",
    "A notification comes at least once, usually within seconds and sometimes after a minute or longer, in no order",
    "S3 developer guide @806271f (2020-09) NotificationHowTo",
);
/// Retries.
pub static S3N_02_RETRY: Rule = Rule::assumed(
    "S3N-02",
    "S3 tries again where the destination's service failed; that it waits 1 s, 2 s, 4 s, … and at most 5 minutes, 60 \
     times, is not published",
    "S3 developer guide @806271f (2020-09) NotificationHowTo says at least once",
);
/// Coalescing.
pub static S3N_04: Rule = Rule::assumed(
    "S3N-04",
    "Two writes of one instant to a key of a bucket without versions may yield a single notification; an instant is \
     taken as 100 ms",
    "S3 developer guide @806271f (2020-09) NotificationHowTo; removed from the guide on 2021-04-01",
);
/// Filters.
pub static S3N_05: Rule = Rule::sourced(
    "S3N-05",
    "A notification is for keys with its prefix and suffix, taken literally and compared with the key as stored",
    "S3 developer guide @806271f (2020-09) NotificationHowTo",
);
/// Checks of destinations.
pub static S3N_08: Rule = Rule::sourced(
    "S3N-08",
    "When a configuration is saved S3 checks that each destination exists, is of its type and in the bucket's region, and \
     posts a test message to queues and topics",
    "S3 developer guide @806271f (2020-09) ways-to-add-notification-config-to-bucket, notification-content-structure",
);
/// Refused deliveries.
pub static S3N_11: Rule = Rule::assumed(
    "S3N-11",
    "A notification that its destination refuses, because permission was removed or it was deleted, is lost silently",
    "Lambda developer guide @b1a45de (2020-09-19) with-s3; that nothing is said is inferred",
);
/// Restoration.
pub static RESTORATION: Rule = Rule::assumed(
    "S3N-03",
    "A restoration is announced when it is asked for and when it is done, which takes minutes to hours: 3 minutes \
     (Expedited), 4 hours (Standard) and 8 hours (Bulk) are assumed",
    "S3 user guide @1b918e0 (2023) notification-how-to-event-types-and-destinations",
);
