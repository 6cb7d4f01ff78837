//! What a run is set to, besides its resources.

use crate::profile::Profile;
use crate::stack::latency::Latency;
use kernel::{SimDuration, SimTime};
use std::sync::Arc;

/// The settings of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Which AWS.
    pub profile: Profile,
    /// The seed of every random stream.
    pub seed: u64,
    /// The stack's region.
    pub region: Arc<str>,
    /// The account id, for ARNs.
    pub account_id: Arc<str>,
    /// Whether hops take time.
    pub latency: Latency,
    /// How long the run lasts.
    pub duration: SimDuration,
    /// The clock on the wall at time 0, in milliseconds since 1970.
    pub start_unix_ms: u64,
    /// The account's limit of concurrent executions.
    pub concurrent_executions: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self::new(Profile::default())
    }
}

impl Settings {
    /// Returns the settings that hold unless a template says otherwise.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            seed: 1,
            region: "us-east-1".into(),
            account_id: "123456789012".into(),
            latency: Latency::Typical,
            duration: SimDuration::from_secs(600),
            // 2020-09-01 and 2026-01-01, both at midnight UTC.
            start_unix_ms: profile.pick(1_598_918_400_000, 1_767_225_600_000),
            concurrent_executions: 1_000,
        }
    }

    /// Returns the clock on the wall at an instant of the run, in milliseconds since 1970.
    #[must_use]
    pub fn unix_ms(&self, at: SimTime) -> u64 {
        self.start_unix_ms + at.as_nanos() / 1_000_000
    }
}

/// Writes milliseconds since 1970 as AWS writes times: `2026-01-01T00:00:00.000Z`.
#[must_use]
pub fn iso_time(unix_ms: u64) -> String {
    let (days, in_day) = (unix_ms / 86_400_000, unix_ms % 86_400_000);
    let (year, month, day) = civil_date(days);
    let (hour, minute, second) = (in_day / 3_600_000, in_day / 60_000 % 60, in_day / 1_000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", in_day % 1_000)
}

/// Returns year, month and day of a day since 1970 in the Gregorian calendar (Howard Hinnant's algorithm, in which a
/// year begins in March so that the leap day is its last).
fn civil_date(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (year_of_era + era * 400 + next, month, day)
}

#[cfg(test)]
mod tests {
    #[test]
    fn instants_are_written_as_aws_does() {
        for (unix_ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_598_918_400_000, "2020-09-01T00:00:00.000Z"),
            (1_767_225_600_000, "2026-01-01T00:00:00.000Z"),
            (1_709_164_799_999, "2024-02-28T23:59:59.999Z"),
            (1_709_164_800_000, "2024-02-29T00:00:00.000Z"),
        ] {
            assert_eq!(super::iso_time(unix_ms), text);
        }
    }
}
