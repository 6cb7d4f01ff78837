//! Whatever is done can be undone and done again, step by step and by name.

use super::harness::EditorTest;
use crate::actions::kinds::{KINDS, kind};
use editor::Editor;
use editor::command::{
    ActCommand, Command, Dragged, FileCommand, GraphCommand, PlaybackCommand, Reopening, RunCommand, SetupCommand,
    ViewCommand,
};
use editor::geometry::{Point, Rect, Vector};
use editor::graph::arrange::{Axis, Edge};
use editor::graph::ports::PortEnd;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Cards that may be there, or not.
const IDS: [&str; 10] =
    ["Uploads", "Thumbnail", "Failed", "Queue", "Function2", "Uploads2", "~visitors", "~broken upload", "Nobody", ""];
const TYPES: [&str; 8] = [
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::SNS::Topic",
    "AWS::Lambda::Function",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::CloudFront::Distribution",
    "Lambdarium::Traffic",
    "AWS::Nothing::AtAll",
];
const PORTS: [&str; 9] =
    ["in", "out", "on success", "on failure", "dead letter", "redrive", "notifications", "viewer request", "none"];
const TEXTS: [&str; 7] = [
    "",
    "{{{",
    "Resources: {}\n",
    "Resources:\n  Uploads:\n    Type: AWS::SQS::Queue\n",
    "just words",
    "{ \"Resources\": { \"Thumbnail\": { \"Type\": \"AWS::Lambda::Function\", \"Properties\": {} } } }",
    "Parameters:\n  Stage: { Type: String, Default: dev }\nResources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: !Ref Stage }\n",
];

fn one(all: &'static [&'static str]) -> impl Strategy<Value = Arc<str>> {
    prop::sample::select(all).prop_map(Into::into)
}

fn id() -> impl Strategy<Value = Arc<str>> {
    one(&IDS)
}

fn ids() -> impl Strategy<Value = Vec<Arc<str>>> {
    prop::collection::vec(id(), 0..4)
}

fn way() -> impl Strategy<Value = Vector> {
    (-40_i16..40, -40_i16..40).prop_map(|(x, y)| Vector::new(f32::from(x) * 4.0, f32::from(y) * 4.0))
}

fn place() -> impl Strategy<Value = Option<Point>> {
    prop::option::of(way().prop_map(|way| Point::new(way.x, way.y)))
}

fn port_end() -> impl Strategy<Value = PortEnd> {
    (id(), one(&PORTS)).prop_map(|(node, port)| PortEnd { node, port })
}

fn graph_command() -> impl Strategy<Value = GraphCommand> {
    use GraphCommand::{
        Add, AddConnected, Align, Connect, Copy, Cut, Disconnect, Distribute, Duplicate, Move, Paste, Remove, Rename,
        Set,
    };
    let edge = [Edge::Left, Edge::Center, Edge::Right, Edge::Top, Edge::Middle, Edge::Bottom];
    let names = one(&["Shrink", "Uploads", "a-b", "", "Queue"]);
    let properties = one(&["VisibilityTimeout", "Timeout", "RedrivePolicy.maxReceiveCount", "A.0.B", ""]);
    let values = one(&["3", "", "true", "{ \"a\": [1] }", "a: b"]);
    prop_oneof![
        (one(&TYPES), place()).prop_map(|(type_name, at)| Add { type_name, at }),
        (one(&TYPES), place(), port_end()).prop_map(|(type_name, at, end)| AddConnected {
            type_name,
            at,
            end,
            kind: None
        }),
        (ids(), way(), 0_u32..3).prop_map(|(ids, by, drag)| Move { ids, by, drag }),
        (id(), id(), prop::option::of(one(&PORTS))).prop_map(|(from, to, port)| Connect { from, to, kind: None, port }),
        ids().prop_map(|ids| Remove { ids }),
        // Which wire there is is known once it is done: see `meant`.
        (0_usize..9).prop_map(|place| Disconnect { key: place.to_string().into() }),
        (id(), properties, values).prop_map(|(id, property, value)| Set { id, property, value }),
        (id(), names).prop_map(|(id, to)| Rename { id, to }),
        ids().prop_map(|ids| Duplicate { ids }),
        ids().prop_map(|ids| Copy { ids }),
        ids().prop_map(|ids| Cut { ids }),
        (one(&TEXTS), place()).prop_map(|(text, at)| Paste { text, at }),
        (ids(), prop::sample::select(edge.to_vec())).prop_map(|(ids, edge)| Align { ids, edge }),
        ids().prop_map(|ids| Distribute { ids, axis: Axis::Vertical }),
    ]
}

