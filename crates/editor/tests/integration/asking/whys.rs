//! "Why?" names what decided: a rule of the template, a limit with its numbers, or what was done.

use super::{view, why};
use crate::{open, open_text, seek};
use editor::command::{ActCommand, Command, GraphCommand, SetupCommand, ViewCommand};
use editor::view::{LogLine, WhyView};
use editor::{Editor, RecordId};
use std::sync::Arc;

/// A queue, a function that works it off, and where dead letters go; one message a second.
fn jobs(function: &str, work: &str) -> Editor {
    open_text(&format!(
        "Metadata:\n  Lambdarium:\n    Version: 1\n    Duration: 5m\n    Functions: {{ Work: {{ {work} }} }}\n    Traffic:\n      \
         - {{ Name: people, To: Jobs, Action: SendMessage, Every: 1s, Input: {{ MessageBody: '{{n}}' }} }}\n\
         Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: 30\n      \
         RedrivePolicy: {{ deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 }}\n  Dead: {{ Type: AWS::SQS::Queue }}\n  \
         Work:\n    Type: AWS::Lambda::Function\n    Properties: {{ Runtime: python3.13, Handler: a.b, Code: {{ ZipFile: x }}, \
         Role: r, {function} }}\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      \
         EventSourceArn: !GetAtt Jobs.Arn\n      FunctionName: !Ref Work\n      BatchSize: 1\n"
    ))
}

fn intervene(editor: &mut Editor, on: &str, name: &str, value: &str) {
    editor.dispatch(Command::Act(ActCommand::Intervene { on: on.into(), name: name.into(), value: value.into() }));
}

#[test]
fn a_run_that_was_ordered_to_fail_names_who_ordered_it() {
    let mut editor = jobs("Timeout: 5", "Duration: 200ms");
    seek(&mut editor, 12);
    intervene(&mut editor, "Work", "FailNext", "1");
    seek(&mut editor, 40);
    let failed = why(&mut editor, "fails after");
    assert_eq!(&*failed.numbers, "It was ordered to fail, whatever it would have done");
    assert_eq!(&*failed.rule_id, "ESMQ-11");
    let deed = failed.deed.clone().expect("somebody did it");
    let text = "You let the next invocation of Work fail at 12.000 s (Fail the next one)";
    assert_eq!((&*deed.text, deed.at.as_micros() / 1_000_000), (text, 12));
    assert!(failed.causes.len() > 3 && failed.causes.iter().all(|line| !line.text.contains("run at once")));
    assert!(failed.causes.is_sorted_by_key(|line| line.record), "it reads as it happened: {:?}", failed.causes);
    // What follows from it says so, too.
    let batch = why(&mut editor, "hears that the function failed on 1 message");
    assert_eq!(batch.deed, failed.deed);
    assert!(batch.numbers.starts_with("Work fails after"), "{batch:?}");
    // What went well has nothing behind it.
    assert_eq!(why(&mut editor, "succeeds after").deed, None);
}

