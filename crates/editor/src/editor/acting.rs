//! What a person does to the running stack: done at the playhead, and written into the template with its instant.

use super::{Changed, Dispatched, Editor, Effect, changing, telling};
use crate::build;
use crate::command::ActCommand;
use crate::view::inspect::fields::is_same;
use aws::diagnostics::{Diagnostic, Severity};
use kernel::{SimDuration, SimTime};
use std::sync::Arc;

/// A run that is made longer grows by as much as it lasts, within these bounds.
const SHORTEST_ADDED: SimDuration = SimDuration::from_secs(60);
const LONGEST_ADDED: SimDuration = SimDuration::from_secs(600);

impl Editor {
    pub(super) fn act(&mut self, command: ActCommand) -> Dispatched {
        if self.runner.whereabouts() >= self.runner.end() {
            return self.act_at_the_end(&command);
        }
        // What is not possible anyway gives up no way.
        if let Err(reason) = build::intervention(self.document.scenario(), &command, self.runner.act_at()) {
            return telling(reason);
        }
        // A way that is given up may end a little beside where it began: what is written is what is done.
        if !self.runner.is_returning() {
            self.runner.drop_goal();
        }
        let at = self.runner.act_at();
        // What nothing can write would be done in this run alone, and in none that repeats it.
        let found = build::intervention(self.document.scenario(), &command, at);
        let written = build::record(&self.document.text(), &command, at);
        let ((on, intervention), change) = match found.and_then(|found| Ok((found, written?))) {
            Ok(possible) => possible,
            Err(reason) => return telling(reason),
        };
        if let Some(reason) = self.refusal(&command, &change.text) {
            return telling(reason);
        }
        let is_setting = matches!(&command, ActCommand::Intervene { name, .. } if build::changes_settings(name));
        // What a setting changes in others is found out where the template is read, so the run is made anew; and where
        // it has not come back to the person yet, nothing stands there that could be acted on.
        if is_setting || self.runner.is_returning() {
            return self.change_what_comes(Ok(change), at);
        }
        self.runner.act(&on, intervention);
        self.document.change(&change.label, &change.text, None);
        self.runner.accept(self.document.scenario().run_key());
        let changed = Changed::PLAYBACK | Changed::LOG | Changed::RUN | Changed::TEXT;
        Dispatched { effects: vec![self.storing()], ..changing(changed) }
    }

    /// Returns the change that something done now writes, or why it cannot be done.
    pub(super) fn possible(&self, command: &ActCommand) -> build::Outcome {
        let at = self.runner.act_at();
        build::intervention(self.document.scenario(), command, at)?;
        let change = build::record(&self.document.text(), command, at)?;
        self.refusal(command, &change.text).map_or(Ok(change), Err)
    }

    /// Returns why AWS would not do what a person does, where only the whole template with it tells.
    fn refusal(&self, command: &ActCommand, text: &str) -> Option<Arc<str>> {
        let ActCommand::Intervene { name, .. } = command else { return None };
        if !build::asks_aws(name) {
            return None;
        }
        let known = &self.document.scenario().diagnostics;
        let is_refusal = |problem: &&Diagnostic| {
            problem.path.starts_with(build::INTERVENTIONS)
                && (problem.meanwhile.is_some() || problem.severity == Severity::Error)
                && !known.iter().any(|old| is_same(old, problem))
        };
        let problems = self.document.read_as(text).diagnostics;
        problems.iter().find(is_refusal).map(|problem| build::in_words(command.subject(), problem))
    }

    /// Makes a change from which the run differs only from an instant after now on, when a person does something: what is asked
    /// of the run is still the same.
    fn change_what_comes(&mut self, change: build::Outcome, at: SimTime) -> Dispatched {
        if change.is_ok() {
            self.runner.by_hand.push(at);
        }
        let (message, record) = (self.selection.message, self.selection.record);
        let asking = std::mem::take(&mut self.asking);
        let dispatched = self.edit(change);
        (self.selection.message, self.selection.record) = (message, record);
        self.asking = asking;
        dispatched
    }

    /// Does something when the run is over: it is made longer in the same step, or nothing would follow from the deed,
    /// and goes on.
    fn act_at_the_end(&mut self, command: &ActCommand) -> Dispatched {
        let end = self.runner.end();
        let at = self.runner.act_at().max(end + SimDuration::from_nanos(1));
        if let Err(reason) = build::intervention(self.document.scenario(), command, at) {
            return telling(reason);
        }
        let added = end.since(SimTime::ZERO).clamp(SHORTEST_ADDED, LONGEST_ADDED);
        let change =
            build::record(&self.document.text(), command, at).and_then(|change| build::lengthen(change, end + added));
        if let Some(reason) = change.as_ref().ok().and_then(|change| self.refusal(command, &change.text)) {
            return telling(reason);
        }
        let is_changed = change.is_ok();
        let mut dispatched = self.change_what_comes(change, at);
        if is_changed {
            self.playing = true;
            let said = format!("The run was over: it now lasts {added} longer, until {}", end + added);
            dispatched.effects.push(Effect::Tell(said.into()));
        }
        dispatched
    }
}
