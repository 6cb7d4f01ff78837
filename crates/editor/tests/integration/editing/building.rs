//! What can be done to cards and wires.

use crate::{open, open_text};
use editor::Editor;
use editor::actions::Pointer;
use editor::command::{Command, Dragged, Effect, FileCommand, GraphCommand, ViewCommand};
use editor::geometry::{Camera, Point, Rect, Vector};
use editor::graph::arrange::{Axis, Edge};
use editor::graph::ports::{PortEnd, PortSide};
use std::sync::Arc;

fn graph(editor: &mut Editor, command: GraphCommand) -> Vec<Effect> {
    editor.dispatch(Command::Graph(command)).effects
}

fn ids(ids: &[&str]) -> Vec<Arc<str>> {
    ids.iter().map(|id| (*id).into()).collect()
}

fn cards(editor: &Editor) -> Vec<String> {
    let mut cards: Vec<String> = editor.graph_view().nodes.iter().map(|node| node.id.to_string()).collect();
    cards.sort();
    cards
}

fn rect(editor: &Editor, id: &str) -> Rect {
    editor.graph_view().nodes.iter().find(|node| &*node.id == id).expect("the card is there").rect
}

fn wires(editor: &Editor) -> Vec<String> {
    let wire = |wire: &editor::view::WireView| format!("{} -> {} {}", wire.from, wire.to, wire.kind);
    let mut wires: Vec<String> = editor.graph_view().wires.iter().map(wire).collect();
    wires.sort();
    wires
}

fn undo_label(editor: &Editor) -> String {
    editor.run_view().undo.as_deref().unwrap_or_default().to_owned()
}

/// An editor with the cards of some types, one beside the other.
fn with(types: &[&str]) -> Editor {
    let mut editor = open_text("Resources: {}\n");
    for (n, type_name) in types.iter().enumerate() {
        let at = Some(Point::new(n as f32 * 320.0, 0.0));
        graph(&mut editor, GraphCommand::Add { type_name: (*type_name).into(), at });
    }
    editor
}

#[test]
fn a_renamed_card_keeps_its_wires_its_place_and_the_selection() {
    let mut editor = open("thumbnails");
    let (before, place) = (wires(&editor), rect(&editor, "Thumbnail"));
    editor.dispatch(Command::View(ViewCommand::Select(ids(&["Thumbnail"]))));
    graph(&mut editor, GraphCommand::Rename { id: "Thumbnail".into(), to: "Shrink".into() });
    let expected: Vec<String> = before.iter().map(|wire| wire.replace("Thumbnail", "Shrink")).collect();
    let mut sorted = expected.clone();
    sorted.sort();
    assert_eq!(wires(&editor), sorted, "{}", editor.text());
    assert_eq!(rect(&editor, "Shrink"), place);
    assert_eq!(editor.selection().nodes, ids(&["Shrink"]));
    assert_eq!(undo_label(&editor), "Rename Thumbnail to Shrink");
    assert!(editor.problems_view().iter().all(|problem| !problem.message.contains("Thumbnail")));
    for (to, reason) in [("Uploads", "already"), ("a-b", "letters and digits"), ("", "letters and digits")] {
        let told = graph(&mut editor, GraphCommand::Rename { id: "Shrink".into(), to: to.into() });
        assert!(matches!(&told[..], [Effect::Tell(text)] if text.contains(reason)), "{to}: {told:?}");
    }
    let client = cards(&editor).into_iter().find(|id| id.starts_with('~')).expect("there is a client");
    graph(&mut editor, GraphCommand::Rename { id: client.as_str().into(), to: "Phones at sea".into() });
    assert!(cards(&editor).contains(&"~Phones at sea".to_owned()), "{:?}", cards(&editor));
    assert_eq!(editor.selection().nodes, ids(&["~Phones at sea"]));
}

