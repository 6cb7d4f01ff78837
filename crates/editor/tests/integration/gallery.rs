//! Every template of the gallery opens without a problem, plays, and shows something that moves within a second.

use crate::{FRAME, open, play, seek};
use aws::diagnostics::Severity;
use editor::gallery;

#[test]
fn every_template_has_a_title_and_a_sentence() {
    for entry in gallery::entries() {
        assert!(!entry.title.is_empty() && entry.description.len() > 40, "{}", entry.name);
    }
}

#[test]
fn every_template_opens_without_errors_and_warnings() {
    for (name, _) in gallery::TEMPLATES {
        let editor = open(name);
        let problems = editor.problems_view();
        let bad: Vec<_> = problems.iter().filter(|problem| problem.severity > Severity::Info).collect();
        assert!(bad.is_empty(), "{name}: {bad:?}");
        assert!(editor.graph_view().nodes.len() >= 3, "{name}");
    }
}

#[test]
fn the_first_template_moves_within_a_second() {
    let mut editor = open(gallery::TEMPLATES[0].0);
    let moves = |editor: &editor::Editor| !editor.scene(false).targets.is_empty();
    let frames = (1..=60).find(|_| {
        play(&mut editor, 1);
        moves(&editor)
    });
    assert!(frames.is_some_and(|frames| frames as u64 * FRAME <= 1_000_000), "{frames:?}");
}

#[test]
fn every_template_plays_to_its_end_and_tells_it() {
    for (name, _) in gallery::TEMPLATES {
        let mut editor = open(name);
        seek(&mut editor, 24 * 3600);
        let summary = editor.summary_view().unwrap_or_else(|| panic!("{name} has an end"));
        assert!(!summary.rows.is_empty(), "{name}: {summary:?}");
        assert!(editor.runner().world().balance().is_balanced(), "{name}");
    }
}
