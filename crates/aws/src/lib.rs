//! The simulated services of AWS on top of the [`kernel`]: with it, the simulation core.
//!
//! What happens is decided here and in the kernel and nowhere else, and only [facts](fact) come out.
//! A run is a pure function of a [`Deployment`](world::Deployment): the same natively and in WASM.
//!
//! Reading order: [`message`] (what services say to each other), [`fact`] (what they decide), [`service`] (what a
//! service is), [`services`] (the list; `sns` is the smallest), [`world`] (a whole stack, running).

pub mod account;
pub mod action;
pub mod behaviour;
pub mod diagnostics;
pub mod fact;
pub mod http;
pub mod intervention;
pub mod latency;
pub mod message;
pub mod metrics;
pub mod pattern;
pub mod payload;
pub mod physical;
pub mod profile;
pub mod properties;
pub mod rules;
pub mod service;
pub mod services;
pub mod settings;
pub mod shared;
pub mod snapshot;
pub mod target;
pub mod world;

#[cfg(test)]
#[allow(dead_code, reason = "each service uses a part of it")]
mod testing;
