//! Cards and wires that are nearly called the same: what is done to one is not done to the other.

use crate::open_text;
use editor::Editor;
use editor::command::{Command, Effect, GraphCommand, ViewCommand};
use std::sync::Arc;

fn graph(editor: &mut Editor, command: GraphCommand) -> Vec<Effect> {
    editor.dispatch(Command::Graph(command)).effects
}

const NIGHTS: &str = "Metadata:
  Lambdarium:
    Traffic:
      - { Name: night, To: Jobs, Action: SendMessage, Every: 1s, Input: { MessageBody: a } }
      - { Name: ~night, To: Jobs, Action: SendMessage, Every: 2s, Input: { MessageBody: b } }
Resources:
  Jobs: { Type: AWS::SQS::Queue }
";

#[test]
fn a_client_whose_name_begins_as_ids_do_is_itself() {
    let names = |editor: &Editor| editor.text().matches("night").count();
    for (card, left) in [("~~night", "Name: night"), ("~night", "Name: ~night")] {
        let mut editor = open_text(NIGHTS);
        let copied = graph(&mut editor, GraphCommand::Copy { ids: vec![card.into()] });
        let [Effect::CopyText { text, .. }] = &copied[..] else { panic!("{copied:?}") };
        assert!(!text.contains(left) && text.contains("night"), "{card}: {text}");
        graph(&mut editor, GraphCommand::Remove { ids: vec![card.into()] });
        assert!(editor.text().contains(left) && names(&editor) == 1, "{card}: {}", editor.text());
        let other = if card == "~night" { "~~night" } else { "~night" };
        graph(&mut editor, GraphCommand::Remove { ids: vec![other.into()] });
        assert_eq!(names(&editor), 0, "{}", editor.text());
    }
}

/// A bucket that tells a function of two kinds of keys.
const TOLD: &str = "Transform: AWS::Serverless-2016-10-31
Resources:
  Photos: { Type: AWS::S3::Bucket }
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: pass
      Events:
        A: { Type: S3, Properties: { Bucket: !Ref Photos, Events: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [ { Name: prefix, Value: a/ } ] } } } }
        B: { Type: S3, Properties: { Bucket: !Ref Photos, Events: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [ { Name: prefix, Value: b/ } ] } } } }
";

#[test]
fn the_next_of_alike_wires_is_not_selected_when_one_goes() {
    let key = |editor: &Editor, index: usize| -> Arc<str> { editor.graph_view().wires[index].key.clone() };
    for (selected, gone) in [(0, 0), (1, 0), (1, 1)] {
        let mut editor = open_text(TOLD);
        let (selected, gone) = (key(&editor, selected), key(&editor, gone));
        editor.dispatch(Command::View(ViewCommand::SelectWire(Some(selected))));
        graph(&mut editor, GraphCommand::Disconnect { key: gone });
        assert_eq!(editor.graph_view().wires.len(), 1);
        assert_eq!(editor.selection().wire, None);
    }
}
