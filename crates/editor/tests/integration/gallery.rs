//! Every template of the gallery opens without a problem, plays, and shows something that moves within a second.

use crate::{FRAME, open, play, seek};
use aws::diagnostics::Severity;
use editor::command::{Command, ViewCommand};
use editor::gallery;
use editor::geometry::{Camera, Point};
use editor::scene::frame::chip_on;
use editor::view::labels::{room_of, room_of_figure};

#[test]
fn every_template_has_a_title_and_a_sentence() {
    for entry in gallery::entries() {
        assert!(!entry.title.is_empty() && entry.description.len() > 40, "{}", entry.name);
    }
}

#[test]
fn every_template_opens_without_errors_and_warnings() {
    for (name, _) in gallery::TEMPLATES {
        let editor = open(name);
        let problems = editor.problems_view();
        // The queues of this one are short of time so that what is throttled is lost within minutes.
        let is_meant =
            |path: &str| **name == *"throttled-queue" && path.ends_with("Orders.Properties.VisibilityTimeout");
        let of_note = problems.iter().filter(|problem| problem.severity > Severity::Info);
        let bad: Vec<_> = of_note.filter(|problem| !is_meant(&problem.path)).collect();
        assert!(bad.is_empty(), "{name}: {bad:?}");
        assert!(editor.graph_view().nodes.len() >= 3, "{name}");
    }
}

#[test]
fn the_first_template_moves_within_a_second() {
    let mut editor = open(gallery::TEMPLATES[0].0);
    let moves = |editor: &editor::Editor| !editor.scene(false).targets.is_empty();
    let frames = (1..=60).find(|_| {
        play(&mut editor, 1);
        moves(&editor)
    });
    assert!(frames.is_some_and(|frames| frames as u64 * FRAME <= 1_000_000), "{frames:?}");
}

#[test]
fn every_template_plays_to_its_end_and_tells_it() {
    for (name, _) in gallery::TEMPLATES {
        let mut editor = open(name);
        seek(&mut editor, 24 * 3600);
        let summary = editor.summary_view().unwrap_or_else(|| panic!("{name} has an end"));
        assert!(!summary.rows.is_empty(), "{name}: {summary:?}");
        assert!(editor.runner().world().balance().is_balanced(), "{name}");
    }
}

#[test]
fn a_dead_letter_queue_written_first_still_stands_below_what_its_queue_leads_to() {
    let text = "Resources:
  Lost: { Type: AWS::SQS::Queue }
  Jobs:
    Type: AWS::SQS::Queue
    Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Lost.Arn, maxReceiveCount: 5 } }
  Work:
    Type: AWS::Serverless::Function
    Properties: { Events: { Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } } }
";
    let graph = crate::open_text(text).graph_view();
    let top = |id: &str| graph.nodes.iter().find(|node| &*node.id == id).map(|node| node.rect.origin.y);
    assert!(top("Lost") > top("Work"), "{:?} {:?}", top("Lost"), top("Work"));
}

#[test]
fn the_words_of_a_wire_are_the_wire_for_a_pointer() {
    let mut editor = open("fan-out");
    let graph = editor.graph_view();
    let camera = |zoom: f32| Command::View(ViewCommand::SetCamera(Camera { zoom, ..Camera::default() }));
    for wire in graph.wires.iter().filter(|wire| wire.label_at.is_some()) {
        let room = wire.label_at.map(|at| room_of(&wire.label, at)).expect("it has words");
        for x in [0.1, 0.5, 0.9] {
            let place = Point::new(room.origin.x + room.width * x, room.center().y);
            editor.dispatch(camera(1.0));
            assert_eq!(editor.wire_at(place, 1.0, false).as_ref(), Some(&wire.key), "{} at {x}", wire.label);
            // From far there are no words.
            editor.dispatch(camera(0.2));
            assert_eq!(editor.wire_at(place, 1.0, false), None, "{} at {x}", wire.label);
        }
    }
}

#[test]
fn words_of_wires_lie_on_no_card_no_chip_and_no_other_words() {
    for (name, _) in gallery::TEMPLATES {
        let graph = open(name).graph_view();
        let labelled = || graph.wires.iter().filter_map(|wire| Some((wire, room_of(&wire.label, wire.label_at?))));
        let chips = graph.wires.iter().filter_map(chip_on);
        let taken: Vec<_> = graph.nodes.iter().map(|node| node.rect).chain(chips).collect();
        let figures: Vec<_> = graph.wires.iter().filter_map(|wire| Some(room_of_figure(wire.figure_at?))).collect();
        assert_eq!(figures.len(), labelled().count(), "{name}: every wire has room for its figure");
        for (n, room) in figures.iter().enumerate() {
            let words = labelled().map(|(_, words)| words);
            let mut others = taken.iter().copied().chain(words).chain(figures[n + 1..].iter().copied());
            assert!(!others.any(|other| other.intersects(room)), "{name}: a figure lies on something");
        }
        for (wire, room) in labelled() {
            assert!(!taken.iter().any(|rect| rect.intersects(&room)), "{name}: {} lies on something", wire.key);
            let others = labelled().filter(|(other, _)| other.key != wire.key);
            let hit = others.filter(|(_, other)| other.intersects(&room)).map(|(other, _)| other.key.clone()).next();
            assert_eq!(hit, None, "{name}: {}", wire.key);
        }
        let bare = graph.wires.iter().filter(|wire| wire.mapping.is_none() && wire.label_at.is_none());
        assert_eq!(bare.count(), 0, "{name}: every wire has room for its words");
    }
}
