//! Playing, stepping, seeking, speed.

use super::keys::key;
use super::{Action, Aim, Deed, Family, Group, Within, actions, command};
use crate::command::{Command, PlaybackCommand, RunCommand, StepTo};
use crate::editor::Editor;
use crate::playback::next_speed;
use kernel::SimTime;

const TIMELINE: Within = Within::Timeline;
/// An arrow on the timeline goes this part of the run.
const ARROW_PARTS: u64 = 100;

static TENTHS: Family = Family { keys: &["0", "…", "9"], title: "On the timeline: to so many tenths of the run" };
static ARROWS: Family = Family { keys: &["←", "→"], title: "On the timeline: a hundredth of the run back, or on" };
static ENDS: Family = Family { keys: &["Home", "End"], title: "On the timeline: to its start, to its end" };

actions! {
    PLAY = time("play", "Play or pause", |_, _| play(PlaybackCommand::Toggle)).keys(&[key(" ")]);
    STEP = time("step", "To the next event", |_, _| play(PlaybackCommand::StepForward)).keys(&[key(".")]);
    STEP_AT_CARD = time("step-at-card", "To the next event at the selected card", step_at_card).icon("step");
    STEP_OF_MESSAGE = time("step-of-message", "To the next event of the followed message", step_of_message).icon("step");
    STEP_TO_FAILURE = time("step-to-failure", "To the next failure", |_, _| step_to(StepTo::Failure)).icon("step");
    STEP_BACK = time("step-back", "One event back", |_, _| play(PlaybackCommand::StepBack)).keys(&[key(",")]);
    RESTART = time("restart", "Back to the start", |_, _| play(PlaybackCommand::ToStart)).keys(&[key("Home")]);
    RUN_AGAIN = time("run-again", "Run again from the start", |_, _| play(PlaybackCommand::Restart)).icon("restart");
    NEXT_MARK = time("next-mark", "To the next mark", next_mark).icon("skip").keys(&[key("]")]);
    MARK_BEFORE = time("mark-before", "To the mark before", mark_before).icon("step-back").keys(&[key("[")]);
    FASTER = time("faster", "Faster", |editor, _| speed(editor, true)).icon("plus").keys(&[key("+"), key("=")]);
    SLOWER = time("slower", "Slower", |editor, _| speed(editor, false)).icon("minus").keys(&[key("-")]);
    SMART = time("smart", "Switch smart time on or off", smart);
    OTHER_LUCK = time("dice", "The same with other luck: the next seed", |_, _| command(Command::Run(RunCommand::OtherLuck)));
    LITTLE_BACK = time("little-back", "A little back", |editor, _| by_parts(editor, -1))
        .icon("step-back").keys(&[key("ArrowLeft").within(TIMELINE)]).family(&ARROWS);
    LITTLE_ON = time("little-on", "A little on", |editor, _| by_parts(editor, 1))
        .icon("step").keys(&[key("ArrowRight").within(TIMELINE)]).family(&ARROWS);
    TO_START = time("to-start", "To the start of the run", |editor, _| to_tenth(editor, 0))
        .icon("restart").keys(&[key("Home").within(TIMELINE)]).family(&ENDS);
    TO_END = time("to-end", "To the end of the run", |editor, _| to_tenth(editor, 10))
        .icon("skip").keys(&[key("End").within(TIMELINE)]).family(&ENDS);
    TENTH_0 = tenth("tenth-0", "To 0 % of the run", |editor, _| to_tenth(editor, 0)).keys(&[key("0").within(TIMELINE)]);
    TENTH_1 = tenth("tenth-1", "To 10 % of the run", |editor, _| to_tenth(editor, 1)).keys(&[key("1").within(TIMELINE)]);
    TENTH_2 = tenth("tenth-2", "To 20 % of the run", |editor, _| to_tenth(editor, 2)).keys(&[key("2").within(TIMELINE)]);
    TENTH_3 = tenth("tenth-3", "To 30 % of the run", |editor, _| to_tenth(editor, 3)).keys(&[key("3").within(TIMELINE)]);
    TENTH_4 = tenth("tenth-4", "To 40 % of the run", |editor, _| to_tenth(editor, 4)).keys(&[key("4").within(TIMELINE)]);
    TENTH_5 = tenth("tenth-5", "To 50 % of the run", |editor, _| to_tenth(editor, 5)).keys(&[key("5").within(TIMELINE)]);
    TENTH_6 = tenth("tenth-6", "To 60 % of the run", |editor, _| to_tenth(editor, 6)).keys(&[key("6").within(TIMELINE)]);
    TENTH_7 = tenth("tenth-7", "To 70 % of the run", |editor, _| to_tenth(editor, 7)).keys(&[key("7").within(TIMELINE)]);
    TENTH_8 = tenth("tenth-8", "To 80 % of the run", |editor, _| to_tenth(editor, 8)).keys(&[key("8").within(TIMELINE)]);
    TENTH_9 = tenth("tenth-9", "To 90 % of the run", |editor, _| to_tenth(editor, 9)).keys(&[key("9").within(TIMELINE)]);
}

