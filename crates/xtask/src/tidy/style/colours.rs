//! Colours stand in the token files and nowhere else, so that a theme is one file and contrast can be checked once.

use super::css;
use crate::tidy::Report;
use crate::tidy::tree::{File, Tree, numbered, words};

const TOKEN_FILES: &[&str] = &["web/styles/tokens.css", "web/styles/themes.css"];

const FUNCTIONS: &[&str] = &["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "color("];

const NAMES: &[&str] = &[
    "black", "white", "red", "green", "blue", "yellow", "orange", "purple", "pink", "brown", "gray", "grey", "cyan",
    "magenta", "teal", "navy", "maroon", "olive", "lime", "aqua", "silver", "gold", "crimson", "tomato",
];

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.files().iter().filter(|file| is_checked(file)) {
        let text = if file.extension() == "css" {
            css::without_comments(&file.text)
        } else {
            file.without_comments().to_owned()
        };
        for (line, text) in numbered(&text) {
            for colour in colours(text, file.extension()) {
                report.add(
                    &file.path,
                    line,
                    format!("the colour '{colour}'"),
                    "name a token of themes.css, as var(--…), or currentColor in an icon",
                );
            }
        }
    }
}

/// The page, what decides what it shows, and the icons. The icon of the browser's tab has no style sheet to ask.
fn is_checked(file: &File) -> bool {
    let place = ["web/", "crates/editor/", "public/"].iter().any(|place| file.path.starts_with(place));
    let kind = matches!(file.extension(), "css" | "rs" | "html" | "js" | "svg");
    let free = TOKEN_FILES.contains(&file.path.as_str()) || file.path.contains("favicon") || file.is_test();
    place && kind && !free
}

fn colours(line: &str, extension: &str) -> Vec<String> {
    let mut found = hex(line);
    for function in FUNCTIONS {
        let name = &function[..function.len() - 1];
        // In Rust a function may be named so; a colour there stands in a string.
        let quoted = extension != "rs" || line.contains('"');
        found.extend(
            words(line, name)
                .filter(|at| quoted && line[at + name.len()..].starts_with('('))
                .map(|_| format!("{function}…)")),
        );
    }
    if extension == "css"
        && let Some((property, value)) = line.split_once(':')
    {
        let declares = property.trim().chars().all(|it| it.is_ascii_alphanumeric() || it == '-');
        let plain = |at: usize, name: &str| !value[..at].ends_with('-') && !value[at + name.len()..].starts_with('-');
        let named = NAMES.iter().filter(|name| declares && words(value, name).any(|at| plain(at, name)));
        found.extend(named.map(|name| (*name).to_owned()));
    }
    found
}

/// Finds `#` with 3, 4, 6 or 8 hexadecimal digits.
fn hex(line: &str) -> Vec<String> {
    let candidate = |at: usize| {
        let digits: String =
            line[at + 1..].chars().take_while(|it| it.is_alphanumeric() || matches!(it, '_' | '-')).collect();
        let hexadecimal = digits.chars().all(|it| it.is_ascii_hexdigit()) && matches!(digits.len(), 3 | 4 | 6 | 8);
        // `&#123;` is a character of HTML, and `href="#` leads to a place in the page.
        let other = line[..at].ends_with('&') || line[..at].ends_with("href=\"");
        (hexadecimal && !other).then(|| format!("#{digits}"))
    };
    line.match_indices('#').filter_map(|(at, _)| candidate(at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn colours_outside_the_token_files_are_found() {
        let css = ".a { \n  color: #1b2430;\n  background: white;\n  border-color: rgb(0 0 0);\n}\n";
        let expected = ["a.css:2: the colour '#1b2430'", "a.css:3: the colour 'white'", "a.css:4: the colour 'rgb(…)'"];
        let expected = expected.map(|text| format!("web/src/{text}"));
        assert_eq!(found(find, &[("web/src/a.css", css)]), expected);
        assert_eq!(found(find, &[("web/src/paint.rs", "let ink = \"#fff\";")]).len(), 1);
        assert_eq!(found(find, &[("public/icons/sqs.svg", "<path stroke=\"#123456\"/>")]).len(), 1);
    }

    #[test]
    fn tokens_comments_and_attributes_pass() {
        let files = [
            ("web/styles/themes.css", ":root { --text: #1b2430; }"),
            ("web/src/a.css", "/* #fff */ .a { color: var(--gray-7); white-space: nowrap; }\n.a:hover { top: 0 }"),
            ("web/src/a.rs", "#[component]\nfn a() { rgb(1) } // #fff"),
        ];
        assert!(found(find, &files).is_empty());
    }
}