#[test]
fn rules_that_somebody_set_are_blamed_for_what_began_after_and_the_templates_for_what_began_before() {
    let mut editor = jobs("Timeout: 5", "Duration: 1500ms, Fails: [ { Until: 60s } ]");
    seek(&mut editor, 4);
    intervene(&mut editor, "Work", "SetFails", r#"[{"Always":true}]"#);
    seek(&mut editor, 20);
    let lines = editor.log_page(0, usize::MAX).into_iter().filter(|line| line.text.starts_with("fails after"));
    let mut asked = |line: &LogLine| {
        view(&mut editor, ViewCommand::Ask(Some(line.record)));
        let why = editor.why_view().expect("the record is remembered");
        (line.at.as_micros(), why.numbers.to_string(), why.deed.as_ref().map(|deed| deed.text.to_string()))
    };
    let told: Vec<_> = lines.collect::<Vec<_>>().iter().map(&mut asked).collect();
    let (before, after): (Vec<_>, Vec<_>) = told.into_iter().partition(|(ended, ..)| *ended < 5_500_000);
    assert!(before.iter().any(|(ended, ..)| *ended > 4_000_000) && after.len() > 3, "{before:?} {after:?}");
    let own = "Rule 1 under “When an invocation fails” (Fails) made it fail: until 1 min";
    assert!(before.iter().all(|(_, numbers, deed)| numbers == own && deed.is_none()), "{before:?}");
    let set = "The rule that was set while it ran made it fail: always";
    let deed = "You let every invocation of Work fail at 4.000 s (Fail every one)";
    assert!(after.iter().all(|(_, numbers, done)| numbers == set && done.as_deref() == Some(deed)), "{after:?}");
}

#[test]
fn a_rule_of_the_template_a_limit_and_a_count_are_named_with_their_numbers() {
    let mut editor = jobs("Timeout: 5", "Duration: 200ms, Fails: [ { FirstAttempts: 3 } ]");
    seek(&mut editor, 120);
    let failed = why(&mut editor, "fails after");
    let text = "Rule 1 under “When an invocation fails” (Fails) made it fail: the first 3 tries of each event, and this was try 1";
    assert_eq!((&*failed.numbers, &failed.deed), (text, &None));
    let dead = why(&mut editor, "moves it to the dead-letter queue");
    let text = "received 2 times and never deleted; maxReceiveCount is 2. Both times the function failed on it. The last \
                time: Rule 1 under “When an invocation fails” (Fails) made it fail: the first 3 tries of each event, and this was try 2";
    assert_eq!(&*dead.numbers, text);
    let tries: Vec<&str> = dead.tries.iter().map(|line| &*line.text).collect();
    assert_eq!(tries, ["receive 1: fails after 200 ms", "receive 2: fails after 200 ms"]);

    let mut editor = jobs("Timeout: 5, ReservedConcurrentExecutions: 1", "Duration: 3s");
    seek(&mut editor, 60);
    let text = "1 of 1 reserved executions in use: the function's ReservedConcurrentExecutions";
    assert_eq!(&*why(&mut editor, "throttles it").numbers, text);

    let mut editor = jobs("Timeout: 2", "Duration: 2500ms");
    seek(&mut editor, 60);
    let text = "It would have taken 2.5 s, and 2 s are allowed (Timeout)";
    assert_eq!(&*why(&mut editor, "times out").numbers, text);
}

/// Asks "Why?" of the first dead letter that lies in a queue within a time.
fn dead_letter(editor: &mut Editor, seconds: u64) -> Arc<WhyView> {
    seek(editor, seconds);
    why(editor, "moves it to the dead-letter queue")
}

#[test]
fn a_dead_letter_that_never_ran_says_that_it_was_throttled_each_time() {
    let mut editor = open("throttled-queue");
    let dead = dead_letter(&mut editor, 100);
    let text = "received 3 times and never deleted; maxReceiveCount is 3. Each time it was only throttled (12 throttles in \
                all). It never ran: nothing points to the message itself. The last time: 2 of 2 reserved executions in \
                use: the function's ReservedConcurrentExecutions";
    assert_eq!(&*dead.numbers, text);
    let tries: Vec<_> = dead.tries.iter().map(|line| (&*line.node, &*line.text)).collect();
    let text = |number: usize| format!("receive {number}: throttles it 4 times, and never runs it");
    assert_eq!(tries, [("Throttled", &*text(1)), ("Throttled", &*text(2)), ("Throttled", &*text(3))]);
    // Each leads to a record of this very message, in the order of time and before what it led to.
    let ids: Vec<_> = dead.tries.iter().map(|line| (line.message, line.record)).collect();
    assert!(ids.iter().all(|(message, _)| *message == dead.message), "{ids:?}");
    assert!(ids.windows(2).all(|pair| pair[0].1 < pair[1].1), "{ids:?}");
    let again = why(&mut editor, "hands it out, receive 3");
    let text = "2 receives before came to nothing: both times it was only throttled (8 throttles in all)";
    assert!(again.numbers.starts_with(text), "{}", again.numbers);
    assert!(why(&mut editor, "hands it out, receive 1").tries.is_empty());
}

#[test]
fn each_receive_says_what_it_came_to_and_mixtures_say_how_often_each() {
    // A batch of good messages and one that the function fails on, or names as the one that failed.
    let mut editor = open("partial-batch");
    seek(&mut editor, 100);
    let lines = editor.log_page(0, usize::MAX);
    let mut told = std::collections::BTreeMap::new();
    for line in lines.iter().filter(|line| line.text.starts_with("moves it to the dead-letter queue")) {
        view(&mut editor, ViewCommand::Ask(Some(line.record)));
        told.insert(line.node.clone(), editor.why_view().expect("it is remembered"));
    }
    assert!(told["Whole"].numbers.contains("Each time the function failed on it. The last time: Rule 1"), "{told:?}");
    assert!(told["Part"].numbers.contains("Each time the function reported it as failed"), "{told:?}");
    let text = "receive 3: reports it among the messages that failed";
    assert_eq!(told["Part"].tries.last().map(|line| &*line.text), Some(text));

    // A visibility timeout that is shorter than the run.
    let mut editor = open("visibility");
    seek(&mut editor, 100);
    let again = why(&mut editor, "hands it out, receive 2");
    let text = "The receive before came to nothing: its visibility timeout ended while it still ran";
    assert!(again.numbers.starts_with(text), "{}", again.numbers);
    assert_eq!(again.tries.len(), 1);

    // First throttled for as long as a receive lasts, then failed.
    let mut editor = jobs("Timeout: 5", "Duration: 200ms, Fails: [ { Always: true } ]");
    seek(&mut editor, 9);
    intervene(&mut editor, "Work", "SetReservedConcurrency", "0");
    seek(&mut editor, 45);
    intervene(&mut editor, "Work", "SetReservedConcurrency", "");
    seek(&mut editor, 200);
    let both = editor.log_page(0, usize::MAX).into_iter().filter(|line| line.text.starts_with("moves it to")).find_map(
        |line| {
            view(&mut editor, ViewCommand::Ask(Some(line.record)));
            editor.why_view().filter(|why| why.numbers.contains("Once it was only throttled"))
        },
    );
    let both = both.expect("one was throttled and failed");
    let text = "Once it was only throttled (5 throttles in all), once the function failed on it. The last time: Rule 1";
    assert!(both.numbers.contains(text), "{}", both.numbers);
    assert!(both.deed.as_ref().is_some_and(|deed| deed.text.contains("reserved concurrency of Work")), "{both:?}");
}

#[test]
fn what_an_event_was_tried_before_it_became_a_dead_letter_is_told() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 100_000);
    let dead = why(&mut editor, "has it kept by the dead-letter target");
    let text =
        "Try 3 of 3 failed (MaximumRetryAttempts is 2). Each time the function failed on it. The last time: Rule 1";
    assert!(dead.numbers.starts_with(text), "{}", dead.numbers);
    let tries: Vec<&str> = dead.tries.iter().map(|line| &line.text[..6]).collect();
    assert_eq!(tries, ["try 1:", "try 2:", "try 3:"]);
}

