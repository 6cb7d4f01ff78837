//! A drawing that nothing shows is dead weight: every icon is a service's own or named in code.

use super::super::layout::services_apart;
use crate::tidy::Report;
use crate::tidy::tree::Tree;

/// Where the drawings are: pairs of a name and a path of SVG.
const DRAWINGS: &str = "web/src/widgets/icon/drawings.rs";

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    let Some(drawings) = tree.get(DRAWINGS) else { return };
    let services = services_apart::names(tree);
    let is_named = |name: &str| {
        let quoted = format!("\"{name}\"");
        tree.rust().any(|file| file.path != DRAWINGS && file.without_comments().contains(&quoted))
    };
    for (at, name) in names(&drawings.text) {
        if !services.contains(name) && !is_named(name) {
            let line = drawings.line_of(at);
            report.add(DRAWINGS, line, format!("nothing shows the icon '{name}'"), "use it or remove it");
        }
    }
}

/// Returns the first text of each pair, with its place.
fn names(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('(').filter_map(|(at, _)| {
        let name = text[at + 1..].trim_start().strip_prefix('"')?;
        Some((at, &name[..name.find('"')?]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    const PAIRS: &str = "const DRAWINGS: &[(&str, &str)] = &[\n(\"sqs\", \"M1\"),\n(\n\"play\",\n\"M2\"),\n];\n";

    #[test]
    fn an_icon_that_nothing_names_is_found() {
        let files = [(DRAWINGS, PAIRS), ("web/src/a.rs", "// \"play\"\n\"player\"")];
        let told =
            [2, 3].map(|line| format!("{DRAWINGS}:{line}: nothing shows the icon '{}'", ["sqs", "play"][line - 2]));
        assert_eq!(found(find, &files), told);
    }

    #[test]
    fn the_icon_of_a_service_and_a_named_one_pass() {
        let service = ("crates/aws/src/services/sqs/mod.rs", "");
        assert!(found(find, &[(DRAWINGS, PAIRS), service, ("web/src/a.rs", "Icon::named(\"play\")")]).is_empty());
    }
}
