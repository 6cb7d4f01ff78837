//! Rewinding is exact, and acting after it goes on from there.

use crate::{open, seek, state};
use aws::stack::world::{Recording, World};
use editor::command::{ActCommand, Command, Effect, FileCommand, GraphCommand, PlaybackCommand, Reopening, RunCommand};
use editor::runner::milestones::Milestones;
use editor::{Editor, gallery};
use kernel::{Keep, MessageId, NodeId, RecordId, SimTime};

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

/// The gallery's thumbnails with so many uploads that a way through the run is long.
fn crowded() -> String {
    let (_, text) = gallery::TEMPLATES.iter().find(|(name, _)| *name == "thumbnails").expect("it is in the gallery");
    text.replace("PerSecond: 0.4", "PerSecond: 200")
}

#[test]
fn a_long_way_leads_to_the_state_that_a_straight_run_has() {
    let text = crowded();
    let mut editor = crate::open_text(&text);
    seek(&mut editor, 85);
    let scenario = template::Scenario::read(&text, &template::ScenarioOptions::default());
    let recording = Recording { keep: Keep::All, hash: false };
    let mut world = World::new(&template::compile(&scenario), recording);
    let playhead = editor.runner().playhead();
    while world.trace().made() < playhead.record.0 && world.step_before(SimTime::MAX).is_some() {}
    let straight: Vec<String> =
        (0..world.nodes().len() as u32).map(|n| format!("{:?}", world.snapshot(NodeId(n)).parts)).collect();
    assert_eq!(state(&editor), straight);
    assert!(editor.runner().trace().oldest() > Some(RecordId(100_000)), "the way was not passed through");
    assert_eq!(editor.log_view(50).len(), 50, "the last lines before the goal are remembered");

    let mut milestones = Milestones::default();
    world.run_until(editor.runner().horizon(), u32::MAX);
    world.trace().records().for_each(|record| milestones.feed(record));
    assert_eq!(editor.runner().milestones().list(), milestones.list(), "passing through overlooks nothing");
}

#[test]
fn messages_under_way_are_seen_after_a_long_way() {
    let mut editor = crate::open_text(&crowded());
    seek(&mut editor, 80);
    let mut watched = crate::open_text(&crowded());
    (1..=80).for_each(|second| seek(&mut watched, second));
    assert!(editor.runner().trace().oldest() > watched.runner().trace().oldest(), "only one of them passed through");
    let (passed, seen) = (under_way(&editor), under_way(&watched));
    assert_eq!(passed, seen);
    let truly = editor.runner().world().under_way();
    assert!(truly.iter().all(|it| seen.contains(&(it.message, it.from, it.to))), "what travels is on its wire");
    assert!(truly.len() > 100, "{} messages are under way", truly.len());
}

/// Returns the messages on wires at the playhead, each with the nodes between which it is.
fn under_way(editor: &Editor) -> Vec<(MessageId, NodeId, NodeId)> {
    let flights = editor.runner().pacing().flights(editor.runner().playhead().play);
    let mut flights: Vec<_> = flights.map(|flight| (flight.message, flight.from, flight.to)).collect();
    flights.sort_unstable();
    flights
}

#[test]
fn a_long_way_back_to_a_record_ends_at_that_record() {
    let mut editor = crate::open_text(&crowded());
    seek(&mut editor, 30);
    let record = editor.runner().playhead().record;
    let then = state(&editor);
    seek(&mut editor, 89);
    editor.dispatch(Command::Playback(PlaybackCommand::SeekRecord(record)));
    while editor.transport_view().catching_up {
        editor.tick(0, crate::BUDGET);
    }
    assert_eq!(editor.runner().playhead().record, record);
    assert_eq!(state(&editor), then);
}

/// Asks for an instant that is a long way off, and gives it a moment.
fn set_out(editor: &mut Editor, seconds: u64) {
    let far = SimTime::from_nanos(seconds * 1_000_000_000);
    editor.dispatch(Command::Playback(PlaybackCommand::Seek(far)));
    for _ in 0..2 {
        editor.tick(0, 20_000);
    }
    assert!(editor.transport_view().catching_up, "the way is not long enough");
    assert!(editor.runner().horizon() > SimTime::from_nanos(15_000_000_000), "the way has not begun");
}

