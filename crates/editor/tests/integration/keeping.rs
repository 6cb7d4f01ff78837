//! Nothing is lost: documents, their names and steps; and the first minute.

use crate::{BUDGET, open, open_text, play, seek};
use editor::command::{
    ActCommand, Command, Effect, FileCommand, GraphCommand, PlaybackCommand, Reopening, ViewCommand,
};
use editor::geometry::{Camera, Point};
use editor::guide::GuideStep;
use editor::starters::STARTERS;
use editor::{Editor, Severity};
use kernel::SimTime;
use std::sync::Arc;

fn file(command: FileCommand) -> Command {
    Command::File(command)
}

fn add(editor: &mut Editor, type_name: &str) {
    editor.dispatch(Command::Graph(GraphCommand::Add { type_name: type_name.into(), at: None }));
}

#[test]
fn a_new_document_is_another_one_and_undo_goes_back_to_the_one_before() {
    let mut editor = Editor::with_origin("tab");
    add(&mut editor, "AWS::SQS::Queue");
    let first = editor.kept();
    let dispatched = editor.dispatch(file(FileCommand::New));
    assert!(dispatched.effects.iter().any(|effect| matches!(effect, Effect::Store { .. })));
    let second = editor.kept();
    assert_ne!(second.id, first.id);
    editor.dispatch(file(FileCommand::Undo));
    assert_eq!(editor.kept().id, first.id);
    assert_eq!(editor.kept().text, first.text);
    editor.dispatch(file(FileCommand::Redo));
    assert_eq!(editor.kept().id, second.id);
    editor.dispatch(file(FileCommand::OpenGallery(0)));
    assert_ne!(editor.kept().id, second.id);
}

#[test]
fn another_document_begins_at_its_start_and_undo_leads_back_to_where_one_stood() {
    let mut editor = open("fan-out");
    let title = editor.run_view().title.clone();
    let (card, corner) = (editor.graph_view().nodes[0].id.clone(), editor.graph_view().nodes[0].rect.origin);
    seek(&mut editor, 20);
    editor.dispatch(Command::View(ViewCommand::Select(vec![card.clone()])));
    // The upper left corner of the selected card is not in view.
    let camera = Camera { origin: Point { x: corner.x + 40.0, y: corner.y + 8.0 }, zoom: 0.75 };
    editor.dispatch(Command::View(ViewCommand::SetCamera(camera)));
    editor.dispatch(file(FileCommand::New));
    assert_eq!(editor.transport_view().now, SimTime::ZERO);
    let view = editor.run_view();
    assert_eq!((view.undo.as_deref(), view.undo_to.clone()), (Some("New template"), Some(title.clone())));
    let told = editor.dispatch(file(FileCommand::Undo)).effects;
    assert!(told.contains(&Effect::Tell(format!("This is {title} again").into())), "{told:?}");
    let stands = |editor: &mut Editor| {
        while editor.transport_view().catching_up {
            editor.tick(0, BUDGET);
        }
        let transport = editor.transport_view();
        // An instant is found again to some nanoseconds: the presentation counts microseconds.
        let millis = (transport.now.as_micros() + 500) / 1_000;
        (millis, transport.playing, editor.camera(), editor.selection().nodes.clone())
    };
    let place = (20_000, false, camera, vec![card]);
    assert_eq!(stands(&mut editor), place);
    // Again, and from the other side.
    editor.dispatch(file(FileCommand::Redo));
    assert_eq!((editor.transport_view().now, editor.graph_view().nodes.len()), (SimTime::ZERO, 0));
    editor.dispatch(file(FileCommand::Undo));
    assert_eq!(stands(&mut editor), place);
    // A reload leads there as well.
    let kept = editor.kept();
    let (steps, place_left) = (editor.packed_steps().into(), editor.packed_place().into());
    let mut again = Editor::with_origin("other");
    let reopening = Reopening { id: kept.id, name: kept.name, text: kept.text, steps, place: place_left };
    again.dispatch(file(FileCommand::Reopen(reopening)));
    assert_eq!(stands(&mut again), place);
    // How large the canvas is is known only then; the canvas and its foot tell it both.
    for _ in 0..2 {
        again.dispatch(Command::View(ViewCommand::Resize { top: 48.0, width: 640.0, height: 360.0, foot: 0.0 }));
        assert_eq!(stands(&mut again), place, "in a window of another size, too");
    }
    again.dispatch(file(FileCommand::Redo));
    assert!(again.graph_view().nodes.is_empty());
    again.dispatch(file(FileCommand::Undo));
    assert_eq!(stands(&mut again), place, "the steps know it after a reload, too");
}

