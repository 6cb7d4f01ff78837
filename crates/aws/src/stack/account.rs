//! The account's concurrency in one region: what functions share.
//!
//! It is asked and answered within one event and costs no message.

use crate::profile::Profile;
use crate::stack::settings::Settings;
use kernel::SimTime;

/// The account's pool of concurrent executions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The limit of the account in this region (CONC-02).
    pub limit: u32,
    /// The sum of all reserved concurrency (CONC-03).
    pub reserved: u32,
    /// Executions of functions without reserved concurrency (CONC-05).
    pub unreserved_running: u32,
    /// How fast all functions together may make environments in 2020 (CONC-08); `None` today.
    pub burst: Option<Bucket>,
    /// Requests to functions without reserved concurrency in the present second (CONC-10).
    pub requests: SecondCount,
}

/// How many executions must stay unreserved (CONC-04).
pub const UNRESERVED_MIN: u32 = 100;

/// How many environments all functions of a region gain each minute in 2020 after the first burst (CONC-08).
pub const BURST_PER_MINUTE: u32 = 500;

impl Account {
    /// Makes the account that settings describe, with nothing reserved.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        let burst = (settings.profile == Profile::Aws2020)
            .then(|| Bucket::full(initial_burst(&settings.region), BURST_PER_MINUTE));
        Self { limit: settings.concurrent_executions, burst, ..Self::default() }
    }

    /// Returns how many executions functions without reserved concurrency may have together.
    #[must_use]
    pub fn unreserved_limit(&self) -> u32 {
        self.limit.saturating_sub(self.reserved)
    }

    /// Tells whether AWS takes a reservation in the place of another; zero is always taken (CONC-04).
    #[must_use]
    pub fn may_reserve(&self, before: Option<u32>, wanted: u32) -> bool {
        let others = self.reserved.saturating_sub(before.unwrap_or(0));
        wanted == 0 || others.saturating_add(wanted).saturating_add(UNRESERVED_MIN) <= self.limit
    }
}

/// Returns how many environments a region makes at once before it slows down, in 2020 (CONC-08).
#[must_use]
pub fn initial_burst(region: &str) -> u32 {
    match region {
        "us-west-2" | "us-east-1" | "eu-west-1" => 3_000,
        "ap-northeast-1" | "eu-central-1" | "us-east-2" => 1_000,
        _ => 500,
    }
}

/// A supply that is used up by ones and refills evenly up to its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    size: u32,
    per_minute: u32,
    /// What is there, in parts of which a minute's nanoseconds make one -- internal state.
    level: u64,
    /// The instant of `level` -- internal state.
    at: SimTime,
}

const PARTS: u64 = 60_000_000_000;

impl Bucket {
    /// Makes a full supply.
    #[must_use]
    pub fn full(size: u32, per_minute: u32) -> Self {
        Self { size, per_minute, level: u64::from(size) * PARTS, at: SimTime::ZERO }
    }

    /// Takes one if there is one.
    pub fn take(&mut self, now: SimTime) -> bool {
        let gained = now.since(self.at).as_nanos().saturating_mul(self.per_minute.into());
        self.level = self.level.saturating_add(gained).min(u64::from(self.size) * PARTS);
        self.at = now;
        let there = self.level >= PARTS;
        if there {
            self.level -= PARTS;
        }
        there
    }
}

/// How many requests the present second has had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SecondCount {
    second: u64,
    count: u32,
}

impl SecondCount {
    /// Returns the count of the second that an instant lies in.
    #[must_use]
    pub fn at(&self, now: SimTime) -> u32 {
        if now.since(SimTime::ZERO).as_secs() == self.second { self.count } else { 0 }
    }

    /// Counts one more.
    pub fn add(&mut self, now: SimTime) {
        *self = Self { count: self.at(now) + 1, second: now.since(SimTime::ZERO).as_secs() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SimDuration;

    #[test]
    fn a_hundred_stay_unreserved() {
        // CONC-04.
        let account = Account { limit: 1_000, reserved: 700, ..Account::default() };
        for (before, wanted, taken) in [(None, 200, true), (None, 201, false), (Some(100), 300, true), (None, 0, true)]
        {
            assert_eq!(account.may_reserve(before, wanted), taken, "{wanted} instead of {before:?}");
        }
        let small = Account { limit: 10, ..Account::default() };
        assert!(small.may_reserve(None, 0) && !small.may_reserve(None, 1));
    }

    #[test]
    fn a_bucket_refills_evenly_up_to_its_size() {
        let mut bucket = Bucket::full(2, 60);
        let at = |millis| SimTime::ZERO + SimDuration::from_millis(millis);
        let taken: Vec<_> = [0, 0, 0, 999, 1_000, 1_001, 10_000, 10_000, 10_000].map(|ms| bucket.take(at(ms))).into();
        assert_eq!(taken, [true, true, false, false, true, false, true, true, false]);
    }
}
