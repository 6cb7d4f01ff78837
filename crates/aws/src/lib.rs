//! The simulated services of AWS on top of the [`kernel`]: with it, the simulation core.
//!
//! What happens is decided here and in the kernel and nowhere else, and only [facts](fact) come out.
//! A run is a pure function of a [`Deployment`](stack::world::Deployment): the same natively and in WASM.
//!
//! Reading order: [`message`] (what services say to each other), [`fact`] (what they decide), [`service`] (what a
//! service is), [`services`] (the list; `sns` is the smallest), [`stack::world`] (a whole stack, running).

pub mod behaviour;
pub mod diagnostics;
pub mod fact;
pub mod message;
pub mod metrics;
pub mod pattern;
pub mod payload;
pub mod profile;
pub mod rules;
pub mod service;
pub mod services;
pub mod stack;

#[cfg(test)]
#[allow(dead_code, reason = "each service uses a part of it")]
mod testing;