#[test]
fn undo_shows_the_same_part_though_another_document_has_other_lines_above_it() {
    let size = |editor: &mut Editor, top: f32| {
        editor.dispatch(Command::View(ViewCommand::Resize { top, width: 900.0, height: 700.0 - top, foot: 0.0 }));
    };
    let mut editor = open("fan-out");
    size(&mut editor, 178.0);
    let camera = Camera { origin: Point { x: 40.0, y: 8.0 }, zoom: 0.5 };
    editor.dispatch(Command::View(ViewCommand::SetCamera(camera)));
    editor.dispatch(file(FileCommand::New));
    size(&mut editor, 134.0);
    editor.dispatch(file(FileCommand::Undo));
    size(&mut editor, 178.0);
    assert_eq!(editor.camera(), camera);
    // Where the lines stay, cards are where they were on the page.
    editor.dispatch(file(FileCommand::Redo));
    size(&mut editor, 134.0);
    editor.dispatch(file(FileCommand::Undo));
    assert_eq!(editor.camera().origin, Point { x: 40.0, y: 8.0 - 88.0 });
}

/// Reloads the page: the text, the steps and the place are all that is left.
fn reloaded(editor: &Editor) -> Editor {
    let kept = editor.kept();
    let (steps, place) = (editor.packed_steps().into(), editor.packed_place().into());
    let mut again = Editor::with_origin("other");
    let reopening = Reopening { id: kept.id, name: kept.name, text: kept.text, steps, place };
    again.dispatch(file(FileCommand::Reopen(reopening)));
    again
}

#[test]
fn a_reload_keeps_what_was_done_of_the_first_steps_and_who_did_what() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 20);
    let act =
        ActCommand::Intervene { on: "Thumbnail".into(), name: "SetFails".into(), value: r#"[{"Always":true}]"#.into() };
    editor.dispatch(Command::Act(act));
    seek(&mut editor, 60);
    let steps = |editor: &Editor| editor.guide_view().steps.clone();
    let deed = |editor: &mut Editor| {
        let lines = editor.log_page(0, usize::MAX);
        let failed = lines.iter().rev().find(|line| line.text.contains("fails after")).expect("it fails").record;
        editor.dispatch(Command::View(ViewCommand::Ask(Some(failed))));
        editor.why_view().and_then(|why| why.deed.clone()).expect("somebody did it").text
    };
    assert!(steps(&editor).iter().any(|step| step.done && step.step == GuideStep::Break));
    let told = deed(&mut editor);
    assert!(told.starts_with("You let every invocation"), "{told}");
    let mut again = reloaded(&editor);
    seek(&mut again, 60);
    assert_eq!(steps(&again), steps(&editor));
    assert_eq!(deed(&mut again), told);
    // Another document is another beginning.
    again.dispatch(file(FileCommand::OpenGallery(1)));
    assert!(again.guide_view().steps.iter().all(|step| !step.done || step.step == GuideStep::Watch));
}

#[test]
fn a_reload_shows_everything_to_who_saw_everything_whatever_size_the_canvas_has_now() {
    let editor = open("fan-out");
    let kept = editor.kept();
    let place = editor.packed_place().into();
    let mut again = Editor::with_origin("other");
    let reopening = Reopening { id: kept.id, name: kept.name, text: kept.text, steps: "".into(), place };
    again.dispatch(file(FileCommand::Reopen(reopening)));
    for (width, height) in [(320.0, 240.0), (1500.0, 900.0)] {
        again.dispatch(Command::View(ViewCommand::Resize { top: 48.0, width, height, foot: 0.0 }));
        let bounds = again.graph_view().bounds;
        assert_eq!(again.camera(), Camera::fitting(&bounds, width, height));
    }
}

