//! The clipboard, and a way around it where the browser refuses.

use super::desk::{Desk, Overlay};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Copies a text and says so; where that is not allowed, shows it selected for copying by hand.
pub(super) fn copy(desk: Desk, text: String, done: Arc<str>) {
    // Pages that are not secure have no clipboard at all, whatever the type says.
    let present = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| clipboard.is_truthy());
    if !present {
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

/// Selects all of a text field, so that one key copies it.
pub(crate) fn select_all(field: &web_sys::HtmlTextAreaElement) {
    let element: &web_sys::HtmlElement = field.unchecked_ref();
    // A field that cannot take the focus can still be selected.
    let _ = element.focus();
    field.select();
}
