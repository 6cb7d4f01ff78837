//! The document: SAM and CloudFormation text to the resources that the services read, with positions, and back.
//!
//! Reading order: [`read`] is the way in; [`source`] makes a tree of the text, [`intrinsics`] resolves functions,
//! `globals` and `transform` do what the SAM transform does, [`edit`] changes the text.

mod globals;
pub mod intrinsics;
mod reader;
pub mod source;
mod transform;

pub use reader::{AbsentResource, ReadOptions, Template, read};