#[test]
fn opening_what_is_open_begins_it_anew_and_is_no_step() {
    let mut editor = Editor::with_origin("tab");
    editor.dispatch(file(FileCommand::OpenGallery(0)));
    let kept = editor.kept();
    let take = |editor: &mut Editor, text: String| {
        editor.dispatch(file(FileCommand::TakeVersion { label: "Go back".into(), text: text.into() }));
    };
    take(&mut editor, format!("{}# mine\n", kept.text));
    take(&mut editor, kept.text.to_string());
    seek(&mut editor, 20);
    editor.dispatch(file(FileCommand::OpenGallery(0)));
    assert_eq!(editor.run_view().undo.as_deref(), Some("Go back"), "the step keeps its name");
    assert_eq!((editor.kept().id, editor.transport_view().now), (kept.id.clone(), SimTime::ZERO));
    // Another document that says the same is another one all the same.
    let reopening =
        Reopening { id: "twin".into(), name: kept.name, text: kept.text, steps: "".into(), place: "".into() };
    editor.dispatch(file(FileCommand::Reopen(reopening)));
    assert_eq!(&*editor.kept().id, "twin");
    assert!(editor.run_view().undo.as_ref().is_some_and(|step| step.starts_with("Open ")));
    editor.dispatch(file(FileCommand::Undo));
    assert_eq!(editor.kept().id, kept.id);
}

#[test]
fn what_was_done_with_another_document_is_no_first_step_of_this_one() {
    let begun = || {
        let mut editor = Editor::with_origin("tab");
        editor.dispatch(file(FileCommand::BeginWith(0)));
        done(&mut editor);
        assert!(editor.guide_view().begun);
        editor
    };
    let others = [
        FileCommand::New,
        FileCommand::OpenGallery(0),
        FileCommand::BeginWith(1),
        FileCommand::Open { name: "mine".into(), text: "Resources:\n  A: { Type: AWS::SQS::Queue }\n".into() },
    ];
    for other in others {
        let mut editor = begun();
        editor.dispatch(file(other.clone()));
        assert!(!editor.guide_view().begun, "{other:?}");
        // Nor is what is done there one of the first document.
        let (to, action) = ("Jobs".into(), "SendMessage".into());
        editor.dispatch(Command::Act(ActCommand::Send { to, action, input: "{}".into(), count: 1 }));
        while editor.guide_view().begun && editor.run_view().undo_to.is_none() {
            editor.dispatch(file(FileCommand::Undo));
        }
        let dispatched = editor.dispatch(file(FileCommand::Undo));
        assert!(!editor.guide_view().begun, "{other:?}");
        assert!(dispatched.changed.contains(editor::command::Changed::GUIDE), "{other:?}");
    }
    // A copy is the same work, and within a document a step back forgets nothing.
    let mut editor = begun();
    editor.dispatch(file(FileCommand::Detach { id: "copy".into(), title: "Copy".into() }));
    editor.dispatch(file(FileCommand::Undo));
    assert!(editor.guide_view().begun);
}

#[test]
fn a_text_that_cannot_be_read_is_another_document_than_the_one_shown() {
    let mut editor = Editor::with_origin("tab");
    add(&mut editor, "AWS::SQS::Queue");
    let id = editor.kept().id;
    editor.dispatch(file(FileCommand::Open { name: "broken".into(), text: "{{{".into() }));
    assert_ne!(editor.kept().id, id, "its text never takes the place of the document that is shown");
    editor.dispatch(file(FileCommand::Undo));
    assert_eq!(editor.kept().id, id);
}

