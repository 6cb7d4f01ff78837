//! Where wires run, and where cards go that nobody put anywhere.

use crate::{open, open_text};
use editor::actions::Pointer;
use editor::command::{Command, Dragged, FileCommand, GraphCommand, ViewCommand};
use editor::geometry::{Camera, Point, Rect, Vector};
use editor::graph::ports::PortEnd;
use editor::scene::frame::chip_on;
use editor::scene::path::along;
use editor::view::{GraphView, WireView};
use editor::{Editor, gallery};
use std::sync::Arc;

/// Wires of one port are at least so far apart along at least this part of their way.
const APART: f32 = 5.0;
const MOST: f32 = 0.6;

fn graph(editor: &mut Editor, command: GraphCommand) {
    editor.dispatch(Command::Graph(command));
}

fn add(editor: &mut Editor, type_name: &str, at: Option<Point>) {
    graph(editor, GraphCommand::Add { type_name: type_name.into(), at });
}

fn connect(editor: &mut Editor, from: &str, to: &str) {
    graph(editor, GraphCommand::Connect { from: from.into(), to: to.into(), kind: None, port: None });
}

fn rect(graph: &GraphView, id: &str) -> Rect {
    graph.nodes.iter().find(|node| &*node.id == id).expect("the card is there").rect
}

/// All the places of a wire, so near to each other that no card fits between two of them.
fn places(wire: &WireView) -> impl Iterator<Item = Point> {
    (0..=600).map(|n| along(&wire.points, n as f32 / 600.0))
}

/// Finds wires that pass through cards which they have nothing to do with, or under their own.
fn hidden(graph: &GraphView) -> Vec<String> {
    let hits = |wire: &WireView| {
        let found = graph.nodes.iter().find(|node| {
            let inner = node.rect.grown(-2.0);
            places(wire).any(|place| inner.contains(place))
        });
        found.map(|node| format!("{} passes through {}", wire.key, node.id))
    };
    graph.wires.iter().filter_map(hits).collect()
}

/// Every template of the gallery, as it is written and as it is tidied up.
fn pictures() -> Vec<(String, Arc<GraphView>)> {
    let both = |(name, _): &(&str, &str)| {
        let mut editor = open(name);
        let written = editor.graph_view();
        editor.dispatch(Command::View(ViewCommand::Tidy));
        [((*name).to_owned(), written), (format!("{name}, tidied up"), editor.graph_view())]
    };
    gallery::TEMPLATES.iter().flat_map(both).collect()
}

