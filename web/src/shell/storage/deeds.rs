//! What a person does with documents of the library.

use super::library::{Library, Unwritten, record_of};
use super::records::{self, Record};
use super::{forget, new_instance, now_ms};
use crate::shell::{Shell, files};
use editor::Editor;
use editor::command::{Command, FileCommand};
use editor::keep::names;
use leptos::prelude::*;

impl Library {
    /// Opens a document of the library.
    pub(crate) fn open(self, shell: Shell, record: &Record) {
        if record.id != self.current.get_untracked() {
            // What could not be written is newer than what was.
            let unkept = self.unkept.with_untracked(|unkept| unkept.of(&record.id).map(|it| record_of(&it.kept)));
            let record = unkept.as_ref().unwrap_or(record);
            shell.dispatch(Command::File(FileCommand::Reopen(record.reopening("", ""))));
        }
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
        self.change_other(id, |record| {
            let text = names::entitled(&record.text, &title).to_string();
            Record { name: title.clone(), title, text, ..record }
        })
    }

    /// Makes a copy of a document, beside it.
    pub(crate) fn duplicate(self, record: &Record) -> Result<(), Unwritten> {
        let title = self.name_of_copy(&record.title);
        let text = names::entitled(&record.text, &title).to_string();
        let (id, saved_ms) = (new_instance(), now_ms());
        self.write_other(&Record { id, name: title.clone(), title, text, saved_ms, ..record.clone() })
    }

    /// Deletes a document; for a month it can be had back. The open one makes room for an empty one.
    pub(crate) fn delete(self, shell: Shell, id: &str) -> Result<(), Unwritten> {
        let change = |record: Record| Record { deleted_ms: Some(now_ms()), ..record };
        if *id != *self.current.get_untracked() {
            return self.change_other(id, change);
        }
        self.stop_asking(shell);
        if *id != *self.current.get_untracked() {
            return Err(Unwritten::Elsewhere);
        }
        self.flush(shell);
        // It leaves the page once it is among the deleted ones: who cannot have it back there would lose it.
        let unkept = self.unkept.with_untracked(|unkept| unkept.of(id).map(|it| record_of(&it.kept)));
        if let Some(record) = unkept.or_else(|| records::read(id)) {
            self.write_as_expected(&change(record))?;
            self.forget_unkept(id);
        }
        shell.dispatch(Command::File(FileCommand::New));
        Ok(())
    }

    /// Saves a document as a file that no storage took; from then on it is kept.
    pub(crate) fn save_unkept(self, id: &str) {
        if let Some(record) = self.unkept.with_untracked(|unkept| unkept.of(id).map(|it| record_of(&it.kept))) {
            files::save_record(&record);
            self.forget_unkept(id);
        }
    }

    /// Brings a deleted document back.
    pub(crate) fn bring_back(self, id: &str) -> Result<(), Unwritten> {
        self.change_other(id, |record| Record { deleted_ms: None, ..record })
    }

    /// Takes a deleted document away for good.
    pub(crate) fn forget(self, record: &Record) {
        records::remove(&record.id);
        forget(&super::recovery::opening_key(&record.id));
        self.keep_others();
        self.changes.update(|count| *count += 1);
    }

    /// Changes a document that is not open here, as it is by now and not as it was when it was listed.
    fn change_other(self, id: &str, change: impl FnOnce(Record) -> Record) -> Result<(), Unwritten> {
        if self.elsewhere.with_untracked(|ids| ids.contains(id)) {
            return Err(Unwritten::Elsewhere);
        }
        records::read(id).map_or(Ok(()), |record| self.write_other(&change(record)))
    }

    /// Writes a document that is not open here. A tab that slept meanwhile sees by its writer that somebody did.
    fn write_other(self, record: &Record) -> Result<(), Unwritten> {
        let taken = records::write(record, &self.instance());
        self.changes.update(|count| *count += 1);
        if taken { Ok(()) } else { Err(Unwritten::Full) }
    }
}
