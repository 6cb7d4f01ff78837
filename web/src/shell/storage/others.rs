//! Documents that are not shown: what still has to be written of them, what the browser refused of them, and how they
//! stand in the list.

use super::library::{Library, Unwritten, record_of};
use super::records::{self, Record};
use super::{new_instance, now_ms};
use crate::shell::{Shell, crash};
use editor::Editor;
use editor::keep::unkept::{State, Unkept};
use editor::keep::{Kept, names};
use leptos::prelude::*;

/// What became of a document that was to be kept beside the open one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    /// It was written.
    Written,
    /// Another tab wrote it meanwhile, so it is in a copy, or among the versions where it was before.
    Elsewhere,
    /// The browser did not take it.
    Refused,
}

impl Library {
    /// Returns the documents of the library as they are by now, kept or not, the newest first.
    pub(crate) fn list(self) -> Vec<Record> {
        self.changes.track();
        let unkept = self.unkept.with(Unkept::states);
        self.current.with(|open| records::list_with(open, unkept.iter().map(unkept_record).collect()))
    }

    /// Returns the deleted documents that can still be had back, the newest first.
    pub(crate) fn deleted(self) -> Vec<Record> {
        self.changes.track();
        let unkept = self.unkept.with(Unkept::states);
        records::deleted_with(unkept.iter().map(unkept_record).collect())
    }

    /// Returns a document as it is by now: as it is shown, or as it was refused, or as it was written.
    pub(super) fn newest(self, shell: Shell, id: &str) -> Option<Record> {
        // The page may show another one than the open one: a file that cannot be read yet takes no place in the library.
        let shown = shell.ask(Editor::kept);
        if *shown.id == *id {
            return Some(record_of(&shown));
        }
        let unkept = self.unkept.with_untracked(|unkept| unkept.of(id).map(unkept_record));
        unkept.or_else(|| records::read(id))
    }

    /// Sees to it that nothing of the document waits any more that another one takes the place of. Returns whether it was
    /// this tab's.
    pub(super) fn settle(self, shell: Shell) -> bool {
        let Some(left) = self.leave() else { return false };
        let Some(kept) = left.waiting else { return left.was_held };
        let writer = self.writer_of(&kept.id);
        // It is no longer shown, so what other tabs wrote meanwhile gets it as a copy beside it.
        self.keep_beside(shell, State::new(kept, writer, at_ms())) == Beside::Written
    }

    /// Tries again to keep what was refused of other documents than the open one.
    pub(super) fn keep_others(self, shell: Shell) {
        let others = self.unkept.with_untracked(|unkept| unkept.others(&self.current.get_untracked()));
        let mut is_kept = false;
        for state in others {
            is_kept |= self.keep_beside(shell, state) != Beside::Refused;
        }
        if is_kept {
            self.changes.update(|count| *count += 1);
        }
    }

    /// Keeps a document that is not shown any more; where another tab wrote it meanwhile, as a copy. What is refused stays
    /// among what is not kept.
    fn keep_beside(self, shell: Shell, state: State) -> Beside {
        let record = unkept_record(&state);
        match self.write_after(&record, state.writer.as_deref()) {
            Ok(()) => {
                self.forget_unkept(&record.id);
                Beside::Written
            }
            Err(Unwritten::Elsewhere) => {
                // What was never refused and is a version was only led to by undo: nothing in it is new.
                let was_refused = self.unkept.with_untracked(|unkept| unkept.of(&record.id).is_some());
                if was_refused || !records::versions(&record.id).has(&record.text) {
                    self.forget_unkept(&record.id);
                    self.keep_copy(shell, state);
                }
                Beside::Elsewhere
            }
            Err(_) => {
                self.refuse(state);
                Beside::Refused
            }
        }
    }

    /// Keeps a state of a document that another tab has written since as a document of its own.
    fn keep_copy(self, shell: Shell, state: State) {
        let original = state.kept.title.clone();
        let title = self.name_of_copy(&original);
        let text = names::entitled(&state.kept.text, &title);
        let id = new_instance().into();
        let kept = Kept { id, name: title.as_str().into(), title: title.as_str().into(), text, ..state.kept };
        let copy = State { kept, writer: None, ..state };
        if self.write_after(&unkept_record(&copy), None).is_err() {
            self.refuse(copy);
        }
        shell.desk().tell(format!("{original} was changed elsewhere meanwhile: your changes are in {title}").into());
    }

    /// Takes a document among what is not kept.
    pub(super) fn refuse(self, state: State) {
        if self.unkept.with_untracked(|unkept| unkept.of(&state.kept.id) != Some(&state)) {
            self.unkept.update(|unkept| unkept.refuse(state));
        }
        crash::remember_refusal(true);
    }

    /// Takes a document out of what is not kept.
    pub(super) fn forget_unkept(self, id: &str) {
        if self.unkept.with_untracked(|unkept| unkept.of(id).is_some()) {
            self.unkept.update(|unkept| unkept.drop_of(id));
        }
        crash::remember_refusal(!self.unkept.with_untracked(Unkept::is_empty));
    }

    /// Returns who wrote what a document goes on from that is not open here: what was refused of it, else what lies there.
    pub(super) fn writer_before(self, id: &str) -> Option<String> {
        let refused = self.unkept.with_untracked(|unkept| unkept.of(id).map(|state| state.writer.clone()));
        refused.unwrap_or_else(|| records::writer(id))
    }

    /// Marks a document as deleted, or as none, that the browser does not take as it is now: what lies in the storage is
    /// marked, which takes next to no room, and what was refused of it is held here to be had back.
    pub(super) fn mark_refused(self, id: &str, deleted_ms: Option<u64>) -> Result<(), Unwritten> {
        if let Some(record) = records::read(id) {
            self.write_after(&marked(record, deleted_ms), self.writer_before(id).as_deref())?;
        }
        self.unkept.update(|unkept| unkept.mark(id, deleted_ms));
        crash::remember_refusal(!self.unkept.with_untracked(Unkept::is_empty));
        self.changes.update(|count| *count += 1);
        Ok(())
    }

    pub(super) fn name_of_copy(self, title: &str) -> String {
        let documents = untrack(|| self.list());
        let taken: Vec<&str> = documents.iter().map(|record| record.title.as_str()).collect();
        names::of_copy(title, &taken)
    }
}

/// Returns a document that was refused as it would have been written.
fn unkept_record(state: &State) -> Record {
    marked(Record { saved_ms: state.at_ms as f64, ..record_of(&state.kept) }, state.deleted_ms)
}

/// Returns a document as deleted at an instant, or as not deleted.
pub(super) fn marked(record: Record, deleted_ms: Option<u64>) -> Record {
    Record { deleted_ms: deleted_ms.map(|at_ms| at_ms as f64), ..record }
}

/// The person's clock, as what is not kept has it [ms since 1970].
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a clock after 1970")]
pub(super) fn at_ms() -> u64 {
    now_ms() as u64
}
