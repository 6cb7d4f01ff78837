//! Building, undoing, sharing, and texts that are broken.

use crate::{open, open_text};
use editor::command::{ActCommand, Command, Effect, FileCommand, GraphCommand, RunCommand, SetupCommand, ViewCommand};
use editor::geometry::{Point, Vector};
use editor::{Severity, link};

const POLLED: &str = include_str!("../../../../tests/templates/polled.yaml");

fn graph(command: GraphCommand) -> Command {
    Command::Graph(command)
}

#[test]
fn a_bucket_is_wired_to_a_function_and_the_text_says_so() {
    let mut editor = open_text("Resources: {}\n");
    for (type_name, x) in [("AWS::S3::Bucket", 0.0), ("AWS::Lambda::Function", 320.0)] {
        let at = Some(Point::new(x, 0.0));
        editor.dispatch(graph(GraphCommand::Add { type_name: type_name.into(), at }));
    }
    let ids: Vec<_> = editor.graph_view().nodes.iter().map(|node| node.id.clone()).collect();
    let (from, to) = (ids[0].clone(), ids[1].clone());
    let told =
        editor.dispatch(graph(GraphCommand::Connect { from: from.clone(), to: to.clone(), kind: None, port: None }));
    assert_eq!(editor.graph_view().wires.len(), 1, "{told:?}\n{}", editor.text());
    assert_eq!(editor.run_view().undo.as_deref(), Some(format!("Connect {from} to {to}").as_str()));
    let refused = editor.can_connect(&to, &from);
    assert!(refused.is_ok() || refused.is_err_and(|refusal| !refusal.reason.is_empty() && !refusal.way.is_empty()));
    editor.dispatch(Command::File(FileCommand::Undo));
    assert!(editor.graph_view().wires.is_empty());
    editor.dispatch(Command::File(FileCommand::Redo));
    assert_eq!(editor.graph_view().wires.len(), 1);
}

#[test]
fn a_drag_is_one_step_and_reruns_nothing() {
    let mut editor = open("thumbnails");
    crate::seek(&mut editor, 12);
    let (text, record) = (editor.text(), editor.runner().playhead().record);
    for _ in 0..5 {
        let ids = vec!["Uploads".into()];
        editor.dispatch(graph(GraphCommand::Move { ids, by: Vector::new(8.0, 0.0), drag: 1 }));
    }
    assert_eq!(editor.runner().playhead().record, record);
    assert!(editor.text().contains("X: 40"), "{}", editor.text());
    editor.dispatch(Command::File(FileCommand::Undo));
    assert_eq!(editor.text(), text);
}

#[test]
fn moves_by_keys_are_one_step_as_long_as_nothing_else_is_done() {
    use editor::command::BY_KEYS;
    let mut editor = open("thumbnails");
    let step = |editor: &mut editor::Editor, id: &str| {
        let ids = vec![id.into()];
        editor.dispatch(graph(GraphCommand::Move { ids, by: Vector::new(8.0, 0.0), drag: BY_KEYS }));
        editor.text()
    };
    let start = editor.text();
    step(&mut editor, "Uploads");
    let first = step(&mut editor, "Uploads");
    let second = step(&mut editor, "Thumbnail");
    editor.dispatch(Command::View(ViewCommand::Select(vec!["Thumbnail".into()])));
    step(&mut editor, "Thumbnail");
    for before in [&second, &first, &start] {
        editor.dispatch(Command::File(FileCommand::Undo));
        assert_eq!(editor.text(), *before);
    }
}

