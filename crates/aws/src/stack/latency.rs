//! How long hops take: one row for each, with distribution and source.
//!
//! `Latency: None` takes all of it away.

use kernel::{Distribution, SimDuration};

/// A kind of hop between two nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hop {
    /// A client's API call inside the region, and its answer.
    ClientCall,
    /// A viewer's or client's HTTP request over the internet.
    Viewer,
    /// A call of one service to another: publish, send, invoke.
    ServiceCall,
    /// A notification of S3, which takes its time.
    S3Notification,
    /// A poll and its answer.
    Poll,
    /// What a stream pushes to a consumer of its own.
    Push,
    /// A request from an edge location to an origin.
    Origin,
}

/// One row of the table.
#[derive(Clone, Debug)]
pub struct LatencyRow {
    /// Which hop.
    pub hop: Hop,
    /// Its name for the documentation.
    pub name: &'static str,
    /// How long the way there takes.
    pub there: Distribution,
    /// How long the answer takes.
    pub back: Distribution,
    /// Where the figures come from, or that they are assumed.
    pub source: &'static str,
}

const fn even(min_ms: u64, max_ms: u64) -> Distribution {
    Distribution::Uniform { min: SimDuration::from_millis(min_ms), max: SimDuration::from_millis(max_ms) }
}

/// The whole table.
pub static TABLE: [LatencyRow; 7] = [
    LatencyRow {
        hop: Hop::ClientCall,
        name: "API call of a client in the region",
        there: even(4, 12),
        back: even(4, 12),
        source: "assumed: a round trip within a region and the front end's work",
    },
    LatencyRow {
        hop: Hop::Viewer,
        name: "HTTP request of a viewer",
        there: even(15, 45),
        back: even(15, 45),
        source: "assumed: a viewer's way to the nearest location",
    },
    LatencyRow {
        hop: Hop::ServiceCall,
        name: "call of one service to another",
        there: even(5, 25),
        back: even(2, 8),
        source: "assumed",
    },
    LatencyRow {
        hop: Hop::S3Notification,
        name: "S3 event notification",
        there: even(600, 1_400),
        back: even(2, 8),
        source: "S3N-02: usually in seconds; a mean of 1 s is assumed",
    },
    LatencyRow {
        hop: Hop::Poll,
        name: "poll of an event source mapping",
        there: even(3, 12),
        back: even(3, 12),
        source: "assumed",
    },
    LatencyRow {
        hop: Hop::Push,
        name: "push of a stream to a consumer with enhanced fan-out",
        there: even(3, 12),
        back: even(40, 90),
        source: "assumed; AWS names a mean of 70 ms from the put to the consumer",
    },
    LatencyRow {
        hop: Hop::Origin,
        name: "request from an edge location to its origin",
        there: even(20, 60),
        back: even(20, 60),
        source: "assumed: half a round trip between regions",
    },
];

/// Whether hops take time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Latency {
    /// As the table says.
    #[default]
    Typical,
    /// Not at all.
    None,
}

impl Latency {
    /// Returns how long a hop takes, there and back.
    #[must_use]
    pub fn of(self, hop: Hop) -> (Distribution, Distribution) {
        match self {
            Self::None => (Distribution::ZERO, Distribution::ZERO),
            Self::Typical => TABLE
                .iter()
                .find(|row| row.hop == hop)
                .map_or((Distribution::ZERO, Distribution::ZERO), |row| (row.there, row.back)),
        }
    }
}
