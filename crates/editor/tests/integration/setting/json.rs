//! Settings that are written as JSON: what is none yet is not set.

use super::{CALLING, more, select};
use crate::open_text;
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
            editor.check_field(&json, text).iter().any(|it| it.message.contains("no JSON"))
        );
        // A line of text may begin like that.
        assert_eq!(FieldView { entry: Entry::Text, ..calls.clone() }.why_not_set(text), None, "{text}");
    }
    for (text, is_refused) in [("[ { \"To\": \"Jobs\" ", true), ("a word", true), ("[]", false), (" ", false)] {
        assert_eq!(calls.why_not_set_as_json(text).is_some(), is_refused, "{text}");
    }
}