#[test]
fn duplicates_have_names_of_their_own_and_the_wires_among_them() {
    let mut editor = open("thumbnails");
    let (before, known) = (cards(&editor), wires(&editor));
    let places: Vec<Rect> = editor.graph_view().nodes.iter().map(|node| node.rect).collect();
    graph(&mut editor, GraphCommand::Duplicate { ids: ids(&["Uploads", "Thumbnail"]) });
    let new: Vec<String> = cards(&editor).into_iter().filter(|id| !before.contains(id)).collect();
    assert_eq!(new, ["Thumbnail2", "Uploads2"]);
    let new: Vec<String> = wires(&editor).into_iter().filter(|wire| !known.contains(wire)).collect();
    assert_eq!(new, ["Uploads2 -> Thumbnail2 Notification"]);
    assert_eq!(undo_label(&editor), "Duplicate 2 cards");
    assert_eq!(editor.selection().nodes.len(), 2);
    let hidden = |id: &str| places.iter().any(|place| place.intersects(&rect(&editor, id)));
    assert!(!hidden("Uploads2") && !hidden("Thumbnail2"));
    let way = rect(&editor, "Uploads2").origin - rect(&editor, "Uploads").origin;
    assert_eq!(rect(&editor, "Thumbnail2").origin - rect(&editor, "Thumbnail").origin, way);
    assert!(editor.problems_view().iter().all(|problem| problem.severity != editor::Severity::Error));
}

#[test]
fn what_is_copied_is_a_template_and_can_be_pasted_anywhere() {
    let mut editor = open("thumbnails");
    let told = graph(&mut editor, GraphCommand::Copy { ids: ids(&["Uploads", "Thumbnail"]) });
    let [Effect::CopyText { text, done }] = &told[..] else { panic!("{told:?}") };
    assert_eq!(&**done, "2 cards copied");
    let mut other = open_text("");
    graph(&mut other, GraphCommand::Paste { text: text.clone(), at: Some(Point::new(400.0, 80.0)) });
    assert_eq!(cards(&other), ["Thumbnail", "Uploads"]);
    assert_eq!(wires(&other), ["Uploads -> Thumbnail Notification"]);
    assert_eq!(other.graph_view().bounds.origin, Point::new(400.0, 80.0));
    assert_eq!((undo_label(&other), other.selection().nodes.len()), ("Paste 2 cards".to_owned(), 2));
    let told = graph(&mut other, GraphCommand::Paste { text: "hello".into(), at: None });
    assert!(matches!(&told[..], [Effect::Tell(text)] if text.contains("no template")), "{told:?}");
}

#[test]
fn a_template_without_places_is_pasted_beside_what_is_there() {
    let mut editor = with(&["AWS::S3::Bucket"]);
    let (_, text) = editor::gallery::TEMPLATES[0];
    let layout = template::edit::remove(text, &["Metadata", "Lambdarium", "Layout"]).expect("there are places");
    let bare = template::edit::apply(text, &layout);
    let at = Point::new(800.0, 400.0);
    graph(&mut editor, GraphCommand::Paste { text: bare.as_str().into(), at: Some(at) });
    let new = editor.selection().nodes.clone();
    let new = new.iter().filter(|id| !id.starts_with('~')).map(|id| rect(&editor, id));
    let bounds = new.reduce(|all, rect| all.union(&rect)).expect("something was pasted");
    assert_eq!(bounds.origin, at);
}

#[test]
fn what_is_cut_is_gone_and_comes_back() {
    let mut editor = open("thumbnails");
    let before = editor.text();
    let told = graph(&mut editor, GraphCommand::Cut { ids: ids(&["Thumbnail"]) });
    let copied = told.iter().find_map(|effect| match effect {
        Effect::CopyText { text, .. } => Some(text.clone()),
        _ => None,
    });
    assert!(!cards(&editor).contains(&"Thumbnail".to_owned()));
    assert_eq!(undo_label(&editor), "Cut Thumbnail");
    graph(&mut editor, GraphCommand::Paste { text: copied.expect("it is on the clipboard"), at: None });
    assert!(cards(&editor).contains(&"Thumbnail".to_owned()));
    editor.dispatch(Command::File(FileCommand::Undo));
    editor.dispatch(Command::File(FileCommand::Undo));
    assert_eq!(editor.text(), before);
}

