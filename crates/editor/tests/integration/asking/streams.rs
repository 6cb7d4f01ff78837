//! A record of a stream: put by hand, read in order, given up, and asked about.

use super::why;
use crate::{open, open_text, seek};
use editor::Editor;
use editor::command::{ActCommand, Command};

#[test]
fn a_record_that_was_given_up_names_its_rule_and_the_failure_behind_it() {
    // STR-07, STR-09, STR-10
    let mut editor = open("bad-record");
    seek(&mut editor, 70);
    let lost = why(&mut editor, "its batch failed as often as its mapping lets it");
    assert_eq!(
        (&*lost.what, &*lost.rule_id),
        ("Clicks keeps it unserved: its batch failed as often as its mapping lets it", "STR-07")
    );
    assert!(lost.numbers.starts_with("Count fails after 120 ms"), "{}", lost.numbers);
    assert_eq!(&*why(&mut editor, "gives it up, with all of its batch: 1 in all").rule_id, "STR-07");
    let halved = why(&mut editor, "waits 500 ms before try 2");
    assert_eq!((&*halved.rule_id, halved.assumed), ("STR-09", false));
    let told = why(&mut editor, "tells Discarded of its failure");
    assert_eq!(&*told.rule_id, "STR-10");
}

const STREAM: &str = "Metadata:\n  Lambdarium: { Version: 1, Duration: 10s, Latency: None }\nResources:\n  Clicks: { Type: \
                      AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }\n";
const READER: &str = "  Count: { Type: AWS::Lambda::Function, Properties: { Runtime: python3.13, Handler: a.b, Code: { \
                      ZipFile: x }, Role: r } }\n  Reads: { Type: AWS::Lambda::EventSourceMapping, Properties: { \
                      EventSourceArn: !GetAtt Clicks.Arn, FunctionName: !Ref Count, StartingPosition: LATEST } }\n";

/// Puts ten records by hand, and returns what a person reads at the end: the headline, and why if that is said.
fn put_ten(text: &str) -> (Editor, String, String) {
    let mut editor = open_text(text);
    let send = ActCommand::Send {
        to: "Clicks".into(),
        action: "PutRecord".into(),
        input: r#"{ "PartitionKey": "user-{n}", "Data": { "n": "{n}" } }"#.into(),
        count: 10,
    };
    editor.dispatch(Command::Act(send));
    seek(&mut editor, 100_000);
    let summary = editor.summary_view().expect("the end");
    let why = summary.rows.first().map_or_else(String::new, |row| row.why.to_string());
    (editor, summary.headline.to_string(), why)
}

#[test]
fn records_that_are_put_by_hand_are_counted_by_what_their_readers_get() {
    let (editor, headline, _) = put_ten(&format!("{STREAM}{READER}"));
    assert!(headline.ends_with(": 10 delivered"), "{headline}");
    assert_eq!(editor.run_view().undo.as_deref(), Some("Send 10 to Clicks"));
    let (_, headline, why) = put_ten(STREAM);
    assert!(headline.ends_with(": 10 went to nobody"), "{headline}");
    assert_eq!(why, "nobody reads Clicks, which keeps them");
}
