//! Playing, stepping, the log and "Why?".

use crate::{open, play, seek};
use editor::Editor;
use editor::command::{Command, PlaybackCommand, ViewCommand};
use editor::scene::Mark;

/// Steps, and returns how many lines the log has then.
fn lines_after(editor: &mut Editor, step: PlaybackCommand) -> usize {
    editor.dispatch(Command::Playback(step));
    while editor.transport_view().catching_up {
        editor.tick(0, crate::BUDGET);
    }
    editor.log_head().lines
}

#[test]
fn each_step_goes_to_something_that_the_log_tells_and_back_again() {
    for (name, _) in editor::gallery::TEMPLATES {
        let mut editor = open(name);
        editor.tick(0, crate::BUDGET);
        let mut ways = vec![(editor.log_head().lines, editor.runner().playhead())];
        for _ in 0..400 {
            let lines = lines_after(&mut editor, PlaybackCommand::StepForward);
            let here = editor.runner().playhead();
            if lines == ways[ways.len() - 1].0 {
                assert!(editor.runner().has_ended(), "{name}: nothing is told at {here:?}");
                break;
            }
            ways.push((lines, here));
        }
        assert!(ways.len() > 30, "{name}: {}", ways.len());
        // From the end of the run the first step back leads to the last that is told.
        let is_there = editor.runner().playhead() == ways[ways.len() - 1].1;
        for (lines, there) in ways.iter().rev().skip(usize::from(is_there)) {
            assert_eq!(lines_after(&mut editor, PlaybackCommand::StepBack), *lines, "{name}");
            assert_eq!(editor.runner().playhead(), *there, "{name}");
        }
        lines_after(&mut editor, PlaybackCommand::StepBack);
        assert_eq!(editor.runner().playhead(), ways[0].1, "{name}");
    }
}

#[test]
fn back_at_the_start_it_plays_on_only_where_it_was_playing() {
    let mut editor = open("thumbnails");
    let back = |editor: &mut Editor, command: PlaybackCommand| {
        editor.dispatch(Command::Playback(command));
        let view = editor.transport_view();
        (view.now, view.playing)
    };
    let start = kernel::SimTime::ZERO;
    seek(&mut editor, 100_000);
    assert_eq!((editor.transport_view().ended, editor.transport_view().playing), (true, false));
    assert_eq!(back(&mut editor, PlaybackCommand::ToStart), (start, false), "from the end");
    seek(&mut editor, 5);
    assert_eq!(back(&mut editor, PlaybackCommand::ToStart), (start, false), "while it paused");
    play(&mut editor, 60);
    assert_eq!(back(&mut editor, PlaybackCommand::ToStart), (start, true), "while it played");
    editor.dispatch(Command::Playback(PlaybackCommand::Pause));
    assert_eq!(back(&mut editor, PlaybackCommand::Restart), (start, true), "to run again");
}

/// A queue that nothing comes to for hours, and which is polled all the time.
const QUIET: &str = "Metadata:
  Lambdarium:
    Version: 1
    Duration: 200h
    Traffic: [ { Name: people, To: Jobs, Action: SendMessage, At: [1s, 199h], Input: { MessageBody: a } } ]
Resources:
  Jobs: { Type: AWS::SQS::Queue }
  Work: { Type: AWS::Serverless::Function, Properties: { Events: { Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } } } }
";

#[test]
fn steps_pass_over_days_of_polls_that_find_nothing() {
    let mut editor = crate::open_text(QUIET);
    let late = |editor: &Editor| editor.runner().playhead().sim.as_micros() > 199 * 3_600 * 1_000_000 - 1;
    let presses = (1..200).find(|_| {
        lines_after(&mut editor, PlaybackCommand::StepForward);
        late(&editor)
    });
    assert!(presses.is_some(), "{:?}", editor.runner().playhead());
    let there = editor.runner().playhead();
    // Each step back leads to something that is told, and the one from the second message to the first.
    let presses = (1..50).find(|_| {
        lines_after(&mut editor, PlaybackCommand::StepBack);
        !late(&editor)
    });
    assert_eq!(presses, Some(1), "{:?}", editor.runner().playhead());
    assert!(editor.runner().playhead().sim.as_micros() < 3_600_000_000, "{:?}", editor.runner().playhead());
    assert!(editor.log_head().lines > 3, "what happened to the first message is remembered again");
    while !late(&editor) {
        lines_after(&mut editor, PlaybackCommand::StepForward);
    }
    assert_eq!(editor.runner().playhead().sim, there.sim);
}

