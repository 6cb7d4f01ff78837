//! The page meets the browser at a few narrow doors; elsewhere `web_sys` may be named for event types only.

use crate::tidy::tree::Tree;
use crate::tidy::{Report, lexer};

const DOORS: &[&str] = &["web/src/shell/", "web/src/gesture/", "web/src/paint/"];

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    let inside = |path: &str| {
        DOORS.iter().any(|door| path.starts_with(door) || path == format!("{}.rs", door.trim_end_matches('/')))
    };
    for file in tree.rust().filter(|file| file.path.starts_with("web/src/") && !inside(&file.path)) {
        let code = file.code_without_tests();
        for (at, _) in code.match_indices("web_sys::") {
            for name in named(&code, at + "web_sys::".len()).into_iter().filter(|name| !name.ends_with("Event")) {
                let problem = format!("web_sys::{name} outside the doors of the page");
                report.add(&file.path, file.line_of(at), problem, "call a function of shell, gesture or paint");
            }
        }
    }
}

/// Returns the names of the path that goes on at `start`, or of all in its braces.
fn named(code: &str, start: usize) -> Vec<String> {
    let word = |text: &str| text.trim().chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect::<String>();
    if code[start..].starts_with('{') {
        let end = lexer::block_end(code, start);
        code[start + 1..end.saturating_sub(1)].split(',').map(word).filter(|name| !name.is_empty()).collect()
    } else {
        vec![word(&code[start..])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn the_browser_is_found_outside_its_doors() {
        let text = "use web_sys::{KeyboardEvent, Window};\n";
        let files = [("web/src/panels/a.rs", text), ("web/src/shell/b.rs", text), ("web/src/gesture.rs", text)];
        assert_eq!(found(find, &files), ["web/src/panels/a.rs:1: web_sys::Window outside the doors of the page"]);
    }

    #[test]
    fn event_types_pass_everywhere() {
        assert!(found(find, &[("web/src/app.rs", "fn f(ev: web_sys::PointerEvent) {}")]).is_empty());
    }
}
