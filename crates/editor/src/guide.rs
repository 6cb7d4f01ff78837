//! The first minute: a few short steps that follow what the person does, from the first look over a failure made on
//! purpose to the answer why. They ask for nothing in a fixed order, and what was done by oneself is done.

use crate::command::{ActCommand, Command, Effect, FileCommand, PlaybackCommand, ViewCommand};
use crate::playback::PlayTime;
use crate::runner::Runner;
use crate::view::told::outcome::Outcome;
use crate::view::{GraphView, NodeView, RunView};
use aws::fact::What;
use kernel::RecordId;
use std::sync::Arc;

/// What all of this is, in one sentence.
pub const WHAT_IT_IS: &str = "Lambdarium plays what happens between AWS services and functions, by AWS's own rules";

/// Whoever has seen the picture move for so long has watched.
const WATCHED: PlayTime = PlayTime(4_000_000);
/// How many records before the playhead are looked through for a failure.
const LOOKED_BACK: usize = 5_000;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuideStep {
    /// Put cards there and wire them.
    Build,
    /// Watch messages go.
    Watch,
    /// Click a card.
    Look,
    /// Send one.
    Send,
    /// Make something fail.
    Break,
    /// Ask "Why?".
    Ask,
}

/// Where something sends by itself, there is something to watch and to look at.
const WATCHING: &[GuideStep] = &[GuideStep::Watch, GuideStep::Look, GuideStep::Send, GuideStep::Break, GuideStep::Ask];
/// Elsewhere there is something to make first.
const BUILDING: &[GuideStep] = &[GuideStep::Build, GuideStep::Send, GuideStep::Break, GuideStep::Ask];
/// How many steps there are in all.
const STEPS: usize = 6;

/// Which steps were done, by [`GuideStep`].
pub(crate) type Ticks = [bool; STEPS];

/// How far the person has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guide {
    done: Ticks,
    /// Whether the last word was said, and the person went on.
    gone: bool,
}

/// What is said once all is done.
pub const LAST_WORD: &str = "That is all it takes. Undo takes everything back, and New begins your own.";

/// A step as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct StepView {
    /// Which.
    pub step: GuideStep,
    /// What to do.
    pub title: &'static str,
    /// What it is good for, or what is missing for it.
    pub text: &'static str,
    /// Whether it was done.
    pub done: bool,
}

/// Something that can be done at once: what the button says, what it does, and its hint.
#[derive(Clone, Debug, PartialEq)]
pub struct GuideDeed {
    /// What the button says.
    pub label: Arc<str>,
    /// What it does, one after the other.
    pub commands: Vec<Command>,
    /// What comes of it.
    pub hint: &'static str,
}

/// The steps as they are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct GuideView {
    /// All steps, in order.
    pub steps: Vec<StepView>,
    /// Whether the person has done anything yet; until then it is said what this is.
    pub begun: bool,
    /// The first one that was not done; `None` once all were, and the last word is said.
    pub now: Option<GuideStep>,
    /// Whether nothing is left to say.
    pub gone: bool,
    /// The card that the step points at.
    pub at: Option<Arc<str>>,
    /// What does the step at once.
    pub deed: Option<GuideDeed>,
}

impl GuideView {
    /// Returns what is told to who does not see that one step follows the other.
    #[must_use]
    pub fn spoken(&self) -> String {
        let Some(now) = self.now else { return LAST_WORD.to_owned() };
        let step = self.steps.iter().find(|it| it.step == now);
        step.map(|it| format!("{}: {}", it.title, it.text)).unwrap_or_default()
    }
}

impl Guide {
    /// Takes notice of what the person does.
    pub fn observe(&mut self, command: &Command) {
        // The last word goes with the next thing that is done.
        self.gone |= self.is_over() && is_something_new(command);
        match command {
            Command::Playback(command) if is_own_time(command) => self.finish(GuideStep::Watch),
            Command::View(ViewCommand::Select(nodes)) if !nodes.is_empty() => self.finish(GuideStep::Look),
            Command::View(ViewCommand::SelectWire(Some(_)) | ViewCommand::SelectMessage(Some(_))) => {
                self.finish(GuideStep::Look);
            }
            Command::View(ViewCommand::Ask(Some(_))) => self.finish(GuideStep::Ask),
            Command::Act(ActCommand::Send { .. }) => self.finish(GuideStep::Send),
            Command::Act(ActCommand::Intervene { .. }) => self.finish(GuideStep::Break),
            Command::View(ViewCommand::Guide) => *self = Self::default(),
            _ => {}
        }
    }