#[test]
fn no_wire_of_the_gallery_passes_through_a_card() {
    for (name, graph) in pictures() {
        assert_eq!(hidden(&graph), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn wires_of_one_port_do_not_lie_on_each_other() {
    for (name, graph) in pictures() {
        for (n, one) in graph.wires.iter().enumerate() {
            for other in &graph.wires[n + 1..] {
                let (begins, ends) = (one.points[0] == other.points[0], one.points.last() == other.points.last());
                if begins || ends {
                    let apart = |place: &Point| places(other).all(|it| it.distance(*place) >= APART);
                    let part = places(one).filter(apart).count() as f32 / 601.0;
                    assert!(part >= MOST, "{name}: {} and {} are apart along {part}", one.key, other.key);
                }
            }
        }
    }
}

/// Two wires between the same ports.
const TWICE: &str = "Resources:
  Jobs: { Type: AWS::SQS::Queue }
  Photos:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        QueueConfigurations:
          - { Queue: !GetAtt Jobs.Arn, Event: 's3:ObjectCreated:*' }
          - { Queue: !GetAtt Jobs.Arn, Event: 's3:ObjectRemoved:*' }
";

#[test]
fn several_wires_between_the_same_ports_run_beside_each_other() {
    let graph = open_text(TWICE).graph_view();
    let [one, two] = &graph.wires[..] else { panic!("two wires: {:?}", graph.wires) };
    assert_eq!((one.points[0], one.points.last()), (two.points[0], two.points.last()));
    for part in [0.25, 0.5, 0.75] {
        assert!(along(&one.points, part).distance(along(&two.points, part)) >= APART, "at {part}");
    }
}

#[test]
fn a_card_that_moves_far_away_changes_no_other_wire() {
    let mut editor = open("thumbnails");
    add(&mut editor, "AWS::SQS::Queue", Some(Point::new(3000.0, 3000.0)));
    let before = editor.graph_view();
    let by = Vector::new(400.0, -200.0);
    editor.dispatch(Command::View(ViewCommand::Drag(Some(Dragged { ids: vec!["Queue".into()], by }))));
    assert!(editor.graph_view().wires == before.wires, "wires far away changed");
}

#[test]
fn a_picture_does_not_depend_on_how_its_cards_came_there() {
    let mut editor = open("fan-out");
    let by = Vector::new(240.0, 96.0);
    let ids: Vec<Arc<str>> = vec!["Archive".into(), "ArchiveQueue".into()];
    editor.dispatch(Command::View(ViewCommand::Drag(Some(Dragged { ids: ids.clone(), by }))));
    let ways = |graph: &GraphView| {
        graph.wires.iter().map(|wire| (wire.key.clone(), wire.points.clone(), wire.chip)).collect::<Vec<_>>()
    };
    let held = ways(&editor.graph_view());
    graph(&mut editor, GraphCommand::Move { ids, by, drag: 1 });
    assert!(ways(&editor.graph_view()) == held, "the picture changes when the hand lets go");
}

#[test]
fn a_card_put_on_a_wire_is_gone_around() {
    let mut editor = open_text("Resources: {}\n");
    add(&mut editor, "AWS::S3::Bucket", Some(Point::new(0.0, 0.0)));
    add(&mut editor, "AWS::Lambda::Function", Some(Point::new(800.0, 0.0)));
    connect(&mut editor, "Bucket", "Function");
    for at in [(400.0, 0.0), (400.0, -80.0), (232.0, -40.0), (560.0, 0.0)] {
        add(&mut editor, "AWS::SQS::Queue", Some(Point::new(at.0, at.1)));
        assert_eq!(hidden(&editor.graph_view()), Vec::<String>::new(), "{at:?}");
        undo(&mut editor);
    }
}

#[test]
fn new_cards_leave_room_for_wires_and_what_sits_on_them() {
    let mut editor = open_text("Resources: {}\n");
    editor.dispatch(Command::View(ViewCommand::Resize { top: 0.0, width: 900.0, height: 700.0, foot: 56.0 }));
    let types = ["AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::Lambda::Function", "AWS::SQS::Queue", "AWS::S3::Bucket"];
    for type_name in types {
        add(&mut editor, type_name, None);
    }
    for (from, to) in [("Topic", "Queue"), ("Queue", "Function"), ("Bucket", "Queue2")] {
        connect(&mut editor, from, to);
    }
    let graph = editor.graph_view();
    assert_eq!(hidden(&graph), Vec::<String>::new());
    assert_eq!(graph.wires.iter().filter(|wire| chip_on(wire).is_some()).count(), 1);
    for chip in graph.wires.iter().filter_map(chip_on) {
        for node in &graph.nodes {
            assert!(!node.rect.grown(8.0).intersects(&chip), "the chip covers a port of {}", node.id);
        }
    }
    let bare = graph.wires.iter().filter(|wire| wire.mapping.is_none() && wire.label_at.is_none());
    assert_eq!(bare.count(), 0, "every wire has room for its words");
}

#[test]
fn new_cards_go_on_with_the_rows_that_are_there() {
    // On a wide canvas, on a flat one, and on a phone's: the columns in which six cards stand.
    for (width, height, columns) in [(1_100.0, 700.0, 3), (1_100.0, 200.0, 4), (390.0, 500.0, 2)] {
        let mut editor = open_text("Resources: {}\n");
        editor.dispatch(Command::View(ViewCommand::Resize { top: 0.0, width, height, foot: 0.0 }));
        let at = editor.free_part().center() + Vector::new(-100.0, -72.0);
        add(&mut editor, "AWS::SNS::Topic", Some(at));
        for _ in 0..5 {
            add(&mut editor, "AWS::SQS::Queue", None);
        }
        let graph = editor.graph_view();
        let first = rect(&graph, "Topic").origin;
        let places: Vec<Vector> = graph.nodes.iter().map(|node| node.rect.origin - first).collect();
        let at_row = |row: f32| places.iter().filter(|place| (place.y - row).abs() < 1.0).count();
        assert_eq!(at_row(0.0), columns, "{width} x {height}: {places:?}");
        let at_column = |column: f32| places.iter().filter(|place| (place.x - column).abs() < 1.0).count();
        assert_eq!(at_column(0.0), 6_usize.div_ceil(columns), "{width} x {height}: {places:?}");
    }
}

#[test]
fn a_chip_that_has_no_room_between_cards_gets_small_and_covers_none() {
    let mut editor = open_text("Resources: {}\n");
    let types = ["AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::SQS::Queue", "AWS::Lambda::Function"];
    for type_name in types.into_iter().chain(["AWS::Lambda::Function", "AWS::SQS::Queue"]) {
        add(&mut editor, type_name, None);
    }
    editor.dispatch(Command::View(ViewCommand::Tidy));
    let wires = [("Topic", "Queue"), ("Topic", "Queue2"), ("Queue", "Function"), ("Queue2", "Function2")];
    for (from, to) in wires {
        connect(&mut editor, from, to);
    }
    let graph = editor.graph_view();
    let chips: Vec<_> = graph.wires.iter().filter_map(chip_on).collect();
    assert_eq!(chips.len(), 2);
    for node in &graph.nodes {
        assert!(!chips.iter().any(|chip| chip.intersects(&node.rect)), "{} is covered: {chips:?}", node.id);
    }
    assert!(graph.wires.iter().any(|wire| wire.chip.small), "the cards stand too near to each other for a whole one");
}

#[test]
fn a_card_added_at_a_port_leaves_room_for_the_chip_between() {
    let mut editor = open_text("Resources: {}\n");
    add(&mut editor, "AWS::SQS::Queue", Some(Point::new(0.0, 0.0)));
    let end = PortEnd { node: "Queue".into(), port: "out".into() };
    let kind = Some("EventSourceMapping".into());
    graph(&mut editor, GraphCommand::AddConnected { type_name: "AWS::Lambda::Function".into(), at: None, end, kind });
    let graph = editor.graph_view();
    let chip = graph.wires.iter().find_map(chip_on).expect("a mapping sits on the wire");
    for id in ["Queue", "Function"] {
        assert!(!rect(&graph, id).grown(8.0).intersects(&chip), "{id}");
    }
}

#[test]
fn wherever_cards_stand_wires_find_their_way() {
    // Places from a small generator, so that they are the same each time.
    let mut seed = 7_u32;
    let mut next = |range: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % range
    };
    for round in 0..30 {
        let mut editor = open_text("Resources: {}\n");
        let types = ["AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::SQS::Queue", "AWS::SQS::Queue", "AWS::S3::Bucket"];
        // A cell for each card, so that none lies on another, and corridors between them.
        let mut cells: Vec<u32> = (0..12).collect();
        for type_name in types.iter().chain(&["AWS::Lambda::Function"; 3]) {
            let cell = cells.remove(next(cells.len() as u32) as usize);
            let (x, y) = ((cell % 4) * 296 + next(6) * 8, (cell / 4) * 232 + next(6) * 8);
            add(&mut editor, type_name, Some(Point::new(x as f32, y as f32)));
        }
        let pairs = [("Topic", "Queue"), ("Topic", "Queue2"), ("Topic", "Queue3"), ("Bucket", "Queue")];
        let polls = [("Queue", "Function"), ("Queue2", "Function2"), ("Queue3", "Function3"), ("Queue3", "Queue")];
        for (from, to) in pairs.into_iter().chain(polls) {
            connect(&mut editor, from, to);
        }
        let graph = editor.graph_view();
        assert_eq!(graph.wires.len(), 8);
        assert_eq!(hidden(&graph), Vec::<String>::new(), "round {round}\n{}", editor.text());
    }
}

fn client(editor: &Editor) -> Arc<str> {
    editor.graph_view().nodes.iter().find(|node| node.client).expect("there is a client").id.clone()
}

fn undo(editor: &mut Editor) {
    editor.dispatch(Command::File(FileCommand::Undo));
}

#[test]
fn a_client_stays_where_it_is_put() {
    let mut editor = open("thumbnails");
    let (text, id) = (editor.text(), client(&editor));
    let place = rect(&editor.graph_view(), &id).origin;
    let by = Vector::new(-40.0, 200.0);
    graph(&mut editor, GraphCommand::Move { ids: vec![id.clone()], by, drag: 1 });
    assert_eq!(rect(&editor.graph_view(), &id).origin, place + by);
    let again = open_text(&editor.text());
    assert_eq!(rect(&again.graph_view(), &id).origin, place + by, "{}", editor.text());
    assert!(again.problems_view().iter().all(|problem| problem.severity == editor::Severity::Info));
    graph(&mut editor, GraphCommand::Rename { id: id.clone(), to: "Phones: at sea".into() });
    assert_eq!(rect(&editor.graph_view(), "~Phones: at sea").origin, place + by, "{}", editor.text());
    undo(&mut editor);
    let target = editor.graph_view().wires.iter().find(|wire| wire.from == id).expect("it sends").to.clone();
    graph(&mut editor, GraphCommand::Move { ids: vec![target], by, drag: 2 });
    assert_eq!(rect(&editor.graph_view(), &id).origin, place + by, "it stays when what it sends to moves");
    undo(&mut editor);
    undo(&mut editor);
    assert_eq!((editor.text(), rect(&editor.graph_view(), &id).origin), (text, place));
}

#[test]
fn a_wire_in_the_hand_tells_how_it_goes_on_by_the_name_that_the_card_bears() {
    let end = |node: &str, port: &str| PortEnd { node: node.into(), port: port.into() };
    let editor = open("thumbnails");
    let said = end(&client(&editor), "out").way_on(true, true, Pointer::Mouse);
    assert_eq!(said, "Click the card that “out” of visitors leads to");
    let said = end("Thumbnail", "in").way_on(false, true, Pointer::Finger);
    assert_eq!(said, "Tap the card that “in” of Thumbnail comes from");
    let said = end("Topic", "dead letter").way_on(true, false, Pointer::Finger);
    assert_eq!(said, "No card fits “dead letter” of Topic yet: tap one to see why");
}

#[test]
fn who_saw_everything_sees_everything_after_a_step_is_taken_back() {
    let mut editor = open("fan-out");
    editor.dispatch(Command::View(ViewCommand::Resize { top: 0.0, width: 390.0, height: 380.0, foot: 100.0 }));
    let sees_all = |editor: &Editor| editor.free_part().holds(&editor.graph_view().bounds);
    let ids: Vec<_> = editor.graph_view().nodes.iter().map(|node| node.id.clone()).collect();
    // Spread far apart, and put in order again.
    graph(&mut editor, GraphCommand::Move { ids: ids[..1].to_vec(), by: Vector::new(-2_000.0, -900.0), drag: 7 });
    editor.dispatch(Command::View(ViewCommand::Tidy));
    assert!(sees_all(&editor));
    undo(&mut editor);
    assert!(sees_all(&editor), "{:?}", editor.camera());
    // Who looks at a part of it stays there.
    let camera = Camera { origin: Point::new(10.0, 10.0), zoom: 2.0 };
    editor.dispatch(Command::View(ViewCommand::SetCamera(camera)));
    undo(&mut editor);
    assert_eq!(editor.camera(), camera);
}

#[test]
fn nothing_is_left_of_a_client_that_is_removed() {
    for is_alone in [true, false] {
        let mut editor = open("thumbnails");
        let id = client(&editor);
        graph(&mut editor, GraphCommand::Move { ids: vec![id.clone()], by: Vector::new(8.0, 8.0), drag: 1 });
        assert!(editor.text().contains(&*id));
        let target = editor.graph_view().wires.iter().find(|wire| wire.from == id).expect("it sends").to.clone();
        graph(&mut editor, GraphCommand::Remove { ids: vec![if is_alone { id.clone() } else { target }] });
        assert!(!editor.text().contains(&*id), "{}", editor.text());
    }
}

#[test]
fn copies_of_clients_stand_as_they_stood() {
    let mut editor = open("thumbnails");
    let id = client(&editor);
    let target = editor.graph_view().wires.iter().find(|wire| wire.from == id).expect("it sends").to.clone();
    graph(&mut editor, GraphCommand::Move { ids: vec![id.clone()], by: Vector::new(-16.0, 96.0), drag: 1 });
    let way = |graph: &GraphView, from: &str, to: &str| rect(graph, to).origin - rect(graph, from).origin;
    let before = way(&editor.graph_view(), &id, &target);
    graph(&mut editor, GraphCommand::Duplicate { ids: vec![id, target.clone()] });
    let graph = editor.graph_view();
    let new = editor.selection().nodes.clone();
    let (client, other) = (new.iter().find(|id| id.starts_with('~')), new.iter().find(|id| !id.starts_with('~')));
    let (client, other) = (client.expect("a client"), other.expect("its target"));
    assert_eq!(way(&graph, client, other), before, "{}", editor.text());
}

#[test]
fn what_a_topic_could_not_deliver_is_wired_from_its_own_port() {
    let mut editor = open_text("Resources: {}\n");
    let types = ["AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::SQS::Queue", "AWS::Lambda::Function"];
    for (n, type_name) in types.into_iter().enumerate() {
        add(&mut editor, type_name, Some(Point::new(n as f32 * 400.0, 0.0)));
    }
    let end = PortEnd { node: "Topic".into(), port: "dead letter".into() };
    let refused = editor.can_connect_port(&end, "Queue2").expect_err("nothing is subscribed yet");
    assert!(refused.way.contains("subscriptions"), "{refused:?}");
    connect(&mut editor, "Topic", "Queue");
    connect(&mut editor, "Topic", "Function");
    assert_eq!(editor.can_connect_port(&end, "Queue2"), Ok(vec!["DeadLetter"]));
    let before = editor.text();
    let port = Some("dead letter".into());
    graph(&mut editor, GraphCommand::Connect { from: "Topic".into(), to: "Queue2".into(), kind: None, port });
    let graph_view = editor.graph_view();
    let dead: Vec<_> = graph_view.wires.iter().filter(|wire| wire.kind == "DeadLetter").collect();
    assert_eq!(dead.len(), 2, "each subscription has one\n{}", editor.text());
    assert!(dead.iter().all(|wire| &*wire.to == "Queue2" && wire.port == "dead letter"));
    assert!(editor.problems_view().iter().all(|problem| problem.severity != editor::Severity::Error));
    assert!(editor.can_connect_port(&end, "Queue2").is_err(), "all have one");
    for _ in 0..2 {
        let key = editor.graph_view().wires.iter().find(|wire| wire.kind == "DeadLetter").expect("one").key.clone();
        graph(&mut editor, GraphCommand::Disconnect { key });
    }
    assert!(editor.graph_view().wires.iter().all(|wire| wire.kind == "Subscription"), "{}", editor.text());
    (0..3).for_each(|_| undo(&mut editor));
    assert_eq!(editor.text(), before);
}

#[test]
fn a_wire_is_offered_only_where_it_can_be_written_and_else_the_reason_is_the_true_one() {
    let queues = "  Jobs: { Type: AWS::SQS::Queue }\n  Dead: { Type: AWS::SQS::Queue }\n  Work: { Type: AWS::Lambda::Function }\n";
    let within = "  Topic: { Type: AWS::SNS::Topic, Properties: { Subscription: [ { Protocol: sqs, Endpoint: !GetAtt Jobs.Arn } ] } }\n";
    let beside = "  Topic: { Type: AWS::SNS::Topic }
  One: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref Topic, Protocol: sqs, Endpoint: !GetAtt Jobs.Arn } }\n";
    let end = PortEnd { node: "Topic".into(), port: "dead letter".into() };
    for (topic, to, reason) in [
        (within, "Dead", "a subscription within 'Topic' has no place for such a queue"),
        (
            beside,
            "Jobs",
            "each subscription of 'Topic' has a queue for what it could not deliver, or delivers to this one",
        ),
    ] {
        let mut editor = open_text(&format!("Resources:\n{queues}{topic}"));
        let before = editor.text();
        let refused = editor.can_connect_port(&end, to).expect_err("it cannot be written");
        assert!(refused.reason.starts_with(reason), "{refused:?}");
        assert!(editor.fits(&end).iter().all(|fit| &*fit.end.node != to));
        assert!(editor.can_connect("Topic", to).is_ok_and(|kinds| !kinds.contains(&"DeadLetter")));
        let port = Some("dead letter".into());
        graph(&mut editor, GraphCommand::Connect { from: "Topic".into(), to: to.into(), kind: None, port });
        assert_eq!(editor.text(), before);
    }
    let editor = open_text(&format!("Resources:\n{queues}{beside}"));
    assert_eq!(editor.can_connect_port(&end, "Dead"), Ok(vec!["DeadLetter"]));
    let refused = editor.can_connect_port(&end, "Work").expect_err("no queue");
    assert!(!refused.reason.contains("subscription"), "{refused:?}");
}

#[test]
fn of_wires_that_lie_near_each_other_the_nearest_is_picked_and_then_the_next() {
    let mut editor = open_text(TWICE);
    let graph = editor.graph_view();
    let [one, two] = &graph.wires[..] else { panic!("two wires: {:?}", graph.wires) };
    let place = along(&one.points, 0.5);
    assert_eq!(editor.wire_at(place, 4.0, false), Some(one.key.clone()));
    assert_eq!(editor.wire_at(place, 30.0, false), Some(one.key.clone()));
    editor.dispatch(Command::View(ViewCommand::SelectWire(Some(one.key.clone()))));
    assert_eq!(editor.wire_at(place, 30.0, false), Some(one.key.clone()));
    assert_eq!(editor.wire_at(place, 30.0, true), Some(two.key.clone()));
    assert_eq!(editor.wire_at(place, 4.0, true), Some(one.key.clone()), "there is no other within reach");
    editor.dispatch(Command::View(ViewCommand::SelectWire(Some(two.key.clone()))));
    assert_eq!(editor.wire_at(place, 30.0, true), Some(one.key.clone()), "and again from the beginning");
    assert_eq!(editor.wire_at(place + Vector::new(0.0, 300.0), 30.0, false), None);
}