type Plan = fn(&Editor, &Aim) -> Result<Deed, &'static str>;

const fn time(id: &'static str, title: &'static str, plan: Plan) -> Action {
    Action::new(id, title, Group::Time, plan)
}

const fn tenth(id: &'static str, title: &'static str, plan: Plan) -> Action {
    time(id, title, plan).icon("skip").family(&TENTHS)
}

fn play(wanted: PlaybackCommand) -> Result<Deed, &'static str> {
    command(Command::Playback(wanted))
}

fn speed(editor: &Editor, faster: bool) -> Result<Deed, &'static str> {
    let now = editor.transport_view().speed_permille;
    match next_speed(now, faster) {
        next if next == now => Err(if faster { "It cannot go faster" } else { "It cannot go slower" }),
        next => play(PlaybackCommand::SetSpeed(next)),
    }
}

fn smart(editor: &Editor, _: &Aim) -> Result<Deed, &'static str> {
    play(PlaybackCommand::SetSmart(!editor.transport_view().smart))
}

fn step_to(wanted: StepTo) -> Result<Deed, &'static str> {
    play(PlaybackCommand::StepTo(wanted))
}

fn step_at_card(editor: &Editor, _: &Aim) -> Result<Deed, &'static str> {
    if editor.selected_id().is_none() { Err("No card is selected") } else { step_to(StepTo::AtNode) }
}

fn step_of_message(editor: &Editor, _: &Aim) -> Result<Deed, &'static str> {
    if editor.selection().message.is_none() { Err("No message is followed") } else { step_to(StepTo::OfMessage) }
}

fn next_mark(editor: &Editor, _: &Aim) -> Result<Deed, &'static str> {
    let here = editor.runner().playhead().record;
    let is_there = editor.transport_view().markers.iter().any(|marker| marker.record > here);
    if is_there { play(PlaybackCommand::NextMarker) } else { Err("There is no mark after this instant") }
}

fn mark_before(editor: &Editor, _: &Aim) -> Result<Deed, &'static str> {
    let view = editor.transport_view();
    let is_there = view.markers.iter().any(|marker| marker.at < view.now);
    if is_there { play(PlaybackCommand::PreviousMarker) } else { Err("There is no mark before this instant") }
}

fn by_parts(editor: &Editor, parts: i64) -> Result<Deed, &'static str> {
    let view = editor.transport_view();
    let part = i64::try_from(view.duration.as_nanos() / ARROW_PARTS).unwrap_or(i64::MAX);
    let at = view.now.as_nanos().saturating_add_signed(part.saturating_mul(parts));
    play(PlaybackCommand::Seek(SimTime::from_nanos(at.min(view.duration.as_nanos()))))
}

fn to_tenth(editor: &Editor, tenth: u64) -> Result<Deed, &'static str> {
    let whole = editor.transport_view().duration.as_nanos();
    let at = u128::from(whole) * u128::from(tenth) / 10;
    play(PlaybackCommand::Seek(SimTime::from_nanos(u64::try_from(at).unwrap_or(whole))))
}
