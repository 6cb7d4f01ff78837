//! Placeholder until its first module.
fn main() {}
