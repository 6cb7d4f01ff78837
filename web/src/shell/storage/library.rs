//! Keeps the open document, and sees to it that no other tab's work is written over.
//!
//! A tab that opens a document asks the others who has it. Until the time for an answer is over it writes nothing; where
//! one answers, it goes on with a copy. A tab that the browser had put to sleep cannot answer; therefore every write
//! looks who wrote last, and where that is somebody unexpected the tab goes on with a copy, too.

use super::channel::{ANY, Channel, Word};
use super::records::{self, Record};
use super::{OPEN, STEPS, forget, fragment, keep_for_tab, new_instance, now_ms};
use crate::shell::{Shell, crash};
use editor::command::{Command, FileCommand};
use editor::keep::versions::Version;
use editor::keep::{Kept, names};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// How long other tabs have for an answer [ms].
pub(crate) const ANSWER_MS: u32 = 250;
/// A version is taken once the hands rest for so long [ms].
const REST_MS: u32 = 700;

/// The library of documents, as this tab sees it.
#[derive(Clone, Copy)]
pub(crate) struct Library {
    state: StoredValue<State, LocalStorage>,
    /// Counts changes of the library, so that lists follow.
    pub(crate) changes: RwSignal<u32>,
    /// Documents that other tabs have open.
    pub(crate) elsewhere: RwSignal<BTreeSet<String>>,
    /// The open document.
    pub(crate) current: RwSignal<String>,
    /// Whether the browser did not take the last thing that was to be kept.
    pub(crate) refused: RwSignal<bool>,
}

#[derive(Debug)]
struct State {
    /// Names this page, until it is reloaded.
    instance: String,
    /// While an answer may come, nothing is written but what waits here.
    claim: Claim,
    /// Who wrote the document last, as far as this tab knows.
    writer: Option<String>,
    /// What no version was taken of yet.
    unversioned: Option<(Kept, Option<Timeout>)>,
    channel: Option<Channel>,
    copies: u32,
}

#[derive(Debug)]
enum Claim {
    Held,
    Asked { waiting: Option<Kept>, _answer: Timeout },
}

impl Library {
    pub(crate) fn new() -> Self {
        let (claim, unversioned) = (Claim::Held, None);
        let state = State { instance: new_instance(), claim, writer: None, unversioned, channel: None, copies: 0 };
        Self {
            state: StoredValue::new_local(state),
            changes: RwSignal::new(0),
            elsewhere: RwSignal::new(BTreeSet::new()),
            current: RwSignal::new(String::new()),
            refused: RwSignal::new(false),
        }
    }

    /// Returns the name of this page, until it is reloaded.
    pub(crate) fn instance(self) -> String {
        self.state.with_value(|state| state.instance.clone())
    }

    /// Listens to the other tabs, and asks them what they have open.
    pub(crate) fn listen(self, shell: Shell) {
        records::migrate();
        records::purge();
        let channel = Channel::open(move |word, from| self.hear(shell, word, &from));
        self.state.update_value(|state| state.channel = channel);
        self.ask_around();
    }

    /// Asks the other tabs anew what they have open: one that was closed by force has not said so.
    pub(crate) fn ask_around(self) {
        self.elsewhere.set(BTreeSet::new());
        self.say(Word::Who(ANY.to_owned()));
    }

    /// Keeps the document.
    pub(crate) fn keep(self, shell: Shell, kept: Kept) {
        if *kept.id != *self.current.get_untracked() {
            self.move_to(shell, &kept.id);
        }
        let kept = self.state.try_update_value(|state| match &mut state.claim {
            Claim::Asked { waiting, .. } => {
                *waiting = Some(kept);
                None
            }
            Claim::Held => Some(kept),
        });
        if let Some(kept) = kept.flatten() {
            self.write(shell, kept);
        }
    }

    /// Writes what is not yet written, when the page may go at any time.
    pub(crate) fn flush(self, shell: Shell) {
        let unversioned = self.state.try_update_value(|state| state.unversioned.take()).flatten();
        if let Some((kept, _)) = unversioned {
            self.take_version(shell, &kept);
        }
    }

