//! Keeps the open document, and sees to it that no other tab's work is written over.
//!
//! A tab that opens a document asks the others who has it. Until the time for an answer is over it writes nothing; where
//! one answers, it goes on with a copy. A tab that the browser had put to sleep cannot answer; therefore every write
//! looks who wrote last, and where that is not whom the tab goes on from it goes on with a copy, too.

use super::channel::{ANY, Channel, Word};
use super::others::at_ms;
use super::records::{self, Record};
use super::{OPEN, STEPS, fragment, keep_for_tab, new_instance, now_ms};
use crate::shell::{Shell, crash};
use editor::command::{Command, FileCommand};
use editor::keep::Kept;
use editor::keep::claim::{Claim, Left};
use editor::keep::unkept::{State as Refused, Unkept};
use editor::keep::versions::Version;
use editor::keep::writers::{Writers, Written};
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
    /// What the browser did not take, of the open document and of those before it.
    pub(crate) unkept: RwSignal<Unkept>,
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
    /// Its text cannot be read, so there is no place in it.
    Unreadable(&'static str),
}

impl Unwritten {
    /// Says so where a person asked for something that would have written it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Elsewhere => "This document is open in another tab: do it there",
            Self::Full => "The browser's storage is full or closed: nothing was changed",
            Self::Unreadable(why) => why,
        }
    }
}

#[derive(Debug)]
struct State {
    /// Who wrote which document last, as far as this page knows; and its own name, until it is reloaded.
    writers: Writers,
    claim: Claim,
    /// When the time for an answer of the other tabs is over.
    answer: Option<Timeout>,
    /// What no version was taken of yet.
    unversioned: Option<(Kept, Option<Timeout>)>,
    channel: Option<Channel>,
    copies: u32,
}

impl Library {
    pub(crate) fn new() -> Self {
        let state = State {
            writers: Writers::on_page(&new_instance()),
            claim: Claim::Held,
            answer: None,
            unversioned: None,
            channel: None,
            copies: 0,
        };
        Self {
            state: StoredValue::new_local(state),
            changes: RwSignal::new(0),
            elsewhere: RwSignal::new(BTreeSet::new()),
            current: RwSignal::new(String::new()),
            unkept: RwSignal::new(Unkept::default()),
            refused_version: RwSignal::new(false),
        }
    }

    /// Returns the name of this page, until it is reloaded.
    pub(crate) fn instance(self) -> String {
        self.state.with_value(|state| state.writers.page().to_owned())
    }

    /// Tells whether the browser did not take the open document as it is now.
    pub(crate) fn is_unkept(self) -> bool {
        self.current.with(|id| self.has_refused(id))
    }

