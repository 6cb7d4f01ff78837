//! The document: a template's text, what it means, and the steps that led to it.

use aws::diagnostics::Diagnostic;
use std::collections::BTreeMap;
use std::sync::Arc;
use template::{Scenario, ScenarioOptions};

/// How many steps can be taken back.
const STEPS_MAX: usize = 200;

/// A template that is being worked on.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name, as of a file.
    pub name: Arc<str>,
    /// Values that a person gave parameters, beside the text.
    pub parameters: BTreeMap<String, String>,
    text: Arc<str>,
    scenario: Arc<Scenario>,
    past: Vec<Step>,
    future: Vec<Step>,
}

/// A step of the history: what it was called, and the text on its other side.
#[derive(Clone, Debug)]
struct Step {
    label: Arc<str>,
    text: Arc<str>,
    /// Steps of one drag are one step.
    merge: Option<u32>,
}

/// The text of an empty document.
pub const EMPTY: &str =
    "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nResources: {}\n";

impl Document {
    /// Opens a text.
    #[must_use]
    pub fn open(name: &str, text: &str) -> Self {
        let parameters = BTreeMap::new();
        let scenario = Arc::new(read(text, &parameters));
        Self { name: name.into(), parameters, text: text.into(), scenario, past: Vec::new(), future: Vec::new() }
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> Arc<str> {
        self.text.clone()
    }

    /// Returns what the text means.
    #[must_use]
    pub fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }

    /// Returns what is wrong with it.
    #[must_use]
    pub fn problems(&self) -> &[Diagnostic] {
        &self.scenario.diagnostics
    }

    /// Replaces the text as one step of the history. `merge` joins it to the step before with the same number.
    pub fn change(&mut self, label: &str, text: &str, merge: Option<u32>) {
        if *text == *self.text {
            return;
        }
        let joins = merge.is_some() && self.past.last().is_some_and(|step| step.merge == merge);
        if !joins {
            self.past.push(Step { label: label.into(), text: self.text.clone(), merge });
        }
        if self.past.len() > STEPS_MAX {
            self.past.remove(0);
        }
        self.future.clear();
        self.set(text);
    }

    /// Gives a parameter a value.
    pub fn set_parameter(&mut self, name: &str, value: &str) {
        self.parameters.insert(name.to_owned(), value.to_owned());
        self.scenario = Arc::new(read(&self.text, &self.parameters));
    }

    /// Returns the name of the step that would be taken back.
    #[must_use]
    pub fn undo_label(&self) -> Option<Arc<str>> {
        self.past.last().map(|step| step.label.clone())
    }

    /// Returns the name of the step that would be done again.
    #[must_use]
    pub fn redo_label(&self) -> Option<Arc<str>> {
        self.future.last().map(|step| step.label.clone())
    }

    /// Takes the last step back. Returns whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.past.pop() else { return false };
        self.future.push(Step { label: step.label, text: self.text.clone(), merge: step.merge });
        self.set(&step.text);
        true
    }

    /// Does the last step that was taken back again. Returns whether there was one.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.future.pop() else { return false };
        self.past.push(Step { label: step.label, text: self.text.clone(), merge: step.merge });
        self.set(&step.text);
        true
    }

    fn set(&mut self, text: &str) {
        self.text = text.into();
        self.scenario = Arc::new(read(text, &self.parameters));
    }
}

fn read(text: &str, parameters: &BTreeMap<String, String>) -> Scenario {
    Scenario::read(text, &ScenarioOptions { parameters: parameters.clone(), ..ScenarioOptions::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn undoing_everything_restores_the_text(texts in proptest::collection::vec("[a-z]{0,4}", 1..20)) {
            let mut document = Document::open("test", "start");
            for text in &texts {
                document.change("step", text, None);
            }
            let end = document.text();
            let mut steps = 0;
            while document.undo() {
                steps += 1;
            }
            prop_assert_eq!(&*document.text(), "start");
            for _ in 0..steps {
                prop_assert!(document.redo());
            }
            prop_assert_eq!(document.text(), end);
        }
    }

    #[test]
    fn a_drag_is_one_step() {
        let mut document = Document::open("test", "a");
        document.change("move", "b", Some(1));
        document.change("move", "c", Some(1));
        document.change("move", "d", Some(2));
        assert!(document.undo());
        assert_eq!(&*document.text(), "c");
        assert!(document.undo());
        assert_eq!(&*document.text(), "a");
    }
}
