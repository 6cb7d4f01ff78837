//! An icon that nothing shows is dead weight: every icon is a service's own or named in code.

use super::super::layout::services_apart;
use crate::tidy::Report;
use crate::tidy::tree::{Tree, words};

const ICONS: &str = "public/icons/";

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    let services = services_apart::names(tree);
    let code = || tree.files().iter().filter(|file| matches!(file.extension(), "rs" | "html" | "css" | "js"));
    for file in tree.with_extension("svg") {
        let Some(name) = file.path.strip_prefix(ICONS).and_then(|name| name.strip_suffix(".svg")) else { continue };
        let named = || code().any(|file| words(file.without_comments(), name).next().is_some());
        if !services.contains(name) && !named() {
            report.add(&file.path, 1, format!("nothing shows the icon '{name}'"), "use it or remove it");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn an_icon_that_nothing_names_is_found() {
        let files = [("public/icons/old.svg", ""), ("web/src/a.rs", "// old\n\"older\"")];
        assert_eq!(found(find, &files), ["public/icons/old.svg:1: nothing shows the icon 'old'"]);
    }

    #[test]
    fn the_icon_of_a_service_and_a_named_one_pass() {
        let files = [
            ("public/icons/sqs.svg", ""),
            ("crates/aws/src/services/sqs/mod.rs", ""),
            ("public/icons/play.svg", ""),
            ("web/src/a.rs", "Icon::named(\"play\")"),
        ];
        assert!(found(find, &files).is_empty());
    }
}
