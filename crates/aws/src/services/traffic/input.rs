//! What each send carries: the entry's input with `{n}` and `{pick:a,b,c}` put in.

use crate::service::action::{Action, Input};
use kernel::rng::mix;
use serde_json::Value;

/// How the input of a send is made.
#[derive(Clone, Debug)]
pub(super) enum Inputs {
    /// The same for all, made once.
    Constant(Input),
    /// Another for each.
    Varying {
        /// The input as it was written.
        written: Value,
        /// What every choice is drawn from, with the count.
        seed: u64,
    },
}

impl Inputs {
    pub(super) fn new(action: &Action, written: &Value, seed: u64) -> Self {
        match varies(written) {
            false => Self::Constant(action.input(written.clone())),
            true => Self::Varying { written: written.clone(), seed },
        }
    }

    /// Returns what the send of a count carries.
    pub(super) fn of(&self, action: &Action, ordinal: u32) -> Input {
        match self {
            Self::Constant(input) => input.clone(),
            Self::Varying { written, seed } => {
                let mut choices = Choices { seed: mix(*seed ^ u64::from(ordinal)), made: 0 };
                action.input(filled(written, ordinal, &mut choices))
            }
        }
    }
}

/// Choices of one send; each depends on seed, count and position alone.
struct Choices {
    seed: u64,
    made: u64,
}

impl Choices {
    fn below(&mut self, bound: usize) -> usize {
        self.made += 1;
        let bits = mix(self.seed.wrapping_add(self.made.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        ((u128::from(bits) * bound as u128) >> 64) as usize
    }
}

fn varies(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains("{n}") || text.contains("{pick:"),
        Value::Array(items) => items.iter().any(varies),
        Value::Object(map) => map.values().any(varies),
        _ => false,
    }
}

fn filled(value: &Value, ordinal: u32, choices: &mut Choices) -> Value {
    match value {
        Value::String(text) => Value::String(filled_text(text, ordinal, choices)),
        Value::Array(items) => items.iter().map(|item| filled(item, ordinal, choices)).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), filled(value, ordinal, choices))).collect(),
        other => other.clone(),
    }
}

fn filled_text(text: &str, ordinal: u32, choices: &mut Choices) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, tail) = rest.split_at(start);
        out.push_str(before);
        rest = if let Some(after) = tail.strip_prefix("{n}") {
            out.push_str(&ordinal.to_string());
            after
        } else if let Some((list, after)) = tail.strip_prefix("{pick:").and_then(|tail| tail.split_once('}')) {
            let options = list.split(',').count();
            out.push_str(list.split(',').nth(choices.below(options)).unwrap_or_default().trim());
            after
        } else {
            out.push('{');
            &tail[1..]
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::action::action;
    use serde_json::json;

    #[test]
    fn counts_and_choices_are_put_in() {
        let send = action("SendMessage").expect("an action of the list");
        let written = json!({ "MessageBody": { "id": "o-{n}", "size": "{pick:s,m,l}" }, "MessageGroupId": "g{n}" });
        let inputs = Inputs::new(send, &written, 7);
        let third = inputs.of(send, 2);
        assert_eq!(third.parameters.text("MessageGroupId"), Some("g2"));
        assert_eq!(third.payload.json()["id"], "o-2");
        assert_eq!(third.payload.text(), inputs.of(send, 2).payload.text(), "a send carries the same in every run");
        for size in ["s", "m", "l"] {
            let often = (0..3_000).filter(|n| inputs.of(send, *n).payload.json()["size"] == size).count();
            assert!((880..1_120).contains(&often), "{size}: {often}");
        }
    }

    #[test]
    fn other_braces_stay() {
        let mut choices = Choices { seed: 1, made: 0 };
        assert_eq!(filled_text(r#"{"a":{n},"b":"{pick:x}","c":{}}"#, 3, &mut choices), r#"{"a":3,"b":"x","c":{}}"#);
        assert_eq!(filled_text("{pick:a", 3, &mut choices), "{pick:a");
    }
}
