//! What the tests of the whole simulation share.
//!
//! [`hashes`] is compared between a native build and WASM; see `examples/determinism.rs`. A [`Case`] is a template with
//! what is expected of its run; [`swarm`] makes templates at random.

mod case;
mod determinism;
mod expectation;
mod played;
pub mod speed;
pub mod swarm;

pub use case::Case;
pub use determinism::hashes;
pub use played::{Played, data_beside, json_file};

/// The gallery's templates: name and text.
pub static TEMPLATES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));
