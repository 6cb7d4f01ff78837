//! What the parts of a line of a template are, for colouring it. YAML and JSON look alike enough for one reader.

/// What a part of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// A key of a map.
    Key,
    /// A text in quotes.
    Quoted,
    /// A number, with its unit where it has one.
    Number,
    /// `true`, `false` or `null`.
    Word,
    /// A tag: `!Ref`.
    Tag,
    /// A comment.
    Comment,
    /// Brackets, colons, dashes.
    Mark,
    /// Anything else.
    Plain,
}

/// Parts a line; the parts together are the line.
#[must_use]
pub fn line(text: &str) -> Vec<(Token, &str)> {
    let mut parts: Vec<(Token, &str)> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let is_first = parts.iter().all(|(_, part)| part.trim().is_empty() || *part == "-");
        let (token, length) = next(rest, is_first, parts.last().is_none_or(|(_, part)| part.ends_with(' ')));
        let (part, after) = rest.split_at(length.max(1));
        parts.push((token, part));
        rest = after;
    }
    parts
}

/// Returns what the text begins with, and how many bytes of it.
fn next(text: &str, is_first: bool, after_space: bool) -> (Token, usize) {
    let first = text.chars().next().unwrap_or(' ');
    match first {
        ' ' | '\t' => (Token::Plain, text.len() - text.trim_start_matches([' ', '\t']).len()),
        '#' if after_space => (Token::Comment, text.len()),
        '"' | '\'' => {
            let length = quoted(text, first);
            (if is_key(&text[length..]) { Token::Key } else { Token::Quoted }, length)
        }
        '!' => (Token::Tag, text.find(|c: char| c.is_whitespace() || ",]}".contains(c)).unwrap_or(text.len())),
        '-' if is_first && (text.len() == 1 || text[1..].starts_with(' ')) => (Token::Mark, 1),
        '{' | '}' | '[' | ']' | ',' | ':' | '|' | '>' => (Token::Mark, 1),
        _ => word(text, first),
    }
}

/// Returns the length of a text in quotes, up to the end of the line where it goes on.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

fn word(text: &str, first: char) -> (Token, usize) {
    let ends = |(at, c): &(usize, char)| match c {
        ',' | ']' | '}' => true,
        ':' => is_key(&text[*at..]),
        '#' => text[..*at].ends_with(' '),
        _ => false,
    };
    let end = text.char_indices().find(ends).map_or(text.len(), |(at, _)| at);
    // A character that ends words and stands alone is a word of its own.
    let end = if end == 0 { first.len_utf8() } else { end };
    let (word, after) = text.split_at(end);
    let token = match word.trim_end() {
        _ if is_key(after) => Token::Key,
        "true" | "false" | "null" => Token::Word,
        number if is_number(number) => Token::Number,
        _ => Token::Plain,
    };
    (token, end)
}

/// Tells whether what stands before is a key.
fn is_key(after: &str) -> bool {
    after.trim_start().strip_prefix(':').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Tells whether a word is a number, perhaps with a unit as durations have.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let unit = digits.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    digits.starts_with(|c: char| c.is_ascii_digit()) && unit.len() < 3 && unit.chars().all(|c| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Names each part that is no space.
    fn parted(text: &str) -> Vec<(Token, &str)> {
        line(text).into_iter().map(|(token, part)| (token, part.trim())).filter(|(_, part)| !part.is_empty()).collect()
    }

    #[test]
    fn lines_of_a_template_are_parted() {
        use Token::*;
        assert_eq!(
            parted("    Timeout: 10 # seconds"),
            [(Key, "Timeout"), (Mark, ":"), (Number, "10"), (Comment, "# seconds")]
        );
        assert_eq!(
            parted("  Queue: !GetAtt Jobs.Arn"),
            [(Key, "Queue"), (Mark, ":"), (Tag, "!GetAtt"), (Plain, "Jobs.Arn")]
        );
        assert_eq!(
            parted("- { At: 3m, On: true }"),
            [
                (Mark, "-"),
                (Mark, "{"),
                (Key, "At"),
                (Mark, ":"),
                (Number, "3m"),
                (Mark, ","),
                (Key, "On"),
                (Mark, ":"),
                (Word, "true"),
                (Mark, "}"),
            ]
        );
        assert_eq!(
            parted(r#"  "Type": "AWS::SQS::Queue","#),
            [(Key, r#""Type""#), (Mark, ":"), (Quoted, r#""AWS::SQS::Queue""#), (Mark, ","),]
        );
        assert_eq!(parted("Type: AWS::SQS::Queue"), [(Key, "Type"), (Mark, ":"), (Plain, "AWS::SQS::Queue")]);
    }

    proptest! {
        #[test]
        fn the_parts_of_any_line_are_the_line(text in "[ -~äβ→]{0,40}") {
            let joined: String = line(&text).iter().map(|(_, part)| *part).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
