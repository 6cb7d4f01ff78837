//! A class that nothing carries is dead weight: every class of a style sheet is named in code or markup.

use std::collections::BTreeSet;

use super::css;
use crate::tidy::Report;
use crate::tidy::tree::Tree;

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    let markup = tree.files().iter().filter(|file| matches!(file.extension(), "rs" | "html" | "js"));
    let used: BTreeSet<&str> = markup
        .filter(|file| file.path.starts_with("web/") || file.path.starts_with("public/"))
        .flat_map(|file| file.without_comments().split(|it: char| !it.is_alphanumeric() && !matches!(it, '-' | '_')))
        .collect();
    for file in tree.with_extension("css").filter(|file| file.path.starts_with("web/")) {
        let mut told = BTreeSet::new();
        for rule in css::rules(&file.text) {
            for class in css::classes(&rule.selector) {
                if !used.contains(class.as_str()) && told.insert(class.clone()) {
                    let fix = "remove it, or write the whole name where it is set (states belong into data attributes)";
                    report.add(&file.path, rule.line, format!("no element has the class '{class}'"), fix);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn a_class_without_an_element_is_found_once() {
        let files =
            [("web/src/a/a.css", ".a {}\n.a__old {}\n.a__old:hover {}"), ("web/src/a/mod.rs", "class=\"a\" // a__old")];
        assert_eq!(found(find, &files), ["web/src/a/a.css:2: no element has the class 'a__old'"]);
    }

    #[test]
    fn a_class_named_in_markup_passes() {
        assert!(
            found(find, &[("web/styles/layout.css", ".page {}"), ("web/index.html", "<body class=\"page\">")])
                .is_empty()
        );
    }
}
