//! What earlier receives and tries came to: numbered as everywhere else, and no more said of them than is known.

use super::view;
use crate::{open_text, seek};
use editor::Editor;
use editor::command::ViewCommand;
use editor::view::told::outcome::Outcome;
use editor::view::{LogLine, WhyView};
use std::sync::Arc;

fn why(editor: &mut Editor, line: &LogLine) -> Arc<WhyView> {
    view(editor, ViewCommand::Ask(Some(line.record)));
    editor.why_view().expect("the record is remembered")
}

/// The gallery's throttled queue, changed.
fn throttled(changes: &[(&str, &str)]) -> Editor {
    let found = editor::gallery::TEMPLATES.iter().find(|(name, _)| *name == "throttled-queue");
    let (_, text) = found.expect("it is in the gallery");
    let text = changes.iter().fold((*text).to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    open_text(&text)
}

#[test]
fn receives_that_are_forgotten_are_counted_all_the_same_and_nothing_is_concluded_from_them() {
    let traffic = ("Burst: { Count: 60, At: 1s }", "Rate: { PerSecond: 20 }");
    let mut editor =
        throttled(&[traffic, ("maxReceiveCount: 3", "maxReceiveCount: 5"), ("Duration: 6m", "Duration: 20m")]);
    seek(&mut editor, 500);
    assert!(editor.log_head().forgotten, "the way was passed through");
    (501..=525).for_each(|second| seek(&mut editor, second));
    let lines = editor.log_page(0, usize::MAX);
    let mut partly = 0;
    for line in lines.iter().filter(|line| line.outcome == Some(Outcome::DeadLettered)) {
        let dead = why(&mut editor, line);
        let Some(last) = dead.tries.last() else { continue };
        assert!(last.text.starts_with("receive 5: "), "{dead:?}");
        let known = dead.tries.len();
        if known < 5 {
            partly += 1;
            let text = match known {
                1 => "Of 5 receives the last one is remembered here: it was only throttled".to_owned(),
                2 => "Of 5 receives the last 2 are remembered here: both times it was only throttled".to_owned(),
                known => format!("Of 5 receives the last {known} are remembered here: each time it was only throttled"),
            };
            assert!(dead.numbers.contains(&text), "{}", dead.numbers);
            assert!(!dead.numbers.contains("It never ran"), "{}", dead.numbers);
        }
    }
    assert!(partly > 0, "{} lines", lines.len());
    let again = lines.iter().filter(|line| line.text.starts_with("hands it out, receive 5"));
    let mut asked = again.filter_map(|line| Some(why(&mut editor, line)).filter(|why| !why.tries.is_empty()));
    let again = asked.find(|why| why.tries.len() < 4).expect("some of its receives are forgotten");
    let text = "4 receives before came to nothing, and the last";
    assert!(again.numbers.starts_with(text), "{}", again.numbers);
    assert!(again.tries.last().is_some_and(|line| line.text.starts_with("receive 4: ")), "{again:?}");
}
