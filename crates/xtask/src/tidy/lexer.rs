//! Just enough of Rust's lexical rules to tell code from comments and strings, and where a block ends.
//!
//! Every mask has the length of the text it masks, with newlines kept, so that positions and lines stay true.
//! A full parser would also do, but would cost a cold build more than all of this crate.

/// The same text in two stages of undress.
#[derive(Debug)]
pub(super) struct Masks {
    /// Comments blanked.
    pub(super) without_comments: String,
    /// Comments and the insides of strings and characters blanked.
    pub(super) code: String,
}

/// What a stretch of text is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Comment,
    Literal,
}

/// Blanks the comments and literals of `text`.
pub(super) fn masks(text: &str) -> Masks {
    let mut without_comments = Vec::with_capacity(text.len());
    let mut code = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (kind, length) = token(&bytes[at..], at.checked_sub(1).map(|before| bytes[before]));
        let token = &bytes[at..at + length];
        let blank = token.iter().map(|byte| if *byte == b'\n' { b'\n' } else { b' ' });
        match kind {
            Kind::Code => {
                without_comments.extend_from_slice(token);
                code.extend_from_slice(token);
            }
            Kind::Comment => {
                without_comments.extend(blank.clone());
                code.extend(blank);
            }
            Kind::Literal => {
                without_comments.extend_from_slice(token);
                code.extend(blank);
            }
        }
        at += length;
    }
    let text = |bytes| String::from_utf8(bytes).expect("tokens end at ASCII bytes, so no character is cut");
    Masks { without_comments: text(without_comments), code: text(code) }
}

/// Returns what begins at the start of `rest` and how many bytes it takes.
fn token(rest: &[u8], before: Option<u8>) -> (Kind, usize) {
    if rest.starts_with(b"//") {
        return (Kind::Comment, rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()));
    }
    if rest.starts_with(b"/*") {
        return (Kind::Comment, block_comment(rest));
    }
    let in_word = before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !in_word && let Some(length) = raw_string(rest) {
        return (Kind::Literal, length);
    }
    match rest[0] {
        b'"' => (Kind::Literal, quoted(rest, b'"')),
        b'\'' => character(rest).map_or((Kind::Code, 1), |length| (Kind::Literal, length)),
        // A whole character, so that no mask cuts one.
        _ => (Kind::Code, 1 + rest[1..].iter().take_while(|byte| (**byte & 0xC0) == 0x80).count()),
    }
}

/// Block comments nest in Rust.
fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// `r"…"`, `r#"…"#`, with `b` or `c` before the `r`.
fn raw_string(rest: &[u8]) -> Option<usize> {
    let prefix = if matches!(rest[0], b'b' | b'c') { 1 } else { 0 };
    if rest.get(prefix) != Some(&b'r') {
        return None;
    }
    let hashes = rest[prefix + 1..].iter().take_while(|byte| **byte == b'#').count();
    let open = prefix + 1 + hashes;
    if rest.get(open) != Some(&b'"') {
        return None;
    }
    let mut close = vec![b'"'];
    close.extend(std::iter::repeat_n(b'#', hashes));
    let inside = &rest[open + 1..];
    let end = inside.windows(close.len()).position(|window| window == close);
    Some(end.map_or(rest.len(), |end| open + 1 + end + close.len()))
}

fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Tells a character from a lifetime: `'a'` and `'\n'` end in a quote, `'a` does not.
fn character(rest: &[u8]) -> Option<usize> {
    if rest.get(1) == Some(&b'\\') {
        return Some(quoted(rest, b'\''));
    }
    let width = match rest.get(1)? {
        0..=0x7F => 1,
        0x80..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    };
    (rest.get(1 + width) == Some(&b'\'')).then_some(width + 2)
}

/// Returns the position just after the block that opens at `open`, in masked code.
pub(super) fn block_end(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

/// Blanks every item under `#[cfg(test)]`.
pub(super) fn without_test_modules(code: &str) -> String {
    let mut result = code.to_owned();
    while let Some(start) = result.find("#[cfg(test)]") {
        let after = start + "#[cfg(test)]".len();
        // An item without a body, such as `mod tests;`, ends at its semicolon.
        let end = match result[after..].find(['{', ';']) {
            Some(at) if result.as_bytes()[after + at] == b'{' => block_end(&result, after + at),
            Some(at) => after + at + 1,
            None => result.len(),
        };
        let blank: String = result[start..end].chars().map(|it| if it == '\n' { '\n' } else { ' ' }).collect();
        result.replace_range(start..end, &blank);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        let code = masks(text).code;
        assert_eq!(code.len(), text.len(), "a mask keeps every position");
        code.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_and_strings_are_blanked() {
        assert_eq!(code("let a = \"{\"; // {\nb"), "let a = ; b");
        assert_eq!(code("a /* { /* { */ */ b"), "a b");
        assert_eq!(code("r#\"\"{\"# + br\"{\" + \"\\\"{\""), "+ +");
    }

    #[test]
    fn lifetimes_are_code_and_characters_are_not() {
        assert_eq!(code("fn f<'a>(x: &'a str) { '{'; '\\''; 'é' }"), "fn f<'a>(x: &'a str) { ; ; }");
    }

    #[test]
    fn an_identifier_that_ends_in_r_starts_no_string() {
        assert_eq!(code("for r in bar\"x\" {}"), "for r in bar {}");
    }

    #[test]
    fn test_modules_vanish_with_their_bodies() {
        let left = without_test_modules("fn a() {}\n#[cfg(test)]\nmod tests { fn b() { {} } }\nfn c() {}");
        assert_eq!(left.split_whitespace().collect::<Vec<_>>().join(" "), "fn a() {} fn c() {}");
        assert_eq!(without_test_modules("#[cfg(test)] mod tests; fn c() {}").trim(), "fn c() {}");
    }
}
