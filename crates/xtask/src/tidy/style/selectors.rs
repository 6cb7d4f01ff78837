//! Selectors stay weak and local: classes, attributes and states; no ids, no element names outside `base.css`,
//! no `!important`.

use super::css;
use crate::tidy::Report;
use crate::tidy::tree::{File, Tree, numbered};

/// The one place that styles bare elements.
const BASE: &str = "web/styles/base.css";

/// Pseudo-classes whose argument is a list of selectors; the arguments of others are words such as `odd`.
const TAKE_SELECTORS: &[&str] = &[":is", ":where", ":not", ":has", ":host", ":slotted", ":host-context"];

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.with_extension("css") {
        for (line, text) in numbered(&css::without_comments(&file.text)) {
            if text.contains("!important") {
                report.add(&file.path, line, "!important", "put the rule into a later layer");
            }
        }
        for rule in css::rules(&file.text) {
            selector(file, &rule, report);
        }
    }
}

fn selector(file: &File, rule: &css::Rule, report: &mut Report<'_>) {
    let plain = without_words(&css::without_attributes(&rule.selector));
    if plain.contains('#') {
        report.add(&file.path, rule.line, format!("an id in '{}'", rule.selector), "use a class or a data attribute");
    }
    if file.path == BASE {
        return;
    }
    let compounds = plain.split([' ', ',', '>', '+', '~', '(', ')', '\n', '\t']);
    for element in compounds.filter(|compound| compound.starts_with(|it: char| it.is_ascii_alphabetic())) {
        let problem = format!("the element '{element}' in '{}'", rule.selector);
        report.add(&file.path, rule.line, problem, format!("give it a class, or say it in {BASE}"));
    }
}

/// Blanks the arguments of pseudo-classes that take no selectors, such as `:nth-child(odd)` or `:lang(en)`.
fn without_words(selector: &str) -> String {
    let mut result = String::new();
    let mut rest = selector;
    while let Some(open) = rest.find('(') {
        let takes = TAKE_SELECTORS.iter().any(|name| rest[..open].ends_with(name));
        result.push_str(&rest[..=open]);
        rest = &rest[open + 1..];
        if !takes {
            rest = rest.find(')').map_or("", |close| &rest[close..]);
        }
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn strong_selectors_are_found() {
        let css = "#app {}\n.a > button {}\n.a { top: 0 !important; }\n.a:is(:hover, p) {}";
        let expected = [
            "a.css:3: !important",
            "a.css:1: an id in '#app'",
            "a.css:2: the element 'button' in '.a > button'",
            "a.css:4: the element 'p' in '.a:is(:hover, p)'",
        ];
        assert_eq!(found(find, &[("a.css", css)]), expected);
    }

    #[test]
    fn classes_states_and_the_base_pass() {
        let css = ":root {}\n.a__b:nth-child(odd)::before, .a[data-x=\"y\"]:focus-visible {}\n@media (width < 40rem) { .a { top: 0 } }";
        assert!(found(find, &[("a.css", css), (BASE, "button, input {}")]).is_empty());
    }
}