#[test]
fn an_outage_and_a_changed_reservation_are_deeds_with_their_instant() {
    let mut editor = jobs("Timeout: 5", "Duration: 200ms");
    seek(&mut editor, 9);
    intervene(&mut editor, "Work", "SetReservedConcurrency", "0");
    intervene(&mut editor, "Jobs", "Outage", "20s");
    seek(&mut editor, 40);
    for (part, text) in [
        ("throttles it", "You set the reserved concurrency of Work at 9.000 s (Throttle all: reserved concurrency 0)"),
        ("does not serve it", "You began an outage of Jobs at 9.000 s (Outage for 20 s)"),
        ("has its answer 500", "You began an outage of Jobs at 9.000 s (Outage for 20 s)"),
    ] {
        let deed = why(&mut editor, part).deed.clone().expect(part);
        assert_eq!((&*deed.text, deed.at.as_micros() / 1_000_000), (text, 9), "{part}");
    }
}

#[test]
fn a_changed_setting_is_named_as_what_was_set() {
    let mut editor = jobs("Timeout: 5", "Duration: 2s");
    seek(&mut editor, 9);
    intervene(&mut editor, "Work", "SetProperty", r#"{"Path":"Timeout","Value":1}"#);
    seek(&mut editor, 30);
    let deed = why(&mut editor, "times out").deed.clone().expect("somebody did it");
    assert_eq!(&*deed.text, "You changed a setting of Work at 9.000 s (Set Timeout to 1)");
}

#[test]
fn what_any_service_refuses_names_what_was_done_to_it() {
    let services = aws::services::DESCRIPTORS.iter().filter(|it| !it.summary.is_empty() && !it.actions.is_empty());
    for descriptor in services {
        for deed in descriptor.deeds.iter().filter(|deed| ["Delete", "Outage"].contains(&deed.name)) {
            let mut editor = open_text("Transform: AWS::Serverless-2016-10-31\nResources: {}\n");
            let new = GraphCommand::Add { type_name: descriptor.type_name.into(), at: None };
            editor.dispatch(Command::Graph(new));
            let id = editor.selection().nodes.first().cloned().expect("what is added is selected");
            // A load balancer needs somebody behind it to listen.
            let (type_name, from) = ("AWS::Lambda::Function".into(), id.clone());
            editor.dispatch(Command::Graph(GraphCommand::Add { type_name, at: None }));
            let to = editor.selection().nodes.first().cloned().expect("what is added is selected");
            editor.dispatch(Command::Graph(GraphCommand::Connect { from, to, kind: None, port: None }));
            editor.dispatch(Command::Setup(SetupCommand::AddClient { to: id.clone() }));
            seek(&mut editor, 3);
            intervene(&mut editor, &id, deed.name, if deed.name == "Outage" { "30s" } else { "" });
            seek(&mut editor, 9);
            let lines = editor.log_page(0, usize::MAX);
            let names_it = |line: &&LogLine| {
                view(&mut editor, ViewCommand::Ask(Some(line.record)));
                editor.why_view().is_some_and(|why| why.deed.is_some())
            };
            let found = lines.iter().filter(|line| line.id == id && line.message.is_some()).find(names_it);
            assert!(found.is_some(), "{id} {}: {lines:?}", deed.name);
        }
    }
}

#[test]
fn one_is_let_go_of_after_the_other() {
    let mut editor = jobs("Timeout: 5", "Duration: 200ms");
    seek(&mut editor, 12);
    view(&mut editor, ViewCommand::Select(vec!["Work".into()]));
    let message = editor.log_page(0, usize::MAX).into_iter().find_map(|line| line.message);
    view(&mut editor, ViewCommand::SelectMessage(message));
    view(&mut editor, ViewCommand::Ask(Some(RecordId(3))));
    let held = |editor: &Editor| {
        let selection = editor.selection();
        (selection.record.is_some(), selection.message.is_some(), selection.nodes.len())
    };
    for expected in [(true, true, 1), (false, true, 1), (false, false, 1), (false, false, 0)] {
        assert_eq!(held(&editor), expected);
        view(&mut editor, ViewCommand::LetGo);
    }
}
