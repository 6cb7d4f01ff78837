//! The document: a template's text, what it means, and the steps that led to it.

use crate::keep::place::Place;
use crate::keep::steps::Left;
use aws::diagnostics::Diagnostic;
use std::collections::BTreeMap;
use std::sync::Arc;
use template::source::Content;
use template::{Scenario, ScenarioOptions};

/// How many steps can be taken back.
const STEPS_MAX: usize = 200;

/// A template that is being worked on.
#[derive(Clone, Debug)]
pub struct Document {
    /// Which document of the library it is.
    pub id: Arc<str>,
    /// Its name, as of a file.
    pub name: Arc<str>,
    /// Values that a person gave parameters, beside the text.
    pub parameters: BTreeMap<String, String>,
    text: Arc<str>,
    /// What the text means; of a text that cannot be read, what the one before it meant.
    scenario: Arc<Scenario>,
    /// What is wrong with a text that cannot be read.
    unreadable: Option<Vec<Diagnostic>>,
    /// Another document whose text was taken over, but cannot be read yet.
    awaited: Option<Awaited>,
    past: Vec<Step>,
    future: Vec<Step>,
    /// Where the person stands while the document is left for another one, and is to stand once it is there again.
    pub(crate) place: Option<Place>,
}

/// Which document it will be once its text can be read.
#[derive(Clone, Debug)]
pub(crate) struct Awaited {
    id: Arc<str>,
    name: Arc<str>,
}

/// A step of the history: what it was called, and what the document is on its other side.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) label: Arc<str>,
    pub(crate) text: Arc<str>,
    pub(crate) id: Arc<str>,
    pub(crate) name: Arc<str>,
    pub(crate) awaited: Option<Awaited>,
    pub(crate) parameters: BTreeMap<String, String>,
    /// What goes on with it is the same step: a drag of some cards, a series of arrow keys.
    pub(crate) merge: Option<Arc<str>>,
    /// Where the person stood on its other side, where that is another document.
    pub(crate) place: Option<Place>,
}

/// The text of an empty document.
pub const EMPTY: &str =
    "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nResources: {}\n";

impl Document {
    /// Opens a text.
    #[must_use]
    pub fn open(name: &str, text: &str) -> Self {
        let parameters = BTreeMap::new();
        let scenario = Arc::new(read(text, &parameters, None));
        let (past, future) = (Vec::new(), Vec::new());
        let (id, name) = (Arc::default(), name.into());
        let (unreadable, awaited, place) = (None, None, None);
        Self { id, name, parameters, text: text.into(), scenario, unreadable, awaited, past, future, place }
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> Arc<str> {
        self.text.clone()
    }

    /// Returns what the text means. While it cannot be read that is still what the text before it meant, so that a slip
    /// of the pen does not wipe the picture.
    #[must_use]
    pub fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }

    /// Returns what is wrong with it.
    #[must_use]
    pub fn problems(&self) -> &[Diagnostic] {
        self.unreadable.as_deref().unwrap_or(&self.scenario.diagnostics)
    }

