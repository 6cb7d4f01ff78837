//! The editor as a person uses it: commands in, views out.

mod actions;
mod asking;
mod editing;
mod ending;
mod gallery;
mod keeping;
mod playing;
mod reading;
mod rewinding;
mod setting;
mod working;

use editor::command::{Changed, Command, FileCommand, PlaybackCommand};
use editor::{Editor, gallery as templates};

/// A frame at 60 frames a second, in microseconds.
const FRAME: u64 = 16_667;
/// Events a frame may compute.
const BUDGET: u32 = 20_000;

/// Opens an entry of the gallery by its name.
fn open(name: &str) -> Editor {
    let index = templates::TEMPLATES.iter().position(|(known, _)| *known == name).expect("a template of the gallery");
    let mut editor = Editor::new();
    editor.dispatch(Command::File(FileCommand::OpenGallery(index)));
    editor
}

/// Opens a text.
fn open_text(text: &str) -> Editor {
    let mut editor = Editor::new();
    editor.dispatch(Command::File(FileCommand::Open { name: "test".into(), text: text.into() }));
    editor
}

/// Plays so many frames.
fn play(editor: &mut Editor, frames: usize) -> Changed {
    editor.dispatch(Command::Playback(PlaybackCommand::Play));
    (0..frames).map(|_| editor.tick(FRAME, BUDGET)).fold(Changed::empty(), |all, changed| all | changed)
}

/// Goes to a simulated instant, given in seconds, and waits until it is there.
fn seek(editor: &mut Editor, seconds: u64) {
    let at = kernel::SimTime::from_nanos(seconds * 1_000_000_000);
    editor.dispatch(Command::Playback(PlaybackCommand::Pause));
    editor.dispatch(Command::Playback(PlaybackCommand::Seek(at)));
    while editor.transport_view().catching_up {
        editor.tick(0, BUDGET);
    }
}

/// What nodes show, in words, at the playhead: equal states are equal texts.
fn state(editor: &Editor) -> Vec<String> {
    let world = editor.runner().world();
    (0..world.nodes().len() as u32).map(|n| format!("{:?}", world.snapshot(kernel::NodeId(n)).parts)).collect()
}
