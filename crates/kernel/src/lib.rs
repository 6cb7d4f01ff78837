//! A small discrete-event engine.
//!
//! It knows nodes, messages, timers, connections and a trace, and nothing of what they stand for.
//! A run is a pure function of its models and their seeds: the same run natively and in WASM, today and tomorrow.
//!
//! Start with [`Model`]: a component is a state machine that reacts to messages and to its own timers through a
//! [`Context`]. A [`SimulationBuilder`] puts components together; a [`Simulation`] lets time pass, and its clone is a
//! checkpoint.
//!
//! | module | what |
//! | --- | --- |
//! | [`time`] | instants and spans, in whole nanoseconds |
//! | [`queue`] | the order of events: (time, rank, sequence) |
//! | [`rng`] | random streams and distributions |
//! | [`model`], [`context`] | what a component is, and what it may do |
//! | [`link`] | latency and faults of connections |
//! | [`simulation`] | letting time pass |
//! | [`trace`] | what is remembered |
//!
//! # Examples
//! Two players return a ball until one of them has had enough.
//! ```
//! use kernel::{Context, Distribution, Envelope, Keep, Link, Model, PortId, Rank, Rng, SimDuration, SimTime};
//! use kernel::{NodeId, SimulationBuilder};
//!
//! #[derive(Clone, Debug)]
//! struct Player { returns_left: u32 }
//!
//! #[derive(Clone, Copy, Debug, PartialEq)]
//! enum Fact { Returned, Missed }
//!
//! impl Model for Player {
//!     type Message = &'static str;
//!     type Timer = ();
//!     type Fact = Fact;
//!     type Detail = ();
//!     type Shared = ();
//!     const ARRIVAL: Rank = Rank::new(0);
//!
//!     fn on_start(&mut self, cx: &mut Context<'_, Self>) {
//!         if cx.node() == NodeId(0) {
//!             cx.schedule(SimDuration::from_secs(1), Rank::new(0), ());
//!         }
//!     }
//!     fn on_message(&mut self, ball: Envelope<&'static str>, cx: &mut Context<'_, Self>) {
//!         if self.returns_left == 0 {
//!             cx.record(Fact::Missed);
//!             return;
//!         }
//!         self.returns_left -= 1;
//!         cx.record(Fact::Returned);
//!         cx.reply(&ball, "ball");
//!     }
//!     fn on_timer(&mut self, (): (), cx: &mut Context<'_, Self>) {
//!         cx.send(PortId(0), "ball");
//!     }
//! }
//!
//! let flight = Distribution::Constant(SimDuration::from_millis(500));
//! let to = |node| {
//!     vec![Link { to: NodeId(node), latency: flight, latency_back: flight, rules: vec![], rng: Rng::new(1, "court", "") }]
//! };
//! let mut builder = SimulationBuilder::default();
//! builder.add(Player { returns_left: 2 }, to(1));
//! builder.add(Player { returns_left: 9 }, to(0));
//! let mut simulation = builder.start((), Keep::All);
//! simulation.run_until(SimTime::from_nanos(60_000_000_000), 1_000);
//!
//! let facts: Vec<_> = simulation.trace().records().map(|record| record.fact).collect();
//! assert_eq!(facts, [Fact::Returned, Fact::Returned, Fact::Returned, Fact::Returned, Fact::Returned, Fact::Missed]);
//! assert_eq!(simulation.trace().records().last().map(|record| record.at.to_string()), Some("4 s".to_owned()));
//! ```

pub mod context;
pub mod link;
pub mod model;
pub mod paged;
pub mod queue;
pub mod rng;
pub mod simulation;
pub mod time;
pub mod trace;

pub use context::Context;
pub use link::{Link, Rule, Verdict};
pub use model::{Envelope, MessageId, Model, NodeId, Observer, PortId, RecordId};
pub use paged::PagedMap;
pub use queue::{EventKey, EventQueue, Rank};
pub use rng::{Distribution, Ratio, Rng};
pub use simulation::{EVENTS_PER_INSTANT_MAX, Progress, Simulation, SimulationBuilder};
pub use time::{SimDuration, SimTime};
pub use trace::{Keep, Record, Trace};