    /// Tells whether the text cannot be read, so that the scenario is that of the text before it.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.unreadable.is_some()
    }

    /// Replaces the text as one step of the history. `merge` names what is being done, and joins it to the step before of
    /// the same name.
    pub fn change(&mut self, label: &str, text: &str, merge: Option<&str>) {
        if *text != *self.text {
            self.change_as(label, text, merge, self.awaited.clone());
        }
    }

    /// Lets nothing more join the last step.
    pub(crate) fn end_step(&mut self) {
        if let Some(step) = self.past.last_mut() {
            step.merge = None;
        }
    }

    /// Takes another name with the text that says it, as one step of the history.
    pub(crate) fn rename(&mut self, label: &str, name: &str, text: &str) {
        if *text != *self.text || *name != *self.name {
            self.begin_step(label, None);
            self.future.clear();
            self.name = name.into();
            self.set(text);
        }
    }

    fn change_as(&mut self, label: &str, text: &str, merge: Option<&str>, awaited: Option<Awaited>) {
        let joins = merge.is_some() && self.past.last().is_some_and(|step| step.merge.as_deref() == merge);
        if !joins {
            self.begin_step(label, merge);
        }
        self.future.clear();
        self.awaited = awaited;
        self.set(text);
    }

    /// Remembers what the document is before a step.
    fn begin_step(&mut self, label: &str, merge: Option<&str>) {
        let merge = merge.map(Arc::from);
        let (text, id, name) = (self.text.clone(), self.id.clone(), self.name.clone());
        let (awaited, parameters) = (self.awaited.clone(), self.parameters.clone());
        let place = self.place.take();
        self.past.push(Step { label: label.into(), text, id, name, awaited, parameters, merge, place });
        if self.past.len() > STEPS_MAX {
            self.past.remove(0);
        }
    }

    /// Replaces the text by another document's, as one step of the history that takes its name along. While its text
    /// cannot be read, what is shown is still the one before, and so is the name. Returns whether it was another one.
    pub fn replace(&mut self, label: &str, name: &str, text: &str, id: Arc<str>) -> bool {
        let is_another = id != self.owner().0 || !self.says(name, text);
        if is_another {
            self.change_as(label, text, None, Some(Awaited { id, name: name.into() }));
        }
        is_another
    }

    /// Tells whether it has that name and text, and nothing beside them.
    pub(crate) fn says(&self, name: &str, text: &str) -> bool {
        *text == *self.text && *name == *self.owner().1 && self.parameters.is_empty()
    }

    /// Returns id and name of the document that the text belongs to: while it cannot be read, what is shown is still the
    /// one before.
    pub(crate) fn owner(&self) -> (Arc<str>, Arc<str>) {
        let own = || (self.id.clone(), self.name.clone());
        self.awaited.as_ref().map_or_else(own, |it| (it.id.clone(), it.name.clone()))
    }

    /// Tells whether another document was taken over whose text cannot be read yet.
    #[must_use]
    pub fn is_awaiting(&self) -> bool {
        self.awaited.is_some()
    }

    /// Gives a parameter a value, as one step of the history.
    pub fn set_parameter(&mut self, name: &str, value: &str) {
        if self.parameters.get(name).map(String::as_str) == Some(value) {
            return;
        }
        self.begin_step(&format!("Set parameter {name}"), None);
        self.future.clear();
        self.parameters.insert(name.to_owned(), value.to_owned());
        self.read_again();
    }

    /// Gives the last step another name.
    pub(crate) fn call_step(&mut self, label: &str) {
        if let Some(step) = self.past.last_mut() {
            step.label = label.into();
        }
    }

    /// Returns the title of the other document to which taking back the last step would lead, if it would.
    #[must_use]
    pub fn undo_to(&self) -> Option<Arc<str>> {
        let step = self.past.last().filter(|step| step.id != self.owner().0)?;
        step.place.as_ref().map(|place| place.title.clone())
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
        self.end_step();
        let other = self.go_to(step);
        self.future.push(other);
        true
    }

    /// Does the last step that was taken back again. Returns whether there was one.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.future.pop() else { return false };
        let other = self.go_to(step);
        self.past.push(other);
        true
    }

    /// Returns the steps that can be taken back and those that can be done again, the nearest last.
    pub(crate) fn steps(&self) -> (&[Step], &[Step]) {
        (&self.past, &self.future)
    }

    /// Takes what a reload left of it.
    pub(crate) fn take_left(&mut self, left: Left) {
        (self.past, self.future, self.parameters) = (left.past, left.future, left.parameters);
        self.read_again();
    }

    /// Goes on as another document of the library, with all steps that were its own; where a text is awaited that can be
    /// read, that is the one that it belongs to.
    pub(crate) fn detach(&mut self, id: &Arc<str>) {
        let (own, _) = self.owner();
        let steps = self.past.iter_mut().chain(&mut self.future);
        let awaited =
            steps.flat_map(|step| std::iter::once(&mut step.id).chain(step.awaited.as_mut().map(|it| &mut it.id)));
        let now = std::iter::once(&mut self.id).chain(self.awaited.as_mut().map(|it| &mut it.id));
        awaited.chain(now).filter(|it| **it == own).for_each(|it| *it = id.clone());
    }

    /// Gives the document that the text belongs to another name, beside all steps.
    pub(crate) fn call(&mut self, name: &str) {
        let own = self.awaited.as_mut().map_or(&mut self.name, |it| &mut it.name);
        *own = name.into();
    }

    /// Goes to the other side of a step, and returns the step back.
    fn go_to(&mut self, step: Step) -> Step {
        let text = std::mem::replace(&mut self.text, step.text);
        let id = std::mem::replace(&mut self.id, step.id);
        let name = std::mem::replace(&mut self.name, step.name);
        let awaited = std::mem::replace(&mut self.awaited, step.awaited);
        let parameters = std::mem::replace(&mut self.parameters, step.parameters);
        // Within a document one stays where one is.
        let leads_away = step.place.is_some() || self.id != id;
        let place = std::mem::replace(&mut self.place, step.place).filter(|_| leads_away);
        self.read_again();
        // What was taken apart stays apart.
        Step { label: step.label, text, id, name, awaited, parameters, merge: None, place }
    }

    fn set(&mut self, text: &str) {
        self.text = text.into();
        self.read_again();
    }

    /// Returns what another text would mean in place of this one.
    #[must_use]
    pub fn read_as(&self, text: &str) -> Scenario {
        read(text, &self.parameters, Some(&self.scenario))
    }

    fn read_again(&mut self) {
        // Values of parameters are those of the document that is left.
        let none = BTreeMap::new();
        let parameters = if self.is_awaiting() { &none } else { &self.parameters };
        let scenario = read(&self.text, parameters, Some(&self.scenario));
        if is_template(&scenario) || self.scenario.nodes.is_empty() {
            self.scenario = Arc::new(scenario);
            self.unreadable = None;
            if let Some(awaited) = self.awaited.take() {
                (self.id, self.name) = (awaited.id, awaited.name);
                self.parameters.clear();
            }
        } else {
            self.unreadable = Some(scenario.diagnostics);
        }
    }
}

