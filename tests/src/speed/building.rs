//! How long it takes to change a large stack: a hundred cards and three hundred wires between them.

use super::{Clock, timed};
use editor::Editor;
use editor::command::{Command, Dragged, FileCommand, GraphCommand, ViewCommand};
use editor::geometry::Vector;
use serde_json::{Value, json};
use std::fmt::Write;
use std::sync::Arc;

/// The longest that an edit may take [ms].
const EDIT_MS: f64 = 50.0;
/// The longest that cards in a hand may take to follow it [ms].
const FOLLOW_MS: f64 = 16.0;
/// How often each is made; the slowest counts, because a person would feel it.
const ROUNDS: u32 = 8;
/// Topics, and queues with a function each; every topic leads to every other queue from its number on.
const TOPICS: usize = 10;
const QUEUES: usize = 45;
const SUBSCRIPTIONS: usize = 23;
const REDRIVES: usize = 25;

/// Builds a large stack and changes it.
#[must_use]
pub fn measure(clock: Clock) -> Vec<Value> {
    let mut editor = Editor::new();
    let open = Command::File(FileCommand::Open { name: "large".into(), text: large().into() });
    let (opening, _) = timed(clock, || editor.dispatch(open));
    let line = |name: &str, seconds: f64, target: f64| {
        json!({
            "name": format!("a hundred cards, three hundred wires: {name}"), "value": seconds * 1e3, "unit": "ms",
            "baseline": opening * 1e3, "baseline_name": "opened", "target": target,
        })
    };
    let held: Arc<[Arc<str>]> = ["Queue7".into()].into();
    let by = |step: u32| Vector::new(8.0 * (step + 1) as f32, 8.0);
    let worst = |editor: &mut Editor, deed: &dyn Fn(u32) -> Command| {
        let took = (0..ROUNDS).map(|step| timed(clock, || editor.dispatch(deed(step))).0);
        took.fold(0.0, f64::max)
    };
    let dragging = worst(&mut editor, &|step| {
        Command::View(ViewCommand::Drag(Some(Dragged { ids: held.to_vec(), by: by(step) })))
    });
    let moving = worst(&mut editor, &|drag| Command::Graph(GraphCommand::Move { ids: held.to_vec(), by: by(0), drag }));
    let setting = worst(&mut editor, &|step| {
        let (id, property, value) = ("Queue7".into(), "VisibilityTimeout".into(), (60 + step).to_string().into());
        Command::Graph(GraphCommand::Set { id, property, value })
    });
    let adding =
        worst(&mut editor, &|_| Command::Graph(GraphCommand::Add { type_name: "AWS::SQS::Queue".into(), at: None }));
    let undoing = worst(&mut editor, &|_| Command::File(FileCommand::Undo));
    vec![
        line("a card in the hand", dragging, FOLLOW_MS),
        line("a card let go of", moving, EDIT_MS),
        line("a setting", setting, EDIT_MS),
        line("a card added", adding, EDIT_MS),
        line("that taken back", undoing, EDIT_MS),
    ]
}

/// Writes the template.
fn large() -> String {
    let mut text = String::from("Resources:\n");
    for topic in 0..TOPICS {
        write(&mut text, format_args!("  Topic{topic}: {{ Type: AWS::SNS::Topic }}\n"));
        for n in 0..SUBSCRIPTIONS {
            let queue = (topic + 2 * n) % QUEUES;
            write(
                &mut text,
                format_args!(
                    "  Subscription{topic}x{n}:\n    Type: AWS::SNS::Subscription\n    Properties: {{ TopicArn: !Ref Topic{topic}, Protocol: sqs, Endpoint: !GetAtt Queue{queue}.Arn }}\n"
                ),
            );
        }
    }
    for queue in 0..QUEUES {
        let redrive = match queue {
            0..REDRIVES => format!(
                "\n    Properties:\n      RedrivePolicy: {{ deadLetterTargetArn: !GetAtt Queue{}.Arn, maxReceiveCount: 3 }}",
                QUEUES - 1 - queue
            ),
            _ => String::new(),
        };
        write(&mut text, format_args!("  Queue{queue}:\n    Type: AWS::SQS::Queue{redrive}\n"));
        write(
            &mut text,
            format_args!(
                "  Function{queue}:\n    Type: AWS::Lambda::Function\n    Properties: {{ Runtime: nodejs22.x, Handler: index.handler, Role: 'arn:aws:iam::123456789012:role/r', Code: {{ ZipFile: 'x' }} }}\n  Mapping{queue}:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties: {{ EventSourceArn: !GetAtt Queue{queue}.Arn, FunctionName: !Ref Function{queue} }}\n"
            ),
        );
    }
    text
}

fn write(text: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a text cannot fail.
    let _ = text.write_fmt(what);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stack_is_as_large_as_it_says() {
        let mut editor = Editor::new();
        editor.dispatch(Command::File(FileCommand::Open { name: "large".into(), text: large().into() }));
        let graph = editor.graph_view();
        assert_eq!((graph.nodes.len(), graph.wires.len()), (100, 300));
    }
}
