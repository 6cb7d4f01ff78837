//! What is wrong with an order to take an action, told before anything runs.

use super::{ACTIONS, Action, WHOLE, action};
use crate::behaviour::read::{check_keys, nearest};
use crate::diagnostics::Diagnostic;
use crate::service::properties::{Properties, Resource, Stack, Value};
use crate::services::descriptor_of;

/// What a call of a function may ask for (SYNC-01, SYNC-02).
pub const INVOCATION_TYPES: [&str; 3] = ["RequestResponse", "Event", "DryRun"];

/// Returns the action that a text names; one that there is not is reported. `path` is that of the order.
pub fn known_action(written: &Properties, problems: &mut Vec<Diagnostic>, path: &str) -> Option<&'static Action> {
    let name = written.scalar_text().unwrap_or_default();
    let known = action(&name);
    if known.is_none() {
        let names: Vec<_> = ACTIONS.iter().map(|action| action.name).collect();
        let hint = match nearest(&name, &names) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("actions are {}", names.join(", ")),
        };
        let problem = Diagnostic::error("wrong-value", written.at, format!("there is no action \"{name}\""));
        problems.push(problem.path(format!("{path}.Action")).hint(hint));
    }
    known
}

/// An order to take an action, as a template writes it.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The name of the action and where it stands.
    pub action: &'a Properties,
    /// Its parameters.
    pub input: &'a Properties,
    /// Who takes it.
    pub target: &'a Resource,
    /// The path of the order in the document.
    pub path: &'a str,
}

impl Order<'_> {
    /// Reports an action that its target does not take, one that is not simulated yet, and parameters that the action
    /// does not have.
    pub fn check(&self, action: &Action, stack: &Stack, problems: &mut Vec<Diagnostic>) -> Taking {
        let taking = action.taking(self.target, stack);
        match taking {
            Taking::Taken => self.check_input(action, problems),
            Taking::Later => problems.push(self.not_simulated(action)),
            Taking::Refused => problems.push(self.refused(action)),
        }
        taking
    }

    fn refused(&self, action: &Action) -> Diagnostic {
        let (id, type_name, name) = (&self.target.id, &self.target.type_name, action.name);
        let message = format!("\"{id}\" is of type \"{type_name}\", which does not take \"{name}\"");
        let names = |takes: fn(&Action, &str) -> bool| -> Vec<&str> {
            ACTIONS.iter().filter(|action| takes(action, type_name)).map(|action| action.name).collect()
        };
        let now = names(Action::is_taken_by);
        let taken = if now.is_empty() { names(|action, type_name| action.later.contains(&type_name)) } else { now };
        let takers: Vec<&str> = action.takers().chain(action.later.iter().copied()).collect();
        let hint = match taken.is_empty() {
            false => format!("it takes {}", taken.join(", ")),
            true => format!("\"{name}\" is taken by {}", takers.join(", ")),
        };
        Diagnostic::error("wrong-action", self.action.at, message).path(format!("{}.Action", self.path)).hint(hint)
    }

    fn not_simulated(&self, action: &Action) -> Diagnostic {
        let message = format!("the action \"{}\" on \"{}\" is not simulated yet", action.name, self.target.id);
        Diagnostic::info("not-simulated", self.action.at, message)
            .path(format!("{}.Action", self.path))
            .hint("it is kept in the template, and nothing is sent")
    }

    fn check_input(&self, action: &Action, problems: &mut Vec<Diagnostic>) {
        let path = format!("{}.Input", self.path);
        check_keys(self.input, action.keys, problems, &path);
        for (key, value) in self.input.entries() {
            let wrong = |message: String, hint: String| {
                Diagnostic::error("wrong-value", value.at, message).path(format!("{path}.{}", key.text)).hint(hint)
            };
            // A text with `{n}` or a choice in it becomes the value only when it is sent.
            let is_open = value.text().is_some_and(|text| text.contains('{')) || value.is_absent();
            let is_whole = value.integer().is_some_and(|number| number >= 0);
            if WHOLE.contains(&&*key.text) && !is_open && !is_whole {
                problems.push(wrong(format!("\"{}\" is no whole number", key.text), "as in \"5\"".to_owned()));
            }
            let is_type = value.text().is_some_and(|text| INVOCATION_TYPES.contains(&text));
            if &*key.text == "InvocationType" && !is_open && !is_type {
                let hint = format!("it is one of {}", INVOCATION_TYPES.join(", "));
                problems.push(wrong("there is no such invocation type".to_owned(), hint));
            }
            if &*key.text == "Delete" && !matches!(value.value, Value::Bool(_) | Value::Null) {
                problems.push(wrong("\"Delete\" is neither true nor false".to_owned(), "write \"true\"".to_owned()));
            }
            if &*key.text == "Headers" && !matches!(value.value, Value::Map(_) | Value::Null) {
                let hint = "write names and values, as in \"{ Accept: text/html }\"";
                problems.push(wrong("the headers are no map".to_owned(), hint.to_owned()));
            }
        }
    }
}

/// Whether a resource takes an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// It does.
    Taken,
    /// It does at AWS, and is not simulated yet.
    Later,
    /// It does not.
    Refused,
}

impl Action {
    fn taking(&self, target: &Resource, stack: &Stack) -> Taking {
        let type_name = &*target.type_name;
        // Whoever sends a request to a function means the URL that the function has.
        let has_url = || {
            let mut urls = stack.of_type("AWS::Lambda::Url");
            urls.any(|url| stack.target(url.properties.get("TargetFunctionArn")) == Some(&*target.id))
        };
        let by_url = self.later.contains(&"AWS::Lambda::Url") && type_name == "AWS::Lambda::Function" && has_url();
        // What is not simulated may be the source of an action that is not either.
        let unknown = self.takers().next().is_none() && descriptor_of(type_name).is_none();
        if self.is_taken_by(type_name) {
            Taking::Taken
        } else if by_url || unknown || self.later.contains(&type_name) {
            Taking::Later
        } else {
            Taking::Refused
        }
    }
}
