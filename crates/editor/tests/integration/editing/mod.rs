//! Editing by hand, and undoing it.

mod building;
mod harness;
mod undoing;
mod wiring;
