//! Lists in which the template writes more than comes of it, and values that nobody touched.

use super::{field, part, rows, select};
use crate::open_text;
use editor::Editor;
use editor::command::{Command, FileCommand, ViewCommand};
use editor::view::Entry;

/// A mapping with a filter that only production has, before one that is always there.
const FILTERED: &str = r#"Conditions:
  Prod: !Equals [ dev, prod ]
Resources:
  Jobs: { Type: 'AWS::SQS::Queue' }
  Work:
    Type: AWS::Lambda::Function
    Properties: { Runtime: python3.13, Handler: index.handler, Code: { ZipFile: pass } }
  Reads:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Work
      EventSourceArn: !GetAtt Jobs.Arn
      FilterCriteria:
        Filters:
          - Fn::If:
              - Prod
              - Pattern: '{"body":{"a":[1]}}'
              - !Ref AWS::NoValue
          - Pattern: '{"body":{"b":[2]}}'
"#;

fn select_wire(editor: &mut Editor) {
    let key = editor.graph_view().wires[0].key.clone();
    editor.dispatch(Command::View(ViewCommand::SelectWire(Some(key))));
}

#[test]
fn an_item_that_a_condition_leaves_out_keeps_its_place_in_the_text() {
    let mut editor = open_text(FILTERED);
    select_wire(&mut editor);
    let filters = field(&editor, "FilterCriteria.Filters");
    assert_eq!(rows(&filters).len(), 1, "{filters:?}");

    editor.dispatch(part(&rows(&filters)[0], "Pattern").command(r#"{"body":{"b":[3]}}"#));
    assert_eq!(*editor.text(), FILTERED.replace("[2]", "[3]"));
    editor.dispatch(Command::File(FileCommand::Undo));

    editor.dispatch(filters.command_to_add(r#"{"Pattern":"{\"body\":{\"c\":[4]}}"}"#));
    assert!(editor.text().starts_with(FILTERED), "{}", editor.text());
    let both = rows(&field(&editor, "FilterCriteria.Filters")).iter().map(|row| row.value.clone()).collect::<Vec<_>>();
    assert!(both.len() == 2 && both[0].contains("{\\\"b\\\"") && both[1].contains("{\\\"c\\\""), "{both:?}");
    editor.dispatch(Command::File(FileCommand::Undo));

    editor.dispatch(rows(&filters)[0].command(""));
    assert_eq!(*editor.text(), FILTERED[..FILTERED.rfind("          - Pattern").unwrap_or_default()]);
}

#[test]
fn an_item_that_a_condition_makes_is_no_form_and_takes_no_keys() {
    let mut editor = open_text(&FILTERED.replace("[ dev, prod ]", "[ prod, prod ]"));
    select_wire(&mut editor);
    let filters = field(&editor, "FilterCriteria.Filters");
    let entries: Vec<bool> = rows(&filters).iter().map(|row| row.entry == Entry::Json).collect();
    assert_eq!(entries, [true, false]);
    let before = editor.text();
    let (id, property) = ("Reads".into(), "FilterCriteria.Filters.0.Pattern".into());
    editor.dispatch(Command::Graph(editor::command::GraphCommand::Set { id, property, value: "{}".into() }));
    assert_eq!(editor.text(), before);
}

#[test]
fn an_attribute_that_a_condition_makes_is_shown_and_others_keep_their_place() {
    let with = |timeout: &str| {
        format!(
            "Conditions:
  Prod: !Equals [ dev, prod ]
Resources:
  Web:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      LoadBalancerAttributes:
        - !If [ Prod, {{ Key: deletion_protection.enabled, Value: 'true' }}, !Ref AWS::NoValue ]
{timeout}"
        )
    };
    let timeout = |value: &str| format!("        - Key: idle_timeout.timeout_seconds\n          Value: '{value}'\n");
    let mut editor = open_text(&with(&timeout("90")));
    select(&mut editor, "Web");
    editor.dispatch(field(&editor, "idle_timeout.timeout_seconds").command("120"));
    assert_eq!(*editor.text().replace('"', "'"), *with(&timeout("120")));
    editor.dispatch(field(&editor, "idle_timeout.timeout_seconds").command(""));
    assert_eq!(*editor.text(), *with(""));
    editor.dispatch(field(&editor, "idle_timeout.timeout_seconds").command("60"));
    assert_eq!(&*field(&editor, "idle_timeout.timeout_seconds").value, "60");
    assert!(editor.text().starts_with(&with("")), "{}", editor.text());

    let made = "        - !If [ Prod, !Ref AWS::NoValue, { Key: idle_timeout.timeout_seconds, Value: '90' } ]\n";
    let mut editor = open_text(&with(made));
    select(&mut editor, "Web");
    let shown = field(&editor, "idle_timeout.timeout_seconds");
    assert_eq!((&shown.entry, &*shown.value), (&Entry::Reference, "90"));
}
