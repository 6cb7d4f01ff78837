//! Filters as tables: a line is set where it stands, and another one takes the place of none.

use super::{field, part, rows};
use crate::open_text;
use editor::Editor;
use editor::command::{Command, ViewCommand};
use editor::view::filter::{Operator, Wrong};
use editor::view::{Entry, FieldView};

const FILTERED: &str = "Resources:
  Orders:
    Type: AWS::SNS::Topic
  Gold:
    Type: AWS::SQS::Queue
  ToGold:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Orders
      Protocol: sqs
      Endpoint: !GetAtt Gold.Arn
      # Only these.
      FilterPolicy:
        tier: [gold] # and no other
  Work:
    Type: AWS::Lambda::Function
    Properties: { Runtime: python3.13, Handler: index.handler, Role: x, Code: { ZipFile: pass } }
  Poll:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Gold.Arn
      FunctionName: !Ref Work
      FilterCriteria:
        Filters:
          - Pattern: '{\"body\":{\"kind\":[\"order\"]}}'
";

#[test]
fn a_filter_is_a_table_whose_lines_are_set_where_they_stand() {
    let mut editor = open_text(FILTERED);
    let select_wire = |editor: &mut Editor, kind: &str| {
        let wires = editor.graph_view().wires.clone();
        let key = wires.iter().find(|wire| wire.kind == kind).map(|wire| wire.key.clone());
        editor.dispatch(Command::View(ViewCommand::SelectWire(key)));
    };
    let lines = |field: &FieldView| match &field.entry {
        Entry::Filter(lines) => {
            lines.iter().map(|it| (it.field.to_string(), it.operator, it.value.to_string())).collect()
        }
        other => panic!("no filter: {other:?}"),
    };
    select_wire(&mut editor, "Subscription");
    let policy = field(&editor, "FilterPolicy");
    let told: Vec<_> = lines(&policy);
    assert_eq!(told, [("tier".to_owned(), Some(Operator::OneOf), "gold".to_owned())]);
    editor.dispatch(policy.command_of_line("sum", Operator::Number.written("> 100").ok().as_ref()));
    assert_eq!(lines(&field(&editor, "FilterPolicy")).len(), 2);
    assert!(editor.text().contains("tier: [gold] # and no other"), "the rest stays as it is:\n{}", editor.text());
    editor.dispatch(field(&editor, "FilterPolicy").command_of_line("tier", None));
    let told: Vec<_> = lines(&field(&editor, "FilterPolicy"));
    assert_eq!(told, [("sum".to_owned(), Some(Operator::Number), "> 100".to_owned())]);
    // Another line takes the place of none.
    let policy = field(&editor, "FilterPolicy");
    let refused = |name: &str, value: &str| policy.command_to_add_line(name, Operator::OneOf, value).expect_err(name);
    assert_eq!(refused("sum", "x"), Wrong::Field("sum is there already: change its line".into()));
    assert_eq!(refused(" ", "x"), Wrong::Field("It needs a name".into()));
    assert_eq!(refused("tier", ","), Wrong::Value("Say with what it is compared".into()));
    assert_eq!((policy.why_no_line(""), policy.why_no_line("tier")), (None, None));
    editor.dispatch(policy.command_to_add_line(" tier ", Operator::OneOf, "gold").expect("another line"));
    assert_eq!(lines(&field(&editor, "FilterPolicy")).len(), 2);
    // A mapping's pattern is a text that holds the same.
    select_wire(&mut editor, "EventSourceMapping");
    let pattern = || part(&rows(&field(&editor, "Filters"))[0], "Pattern");
    let written = pattern();
    let told: Vec<_> = lines(&written);
    assert_eq!(told, [("body.kind".to_owned(), Some(Operator::OneOf), "order".to_owned())]);
    editor.dispatch(written.command_of_line("body.kind", Operator::BeginsWith.written("ord").ok().as_ref()));
    assert!(editor.text().contains(r#"'{"body":{"kind":[{"prefix":"ord"}]}}'"#), "{}", editor.text());
}
