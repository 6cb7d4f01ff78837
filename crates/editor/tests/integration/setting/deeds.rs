//! What is done to a running stack: each button does something, and what is not possible is told.

use super::{POLLED, select};
use crate::{open, open_text, seek};
use editor::command::{ActCommand, Command, Effect, FileCommand, GraphCommand, SetupCommand};
use editor::view::told::outcome::Outcome;
use editor::view::{ActionView, ValueKind};
use editor::{Editor, Severity};
use std::sync::Arc;

fn intervene(editor: &mut Editor, on: &str, name: &str, value: &str) {
    let (on, name, value) = (Arc::from(on), Arc::from(name), Arc::from(value));
    editor.dispatch(Command::Act(ActCommand::Intervene { on, name, value }));
}

#[test]
fn what_was_done_is_listed_and_can_be_forgotten() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 12);
    intervene(&mut editor, "Thumbnail", "Outage", "30s");
    intervene(&mut editor, "Thumbnail", "SetReservedConcurrency", "0");
    intervene(&mut editor, "Thumbnail", "SetReservedConcurrency", "");
    let deeds = editor.run_view().deeds.clone();
    let words: Vec<&str> = deeds.iter().map(|deed| &*deed.text).collect();
    assert_eq!(words, ["Outage for 30s", "Throttle", "Take the reservation back"]);
    assert!(
        editor.problems_view().iter().all(|problem| problem.severity < Severity::Error),
        "{:?}",
        editor.problems_view()
    );
    assert!(deeds[0].at > kernel::SimTime::from_nanos(11_000_000_000), "{deeds:?}");
    select(&mut editor, "Failed");
    assert!(editor.inspector_view().is_some_and(|view| view.deeds.is_empty()));
    let text = editor.text();
    for index in [1, 1, 0] {
        editor.dispatch(Command::Setup(SetupCommand::TakeBack { index }));
    }
    assert!(editor.run_view().deeds.is_empty() && !editor.text().contains("Interventions"), "{}", editor.text());
    for _ in 0..3 {
        editor.dispatch(Command::File(FileCommand::Undo));
    }
    assert_eq!(editor.text(), text);
}

#[test]
fn a_setting_changes_from_an_instant_on() {
    let mut editor = open_text(POLLED);
    seek(&mut editor, 5);
    intervene(&mut editor, "Jobs", "SetProperty", r#"{"Path":"VisibilityTimeout","Value":120}"#);
    assert_eq!(&*editor.run_view().deeds[0].text, "Set VisibilityTimeout to 120");
    assert!(editor.text().contains("Path: VisibilityTimeout"), "{}", editor.text());
    assert!(editor.text().contains("      VisibilityTimeout: 60\n"), "before it the old value holds");
}

#[test]
fn what_was_done_has_the_words_of_its_button_everywhere() {
    let mut editor = open_text(POLLED);
    seek(&mut editor, 5);
    intervene(&mut editor, "Jobs", "Delete", "");
    assert_eq!(editor.run_view().undo.as_deref(), Some("Delete Jobs behind everyone's back"));
    seek(&mut editor, 7);
    intervene(&mut editor, "Jobs", "Create", "");
    seek(&mut editor, 8);
    let buttons = ["Delete it behind everyone's back", "Bring it back"];
    let listed: Vec<_> = editor.run_view().deeds.iter().map(|deed| deed.text.to_string()).collect();
    assert_eq!(listed, buttons);
    let lines = editor.log_page(0, usize::MAX);
    let logged = lines.iter().filter(|line| line.outcome == Some(Outcome::Intervened));
    let logged: Vec<_> = logged.map(|line| line.text.to_lowercase()).collect();
    assert_eq!(logged, buttons.map(|button| format!("is acted on: {}", button.to_lowercase())));
}

#[test]
fn what_cannot_be_done_is_told_in_words_of_the_page() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 5);
    let why = |name: &str, value: &str| {
        let act = ActCommand::Intervene { on: "Thumbnail".into(), name: name.into(), value: value.into() };
        editor.why_not_done(&Command::Act(act)).map(|reason| reason.to_string())
    };
    for (name, value, said) in [
        ("FailNext", "2", None),
        (
            "SetFails",
            r#"[{"Nonsense":1}]"#,
            Some("Thumbnail: There is no key \"Nonsense\" in rule 1. The keys here are "),
        ),
        ("SetFails", r#"[{"Probability":2}]"#, Some("Thumbnail: \"2\" does not lie between 0 and 1. Write 0.1 for")),
        ("SetReservedConcurrency", "5000", Some("Thumbnail: AWS refuses this: ")),
    ] {
        let why = why(name, value);
        let is_so = said.map_or(why.is_none(), |said| why.as_ref().is_some_and(|why| why.starts_with(said)));
        assert!(is_so, "{name} {value}: {why:?}");
        assert!(!why.unwrap_or_default().contains("Metadata"), "{name} {value}");
    }
}

