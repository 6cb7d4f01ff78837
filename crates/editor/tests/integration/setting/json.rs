//! Settings that are written as JSON: what is none yet is not set.

use super::{CALLING, field, more, select};
use crate::{open, open_text};
use editor::command::{Command, ViewCommand};
use editor::view::{Entry, FieldView};

#[test]
fn what_was_begun_as_json_and_is_none_takes_the_place_of_nothing() {
    let mut editor = open_text(CALLING);
    select(&mut editor, "Work");
    let calls = more(&editor, "Calls");
    let json = FieldView { entry: Entry::Json, ..calls.clone() };
    for (text, is_refused) in
        [("{ \"a\": 1", true), (" [1, 2", true), ("{ \"a\": 1 }", false), ("a word", false), ("", false)]
    {
        assert_eq!(json.why_not_set(text).is_some(), is_refused, "{text}");
        assert_eq!(
            json.why_not_set(text).is_some(),
            editor.check_field(&json, text).iter().any(|it| it.message.starts_with("The JSON ends before "))
        );
        // A line of text may begin like that.
        assert_eq!(FieldView { entry: Entry::Text, ..calls.clone() }.why_not_set(text), None, "{text}");
    }
    for (text, is_refused) in [("[ { \"To\": \"Jobs\" ", true), ("a word", true), ("[]", false), (" ", false)] {
        assert_eq!(calls.why_not_set_as_json(text).is_some(), is_refused, "{text}");
    }
}

#[test]
fn broken_json_is_told_in_plain_words_and_with_what_stays() {
    let mut editor = open("fan-out");
    let key = editor.graph_view().wires.iter().find(|wire| wire.kind == "Subscription").map(|wire| wire.key.clone());
    editor.dispatch(Command::View(ViewCommand::SelectWire(key)));
    editor.dispatch(field(&editor, "FilterPolicy").command_of_json("{ \"store\": [\"berlin\"] }"));
    let filter = field(&editor, "FilterPolicy");
    let told = editor.check_json(&filter, "{ \"store\": [\"paris\"");
    let ends = "The JSON ends before its list is closed: line 1, column 19. Until that is mended, it stays ";
    assert_eq!(&*told[0].message, format!("{ends}{{ \"store\": [ \"berlin\" ] }}"));
    let unset = FieldView { value: "".into(), ..filter.clone() };
    assert!(unset.why_not_set_as_json("[").is_some_and(|it| it.message.ends_with(", nothing is set")));
    let long = FieldView { value: "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]".into(), ..filter };
    assert!(long.why_not_set_as_json("[").is_some_and(|it| it.message.ends_with(", it stays as it was")));
}
