//! How long it takes to go back to the middle of a long run.

use super::{Clock, timed};
use editor::Editor;
use editor::command::{Command, FileCommand, PlaybackCommand};
use kernel::SimTime;
use serde_json::{Value, json};

/// The longest that going back may take [ms].
const TARGET_MS: f64 = 100.0;
/// Events that a frame may compute.
const BUDGET: u32 = 1_000_000;
/// The middle of the hour, in seconds.
const MIDDLE: u64 = 1_800;
/// To where is gone, in seconds: back and forth.
const GOALS: [u64; 9] = [MIDDLE, 3_600, MIDDLE, 2_700, 900, 3_100, MIDDLE, 400, MIDDLE];

/// Plays an hour of the gallery's thumbnails with 500 uploads a second and goes back and forth in it.
#[must_use]
pub fn measure(clock: Clock) -> Vec<Value> {
    let Some(text) = an_hour_of_thumbnails() else { return Vec::new() };
    let mut editor = Editor::new();
    editor.dispatch(Command::File(FileCommand::Open { name: "hour".into(), text: text.into() }));
    let (ahead, ()) = timed(clock, || seek(&mut editor, 3_600));
    let (mut middle, mut worst) = (f64::MAX, 0.0_f64);
    for goal in GOALS {
        let (spent, ()) = timed(clock, || seek(&mut editor, goal));
        worst = worst.max(spent);
        if goal == MIDDLE {
            middle = middle.min(spent);
        }
    }
    vec![
        json!({
            "name": "going back to the middle of an hour at 500 uploads/s", "value": middle * 1e3, "unit": "ms",
            "baseline": ahead * 1e3, "baseline_name": "the hour, computed", "target": TARGET_MS,
        }),
        json!({ "name": "the slowest of nine jumps in that hour", "value": worst * 1e3, "unit": "ms", "target": TARGET_MS }),
    ]
}

/// Returns the gallery's template with another rate and an hour of time.
pub(super) fn an_hour_of_thumbnails() -> Option<String> {
    let (_, text) = crate::TEMPLATES.iter().find(|(name, _)| *name == "thumbnails")?;
    let changed = text.replace("PerSecond: 0.4", "PerSecond: 500");
    Some(changed.replace("Until: 90s", "Until: 1h").replace("Duration: 8m", "Duration: 1h"))
}

/// Goes to an instant and waits until it is there.
pub(super) fn seek(editor: &mut Editor, seconds: u64) {
    let at = SimTime::from_nanos(seconds * 1_000_000_000);
    editor.dispatch(Command::Playback(PlaybackCommand::Pause));
    editor.dispatch(Command::Playback(PlaybackCommand::Seek(at)));
    while editor.transport_view().catching_up {
        editor.tick(0, BUDGET);
    }
}
