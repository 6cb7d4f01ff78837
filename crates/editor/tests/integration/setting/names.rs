//! Names with values: another one is added, and none that is there goes by it.

use super::{field, more, part, select};
use crate::open_text;
use editor::Editor;
use editor::view::FieldView;

const WORK: &str = "Resources:
  Jobs: { Type: 'AWS::SQS::Queue' }
  Work:
    Type: AWS::Serverless::Function
    Properties: { Runtime: python3.13, Handler: index.handler, InlineCode: pass, Environment: { Variables: { A: x } } }
";

fn with(text: &str) -> Editor {
    let mut editor = open_text(&format!("Transform: AWS::Serverless-2016-10-31\n{text}"));
    select(&mut editor, "Work");
    editor
}

fn variables(editor: &Editor) -> FieldView {
    field(editor, "Environment.Variables")
}

/// Returns the names of pairs with their values.
fn pairs(field: &FieldView) -> Vec<(String, String)> {
    field.entry.parts().iter().map(|part| (part.label.to_string(), part.value.to_string())).collect()
}

fn of(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_name_without_a_value_is_added_and_takes_nothing_away() {
    let mut editor = with(WORK);
    editor.dispatch(variables(&editor).command_to_name("B", "").expect("a new name"));
    assert_eq!(pairs(&variables(&editor)), of(&[("A", "x"), ("B", "")]));
    editor.dispatch(variables(&editor).command_to_name(" C ", "1").expect("a third one"));
    assert_eq!(pairs(&variables(&editor)), of(&[("A", "x"), ("B", ""), ("C", "1")]));
}

#[test]
fn a_name_that_is_there_is_changed_where_it_stands_and_not_by_adding_it() {
    let editor = with(WORK);
    for value in ["", "y"] {
        let refused = variables(&editor).command_to_name("A", value).expect_err("it is there");
        assert_eq!(&*refused, "A is there already: change its value");
    }
    assert_eq!(variables(&editor).why_not_named("AB"), None);
}

#[test]
fn an_attribute_with_a_dot_says_why_no_path_can_name_it() {
    let call = "{ To: Jobs, Action: SendMessage, Input: { MessageBody: a, MessageAttributes: { zip: { DataType: String, StringValue: a } } } }";
    let mut editor =
        with(&format!("Metadata: {{ Lambdarium: {{ Functions: {{ Work: {{ Calls: [ {call} ] }} }} }} }}\n{WORK}"));
    let attributes = |editor: &Editor| {
        let calls = more(editor, "Calls");
        part(&part(&super::rows(&calls)[0], "Input"), "MessageAttributes")
    };
    let refused = attributes(&editor).command_to_name("order.kind", "new").expect_err("a dot");
    assert!(refused.contains("JSON"), "{refused}");
    editor.dispatch(attributes(&editor).command_to_name("kind", "").expect("a new name"));
    assert_eq!(pairs(&attributes(&editor)), of(&[("zip", "a"), ("kind", "")]));
    assert!(attributes(&editor).command_to_name(" ", "new").is_err());
}