#[test]
fn a_long_way_can_be_given_up_for_any_other_place() {
    let straight = {
        let mut editor = crate::open_text(&crowded());
        seek(&mut editor, 5);
        let here = (editor.runner().playhead(), state(&editor), editor.log_view(20));
        editor.dispatch(Command::Playback(PlaybackCommand::StepForward));
        let next = editor.runner().playhead().record;
        editor.dispatch(Command::Playback(PlaybackCommand::StepBack));
        (here.0, here.1, here.2, next, editor.runner().playhead().record)
    };
    let begin = || {
        let mut editor = crate::open_text(&crowded());
        seek(&mut editor, 5);
        set_out(&mut editor, 85);
        editor
    };
    let is_back = |editor: &Editor, after: &str| {
        let playhead = editor.runner().playhead();
        assert_eq!((playhead.sim, playhead.record), (straight.0.sim, straight.0.record), "{after}");
        assert_eq!((state(editor), editor.log_view(20)), (straight.1.clone(), straight.2.clone()), "{after}");
    };

    let mut editor = begin();
    seek(&mut editor, 5);
    is_back(&editor, "another goal behind");

    let mut editor = begin();
    editor.dispatch(Command::Playback(PlaybackCommand::StepForward));
    assert_eq!(editor.runner().playhead().record, straight.3);
    editor.dispatch(Command::Playback(PlaybackCommand::StepBack));
    assert_eq!(editor.runner().playhead().record, straight.4);

    let mut editor = begin();
    editor.dispatch(Command::Playback(PlaybackCommand::Restart));
    assert_eq!(editor.runner().playhead().sim, SimTime::ZERO);

    let mut editor = begin();
    let recycle =
        ActCommand::Intervene { on: "Thumbnail".into(), name: "RecycleEnvironments".into(), value: "".into() };
    editor.dispatch(Command::Act(recycle));
    assert_eq!(editor.runner().playhead().sim, straight.0.sim);
    assert!(editor.log_view(20).len() == 20, "the past is still told");

    let mut editor = begin();
    set_out(&mut editor, 86);
    editor.dispatch(Command::Playback(PlaybackCommand::StepForward));
    assert_eq!(editor.runner().playhead().record, straight.3, "after a second long way");
}

#[test]
fn what_the_template_would_refuse_is_neither_done_nor_written() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 5);
    let text = editor.text();
    for (to, action) in [("~visitors", "PutObject"), ("Nobody", "PutObject"), ("Uploads", "SendMessage")] {
        let send = ActCommand::Send { to: to.into(), action: action.into(), input: "{}".into(), count: 1 };
        let told = editor.dispatch(Command::Act(send)).effects;
        assert!(matches!(told[..], [Effect::Tell(_)]), "{to}: {told:?}");
        assert_eq!(editor.text(), text, "{to}");
    }
}

#[test]
fn a_deed_after_the_end_makes_the_run_longer_and_is_taken_back_with_it() {
    let mut editor = open("thumbnails");
    let (end, text) = (editor.runner().end(), editor.text());
    seek(&mut editor, 100_000);
    assert_eq!(editor.runner().playhead().sim, end);
    let input = r#"{ "Key": "photos/mine.jpg", "Size": 1 }"#.into();
    let send = ActCommand::Send { to: "Uploads".into(), action: "PutObject".into(), input, count: 1 };
    let told = editor.dispatch(Command::Act(send)).effects;
    assert!(
        told.iter().any(|effect| matches!(effect, Effect::Tell(said) if said.contains("8 min longer"))),
        "{told:?}"
    );
    assert_eq!(editor.runner().end().since(end), end.since(SimTime::ZERO), "{}", editor.text());
    assert!(editor.transport_view().playing);
    seek(&mut editor, 500);
    let (mine, longer) = (state(&editor), editor.text());
    let mut again = crate::open_text(&longer);
    seek(&mut again, 500);
    assert_eq!(state(&again), mine);

    editor.dispatch(Command::File(FileCommand::Undo));
    assert_eq!((editor.text(), editor.runner().end()), (text, end));
    editor.dispatch(Command::File(FileCommand::Redo));
    assert_eq!(editor.text(), longer);
}

