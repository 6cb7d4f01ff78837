//! What a crash leaves behind, and how the next start goes about it.
//!
//! While a document is being opened it carries a mark, which is taken off once the page has lived for a while. A start
//! that finds two such marks does not open the document by itself a third time.

use super::{forget, keep_for_tab, keep_setting, setting, take_from_tab};

const OPENING: &str = "lambdarium.opening.";
/// What the program said when it broke last.
const CRASHED: &str = "lambdarium.crashed";
/// A note of the dialog of a crash to the page that comes after it.
const TAKE: &str = "lambdarium.take";

/// A document that did not live so long did not open [ms].
pub(crate) const ALIVE_MS: u32 = 2_500;
/// After so many starts that went wrong a document is not opened by itself.
const STARTS_MAX: u32 = 2;

/// Where the mark of a document lies.
pub(super) fn opening_key(id: &str) -> String {
    format!("{OPENING}{id}")
}

/// Puts the mark on a document. Returns whether it may be opened: it did not go wrong twice in a row.
pub(crate) fn may_open(id: &str) -> bool {
    let key = opening_key(id);
    let starts = setting(&key).and_then(|count| count.parse().ok()).unwrap_or(0);
    if starts >= STARTS_MAX {
        return false;
    }
    keep_setting(&key, &(starts + 1).to_string());
    true
}

/// Takes the mark off.
pub(crate) fn has_opened(id: &str) {
    forget(&opening_key(id));
}

/// Writes down what the program said when it broke.
pub(crate) fn note_crash(text: &str) {
    keep_setting(CRASHED, text);
}

/// Returns what the program said when it broke last.
pub(crate) fn last_crash() -> Option<String> {
    setting(CRASHED)
}

/// Asks the page that comes after a reload to go back to the version before.
pub(crate) fn ask_for_version_before() {
    keep_for_tab(TAKE, "before");
}

/// Tells whether the version before was asked for, once.
pub(crate) fn takes_version_before() -> bool {
    take_from_tab(TAKE).is_some()
}
