//! What documents are called.

use crate::build;
use std::sync::Arc;

/// The longest name that is kept [characters].
pub const LENGTH_MAX: usize = 80;

/// Returns a name for a copy that no other document has: `Copy of orders`, `Copy of orders 2`.
#[must_use]
pub fn of_copy(name: &str, taken: &[&str]) -> String {
    let base = name.strip_prefix("Copy of ").unwrap_or(name);
    // `orders 2` is numbered only as a copy, where the number is ours.
    let base = if base == name { base } else { base.trim_end_matches(|it: char| it.is_ascii_digit()).trim_end() };
    let wanted = format!("Copy of {base}");
    let numbered = (2..).map(|number| format!("{wanted} {number}"));
    let is_free = |name: &String| !taken.contains(&name.as_str());
    std::iter::once(wanted.clone()).chain(numbered).find(is_free).unwrap_or(wanted)
}

/// Returns the name of the file that a document is saved as. It needs no quotes on a command line.
#[must_use]
pub fn of_file(name: &str) -> String {
    let plain = |it: char| if it.is_alphanumeric() || it == '-' || it == '_' { it } else { '-' };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_end_matches("-yaml").trim_end_matches("-yml").trim_matches('-');
    format!("{}.yaml", if name.is_empty() { "template" } else { name })
}

/// Returns a name as it can be kept: on one line and not too long. `None` where nothing is left of it.
#[must_use]
pub fn tidy(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let name: String = words.join(" ").chars().take(LENGTH_MAX).collect();
    Some(name.trim_end().to_owned()).filter(|name| !name.is_empty())
}

/// Writes a title into a template's text, where it travels with every link and file. A text that has no place for it
/// stays as it is.
#[must_use]
pub fn entitled(text: &str, title: &str) -> Arc<str> {
    build::entitle(text, title).map_or_else(|_| text.into(), Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, EMPTY};

    #[test]
    fn a_copy_gets_a_name_of_its_own() {
        for (name, taken, copy) in [
            ("orders", &[][..], "Copy of orders"),
            ("orders", &["Copy of orders"], "Copy of orders 2"),
            ("Copy of orders", &["Copy of orders"], "Copy of orders 2"),
            ("Copy of orders 2", &["Copy of orders", "Copy of orders 2"], "Copy of orders 3"),
            ("orders 2", &[], "Copy of orders 2"),
        ] {
            assert_eq!(of_copy(name, taken), copy);
        }
    }

    #[test]
    fn a_file_is_named_as_its_document_and_needs_no_quotes() {
        for (name, file) in [
            ("orders.yaml", "orders.yaml"),
            ("fan-out_2.yml", "fan-out_2.yaml"),
            ("Orders: the 2nd \"try\"", "Orders--the-2nd--try.yaml"),
            ("…", "template.yaml"),
        ] {
            assert_eq!(of_file(name), file);
        }
    }

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(tidy("  two \n lines "), Some("two lines".to_owned()));
        assert_eq!(tidy(" \n "), None);
        assert_eq!(tidy(&"x".repeat(500)).map(|name| name.len()), Some(LENGTH_MAX));
    }

    #[test]
    fn a_title_is_written_into_the_text_and_read_from_it() {
        for text in [EMPTY, "Resources:\n  Jobs: { Type: AWS::SQS::Queue } # mine\n"] {
            let named = entitled(text, "Orders: the 2nd \"try\"");
            let document = Document::open("file", &named);
            assert_eq!(document.scenario().title.as_deref(), Some("Orders: the 2nd \"try\""), "{named}");
            assert_eq!(text.contains("# mine"), named.contains("# mine"));
        }
        assert_eq!(&*entitled("{{{", "x"), "{{{");
    }
}
