//! The life of a message with its family and its wrappings, the invocations of a function, lanes and steps.

use crate::{open, open_text, seek};
use editor::chart::gantt::BarKind;
use editor::command::{Command, Effect, PlaybackCommand, StepTo, ViewCommand};
use editor::view::told::log::Chip;
use editor::view::told::outcome::Outcome;
use editor::{Editor, MessageId, SimDuration};

/// A bucket whose notifications go over a topic into a queue, from which a function takes them.
const WRAPPED: &str = include_str!("../../../../../tests/templates/wrapped.yaml");

fn view(editor: &mut Editor, command: ViewCommand) -> Vec<Effect> {
    editor.dispatch(Command::View(command)).effects
}

fn play(editor: &mut Editor, command: PlaybackCommand) -> Vec<Effect> {
    let effects = editor.dispatch(Command::Playback(command)).effects;
    while editor.transport_view().catching_up {
        editor.tick(0, crate::BUDGET);
    }
    effects
}

/// Returns the last message that a node took in.
fn taken_in(editor: &mut Editor, node: &str) -> MessageId {
    view(editor, ViewCommand::Select(vec![node.into()]));
    let found = editor.messages_view().first().and_then(|line| line.message);
    found.unwrap_or_else(|| panic!("no message came to {node}: {:?}", editor.problems_view()))
}

#[test]
fn a_message_shows_the_event_in_the_envelope_in_the_queue() {
    let mut editor = open_text(WRAPPED);
    seek(&mut editor, 60);
    let message = taken_in(&mut editor, "Jobs");
    view(&mut editor, ViewCommand::SelectMessage(Some(message)));
    let story = editor.story_view().expect("a message is followed");
    let outer = story.contents.first().expect("it carries something");
    assert!(outer.pretty.contains("\"Type\": \"Notification\""), "{story:?}");
    let inner = story.contents.last().expect("it wraps something");
    assert!(story.contents.len() >= 2 && inner.pretty.contains("\"eventSource\": \"aws:s3\""), "{story:?}");
    assert!(!outer.raw.contains('\n'));
    let effects = view(&mut editor, ViewCommand::CopyContent { index: 0, raw: true });
    assert!(matches!(&effects[..], [Effect::CopyText { text, .. }] if *text == outer.raw), "{effects:?}");
}

#[test]
fn a_fan_out_is_a_tree_that_is_the_same_from_every_member() {
    let mut editor = open_text(WRAPPED);
    seek(&mut editor, 60);
    let message = taken_in(&mut editor, "Jobs");
    let family = |editor: &mut Editor, message| {
        view(editor, ViewCommand::SelectMessage(Some(message)));
        editor.story_view().expect("a message is followed").family.clone()
    };
    let tree = family(&mut editor, message);
    assert!(tree.len() >= 3, "the upload and a copy for each queue: {tree:?}");
    assert_eq!(tree.iter().filter(|member| member.own).map(|member| member.message).collect::<Vec<_>>(), [message]);
    assert!(tree.windows(2).all(|pair| pair[1].depth <= pair[0].depth + 1), "{tree:?}");
    // Copies that are alike are told apart by where they went.
    let ways: Vec<&str> = tree.iter().map(|member| &*member.node).collect();
    assert!(ways.contains(&"News \u{2192} Jobs") && ways.contains(&"News \u{2192} Other"), "{ways:?}");
    let members = |tree: &[editor::view::told::family::Relative]| tree.iter().map(|it| it.message).collect::<Vec<_>>();
    for member in &tree {
        assert_eq!(members(&family(&mut editor, member.message)), members(&tree));
    }
}

#[test]
fn a_life_says_how_often_it_was_received_and_what_comes_next() {
    let mut editor = open("throttled-queue");
    seek(&mut editor, 120);
    let again = editor.log_page(0, usize::MAX).into_iter().rev().find(|line| line.outcome == Some(Outcome::Duplicate));
    let message = again.and_then(|line| line.message).expect("a message is received again");
    view(&mut editor, ViewCommand::SelectMessage(Some(message)));
    let story = editor.story_view().expect("a message is followed");
    let received = story.facts.iter().find(|(name, _)| *name == "Received").expect("it was received");
    assert!(received.1.contains(" of "), "{:?}", story.facts);
    assert!(story.steps[0].gap.is_none() && story.steps.iter().any(|step| step.gap.is_some()));
}

#[test]
fn following_keeps_the_log_on_a_message_until_it_is_let_go() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 30);
    let lines = editor.log_head().lines;
    let message = editor.log_page(0, usize::MAX).iter().find_map(|line| line.message).expect("a message");
    view(&mut editor, ViewCommand::Follow { message, on: true });
    assert!(editor.follows(message) && editor.log_head().filter.chips == [Chip::Message(message)]);
    assert!(editor.log_head().lines < lines);
    view(&mut editor, ViewCommand::Follow { message, on: false });
    assert!(!editor.follows(message));
    assert_eq!(editor.log_head().lines, lines);
}