#[test]
fn adding_a_card_moves_no_other() {
    let mut editor = open_text("Resources:\n  A:\n    Type: AWS::SQS::Queue\n  B:\n    Type: AWS::SNS::Topic\n");
    let before = (rect(&editor, "A"), rect(&editor, "B"));
    graph(&mut editor, GraphCommand::Add { type_name: "AWS::S3::Bucket".into(), at: Some(Point::new(0.0, 400.0)) });
    assert_eq!((rect(&editor, "A"), rect(&editor, "B")), before);
    graph(&mut editor, GraphCommand::Connect { from: "B".into(), to: "A".into(), kind: None, port: None });
    assert_eq!((rect(&editor, "A"), rect(&editor, "B")), before);
}

#[test]
fn cards_are_aligned_and_distributed() {
    let mut editor = with(&["AWS::S3::Bucket", "AWS::Lambda::Function", "AWS::SQS::Queue"]);
    let all = ids(&["Bucket", "Function", "Queue"]);
    for (id, x, y) in [("Function", 24.0, 40.0), ("Queue", 200.0, 104.0)] {
        graph(&mut editor, GraphCommand::Move { ids: ids(&[id]), by: Vector::new(x, y), drag: 1 });
    }
    graph(&mut editor, GraphCommand::Align { ids: all.clone(), edge: Edge::Top });
    let tops: Vec<f32> = all.iter().map(|id| rect(&editor, id).origin.y).collect();
    assert_eq!(tops, [0.0, 0.0, 0.0]);
    assert_eq!(undo_label(&editor), "Align 3 cards");
    graph(&mut editor, GraphCommand::Distribute { ids: all.clone(), axis: Axis::Horizontal });
    let (a, b, c) = (rect(&editor, "Bucket"), rect(&editor, "Function"), rect(&editor, "Queue"));
    assert_eq!(b.origin.x - a.origin.x - a.width, c.origin.x - b.origin.x - b.width);
    assert_eq!((a.origin.x, c.origin.x), (0.0, 840.0));
    for (edge, expected) in [(Edge::Bottom, a.height), (Edge::Middle, a.height / 2.0)] {
        graph(&mut editor, GraphCommand::Align { ids: all.clone(), edge });
        let lines: Vec<f32> = all
            .iter()
            .map(|id| rect(&editor, id))
            .map(|rect| if edge == Edge::Bottom { rect.origin.y + rect.height } else { rect.center().y })
            .collect();
        assert!(lines.iter().all(|line| (line - lines[0]).abs() <= 1.0), "{edge:?}: {lines:?}, {expected}");
    }
    let told = graph(&mut editor, GraphCommand::Align { ids: ids(&["Queue"]), edge: Edge::Left });
    assert!(matches!(&told[..], [Effect::Tell(_)]), "{told:?}");
}

#[test]
fn a_hand_moves_what_is_shown_and_the_text_follows_when_it_lets_go() {
    let mut editor = open("thumbnails");
    let (text, place) = (editor.text(), rect(&editor, "Thumbnail"));
    let held = |by: Vector| Command::View(ViewCommand::Drag(Some(Dragged { ids: ids(&["Thumbnail"]), by })));
    let far = editor.graph_view().wires.iter().map(|wire| wire.points.clone()).collect::<Vec<_>>();
    for step in 1..=10 {
        editor.dispatch(held(Vector::new(step as f32 * 8.0, 0.0)));
    }
    assert_eq!(editor.text(), text);
    assert_eq!(rect(&editor, "Thumbnail").origin, place.origin + Vector::new(80.0, 0.0));
    let near = editor.graph_view().wires.iter().map(|wire| wire.points.clone()).collect::<Vec<_>>();
    assert_ne!(far, near);
    editor.dispatch(Command::View(ViewCommand::Drag(None)));
    assert_eq!(rect(&editor, "Thumbnail"), place);
    editor.dispatch(held(Vector::new(80.0, 0.0)));
    let by = Vector::new(80.0, 0.0);
    graph(&mut editor, GraphCommand::Move { ids: ids(&["Thumbnail"]), by, drag: 7 });
    assert_eq!(rect(&editor, "Thumbnail").origin, place.origin + by);
    assert_eq!(undo_label(&editor), "Move Thumbnail");
}