fn act_command() -> impl Strategy<Value = ActCommand> {
    let actions = one(&["PutObject", "SendMessage", "Invoke", "Nothing"]);
    let inputs = one(&[r#"{ "Key": "a" }"#, "{}", "no JSON"]);
    let deeds = one(&["FailNext", "Purge", "SetReservedConcurrency", "RecycleEnvironments", "Redrive", "Nothing"]);
    prop_oneof![
        (id(), actions, inputs, 0_u32..12).prop_map(|(to, action, input, count)| ActCommand::Send {
            to,
            action,
            input,
            count
        }),
        (id(), deeds, one(&["", "0", "2"])).prop_map(|(on, name, value)| ActCommand::Intervene { on, name, value }),
    ]
}

fn run_command() -> impl Strategy<Value = RunCommand> {
    prop_oneof![
        one(&["aws-2020", "aws-2026", "none"]).prop_map(RunCommand::SetProfile),
        any::<u64>().prop_map(RunCommand::SetSeed),
        Just(RunCommand::OtherLuck),
        one(&["None", "Typical", "Wrong"]).prop_map(RunCommand::SetLatency),
        one(&["2m", "soon"]).prop_map(RunCommand::SetDuration),
        (0_u32..2000).prop_map(RunCommand::SetAccountLimit),
        one(&["dev", "prod"]).prop_map(|value| RunCommand::SetParameter { name: "Stage".into(), value }),
    ]
}

fn setup_command() -> impl Strategy<Value = SetupCommand> {
    let (behaviours, paths) =
        (one(&["Duration", "Fails.0", "Calls.0", ""]), one(&["Every", "Rate.PerSecond", "Name", "Input"]));
    let values = || one(&["2s", "", "{\"Always\": true}", "\"broken upload\"", "7"]);
    prop_oneof![
        (id(), behaviours, values()).prop_map(|(function, path, value)| SetupCommand::Behave { function, path, value }),
        (id(), paths, values()).prop_map(|(client, path, value)| SetupCommand::Client { client, path, value }),
        (id(), one(&["Rate", "Burst", "At", "Never"])).prop_map(|(client, key)| SetupCommand::When { client, key }),
        id().prop_map(|to| SetupCommand::AddClient { to }),
        (0_usize..3).prop_map(|index| SetupCommand::TakeBack { index }),
    ]
}

fn file_command() -> impl Strategy<Value = FileCommand> {
    let titles = || one(&["Mine", " ", "a: b", "thumbnails"]);
    prop_oneof![
        Just(FileCommand::New),
        (0_usize..12).prop_map(FileCommand::OpenGallery),
        (0_usize..4).prop_map(FileCommand::BeginWith),
        one(&TEXTS).prop_map(FileCommand::SetText),
        one(&TEXTS).prop_map(|text| FileCommand::Open { name: "other".into(), text }),
        one(&TEXTS).prop_map(|text| FileCommand::OpenLink(editor::link::encode(&text).into())),
        titles().prop_map(FileCommand::Rename),
        titles().prop_map(|title| FileCommand::Detach { id: "copy".into(), title }),
        one(&TEXTS).prop_map(|text| FileCommand::TakeVersion { label: "Go back to 13:05".into(), text }),
        // With steps of its own it is another history, which nothing here leads to.
        one(&TEXTS).prop_map(|text| {
            let (id, name, steps, place) = ("kept".into(), "kept".into(), "".into(), "".into());
            FileCommand::Reopen(Reopening { id, name, text, steps, place })
        }),
        Just(FileCommand::Undo),
        Just(FileCommand::Redo),
    ]
}

fn other_command() -> impl Strategy<Value = Command> {
    let area = Rect::new(-100.0, -100.0, 500.0, 300.0);
    let held = (ids(), way()).prop_map(|(ids, by)| ViewCommand::Drag(Some(Dragged { ids, by })));
    prop_oneof![
        ids().prop_map(|ids| Command::View(ViewCommand::Select(ids))),
        ids().prop_map(|ids| Command::View(ViewCommand::Toggle(ids))),
        Just(Command::View(ViewCommand::SelectAll)),
        ids().prop_map(move |kept| Command::View(ViewCommand::SelectIn { area, kept })),
        held.prop_map(Command::View),
        Just(Command::View(ViewCommand::Tidy)),
        (0_u64..90).prop_map(|second| {
            let at = kernel::SimTime::from_nanos(second * 1_000_000_000);
            Command::Playback(PlaybackCommand::Seek(at))
        }),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        6 => graph_command().prop_map(Command::Graph),
        1 => act_command().prop_map(Command::Act),
        1 => run_command().prop_map(Command::Run),
        2 => setup_command().prop_map(Command::Setup),
        2 => file_command().prop_map(Command::File),
        1 => other_command(),
    ]
}

/// Returns a command as it is meant in a graph: which wire it is about is drawn before there is any.
fn meant(command: Command, editor: &Editor) -> Command {
    let Command::Graph(GraphCommand::Disconnect { key }) = &command else { return command };
    let (wires, place) = (&editor.graph_view().wires, key.parse::<usize>().unwrap_or_default());
    match wires.get(place % wires.len().max(1)) {
        Some(wire) => Command::Graph(GraphCommand::Disconnect { key: wire.key.clone() }),
        None => command,
    }
}

/// Kinds of commands that change no document, and so are nothing to undo.
const BESIDE_DOCUMENTS: [&str; 5] = ["save", "copy link", "copy run", "copy text", "copy"];

#[test]
fn every_kind_of_command_that_changes_a_document_is_drawn() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = command();
    let draws = (0..4_000).map(|_| strategy.new_tree(&mut runner).expect("a command").current());
    let drawn: BTreeSet<&str> = draws.map(|command| kind(&command)).collect();
    // The rest is about time and about what is looked at.
    let first = KINDS.iter().position(|kind| *kind == "toggle").expect("time comes after the graph");
    let acts = KINDS.iter().position(|kind| *kind == "send").expect("deeds come after time");
    let views = KINDS.iter().position(|kind| *kind == "select").expect("views come after settings");
    let files = KINDS.iter().position(|kind| *kind == "open").expect("files come last");
    let wanted = [&KINDS[..first], &KINDS[acts..views], &KINDS[files..], &["tidy"]].concat();
    let missed: Vec<_> = wanted.iter().filter(|it| !drawn.contains(*it) && !BESIDE_DOCUMENTS.contains(it)).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn undoing_all_restores_the_start_and_redoing_all_the_end(commands in prop::collection::vec(command(), 1..14)) {
        let mut test = EditorTest::open("thumbnails");
        let is_copied = commands.iter().any(|command| matches!(command, Command::File(FileCommand::Detach { .. })));
        let state = |test: &EditorTest| if is_copied { test.state().of_any_document() } else { test.state() };
        let start = state(&test);
        let comes_with_text = |command: &Command| {
            matches!(
                command,
                Command::File(
                    FileCommand::SetText(_)
                        | FileCommand::Open { .. }
                        | FileCommand::OpenLink(_)
                        | FileCommand::Reopen(_)
                        | FileCommand::TakeVersion { .. }
                )
                    | Command::Run(RunCommand::SetParameter { .. })
            )
        };
        let is_drawn = !commands.iter().any(comes_with_text);
        for command in commands {
            let command = meant(command, &test.editor);
            test.run(command);
            test.settle();
        }
        test.run(Command::View(ViewCommand::Drag(None)));
        let end = state(&test);
        if is_drawn {
            // What is broken shows what was before, and parameters stand beside the text.
            test.check_text();
        }
        let done = test.all_steps(&FileCommand::Redo).len();
        let undone = test.all_steps(&FileCommand::Undo);
        state(&test).expect(&start);
        test.check_text();
        let mut redone = test.all_steps(&FileCommand::Redo);
        redone.reverse();
        assert_eq!(redone, undone);
        // Steps that had been taken back at the end are done again, too.
        (0..done).for_each(|_| drop(test.run(Command::File(FileCommand::Undo))));
        state(&test).expect(&end);
    }
}

#[test]
fn steps_are_named_for_what_they_do() {
    let mut test = EditorTest::open("thumbnails");
    let id = |id: &str| Arc::<str>::from(id);
    let intervene = |on: &str, name: &str| {
        Command::Act(ActCommand::Intervene { on: on.into(), name: name.into(), value: "".into() })
    };
    let steps = [
        (Command::Graph(GraphCommand::Add { type_name: id("AWS::SQS::Queue"), at: None }), "Add Queue"),
        (
            Command::Graph(GraphCommand::Connect { from: id("Uploads"), to: id("Queue"), kind: None, port: None }),
            "Connect Uploads to Queue",
        ),
        (Command::Graph(GraphCommand::Remove { ids: vec![id("Queue")] }), "Remove Queue"),
        (intervene("Thumbnail", "FailNext"), "Fail next on Thumbnail"),
        (intervene("Failed", "Purge"), "Purge Failed"),
        (Command::View(ViewCommand::Tidy), "Tidy up"),
        (Command::Run(RunCommand::OtherLuck), "Try other luck"),
        (Command::Run(RunCommand::SetParameter { name: id("Stage"), value: id("prod") }), "Set parameter Stage"),
        (Command::File(FileCommand::OpenGallery(1)), "Open Throttled into the dead-letter queue"),
        (Command::File(FileCommand::New), "New template"),
    ];
    let mut expected = Vec::new();
    for (command, name) in steps {
        test.run(command);
        assert_eq!(test.editor.run_view().undo.as_deref(), Some(name));
        expected.insert(0, name.to_owned());
    }
    assert_eq!(test.all_steps(&FileCommand::Undo), expected);
}

#[test]
fn what_was_done_to_the_running_stack_is_undone_in_the_run_too() {
    let mut test = EditorTest::open("thumbnails");
    crate::seek(&mut test.editor, 20);
    test.settle();
    let (text, before) = (test.editor.text(), crate::state(&test.editor));
    let send = ActCommand::Send {
        to: "Uploads".into(),
        action: "PutObject".into(),
        input: r#"{ "Key": "photos/mine.jpg", "Size": 1 }"#.into(),
        count: 20,
    };
    test.run(Command::Act(send));
    crate::seek(&mut test.editor, 25);
    let after = crate::state(&test.editor);
    test.run(Command::File(FileCommand::Undo));
    assert_eq!(test.editor.text(), text);
    crate::seek(&mut test.editor, 20);
    assert_eq!(crate::state(&test.editor), before);
    crate::seek(&mut test.editor, 25);
    assert_ne!(crate::state(&test.editor), after);
    test.run(Command::File(FileCommand::Redo));
    crate::seek(&mut test.editor, 25);
    assert_eq!(crate::state(&test.editor), after);
}

#[test]
fn the_text_alone_gives_the_same_picture_at_any_time() {
    let mut test = EditorTest::open("throttled-queue");
    let cards: Vec<Arc<str>> = test.editor.graph_view().nodes.iter().map(|node| node.id.clone()).collect();
    for second in [0, 5, 40, 90] {
        crate::seek(&mut test.editor, second);
        let (ids, by) = (vec![cards[0].clone()], Vector::new(8.0, 0.0));
        test.run(Command::Graph(GraphCommand::Move { ids, by, drag: 1 }));
        test.check_text();
    }
}
