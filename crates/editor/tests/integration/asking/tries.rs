//! What earlier receives and tries came to: numbered as everywhere else, and no more said of them than is known.

use super::view;
use crate::{open_text, seek};
use editor::Editor;
use editor::command::{Command, PlaybackCommand, ViewCommand};
use editor::view::told::outcome::Outcome;
use editor::view::{LogLine, WhyView};
use std::sync::Arc;

fn why(editor: &mut Editor, line: &LogLine) -> Arc<WhyView> {
    view(editor, ViewCommand::Ask(Some(line.record)));
    editor.why_view().expect("the record is remembered")
}

/// The gallery's throttled queue, changed.
fn throttled(changes: &[(&str, &str)]) -> Editor {
    let found = editor::gallery::TEMPLATES.iter().find(|(name, _)| *name == "throttled-queue");
    let (_, text) = found.expect("it is in the gallery");
    let text = changes.iter().fold((*text).to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    open_text(&text)
}

#[test]
fn receives_that_are_forgotten_are_counted_all_the_same_and_nothing_is_concluded_from_them() {
    let traffic = ("Burst: { Count: 60, At: 1s }", "Rate: { PerSecond: 20 }");
    let mut editor =
        throttled(&[traffic, ("maxReceiveCount: 3", "maxReceiveCount: 5"), ("Duration: 6m", "Duration: 20m")]);
    seek(&mut editor, 500);
    assert!(editor.log_head().forgotten, "the way was passed through");
    (501..=560).for_each(|second| seek(&mut editor, second));
    let lines = editor.log_page(0, usize::MAX);
    let mut partly = 0;
    for line in lines.iter().filter(|line| line.outcome == Some(Outcome::DeadLettered)) {
        let dead = why(&mut editor, line);
        let Some(last) = dead.tries.last() else { continue };
        assert!(last.text.starts_with("receive 5: "), "{dead:?}");
        let known = dead.tries.len();
        if known < 5 {
            partly += 1;
            let text = match known {
                1 => "Of 5 receives the last one is remembered here: it was only throttled".to_owned(),
                2 => "Of 5 receives the last 2 are remembered here: both times it was only throttled".to_owned(),
                known => format!("Of 5 receives the last {known} are remembered here: each time it was only throttled"),
            };
            assert!(dead.numbers.contains(&text), "{}", dead.numbers);
            assert!(!dead.numbers.contains("It never ran"), "{}", dead.numbers);
        }
    }
    assert!(partly > 0, "{} lines", lines.len());
    let again = lines.iter().filter(|line| line.text.starts_with("hands it out, receive 5"));
    let mut asked = again.filter_map(|line| Some(why(&mut editor, line)).filter(|why| !why.tries.is_empty()));
    let again = asked.find(|why| why.tries.len() < 4).expect("some of its receives are forgotten");
    let text = "4 receives before came to nothing, and the last";
    assert!(again.numbers.starts_with(text), "{}", again.numbers);
    assert!(again.tries.last().is_some_and(|line| line.text.starts_with("receive 4: ")), "{again:?}");
}

#[test]
fn of_what_a_client_received_nobody_says_that_it_never_ran() {
    let mut editor = open_text(
        "Metadata:\n  Lambdarium:\n    Version: 1\n    Duration: 2m\n    Latency: None\n    Traffic:\n      \
         - { Name: send, To: Jobs, Action: SendMessage, At: [1s], Input: { MessageBody: m } }\n      \
         - { Name: take, To: Jobs, Action: ReceiveMessage, Every: 20s, Input: { Delete: false } }\n\
         Resources:\n  Dead: { Type: AWS::SQS::Queue }\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      \
         VisibilityTimeout: 10\n      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 }\n",
    );
    seek(&mut editor, 100);
    let lines = editor.log_page(0, usize::MAX);
    let dead = lines.iter().find(|line| line.outcome == Some(Outcome::DeadLettered)).expect("a dead letter");
    let numbers = why(&mut editor, dead).numbers.clone();
    let text = "received 2 times and never deleted; maxReceiveCount is 2. Both times nobody deleted it in time";
    assert_eq!(&*numbers, text);
}

/// A queue that shows its message again before the environment that the function is to run in is made.
fn late(receives_max: u32) -> Editor {
    open_text(&format!(
        "Transform: AWS::Serverless-2016-10-31\nMetadata:\n  Lambdarium:\n    Version: 1\n    Duration: 2m\n    Latency: None\n    \
         Functions: {{ Work: {{ Duration: 100ms, InitDuration: 5s }} }}\n    Traffic:\n      \
         - {{ Name: send, To: Jobs, Action: SendMessage, At: [1s], Input: {{ MessageBody: m }} }}\n\
         Resources:\n  Dead: {{ Type: AWS::SQS::Queue }}\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      \
         VisibilityTimeout: 2\n      RedrivePolicy: {{ deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: {receives_max} }}\n  \
         Work:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n      Handler: a.b\n      \
         InlineCode: pass\n      Timeout: 1\n      Events: {{ Job: {{ Type: SQS, Properties: {{ Queue: !GetAtt Jobs.Arn }} }} }}\n"
    ))
}

#[test]
fn what_was_to_run_and_runs_too_late_is_not_said_never_to_have_run() {
    let mut editor = late(1);
    seek(&mut editor, 100);
    let lines = editor.log_page(0, usize::MAX);
    let dead = lines.iter().find(|line| line.outcome == Some(Outcome::DeadLettered)).expect("a dead letter");
    assert!(lines.iter().any(|line| line.text.starts_with("succeeds after") && line.record > dead.record), "{lines:?}");
    let numbers = why(&mut editor, dead).numbers.clone();
    assert!(numbers.ends_with("Its visibility timeout ended before it ran"), "{numbers}");
    let text = "its visibility timeout ended before it ran, so what is about to run on it may be done twice";
    assert_eq!(&*meaning(&mut late(3), "First message received again"), text);
}

/// Goes to where something stands out, and returns what it means.
fn meaning(editor: &mut Editor, label: &str) -> Arc<str> {
    seek(editor, 100);
    let marks = editor.transport_view().markers;
    let mark = marks.iter().find(|mark| &*mark.label == label).expect(label).record;
    editor.dispatch(Command::Playback(PlaybackCommand::SeekRecord(mark)));
    while editor.transport_view().catching_up {
        editor.tick(0, crate::BUDGET);
    }
    editor.narration().expect("it stands out").meaning.clone()
}

#[test]
fn what_is_received_again_is_done_twice_only_where_it_was_done_once() {
    let label = "First message received again";
    let text = "it was only throttled, so nothing ran on it, and it comes again with one receive more";
    assert_eq!(&*meaning(&mut throttled(&[]), label), text);
    // Of a client nobody knows what it did.
    let mut taken = open_text(
        "Metadata:\n  Lambdarium:\n    Version: 1\n    Duration: 2m\n    Latency: None\n    Traffic:\n      \
         - { Name: send, To: Jobs, Action: SendMessage, At: [1s], Input: { MessageBody: m } }\n      \
         - { Name: take, To: Jobs, Action: ReceiveMessage, Every: 20s, Input: { Delete: false } }\n\
         Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 10 } }\n",
    );
    let text = "nobody deleted it in time, so whatever was done with it may be done twice";
    assert_eq!(&*meaning(&mut taken, label), text);
}

/// A function that one run at a time is reserved for, busy from the start, and once more at 170 s; an event comes at
/// the first second.
fn busy(duration: &str, age: u32) -> Editor {
    open_text(&format!(
        "Transform: AWS::Serverless-2016-10-31\nMetadata:\n  Lambdarium:\n    Version: 1\n    Duration: 10m\n    Latency: None\n    \
         Functions: {{ Work: {{ Duration: {duration}, InitDuration: 0ms, Fails: [ {{ Always: true }} ] }} }}\n    Traffic:\n      \
         - {{ Name: first, To: Work, Action: Invoke, At: [0s, 170s], Input: {{ InvocationType: Event }} }}\n      \
         - {{ Name: second, To: Work, Action: Invoke, At: [1s], Input: {{ InvocationType: Event }} }}\n\
         Resources:\n  Dead: {{ Type: AWS::SQS::Queue }}\n  Work:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
         Runtime: python3.13\n      Handler: a.b\n      InlineCode: pass\n      Timeout: 120\n      \
         ReservedConcurrentExecutions: 1\n      DeadLetterQueue: {{ Type: SQS, TargetArn: !GetAtt Dead.Arn }}\n      \
         EventInvokeConfig: {{ MaximumEventAgeInSeconds: {age} }}\n"
    ))
}

/// Returns the answer for the second event's end as a dead letter.
fn second_dead_letter(editor: &mut Editor) -> Arc<WhyView> {
    seek(editor, 599);
    let lines = editor.log_page(0, usize::MAX);
    let second = lines.iter().filter(|line| line.text.contains("sends number")).nth(1).and_then(|line| line.message);
    let is_end = |line: &&LogLine| line.message == second && line.outcome == Some(Outcome::DeadLettered);
    let dead = lines.iter().rfind(is_end).expect("a dead letter");
    why(editor, dead)
}

#[test]
fn a_throttle_is_no_try_of_an_event_and_stands_with_the_try_that_follows_it() {
    let dead = second_dead_letter(&mut busy("10s", 21_600));
    let tries: Vec<&str> = dead.tries.iter().map(|line| &*line.text).collect();
    let first = "try 1: fails after 10 s, after it throttled it 4 times";
    assert_eq!(tries, [first, "try 2: fails after 10 s", "try 3: fails after 10 s"]);
    let text =
        "Try 3 of 3 failed (MaximumRetryAttempts is 2). Each time the function failed on it. The last time: Rule 1";
    assert!(dead.numbers.starts_with(text), "{}", dead.numbers);

    // Too old before it ever ran.
    let dead = second_dead_letter(&mut busy("100s", 60));
    let tries: Vec<&str> = dead.tries.iter().map(|line| &*line.text).collect();
    assert_eq!(tries, ["throttles it 6 times until it is given up"]);
    let text = "It was only throttled (6 throttles in all). It never ran: nothing points to the message itself";
    assert!(dead.numbers.contains(text), "{}", dead.numbers);

    // It ran once, and then found the function busy until it was too old.
    let dead = second_dead_letter(&mut busy("50s", 180));
    let tries: Vec<&str> = dead.tries.iter().map(|line| &*line.text).collect();
    let [first, last] = tries[..] else { panic!("{tries:?}") };
    assert!(first.starts_with("try 1: fails after 50 s, after it throttled it "), "{tries:?}");
    assert!(last.starts_with("throttles it") && last.ends_with("until it is given up"), "{tries:?}");
    assert!(dead.numbers.contains("The function failed on it, then it was only throttled"), "{}", dead.numbers);
    assert!(!dead.numbers.contains("It never ran"), "{}", dead.numbers);
}