#[test]
fn what_nothing_can_write_is_not_done() {
    let text = "Outputs: { A: { Value: &block { Seed: 1 } } }\nMetadata: { Lambdarium: *block }\nResources:\n  Jobs: { Type: \
                AWS::SQS::Queue }\n";
    let mut editor = open_text(text);
    crate::seek(&mut editor, 2);
    let made = editor.runner().trace().made();
    for (name, value) in [("Purge", ""), ("SetProperty", r#"{"Path":"DelaySeconds","Value":3}"#)] {
        let act = ActCommand::Intervene { on: "Jobs".into(), name: name.into(), value: value.into() };
        let told = editor.dispatch(Command::Act(act)).effects;
        assert!(matches!(&told[..], [Effect::Tell(reason)] if reason.contains("anchor")), "{told:?}");
        assert_eq!((editor.runner().trace().made(), &*editor.text()), (made, text));
    }
    // What a setting cannot be is refused as anything else is.
    let mut editor = open_text("Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n");
    let (on, value) = ("Nobody".into(), r#"{"Path":"DelaySeconds","Value":3}"#.into());
    let act = ActCommand::Intervene { on, name: "SetProperty".into(), value };
    assert!(matches!(editor.dispatch(Command::Act(act)).effects[..], [Effect::Tell(_)]));
    assert!(!editor.text().contains("Interventions"));
}

#[test]
fn a_text_that_is_not_applied_yet_has_its_problems_beside_those_of_the_template() {
    let silent = POLLED.replace("Metadata:", "Other:");
    let editor = open_text(&silent);
    assert!(!editor.problems_view().is_empty());
    assert!(editor.problems_of_draft(&silent).is_empty(), "what the template has is told of it");
    let wrong = editor.problems_of_draft(&silent.replace("Timeout: 10", "Timeout: 901"));
    assert!(wrong.len() == 1 && wrong[0].message.contains("901 is not between 1 and 900"), "{wrong:?}");
    assert_eq!(wrong[0].at.line, editor.text().lines().position(|it| it.contains("Timeout: 10")).unwrap() as u32 + 1);
    let broken = editor.problems_of_draft(&format!("{silent}\n  x: [ 1"));
    assert!(broken.iter().any(|it| it.severity == Severity::Error), "{broken:?}");
    assert_eq!(*editor.text(), silent, "nothing is applied");
}

#[test]
fn a_broken_template_gets_its_errors_by_line_and_keeps_its_text() {
    let text = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: 99999\n  Broken: [\n";
    let editor = open_text(text);
    let problems = editor.problems_view();
    assert!(problems.iter().any(|problem| problem.at.line > 0), "{problems:?}");
    assert_eq!(&*editor.text(), text);
}

#[test]
fn settings_are_written_into_the_text() {
    let mut editor = open("thumbnails");
    editor.dispatch(Command::Run(RunCommand::SetProfile("aws-2020".into())));
    assert_eq!(&*editor.run_view().profile, "aws-2020");
    assert!(editor.text().contains("Profile: aws-2020"));
    let seed = editor.run_view().seed;
    editor.dispatch(Command::Run(RunCommand::OtherLuck));
    assert_eq!(editor.run_view().seed, seed + 1);
}

#[test]
fn a_link_carries_the_document() {
    let mut editor = open("fan-out");
    let effects = editor.dispatch(Command::File(FileCommand::CopyLink)).effects;
    let [Effect::CopyLink { fragment, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(link::decode(fragment).as_deref(), Ok(&*editor.text()));
}

#[test]
fn a_file_that_cannot_be_read_leaves_picture_title_and_run_as_they_are() {
    let mut editor = open("thumbnails");
    crate::seek(&mut editor, 12);
    let (picture, title, record) =
        (editor.graph_view(), editor.run_view().title.clone(), editor.runner().playhead().record);
    let broken: std::sync::Arc<str> = "Resources:\n  A: [1, 2\n  B:\n    Type: {{{\n".into();
    let told = editor.dispatch(Command::File(FileCommand::Open { name: "broken".into(), text: broken.clone() }));
    assert!(told.effects.iter().any(|effect| matches!(effect, Effect::Tell(_))), "{told:?}");
    assert!(!told.effects.iter().any(|effect| matches!(effect, Effect::Store { .. })), "{told:?}");
    assert_eq!(editor.text(), broken);
    assert!(editor.problems_view().iter().any(|problem| problem.at.line == 3), "{:?}", editor.problems_view());
    let after = (editor.graph_view(), editor.run_view().title.clone(), editor.runner().playhead().record);
    assert_eq!(after, (picture, title, record));

    // What would change the broken text says so and changes nothing.
    let add = GraphCommand::Add { type_name: "AWS::SQS::Queue".into(), at: None };
    assert!(matches!(editor.dispatch(graph(add)).effects[..], [Effect::Tell(_)]));
    assert_eq!(editor.text(), broken);
    editor.dispatch(Command::File(FileCommand::Undo));
    assert!(editor.problems_view().iter().all(|problem| problem.at.line != 3));
    assert_eq!(editor.runner().playhead().record, record);
}

#[test]
fn an_emptied_template_loses_its_name() {
    let mut editor = open("thumbnails");
    editor.dispatch(Command::File(FileCommand::SetText("\n".into())));
    assert!(editor.graph_view().nodes.is_empty());
    assert_eq!((&*editor.name(), &*editor.run_view().title), ("untitled", "untitled"));
    editor.dispatch(Command::File(FileCommand::Undo));
    assert_eq!(&*editor.name(), "thumbnails");
}

#[test]
fn what_is_fitted_stays_fitted_until_a_person_moves_the_picture_or_builds() {
    let view = |command| Command::View(command);
    let mut editor = open("thumbnails");
    let shows_all = |editor: &editor::Editor, (width, height): (f32, f32)| {
        let (camera, bounds) = (editor.camera(), editor.graph_view().bounds);
        let end = editor::geometry::Point::new(bounds.origin.x + bounds.width, bounds.origin.y + bounds.height);
        let (start, end) = (camera.screen_from_world(bounds.origin), camera.screen_from_world(end));
        start.x >= 0.0 && start.y >= 0.0 && end.x <= width && end.y <= height
    };
    for (width, height, foot) in [(1_200.0, 700.0, 56.0), (500.0, 200.0, 104.0), (800.0, 300.0, 0.0)] {
        editor.dispatch(view(ViewCommand::Resize { top: 0.0, width, height, foot }));
        assert!(shows_all(&editor, (width, height - foot)), "{width} x {height}, {foot} of it covered");
    }
    let camera = editor.camera();
    editor.dispatch(view(ViewCommand::SetCamera(camera)));
    editor.dispatch(view(ViewCommand::Resize { top: 0.0, width: 400.0, height: 150.0, foot: 0.0 }));
    assert_eq!(editor.camera(), camera);

    editor.dispatch(view(ViewCommand::Fit));
    assert!(shows_all(&editor, (400.0, 150.0)));
    editor.dispatch(graph(GraphCommand::Add { type_name: "AWS::SQS::Queue".into(), at: None }));
    let camera = editor.camera();
    editor.dispatch(view(ViewCommand::Resize { top: 0.0, width: 900.0, height: 600.0, foot: 0.0 }));
    assert_eq!(editor.camera(), camera);
}

#[test]
fn cards_stay_under_the_hand_when_something_above_the_canvas_comes_or_goes() {
    let view = |command| Command::View(command);
    let mut editor = open("thumbnails");
    let size = |top: f32| view(ViewCommand::Resize { top, width: 1_200.0, height: 800.0 - top, foot: 0.0 });
    let on_page = |editor: &editor::Editor, top: f32| {
        let graph = editor.graph_view();
        graph.nodes.iter().map(|node| editor.camera().screen_from_world(node.rect.origin).y + top).collect::<Vec<_>>()
    };
    for is_fitted in [true, false] {
        editor.dispatch(size(137.0));
        editor.dispatch(view(ViewCommand::Fit));
        if !is_fitted {
            editor.dispatch(view(ViewCommand::SetCamera(editor.camera())));
        }
        let before = on_page(&editor, 137.0);
        editor.dispatch(size(50.0));
        let after = on_page(&editor, 50.0);
        assert!(before.iter().zip(&after).all(|(a, b)| (a - b).abs() < 0.1), "{is_fitted}: {before:?} {after:?}");
    }
    // Nor does a line of words below move them.
    editor.dispatch(view(ViewCommand::Fit));
    let camera = editor.camera();
    for height in [730.0, 750.0] {
        editor.dispatch(view(ViewCommand::Resize { top: 50.0, width: 1_200.0, height, foot: 0.0 }));
        assert_eq!(editor.camera(), camera, "{height}");
    }
    // What no longer fits is made smaller.
    editor.dispatch(size(600.0));
    assert!(editor.free_part().holds(&editor.graph_view().bounds));
}

#[test]
fn what_is_added_beside_everything_is_seen_with_the_rest() {
    let mut editor = open("thumbnails");
    let view = |command| Command::View(command);
    editor.dispatch(view(ViewCommand::Resize { top: 0.0, width: 900.0, height: 500.0, foot: 0.0 }));
    for to in ["Uploads", "Failed"] {
        editor.dispatch(Command::Setup(SetupCommand::AddClient { to: to.into() }));
        assert!(editor.free_part().holds(&editor.graph_view().bounds), "after a client of {to}");
    }
    for _ in 0..3 {
        editor.dispatch(graph(GraphCommand::Add { type_name: "AWS::SQS::Queue".into(), at: None }));
        assert!(editor.free_part().holds(&editor.graph_view().bounds));
    }
    // Who looks at a part of it keeps the size of things.
    let camera = editor::geometry::Camera { zoom: 2.0, ..editor.camera() };
    editor.dispatch(view(ViewCommand::SetCamera(camera)));
    editor.dispatch(graph(GraphCommand::Add { type_name: "AWS::SQS::Queue".into(), at: None }));
    let (seen, graph) = (editor.free_part(), editor.graph_view());
    let added = graph.nodes.iter().find(|node| &*node.id == "Queue4").expect("the fourth queue");
    assert!(seen.holds(&added.rect) && editor.camera().zoom == 2.0, "{:?} in {seen:?}", added.rect);
}

#[test]
fn a_sheet_that_rises_covers_no_selected_card() {
    let view = |command| Command::View(command);
    let mut editor = open("thumbnails");
    let size = |height| view(ViewCommand::Resize { top: 0.0, width: 390.0, height, foot: 100.0 });
    editor.dispatch(size(500.0));
    let card = editor.graph_view().nodes.iter().find(|node| &*node.id == "Failed").expect("the card").rect;
    let place = |editor: &editor::Editor| editor.camera().screen_from_world(card.center()).y;
    let (camera, corner) = (editor.camera(), editor.camera().screen_from_world(card.origin));
    // Low on the canvas, and from near.
    let near = camera.zoomed(1.5, corner);
    let down = (380.0 - near.screen_from_world(card.center()).y) / near.zoom;
    let origin = near.origin + editor::geometry::Vector::new(0.0, -down);
    editor.dispatch(view(ViewCommand::SetCamera(editor::geometry::Camera { origin, ..near })));
    let camera = editor.camera();
    editor.dispatch(size(260.0));
    assert_eq!(editor.camera(), camera, "nothing is selected");
    editor.dispatch(size(500.0));
    editor.dispatch(view(ViewCommand::Select(vec!["Failed".into()])));
    editor.dispatch(size(260.0));
    assert!((0.0..160.0).contains(&place(&editor)), "{}", place(&editor));
}

#[test]
fn several_cards_are_inspected_as_what_they_are() {
    let mut editor = open("thumbnails");
    editor.dispatch(Command::View(ViewCommand::Select(vec!["Uploads".into(), "Failed".into()])));
    let view = editor.inspector_view().expect("something is chosen");
    assert_eq!((&*view.id, view.parts.len(), view.sections.len()), ("2 cards", 0, 0));
    assert!(view.summary.starts_with("Uploads, Failed. "), "{}", view.summary);
}

#[test]
fn the_first_steps_break_the_function_that_a_send_comes_to_and_tick_no_refused_deed() {
    let mut editor = open_text("Transform: AWS::Serverless-2016-10-31\nResources: {}\n");
    let add = |type_name: &str| graph(GraphCommand::Add { type_name: type_name.into(), at: None });
    for type_name in ["AWS::SQS::Queue", "AWS::Serverless::Function", "AWS::Serverless::Function"] {
        editor.dispatch(add(type_name));
    }
    let cards = editor.graph_view().nodes.clone();
    let functions: Vec<_> = cards.iter().filter(|node| node.is_invoked()).map(|node| node.id.clone()).collect();
    for to in functions {
        let mut editor = open_text(&editor.text());
        let from = "Queue".into();
        editor.dispatch(graph(GraphCommand::Connect { from, to: to.clone(), kind: None, port: None }));
        let act = |input: &str| {
            let (to, action) = ("Queue".into(), "SendMessage".into());
            Command::Act(ActCommand::Send { to, action, input: input.into(), count: 1 })
        };
        editor.dispatch(act("{ \"Mess"));
        assert!(!editor.guide_view().begun, "what is refused is no deed");
        editor.dispatch(act("{ \"MessageBody\": \"a\" }"));
        let deed = editor.guide_view().deed.clone().expect("something can be made to fail");
        assert!(deed.label.contains(&format!("Make {to} fail")), "{}", deed.label);
    }
}

#[test]
fn what_is_deleted_looks_so_from_near_and_from_far() {
    let mut editor = open("thumbnails");
    editor.dispatch(Command::Playback(editor::command::PlaybackCommand::Pause));
    let act = ActCommand::Intervene { on: "Thumbnail".into(), name: "Delete".into(), value: "".into() };
    editor.dispatch(Command::Act(act));
    crate::seek(&mut editor, 1);
    for zoom in [1.0, 0.4, 0.3] {
        editor.dispatch(Command::View(ViewCommand::Fit));
        editor.dispatch(Command::View(ViewCommand::SetCamera(editor::geometry::Camera { zoom, ..editor.camera() })));
        let is_said =
            |mark: &editor::scene::Mark| matches!(mark, editor::scene::Mark::Text { text, .. } if &**text == "Deleted");
        assert!(editor.scene(false).marks.iter().any(is_said), "at {zoom}");
    }
}
