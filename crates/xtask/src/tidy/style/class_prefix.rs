//! A component's style sheet styles that component: its classes start with the name of its folder.

use super::css;
use crate::tidy::Report;
use crate::tidy::tree::Tree;

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.with_extension("css").filter(|file| file.path.starts_with("web/src/")) {
        let Some(folder) = file.path.rsplit('/').nth(1) else { continue };
        let blocks = [folder.to_owned(), folder.replace('_', "-")];
        for rule in css::rules(&file.text) {
            for class in
                css::classes(&rule.selector).iter().filter(|class| !blocks.iter().any(|block| belongs(class, block)))
            {
                let problem = format!("class '{class}' does not belong to '{folder}'");
                report.add(
                    &file.path,
                    rule.line,
                    problem,
                    format!("name it {0}, {0}__part or {0}--variant", blocks[1]),
                );
            }
        }
    }
}

/// The block itself, one of its parts or one of its variants.
fn belongs(class: &str, block: &str) -> bool {
    class.strip_prefix(block).is_some_and(|rest| rest.is_empty() || rest.starts_with("__") || rest.starts_with("--"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn a_class_of_another_block_is_found() {
        let css = ".inspector {}\n.inspector__field .node {}\n.inspectors {}";
        let expected = [
            "web/src/panels/inspector/inspector.css:2: class 'node' does not belong to 'inspector'",
            "web/src/panels/inspector/inspector.css:3: class 'inspectors' does not belong to 'inspector'",
        ];
        assert_eq!(found(find, &[("web/src/panels/inspector/inspector.css", css)]), expected);
    }

    #[test]
    fn a_folder_of_two_words_may_be_written_with_a_hyphen() {
        assert!(
            found(find, &[("web/src/panels/run_panel/a.css", ".run-panel__row {}\n.run_panel--open {}")]).is_empty()
        );
    }
}
