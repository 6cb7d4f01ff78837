//! A service folder never names another service: they meet in messages, facts and accounts,
//! so that one can be added or taken away without touching the rest. Its tests may set up a whole stack.

use std::collections::BTreeSet;

use crate::tidy::tree::{File, Tree};
use crate::tidy::{Report, lexer};

pub(super) const SERVICES: &str = "crates/aws/src/services/";

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    let services = names(tree);
    for file in tree.rust() {
        let Some((own, inside)) = service_of(&file.path) else { continue };
        if inside == "tests.rs" || inside.starts_with("tests/") {
            continue;
        }
        // Paths from `super` reach the other services when they climb out of the folder.
        let climb = if inside.contains('/') {
            "super::super::super::"
        } else if inside == "mod.rs" {
            "super::"
        } else {
            "super::super::"
        };
        for prefix in ["services::", climb] {
            for (at, name) in paths_after(file, prefix) {
                if name != own && services.contains(name.as_str()) {
                    let problem = format!("service '{own}' names service '{name}'");
                    report.add(
                        &file.path,
                        file.line_of(at),
                        problem,
                        "send a message, or put what both need in message.rs, fact/ or stack/account.rs",
                    );
                }
            }
        }
    }
}

/// Returns the names of the service folders.
pub(in crate::tidy) fn names(tree: &Tree) -> BTreeSet<&str> {
    tree.files().iter().filter_map(|file| service_of(&file.path)).map(|(service, _)| service).collect()
}

/// Splits the path of a file in a service folder into the service and the rest.
pub(super) fn service_of(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix(SERVICES)?.split_once('/')
}

/// Returns the first names of the paths after `prefix`, looking into `{a, b::c}` as well.
fn paths_after(file: &File, prefix: &str) -> Vec<(usize, String)> {
    let code = file.code();
    let mut found = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let longer = code[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_' || it == ':')
            && prefix.starts_with("super");
        if longer {
            continue; // A longer climb contains a shorter one.
        }
        let start = at + prefix.len();
        if code[start..].starts_with('{') {
            let end = lexer::block_end(code, start);
            let group = &code[start + 1..end.saturating_sub(1)];
            found.extend(group.split([',', '{', '}']).map(|part| (at, first_name(part.trim()))));
        } else {
            found.push((at, first_name(&code[start..])));
        }
    }
    found
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    const SNS: (&str, &str) = ("crates/aws/src/services/sns/mod.rs", "use crate::message::Message;");

    #[test]
    fn another_service_is_found_however_it_is_named() {
        for text in ["use crate::services::sns::Topic;", "use crate::services::{sns, sqs};", "use super::super::sns;"] {
            let files = [SNS, ("crates/aws/src/services/sqs/queue.rs", text)];
            assert_eq!(
                found(find, &files),
                ["crates/aws/src/services/sqs/queue.rs:1: service 'sqs' names service 'sns'"],
                "{text}"
            );
        }
    }

    #[test]
    fn its_own_parts_and_the_common_words_pass() {
        let text =
            "use crate::message::Message;\nuse super::config;\nuse crate::services::sqs::Queue;\n// services::sns";
        assert!(found(find, &[SNS, ("crates/aws/src/services/sqs/queue.rs", text)]).is_empty());
    }
}
