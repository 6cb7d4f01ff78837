//! Light or dark: as the system has it, until the person chooses.

use super::{elements, storage};
use leptos::prelude::document;

const KEY: &str = "lambdarium.theme";

/// Sets the theme that was chosen on an earlier visit, if any was.
pub(crate) fn restore() {
    if let Some(theme) = storage::setting(KEY) {
        set(&theme);
    }
}

/// Tells whether the page is dark now.
pub(crate) fn is_dark() -> bool {
    match document().document_element().and_then(|root| root.get_attribute("data-theme")).as_deref() {
        Some(theme) => theme == "dark",
        None => elements::matches("(prefers-color-scheme: dark)"),
    }
}

/// Changes to the other theme and remembers it.
pub(crate) fn toggle() {
    let theme = if is_dark() { "light" } else { "dark" };
    set(theme);
    storage::keep_setting(KEY, theme);
}

fn set(theme: &str) {
    if let Some(root) = document().document_element() {
        // Setting an attribute of that name cannot fail.
        let _ = root.set_attribute("data-theme", theme);
    }
}