/// A queue that a function polls, and one that nobody does; nobody sends but a person.
const BY_HAND: &str = "
Transform: AWS::Serverless-2016-10-31
Resources:
  Parked: { Type: AWS::SQS::Queue }
  Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60 } }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: ''
      Events:
        Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } }
";

fn send_to(editor: &mut Editor, queue: &str) {
    let input = r#"{ "MessageBody": "a" }"#.into();
    let send = ActCommand::Send { to: queue.into(), action: "SendMessage".into(), input, count: 1 };
    let told = editor.dispatch(Command::Act(send)).effects;
    assert!(!told.iter().any(|effect| matches!(effect, Effect::Tell(_))), "{told:?}");
}

#[test]
fn time_passes_as_on_a_clock_while_a_stack_waits_for_a_person() {
    let mut editor = crate::open_text(BY_HAND);
    let clock = |editor: &mut Editor, seconds: u64| {
        let before = editor.runner().playhead().sim;
        crate::play(editor, 60 * seconds as usize);
        editor.runner().playhead().sim.since(before).as_millis()
    };
    let is_a_clock = |passed: u64| (9_900..10_100).contains(&passed);
    let at_first = clock(&mut editor, 10);
    assert!(is_a_clock(at_first), "{at_first}");
    // What lies where nobody polls is at rest.
    send_to(&mut editor, "Parked");
    let parked = clock(&mut editor, 10);
    assert!((9_000..10_500).contains(&parked), "{parked}");
    // A retry is waited for: a minute of it is no minute on screen.
    editor.dispatch(Command::Act(ActCommand::Intervene {
        on: "Work".into(),
        name: "FailNext".into(),
        value: "".into(),
    }));
    send_to(&mut editor, "Jobs");
    let failing = clock(&mut editor, 10);
    assert!(failing > 60_000, "{failing}");
    let after = clock(&mut editor, 10);
    assert!(is_a_clock(after), "{after}");
}

#[test]
fn every_stack_comes_to_rest_after_a_send_by_hand() {
    for (name, _) in gallery::TEMPLATES {
        let mut editor = open(name);
        let clients = editor.graph_view().nodes.iter().filter(|node| node.client).map(|node| node.id.clone()).collect();
        editor.dispatch(Command::Graph(GraphCommand::Remove { ids: clients }));
        editor.dispatch(Command::Playback(PlaybackCommand::Seek(SimTime::ZERO)));
        for (to, action) in editor.run_view().entry_points.clone() {
            let send = ActCommand::Send { to: to.clone(), action: action.name, input: action.input, count: 1 };
            editor.dispatch(Command::Act(send));
            crate::play(&mut editor, 60 * 30);
            let before = editor.runner().playhead().sim;
            crate::play(&mut editor, 60 * 5);
            let passed = editor.runner().playhead().sim.since(before).as_millis();
            assert!((4_900..5_100).contains(&passed), "{name}: {passed} ms after a send to {to}");
        }
    }
}

fn fail_next(editor: &mut Editor, on: &str) {
    let act = ActCommand::Intervene { on: on.into(), name: "FailNext".into(), value: "".into() };
    editor.dispatch(Command::Act(act));
}

fn instants(editor: &Editor) -> Vec<u64> {
    let planned = editor.runner().interventions().iter();
    planned.map(|planned| planned.at.as_nanos() / 1_000_000_000).collect()
}

#[test]
fn two_deeds_after_the_end_are_both_done_there_though_the_run_has_not_caught_up() {
    let mut editor = open("thumbnails");
    let end = editor.runner().end();
    seek(&mut editor, 100_000);
    fail_next(&mut editor, "Thumbnail");
    assert!(editor.runner().is_catching_up(), "the run is made anew, and nothing was computed yet");
    let input = r#"{ "Key": "photos/mine.jpg", "Size": 1 }"#.into();
    editor.dispatch(Command::Act(ActCommand::Send {
        to: "Uploads".into(),
        action: "PutObject".into(),
        input,
        count: 1,
    }));
    assert_eq!(instants(&editor), [end.as_nanos() / 1_000_000_000; 2], "{}", editor.text());
    crate::play(&mut editor, 60);
    assert!(editor.runner().playhead().sim >= end, "the person stays where they are");
    seek(&mut editor, 490);
    let failed = editor.log_view(60).iter().filter(|line| line.text.contains("fails after")).count();
    assert!(failed > 0, "what was sent is what fails");
}