#[test]
fn a_value_that_is_none_is_told_beside_its_field() {
    for (kind, good, bad) in [
        (ValueKind::Count, "3", &["0", "", "-1", "two"][..]),
        (ValueKind::Number, "0", &["", "-1", "1.5"]),
        (ValueKind::Span, "1m30s", &["", "30", "-1s", "soon"]),
        (ValueKind::Json, "[]", &["", "[{"]),
    ] {
        assert_eq!(kind.problem(good), None);
        assert!(bad.iter().all(|text| kind.problem(text).is_some()), "{kind:?}");
    }
}

/// Returns what happens in a run, without that somebody acted: equal texts are equal runs.
fn told_until(editor: &mut Editor, seconds: u64) -> Vec<String> {
    seek(editor, seconds);
    let lines = editor.log_page(0, usize::MAX);
    let happens = lines.iter().filter(|line| line.outcome != Some(Outcome::Intervened));
    happens.map(|line| format!("{:?} {} {}", line.at, line.node, line.text)).collect()
}

/// Returns what a button does.
fn deed_of(id: &Arc<str>, action: &ActionView) -> ActCommand {
    let (to, name, input) = (id.clone(), action.name.clone(), action.input.clone());
    match action.send {
        true => ActCommand::Send { to, action: name, input, count: 1 },
        false => ActCommand::Intervene { on: to, name, value: input },
    }
}

/// Presses buttons, one second after the other from the third on, and returns what happens, in a run that is made anew as
/// well as in the one that was played. What is refused at that instant changes nothing.
fn after(editor: &mut Editor, id: &Arc<str>, buttons: &[&ActionView]) -> Vec<String> {
    let text = editor.text();
    let mut done = 0;
    for (n, action) in buttons.iter().enumerate() {
        seek(editor, 3 + n as u64);
        let before = editor.text();
        let told = editor.dispatch(Command::Act(deed_of(id, action))).effects;
        match told[..] {
            [Effect::Store { .. }] => done += 1,
            [Effect::Tell(_)] => assert_eq!(editor.text(), before, "{id} {}: {told:?}", action.label),
            _ => panic!("{id} {}: {told:?}", action.label),
        }
    }
    let told = told_until(editor, 30);
    assert_eq!(told_until(&mut open_text(&editor.text()), 30), told, "{id}: a replay is another run");
    (0..done).for_each(|_| drop(editor.dispatch(Command::File(FileCommand::Undo))));
    assert_eq!(editor.text(), text, "{id}");
    told
}

/// Tells whether a run with a button pressed is another: by itself, or after a button whose deed it takes back.
fn does_something(editor: &mut Editor, id: &Arc<str>, action: &ActionView, all: &[ActionView]) -> bool {
    let before = std::iter::once(Vec::new()).chain(all.iter().map(|other| vec![other]));
    before.into_iter().any(|before| {
        let with = [&before[..], &[action]].concat();
        after(editor, id, &before) != after(editor, id, &with)
    })
}

/// What stands around a resource: before it, where a client sends to that, and behind it.
type Around = (Option<&'static str>, Option<&'static str>);

/// A queue with dead letters, soon.
const FAILING: &str = "Metadata:
  Lambdarium:
    Functions: { Work: { Fails: [ { Always: true } ] } }
    Traffic: [ { Name: people, To: Jobs, Action: SendMessage, At: [0s], Input: { MessageBody: a } } ]
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties: { VisibilityTimeout: 1, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 1 } }
  Dead: { Type: AWS::SQS::Queue }
  Work:
    Type: AWS::Lambda::Function
    Properties: { Runtime: python3.13, Handler: a.b, Code: { ZipFile: x }, Timeout: 1 }
  Reads:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Work, BatchSize: 1 }
";

