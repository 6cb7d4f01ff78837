//! The document: SAM and CloudFormation text to the resources that the services read, with positions, and back.
//!
//! Start at [`read`].

pub mod intrinsics;
pub mod source;
