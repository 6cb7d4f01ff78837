//! A function fits a screen: at most 70 lines, a component with its view at most 120.

use crate::tidy::tree::{Tree, words};
use crate::tidy::{Report, lexer};

const LINES_MAX: usize = 70;
const COMPONENT_LINES_MAX: usize = 120;

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.rust() {
        let code = file.code_without_tests();
        for at in words(&code, "fn") {
            let Some((name, lines)) = measure(&code, at) else { continue };
            let component = is_component(&code[..at]);
            let most = if component { COMPONENT_LINES_MAX } else { LINES_MAX };
            if lines > most {
                let problem = format!("function '{name}' has {lines} lines, more than {most}");
                report.add(&file.path, file.line_of(at), problem, "give its parts names and call them");
            }
        }
    }
}

/// Returns the name and length of the function whose `fn` stands at `at`, or nothing where `fn` is a type.
fn measure(code: &str, at: usize) -> Option<(&str, usize)> {
    let rest = code[at + 2..].trim_start();
    let name_length = rest.find(|it: char| !it.is_alphanumeric() && it != '_')?;
    if name_length == 0 {
        return None; // `fn(u32) -> u32` is the type of a pointer.
    }
    let body = code[at..].find(['{', ';']).map(|offset| at + offset)?;
    if code.as_bytes()[body] == b';' && !code[at..body].contains('[') {
        return None; // A method that a trait only declares.
    }
    let body = code[at..].find('{').map(|offset| at + offset)?;
    let end = lexer::block_end(code, body);
    Some((&rest[..name_length], code[at..end].lines().count()))
}

/// Looks for `#[component]` among the attributes just before, that is, since the last block or statement ended.
fn is_component(before: &str) -> bool {
    let start = before.rfind(['}', ';']).map_or(0, |at| at + 1);
    before[start..].contains("#[component")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    fn function(head: &str, lines: usize) -> String {
        format!("{head} {{\n{}}}\n", "    // a line\n".repeat(lines - 2))
    }

    #[test]
    fn seventy_lines_pass_and_one_more_is_found() {
        assert!(found(find, &[("a.rs", &function("fn f()", 70))]).is_empty());
        let long = format!("struct S;\n{}", function("fn f()", 71));
        assert_eq!(found(find, &[("a.rs", &long)]), ["a.rs:2: function 'f' has 71 lines, more than 70"]);
    }

    #[test]
    fn a_component_may_be_longer() {
        assert!(found(find, &[("a.rs", &function("#[component]\nfn F()", 120))]).is_empty());
        assert_eq!(found(find, &[("a.rs", &function("#[component]\nfn F()", 121))]).len(), 1);
    }

    #[test]
    fn pointers_declarations_and_tests_do_not_count() {
        let text = format!(
            "type F = fn(u8);\ntrait T {{ fn f(&self); }}\n#[cfg(test)]\nmod tests {{ {} }}",
            function("fn t()", 90)
        );
        assert!(found(find, &[("a.rs", &text)]).is_empty());
    }
}
