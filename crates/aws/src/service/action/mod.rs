//! The API actions that clients and functions take, in AWS's words: which parameter is the content, and which way the
//! call goes.
//!
//! A template writes an action's input as one map. What the action carries (a body, a message, a payload) becomes the
//! item's payload, everything else its parameters.

mod check;
mod list;
mod parameters;

pub use check::{INVOCATION_TYPES, Order, Taking, known_action};
pub use list::ACTIONS;
pub use parameters::{Parameter, ParameterKind};

use crate::message::{Invocation, Operation};
use crate::payload::{Parameters, Payload};
use crate::service::Descriptor;
use crate::stack::latency::Hop;
use serde_json::Value;

/// An action that can be named in a template.
#[derive(Debug)]
pub struct Action {
    /// AWS's name.
    pub name: &'static str,
    /// The parameter that is the content; empty where there is none.
    pub content: &'static str,
    /// Which way a client's call goes.
    pub hop: Hop,
    /// AWS's types of the resources that take it at AWS, of services that do not yet.
    pub later: &'static [&'static str],
    /// Its parameters, under AWS's names or those of the template format.
    pub keys: &'static [&'static str],
}

/// Parameters that are whole numbers.
const WHOLE: [&str; 6] =
    ["Size", "DelaySeconds", "VisibilityTimeout", "MaxNumberOfMessages", "WaitTimeSeconds", "Port"];

/// Returns the action of a name.
#[must_use]
pub fn action(name: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.name == name)
}

/// What a call carries.
#[derive(Clone, Debug)]
pub struct Input {
    /// The content.
    pub payload: Payload,
    /// Everything else.
    pub parameters: Parameters,
    /// How a function is invoked.
    pub invocation: Invocation,
}

impl Action {
    /// Returns AWS's types of the resources that take it.
    pub fn takers(&self) -> impl Iterator<Item = &'static str> {
        let takes = |service: &&&Descriptor| service.takes.contains(&self.name);
        crate::services::DESCRIPTORS.iter().filter(takes).map(|service| service.type_name)
    }

    /// Tells whether a resource of a type takes it.
    fn is_taken_by(&self, type_name: &str) -> bool {
        self.takers().any(|taker| taker == type_name)
    }

    /// Returns the operation that the receiver is asked for.
    #[must_use]
    pub fn operation(&self) -> Operation {
        Operation(self.name)
    }

    /// Parts an input into content and parameters. A map or list as content is sent as its JSON, text as it is; `Size`
    /// stands for content that is not written out.
    #[must_use]
    pub fn input(&self, input: Value) -> Input {
        let mut map = match input {
            Value::Object(map) => map,
            _ => serde_json::Map::new(),
        };
        for key in WHOLE {
            // A number may be quoted, or made of a count.
            let whole = map.get(key).and_then(Value::as_str).and_then(|text| text.trim().parse::<u64>().ok());
            if let Some(whole) = whole {
                map.insert(key.to_owned(), whole.into());
            }
        }
        let payload = match map.remove(self.content) {
            Some(Value::String(text)) => Payload::from_text(text),
            Some(other) => Payload::from_json(other),
            None => match map.get("Size").and_then(Value::as_u64) {
                Some(size) => Payload::of_size(size),
                None if self.name == "Invoke" => Payload::empty(),
                None => Payload::from_text(""),
            },
        };
        let invocation = match map.get("InvocationType").and_then(Value::as_str) {
            Some("Event") => Invocation::Async,
            Some("DryRun") => Invocation::DryRun,
            _ => Invocation::Sync,
        };
        Input { payload, parameters: Parameters::new(map), invocation }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_service_offers_is_taken_with_its_example() {
        for descriptor in crate::services::DESCRIPTORS {
            for name in descriptor.takes {
                let known = action(name).unwrap_or_else(|| panic!("{name} is no action of the list"));
                assert!(!known.keys.is_empty(), "{name} has no parameters in the list");
            }
            for spec in descriptor.actions {
                let action = action(spec.name).expect("an action of the list");
                assert!(action.is_taken_by(descriptor.type_name), "{} {}", descriptor.type_name, spec.name);
                let example: Value = serde_json::from_str(spec.example).expect("an example is JSON");
                for key in example.as_object().expect("an example is a map").keys() {
                    assert!(action.keys.contains(&key.as_str()), "{} {key}", spec.name);
                }
            }
        }
    }

    #[test]
    fn every_action_has_somebody_who_takes_it_and_a_name_of_its_own() {
        for (index, action) in ACTIONS.iter().enumerate() {
            let is_simulated = action.takers().next().is_some();
            assert!(is_simulated || !action.later.is_empty(), "{}", action.name);
            assert!(ACTIONS[index + 1..].iter().all(|other| other.name != action.name), "{}", action.name);
            let has_content = action.content.is_empty() || action.keys.contains(&action.content);
            assert!(!is_simulated || has_content, "{}", action.name);
        }
    }

    #[test]
    fn content_and_parameters_are_parted() {
        let part = |name: &str, input| action(name).expect("an action of the list").input(input);
        let sent = part("SendMessage", json!({ "MessageBody": { "id": 1 }, "DelaySeconds": 5 }));
        assert_eq!(sent.payload.text(), r#"{"id":1}"#);
        assert_eq!(sent.parameters.integer("DelaySeconds"), Some(5));
        let published = part("Publish", json!({ "Message": "hello" }));
        assert_eq!((published.payload.text().as_str(), published.parameters.is_empty()), ("hello", true));
        assert_eq!(part("PutObject", json!({ "Key": "a", "Size": 2_000_000 })).payload.size(), 2_000_000);
        assert_eq!(part("PutObject", json!({ "Key": "a", "Body": { "id": 1 } })).payload.size(), 8);
        assert_eq!(part("PutObject", json!({ "Key": "a", "Size": "3000" })).payload.size(), 3_000);
        let received = part("ReceiveMessage", json!({ "MaxNumberOfMessages": "5" }));
        assert_eq!(received.parameters.integer("MaxNumberOfMessages"), Some(5));
        assert_eq!(part("Invoke", json!({ "InvocationType": "Event" })).invocation, Invocation::Async);
        assert_eq!(part("Invoke", Value::Null).payload.text(), "{}");
    }
}
