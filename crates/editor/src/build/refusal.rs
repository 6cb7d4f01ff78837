//! Why something that a person does to the running stack cannot be done, in sentences that name the card: those of the
//! reader of templates speak of places in a text that the person never wrote.

use super::INTERVENTIONS;
use crate::words::capital;
use aws::diagnostics::Diagnostic;
use aws::stack::world::name_of;
use std::sync::Arc;

/// Says what is wrong with what is done to a card: `Work: there is no key "Often" in rule 1. Did you mean "After"?`.
pub(crate) fn in_words(on: &str, problem: &Diagnostic) -> Arc<str> {
    let said = without_paths(&problem.told());
    let said = if problem.meanwhile.is_some() { said } else { capital(&said) };
    let hint = problem.hint.as_deref().filter(|_| problem.meanwhile.is_none());
    let hint = hint.map(|hint| format!(". {}", capital(&without_paths(hint)))).unwrap_or_default();
    format!("{}: {said}{hint}", name_of(on)).into()
}

/// Calls places of the list of deeds by what they are to the person.
fn without_paths(text: &str) -> String {
    let list = format!("\"{}", INTERVENTIONS.trim_end_matches('.'));
    let (mut said, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once(&list) {
        let (path, behind) = after.split_once('"').unwrap_or((after, ""));
        said.push_str(before);
        said.push_str(&place(path));
        rest = behind;
    }
    said + rest
}

/// Names a place by the keys that lead to it.
fn place(path: &str) -> String {
    let keys: Vec<&str> = path.split('.').filter(|key| !key.is_empty()).collect();
    match keys[..] {
        [] => "it".to_owned(),
        ["Value"] => "the value".to_owned(),
        ["Value", rule] => rule_words(rule),
        ["Value", rule, .., last] => format!("\"{last}\" of {}", rule_words(rule)),
        [.., last] => format!("\"{last}\""),
    }
}

/// Names a rule of failure by its index, from 1.
fn rule_words(index: &str) -> String {
    index.parse::<usize>().map_or_else(|_| format!("\"{index}\""), |index| format!("rule {}", index + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_place_of_the_template_is_told_that_the_person_never_saw() {
        let list = INTERVENTIONS.trim_end_matches('.');
        for (path, said) in [
            ("", "it"),
            (".Value", "the value"),
            (".Value.0", "rule 1"),
            (".Value.1.After", "\"After\" of rule 2"),
            (".Input.Body", "\"Body\""),
        ] {
            assert_eq!(
                without_paths(&format!("there is no \"{list}{path}\" here")),
                format!("there is no {said} here")
            );
        }
        assert_eq!(without_paths("\"x\" is no number"), "\"x\" is no number");
    }
}
