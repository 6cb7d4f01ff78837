//! What survives a reload and the end of the browser, and which tab may write it.
//!
//! Documents lie in the browser's local storage: it is read at once, before the page shows anything, and texts are
//! small enough for it. A tab knows which document it has open by its session storage, which a reload keeps.

pub(crate) mod channel;
mod deeds;
pub(crate) mod library;
mod others;
pub(crate) mod records;
pub(crate) mod recovery;

use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::Storage;

/// Which document this tab has open.
const OPEN: &str = "lambdarium.open";
/// The same, as older versions kept it.
const OPEN_ONCE: &str = "lambdarium.tab";
/// The steps of that document.
const STEPS: &str = "lambdarium.steps";
/// Where the person stood in it.
const PLACE: &str = "lambdarium.place";

/// Returns a setting that was kept.
pub(crate) fn setting(key: &str) -> Option<String> {
    local()?.get_item(key).ok().flatten()
}

/// Keeps a setting. A browser that refuses only forgets it.
pub(crate) fn keep_setting(key: &str, value: &str) {
    let _ = try_keep(key, value);
}

/// Keeps a value, and tells whether the browser took it.
fn try_keep(key: &str, value: &str) -> bool {
    local().is_some_and(|local| local.set_item(key, value).is_ok())
}

/// The browser's storage, as what keeps documents sees it.
struct Local;

impl editor::keep::room::Store for Local {
    fn get(&self, name: &str) -> Option<String> {
        setting(name)
    }

    fn set(&self, name: &str, text: &str) -> bool {
        try_keep(name, text)
    }

    fn remove(&self, name: &str) {
        forget(name);
    }
}

/// Takes a setting back.
pub(crate) fn forget(key: &str) {
    if let Some(local) = local() {
        // What cannot be removed was not there.
        let _ = local.remove_item(key);
    }
}

/// Returns what follows a beginning in the keys that have it.
fn keys_after(beginning: &str) -> Vec<String> {
    let Some(local) = local() else { return Vec::new() };
    let keys = (0..local.length().unwrap_or(0)).filter_map(|index| local.key(index).ok().flatten());
    keys.filter_map(|key| key.strip_prefix(beginning).map(str::to_owned)).collect()
}

/// Returns the fragment of the address, without `#`.
pub(super) fn fragment() -> String {
    window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

/// What a reload leaves of a document besides its text.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// Its steps.
    pub(super) steps: String,
    /// Where the person stood in it; empty where that is not known, as after a crash.
    pub(super) place: String,
}

/// Returns the document that this tab had open before a reload, and what is left of it.
pub(super) fn opened_before() -> Option<(records::Record, Left)> {
    let session = session()?;
    let get = |key: &str| session.get_item(key).ok().flatten();
    let record = records::read(&get(OPEN).or_else(|| get(OPEN_ONCE))?)?;
    // Where a person stands changes all the time, so a place from before a crash is none any more.
    let place = take_from_tab(PLACE).unwrap_or_default();
    Some((record, Left { steps: get(STEPS).unwrap_or_default(), place }))
}

/// Keeps where the person stands in the open document, for the page after a reload.
pub(super) fn leave_place(packed: &str) {
    keep_for_tab(PLACE, packed);
}

/// Lets go of that: the page has not gone, and the person goes on in it.
pub(super) fn forget_place() {
    take_from_tab(PLACE);
}

/// Keeps something for this tab, which a reload keeps and its end does not.
pub(super) fn keep_for_tab(key: &str, value: &str) {
    if let Some(session) = session() {
        // A browser that refuses storage still plays; the tab then begins anew after a reload.
        let _ = session.set_item(key, value);
    }
}

/// Returns what was kept for this tab.
pub(super) fn kept_for_tab(key: &str) -> Option<String> {
    session()?.get_item(key).ok().flatten()
}

/// Takes a note that was left for this tab.
fn take_from_tab(key: &str) -> Option<String> {
    let session = session()?;
    let value = session.get_item(key).ok().flatten();
    let _ = session.remove_item(key);
    value
}

/// The instant and a random part: enough that no two pages of one browser meet.
fn new_instance() -> String {
    format!("{:.0}-{:.0}", js_sys::Date::now(), js_sys::Math::random() * 1e9)
}

fn local() -> Option<Storage> {
    window().local_storage().unwrap_or_else(|_: JsValue| None)
}

fn session() -> Option<Storage> {
    window().session_storage().unwrap_or_else(|_: JsValue| None)
}

/// The person's clock [ms since 1970].
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Writes an instant of the person's clock as they write it: the time of today, else the date.
pub(crate) fn date_of(ms: f64) -> String {
    let (date, now) = (js_sys::Date::new(&JsValue::from_f64(ms)), js_sys::Date::new_0());
    if date.to_date_string() == now.to_date_string() {
        return format!("Today, {}", String::from(date.to_locale_time_string("default")));
    }
    String::from(date.to_locale_string("default", &JsValue::UNDEFINED))
}
