//! What survives a reload: each tab keeps its document under a key of its own, so that two tabs never overwrite each
//! other's work.
//!
//! A tab knows its key by its session storage, which a reload keeps. A browser copies session storage into a duplicated
//! tab; a mark in local storage tells that the first tab still lives, and the copy takes a new key.

use super::desk::Desk;
use editor::command::{Command, FileCommand};
use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use web_sys::Storage;

const TAB: &str = "lambdarium.tab";
const WORK: &str = "lambdarium.work.";
const ALIVE: &str = "lambdarium.alive.";
/// How many documents of tabs that are closed are kept.
const KEPT_MAX: usize = 12;

/// A document as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Work {
    /// Its name, as of a file; that of its title in what older versions kept.
    #[serde(default)]
    pub(crate) name: String,
    /// Its title.
    pub(crate) title: String,
    /// Its template.
    pub(crate) text: String,
    /// When it was kept, by the person's clock [ms since 1970].
    pub(crate) saved_ms: f64,
    /// The fragment of the address at that time: another link asks for another document.
    pub(crate) fragment: String,
}

impl Work {
    /// Returns the command that opens it again.
    pub(crate) fn reopening(&self) -> Command {
        let name = if self.name.is_empty() { &self.title } else { &self.name };
        Command::File(FileCommand::Open { name: name.as_str().into(), text: self.text.as_str().into() })
    }
}

/// Takes this tab's key, and returns the work that it kept before a reload.
pub(super) fn claim() -> Option<Work> {
    let session = session()?;
    let known = session.get_item(TAB).ok().flatten();
    let earlier = known.as_deref().and_then(read);
    let tab = match known {
        Some(tab) if setting(&format!("{ALIVE}{tab}")).is_none() => tab,
        _ => new_tab(),
    };
    // A browser that refuses storage still plays; its work is just not kept.
    let _ = session.set_item(TAB, &tab);
    keep_setting(&format!("{ALIVE}{tab}"), "1");
    forget_old(&tab);
    earlier
}

/// Tells other tabs that this one is gone.
pub(super) fn release() {
    if let (Some(tab), Some(local)) = (tab(), local()) {
        let _ = local.remove_item(&format!("{ALIVE}{tab}"));
    }
}

/// Takes the key again, when the browser shows a page that it had put aside.
pub(super) fn reclaim() {
    if let Some(tab) = tab() {
        keep_setting(&format!("{ALIVE}{tab}"), "1");
    }
}

/// Keeps a document for the next visit.
pub(super) fn keep(text: &str, name: &str, title: &str, desk: Desk) {
    let Some(tab) = tab() else { return };
    let work = Work {
        name: name.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        saved_ms: js_sys::Date::now(),
        fragment: fragment(),
    };
    let written = serde_wasm_bindgen::to_value(&work).ok().and_then(|value| js_sys::JSON::stringify(&value).ok());
    let kept = written.and_then(|json| local()?.set_item(&format!("{WORK}{tab}"), &String::from(json)).ok());
    if kept.is_none() {
        desk.tell("The browser's storage is full or closed: save the template as a file to keep it".into());
    }
}

/// Returns what other tabs kept, the newest first.
pub(crate) fn earlier_work() -> Vec<Work> {
    let own = tab();
    let mut works: Vec<Work> =
        tabs().into_iter().filter(|tab| Some(tab) != own.as_ref()).filter_map(|tab| read(&tab)).collect();
    works.sort_by(|a, b| b.saved_ms.total_cmp(&a.saved_ms));
    works
}

/// Returns a setting that was kept.
pub(crate) fn setting(key: &str) -> Option<String> {
    local()?.get_item(key).ok().flatten()
}

/// Keeps a setting. A browser that refuses only forgets it.
pub(crate) fn keep_setting(key: &str, value: &str) {
    let _ = local().map(|local| local.set_item(key, value));
}

/// Returns the fragment of the address, without `#`.
pub(super) fn fragment() -> String {
    window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

fn read(tab: &str) -> Option<Work> {
    let json = js_sys::JSON::parse(&setting(&format!("{WORK}{tab}"))?).ok()?;
    serde_wasm_bindgen::from_value(json).ok()
}

/// Keeps the newest documents, and those of tabs that live.
fn forget_old(own: &str) {
    let Some(local) = local() else { return };
    let mut old: Vec<(f64, String)> = tabs()
        .into_iter()
        .filter(|tab| tab != own && setting(&format!("{ALIVE}{tab}")).is_none())
        .map(|tab| (read(&tab).map_or(0.0, |work| work.saved_ms), tab))
        .collect();
    old.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (_, tab) in old.into_iter().skip(KEPT_MAX) {
        let _ = local.remove_item(&format!("{WORK}{tab}"));
    }
}

/// Returns the keys of all tabs that kept something.
fn tabs() -> Vec<String> {
    let Some(local) = local() else { return Vec::new() };
    let keys = (0..local.length().unwrap_or(0)).filter_map(|index| local.key(index).ok().flatten());
    keys.filter_map(|key| key.strip_prefix(WORK).map(str::to_owned)).collect()
}

fn tab() -> Option<String> {
    session()?.get_item(TAB).ok().flatten()
}

/// The instant and a random part: enough that no two tabs of one browser meet.
fn new_tab() -> String {
    format!("{:.0}-{:.0}", js_sys::Date::now(), js_sys::Math::random() * 1e9)
}

fn local() -> Option<Storage> {
    window().local_storage().unwrap_or_else(|_: JsValue| None)
}

fn session() -> Option<Storage> {
    window().session_storage().unwrap_or_else(|_: JsValue| None)
}

/// Writes an instant of the person's clock as they write it.
pub(crate) fn date_of(ms: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(ms));
    String::from(date.to_locale_string("default", &JsValue::UNDEFINED))
}
