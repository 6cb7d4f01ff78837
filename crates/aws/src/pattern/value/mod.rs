//! What plain values are compared as: numbers, addresses, and strings with wildcards. It knows no keys and no arrays.

pub(super) mod address;
pub(super) mod number;
pub(super) mod wildcard;
