//! Simulated time: whole nanoseconds since the start of the run.
//!
//! Floating point never measures time here, so that a run is the same on every machine.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// An instant of the run, in nanoseconds since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(u64);

/// A span of simulated time, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimDuration(u64);

impl SimTime {
    /// The start of the run.
    pub const ZERO: Self = Self(0);
    /// The last instant that can be told.
    pub const MAX: Self = Self(u64::MAX);

    /// Returns the instant that many nanoseconds after the start.
    #[must_use]
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Returns the nanoseconds since the start.
    #[must_use]
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Returns the whole microseconds since the start.
    #[must_use]
    pub const fn as_micros(self) -> u64 {
        self.0 / 1_000
    }

    /// Returns the span from an earlier instant, zero if it is not earlier.
    #[must_use]
    pub const fn since(self, earlier: Self) -> SimDuration {
        SimDuration(self.0.saturating_sub(earlier.0))
    }
}

impl SimDuration {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The longest span that can be told.
    pub const MAX: Self = Self(u64::MAX);

    /// Returns a span of nanoseconds.
    #[must_use]
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Returns a span of microseconds.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros.saturating_mul(1_000))
    }

    /// Returns a span of milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// Returns a span of seconds.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1_000_000_000))
    }

    /// Returns the span in nanoseconds.
    #[must_use]
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Returns the whole milliseconds, rounded down.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0 / 1_000_000
    }

    /// Returns the whole seconds, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / 1_000_000_000
    }

    /// Returns the span times a whole number, the longest span if that overflows.
    #[must_use]
    pub const fn times(self, factor: u64) -> Self {
        Self(self.0.saturating_mul(factor))
    }

    /// Returns the span divided by a whole number, rounded down.
    ///
    /// # Panics
    /// If the divisor is zero.
    #[must_use]
    pub const fn divided_by(self, divisor: u64) -> Self {
        Self(self.0 / divisor)
    }

    /// Returns the difference, zero if the other is longer.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add<SimDuration> for SimTime {
    type Output = Self;
    fn add(self, span: SimDuration) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<SimDuration> for SimTime {
    fn add_assign(&mut self, span: SimDuration) {
        *self = *self + span;
    }
}

impl Sub<SimDuration> for SimTime {
    type Output = Self;
    fn sub(self, span: SimDuration) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Add for SimDuration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        SimDuration(self.0).fmt(f)
    }
}

impl fmt::Display for SimDuration {
    /// Writes the span as a person reads it: `120 ms`, `3.5 s`, `1 min 30 s`, `2 h 5 min`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0;
        match nanos {
            0 => write!(f, "0 ms"),
            1..1_000_000 => write!(f, "{} µs", nanos / 1_000),
            1_000_000..1_000_000_000 => write_decimal(f, nanos, 1_000_000, "ms"),
            1_000_000_000..60_000_000_000 => write_decimal(f, nanos, 1_000_000_000, "s"),
            60_000_000_000..3_600_000_000_000 => write_pair(f, nanos / 1_000_000_000, 60, "min", "s"),
            _ => write_pair(f, nanos / 60_000_000_000, 60, "h", "min"),
        }
    }
}

/// Writes a value with up to two decimals, none where it is whole.
fn write_decimal(f: &mut fmt::Formatter<'_>, nanos: u64, unit: u64, name: &str) -> fmt::Result {
    let hundredths = nanos / (unit / 100);
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => write!(f, "{whole} {name}"),
        (whole, part) if part % 10 == 0 => write!(f, "{whole}.{} {name}", part / 10),
        (whole, part) => write!(f, "{whole}.{part:02} {name}"),
    }
}

fn write_pair(
    f: &mut fmt::Formatter<'_>,
    small: u64,
    per_large: u64,
    large_name: &str,
    small_name: &str,
) -> fmt::Result {
    match (small / per_large, small % per_large) {
        (large, 0) => write!(f, "{large} {large_name}"),
        (large, rest) => write!(f, "{large} {large_name} {rest} {small_name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_a_person_writes_them() {
        for (nanos, text) in [
            (0, "0 ms"),
            (250_000, "250 µs"),
            (120_000_000, "120 ms"),
            (120_500_000, "120.5 ms"),
            (3_500_000_000, "3.5 s"),
            (3_250_000_000, "3.25 s"),
            (60_000_000_000, "1 min"),
            (90_000_000_000, "1 min 30 s"),
            (7_500_000_000_000, "2 h 5 min"),
        ] {
            assert_eq!(SimDuration::from_nanos(nanos).to_string(), text);
        }
    }

    #[test]
    fn arithmetic_stops_at_the_ends_of_time() {
        assert_eq!(SimTime::MAX + SimDuration::from_secs(1), SimTime::MAX);
        assert_eq!(SimTime::ZERO - SimDuration::from_secs(1), SimTime::ZERO);
        assert_eq!(SimTime::ZERO.since(SimTime::MAX), SimDuration::ZERO);
    }
}
