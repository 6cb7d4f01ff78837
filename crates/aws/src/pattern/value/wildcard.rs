//! Strings with `*` for any run of characters, and the limit on how many of them a field may have.

use std::collections::BTreeSet;

/// A pattern with wildcards, split at them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wildcard {
    /// As written, for messages.
    pub(crate) text: String,
    /// What the string starts with; all of it where there is no `*`.
    first: String,
    /// What has to follow in this order.
    middle: Vec<String>,
    /// What the string ends with; none where there is no `*`.
    last: Option<String>,
}

impl Wildcard {
    /// Reads a pattern: `\*` and `\\` stand for the characters themselves.
    ///
    /// # Errors
    /// Returns the library's text. Its positions are bytes, counted with the opening quotation mark.
    pub(crate) fn new(text: &str) -> Result<Self, String> {
        let mut parts = vec![String::new()];
        let mut characters = text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            let literal = match (character, next) {
                ('*', Some('*')) => {
                    return Err(format!("Consecutive wildcard characters at pos {}", at + 1));
                }
                ('*', _) => {
                    parts.push(String::new());
                    continue;
                }
                ('\\', Some(escaped @ ('*' | '\\'))) => {
                    characters.next();
                    escaped
                }
                ('\\', _) => return Err(format!("Invalid escape character at pos {}", at + 1)),
                (other, _) => other,
            };
            if let Some(part) = parts.last_mut() {
                part.push(literal);
            }
        }
        let first = parts.remove(0);
        let last = parts.pop();
        Ok(Self { text: text.to_owned(), first, middle: parts, last })
    }

    /// Tells whether the whole string matches. Taking the leftmost place for each part is enough, because a part
    /// is fixed text: a later place never leaves more room for the rest.
    pub(crate) fn accepts(&self, value: &str) -> bool {
        let Some(last) = &self.last else {
            return value == self.first;
        };
        let Some(mut rest) = value.strip_prefix(self.first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str()))
        else {
            return false;
        };
        for part in &self.middle {
            match rest.find(part.as_str()) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
        true
    }

    /// The pattern as steps of an automaton over bytes, with the quotation marks that the library matches, too.
    fn steps(&self) -> Vec<Step> {
        let mut steps = vec![Step::Byte(b'"')];
        steps.extend(self.first.bytes().map(Step::Byte));
        for part in self.middle.iter().chain(self.last.iter()) {
            steps.push(Step::Any);
            steps.extend(part.bytes().map(Step::Byte));
        }
        steps.push(Step::Byte(b'"'));
        steps
    }
}

/// Most wildcard prefixes that one string may match at once in a field (assumed; AWS publishes no number).
///
/// Ten fits what is recorded: AWS refuses `*:*:*:*:*:event-bus/*`, with 11, and accepts 8.
const PREFIXES_MAX: usize = 10;

/// Sets of prefixes looked at before a field passes as simple: keeps a hostile pattern from taking long.
const SETS_MAX: usize = 20_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Byte(u8),
    Any,
}

/// Tells whether EventBridge refuses the wildcards of a field as too complex.
///
/// The measure is that of the library's complexity evaluator: how many prefixes of the patterns the worst string
/// can match at the same time.
pub(crate) fn is_too_complex(wildcards: &[&Wildcard]) -> bool {
    let programs: Vec<Vec<Step>> = wildcards.iter().map(|wildcard| wildcard.steps()).collect();
    let mut alphabet: BTreeSet<Option<u8>> = BTreeSet::from([None]);
    alphabet.extend(programs.iter().flatten().filter_map(|step| match step {
        Step::Byte(byte) => Some(Some(*byte)),
        Step::Any => None,
    }));
    // A state is (program, step that comes next): the start is before the first step of each.
    let start: BTreeSet<(usize, usize)> = (0..programs.len()).map(|program| (program, 0)).collect();
    let mut seen = BTreeSet::from([start.clone()]);
    let mut pending = vec![start];
    while let Some(active) = pending.pop() {
        for byte in &alphabet {
            let next = advance(&programs, &active, *byte);
            if next.len() > PREFIXES_MAX {
                return true;
            }
            if !next.is_empty() && seen.len() < SETS_MAX && seen.insert(next.clone()) {
                pending.push(next);
            }
        }
    }
    false
}

/// Moves every state over one byte (none: a byte that no pattern names).
///
/// Position `n` means that the first `n` steps are done; a wildcard that comes next counts as entered already,
/// since it also matches nothing.
fn advance(programs: &[Vec<Step>], active: &BTreeSet<(usize, usize)>, byte: Option<u8>) -> BTreeSet<(usize, usize)> {
    let mut next = BTreeSet::new();
    let mut enter = |program: usize, done: usize| {
        next.insert((program, done));
        if programs[program].get(done) == Some(&Step::Any) {
            next.insert((program, done + 1));
        }
    };
    for &(program, done) in active {
        let steps = &programs[program];
        if done > 0 && steps[done - 1] == Step::Any {
            enter(program, done);
        }
        match steps.get(done) {
            Some(Step::Byte(wanted)) if Some(*wanted) == byte => enter(program, done + 1),
            _ => {}
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The obvious definition, exponential and without a clever step.
    fn naive(pattern: &[char], value: &[char]) -> bool {
        match pattern {
            [] => value.is_empty(),
            ['*', rest @ ..] => (0..=value.len()).any(|skipped| naive(rest, &value[skipped..])),
            ['\\', literal, rest @ ..] | [literal, rest @ ..] => {
                value.first() == Some(literal) && naive(rest, &value[1..])
            }
        }
    }

    proptest! {
        #[test]
        fn a_wildcard_matches_what_the_obvious_definition_matches(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["a", "b", "é", "\\*", "\\\\", "*"]), 0..8),
            value in prop::collection::vec(prop::sample::select(vec!['a', 'b', 'é', '*', '\\']), 0..9),
        ) {
            let mut pieces = pieces;
            pieces.dedup_by(|next, previous| *next == "*" && *previous == "*");
            let pattern = pieces.concat();
            let text: String = value.iter().collect();
            let wildcard = Wildcard::new(&pattern).expect("no two wildcards in a row");
            let letters: Vec<char> = pattern.chars().collect();
            prop_assert_eq!(wildcard.accepts(&text), naive(&letters, &value), "{} on {}", pattern, text);
        }
    }

    #[test]
    fn parts_do_not_overlap() {
        let wildcard = Wildcard::new("ab*ba").unwrap();
        assert!(!wildcard.accepts("aba"));
        assert!(wildcard.accepts("abba"));
    }

    #[test]
    fn wildcards_are_refused_where_they_could_be_in_too_many_places_at_once() {
        let complex = |texts: &[&str]| {
            let wildcards: Vec<Wildcard> = texts.iter().map(|text| Wildcard::new(text).unwrap()).collect();
            is_too_complex(&wildcards.iter().collect::<Vec<_>>())
        };
        assert!(complex(&["*:*:*:*:*:event-bus/*"]));
        assert!(!complex(&["arn:aws:events:us-east-1:*:event-bus/*"]));
        assert!(!complex(&["*.bif", "*.tiff", "*.tif", "*.svs"]));
        assert!(!complex(&["*/datasync/*.bif", "*/datasync/*.tif"]));
        assert!(complex(&["*/datasync/*.bif", "*/datasync/*.tif", "*/datasync/*.tiff", "*/datasync/*.svs"]));
    }
}