    /// Tells whether the browser did not take a document as it is now.
    pub(crate) fn has_refused(self, id: &str) -> bool {
        self.unkept.with(|unkept| unkept.of(id).is_some())
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
            self.move_to(shell, &kept);
        }
        let kept = self.state.try_update_value(|state| state.claim.keep(kept));
        if let Some(kept) = kept.flatten() {
            self.write(shell, kept);
        }
    }

    /// Writes what is not yet written, when the page may go at any time.
    pub(crate) fn flush(self, shell: Shell) {
        self.take_waiting_version(shell);
        self.keep_others(shell);
    }

    /// Lets go of the document when the page goes, perhaps only for a while.
    pub(crate) fn release(self, shell: Shell) {
        if !crash::has_crashed() {
            // There is no time left for an answer. Who has the document sees by its writer that it was written.
            self.stop_asking(shell);
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

    /// Takes note that a document is gone on from as it lies in the storage.
    pub(crate) fn reads(self, id: &str) {
        let writer = records::writer(id);
        self.state.update_value(|state| state.writers.read(id, writer.as_deref()));
    }

    /// Turns to the document that is shown now.
    fn move_to(self, shell: Shell, shown: &Kept) {
        self.take_waiting_version(shell);
        let before = self.current.get_untracked();
        if !before.is_empty() && self.settle(shell) {
            self.say(Word::Gone(before.clone()));
            if records::read(&before).is_some_and(|record| !editor::keep::is_own(&record.text)) {
                records::remove(&before);
            }
        }
        let id = &*shown.id;
        self.current.set(id.to_owned());
        self.keep_others(shell);
        keep_for_tab(OPEN, id);
        let (record, writer) = (records::read(id), records::writer(id));
        let written = record.as_ref().map(|record| Written { text: &record.text, writer: writer.as_deref() });
        let refused = self.unkept.with_untracked(|unkept| unkept.of(id).cloned());
        self.state.update_value(|state| state.writers.turn_to(shown, written, refused.as_ref()));
        if record.is_some() {
            self.ask_for(shell, id);
        } else {
            self.state.update_value(|state| state.claim = Claim::Held);
            self.say(Word::Mine(id.to_owned()));
        }
    }

    /// Gives up the claim on the open document, because another one takes its place.
    pub(super) fn leave(self) -> Option<Left> {
        self.state.try_update_value(|state| {
            state.answer = None;
            state.claim.leave()
        })
    }

    /// Returns who wrote what this tab goes on from in a document.
    pub(super) fn writer_of(self, id: &str) -> Option<String> {
        self.state.with_value(|state| state.writers.of(id).map(str::to_owned))
    }

    fn ask_for(self, shell: Shell, id: &str) {
        let answer = Timeout::new(ANSWER_MS, move || self.hold(shell));
        self.state.update_value(|state| {
            state.claim.ask();
            state.answer = Some(answer);
        });
        self.say(Word::Who(id.to_owned()));
    }

    /// Takes the document, after nobody answered.
    fn hold(self, shell: Shell) {
        let waiting = self.state.try_update_value(|state| {
            state.answer = None;
            state.claim.hold()
        });
        self.say(Word::Mine(self.current.get_untracked()));
        if let Some(kept) = waiting.flatten() {
            self.write(shell, kept);
        }
    }

    /// Takes the document at once, where an answer may still come: what is to be done cannot wait.
    pub(super) fn stop_asking(self, shell: Shell) {
        if self.state.with_value(|state| state.claim.is_asked()) {
            self.hold(shell);
        }
    }

    fn write(self, shell: Shell, kept: Kept) {
        match self.write_as_expected(&record_of(&kept)) {
            Err(Unwritten::Elsewhere) => {
                self.go_on_with_a_copy(shell, "This document was changed elsewhere meanwhile");
                return;
            }
            Ok(()) => self.forget_unkept(&kept.id),
            Err(_) => self.refuse(Refused::new(kept.clone(), self.writer_of(&kept.id), at_ms())),
        }
        let rest = Timeout::new(REST_MS, move || self.flush(shell));
        // Dropping the one before cancels it: a version is taken once the hands rest.
        self.state.update_value(|state| state.unversioned = Some((kept, Some(rest))));
        self.changes.update(|count| *count += 1);
    }

    /// Writes the open document, unless somebody wrote it last from whom this tab does not go on.
    pub(super) fn write_as_expected(self, record: &Record) -> Result<(), Unwritten> {
        self.write_after(record, self.writer_of(&record.id).as_deref())
    }

    /// Writes a document, unless somebody else than this tab and the expected writer wrote it last.
    pub(super) fn write_after(self, record: &Record, expected: Option<&str>) -> Result<(), Unwritten> {
        let last = records::writer(&record.id);
        if !self.state.with_value(|state| state.writers.may_write(last.as_deref(), expected)) {
            return Err(Unwritten::Elsewhere);
        }
        if !records::write(record, &self.instance()) {
            return Err(Unwritten::Full);
        }
        self.state.update_value(|state| state.writers.wrote(&record.id));
        Ok(())
    }

    /// Takes the version for which the hands had to rest first.
    fn take_waiting_version(self, shell: Shell) {
        let unversioned = self.state.try_update_value(|state| state.unversioned.take()).flatten();
        if let Some((kept, _)) = unversioned {
            self.take_version(shell, &kept);
        }
    }

    fn take_version(self, shell: Shell, kept: &Kept) {
        if crash::has_crashed() || records::read(&kept.id).is_none() {
            return;
        }
        let mut versions = records::versions(&kept.id);
        let before = versions.clone();
        versions.add(Version { at_ms: at_ms(), step: kept.step.clone(), text: kept.text.clone() });
        if versions != before {
            self.refused_version.set(!records::write_versions(&kept.id, &versions));
        }
        keep_for_tab(STEPS, &shell.ask(editor::Editor::packed_steps));
    }

    /// Goes on with a copy of the open document, which is not this tab's.
    fn go_on_with_a_copy(self, shell: Shell, why: &str) {
        let id = self.state.try_update_value(|state| {
            // What the other tab has is not this one's to let go of.
            state.answer = None;
            state.claim.lose();
            state.copies += 1;
            format!("{}.copy{}", state.writers.page(), state.copies)
        });
        let title = self.name_of_copy(&shell.ask(|editor| editor.run_view().title.to_string()));
        let id = id.unwrap_or_default().into();
        let before = self.current.get_untracked();
        shell.desk().draft(|drafts| drafts.hand_over(&before, &id));
        self.forget_unkept(&before);
        shell.dispatch(Command::File(FileCommand::Detach { id, title: title.into() }));
        shell.desk().tell(format!("{why}, so this tab goes on with a copy of it").into());
    }

    fn hear(self, shell: Shell, word: Word, from: &str) {
        let current = self.current.get_untracked();
        match word {
            Word::Who(id) => {
                // Of two tabs that ask at the same time, the one that was there first answers.
                let (is_held, is_first) =
                    self.state.with_value(|state| (state.claim.is_held(), state.writers.page() < from));
                if !current.is_empty() && (id == ANY || id == current) && (is_held || is_first) {
                    self.say(Word::Mine(current));
                }
            }
            Word::Mine(id) => {
                let is_asked = self.state.with_value(|state| state.claim.is_asked());
                if id == current && is_asked {
                    self.go_on_with_a_copy(shell, "This document is open in another tab");
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
                channel.say(&word, state.writers.page());
            }
        });
    }
}

/// Returns a document as it is written now.
pub(super) fn record_of(kept: &Kept) -> Record {
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
