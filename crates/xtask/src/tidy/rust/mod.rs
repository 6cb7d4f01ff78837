//! Checks of Rust code: lengths, leftovers, test attributes.

pub(super) mod file_length;
pub(super) mod function_length;
pub(super) mod leftovers;
pub(super) mod test_attributes;
