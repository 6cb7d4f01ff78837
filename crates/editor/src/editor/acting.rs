//! What a person does to the running stack: done at the playhead, and written into the template with its instant.

use super::{Changed, Dispatched, Editor, Effect, changing, telling};
use crate::build;
use crate::command::ActCommand;
use kernel::{SimDuration, SimTime};

/// A run that is made longer grows by as much as it lasts, within these bounds.
const SHORTEST_ADDED: SimDuration = SimDuration::from_secs(60);
const LONGEST_ADDED: SimDuration = SimDuration::from_secs(600);

impl Editor {
    pub(super) fn act(&mut self, command: ActCommand) -> Dispatched {
        if self.runner.playhead().sim >= self.runner.end() {
            return self.act_at_the_end(&command);
        }
        let at = self.runner.act_at();
        if matches!(&command, ActCommand::Intervene { name, .. } if build::changes_settings(name)) {
            // What a setting changes in others is found out where the template is read, so the run is made anew.
            return self.edit(build::record(&self.document.text(), &command, at));
        }
        let (on, intervention) = match build::intervention(self.document.scenario(), &command, at) {
            Ok(found) => found,
            Err(reason) => return telling(reason),
        };
        let planned = self.runner.act(&on, intervention);
        let mut dispatched = changing(Changed::PLAYBACK | Changed::LOG | Changed::RUN | Changed::TEXT);
        match build::record(&self.document.text(), &command, planned.at) {
            Ok(change) => {
                self.document.change(&change.label, &change.text, None);
                self.runner.accept(self.document.scenario().run_key());
                dispatched.effects.push(self.storing());
            }
            Err(reason) => dispatched.effects.push(Effect::Tell(reason)),
        }
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
        let is_changed = change.is_ok();
        let mut dispatched = self.edit(change);
        if is_changed {
            self.playing = true;
            let said = format!("The run was over: it now lasts {added} longer, until {}", end + added);
            dispatched.effects.push(Effect::Tell(said.into()));
        }
        dispatched
    }
}