#[test]
fn steps_survive_a_reload_with_their_names() {
    let mut editor = Editor::with_origin("tab");
    add(&mut editor, "AWS::SQS::Queue");
    add(&mut editor, "AWS::SNS::Topic");
    editor.dispatch(file(FileCommand::Undo));
    let kept = editor.kept();
    let mut again = Editor::with_origin("other");
    let steps = editor.packed_steps().into();
    let place = "".into();
    let reopening = Reopening { id: kept.id.clone(), name: kept.name.clone(), text: kept.text.clone(), steps, place };
    again.dispatch(file(FileCommand::Reopen(reopening)));
    assert_eq!(again.kept(), kept);
    assert_eq!(again.run_view().redo, editor.run_view().redo);
    again.dispatch(file(FileCommand::Redo));
    assert_eq!(again.graph_view().nodes.len(), 2);
    again.dispatch(file(FileCommand::Undo));
    again.dispatch(file(FileCommand::Undo));
    assert!(again.graph_view().nodes.is_empty());
}

#[test]
fn a_copy_goes_on_under_its_own_id_and_its_steps_with_it() {
    let mut editor = Editor::with_origin("tab");
    add(&mut editor, "AWS::SQS::Queue");
    editor.dispatch(file(FileCommand::Detach { id: "copy".into(), title: "Copy of jobs".into() }));
    assert_eq!((&*editor.kept().id, &*editor.kept().title), ("copy", "Copy of jobs"));
    editor.dispatch(file(FileCommand::Undo));
    editor.dispatch(file(FileCommand::Undo));
    assert_eq!(&*editor.kept().id, "copy");
}

#[test]
fn a_title_is_a_step_and_so_is_an_earlier_version() {
    let mut editor = open_text("Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n");
    let text = editor.text();
    editor.dispatch(file(FileCommand::Rename("  Jobs of \n today ".into())));
    assert_eq!(&*editor.run_view().title, "Jobs of today");
    assert_eq!(editor.run_view().undo.as_deref(), Some("Rename to Jobs of today"));
    editor.dispatch(file(FileCommand::TakeVersion { label: "Go back to 13:05".into(), text: text.clone() }));
    assert_eq!(editor.text(), text);
    editor.dispatch(file(FileCommand::Undo));
    assert_eq!(&*editor.run_view().title, "Jobs of today");
    editor.dispatch(file(FileCommand::Rename(" ".into())));
    assert_eq!(&*editor.run_view().title, "Jobs of today");
}

#[test]
fn beginning_with_cards_never_takes_the_place_of_a_document() {
    let mut editor = Editor::with_origin("tab");
    let empty = editor.kept().id;
    editor.dispatch(file(FileCommand::BeginWith(0)));
    let first = editor.kept();
    assert_eq!((&first.id, &*first.name), (&empty, STARTERS[0].title), "an empty document is filled");
    editor.dispatch(file(FileCommand::BeginWith(1)));
    let second = editor.kept();
    assert_ne!(second.id, first.id);
    editor.dispatch(file(FileCommand::Undo));
    assert_eq!((editor.kept().id, editor.kept().name, editor.kept().text), (first.id, first.name, first.text));
    editor.dispatch(file(FileCommand::Redo));
    assert_eq!((editor.kept().id, editor.kept().name), (second.id, second.name));
}

#[test]
fn renaming_is_a_step_also_where_the_text_stays_and_says_why_it_cannot_be() {
    let text = "Metadata: { Lambdarium: { Title: Jobs } }\nResources:\n  Jobs: { Type: AWS::SQS::Queue }\n";
    let mut editor = open_text(text);
    editor.dispatch(file(FileCommand::Rename("Jobs".into())));
    assert_eq!((&*editor.name(), editor.run_view().undo.as_deref()), ("Jobs", Some("Rename to Jobs")));
    editor.dispatch(file(FileCommand::Undo));
    assert_eq!((&*editor.name(), &*editor.text()), ("test", text));
    editor.dispatch(file(FileCommand::Redo));
    assert_eq!(&*editor.name(), "Jobs");

    let id = editor.kept().id;
    editor.dispatch(file(FileCommand::Open { name: "broken".into(), text: "{{{".into() }));
    let told = editor.dispatch(file(FileCommand::Rename("Mine".into()))).effects;
    assert!(matches!(&told[..], [Effect::Tell(_)]), "{told:?}");
    assert_eq!((&*editor.name(), &*editor.kept().name), ("Jobs", "broken"));
    // A copy of a text that cannot be read has its own id and name, and the document that is shown keeps its own.
    editor.dispatch(file(FileCommand::Detach { id: "copy".into(), title: "Copy of broken".into() }));
    assert_eq!((&*editor.kept().id, &*editor.kept().name, &*editor.name()), ("copy", "Copy of broken", "Jobs"));
    editor.dispatch(file(FileCommand::Undo));
    assert_eq!(editor.kept().id, id);
}

