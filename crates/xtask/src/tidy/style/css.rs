//! Just enough of CSS to find selectors, classes and values with their lines.

/// A list of selectors before a block, and the line where it ends.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) selector: String,
    pub(super) line: usize,
}

/// Blanks the comments of a style sheet, position for position.
pub(super) fn without_comments(css: &str) -> String {
    let mut result = css.to_owned();
    while let Some(start) = result.find("/*") {
        let end = result[start..].find("*/").map_or(result.len(), |end| start + end + 2);
        let blank: String = result[start..end]
            .chars()
            .map(|it| if it == '\n' { "\n".to_owned() } else { " ".repeat(it.len_utf8()) })
            .collect();
        result.replace_range(start..end, &blank);
    }
    result
}

/// Returns the selectors of a style sheet, those inside `@media` and `@layer` too, but no steps of `@keyframes`.
pub(super) fn rules(css: &str) -> Vec<Rule> {
    let css = without_comments(css);
    let mut rules = Vec::new();
    // For every block that is open: whether it holds the steps of an animation.
    let mut open: Vec<bool> = Vec::new();
    let (mut prelude, mut line) = (String::new(), 1);
    for it in css.chars() {
        match it {
            '{' => {
                let selector = prelude.trim().to_owned();
                let in_keyframes = open.last().copied().unwrap_or(false);
                open.push(in_keyframes || selector.starts_with("@keyframes"));
                if !selector.starts_with('@') && !in_keyframes {
                    rules.push(Rule { selector, line });
                }
                prelude.clear();
            }
            '}' => {
                open.pop();
                prelude.clear();
            }
            ';' => prelude.clear(),
            _ => prelude.push(it),
        }
        if it == '\n' {
            line += 1;
        }
    }
    rules
}

/// Returns the selector without the insides of `[…]`, whose values are data.
pub(super) fn without_attributes(selector: &str) -> String {
    let mut inside = false;
    selector
        .chars()
        .map(|it| {
            inside = match it {
                '[' => true,
                ']' => false,
                _ => inside,
            };
            if inside { ' ' } else { it }
        })
        .map(|it| if it == ']' { '*' } else { it })
        .collect()
}

/// Returns the class names of a selector.
pub(super) fn classes(selector: &str) -> Vec<String> {
    let plain = without_attributes(selector);
    let name =
        |rest: &str| rest.chars().take_while(|it| it.is_alphanumeric() || matches!(it, '-' | '_')).collect::<String>();
    let after_dot = plain.match_indices('.').map(|(at, _)| name(&plain[at + 1..]));
    after_dot.filter(|name| name.starts_with(|it: char| it.is_alphabetic() || it == '_')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_found_inside_layers_but_not_inside_animations() {
        let css = "@layer panels {\n.a, .b:hover { color: red; }\n}\n@keyframes k { from { top: 0 } to { top: 1px } }\n.c { & .d { top: 0 } }";
        let found: Vec<(usize, String)> = rules(css).into_iter().map(|rule| (rule.line, rule.selector)).collect();
        let expected = [(2, ".a, .b:hover"), (5, ".c"), (5, "& .d")].map(|(line, text)| (line, text.to_owned()));
        assert_eq!(found, expected);
    }

    #[test]
    fn classes_leave_out_attribute_values() {
        assert_eq!(classes(".a__b--c[data-x=\"y.z\"] > .d:not(.e)"), ["a__b--c", "d", "e"]);
    }
}