#[test]
fn a_moved_card_catches_at_lines_of_others_and_else_at_the_grid() {
    let editor = with(&["AWS::S3::Bucket", "AWS::SQS::Queue"]);
    let queue = ids(&["Queue"]);
    let snap = editor.guides(&queue, Vector::new(3.0, 5.0), 6.0);
    // The upper edges line up, and the left edge goes to the grid.
    assert_eq!(snap.by, Vector::new(0.0, 0.0));
    assert!(snap.lines.iter().any(|line| line.from.y == 0.0 && line.to.y == 0.0), "{snap:?}");
    let snap = editor.guides(&queue, Vector::new(-317.0, 301.0), 6.0);
    assert_eq!(snap.by, Vector::new(-320.0, 304.0));
    assert!(snap.lines.iter().all(|line| line.from.x == line.to.x) && !snap.lines.is_empty(), "{snap:?}");
    let snap = editor.guides(&queue, Vector::new(61.0, 301.0), 6.0);
    assert_eq!((snap.by, snap.lines.len()), (Vector::new(64.0, 304.0), 0));
}

#[test]
fn selecting_adds_takes_away_and_lets_go_of_what_is_removed() {
    let mut editor = with(&["AWS::S3::Bucket", "AWS::Lambda::Function", "AWS::SQS::Queue"]);
    let mut select = |command: ViewCommand| {
        editor.dispatch(Command::View(command));
        editor.selection().nodes.clone()
    };
    assert_eq!(select(ViewCommand::SelectAll).len(), 3);
    assert_eq!(select(ViewCommand::Toggle(ids(&["Bucket"]))), ids(&["Function", "Queue"]));
    assert_eq!(select(ViewCommand::Toggle(ids(&["Bucket", "Queue"]))), ids(&["Function", "Bucket"]));
    let area = Rect::new(-10.0, -10.0, 20.0, 20.0);
    assert_eq!(select(ViewCommand::SelectIn { area, kept: Vec::new() }), ids(&["Bucket"]));
    let area = Rect::new(600.0, 0.0, 60.0, 20.0);
    let kept = ids(&["Bucket"]);
    assert_eq!(select(ViewCommand::SelectIn { area, kept: kept.clone() }), ids(&["Bucket", "Queue"]));
    let smaller = Rect::new(900.0, 900.0, 1.0, 1.0);
    assert_eq!(
        select(ViewCommand::SelectIn { area: smaller, kept: kept.clone() }),
        kept,
        "a frame that shrinks lets go"
    );
    assert_eq!(select(ViewCommand::SelectIn { area, kept }), ids(&["Bucket", "Queue"]));
    graph(&mut editor, GraphCommand::Remove { ids: ids(&["Queue"]) });
    assert_eq!(editor.selection().nodes, ids(&["Bucket"]));
}

