//! A whole stack, deployed and running: what its services share, and what a person sets or does to it as a whole.

pub mod account;
pub mod intervention;
pub mod latency;
pub mod settings;
pub mod shards;
pub mod shared;
pub mod world;
