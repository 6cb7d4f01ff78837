//! The first minute: three short steps that follow what the person does. They ask for nothing in a fixed order, and what
//! was done by oneself is done.

use crate::command::{ActCommand, Command, GraphCommand, ViewCommand};
use crate::playback::PlayTime;
use crate::runner::Runner;
use crate::view::{GraphView, RunView};
use std::sync::Arc;

/// Whoever has seen the picture move for so long has watched.
const WATCHED: PlayTime = PlayTime(4_000_000);

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuideStep {
    /// Watch messages go.
    Watch,
    /// Click a card.
    Look,
    /// Send one, or break something.
    Act,
}

const STEPS: [GuideStep; 3] = [GuideStep::Watch, GuideStep::Look, GuideStep::Act];

/// How far the person has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guide {
    done: [bool; 3],
}

/// The steps as they are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct GuideView {
    /// All steps, in order: which, what to do, what it is good for, and whether it was done.
    pub steps: Vec<(GuideStep, &'static str, Arc<str>, bool)>,
    /// The first one that was not done; `None` once all were.
    pub now: Option<GuideStep>,
    /// The card that the step points at.
    pub at: Option<Arc<str>>,
    /// What can be sent at once: what the button says, and the command.
    pub send: Option<(Arc<str>, ActCommand)>,
    /// What can be broken at once.
    pub fail: Option<(Arc<str>, ActCommand)>,
}

impl Guide {
    /// Takes notice of what the person does.
    pub fn observe(&mut self, command: &Command) {
        match command {
            Command::View(ViewCommand::Select(nodes)) if !nodes.is_empty() => self.finish(GuideStep::Look),
            Command::View(ViewCommand::SelectWire(Some(_)) | ViewCommand::SelectMessage(Some(_))) => {
                self.finish(GuideStep::Look);
            }
            Command::Act(_)
            | Command::Setup(_)
            | Command::Graph(GraphCommand::Connect { .. } | GraphCommand::Set { .. }) => {
                self.finish(GuideStep::Act);
            }
            Command::View(ViewCommand::Guide) => self.done = [false; 3],
            _ => {}
        }
    }

    /// Takes notice of how long the picture moved. Returns whether that changed anything.
    pub fn watch(&mut self, play: PlayTime) -> bool {
        let before = *self;
        if play >= WATCHED {
            self.finish(GuideStep::Watch);
        }
        *self != before
    }

    fn finish(&mut self, step: GuideStep) {
        self.done[step as usize] = true;
    }

    /// Returns the steps as they stand for a document.
    #[must_use]
    pub fn view(&self, graph: &GraphView, run: &RunView, runner: &Runner) -> GuideView {
        let is_done = |step: GuideStep| self.done[step as usize];
        let function = graph.nodes.iter().find(|node| node.simulated && node.icon == "lambda");
        let now = STEPS.into_iter().find(|step| !is_done(*step));
        let moves = !runner.milestones().list().is_empty() || run.has_traffic;
        GuideView {
            steps: STEPS.into_iter().map(|step| (step, title(step), text(step, moves).into(), is_done(step))).collect(),
            now,
            at: function.filter(|_| now == Some(GuideStep::Look)).map(|node| node.id.clone()),
            send: run.entry_points.first().map(|(id, action)| {
                let (to, action_name, input) = (id.clone(), action.name.clone(), action.input.clone());
                (format!("Send one to {id}").into(), ActCommand::Send { to, action: action_name, input, count: 1 })
            }),
            fail: function.map(|node| {
                let (on, name) = (node.id.clone(), "FailNext".into());
                let value = "1".into();
                (format!("Make {} fail next", node.title).into(), ActCommand::Intervene { on, name, value })
            }),
        }
    }
}

fn title(step: GuideStep) -> &'static str {
    match step {
        GuideStep::Watch => "Watch",
        GuideStep::Look => "Click a card",
        GuideStep::Act => "Send one, or break it",
    }
}

fn text(step: GuideStep, moves: bool) -> &'static str {
    match step {
        GuideStep::Watch if moves => "Each dot is a message. It goes, waits and fails as it would in AWS",
        GuideStep::Watch => "Nothing sends by itself here: press play, and send something",
        GuideStep::Look => "It shows what it is set to, what can be done with it, and its figures",
        GuideStep::Act => "Then ask \"Why?\" of any line of the log",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_done_in_any_order_and_can_be_had_again() {
        let mut guide = Guide::default();
        let act = ActCommand::Intervene { on: "Work".into(), name: "FailNext".into(), value: "1".into() };
        guide.observe(&Command::Act(act));
        guide.observe(&Command::View(ViewCommand::Select(Vec::new())));
        assert_eq!(guide.done, [false, false, true]);
        assert!(!guide.watch(PlayTime(1_000_000)) && guide.watch(PlayTime(5_000_000)));
        guide.observe(&Command::View(ViewCommand::Select(vec!["Work".into()])));
        assert_eq!(guide.done, [true; 3]);
        guide.observe(&Command::View(ViewCommand::Guide));
        assert_eq!(guide, Guide::default());
    }
}
