//! The life of a message with its family and its wrappings, the invocations of a function, lanes and steps.

use crate::{open, open_text, seek};
use editor::chart::gantt::BarKind;
use editor::command::{ActCommand, Command, Effect, PlaybackCommand, StepTo, ViewCommand};
use editor::view::told::log::Chip;
use editor::view::told::outcome::Outcome;
use editor::{Editor, MessageId, SimDuration, SimTime};

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
fn a_life_counts_every_run_of_the_function_and_not_only_the_tries_of_one_event() {
    let mut editor = open("fifo-groups");
    let fail = r#"[{"Always":true}]"#.into();
    seek(&mut editor, 5);
    let act = ActCommand::Intervene { on: "Book".into(), name: "SetFails".into(), value: fail };
    editor.dispatch(Command::Act(act));
    seek(&mut editor, 280);
    let message = taken_in(&mut editor, "Stuck");
    view(&mut editor, ViewCommand::SelectMessage(Some(message)));
    let story = editor.story_view().expect("a message is followed");
    let fact = |wanted: &str| story.facts.iter().find(|(name, _)| *name == wanted).map(|(_, text)| &**text);
    assert_eq!((fact("Received"), fact("Runs")), (Some("3 of 3"), Some("3")), "{:?}", story.facts);
}

#[test]
fn before_it_is_sent_nothing_has_happened_to_a_message_and_the_log_says_so() {
    let mut editor = open("fifo-groups");
    seek(&mut editor, 60);
    let message = taken_in(&mut editor, "Bookings");
    view(&mut editor, ViewCommand::SelectMessage(Some(message)));
    view(&mut editor, ViewCommand::AddChip(Chip::Message(message)));
    assert!(editor.log_head().lines > 0);
    play(&mut editor, PlaybackCommand::ToStart);
    assert!(editor.story_view().is_some_and(|story| story.steps.is_empty()));
    let head = editor.log_head();
    assert_eq!((head.lines, head.why_empty()), (0, "Nothing has happened yet: play, or send something"));
}

#[test]
fn what_was_hidden_is_shown_again_and_what_arrives_is_taken_in() {
    let mut editor = open_text(
        "Metadata:\n  Lambdarium:\n    Version: 1\n    Duration: 5m\n    Traffic:\n      \
         - { Name: people, To: Jobs, Action: SendMessage, At: [1s], Input: { MessageBody: a } }\n      \
         - { Name: code, To: Jobs, Action: ReceiveMessage, Every: 10s, Input: {} }\nResources:\n  Jobs:\n    \
         Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: 5\n      VisibilityTimeout: 3\n      \
         RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 1 }\n  Dead: { Type: AWS::SQS::Queue }\n",
    );
    seek(&mut editor, 60);
    let message = taken_in(&mut editor, "Dead");
    let last = editor.messages_view().first().map(|line| line.text.to_string());
    assert_eq!(last.as_deref(), Some("takes it in from Jobs"));
    view(&mut editor, ViewCommand::SelectMessage(Some(message)));
    let story = editor.story_view().expect("a message is followed");
    let steps = story.steps.iter().map(|step| (&*step.line.node, &*step.line.text));
    let told: Vec<_> =
        steps.filter(|(_, text)| text.contains("shows") || text.starts_with("takes it in from")).collect();
    let expected = [
        ("Jobs", "shows it for the first time: its delay is over"),
        ("Jobs", "shows it again"),
        ("Dead", "takes it in from Jobs"),
    ];
    assert_eq!(told, expected, "{story:?}");
}

#[test]
fn what_no_dead_letter_target_took_is_lost_and_no_dead_letter() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 2);
    let (on, name) = ("Failed".into(), "Delete".into());
    editor.dispatch(Command::Act(ActCommand::Intervene { on, name, value: "".into() }));
    seek(&mut editor, 100_000);
    let lines = editor.log_page(0, usize::MAX);
    let of = |outcome| lines.iter().filter(|line| line.outcome == Some(outcome)).collect::<Vec<_>>();
    assert_eq!(of(Outcome::DeadLettered), [] as [&editor::view::LogLine; 0]);
    let lost = of(Outcome::Lost);
    assert!(!lost.is_empty() && lost.iter().all(|line| line.text.starts_with("loses it: the dead-letter")), "{lost:?}");
    // Neither lanes nor marks nor the end count a dead letter, and the flashes tell one loss for each.
    let lanes = editor.lanes_view(800);
    let lane = lanes.iter().find(|lane| &*lane.id == "Thumbnail").expect("its lane");
    assert!(lane.ticks.iter().any(|tick| tick.outcome == Outcome::Lost), "{lane:?}");
    assert!(lane.ticks.iter().all(|tick| !tick.said.contains("dead-lettered")), "{lane:?}");
    let marks = editor.transport_view().markers.iter().map(|mark| mark.label.to_string()).collect::<Vec<_>>();
    assert!(
        marks.iter().any(|mark| mark == "First loss") && !marks.iter().any(|mark| mark.contains("dead")),
        "{marks:?}"
    );
    let first = lost[0].record;
    play(&mut editor, PlaybackCommand::SeekRecord(first));
    let now = editor.runner().playhead().play;
    let flashes: Vec<_> = editor.runner().pacing().flashes(now, 10).map(|flash| flash.ended).collect();
    assert_eq!(flashes.iter().filter(|ended| **ended == Outcome::Lost).count(), 1, "{flashes:?}");
    assert!(flashes.iter().filter(|ended| **ended == Outcome::Failed).count() <= 1, "{flashes:?}");
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
    view(&mut editor, ViewCommand::SelectMessage(Some(message)));
    // The function hears that the queue has it, and that is the last of it.
    assert_eq!(play(&mut editor, PlaybackCommand::StepTo(StepTo::OfMessage)), []);
    let line = editor.log_page(0, usize::MAX).pop().expect("a line");
    assert_eq!((&*line.id, line.outcome), ("Thumbnail", Some(Outcome::DeadLettered)));
    let here = editor.runner().playhead();
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

#[test]
fn a_picture_of_environments_begins_where_something_is_remembered_and_says_so() {
    let found = editor::gallery::TEMPLATES.iter().find(|(name, _)| *name == "throttled-queue");
    let (_, text) = found.expect("it is in the gallery");
    let text = text.replace("Burst: { Count: 60, At: 1s }", "Rate: { PerSecond: 40 }");
    let mut editor = open_text(&text.replace("Duration: 6m", "Duration: 20m"));
    let function = editor.graph_view().nodes.iter().find(|node| node.is_invoked()).map(|node| node.id.clone());
    editor.dispatch(Command::View(ViewCommand::Select(function.into_iter().collect())));
    seek(&mut editor, 10);
    let near = editor.invocations_view(SimDuration::from_secs(60));
    assert_eq!((near.gantt.span.0, near.gantt.forgotten), (SimTime::ZERO, None));
    seek(&mut editor, 1_100);
    let far = editor.invocations_view(SimDuration::from_secs(60));
    let from = far.gantt.forgotten.expect("the way there was passed through");
    assert!(from > SimTime::from_nanos(1_040_000_000_000) && far.gantt.span.0 == from, "{from:?}");
    // What was played through since stays known, however much comes after it.
    (1_101..=1_160).for_each(|second| seek(&mut editor, second));
    let later = editor.invocations_view(SimDuration::from_secs(50));
    assert_eq!((later.gantt.span.0, later.gantt.forgotten), (SimTime::from_nanos(1_110_000_000_000), None));
}