    /// Lets go of the document when the page goes, perhaps only for a while.
    pub(crate) fn release(self, shell: Shell) {
        if !crash::has_crashed() {
            if self.state.with_value(|state| matches!(state.claim, Claim::Asked { .. })) {
                // There is no time left for an answer. Who has the document sees by its writer that it was written.
                self.hold(shell);
            }
            self.flush(shell);
            self.say(Word::Gone(self.current.get_untracked()));
        }
    }

    /// Asks for the document again, when the browser shows a page that it had put aside.
    pub(crate) fn reclaim(self, shell: Shell) {
        let id = self.current.get_untracked();
        if !id.is_empty() {
            self.ask_for(shell, &id);
        }
    }

    fn move_to(self, shell: Shell, id: &str) {
        self.flush(shell);
        let before = self.current.get_untracked();
        if !before.is_empty() {
            self.say(Word::Gone(before.clone()));
            if records::read(&before).is_some_and(|record| !editor::keep::is_own(&record.text)) {
                records::remove(&before);
            }
        }
        self.current.set(id.to_owned());
        keep_for_tab(OPEN, id);
        self.state.update_value(|state| state.writer = records::writer(id));
        if records::read(id).is_some() {
            self.ask_for(shell, id);
        } else {
            self.state.update_value(|state| state.claim = Claim::Held);
            self.say(Word::Mine(id.to_owned()));
        }
    }

    fn ask_for(self, shell: Shell, id: &str) {
        let _answer = Timeout::new(ANSWER_MS, move || self.hold(shell));
        self.state.update_value(|state| state.claim = Claim::Asked { waiting: None, _answer });
        self.say(Word::Who(id.to_owned()));
    }

    /// Takes the document, after nobody answered.
    fn hold(self, shell: Shell) {
        let claim = self.state.try_update_value(|state| std::mem::replace(&mut state.claim, Claim::Held));
        self.say(Word::Mine(self.current.get_untracked()));
        if let Some(Claim::Asked { waiting: Some(kept), .. }) = claim {
            self.write(shell, kept);
        }
    }

    fn write(self, shell: Shell, kept: Kept) {
        let (instance, expected) = self.state.with_value(|state| (state.instance.clone(), state.writer.clone()));
        let last = records::writer(&kept.id);
        if last.is_some() && last != expected && last.as_ref() != Some(&instance) {
            self.go_on_with_a_copy(shell);
            return;
        }
        let record = Record {
            id: kept.id.to_string(),
            name: kept.name.to_string(),
            title: kept.title.to_string(),
            text: kept.text.to_string(),
            saved_ms: now_ms(),
            fragment: fragment(),
            deleted_ms: None,
        };
        let taken = records::write(&record);
        if taken {
            records::set_writer(&kept.id, &instance);
        } else if !self.refused.get_untracked() {
            let text = "The browser's storage is full or closed: save the template as a file to keep it";
            shell.desk().tell(text.into());
        }
        self.refused.set(!taken);
        let rest = Timeout::new(REST_MS, move || self.flush(shell));
        self.state.update_value(|state| {
            state.writer = Some(instance);
            // Dropping the one before cancels it: a version is taken once the hands rest.
            state.unversioned = Some((kept, Some(rest)));
        });
        self.changes.update(|count| *count += 1);
    }

    fn take_version(self, shell: Shell, kept: &Kept) {
        if crash::has_crashed() || records::read(&kept.id).is_none() {
            return;
        }
        let mut versions = records::versions(&kept.id);
        let before = versions.clone();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a clock after 1970")]
        let at_ms = now_ms() as u64;
        versions.add(Version { at_ms, step: kept.step.clone(), text: kept.text.clone() });
        if versions != before {
            records::write_versions(&kept.id, &versions);
        }
        keep_for_tab(STEPS, &shell.ask(editor::Editor::packed_steps));
    }