    /// Returns what the page is to do because the steps came to an end, or the person went on after it. Only what becomes so
    /// puts them away: who asks for them again has them, whatever was done before.
    pub(crate) fn ending(&self, before: Self) -> Option<Effect> {
        match (self.gone && !before.gone, self.is_over() && !before.is_over()) {
            (true, _) => Some(Effect::LeaveGuide),
            (false, true) => Some(Effect::EndGuide),
            (false, false) => None,
        }
    }

    /// Turns to another document: what was done with the one before is no tick on it, but what was done with it before a
    /// reload is.
    pub(crate) fn turn_to_another(&mut self, left: Option<Ticks>) {
        if !self.is_over() {
            self.done = left.unwrap_or_default();
        }
    }

    /// Returns which steps were done.
    pub(crate) fn ticks(&self) -> Ticks {
        self.done
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

    /// Tells whether the person has done anything but look on.
    fn has_begun(&self) -> bool {
        self.done.iter().enumerate().any(|(step, done)| *done && step != GuideStep::Watch as usize)
    }

    /// Whoever sent, broke and asked needs no more steps, in whatever order that was.
    fn is_over(&self) -> bool {
        [GuideStep::Send, GuideStep::Break, GuideStep::Ask].iter().all(|step| self.done[*step as usize])
    }

    fn is_done(&self, step: GuideStep, graph: &GraphView) -> bool {
        // Who makes something happen has made something, and has seen what there was to watch.
        let is_under_way =
            || [GuideStep::Send, GuideStep::Break, GuideStep::Ask].iter().any(|it| self.done[*it as usize]);
        let is_passed = match step {
            GuideStep::Build => !graph.wires.is_empty() || is_under_way(),
            GuideStep::Watch => is_under_way(),
            GuideStep::Look | GuideStep::Send | GuideStep::Break | GuideStep::Ask => false,
        };
        is_passed || self.is_over() || self.done[step as usize]
    }

    /// Returns the steps as they stand for a document.
    #[must_use]
    pub fn view(&self, graph: &GraphView, run: &RunView, runner: &Runner) -> GuideView {
        let all = if run.has_traffic { WATCHING } else { BUILDING };
        let now = all.iter().copied().find(|step| !self.is_done(*step, graph));
        let failure = now.filter(|step| *step == GuideStep::Ask).and_then(|_| failure(runner));
        let function = function_behind(graph, run.entry_points.first().map(|(id, _)| id));
        let send = run.entry_points.first().map(|(id, action)| {
            let (to, action_name, input) = (id.clone(), action.name.clone(), action.input.clone());
            (id.clone(), Command::Act(ActCommand::Send { to, action: action_name, input, count: 1 }))
        });
        let fail = function.map(|node| {
            let (on, name) = (node.id.clone(), "FailNext".into());
            (node.title.clone(), Command::Act(ActCommand::Intervene { on, name, value: "1".into() }))
        });
        let step = |step: GuideStep| StepView {
            step,
            title: title(step),
            text: text(step, failure.is_some()),
            done: self.is_done(step, graph),
        };
        GuideView {
            steps: all.iter().map(|it| step(*it)).collect(),
            begun: self.has_begun(),
            now,
            gone: self.gone,
            at: function.filter(|_| now == Some(GuideStep::Look)).map(|node| node.id.clone()),
            deed: now.and_then(|step| deed(step, failure, (send, fail))),
        }
    }
}

/// Returns the function that what is sent to a card comes to, else one that something comes to at all, else any.
fn function_behind<'g>(graph: &'g GraphView, entry: Option<&Arc<str>>) -> Option<&'g NodeView> {
    let mut reached: Vec<&Arc<str>> = entry.into_iter().collect();
    let mut next = 0;
    while let Some(id) = reached.get(next).copied() {
        let card = graph.nodes.iter().find(|node| node.id == *id);
        if let Some(function) = card.filter(|node| node.is_invoked()) {
            return Some(function);
        }
        let ahead = graph.wires.iter().filter(|wire| wire.from == *id).map(|wire| &wire.to);
        let new: Vec<_> = ahead.filter(|to| !reached.contains(to)).collect();
        reached.extend(new);
        next += 1;
    }
    let mut functions = graph.nodes.iter().filter(|node| node.is_invoked());
    let is_called = |node: &&NodeView| graph.wires.iter().any(|wire| wire.to == node.id);
    functions.clone().find(is_called).or_else(|| functions.next())
}