/// Adds a resource with what stands around it.
fn with_client(type_name: &str, (before, behind): Around) -> (Editor, Arc<str>) {
    let mut editor = open_text("Transform: AWS::Serverless-2016-10-31\nResources: {}\n");
    let mut add = |type_name: &str| {
        editor.dispatch(Command::Graph(GraphCommand::Add { type_name: type_name.into(), at: None }));
        editor.selection().nodes.first().cloned().expect("what is added is selected")
    };
    let id = add(type_name);
    let (before, behind) = (before.map(&mut add), behind.map(&mut add));
    let ends = [(before.clone(), Some(id.clone())), (Some(id.clone()), behind)];
    for (from, to) in ends.into_iter().filter_map(|(from, to)| Some((from?, to?))) {
        editor.dispatch(Command::Graph(GraphCommand::Connect { from, to, kind: None, port: None }));
    }
    let to = before.unwrap_or_else(|| id.clone());
    editor.dispatch(Command::Setup(SetupCommand::AddClient { to }));
    select(&mut editor, &id);
    (editor, id)
}

#[test]
fn what_aws_refuses_or_nobody_can_read_is_not_done() {
    let deeds = [
        ("Work", "SetFails", r#"[{"Probability":2}]"#, "does not lie between 0 and 1"),
        ("Work", "SetFails", r#"[{"Prob"#, "The JSON ends before its text is closed"),
        ("Work", "SetReservedConcurrency", "5000", "It stays as it was"),
        ("Work", "SetProperty", r#"{"Path":"Timeout","Value":1099999}"#, "1099999 is not between 1 and 900"),
        ("Work", "SetProperty", r#"{"Path":"MemorySize","Value":"abc"}"#, "\"abc\" is no whole number"),
        ("Jobs", "SetProperty", r#"{"Path":"VisibilityTimeout","Value":-1}"#, "-1 is not between 0 and 43200"),
    ];
    // In the midst of the run, and when it is over.
    for (at, (on, name, value, reason)) in [5, 10_000].into_iter().flat_map(|at| deeds.map(|deed| (at, deed))) {
        let mut editor = open_text(POLLED);
        seek(&mut editor, at);
        let text = editor.text();
        let act = ActCommand::Intervene { on: on.into(), name: name.into(), value: value.into() };
        let told = editor.dispatch(Command::Act(act)).effects;
        let [Effect::Tell(words)] = &told[..] else { panic!("{name} {value} at {at} s: {told:?}") };
        assert!(words.contains(reason), "{name} {value}: {words}");
        assert_eq!(editor.text(), text, "{name} {value}");
    }
}

#[test]
fn only_what_was_deleted_comes_back() {
    let mut editor = open_text(POLLED);
    let mut press = |at: u64, name: &str| {
        seek(&mut editor, at);
        let text = editor.text();
        let act = ActCommand::Intervene { on: "Jobs".into(), name: name.into(), value: "".into() };
        let told = editor.dispatch(Command::Act(act)).effects;
        let refusal = told.iter().find_map(|effect| match effect {
            Effect::Tell(text) => Some(text.to_string()),
            _ => None,
        });
        assert_eq!(refusal.is_some(), editor.text() == text, "{name} at {at} s: {refusal:?}");
        refusal
    };
    let there = Some("Jobs is there: only what was deleted can be brought back".to_owned());
    assert_eq!(press(5, "Create"), there);
    assert_eq!(press(6, "Delete"), None);
    assert_eq!(press(7, "Delete"), Some("Jobs is deleted already".to_owned()));
    assert_eq!(press(8, "Create"), None);
    assert_eq!((press(9, "Create"), press(5, "Create")), (there.clone(), there));
}

#[test]
fn every_button_of_every_service_does_something() {
    // What is done to events, or to what is asked, needs somebody before or behind.
    let places: [Around; 3] = [(None, None), (None, Some("AWS::Lambda::Function")), (Some("AWS::SNS::Topic"), None)];
    let services = aws::services::DESCRIPTORS.iter().filter(|it| it.category != aws::service::Category::Hidden);
    for descriptor in services.filter(|it| !it.summary.is_empty()) {
        let mut stacks = Vec::from(places.map(|around| with_client(descriptor.type_name, around)));
        let failing = open_text(FAILING).graph_view();
        let those = failing.nodes.iter().filter(|node| *node.type_name == *descriptor.type_name);
        stacks.extend(those.map(|node| (open_text(FAILING), node.id.clone())));
        let view = stacks[0].0.inspector_view().unwrap_or_else(|| panic!("{} has no inspector", stacks[0].1));
        assert!(!view.actions.is_empty(), "{}", stacks[0].1);
        for action in &view.actions {
            let mut stacks = stacks.iter_mut();
            let does = stacks.any(|(editor, id)| does_something(editor, id, action, &view.actions));
            assert!(does, "{} {}: the run is the same", view.id, action.label);
        }
    }
}
