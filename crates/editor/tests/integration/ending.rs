//! The end of a run: each copy has one fate, and of dead letters it says where they are and why.

use crate::{open, open_text, seek};
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
    let made = world.balance().tally.created - world.answered().fanned_out - world.answered().becoming();
    let rows: u64 = summary.rows.iter().map(|row| row.count).sum();
    let fates = summary.headline.rsplit(": ").next().unwrap_or_default().split(", ");
    let counts = fates.filter_map(|fate| fate.split(' ').next()?.replace(',', "").parse::<u64>().ok());
    assert_eq!((rows, counts.sum::<u64>()), (made, made), "{summary:?}");
    summary
}

fn rows(summary: &SummaryView) -> Vec<(&str, u64, &str)> {
    summary.rows.iter().map(|row| (&*row.label, row.count, &*row.why)).collect()
}

/// Returns the rows of dead letters.
fn dead_letters(summary: &SummaryView) -> Vec<(&str, u64, &str)> {
    rows(summary).into_iter().filter(|(label, ..)| label.starts_with("dead-lettered")).collect()
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

#[test]
fn what_was_published_is_no_copy_more_while_its_answer_is_on_its_way() {
    let traffic = "    Duration: 20s\n    Traffic:\n      \
                   - { Name: people, To: News, Action: Publish, Rate: { PerSecond: 200 }, Input: { Message: hi } }\n";
    let queue = |name: &str| {
        format!(
            "  {name}: {{ Type: AWS::SQS::Queue }}\n  To{name}:\n    Type: AWS::SNS::Subscription\n    \
             Properties: {{ TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt {name}.Arn }}\n"
        )
    };
    let resources = format!("  News: {{ Type: AWS::SNS::Topic }}\n{}{}", queue("A"), queue("B"));
    let mut editor = opened(traffic, &resources);
    let told = summary(&mut editor);
    assert!(editor.runner().world().answered().becoming() > 0, "none is on its way at the end");
    let number = |text: &str| text.split(' ').next().and_then(|it| it.replace(',', "").parse::<u64>().ok());
    let (sends, copies) = told.headline.split_once(" sends became ").expect("more copies than sends");
    let (sends, copies) = (number(sends).expect("a number"), number(copies).expect("a number"));
    assert!(copies <= 2 * sends, "{}", told.headline);
}

/// A client that takes a message every 10 s and never deletes it, and one message at the first second.
fn taken(queues: &[&str]) -> String {
    let of = |queue: &&str| {
        format!(
            "      - {{ Name: to {queue}, To: {queue}, Action: SendMessage, At: [1s], Input: {{ MessageBody: m }} }}\n      \
             - {{ Name: from {queue}, To: {queue}, Action: ReceiveMessage, Every: 10s, Input: {{ Delete: false }} }}\n"
        )
    };
    let traffic: String = queues.iter().map(of).collect();
    format!("    Duration: 1m\n    Latency: None\n    Traffic:\n{traffic}")
}

fn queue(id: &str, to: &str) -> String {
    format!(
        "  {id}:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: 5\n      \
         RedrivePolicy: {{ deadLetterTargetArn: {to}, maxReceiveCount: 1 }}\n"
    )
}

#[test]
fn a_dead_letter_outside_the_template_lies_outside_and_not_in_the_queue_that_it_left() {
    let told = end(&taken(&["Jobs"]), &queue("Jobs", "'arn:aws:sqs:us-east-1:111122223333:elsewhere'"));
    let row = ("dead-lettered outside the template", 1, "from Jobs: every receive was used up");
    assert_eq!(dead_letters(&told), [row]);
}

#[test]
fn dead_letters_that_are_published_are_told_as_the_copies_that_they_became() {
    let told = end(
        "    Duration: 5m\n    Latency: None\n    Functions: { Work: { Fails: [{ Always: true }] } }\n    Traffic:\n      \
         - { Name: event, To: Work, Action: Invoke, At: [2s], Input: { InvocationType: Event } }\n",
        "  Alerts: { Type: AWS::SNS::Topic }\n  Mails: { Type: AWS::SQS::Queue }\n  ToMails:\n    \
         Type: AWS::SNS::Subscription\n    Properties: { TopicArn: !Ref Alerts, Protocol: sqs, Endpoint: !GetAtt Mails.Arn }\n  \
         Policy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Mails]\n      PolicyDocument:\n        \
         Statement: [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: 'sqs:SendMessage', Resource: '*' }]\n  \
         Work:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n      Handler: a.b\n      \
         InlineCode: pass\n      DeadLetterQueue: { Type: SNS, TargetArn: !Ref Alerts }\n",
    );
    assert_eq!(dead_letters(&told), []);
    assert!(rows(&told).contains(&("waiting", 1, "the run ended before their turn")), "{told:?}");
}

#[test]
fn a_queue_whose_dead_letters_were_taken_out_has_had_some() {
    let resources = [
        queue("A", "!GetAtt DeadA.Arn"),
        queue("B", "!GetAtt DeadB.Arn"),
        queue("C", "!GetAtt DeadC.Arn"),
        "  DeadA: { Type: AWS::SQS::Queue }\n  DeadB: { Type: AWS::SQS::Queue }\n  DeadC: { Type: AWS::SQS::Queue }\n".into(),
        "  Work:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n      Handler: a.b\n      \
         InlineCode: pass\n      Events: { Dead: { Type: SQS, Properties: { Queue: !GetAtt DeadA.Arn } } }\n"
            .into(),
    ];
    let told = end(&taken(&["A", "B"]), &resources.concat());
    let expected = [
        ("dead-lettered in DeadA", 0, "from A: every receive was used up; 1 is not there at the end"),
        ("dead-lettered in DeadB", 1, "from B: every receive was used up"),
        ("dead-lettered in DeadC", 0, "none from C"),
    ];
    assert_eq!(dead_letters(&told), expected);
}

/// A function with a dead-letter queue that gets one event at the second second.
fn event(metadata: &str, properties: &str) -> Editor {
    opened(
        &format!(
            "    Duration: 5m\n    Latency: None\n    Traffic:\n      \
             - {{ Name: event, To: Work, Action: Invoke, At: [2s], Input: {{ InvocationType: Event }} }}\n{metadata}"
        ),
        &format!(
            "  Dead: {{ Type: AWS::SQS::Queue }}\n  Work:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
             Runtime: python3.13\n      Handler: a.b\n      InlineCode: pass\n      \
             DeadLetterQueue: {{ Type: SQS, TargetArn: !GetAtt Dead.Arn }}\n{properties}"
        ),
    )
}

/// A topic whose only subscriber is deleted before something is published.
fn endpoint_gone() -> Editor {
    opened(
        "    Duration: 1m\n    Latency: None\n    Traffic:\n      \
         - { Name: people, To: News, Action: Publish, At: [20s], Input: { Message: hi } }\n    \
         Interventions: [{ At: 10s, On: Gone, Do: Delete }]\n",
        "  News: { Type: AWS::SNS::Topic }\n  Gone: { Type: AWS::SQS::Queue }\n  Dead: { Type: AWS::SQS::Queue }\n  ToGone:\n    \
         Type: AWS::SNS::Subscription\n    Properties: { TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Gone.Arn, \
         RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn } }\n  Policy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      \
         Queues: [!Ref Dead, !Ref Gone]\n      PolicyDocument:\n        \
         Statement: [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: 'sqs:SendMessage', Resource: '*' }]\n",
    )
}

#[test]
fn a_dead_letter_says_why_it_is_one() {
    let calls = "Calls: [{ To: Work, Action: Invoke, Async: true, Input: { InvocationType: Event } }]";
    let loops = format!("    Functions: {{ Work: {{ Duration: 1s, InitDuration: 0ms, {calls} }} }}\n");
    let fails = "    Functions: { Work: { Duration: 1s, Fails: [{ Always: true }] } }\n";
    let reserved = "      ReservedConcurrentExecutions: 0\n";
    let aged = "      ReservedConcurrentExecutions: 0\n      EventInvokeConfig: { MaximumEventAgeInSeconds: 60 }\n";
    let policy = "      Policies: [{ LambdaInvokePolicy: { FunctionName: work } }]\n";
    let cases = [
        (event(fails, ""), "from Work: every try was used up"),
        (event("", reserved), "from Work: the function's reserved concurrency is zero"),
        (event("    Profile: aws-2020\n", aged), "from Work: it grew too old while it waited to be tried"),
        (event(&loops, policy), "from Work: a loop of invocations was stopped"),
        (endpoint_gone(), "from News: its endpoint did not take it"),
        (
            opened(
                &taken(&["Jobs"]),
                &[queue("Jobs", "!GetAtt Dead.Arn"), "  Dead: { Type: AWS::SQS::Queue }\n".into()].concat(),
            ),
            "from Jobs: every receive was used up",
        ),
    ];
    for (mut editor, why) in cases {
        let told = summary(&mut editor);
        assert_eq!(dead_letters(&told), [("dead-lettered in Dead", 1, why)]);
        let (_, reason) = why.split_once(": ").expect("where from, and why");
        let told = editor.narration().expect("a dead letter stands out");
        assert_eq!(*told.meaning, format!("{reason}, and the message is kept aside"), "{told:?}");
    }
}

#[test]
fn dead_letters_of_two_kinds_in_one_queue_are_told_apart() {
    let mut editor = open("throttled-queue");
    let told = summary(&mut editor);
    let [(_, count, why), _] = dead_letters(&told)[..] else { panic!("{told:?}") };
    assert_eq!(why, "from Orders: every receive was used up");
    assert!(count > 1);

    // One is tried as often as it may be, and one finds the function switched off.
    let mut editor = event(
        "      - { Name: late, To: Work, Action: Invoke, At: [250s], Input: { InvocationType: Event } }\n    \
         Functions: { Work: { Duration: 1s, Fails: [{ Always: true }] } }\n    \
         Interventions: [{ At: 240s, On: Work, Do: SetReservedConcurrency, Value: 0 }]\n",
        "",
    );
    let told = summary(&mut editor);
    let why = "1 from Work: every try was used up; 1 from Work: the function's reserved concurrency is zero";
    assert_eq!(dead_letters(&told), [("dead-lettered in Dead", 2, why)]);
}
