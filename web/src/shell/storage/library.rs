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
    /// Whether the browser did not take the open document as it is now.
    pub(crate) refused: RwSignal<bool>,
    /// Whether it did not take its last version.
    pub(crate) refused_version: RwSignal<bool>,
}

/// Why a document was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unwritten {
    /// Another tab has it open, or wrote it meanwhile.
    Elsewhere,
    /// The browser did not take it.
    Full,
}

impl Unwritten {
    /// Says so where a person asked for something that would have written it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Elsewhere => "This document is open in another tab: do it there",
            Self::Full => "The browser's storage is full or closed: nothing was changed",
        }
    }
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
            refused_version: RwSignal::new(false),
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
        if !before.is_empty() && self.settle() {
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

    /// Sees to it that nothing of the document waits any more that another one takes the place of. Returns whether it was
    /// this tab's.
    fn settle(self) -> bool {
        let claim = self.state.try_update_value(|state| std::mem::replace(&mut state.claim, Claim::Held));
        let Some(Claim::Asked { waiting, .. }) = claim else { return true };
        let Some(kept) = waiting else { return false };
        let record = record_of(&kept);
        let written = self.write_as_expected(&record);
        if written == Err(Unwritten::Elsewhere) {
            // It is no longer shown, so the copy goes beside it.
            let (id, title) = (new_instance(), self.name_of_copy(&record.title));
            self.refused.set(self.write_as_expected(&Record { id, title, ..record }).is_err());
        }
        written.is_ok()
    }

    fn ask_for(self, shell: Shell, id: &str) {
        let _answer = Timeout::new(ANSWER_MS, move || self.hold(shell));
        self.state.update_value(|state| {
            // What waits for the answer before goes on waiting.
            let waiting = match std::mem::replace(&mut state.claim, Claim::Held) {
                Claim::Asked { waiting, .. } => waiting,
                Claim::Held => None,
            };
            state.claim = Claim::Asked { waiting, _answer };
        });
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
        let written = self.write_as_expected(&record_of(&kept));
        if written == Err(Unwritten::Elsewhere) {
            self.go_on_with_a_copy(shell);
            return;
        }
        let is_refused = written == Err(Unwritten::Full);
        self.refused.set(is_refused);
        crash::remember_refusal(is_refused);
        let rest = Timeout::new(REST_MS, move || self.flush(shell));
        // Dropping the one before cancels it: a version is taken once the hands rest.
        self.state.update_value(|state| state.unversioned = Some((kept, Some(rest))));
        self.changes.update(|count| *count += 1);
    }

    /// Writes a document, unless somebody wrote it last whom this tab does not know of.
    fn write_as_expected(self, record: &Record) -> Result<(), Unwritten> {
        let (instance, expected) = self.state.with_value(|state| (state.instance.clone(), state.writer.clone()));
        let last = records::writer(&record.id);
        if last.is_some() && last != expected && last.as_ref() != Some(&instance) {
            return Err(Unwritten::Elsewhere);
        }
        if !records::write(record, &instance) {
            return Err(Unwritten::Full);
        }
        self.state.update_value(|state| state.writer = Some(instance));
        Ok(())
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
            self.refused_version.set(!records::write_versions(&kept.id, &versions));
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
        let before = self.current.get_untracked();
        shell.desk().draft(|drafts| drafts.hand_over(&before, &id));
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

    /// Gives a document another name; one that is none leaves the old one.
    pub(crate) fn rename(self, shell: Shell, id: &str, title: &str) -> Result<(), Unwritten> {
        let Some(title) = names::tidy(title) else { return Ok(()) };
        if *id == *self.current.get_untracked() {
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
        if *id == *self.current.get_untracked() {
            self.flush(shell);
            shell.dispatch(Command::File(FileCommand::New));
        }
        self.change_other(id, |record| Record { deleted_ms: Some(now_ms()), ..record })
    }

    /// Brings a deleted document back.
    pub(crate) fn bring_back(self, id: &str) -> Result<(), Unwritten> {
        self.change_other(id, |record| Record { deleted_ms: None, ..record })
    }

    /// Takes a deleted document away for good.
    pub(crate) fn forget(self, record: &Record) {
        records::remove(&record.id);
        forget(&super::recovery::opening_key(&record.id));
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

/// Returns a document as it is written now.
fn record_of(kept: &Kept) -> Record {
    Record {
        id: kept.id.to_string(),
        name: kept.name.to_string(),
        title: kept.title.to_string(),
        text: kept.text.to_string(),
        saved_ms: now_ms(),
        fragment: fragment(),
        deleted_ms: None,
    }
}
