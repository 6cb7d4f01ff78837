//! What the tests of the whole simulation share.
//!
//! [`hashes`] is compared between a native build and WASM; see `examples/determinism.rs`.

mod determinism;

pub use determinism::hashes;