#[test]
fn wires_leave_the_ports_they_belong_to() {
    let mut editor = with(&["AWS::Lambda::Function", "AWS::SQS::Queue", "AWS::CloudFront::Distribution"]);
    let ports = |editor: &Editor, id: &str| {
        let graph = editor.graph_view();
        let card = graph.nodes.iter().find(|node| &*node.id == id).expect("the card is there").clone();
        card.ports.iter().map(|port| port.name).collect::<Vec<_>>()
    };
    assert_eq!(ports(&editor, "Function"), ["in", "out", "on success", "on failure", "dead letter"]);
    assert_eq!(ports(&editor, "Queue"), ["in", "out", "redrive"]);
    let hooks = ["viewer request", "origin request", "origin response", "viewer response"];
    assert_eq!(ports(&editor, "Distribution"), [&["in", "origin"][..], &hooks[..]].concat());
    let connect = |editor: &mut Editor, from: &str, to: &str, port: &str| {
        let port = Some(port.into());
        graph(editor, GraphCommand::Connect { from: from.into(), to: to.into(), kind: None, port })
    };
    for port in ["on failure", "on success", "dead letter", "out"] {
        connect(&mut editor, "Function", "Queue", port);
    }
    connect(&mut editor, "Distribution", "Function", "viewer response");
    let graph = editor.graph_view();
    let begins: Vec<(&str, &str)> = graph.wires.iter().map(|wire| (wire.port, wire.kind)).collect();
    for expected in [
        ("on failure", "OnFailure"),
        ("on success", "OnSuccess"),
        ("dead letter", "DeadLetter"),
        ("out", "Call"),
        ("viewer response", "EdgeAssociation"),
    ] {
        assert!(begins.contains(&expected), "{begins:?}\n{}", editor.text());
    }
    for wire in &graph.wires {
        let card = graph.nodes.iter().find(|node| node.id == wire.from).expect("wires begin at cards");
        let port = card.ports.iter().find(|port| port.name == wire.port).expect("wires begin at ports");
        assert_eq!(wire.points[0], port.place(&card.rect), "{wire:?}");
        assert_eq!(port.side == PortSide::Bottom, wire.kind.starts_with("On") || wire.kind == "DeadLetter");
    }
}

