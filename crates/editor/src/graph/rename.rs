//! Other names.

use crate::build::{Change, Outcome, told};
use aws::stack::world::client_id;
use template::edit;

/// Gives a resource another logical id, or a client another name.
pub(super) fn rename(text: &str, id: &str, to: &str) -> Outcome {
    let (edits, selected) = match id.strip_prefix('~') {
        Some(name) => (edit::rename_client(text, name, to), client_id(to)),
        None => (edit::rename(text, id, to), to.into()),
    };
    let edits = edits.map_err(|error| told(&error))?;
    let mut change = Change::new(format!("Rename {} to {to}", id.trim_start_matches('~')), edit::apply(text, &edits));
    change.select = Some(vec![selected]);
    Ok(change)
}
