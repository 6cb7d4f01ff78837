//! The template's text as a person writes it by hand.

use super::{Dispatched, Editor, Effect, UNREADABLE, UNTITLED};
use crate::view::inspect::fields::is_same;
use aws::diagnostics::{Diagnostic, Severity};

impl Editor {
    /// Takes over the text as edited by hand. An emptied one is a new document and not the old one without content.
    pub(super) fn set_text(&mut self, text: &str) -> Dispatched {
        let awaiting = self.document.is_awaiting();
        let before = self.document.problems().to_vec();
        if text.trim().is_empty() {
            let id = self.document.owner().0;
            self.replace("Empty the text", UNTITLED, text, Some(&id));
        } else {
            self.document.change("Edit the text", text, None);
        }
        if awaiting && !self.document.is_awaiting() {
            return self.restart();
        }
        // What was typed is kept for the next visit even where it cannot be read: nobody has it elsewhere.
        let mut dispatched = self.after_change();
        dispatched.effects.extend(self.told_of_slips(&before));
        dispatched
    }

    /// Tells the first thing that is wrong now with a text that was typed, and shows its line.
    fn told_of_slips(&self, before: &[Diagnostic]) -> Vec<Effect> {
        let is_new = |problem: &&Diagnostic| {
            problem.severity == Severity::Error && !before.iter().any(|old| is_same(old, problem))
        };
        let slip = self.document.problems().iter().find(is_new);
        let place = slip.filter(|slip| slip.at.is_known()).map(|slip| format!("Line {}", slip.at.line));
        let words = match (slip, place, self.document.is_unreadable()) {
            (Some(slip), Some(place), true) => Some(format!("{place} cannot be read: {}", told_alone(slip)).into()),
            (_, _, true) => Some(UNREADABLE.into()),
            (Some(slip), Some(place), false) => Some(format!("{place}: {}", slip.told()).into()),
            (Some(slip), None, false) => Some(slip.told().into()),
            (None, ..) => None,
        };
        let line = slip.map(|slip| slip.at.line).filter(|line| *line > 0);
        words.map(Effect::Tell).into_iter().chain(line.map(Effect::ShowLine)).collect()
    }
}

/// Tells what is wrong without what it follows from: that the text is none of its language.
fn told_alone(slip: &Diagnostic) -> String {
    let told = slip.told();
    let alone = told.strip_prefix("this is not ").and_then(|it| it.split_once(": ")).map(|(_, alone)| alone.to_owned());
    alone.unwrap_or(told)
}