#[test]
fn the_log_tells_what_happened_up_to_the_playhead() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 30);
    let log = editor.log_view(500);
    let now = editor.transport_view().now;
    assert!(!log.is_empty() && log.iter().all(|line| line.at <= now));
    editor.dispatch(Command::View(ViewCommand::FilterLog("Thumbnail".into())));
    let filtered = editor.log_view(500);
    assert!(!filtered.is_empty() && filtered.len() < log.len());
}

#[test]
fn why_names_the_rule_and_its_source() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 200);
    let log = editor.log_view(2_000);
    let retry = log.iter().find(|line| line.text.contains("before try")).expect("a retry is in the log");
    editor.dispatch(Command::View(ViewCommand::Ask(Some(retry.record))));
    let why = editor.why_view().expect("the record is remembered");
    assert!(why.rule_id.starts_with("ASYNC-"), "{why:?}");
    assert!(!why.source.is_empty() && !why.rule.is_empty() && !why.causes.is_empty(), "{why:?}");
}

#[test]
fn a_message_has_a_life_story_with_what_it_carries() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 20);
    let message = editor.log_view(2_000).iter().find_map(|line| line.message).expect("a message in the log");
    editor.dispatch(Command::View(ViewCommand::SelectMessage(Some(message))));
    let story = editor.story_view().expect("a message is followed");
    assert!(story.steps.len() > 2, "{story:?}");
    assert!(story.contents.iter().any(|content| content.pretty.contains("photos/")), "{:?}", story.contents);
    for message in editor.log_view(2_000).iter().filter_map(|line| line.message) {
        editor.dispatch(Command::View(ViewCommand::SelectMessage(Some(message))));
        let story = editor.story_view().expect("a message is followed");
        assert!(story.contents.iter().all(|content| *content.raw != *"null"), "{}: {:?}", story.title, story.contents);
    }
}

#[test]
fn smart_time_skips_the_waits_between_retries_and_says_so() {
    let mut editor = open("thumbnails");
    let mut told = Vec::new();
    let retried = |editor: &editor::Editor| editor.transport_view().now.as_nanos() > 190_000_000_000;
    let frames = (0..6_000).find(|_| {
        play(&mut editor, 1);
        told.extend(editor.transport_view().skipping);
        retried(&editor)
    });
    // The second retry of the broken upload comes after three simulated minutes: within a minute and a half here.
    assert!(frames.is_some(), "{}", editor.transport_view().now);
    assert!(told.iter().any(|note| note.starts_with("Skipping 1 min")), "{told:?}");
    assert!(told.iter().all(|note| note.contains("nothing happens until")), "{told:?}");
}

#[test]
fn a_skip_says_what_is_waited_for_and_not_that_a_poll_came_back_empty() {
    let mut editor = open("visibility");
    let mut told = Vec::new();
    for _ in 0..600 {
        play(&mut editor, 1);
        told.extend(editor.transport_view().skipping);
    }
    assert!(told.iter().any(|note| note.contains("nothing happens until Charge succeeds")), "{told:?}");
    assert!(!told.iter().any(|note| note.contains("nothing to hand out")), "{told:?}");
}

#[test]
fn throttles_retries_and_dead_letters_are_said_at_their_cards() {
    let mut editor = open("throttled-queue");
    let mut missing = vec!["throttled", "once more", "dead letter"];
    for _ in 0..6_000 {
        play(&mut editor, 1);
        let scene = editor.scene(false);
        let says = |word: &str| {
            scene.marks.iter().any(|mark| match mark {
                Mark::Text { text, .. } => **text == *word || text.starts_with(&format!("{word} × ")),
                _ => false,
            })
        };
        missing.retain(|word| !says(word));
        if missing.is_empty() {
            return;
        }
    }
    panic!("never said: {missing:?}");
}
