//! How long it takes to show what a person reads of a long run: log, messages, charts, lanes, invocations, a life.

use super::{Clock, timed};
use editor::Editor;
use editor::command::{Command, FileCommand, PlaybackCommand, ViewCommand};
use editor::view::told::log::Chip;
use editor::view::told::outcome::Outcome;
use kernel::SimDuration;
use serde_json::{Value, json};

/// The longest that following a run may take of a frame [ms].
const TARGET_MS: f64 = 8.0;
/// The longest that opening something may take: what a person takes for at once [ms].
const OPENING_MS: f64 = 100.0;
/// Events of the run that is read.
const EVENTS: u64 = 1_000_000;
/// How often each look is repeated; the slowest counts, because a person would feel it.
const ROUNDS: u64 = 8;
/// A frame [µs].
const FRAME: u64 = 16_667;

/// What is looked at, by name.
type Look = (&'static str, fn(&mut Editor));

const LOOKS: [Look; 9] = [
    ("log", |editor| {
        let head = editor.log_head();
        std::hint::black_box(editor.log_page(head.lines.saturating_sub(40), 40));
    }),
    ("messages of a function", |editor| drop(editor.messages_view())),
    ("charts", |editor| drop(editor.charts_view())),
    ("lanes", |editor| drop(editor.lanes_view(300))),
    ("invocations", |editor| drop(editor.invocations_view(SimDuration::from_secs(60)))),
    ("life of a message", |editor| drop(editor.story_view())),
    ("inspector", |editor| drop(editor.inspector_view())),
    ("first steps", |editor| drop(editor.guide_view())),
    ("narration", |editor| drop(editor.narration())),
];

/// Plays the gallery's thumbnails with 500 uploads a second for a million events, and looks at what is shown.
#[must_use]
pub fn measure(clock: Clock) -> Vec<Value> {
    let Some(text) = super::rewinding::an_hour_of_thumbnails() else { return Vec::new() };
    let mut editor = Editor::new();
    editor.dispatch(Command::File(FileCommand::Open { name: "long".into(), text: text.into() }));
    let mut seconds = 0;
    while editor.runner().world().events_done() < EVENTS {
        seconds += 30;
        super::rewinding::seek(&mut editor, seconds);
    }
    editor.dispatch(Command::View(ViewCommand::Select(vec!["Thumbnail".into()])));
    let message = editor.messages_view().iter().find_map(|line| line.message);
    editor.dispatch(Command::View(ViewCommand::SelectMessage(message)));
    let mut lines: Vec<Value> = LOOKS.iter().map(|look| following(clock, &mut editor, *look)).collect();
    lines.push(opening(clock, &mut editor, "log of one outcome", |editor| {
        editor.dispatch(Command::View(ViewCommand::AddChip(Chip::Outcome(Outcome::Failed))));
    }));
    lines.push(opening(clock, &mut editor, "log by a text", |editor| {
        editor.dispatch(Command::View(ViewCommand::FilterLog("fails".into())));
    }));
    lines
}

/// Measures a look again and again while the run goes on.
fn following(clock: Clock, editor: &mut Editor, (name, look): Look) -> Value {
    let (first, ()) = timed(clock, || look(editor));
    let mut worst = 0.0_f64;
    for _ in 0..ROUNDS {
        editor.dispatch(Command::Playback(PlaybackCommand::Play));
        for _ in 0..15 {
            editor.tick(FRAME, 20_000);
        }
        worst = worst.max(timed(clock, || look(editor)).0);
    }
    json!({
        "name": format!("a run of a million events, followed: {name}"), "value": worst * 1e3, "unit": "ms",
        "baseline": first * 1e3, "baseline_name": "opened", "target": TARGET_MS,
    })
}

/// Measures how long the log takes to show other lines.
fn opening(clock: Clock, editor: &mut Editor, name: &str, change: fn(&mut Editor)) -> Value {
    editor.dispatch(Command::View(ViewCommand::ClearLogFilter));
    editor.dispatch(Command::Playback(PlaybackCommand::Pause));
    change(editor);
    let (spent, _) = timed(clock, || editor.log_head());
    json!({
        "name": format!("a run of a million events: {name}"), "value": spent * 1e3, "unit": "ms", "target": OPENING_MS,
    })
}
