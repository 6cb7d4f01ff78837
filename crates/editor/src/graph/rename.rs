//! Other names.

use crate::build::{Change, Outcome, told};
use crate::editor::Editor;
use aws::stack::world::{client_id, client_name, name_of};
use std::sync::Arc;
use template::edit;

impl Editor {
    /// Tells whether a card can be called so, without doing it.
    ///
    /// # Errors
    /// The reason why it cannot.
    pub fn can_rename(&self, id: &str, to: &str) -> Result<(), Arc<str>> {
        rename(&self.text(), id, to.trim()).map(drop)
    }
}

/// Gives a resource another logical id, or a client another name.
pub(crate) fn rename(text: &str, id: &str, to: &str) -> Outcome {
    let (edits, selected) = match client_name(id) {
        Some(name) => (edit::rename_client(text, name, to), client_id(to)),
        None => (edit::rename(text, id, to), to.into()),
    };
    let edits = edits.map_err(|error| told(&error))?;
    let mut change = Change::new(format!("Rename {} to {to}", name_of(id)), edit::apply(text, &edits));
    change.select = Some(vec![selected]);
    Ok(change)
}
