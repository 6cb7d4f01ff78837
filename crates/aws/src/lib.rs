//! The simulated services of AWS.
pub mod diagnostics;
pub mod properties;
