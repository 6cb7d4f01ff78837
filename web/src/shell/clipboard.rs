//! The clipboard, and a way around it where the browser refuses.

use super::desk::{Desk, Overlay};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Copies a text and says so; where that is not allowed, shows it selected for copying by hand.
pub(super) fn copy(desk: Desk, text: String, done: Arc<str>) {
    if !is_present() {
        desk.overlay.set(Some(Overlay::Copy(text)));
        return;
    }
    let promise = window().navigator().clipboard().write_text(&text);
    leptos::task::spawn_local(async move {
        match JsFuture::from(promise).await {
            Ok(_) => desk.tell(done),
            Err(_) => desk.overlay.set(Some(Overlay::Copy(text))),
        }
    });
}

/// Asks for the text on the clipboard; nothing where the browser has none for pages.
pub(super) fn read() -> Option<JsFuture> {
    let clipboard = is_present().then(|| window().navigator().clipboard())?;
    // Some browsers let pages write but not read.
    let can_read = js_sys::Reflect::has(&clipboard, &JsValue::from_str("readText")).unwrap_or(false);
    can_read.then(|| JsFuture::from(clipboard.read_text()))
}

/// Pages that are not secure have no clipboard at all, whatever the type says.
fn is_present() -> bool {
    js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| clipboard.is_truthy())
}

/// Selects all of a text field, so that one key copies it.
pub(crate) fn select_all(field: &web_sys::HtmlTextAreaElement) {
    let element: &web_sys::HtmlElement = field.unchecked_ref();
    // A field that cannot take the focus can still be selected.
    let _ = element.focus();
    field.select();
}