#[test]
fn every_beginning_is_whole_wired_and_ready_for_a_send() {
    for (index, starter) in STARTERS.iter().enumerate() {
        let mut editor = Editor::new();
        editor.dispatch(file(FileCommand::BeginWith(index)));
        let problems = editor.problems_view();
        let bad: Vec<_> = problems.iter().filter(|problem| problem.severity > Severity::Info).collect();
        assert!(bad.is_empty(), "{}: {bad:?}", starter.title);
        assert!(!editor.graph_view().wires.is_empty(), "{}", starter.title);
        assert_eq!(editor.selection().nodes, [starter.entry.into()], "{}", starter.title);
        let (to, action) = editor.run_view().entry_points.first().cloned().expect("a way in");
        assert_eq!(&*to, starter.entry);
        let send = ActCommand::Send { to, action: action.name, input: action.input, count: 1 };
        editor.dispatch(Command::Act(send));
        seek(&mut editor, 30);
        let log = editor.log_view(500);
        assert!(log.iter().any(|line| line.text.contains("succeeds")), "{}: {log:?}", starter.title);
        editor.dispatch(file(FileCommand::Undo));
        editor.dispatch(file(FileCommand::Undo));
        assert!(editor.graph_view().nodes.is_empty(), "{}", starter.title);
    }
}

#[test]
fn the_first_minute_points_at_what_is_there() {
    let mut editor = open("thumbnails");
    assert_eq!(editor.guide_view().now, Some(GuideStep::Watch));
    for _ in 0..60 {
        play(&mut editor, 10);
    }
    let guide = editor.guide_view();
    assert_eq!((guide.now, guide.at.as_deref()), (Some(GuideStep::Look), Some("Thumbnail")));
    editor.dispatch(Command::View(ViewCommand::Select(vec!["Thumbnail".into()])));
    let guide = editor.guide_view();
    assert_eq!((guide.now, &*done(&mut editor)), (Some(GuideStep::Send), "Send one to Uploads"));
    assert_eq!(editor.guide_view().now, Some(GuideStep::Break));
    assert_eq!(&*done(&mut editor), "Make Thumbnail fail the next, and send one");
    // The answer is offered once there is something to ask about, and it names what was done.
    let guide = editor.guide_view();
    assert_eq!((guide.now, &guide.deed), (Some(GuideStep::Ask), &None));
    for _ in 0..60 {
        play(&mut editor, 10);
    }
    assert_eq!(&*done(&mut editor), "Why did it fail?");
    assert!(editor.why_view().expect("an answer").deed.is_some());
    let guide = editor.guide_view();
    assert!(editor.transport_view().playing, "what is done is seen");
    assert!(guide.now.is_none() && !guide.gone && guide.steps.iter().all(|step| step.done), "{guide:?}");
    assert!(editor.dispatch(file(FileCommand::New)).effects.contains(&Effect::LeaveGuide));
    assert!(editor.guide_view().gone);
}

