//! Whatever is done can be undone and done again, step by step and by name.

use super::harness::EditorTest;
use editor::command::{
    ActCommand, Command, Dragged, FileCommand, GraphCommand, PlaybackCommand, RunCommand, ViewCommand,
};
use editor::geometry::{Point, Rect, Vector};
use editor::graph::arrange::{Axis, Edge};
use editor::graph::ports::PortEnd;
use proptest::prelude::*;
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
        id().prop_map(|id| Disconnect { key: format!("Uploads>{id}:Notification:UploadsToThumbnail:0").into() }),
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
        one(&["2m", "soon"]).prop_map(RunCommand::SetDuration),
        (0_u32..2000).prop_map(RunCommand::SetAccountLimit),
        one(&["dev", "prod"]).prop_map(|value| RunCommand::SetParameter { name: "Stage".into(), value }),
    ]
}

fn other_command() -> impl Strategy<Value = Command> {
    let area = Rect::new(-100.0, -100.0, 500.0, 300.0);
    let held = (ids(), way()).prop_map(|(ids, by)| ViewCommand::Drag(Some(Dragged { ids, by })));
    prop_oneof![
        Just(Command::File(FileCommand::New)),
        (0_usize..12).prop_map(|index| Command::File(FileCommand::OpenGallery(index))),
        one(&TEXTS).prop_map(|text| Command::File(FileCommand::SetText(text))),
        one(&TEXTS).prop_map(|text| Command::File(FileCommand::Open { name: "other".into(), text })),
        Just(Command::File(FileCommand::Undo)),
        Just(Command::File(FileCommand::Redo)),
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
        2 => other_command(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn undoing_all_restores_the_start_and_redoing_all_the_end(commands in prop::collection::vec(command(), 1..14)) {
        let mut test = EditorTest::open("thumbnails");
        let start = test.state();
        let comes_with_text = |command: &Command| {
            matches!(
                command,
                Command::File(FileCommand::SetText(_) | FileCommand::Open { .. })
                    | Command::Run(RunCommand::SetParameter { .. })
            )
        };
        let is_drawn = !commands.iter().any(comes_with_text);
        for command in commands {
            test.run(command);
            test.settle();
        }
        test.run(Command::View(ViewCommand::Drag(None)));
        let end = test.state();
        if is_drawn {
            // What is broken shows what was before, and parameters stand beside the text.
            test.check_text();
        }
        let done = test.all_steps(&FileCommand::Redo).len();
        let undone = test.all_steps(&FileCommand::Undo);
        test.state().expect(&start);
        test.check_text();
        let mut redone = test.all_steps(&FileCommand::Redo);
        redone.reverse();
        assert_eq!(redone, undone);
        // Steps that had been taken back at the end are done again, too.
        (0..done).for_each(|_| drop(test.run(Command::File(FileCommand::Undo))));
        test.state().expect(&end);
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
        (Command::File(FileCommand::OpenGallery(1)), "Open throttled-queue"),
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
