//! The documents of the library, as they lie in the browser's storage: one entry each.

use super::{Local, forget, keys_after, now_ms, setting, try_keep};
use editor::command::Reopening;
use editor::keep::room::{self, Dispensable, Stored, dispensable};
use editor::keep::versions::{Version, Versions};
use serde::{Deserialize, Serialize};

const DOCUMENT: &str = "lambdarium.document.";
const VERSIONS: &str = "lambdarium.versions.";
const WRITER: &str = "lambdarium.writer.";
/// Where older versions of the page kept documents, and which tabs lived.
const ONCE: &str = "lambdarium.work.";
const ALIVE_ONCE: &str = "lambdarium.alive.";

const DAY_MS: f64 = 86_400_000.0;
/// How long a deleted document can be had back [ms].
const DELETED_MS: f64 = 30.0 * DAY_MS;
/// How long a document without anything of the person is kept for its tab [ms].
const NOBODYS_MS: f64 = 7.0 * DAY_MS;

/// A document as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Record {
    /// Its id, which is its key.
    #[serde(skip)]
    pub(crate) id: String,
    /// Its name, as of a file.
    pub(crate) name: String,
    /// Its title.
    pub(crate) title: String,
    /// Its template.
    pub(crate) text: String,
    /// When it was kept, by the person's clock [ms since 1970].
    pub(crate) saved_ms: f64,
    /// The fragment of the address at that time: another link asks for another document.
    pub(crate) fragment: String,
    /// When it was deleted, if it was [ms since 1970].
    pub(crate) deleted_ms: Option<f64>,
}

impl Record {
    /// Returns what opens it again, with the steps that its tab still has and where the person stood.
    pub(crate) fn reopening(&self, steps: &str, place: &str) -> Reopening {
        let name = if self.name.is_empty() { &self.title } else { &self.name };
        let (id, name) = (self.id.as_str().into(), name.as_str().into());
        Reopening { id, name, text: self.text.as_str().into(), steps: steps.into(), place: place.into() }
    }

    fn stored(&self) -> Stored<'_> {
        Stored { id: &self.id, saved_ms: self.saved_ms, deleted_ms: self.deleted_ms }
    }

    /// Tells whether there is something of the person in it.
    pub(crate) fn is_own(&self) -> bool {
        editor::keep::is_own(&self.text)
    }

    /// Tells whether the library lists it.
    fn is_listed(&self) -> bool {
        self.deleted_ms.is_none() && self.is_own()
    }
}

/// Returns a document.
pub(crate) fn read(id: &str) -> Option<Record> {
    let json = js_sys::JSON::parse(&setting(&format!("{DOCUMENT}{id}"))?).ok()?;
    let record: Record = serde_wasm_bindgen::from_value(json).ok()?;
    Some(Record { id: id.to_owned(), ..record })
}

/// Writes a document as a page, and tells whether the browser took it. Where there is no room, what is missed least makes
/// some; a document that is refused all the same is as it was, with who wrote it.
pub(super) fn write(record: &Record, writer: &str) -> bool {
    let written = serde_wasm_bindgen::to_value(record).ok().and_then(|value| js_sys::JSON::stringify(&value).ok());
    let Some(json) = written.map(String::from) else { return false };
    // The writer goes first: a text without its writer would look like somebody else's.
    let texts = [(format!("{WRITER}{}", record.id), writer.to_owned()), (format!("{DOCUMENT}{}", record.id), json)];
    room::keep(&Local, &texts, || {
        let all: Vec<Record> = all().collect();
        let stored: Vec<Stored<'_>> = all.iter().map(Record::stored).collect();
        dispensable(&stored, &record.id).iter().flat_map(names_of).collect()
    })
}

/// Names what goes with something that can be let go of.
fn names_of(it: &Dispensable) -> Vec<String> {
    match it {
        Dispensable::Versions(id) => vec![format!("{VERSIONS}{id}")],
        Dispensable::Document(id) => vec![format!("{DOCUMENT}{id}"), format!("{WRITER}{id}")],
    }
}

/// Takes a document away for good.
pub(super) fn remove(id: &str) {
    [DOCUMENT, VERSIONS, WRITER].iter().for_each(|part| forget(&format!("{part}{id}")));
}

