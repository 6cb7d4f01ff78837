//! The end of a run: each copy has one fate, and of dead letters it says where they are and why.

use crate::{open_text, seek};
use editor::Editor;
use editor::view::SummaryView;
use std::sync::Arc;

/// Opens a stack that takes no time of its own, and goes to its end.
fn end(metadata: &str, resources: &str) -> Arc<SummaryView> {
    summary(&mut opened(metadata, resources))
}

fn opened(metadata: &str, resources: &str) -> Editor {
    open_text(&format!(
        "Transform: AWS::Serverless-2016-10-31\nMetadata:\n  Lambdarium:\n    Version: 1\n{metadata}Resources:\n{resources}"
    ))
}

/// Goes to the end, where every copy has one fate.
fn summary(editor: &mut Editor) -> Arc<SummaryView> {
    seek(editor, 100_000);
    let summary = editor.summary_view().expect("the end");
    let world = editor.runner().world();
    let made = world.balance().tally.created - world.answered().fanned_out;
    let rows: u64 = summary.rows.iter().map(|row| row.count).sum();
    let fates = summary.headline.rsplit(": ").next().unwrap_or_default().split(", ");
    let counts = fates.filter_map(|fate| fate.split(' ').next()?.replace(',', "").parse::<u64>().ok());
    assert_eq!((rows, counts.sum::<u64>()), (made, made), "{summary:?}");
    summary
}

fn rows(summary: &SummaryView) -> Vec<(&str, u64, &str)> {
    summary.rows.iter().map(|row| (&*row.label, row.count, &*row.why)).collect()
}

const IMPATIENT: &str = "Retry: { MaxAttempts: 1, ReadTimeout: 1ms }";

#[test]
fn what_a_client_gave_up_has_one_fate_whatever_came_of_it() {
    let subscribed = "  News: { Type: AWS::SNS::Topic }\n  Jobs: { Type: AWS::SQS::Queue }\n  ToJobs:\n    \
                      Type: AWS::SNS::Subscription\n    Properties: { TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Jobs.Arn }\n  \
                      Policy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Jobs]\n      PolicyDocument:\n        \
                      Statement: [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: 'sqs:SendMessage', Resource: '*' }]\n";
    let publish = |more: &str| {
        format!(
            "    Duration: 20s\n    Traffic:\n      \
             - {{ Name: people, To: News, Action: Publish, At: [1s], Input: {{ Message: hi }}, {IMPATIENT} }}\n{more}"
        )
    };
    // It was published after all: the copy lies in the queue, and the call is a failed one.
    let told = end(&publish(""), subscribed);
    assert_eq!(
        rows(&told),
        [("given up", 1, "the client waited no longer"), ("waiting", 1, "the run ended before their turn")]
    );
    assert_eq!(&*told.headline, "1 send became 2 copies in 20 s: 1 given up, 1 waiting");
    // No other message is missing for it.
    let other = "      - { Name: others, To: News, Action: Publish, At: [2s], Input: { Message: ho } }\n      \
                 - { Name: call, To: Work, Action: Invoke, At: [3s] }\n";
    let work = "  Work: { Type: AWS::Serverless::Function, Properties: { Runtime: python3.13, Handler: a.b, InlineCode: pass } }\n";
    let told = end(&publish(other), &format!("{subscribed}{work}"));
    assert_eq!(rows(&told)[0], ("delivered", 1, ""), "{told:?}");
    // What the queue took in all the same is not gone with the patience of the client.
    let told = end(
        &format!(
            "    Duration: 20s\n    Traffic:\n      \
             - {{ Name: people, To: Jobs, Action: SendMessage, At: [1s], Input: {{ MessageBody: hi }}, {IMPATIENT} }}\n"
        ),
        "  Jobs: { Type: AWS::SQS::Queue }\n",
    );
    assert_eq!(&*told.headline, "1 message sent in 20 s: 1 waiting");
    // An answer that is an error is another thing than none.
    let told = end(
        "    Duration: 20s\n    Traffic:\n      \
         - { Name: people, To: Work, Action: Invoke, At: [1s], Retry: { MaxAttempts: 1, ReadTimeout: 1s } }\n      \
         - { Name: refused, To: Work, Action: Invoke, At: [1500ms] }\n    Functions: { Work: { Duration: 2s } }\n",
        &work.replace("InlineCode: pass", "InlineCode: pass, Timeout: 5, ReservedConcurrentExecutions: 1"),
    );
    assert_eq!(&*told.headline, "2 messages sent in 20 s: 1 answered with an error, 1 given up");
}