#[test]
fn an_edit_while_the_run_catches_up_leaves_the_person_where_they_are() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 60);
    for seed in [8, 9] {
        editor.dispatch(Command::Run(RunCommand::SetSeed(seed)));
        assert!(editor.runner().is_catching_up());
    }
    crate::play(&mut editor, 60);
    let here = editor.runner().playhead().sim.as_nanos();
    assert!(here >= 60_000_000_000, "{here}");
}

#[test]
fn a_place_in_a_document_is_where_the_person_stands_also_while_the_run_catches_up() {
    let catching_up = || {
        let mut editor = open("thumbnails");
        seek(&mut editor, 60);
        editor.dispatch(Command::Run(RunCommand::SetSeed(8)));
        assert!(editor.runner().is_catching_up());
        editor
    };
    let is_there = |editor: &mut Editor| {
        crate::play(editor, 60);
        let here = editor.runner().playhead().sim.as_nanos();
        assert!(here >= 60_000_000_000, "{here}");
    };
    let mut editor = catching_up();
    editor.dispatch(Command::File(FileCommand::New));
    editor.dispatch(Command::File(FileCommand::Undo));
    is_there(&mut editor);
    // A reload leads there as well, and what is done before the run has caught up is done there.
    let editor = catching_up();
    let kept = editor.kept();
    let (steps, place) = (editor.packed_steps().into(), editor.packed_place().into());
    let reopening = Reopening { id: kept.id, name: kept.name, text: kept.text, steps, place };
    let reopened = || {
        let mut editor = Editor::with_origin("other");
        editor.dispatch(Command::File(FileCommand::Reopen(reopening.clone())));
        assert!(editor.runner().is_catching_up());
        editor
    };
    let mut editor = reopened();
    editor.dispatch(Command::Run(RunCommand::SetSeed(9)));
    is_there(&mut editor);
    let mut editor = reopened();
    fail_next(&mut editor, "Thumbnail");
    // An instant is found again to some nanoseconds: the presentation counts microseconds.
    let millis = (editor.runner().interventions()[0].at.as_micros() + 500) / 1_000;
    assert_eq!((instants(&editor).len(), millis), (1, 60_000), "{}", editor.text());
    is_there(&mut editor);
}

#[test]
fn what_is_planned_is_not_waited_for_as_on_a_clock() {
    let planned = "
Metadata:
  Lambdarium:
    Duration: 20m
    Interventions:
      - { At: 12s, Do: Send, On: Jobs, Action: SendMessage, Input: { Body: a } }
      - { At: 8m, Do: Send, On: Jobs, Action: SendMessage, Input: { Body: b } }
";
    let mut editor = crate::open_text(&format!("{planned}{BY_HAND}"));
    assert_eq!(instants(&editor), [12, 480]);
    crate::play(&mut editor, 60 * 60);
    let after = editor.runner().playhead().sim;
    assert!(after.as_nanos() > 480_000_000_000, "{after:?}");
    crate::play(&mut editor, 60 * 10);
    let later = editor.runner().playhead().sim.since(after).as_millis();
    assert!(later < 11_000, "then only the person sends: {later}");
}

#[test]
fn a_restart_shortens_the_pauses_that_a_person_made() {
    let mut editor = crate::open_text(BY_HAND);
    editor.dispatch(Command::Playback(PlaybackCommand::Play));
    send_to(&mut editor, "Jobs");
    seek(&mut editor, 200);
    send_to(&mut editor, "Jobs");
    editor.dispatch(Command::Playback(PlaybackCommand::Restart));
    assert_eq!(editor.runner().playhead().sim, SimTime::ZERO);
    crate::play(&mut editor, 60 * 30);
    assert!(editor.runner().playhead().sim.as_nanos() > 200_000_000_000);
}

#[test]
fn what_another_future_would_have_done_is_not_waited_for() {
    let mut editor = crate::open_text(BY_HAND);
    editor.dispatch(Command::Playback(PlaybackCommand::Play));
    fail_next(&mut editor, "Work");
    send_to(&mut editor, "Jobs");
    crate::play(&mut editor, 30);
    // It waits for its retry, a minute long, which was known to come: that is waited for still.
    send_to(&mut editor, "Parked");
    let before = editor.runner().playhead().sim;
    crate::play(&mut editor, 60 * 10);
    let passed = editor.runner().playhead().sim.since(before).as_millis();
    assert!(passed > 50_000, "a minute of waiting is no minute on screen: {passed}");
}

