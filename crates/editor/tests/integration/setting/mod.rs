//! Setting what is selected: fields with their checks, behaviour, traffic, and what was done by hand.

mod deeds;
mod filters;
mod json;
mod lists;
mod names;

use crate::{open, open_text, seek};
use editor::command::{ActCommand, Changed, Command, Effect, FileCommand, GraphCommand, SetupCommand, ViewCommand};
use editor::geometry::{Camera, Point};
use editor::view::{Entry, FieldView, SectionView, Subject};
use editor::{Editor, Severity};
use std::sync::Arc;

fn select(editor: &mut Editor, id: &str) {
    editor.dispatch(Command::View(ViewCommand::Select(vec![id.into()])));
}

fn sections(editor: &Editor) -> Vec<SectionView> {
    editor.inspector_view().map(|view| view.sections.clone()).unwrap_or_default()
}

fn field(editor: &Editor, name: &str) -> FieldView {
    let fields = sections(editor).into_iter().flat_map(|section| section.fields);
    fields.into_iter().find(|field| field.name.ends_with(name)).unwrap_or_else(|| panic!("no field {name}"))
}

/// Returns the items of a list.
fn rows(list: &FieldView) -> &[FieldView] {
    match &list.entry {
        Entry::Rows { rows, .. } => rows,
        other => panic!("no rows: {other:?}"),
    }
}

/// Returns what something is made of, by the end of its name.
fn part(whole: &FieldView, name: &str) -> FieldView {
    let parts = match &whole.entry {
        Entry::Group(fields) | Entry::Pairs { fields, .. } => fields,
        other => panic!("no parts: {other:?}"),
    };
    parts.iter().find(|it| it.name.ends_with(name)).unwrap_or_else(|| panic!("no {name} in {parts:?}")).clone()
}

const POLLED: &str = include_str!("../../../../../tests/templates/polled.yaml");

#[test]
fn a_value_is_checked_before_it_is_set_and_kept_though_it_is_wrong() {
    let mut editor = open_text(POLLED);
    select(&mut editor, "Work");
    let timeout = field(&editor, "Timeout");
    assert!(matches!(timeout.entry, Entry::Number { unit: "s", min: 1, max: 900 }), "{timeout:?}");
    let text = editor.text();
    let told = editor.check_field(&timeout, "901");
    let refused = "AWS refuses this: 901 is not between 1 and 900. Simulated with 3 s, the default";
    assert_eq!(&*told[0].message, refused);
    assert!(editor.check_field(&timeout, "ten").iter().any(|told| told.message.contains("no whole number")));
    assert!(editor.check_field(&timeout, "10").is_empty());
    assert_eq!(editor.text(), text, "a check changes nothing");
    editor.dispatch(timeout.command("901"));
    let timeout = field(&editor, "Timeout");
    assert_eq!((&*timeout.value, timeout.notices[0].severity), ("901", Severity::Error));
    // However a number is typed, it is told as that number.
    for (typed, shown, refused) in [
        ("1e9", "1000000000", "1000000000 is not between 1 and 900"),
        ("99999999999999999999", "99999999999999999999", "99999999999999999999 is not between 1 and 900"),
        ("9e99", "9e99", "\"9e99\" is no whole number"),
        ("1.5", "1.5", "\"1.5\" is no whole number"),
    ] {
        let message = format!("AWS refuses this: {refused}. Simulated with 3 s, the default");
        assert_eq!(*editor.check_field(&timeout, typed)[0].message, message);
        assert_eq!(editor.why_not_set(&timeout, typed), None);
        editor.dispatch(timeout.command(typed));
        let timeout = field(&editor, "Timeout");
        assert_eq!((&*timeout.value, &*timeout.notices[0].message), (shown, &*message), "{}", editor.text());
        editor.dispatch(Command::File(FileCommand::Undo));
    }
    let card = editor.graph_view().nodes.iter().find(|node| &*node.id == "Work").and_then(|node| node.problem.clone());
    assert_eq!(card, Some((Severity::Error, refused.into())), "the card says it as well");
    assert!(editor.problems_view().iter().any(|problem| &*problem.message == refused));
    editor.dispatch(timeout.command(""));
    let timeout = field(&editor, "Timeout");
    assert_eq!((&*timeout.value, timeout.changed), ("3", false));
}

