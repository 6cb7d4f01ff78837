//! Rewinding is exact, and acting after it goes on from there.

use crate::{open, seek, state};
use editor::command::{ActCommand, Command};
use editor::gallery;

#[test]
fn going_back_shows_the_state_that_was() {
    for (name, _) in gallery::TEMPLATES {
        let mut editor = open(name);
        seek(&mut editor, 17);
        let (state_then, record_then) = (state(&editor), editor.runner().playhead().record);
        seek(&mut editor, 110);
        seek(&mut editor, 17);
        assert_eq!(editor.runner().playhead().record, record_then, "{name}");
        assert_eq!(state(&editor), state_then, "{name}");
    }
}

#[test]
fn what_is_done_after_rewinding_goes_on_from_there() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 60);
    seek(&mut editor, 10);
    let act =
        ActCommand::Intervene { on: "Thumbnail".into(), name: "SetReservedConcurrency".into(), value: "0".into() };
    editor.dispatch(Command::Act(act));
    seek(&mut editor, 60);
    let after = state(&editor);
    assert!(editor.text().contains("SetReservedConcurrency"), "{}", editor.text());
    assert!(editor.log_view(5_000).iter().any(|line| line.text.contains("is acted on")));

    // The text alone gives the same state again.
    let mut again = crate::open_text(&editor.text());
    seek(&mut again, 60);
    assert_eq!(state(&again), after);
}

#[test]
fn a_send_by_hand_is_repeated_by_the_text() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 5);
    let send = ActCommand::Send {
        to: "Uploads".into(),
        action: "PutObject".into(),
        input: r#"{"Key": "photos/mine.jpg", "Size": 1000}"#.into(),
        count: 10,
    };
    editor.dispatch(Command::Act(send));
    seek(&mut editor, 30);
    let created = editor.runner().world().balance().tally.created;
    let mut again = crate::open_text(&editor.text());
    seek(&mut again, 30);
    assert_eq!(again.runner().world().balance().tally.created, created);
    let untouched = {
        let mut editor = open("thumbnails");
        seek(&mut editor, 30);
        editor.runner().world().balance().tally.created
    };
    assert_eq!(created, untouched + 10);
}