#[test]
fn a_port_offers_only_its_own_wires_and_says_where_others_begin() {
    let mut editor = with(&["AWS::Lambda::Function", "AWS::SQS::Queue", "AWS::Lambda::Function"]);
    let end = |port: &str| PortEnd { node: "Function".into(), port: port.into() };
    assert_eq!(editor.can_connect_port(&end("on failure"), "Queue"), Ok(vec!["OnFailure"]));
    assert_eq!(editor.can_connect_port(&end("out"), "Function2"), Ok(vec!["Call"]));
    let refused = editor.can_connect_port(&end("dead letter"), "Function2").expect_err("a function is no target");
    assert_eq!(&*refused.reason, "no wire at \"dead letter\" leads to a Lambda function");
    assert!(refused.way.starts_with("draw it from \"out\""), "{refused:?}");
    assert_eq!(editor.can_connect_port(&end("in"), "Queue"), Ok(vec!["EventSourceMapping"]));
    let fits = |node: &str, port: &str| {
        let fits = editor.fits(&PortEnd { node: node.into(), port: port.into() });
        fits.iter().map(|fit| format!("{} {}", fit.end.node, fit.end.port)).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(fits("Function", "on failure"), "Queue in, Function2 in");
    assert_eq!(
        fits("Queue", "in"),
        "Function out, Function on success, Function on failure, Function dead letter, Function2 out, \
         Function2 on success, Function2 on failure, Function2 dead letter"
    );
    assert_eq!(fits("Queue", "redrive"), "");
    let queue = rect(&editor, "Queue");
    let port = queue.origin + Vector::new(-4.0, 30.0);
    let its_in = Some(PortEnd { node: "Queue".into(), port: "in".into() });
    let pointed = |editor: &Editor, at| (editor.port_at(at, Pointer::Mouse), editor.port_at(at, Pointer::Finger));
    let see = |editor: &mut Editor, zoom, chosen: &[&str]| {
        editor.dispatch(Command::View(ViewCommand::SetCamera(Camera { zoom, ..editor.camera() })));
        editor.dispatch(Command::View(ViewCommand::Select(ids(chosen))));
    };
    see(&mut editor, 1.0, &[]);
    assert_eq!(pointed(&editor, port), (its_in.clone(), its_in.clone()));
    // From far only the ports of chosen cards are seen.
    see(&mut editor, 0.3, &[]);
    assert_eq!(pointed(&editor, port), (None, None));
    see(&mut editor, 0.3, &["Queue"]);
    assert_eq!(pointed(&editor, port), (its_in.clone(), its_in));
    assert_eq!(pointed(&editor, queue.center()), (None, None));
}

#[test]
fn a_finger_on_a_card_means_the_card_and_on_its_rim_a_port() {
    let mut editor = with(&["AWS::SQS::Queue", "AWS::SQS::Queue"]);
    let below = rect(&editor, "Queue").origin + Vector::new(0.0, 176.0);
    let way = below - rect(&editor, "Queue2").origin;
    graph(&mut editor, GraphCommand::Move { ids: ids(&["Queue2"]), by: way, drag: 1 });
    // As small as a phone shows a stack: a card is 38 px high.
    editor.dispatch(Command::View(ViewCommand::SetCamera(Camera { zoom: 0.27, ..editor.camera() })));
    editor.dispatch(Command::View(ViewCommand::Select(ids(&["Queue"]))));
    let (card, next) = (rect(&editor, "Queue"), rect(&editor, "Queue2"));
    let foot = card.origin + Vector::new(card.width / 2.0, card.height);
    let meant = |editor: &Editor, at: Point| editor.port_at(at, Pointer::Finger).map(|end| end.port.to_string());
    for (name, at, port) in [
        ("the port", foot, Some("redrive")),
        ("just inside", foot + Vector::new(0.0, -20.0), Some("redrive")),
        ("the middle", card.center(), None),
        ("a quarter up", foot + Vector::new(0.0, -45.0), None),
        ("between the two", foot + Vector::new(0.0, 28.0), Some("redrive")),
        ("the head of the next card", next.origin + Vector::new(next.width / 2.0, 10.0), None),
        ("beside, where a view is moved", card.origin + Vector::new(-90.0, 24.0), None),
    ] {
        assert_eq!(meant(&editor, at).as_deref(), port, "{name}");
    }
    // Close by, a port of a card that was not chosen takes a finger only where it lies.
    editor.dispatch(Command::View(ViewCommand::SetCamera(Camera { zoom: 1.0, ..editor.camera() })));
    let of_next = next.origin + Vector::new(-8.0, 24.0);
    assert_eq!(meant(&editor, of_next).as_deref(), Some("in"));
    assert_eq!(meant(&editor, of_next + Vector::new(-6.0, 0.0)), None);
}

#[test]
fn the_loose_end_of_a_wire_is_offered_what_fits_and_adding_it_is_one_step() {
    let mut editor = with(&["AWS::Lambda::Function", "AWS::SQS::Queue"]);
    let end = |node: &str, port: &str| PortEnd { node: node.into(), port: port.into() };
    let offered = |editor: &Editor, end: &PortEnd, query: &str| {
        let entries = editor.quick_add(Some(end), query);
        entries.iter().map(|it| format!("{} {}", it.entry.title, it.words)).collect::<Vec<_>>()
    };
    assert_eq!(offered(&editor, &end("Queue", "redrive"), ""), ["SQS queue redrive"]);
    assert_eq!(offered(&editor, &end("Queue", "out"), "lamb"), ["Lambda function polls"]);
    let to_queue = offered(&editor, &end("Queue", "in"), "");
    for expected in ["S3 bucket notification", "SNS topic subscription", "Lambda function on failure", "Client sends"] {
        assert!(to_queue.contains(&expected.to_owned()), "{to_queue:?}");
    }
    assert!(editor.quick_add(None, "").len() >= 6 && editor.quick_add(None, "no such thing").is_empty());

    let before = editor.text();
    let add = |editor: &mut Editor, type_name: &str, end: PortEnd, kind: Option<&str>| {
        let (at, kind) = (Some(Point::new(640.0, 320.0)), kind.map(Arc::from));
        graph(editor, GraphCommand::AddConnected { type_name: type_name.into(), at, end, kind })
    };
    add(&mut editor, "AWS::SQS::Queue", end("Queue", "redrive"), None);
    assert_eq!(wires(&editor), ["Queue -> Queue2 Redrive"]);
    assert_eq!(rect(&editor, "Queue2").origin, Point::new(640.0, 320.0));
    assert_eq!(undo_label(&editor), "Add Queue2 and connect Queue to Queue2");
    editor.dispatch(Command::File(FileCommand::Undo));
    assert_eq!(editor.text(), before);
    add(&mut editor, "AWS::S3::Bucket", end("Queue", "in"), Some("Notification"));
    assert_eq!(wires(&editor), ["Bucket -> Queue Notification"]);
    add(&mut editor, "Lambdarium::Traffic", end("Bucket", "in"), None);
    assert!(wires(&editor).contains(&"~Client -> Bucket Traffic".to_owned()), "{:?}", wires(&editor));
    assert!(editor.problems_view().iter().all(|it| it.severity != editor::Severity::Error), "{}", editor.text());
    let told = add(&mut editor, "AWS::S3::Bucket", end("Queue", "redrive"), None);
    assert!(matches!(&told[..], [Effect::Tell(_)]), "{told:?}");
}

#[test]
fn a_wire_that_is_there_is_not_drawn_again() {
    let mut editor = with(&["AWS::SNS::Topic", "AWS::SQS::Queue"]);
    let connect = || GraphCommand::Connect {
        from: "Topic".into(),
        to: "Queue".into(),
        kind: None,
        port: Some("subscriptions".into()),
    };
    graph(&mut editor, connect());
    let text = editor.text();
    let told = graph(&mut editor, connect());
    assert!(matches!(&told[..], [Effect::Tell(words)] if words.contains("have this wire")), "{told:?}");
    assert_eq!(editor.text(), text);
}

#[test]
fn what_a_wire_writes_is_shown() {
    let mut editor = with(&["AWS::SQS::Queue", "AWS::SQS::Queue"]);
    let told = graph(
        &mut editor,
        GraphCommand::Connect { from: "Queue".into(), to: "Queue2".into(), kind: None, port: Some("redrive".into()) },
    );
    let shown = told.iter().find_map(|effect| match effect {
        Effect::ShowDiff(view) => Some(view),
        _ => None,
    });
    let view = shown.expect("an edit of the graph is shown");
    assert_eq!(&*view.title, "Connect Queue to Queue2, redrive");
    let lines: Vec<&str> = view.lines.iter().map(|line| line.text.trim()).collect();
    let expected = ["RedrivePolicy:", "deadLetterTargetArn: !GetAtt Queue2.Arn", "maxReceiveCount: 5"];
    assert!(expected.iter().all(|line| lines.contains(line)), "{lines:?}");
    let moved = GraphCommand::Move { ids: ids(&["Queue"]), by: Vector::new(8.0, 0.0), drag: 1 };
    assert!(!graph(&mut editor, moved).iter().any(|effect| matches!(effect, Effect::ShowDiff(_))));
}

#[test]
fn a_client_can_send_to_something_else() {
    let mut editor = open("thumbnails");
    graph(&mut editor, GraphCommand::Add { type_name: "AWS::SQS::Queue".into(), at: None });
    let client = cards(&editor).into_iter().find(|id| id.starts_with('~')).expect("there is a client");
    let (from, to) = (Arc::from(client.as_str()), Arc::from("Queue"));
    graph(&mut editor, GraphCommand::Connect { from, to, kind: None, port: Some("out".into()) });
    assert!(wires(&editor).contains(&format!("{client} -> Queue Traffic")), "{:?}", wires(&editor));
    assert!(editor.problems_view().iter().all(|it| it.severity != editor::Severity::Error), "{}", editor.text());
}
