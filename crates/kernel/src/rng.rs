//! Seeded random streams, and the distributions drawn from them.
//!
//! A stream is keyed by the seed, a logical name and a purpose, never by the order in which things were built: adding
//! a node, or drawing more often in one place, leaves every other stream as it was.
//! Logarithms and exponentials go through `libm`, because the standard library's differ between platforms.

use crate::time::SimDuration;
use rand_core::Rng as _;
use rand_pcg::Pcg64Mcg;

/// A probability in parts per 10⁹, so that it is the same number everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ratio(u32);

impl Ratio {
    /// Never.
    pub const NEVER: Self = Self(0);
    /// Always.
    pub const ALWAYS: Self = Self(Self::WHOLE);
    const WHOLE: u32 = 1_000_000_000;

    /// Returns a ratio of that many parts per 10⁹, at most the whole.
    #[must_use]
    pub const fn from_parts(parts: u32) -> Self {
        Self(if parts > Self::WHOLE { Self::WHOLE } else { parts })
    }

    /// Returns the ratio nearest to a number from 0 to 1.
    #[must_use]
    pub fn from_fraction(fraction: f64) -> Self {
        Self((fraction.clamp(0.0, 1.0) * f64::from(Self::WHOLE)).round() as u32)
    }

    /// Returns the parts per 10⁹.
    #[must_use]
    pub const fn parts(self) -> u32 {
        self.0
    }

    /// Returns the ratio as a number from 0 to 1, for display.
    #[must_use]
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / f64::from(Self::WHOLE)
    }
}

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Rng(Pcg64Mcg);

impl Rng {
    /// Makes the stream of a seed, a logical name and a purpose.
    #[must_use]
    pub fn new(seed: u64, name: &str, purpose: &str) -> Self {
        let low = hash_of(seed, name, purpose, 0x9E37_79B9_7F4A_7C15);
        let high = hash_of(seed, purpose, name, 0xD1B5_4A32_D192_ED03);
        Self(Pcg64Mcg::new(u128::from(high) << 64 | u128::from(low)))
    }

    /// Draws 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Draws a number from 0 (included) to 1 (excluded), in steps of 2⁻⁵³.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Draws a whole number below a bound; zero where the bound is zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high half of a product: its bias is below 2⁻³² for every bound used here.
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }

    /// Draws whether something of this probability happens.
    pub fn chance(&mut self, ratio: Ratio) -> bool {
        self.below(u64::from(Ratio::WHOLE)) < u64::from(ratio.0)
    }

    /// Draws a span from a distribution.
    pub fn draw(&mut self, distribution: &Distribution) -> SimDuration {
        match *distribution {
            Distribution::Constant(span) => span,
            Distribution::Exponential { mean } => scaled(mean, -libm::log(1.0 - self.unit())),
            Distribution::LogNormal { median, sigma } => scaled(median, libm::exp(sigma * self.normal())),
            Distribution::Uniform { min, max } => {
                min + SimDuration::from_nanos(self.below(max.saturating_sub(min).as_nanos().saturating_add(1)))
            }
        }
    }

    /// Draws a standard normal number (Box and Muller's method; one of its two numbers is used, so that every draw
    /// takes two steps of the stream).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }
}

/// A law that spans of time follow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// Always the same.
    Constant(SimDuration),
    /// Exponential with a mean.
    Exponential {
        /// The mean.
        mean: SimDuration,
    },
    /// Log-normal.
    LogNormal {
        /// The median.
        median: SimDuration,
        /// Standard deviation of the natural logarithm.
        sigma: f64,
    },
    /// Evenly between two ends, both included.
    Uniform {
        /// The shortest.
        min: SimDuration,
        /// The longest.
        max: SimDuration,
    },
}

impl Distribution {
    /// No time at all.
    pub const ZERO: Self = Self::Constant(SimDuration::ZERO);

    /// Makes a log-normal law from its median and its 99th percentile.
    #[must_use]
    pub fn log_normal(median: SimDuration, p99: SimDuration) -> Self {
        /// The 99th percentile of the standard normal law.
        const Z99: f64 = 2.326_347_874_040_841;
        let ratio = (p99.as_nanos().max(1) as f64 / median.as_nanos().max(1) as f64).max(1.0);
        Self::LogNormal { median, sigma: libm::log(ratio) / Z99 }
    }