#[test]
fn invocations_and_bars_tell_the_same() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 200);
    view(&mut editor, ViewCommand::Select(vec!["Thumbnail".into()]));
    let shown = editor.invocations_view(SimDuration::from_secs(100_000));
    let node = editor.runner().world().node("Thumbnail").expect("the function");
    let invocations = editor.runner().world().meter(node).sum(aws::metrics::MetricId(0));
    assert_eq!(shown.count as u64, invocations);
    assert!(shown.rows.windows(2).all(|pair| pair[0].record > pair[1].record), "the newest first");
    let bars: Vec<_> = shown.gantt.rows.iter().flat_map(|row| &row.bars).collect();
    let busy = bars.iter().filter(|bar| matches!(bar.kind, BarKind::Busy(_))).count();
    let made = bars.iter().filter(|bar| bar.kind == BarKind::Init).count();
    assert_eq!(busy as u64, invocations);
    assert_eq!(made, shown.rows.iter().filter(|row| row.init.is_some()).count());
    for row in &shown.gantt.rows {
        let mut bars = row.bars.clone();
        bars.sort_by_key(|bar| (bar.from, bar.to));
        assert!(
            bars.windows(2).all(|pair| pair[0].to <= pair[1].from),
            "an environment does one thing at a time: {bars:?}"
        );
    }
    let failed = shown.rows.iter().find(|row| row.outcome_words() == "error").expect("a broken upload fails");
    assert!(failed.duration.is_some() && failed.billed_ms.is_some() && failed.request.len() == 36);
}

#[test]
fn lanes_add_up_to_the_outcomes_of_the_log() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 100_000);
    let lanes = editor.lanes_view(90);
    assert!(lanes.iter().all(|lane| lane.ticks.len() <= 90), "{lanes:?}");
    let lane = lanes.iter().find(|lane| &*lane.id == "Thumbnail").expect("its lane");
    let in_lanes: u64 = lane.ticks.iter().filter_map(|tick| count(&tick.said, "failed")).sum();
    let node = editor.runner().world().node("Thumbnail").expect("the function");
    assert_eq!(in_lanes, editor.runner().world().meter(node).sum(aws::metrics::MetricId(1)));
    assert!(lane.ticks.windows(2).all(|pair| pair[0].place < pair[1].place && pair[0].at < pair[1].at));
    assert!(lane.ticks.iter().any(|tick| tick.outcome == Outcome::DeadLettered));
}

/// Reads a count out of `3 ok, 1 failed`.
fn count(said: &str, word: &str) -> Option<u64> {
    let part = said.split(", ").find(|part| part.ends_with(&format!(" {word}")))?;
    part.split(' ').next()?.parse().ok()
}

#[test]
fn steps_go_to_what_they_are_for() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 1);
    let told = play(&mut editor, PlaybackCommand::StepTo(StepTo::AtNode));
    assert!(matches!(&told[..], [Effect::Tell(_)]), "without a card it says so: {told:?}");

    play(&mut editor, PlaybackCommand::StepTo(StepTo::Failure));
    let now = editor.transport_view().now;
    let all: Vec<_> =
        editor.log_page(0, usize::MAX).into_iter().filter(|line| line.outcome == Some(Outcome::Failed)).collect();
    assert!(all.iter().all(|line| line.at == now), "{all:?}");
    assert_eq!(all.len(), 1, "none was passed over");

    view(&mut editor, ViewCommand::Select(vec!["Failed".into()]));
    play(&mut editor, PlaybackCommand::StepTo(StepTo::AtNode));
    let line = editor.log_page(0, usize::MAX).pop().expect("a line");
    assert_eq!(&*line.id, "Failed", "minutes later: {line:?}");

    let message = line.message.expect("a dead letter");
    let here = editor.runner().playhead();
    view(&mut editor, ViewCommand::SelectMessage(Some(message)));
    let told = play(&mut editor, PlaybackCommand::StepTo(StepTo::OfMessage));
    assert!(
        matches!(&told[..], [Effect::Tell(text)] if text.contains("Nothing more happens to this message")),
        "{told:?}"
    );
    assert_eq!(editor.runner().playhead(), here, "nothing moves where nothing is found");
}

#[test]
fn marks_are_gone_through_one_by_one() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 100_000);
    let marks: Vec<_> = editor.transport_view().markers.iter().map(|mark| mark.at).collect();
    play(&mut editor, PlaybackCommand::PreviousMarker);
    let last = marks.iter().max().copied();
    assert_eq!(Some(editor.transport_view().now), last);
    seek(&mut editor, 0);
    play(&mut editor, PlaybackCommand::NextMarker);
    assert_eq!(Some(editor.transport_view().now), marks.iter().min().copied());
}
