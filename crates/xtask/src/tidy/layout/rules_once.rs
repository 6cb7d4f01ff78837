//! A rule of AWS is written once: who follows one of another service's finds it among the crate's own.

use std::collections::BTreeMap;

use super::services_apart::service_of;
use crate::tidy::Report;
use crate::tidy::tree::Tree;

/// What makes a rule, before its id.
const MAKERS: [&str; 2] = ["sourced(", "assumed("];

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for file in tree.rust().filter(|file| file.path.starts_with("crates/aws/src/")) {
        // The facets of one rule may stand beside each other.
        let place = service_of(&file.path).map_or(&*file.path, |(service, _)| service);
        for (at, id) in ids(&file.text) {
            let first = *known.entry(id).or_insert(place);
            if first != place {
                let problem = format!("rule '{id}' is written in '{first}' already");
                let fix = "write it once, in crates/aws/src/rules.rs, if both follow it";
                report.add(&file.path, file.line_of(at), problem, fix);
            }
        }
    }
}

/// Returns the ids of the rules that a text makes, with their places.
fn ids(text: &str) -> impl Iterator<Item = (usize, &str)> {
    MAKERS.iter().flat_map(move |maker| {
        text.match_indices(maker).filter_map(move |(at, _)| {
            let rest = text[at + maker.len()..].trim_start().strip_prefix('"')?;
            Some((at, &rest[..rest.find('"')?]))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    const SQS: &str = "static A: Rule = Rule::sourced(\n    \"SQS-01\",\n    \"a\", \"b\");";

    #[test]
    fn a_rule_of_one_service_may_have_facets() {
        let files = [
            ("crates/aws/src/services/sqs/limits.rs", SQS),
            ("crates/aws/src/services/sqs/policies.rs", "B = sourced(\"SQS-01\", \"c\")"),
            ("crates/aws/src/services/sns/limits.rs", "C = assumed(\"SNS-01\", \"c\"); fn sourced(id: u8) {}"),
        ];
        assert!(found(find, &files).is_empty());
    }

    #[test]
    fn a_rule_of_two_services_is_found() {
        let files = [
            ("crates/aws/src/services/sns/limits.rs", "C = assumed(\"SQS-01\", \"c\");"),
            ("crates/aws/src/services/sqs/limits.rs", SQS),
        ];
        let problems = found(find, &files);
        assert!(
            problems.len() == 1 && problems[0].contains("rule 'SQS-01' is written in 'sns' already"),
            "{problems:?}"
        );
    }
}