/// Tells whether a text means anything as a template: it has something to show, or nothing by intention.
fn is_template(scenario: &Scenario) -> bool {
    let tree = &scenario.template.tree;
    let is_something_else = matches!(tree.content, Content::List(_)) || tree.scalar().is_some_and(|it| !it.is_empty());
    // Half of a text whose syntax is broken would be taken for cards that were removed.
    let is_broken = scenario.diagnostics.iter().any(|problem| problem.code.ends_with("-syntax"));
    !is_broken && (!scenario.nodes.is_empty() || !(is_something_else || scenario.has_errors()))
}

fn read(text: &str, parameters: &BTreeMap<String, String>, before: Option<&Scenario>) -> Scenario {
    Scenario::read(text, &ScenarioOptions { parameters: parameters.clone(), before, ..ScenarioOptions::default() })
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
        document.change("move", "b", Some("1"));
        document.change("move", "c", Some("1"));
        document.change("move", "d", Some("2"));
        assert!(document.undo());
        assert_eq!(&*document.text(), "c");
        assert!(document.undo());
        assert_eq!(&*document.text(), "a");
    }

    #[test]
    fn nothing_joins_a_step_that_was_taken_back_or_done_again_or_that_is_the_last_one_again() {
        let moved = || {
            let mut document = Document::open("test", "a");
            document.change("move one", "b", Some("one"));
            document.change("move other", "c", Some("other"));
            document
        };
        let mut document = moved();
        assert!(document.undo());
        document.change("move one", "d", Some("one"));
        assert!(document.undo());
        assert_eq!(&*document.text(), "b");
        let mut document = moved();
        assert!(document.undo() && document.redo());
        document.change("move other", "d", Some("other"));
        assert!(document.undo());
        assert_eq!(&*document.text(), "c");
    }

    const QUEUE: &str = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n";

    #[test]
    fn a_text_that_cannot_be_read_keeps_what_was_shown_and_says_why() {
        let mut document = Document::open("jobs", QUEUE);
        for broken in ["{{{", "Resources: [1, 2\nA: }", "just some words"] {
            document.replace("Open broken", "broken", broken, "broken".into());
            assert_eq!(&*document.text(), broken);
            assert!(document.is_unreadable() && document.scenario().node("Jobs").is_some(), "{broken}");
            assert!(!document.problems().is_empty(), "{broken}");
            assert_eq!(&*document.name, "jobs");
            assert!(document.undo());
            assert!(!document.is_unreadable() && !document.scenario().has_errors());
        }
    }

    #[test]
    fn an_emptied_text_shows_nothing() {
        let mut document = Document::open("jobs", QUEUE);
        for empty in ["", EMPTY, "Resources: {}\n"] {
            document.change("Empty", empty, None);
            assert!(!document.is_unreadable() && document.scenario().nodes.is_empty(), "{empty:?}");
        }
    }

    #[test]
    fn undoing_takes_the_name_along() {
        let mut document = Document::open("jobs", QUEUE);
        document.replace("Open other", "other", EMPTY, "other".into());
        assert_eq!(&*document.name, "other");
        assert!(document.undo());
        assert_eq!(&*document.name, "jobs");
        assert!(document.redo());
        assert_eq!(&*document.name, "other");
    }

    #[test]
    fn another_document_that_is_mended_after_opening_has_its_own_name_and_parameters() {
        let mut document = Document::open("jobs", QUEUE);
        document.set_parameter("Stage", "dev");
        document.replace("Open orders", "orders", "{{{", "orders".into());
        assert!(document.is_awaiting() && &*document.name == "jobs");
        assert!(document.undo() && document.redo() && document.is_awaiting());
        document.change("Edit the text", "still no template", None);
        document.change("Edit the text", &QUEUE.replace("Jobs", "Orders"), None);
        assert!(!document.is_awaiting() && document.parameters.is_empty());
        assert_eq!((&*document.name, document.scenario().node("Orders").is_some()), ("orders", true));
        while document.undo() {}
        assert_eq!((&*document.name, &*document.text()), ("jobs", QUEUE));
    }
}
