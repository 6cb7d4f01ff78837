//! Setting what is selected: the commands for it, and what would come of a value before it is set.

use super::{Editor, UNREADABLE, telling};
use crate::build;
use crate::command::{Changed, Command, Dispatched, GraphCommand, SetupCommand};
use crate::graph::places::pinned;
use crate::view::ProblemView;
use crate::view::inspect::behaviour::{self, BehaviourView};
use crate::view::inspect::fields::{FieldView, NoticeView, is_same, order};
use crate::view::inspect::problems_of_draft;
use crate::view::inspect::traffic::{self, TrafficView};
use aws::diagnostics::{Diagnostic, Severity};
use std::sync::Arc;

impl Editor {
    /// Returns how the code of the selected function behaves.
    #[must_use]
    pub fn behaviour_view(&self) -> Option<Arc<BehaviourView>> {
        behaviour::of(self.document.scenario(), self.selection.nodes.first()?).map(Arc::new)
    }

    /// Returns the selected client: its card, or a wire of it.
    #[must_use]
    pub fn traffic_view(&self) -> Option<Arc<TrafficView>> {
        let wire = self.selection.wire.as_ref().and_then(|key| self.graph.wires.iter().find(|wire| wire.key == *key));
        let id = self.selection.nodes.first().or(wire.map(|wire| &wire.from))?;
        traffic::of(self.document.scenario(), id).map(Arc::new)
    }

    /// Returns what would be wrong or unwise if a field had a value, the worst first. Nothing is changed.
    #[must_use]
    pub fn check_field(&self, field: &FieldView, value: &str) -> Vec<NoticeView> {
        match self.why_not_set(field, value) {
            Some(why) => vec![why],
            None if value.trim().is_empty() && !field.changed => Vec::new(),
            None => self.check(&field.command(value), &field.path),
        }
    }

    /// Returns what would be wrong or unwise if what a field is made of were this JSON. Nothing is changed.
    #[must_use]
    pub fn check_json(&self, field: &FieldView, json: &str) -> Vec<NoticeView> {
        match self.why_not_set_as_json(field, json) {
            Some(why) => vec![why],
            None => self.check(&field.command_of_json(json), &field.path),
        }
    }

    /// Returns why a field cannot be set to a text, and so stays as it is. What AWS would refuse can be set.
    #[must_use]
    pub fn why_not_set(&self, field: &FieldView, value: &str) -> Option<NoticeView> {
        field.why_not_set(value).or_else(|| self.why_not_written(field, &field.command(value)))
    }

    /// Returns why what a field is made of cannot be set to a text, and so stays as it is.
    #[must_use]
    pub fn why_not_set_as_json(&self, field: &FieldView, json: &str) -> Option<NoticeView> {
        field.why_not_set_as_json(json).or_else(|| self.why_not_written(field, &field.command_of_json(json)))
    }

    fn why_not_written(&self, field: &FieldView, command: &Command) -> Option<NoticeView> {
        self.why_not_done(command).map(|why| field.left_as_it_is(&why))
    }

    /// Returns why a command that sets a setting, or does something to the running stack, would do nothing, for who still
    /// has what was typed; `None` also for any other command.
    #[must_use]
    pub fn why_not_done(&self, command: &Command) -> Option<Arc<str>> {
        let written = match command {
            Command::Act(act) => self.possible(act),
            command => self.written(command)?,
        };
        if self.document.is_unreadable() { Some(UNREADABLE.into()) } else { written.err() }
    }

    /// Returns the change that sets a setting; `None` for a command that sets none.
    fn written(&self, command: &Command) -> Option<build::Outcome> {
        let (scenario, text) = (self.document.scenario(), self.document.text());
        match command {
            Command::Graph(GraphCommand::Set { id, property, value }) => {
                Some(build::set(scenario, &text, id, property, value))
            }
            Command::Setup(command) => Some(build::setup(scenario, &text, command)),
            _ => None,
        }
    }

    /// Returns what would be wrong or unwise after a change of a setting: what is said of the setting at a path, and
    /// what was not said of anything before.
    #[must_use]
    pub fn check(&self, command: &Command, path: &str) -> Vec<NoticeView> {
        let scenario = self.document.scenario();
        let change = match self.written(command) {
            None => return Vec::new(),
            Some(Ok(change)) => change,
            Some(Err(reason)) => return vec![NoticeView::error(reason)],
        };
        let below = format!("{path}.");
        let known = |problem: &Diagnostic| scenario.diagnostics.iter().any(|old| is_same(old, problem));
        let after = self.document.read_as(&change.text);
        let is_told = |problem: &&Diagnostic| {
            problem.code != "not-simulated"
                && (problem.speaks_of(path)
                    || problem.path.starts_with(&below)
                    || problem.severity > Severity::Info && !known(problem))
        };
        let mut told: Vec<&Diagnostic> = after.diagnostics.iter().filter(is_told).collect();
        told.sort_by_key(|problem| order(problem, path));
        told.into_iter().map(NoticeView::of).collect()
    }

    /// Returns what is wrong with a text that is typed and not applied yet, beside the problems of the template.
    #[must_use]
    pub fn problems_of_draft(&self, text: &str) -> Vec<ProblemView> {
        problems_of_draft(&self.document, text)
    }

    pub(super) fn change_setup(&mut self, command: &SetupCommand) -> Dispatched {
        let scenario = self.document.scenario();
        let change = match command {
            // The cards that are there stay where they are.
            SetupCommand::AddClient { .. } => {
                pinned(&self.graph, &self.document.text()).and_then(|text| build::setup(scenario, &text, command))
            }
            _ => build::setup(scenario, &self.document.text(), command),
        };
        match change {
            // An older instant may come back, so what was done is looked at anew as well.
            Ok(_) => {
                let mut dispatched = match command {
                    SetupCommand::AddClient { .. } => self.edit_in_view(change),
                    _ => self.edit(change),
                };
                dispatched.changed |= Changed::RUN;
                dispatched
            }
            Err(reason) => telling(reason),
        }
    }
}
