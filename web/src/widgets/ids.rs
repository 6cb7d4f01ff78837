//! Names for elements that others refer to, as what is wrong with a control.

use std::cell::Cell;

thread_local! {
    /// How many were named so far.
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// Returns a number that nothing else of the page has.
pub(crate) fn number() -> u32 {
    COUNT.replace(COUNT.get().wrapping_add(1))
}

/// Returns an id that no other element of the page has, beginning with what it is of.
pub(crate) fn unique(of: &str) -> String {
    format!("{of}-{}", number())
}