/// Tells whether somebody takes time into their own hands, by which they have seen what there was to watch. Documents
/// that are opened play by themselves.
fn is_own_time(command: &PlaybackCommand) -> bool {
    !matches!(command, PlaybackCommand::Play | PlaybackCommand::SetSpeed(_) | PlaybackCommand::SetSmart(_))
}

/// Tells whether a command is something new that a person turns to.
fn is_something_new(command: &Command) -> bool {
    match command {
        Command::Act(_) | Command::Graph(_) | Command::Setup(_) | Command::Run(_) => true,
        Command::File(command) => !matches!(command, FileCommand::CopyLink | FileCommand::CopyRun),
        Command::View(ViewCommand::Select(nodes)) => !nodes.is_empty(),
        _ => false,
    }
}

/// Who does something wants to see what comes of it.
const PLAY: Command = Command::Playback(PlaybackCommand::Play);

type Offered = (Option<(Arc<str>, Command)>, Option<(Arc<str>, Command)>);

/// Returns what does a step at once.
fn deed(step: GuideStep, failure: Option<RecordId>, offered: Offered) -> Option<GuideDeed> {
    let (send, fail) = offered;
    match step {
        GuideStep::Send => send.map(|(id, send)| GuideDeed {
            label: format!("Send one to {id}").into(),
            commands: vec![send, PLAY],
            hint: "Send it now; more of it under the card's own actions",
        }),
        GuideStep::Break => fail.map(|(name, fail)| {
            // By the end of a run nothing sends by itself any more, and nothing would ever fail.
            let label = if send.is_some() { "fail the next, and send one" } else { "fail the next one" };
            GuideDeed {
                label: format!("Make {name} {label}").into(),
                commands: std::iter::once(fail).chain(send.map(|(_, send)| send)).chain([PLAY]).collect(),
                hint: "Its next run fails, and you see what AWS does about it",
            }
        }),
        GuideStep::Ask => failure.map(|record| GuideDeed {
            label: "Why did it fail?".into(),
            commands: vec![Command::View(ViewCommand::Ask(Some(record)))],
            hint: "What brought it about, and AWS's rule with its source",
        }),
        GuideStep::Build | GuideStep::Watch | GuideStep::Look => None,
    }
}

/// Returns what went wrong first since somebody intervened last, as far as the picture has come.
fn failure(runner: &Runner) -> Option<RecordId> {
    let is_bad = |outcome| matches!(outcome, Outcome::Failed | Outcome::Throttled);
    let mut first = None;
    for record in runner.past().take(LOOKED_BACK) {
        if matches!(record.fact.what, What::Intervened) {
            return first;
        }
        let bad = Outcome::of(&record.fact.what).is_some_and(is_bad);
        first = bad.then_some(record.id).or(first);
    }
    None
}

fn title(step: GuideStep) -> &'static str {
    match step {
        GuideStep::Build => "Begin",
        GuideStep::Watch => "Watch",
        GuideStep::Look => "Click a card",
        GuideStep::Send => "Send one",
        GuideStep::Break => "Break it",
        GuideStep::Ask => "Ask why",
    }
}