#[test]
fn what_cannot_be_written_says_so_where_it_is_typed_and_what_stays() {
    let mut editor = open_text(POLLED);
    select(&mut editor, "Work");
    let timeout = field(&editor, "Timeout");
    // There is no such resource any more, as after a step taken back beside an open field.
    let gone = FieldView { of: Subject::Resource("Gone".into()), ..timeout.clone() };
    let why = editor.why_not_set(&gone, "5").expect("nothing to write it to");
    assert!(why.message.ends_with(". Until that is mended, it stays 10"), "{why:?}");
    assert_eq!(editor.check_field(&gone, "5"), [why]);
    assert_eq!(editor.why_not_set(&timeout, "5"), None);
}

#[test]
fn who_typed_something_is_told_before_it_is_given_up_that_it_cannot_be_set() {
    let mut editor = open_text(POLLED);
    let client = SetupCommand::AddClient { to: "Jobs".into() };
    editor.dispatch(Command::Setup(client));
    let client = editor.traffic_view().expect("the client is selected").id.clone();
    let input = SetupCommand::Client { client, path: "Input".into(), value: r#"{ "MessageBody": "mine" }"#.into() };
    let input = Command::Setup(input);
    assert_eq!(editor.why_not_done(&input), None);
    let text = editor.text();
    editor.dispatch(Command::File(FileCommand::SetText(format!("{text}  A: [1, 2\n  B: {{{{{{\n").into())));
    // The picture and its forms stay, but there is no place in the text.
    assert!(editor.traffic_view().is_some());
    let why = editor.why_not_done(&input).expect("the text cannot be read");
    let broken = editor.text();
    let told = editor.dispatch(input).effects;
    assert_eq!((told, editor.text()), (vec![Effect::Tell(why)], broken));
    assert_eq!(editor.why_not_done(&Command::File(FileCommand::Undo)), None, "it sets nothing");
}

#[test]
fn no_run_has_a_value_that_aws_refuses() {
    // Three seconds are the default, and the work takes two: with a time-out of 0 nothing could ever succeed.
    let text = format!("{POLLED}Metadata: {{ Lambdarium: {{ Functions: {{ Work: {{ Duration: 2s }} }} }} }}\n");
    for refused in ["0", "901", "abc"] {
        let mut editor = open_text(&text.replace("Timeout: 10\n", &format!("Timeout: {refused}\n")));
        let send = ActCommand::Send {
            to: "Work".into(),
            action: "Invoke".into(),
            input: r#"{ "Payload": {} }"#.into(),
            count: 1,
        };
        editor.dispatch(Command::Act(send));
        seek(&mut editor, 10);
        let trace = editor.runner().trace();
        let ended: Vec<String> = trace.records().map(|record| format!("{:?}", record.fact.what)).collect();
        let ended: Vec<&String> = ended.iter().filter(|what| what.starts_with("InvocationEnded")).collect();
        assert!(ended.len() == 1 && ended[0].contains("Success"), "{refused}: {ended:?}");
    }
}

#[test]
fn what_is_said_of_two_settings_stands_at_both() {
    let mut editor = open_text(POLLED);
    select(&mut editor, "Work");
    let timeout = field(&editor, "Timeout");
    let aws = "AWS refuses this: Queue visibility timeout: 60 seconds is less than Function timeout: 61 seconds. \
               Simulated as it is written, as if the queue was changed later";
    assert_eq!(&*editor.check_field(&timeout, "61")[0].message, aws);
    editor.dispatch(timeout.command("61"));
    assert_eq!(&*field(&editor, "Timeout").notices[0].message, aws);
    select(&mut editor, "Jobs");
    assert_eq!(&*field(&editor, "VisibilityTimeout").notices[0].message, aws);
    editor.dispatch(Command::File(FileCommand::Undo));
    let wire = editor.graph_view().wires[0].key.clone();
    editor.dispatch(Command::View(ViewCommand::SelectWire(Some(wire))));
    editor.dispatch(field(&editor, "BatchSize").command("11"));
    for name in ["BatchSize", "MaximumBatchingWindowInSeconds"] {
        let told = &field(&editor, name).notices[0].message;
        assert!(told.contains("Maximum batch window in seconds must be greater than 0"), "{name}: {told}");
        assert!(told.ends_with("Simulated with 10, the default"), "{name}: {told}");
    }
    editor.dispatch(field(&editor, "MaximumBatchingWindowInSeconds").command("1"));
    assert!(field(&editor, "BatchSize").notices.iter().all(|told| told.severity < Severity::Error));
}

#[test]
fn a_setting_without_effect_says_why_and_one_that_is_not_there_yet_can_be_set() {
    let mut editor = open_text(POLLED);
    select(&mut editor, "Work");
    let retries = field(&editor, "MaximumRetryAttempts");
    assert!(retries.idle.as_ref().is_some_and(|idle| idle.source.starts_with("ASYNC-17: ")), "{retries:?}");
    assert!(field(&editor, "Timeout").idle.is_none());
    editor.dispatch(retries.command("0"));
    assert!(editor.text().contains("EventInvokeConfig:\n        MaximumRetryAttempts: 0"), "{}", editor.text());
    let retries = field(&editor, "MaximumRetryAttempts");
    assert_eq!((&*retries.value, retries.changed), ("0", true));
}

#[test]
fn text_is_written_as_text_and_a_list_as_a_list() {
    let mut editor = open_text(POLLED);
    select(&mut editor, "Jobs");
    editor.dispatch(field(&editor, "QueueName").command("123"));
    assert!(
        editor.text().contains("QueueName: '123'") || editor.text().contains("QueueName: \"123\""),
        "{}",
        editor.text()
    );
    let wire = editor.graph_view().wires[0].key.clone();
    editor.dispatch(Command::View(ViewCommand::SelectWire(Some(wire))));
    editor.dispatch(field(&editor, "FunctionResponseTypes").command("ReportBatchItemFailures"));
    assert!(!editor.problems_view().iter().any(|problem| problem.severity == Severity::Error));
    assert_eq!(&*field(&editor, "FunctionResponseTypes").value, "ReportBatchItemFailures");
    assert!(editor.text().contains("- ReportBatchItemFailures") || editor.text().contains("[ReportBatchItemFailures]"));
}

#[test]
fn wires_show_what_they_are_about() {
    let mut editor = open("thumbnails");
    let wire = |editor: &Editor, kind: &str| {
        let graph = editor.graph_view();
        graph.wires.iter().find(|wire| wire.kind == kind).map(|wire| wire.key.clone())
    };
    let key = wire(&editor, "Notification");
    editor.dispatch(Command::View(ViewCommand::SelectWire(key)));
    let filter = field(&editor, "Filter.S3Key.Rules");
    assert!(filter.value.contains("photos/") && filter.name.starts_with("Events.Upload."), "{filter:?}");
    assert_eq!(&*rows(&filter)[0].label, "Keys that begin with photos/");
    assert_eq!(&*part(&rows(&filter)[0], "Value").value, "photos/");
    editor.dispatch(field(&editor, "Events").command("s3:ObjectCreated:Put"));
    assert!(editor.text().contains("Events: s3:ObjectCreated:Put"), "{}", editor.text());
    let mut editor = open("fan-out");
    let key = wire(&editor, "Subscription");
    editor.dispatch(Command::View(ViewCommand::SelectWire(key)));
    assert!(sections(&editor)[0].fields.iter().any(|field| &*field.name == "FilterPolicy"));
    let told = editor.check_json(&field(&editor, "FilterPolicy"), "{ \"store\": ");
    assert!(told[0].message.starts_with("The JSON ends "), "{told:?}");
}

const TOLD_TWICE: &str = "Transform: AWS::Serverless-2016-10-31
Resources:
  Photos: { Type: AWS::S3::Bucket }
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: pass
      Events:
        New:
          Type: S3
          Properties:
            Bucket: !Ref Photos
            Events: [ 's3:ObjectCreated:*', 's3:ObjectRemoved:*' ]
            Filter: { S3Key: { Rules: [ { Name: prefix, Value: a/ } ] } }
        Other:
          Type: S3
          Properties:
            Bucket: !Ref Photos
            Events: s3:ObjectCreated:*
            Filter: { S3Key: { Rules: [ { Name: prefix, Value: b/ } ] } }
";

#[test]
fn of_several_notifications_each_wire_sets_and_removes_its_own() {
    let mut editor = open_text(TOLD_TWICE);
    let wires = |editor: &Editor| editor.graph_view().wires.iter().map(|wire| wire.key.clone()).collect::<Vec<_>>();
    let keys = wires(&editor);
    assert_eq!(keys.len(), 3);
    let select = |editor: &mut Editor, key: &Arc<str>| {
        editor.dispatch(Command::View(ViewCommand::SelectWire(Some(key.clone()))));
    };
    select(&mut editor, &keys[1]);
    let own = field(&editor, "Events.1");
    assert_eq!(&*own.value, "s3:ObjectRemoved:*");
    editor.dispatch(own.command("s3:ObjectRestore:*"));
    let expected = TOLD_TWICE.replace("'s3:ObjectRemoved:*'", "'s3:ObjectRestore:*'");
    assert_eq!(*editor.text(), *expected);
    select(&mut editor, &keys[2]);
    editor.dispatch(field(&editor, "Events").command("s3:ObjectCreated:Put"));
    assert!(field(&editor, "Filter.S3Key.Rules").value.contains("b/"));
    let expected = expected.replace("Events: s3:ObjectCreated:*", "Events: s3:ObjectCreated:Put");
    assert_eq!(*editor.text(), *expected);
    editor.dispatch(Command::Graph(GraphCommand::Disconnect { key: keys[2].clone() }));
    assert_eq!(*editor.text(), expected[..expected.find("        Other:").unwrap_or_default()]);
}

#[test]
fn a_wire_that_shares_what_it_is_set_to_says_where_that_is_changed() {
    let shared = "Resources:
  Photos:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        LambdaConfigurations:
          - &one { Event: 's3:ObjectCreated:*', Function: !GetAtt Resize.Arn }
          - *one
  Resize: { Type: AWS::Lambda::Function, Properties: { Handler: a.b, Runtime: python3.13, Role: r, Code: { ZipFile: x } } }
";
    for (text, is_shared) in [(shared.to_owned(), true), (shared.replace("          - *one\n", ""), false)] {
        let mut editor = open_text(&text);
        let key = editor.graph_view().wires[0].key.clone();
        editor.dispatch(Command::View(ViewCommand::SelectWire(Some(key))));
        let view = editor.inspector_view().expect("a wire");
        assert_eq!(view.sections.is_empty(), is_shared, "{:?}", view.sections);
        assert_eq!(view.summary.ends_with("so it is changed in the template."), is_shared, "{}", view.summary);
    }
}

#[test]
fn a_selected_wire_stays_selected_when_others_come_and_go() {
    let mut editor = open("thumbnails");
    let key = editor.graph_view().wires.last().map(|wire| wire.key.clone()).expect("a wire");
    editor.dispatch(Command::View(ViewCommand::SelectWire(Some(key.clone()))));
    let first = editor.graph_view().wires[0].key.clone();
    assert_ne!(first, key);
    editor.dispatch(Command::Graph(GraphCommand::Disconnect { key: first }));
    assert_eq!(editor.selection().wire, Some(key.clone()));
    editor.dispatch(Command::File(FileCommand::Undo));
    assert_eq!(editor.selection().wire, Some(key));
}

const SENT_TO: &str = "Metadata:
  Lambdarium:
    Traffic:
      - { Name: Shop, To: Jobs, Action: SendMessage, Every: 1s, Input: { MessageBody: a } }
      - { Name: Bank, To: Jobs, Action: SendMessage, Every: 1s, Input: { MessageBody: a } }
Resources:
  Jobs: { Type: AWS::SQS::Queue }
";

#[test]
fn a_client_that_cannot_run_stays_under_the_hands_with_what_is_wrong() {
    let mut editor = open_text(SENT_TO);
    select(&mut editor, "~Shop");
    let timing = |editor: &Editor| {
        let view = editor.traffic_view().expect("the client's form");
        view.timing.fields.iter().chain(&view.sending.fields).cloned().collect::<Vec<_>>()
    };
    let of =
        |editor: &Editor, name: &str| timing(editor).into_iter().find(|field| &*field.name == name).expect("a field");
    for value in ["abc", ""] {
        editor.dispatch(of(&editor, "Every").command(value));
        let graph = editor.graph_view();
        let card = graph.nodes.iter().find(|node| &*node.id == "~Shop").expect("the card");
        assert!(card.problem.as_ref().is_some_and(|(severity, _)| *severity == Severity::Error), "{value:?}: {card:?}");
        assert_eq!(graph.wires.iter().filter(|wire| &*wire.from == "~Shop" && &*wire.to == "Jobs").count(), 1);
        assert_eq!(editor.selection().nodes, ["~Shop".into()]);
        assert!(editor.traffic_view().is_some() && editor.inspector_view().is_some());
        assert_eq!(&*editor.status_of("~Shop"), "sends nothing");
    }
    // The other one sends on.
    seek(&mut editor, 5);
    assert!(editor.log_page(0, usize::MAX).iter().any(|line| &*line.id == "~Bank"));
    editor.dispatch(Command::File(FileCommand::Undo));
    editor.dispatch(Command::File(FileCommand::Undo));
    assert_eq!(&*editor.text(), SENT_TO);
    for taken in ["Bank", ""] {
        let name = of(&editor, "Name");
        let told = editor.check_field(&name, taken);
        assert!(taken.is_empty() || told.iter().any(|told| told.severity == Severity::Error), "{taken:?}");
        assert!(matches!(editor.dispatch(name.command(taken)).effects[..], [Effect::Tell(_)]));
        assert_eq!(&*editor.text(), SENT_TO);
    }
    editor.dispatch(of(&editor, "Name").command("Store"));
    assert_eq!(editor.selection().nodes, ["~Store".into()]);
}

#[test]
fn every_gesture_adds_the_same_client() {
    use editor::graph::ports::PortEnd;
    let mut editor = open_text(SENT_TO);
    editor.dispatch(Command::Setup(SetupCommand::AddClient { to: "Jobs".into() }));
    let by_menu = editor.text();
    let port = editor.graph_view().nodes.iter().find(|node| &*node.id == "Jobs").expect("the queue").ports.clone();
    let port = port.iter().find(|port| !port.outgoing).expect("it takes messages").name.into();
    let end = PortEnd { node: "Jobs".into(), port };
    let client = editor.quick_add(Some(&end), "client").first().expect("clients fit").clone();
    editor.dispatch(Command::File(FileCommand::Undo));
    let (type_name, kind) = (client.entry.type_name.into(), client.kind.map(Into::into));
    editor.dispatch(Command::Graph(GraphCommand::AddConnected { type_name, at: None, end, kind }));
    assert_eq!(editor.text(), by_menu);
}

#[test]
fn behaviour_is_drawn_and_changed() {
    let mut editor = open("thumbnails");
    select(&mut editor, "Thumbnail");
    let view = editor.behaviour_view().expect("a function");
    assert_eq!((view.duration.kind, view.duration.curve.marks.len()), ("LogNormal", 3));
    assert_eq!(view.duration.curve.marks[0].value, "700ms");
    let set = |editor: &mut Editor, path: &str, value: &str| {
        let (function, path, value) = ("Thumbnail".into(), path.into(), value.into());
        editor.dispatch(Command::Setup(SetupCommand::Behave { function, path, value }))
    };
    set(&mut editor, "Duration", &view.duration.with_part("Median", "11s"));
    let view = editor.behaviour_view().expect("a function");
    assert!(view.duration.notices[0].message.contains("longer than"), "{:?}", view.duration.notices);
    set(&mut editor, "Duration", &view.duration.as_kind("Constant"));
    let view = editor.behaviour_view().expect("a function");
    assert_eq!((view.duration.kind, view.duration.curve.beyond), ("Constant", 1.0));

    assert_eq!(rows(&view.rules[0]).len(), 2);
    editor.dispatch(view.rules[0].command_to_add(r#"{"FirstAttempts":2}"#));
    editor.dispatch(part(&rows(&view.rules[0])[1], "Probability").command("0.5"));
    let view = editor.behaviour_view().expect("a function");
    let words: Vec<String> = rows(&view.rules[0]).iter().map(|rule| rule.label.to_string()).collect();
    assert_eq!(words[1..], ["50 % of all: raises an error", "The first 2 attempts at each event: raises an error"]);
    for _ in 0..3 {
        let first = rows(&editor.behaviour_view().expect("a function").rules[0])[0].clone();
        editor.dispatch(first.command(""));
    }
    assert!(!editor.text().contains("Fails"), "{}", editor.text());
    assert_eq!(editor.run_view().undo.as_deref(), Some("Set Fails of Thumbnail"));
    let list = editor.behaviour_view().expect("a function").rules[0].clone();
    editor.dispatch(list.command_to_add(r#"{"Always":true}"#));
    assert_eq!(editor.behaviour_view().map(|view| rows(&view.rules[0]).len()), Some(1));
}

const CALLING: &str = "Resources:
  Jobs: { Type: 'AWS::SQS::Queue' }
  News: { Type: 'AWS::SNS::Topic' }
  Work:
    Type: AWS::Lambda::Function
    Properties: { Runtime: python3.13, Handler: index.handler, Code: { ZipFile: pass } }
";

fn more(editor: &Editor, name: &str) -> FieldView {
    let view = editor.behaviour_view().expect("a function");
    view.more.fields.iter().find(|field| &*field.name == name).expect("a setting of the code").clone()
}

#[test]
fn an_attribute_keeps_its_type_when_its_value_is_changed() {
    let with = |zip: &str| {
        let attribute = format!("MessageAttributes: {{ zip: {{ DataType: String, StringValue: '{zip}' }} }}");
        let call = format!("{{ To: Jobs, Action: SendMessage, Input: {{ MessageBody: a, {attribute} }} }}");
        format!("Metadata: {{ Lambdarium: {{ Functions: {{ Work: {{ Calls: [ {call} ] }} }} }} }}\n{CALLING}")
    };
    let mut editor = open_text(&with("10115"));
    select(&mut editor, "Work");
    let input = part(&rows(&more(&editor, "Calls"))[0], "Input");
    let attributes = part(&input, "MessageAttributes");
    let Entry::Pairs { fields, .. } = &attributes.entry else { panic!("{attributes:?}") };
    assert_eq!((&*fields[0].label, &*fields[0].value), ("zip", "10115"));
    editor.dispatch(fields[0].command("10117"));
    assert_eq!(editor.text().replace('"', "'"), with("10117"));
}

#[test]
fn calls_are_rows_of_whom_what_and_with_which_input() {
    let mut editor = open_text(CALLING);
    select(&mut editor, "Work");
    let Entry::Rows { new, .. } = more(&editor, "Calls").entry else { panic!("calls are rows") };
    let words: Vec<&str> = new.iter().map(|(words, _)| &**words).collect();
    assert_eq!(words, ["Jobs", "News", "Internet"], "one button for each resource that takes anything");
    editor.dispatch(more(&editor, "Calls").command_to_add(&new[0].1));
    assert!(more(&editor, "Calls").is_found("messagebody"), "what a setting is made of is found as well");
    assert!(!more(&editor, "MemoryUsed").is_found("messagebody"));
    let call = rows(&more(&editor, "Calls"))[0].clone();
    assert_eq!(&*call.label, "SendMessage to Jobs");
    let input = part(&call, "Input");
    assert!(!part(&input, "MessageBody").value.is_empty(), "{input:?}");
    assert!(part(&input, "MessageBody").notices.is_empty());
    // Another resource takes other actions, with another input.
    editor.dispatch(part(&call, "To").command("News"));
    let call = rows(&more(&editor, "Calls"))[0].clone();
    assert_eq!((&*call.label, &*part(&call, "Action").value), ("Publish to News", "Publish"));
    assert!(!part(&part(&call, "Input"), "Message").value.is_empty());
    assert!(call.notices.is_empty(), "{:?}", call.notices);
    let wires = editor.graph_view();
    assert!(wires.wires.iter().any(|wire| wire.kind == "Call" && &*wire.to == "News"));
    assert_eq!(editor.run_view().undo.as_deref(), Some("Set Calls of Work"));
    // The Internet takes no action.
    editor.dispatch(part(&call, "To").command("Internet"));
    assert!(!editor.text().contains("Action"), "{}", editor.text());
    let call = rows(&more(&editor, "Calls"))[0].clone();
    assert!(editor.check_field(&part(&call, "Probability"), "2")[0].message.contains("between 0 and 1"));
    editor.dispatch(call.command(""));
    assert!(!editor.text().contains("Calls"), "{}", editor.text());
}

#[test]
fn an_answer_has_one_of_several_forms() {
    let mut editor = open_text(CALLING);
    select(&mut editor, "Work");
    let status = part(&more(&editor, "Response"), "StatusCode");
    assert_eq!((&*status.value, status.changed, &*status.default), ("200", false, "200"));
    assert!(editor.check_field(&status, "99").iter().any(|told| told.message.contains("no status of HTTP")));
    editor.dispatch(status.command("503"));
    let headers = part(&more(&editor, "Response"), "Headers");
    editor.dispatch(headers.command_to_name("Cache-Control", "max-age=60").expect("a name"));
    assert!(headers.command_to_name("a.b", "no path can name it").is_err_and(|why| why.contains("JSON")));
    let headers = part(&more(&editor, "Response"), "Headers");
    assert_eq!(&*part(&headers, "Cache-Control").value, "max-age=60");
    assert!(editor.text().contains("StatusCode: 503"), "{}", editor.text());
    let form = part(&more(&editor, "Response"), "Response");
    assert_eq!(&*form.value, "An HTTP answer");
    editor.dispatch(form.command("So many bytes"));
    assert!(editor.text().contains("Size: 1000") && !editor.text().contains("503"), "{}", editor.text());
    assert_eq!(&*part(&more(&editor, "Response"), "Size").value, "1000");
    editor.dispatch(more(&editor, "Response").command(""));
    assert!(!editor.text().contains("Response"), "{}", editor.text());
}

#[test]
fn attributes_are_fields_with_their_range_and_default() {
    let mut editor = open_text(
        "Resources:
  Web:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Subnets: [subnet-1, subnet-2]
",
    );
    let before = editor.text();
    select(&mut editor, "Web");
    let idle = field(&editor, "idle_timeout.timeout_seconds");
    assert!(matches!(idle.entry, Entry::Number { unit: "s", min: 1, max: 4_000 }), "{idle:?}");
    assert_eq!((&*idle.value, idle.changed), ("60", false));
    assert!(editor.check_field(&idle, "4001").iter().any(|told| told.message.contains("not between 1 and 4000")));
    editor.dispatch(idle.command("120"));
    let idle = field(&editor, "idle_timeout.timeout_seconds");
    assert_eq!((&*idle.value, idle.changed), ("120", true));
    editor.dispatch(idle.command("90"));
    assert_eq!(editor.text().matches("idle_timeout").count(), 1, "{}", editor.text());
    editor.dispatch(field(&editor, "idle_timeout.timeout_seconds").command(""));
    assert_eq!(editor.text(), before);
}

#[test]
fn records_cannot_fail_where_no_batches_come() {
    let mut editor = open("thumbnails");
    select(&mut editor, "Thumbnail");
    let view = editor.behaviour_view().expect("a function");
    let idle: Vec<_> = view.rules.iter().map(|list| (&*list.name, list.idle.is_some())).collect();
    assert_eq!(idle, [("Fails", false), ("FailsRecords", true), ("InitFails", false)]);
}

#[test]
fn a_client_that_is_added_is_brought_into_view_and_one_that_cannot_send_says_so() {
    let mut editor = open_text(POLLED);
    let far = Camera { origin: Point::new(5_000.0, 5_000.0), zoom: 1.0 };
    editor.dispatch(Command::View(ViewCommand::SetCamera(far)));
    let done = editor.dispatch(Command::Setup(SetupCommand::AddClient { to: "Jobs".into() }));
    let graph = editor.graph_view();
    let card = graph.nodes.iter().find(|node| node.client).expect("the client has a card");
    assert!(editor.free_part().intersects(&card.rect) && done.changed.contains(Changed::CAMERA), "{:?}", card.rect);
    let client = "~Client".into();
    editor.dispatch(Command::Setup(SetupCommand::Client { client, path: "Every".into(), value: "0s".into() }));
    assert_eq!(editor.traffic_view().map(|view| view.words.clone()).as_deref(), Some("It sends nothing as it is set"));
}

#[test]
fn traffic_is_added_changed_and_taken_away() {
    let mut editor = open_text(POLLED);
    editor.dispatch(Command::Setup(SetupCommand::AddClient { to: "Jobs".into() }));
    let added = editor.traffic_view().expect("the new client is selected");
    assert_eq!((&*added.id, added.when), ("~Client", "Every"));
    assert_eq!(&*added.words, "300 sends in this run");
    let client = |editor: &mut Editor, path: &str, value: &str| {
        let client = editor.traffic_view().map_or_else(|| "".into(), |view| view.id.clone());
        let (path, value) = (path.into(), value.into());
        editor.dispatch(Command::Setup(SetupCommand::Client { client, path, value }))
    };
    client(&mut editor, "Until", "10s");
    assert!(editor.traffic_view().is_some_and(|view| view.curve.total.is_some_and(|total| total < 30)));
    let (of, key) = (editor.traffic_view().map(|view| view.id.clone()).unwrap_or_default(), "At".into());
    editor.dispatch(Command::Setup(SetupCommand::When { client: of, key }));
    client(&mut editor, "At", "1s, 2s,3s");
    let view = editor.traffic_view().expect("still selected");
    assert_eq!((view.when, view.curve.total, &*view.words), ("At", Some(3), "3 sends in this run"));
    assert_eq!(&*view.timing.fields[0].value, "1s, 2s, 3s");
    assert!(!editor.text().contains("Every"), "{}", editor.text());
    let at = view.timing.fields[0].clone();
    assert!(editor.check_field(&at, "1s, 2").iter().any(|told| told.message.contains("not a duration")));
    client(&mut editor, "Name", "orders");
    assert_eq!(editor.traffic_view().map(|view| view.id.clone()).as_deref(), Some("~orders"));
    for _ in 0..5 {
        editor.dispatch(Command::File(FileCommand::Undo));
    }
    assert_eq!(&*editor.text(), POLLED);
}