    fn go_on_with_a_copy(self, shell: Shell) {
        let id = self.state.try_update_value(|state| {
            state.claim = Claim::Held;
            state.copies += 1;
            format!("{}.copy{}", state.instance, state.copies)
        });
        let title = self.name_of_copy(&shell.ask(|editor| editor.run_view().title.to_string()));
        let id = id.unwrap_or_default().into();
        shell.dispatch(Command::File(FileCommand::Detach { id, title: title.into() }));
        shell.desk().tell("This document is open in another tab, so this tab goes on with a copy of it".into());
    }

    fn name_of_copy(self, title: &str) -> String {
        let records = records::list();
        let taken: Vec<&str> = records.iter().map(|record| record.title.as_str()).collect();
        names::of_copy(title, &taken)
    }

    fn hear(self, shell: Shell, word: Word, from: &str) {
        let current = self.current.get_untracked();
        match word {
            Word::Who(id) => {
                // Of two tabs that ask at the same time, the one that was there first answers.
                let (is_held, is_first) =
                    self.state.with_value(|state| (matches!(state.claim, Claim::Held), state.instance.as_str() < from));
                if !current.is_empty() && (id == ANY || id == current) && (is_held || is_first) {
                    self.say(Word::Mine(current));
                }
            }
            Word::Mine(id) => {
                let is_asked = self.state.with_value(|state| matches!(state.claim, Claim::Asked { .. }));
                if id == current && is_asked {
                    self.go_on_with_a_copy(shell);
                }
                self.elsewhere.update(|ids| {
                    ids.insert(id);
                });
            }
            Word::Gone(id) => self.elsewhere.update(|ids| {
                ids.remove(&id);
            }),
        }
        self.changes.update(|count| *count += 1);
    }

    fn say(self, word: Word) {
        self.state.with_value(|state| {
            if let Some(channel) = &state.channel {
                channel.say(&word, &state.instance);
            }
        });
    }
}

/// What a person does with documents of the library.
impl Library {
    /// Opens a document of the library.
    pub(crate) fn open(self, shell: Shell, record: &Record) {
        if record.id != self.current.get_untracked() {
            shell.dispatch(Command::File(FileCommand::Reopen(record.reopening(""))));
        }
    }

    /// Gives a document another name.
    pub(crate) fn rename(self, shell: Shell, record: &Record, title: &str) {
        let Some(title) = names::tidy(title) else { return };
        if record.id == self.current.get_untracked() {
            shell.dispatch(Command::File(FileCommand::Rename(title.into())));
            return;
        }
        let text = names::entitled(&record.text, &title).to_string();
        self.write_other(shell, Record { name: title.clone(), title, text, ..record.clone() });
    }

    /// Makes a copy of a document, beside it.
    pub(crate) fn duplicate(self, shell: Shell, record: &Record) {
        let title = self.name_of_copy(&record.title);
        let text = names::entitled(&record.text, &title).to_string();
        let (id, saved_ms) = (new_instance(), now_ms());
        self.write_other(shell, Record { id, name: title.clone(), title, text, saved_ms, ..record.clone() });
    }

    /// Deletes a document; for a month it can be had back. The open one makes room for an empty one.
    pub(crate) fn delete(self, shell: Shell, record: &Record) {
        if record.id == self.current.get_untracked() {
            self.flush(shell);
            shell.dispatch(Command::File(FileCommand::New));
        }
        self.write_other(shell, Record { deleted_ms: Some(now_ms()), ..record.clone() });
    }

    /// Brings a deleted document back.
    pub(crate) fn bring_back(self, shell: Shell, record: &Record) {
        self.write_other(shell, Record { deleted_ms: None, ..record.clone() });
    }

    /// Takes a deleted document away for good.
    pub(crate) fn forget(self, record: &Record) {
        records::remove(&record.id);
        forget(&super::recovery::opening_key(&record.id));
        self.changes.update(|count| *count += 1);
    }

    fn write_other(self, shell: Shell, record: Record) {
        if !records::write(&record) {
            shell.desk().tell("The browser's storage is full or closed: nothing was changed".into());
        }
        self.changes.update(|count| *count += 1);
    }
}