#[test]
fn the_first_minute_of_an_empty_page_begins_with_cards() {
    let mut editor = Editor::new();
    assert_eq!(editor.guide_view().now, Some(GuideStep::Build));
    editor.dispatch(file(FileCommand::BeginWith(1)));
    assert_eq!(&*done(&mut editor), "Send one to Jobs");
    assert_eq!(&*done(&mut editor), "Make Work fail the next, and send one");
    for _ in 0..100 {
        play(&mut editor, 10);
    }
    assert_eq!(&*done(&mut editor), "Why did it fail?");
    let why = editor.why_view().expect("an answer");
    let text = "You let the next invocation of Work fail at 0.000 s (Fail the next one)";
    assert_eq!(why.deed.as_ref().map(|deed| &*deed.text), Some(text));
}

/// Does what the guide offers, and returns what its button says.
fn done(editor: &mut Editor) -> Arc<str> {
    let deed = editor.guide_view().deed.clone().expect("the step can be done at once");
    for command in deed.commands {
        let dispatched = editor.dispatch(command);
        assert!(!dispatched.effects.iter().any(|effect| matches!(effect, Effect::Tell(_))), "{dispatched:?}");
    }
    deed.label
}

#[test]
fn what_just_happened_is_told_up_to_the_playhead_and_has_a_why() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 1);
    assert_eq!(editor.narration(), None);
    seek(&mut editor, 200);
    let told = editor.narration().expect("something failed by now");
    assert!(told.at <= editor.transport_view().now && !told.text.is_empty());
    editor.dispatch(Command::View(ViewCommand::Ask(Some(told.record))));
    assert!(editor.why_view().is_some_and(|why| !why.rule.is_empty()));
    seek(&mut editor, 1);
    assert_eq!(editor.narration(), None, "going back in time takes it back");
}

#[test]
fn a_first_retry_is_told_after_what_it_follows_from_and_says_when_it_comes() {
    for (name, first) in [("thumbnails", "First error"), ("throttled-queue", "First throttle")] {
        let mut editor = open(name);
        seek(&mut editor, 100_000);
        let marks = editor.transport_view().markers;
        let mark = |label: &str| marks.iter().find(|mark| &*mark.label == label).expect(label).record;
        for label in [first, "First retry"] {
            editor.dispatch(Command::Playback(PlaybackCommand::SeekRecord(mark(label))));
            while editor.transport_view().catching_up {
                editor.tick(0, crate::BUDGET);
            }
            let told = editor.narration().expect("it stands out");
            assert_eq!((told.kind, told.record), (first, mark(first)), "{name}: the cause first, at {label}");
        }
        let told = editor.narration().expect("it stands out");
        let [("First retry", text)] = &told.more[..] else { panic!("{told:?}") };
        assert!(text.contains("before try 2"), "{told:?}");
        assert!(told.meaning.starts_with("AWS tries again by itself, "), "{told:?}");
    }
}

#[test]
fn a_retry_that_has_come_or_comes_no_more_is_not_said_to_be_still_to_come() {
    // A message at the first second finds no room; the next try is a second later.
    let text = |settings: &str| {
        format!(
            "Metadata:\n  Lambdarium:\n    Version: 1\n    {settings}\n    Traffic:\n      \
             - {{ Name: people, To: Jobs, Action: SendMessage, At: [1s], Input: {{ MessageBody: a }} }}\n\
             Resources:\n  Jobs: {{ Type: AWS::SQS::Queue }}\n  Work:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
             ReservedConcurrentExecutions: 0\n      Events: {{ Jobs: {{ Type: SQS, Properties: {{ Queue: !GetAtt Jobs.Arn }} }} }}\n"
        )
    };
    for (settings, seconds, said) in [
        ("Duration: 1m", 2, "AWS tries again by itself, 1 s later"),
        ("Duration: 1m", 3, "AWS tried again by itself, 1 s later"),
        ("Duration: 2s", 2, "the run ends before the next try, which would be 1 s later"),
        // What falls on the end is no part of the run.
        ("Duration: 2s\n    Latency: None", 2, "the run ends before the next try, which would be 1 s later"),
    ] {
        let mut editor = open_text(&text(settings));
        seek(&mut editor, seconds);
        let told = editor.narration().expect("it is throttled");
        assert_eq!((told.kind, &*told.meaning), ("First throttle", said), "{told:?}");
    }
}
