//! "Why?" names what decided: a rule of the template, a limit with its numbers, or what was done.

use super::view;
use crate::{open_text, seek};
use editor::command::{ActCommand, Command, ViewCommand};
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

/// Asks "Why?" of the first line whose text has a part.
fn why(editor: &mut Editor, part: &str) -> Arc<WhyView> {
    let is_it = |line: &LogLine| line.text.contains(part);
    let line = editor.log_page(0, usize::MAX).into_iter().find(is_it).expect(part);
    view(editor, ViewCommand::Ask(Some(line.record)));
    editor.why_view().expect("the record is remembered")
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
    assert_eq!((&*deed.text, deed.at.as_micros() / 1_000_000), ("Work: fail the next one", 12));
    assert!(failed.causes.len() > 3 && failed.causes.iter().all(|line| !line.text.contains("run at once")));
    // What follows from it says so, too.
    let batch = why(&mut editor, "leaves 1 message to come back");
    assert_eq!(batch.deed, failed.deed);
    assert!(batch.numbers.starts_with("Work fails after"), "{batch:?}");
    // What went well has nothing behind it.
    assert_eq!(why(&mut editor, "succeeds after").deed, None);
}

#[test]
fn a_rule_of_the_template_a_limit_and_a_count_are_named_with_their_numbers() {
    let mut editor = jobs("Timeout: 5", "Duration: 200ms, Fails: [ { FirstAttempts: 3 } ]");
    seek(&mut editor, 120);
    let failed = why(&mut editor, "fails after");
    let text = "Rule 1 of Fails made it fail: the first 3 tries of each event, and this was try 1";
    assert_eq!((&*failed.numbers, &failed.deed), (text, &None));
    let dead = why(&mut editor, "moves it to the dead-letter queue");
    assert_eq!(&*dead.numbers, "received 2 times and never deleted; maxReceiveCount is 2");

    let mut editor = jobs("Timeout: 5, ReservedConcurrentExecutions: 1", "Duration: 3s");
    seek(&mut editor, 60);
    let text = "1 of 1 reserved executions in use: the function's ReservedConcurrentExecutions";
    assert_eq!(&*why(&mut editor, "throttles it").numbers, text);

    let mut editor = jobs("Timeout: 2", "Duration: 2500ms");
    seek(&mut editor, 60);
    let text = "It would have taken 2.5 s, and 2 s are allowed (Timeout)";
    assert_eq!(&*why(&mut editor, "times out").numbers, text);
}

#[test]
fn an_outage_and_a_changed_reservation_are_deeds_with_their_instant() {
    let mut editor = jobs("Timeout: 5", "Duration: 200ms");
    seek(&mut editor, 9);
    intervene(&mut editor, "Work", "SetReservedConcurrency", "0");
    intervene(&mut editor, "Jobs", "Outage", "20s");
    seek(&mut editor, 40);
    for (part, text) in [
        ("throttles it", "Work: throttle all: reserved concurrency 0"),
        ("does not serve it", "Jobs: an outage for 20 s"),
        ("has its answer 500", "Jobs: an outage for 20 s"),
    ] {
        let deed = why(&mut editor, part).deed.clone().expect(part);
        assert_eq!((&*deed.text, deed.at.as_micros() / 1_000_000), (text, 9), "{part}");
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
