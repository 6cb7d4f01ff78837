//! What a person does with documents of the library.

use super::library::{Library, Unwritten};
use super::others::{at_ms, marked};
use super::records::{self, Record};
use super::{forget, new_instance, now_ms};
use crate::shell::{Shell, files};
use editor::Editor;
use editor::command::{Command, FileCommand};
use editor::keep::names;
use leptos::prelude::*;

impl Library {
    /// Opens a document of the library, as it is by now and not as it was when it was listed.
    pub(crate) fn open(self, shell: Shell, record: &Record) {
        if record.id != self.current.get_untracked() {
            // What another tab wrote meanwhile gets what was refused of it as a copy beside it.
            self.keep_others(shell);
            let newest = self.newest(shell, &record.id);
            let record = newest.as_ref().unwrap_or(record);
            shell.dispatch(Command::File(FileCommand::Reopen(record.reopening("", ""))));
        }
    }

    /// Saves a document as a file.
    pub(crate) fn save(self, shell: Shell, id: &str) {
        if let Some(record) = self.newest(shell, id) {
            files::save_record(&record);
            self.has_offered(id);
        }
    }

    /// Takes note that a document was offered as a file. One that is not kept need not be told any more once another one is
    /// open, but is tried to be kept all the same: whether the file was taken is not known.
    pub(crate) fn has_offered(self, id: &str) {
        self.unkept.update(|unkept| unkept.offer(id));
    }

    /// Gives a document another name; one that is none leaves the old one.
    pub(crate) fn rename(self, shell: Shell, id: &str, title: &str) -> Result<(), Unwritten> {
        let Some(title) = names::tidy(title) else { return Ok(()) };
        if *id == *self.current.get_untracked() {
            if let Some(why) = shell.ask(Editor::why_not_renamed) {
                return Err(Unwritten::Unreadable(why));
            }
            shell.dispatch(Command::File(FileCommand::Rename(title.into())));
            return Ok(());
        }
        self.change_other(shell, id, |record| {
            let text = names::entitled(&record.text, &title).to_string();
            Record { name: title.clone(), title, text, ..record }
        })
    }

    /// Makes a copy of a document, beside it.
    pub(crate) fn duplicate(self, shell: Shell, record: &Record) -> Result<(), Unwritten> {
        let record = self.newest(shell, &record.id).unwrap_or_else(|| record.clone());
        let title = self.name_of_copy(&record.title);
        let text = names::entitled(&record.text, &title).to_string();
        let (id, saved_ms) = (new_instance(), now_ms());
        self.write_other(&Record { id, name: title.clone(), title, text, saved_ms, ..record }, None)
    }

    /// Deletes a document; for a month it can be had back. The open one makes room for an empty one.
    pub(crate) fn delete(self, shell: Shell, id: &str) -> Result<(), Unwritten> {
        let deleted_ms = Some(at_ms());
        if *id != *self.current.get_untracked() {
            return self.mark_other(shell, id, deleted_ms);
        }
        self.stop_asking(shell);
        if *id != *self.current.get_untracked() {
            return Err(Unwritten::Elsewhere);
        }
        self.flush(shell);
        // It leaves the page once it is among the deleted ones: who cannot have it back there would lose it.
        if let Some(record) = self.newest(shell, id) {
            let written = self.write_as_expected(&marked(record, deleted_ms));
            self.settle_mark(id, deleted_ms, written)?;
        }
        shell.dispatch(Command::File(FileCommand::New));
        Ok(())
    }

    /// Brings a deleted document back.
    pub(crate) fn bring_back(self, shell: Shell, id: &str) -> Result<(), Unwritten> {
        self.mark_other(shell, id, None)
    }

    /// Takes a deleted document away for good.
    pub(crate) fn forget(self, shell: Shell, record: &Record) {
        records::remove(&record.id);
        self.forget_unkept(&record.id);
        forget(&super::recovery::opening_key(&record.id));
        self.keep_others(shell);
        self.changes.update(|count| *count += 1);
    }

    /// Marks a document that is not open here as deleted, or as none.
    fn mark_other(self, shell: Shell, id: &str, deleted_ms: Option<u64>) -> Result<(), Unwritten> {
        let written = self.change_other(shell, id, |record| marked(record, deleted_ms));
        self.settle_mark(id, deleted_ms, written)
    }

    /// Sees to it that a document is marked also where there is no room for what was refused of it: it is deleted to make
    /// some.
    fn settle_mark(self, id: &str, deleted_ms: Option<u64>, written: Result<(), Unwritten>) -> Result<(), Unwritten> {
        if written == Err(Unwritten::Full) && untrack(|| self.has_refused(id)) {
            return self.mark_refused(id, deleted_ms);
        }
        written.map(|()| self.forget_unkept(id))
    }

    /// Changes a document that is not open here, as it is by now and not as it was when it was listed.
    fn change_other(self, shell: Shell, id: &str, change: impl FnOnce(Record) -> Record) -> Result<(), Unwritten> {
        if self.elsewhere.with_untracked(|ids| ids.contains(id)) {
            return Err(Unwritten::Elsewhere);
        }
        // What another tab wrote meanwhile is not written over by what was refused here.
        self.keep_others(shell);
        let Some(record) = self.newest(shell, id) else { return Ok(()) };
        self.write_other(&change(record), self.writer_before(id).as_deref())?;
        // What was refused is in what is written now.
        self.forget_unkept(id);
        Ok(())
    }

    /// Writes a document that is not open here, unless somebody else than expected wrote it last. A tab that slept meanwhile
    /// sees by its writer that somebody did.
    fn write_other(self, record: &Record, expected: Option<&str>) -> Result<(), Unwritten> {
        let written = self.write_after(record, expected);
        self.changes.update(|count| *count += 1);
        written
    }
}