#[test]
fn a_dead_letter_that_leaves_the_template_and_a_mapping_that_is_off_leave_time_a_clock() {
    let outside = BY_HAND.replace(
        "VisibilityTimeout: 60",
        "VisibilityTimeout: 2, RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:123456789012:Dead', maxReceiveCount: 1 }",
    );
    let off = BY_HAND.replace("Queue: !GetAtt Jobs.Arn", "Queue: !GetAtt Jobs.Arn, Enabled: false");
    for (name, text) in [("outside", outside), ("off", off)] {
        let mut editor = crate::open_text(&text);
        editor.dispatch(Command::Playback(PlaybackCommand::Play));
        fail_next(&mut editor, "Work");
        send_to(&mut editor, "Jobs");
        crate::play(&mut editor, 60 * 20);
        let before = editor.runner().playhead().sim;
        crate::play(&mut editor, 60 * 5);
        let passed = editor.runner().playhead().sim.since(before).as_millis();
        assert!((4_900..5_100).contains(&passed), "{name}: {passed}");
    }
}

#[test]
fn what_nobody_polls_any_more_is_not_waited_for() {
    let deeds = [("WorkJobs", "Delete", ""), ("WorkJobs", "SetProperty", r#"{"Path":"Enabled","Value":false}"#)];
    for (on, name, value) in deeds {
        let mut editor = crate::open_text(BY_HAND);
        editor.dispatch(Command::Playback(PlaybackCommand::Play));
        crate::play(&mut editor, 60);
        // It is on its way while the one who would have polled it goes.
        send_to(&mut editor, "Jobs");
        let act = ActCommand::Intervene { on: on.into(), name: name.into(), value: value.into() };
        editor.dispatch(Command::Act(act));
        crate::play(&mut editor, 60 * 5);
        let before = editor.runner().playhead().sim;
        crate::play(&mut editor, 60 * 5);
        let passed = editor.runner().playhead().sim.since(before).as_millis();
        assert!((4_900..5_100).contains(&passed), "{name}: {passed}");
    }
}

#[test]
fn each_of_several_deeds_at_one_instant_is_told_by_its_own_name() {
    let text = "
Metadata:
  Lambdarium:
    Interventions:
      - { At: 1s, On: Work, Do: SetProperty, Path: Timeout, Value: 4 }
      - { At: 1s, On: Work, Do: FailNext }
      - { At: 1s, On: Work, Do: SetProperty, Path: MemorySize, Value: 256 }
      - { At: 2s, On: Balance, Do: SetProperty, Path: LoadBalancerAttributes.0.Value, Value: '30' }
      - { At: 2s, On: Balance, Do: Outage, Until: 7s }
";
    let balance = "
  Balance:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: { LoadBalancerAttributes: [ { Key: idle_timeout.timeout_seconds, Value: '60' } ] }
";
    let mut editor = crate::open_text(&format!("{text}{BY_HAND}{balance}"));
    seek(&mut editor, 3);
    let deeds: Vec<String> = editor
        .log_view(50)
        .iter()
        .filter(|line| line.text.contains("is acted on"))
        .map(|line| format!("{} {}", line.node, line.text))
        .collect();
    assert_eq!(
        deeds,
        [
            "Work is acted on: set Timeout to 4",
            "Work is acted on: fail the next one",
            "Work is acted on: set MemorySize to 256",
            "Balance is acted on: set LoadBalancerAttributes.0.Value to \"30\"",
            "Balance is acted on: outage for 5 s",
        ]
    );
}

#[test]
fn the_log_of_a_short_run_is_whole_after_the_run_was_made_anew() {
    let mut editor = open("fan-out");
    seek(&mut editor, 100_000);
    let first = editor.log_page(0, 1);
    editor.dispatch(Command::Run(RunCommand::SetSeed(99)));
    crate::play(&mut editor, 600);
    seek(&mut editor, 100_000);
    let again = editor.log_page(0, 1);
    assert_eq!((again[0].record, &again[0].text), (first[0].record, &first[0].text));
}
