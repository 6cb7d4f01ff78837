//! The document: SAM and CloudFormation text to the resources that the services read, with positions, and back.
//!
//! Reading order: [`read`] is the way in; [`source`] makes a tree of the text, [`intrinsics`] resolves functions,
//! `globals` and `transform` do what the SAM transform does, [`edit`] changes the text.
//! A [`Scenario`] is what all of it means together with [`metadata`]; [`compile`] makes of it what the engine deploys,
//! [`graph()`] a picture, [`connect`] says what can be wired and writes it, and [`output`] is what a run says of itself.

mod advice;
mod changes;
mod compile;
pub mod connect;
pub mod edit;
pub mod fields;
mod globals;
mod graph;
pub mod intrinsics;
pub mod metadata;
pub mod output;
mod reader;
mod scenario;
pub mod source;
mod transform;
mod unfollowed;

pub use compile::compile;
pub use graph::graph;
pub use reader::{AbsentResource, ReadOptions, Template, read};
pub use scenario::{Client, Node, Role, RunKey, Scenario, ScenarioOptions};