    /// Returns the nominal span: the constant, the mean or the median.
    #[must_use]
    pub fn nominal(&self) -> SimDuration {
        match *self {
            Self::Constant(span) => span,
            Self::Exponential { mean } => mean,
            Self::LogNormal { median, .. } => median,
            Self::Uniform { min, max } => (min + max).divided_by(2),
        }
    }
}

fn scaled(span: SimDuration, factor: f64) -> SimDuration {
    SimDuration::from_nanos((span.as_nanos() as f64 * factor).round() as u64)
}

/// Mixes the seed and both names into 64 bits (FNV-1a over the bytes, then a finalizer that spreads every bit).
fn hash_of(seed: u64, first: &str, second: &str, salt: u64) -> u64 {
    let bytes = first.bytes().chain([0]).chain(second.bytes());
    let folded = bytes.fold(seed ^ salt, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3));
    mix(folded ^ salt.rotate_left(32))
}

/// Spreads every bit of a number over all of them (the finalizer of SplitMix64).
#[must_use]
pub fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The χ² of counts against equal expectations.
    fn chi_square(counts: &[u64]) -> f64 {
        let expected = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
        counts.iter().map(|count| (*count as f64 - expected).powi(2) / expected).sum()
    }

    #[test]
    fn streams_are_even() {
        for seed in 0..20 {
            let mut rng = Rng::new(seed, "Queue", "sample");
            let mut counts = [0; 64];
            for _ in 0..64_000 {
                counts[rng.below(64) as usize] += 1;
            }
            // 63 degrees of freedom: 117 is exceeded once in 40,000 streams.
            assert!(chi_square(&counts) < 117.0, "seed {seed}: {}", chi_square(&counts));
        }
    }

    #[test]
    fn first_numbers_of_neighbouring_streams_are_even() {
        let mut counts = [0; 64];
        for seed in 0..640 {
            for node in 0..100 {
                counts[Rng::new(seed, &format!("Function{node}"), "duration").below(64) as usize] += 1;
            }
        }
        assert!(chi_square(&counts) < 117.0, "{}", chi_square(&counts));
    }

    #[test]
    fn a_stream_depends_on_seed_name_and_purpose_alone() {
        let first = |seed, name, purpose| Rng::new(seed, name, purpose).bits();
        assert_eq!(first(1, "A", "x"), first(1, "A", "x"));
        for other in [first(2, "A", "x"), first(1, "B", "x"), first(1, "A", "y"), first(1, "x", "A")] {
            assert_ne!(first(1, "A", "x"), other);
        }
    }

    #[test]
    fn chances_come_as_often_as_they_say() {
        let mut rng = Rng::new(3, "A", "fails");
        let hits = (0..100_000).filter(|_| rng.chance(Ratio::from_fraction(0.1))).count() as f64;
        // Four standard deviations of a binomial count.
        assert!((hits - 10_000.0).abs() < 4.0 * 95.0, "{hits}");
        assert!(!rng.chance(Ratio::NEVER));
        assert!(rng.chance(Ratio::ALWAYS));
    }

    #[test]
    fn laws_have_their_means_and_quantiles() {
        let mut rng = Rng::new(5, "A", "duration");
        let mean = SimDuration::from_millis(100);
        let sum: u64 = (0..200_000).map(|_| rng.draw(&Distribution::Exponential { mean }).as_nanos() / 1_000).sum();
        // The mean of 200,000 exponential spans has a standard error of 0.22 %.
        assert!((sum as f64 / 200_000.0 - 100_000.0).abs() < 900.0, "{sum}");
        let law = Distribution::log_normal(mean, SimDuration::from_millis(900));
        let mut spans: Vec<_> = (0..100_000).map(|_| rng.draw(&law).as_millis()).collect();
        spans.sort_unstable();
        assert!((98..=102).contains(&spans[50_000]), "median {}", spans[50_000]);
        assert!((850..=950).contains(&spans[99_000]), "p99 {}", spans[99_000]);
    }
}
