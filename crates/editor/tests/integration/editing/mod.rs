//! Editing by hand, and undoing it.

mod alike;
mod building;
mod harness;
mod undoing;
mod wiring;