fn text(step: GuideStep, has_failed: bool) -> &'static str {
    match step {
        GuideStep::Build => "Choose a beginning, or put cards there and wire them",
        GuideStep::Watch => "Each dot is a message. It goes, waits and fails as it would in AWS",
        GuideStep::Look => "See what it is set to, what it can do, and its figures",
        GuideStep::Send => "See where it goes",
        GuideStep::Break => "See what AWS does about a failure",
        GuideStep::Ask if has_failed => "It has failed. Each line of the log answers \"Why?\"",
        GuideStep::Ask => "Play on until it fails: a star shows where",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SimTime;

    fn send() -> Command {
        Command::Act(ActCommand::Send { to: "Jobs".into(), action: "SendMessage".into(), input: "".into(), count: 1 })
    }

    fn fail() -> Command {
        Command::Act(ActCommand::Intervene { on: "Work".into(), name: "FailNext".into(), value: "1".into() })
    }

    #[test]
    fn steps_are_done_in_any_order_and_can_be_had_again() {
        let mut guide = Guide::default();
        guide.observe(&fail());
        guide.observe(&Command::View(ViewCommand::Select(Vec::new())));
        assert_eq!(guide.done, [false, false, false, false, true, false]);
        assert!(!guide.watch(PlayTime(1_000_000)) && guide.watch(PlayTime(5_000_000)));
        guide.observe(&Command::View(ViewCommand::Select(vec!["Work".into()])));
        assert_eq!(guide.done, [false, true, true, false, true, false]);
        guide.observe(&Command::View(ViewCommand::Guide));
        assert_eq!(guide, Guide::default());
    }

    #[test]
    fn who_takes_time_into_their_own_hands_has_watched() {
        let mut guide = Guide::default();
        // A document that is opened plays, and nobody has done anything.
        guide.observe(&Command::Playback(PlaybackCommand::Play));
        assert_eq!(guide, Guide::default());
        for command in [PlaybackCommand::Toggle, PlaybackCommand::Seek(SimTime::ZERO), PlaybackCommand::StepForward] {
            let mut guide = Guide::default();
            guide.observe(&Command::Playback(command));
            assert!(guide.done[GuideStep::Watch as usize] && !guide.has_begun());
        }
    }

    #[test]
    fn who_makes_something_happen_needs_not_be_told_to_begin_or_to_watch() {
        let graph = GraphView::default();
        let mut guide = Guide::default();
        for step in [GuideStep::Build, GuideStep::Watch] {
            assert!(!guide.is_done(step, &graph));
        }
        guide.observe(&send());
        let done: Vec<GuideStep> =
            BUILDING.iter().chain(WATCHING).copied().filter(|it| guide.is_done(*it, &graph)).collect();
        assert_eq!(done, [GuideStep::Build, GuideStep::Send, GuideStep::Watch, GuideStep::Send]);
    }

    #[test]
    fn who_needs_no_more_steps_needs_none_in_another_document_either() {
        let mut guide = Guide::default();
        guide.observe(&send());
        guide.turn_to_another(None);
        assert_eq!(guide, Guide::default());
        for command in [send(), fail(), Command::View(ViewCommand::Ask(Some(RecordId(7))))] {
            guide.observe(&command);
        }
        guide.turn_to_another(None);
        assert!(guide.is_over());
    }

    #[test]
    fn the_last_word_stays_until_something_new_is_done() {
        let mut guide = Guide::default();
        for command in [send(), fail(), Command::View(ViewCommand::Ask(Some(RecordId(7))))] {
            assert!(!guide.is_over());
            guide.observe(&command);
        }
        assert!(guide.is_over() && !guide.gone);
        let before = guide;
        // To close the answer is part of having asked.
        guide.observe(&Command::View(ViewCommand::Ask(None)));
        guide.observe(&Command::View(ViewCommand::LetGo));
        assert!(!guide.gone);
        assert_eq!((guide.ending(Guide::default()), guide.ending(before)), (Some(Effect::EndGuide), None));
        guide.observe(&send());
        assert!(guide.gone);
        assert_eq!((guide.ending(before), guide.ending(guide)), (Some(Effect::LeaveGuide), None));
        guide.observe(&Command::View(ViewCommand::Guide));
        assert_eq!(guide.ending(before), None, "who asks for the steps again has them");
    }

    #[test]
    fn each_step_is_told_as_it_comes_and_the_last_word_after_them() {
        let step = |step: GuideStep| StepView { step, title: title(step), text: text(step, false), done: false };
        let steps: Vec<StepView> = WATCHING.iter().map(|it| step(*it)).collect();
        let told =
            |now| GuideView { now, steps: steps.clone(), begun: true, gone: false, at: None, deed: None }.spoken();
        let mut all: Vec<String> = WATCHING.iter().map(|it| told(Some(*it))).chain([told(None)]).collect();
        assert!(all[0].starts_with(title(WATCHING[0])) && all.last().is_some_and(|it| it == LAST_WORD));
        // What does not change is not listened to.
        all.dedup();
        assert_eq!(all.len(), WATCHING.len() + 1);
    }
}