/// Returns the documents of the library, the newest first.
pub(crate) fn list() -> Vec<Record> {
    list_with("", Vec::new())
}

/// Returns the same with the open document, which goes first where nothing in it is the person's yet; of some documents
/// there is a newer state than what was written.
pub(super) fn list_with(open: &str, newer: Vec<Record>) -> Vec<Record> {
    let is_unchanged = |record: &Record| record.id == open && record.deleted_ms.is_none() && !record.is_own();
    let all = newest_first(all_with(newer).filter(|record| record.is_listed() || is_unchanged(record)));
    let (first, rest): (Vec<Record>, Vec<Record>) = all.into_iter().partition(is_unchanged);
    first.into_iter().chain(rest).collect()
}

/// Returns the deleted documents that can still be had back, the newest first.
pub(super) fn deleted_with(newer: Vec<Record>) -> Vec<Record> {
    newest_first(all_with(newer).filter(|record| record.deleted_ms.is_some()))
}

/// Returns all documents, and of some the newer state.
fn all_with(newer: Vec<Record>) -> impl Iterator<Item = Record> {
    let written: Vec<Record> = all().filter(|record| newer.iter().all(|it| it.id != record.id)).collect();
    written.into_iter().chain(newer)
}

/// Returns the earlier versions of a document.
pub(crate) fn versions(id: &str) -> Versions {
    setting(&format!("{VERSIONS}{id}")).map(|packed| Versions::from_packed(&packed)).unwrap_or_default()
}

/// Returns the versions of a document with its last text among them, which a crash may have kept from becoming one.
pub(crate) fn versions_with(record: &Record) -> Versions {
    let mut versions = versions(&record.id);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a clock after 1970")]
    let at_ms = record.saved_ms as u64;
    versions.add(Version { at_ms, step: "The last change".into(), text: record.text.as_str().into() });
    // Whether or not there is room for it, it is looked at now.
    write_versions(&record.id, &versions);
    versions
}

/// Writes the versions of a document, and tells whether the browser took them. Nothing makes room for them: documents come
/// first.
pub(super) fn write_versions(id: &str, versions: &Versions) -> bool {
    try_keep(&format!("{VERSIONS}{id}"), &versions.packed())
}

/// Returns which page wrote a document last.
pub(super) fn writer(id: &str) -> Option<String> {
    setting(&format!("{WRITER}{id}"))
}

/// Takes over what older versions of the page kept; what is taken over is removed from its old place.
pub(super) fn migrate() {
    for tab in keys_after(ONCE) {
        let old = format!("{ONCE}{tab}");
        let json = setting(&old).and_then(|text| js_sys::JSON::parse(&text).ok());
        let Some(record) = json.and_then(|json| serde_wasm_bindgen::from_value::<Record>(json).ok()) else { continue };
        // A tab of an older version may have gone on with a document that was taken over before.
        let known = read(&tab).filter(|known| known.text != record.text);
        let id = if known.is_some() { format!("{tab}.{:.0}", record.saved_ms) } else { tab };
        if write(&Record { id, ..record }, ONCE) {
            forget(&old);
        }
    }
    keys_after(ALIVE_ONCE).iter().for_each(|tab| forget(&format!("{ALIVE_ONCE}{tab}")));
}

/// Lets go of what was deleted long ago, and of what nobody changed and nobody came back for.
pub(super) fn purge() {
    let now = now_ms();
    let is_over = |record: &Record| match record.deleted_ms {
        Some(deleted_ms) => now - deleted_ms > DELETED_MS,
        None => !editor::keep::is_own(&record.text) && now - record.saved_ms > NOBODYS_MS,
    };
    all().filter(is_over).for_each(|record| remove(&record.id));
}

fn all() -> impl Iterator<Item = Record> {
    keys_after(DOCUMENT).into_iter().filter_map(|id| read(&id))
}

fn newest_first(records: impl Iterator<Item = Record>) -> Vec<Record> {
    let mut records: Vec<Record> = records.collect();
    records.sort_by(|a, b| b.saved_ms.total_cmp(&a.saved_ms));
    records
}
